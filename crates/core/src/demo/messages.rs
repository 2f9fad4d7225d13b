//! Messages of the demo: some weeks of what was said about invoices, payments and tickets, in every state, and a broadcast that is
//! under way. They went by the gateway that sends nothing, so nobody is ever written to.
//!
//! Nothing is thrown: the place of a message decides how far it came.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::error::Result;

/// Days of messages before the last one.
const DAYS: i32 = 28;

/// The gateway, the team's group, and all messages with what is known of their tries.
pub(crate) async fn write(db: &mut PgConnection, today: NaiveDate) -> Result<()> {
    // The rate's rows are made by a trigger that sleeps while the past is written.
    sqlx::query!(
        "with way as (insert into gateways (id, kind, checked_at) values (1, 'log', clock_timestamp()) returning id, rate),
              rules as (update queue_rules set group_address = '120363020304050607@g.us')
         insert into queue_tokens (gateway, slot) select way.id, n from way, generate_series(1, way.rate) n"
    )
    .execute(&mut *db)
    .await?;
    said(db, today).await?;
    tried(db).await?;
    sqlx::query!(
        "insert into message_optouts (recipient, category, how, by_staff, since)
         select m.recipient, app.message_category(m.template), 'reply', null, min(m.queued_at) - interval '3 days' from messages m
         where m.status = 'opted_out' and app.message_category(m.template) is not null group by 1, 2"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into queue_jobs (lane, attempt, run_at, created_at, expires_at, message_id, recipient)
         select l.lane, m.attempts, coalesce(m.scheduled_at, m.queued_at), m.queued_at, greatest(coalesce(m.scheduled_at, m.queued_at), clock_timestamp()) + l.life,
                m.id, m.recipient
         from messages m join queue_lanes l on l.class = m.class where m.status = 'queued' order by m.id"
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Who was written to about what, when, and how far each message came.
async fn said(db: &mut PgConnection, today: NaiveDate) -> Result<()> {
    sqlx::query!(
        "with people as (select c.id, c.name, c.zone_id, k.phone from customers c join contacts k on k.id = c.contact_id),
         zone as (select app.business_zone() as name, clock_timestamp() as now),
         told as (
           select 'notification' as class, 'invoice_issued' as template, p.phone, p.name, p.id as customer_id, null::bigint as ticket_id, i.id as invoice_id, p.zone_id,
                  'invoice_issued' as cause, ((i.issued_on + time '08:00') at time zone z.name) + i.id % 600 * interval '1 s' as at,
                  'Halo ' || p.name || E',\\n\\nTagihan internet *' || i.number || '* sudah terbit.\\nJumlah: *Rp ' || replace(to_char(i.total, 'FM999,999,999'), ',', '.')
                    || '*\\nJatuh tempo: *' || to_char(i.due_on, 'DD-MM-YYYY') || E'*\\n\\nTerima kasih.\\nAGLIS Contoh' as body
             from invoices i join people p on p.id = i.customer_id cross join zone z where i.issued_on > $1::date - $2::int and i.status <> 'draft'
           union all
           select 'notification', 'reminder_1', p.phone, p.name, p.id, null, i.id, p.zone_id, 'invoice_issued',
                  ((i.due_on - 2 + time '09:30') at time zone z.name) + i.id % 600 * interval '1 s',
                  'Halo ' || p.name || E',\\n\\nSekadar mengingatkan: tagihan *' || i.number || '* sebesar *Rp ' || replace(to_char(i.total - i.paid, 'FM999,999,999'), ',', '.')
                    || '* jatuh tempo pada *' || to_char(i.due_on, 'DD-MM-YYYY') || E'*.\\n\\nAGLIS Contoh'
             from invoices i join people p on p.id = i.customer_id cross join zone z
             where i.status in ('issued', 'overdue', 'partial') and i.due_on - 2 between $1::date - $2::int and $1::date - 1
           union all
           select 'notification', 'payment_received', p.phone, p.name, p.id, null, a.invoice_id, p.zone_id, 'payment_received', y.received_at + interval '5 s',
                  'Halo ' || p.name || E',\\n\\nTerima kasih. Pembayaran *Rp ' || replace(to_char(y.amount, 'FM999,999,999'), ',', '.') || E'* sudah kami terima.\\n\\nAGLIS Contoh'
             from payments y join people p on p.id = y.customer_id join payment_allocations a on a.payment_id = y.id
             where y.received_at > $1::date - $2::int
           union all
           select 'notification', 'ticket_assigned', p.phone, p.name, p.id, t.id, null, t.zone_id, 'ticket_assigned', t.created_at + interval '20 min',
                  'Halo ' || p.name || E',\\n\\nTiket *' || t.number || '* sudah kami serahkan kepada teknisi *' || s.name || E'*.\\n\\nAGLIS Contoh'
             from tickets t join people p on p.id = t.customer_id join staff s on s.id = t.lead_id where t.created_at > $1::date - $2::int
           union all
           select 'group', 'group_alert', '120363020304050607@g.us', 'Tim teknisi', t.customer_id, t.id, null, t.zone_id, 'ticket_opened', t.created_at + interval '1 s',
                  '*Perhatian: ' || t.number || E'*\\n' || t.description
             from tickets t where t.created_at > $1::date - $2::int and t.priority in ('high', 'urgent')
           union all
           select 'otp', 'otp', r.phone, r.name, null, null, null, r.zone_id, 'phone_check', r.created_at + interval '1 min',
                  E'Kode masuk Anda: *••••••*\\n\\nBerlaku 5 menit. Jangan berikan kode ini kepada siapa pun, termasuk petugas AGLIS Contoh.'
             from registrations r where r.created_at > $1::date - $2::int
           union all
           select 'bulk', 'broadcast', p.phone, p.name, p.id, null, null, p.zone_id, 'by_hand', z.now - interval '55 min' + p.place * interval '22 s',
                  'Halo ' || p.name || E',\\n\\nBesok pukul 01.00–04.00 ada pemeliharaan jaringan di wilayah Anda.\\n\\nAGLIS Contoh'
             from (select *, row_number() over (order by id) as place from people where zone_id = 1 order by id limit 180) p cross join zone z),
         placed as (
           -- Nothing lies in the future but what waits.
           select t.*, row_number() over (order by t.at, t.invoice_id, t.ticket_id, t.phone) as n, least(t.at, z.now) as said_at, t.at > z.now as ahead, z.now
             from told t cross join zone z where t.at < z.now + case when t.class in ('otp', 'group') then interval '0' else interval '1 h' end),
         come as (
           select p.*, case when p.ahead then 'queued' when p.class = 'otp' then (array['read', 'delivered', 'read', 'expired'])[1 + p.n % 4]
                            when p.class = 'group' then (array['sent', 'delivered'])[1 + p.n % 2]
                            when p.n % 100 < 52 then 'read' when p.n % 100 < 80 then 'delivered' when p.n % 100 < 91 then 'sent' when p.n % 100 < 94 then 'accepted'
                            when p.n % 100 < 96 then 'failed' when p.n % 100 = 96 and p.said_at > p.now - interval '4 days' then 'unknown' when p.n % 100 = 97 then 'expired'
                            when p.n % 100 = 98 then 'cancelled' when p.n % 100 = 99 then 'opted_out' else 'read' end as status
             from placed p)
         insert into messages (id, class, template, template_version, recipient, recipient_name, body, status, reason, customer_id, ticket_id, invoice_id, zone_id, caused_by,
                               gateway, gateway_ref, attempts, scheduled_at, queued_at, sent_at, delivered_at, read_at, unknown_at, ended_at, cause, exempt)
           overriding system value
         select c.n, c.class, c.template, 1, c.phone, c.name, c.body, c.status,
                case c.status when 'failed' then (array['TARGET_INVALID: target invalid', 'TARGET_INVALID: target invalid', 'REQUEST_INVALID: input invalid', 'HELD_BACK'])[1 + c.n / 100 % 4]
                              when 'unknown' then 'NO_ANSWER' end,
                c.customer_id, c.ticket_id, c.invoice_id, c.zone_id, null,
                case when c.status not in ('queued', 'cancelled', 'opted_out', 'expired') then '1' end,
                case when c.status in ('accepted', 'sent', 'delivered', 'read') then 'log-' || c.n end,
                case when c.status in ('queued', 'cancelled', 'opted_out', 'expired') then 0 else 1 end,
                case when c.ahead then c.at end, c.said_at,
                case when c.status in ('sent', 'delivered', 'read') then c.said_at + interval '4 s' end,
                case when c.status in ('delivered', 'read') then c.said_at + interval '9 s' end,
                case when c.status = 'read' then least(c.now, c.said_at + (1 + c.n % 90) * interval '1 min') end,
                case when c.status = 'unknown' then c.said_at + interval '20 s' end,
                case when c.status in ('failed', 'opted_out') then c.said_at + interval '3 s' when c.status = 'cancelled' then c.said_at + interval '40 s'
                     when c.status = 'expired' then least(c.now, c.said_at + interval '1 day') end,
                c.cause, c.class in ('otp', 'group')
         from come c order by c.n",
        today,
        DAYS
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("select setval(pg_get_serial_sequence('messages', 'id'), coalesce((select max(id) from messages), 1))")
        .fetch_one(db)
        .await?;
    Ok(())
}

/// One try of each message that was tried, and of some another before that was put off.
async fn tried(db: &mut PgConnection) -> Result<()> {
    sqlx::query!(
        "insert into queue_attempts (job_id, message_id, lane, attempt, gateway, outcome, error, queued_at, claimed_at, wire_at, ended_at)
         select m.id, m.id, l.lane, t.attempt, case when t.outcome not in ('expired', 'cancelled', 'opted_out') then 1::smallint end, t.outcome, t.error, m.queued_at,
                t.claimed_at, t.claimed_at + interval '20 ms', coalesce(t.claimed_at + (200 + m.id % 700) * interval '1 ms', m.ended_at)
         from messages m join queue_lanes l on l.class = m.class cross join lateral (
           select case when m.status in ('accepted', 'sent', 'delivered', 'read') then 'accepted' else m.status end as outcome, m.reason as error,
                  (case when m.id % 40 = 7 then 2 when m.attempts = 0 then 0 else 1 end)::smallint as attempt,
                  case when m.attempts > 0 then m.queued_at + (300 + m.id % 1700) * interval '1 ms' + (m.id % 40 = 7)::int * interval '2.1 s' end as claimed_at
           union all
           select 'retry', 'RATE_LIMITED', 1::smallint, m.queued_at + interval '400 ms' where m.id % 40 = 7 and m.attempts > 0) t
         where m.status <> 'queued' and m.queued_at > clock_timestamp() - interval '30 days' order by m.id"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("update messages set attempts = 2 where id % 40 = 7 and attempts = 1")
        .execute(db)
        .await?;
    Ok(())
}
