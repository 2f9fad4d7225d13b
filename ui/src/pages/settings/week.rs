//! A week of working hours in words: days that are alike stand together.

use chrono::{Datelike, NaiveDate};
use model::sla::{Slot, hours};
use yew::prelude::*;

pub use crate::widgets::day_name;

use crate::hooks::use_text;

/// The ISO weekday of a day.
pub fn weekday_of(day: NaiveDate) -> u8 {
    [1, 2, 3, 4, 5, 6, 7][day.weekday().num_days_from_monday() as usize]
}

/// Days in a row with the same hours: the first, the last, and the hours, empty for days off.
pub fn alike(slots: &[Slot]) -> Vec<(u8, u8, String)> {
    let mut parts: Vec<(u8, u8, String)> = Vec::new();
    for weekday in 1..=7 {
        let shown = hours::show(slots, weekday);
        match parts.last_mut() {
            Some((_, last, same)) if *same == shown => *last = weekday,
            _ => parts.push((weekday, weekday, shown)),
        }
    }
    parts
}

/// Working hours of a whole week, in hours.
pub fn hours_a_week(slots: &[Slot]) -> f64 {
    let minutes: u32 = slots
        .iter()
        .map(|slot| u32::from(slot.closes.saturating_sub(slot.opens)))
        .sum();
    (f64::from(minutes) / 6.0).round() / 10.0
}

/// Properties of [`Week`].
#[derive(Properties, PartialEq)]
pub struct WeekProps {
    /// The hours.
    pub slots: Vec<Slot>,
}

/// The week, a line for days that are alike.
#[component]
pub fn Week(props: &WeekProps) -> Html {
    let texts = use_text();
    let closed = texts.t("rules-day-off");
    html! {
        <ul class="aglis-week">{ for alike(&props.slots).into_iter().map(|(first, last, shown)| {
            let days = if first == last {
                day_name(&texts, first).to_string()
            } else {
                format!("{}–{}", day_name(&texts, first), day_name(&texts, last))
            };
            html! {
                <li key={first}>
                    <span class="aglis-quiet">{ days }</span>
                    if shown.is_empty() { <span class="aglis-none">{ closed.clone() }</span> } else { <span class="aglis-figures">{ shown }</span> }
                </li>
            }
        }) }</ul>
    }
}

#[cfg(test)]
mod tests {
    use model::sla::{Slot, hours};

    use super::{alike, hours_a_week};

    fn week(hours_of: [&str; 7]) -> Vec<Slot> {
        (1..=7)
            .zip(hours_of)
            .flat_map(|(weekday, text)| hours::parse(weekday, text).unwrap())
            .collect()
    }

    #[test]
    fn days_that_are_alike_stand_together() {
        let slots = week(["8-17", "8-17", "8-17", "8-17", "8-11", "8-17", ""]);
        let said = alike(&slots);
        let days: Vec<_> = said
            .iter()
            .map(|(first, last, _)| (*first, *last))
            .collect();
        assert_eq!(days, [(1, 4), (5, 5), (6, 6), (7, 7)]);
        assert_eq!(said[3].2, "");
    }

    #[test]
    fn hours_of_a_week_are_counted_to_the_tenth() {
        assert!(
            (hours_a_week(&week(["8-17", "8:00-12:20", "", "", "", "", ""])) - 13.3).abs() < 1e-9
        );
        assert!(hours_a_week(&[]).abs() < 1e-9);
    }
}
