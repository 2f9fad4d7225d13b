//! QRIS payloads: the EMV merchant code behind the picture on the invoice.
//!
//! Source: EMV QR Code Specification for Payment Systems, merchant-presented mode, and Bank Indonesia's QRIS profile of it:
//! two digits tag, two digits length, value; the last field is `6304` and a CRC-16 (CCITT, start `FFFF`) over all before it.

use crate::{money::Rupiah, problem::Problem};

/// A payload whose structure and checksum are right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qris {
    /// Fields in their order, without the checksum.
    fields: Vec<(String, String)>,
}

/// Why a payload is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QrisProblem {
    /// A tag, a length or a sign that cannot be there.
    #[error("the payload is cut off or not a QRIS at all")]
    Format,
    /// The checksum does not belong to the payload.
    #[error("the checksum is wrong")]
    Checksum,
    /// A field that every QRIS has is missing.
    #[error("field {0} is missing")]
    Missing(&'static str),
    /// Not rupiah or not Indonesia.
    #[error("the currency is not rupiah")]
    Currency,
    /// An amount that cannot be charged.
    #[error("the amount is not a positive number of at most 13 digits")]
    Amount,
}

impl From<QrisProblem> for Problem {
    fn from(problem: QrisProblem) -> Problem {
        match problem {
            QrisProblem::Format => Problem::new("QRIS_FORMAT"),
            QrisProblem::Checksum => Problem::new("QRIS_CHECKSUM"),
            QrisProblem::Missing(tag) => Problem::new("QRIS_MISSING").with("tag", tag),
            QrisProblem::Currency => Problem::new("QRIS_CURRENCY"),
            QrisProblem::Amount => Problem::new("QRIS_AMOUNT"),
        }
    }
}

const METHOD: &str = "01";
const CURRENCY: &str = "53";
const AMOUNT: &str = "54";
const COUNTRY: &str = "58";
const NAME: &str = "59";
const CITY: &str = "60";

impl Qris {
    /// Reads a payload as a bank hands it out.
    ///
    /// # Errors
    /// See [`QrisProblem`].
    pub fn parse(text: &str) -> Result<Qris, QrisProblem> {
        let text = text.trim();
        if !text.is_ascii() || text.len() < 12 || text.bytes().any(|b| b.is_ascii_control()) {
            return Err(QrisProblem::Format);
        }
        let mut fields = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let head = text
                .get(at..at + 4)
                .filter(|head| head.bytes().all(|b| b.is_ascii_digit()))
                .ok_or(QrisProblem::Format)?;
            let length: usize = head[2..].parse().map_err(|_| QrisProblem::Format)?;
            let value = text
                .get(at + 4..at + 4 + length)
                .ok_or(QrisProblem::Format)?;
            if &head[..2] == "63" {
                if at + 8 != text.len() || length != 4 {
                    return Err(QrisProblem::Format);
                }
                if !value.eq_ignore_ascii_case(&format!("{:04X}", crc16(&text[..at + 4]))) {
                    return Err(QrisProblem::Checksum);
                }
                let qris = Qris { fields };
                qris.check()?;
                return Ok(qris);
            }
            fields.push((head[..2].to_owned(), value.to_owned()));
            at += 4 + length;
        }
        Err(QrisProblem::Missing("63"))
    }

    fn check(&self) -> Result<(), QrisProblem> {
        if self
            .fields
            .first()
            .map(|(tag, value)| (tag.as_str(), value.as_str()))
            != Some(("00", "01"))
        {
            return Err(QrisProblem::Format);
        }
        for tag in [CURRENCY, COUNTRY, NAME, CITY] {
            self.field(tag).ok_or(QrisProblem::Missing(tag))?;
        }
        if self.field(CURRENCY) != Some("360") || self.field(COUNTRY) != Some("ID") {
            return Err(QrisProblem::Currency);
        }
        Ok(())
    }

    /// The value of a top-level field.
    #[must_use]
    pub fn field(&self, tag: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(have, _)| have == tag)
            .map(|(_, value)| value.as_str())
    }

    /// Name of the merchant as the payer's bank shows it.
    #[must_use]
    pub fn merchant(&self) -> &str {
        self.field(NAME).unwrap_or_default()
    }

    /// Whether the payload carries an amount of its own.
    #[must_use]
    pub fn is_dynamic(&self) -> bool {
        self.field(METHOD) == Some("12")
    }

    /// The amount it carries, in whole rupiah.
    #[must_use]
    pub fn amount(&self) -> Option<Rupiah> {
        self.field(AMOUNT)?
            .split('.')
            .next()?
            .parse()
            .ok()
            .map(Rupiah)
    }

    /// The same merchant with this amount to pay: method 12, field 54 in its place, checksum anew.
    ///
    /// # Errors
    /// [`QrisProblem::Amount`] for zero, a negative amount or more than 13 digits.
    pub fn with_amount(&self, amount: Rupiah) -> Result<Qris, QrisProblem> {
        if amount.0 <= 0 || amount.0 > 9_999_999_999_999 {
            return Err(QrisProblem::Amount);
        }
        let mut fields: Vec<_> = self
            .fields
            .iter()
            .filter(|(tag, _)| tag != METHOD && tag != AMOUNT)
            .cloned()
            .collect();
        fields.insert(1, (METHOD.to_owned(), "12".to_owned()));
        let place = fields
            .iter()
            .position(|(tag, _)| tag.as_str() > AMOUNT)
            .unwrap_or(fields.len());
        fields.insert(place, (AMOUNT.to_owned(), amount.0.to_string()));
        Ok(Qris { fields })
    }

    /// The payload for the picture, checksum included.
    #[must_use]
    pub fn payload(&self) -> String {
        let mut text = String::new();
        for (tag, value) in &self.fields {
            text.push_str(&format!("{tag}{:02}{value}", value.len()));
        }
        text.push_str("6304");
        let crc = crc16(&text);
        text.push_str(&format!("{crc:04X}"));
        text
    }
}

