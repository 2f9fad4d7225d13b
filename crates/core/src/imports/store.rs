//! SQL of taking data over: a few statements for all rows, so that seven thousand rows cost as many round trips as one.
//!
//! Keys of a file are looked up by `in (select unnest($1))`. By `= any ($1)` Postgres may ask the trigram index of the search
//! for one key after the other: four thousand took fifteen seconds instead of fifteen milliseconds. Why that alone is not enough
//! is told at [`look_up_exactly`](super::lookup_store::look_up_exactly).

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use model::{
    ids::ImportRunId,
    imports::{ImportKind, ImportResult, Mapping, mappings::ReadingOptions},
};
use sqlx::{PgConnection, types::Json};

use super::customers::Record;
use crate::error::{Error, Result};

/// Rows in one statement: far below the time limit of a statement, far above what a round trip costs.
pub(crate) const CHUNK: usize = 5_000;

/// What rows are compared with.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    /// Zones by lower-case name.
    pub zones: HashMap<String, i64>,
    /// Packages by lower-case name and by lower-case code.
    pub packages: HashMap<String, i64>,
    /// Steps of a service that the caller may take.
    pub steps: HashSet<(String, String)>,
    /// Whether the caller may add to the price list.
    pub may_add_packages: bool,
}

/// The caller's role; none for somebody who is no staff.
pub(crate) async fn role(db: &mut PgConnection) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select coalesce(app.staff_role(), case when app.is_root() then 'admin' end)"
    )
    .fetch_one(db)
    .await?)
}

/// Zones, packages and allowed steps.
pub(crate) async fn surroundings(db: &mut PgConnection) -> Result<Surroundings> {
    let zones = sqlx::query!(r#"select id, lower(name) as "name!" from zones"#)
        .fetch_all(&mut *db)
        .await?;
    // Names come last and win over codes.
    let packages = sqlx::query!(
        r#"select id as "id!", word as "word!" from (
             select id, lower(code) as word, 1 as rank from packages union all select id, lower(name), 2 from packages) p order by rank, id desc"#
    )
    .fetch_all(&mut *db)
    .await?;
    let steps = sqlx::query!("select from_state, to_state from app.transitions where machine = 'services' and app.staff_role() = any (roles)")
        .fetch_all(&mut *db)
        .await?;
    Ok(Surroundings {
        zones: zones.into_iter().map(|row| (row.name, row.id)).collect(),
        packages: packages.into_iter().map(|row| (row.word, row.id)).collect(),
        steps: steps
            .into_iter()
            .map(|row| (row.from_state, row.to_state))
            .collect(),
        may_add_packages: matches!(role(db).await?.as_deref(), Some("admin" | "office")),
    })
}

/// Holds the customers of these external ids with all that an import writes of them until the end of the transaction, so that
/// what is read next is still so when it is written.
pub(crate) async fn lock_customers(db: &mut PgConnection, ids: &[String]) -> Result<()> {
    // A statement each, in the order of the ids: whoever locks the same rows waits instead of standing in the way.
    sqlx::query!(
        "select id from customers where external_id in (select unnest($1::text[])) order by id for no key update",
        ids
    )
    .fetch_all(&mut *db)
    .await?;
    sqlx::query!(
        "select id from contacts where id in (select contact_id from customers where external_id in (select unnest($1::text[]))) order by id for no key update",
        ids
    )
    .fetch_all(&mut *db)
    .await?;
    sqlx::query!(
        "select id from services where customer_id in (select id from customers where external_id in (select unnest($1::text[]))) order by id for no key update",
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// The customers of these external ids with the service that came with them.
pub(crate) async fn customers(
    db: &mut PgConnection,
    ids: &[String],
) -> Result<HashMap<String, Record>> {
    let rows = sqlx::query!(
        r#"select c.external_id as "external_id!", c.id, c.contact_id, c.name, t.phone, t.email, c.zone_id, c.status, c.tags,
                  s.id as "service_id?", s.package_id as "package_id?", s.agreed_price, s.status as "service_status?", s.activated_on, s.terminated_on,
                  case when s.id is null then '{}' else array[s.street, s.rt, s.rw, s.kelurahan, s.kecamatan, s.city, s.province] end as "address!"
           from customers c join contacts t on t.id = c.contact_id
           left join services s on s.customer_id = c.id and s.external_id = c.external_id
           where c.external_id in (select unnest($1::text[]))"#,
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let record = Record {
                ord: 0,
                external_id: row.external_id.clone(),
                customer_id: Some(row.id),
                contact_id: Some(row.contact_id),
                service_id: row.service_id,
                name: row.name,
                phone: row.phone,
                email: row.email,
                zone_id: row.zone_id,
                status: row.status,
                tags: row.tags,
                package_id: row.package_id,
                new_package: None,
                price: row.agreed_price,
                service_status: row.service_status,
                activated_on: row.activated_on,
                terminated_on: row.terminated_on,
                address: row.address.try_into().unwrap_or_default(),
            };
            (row.external_id, record)
        })
        .collect())
}

