//! Writing on a customer's page.

use model::{
    customers::TagCount,
    ids::{ContactId, CustomerId},
};
use sqlx::PgConnection;

use crate::error::{Error, Result};

/// Puts tags on a customer and takes others off; answers all there are then.
pub async fn tag(
    db: &mut PgConnection,
    customer: CustomerId,
    add: &[String],
    remove: &[String],
) -> Result<Vec<String>> {
    let mut tagged = tag_all(db, &[customer.0], add, remove).await?;
    tagged.pop().ok_or(Error::NotFound)
}

/// Puts tags on customers and takes others off; answers all there are then of each, in no order. The new ones come last, and the same
/// tag in other letters is the same.
pub async fn tag_all(
    db: &mut PgConnection,
    customers: &[i64],
    add: &[String],
    remove: &[String],
) -> Result<Vec<Vec<String>>> {
    // In one expression over the row itself: two people who tag at the same moment both find theirs.
    Ok(sqlx::query_scalar!(
        "update customers c set tags = array(
           select k.tag from (select distinct on (lower(u.tag)) u.tag, u.place from unnest(c.tags || $2::text[]) with ordinality u (tag, place)
                              where lower(u.tag) <> all (select lower(r) from unnest($3::text[]) r) order by lower(u.tag), u.place) k order by k.place)
         where c.id = any ($1) and c.deleted_at is null returning c.tags",
        customers,
        add,
        remove
    )
    .fetch_all(db)
    .await?)
}

/// Tags in use, the most used first.
pub async fn list_tags(db: &mut PgConnection) -> Result<Vec<TagCount>> {
    Ok(sqlx::query_as!(
        TagCount,
        r#"select mode() within group (order by t) as "tag!", count(*) as "customers!"
           from customers c, unnest(c.tags) t where c.tags <> '{}' and c.deleted_at is null group by lower(t) order by 2 desc, 1 limit 200"#
    )
    .fetch_all(db)
    .await?)
}

/// Adds a note of the caller.
pub async fn note(db: &mut PgConnection, customer: CustomerId, body: &str) -> Result<()> {
    sqlx::query_scalar!(
        "insert into customer_notes (customer_id, body) select c.id, $2 from customers c where c.id = $1 and c.deleted_at is null returning id",
        customer.0,
        body
    )
    .fetch_optional(db)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(())
}

/// Puts the look into the trail; answers what the second step wants.
pub async fn ask_identity(db: &mut PgConnection, contact: ContactId, reason: &str) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select app.ask_identity($1, $2) as "ask!""#,
        contact.0,
        reason
    )
    .fetch_one(db)
    .await?)
}

/// The number that was asked for in an earlier transaction.
pub async fn reveal_identity(db: &mut PgConnection, ask: i64) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select app.reveal_identity($1)", ask)
        .fetch_one(db)
        .await?)
}
