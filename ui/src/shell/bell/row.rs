//! One line of the notification centre.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use model::{
    fault::Fault,
    ids::NotificationId,
    notifications::{
        DeleteNotifications, MarkNotifications, Notification, NotificationMark, Snooze,
        SnoozeNotifications,
    },
    states::Priority,
};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::{acts::Done, drawer::is_in_menu, look::look};
use crate::{
    hooks::{use_call, use_online, use_session, use_text},
    stores::toasts::use_fault_toast,
    widgets::{Icon, Menu, MenuItem, Picture, When},
};

/// Properties of [`Row`].
#[derive(Properties, PartialEq)]
pub(super) struct RowProps {
    /// Its place in the list, from 0 on.
    pub line: usize,
    /// What it shows.
    pub row: Notification,
    /// It was chosen.
    pub on_open: Callback<Notification>,
    /// It left the list.
    pub on_done: Callback<Done>,
    /// A moment is to be chosen until which it sleeps.
    pub on_sleep: Callback<NotificationId>,
}

/// Whether a line will be read after this mark; none where only the list can tell.
fn is_read_after(mark: NotificationMark) -> Option<bool> {
    match mark {
        NotificationMark::Read => Some(true),
        NotificationMark::Unread => Some(false),
        NotificationMark::Archived | NotificationMark::Unarchived | NotificationMark::Awake => None,
    }
}

/// Whether a line is taken for read from the act on: until the list tells, or the act failed.
#[hook]
fn use_assumed(row: &Notification, fault: Option<Rc<Fault>>) -> UseStateHandle<Option<bool>> {
    let assumed = use_state_eq(|| None::<bool>);
    let (told, undone) = (assumed.setter(), assumed.setter());
    use_effect_with(row.clone(), move |_| told.set(None));
    use_effect_with(fault, move |fault| {
        if fault.is_some() {
            undone.set(None);
        }
    });
    assumed
}

