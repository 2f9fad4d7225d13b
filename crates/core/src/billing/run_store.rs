//! SQL of invoice runs: what the rule asks of connections, and writing what it says.

use std::collections::HashMap;

use chrono::NaiveDate;
use model::{
    billing::{
        rule::{BillingRules, Month, Skip},
        run::{InvoiceRun, RunState},
    },
    ids::InvoiceRunId,
    money::Rupiah,
    tax::{Percent, TaxRule, TaxTreatment},
};
use serde_json::Value;
use sqlx::PgConnection;

use crate::error::{Error, Result};

/// How the company bills.
pub async fn rules(db: &mut PgConnection) -> Result<BillingRules> {
    let value = sqlx::query_scalar!("select value from settings where key = 'billing'")
        .fetch_one(db)
        .await?;
    serde_json::from_value(value)
        .map_err(|e| Error::Internal(format!("billing rules cannot be read: {e}")))
}

/// Writes how the company bills.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin.
pub async fn save_rules(db: &mut PgConnection, rules: &BillingRules) -> Result<()> {
    let value = serde_json::to_value(rules).map_err(|e| Error::Internal(e.to_string()))?;
    let saved = sqlx::query!(
        "update settings set value = $1 where key = 'billing'",
        value
    )
    .execute(db)
    .await?;
    // Row-level security lets nobody but an admin touch the row.
    if saved.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::Forbidden(None))
    }
}

/// How the company charges tax on a day.
pub async fn tax(db: &mut PgConnection, day: NaiveDate) -> Result<TaxRule> {
    let row = sqlx::query!(
        r#"select (t.rate * 100)::int as "rate!", t.base_num, t.base_den, (select value ->> 'treatment' from settings where key = 'tax') as "treatment!"
           from tax_rates t where t.valid_from <= $1 order by t.valid_from desc limit 1"#,
        day
    )
    .fetch_one(db)
    .await?;
    Ok(TaxRule {
        treatment: TaxTreatment::from_name(&row.treatment)
            .ok_or_else(|| Error::Internal(format!("unknown tax treatment {}", row.treatment)))?,
        rate: Percent(row.rate),
        base: (row.base_num, row.base_den),
    })
}

/// Packages and their price lists, by id.
pub async fn packages(
    db: &mut PgConnection,
) -> Result<HashMap<i64, (String, Vec<(NaiveDate, Rupiah)>)>> {
    let rows = sqlx::query!(
        r#"select p.id, p.name, coalesce(array_agg(q.valid_from order by q.valid_from) filter (where q.valid_from is not null), '{}') as "days!",
                  coalesce(array_agg(q.monthly_price order by q.valid_from) filter (where q.valid_from is not null), '{}') as "prices!: Vec<i64>"
           from packages p left join package_prices q on q.package_id = p.id group by p.id"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let prices = row.prices.into_iter().map(Rupiah);
            (
                row.id,
                (row.name, row.days.into_iter().zip(prices).collect()),
            )
        })
        .collect())
}

/// A connection as a run finds it.
pub struct Service {
    /// Which.
    pub id: i64,
    /// Now.
    pub status: String,
    /// Its package.
    pub package: i64,
    /// Rupiah a month, where they agreed on something.
    pub agreed: Option<i64>,
    /// Business day.
    pub activated_on: Option<NaiveDate>,
    /// Business day.
    pub ended_on: Option<NaiveDate>,
    /// Day of the month.
    pub billing_day: i16,
    /// Why it is put aside.
    pub parked_reason: Option<String>,
    /// Last month that is left out.
    pub parked_until: Option<NaiveDate>,
    /// Customer's code.
    pub code: String,
    /// Customer's name.
    pub customer: String,
    /// Customer was deleted.
    pub gone: bool,
    /// Customer's credit.
    pub balance: i64,
    /// Whose.
    pub customer_id: i64,
}

/// The next connections of a run, in the order of their ids.
pub async fn services(
    db: &mut PgConnection,
    after: i64,
    upto: i64,
    most: i64,
) -> Result<Vec<Service>> {
    Ok(sqlx::query_as!(
        Service,
        r#"select s.id, s.status, s.package_id as package, s.agreed_price as agreed, s.activated_on, s.terminated_on as ended_on, s.billing_day,
                  s.parked_reason, s.parked_until, c.code, c.name as customer, c.deleted_at is not null as "gone!", c.balance, s.customer_id
           from services s join customers c on c.id = s.customer_id
           where s.id > $1 and s.id <= $2 order by s.id limit $3"#,
        after,
        upto,
        most
    )
    .fetch_all(db)
    .await?)
}

