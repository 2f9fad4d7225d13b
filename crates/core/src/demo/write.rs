//! SQL of the demo data: the whole history in a few statements, ids given by us so that records find each other.
//!
//! Only the administrator of the cluster can do this: past dates and final states stand in columns nobody else may write.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, types::Json};

use super::{
    history::{self, History},
    people::AREAS,
};
use crate::{error::Result, imports::numbers};

const ODPS_PER_ZONE: i32 = 48;
const PORTS: i32 = 16;

/// Zones, packages with their prices, and distribution points.
pub(crate) async fn surroundings(db: &mut PgConnection, today: NaiveDate) -> Result<()> {
    let names: Vec<String> = AREAS.iter().map(|area| area.name.to_owned()).collect();
    sqlx::query!("insert into zones (id, name) overriding system value select ord, name from unnest($1::text[]) with ordinality u (name, ord)", &names)
        .execute(&mut *db)
        .await?;
    for (id, (code, name, down, up, fee, before, since)) in (1_i64..).zip(history::PACKAGES) {
        sqlx::query!(
            "insert into packages (id, code, name, down_mbps, up_mbps, set_up_fee) overriding system value values ($1, $2, $3, $4, $5, $6)",
            id,
            code,
            name,
            down,
            up,
            fee
        )
        .execute(&mut *db)
        .await?;
        sqlx::query!(
            "insert into package_prices (package_id, valid_from, monthly_price) values ($1, '2020-01-01', $2), ($1, $3, $4)",
            id,
            before,
            history::price_change(today),
            since
        )
        .execute(&mut *db)
        .await?;
    }
    sqlx::query!(
        "insert into odps (id, zone_id, code, ports) overriding system value
         select (z.id - 1) * $1 + n, z.id, 'ODP-' || upper(left(regexp_replace(z.name, '^.* ', ''), 3)) || '-' || lpad(n::text, 3, '0'), $2
         from zones z, generate_series(1, $1) n",
        ODPS_PER_ZONE,
        PORTS
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Turns the rules that watch every single row on or off: triggers, and with them foreign keys and the audit trail.
///
/// A made-up past is no deed of anybody that the trail should hold, its records are made whole, and watching a hundred thousand
/// rows takes longer than anybody waits for a demo.
pub(crate) async fn rules(db: &mut PgConnection, on: bool) -> Result<()> {
    let role = if on { "origin" } else { "replica" };
    sqlx::query!(
        "select set_config('session_replication_role', $1, true)",
        role
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// Contacts, customers, services and the applications they came from.
pub(crate) async fn homes(db: &mut PgConnection, history: &History) -> Result<()> {
    let homes = Json(&history.homes);
    sqlx::query!(
        "insert into contacts (id, name, phone, email, created_at) overriding system value
         select id, name, phone, email, applied_at
         from jsonb_to_recordset($1) as r (id bigint, name text, phone text, email text, applied_at timestamptz)",
        homes as _
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into contact_identities (contact_id, nik) select id, nik from jsonb_to_recordset($1) as r (id bigint, nik text)",
        homes as _
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into customers (id, code, contact_id, name, status, zone_id, tags, created_at, updated_at) overriding system value
         select r.id, n.code, r.id, r.name, r.status, r.zone, r.tags, r.applied_at + interval '1 day', r.applied_at + interval '1 day'
         from jsonb_to_recordset($1) as r (id bigint, name text, status text, zone bigint, tags text[], applied_at timestamptz)
         join app.next_numbers('AGLS', now(), $2) with ordinality n (code, ord) on n.ord = r.id",
        homes as _,
        i32::try_from(history.homes.len()).unwrap_or(i32::MAX)
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into services (id, customer_id, package_id, zone_id, status, street, rt, rw, kelurahan, kecamatan, city, province, lat, lon, odp_id,
                               odp_port, activated_on, terminated_on, created_at, updated_at) overriding system value
         select id, id, package, zone, status, street, rt, rw, kelurahan, kecamatan, city, province, lat, lon,
                case when connected then (zone - 1) * $2 + (place - 1) / $3 + 1 end, case when connected then ((place - 1) % $3 + 1)::int end,
                activated_on, terminated_on, applied_at + interval '1 day', applied_at + interval '1 day'
         from (select r.*, r.status in ('active', 'suspended') as connected,
                      row_number() over (partition by r.zone, r.status in ('active', 'suspended') order by r.id) as place
               from jsonb_to_recordset($1) as r (id bigint, package bigint, zone bigint, status text, street text, rt text, rw text, kelurahan text,
                 kecamatan text, city text, province text, lat double precision, lon double precision, activated_on date, terminated_on date,
                 applied_at timestamptz)) r",
        homes as _,
        i64::from(ODPS_PER_ZONE),
        i64::from(PORTS)
    )
    .execute(&mut *db)
    .await?;
    let days: Vec<NaiveDate> = history
        .homes
        .iter()
        .map(|home| local_day(home.applied_at))
        .collect();
    let given = numbers(db, "REG", &days).await?;
    sqlx::query!(
        "insert into registrations (id, number, status, status_since, name, phone, email, street, rt, rw, kelurahan, kecamatan, city, province,
                                    zone_id, package_id, preferred_slot, customer_id, service_id, created_at, updated_at) overriding system value
         select r.id, n.number, case when r.activated_on is null then 'approved' else 'installed' end,
                coalesce((r.activated_on + time '14:00') at time zone app.business_zone(), r.applied_at + interval '4 hours'),
                r.name, r.phone, r.email, r.street, r.rt, r.rw, r.kelurahan, r.kecamatan, r.city, r.province, r.zone, r.package,
                (array['morning', 'midday', 'afternoon'])[r.id % 3 + 1], r.id, r.id, r.applied_at, r.applied_at
         from jsonb_to_recordset($1) as r (id bigint, name text, phone text, email text, street text, rt text, rw text, kelurahan text, kecamatan text,
           city text, province text, zone bigint, package bigint, activated_on date, applied_at timestamptz)
         join unnest($2::text[]) with ordinality n (number, ord) on n.ord = r.id order by r.id",
        homes as _,
        &given
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Applications that are no customers.
pub(crate) async fn applicants(db: &mut PgConnection, history: &History) -> Result<()> {
    let days: Vec<NaiveDate> = history
        .applicants
        .iter()
        .map(|applicant| local_day(applicant.applied_at))
        .collect();
    let given = numbers(db, "REG", &days).await?;
    sqlx::query!(
        "with r as (
           select r.*, n.number, row_number() over () + $3 as id
           from rows from (jsonb_to_recordset($1) as (name text, phone text, email text, nik text, street text, rt text, rw text, kelurahan text,
             kecamatan text, city text, province text, zone bigint, package bigint, status text, reason text, applied_at timestamptz,
             status_since timestamptz, preferred_date date)) with ordinality r (name, phone, email, nik, street, rt, rw, kelurahan, kecamatan, city,
             province, zone, package, status, reason, applied_at, status_since, preferred_date, ord)
           join unnest($2::text[]) with ordinality n (number, ord) using (ord)),
         made as (
           insert into registrations (id, number, status, status_since, status_reason, name, phone, email, street, rt, rw, kelurahan, kecamatan, city,
                                      province, zone_id, package_id, preferred_date, preferred_slot, created_at, updated_at) overriding system value
           select id, number, status, status_since, reason, name, phone, email, street, rt, rw, kelurahan, kecamatan, city, province, zone, package,
                  preferred_date, (array['morning', 'midday', 'afternoon'])[id % 3 + 1], applied_at, status_since from r order by id)
         insert into registration_identities (registration_id, nik) select id, nik from r",
        Json(&history.applicants) as _,
        &given,
        i64::try_from(history.homes.len()).unwrap_or(i64::MAX)
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update registrations r set technician_id = (
           select z.staff_id from staff_zones z join staff s on s.id = z.staff_id and s.role = 'technician' where z.zone_id = r.zone_id
           order by z.staff_id limit 1)
         where r.status in ('survey_scheduled', 'survey_completed')"
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Tickets; the technicians look after neighbouring zones, so that each zone has up to two of them.
pub(crate) async fn tickets(
    db: &mut PgConnection,
    history: &History,
    technicians: &[i64],
) -> Result<()> {
    let days: Vec<NaiveDate> = history
        .tickets
        .iter()
        .map(|ticket| local_day(ticket.created_at))
        .collect();
    let given = numbers(db, "TKT", &days).await?;
    sqlx::query!(
        "insert into tickets (number, kind, category, priority, status, customer_id, service_id, registration_id, zone_id, lead_id, description,
                              resolution, status_reason, hold_since, completed_at, closed_at, rating, created_at, updated_at)
         select n.number, r.kind, r.category, r.priority, r.status, s.customer_id, s.id, case when r.kind = 'installation' then s.id end, s.zone_id,
                case when r.status not in ('open', 'cancelled') then ($3::bigint[])[least(greatest(s.zone_id - n.ord % 2, 1), array_length($3, 1))] end,
                r.description, r.resolution, r.reason,
                case when r.status = 'on_hold' then r.created_at + interval '3 hours' end, r.completed_at, r.closed_at, r.rating, r.created_at,
                coalesce(r.closed_at, r.created_at)
         from rows from (jsonb_to_recordset($1) as (home bigint, kind text, category text, priority text, status text, reason text, description text,
           resolution text, created_at timestamptz, completed_at timestamptz, closed_at timestamptz, rating smallint)) with ordinality
           r (home, kind, category, priority, status, reason, description, resolution, created_at, completed_at, closed_at, rating, ord)
         join unnest($2::text[]) with ordinality n (number, ord) using (ord)
         join services s on s.id = r.home order by n.ord",
        Json(&history.tickets) as _,
        &given,
        technicians
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Invoices in their final state, with lines, payments and allocations.
pub(crate) async fn invoices(db: &mut PgConnection, history: &History, office: i64) -> Result<()> {
    let days: Vec<NaiveDate> = history
        .invoices
        .iter()
        .map(|invoice| invoice.issued_on)
        .collect();
    let given = numbers(db, "INV", &days).await?;
    sqlx::query!(
        "insert into invoices (id, number, kind, customer_id, service_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, tax_rate,
                               tax_base_num, tax_base_den, ppn, total, paid, created_at, updated_at) overriding system value
         select r.id, n.number, r.kind, s.customer_id, s.id, s.zone_id, r.period, r.status, r.issued_on, r.due_on, r.set_up_fee + r.price, r.dpp,
                (r.tax ->> 'rate')::numeric, (r.tax ->> 'num')::int, (r.tax ->> 'den')::int, r.ppn, r.total, r.paid, made.at, coalesce(r.paid_at, made.at)
         from jsonb_to_recordset($1) as r (id bigint, home bigint, kind text, period date, issued_on date, due_on date, set_up_fee bigint, price bigint,
           dpp bigint, tax jsonb, ppn bigint, total bigint, paid bigint, paid_at timestamptz, status text)
         join unnest($2::text[]) with ordinality n (number, ord) on n.ord = r.id
         join services s on s.id = r.home
         cross join lateral (select (r.issued_on + time '07:00') at time zone app.business_zone() as at) made",
        Json(&history.invoices) as _,
        &given
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into invoice_lines (invoice_id, position, description, quantity, unit_price, amount)
         select r.id, l.position, l.description, 1, l.price, l.price
         from jsonb_to_recordset($1) as r (id bigint, home bigint, period date, set_up_fee bigint, price bigint)
         join services s on s.id = r.home join packages p on p.id = s.package_id
         cross join lateral (values
           (1, p.name || ' – ' || (array['Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus', 'September', 'Oktober', 'November',
                                         'Desember'])[extract(month from r.period)] || ' ' || extract(year from r.period), r.price),
           (2, 'Biaya pemasangan', r.set_up_fee)) l (position, description, price)
         where l.price > 0",
        Json(&history.invoices) as _
    )
    .execute(&mut *db)
    .await?;
    let mut paid: Vec<_> = history
        .invoices
        .iter()
        .filter(|invoice| invoice.paid > 0)
        .collect();
    paid.sort_by_key(|invoice| (invoice.paid_at, invoice.id));
    let days: Vec<NaiveDate> = paid
        .iter()
        .filter_map(|invoice| invoice.paid_at.map(local_day))
        .collect();
    let given = numbers(db, "PAY", &days).await?;
    sqlx::query!(
        "insert into payments (id, number, customer_id, zone_id, amount, method, received_at, recorded_by, created_at, updated_at)
           overriding system value
         select r.id, n.number, s.customer_id, s.zone_id, r.paid, r.method, r.paid_at, $3, r.paid_at, r.paid_at
         from rows from (jsonb_to_recordset($1) as (id bigint, home bigint, paid bigint, paid_at timestamptz, method text)) with ordinality
           r (id, home, paid, paid_at, method, ord)
         join unnest($2::text[]) with ordinality n (number, ord) using (ord) join services s on s.id = r.home",
        Json(&paid) as _,
        &given,
        office
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into payment_allocations (payment_id, invoice_id, amount)
         select id, id, paid from jsonb_to_recordset($1) as r (id bigint, paid bigint)",
        Json(&paid) as _
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update customers c set outstanding = o.open
         from (select customer_id, sum(total - paid)::bigint as open from invoices where status in ('issued', 'partial', 'overdue') group by 1) o
         where c.id = o.customer_id"
    )
    .execute(&mut *db)
    .await?;
    // Whoever is blocked is so for what he owes, since the night on which that was a week late.
    sqlx::query!(
        "insert into isolirs (service_id, customer_id, since, kind, invoices, amount, oldest_due, lifts_at_payment)
         select s.id, s.customer_id, (min(i.due_on) + 7 + time '01:00') at time zone app.business_zone(), 'late', array_agg(i.id order by i.due_on), sum(i.total - i.paid),
           min(i.due_on), true
         from services s join invoices i on i.service_id = s.id and i.status in ('issued', 'partial', 'overdue')
         where s.status = 'suspended' group by s.id having (min(i.due_on) + 7 + time '01:00') at time zone app.business_zone() < now()"
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What people read about the past: each step with its day.
pub(crate) async fn timelines(db: &mut PgConnection, office: i64) -> Result<()> {
    sqlx::query!(
        "insert into timeline (registration_id, event, body, actor_id, at)
         select r.id, e.event, e.body, $1, e.at from registrations r cross join lateral (values
           ('created', null, r.created_at, true),
           ('verified', null, r.created_at + interval '2 hours', r.status not in ('pending_verification', 'rejected', 'cancelled')),
           ('survey_scheduled', null, r.created_at + interval '3 hours', r.status in ('survey_scheduled', 'survey_completed')),
           ('survey_completed', null, r.status_since, r.status = 'survey_completed'),
           ('approved', null, r.created_at + interval '4 hours', r.status in ('approved', 'installed')),
           (r.status, r.status_reason, r.status_since, r.status in ('installed', 'rejected', 'cancelled'))) e (event, body, at, happened)
         where e.happened order by e.at",
        office
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into timeline (ticket_id, event, body, actor_id, at)
         select t.id, e.event, e.body, e.actor, e.at from tickets t left join staff s on s.id = t.lead_id cross join lateral (values
           ('created', null, $1, t.created_at, true),
           ('assigned', s.name, $1, t.created_at + interval '20 minutes', t.lead_id is not null),
           ('in_progress', null, t.lead_id, coalesce(t.completed_at - interval '40 minutes', t.created_at + interval '2 hours'),
            t.status in ('in_progress', 'on_hold', 'completed', 'closed')),
           ('on_hold', t.status_reason, t.lead_id, t.hold_since, t.status = 'on_hold'),
           ('completed', t.resolution, t.lead_id, t.completed_at, t.completed_at is not null),
           ('closed', null, $1, t.closed_at, t.status = 'closed'),
           ('cancelled', t.status_reason, $1, t.created_at + interval '5 hours', t.status = 'cancelled')) e (event, body, actor, at, happened)
         where e.happened order by e.at",
        office
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ids that come after ours, and fresh statistics for the first lists.
pub(crate) async fn finish(db: &mut PgConnection) -> Result<()> {
    for table in [
        "zones",
        "packages",
        "odps",
        "contacts",
        "customers",
        "services",
        "registrations",
        "invoices",
        "payments",
    ] {
        // Names of our own tables, no input.
        let sql = format!(
            "select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
        );
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(&mut *db)
            .await?;
    }
    sqlx::query!("analyze").execute(db).await?;
    Ok(())
}

fn local_day(at: DateTime<Utc>) -> NaiveDate {
    model::format::Zone::Wib.day(at)
}
