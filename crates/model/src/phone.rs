//! Telephone numbers: read as Indonesians write them, kept as E.164.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// A telephone number in E.164, such as `+6281234567890`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// Why a number is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneProblem {
    /// Nothing was entered.
    #[error("a phone number is required")]
    Required,
    /// Fewer than 10 or more than 15 digits.
    #[error("a phone number has 10 to 15 digits")]
    Length,
    /// A letter, a foreign digit or another sign.
    #[error("a phone number consists of digits")]
    Chars,
    /// `+62 0812…`: the zero of the national form after the country code.
    #[error("the zero after 62 is one too many: {suggestion}")]
    DoubleZero {
        /// The number as it was probably meant.
        suggestion: String,
    },
    /// Several numbers in one field.
    #[error("only one phone number")]
    OneOnly,
    /// Neither `0…`, `62…`, `8…` nor `+…`.
    #[error("a phone number starts with 0, 62 or +")]
    Prefix,
}

impl PhoneProblem {
    /// The code of the bad-input catalogue.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            PhoneProblem::Required => "PHONE_REQUIRED",
            PhoneProblem::Length => "PHONE_LENGTH",
            PhoneProblem::Chars => "PHONE_CHARS",
            PhoneProblem::DoubleZero { .. } => "PHONE_DOUBLE_ZERO",
            PhoneProblem::OneOnly => "PHONE_ONE_ONLY",
            PhoneProblem::Prefix => "PHONE_PREFIX",
        }
    }
}

impl From<PhoneProblem> for Problem {
    fn from(problem: PhoneProblem) -> Problem {
        let said = Problem::new(problem.code());
        match problem {
            PhoneProblem::DoubleZero { suggestion } => said.with("suggestion", suggestion),
            _ => said,
        }
    }
}

impl Phone {
    /// Reads a number: `0812-3456-7890`, `62 812 3456 7890`, `+62…`, `812…`, `0062…` or a foreign one with its `+`.
    ///
    /// # Errors
    /// See [`PhoneProblem`]. Nothing is guessed but the country of a number written without one.
    pub fn parse(text: &str) -> Result<Phone, PhoneProblem> {
        let text = text.trim_matches([' ', '\u{a0}']);
        if text.is_empty() {
            return Err(PhoneProblem::Required);
        }
        let parts: Vec<&str> = text.split([',', ';', '/']).map(str::trim).collect();
        if parts.len() > 1
            && parts
                .iter()
                .all(|part| part.chars().filter(char::is_ascii_digit).count() >= 5)
        {
            return Err(PhoneProblem::OneOnly);
        }
        let (international, rest) = match text.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut digits = String::with_capacity(16);
        for sign in rest.chars() {
            match sign {
                '0'..='9' => digits.push(sign),
                ' ' | '\u{a0}' | '-' | '\u{2010}'..='\u{2013}' | '.' | '(' | ')' => {}
                _ => return Err(PhoneProblem::Chars),
            }
        }
        let (international, digits) = match digits.strip_prefix("00") {
            Some(rest) if !international && !rest.starts_with('0') => (true, rest.to_owned()),
            _ => (international, digits),
        };
        let national = if let Some(rest) = digits.strip_prefix("62") {
            Some(rest)
        } else if international {
            None
        } else if let Some(rest) = digits.strip_prefix('0') {
            return Phone::indonesian(rest);
        } else if digits.starts_with('8') {
            return Phone::indonesian(&digits);
        } else if digits.len() < 10 {
            return Err(PhoneProblem::Length);
        } else {
            return Err(PhoneProblem::Prefix);
        };
        match national {
            Some(rest) => match rest.strip_prefix('0') {
                Some(meant) => match Phone::indonesian(meant) {
                    Ok(phone) => Err(PhoneProblem::DoubleZero {
                        suggestion: phone.0,
                    }),
                    Err(problem) => Err(problem),
                },
                None => Phone::indonesian(rest),
            },
            None if digits.starts_with('0') => Err(PhoneProblem::Prefix),
            None if (10..=15).contains(&digits.len()) => Ok(Phone(format!("+{digits}"))),
            None => Err(PhoneProblem::Length),
        }
    }

    /// `significant` is what follows `0` or `+62`; with the `0` it has at least 10 digits, with `62` at most 15.
    fn indonesian(significant: &str) -> Result<Phone, PhoneProblem> {
        if significant.starts_with('0') {
            return Err(PhoneProblem::Prefix);
        }
        if !(9..=13).contains(&significant.len()) {
            return Err(PhoneProblem::Length);
        }
        Ok(Phone(format!("+62{significant}")))
    }

