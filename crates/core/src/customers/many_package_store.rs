//! SQL of the connections of many customers.

use chrono::NaiveDate;
use model::{
    ids::{PackageId, ServiceId},
    money::Rupiah,
    states::ServiceStatus,
};
use sqlx::PgConnection;

use crate::error::{Error, LastChange, Result};

/// A connection as far as its package goes.
pub struct Connection {
    /// Which.
    pub id: ServiceId,
    /// Whose.
    pub customer: i64,
    /// Now.
    pub version: i32,
    /// Where it stands.
    pub status: ServiceStatus,
    /// Package.
    pub package: PackageId,
    /// Its name.
    pub package_name: String,
    /// What was agreed on instead of the price list.
    pub agreed: Option<Rupiah>,
    /// From when a change may hold.
    pub since: NaiveDate,
    /// What is planned: from when, which package, what was agreed on.
    pub planned: Option<(NaiveDate, PackageId, Option<Rupiah>)>,
}

/// All connections of these customers, by customer, the oldest first.
pub async fn of(db: &mut PgConnection, customers: &[i64]) -> Result<Vec<Connection>> {
    let rows = sqlx::query!(
        r#"select s.id, s.customer_id, s.version, s.status, s.package_id, p.name, s.agreed_price, app.service_terms_since(s.id) as "since!",
                  t.valid_from as "planned_from?", t.package_id as "planned_package?", t.agreed_price as "planned_price?"
           from services s join packages p on p.id = s.package_id left join service_terms t on t.service_id = s.id and not t.applied
           where s.customer_id = any ($1) order by s.customer_id, s.id"#,
        customers
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Connection {
                id: ServiceId(row.id),
                customer: row.customer_id,
                version: row.version,
                status: ServiceStatus::from_name(&row.status).ok_or_else(|| {
                    Error::Internal(format!("unknown service status {}", row.status))
                })?,
                package: PackageId(row.package_id),
                package_name: row.name,
                agreed: row.agreed_price.map(Rupiah),
                since: row.since,
                planned: (row.planned_from.zip(row.planned_package)).map(|(from, package)| {
                    let agreed = row.planned_price.map(Rupiah);
                    (from, PackageId(package), agreed)
                }),
            })
        })
        .collect()
}

/// Takes the running connections of customers for this transaction, in the order of their ids; answers the customers all of whose
/// connections it got.
///
/// # Errors
/// `LOCKED` when somebody holds one of them longer than a lock is waited for.
pub async fn held(db: &mut PgConnection, customers: &[i64], waits: bool) -> Result<Vec<i64>> {
    if waits {
        sqlx::query!(
            "select id from services where customer_id = any ($1) and status = 'active' order by id for no key update",
            customers
        )
        .fetch_all(db)
        .await?;
        return Ok(customers.to_vec());
    }
    let got = sqlx::query_scalar!(
        "select id from services where customer_id = any ($1) and status = 'active' order by id for no key update skip locked",
        customers
    )
    .fetch_all(&mut *db)
    .await?;
    Ok(sqlx::query_scalar!(
        r#"select c as "customer!" from unnest($1::bigint[]) c
           where not exists (select from services s where s.customer_id = c and s.status = 'active' and s.id <> all ($2))"#,
        customers,
        &got
    )
    .fetch_all(db)
    .await?)
}

/// Name of a package that is sold.
pub async fn package(db: &mut PgConnection, id: PackageId) -> Result<Option<String>> {
    Ok(
        sqlx::query_scalar!("select name from packages where id = $1 and active", id.0)
            .fetch_optional(db)
            .await?,
    )
}

/// Whether the caller may change packages of connections.
pub async fn may_change(db: &mut PgConnection) -> Result<bool> {
    Ok(
        sqlx::query_scalar!(r#"select coalesce(app.sees_all(), false) as "may!""#)
            .fetch_one(db)
            .await?,
    )
}

/// This day, or today where it is still to come.
pub async fn not_later_than_today(db: &mut PgConnection, day: NaiveDate) -> Result<NaiveDate> {
    Ok(sqlx::query_scalar!(
        r#"select least($1, app.business_day(clock_timestamp())) as "day!""#,
        day
    )
    .fetch_one(db)
    .await?)
}

/// Who changed customers or their connections last, and when; in no order.
pub async fn last_changes(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<(i64, LastChange)>> {
    let rows = sqlx::query!(
        r#"select distinct on (x.id) x.id as "id!", to_char(x.updated_at at time zone app.business_zone(), 'DD-MM-YYYY HH24:MI') as "at!",
                  coalesce(app.who_changed(x.records, x.ids), 'AGLIS') as "who!"
           from (select c.id, c.updated_at, '{customers,contacts,contact_identities}'::text[] as records, array[c.id, c.contact_id, c.contact_id] as ids
                 from customers c where c.id = any ($1)
                 union all
                 select s.customer_id, s.updated_at, '{services}', array[s.id] from services s where s.customer_id = any ($1)) x
           order by x.id, x.updated_at desc"#,
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
