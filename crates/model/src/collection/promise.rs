//! Promises to pay, and what is known of a customer who is late.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::IsolirOf;
use crate::{
    call,
    ids::{CustomerId, PaymentPromiseId, ServiceId},
    money::Rupiah,
    problem::{Problem, Problems},
    states::states,
    valid,
};

/// So many days ahead somebody can promise to pay.
pub const PROMISE_AHEAD_MAX: i64 = 60;

states! {
    /// What became of a promise.
    PromiseState "promise-state" {
        /// Its day has not passed.
        Open = "open",
        /// He paid what he promised.
        Kept = "kept",
        /// He did not.
        Broken = "broken",
        /// Another one took its place, or it was taken back.
        TakenBack = "taken_back",
    }
}

/// A promise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentPromise {
    /// Which.
    pub id: PaymentPromiseId,
    /// Until when, that day included.
    pub until: NaiveDate,
    /// How much; none for all that was late.
    pub amount: Option<Rupiah>,
    /// What was late when he promised.
    pub owed: Rupiah,
    /// What he said.
    pub note: String,
    /// What became of it.
    pub state: PromiseState,
    /// Who wrote it down.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is known of a customer who is late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerCollection {
    /// The rules never block him.
    pub is_exempt: bool,
    /// What is late today.
    pub late: Rupiah,
    /// The newest first, at most ten.
    pub promises: Vec<PaymentPromise>,
    /// How connections of his were blocked, the newest first, at most ten.
    pub isolirs: Vec<(ServiceId, IsolirOf)>,
}

impl CustomerCollection {
    /// The promise that stands.
    #[must_use]
    pub fn standing(&self) -> Option<&PaymentPromise> {
        self.promises
            .iter()
            .find(|promise| promise.state == PromiseState::Open)
    }

    /// How a connection is blocked now.
    #[must_use]
    pub fn blocked(&self, service: ServiceId) -> Option<&IsolirOf> {
        self.isolirs
            .iter()
            .find(|(of, isolir)| *of == service && isolir.lifted_at.is_none())
            .map(|(_, isolir)| isolir)
    }
}

/// Asks for it. Admins, office and supervisors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowCollection {
    /// Whom.
    pub customer: CustomerId,
}
call!(ShowCollection => CustomerCollection; reads [Customers, Services, Invoices, Payments]; changes []; Staff);

/// Writes down that a customer promised to pay; another promise of his is over with that. Admins and the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromisePayment {
    /// Who.
    pub customer: CustomerId,
    /// Until when, that day included.
    pub until: NaiveDate,
    /// How much; none for all that is late.
    pub amount: Option<Rupiah>,
    /// What he said, at most 500 characters; may be empty.
    pub note: String,
}
call!(PromisePayment => (); reads []; changes [Customers, Audit]; Staff);

/// Checks until when somebody promises to pay.
///
/// # Errors
/// `DATE_PAST`, `RANGE_MAX`.
pub fn check_until(until: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if until < today {
        return Err(Problem::new("DATE_PAST"));
    }
    if (until - today).num_days() > PROMISE_AHEAD_MAX {
        return Err(Problem::new("RANGE_MAX").with("max", PROMISE_AHEAD_MAX));
    }
    Ok(())
}

impl PromisePayment {
    /// The check that the form makes before sending and the handler makes again; answers the note as it is kept. `today` is the
    /// business day.
    ///
    /// # Errors
    /// Those of [`check_until`] (`until`), `AMOUNT_ZERO` (`amount`), those of [`valid::text`] (`note`).
    pub fn check(&self, today: NaiveDate) -> Result<String, Problems> {
        let mut problems = Problems::none();
        problems.check("until", check_until(self.until, today));
        if self.amount.is_some_and(|amount| amount <= Rupiah::ZERO) {
            problems.add("amount", Problem::new("AMOUNT_ZERO"));
        }
        let note = problems.check("note", valid::text(&self.note, 500));
        problems.into_result()?;
        Ok(note.unwrap_or_default())
    }
}

/// Takes a promise back. Admins and the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeBackPromise {
    /// Which.
    pub id: PaymentPromiseId,
}
call!(TakeBackPromise => (); reads []; changes [Customers, Audit]; Staff);

#[cfg(test)]
mod tests {
    use super::PromisePayment;
    use crate::{ids::CustomerId, money::Rupiah};

    #[test]
    fn a_promise_is_for_a_day_within_two_months() {
        let check = |until: &str, amount: Option<i64>, note: &str| {
            let promise = PromisePayment {
                customer: CustomerId(1),
                until: until.parse().unwrap(),
                amount: amount.map(Rupiah),
                note: note.to_owned(),
            };
            promise.check("2026-11-30".parse().unwrap())
        };
        assert_eq!(
            check("2026-11-30", None, " gajian "),
            Ok("gajian".to_owned())
        );
        assert!(check("2027-01-29", Some(1), "").is_ok());
        for (until, amount, note, field, code) in [
            ("2026-11-29", None, "", "until", "DATE_PAST"),
            ("2027-01-30", None, "", "until", "RANGE_MAX"),
            ("2026-12-01", Some(0), "", "amount", "AMOUNT_ZERO"),
            (
                "2026-12-01",
                None,
                &"x".repeat(501),
                "note",
                "TEXT_TOO_LONG",
            ),
        ] {
            let problems = check(until, amount, note).unwrap_err();
            assert_eq!(problems.field(field)[0].code, code);
        }
    }
}
