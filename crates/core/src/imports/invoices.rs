//! Rows that are invoices: what each row wants, compared with what is there, and the payments that settled them.
//!
//! An issued invoice is never rewritten: another amount or another customer under a known number is refused. What a later file may
//! bring is another due date while nothing is paid, and the day on which it was settled.

use chrono::{Datelike, NaiveDate};
use model::{problem::Problem, valid};
use serde::Serialize;
use sqlx::PgConnection;

use super::{
    customers::Options,
    invoice_store::{self as store, There},
    lookup::{Customer, Customers},
    map::Columns,
    read::{Row, Table},
    repair,
    rows::{Keyed, Refusal, at, keys, read_rows},
    tally::Tally,
};
use crate::error::Result;

/// A row's values.
#[derive(Clone, Debug, PartialEq)]
struct Wanted {
    external_id: String,
    customer: String,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    amount: i64,
    settled_on: Option<NaiveDate>,
}

impl Keyed for Wanted {
    fn key(&self) -> &str {
        &self.external_id
    }
}

/// An invoice to be written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NewInvoice {
    pub external_id: String,
    /// Given when it is written.
    pub number: String,
    pub customer_id: i64,
    pub zone_id: i64,
    pub period: NaiveDate,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub total: i64,
}

/// Another due date or day of issue.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MovedInvoice {
    pub external_id: String,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
}

/// The payment of what was open.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Settled {
    pub external_id: String,
    /// Given when it is written.
    pub number: String,
    pub customer_id: i64,
    pub zone_id: i64,
    pub amount: i64,
    pub day: NaiveDate,
}

/// What is to be written.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub created: Vec<NewInvoice>,
    pub moved: Vec<MovedInvoice>,
    pub settled: Vec<Settled>,
}

/// Decides what becomes of each row; changes nothing.
pub(crate) async fn decide(
    db: &mut PgConnection,
    table: &Table,
    columns: &Columns,
    options: Options,
) -> Result<(Tally, Work)> {
    let mut tally = Tally::default();
    let wanted = read_rows(table, &mut tally, |row, _| read_row(row, columns, options));
    let names = wanted.iter().map(|(_, values)| values.customer.as_str());
    let customers = Customers::named(db, names).await?;
    let there = store::invoices(db, &keys(&wanted)).await?;
    let mut work = Work::default();
    for (row, values) in wanted {
        let Customer {
            id: customer_id,
            zone_id,
        } = match customers.find(&values.customer) {
            Ok(customer) => customer,
            Err(problem) => {
                tally.refuse(row, Some("customer"), problem);
                continue;
            }
        };
        let open = match there.get(&values.external_id) {
            None => {
                tally.create(&values.customer, &values.external_id);
                work.created
                    .push(new_invoice(&values, customer_id, zone_id));
                values.amount
            }
            Some(before) => match compare(before, &values, customer_id) {
                Err((field, problem)) => {
                    tally.refuse(row, Some(field), problem);
                    continue;
                }
                Ok(moves) => {
                    let open = if before.has_payment || !before.payable {
                        0
                    } else {
                        before.total - before.paid
                    };
                    let settles = values.settled_on.is_some() && open > 0;
                    if moves {
                        let Wanted {
                            external_id,
                            issued_on,
                            due_on,
                            ..
                        } = &values;
                        work.moved.push(MovedInvoice {
                            external_id: external_id.clone(),
                            issued_on: *issued_on,
                            due_on: *due_on,
                        });
                    }
                    if moves || settles {
                        tally.updated += 1;
                    } else {
                        tally.unchanged += 1;
                    }
                    open
                }
            },
        };
        if let Some(day) = values.settled_on.filter(|_| open > 0) {
            work.settled.push(Settled {
                external_id: values.external_id,
                number: String::new(),
                customer_id,
                zone_id,
                amount: open,
                day,
            });
        }
    }
    Ok((tally, work))
}

fn read_row(
    row: &Row,
    columns: &Columns,
    options: Options,
) -> std::result::Result<Wanted, Refusal> {
    // Also where the day of payment is wanted: an error there must not make a paid invoice an open one.
    if let Some(error) = columns.errors(row).first() {
        return Err((error.field, error.problem()));
    }
    let text = |field| columns.value(row, field).unwrap_or_default();
    let day = |field| repair::day(text(field), options.dates).map_err(at(field));
    Ok(Wanted {
        external_id: valid::name(text("external_id")).map_err(at("external_id"))?,
        customer: valid::name(text("customer")).map_err(at("customer"))?,
        issued_on: day("issued_on")?,
        due_on: day("due_on")?,
        amount: repair::amount(text("amount"), options.per_unit)
            .map_err(at("amount"))?
            .0,
        settled_on: match columns.value(row, "settled_on") {
            Some(_) => Some(day("settled_on")?),
            None => None,
        },
    })
}

fn new_invoice(values: &Wanted, customer_id: i64, zone_id: i64) -> NewInvoice {
    NewInvoice {
        external_id: values.external_id.clone(),
        number: String::new(),
        customer_id,
        zone_id,
        period: values.issued_on.with_day(1).unwrap_or(values.issued_on),
        issued_on: values.issued_on,
        due_on: values.due_on,
        total: values.amount,
    }
}

/// Whether the days move, or why the row cannot be right.
fn compare(
    before: &There,
    values: &Wanted,
    customer_id: i64,
) -> std::result::Result<bool, Refusal> {
    if before.customer_id != customer_id {
        return Err((
            "customer",
            Problem::new("INVOICE_ISSUED").with("number", &before.number),
        ));
    }
    if before.total != values.amount {
        return Err((
            "amount",
            Problem::new("INVOICE_ISSUED").with("number", &before.number),
        ));
    }
    let moves = before.issued_on != Some(values.issued_on) || before.due_on != Some(values.due_on);
    if moves && (before.paid > 0 || !before.payable) {
        return Err((
            "issued_on",
            Problem::new("INVOICE_ISSUED").with("number", &before.number),
        ));
    }
    Ok(moves)
}
