//! SQL of who would be blocked, who is, and of blocking and unblocking.

use chrono::NaiveDate;
use model::{
    collection::{
        Blocked, Candidate, IsolirOf, IsolirPage, IsolirState, IsolirTab, Outcome, PREVIEW_MAX,
        Seen,
    },
    ids::{CustomerId, InvoiceId, ServiceId},
    money::Rupiah,
};
use sqlx::PgConnection;

use crate::error::{Error, Result};

fn state(name: &str) -> Result<IsolirState> {
    IsolirState::from_name(name)
        .ok_or_else(|| Error::Internal(format!("unknown state of an isolir {name}")))
}

/// A pattern for `like` that finds what was typed anywhere.
fn pattern(search: &str) -> String {
    let escaped = search
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{escaped}%")
}

/// The preview of the day of the next round: how many there are of each part, and the rows of one.
///
/// # Errors
/// [`Error::Forbidden`] for a technician.
pub async fn page(db: &mut PgConnection, tab: IsolirTab, search: &str) -> Result<IsolirPage> {
    let most = i64::try_from(PREVIEW_MAX).unwrap_or(i64::MAX);
    let mut rows = sqlx::query!(
        r#"with d as materialized (select app.isolir_day() as day),
           k as materialized (select k.*, case when k.held is null then 'ready' when k.held = 'not_yet' then 'not_yet' else 'held' end as tab
                              from d, app.isolir_candidates(d.day) k),
           n as (select count(*) filter (where k.tab = 'ready') as ready, count(*) filter (where k.tab = 'held') as held,
                   count(*) filter (where k.tab = 'not_yet') as not_yet, coalesce(sum(k.amount) filter (where k.tab = 'ready'), 0)::bigint as amount from k)
           select d.day as "day!", (select (s.value ->> 'isolir_hour')::int from settings s where s.key = 'collection' and s.value ->> 'isolir_automatic' = 'true') as hour,
             n.ready as "ready!", n.held as "held_back!", n.not_yet as "not_yet!", n.amount as "ready_amount!",
             (select count(*) from services s where s.status = 'suspended') as "blocked!",
             r.service_id as "service?", r.customer_id as "customer?", r.code as "code?", r.name as "name?", r.package as "package?", r.address as "address?", r.zone as "zone?",
             r.ids as "ids?", r.numbers as "numbers?", r.invoice_count as "invoice_count?", r.amount as "amount?", r.days_late as "days_late?", r.held as "held?", r.held_until as "held_until?"
           from d cross join n left join lateral (
             select k.service_id, k.customer_id, c.code, c.name, p.name as package, concat_ws(', ', nullif(s.street, ''), nullif(s.kecamatan, '')) as address, z.name as zone,
               k.invoices[:5] as ids, array(select i.number from unnest(k.invoices[:5]) with ordinality x (id, n) join invoices i on i.id = x.id order by x.n) as numbers,
               cardinality(k.invoices) as invoice_count, k.amount, d.day - k.oldest_due as days_late, k.held, k.held_until
             from k join services s on s.id = k.service_id join customers c on c.id = k.customer_id join packages p on p.id = s.package_id join zones z on z.id = s.zone_id
             where k.tab = $1 and ($2 = '%%' or c.name ilike $2 or c.code ilike $2)
             order by k.oldest_due, k.service_id limit $3) r on true
           order by r.days_late desc, r.service_id"#,
        tab.name(),
        pattern(search),
        most + 1
    )
    .fetch_all(db)
    .await?;
    let has_more = rows.len() > PREVIEW_MAX;
    rows.truncate(PREVIEW_MAX);
    let first = rows
        .first()
        .ok_or_else(|| Error::Internal("no rules of collecting".to_owned()))?;
    let mut page = IsolirPage {
        day: first.day,
        hour: first.hour.and_then(|hour| u8::try_from(hour).ok()),
        counts: (first.ready, first.held_back, first.not_yet, first.blocked),
        ready_amount: Rupiah(first.ready_amount),
        has_more,
        rows: Vec::new(),
    };
    for row in rows {
        let (Some(service), Some(customer)) = (row.service, row.customer) else {
            continue;
        };
        let held = row.held.as_deref().map(state).transpose()?;
        let day: Option<NaiveDate> = row.held_until.as_deref().and_then(|day| day.parse().ok());
        page.rows.push(Candidate {
            service: ServiceId(service),
            customer: CustomerId(customer),
            code: row.code.unwrap_or_default(),
            name: row.name.unwrap_or_default(),
            package: row.package.unwrap_or_default(),
            address: row.address.unwrap_or_default(),
            zone: row.zone.unwrap_or_default(),
            invoices: row
                .ids
                .unwrap_or_default()
                .into_iter()
                .map(InvoiceId)
                .zip(row.numbers.unwrap_or_default())
                .collect(),
            invoice_count: row.invoice_count.unwrap_or_default().into(),
            amount: Rupiah(row.amount.unwrap_or_default()),
            days_late: row.days_late.unwrap_or_default(),
            held_until: day,
            holiday: row
                .held_until
                .filter(|_| held == Some(IsolirState::Holiday)),
            held,
        });
    }
    Ok(page)
}

