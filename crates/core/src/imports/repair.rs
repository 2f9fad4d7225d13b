//! Values that a spreadsheet damaged on the way and that can be told for certain, and amounts and days as other systems
//! write them. What cannot be told for certain is refused.

use chrono::{Datelike, NaiveDate};
use model::{money::Rupiah, phone::Phone, problem::Problem};

/// No single amount of a customer is larger; sums of many such amounts still fit a `bigint`.
const AMOUNT_MAX: i128 = 1_000_000_000_000_000;

/// No amount is written with more bytes than this.
const WRITTEN_MAX: usize = 100;

/// Reads a phone number; answers it as text too when it did not stand there as one.
///
/// Spreadsheets take the leading zero of `0812…` and turn `6281…` into `6.281E+12`. The first is given back; the second only
/// when the exponent form still holds every digit.
pub(crate) fn phone(text: &str) -> Result<(Phone, bool), Problem> {
    let text = text.trim();
    // Excel's two ways of keeping digits as text: '0812… and ="0812…".
    let bare = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .or_else(|| text.strip_prefix('\''))
        .unwrap_or(text);
    let bare = bare.strip_suffix(".0").unwrap_or(bare);
    let expanded = if bare.contains(['e', 'E']) {
        expand(bare)?
    } else {
        None
    };
    let said = expanded.as_deref().unwrap_or(bare);
    let phone = Phone::parse(said).map_err(Problem::from)?;
    Ok((phone, said != text || said.starts_with('8')))
}

/// `6.281234567890E+12` as digits; none when it is no number in exponent form.
fn expand(text: &str) -> Result<Option<String>, Problem> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return Ok(None);
    };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let Some(power) = exponent
        .strip_prefix('+')
        .unwrap_or(exponent)
        .parse::<usize>()
        .ok()
        .filter(|power| *power < 20)
    else {
        return Ok(None);
    };
    if whole.len() != 1 || !digits(whole) || !digits(fraction) || exponent.starts_with('-') {
        return Ok(None);
    }
    // Fewer decimals than the exponent: the missing digits are gone, whatever was shown as zeros.
    if fraction.len() != power {
        return Err(
            Problem::new("PHONE_DAMAGED").with("value", text.chars().take(40).collect::<String>())
        );
    }
    Ok(Some(format!("{whole}{fraction}")))
}

/// An amount in whole rupiah; with `per_unit` other than 1 in another currency, exact, rounded half up once.
///
/// Rupiah are read as Indonesians write them, and additionally as databases do (`250000.00`).
pub(crate) fn amount(text: &str, per_unit: i64) -> Result<Rupiah, Problem> {
    let text = text.trim();
    let too_large = || Problem::new("AMOUNT_TOO_LARGE");
    let kept = |amount: Rupiah| {
        if i128::from(amount.0) > AMOUNT_MAX {
            Err(too_large())
        } else {
            Ok(amount)
        }
    };
    let format = || Problem::new("AMOUNT_FORMAT");
    if text.starts_with('.') || text.len() > WRITTEN_MAX {
        return Err(format());
    }
    let bare = if per_unit == 1 {
        let Some(bare) = written_abroad(text) else {
            return Rupiah::parse(text).and_then(kept);
        };
        bare
    } else {
        text.strip_prefix('$').unwrap_or(text)
    };
    if let Some(rest) = bare.strip_prefix('-') {
        if rest.trim_start().starts_with('-') {
            return Err(format());
        }
        return Err(amount(rest, per_unit)
            .map_or_else(|problem| problem, |_| Problem::new("AMOUNT_NEGATIVE")));
    }
    let (whole, fraction) = match bare.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return Err(format()),
        None => (bare, ""),
    };
    // Thousands of other countries: 1,234.50. A comma anywhere else could be a decimal sign and is not guessed.
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped_well = groups.len() == 1
        || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
    let digits = format!("{}{fraction}", groups.concat());
    if !grouped_well
        || groups[0].is_empty()
        || fraction.len() > 9
        || !digits.bytes().all(|b| b.is_ascii_digit())
    {
        return Err(format());
    }
    if digits.len() > 24 {
        return Err(too_large());
    }
    let unscaled: i128 = digits.parse().map_err(|_| format())?;
    let scale = 10_i128.pow(u32::try_from(fraction.len()).map_err(|_| format())?);
    let product = unscaled
        .checked_mul(i128::from(per_unit))
        .ok_or_else(too_large)?;
    let rounded = (product * 2 + scale) / (scale * 2);
    i64::try_from(rounded)
        .map_err(|_| too_large())
        .and_then(|amount| kept(Rupiah(amount)))
}

