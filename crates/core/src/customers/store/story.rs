//! The story of a customer: his records, notes, files and what the trail tells, as one list.

use chrono::NaiveDate;
use model::{
    customers::{ListStory, MonthMoney, Story, StoryCursor, StoryEntry, StoryItem, StoryKind},
    ids::{
        CustomerId, FileId, InvoiceId, MessageId, PaymentId, RegistrationId, ServiceId, TicketId,
    },
    money::Rupiah,
    states::{
        InvoiceStatus, MessageStatus, PaymentMethod, PaymentStatus, RegistrationStatus,
        ServiceStatus, TicketStatus, TicketType,
    },
};
use sqlx::{PgConnection, types::Json};

use crate::error::{Error, Result};

/// A line of the list before it is told apart; which columns are filled depends on the kind.
struct Line {
    at: chrono::DateTime<chrono::Utc>,
    kind: String,
    key: String,
    id: i64,
    by: Option<String>,
    number: Option<String>,
    status: Option<String>,
    word: Option<String>,
    amount: Option<i64>,
    day: Option<NaiveDate>,
    body: Option<String>,
    flag: Option<bool>,
    columns: Option<Vec<String>>,
}

/// One page of the story, with the count of every kind.
///
/// A customer's records are some hundreds at most and found by an index each, so they are gathered once and then counted,
/// narrowed and cut.
pub async fn story(db: &mut PgConnection, asked: &ListStory, limit: u32) -> Result<Story> {
    let kinds: Vec<String> = asked
        .kinds
        .iter()
        .map(|kind| kind.name().to_owned())
        .collect();
    let after = asked.after.as_ref();
    let rows = sqlx::query!(
        r#"with zone as materialized (select app.business_zone() as name), story as materialized (
             select n.at, 'note' as kind, to_char(n.id, 'FM0000000000000000000') as key, n.id, s.name as by, null::text as number, null::text as status,
                    null::text as word, null::bigint as amount, null::date as day, n.body, null::boolean as flag, null::text[] as columns
             from customer_notes n left join staff s on s.id = n.staff_id where n.customer_id = $1
             union all
             select t.created_at, 'ticket', to_char(t.id, 'FM0000000000000000000'), t.id, null, t.number, t.status, t.kind, null, null,
                    left(t.description, 200), null, null
             from tickets t where t.customer_id = $1
             union all
             select case when i.issued_on is null or (i.created_at at time zone zone.name)::date = i.issued_on then i.created_at
                         else i.issued_on::timestamp at time zone zone.name end,
                    'invoice', to_char(i.id, 'FM0000000000000000000'), i.id, null, i.number, i.status, null, i.total, i.due_on, null, null, null
             from invoices i, zone where i.customer_id = $1
             union all
             select p.received_at, 'payment', to_char(p.id, 'FM0000000000000000000'), p.id, s.name, p.number, p.status, p.method, p.amount, null, null,
                    null, null
             from payments p left join staff s on s.id = p.recorded_by where p.customer_id = $1
             union all
             select v.created_at, 'service', to_char(v.id, 'FM0000000000000000000'), v.id, null, k.name, v.status, null, null, null,
                    concat_ws(', ', nullif(v.street, ''), nullif(v.kelurahan, ''), nullif(v.kecamatan, '')), null, null
             from services v join packages k on k.id = v.package_id where v.customer_id = $1
             union all
             select r.created_at, 'registration', to_char(r.id, 'FM0000000000000000000'), r.id, null, r.number, r.status, null, null, null, null, null,
                    null
             from registrations r where r.customer_id = $1
             union all
             select m.queued_at, 'message', to_char(m.id, 'FM0000000000000000000'), m.id, s.name, null, m.status, null, null, null, left(m.body, 200), null,
                    null
             from messages m left join staff s on s.id = m.caused_by where m.customer_id = $1
             union all
             select f.created_at, 'file', f.id::text, t.id, s.name, t.number, null, f.mime, f.size, null, f.name, f.evidence, null
             from tickets t join files f on f.ticket_id = t.id left join staff s on s.id = f.added_by where t.customer_id = $1
             union all
             select f.created_at, 'file', f.id::text, 0, s.name, null, null, f.mime, f.size, null, f.name, false, null
             from files f left join staff s on s.id = f.added_by where f.customer_id = $1
             union all
             select b.at, 'change', to_char(r.id, 'FM0000000000000000000'), r.id, s.name, null, r.action, r.record, null, null, r.after ->> 'reason', null,
                    case when r.action = 'update' then array(select jsonb_object_keys(r.after) order by 1) end
             from (select 'customers' as record, $1::bigint::text as id
                   union all select about.record, c.contact_id::text from customers c, unnest('{contacts,contact_identities}'::text[]) about (record)
                     where c.id = $1
                   union all select 'services', v.id::text from services v where v.customer_id = $1) mine
               join audit_rows r on (r.record, r.record_id) = (mine.record, mine.id)
               join audit_batches b on b.id = r.batch_id left join staff s on s.id = b.staff_id
             -- A new contact or service is told already, by the customer and the service themselves.
             where r.action <> 'insert' or r.record = 'customers'),
           counts as (select coalesce(jsonb_object_agg(c.kind, c.n), '{}') as all
                      from (select s.kind, count(*) as n from story s group by s.kind) c)
           select counts.all as "counts!: Json<std::collections::BTreeMap<String, i64>>", page.at as "at?", page.kind as "kind?", page.key as "key?",
                  page.id as "id?", page.by as "by?", page.number as "number?", page.status as "status?", page.word as "word?", page.amount as "amount?",
                  page.day as "day?", page.body as "body?", page.flag as "flag?", page.columns as "columns?"
           from counts left join (
             select * from story s where (cardinality($2::text[]) = 0 or s.kind = any ($2))
               and ($3::timestamptz is null or (s.at, s.kind collate "C", s.key collate "C") < ($3, $4::text collate "C", $5::text collate "C"))
             order by s.at desc, s.kind collate "C" desc, s.key collate "C" desc limit $6) page on true
           order by page.at desc, page.kind collate "C" desc, page.key collate "C" desc"#,
        asked.id.0,
        &kinds,
        after.map(|after| after.at),
        after.map(|after| after.kind.name()),
        after.map(|after| after.key.as_str()),
        i64::from(limit) + 1
    )
    .fetch_all(db)
    .await?;
    let counted = rows.first().map(|row| &row.counts.0);
    let counts = StoryKind::ALL
        .into_iter()
        .filter_map(|kind| Some((kind, *counted?.get(kind.name())?)))
        .collect();
    let mut lines: Vec<Line> = rows
        .into_iter()
        .filter_map(|row| {
            Some(Line {
                at: row.at?,
                kind: row.kind?,
                key: row.key?,
                id: row.id?,
                by: row.by,
                number: row.number,
                status: row.status,
                word: row.word,
                amount: row.amount,
                day: row.day,
                body: row.body,
                flag: row.flag,
                columns: row.columns,
            })
        })
        .collect();
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = lines.len() > size;
    lines.truncate(size);
    let next = match lines.last().filter(|_| has_more) {
        Some(last) => Some(StoryCursor {
            at: last.at,
            kind: known(&last.kind, StoryKind::from_name)?,
            key: last.key.clone(),
        }),
        None => None,
    };
    Ok(Story {
        entries: lines.into_iter().map(entry).collect::<Result<_>>()?,
        next,
        counts,
    })
}