    /// The number as it is stored: `+6281234567890`.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// Whether it is an Indonesian mobile number, so that WhatsApp may reach it.
    #[must_use]
    pub fn is_mobile(&self) -> bool {
        self.0.starts_with("+628")
    }

    /// Takes a stored number as it is; for values the database has checked.
    #[must_use]
    pub fn stored(e164: &str) -> Phone {
        Phone(e164.to_owned())
    }
}

/// As people read it: `0812-3456-7890`; a foreign number keeps its `+`.
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(significant) = self.0.strip_prefix("+62") else {
            return f.write_str(&self.0);
        };
        let national = format!("0{significant}");
        // Mobile numbers group by four; the area codes of the largest cities have three digits with their zero.
        let cuts: &[usize] = match significant.as_bytes() {
            [b'8', ..] => &[4, 8],
            [b'2', b'1' | b'2' | b'4', ..] | [b'3', b'1', ..] | [b'6', b'1', ..] => &[3],
            _ => &[4],
        };
        let mut start = 0;
        for cut in cuts.iter().copied().filter(|cut| *cut < national.len()) {
            write!(f, "{}-", &national[start..cut])?;
            start = cut;
        }
        f.write_str(&national[start..])
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneProblem;
    fn try_from(text: String) -> Result<Self, PhoneProblem> {
        Phone::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> String {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Phone, PhoneProblem};

    #[test]
    fn every_usual_way_of_writing_gives_one_number() {
        for text in [
            "0812-3456-7890",
            "0812 3456 7890",
            "+62 812-3456-7890",
            "6281234567890",
            "81234567890",
            "006281234567890",
            "(0812) 3456.7890",
            "\u{a0}081234567890 ",
        ] {
            assert_eq!(
                Phone::parse(text).map(|p| p.e164().to_owned()),
                Ok("+6281234567890".to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn wrong_numbers_get_their_reason() {
        for (text, code) in [
            ("08123", "PHONE_LENGTH"),
            ("0812-3456-789O", "PHONE_CHARS"),
            ("+62 0812 3456 7890", "PHONE_DOUBLE_ZERO"),
            ("٠٨١٢٣٤٥٦٧٨٩٠", "PHONE_CHARS"),
            ("6281234567890,6281234567891", "PHONE_ONE_ONLY"),
            ("081234567890 / 081234567891", "PHONE_ONE_ONLY"),
            ("08123456789|Admin|x", "PHONE_CHARS"),
            ("", "PHONE_REQUIRED"),
            ("   ", "PHONE_REQUIRED"),
            ("6.28E+12", "PHONE_CHARS"),
            ("0812345678901234", "PHONE_LENGTH"),
            ("1234567890", "PHONE_PREFIX"),
            ("0812\n34567890", "PHONE_CHARS"),
            ("081234567890\0", "PHONE_CHARS"),
            ("+", "PHONE_LENGTH"),
        ] {
            assert_eq!(Phone::parse(text).unwrap_err().code(), code, "{text}");
        }
        assert_eq!(
            Phone::parse("+62 0812 3456 7890"),
            Err(PhoneProblem::DoubleZero {
                suggestion: "+6281234567890".to_owned()
            })
        );
    }

    #[test]
    fn mobile_and_fixed_lines_are_told_apart_and_shown() {
        let mobile = Phone::parse("081234567890").unwrap();
        let fixed = Phone::parse("(021) 555-1234").unwrap();
        assert!(mobile.is_mobile() && !fixed.is_mobile());
        assert_eq!(mobile.to_string(), "0812-3456-7890");
        assert_eq!(fixed.to_string(), "021-5551234");
        assert_eq!(
            Phone::parse("+6591234567").unwrap().to_string(),
            "+6591234567"
        );
    }

    proptest! {
        #[test]
        fn no_text_panics_and_every_number_reads_back(text in ".{0,40}") {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(Phone::parse(phone.e164()), Ok(phone.clone()));
                prop_assert_eq!(Phone::parse(&phone.to_string()), Ok(phone));
            }
        }

        #[test]
        fn good_numbers_survive_being_shown(rest in "8[0-9]{8,11}") {
            let phone = Phone::parse(&format!("0{rest}")).unwrap();
            prop_assert_eq!(Phone::parse(&phone.to_string()), Ok(phone));
        }
    }
}
