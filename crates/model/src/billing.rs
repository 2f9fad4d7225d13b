//! Invoices and payments.

pub mod rule;
#[cfg(test)]
mod rule_tests;
pub mod run;
pub mod standing;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    audit::TimelineEntry,
    call,
    ids::{CustomerId, InvoiceId, PaymentId, ServiceId},
    list::{ListQuery, Page},
    money::Rupiah,
    states::{InvoiceStatus, PaymentMethod, PaymentStatus},
};

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceRow {
    /// Record.
    pub id: InvoiceId,
    /// `INV-YYYYMM-NNNNN`.
    pub number: String,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Customer's name.
    pub customer: String,
    /// `AGLS-12345`.
    pub customer_code: String,
    /// First day of the month it is for.
    pub period: NaiveDate,
    /// Business day.
    pub issued_on: Option<NaiveDate>,
    /// Business day.
    pub due_on: Option<NaiveDate>,
    /// Tax included.
    pub total: Rupiah,
    /// Of it paid.
    pub paid: Rupiah,
}

/// Lists invoices. Columns: `number, status, customer, customer_code, customer_id, period, issued_on, due_on, total, paid, balance`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListInvoices {
    /// What to show.
    pub query: ListQuery,
}
call!(ListInvoices => Page<InvoiceRow>; reads [Invoices, Payments]; changes []; Staff);

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// What.
    pub description: String,
    /// How many.
    pub quantity: i32,
    /// Rupiah each, as priced.
    pub unit_price: Rupiah,
    /// Rupiah for the line, as priced.
    pub amount: Rupiah,
}

/// A payment towards an invoice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoicePayment {
    /// Record.
    pub id: PaymentId,
    /// `PAY-YYYYMM-NNNNN`.
    pub number: String,
    /// How.
    pub method: PaymentMethod,
    /// Where it stands.
    pub status: PaymentStatus,
    /// When the money came.
    pub received_at: DateTime<Utc>,
    /// Of it for this invoice.
    pub amount: Rupiah,
    /// Bank's or customer's reference.
    pub reference: Option<String>,
}

/// Everything about one invoice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceDetail {
    /// Record.
    pub id: InvoiceId,
    /// For the next change.
    pub version: i32,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// `first`, `monthly` or `manual`.
    pub kind: String,
    /// Customer.
    pub customer: (CustomerId, String, String),
    /// Service.
    pub service: Option<(ServiceId, String)>,
    /// First day of the month it is for.
    pub period: NaiveDate,
    /// Business day.
    pub issued_on: Option<NaiveDate>,
    /// Business day.
    pub due_on: Option<NaiveDate>,
    /// In their order.
    pub lines: Vec<InvoiceLine>,
    /// Sum of the lines.
    pub subtotal: Rupiah,
    /// Taken off the sum.
    pub discount: Rupiah,
    /// What that is made up of; none where nobody wrote it down.
    pub discounts: Vec<(String, Rupiah)>,
    /// Tax base (DPP), after the base fraction.
    pub dpp: Rupiah,
    /// Percent, as text (`12`).
    pub tax_rate: String,
    /// The lines hold the tax, so that it is a part of the total.
    pub tax_included: bool,
    /// Value added tax.
    pub ppn: Rupiah,
    /// To pay.
    pub total: Rupiah,
    /// Of it paid.
    pub paid: Rupiah,
    /// Why it was withdrawn.
    pub void_reason: Option<String>,
    /// Oldest first.
    pub payments: Vec<InvoicePayment>,
    /// Newest first.
    pub timeline: Vec<TimelineEntry>,
}

/// Asks for one invoice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowInvoice {
    /// Which.
    pub id: InvoiceId,
}
call!(ShowInvoice => InvoiceDetail; reads [Invoices, Payments, Customers]; changes []; Staff);

/// Records money that came in for an invoice. More than the balance is refused with `PAY_OVER`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordPayment {
    /// For which invoice.
    pub invoice: InvoiceId,
    /// Whole rupiah, more than zero.
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// Business day; not in the future.
    pub received_on: NaiveDate,
    /// Bank's or customer's reference; may be empty.
    pub reference: String,
}
call!(RecordPayment => Paid; reads []; changes [Payments, Invoices, Customers]; Staff);

/// What a payment did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// Record.
    pub payment: PaymentId,
    /// Its number.
    pub number: String,
    /// Where the invoice stands now.
    pub status: InvoiceStatus,
    /// Still to pay.
    pub balance: Rupiah,
}

/// Does what the day brings: open invoices whose due day is over become overdue, and packages and prices planned for today hold.
///
/// As of this moment and at most 2,000 of each at once; asked by the desktop until nothing changes, and not by a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkOverdue {}
call!(MarkOverdue => MarkedOverdue; reads []; changes [Invoices, Services, Customers]; Staff);

/// What a look at the due days did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedOverdue {
    /// Invoices that became overdue, or are no longer because they are due later now.
    pub changed: i64,
}

/// Withdraws an invoice that has no payment. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoidInvoice {
    /// Which.
    pub id: InvoiceId,
    /// Version the person saw.
    pub version: i32,
    /// Why.
    pub reason: String,
}
call!(VoidInvoice => (); reads []; changes [Invoices]; Staff);