/// What is blocked, the newest first.
pub async fn blocked(db: &mut PgConnection, search: &str) -> Result<Vec<Blocked>> {
    let most = i64::try_from(PREVIEW_MAX).unwrap_or(i64::MAX);
    let rows = sqlx::query!(
        r#"select s.id, c.id as "customer?", c.code as "code?", c.name as "name?", p.name as package,
             concat_ws(', ', nullif(s.street, ''), nullif(s.kecamatan, '')) as "address!", z.name as zone, x.since as "since?", b.name as "by?", x.reason as "reason?",
             x.amount as "amount?", x.lifts_at_payment as "lifts?",
             (select coalesce(sum(i.total - i.paid), 0)::bigint from invoices i where i.customer_id = s.customer_id and coalesce(i.service_id, s.id) = s.id
                and i.status in ('issued', 'partial', 'overdue') and i.due_on < app.business_day(clock_timestamp())) as "late!",
             (select m.until from payment_promises m where m.customer_id = s.customer_id and m.taken_back_at is null
                and m.until >= app.business_day(clock_timestamp())) as promise
           from services s join packages p on p.id = s.package_id join zones z on z.id = s.zone_id left join customers c on c.id = s.customer_id
           left join isolirs x on x.service_id = s.id and x.lifted_at is null left join staff b on b.id = x.blocked_by
           where s.status = 'suspended' and ($1 = '%%' or c.name ilike $1 or c.code ilike $1) order by x.since desc nulls last, s.id limit $2"#,
        pattern(search),
        most
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Blocked {
            service: ServiceId(row.id),
            customer: row.customer.map(CustomerId),
            code: row.code.unwrap_or_default(),
            name: row.name.unwrap_or_default(),
            package: row.package,
            address: row.address,
            zone: row.zone,
            isolir: row.since.map(|since| IsolirOf {
                since,
                by: row.by,
                reason: row.reason,
                amount: Rupiah(row.amount.unwrap_or_default()),
                lifts_at_payment: row.lifts.unwrap_or_default(),
                lifted_at: None,
                lifted_by: None,
                lifted_why: None,
                lift_reason: None,
            }),
            late: Rupiah(row.late),
            promise_until: row.promise,
        })
        .collect())
}

/// How connections of a customer were blocked, the newest first, at most ten.
pub async fn of_customer(
    db: &mut PgConnection,
    id: CustomerId,
) -> Result<Vec<(ServiceId, IsolirOf)>> {
    let rows = sqlx::query!(
        r#"select x.service_id, x.since, b.name as "by?", x.reason, x.amount, x.lifts_at_payment, x.lifted_at, l.name as "lifted_by?", x.lifted_why, x.lift_reason
           from isolirs x left join staff b on b.id = x.blocked_by left join staff l on l.id = x.lifted_by
           where x.service_id in (select s.id from services s where s.customer_id = $1) order by x.id desc limit 10"#,
        id.0
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let isolir = IsolirOf {
                since: row.since,
                by: row.by,
                reason: row.reason,
                amount: Rupiah(row.amount),
                lifts_at_payment: row.lifts_at_payment,
                lifted_at: row.lifted_at,
                lifted_by: row.lifted_by,
                lifted_why: row.lifted_why,
                lift_reason: row.lift_reason,
            };
            (ServiceId(row.service_id), isolir)
        })
        .collect())
}

/// Blocks connections of the preview as they were seen; answers what became of each, in their order.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is neither admin nor office; `VALUE_UNKNOWN` (`day`) for another day than today or tomorrow.
pub async fn block(db: &mut PgConnection, day: NaiveDate, seen: &[Seen]) -> Result<Vec<Outcome>> {
    let services: Vec<i64> = seen.iter().map(|one| one.service.0).collect();
    let amounts: Vec<i64> = seen.iter().map(|one| one.amount.0).collect();
    let rows = sqlx::query!(
        r#"select service_id as "service!", outcome as "outcome!" from app.isolir($1, $2, $3)"#,
        day,
        &services,
        &amounts
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Outcome {
                service: ServiceId(row.service),
                state: state(&row.outcome)?,
            })
        })
        .collect()
}

/// Blocks one connection for a checked reason.
///
/// # Errors
/// `WRONG_STATE` for one that does not run, [`Error::Forbidden`] as [`block`].
pub async fn block_by_hand(
    db: &mut PgConnection,
    id: ServiceId,
    reason: &str,
    lifts_at_payment: bool,
) -> Result<()> {
    sqlx::query_scalar!(
        "select app.isolir_by_hand($1, $2, $3)",
        id.0,
        reason,
        lifts_at_payment
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// Unblocks connections for a checked reason.
///
/// # Errors
/// `WRONG_STATE` when one of them is not blocked, [`Error::Forbidden`] as [`block`].
pub async fn lift(db: &mut PgConnection, ids: &[i64], reason: &str) -> Result<()> {
    sqlx::query_scalar!("select app.lift_isolir($1, $2)", ids, reason)
        .fetch_one(db)
        .await?;
    Ok(())
}
