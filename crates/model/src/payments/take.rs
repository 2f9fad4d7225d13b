//! Money of a customer: recorded for several invoices at once, used later, taken back.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{CustomerId, InvoiceId, PaymentId},
    money::Rupiah,
    problem::{Problem, Problems},
    states::{InvoiceStatus, PaymentMethod},
    valid,
};

/// The largest payment, in rupiah; more than that is a slip of the finger.
pub const AMOUNT_MAX: Rupiah = Rupiah(1_000_000_000_000);
/// The most invoices that money is given to at once, and that are offered.
pub const SHARES_MAX: usize = 200;
/// How old money may be that is recorded today, in days.
const DAYS_MAX: i64 = 366;

/// An invoice that still waits for money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenInvoice {
    /// Record.
    pub id: InvoiceId,
    /// `INV-YYYYMM-NNNNN`.
    pub number: String,
    /// First day of the month it is for.
    pub period: NaiveDate,
    /// Business day.
    pub due_on: Option<NaiveDate>,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Tax included.
    pub total: Rupiah,
    /// Still to pay.
    pub balance: Rupiah,
}

/// What a customer owes, and what of his money nothing has taken yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenMoney {
    /// Record, code, name.
    pub customer: (CustomerId, String, String),
    /// Credit.
    pub credit: Rupiah,
    /// Oldest due first, at most [`SHARES_MAX`].
    pub invoices: Vec<OpenInvoice>,
    /// What all open invoices ask for, also those beyond [`SHARES_MAX`].
    pub outstanding: Rupiah,
}

/// Asks what a customer owes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowOpenMoney {
    /// Whose.
    pub customer: CustomerId,
}
call!(ShowOpenMoney => OpenMoney; reads [Payments, Invoices, Customers]; changes []; Staff);

/// The part of some money that goes to one invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Which.
    pub invoice: InvoiceId,
    /// Whole rupiah, more than zero.
    pub amount: Rupiah,
}

/// Records money that came in from a customer. What no invoice gets becomes his credit.
///
/// More than an invoice asks for is `PAY_OVER` at `shares.<invoice>`; more than came in is `SHARES_OVER` at `shares`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakePayment {
    /// From whom.
    pub customer: CustomerId,
    /// Whole rupiah, more than zero, at most [`AMOUNT_MAX`].
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// Business day; not in the future, at most a year ago.
    pub received_on: NaiveDate,
    /// Bank's or customer's reference; may be empty.
    pub reference: String,
    /// Which invoices get what of it, each once; may be empty.
    pub shares: Vec<Share>,
}
call!(TakePayment => Taken; reads []; changes [Payments, Invoices, Customers]; Staff);

impl TakePayment {
    /// What can be said without the records; answers the reference as it is kept.
    ///
    /// # Errors
    /// Problems by field: `amount`, `received_on`, `reference`, `shares`, `shares.<invoice>`.
    pub fn check(&self, today: NaiveDate) -> Result<String, Problems> {
        let mut problems = Problems::none();
        let reference = check_money(
            &mut problems,
            self.amount,
            self.received_on,
            &self.reference,
            today,
        );
        let amount = problems.is_empty().then_some(self.amount);
        check_shares(&mut problems, &self.shares, amount);
        problems.into_result()?;
        Ok(reference)
    }
}

/// The part of the checks that every record of money has; answers the reference as it is kept.
pub fn check_money(
    problems: &mut Problems,
    amount: Rupiah,
    received_on: NaiveDate,
    reference: &str,
    today: NaiveDate,
) -> String {
    if let Some(code) = wrong_amount(amount) {
        problems.add("amount", Problem::new(code));
    }
    if received_on > today {
        problems.add("received_on", Problem::new("DATE_FUTURE"));
    } else if (today - received_on).num_days() > DAYS_MAX {
        problems.add("received_on", Problem::new("DATE_RANGE"));
    }
    problems
        .check("reference", valid::text(reference, 200))
        .unwrap_or_default()
}

fn wrong_amount(amount: Rupiah) -> Option<&'static str> {
    match amount {
        Rupiah(..0) => Some("AMOUNT_NEGATIVE"),
        Rupiah(0) => Some("AMOUNT_ZERO"),
        over if over > AMOUNT_MAX => Some("AMOUNT_TOO_LARGE"),
        _ => None,
    }
}

