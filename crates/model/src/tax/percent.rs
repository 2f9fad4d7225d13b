//! Percentages with two decimals.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{problem::Problem, text::Locale};

/// A rate in hundredths of a percent: 12 % is `Percent(1200)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(pub i32);

impl Percent {
    /// The whole.
    pub const WHOLE: Percent = Percent(10_000);

    /// Reads `12`, `11,5` or `11.5`, with at most two decimals, from 0 to 100.
    ///
    /// # Errors
    /// `PERCENT_FORMAT`.
    pub fn parse(text: &str) -> Result<Percent, Problem> {
        let wrong = || Problem::new("PERCENT_FORMAT");
        let text = text.trim().trim_end_matches('%').trim_end();
        let (whole, decimals) = text.split_once([',', '.']).unwrap_or((text, "0"));
        let is_number = |digits: &str, most: usize| {
            (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        };
        if !is_number(whole, 3) || !is_number(decimals, 2) {
            return Err(wrong());
        }
        let hundredths = format!("{whole}{decimals:0<2}")
            .parse()
            .map_err(|_| wrong())?;
        Some(Percent(hundredths))
            .filter(|percent| *percent <= Percent::WHOLE)
            .ok_or_else(wrong)
    }

    /// As people write it, without the sign: `12`, `11,5`.
    #[must_use]
    pub fn show(self, locale: Locale) -> String {
        match locale {
            Locale::Id => self.to_string().replace('.', ","),
            Locale::En => self.to_string(),
        }
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, tenths) if tenths % 10 == 0 => write!(f, "{whole}.{}", tenths / 10),
            (whole, hundredths) => write!(f, "{whole}.{hundredths:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Percent;
    use crate::text::Locale;

    #[test]
    fn a_percentage_is_read_and_written_as_people_do() {
        for (text, hundredths) in [
            ("12", 1200),
            ("11,5", 1150),
            (" 1.05 %", 105),
            ("100", 10_000),
        ] {
            assert_eq!(Percent::parse(text), Ok(Percent(hundredths)), "{text}");
        }
        for text in [
            "",
            "dua belas",
            "-1",
            "12,345",
            "100,01",
            "1.000",
            ",5",
            "5,",
        ] {
            assert!(Percent::parse(text).is_err(), "{text}");
        }
        let shown = [1200, 1150, 105, 110].map(|hundredths| Percent(hundredths).show(Locale::Id));
        assert_eq!(shown, ["12", "11,5", "1,05", "1,1"]);
    }
}
