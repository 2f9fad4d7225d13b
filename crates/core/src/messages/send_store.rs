//! SQL of writing messages.

use std::collections::HashMap;

use model::{
    ids::{CustomerId, MessageId, TicketId},
    text::Locale,
};
use serde_json::Value;
use sqlx::PgConnection;

use super::Fate;
use crate::error::{Error, Result};

/// Whether there is a way out for messages.
pub async fn has_gateway(db: &mut PgConnection) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select app.has_gateway() as "has!""#)
        .fetch_one(db)
        .await?)
}

/// A text that counts.
pub struct Text {
    /// Which message.
    pub name: String,
    /// In which language.
    pub locale: Locale,
    /// Counts from 1.
    pub version: i32,
    /// The text with its place-holders.
    pub body: String,
}

/// The texts of these names that count, in both languages.
pub async fn texts(db: &mut PgConnection, names: &[&str]) -> Result<Vec<Text>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let rows = sqlx::query!(
        r#"select name as "name!", language as "language!", version as "version!", body as "body!" from app.message_texts($1)"#,
        &names
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Text {
                locale: locale(&row.language)?,
                name: row.name,
                version: row.version,
                body: row.body,
            })
        })
        .collect()
}

/// In which language each of these colleagues is written to.
pub async fn languages(db: &mut PgConnection, staff: &[i64]) -> Result<HashMap<i64, Locale>> {
    if staff.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        r#"select id as "id!", locale as "locale!" from app.staff_languages($1)"#,
        staff
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| Ok((row.id, locale(&row.locale)?)))
        .collect()
}

fn locale(code: &str) -> Result<Locale> {
    code.parse()
        .map_err(|_| Error::Internal(format!("unknown language {code}")))
}

/// Hands messages to the queue; answers what became of each, in their order.
pub async fn queue(db: &mut PgConnection, messages: Value) -> Result<Vec<Fate>> {
    let rows = sqlx::query!(
        r#"select id, status as "status!" from app.send_messages($1) order by place"#,
        messages
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| match (row.status.as_str(), row.id.map(MessageId)) {
            ("queued", Some(id)) => Ok(Fate::Queued(id)),
            ("opted_out", Some(id)) => Ok(Fate::OptedOut(id)),
            ("no_phone", _) => Ok(Fate::NoPhone),
            ("twice", _) => Ok(Fate::Twice),
            ("no_gateway", _) => Ok(Fate::NoGateway),
            ("silent", _) => Ok(Fate::Silent),
            (other, _) => Err(Error::Internal(format!("unknown fate {other}"))),
        })
        .collect()
}

/// An invoice as far as sending it asks.
pub struct Due {
    /// Which.
    pub id: i64,
    /// For people.
    pub number: String,
    /// State.
    pub status: String,
    /// Whose.
    pub customer: i64,
    /// The last reminder that went out, by hand or by itself; 0 for none.
    pub reminders: i64,
}

/// Reads them, in the order of their ids.
pub async fn dues(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<Due>> {
    Ok(sqlx::query_as!(
        Due,
        r#"select i.id, i.number, i.status, i.customer_id as customer,
                  (select coalesce(max(substring(m.dedupe_key from '[0-9]+$')::bigint), 0) from messages m
                   where m.invoice_id = i.id and m.dedupe_key like 'invoice:' || i.id || ':reminder:%') as "reminders!"
           from invoices i where i.id = any ($1) order by i.id"#,
        ids
    )
    .fetch_all(db)
    .await?)
}

/// The customer of a ticket that the caller may see.
pub async fn customer_of(db: &mut PgConnection, id: TicketId) -> Result<Option<CustomerId>> {
    let customer = sqlx::query_scalar!("select customer_id from tickets where id = $1", id.0)
        .fetch_one(db)
        .await?;
    Ok(customer.map(CustomerId))
}