/// Whether each invoice is named once and gets something, and all of them no more than `amount` where that is known.
pub(super) fn check_shares(problems: &mut Problems, shares: &[Share], amount: Option<Rupiah>) {
    if shares.len() > SHARES_MAX {
        let problem = Problem::new("SHARES_COUNT").with("max", SHARES_MAX);
        return problems.add("shares", problem);
    }
    let mut seen = BTreeSet::new();
    for share in shares {
        let field = share_field(share.invoice);
        if !seen.insert(share.invoice) {
            problems.add(&field, Problem::new("SHARES_TWICE"));
        }
        if let Some(code) = wrong_amount(share.amount) {
            problems.add(&field, Problem::new(code));
        }
    }
    let given = sum(shares);
    if let Some(amount) = amount.filter(|amount| given > i128::from(amount.0))
        && problems.is_empty()
    {
        let problem = Problem::new("SHARES_OVER")
            .with("amount", amount)
            .with("given", shown(given));
        problems.add("shares", problem);
    }
}

/// The field of what goes to an invoice.
#[must_use]
pub fn share_field(invoice: InvoiceId) -> String {
    format!("shares.{invoice}")
}

/// Added up so that no hostile amounts run over.
fn sum(shares: &[Share]) -> i128 {
    shares.iter().map(|share| i128::from(share.amount.0)).sum()
}

fn shown(amount: i128) -> Rupiah {
    Rupiah(i64::try_from(amount).unwrap_or(i64::MAX))
}

/// What recording money did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Record.
    pub payment: PaymentId,
    /// Its number.
    pub number: String,
    /// What of it became credit.
    pub credit: Rupiah,
}

/// Gives credit of a customer to open invoices, the oldest of his money first.
///
/// More than the credit is `CREDIT_OVER` at `shares`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseCredit {
    /// Whose.
    pub customer: CustomerId,
    /// Which invoices get what of it, each once; at least one.
    pub shares: Vec<Share>,
}
call!(UseCredit => CreditUsed; reads []; changes [Payments, Invoices, Customers]; Staff);

impl UseCredit {
    /// What can be said without the records.
    ///
    /// # Errors
    /// Problems at `shares` and `shares.<invoice>`.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        if self.shares.is_empty() {
            problems.add("shares", Problem::new("SHARES_NONE"));
        }
        check_shares(&mut problems, &self.shares, None);
        problems.into_result()
    }

    /// All of it.
    #[must_use]
    pub fn total(&self) -> Rupiah {
        shown(sum(&self.shares))
    }
}

/// What using credit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditUsed {
    /// Given to invoices.
    pub used: Rupiah,
    /// Credit that is left.
    pub credit: Rupiah,
}

/// Takes a verified payment back: the invoices that it paid open again. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReversePayment {
    /// Which.
    pub id: PaymentId,
    /// Version the person saw.
    pub version: i32,
    /// The invoices that he was told will open again, in any order; others by now are `STALE`.
    pub opens: Vec<InvoiceId>,
    /// Why.
    pub reason: String,
}
call!(ReversePayment => (); reads []; changes [Payments, Invoices, Customers]; Staff);

