//! Rows to try the rules on, placed by the superuser.

use sqlx::postgres::PgQueryResult;
use sqlx::{AssertSqlSafe, PgPool};

use crate::support::build;
use crate::support::database::{Person, TestDb};

/// A customer with one service in a zone of his own.
#[derive(Clone, Copy, Debug)]
pub struct Household {
    /// The zone of customer and service.
    pub zone: i64,
    /// The customer.
    pub customer: i64,
    /// His connection, still pending.
    pub service: i64,
}

/// Somebody who lives in a zone of this name.
pub async fn household(db: &TestDb, zone: &str) -> Household {
    let owner = db.owner();
    let package = build::package(owner, &format!("P-{zone}"), 250_000).await;
    let zone = build::zone(owner, zone).await;
    let customer = id(owner, &format!(
        "with k as (insert into contacts (name, phone) values ('Budi', '+6281234567890') returning id),
              n as (insert into contact_identities select id, '3273014101900001' from k)
         insert into customers (code, contact_id, name, zone_id) select c, k.id, 'Budi', {zone} from k, app.next_numbers('AGLS', now(), 1) c returning id"
    )).await;
    let service = id(owner, &format!(
        "insert into services (customer_id, package_id, zone_id) values ({customer}, {package}, {zone}) returning id"
    )).await;
    Household {
        zone,
        customer,
        service,
    }
}

/// An installation ticket of the household, given to a technician if one is named.
pub async fn ticket(db: &TestDb, home: Household, lead: Option<i64>) -> i64 {
    let (lead, status) = lead.map_or(("null".to_owned(), "open"), |lead| {
        (lead.to_string(), "assigned")
    });
    let Household {
        zone,
        customer,
        service,
    } = home;
    id(db.owner(), &format!(
        "insert into tickets (number, kind, status, lead_id, customer_id, service_id, zone_id)
         select n, 'installation', '{status}', {lead}, {customer}, {service}, {zone} from app.next_numbers('TKT', now(), 1) n returning id"
    )).await
}

/// An issued invoice over this many rupiah, without tax.
pub async fn invoice(db: &TestDb, home: Household, rupiah: i64, period: &str) -> i64 {
    let Household {
        zone,
        customer,
        service,
    } = home;
    id(db.owner(), &format!(
        "with i as (insert into invoices (number, kind, customer_id, service_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, total)
           select n, 'monthly', {customer}, {service}, {zone}, '{period}', 'issued', '{period}', '{period}', {rupiah}, {rupiah}, {rupiah}
           from app.next_numbers('INV', '{period} 12:00+07', 1) n returning id),
         l as (insert into invoice_lines select id, 1, 'Langganan', 1, {rupiah}, {rupiah} from i)
         select id from i"
    )).await
}

/// Money of the household that was received and checked, or is still to be checked.
pub async fn payment(pool: &PgPool, home: Household, rupiah: i64, status: &str) -> i64 {
    let Household { zone, customer, .. } = home;
    id(pool, &format!(
        "insert into payments (number, customer_id, zone_id, amount, method, received_at, status, recorded_by)
         select n, {customer}, {zone}, {rupiah}, 'cash', now(), '{status}', app.staff_id() from app.next_numbers('PAY', now(), 1) n returning id"
    )).await
}

/// Adds a picture to a ticket in one transaction: `content` is an expression, `size` what its row says of it.
pub async fn picture(
    person: &Person,
    ticket: i64,
    content: &str,
    size: i64,
) -> Result<(), sqlx::Error> {
    let id = uuid::Uuid::now_v7();
    let mut adding = person.pool.begin().await?;
    for statement in [
        format!(
            "insert into files (id, ticket_id, name, mime, size, sha256, evidence, added_by)
             select '{id}', {ticket}, 'ont.jpg', 'image/jpeg', {size}, sha256({content}), true, {}",
            person.id
        ),
        format!("insert into file_contents values ('{id}', {content})"),
    ] {
        sqlx::query(AssertSqlSafe(statement))
            .execute(&mut *adding)
            .await?;
    }
    adding.commit().await
}

/// The one id a statement returns.
pub async fn id(pool: &PgPool, statement: &str) -> i64 {
    let found = sqlx::query_scalar(AssertSqlSafe(statement.to_owned()))
        .fetch_one(pool)
        .await;
    found.unwrap_or_else(|error| panic!("{statement}: {error}"))
}

/// The one number a statement returns, such as a count.
pub async fn number(pool: &PgPool, statement: &str) -> i64 {
    id(pool, statement).await
}

/// The one text a statement returns.
pub async fn text(pool: &PgPool, statement: &str) -> String {
    let found = sqlx::query_scalar(AssertSqlSafe(statement.to_owned()))
        .fetch_one(pool)
        .await;
    found.unwrap_or_else(|error| panic!("{statement}: {error}"))
}

/// Runs a statement that must succeed and tells how many rows it touched.
pub async fn run(pool: &PgPool, statement: &str) -> u64 {
    let done = attempt(pool, statement).await;
    done.unwrap_or_else(|error| panic!("{statement}: {error}"))
        .rows_affected()
}

/// The SQLSTATE and message of a statement that must be refused.
pub async fn refusal(pool: &PgPool, statement: &str) -> (String, String) {
    match attempt(pool, statement).await {
        Ok(done) => panic!(
            "{statement} was accepted and touched {} rows",
            done.rows_affected()
        ),
        Err(sqlx::Error::Database(error)) => (
            error.code().unwrap_or_default().into_owned(),
            error.message().to_owned(),
        ),
        Err(error) => panic!("{statement}: {error}"),
    }
}

/// Only the SQLSTATE.
pub async fn refused(pool: &PgPool, statement: &str) -> String {
    refusal(pool, statement).await.0
}

/// The name of the constraint a statement breaks.
pub async fn broken(pool: &PgPool, statement: &str) -> String {
    match attempt(pool, statement).await {
        Err(sqlx::Error::Database(error)) => error.constraint().unwrap_or_default().to_owned(),
        other => panic!("{statement}: {other:?}"),
    }
}

async fn attempt(pool: &PgPool, statement: &str) -> Result<PgQueryResult, sqlx::Error> {
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(pool)
        .await
}
