//! Money in whole rupiah, and amounts in words.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub, SubAssign},
};

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// An amount in whole rupiah. Never a float.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Rupiah(pub i64);

/// No amount is written with more bytes than this.
const WRITTEN_MAX: usize = 100;

impl Rupiah {
    /// Nothing.
    pub const ZERO: Rupiah = Rupiah(0);

    /// Reads an amount as Indonesians write it: `1.234.567`, `Rp 250.000`, `250000`, `1.500,00`.
    ///
    /// A fraction other than zero, a sign, an exponent or a thousands separator in the wrong place is refused, never guessed.
    ///
    /// # Errors
    /// `AMOUNT_FORMAT`, `AMOUNT_NEGATIVE` or `AMOUNT_TOO_LARGE`.
    pub fn parse(text: &str) -> Result<Rupiah, Problem> {
        let format = || Problem::new("AMOUNT_FORMAT");
        let text = text.trim();
        if text.len() > WRITTEN_MAX {
            return Err(format());
        }
        let text = text
            .strip_prefix("Rp")
            .or_else(|| text.strip_prefix("rp"))
            .or_else(|| text.strip_prefix("IDR"))
            .unwrap_or(text)
            .trim_start_matches('.')
            .trim();
        if let Some(rest) = text.strip_prefix('-') {
            if rest.trim_start().starts_with('-') {
                return Err(format());
            }
            return match Rupiah::parse(rest) {
                Ok(_) => Err(Problem::new("AMOUNT_NEGATIVE")),
                Err(problem) => Err(problem),
            };
        }
        let (whole, fraction) = text.split_once(',').unwrap_or((text, "0"));
        if fraction.is_empty() || fraction.len() > 2 || !fraction.bytes().all(|b| b == b'0') {
            return Err(format());
        }
        let groups: Vec<&str> = whole.split('.').collect();
        let grouped_well = groups.len() == 1
            || (groups[1..].iter().all(|g| g.len() == 3) && (1..=3).contains(&groups[0].len()));
        let digits = groups.concat();
        if !grouped_well || digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format());
        }
        digits
            .parse()
            .map(Rupiah)
            .map_err(|_| Problem::new("AMOUNT_TOO_LARGE"))
    }

    /// Without the `Rp`, for columns whose head says so: `1.234.567`.
    #[must_use]
    pub fn plain(self) -> String {
        let digits = self.0.unsigned_abs().to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if self.0 < 0 {
            out.push('-');
        }
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push('.');
            }
            out.push(digit);
        }
        out
    }

    /// `self × num ÷ den`, rounded half up; the one rounding rule of the house.
    ///
    /// # Panics
    /// Never for a positive `den`; a product beyond `i64` saturates.
    #[must_use]
    pub fn scale(self, num: i64, den: i64) -> Rupiah {
        let product = i128::from(self.0) * i128::from(num);
        let den = i128::from(den.max(1));
        let rounded = (product * 2 + den).div_euclid(den * 2);
        Rupiah(i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX }))
    }
}

impl fmt::Display for Rupiah {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            write!(f, "-Rp {}", Rupiah(self.0.saturating_neg()).plain())
        } else {
            write!(f, "Rp {}", self.plain())
        }
    }
}

impl Add for Rupiah {
    type Output = Rupiah;
    fn add(self, other: Rupiah) -> Rupiah {
        Rupiah(self.0 + other.0)
    }
}
impl AddAssign for Rupiah {
    fn add_assign(&mut self, other: Rupiah) {
        self.0 += other.0;
    }
}
impl Sub for Rupiah {
    type Output = Rupiah;
    fn sub(self, other: Rupiah) -> Rupiah {
        Rupiah(self.0 - other.0)
    }
}
impl SubAssign for Rupiah {
    fn sub_assign(&mut self, other: Rupiah) {
        self.0 -= other.0;
    }
}
impl Neg for Rupiah {
    type Output = Rupiah;
    fn neg(self) -> Rupiah {
        Rupiah(-self.0)
    }
}
impl Sum for Rupiah {
    fn sum<I: Iterator<Item = Rupiah>>(amounts: I) -> Rupiah {
        amounts.fold(Rupiah::ZERO, Add::add)
    }
}

/// The amount in Indonesian words, lower case, without the word *rupiah*: `1500` is `seribu lima ratus`.
#[must_use]
pub fn terbilang(amount: i64) -> String {
    if amount == 0 {
        return "nol".to_owned();
    }
    let mut words = Vec::new();
    if amount < 0 {
        words.push("minus");
    }
    spell(amount.unsigned_abs(), &mut words);
    words.join(" ")
}

/// Names of the powers of a thousand, largest first.
const SCALES: [(u64, &str); 5] = [
    (1_000_000_000_000_000_000, "kuintiliun"),
    (1_000_000_000_000_000, "kuadriliun"),
    (1_000_000_000_000, "triliun"),
    (1_000_000_000, "miliar"),
    (1_000_000, "juta"),
];
const DIGITS: [&str; 12] = [
    "", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
    "sebelas",
];