/// The highest connection there is.
pub async fn last_service(db: &mut PgConnection) -> Result<i64> {
    Ok(
        sqlx::query_scalar!(r#"select coalesce(max(id), 0) as "id!" from services"#)
            .fetch_one(db)
            .await?,
    )
}

/// Package and price of a connection from a day on.
pub struct TermRow {
    /// Which connection.
    pub service: i64,
    /// First day.
    pub from: NaiveDate,
    /// Package.
    pub package: i64,
    /// Rupiah a month, where they agreed on something.
    pub agreed: Option<i64>,
}

/// What was agreed about these connections, those planned included, oldest first.
pub async fn terms(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<TermRow>> {
    Ok(sqlx::query_as!(
        TermRow,
        "select service_id as service, valid_from as from, package_id as package, agreed_price as agreed from service_terms
         where service_id = any ($1) order by service_id, valid_from",
        ids
    )
    .fetch_all(db)
    .await?)
}

/// An invoice that a run asks about.
pub struct InvoiceRow {
    /// Which connection.
    pub service: i64,
    /// `first` or `monthly`.
    pub kind: String,
    /// First day of its month.
    pub period: NaiveDate,
    /// What of it is the subscription of its month, where known.
    pub recurring: Option<i64>,
    /// To pay.
    pub total: i64,
}

/// First invoices of these connections, and those of this month and the month before.
pub async fn invoices(db: &mut PgConnection, ids: &[i64], month: Month) -> Result<Vec<InvoiceRow>> {
    Ok(sqlx::query_as!(
        InvoiceRow,
        r#"select service_id as "service!", kind, period, recurring, total from invoices
           where service_id = any ($1) and status <> 'void' and (kind = 'first' or kind = 'monthly' and period = any (array[$2::date, $3::date]))"#,
        ids,
        month.first(),
        month.before().first()
    )
    .fetch_all(db)
    .await?)
}

/// A discount that a month has.
pub struct DiscountRow {
    /// Which connection.
    pub service: i64,
    /// Why.
    pub description: String,
    /// Hundredths of a percent.
    pub percent: Option<i32>,
    /// Rupiah.
    pub amount: Option<i64>,
    /// It is for one month.
    pub once: bool,
}

/// Discounts of these connections in a month.
pub async fn discounts(
    db: &mut PgConnection,
    ids: &[i64],
    month: Month,
) -> Result<Vec<DiscountRow>> {
    Ok(sqlx::query_as!(
        DiscountRow,
        r#"select service_id as service, description, (percent * 100)::int as percent, amount, coalesce(valid_from = valid_until, false) as "once!"
           from service_discounts where service_id = any ($1) and valid_from <= $2 and (valid_until is null or valid_until >= $2) order by id"#,
        ids,
        month.first()
    )
    .fetch_all(db)
    .await?)
}

/// Something that waits for an invoice: a charge, or an open invoice that is late enough for a fee.
pub struct WaitingRow {
    /// Which connection.
    pub service: i64,
    /// Charge or late invoice.
    pub id: i64,
    /// What it is, or the late invoice's number.
    pub text: String,
    /// Rupiah.
    pub amount: i64,
}

/// Charges of these connections that wait for the invoice of this month or an earlier one.
pub async fn charges(db: &mut PgConnection, ids: &[i64], month: Month) -> Result<Vec<WaitingRow>> {
    Ok(sqlx::query_as!(
        WaitingRow,
        "select service_id as service, id, description as text, amount from service_charges
         where service_id = any ($1) and invoice_id is null and removed_at is null and period <= $2 order by id",
        ids,
        month.first()
    )
    .fetch_all(db)
    .await?)
}

/// Open invoices of these connections that were due before a day, not longer than two months ago, and have cost no fee yet.
pub async fn late(
    db: &mut PgConnection,
    ids: &[i64],
    before: NaiveDate,
) -> Result<Vec<WaitingRow>> {
    Ok(sqlx::query_as!(
        WaitingRow,
        r#"select i.service_id as "service!", i.id, i.number as text, i.total - i.paid as "amount!" from invoices i
           where i.service_id = any ($1) and i.status in ('issued', 'partial', 'overdue') and i.due_on < $2 and i.due_on >= $2 - 62
             and not exists (select from service_charges c where c.late_invoice_id = i.id) order by i.id"#,
        ids,
        before
    )
    .fetch_all(db)
    .await?)
}

/// How many invoices of a month there are that follow the subscription, and their totals.
pub async fn of_month(db: &mut PgConnection, month: Month) -> Result<(i64, Rupiah)> {
    let row = sqlx::query!(
        r#"select count(*) as "count!", coalesce(sum(total), 0)::bigint as "total!" from invoices where period = $1 and kind = 'monthly' and status <> 'void'"#,
        month.first()
    )
    .fetch_one(db)
    .await?;
    Ok((row.count, Rupiah(row.total)))
}

/// Starts a run, or answers the one of this month that is under way.
pub async fn start(db: &mut PgConnection, month: Month, tell: bool) -> Result<InvoiceRunId> {
    let id = sqlx::query_scalar!(
        r#"select id as "id!" from app.start_invoice_run($1, $2)"#,
        month.first(),
        tell
    )
    .fetch_one(db)
    .await?;
    Ok(InvoiceRunId(id))
}

/// A run as a chunk finds it.
pub struct Taken {
    /// First day of its month.
    pub period: NaiveDate,
    /// The last connection that was looked at.
    pub cursor: i64,
    /// The last connection of the run.
    pub upto: i64,
    /// Customers are sent their invoice.
    pub tell: bool,
    /// It is under way.
    pub is_running: bool,
    /// Day on its invoices.
    pub issued_on: NaiveDate,
}

/// Takes a run for the rest of the transaction.
pub async fn take(db: &mut PgConnection, run: InvoiceRunId) -> Result<Taken> {
    let row = sqlx::query!(
        r#"select t.period as "period!", t.cursor as "cursor!", t.upto as "upto!", t.tell as "tell!", t.state as "state!",
                  (select r.issued_on from invoice_runs r where r.id = $1) as "issued_on!" from app.take_invoice_run($1) t"#,
        run.0
    )
    .fetch_one(db)
    .await?;
    Ok(Taken {
        period: row.period,
        cursor: row.cursor,
        upto: row.upto,
        tell: row.tell,
        is_running: row.state == "running",
        issued_on: row.issued_on,
    })
}

/// What a chunk writes, each list as rows of [`app.issue_invoices`](../../../../migrations/0046_invoice_run.sql).
#[derive(Default)]
pub struct Chunk {
    /// Invoices.
    pub invoices: Vec<Value>,
    /// Their lines.
    pub lines: Vec<Value>,
    /// What is taken off.
    pub discounts: Vec<Value>,
    /// Charges and fees that stand on them.
    pub charges: Vec<Value>,
    /// Discounts that wait for the next month.
    pub carried: Vec<Value>,
    /// Connections without one, by reason.
    pub skipped: HashMap<&'static str, i32>,
}

/// Writes a chunk; answers the new invoices with their customers.
pub async fn issue(
    db: &mut PgConnection,
    run: InvoiceRunId,
    chunk: &Chunk,
    cursor: i64,
    looked_at: i32,
) -> Result<Vec<(i64, i64)>> {
    let json = |values: &Vec<Value>| Value::Array(values.clone());
    let skipped =
        serde_json::to_value(&chunk.skipped).map_err(|e| Error::Internal(e.to_string()))?;
    let ids = sqlx::query_scalar!(
        r#"select ids as "ids!" from app.issue_invoices($1, $2, $3, $4, $5, $6, $7, $8, $9)"#,
        run.0,
        json(&chunk.invoices),
        json(&chunk.lines),
        json(&chunk.discounts),
        json(&chunk.charges),
        json(&chunk.carried),
        cursor,
        looked_at,
        skipped
    )
    .fetch_one(&mut *db)
    .await?;
    let rows = sqlx::query!(
        "select id, customer_id from invoices where id = any ($1) order by id",
        &ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.customer_id))
        .collect())
}

