//! Bars of three parts on top of each other, one for every step of time.

use model::{customers::Chart, text::Locale};

use super::frame::{Bar, Column, Part, chart};
use crate::error::Result;

/// Counts of a step.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Below the bar; empty where there is no room for another.
    pub label: String,
    /// From the bottom to the top.
    pub parts: [i64; 3],
}

/// Draws the steps from left to right.
///
/// # Errors
/// [`crate::error::Error::Internal`] when plotters cannot draw, which no input causes.
pub fn stacks(stacks: &[Stack], locale: Locale) -> Result<Chart> {
    let counts = stacks.iter().map(|stack| stack.parts.iter().sum::<i64>());
    // Fewer marks than this would say the same number twice.
    let most = counts.max().unwrap_or(0).max(4);
    let columns: Vec<_> = stacks.iter().map(column).collect();
    chart(&columns, most, locale)
}

fn column(stack: &Stack) -> Column<'_> {
    let mut foot = 0;
    let mut bars = Vec::new();
    for (count, part) in stack
        .parts
        .into_iter()
        .zip([Part::First, Part::Second, Part::Third])
    {
        if count > 0 {
            bars.push(Bar {
                across: (0.12, 0.88),
                up: (foot, foot + count),
                part,
            });
            foot += count;
        }
    }
    Column {
        label: &stack.label,
        bars,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::text::Locale;

    use super::{Stack, stacks};

    fn hour() -> Vec<Stack> {
        (0..60)
            .map(|minute| Stack {
                label: if minute % 10 == 0 {
                    format!("14:{minute:02}")
                } else {
                    String::new()
                },
                parts: [minute, i64::from(minute == 30), 0],
            })
            .collect()
    }

    #[test]
    fn every_step_has_its_parts_and_a_place() {
        let chart = stacks(&hour(), Locale::Id).unwrap();
        let count = |class: &str| chart.svg.matches(class).count();
        assert_eq!(
            count("aglis-chart-first"),
            59,
            "a step of nothing has no bar"
        );
        assert_eq!(
            (count("aglis-chart-second"), count("aglis-chart-third")),
            (1, 0)
        );
        assert_eq!(chart.columns.len(), 60);
        assert!(chart.svg.contains("14:50") && !chart.svg.contains('#'));
    }

    #[test]
    fn few_messages_are_counted_in_whole_ones() {
        let one = [Stack {
            label: "14:00".to_owned(),
            parts: [1, 0, 0],
        }];
        let chart = stacks(&one, Locale::En).unwrap();
        let marks: Vec<&str> = chart
            .svg
            .split("</text>")
            .filter_map(|before| Some(before.rsplit_once('>')?.1.trim()))
            .filter(|word| word.parse::<i64>().is_ok())
            .collect();
        let once: BTreeSet<_> = marks.iter().collect();
        assert!(marks.len() > 1 && once.len() == marks.len(), "{marks:?}");
    }
}
