//! What follows when something was taken out of the list: a word about it and the way back.

use chrono::{DateTime, Utc};
use model::{
    ids::NotificationId,
    notifications::{Deleted, MarkNotifications, NotificationMark, RestoreNotifications},
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_session, use_text, use_toasts},
    stores::toasts::{ToastAction, Tone, use_fault_toast},
};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Done {
    /// Put away.
    Archived(NotificationId),
    /// Sleeps until then.
    Snoozed(NotificationId, DateTime<Utc>),
    /// Deleted.
    Deleted(Deleted),
}

/// Says what was done and offers to take it back. It stands in the bell and not in the list, which may be closed by then.
#[hook]
pub(super) fn use_offer_back() -> Callback<Done> {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let (mark, restore) = (
        use_call::<MarkNotifications>(),
        use_call::<RestoreNotifications>(),
    );
    use_fault_toast(mark.fault.clone());
    use_fault_toast(restore.fault.clone());
    Callback::from(move |done: Done| {
        let (mark, restore) = (mark.clone(), restore.clone());
        let back = |id: NotificationId, as_what: NotificationMark| {
            Callback::from(move |()| {
                mark.run(MarkNotifications {
                    ids: vec![id],
                    mark: as_what,
                });
            })
        };
        let (text, run) = match done {
            Done::Archived(id) => (
                texts.t("notifications-archived"),
                back(id, NotificationMark::Unarchived),
            ),
            Done::Snoozed(id, until) => {
                let until = session.zone().show(until, texts.locale());
                (
                    texts.t_with("notifications-snoozed", &[("until", &until)]),
                    back(id, NotificationMark::Awake),
                )
            }
            Done::Deleted(Deleted { count: 0, .. }) => {
                return toasts.info(texts.t("notifications-nothing-read"));
            }
            Done::Deleted(Deleted { count, at }) => (
                texts.t_with("notifications-deleted", &[("count", &count)]),
                Callback::from(move |()| restore.run(RestoreNotifications { at })),
            ),
        };
        let undo = ToastAction::undo(texts.t("common-undo"), run);
        toasts.show(Tone::Info, text, Some(undo));
    })
}
