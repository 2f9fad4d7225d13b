//! What stands in a column of the trail, as a person reads it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{money::Rupiah, valid};

/// A value on the audit page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Words and numbers as they are.
    Text(String),
    /// An amount.
    Money(Rupiah),
    /// A business day.
    Day(NaiveDate),
    /// An instant.
    At(DateTime<Utc>),
    /// E.164.
    Phone(String),
    /// Yes or no.
    Flag(bool),
    /// A word with a text of its own under this key.
    Word(String),
    /// There, but nobody's business here.
    Hidden,
}

/// One column before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// Name of the column; its word is `audit-column-` and this.
    pub column: String,
    /// None when there was nothing.
    pub before: Option<Shown>,
    /// None when there is nothing.
    pub after: Option<Shown>,
    /// Whether it differs; false only where a whole record was written or taken away without this column.
    pub changed: bool,
}

/// The table that a column of ids refers to; none when it holds no id of a record.
#[must_use]
pub fn reference(record: &str, column: &str) -> Option<&'static str> {
    Some(match column {
        "zone_id" => "zones",
        "customer_id" => "customers",
        "service_id" => "services",
        "package_id" => "packages",
        "odp_id" => "odps",
        "contact_id" => "contacts",
        "registration_id" => "registrations",
        "ticket_id" => "tickets",
        "invoice_id" => "invoices",
        "payment_id" => "payments",
        "lead_id" | "technician_id" | "staff_id" | "owner_id" | "recorded_by" | "added_by"
        | "substitute_id" | "actor_id" | "changed_by" | "set_by" | "made_by" | "taken_back_by"
        | "blocked_by" | "lifted_by" => "staff",
        "id" if record == "staff" => "staff",
        _ => return None,
    })
}

/// Before and after of a record, column by column; `names` gives ids of other records their names.
///
/// Values that are themselves made of parts are laid out as `part.of.it`. Columns that are empty on both sides are left out.
#[must_use]
pub fn compare(
    record: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    names: &BTreeMap<(String, i64), String>,
) -> Vec<Changed> {
    let (before, after) = (laid_out(before), laid_out(after));
    let columns: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    columns
        .into_iter()
        .filter_map(|column| {
            let show = |side: &BTreeMap<String, Value>| {
                side.get(column)
                    .and_then(|value| shown(record, column, value, names))
            };
            let changed = before.get(column) != after.get(column);
            let (before, after) = (show(&before), show(&after));
            (before.is_some() || after.is_some()).then(|| Changed {
                column: column.clone(),
                before,
                after,
                changed,
            })
        })
        .collect()
}

fn laid_out(side: Option<&Value>) -> BTreeMap<String, Value> {
    let mut out = BTreeMap::new();
    if let Some(Value::Object(columns)) = side {
        for (column, value) in columns {
            lay_out(column.clone(), value, &mut out);
        }
    }
    out
}

fn lay_out(name: String, value: &Value, out: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(parts) if !parts.is_empty() => {
            for (part, value) in parts {
                lay_out(format!("{name}.{part}"), value, out);
            }
        }
        Value::Array(parts) if parts.iter().any(|part| part.is_object() || part.is_array()) => {
            for (at, value) in parts.iter().enumerate() {
                lay_out(format!("{name}.{}", at + 1), value, out);
            }
        }
        value => drop(out.insert(name, value.clone())),
    }
}

fn shown(
    record: &str,
    column: &str,
    value: &Value,
    names: &BTreeMap<(String, i64), String>,
) -> Option<Shown> {
    let last = column.rsplit('.').next().unwrap_or(column);
    if matches!(
        last,
        "nik" | "password" | "verifier" | "token" | "secret" | "webhook_path"
    ) {
        return (!value.is_null()).then_some(Shown::Hidden);
    }
    match value {
        Value::Null => None,
        Value::Bool(yes) => Some(Shown::Flag(*yes)),
        Value::Number(number) => Some(match number.as_i64() {
            Some(whole) if is_money(column) => Shown::Money(Rupiah(whole)),
            Some(whole) => match reference(record, column) {
                Some(table) => Shown::Text(
                    names
                        .get(&(table.to_owned(), whole))
                        .cloned()
                        .unwrap_or_else(|| format!("#{whole}")),
                ),
                None => Shown::Text(whole.to_string()),
            },
            None => Shown::Text(number.to_string()),
        }),
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(word(record, column, text).unwrap_or_else(|| read(last, text))),
        Value::Array(parts) if parts.is_empty() => None,
        Value::Array(parts) => {
            let words: Vec<String> = parts
                .iter()
                .map(|part| match part {
                    Value::String(text) => masked(text),
                    other => other.to_string(),
                })
                .collect();
            Some(Shown::Text(words.join(", ")))
        }
        Value::Object(_) => None,
    }
}

