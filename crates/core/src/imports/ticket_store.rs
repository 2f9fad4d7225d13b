//! SQL of taking tickets over.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, types::Json};

use super::{
    store::numbers,
    tickets::{ChangedTicket, NewTicket},
};
use crate::error::Result;

/// What tickets of a category usually are.
#[derive(Debug)]
pub(crate) struct Usual {
    /// Kind of work; none when it can be any.
    pub kind: Option<String>,
    /// How urgent.
    pub priority: String,
}

/// What rows are compared with.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    /// Codes by lower-case code and name in both languages.
    categories: HashMap<String, String>,
    usual: HashMap<String, Usual>,
    /// Technicians by lower-case login and name; none where two have the name.
    technicians: HashMap<String, Option<i64>>,
}

impl Surroundings {
    /// The code of the category a word means.
    pub(crate) fn category(&self, text: &str) -> Option<String> {
        self.categories.get(&text.to_lowercase()).cloned()
    }

    /// What its tickets usually are.
    pub(crate) fn usual(&self, code: &str) -> Option<&Usual> {
        self.usual.get(code)
    }

    /// Who is meant by a login or a name.
    pub(crate) fn technician(&self, text: &str) -> Option<i64> {
        self.technicians
            .get(&text.to_lowercase())
            .copied()
            .flatten()
    }
}

/// Categories and technicians.
pub(crate) async fn surroundings(db: &mut PgConnection) -> Result<Surroundings> {
    let mut around = Surroundings::default();
    let categories = sqlx::query!(
        "select code, text_id, text_en, kind, priority from ticket_categories order by active, position desc, code"
    )
    .fetch_all(&mut *db)
    .await?;
    // Those that are offered first come last, and win a name that two have.
    for row in categories {
        for word in [&row.text_id, &row.text_en, &row.code] {
            around
                .categories
                .insert(word.to_lowercase(), row.code.clone());
        }
        let usual = Usual {
            kind: row.kind,
            priority: row.priority,
        };
        around.usual.insert(row.code, usual);
    }
    let people = sqlx::query!(
        r#"select id, username, name from staff where active and role = 'technician' order by id"#
    )
    .fetch_all(db)
    .await?;
    for row in &people {
        let name = row.name.to_lowercase();
        let is_taken = around.technicians.contains_key(&name);
        around
            .technicians
            .insert(name, (!is_taken).then_some(row.id));
    }
    // A login is one person's alone.
    for row in people {
        around
            .technicians
            .insert(row.username.to_lowercase(), Some(row.id));
    }
    Ok(around)
}

/// A ticket that came with an earlier file.
#[derive(Debug)]
pub(crate) struct There {
    pub number: String,
    pub customer_id: Option<i64>,
    pub service_id: Option<i64>,
    pub status: String,
    pub description: String,
    pub opened_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    /// Somebody finished it here.
    pub completed: bool,
    /// Somebody closed it into another one.
    pub merged: bool,
}

/// Holds the tickets of these external ids until the end of the transaction.
pub(crate) async fn lock(db: &mut PgConnection, ids: &[String]) -> Result<()> {
    sqlx::query!(
        "select id from tickets where external_id in (select unnest($1::text[])) order by id for no key update",
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// Tickets by external id.
pub(crate) async fn tickets(
    db: &mut PgConnection,
    ids: &[String],
) -> Result<HashMap<String, There>> {
    let rows = sqlx::query!(
        r#"select external_id as "external_id!", number, customer_id, service_id, status, description, created_at, closed_at,
                  completed_at is not null as "completed!", merged_into is not null as "merged!"
           from tickets where external_id in (select unnest($1::text[]))"#,
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let there = There {
                number: row.number,
                customer_id: row.customer_id,
                service_id: row.service_id,
                status: row.status,
                description: row.description,
                opened_at: row.created_at,
                closed_at: row.closed_at,
                completed: row.completed,
                merged: row.merged,
            };
            (row.external_id, there)
        })
        .collect())
}

/// Connections by customer and the key they had in the other system.
pub(crate) async fn services(
    db: &mut PgConnection,
    keys: &[String],
) -> Result<HashMap<(i64, String), i64>> {
    let rows = sqlx::query!(
        r#"select customer_id, external_id as "external_id!", id from services where external_id in (select unnest($1::text[]))"#,
        keys
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ((row.customer_id, row.external_id), row.id))
        .collect())
}

/// Writes new tickets, with the numbers of the months they were opened in.
pub(crate) async fn add(db: &mut PgConnection, tickets: &mut [NewTicket]) -> Result<()> {
    let days: Vec<NaiveDate> = tickets.iter().map(|ticket| ticket.day).collect();
    let given = numbers(db, "TKT", &days).await?;
    for (place, (ticket, number)) in tickets.iter_mut().zip(given).enumerate() {
        ticket.number = number;
        ticket.ord = (place + 1).cast_signed() as i64;
    }
    sqlx::query_scalar!("select app.import_tickets($1)", Json(&*tickets) as _)
        .fetch_one(db)
        .await?;
    Ok(())
}

/// Writes what a later file says.
pub(crate) async fn change(db: &mut PgConnection, tickets: &[ChangedTicket]) -> Result<()> {
    sqlx::query!("select app.change_imported_tickets($1)", Json(tickets) as _)
        .execute(db)
        .await?;
    Ok(())
}