/// Spreads money over open invoices: what a person typed stays, the rest goes to the others in their order, `first` before them.
/// Without `others` only `first` gets of the rest.
#[must_use]
pub fn spread(
    amount: Rupiah,
    open: &[OpenInvoice],
    typed: &BTreeMap<InvoiceId, Rupiah>,
    first: Option<InvoiceId>,
    others: bool,
) -> Vec<Share> {
    let fixed: i128 = open
        .iter()
        .filter_map(|invoice| typed.get(&invoice.id))
        .map(|amount| i128::from(amount.0))
        .sum();
    let mut left = (i128::from(amount.0) - fixed).max(0);
    let mut shares = BTreeMap::new();
    let (ahead, behind): (Vec<_>, Vec<_>) =
        open.iter().partition(|invoice| Some(invoice.id) == first);
    for invoice in ahead.iter().chain(&behind) {
        let is_asked = others || Some(invoice.id) == first;
        let share = match typed.get(&invoice.id) {
            Some(amount) => *amount,
            None if is_asked => shown(left.min(i128::from(invoice.balance.0))),
            None => Rupiah::ZERO,
        };
        if !typed.contains_key(&invoice.id) {
            left -= i128::from(share.0);
        }
        shares.insert(invoice.id, share);
    }
    open.iter()
        .filter_map(|invoice| {
            let amount = *shares.get(&invoice.id)?;
            (amount != Rupiah::ZERO).then_some(Share {
                invoice: invoice.id,
                amount,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::NaiveDate;

    use super::{AMOUNT_MAX, OpenInvoice, Share, TakePayment, UseCredit, spread};
    use crate::{
        ids::{CustomerId, InvoiceId},
        money::Rupiah,
        problem::Problems,
        states::{InvoiceStatus, PaymentMethod},
    };

    fn open(id: i64, balance: i64) -> OpenInvoice {
        OpenInvoice {
            id: InvoiceId(id),
            number: format!("INV-{id}"),
            period: NaiveDate::default(),
            due_on: None,
            status: InvoiceStatus::Issued,
            total: Rupiah(balance),
            balance: Rupiah(balance),
        }
    }

    fn shares(of: &[(i64, i64)]) -> Vec<Share> {
        of.iter()
            .map(|(invoice, amount)| Share {
                invoice: InvoiceId(*invoice),
                amount: Rupiah(*amount),
            })
            .collect()
    }

    #[test]
    fn money_goes_to_the_oldest_first_and_what_is_typed_stays() {
        let open = [open(1, 100), open(2, 100), open(3, 50)];
        let none = BTreeMap::new();
        let all = |amount, typed: &BTreeMap<_, _>, first: Option<i64>, others| {
            spread(Rupiah(amount), &open, typed, first.map(InvoiceId), others)
        };
        assert_eq!(all(120, &none, None, true), shares(&[(1, 100), (2, 20)]));
        assert_eq!(
            all(999, &none, None, true),
            shares(&[(1, 100), (2, 100), (3, 50)])
        );
        assert_eq!(all(120, &none, Some(3), false), shares(&[(3, 50)]));
        assert_eq!(all(120, &none, Some(3), true), shares(&[(1, 70), (3, 50)]));
        let typed = BTreeMap::from([(InvoiceId(2), Rupiah(90)), (InvoiceId(1), Rupiah(0))]);
        assert_eq!(all(120, &typed, None, true), shares(&[(2, 90), (3, 30)]));
        assert_eq!(
            all(10, &typed, None, true),
            shares(&[(2, 90)]),
            "what was typed is refused where it is too much, not changed"
        );
        assert_eq!(all(0, &none, None, true), []);
    }

    #[test]
    fn hostile_amounts_are_told_at_their_field() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        let money = |amount, of: &[(i64, i64)]| TakePayment {
            customer: CustomerId(1),
            amount: Rupiah(amount),
            method: PaymentMethod::Cash,
            received_on: day,
            reference: String::new(),
            shares: shares(of),
        };
        let said = |problems: Problems, field: &str| problems.field(field)[0].code.clone();
        let refused = |amount, of: &[(i64, i64)], field: &str| {
            said(money(amount, of).check(day).unwrap_err(), field)
        };
        assert_eq!(refused(i64::MAX, &[], "amount"), "AMOUNT_TOO_LARGE");
        assert_eq!(refused(100, &[(1, 60), (2, 60)], "shares"), "SHARES_OVER");
        let huge = AMOUNT_MAX.0;
        assert_eq!(
            refused(100, &[(1, huge), (2, huge)], "shares"),
            "SHARES_OVER"
        );
        assert_eq!(
            refused(100, &[(1, i64::MAX)], "shares.1"),
            "AMOUNT_TOO_LARGE"
        );
        assert_eq!(refused(100, &[(1, -5)], "shares.1"), "AMOUNT_NEGATIVE");
        assert_eq!(refused(100, &[(1, 5), (1, 5)], "shares.1"), "SHARES_TWICE");
        let many: Vec<(i64, i64)> = (0..201).map(|id| (id, 1)).collect();
        assert_eq!(refused(1_000, &many, "shares"), "SHARES_COUNT");
        assert_eq!(
            money(100, &[(1, 60), (2, 40)]).check(day),
            Ok(String::new())
        );
        let nothing = UseCredit {
            customer: CustomerId(1),
            shares: Vec::new(),
        };
        assert_eq!(said(nothing.check().unwrap_err(), "shares"), "SHARES_NONE");
    }
}
