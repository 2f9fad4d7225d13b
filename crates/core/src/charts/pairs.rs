//! Two bars beside each other for every month.

use model::{customers::Chart, money::Rupiah, text::Locale};

use super::frame::{Bar, Column, Part, chart};
use crate::error::Result;

/// Two amounts and what they are of.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// Below the bars.
    pub label: &'static str,
    /// Left bar, the quiet one.
    pub first: Rupiah,
    /// Right bar.
    pub second: Rupiah,
}

/// Draws the pairs from left to right.
///
/// # Errors
/// [`crate::error::Error::Internal`] when plotters cannot draw, which no input causes.
pub fn pairs(pairs: &[Pair], locale: Locale) -> Result<Chart> {
    let amounts = pairs.iter().map(|pair| pair.first.max(pair.second).0);
    let most = amounts.max().unwrap_or(0).max(1);
    let bar = |across, amount: Rupiah, part| Bar {
        across,
        up: (0, amount.0),
        part,
    };
    let column = |pair: &Pair| Column {
        label: pair.label,
        bars: vec![
            bar((0.16, 0.49), pair.first, Part::Third),
            bar((0.51, 0.84), pair.second, Part::First),
        ],
    };
    let columns: Vec<_> = pairs.iter().map(column).collect();
    chart(&columns, most, locale)
}

#[cfg(test)]
mod tests {
    use model::{money::Rupiah, text::Locale};

    use super::{Pair, pairs};

    fn year() -> Vec<Pair> {
        ["Jan", "Feb", "Mar"]
            .into_iter()
            .zip([(250_000, 250_000), (275_000, 0), (0, 300_000)])
            .map(|(label, (first, second))| Pair {
                label,
                first: Rupiah(first),
                second: Rupiah(second),
            })
            .collect()
    }

    #[test]
    fn every_month_has_two_bars_a_name_and_a_place() {
        let chart = pairs(&year(), Locale::Id).unwrap();
        for class in ["aglis-chart-third", "aglis-chart-first"] {
            assert_eq!(chart.svg.matches(class).count(), 3, "{}", chart.svg);
        }
        assert!(chart.svg.contains("Feb") && chart.svg.contains("300 rb"));
        assert_eq!(chart.columns.len(), 3);
        assert!(
            chart
                .columns
                .windows(2)
                .all(|two| two[0].left + two[0].width <= two[1].left + 0.002),
            "{:?}",
            chart.columns
        );
    }

    #[test]
    fn colours_are_left_to_the_style_sheet() {
        let chart = pairs(&year(), Locale::En).unwrap();
        assert!(!chart.svg.contains('#'), "{}", chart.svg);
    }
}