/// Counts messages, and ends the run where it is over.
pub async fn settle(
    db: &mut PgConnection,
    run: InvoiceRunId,
    state: RunState,
    messages: i32,
) -> Result<()> {
    sqlx::query!(
        "select app.end_invoice_run($1, $2, $3)",
        run.0,
        state.name(),
        messages
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The newest runs, or one of them.
pub async fn runs(db: &mut PgConnection, only: Option<InvoiceRunId>) -> Result<Vec<InvoiceRun>> {
    let rows = sqlx::query!(
        r#"select r.id, r.period, r.issued_on, r.tell, r.state, r.services, r.looked_at, r.issued, r.total, r.credited, r.skipped, r.messages,
                  r.started_by, s.name as "by?", r.started_at, r.ended_at,
                  r.state = 'running' and r.moved_at < clock_timestamp() - interval '20 seconds' as "is_left!"
           from invoice_runs r left join staff s on s.id = r.started_by where $1::bigint is null or r.id = $1 order by r.id desc limit 30"#,
        only.map(|id| id.0)
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let counted: HashMap<String, i32> = serde_json::from_value(row.skipped)
                .map_err(|e| Error::Internal(format!("reasons of a run cannot be read: {e}")))?;
            Ok(InvoiceRun {
                id: InvoiceRunId(row.id),
                period: row.period,
                issued_on: row.issued_on,
                tell: row.tell,
                state: RunState::from_name(&row.state)
                    .ok_or_else(|| Error::Internal(format!("unknown state {}", row.state)))?,
                services: row.services,
                looked_at: row.looked_at,
                issued: row.issued,
                total: Rupiah(row.total),
                credited: Rupiah(row.credited),
                skipped: (Skip::ALL.into_iter())
                    .filter_map(|skip| Some((skip, *counted.get(skip.name())?)))
                    .collect(),
                messages: row.messages,
                by: row.started_by.zip(row.by),
                started_at: row.started_at,
                is_left: row.is_left,
                ended_at: row.ended_at,
            })
        })
        .collect()
}