fn is_money(column: &str) -> bool {
    matches!(
        column,
        "amount"
            | "unit_price"
            | "subtotal"
            | "discount"
            | "dpp"
            | "ppn"
            | "total"
            | "paid"
            | "balance"
            | "outstanding"
            | "monthly_price"
            | "set_up_fee"
            | "agreed_price"
            | "owed"
            | "value.isolir_least"
    )
}

/// States and kinds have words of their own.
fn word(record: &str, column: &str, text: &str) -> Option<Shown> {
    let key = match (record, column) {
        ("registrations", "status") => "registration-status",
        ("tickets", "status") => "ticket-status",
        ("tickets", "kind") => "ticket-type",
        ("tickets" | "sla_targets", "priority") => "priority",
        ("services", "status") => "service-status",
        ("customers", "status") => "customer-status",
        ("invoices", "status") => "invoice-status",
        ("payments", "status") => "payment-status",
        ("payments", "method") => "payment-method",
        ("staff", "role") => "role",
        ("registrations", "preferred_slot") => "slot",
        ("settings", "value.treatment") => "tax-treatment",
        _ => return None,
    };
    Some(Shown::Word(format!("{key}-{}", text.replace('_', "-"))))
}

fn read(column: &str, text: &str) -> Shown {
    let is_day = column.ends_with("_on")
        || matches!(
            column,
            "period" | "valid_from" | "preferred_date" | "day" | "until" | "oldest_due"
        );
    if let (true, Ok(day)) = (is_day, text.parse()) {
        return Shown::Day(day);
    }
    let is_instant = column.ends_with("_at") || matches!(column, "at" | "since" | "status_since");
    if let (true, Ok(at)) = (is_instant, DateTime::parse_from_rfc3339(text)) {
        return Shown::At(at.to_utc());
    }
    if matches!(column, "phone" | "other_phone") && text.starts_with('+') {
        return Shown::Phone(text.to_owned());
    }
    Shown::Text(masked(text))
}

/// People write identity numbers into notes; what reads like one is not repeated here.
fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut digits = String::new();
    for letter in text.chars().chain(std::iter::once('\n')) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if digits.len() == 16 && valid::nik(&digits).is_ok() {
            out.push_str("••••••••••••••••");
        } else {
            out.push_str(&digits);
        }
        digits.clear();
        out.push(letter);
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::{Shown, compare};
    use crate::money::Rupiah;

    fn names() -> BTreeMap<(String, i64), String> {
        BTreeMap::from([(("zones".to_owned(), 3), "Bandung Utara".to_owned())])
    }

    #[test]
    fn values_are_read_as_people_read_them() {
        let after = json!({"total": 1_500_000, "due_on": "2025-11-20", "status": "issued", "zone_id": 3, "paid_at": "2025-11-16T07:05:00+00:00",
            "phone": "+6281234567890", "note": "", "active": true});
        let changes = compare("invoices", None, Some(&after), &names());
        let after: BTreeMap<_, _> = changes
            .iter()
            .map(|change| (change.column.as_str(), change.after.clone().unwrap()))
            .collect();
        assert_eq!(after["total"], Shown::Money(Rupiah(1_500_000)));
        assert_eq!(after["due_on"], Shown::Day("2025-11-20".parse().unwrap()));
        assert_eq!(
            after["status"],
            Shown::Word("invoice-status-issued".to_owned())
        );
        assert_eq!(after["zone_id"], Shown::Text("Bandung Utara".to_owned()));
        assert_eq!(after["phone"], Shown::Phone("+6281234567890".to_owned()));
        assert_eq!(after["active"], Shown::Flag(true));
        assert!(matches!(after["paid_at"], Shown::At(_)));
        assert!(
            !after.contains_key("note"),
            "nothing on both sides says nothing"
        );
    }

    #[test]
    fn an_identity_number_is_never_shown() {
        let after =
            json!({"nik": "3273014101900001", "note": "NIK 3273014101900001, VA 8808123456789012"});
        let changes = compare("contacts", None, Some(&after), &names());
        assert_eq!(changes[0].after, Some(Shown::Hidden));
        assert_eq!(
            changes[1].after,
            Some(Shown::Text(
                "NIK ••••••••••••••••, VA 8808123456789012".to_owned()
            ))
        );
    }

    #[test]
    fn parts_of_a_setting_stand_in_lines_of_their_own() {
        let before = json!({"value": {"name": "AGLIS", "bank_accounts": [{"bank": "BCA"}]}});
        let after = json!({"value": {"name": "AGLIS", "bank_accounts": [{"bank": "BRI"}]}});
        let changes = compare("settings", Some(&before), Some(&after), &names());
        let lines: Vec<_> = changes
            .iter()
            .map(|change| (change.column.as_str(), change.changed))
            .collect();
        assert_eq!(
            lines,
            [("value.bank_accounts.1.bank", true), ("value.name", false)]
        );
        let tax = json!({"value": {"treatment": "included"}});
        let changes = compare("settings", None, Some(&tax), &names());
        let said = Shown::Word("tax-treatment-included".to_owned());
        assert_eq!(changes[0].after, Some(said));
    }
}