/// Codes of those of these customers who were deleted, by their external ids.
pub(crate) async fn deleted_customers(
    db: &mut PgConnection,
    ids: &[String],
) -> Result<HashMap<String, String>> {
    let rows = sqlx::query!(
        r#"select external_id as "external_id!", code from customers where external_id in (select unnest($1::text[])) and deleted_at is not null"#,
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.external_id, row.code))
        .collect())
}

/// Puts packages that only the file knows on the list, not for sale, and answers their ids by name.
pub(crate) async fn add_packages(
    db: &mut PgConnection,
    packages: &BTreeMap<String, i64>,
) -> Result<HashMap<String, i64>> {
    let mut ids = HashMap::new();
    for (name, price) in packages {
        let speed: i32 = name
            .split(|c: char| !c.is_ascii_digit())
            .find_map(|digits| digits.parse().ok())
            .filter(|mbps| *mbps > 0)
            .unwrap_or(10);
        let code: String = name
            .to_uppercase()
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { '-' })
            .take(40)
            .collect();
        let id = sqlx::query_scalar!(
            "insert into packages (code, name, down_mbps, up_mbps, active)
             select case when exists (select from packages where code = $1) then $1 || '-' || (select count(*) from packages) else $1 end, $2, $3, $3, false
             returning id",
            code,
            name,
            speed
        )
        .fetch_one(&mut *db)
        .await?;
        sqlx::query!("insert into package_prices (package_id, valid_from, monthly_price) values ($1, '2000-01-01', $2)", id, price)
            .execute(&mut *db)
            .await?;
        ids.insert(name.clone(), id);
    }
    Ok(ids)
}

/// Writes new customers: contact, customer with the next code, and service.
pub(crate) async fn add_customers(
    db: &mut PgConnection,
    records: &[Record],
    now: DateTime<Utc>,
) -> Result<()> {
    let count = i32::try_from(records.len())
        .map_err(|_| Error::Internal("too many rows at once".to_owned()))?;
    // Identity values follow the order of the insert, which pairs each new contact with its row.
    sqlx::query!(
        r#"with r as (
             select * from jsonb_to_recordset($1) as r (ord bigint, external_id text, name text, phone text, email text, zone_id bigint, status text,
                                                        tags text[], activated_on date)),
           contact as (insert into contacts (name, phone, email) select name, phone, email from r order by ord returning id),
           numbered as (select id, row_number() over (order by id) as ord from contact)
           insert into customers (code, contact_id, name, status, zone_id, tags, external_id, created_at)
           select code.code, numbered.id, r.name, r.status, r.zone_id, r.tags, r.external_id,
                  least((r.activated_on + time '12:00') at time zone app.business_zone(), $2)
           from r join numbered using (ord) join app.next_numbers('AGLS', $2, $3) with ordinality code (code, ord) using (ord) order by ord"#,
        Json(records) as _,
        now,
        count
    )
    .execute(&mut *db)
    .await?;
    add_services(db, records).await
}