/// The value a word of the database names.
fn known<T>(word: &str, from: fn(&str) -> Option<T>) -> Result<T> {
    from(word).ok_or_else(|| Error::Internal(format!("unknown word {word} in a customer's story")))
}

fn entry(line: Line) -> Result<StoryEntry> {
    let status = line.status.unwrap_or_default();
    let word = line.word.unwrap_or_default();
    let number = line.number.unwrap_or_default();
    let body = line.body;
    let amount = Rupiah(line.amount.unwrap_or_default());
    let item = match known(&line.kind, StoryKind::from_name)? {
        StoryKind::Note => StoryItem::Note {
            body: body.unwrap_or_default(),
        },
        StoryKind::Ticket => StoryItem::Ticket {
            id: TicketId(line.id),
            number,
            work: known(&word, TicketType::from_name)?,
            status: known(&status, TicketStatus::from_name)?,
            about: body.unwrap_or_default(),
        },
        StoryKind::Invoice => StoryItem::Invoice {
            id: InvoiceId(line.id),
            number,
            status: known(&status, InvoiceStatus::from_name)?,
            total: amount,
            due_on: line.day,
        },
        StoryKind::Payment => StoryItem::Payment {
            id: PaymentId(line.id),
            number,
            status: known(&status, PaymentStatus::from_name)?,
            method: known(&word, PaymentMethod::from_name)?,
            amount,
        },
        StoryKind::Service => StoryItem::Service {
            id: ServiceId(line.id),
            status: known(&status, ServiceStatus::from_name)?,
            package: number,
            place: body.unwrap_or_default(),
        },
        StoryKind::Registration => StoryItem::Registration {
            id: RegistrationId(line.id),
            number,
            status: known(&status, RegistrationStatus::from_name)?,
        },
        StoryKind::Message => StoryItem::Message {
            id: MessageId(line.id),
            status: known(&status, MessageStatus::from_name)?,
            about: body.unwrap_or_default(),
        },
        StoryKind::File => StoryItem::File {
            id: FileId(known(&line.key, |key| key.parse().ok())?),
            name: body.unwrap_or_default(),
            mime: word,
            size: amount.0,
            evidence: line.flag.unwrap_or_default(),
            // A ticket has a number.
            ticket: (!number.is_empty()).then_some((TicketId(line.id), number)),
        },
        StoryKind::Change => StoryItem::Change {
            id: line.id,
            record: word,
            action: status,
            columns: line.columns.unwrap_or_default(),
            reason: body,
        },
    };
    Ok(StoryEntry {
        at: line.at,
        by: line.by,
        item,
    })
}

/// What was billed and paid in each month from `first` to `last`, both the first day of theirs.
pub async fn months(
    db: &mut PgConnection,
    customer: CustomerId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<MonthMoney>> {
    let rows = sqlx::query!(
        r#"with zone as materialized (select app.business_zone() as name),
             month as (select g::date as first, (g + interval '1 month')::date as next from generate_series($2::date::timestamp, $3::date::timestamp, interval '1 month') g)
           select m.first as "month!",
             coalesce((select sum(i.total) from invoices i where i.customer_id = $1 and i.status not in ('draft', 'void')
                         and i.issued_on >= m.first and i.issued_on < m.next), 0)::bigint as "billed!",
             coalesce((select sum(p.amount) from payments p where p.customer_id = $1 and p.status = 'verified'
                         and p.received_at >= m.first::timestamp at time zone z.name and p.received_at < m.next::timestamp at time zone z.name), 0)::bigint
               as "paid!"
           from month m, zone z order by m.first"#,
        customer.0,
        first,
        last
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| MonthMoney {
            month: row.month,
            billed: Rupiah(row.billed),
            paid: Rupiah(row.paid),
        })
        .collect())
}