/// A line: a click or Enter opens it; the menu and the keys `e u s Del` do the rest.
#[component]
pub(super) fn Row(props: &RowProps) -> Html {
    let (texts, session, is_online) = (use_text(), use_session(), use_online());
    let id = props.row.id;
    let (mark, snooze, delete) = (
        use_call::<MarkNotifications>(),
        use_call::<SnoozeNotifications>(),
        use_call::<DeleteNotifications>(),
    );
    use_fault_toast(mark.fault.clone());
    use_fault_toast(snooze.fault.clone());
    use_fault_toast(delete.fault.clone());
    let assumed = use_assumed(&props.row, mark.fault.clone());
    let row = &Notification {
        is_read: assumed.unwrap_or(props.row.is_read),
        ..props.row.clone()
    };
    let on_mark = |as_what: NotificationMark| {
        let (mark, on_done) = (mark.clone(), props.on_done.clone());
        let assumed = assumed.setter();
        Callback::from(move |()| {
            // A second act waits for the answer to the first.
            if mark.busy {
                return;
            }
            let on_done = on_done.clone();
            assumed.set(is_read_after(as_what));
            let request = MarkNotifications {
                ids: vec![id],
                mark: as_what,
            };
            mark.run_then(request, move |_: i64| {
                if as_what == NotificationMark::Archived {
                    on_done.emit(Done::Archived(id));
                }
            });
        })
    };
    let on_snooze = |until: Snooze| {
        let (snooze, on_done) = (snooze.clone(), props.on_done.clone());
        Callback::from(move |()| {
            let (on_done, ids) = (on_done.clone(), vec![id]);
            snooze.run_then(
                SnoozeNotifications { ids, until },
                move |until: DateTime<Utc>| on_done.emit(Done::Snoozed(id, until)),
            );
        })
    };
    let on_delete = {
        let (delete, on_done) = (delete.clone(), props.on_done.clone());
        Callback::from(move |()| {
            let on_done = on_done.clone();
            delete.run_then(DeleteNotifications { ids: vec![id] }, move |deleted| {
                on_done.emit(Done::Deleted(deleted));
            });
        })
    };
    let on_moment = {
        let on_sleep = props.on_sleep.clone();
        Callback::from(move |()| on_sleep.emit(id))
    };
    let (turn, turn_key) = if row.is_read {
        (NotificationMark::Unread, "notifications-unread")
    } else {
        (NotificationMark::Read, "notifications-read")
    };
    let (put, put_key) = if row.is_archived {
        (NotificationMark::Unarchived, "notifications-unarchive")
    } else {
        (NotificationMark::Archived, "notifications-archive")
    };
    let (on_turn, on_put, on_hour) = (on_mark(turn), on_mark(put), on_snooze(Snooze::Hour));
    let item = |name: &'static str, key: &str, icon: Icon, run: Callback<()>| {
        MenuItem::new(name, texts.t(key), run)
            .icon(icon)
            .disabled(!is_online)
    };
    let is_asleep = row.snoozed_until.is_some_and(|until| until > Utc::now());
    let mut items = Vec::new();
    if !row.is_archived {
        items.push(item(
            "notifications-turn",
            turn_key,
            Icon::Unread,
            on_turn.clone(),
        ));
        if is_asleep {
            let on_awake = on_mark(NotificationMark::Awake);
            items.push(item(
                "notifications-awake",
                "notifications-awake",
                Icon::Bell,
                on_awake,
            ));
        }
        items.extend([
            item(
                "notifications-hour",
                "notifications-snooze-hour",
                Icon::Waiting,
                on_hour.clone(),
            ),
            item(
                "notifications-tomorrow",
                "notifications-snooze-tomorrow",
                Icon::Sun,
                on_snooze(Snooze::Tomorrow),
            ),
            item(
                "notifications-moment",
                "notifications-snooze-moment",
                Icon::Calendar,
                on_moment,
            ),
        ]);
    }
    items.push(item(
        "notifications-archive",
        put_key,
        Icon::Archive,
        on_put.clone(),
    ));
    let bin = item(
        "notifications-delete",
        "notifications-delete",
        Icon::Bin,
        on_delete.clone(),
    );
    items.push(bin.danger());
    let onkeydown = {
        let is_archived = row.is_archived;
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() || is_in_menu(&event) {
                return;
            }
            match event.key().as_str() {
                "e" => on_put.emit(()),
                "u" if !is_archived => on_turn.emit(()),
                "s" if !is_archived => on_hour.emit(()),
                "Delete" => on_delete.emit(()),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let onclick = {
        let (on_open, row) = (props.on_open.clone(), row.clone());
        Callback::from(move |_: MouseEvent| on_open.emit(row.clone()))
    };
    let said = texts.said(row);
    let (icon, colour) = look(row.kind);
    let is_urgent = row.priority == Priority::Urgent && !row.is_read;
    let asleep = row.snoozed_until.filter(|_| is_asleep).map(|until| {
        let until = session.zone().show(until, texts.locale());
        texts.t_with("notifications-asleep", &[("until", &until)])
    });
    html! {
        <li class={classes!("aglis-notification", (!row.is_read).then_some("aglis-is-unread"))} data-line={props.line.to_string()} data-testid="notifications-row"
            data-id={id.0.to_string()} data-event={row.event.name()} data-read={row.is_read.to_string()} {onkeydown}>
            <span class={classes!("aglis-notification-kind", colour)} title={texts.t(&row.kind.text_key())}><Picture {icon} /></span>
            <button type="button" data-testid="notifications-open" {onclick}>
                if !row.is_read { <span class="aglis-unseen">{ texts.t("notifications-is-unread") }{ ": " }</span> }
                <span class="aglis-notification-title">
                    if is_urgent { <Picture icon={Icon::Warning} class="aglis-text-bad" /><span class="aglis-unseen">{ texts.t(&row.priority.text_key()) }{ ": " }</span> }
                    { said.title }
                </span>
                if let Some(message) = said.message { <span class="aglis-notification-more">{ message }</span> }
                <span class="aglis-notification-foot">
                    <When at={row.at} relative=true />
                    if row.is_closed { <span>{ texts.t("notifications-closed") }</span> }
                    if let Some(asleep) = asleep { <span>{ asleep }</span> }
                </span>
            </button>
            <Menu test_id="notifications-menu" label={texts.t("common-more")} icon={Icon::More} icon_only=true {items} />
        </li>
    }
}

#[cfg(test)]
mod tests {
    use model::notifications::NotificationMark;

    use super::is_read_after;

    #[test]
    fn only_what_is_certain_is_assumed() {
        let assumed = NotificationMark::ALL.map(is_read_after);
        assert_eq!(assumed, [Some(true), Some(false), None, None, None]);
    }
}