/// Rupiah as databases (`250000.00`) and spreadsheets of other countries (`Rp 1,234,567.00`) write them, without the sign of
/// the currency; none for what Indonesians write.
fn written_abroad(text: &str) -> Option<&str> {
    let bare = ["Rp", "rp", "RP", "IDR"]
        .iter()
        .find_map(|sign| text.strip_prefix(sign))
        .map_or(text, |rest| rest.trim_start_matches('.').trim_start());
    let (whole, cents) = bare.split_once('.').unwrap_or((bare, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let has_cents = cents.len() == 2 && digits(cents);
    // One comma alone may also be a decimal sign.
    let commas = whole.matches(',').count();
    let is_grouped = commas > 0 && digits(&whole.replace(',', ""));
    let is_told = (has_cents && (is_grouped || digits(whole))) || (cents.is_empty() && commas > 1);
    is_told.then_some(bare)
}

/// How days are written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateOrder {
    /// `2025-11-16`.
    Ymd,
    /// `16/11/2025`.
    Dmy,
    /// `11/16/2025`.
    Mdy,
}

impl DateOrder {
    /// The order a plan names.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "ymd" => Some(Self::Ymd),
            "dmy" => Some(Self::Dmy),
            "mdy" => Some(Self::Mdy),
            _ => None,
        }
    }
}

