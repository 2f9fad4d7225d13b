//! SQL of putting right what stands about a customer.

use model::{
    customers::CheckedContact,
    ids::{ContactId, CustomerId},
    phone::Phone,
};
use sqlx::PgConnection;

use crate::error::{Error, LastChange, Result};

/// Takes the customer for this transaction if he still is as the person saw him.
pub async fn lock_at_version(db: &mut PgConnection, id: CustomerId, version: i32) -> Result<()> {
    let found = sqlx::query_scalar!(
        "select version from customers where id = $1 and deleted_at is null for no key update",
        id.0
    )
    .fetch_one(&mut *db)
    .await?;
    if found == version {
        return Ok(());
    }
    let mut found = last_changes(db, &[id.0]).await?;
    let last = found.pop().map(|(_, last)| last).ok_or(Error::NotFound)?;
    Err(Error::stale(last))
}

/// Who changed these customers last, and when; in no order.
pub async fn last_changes(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<(i64, LastChange)>> {
    let rows = sqlx::query!(
        r#"select c.id, to_char(c.updated_at at time zone app.business_zone(), 'DD-MM-YYYY HH24:MI') as "at!",
                  coalesce(app.who_changed('{customers,contacts,contact_identities}', array[c.id, c.contact_id, c.contact_id]), 'AGLIS') as "who!"
           from customers c where c.id = any ($1)"#,
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            (
                row.id,
                LastChange {
                    who: row.who,
                    at: row.at,
                },
            )
        })
        .collect())
}

/// Writes what was checked; answers the customer's contact. His name follows the contact's.
pub async fn change(
    db: &mut PgConnection,
    id: CustomerId,
    zone: i64,
    to: &CheckedContact,
) -> Result<ContactId> {
    // One row each, and none for whoever may not change it.
    let contact = sqlx::query_scalar!(
        "update customers set zone_id = $2 where id = $1 returning contact_id",
        id.0,
        zone
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or(Error::Forbidden(None))?;
    sqlx::query!(
        "update contacts set name = $2, phone = $3, other_phone = $4, email = $5 where id = $1",
        contact,
        to.name,
        to.phone.as_ref().map(Phone::e164),
        to.other_phone.as_ref().map(Phone::e164),
        to.email
    )
    .execute(db)
    .await?;
    Ok(ContactId(contact))
}

/// Writes over an identity number that nobody reads.
pub async fn correct_identity(db: &mut PgConnection, contact: ContactId, nik: &str) -> Result<()> {
    sqlx::query!("select app.correct_identity($1, null, $2)", contact.0, nik)
        .execute(db)
        .await?;
    Ok(())
}