fn spell(mut amount: u64, words: &mut Vec<&'static str>) {
    for (scale, name) in SCALES {
        if amount >= scale {
            spell(amount / scale, words);
            words.push(name);
            amount %= scale;
        }
    }
    if amount >= 2_000 {
        spell(amount / 1_000, words);
        words.push("ribu");
    } else if amount >= 1_000 {
        words.push("seribu");
    }
    amount %= 1_000;
    if amount >= 200 {
        spell(amount / 100, words);
        words.push("ratus");
    } else if amount >= 100 {
        words.push("seratus");
    }
    amount %= 100;
    if amount >= 20 {
        spell(amount / 10, words);
        words.push("puluh");
        amount %= 10;
    } else if amount >= 12 {
        spell(amount - 10, words);
        words.push("belas");
        return;
    }
    if amount > 0 {
        words.push(DIGITS[usize::try_from(amount).unwrap_or(0)]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Rupiah, terbilang};

    #[test]
    fn amounts_are_shown_the_indonesian_way() {
        assert_eq!(Rupiah(1_234_567).to_string(), "Rp 1.234.567");
        assert_eq!(Rupiah(0).to_string(), "Rp 0");
        assert_eq!(Rupiah(-1_500).to_string(), "-Rp 1.500");
        assert_eq!(Rupiah(i64::MAX).to_string(), "Rp 9.223.372.036.854.775.807");
    }

    #[test]
    fn amounts_are_read_the_indonesian_way_and_never_guessed() {
        for (text, amount) in [
            ("1.234.567", 1_234_567),
            ("Rp 250.000", 250_000),
            ("Rp. 1.000", 1_000),
            ("250000", 250_000),
            ("1.500,00", 1_500),
            (" 0 ", 0),
        ] {
            assert_eq!(Rupiah::parse(text), Ok(Rupiah(amount)), "{text}");
        }
        for (text, code) in [
            ("-1", "AMOUNT_NEGATIVE"),
            ("1.500,50", "AMOUNT_FORMAT"),
            ("1e9", "AMOUNT_FORMAT"),
            ("NaN", "AMOUNT_FORMAT"),
            ("Infinity", "AMOUNT_FORMAT"),
            ("1.5", "AMOUNT_FORMAT"),
            ("1,500", "AMOUNT_FORMAT"),
            ("12.34.567", "AMOUNT_FORMAT"),
            ("", "AMOUNT_FORMAT"),
            ("--1", "AMOUNT_FORMAT"),
            ("- -1", "AMOUNT_FORMAT"),
            ("-Rp 1", "AMOUNT_NEGATIVE"),
            ("-x", "AMOUNT_FORMAT"),
            ("9223372036854775808", "AMOUNT_TOO_LARGE"),
            ("١٢٣", "AMOUNT_FORMAT"),
        ] {
            assert_eq!(Rupiah::parse(text).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn a_line_of_dashes_is_no_amount_however_long() {
        for sign in ["-", "-Rp", "- ", "-."] {
            let line = sign.repeat(1_000_000);
            assert_eq!(Rupiah::parse(&line).unwrap_err().code, "AMOUNT_FORMAT");
        }
    }

    #[test]
    fn words_follow_the_rules_of_indonesian_numerals() {
        for (amount, words) in [
            (0, "nol"),
            (1, "satu"),
            (10, "sepuluh"),
            (11, "sebelas"),
            (12, "dua belas"),
            (19, "sembilan belas"),
            (20, "dua puluh"),
            (21, "dua puluh satu"),
            (100, "seratus"),
            (101, "seratus satu"),
            (111, "seratus sebelas"),
            (200, "dua ratus"),
            (1_000, "seribu"),
            (1_001, "seribu satu"),
            (1_100, "seribu seratus"),
            (2_000, "dua ribu"),
            (11_000, "sebelas ribu"),
            (100_000, "seratus ribu"),
            (1_000_000, "satu juta"),
            (1_001_000, "satu juta seribu"),
            (350_500, "tiga ratus lima puluh ribu lima ratus"),
            (1_000_000_000, "satu miliar"),
            (1_000_000_000_000, "satu triliun"),
        ] {
            assert_eq!(terbilang(amount), words, "{amount}");
        }
        assert!(terbilang(i64::MIN).starts_with("minus sembilan kuintiliun"));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(amount in 0..=i64::MAX) {
            prop_assert_eq!(Rupiah::parse(&Rupiah(amount).to_string()), Ok(Rupiah(amount)));
        }

        #[test]
        fn scaling_is_off_by_at_most_half(amount in -1_000_000_000_000i64..1_000_000_000_000, num in 1i64..1000, den in 1i64..1000) {
            let exact = i128::from(amount) * i128::from(num);
            let got = i128::from(Rupiah(amount).scale(num, den).0) * i128::from(den);
            prop_assert!((exact - got).abs() * 2 <= i128::from(den));
        }
    }
}