/// A day in the given order; ISO days are understood in any, a time of day after it is left out, two-digit years are refused.
pub(crate) fn day(text: &str, order: DateOrder) -> Result<NaiveDate, Problem> {
    let invalid = || Problem::new("DATE_INVALID");
    let date = text.trim().split([' ', 'T']).next().unwrap_or_default();
    if date.eq_ignore_ascii_case("infinity") || date.eq_ignore_ascii_case("-infinity") {
        return Err(Problem::new("DATE_RANGE"));
    }
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let [first, second, third] = parts[..] else {
        return Err(invalid());
    };
    let (year, month, day) = match order {
        _ if first.len() == 4 => (first, second, third),
        DateOrder::Ymd => return Err(invalid()),
        DateOrder::Dmy => (third, second, first),
        DateOrder::Mdy => (third, first, second),
    };
    let number = |part: &str, longest: usize| {
        let fits = (1..=longest).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if fits {
            part.parse::<u32>().map_err(|_| invalid())
        } else {
            Err(invalid())
        }
    };
    if year.len() != 4 {
        return Err(invalid());
    }
    let day = NaiveDate::from_ymd_opt(
        number(year, 4)?.cast_signed(),
        number(month, 2)?,
        number(day, 2)?,
    )
    .ok_or_else(invalid)?;
    if (1900..2200).contains(&day.year()) {
        Ok(day)
    } else {
        Err(Problem::new("DATE_RANGE"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{DateOrder, amount, day, phone};

    #[test]
    fn damaged_phones_are_repaired_only_when_every_digit_is_there() {
        for (text, repaired) in [
            ("0812-3456-7890", false),
            ("81234567890", true),
            ("6.281234567890E+12", true),
            ("6,281234567890E+12", true),
            ("'081234567890", true),
            ("=\"081234567890\"", true),
            ("6281234567890.0", true),
        ] {
            let (read, changed) = phone(text).unwrap();
            assert_eq!(
                (read.e164(), changed),
                ("+6281234567890", repaired),
                "{text}"
            );
        }
        for (text, code) in [
            ("6.28E+12", "PHONE_DAMAGED"),
            ("6,28E+12", "PHONE_DAMAGED"),
            ("E", "PHONE_CHARS"),
            ("6.28E+999", "PHONE_CHARS"),
        ] {
            assert_eq!(phone(text).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn amounts_are_exact_and_rounded_half_up_once() {
        for (text, per_unit, rupiah) in [
            ("29.85", 16_000, 477_600),
            ("0.00003125", 16_000, 1),
            ("0.00003124", 16_000, 0),
            ("1,234.50", 10_000, 12_345_000),
            ("250.000", 1, 250_000),
            ("250000.00", 1, 250_000),
            ("250000.50", 1, 250_001),
            ("Rp 250.000", 1, 250_000),
            ("1.234.567", 1, 1_234_567),
            ("Rp1.234.567,00", 1, 1_234_567),
            ("1,234,567.00", 1, 1_234_567),
            ("Rp 1,234,567.00", 1, 1_234_567),
            ("IDR 1,234.00", 1, 1_234),
            ("1,234,567", 1, 1_234_567),
        ] {
            assert_eq!(amount(text, per_unit).map(|a| a.0), Ok(rupiah), "{text}");
        }
        for (text, per_unit, code) in [
            ("-5.00", 16_000, "AMOUNT_NEGATIVE"),
            ("--5.00", 16_000, "AMOUNT_FORMAT"),
            ("- -5", 1, "AMOUNT_FORMAT"),
            ("1,5", 16_000, "AMOUNT_FORMAT"),
            ("1,234", 1, "AMOUNT_FORMAT"),
            ("12,34,567.00", 1, "AMOUNT_FORMAT"),
            ("1e9", 16_000, "AMOUNT_FORMAT"),
            ("NaN", 1, "AMOUNT_FORMAT"),
            ("", 16_000, "AMOUNT_FORMAT"),
            (".", 16_000, "AMOUNT_FORMAT"),
            (".5", 1, "AMOUNT_FORMAT"),
            ("9223372036854775808", 1, "AMOUNT_TOO_LARGE"),
            ("999999999999999", 16_000, "AMOUNT_TOO_LARGE"),
            ("9999999999999999999999999999999", 2, "AMOUNT_TOO_LARGE"),
        ] {
            assert_eq!(amount(text, per_unit).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn a_line_of_dashes_is_no_amount_however_long() {
        for (sign, per_unit) in [("-", 1), ("-", 16_000), ("$-", 16_000), ("- ", 16_000)] {
            let line = sign.repeat(1_000_000);
            assert_eq!(amount(&line, per_unit).unwrap_err().code, "AMOUNT_FORMAT");
        }
    }

    #[test]
    fn days_follow_the_order_that_was_chosen() {
        let told = |text, order| day(text, order).map(|d| d.to_string()).map_err(|p| p.code);
        assert_eq!(told("1/6/2012", DateOrder::Mdy).unwrap(), "2012-01-06");
        assert_eq!(told("1/6/2012", DateOrder::Dmy).unwrap(), "2012-06-01");
        assert_eq!(
            told("2012-06-01T10:00:00", DateOrder::Dmy).unwrap(),
            "2012-06-01"
        );
        for (text, code) in [
            ("30/02/2026", "DATE_INVALID"),
            ("1/6/12", "DATE_INVALID"),
            ("infinity", "DATE_RANGE"),
            ("01/01/0001", "DATE_RANGE"),
            ("", "DATE_INVALID"),
        ] {
            assert_eq!(told(text, DateOrder::Dmy).unwrap_err(), code, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,40}", per_unit in 1i64..1_000_000_000) {
            let _ = phone(&text);
            let _ = amount(&text, per_unit);
            let _ = day(&text, DateOrder::Dmy);
        }
    }
}
