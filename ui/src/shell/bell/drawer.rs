//! The notification centre: the newest lines, filters, and what is done with all of them. Everything works by keys.

use model::{
    ids::NotificationId,
    notifications::{
        ClearReadNotifications, MarkAllNotificationsRead, Notification, NotificationCount,
        NotificationFilter,
    },
};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::{acts::Done, row::Row, snooze::SnoozeDialog};
use crate::{
    hooks::{FeedRows, use_call, use_feed, use_text},
    stores::toasts::use_fault_toast,
    widgets::{Button, EmptyState, Icon, KeyHint, Kind, RemoteView, SkeletonShape, Tab, Tabs},
};

/// This many pixels before the end the next lines are read.
const AHEAD: i32 = 160;

const KEYS: [(&str, &str); 8] = [
    ("j k", "shell-keys-move"),
    ("Enter", "notifications-open"),
    ("e", "notifications-archive"),
    ("u", "notifications-turn"),
    ("s", "notifications-snooze-hour"),
    ("Delete", "notifications-delete"),
    ("Escape", "common-close"),
    ("?", "shell-keys-sheet"),
];

/// Properties of [`Drawer`].
#[derive(Properties, PartialEq)]
pub(super) struct DrawerProps {
    /// What the bell shows.
    pub count: NotificationCount,
    /// A line was chosen.
    pub on_open: Callback<Notification>,
    /// Something left the list.
    pub on_done: Callback<Done>,
    /// Closed by key or cross.
    pub on_close: Callback<()>,
    /// To the settings.
    pub on_settings: Callback<()>,
}