async fn add_services(db: &mut PgConnection, records: &[Record]) -> Result<()> {
    sqlx::query!(
        r#"insert into services (customer_id, package_id, zone_id, status, street, rt, rw, kelurahan, kecamatan, city, province, agreed_price,
                                 activated_on, terminated_on, external_id)
           select c.id, r.package_id, r.zone_id, r.service_status, r.address[1], r.address[2], r.address[3], r.address[4], r.address[5], r.address[6],
                  r.address[7], r.price, r.activated_on, r.terminated_on, r.external_id
           from jsonb_to_recordset($1) as r (ord bigint, external_id text, service_id bigint, package_id bigint, zone_id bigint, service_status text,
                                             address text[], price bigint, activated_on date, terminated_on date)
           join customers c on c.external_id = r.external_id
           where r.package_id is not null and r.service_id is null order by r.ord"#,
        Json(records) as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes what changed, and touches no record whose columns all stay.
pub(crate) async fn change_customers(db: &mut PgConnection, records: &[Record]) -> Result<()> {
    sqlx::query!(
        r#"update contacts t set name = r.name, phone = r.phone, email = r.email
           from jsonb_to_recordset($1) as r (contact_id bigint, name text, phone text, email text)
           where t.id = r.contact_id and (t.name, t.phone, t.email) is distinct from (r.name, r.phone, r.email)"#,
        Json(records) as _
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        r#"update customers c set name = r.name, status = r.status, zone_id = r.zone_id, tags = r.tags
           from jsonb_to_recordset($1) as r (customer_id bigint, name text, status text, zone_id bigint, tags text[])
           where c.id = r.customer_id and (c.name, c.status, c.zone_id, c.tags) is distinct from (r.name, r.status, r.zone_id, r.tags)"#,
        Json(records) as _
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        r#"update services s set package_id = r.package_id, zone_id = r.zone_id, status = r.service_status, street = r.address[1], rt = r.address[2],
                  rw = r.address[3], kelurahan = r.address[4], kecamatan = r.address[5], city = r.address[6], province = r.address[7],
                  agreed_price = r.price, activated_on = r.activated_on, terminated_on = r.terminated_on
           from jsonb_to_recordset($1) as r (service_id bigint, package_id bigint, zone_id bigint, service_status text, address text[], price bigint,
                                             activated_on date, terminated_on date)
           where s.id = r.service_id
             and (s.package_id, s.zone_id, s.status, s.agreed_price, s.activated_on, s.terminated_on,
                  array[s.street, s.rt, s.rw, s.kelurahan, s.kecamatan, s.city, s.province])
                 is distinct from (r.package_id, r.zone_id, r.service_status, r.price, r.activated_on, r.terminated_on, r.address)"#,
        Json(records) as _
    )
    .execute(&mut *db)
    .await?;
    add_services(db, records).await
}

/// The next numbers of a kind, one for each day in `days`, counted by its business month.
pub(crate) async fn numbers(
    db: &mut PgConnection,
    kind: &str,
    days: &[NaiveDate],
) -> Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"with d as (select day, ord, date_trunc('month', day)::date as month from unnest($2::date[]) with ordinality u (day, ord)),
                m as (select month, count(*)::int as n from d group by month),
                given as (select m.month, g.number, g.place from m,
                          app.next_numbers($1, (m.month + time '12:00') at time zone app.business_zone(), m.n) with ordinality g (number, place)),
                placed as (select month, ord, row_number() over (partition by month order by ord) as place from d)
           select g.number as "number!" from placed p join given g using (month, place) order by p.ord"#,
        kind,
        days
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| row.number).collect())
}

/// Keeps the finished run with its counts, and how its file was read.
pub(crate) async fn keep_run(
    db: &mut PgConnection,
    kind: ImportKind,
    file: &str,
    heads: &str,
    mapping: &Mapping,
    options: &ReadingOptions,
    result: &ImportResult,
) -> Result<ImportRunId> {
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let id = sqlx::query_scalar!(
        "insert into import_runs (kind, file_name, mapping, rows, created, updated, unchanged, refused, heads, options)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id",
        kind.name(),
        file,
        Json(mapping) as _,
        count(result.rows),
        count(result.created),
        count(result.updated),
        count(result.unchanged),
        count(result.refused),
        heads,
        Json(options) as _
    )
    .fetch_one(db)
    .await?;
    Ok(ImportRunId(id))
}

/// Whether the plan's zone is one of ours.
pub(crate) async fn zone_exists(db: &mut PgConnection, zone: i64) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from zones where id = $1) as "exists!""#,
        zone
    )
    .fetch_one(db)
    .await?)
}
