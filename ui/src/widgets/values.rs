//! Amounts, days, instants and phone numbers as people read them.

use chrono::{DateTime, NaiveDate, Utc};
use gloo_timers::callback::Interval;
use model::{format::show_day, money::Rupiah, phone::Phone};
use yew::prelude::*;

use crate::hooks::{Session, Texts, use_text};

/// Properties of [`Money`].
#[derive(Properties, PartialEq)]
pub struct MoneyProps {
    /// Amount.
    pub amount: Rupiah,
}

/// `Rp 1.234.567`, in figures of one width.
#[component]
pub fn Money(props: &MoneyProps) -> Html {
    html! { <span class="aglis-money">{ props.amount.to_string() }</span> }
}

/// The text, or a dash where there is none.
pub fn or_dash(text: &str) -> Html {
    if text.is_empty() {
        html! { <span class="aglis-none">{ "–" }</span> }
    } else {
        html! { { text.to_owned() } }
    }
}

/// Properties of [`Day`].
#[derive(Properties, PartialEq)]
pub struct DayProps {
    /// The day; none draws a dash.
    pub day: Option<NaiveDate>,
}

/// `16 Nov 2025`.
#[component]
pub fn Day(props: &DayProps) -> Html {
    let texts = use_text();
    match props.day {
        Some(day) => html! {
            <time class="aglis-figures" datetime={day.to_string()}>{ show_day(day, texts.locale()) }</time>
        },
        None => html! { <span class="aglis-none">{ "–" }</span> },
    }
}

/// Properties of [`When`].
#[derive(Properties, PartialEq)]
pub struct WhenProps {
    /// The instant; none draws a dash.
    pub at: Option<DateTime<Utc>>,
    /// As an age (`5 minutes ago`), the full time on hover.
    #[prop_or_default]
    pub relative: bool,
}

/// `16 Nov 2025 14:05` in the business time zone, or an age that keeps growing.
#[component]
pub fn When(props: &WhenProps) -> Html {
    let texts = use_text();
    let zone = use_context::<Session>()
        .map(|session| session.zone())
        .unwrap_or_default();
    let redraw = use_force_update();
    use_effect_with(props.relative, move |relative| {
        let ticking = relative.then(|| Interval::new(60_000, move || redraw.force_update()));
        move || drop(ticking)
    });
    let Some(at) = props.at else {
        return html! { <span class="aglis-none">{ "–" }</span> };
    };
    let shown = zone.show(at, texts.locale());
    let full = format!("{shown} {}", zone.abbreviation());
    let text = if props.relative {
        age(&texts, Utc::now(), at).unwrap_or_else(|| shown.clone().into())
    } else {
        shown.into()
    };
    html! { <time class="aglis-figures" datetime={at.to_rfc3339()} title={full}>{ text }</time> }
}

/// The distance of `at` from `now` in words; none when it is more than a month and the day says more.
fn age(texts: &Texts, now: DateTime<Utc>, at: DateTime<Utc>) -> Option<AttrValue> {
    let seconds = (now - at).num_seconds();
    let (is_past, seconds) = (seconds >= 0, seconds.abs());
    let (past, future, count) = match seconds {
        0..60 => return Some(texts.t("common-just-now")),
        60..3_600 => ("common-minutes-ago", "common-in-minutes", seconds / 60),
        3_600..86_400 => ("common-hours-ago", "common-in-hours", seconds / 3_600),
        86_400..2_592_000 => ("common-days-ago", "common-in-days", seconds / 86_400),
        _ => return None,
    };
    Some(texts.t_with(if is_past { past } else { future }, &[("count", &count)]))
}

/// Properties of [`PhoneNumber`].
#[derive(Properties, PartialEq)]
pub struct PhoneNumberProps {
    /// E.164 as stored; none draws a dash.
    pub e164: Option<AttrValue>,
}

/// `0812-3456-7890`.
#[component]
pub fn PhoneNumber(props: &PhoneNumberProps) -> Html {
    match &props.e164 {
        Some(e164) => {
            html! { <span class="aglis-figures" title={e164.clone()}>{ Phone::stored(e164).to_string() }</span> }
        }
        None => html! { <span class="aglis-none">{ "–" }</span> },
    }
}

#[cfg(test)]
mod tests {
    use super::age;
    use crate::stores::texts::Texts;
    use chrono::{TimeDelta, Utc};
    use model::text::Locale;

    #[test]
    fn ages_are_said_as_people_do() {
        let (texts, now) = (Texts::new(Locale::En), Utc::now());
        let said = |minutes: i64| {
            age(&texts, now, now - TimeDelta::minutes(minutes)).map(|age| age.to_string())
        };
        assert_eq!(said(0).as_deref(), Some("just now"));
        assert_eq!(said(1).as_deref(), Some("1 minute ago"));
        assert_eq!(said(5).as_deref(), Some("5 minutes ago"));
        assert_eq!(said(-120).as_deref(), Some("in 2 hours"));
        assert_eq!(said(60 * 24 * 40), None);
    }
}
