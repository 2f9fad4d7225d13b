//! Rows that are tickets: what each row wants, compared with what is there.
//!
//! A ticket comes in as the other system left it, and work on it goes on here: a later file may bring other words and say that it
//! is over, but it takes back no step that was made here, and gives it to nobody else.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use model::{problem::Problem, states::TicketStatus};
use serde::Serialize;
use sqlx::PgConnection;

use super::{
    customers::{Options, Purpose},
    lookup::{Customer, Customers},
    map::Columns,
    read::Table,
    rows::{Refusal, at, keys, read_rows, unknown},
    tally::Tally,
    ticket_rows::{Wanted, read_row},
    ticket_store::{self as store, Surroundings, There},
};
use crate::error::Result;

/// A ticket to be written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NewTicket {
    /// Its place among those written with it, from one.
    pub ord: i64,
    pub external_id: String,
    /// Given when it is written.
    pub number: String,
    pub kind: String,
    pub category: String,
    pub priority: String,
    pub status: &'static str,
    pub customer_id: i64,
    pub service_id: Option<i64>,
    pub lead_id: Option<i64>,
    pub description: String,
    pub opened_at: DateTime<Utc>,
    /// The business day of its number.
    #[serde(skip)]
    pub day: NaiveDate,
    pub closed_at: Option<DateTime<Utc>>,
}

/// What a later file says about a ticket.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ChangedTicket {
    pub external_id: String,
    pub description: String,
    /// `closed` or `cancelled` when it ends with this file.
    pub status: Option<&'static str>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// What is to be written.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub created: Vec<NewTicket>,
    pub changed: Vec<ChangedTicket>,
}

/// Decides what becomes of each row; changes nothing, but holds the tickets that are going to be written.
pub(crate) async fn decide(
    db: &mut PgConnection,
    table: &Table,
    columns: &Columns,
    options: Options,
) -> Result<(Tally, Work)> {
    let around = store::surroundings(db).await?;
    let mut tally = Tally::default();
    let wanted = read_rows(table, &mut tally, |row, tally| {
        read_row(row, columns, options, &around, tally)
    });
    let ids = keys(&wanted);
    if options.purpose == Purpose::Write {
        store::lock(db, &ids).await?;
    }
    let there = store::tickets(db, &ids).await?;
    let names = wanted.iter().map(|(_, values)| values.customer.as_str());
    let customers = Customers::named(db, names).await?;
    let services: Vec<String> = (wanted.iter())
        .filter_map(|(_, values)| values.service.clone())
        .collect();
    let services = store::services(db, &services).await?;
    let mut work = Work::default();
    for (row, values) in wanted {
        let before = there.get(&values.external_id);
        let decided = whose(&values, &customers, &services).and_then(|(customer, service)| {
            before
                .map_or(Ok(None), |before| {
                    compare(before, &values, customer, service, options).map(Some)
                })
                .map(|change| (customer, service, change))
        });
        match decided {
            Err((field, problem)) => tally.refuse(row, Some(field), problem),
            Ok((customer, service, None)) => {
                tally.create(&values.customer, &values.external_id);
                work.created
                    .push(new_ticket(values, customer, service, &around, options));
            }
            Ok((.., Some(None))) => tally.unchanged += 1,
            Ok((.., Some(Some(change)))) => {
                tally.updated += 1;
                work.changed.push(change);
            }
        }
    }
    // So that the numbers of a month follow the order in which the tickets were opened.
    work.created.sort_by_key(|ticket| ticket.opened_at);
    Ok((tally, work))
}

/// The customer of a row, and his connection where it names one.
fn whose(
    values: &Wanted,
    customers: &Customers,
    services: &HashMap<(i64, String), i64>,
) -> std::result::Result<(Customer, Option<i64>), Refusal> {
    let customer = customers.find(&values.customer).map_err(at("customer"))?;
    let service = match &values.service {
        None => None,
        Some(name) => Some(
            *services
                .get(&(customer.id, name.clone()))
                .ok_or_else(|| unknown("service", name))?,
        ),
    };
    Ok((customer, service))
}

fn new_ticket(
    values: Wanted,
    customer: Customer,
    service: Option<i64>,
    around: &Surroundings,
    options: Options,
) -> NewTicket {
    let usual = values.category.as_ref().and_then(|code| around.usual(code));
    NewTicket {
        ord: 0,
        external_id: values.external_id,
        number: String::new(),
        kind: values
            .kind
            .or(usual.and_then(|usual| usual.kind.as_deref()))
            .unwrap_or("repair")
            .to_owned(),
        priority: values
            .priority
            .or(usual.map(|usual| usual.priority.as_str()))
            .unwrap_or("normal")
            .to_owned(),
        category: values.category.unwrap_or_default(),
        status: values.status.name(),
        customer_id: customer.id,
        service_id: service,
        lead_id: values.lead,
        description: values.description.unwrap_or_default(),
        opened_at: values.opened_at,
        day: options.clock.day(values.opened_at),
        closed_at: values.closed_at,
    }
}

/// What changes; none when the ticket is as the file says, or why the row cannot be right.
fn compare(
    before: &There,
    values: &Wanted,
    customer: Customer,
    service: Option<i64>,
    options: Options,
) -> std::result::Result<Option<ChangedTicket>, Refusal> {
    let kept = |field| {
        (
            field,
            Problem::new("TICKET_KEPT").with("number", &before.number),
        )
    };
    if before.customer_id != Some(customer.id) {
        return Err(kept("customer"));
    }
    if service.is_some() && before.service_id != service {
        return Err(kept("service"));
    }
    if !values.opened.is(before.opened_at, options.clock) {
        return Err(kept("opened_at"));
    }
    let is_over = |status: &str| matches!(status, "closed" | "cancelled");
    let ends = !is_over(&before.status)
        && is_over(values.status.name())
        // What was finished here is confirmed, not called off.
        && (values.status == TicketStatus::Closed || before.status != "completed");
    // Only where a file brought that time as well.
    let time_is_ours = before.completed || before.merged;
    let closes = values.closed.filter(|closed| {
        values.status == TicketStatus::Closed
            && !time_is_ours
            && (ends || before.status == "closed")
            && before
                .closed_at
                .is_none_or(|at| !closed.is(at, options.clock))
    });
    let change = ChangedTicket {
        external_id: values.external_id.clone(),
        description: values
            .description
            .clone()
            .unwrap_or_else(|| before.description.clone()),
        status: ends.then_some(values.status.name()),
        closed_at: closes.and(values.closed_at),
    };
    let is_same = change.status.is_none()
        && change.closed_at.is_none()
        && change.description == before.description;
    Ok((!is_same).then_some(change))
}
