//! SQL of finding the records that the cells of a file mean.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::lookup::{Customer, Invoice};
use crate::error::Result;

/// Keeps every look-up of this transaction away from the indexes of the search, which serve nothing but bitmaps.
///
/// Wherever the planner goes key by key it takes the trigrams for the cheapest way, which they are not. It does so for a few keys,
/// and for any number once a connection asked five times, because it plans without them then: a thousand customers took thirteen
/// seconds. The unique indexes need no bitmaps.
pub(crate) async fn look_up_exactly(db: &mut PgConnection) -> Result<()> {
    sqlx::query("set local enable_bitmapscan = off")
        .execute(db)
        .await?;
    Ok(())
}

/// Customers by our code and by the key they had in the other system; those who were deleted are not meant.
pub(crate) async fn customers(
    db: &mut PgConnection,
    keys: &[String],
) -> Result<HashMap<String, Vec<Customer>>> {
    let rows = sqlx::query!(
        r#"select code as "key!", id as "id!", zone_id as "zone_id!" from customers where code in (select unnest($1::text[])) and deleted_at is null
           union
           select external_id, id, zone_id from customers where external_id in (select unnest($1::text[])) and deleted_at is null"#,
        keys
    )
    .fetch_all(db)
    .await?;
    let pairs = rows.into_iter().map(|row| {
        let customer = Customer {
            id: row.id,
            zone_id: row.zone_id,
        };
        (row.key, customer)
    });
    Ok(gathered(pairs))
}

/// Customers by phone number; those who were put away are not meant.
pub(crate) async fn customers_by_phone(
    db: &mut PgConnection,
    phones: &[String],
) -> Result<HashMap<String, Vec<Customer>>> {
    let rows = sqlx::query!(
        r#"select t.phone as "phone!", c.id, c.zone_id from contacts t join customers c on c.contact_id = t.id
           where t.phone in (select unnest($1::text[])) and c.deleted_at is null"#,
        phones
    )
    .fetch_all(db)
    .await?;
    let pairs = rows.into_iter().map(|row| {
        let customer = Customer {
            id: row.id,
            zone_id: row.zone_id,
        };
        (row.phone, customer)
    });
    Ok(gathered(pairs))
}

/// Invoices by our number and by the key they had in the other system.
pub(crate) async fn invoices(
    db: &mut PgConnection,
    keys: &[String],
) -> Result<HashMap<String, Vec<Invoice>>> {
    let rows = sqlx::query!(
        r#"select f.key as "key!", i.id, i.number, i.customer_id, i.zone_id, i.status not in ('draft', 'void') as "takes_money!",
                  exists (select from payment_allocations a join payments p on p.id = a.payment_id
                          where a.invoice_id = i.id and p.external_id = i.external_id and p.status = 'verified') as "came_settled!"
           from (select number as key, id from invoices where number in (select unnest($1::text[]))
                 union
                 select external_id, id from invoices where external_id in (select unnest($1::text[]))) f
           join invoices i on i.id = f.id"#,
        keys
    )
    .fetch_all(db)
    .await?;
    let pairs = rows.into_iter().map(|row| {
        let invoice = Invoice {
            id: row.id,
            number: row.number,
            customer: Customer {
                id: row.customer_id,
                zone_id: row.zone_id,
            },
            takes_money: row.takes_money,
            came_settled: row.came_settled,
        };
        (row.key, invoice)
    });
    Ok(gathered(pairs))
}

fn gathered<T>(pairs: impl Iterator<Item = (String, T)>) -> HashMap<String, Vec<T>> {
    let mut found: HashMap<String, Vec<T>> = HashMap::new();
    for (key, record) in pairs {
        found.entry(key).or_default().push(record);
    }
    found
}
