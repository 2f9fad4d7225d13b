//! A cell of a workbook as the text that a person sees there.

use std::borrow::Cow;

use calamine::{CellErrorType, DataRef, ExcelDateTime};

/// From here on a number no longer holds every digit.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;
/// The days a spreadsheet can show: up to the end of the year 9999.
const DAYS: std::ops::Range<f64> = 0.0..2_958_466.0;
/// What stands in a cell whose day does not exist.
const NO_DAY: &str = "########";

/// The text of a cell; the name of the error when one stands there instead of a value.
///
/// Days are written as in ISO whatever the spreadsheet's own order is, so that nobody reads 5 November as 11 May.
pub(crate) fn shown<'a>(
    value: &'a DataRef<'_>,
    format: &str,
) -> Result<Cow<'a, str>, &'static str> {
    Ok(match value {
        DataRef::Empty => Cow::Borrowed(""),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cow::Borrowed(text.as_str())
        }
        DataRef::SharedString(text) => Cow::Borrowed(*text),
        DataRef::Bool(true) => Cow::Borrowed("TRUE"),
        DataRef::Bool(false) => Cow::Borrowed("FALSE"),
        DataRef::Int(whole) => Cow::Owned(whole.to_string()),
        DataRef::Float(number) => Cow::Owned(shown_number(*number, format)?),
        DataRef::DateTime(moment) => Cow::Owned(shown_moment(moment)?),
        DataRef::Error(error) => return Err(name(error)),
    })
}

fn name(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

fn shown_number(number: f64, format: &str) -> Result<String, &'static str> {
    if !number.is_finite() {
        return Err("#NUM!");
    }
    // Negative numbers have a form of their own after the semicolon.
    let format = format.split(';').next().unwrap_or_default();
    if is_percent(format) {
        return Ok(format!("{}%", digits(number * 100.0)));
    }
    let text = digits(number);
    let zeros = format.len();
    if zeros > 0 && format.bytes().all(|byte| byte == b'0') && !text.contains(['.', '-', 'E']) {
        return Ok(format!("{text:0>zeros$}"));
    }
    // Three decimals would read as thousands, as Indonesians write them; one is no amount anywhere.
    Ok(match text.split_once('.') {
        Some((_, decimals)) if matches!(decimals.len(), 1 | 3) => format!("{text}0"),
        _ => text,
    })
}

/// A percent sign that is not part of a quoted or escaped word.
fn is_percent(format: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for sign in format.chars() {
        match sign {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            '\\' => escaped = true,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

/// Whole numbers complete and without decimals, others with the 15 digits a spreadsheet keeps.
fn digits(number: f64) -> String {
    let rounded = if number.fract() == 0.0 {
        number
    } else {
        format!("{number:.14e}").parse().unwrap_or(number)
    };
    if rounded == 0.0 {
        "0".to_owned()
    } else if rounded.abs() >= WHOLE_MAX {
        // Its last digits are gone. In this form nobody takes it for a number that is whole.
        format!("{rounded:.14E}").replacen('E', "E+", 1)
    } else {
        rounded.to_string()
    }
}

fn shown_moment(moment: &ExcelDateTime) -> Result<String, &'static str> {
    let days = moment.as_f64();
    if !DAYS.contains(&days) {
        return Err(NO_DAY);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() {
        let hours = (days * 24.0 + 1.0 / 7200.0).floor();
        return Ok(format!("{hours}:{minute:02}:{second:02}"));
    }
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if days < 1.0 {
        return Ok(time);
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    Ok(if time == "00:00:00" {
        date
    } else {
        format!("{date} {time}")
    })
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, DataRef, ExcelDateTime, ExcelDateTimeType};

    use super::shown;

    fn told(value: DataRef<'_>, format: &str) -> String {
        shown(&value, format).map_or_else(str::to_owned, |text| text.into_owned())
    }

    #[test]
    fn numbers_stand_there_as_people_see_them() {
        for (number, format, text) in [
            (628_123_456_789.0, "General", "628123456789"),
            (6_281_234_567_890.0, "0.00E+00", "6281234567890"),
            (81_234_567_890.0, "000000000000", "081234567890"),
            (5.0, "000", "005"),
            (250_000.0, "\"Rp\"#,##0", "250000"),
            (-3.0, "General", "-3"),
            (-0.0, "General", "0"),
            (29.85, "General", "29.85"),
            (0.1 + 0.2, "0.00", "0.30"),
            (205_050.5, "General", "205050.50"),
            (0.11, "0%", "11%"),
            (0.07, "0.00%", "7%"),
            (0.125, "0.0%", "12.5%"),
            (12.0, "0\" % \"", "12"),
            (9_007_199_254_740_992.0, "0", "9.00719925474099E+15"),
        ] {
            assert_eq!(told(DataRef::Float(number), format), text, "{number}");
        }
    }

    #[test]
    fn three_decimals_are_not_taken_for_thousands() {
        assert_eq!(told(DataRef::Float(12.125), "General"), "12.1250");
    }

    #[test]
    fn days_are_written_as_in_iso_and_times_after_them() {
        let moment =
            |days| DataRef::DateTime(ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false));
        assert_eq!(told(moment(45_966.0), "dd/mm/yyyy"), "2025-11-05");
        assert_eq!(
            told(moment(45_966.75), "dd/mm/yyyy hh:mm"),
            "2025-11-05 18:00:00"
        );
        assert_eq!(told(moment(0.5), "hh:mm"), "12:00:00");
        assert_eq!(told(moment(-1.0), "dd/mm/yyyy"), "########");
        assert_eq!(told(moment(1e9), "dd/mm/yyyy"), "########");
        let since_1904 = ExcelDateTime::new(44_504.0, ExcelDateTimeType::DateTime, true);
        assert_eq!(
            told(DataRef::DateTime(since_1904), "dd/mm/yyyy"),
            "2025-11-05"
        );
        let long = ExcelDateTime::new(1.25, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(told(DataRef::DateTime(long), "[h]:mm:ss"), "30:00:00");
    }

    #[test]
    fn yes_and_no_are_words_and_errors_are_no_text() {
        assert_eq!(told(DataRef::Bool(true), "General"), "TRUE");
        assert_eq!(told(DataRef::Empty, "General"), "");
        assert_eq!(
            shown(&DataRef::Error(CellErrorType::NA), "General"),
            Err("#N/A")
        );
    }
}