fn crc16(text: &str) -> u16 {
    text.bytes().fold(0xFFFF, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(byte) << 8), |crc, _| {
            if crc & 0x8000 == 0 {
                crc << 1
            } else {
                (crc << 1) ^ 0x1021
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Qris, QrisProblem, crc16};
    use crate::money::Rupiah;

    fn sample() -> String {
        let body = "00020101021126670015COM.EXAMPLE.WWW01189360091100000000000215ID10200000000010303UMI5204481653033605802ID5912AGLIS CONTOH6007BANDUNG6105401116304";
        format!("{body}{:04X}", crc16(body))
    }

    #[test]
    fn the_checksum_is_the_published_one() {
        assert_eq!(crc16("123456789"), 0x29B1);
    }

    #[test]
    fn a_static_payload_becomes_one_with_an_amount() {
        let qris = Qris::parse(&sample()).unwrap();
        assert_eq!(
            (qris.merchant(), qris.is_dynamic(), qris.amount()),
            ("AGLIS CONTOH", false, None)
        );
        assert_eq!(qris.payload(), sample());
        let asked = qris.with_amount(Rupiah(350_500)).unwrap().payload();
        assert!(
            asked.starts_with("000201010212") && asked.contains("5303360540635050058"),
            "{asked}"
        );
        assert_eq!(Qris::parse(&asked).unwrap().amount(), Some(Rupiah(350_500)));
        assert_eq!(qris.with_amount(Rupiah(0)), Err(QrisProblem::Amount));
    }

    #[test]
    fn damaged_payloads_are_refused_with_their_reason() {
        let good = sample();
        assert_eq!(
            Qris::parse(&good[..good.len() - 9]),
            Err(QrisProblem::Format)
        );
        assert_eq!(
            Qris::parse(&good.replace("BANDUNG", "BANDUNH")),
            Err(QrisProblem::Checksum)
        );
        assert_eq!(Qris::parse(""), Err(QrisProblem::Format));
        let dollars = good[..good.len() - 4].replace("5303360", "5303840");
        assert_eq!(
            Qris::parse(&format!("{dollars}{:04X}", crc16(&dollars))),
            Err(QrisProblem::Currency)
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,80}") {
            let _ = Qris::parse(&text);
        }
    }
}
