//! What stands on an invoice, as the customer reads it.
//!
//! Plain data, filled by the use case that reads the invoice. Amounts are whole rupiah and already add up; days are
//! business days.

use chrono::NaiveDate;
use model::{
    money::Rupiah,
    qris::Qris,
    states::{InvoiceStatus, PaymentMethod},
    text::Locale,
};

use super::logo::Logo;

/// What the invoice is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The first invoice of a new service.
    First,
    /// The regular monthly bill.
    #[default]
    Monthly,
    /// Anything else, written by hand.
    Manual,
}

impl Kind {
    /// The kind a record names: `first`, `monthly`; every other name is [`Kind::Manual`].
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "first" => Kind::First,
            "monthly" => Kind::Monthly,
            _ => Kind::Manual,
        }
    }
}

/// The company that bills. Empty texts are left off.
#[derive(Clone, Debug, Default)]
pub struct Company {
    /// Name as registered.
    pub name: String,
    /// Postal address; line breaks are kept.
    pub address: String,
    /// NPWP as it should be printed.
    pub tax_number: String,
    /// Phone for questions about the bill.
    pub phone: String,
    /// E-mail for questions about the bill.
    pub email: String,
    /// The logo; without one the initials of the name are drawn.
    pub logo: Option<Logo>,
}

/// Who is billed. Empty texts are left off.
#[derive(Clone, Debug, Default)]
pub struct BilledCustomer {
    /// Full name.
    pub name: String,
    /// Customer number.
    pub number: String,
    /// Billing address; line breaks are kept.
    pub address: String,
    /// Phone as it should be printed.
    pub phone: String,
    /// NPWP of a business customer.
    pub tax_number: String,
}

/// The service the invoice is about. Empty texts are left off.
#[derive(Clone, Debug, Default)]
pub struct BilledService {
    /// Service number.
    pub number: String,
    /// Package name, with its speed.
    pub package: String,
    /// Where it is installed, when that is not the billing address.
    pub address: String,
}

/// First and last day that is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
}

/// One line of the table.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What it is.
    pub description: String,
    /// Smaller text below it; may be empty.
    pub detail: String,
    /// How many.
    pub quantity: i32,
    /// Price of one.
    pub unit_price: Rupiah,
    /// What the line costs; negative for a reduction.
    pub amount: Rupiah,
}

/// PPN on the invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tax {
    /// DPP, the amount the rate applies to.
    pub base: Rupiah,
    /// Percent as text, `12` or `1.1`.
    pub rate: String,
    /// The part of the price that is the base, `(11, 12)` for *DPP nilai lain*; `(1, 1)` for the whole price.
    pub base_fraction: (u32, u32),
    /// The tax.
    pub amount: Rupiah,
}

/// An account the customer can transfer to.
#[derive(Clone, Debug, Default)]
pub struct BankAccount {
    /// Bank, as people call it.
    pub bank: String,
    /// Account number.
    pub number: String,
    /// Holder.
    pub holder: String,
}

/// How the customer can pay; printed while the invoice is open.
#[derive(Clone, Debug, Default)]
pub struct WaysToPay {
    /// Accounts for a transfer, in the order of preference; may be empty.
    pub accounts: Vec<BankAccount>,
    /// Rupiah added to a transfer so that it is recognised; the amount to transfer is the balance plus this.
    pub unique_code: Option<u32>,
    /// The QRIS code, drawn as it is; one with the amount in it saves the customer the typing.
    pub qris: Option<Qris>,
}

/// A verified payment of this invoice.
#[derive(Clone, Debug)]
pub struct ReceivedPayment {
    /// Business day it was received.
    pub received_on: NaiveDate,
    /// How.
    pub method: PaymentMethod,
    /// Receipt or bank reference; may be empty.
    pub reference: String,
    /// The part that counts for this invoice.
    pub amount: Rupiah,
}

/// An invoice as it is printed.
#[derive(Clone, Debug)]
pub struct InvoiceDocument {
    /// Language of the words; Indonesian unless the customer asked otherwise.
    pub locale: Locale,
    /// Who bills.
    pub company: Company,
    /// Number, `INV-202511-00042`.
    pub number: String,
    /// What it is for.
    pub kind: Kind,
    /// Where it stands; decides the label, the stamp, the watermark and whether the ways to pay are printed.
    pub status: InvoiceStatus,
    /// Day of issue; a draft has none.
    pub issued_on: Option<NaiveDate>,
    /// Last day to pay; a draft has none.
    pub due_on: Option<NaiveDate>,
    /// Days billed, when the invoice is for a time.
    pub period: Option<Period>,
    /// Day the last payment came in, of an invoice paid in full.
    pub paid_on: Option<NaiveDate>,
    /// Who is billed.
    pub customer: BilledCustomer,
    /// What is billed for; absent when the invoice is about no single service.
    pub service: Option<BilledService>,
    /// Lines in printing order.
    pub lines: Vec<Line>,
    /// Sum of the lines.
    pub subtotal: Rupiah,
    /// Discount on the whole, as a positive amount; left off when zero.
    pub discount: Rupiah,
    /// What the discount is made up of, as positive amounts; empty where nobody wrote it down.
    pub discounts: Vec<(String, Rupiah)>,
    /// PPN; absent for a company that does not charge it.
    pub tax: Option<Tax>,
    /// Whether the lines already contain the PPN; only changes the words beside it.
    pub tax_included: bool,
    /// What the invoice asks for.
    pub total: Rupiah,
    /// What came in so far.
    pub paid: Rupiah,
    /// What is left to pay.
    pub balance: Rupiah,
    /// How it can be paid.
    pub ways_to_pay: WaysToPay,
    /// Payments that came in, oldest first.
    pub payments: Vec<ReceivedPayment>,
    /// A sentence of the company at the end; may be empty.
    pub note: String,
}

impl InvoiceDocument {
    /// An issued invoice that says nothing yet but its number; the rest is filled in with `..`.
    #[must_use]
    pub fn new(number: &str) -> Self {
        Self {
            locale: Locale::default(),
            company: Company::default(),
            number: number.to_owned(),
            kind: Kind::default(),
            status: InvoiceStatus::Issued,
            issued_on: None,
            due_on: None,
            period: None,
            paid_on: None,
            customer: BilledCustomer::default(),
            service: None,
            lines: Vec::new(),
            subtotal: Rupiah::ZERO,
            discount: Rupiah::ZERO,
            discounts: Vec::new(),
            tax: None,
            tax_included: false,
            total: Rupiah::ZERO,
            paid: Rupiah::ZERO,
            balance: Rupiah::ZERO,
            ways_to_pay: WaysToPay::default(),
            payments: Vec::new(),
            note: String::new(),
        }
    }
}
