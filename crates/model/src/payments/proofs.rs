//! Proofs of payment: a picture or document that shows that money was sent, checked by a person.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::take::{OpenInvoice, OpenMoney, Share, check_money, check_shares};
use crate::{
    call,
    ids::{CustomerId, FileId, InvoiceId, PaymentId},
    money::Rupiah,
    problem::{Problem, Problems},
    states::{PaymentMethod, PaymentStatus},
    tickets::Attachment,
    valid,
};

/// The most proofs of the inbox; the others wait behind them.
pub const PROOFS_MAX: usize = 200;
/// The largest number that is added to an amount so that a transfer is recognised.
pub const CODE_MAX: i64 = 999;

/// A payment that waits to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofRow {
    /// Record.
    pub id: PaymentId,
    /// `PAY-YYYYMM-NNNNN`.
    pub number: String,
    /// Customer's name.
    pub customer: String,
    /// `AGLS-12345`.
    pub customer_code: String,
    /// How much he says to have paid.
    pub amount: Rupiah,
    /// When it is to have come.
    pub received_at: DateTime<Utc>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
}

/// What waits to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proofs {
    /// The longest waiting first, at most [`PROOFS_MAX`].
    pub rows: Vec<ProofRow>,
    /// How many there are in all.
    pub count: i64,
}

/// Lists the payments that wait to be checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListProofs {}
call!(ListProofs => Proofs; reads [Payments, Customers]; changes []; Staff);

/// Another payment with the same proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Double {
    /// Record.
    pub payment: PaymentId,
    /// Its number.
    pub number: String,
    /// Whose.
    pub customer: String,
    /// Where it stands.
    pub status: PaymentStatus,
    /// The very same file; otherwise one that looks the same.
    pub is_same: bool,
}

/// Everything that is looked at to check a payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// Record.
    pub id: PaymentId,
    /// For the next change.
    pub version: i32,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub status: PaymentStatus,
    /// How much he says to have paid.
    pub amount: Rupiah,
    /// What of it was given to invoices already, as an import does.
    pub given: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// When it is to have come.
    pub received_at: DateTime<Utc>,
    /// Bank's or customer's reference.
    pub reference: Option<String>,
    /// Who wrote it down.
    pub recorded_by: Option<String>,
    /// The proof itself; none for a payment without one.
    pub file: Option<Attachment>,
    /// What the customer owes.
    pub money: OpenMoney,
    /// Other payments with the same proof, newest first.
    pub doubles: Vec<Double>,
}

/// Asks for one payment that is to be checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowProof {
    /// Which.
    pub id: PaymentId,
}
call!(ShowProof => Proof; reads [Payments, Invoices, Customers]; changes []; Staff);

/// Writes down a payment with its proof, to be checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordProof {
    /// From whom.
    pub customer: CustomerId,
    /// Whole rupiah, more than zero.
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// Business day; not in the future, at most a year ago.
    pub received_on: NaiveDate,
    /// Bank's or customer's reference; may be empty.
    pub reference: String,
    /// Handed in before: a picture, or a PDF document; up to 10 MB.
    pub file: FileId,
}
call!(RecordProof => ProofRecorded; reads []; changes [Payments, Customers]; Staff);

impl RecordProof {
    /// What can be said without the records; answers the reference as it is kept.
    ///
    /// # Errors
    /// Problems by field: `amount`, `received_on`, `reference`.
    pub fn check(&self, today: NaiveDate) -> Result<String, Problems> {
        let mut problems = Problems::none();
        let (amount, day) = (self.amount, self.received_on);
        let reference = check_money(&mut problems, amount, day, &self.reference, today);
        problems.into_result()?;
        Ok(reference)
    }
}

/// What writing down a proof did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofRecorded {
    /// Record.
    pub payment: PaymentId,
    /// Its number.
    pub number: String,
    /// The same proof came before, with these payments.
    pub doubles: Vec<Double>,
}

/// Accepts a payment: it counts from now on and goes to these invoices; the rest becomes credit. The customer is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyProof {
    /// Which.
    pub id: PaymentId,
    /// Version the person saw.
    pub version: i32,
    /// Which invoices get what of it, each once.
    pub shares: Vec<Share>,
}
call!(VerifyProof => (); reads []; changes [Payments, Invoices, Customers]; Staff);