/// The notification centre.
#[component]
pub(super) fn Drawer(props: &DrawerProps) -> Html {
    let texts = use_text();
    let filter = use_state_eq(NotificationFilter::default);
    let feed = use_feed(*filter);
    let (mark_all, clear) = (
        use_call::<MarkAllNotificationsRead>(),
        use_call::<ClearReadNotifications>(),
    );
    use_fault_toast(mark_all.fault.clone());
    use_fault_toast(clear.fault.clone());
    let sleeping = use_state_eq(|| None::<NotificationId>);
    let has_keys = use_state_eq(|| false);
    let node = use_node_ref();
    // The line that had the focus; what takes its place gets it when it goes.
    let at = use_mut_ref(|| 0_usize);
    {
        let node = node.clone();
        use_effect_with((), move |()| focus(&node, None));
    }
    {
        let (node, at) = (node.clone(), at.clone());
        let ids = feed.remote.data().map(|feed| {
            let ids = feed.rows.iter().map(|row| row.id);
            ids.collect::<Vec<_>>()
        });
        use_effect_with(ids, move |_| {
            if is_focus_lost() {
                focus(&node, Some(*at.borrow()));
            }
        });
    }
    let onfocusin = {
        let at = at.clone();
        Callback::from(move |event: FocusEvent| {
            let line = event
                .target_dyn_into::<Element>()
                .and_then(|element| element.closest("[data-line]").ok().flatten())
                .and_then(|line| line.get_attribute("data-line"))
                .and_then(|line| line.parse().ok());
            if let Some(line) = line {
                at.replace(line);
            }
        })
    };
    let onkeydown = {
        let (node, more, has_keys) = (node.clone(), feed.more.clone(), has_keys.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() || is_in_menu(&event) {
                return;
            }
            match event.key().as_str() {
                "j" | "ArrowDown" => {
                    if step(&node, 1) {
                        more.emit(());
                    }
                }
                "k" | "ArrowUp" => {
                    step(&node, -1);
                }
                "?" => has_keys.set(!*has_keys),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let onscroll = {
        let more = feed.more.clone();
        Callback::from(move |event: Event| {
            if let Some(list) = event.target_dyn_into::<Element>()
                && list.scroll_top() + list.client_height() + AHEAD >= list.scroll_height()
            {
                more.emit(());
            }
        })
    };
    let tabs: Vec<Tab> = NotificationFilter::ALL
        .into_iter()
        .map(|filter| Tab {
            key: filter.name(),
            label: texts.t(&format!("notification-filter-{}", filter.name())),
            count: None,
        })
        .collect();
    let on_choose = {
        let (filter, at) = (filter.setter(), at);
        Callback::from(move |key: &'static str| {
            let chosen = NotificationFilter::ALL
                .into_iter()
                .find(|filter| filter.name() == key);
            at.replace(0);
            filter.set(chosen.unwrap_or_default());
        })
    };
    let on_mark_all = {
        let (mark_all, up_to) = (mark_all.clone(), props.count.cursor);
        Callback::from(move |()| mark_all.run(MarkAllNotificationsRead { up_to }))
    };
    let on_clear = {
        let (clear, on_done) = (clear.clone(), props.on_done.clone());
        Callback::from(move |()| {
            let on_done = on_done.clone();
            clear.run_then(ClearReadNotifications {}, move |deleted| {
                on_done.emit(Done::Deleted(deleted));
            });
        })
    };
    let on_sleep = {
        let sleeping = sleeping.setter();
        Callback::from(move |id: NotificationId| sleeping.set(Some(id)))
    };
    let view = {
        let (texts, filter, more) = (texts.clone(), *filter, feed.more.clone());
        let (on_open, on_done) = (props.on_open.clone(), props.on_done.clone());
        Callback::from(move |feed: std::rc::Rc<FeedRows>| {
            if feed.rows.is_empty() {
                return empty(&texts, filter);
            }
            html! {
                <>
                    <ul>{ for feed.rows.iter().enumerate().map(|(line, row)| html! {
                        <Row key={row.id.0} {line} row={row.clone()} on_open={on_open.clone()} on_done={on_done.clone()} on_sleep={on_sleep.clone()} />
                    }) }</ul>
                    if feed.next.is_some() {
                        <Button test_id="notifications-more" kind={Kind::Plain} label={texts.t("notifications-more")} on_click={more.clone()} />
                    }
                </>
            }
        })
    };
    let on_awake = {
        let sleeping = sleeping.setter();
        Callback::from(move |()| sleeping.set(None))
    };
    html! {
        <>
            <section ref={node} class="aglis-bell-drawer" role="dialog" aria-labelledby="notifications-heading" tabindex="-1" data-testid="notifications"
                {onkeydown} {onfocusin}>
                <header>
                    <h2 id="notifications-heading">{ texts.t("notifications-title") }</h2>
                    <Button test_id="notifications-read-all" kind={Kind::Plain} icon={Icon::Check} icon_only=true online=true busy={mark_all.busy}
                        disabled={props.count.unread == 0} label={texts.t("notifications-read-all")} on_click={on_mark_all} />
                    <Button test_id="notifications-clear" kind={Kind::Plain} icon={Icon::Bin} icon_only=true online=true busy={clear.busy}
                        label={texts.t("notifications-clear")} on_click={on_clear} />
                    <Button test_id="notifications-settings" kind={Kind::Plain} icon={Icon::Settings} icon_only=true
                        label={texts.t("notifications-settings")} on_click={props.on_settings.clone()} />
                    <Button test_id="notifications-keys" kind={Kind::Plain} icon={Icon::Keys} icon_only=true pressed={*has_keys}
                        label={texts.t("shell-keys")} on_click={{ let has_keys = has_keys.clone(); move |()| has_keys.set(!*has_keys) }} />
                    <Button test_id="notifications-close" kind={Kind::Plain} icon={Icon::Close} icon_only=true
                        label={texts.t("common-close")} on_click={props.on_close.clone()} />
                </header>
                <Tabs test_id="notifications-filter" {tabs} current={filter.name()} {on_choose} />
                if *has_keys {
                    <dl class="aglis-shortcuts" data-testid="notifications-keys-list">
                        { for KEYS.iter().map(|(keys, key)| html! { <div><dt>{ texts.t(key) }</dt><dd><KeyHint keys={*keys} /></dd></div> }) }
                    </dl>
                }
                <div class="aglis-notifications" data-testid="notifications-list" {onscroll}>
                    <RemoteView<FeedRows> remote={feed.remote.clone()} {view} shape={SkeletonShape::Rows} />
                </div>
            </section>
            if let Some(id) = *sleeping { <SnoozeDialog {id} on_done={props.on_done.clone()} on_close={on_awake} /> }
        </>
    }
}

fn empty(texts: &crate::hooks::Texts, filter: NotificationFilter) -> Html {
    let (title, text, icon) = match filter {
        NotificationFilter::Unread => ("notifications-none-unread", None, Icon::Done),
        NotificationFilter::All => (
            "notifications-none",
            Some("notifications-none-text"),
            Icon::Bell,
        ),
        NotificationFilter::Snoozed => ("notifications-none-snoozed", None, Icon::Waiting),
        NotificationFilter::Archived => ("notifications-none-archived", None, Icon::Archive),
        NotificationFilter::Kind(_) => ("notifications-none-kind", None, Icon::Bell),
    };
    html! { <div data-testid="notifications-empty"><EmptyState title={texts.t(title)} text={text.map(|text| texts.t(text))} {icon} /></div> }
}

fn lines(node: &NodeRef) -> Vec<HtmlElement> {
    let found = node
        .cast::<Element>()
        .and_then(|drawer| drawer.query_selector_all("[data-line] > button").ok());
    let Some(found) = found else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into::<HtmlElement>().ok())
        .collect()
}

/// Moves the focus by lines; answers whether the last one has it now.
fn step(node: &NodeRef, by: i32) -> bool {
    let lines = lines(node);
    let now = gloo_utils::document()
        .active_element()
        .and_then(|element| element.closest("[data-line]").ok().flatten());
    let at = now.and_then(|now| {
        let is_in = |line: &HtmlElement| line.parent_element().is_some_and(|own| own == now);
        lines.iter().position(is_in)
    });
    let next = next_line(at, by, lines.len());
    if let Some(line) = next.and_then(|next| lines.get(next)) {
        let _ = line.focus();
    }
    next.is_some_and(|next| next + 1 == lines.len())
}

/// Where the focus goes from a line, or from above them all.
fn next_line(at: Option<usize>, by: i32, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match at {
        None if by > 0 => Some(0),
        None => None,
        Some(at) if by > 0 => Some((at + 1).min(last)),
        Some(at) => Some(at.saturating_sub(1)),
    }
}

/// Gives the focus to a line, or to the last one before it, or to the list as a whole.
fn focus(node: &NodeRef, line: Option<usize>) {
    let lines = lines(node);
    let chosen = line.and_then(|line| lines.get(line.min(lines.len().checked_sub(1)?)));
    let whole = node.cast::<HtmlElement>();
    if let Some(element) = chosen.or(whole.as_ref()) {
        let _ = element.focus();
    }
}

/// Whether the element that had the focus is gone.
fn is_focus_lost() -> bool {
    let document = gloo_utils::document();
    let focused = document.active_element();
    focused.is_none() || focused == document.body().map(Into::into)
}

pub(super) fn is_in_menu(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|target| target.closest("[role=menu]").ok().flatten().is_some())
}

#[cfg(test)]
mod tests {
    use super::next_line;

    #[test]
    fn keys_go_through_the_lines_and_stop_at_both_ends() {
        assert_eq!(next_line(None, 1, 3), Some(0));
        assert_eq!(next_line(Some(0), 1, 3), Some(1));
        assert_eq!(next_line(Some(2), 1, 3), Some(2));
        assert_eq!(next_line(Some(0), -1, 3), Some(0));
        assert_eq!(next_line(None, -1, 3), None);
        assert_eq!(next_line(None, 1, 0), None);
    }
}
