//! SQL of accounts. The lines of an account are told by `app.account_entries`, so that its beginning and its days agree.

use chrono::NaiveDate;
use model::{
    ids::CustomerId,
    money::Rupiah,
    payments::statement::{ENTRIES_MAX, Entry, EntryKind, ShowStatement, Standing},
    states::PaymentMethod,
};
use sqlx::PgConnection;

use crate::error::{Error, Result};

/// Whether the caller may see him.
pub async fn find(db: &mut PgConnection, id: CustomerId) -> Result<()> {
    sqlx::query!(
        "select id from customers where id = $1 and (deleted_at is null or (select app.staff_role()) = 'admin')",
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// What he owed before a day; below zero his credit.
pub async fn before(db: &mut PgConnection, id: CustomerId, day: NaiveDate) -> Result<Rupiah> {
    Ok(Rupiah(
        sqlx::query_scalar!(
            r#"select coalesce(sum(e.amount), 0)::bigint as "sum!" from app.account_entries($1) e where e.day < $2"#,
            id.0,
            day
        )
        .fetch_one(db)
        .await?,
    ))
}

/// What happened in the span, without balances; one line more than a statement may have when there are too many.
pub async fn entries(db: &mut PgConnection, asked: &ShowStatement) -> Result<Vec<Entry>> {
    let rows = sqlx::query!(
        r#"select e.day as "day!", e.kind as "kind!", e.record as "record!", e.number as "number!", e.method, e.amount as "amount!"
           from app.account_entries($1) e where e.day between $2 and $3
           order by e.day, array_position(array['invoice', 'withdrawal', 'payment', 'reversal'], e.kind), e.record limit $4"#,
        asked.customer.0,
        asked.from,
        asked.to,
        ENTRIES_MAX as i64 + 1
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unknown =
                |word: &str| Error::Internal(format!("unknown word {word} of an account"));
            Ok(Entry {
                day: row.day,
                kind: EntryKind::from_name(&row.kind).ok_or_else(|| unknown(&row.kind))?,
                record: row.record,
                number: row.number,
                method: row
                    .method
                    .map(|name| PaymentMethod::from_name(&name).ok_or_else(|| unknown(&name)))
                    .transpose()?,
                amount: Rupiah(row.amount),
                balance: Rupiah::ZERO,
            })
        })
        .collect()
}

/// What is open by age, and how often he paid in time.
pub async fn standing(db: &mut PgConnection, id: CustomerId, today: NaiveDate) -> Result<Standing> {
    let row = sqlx::query!(
        r#"select coalesce(sum(i.open) filter (where i.late <= 0), 0)::bigint as "a!", coalesce(sum(i.open) filter (where i.late between 1 and 30), 0)::bigint as "b!",
                  coalesce(sum(i.open) filter (where i.late between 31 and 60), 0)::bigint as "c!",
                  coalesce(sum(i.open) filter (where i.late between 61 and 90), 0)::bigint as "d!", coalesce(sum(i.open) filter (where i.late > 90), 0)::bigint as "e!",
                  count(*) filter (where i.open = 0 or i.late > 0) as "judged!", count(*) filter (where i.open = 0 and i.late <= 0) as "on_time!",
                  round(avg(i.late) filter (where i.late > 0))::bigint as days_late
           from (select v.total - v.paid as open,
                        case when v.status = 'paid' then app.business_day(coalesce(p.last, v.updated_at)) else $2 end - coalesce(v.due_on, $2) as late
                 from invoices v left join lateral (select max(y.received_at) as last from payment_allocations a join payments y on y.id = a.payment_id
                                                    where a.invoice_id = v.id and y.status = 'verified') p on true
                 where v.customer_id = $1 and v.status in ('issued', 'partial', 'overdue', 'paid') and v.total > 0) i"#,
        id.0,
        today
    )
    .fetch_one(db)
    .await?;
    Ok(Standing {
        as_of: today,
        ages: [row.a, row.b, row.c, row.d, row.e].map(Rupiah),
        judged: row.judged,
        on_time: row.on_time,
        days_late: row.days_late,
    })
}
