//! What is typed while money is recorded, and the request that it makes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::{
    format::parse_day,
    ids::{CustomerId, InvoiceId},
    money::Rupiah,
    payments::take::{OpenInvoice, OpenMoney, Share, TakePayment, share_field, spread},
    problem::{Problem, Problems},
    states::PaymentMethod,
};
use serde::{Deserialize, Serialize};

/// Where money goes that the invoice it came for does not need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rest {
    /// To the other open invoices, oldest first.
    Spread,
    /// Stays as credit.
    Keep,
}

/// What was typed; what was not touched follows the invoices and the calendar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Typed {
    /// From whom, where the form asks.
    pub customer: Option<CustomerId>,
    pub amount: Option<String>,
    pub method: PaymentMethod,
    pub day: Option<String>,
    pub reference: String,
    /// What the person gives to which invoice himself.
    pub shares: BTreeMap<InvoiceId, String>,
    /// Not asked yet, or not to be asked.
    pub rest: Option<Rest>,
}

impl Typed {
    /// Nothing typed.
    pub fn blank() -> Self {
        Self {
            customer: None,
            amount: None,
            method: PaymentMethod::BankTransfer,
            day: None,
            reference: String::new(),
            shares: BTreeMap::new(),
            rest: None,
        }
    }

    /// The amount as it stands in its field: what was typed, else what the invoice asks for.
    pub fn amount_shown(&self, first: Option<&OpenInvoice>) -> String {
        self.amount
            .clone()
            .unwrap_or_else(|| first.map_or_else(String::new, |invoice| invoice.balance.plain()))
    }

    /// The day as it stands in its field.
    pub fn day_shown(&self, today: NaiveDate) -> String {
        self.day.clone().unwrap_or_else(|| today.to_string())
    }

    /// Whether the person has to say where the rest goes: more came than the invoice asks for, and there are others.
    pub fn asks_rest(&self, money: &OpenMoney, first: Option<InvoiceId>) -> bool {
        let Some(invoice) = first.and_then(|id| find(money, id)) else {
            return false;
        };
        let amount = Rupiah::parse(&self.amount_shown(Some(invoice)));
        money.invoices.len() > 1 && amount.is_ok_and(|amount| amount > invoice.balance)
    }

    /// How the money is spread as it is typed now. What cannot be read counts as nothing.
    pub fn shares(&self, money: &OpenMoney, first: Option<InvoiceId>) -> Vec<Share> {
        let invoice = first.and_then(|id| find(money, id));
        let amount = Rupiah::parse(&self.amount_shown(invoice)).unwrap_or(Rupiah::ZERO);
        let others = match (invoice, self.rest) {
            (Some(_), Some(Rest::Spread)) | (None, _) => true,
            (Some(_), Some(Rest::Keep) | None) => false,
        };
        let (typed, _) = read_shares(&self.shares, &money.invoices);
        spread(amount, &money.invoices, &typed, first, others)
    }

    /// The request, or what is wrong where.
    pub fn request(
        &self,
        money: &OpenMoney,
        first: Option<InvoiceId>,
        today: NaiveDate,
    ) -> Result<TakePayment, Problems> {
        let (_, mut problems) = read_shares(&self.shares, &money.invoices);
        let invoice = first.and_then(|id| find(money, id));
        let amount = problems.check("amount", Rupiah::parse(&self.amount_shown(invoice)));
        let day = problems.check("received_on", parse_day(&self.day_shown(today)));
        if self.asks_rest(money, first) && self.rest.is_none() {
            problems.add("rest", Problem::new("CHOICE_REQUIRED"));
        }
        let (Some(amount), Some(received_on)) = (amount, day) else {
            return Err(problems);
        };
        let request = TakePayment {
            customer: money.customer.0,
            amount,
            method: self.method,
            received_on,
            reference: self.reference.clone(),
            shares: self.shares(money, first),
        };
        problems.into_result()?;
        request.check(today)?;
        Ok(request)
    }
}

fn find(money: &OpenMoney, id: InvoiceId) -> Option<&OpenInvoice> {
    money.invoices.iter().find(|invoice| invoice.id == id)
}

