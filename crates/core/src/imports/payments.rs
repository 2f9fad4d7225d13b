//! Rows that are payments: what each row wants, compared with what is there.
//!
//! Money that came in once no longer changes by a file: another amount, payer, day or way under a known key is refused. A payment
//! that names an invoice pays that one, any other the oldest ones of its customer; what is left is his credit.

use chrono::{DateTime, NaiveDate, Utc};
use model::{
    problem::Problem,
    states::{PaymentMethod, PaymentStatus},
    valid,
};
use serde::Serialize;
use sqlx::PgConnection;

use super::{
    customers::Options,
    lookup::{Customer, Customers, Invoices},
    map::Columns,
    moment::{Moment, moment},
    payment_store::{self as store, There, kept_key},
    read::{Row, Table},
    repair,
    rows::{Keyed, Refusal, at, keys, read_rows, unknown},
    tally::Tally,
    words,
};
use crate::error::Result;

/// Longest reference.
const REFERENCE_MAX: usize = 200;

/// A row's values.
#[derive(Clone, Debug, PartialEq)]
struct Wanted {
    external_id: String,
    invoice: Option<String>,
    customer: Option<String>,
    amount: i64,
    method: PaymentMethod,
    status: PaymentStatus,
    received: Moment,
    received_at: DateTime<Utc>,
    reference: Option<String>,
}

impl Keyed for Wanted {
    fn key(&self) -> &str {
        &self.external_id
    }
}

/// A payment to be written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NewPayment {
    /// As it is kept.
    pub external_id: String,
    /// Given when it is written.
    pub number: String,
    pub customer_id: i64,
    pub zone_id: i64,
    /// The invoice it was meant for.
    pub invoice_id: Option<i64>,
    pub amount: i64,
    pub method: &'static str,
    pub status: &'static str,
    pub received_at: DateTime<Utc>,
    /// The business day of its number.
    #[serde(skip)]
    pub day: NaiveDate,
    pub reference: Option<String>,
}

/// What is to be written, the oldest money first.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub created: Vec<NewPayment>,
}

/// Decides what becomes of each row; changes nothing.
pub(crate) async fn decide(
    db: &mut PgConnection,
    table: &Table,
    columns: &Columns,
    options: Options,
) -> Result<(Tally, Work)> {
    let mut tally = Tally::default();
    let wanted = read_rows(table, &mut tally, |row, tally| {
        read_row(row, columns, options, tally)
    });
    let there = store::payments(db, &keys(&wanted)).await?;
    let named = |cell: fn(&Wanted) -> &Option<String>| {
        wanted
            .iter()
            .filter_map(move |(_, values)| cell(values).as_deref())
    };
    let customers = Customers::named(db, named(|values| &values.customer)).await?;
    let invoices = Invoices::named(db, named(|values| &values.invoice)).await?;
    let mut work = Work::default();
    let mut total = 0_i64;
    for (row, values) in wanted {
        let before = there.get(&values.external_id);
        let decided = payer(&values, &customers, &invoices, before.is_some())
            .and_then(|payer| compare(before, &values, payer.0, options).map(|()| payer));
        match decided {
            Err((field, problem)) => tally.refuse(row, Some(field), problem),
            Ok(_) if before.is_some() => tally.unchanged += 1,
            Ok((customer, invoice_id)) => {
                let Some(sum) = total.checked_add(values.amount) else {
                    tally.refuse(row, Some("amount"), Problem::new("AMOUNT_TOO_LARGE"));
                    continue;
                };
                total = sum;
                let payer = values.customer.as_ref().or(values.invoice.as_ref());
                tally.create(payer.map_or("", String::as_str), &values.external_id);
                work.created.push(NewPayment {
                    number: String::new(),
                    customer_id: customer.id,
                    zone_id: customer.zone_id,
                    invoice_id,
                    amount: values.amount,
                    method: values.method.name(),
                    status: values.status.name(),
                    received_at: values.received_at,
                    day: options.clock.day(values.received_at),
                    reference: values.reference,
                    external_id: kept_key(&values.external_id),
                });
            }
        }
    }
    tally.total = Some(total);
    work.created.sort_by_key(|payment| payment.received_at);
    Ok((tally, work))
}

