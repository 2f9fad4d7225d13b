//! Eighteen months of a small provider, made up from a seed: who came, what broke, what was billed and paid.
//!
//! Pure: the same seed and day give the same history. Writing it down is left to `write`.

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use model::format::Zone;
use serde::Serialize;

use super::{
    homes, money,
    people::{Dice, Person},
    work,
};

/// Customers with a service, in any state.
pub(crate) const HOMES: usize = 2_000;

/// A package: code, name, Mbit/s down and up, set-up fee, monthly price before and since the last change.
pub(crate) const PACKAGES: [(&str, &str, i32, i32, i64, i64, i64); 5] = [
    ("HOME-10", "Rumah 10 Mbps", 10, 5, 150_000, 155_000, 165_000),
    (
        "HOME-20",
        "Rumah 20 Mbps",
        20,
        10,
        150_000,
        205_000,
        219_000,
    ),
    (
        "HOME-50",
        "Rumah 50 Mbps",
        50,
        25,
        150_000,
        299_000,
        319_000,
    ),
    (
        "HOME-100",
        "Rumah 100 Mbps",
        100,
        50,
        250_000,
        399_000,
        429_000,
    ),
    (
        "USAHA-100",
        "Usaha 100 Mbps",
        100,
        100,
        500_000,
        749_000,
        799_000,
    ),
];

/// When the price list changed last.
pub(crate) fn price_change(today: NaiveDate) -> NaiveDate {
    first_of(today)
        .checked_sub_months(Months::new(7))
        .unwrap_or(today)
}

/// A customer with his service; id, contact, customer and service share their place in the list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Home {
    pub id: i64,
    #[serde(flatten)]
    pub person: Person,
    pub zone: i64,
    pub package: i64,
    pub status: &'static str,
    pub applied_at: DateTime<Utc>,
    pub activated_on: Option<NaiveDate>,
    pub terminated_on: Option<NaiveDate>,
    pub tags: Vec<&'static str>,
}

/// An application that is not, or not yet, a customer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Applicant {
    #[serde(flatten)]
    pub person: Person,
    pub zone: i64,
    pub package: i64,
    pub status: &'static str,
    pub reason: Option<&'static str>,
    pub applied_at: DateTime<Utc>,
    pub status_since: DateTime<Utc>,
    pub preferred_date: NaiveDate,
}

/// A ticket of a home.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Ticket {
    pub home: i64,
    pub kind: &'static str,
    pub category: &'static str,
    pub priority: &'static str,
    pub status: &'static str,
    pub reason: Option<&'static str>,
    pub description: &'static str,
    pub resolution: Option<&'static str>,
    pub created_at: DateTime<Utc>,
    pub completed_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub rating: Option<i64>,
}

/// An invoice with what was paid of it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Invoice {
    pub id: i64,
    pub home: i64,
    pub kind: &'static str,
    pub period: NaiveDate,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub set_up_fee: i64,
    pub price: i64,
    pub dpp: i64,
    pub tax: Tax,
    pub ppn: i64,
    pub total: i64,
    pub paid: i64,
    pub paid_at: Option<DateTime<Utc>>,
    pub method: &'static str,
    pub status: &'static str,
}

/// Value added tax on a day: percent, and the fraction of the price it is taken of.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Tax {
    pub rate: i64,
    pub num: i64,
    pub den: i64,
}

/// All of it, each list in the order of time.
#[derive(Debug)]
pub(crate) struct History {
    pub homes: Vec<Home>,
    pub applicants: Vec<Applicant>,
    pub tickets: Vec<Ticket>,
    pub invoices: Vec<Invoice>,
}

/// The first day of a month.
pub(crate) fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// An instant by the clock on the wall.
pub(crate) fn at(day: NaiveDate, hour: i64, minute: i64) -> DateTime<Utc> {
    Zone::Wib.start_of(day) + chrono::Duration::minutes(hour * 60 + minute)
}

/// So many days later.
pub(crate) fn later(day: NaiveDate, days: i64) -> NaiveDate {
    day + chrono::Duration::days(days)
}

/// Makes the history that ends on `today`.
pub(crate) fn make(seed: u64, today: NaiveDate) -> History {
    let mut dice = Dice::new(seed);
    let homes = homes::homes(&mut dice, today);
    let mut tickets: Vec<Ticket> = homes
        .iter()
        .flat_map(|home| work::tickets_of(&mut dice, home, today))
        .collect();
    tickets.sort_by_key(|ticket| ticket.created_at);
    let mut invoices: Vec<Invoice> = homes
        .iter()
        .flat_map(|home| money::invoices_of(&mut dice, home, today))
        .collect();
    invoices.sort_by_key(|invoice| (invoice.issued_on, invoice.home));
    for (invoice, id) in invoices.iter_mut().zip(1..) {
        invoice.id = id;
    }
    let mut applicants = homes::applicants(&mut dice, today);
    applicants.sort_by_key(|applicant| applicant.applied_at);
    History {
        homes,
        applicants,
        tickets,
        invoices,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{HOMES, make};

    #[test]
    fn the_same_seed_and_day_make_the_same_history() {
        let today = NaiveDate::from_ymd_opt(2025, 11, 16).unwrap();
        let (one, other) = (make(1, today), make(1, today));
        assert_eq!(
            serde_json::to_string(&one.invoices).unwrap(),
            serde_json::to_string(&other.invoices).unwrap()
        );
        assert_eq!(
            serde_json::to_string(&one.homes).unwrap(),
            serde_json::to_string(&other.homes).unwrap()
        );
        assert_ne!(
            serde_json::to_string(&one.homes).unwrap(),
            serde_json::to_string(&make(2, today).homes).unwrap()
        );
    }

    #[test]
    fn money_adds_up_and_nothing_lies_in_the_future() {
        for (year, month, day) in [(2025, 11, 16), (2026, 1, 1), (2024, 2, 29)] {
            let today = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            let history = make(3, today);
            assert_eq!(history.homes.len(), HOMES);
            for invoice in &history.invoices {
                assert_eq!(
                    invoice.total,
                    invoice.set_up_fee + invoice.price + invoice.ppn
                );
                assert!(
                    invoice.paid <= invoice.total && invoice.issued_on <= today,
                    "{invoice:?}"
                );
                assert_eq!(invoice.paid > 0, invoice.paid_at.is_some(), "{invoice:?}");
            }
            let now = super::at(today, 8, 0);
            assert!(
                history
                    .tickets
                    .iter()
                    .filter(|t| t.status == "closed")
                    .all(|t| t.closed_at < Some(now + chrono::Duration::days(1)))
            );
            assert!(
                history
                    .homes
                    .iter()
                    .all(|home| home.activated_on <= Some(today))
            );
        }
    }
}