/// Amounts typed for invoices that are still open, and what is wrong with them. An emptied field is nothing for its invoice.
pub fn read_shares(
    typed: &BTreeMap<InvoiceId, String>,
    open: &[OpenInvoice],
) -> (BTreeMap<InvoiceId, Rupiah>, Problems) {
    let (mut read, mut problems) = (BTreeMap::new(), Problems::none());
    for invoice in open {
        let Some(text) = typed.get(&invoice.id) else {
            continue;
        };
        if text.trim().is_empty() {
            read.insert(invoice.id, Rupiah::ZERO);
            continue;
        }
        let field = share_field(invoice.id);
        let Some(amount) = problems.check(&field, Rupiah::parse(text)) else {
            continue;
        };
        if amount > invoice.balance {
            let problem = Problem::new("PAY_OVER")
                .with("balance", invoice.balance)
                .with("amount", amount);
            problems.add(&field, problem);
        }
        read.insert(invoice.id, amount);
    }
    (read, problems)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use model::{
        ids::{CustomerId, InvoiceId},
        money::Rupiah,
        payments::take::{OpenInvoice, OpenMoney, Share},
        states::InvoiceStatus,
    };

    use super::{Rest, Typed};

    fn owes(balances: &[i64]) -> OpenMoney {
        let invoices = balances.iter().zip(1..).map(|(balance, id)| OpenInvoice {
            id: InvoiceId(id),
            number: format!("INV-{id}"),
            period: NaiveDate::default(),
            due_on: None,
            status: InvoiceStatus::Issued,
            total: Rupiah(*balance),
            balance: Rupiah(*balance),
        });
        OpenMoney {
            customer: (CustomerId(7), "AGLS-10007".to_owned(), "Budi".to_owned()),
            credit: Rupiah::ZERO,
            invoices: invoices.collect(),
            outstanding: Rupiah(balances.iter().sum()),
        }
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()
    }

    fn given(shares: &[Share]) -> Vec<(i64, i64)> {
        shares
            .iter()
            .map(|share| (share.invoice.0, share.amount.0))
            .collect()
    }

    #[test]
    fn more_than_the_invoice_asks_for_is_asked_about_and_never_spread_unasked() {
        let (money, first) = (owes(&[100, 50]), Some(InvoiceId(2)));
        let mut typed = Typed::blank();
        let asked = typed.request(&money, first, today()).unwrap();
        assert_eq!(
            (asked.amount, given(&asked.shares)),
            (Rupiah(50), vec![(2, 50)])
        );
        typed.amount = Some("120".to_owned());
        assert!(typed.asks_rest(&money, first));
        let problems = typed.request(&money, first, today()).unwrap_err();
        assert_eq!(problems.field("rest")[0].code, "CHOICE_REQUIRED");
        assert_eq!(given(&typed.shares(&money, first)), [(2, 50)]);
        typed.rest = Some(Rest::Spread);
        let spread = typed.request(&money, first, today()).unwrap();
        assert_eq!(given(&spread.shares), [(1, 70), (2, 50)]);
        typed.rest = Some(Rest::Keep);
        let kept = typed.request(&money, first, today()).unwrap();
        assert_eq!(given(&kept.shares), [(2, 50)]);
        assert!(
            !typed.asks_rest(&owes(&[100]), Some(InvoiceId(1))),
            "there are no others"
        );
    }

    #[test]
    fn wrong_input_is_told_at_its_field_and_an_emptied_share_is_nothing() {
        let money = owes(&[100, 50]);
        let mut typed = Typed::blank();
        assert_eq!(
            typed
                .request(&money, None, today())
                .unwrap_err()
                .field("amount")[0]
                .code,
            "AMOUNT_FORMAT"
        );
        typed.amount = Some("120".to_owned());
        typed.shares.insert(InvoiceId(1), String::new());
        let asked = typed.request(&money, None, today()).unwrap();
        assert_eq!(given(&asked.shares), [(2, 50)], "the rest is credit");
        typed.shares.insert(InvoiceId(1), "1e3".to_owned());
        typed.shares.insert(InvoiceId(2), "51".to_owned());
        let problems = typed.request(&money, None, today()).unwrap_err();
        assert_eq!(problems.field("shares.1")[0].code, "AMOUNT_FORMAT");
        assert_eq!(problems.field("shares.2")[0].code, "PAY_OVER");
    }
}
