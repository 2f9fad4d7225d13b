//! SQL of promises to pay and of what is known of a customer who is late.

use chrono::NaiveDate;
use model::{
    collection::{CustomerCollection, PaymentPromise, PromiseState},
    ids::{CustomerId, PaymentPromiseId},
    money::Rupiah,
};
use sqlx::PgConnection;

use crate::error::{Error, Result, found};

/// What is known of a customer, without his promises and what was blocked.
///
/// # Errors
/// [`Error::NotFound`] for one that the caller may not see; [`Error::Forbidden`] for a technician.
pub async fn customer(db: &mut PgConnection, id: CustomerId) -> Result<CustomerCollection> {
    let row = sqlx::query!(
        r#"select c.isolir_exempt, (select coalesce(sum(i.total - i.paid), 0)::bigint from invoices i where i.customer_id = c.id
                    and i.status in ('issued', 'partial', 'overdue') and i.due_on < app.business_day(clock_timestamp())) as "late!"
           from customers c where c.id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(CustomerCollection {
        is_exempt: row.isolir_exempt,
        late: Rupiah(row.late),
        promises: Vec::new(),
        isolirs: Vec::new(),
    })
}

/// His promises, the newest first, at most ten. One is kept when what was promised came in until its day.
pub async fn promises(db: &mut PgConnection, id: CustomerId) -> Result<Vec<PaymentPromise>> {
    let rows = sqlx::query!(
        r#"select p.id, p.until, p.amount, p.owed, p.note, s.name as "by?", p.made_at,
                  case when paid.sum >= coalesce(p.amount, p.owed) and paid.sum > 0 then 'kept' when p.taken_back_at is not null then 'taken_back'
                       when p.until < app.business_day(clock_timestamp()) then 'broken' else 'open' end as "state!"
           from payment_promises p left join staff s on s.id = p.made_by
           cross join lateral (select coalesce(sum(y.amount), 0)::bigint as sum from payments y where y.customer_id = p.customer_id and y.status = 'verified'
             and app.business_day(y.received_at) between app.business_day(p.made_at) and least(p.until, app.business_day(coalesce(p.taken_back_at, 'infinity')))) paid
           where p.customer_id = $1 order by p.id desc limit 10"#,
        id.0
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PaymentPromise {
                id: PaymentPromiseId(row.id),
                until: row.until,
                amount: row.amount.map(Rupiah),
                owed: Rupiah(row.owed),
                note: row.note,
                state: PromiseState::from_name(&row.state).ok_or_else(|| {
                    Error::Internal(format!("unknown state of a promise {}", row.state))
                })?,
                by: row.by,
                at: row.made_at,
            })
        })
        .collect()
}

/// Writes a promise down.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is neither admin nor office.
pub async fn promise(
    db: &mut PgConnection,
    customer: CustomerId,
    until: NaiveDate,
    amount: Option<Rupiah>,
    note: &str,
) -> Result<()> {
    sqlx::query_scalar!(
        "select app.promise_payment($1, $2, $3, $4)",
        customer.0,
        until,
        amount.map(|amount| amount.0),
        note
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// The same for the customers of connections, each once.
///
/// # Errors
/// As [`promise`].
pub async fn promise_for_services(
    db: &mut PgConnection,
    services: &[i64],
    until: NaiveDate,
    note: &str,
) -> Result<()> {
    sqlx::query_scalar!(
        "select app.promise_payment(c.id, $2, null, $3) from (select distinct customer_id as id from services where id = any ($1) order by 1) c",
        services,
        until,
        note
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// Takes a promise back.
///
/// # Errors
/// [`Error::NotFound`] for one that stands no more, [`Error::Forbidden`] as [`promise`].
pub async fn take_back(db: &mut PgConnection, id: PaymentPromiseId) -> Result<()> {
    sqlx::query!("select app.take_back_promise($1)", id.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Says whether the rules never block a customer.
///
/// # Errors
/// [`Error::NotFound`] for one that the caller may not change, [`Error::Forbidden`] for a supervisor.
pub async fn exempt(db: &mut PgConnection, id: CustomerId, exempt: bool) -> Result<()> {
    let changed = sqlx::query!(
        "update customers set isolir_exempt = $2 where id = $1",
        id.0,
        exempt
    )
    .execute(db)
    .await?;
    found(changed.rows_affected() == 1)
}
