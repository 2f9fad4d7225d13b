//! The bell at the top right: how many are unread, the notification centre below it, and what it says of news.

mod acts;
mod drawer;
mod look;
mod row;
mod snooze;

use std::{cell::Cell, collections::HashMap};

use gloo_events::EventListener;
use model::{
    bell::{News, NoteShown},
    ids::{NotificationId, StaffId},
    notifications::{
        CountNotifications, MarkNotifications, MarkNotificationsSeen, Notification,
        NotificationMark,
    },
    states::Priority,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use self::{acts::use_offer_back, drawer::Drawer, look::badge};
use crate::{
    bridge,
    hooks::{Heard, use_call, use_live, use_news, use_online, use_session, use_text, use_toasts},
    route::{go, use_route},
    stores::toasts::{ToastAction, Tone},
    widgets::{Icon, Picture},
};

/// More on the same line within this many milliseconds is not said again.
const SAID: f64 = 10_000.0;

/// Properties of [`Bell`].
#[derive(Properties, PartialEq)]
pub(super) struct BellProps {
    /// The person wants to choose how he is told.
    pub on_settings: Callback<()>,
}

/// The bell.
#[component]
pub(super) fn Bell(props: &BellProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let (route, is_online) = (use_route(), use_online());
    let open = use_state_eq(|| false);
    let button = use_node_ref();
    let remote = use_live(CountNotifications {});
    let count = remote.data().map(|count| **count).unwrap_or_default();
    let (mark, seen) = (
        use_call::<MarkNotifications>(),
        use_call::<MarkNotificationsSeen>(),
    );
    let on_done = use_offer_back();

    let in_sight = look::shown_at(&route);
    use_effect_with(in_sight, |record| {
        bridge::tell(NoteShown { record: *record })
    });
    {
        // Whoever went somewhere wants to see it, not the list.
        let open = open.setter();
        use_effect_with(route, move |_| open.set(false));
    }
    use_effect_with((*open, count.unseen, is_online), move |at| {
        if let (true, 1.., true) = *at {
            seen.run(MarkNotificationsSeen {});
        }
    });
    use_closing(*open, &open.setter());
    let on_open = {
        let (open, mark) = (open.setter(), mark);
        Callback::from(move |row: Notification| {
            open.set(false);
            if !row.is_read {
                mark.run(MarkNotifications {
                    ids: vec![row.id],
                    mark: NotificationMark::Read,
                });
            }
            if let Some(record) = row.record {
                go(&look::route_of(record));
            }
        })
    };
    let on_drawer = {
        let open = open.setter();
        Callback::from(move |()| open.set(true))
    };
    use_return(
        session.me.id,
        remote.data().map(|count| count.unseen),
        &on_drawer,
    );
    {
        let (texts, toasts) = (texts.clone(), toasts.clone());
        let (open, on_open, on_drawer) = (open.clone(), on_open.clone(), on_drawer.clone());
        let said = use_mut_ref(HashMap::<NotificationId, f64>::new);
        use_news(Callback::from(move |heard: Heard| match heard {
            Heard::News(News::Rows(rows)) => {
                let now = js_sys::Date::now();
                for row in rows {
                    let before = said.borrow_mut().insert(row.id, now);
                    let is_urgent = row.priority == Priority::Urgent;
                    let is_known = before.is_some_and(|before| now - before < SAID) && !is_urgent;
                    // Who sees the list, or the record, sees it there.
                    let is_seen = *open || (row.record.is_some() && row.record == in_sight);
                    if is_known || is_seen {
                        continue;
                    }
                    let what = texts.said(&row);
                    let text = match what.message {
                        Some(message) => format!("{} · {message}", what.title),
                        None => what.title,
                    };
                    let tone = if is_urgent { Tone::Urgent } else { Tone::News };
                    let on_open = on_open.clone();
                    let run = Callback::from(move |()| on_open.emit(row.clone()));
                    let action = ToastAction {
                        label: texts.t("notifications-open"),
                        run,
                        is_undo: false,
                    };
                    toasts.show(tone, text, Some(action));
                }
            }
            Heard::News(News::Many(many)) if !*open => {
                let key = if many.is_away {
                    "notifications-away"
                } else {
                    "notifications-many"
                };
                let action = ToastAction {
                    label: texts.t("notifications-look"),
                    run: on_drawer.clone(),
                    is_undo: false,
                };
                let tone = if many.urgent > 0 {
                    Tone::Urgent
                } else {
                    Tone::News
                };
                let text = texts.t_with(key, &[("count", &many.count)]);
                toasts.show(tone, text, Some(action));
            }
            Heard::News(News::Many(_)) => {}
            Heard::Opened(Some(record)) => {
                open.set(false);
                go(&look::route_of(record));
            }
            Heard::Opened(None) => on_drawer.emit(()),
        }));
    }
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let on_close = {
        let (open, button) = (open.setter(), button.clone());
        Callback::from(move |()| {
            open.set(false);
            if let Some(button) = button.cast::<HtmlElement>() {
                let _ = button.focus();
            }
        })
    };
    let onkeydown = {
        let (is_open, on_close) = (*open, on_close.clone());
        Callback::from(move |event: KeyboardEvent| {
            if is_open && event.key() == "Escape" && !is_in_dialog(&event) {
                event.prevent_default();
                event.stop_propagation();
                on_close.emit(());
            }
        })
    };
    let on_settings = {
        let (open, on_settings) = (open.setter(), props.on_settings.clone());
        Callback::from(move |()| {
            open.set(false);
            on_settings.emit(());
        })
    };
    let is_urgent = count.attention > 0;
    let name = match (count.unread, count.attention) {
        (..=0, _) => texts.t("notifications-title"),
        (unread, ..=0) => texts.t_with("notifications-bell", &[("count", &unread)]),
        (unread, urgent) => texts.t_with(
            "notifications-bell-urgent",
            &[("count", &unread), ("urgent", &urgent)],
        ),
    };
    html! {
        <div class="aglis-bell" {onkeydown}>
            <button ref={button} type="button" class={classes!("pf-v6-c-button", "pf-m-plain", "aglis-plain", "aglis-bell-button", is_urgent.then_some("aglis-bell-urgent"))}
                data-testid="bell" data-unread={count.unread.to_string()} data-attention={count.attention.to_string()}
                aria-haspopup="dialog" aria-expanded={if *open { "true" } else { "false" }} aria-label={name.clone()} title={name.clone()} onclick={toggle}>
                <Picture icon={Icon::Bell} />
                if let Some(figure) = badge(count.unread) { <span class="aglis-bell-count" data-testid="bell-count" aria-hidden="true">{ figure }</span> }
            </button>
            <span class="aglis-unseen" role="status" aria-live="polite">{ name }</span>
            if *open { <Drawer {count} {on_open} {on_done} {on_close} {on_settings} /> }
        </div>
    }
}

/// Closes the list at a click beside it. What was said about it, with the way back, and dialogs on top of it are no such place.
#[hook]
fn use_closing(is_open: bool, open: &UseStateSetter<bool>) {
    let open = open.clone();
    use_effect_with(is_open, move |is_open| {
        let listener = is_open.then(|| {
            EventListener::new(&gloo_utils::document(), "pointerdown", move |event| {
                let target = event
                    .target()
                    .and_then(|target| target.dyn_into::<Element>().ok());
                let own = ".aglis-bell, .aglis-toasts, dialog";
                if target.is_none_or(|target| target.closest(own).ok().flatten().is_none()) {
                    open.set(false);
                }
            })
        });
        move || drop(listener)
    });
}

/// Says once what came while the screen was locked, when the same person comes back to it.
#[hook]
fn use_return(me: StaffId, unseen: Option<i64>, on_drawer: &Callback<()>) {
    thread_local! {
        static BEFORE: Cell<Option<StaffId>> = const { Cell::new(None) };
    }
    let (texts, toasts) = (use_text(), use_toasts());
    let (is_said, on_drawer) = (use_mut_ref(|| false), on_drawer.clone());
    use_effect_with(unseen, move |unseen| {
        let Some(unseen) = *unseen else { return };
        if is_said.replace(true) {
            return;
        }
        if BEFORE.replace(Some(me)) == Some(me) && unseen > 0 {
            let action = ToastAction {
                label: texts.t("notifications-look"),
                run: on_drawer,
                is_undo: false,
            };
            let text = texts.t_with("notifications-away", &[("count", &unseen)]);
            toasts.show(Tone::News, text, Some(action));
        }
    });
}

fn is_in_dialog(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|target| target.closest("dialog").ok().flatten().is_some())
}
