//! Money that came in: the list, one payment, and what is done with it.

pub mod proofs;
pub mod statement;
pub mod take;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{CustomerId, InvoiceId, PaymentId},
    list::{ListQuery, Page},
    money::Rupiah,
    states::{InvoiceStatus, PaymentMethod, PaymentStatus},
};

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentRow {
    /// Record.
    pub id: PaymentId,
    /// `PAY-YYYYMM-NNNNN`.
    pub number: String,
    /// Where it stands.
    pub status: PaymentStatus,
    /// Customer's name.
    pub customer: String,
    /// `AGLS-12345`.
    pub customer_code: String,
    /// All of it.
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// When the money came.
    pub received_at: DateTime<Utc>,
    /// Bank's or customer's reference.
    pub reference: Option<String>,
    /// Who wrote it down; none for an import.
    pub recorded_by: Option<String>,
}

/// Lists payments. Columns: `number, status, customer, customer_code, customer_id, amount, method, received_at, reference, recorded_by`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListPayments {
    /// What to show.
    pub query: ListQuery,
}
call!(ListPayments => Page<PaymentRow>; reads [Payments, Customers]; changes []; Staff);

/// The part of a payment that went to one invoice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Allocation {
    /// Which invoice.
    pub invoice: InvoiceId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// First day of the month it is for.
    pub period: NaiveDate,
    /// Of the payment.
    pub amount: Rupiah,
}

/// Everything about one payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentDetail {
    /// Record.
    pub id: PaymentId,
    /// For the next change.
    pub version: i32,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub status: PaymentStatus,
    /// Why it was not accepted.
    pub reason: Option<String>,
    /// Customer: record, code, name.
    pub customer: (CustomerId, String, String),
    /// All of it.
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// When the money came.
    pub received_at: DateTime<Utc>,
    /// Bank's or customer's reference.
    pub reference: Option<String>,
    /// Who wrote it down; none for an import.
    pub recorded_by: Option<String>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it was taken back after it had been verified.
    pub reversed_at: Option<DateTime<Utc>>,
    /// By the invoices' months; what is left is the customer's credit.
    pub allocations: Vec<Allocation>,
}

/// Asks for one payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowPayment {
    /// Which.
    pub id: PaymentId,
}
call!(ShowPayment => PaymentDetail; reads [Payments, Invoices, Customers, Staff]; changes []; Staff);