impl VerifyProof {
    /// What can be said without the records, of a payment of which so much is to be given.
    ///
    /// # Errors
    /// Problems at `shares` and `shares.<invoice>`.
    pub fn check(&self, amount: Rupiah) -> Result<(), Problems> {
        let mut problems = Problems::none();
        check_shares(&mut problems, &self.shares, Some(amount));
        problems.into_result()
    }
}

/// Refuses a payment that was to be checked, with the reason; the customer is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RejectProof {
    /// Which.
    pub id: PaymentId,
    /// Version the person saw.
    pub version: i32,
    /// Why; the customer reads it.
    pub reason: String,
}
call!(RejectProof => (); reads []; changes [Payments, Customers]; Staff);

impl RejectProof {
    /// The reason as it is kept.
    ///
    /// # Errors
    /// Problems at `reason`.
    pub fn check(&self) -> Result<String, Problems> {
        valid::reason(&self.reason).map_err(|problem: Problem| Problems::one("reason", problem))
    }
}

/// How an amount fits what an invoice asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// To the rupiah.
    Exact,
    /// With a small number on top, by which the transfer was to be recognised.
    WithCode(i64),
    /// Less.
    Part,
    /// More.
    More,
}

impl Match {
    /// How this amount fits this balance.
    #[must_use]
    pub fn of(amount: Rupiah, balance: Rupiah) -> Self {
        match amount.0.saturating_sub(balance.0) {
            0 => Self::Exact,
            1..=CODE_MAX => Self::WithCode(amount.0 - balance.0),
            i64::MIN..0 => Self::Part,
            _ => Self::More,
        }
    }

    /// Key of its word.
    #[must_use]
    pub fn text_key(self) -> &'static str {
        match self {
            Self::Exact => "money-match-exact",
            Self::WithCode(_) => "money-match-code",
            Self::Part => "money-match-part",
            Self::More => "money-match-more",
        }
    }
}

/// The invoice that an amount fits best, to be paid first: to the rupiah, else with a code; none when it fits none so.
#[must_use]
pub fn best_match(amount: Rupiah, open: &[OpenInvoice]) -> Option<InvoiceId> {
    let fits = |wanted: fn(Match) -> bool| {
        open.iter()
            .find(|invoice| wanted(Match::of(amount, invoice.balance)))
            .map(|invoice| invoice.id)
    };
    fits(|fit| fit == Match::Exact).or_else(|| fits(|fit| matches!(fit, Match::WithCode(_))))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Match, best_match};
    use crate::{
        ids::InvoiceId, money::Rupiah, payments::take::OpenInvoice, states::InvoiceStatus,
    };

    #[test]
    fn an_amount_fits_to_the_rupiah_with_a_code_in_part_or_is_more() {
        let of = |amount| Match::of(Rupiah(amount), Rupiah(277_500));
        assert_eq!(of(277_500), Match::Exact);
        assert_eq!(
            (of(277_501), of(278_499)),
            (Match::WithCode(1), Match::WithCode(999))
        );
        assert_eq!((of(277_499), of(278_500)), (Match::Part, Match::More));
        assert_eq!(Match::of(Rupiah(i64::MIN), Rupiah(i64::MAX)), Match::Part);
    }

    #[test]
    fn the_invoice_that_fits_to_the_rupiah_comes_before_one_with_a_code() {
        let open = |id, balance| OpenInvoice {
            id: InvoiceId(id),
            number: String::new(),
            period: NaiveDate::default(),
            due_on: None,
            status: InvoiceStatus::Issued,
            total: Rupiah(balance),
            balance: Rupiah(balance),
        };
        let all = [open(1, 99_900), open(2, 100_000), open(3, 100_000)];
        assert_eq!(best_match(Rupiah(100_000), &all), Some(InvoiceId(2)));
        assert_eq!(
            best_match(Rupiah(100_123), &all),
            Some(InvoiceId(1)),
            "the oldest with a code"
        );
        assert_eq!(best_match(Rupiah(50_000), &all), None);
    }
}