/// Who paid, and for which invoice where the row names one. Whether that one takes money still does not matter to a payment that
/// is there already.
fn payer(
    values: &Wanted,
    customers: &Customers,
    invoices: &Invoices,
    is_there: bool,
) -> std::result::Result<(Customer, Option<i64>), Refusal> {
    let customer = match &values.customer {
        Some(cell) => Some(customers.find(cell).map_err(at("customer"))?),
        None => None,
    };
    let Some(cell) = &values.invoice else {
        let none = || ("customer", Problem::new("PAYER_REQUIRED"));
        return customer.map(|customer| (customer, None)).ok_or_else(none);
    };
    let invoice = invoices.find(cell).map_err(at("invoice"))?;
    let told = |code| {
        (
            "invoice",
            Problem::new(code).with("number", &invoice.number),
        )
    };
    if customer.is_some_and(|customer| customer.id != invoice.customer.id) {
        return Err(told("PAYER_OTHER"));
    }
    if !invoice.takes_money && !is_there {
        return Err(told("INVOICE_CLOSED"));
    }
    // Its money was counted when it came: the same money once more would become credit.
    if invoice.came_settled && !is_there {
        return Err(told("INVOICE_SETTLED"));
    }
    Ok((invoice.customer, Some(invoice.id)))
}

fn read_row(
    row: &Row,
    columns: &Columns,
    options: Options,
    tally: &mut Tally,
) -> std::result::Result<Wanted, Refusal> {
    // Money is taken as it stands or not at all, except for what is only said about it.
    let errors = columns.errors(row);
    let is_talk = |field: &str| matches!(field, "reference" | "note");
    if let Some(error) = errors.iter().find(|error| !is_talk(error.field)) {
        return Err((error.field, error.problem()));
    }
    let value = |field| columns.value(row, field);
    let text = value("amount").unwrap_or_default();
    let amount = repair::amount(text, options.per_unit)
        .map_err(at("amount"))?
        .0;
    if amount == 0 {
        return Err(("amount", Problem::new("AMOUNT_ZERO")));
    }
    let text = value("received_at").unwrap_or_default();
    let received = moment(text, options.dates, options.clock).map_err(at("received_at"))?;
    let received_at = received
        .until(options.now, None, options.clock)
        .map_err(at("received_at"))?;
    let said: Vec<&str> = ["reference", "note"]
        .into_iter()
        .filter_map(value)
        .collect();
    let reference = valid::text(&said.join(" · "), REFERENCE_MAX).map_err(at("reference"))?;
    // Keys are looked for as they were kept.
    let key = |field: &'static str| {
        value(field)
            .map(|text| valid::name(text).map_err(at(field)))
            .transpose()
    };
    let wanted = Wanted {
        external_id: valid::name(value("external_id").unwrap_or_default())
            .map_err(at("external_id"))?,
        invoice: key("invoice")?,
        customer: key("customer")?,
        amount,
        method: match value("method") {
            Some(text) => words::payment_method(text).ok_or_else(|| unknown("method", text))?,
            None => PaymentMethod::BankTransfer,
        },
        status: match value("status") {
            Some(text) => words::payment_status(text).ok_or_else(|| unknown("status", text))?,
            None => PaymentStatus::Verified,
        },
        received,
        received_at,
        reference: (!reference.is_empty()).then_some(reference),
    };
    for error in errors {
        tally.repair(row, error.field, error.shown, "");
    }
    Ok(wanted)
}

/// Refuses a row that says something else about money that is there already.
fn compare(
    before: Option<&There>,
    values: &Wanted,
    payer: Customer,
    options: Options,
) -> std::result::Result<(), Refusal> {
    let Some(before) = before else { return Ok(()) };
    let other = if before.amount != values.amount {
        "amount"
    } else if before.customer_id != payer.id {
        "customer"
    } else if options.clock.day(before.received_at) != options.clock.day(values.received.at) {
        "received_at"
    } else if before.method != values.method.name() {
        "method"
    } else {
        return stands(before, values);
    };
    Err((
        other,
        Problem::new("PAYMENT_KEPT").with("number", &before.number),
    ))
}

/// Refuses a row that takes for good what does not count here.
fn stands(before: &There, values: &Wanted) -> std::result::Result<(), Refusal> {
    let code = match (PaymentStatus::from_name(&before.status), values.status) {
        (Some(PaymentStatus::Pending), PaymentStatus::Verified) => "PAYMENT_WAITS",
        (Some(PaymentStatus::Rejected), PaymentStatus::Verified) => "PAYMENT_REJECTED",
        _ => return Ok(()),
    };
    Err(("status", Problem::new(code).with("number", &before.number)))
}
