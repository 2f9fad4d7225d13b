//! The figures of the queue; those of messages open their list.

use model::queue::QueueNow;
use yew::prelude::*;

use crate::{
    hooks::Texts,
    route::{Area, Route},
    widgets::When,
};

/// The figures.
pub fn cards(queue: &QueueNow, texts: &Texts) -> Html {
    let count = |of: fn(&model::queue::ClassNow) -> i64| texts.grouped(queue.sum(of));
    let list = |states: &[&str]| {
        let route = Route::list(Area::Messages);
        let all = states
            .iter()
            .fold(route, |route, state| route.with("status", state));
        Some(all.hash())
    };
    let card = |key: &str, value: Html, href: Option<String>| {
        let inner = html! { <><strong>{ value }</strong><span>{ texts.t(&format!("queue-card-{key}")) }</span></> };
        let test_id = format!("queue-card-{key}");
        match href {
            Some(href) => {
                html! { <a class="aglis-tile" {href} data-testid={test_id}>{ inner }</a> }
            }
            None => html! { <div class="aglis-tile" data-testid={test_id}>{ inner }</div> },
        }
    };
    let oldest = match queue.oldest_at() {
        Some(at) => html! { <When {at} relative=true /> },
        None => html! { "–" },
    };
    let drain = queue.drain_seconds().map_or_else(
        || "–".to_owned(),
        |left| lasting(texts, left as f64 * 1_000.0),
    );
    let alive = texts.grouped(i64::try_from(queue.alive()).unwrap_or_default());
    html! {
        <div class="aglis-tiles" data-testid="queue-cards">
            { card("waiting", html! { count(|one| one.waiting) }, list(&["queued"])) }
            { card("delayed", html! { count(|one| one.delayed) }, None) }
            { card("active", html! { count(|one| one.active) }, list(&["sending"])) }
            { card("sent", html! { count(|one| one.sent_today) }, list(&["accepted", "sent", "delivered", "read"])) }
            { card("failed", html! { count(|one| one.failed_today) }, list(&["failed"])) }
            { card("dead", html! { count(|one| one.dead) }, list(&["failed"])) }
            { card("unknown", html! { count(|one| one.unknown) }, list(&["unknown"])) }
            { card("oldest", oldest, None) }
            { card("drain", html! { drain }, None) }
            { card("workers", html! { alive }, None) }
        </div>
    }
}

/// A length of time in the largest unit that fits: `320 ms`, `4,2 dtk`, `3 mnt`, `2 jam`.
pub(super) fn lasting(texts: &Texts, ms: f64) -> String {
    let (key, value) = match ms {
        ..1_000.0 => ("queue-ms", format!("{ms:.0}")),
        ..10_000.0 => {
            let tenths = format!("{:.1}", ms / 1_000.0);
            let own = match texts.locale() {
                model::text::Locale::Id => tenths.replace('.', ","),
                model::text::Locale::En => tenths,
            };
            ("queue-seconds", own)
        }
        ..60_000.0 => ("queue-seconds", format!("{:.0}", ms / 1_000.0)),
        ..3_600_000.0 => ("queue-minutes", format!("{:.0}", ms / 60_000.0)),
        _ => ("queue-hours", format!("{:.0}", ms / 3_600_000.0)),
    };
    texts.t_with(key, &[("value", &value)]).to_string()
}

#[cfg(test)]
mod tests {
    use super::lasting;
    use crate::stores::texts::Texts;
    use model::text::Locale;

    #[test]
    fn lengths_are_said_in_the_unit_that_fits() {
        let (id, en) = (Texts::new(Locale::Id), Texts::new(Locale::En));
        assert_eq!(lasting(&id, 320.4), "320 md");
        assert_eq!(lasting(&id, 4_240.0), "4,2 dtk");
        assert_eq!(lasting(&en, 4_240.0), "4.2 s");
        assert_eq!(lasting(&en, 150_000.0), "2 min");
        assert_eq!(lasting(&id, 7_200_000.0), "2 jam");
    }
}
