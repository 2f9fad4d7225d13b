//! SQL of the work of a day. What somebody may not see is not in it: the policies of tickets, customers and services hold.

use chrono::{DateTime, NaiveDate, Utc};
use model::{
    ids::{RegistrationId, StaffId, TicketId, ZoneId},
    registrations::Address,
    states::{Priority, Slot, TicketStatus, TicketType},
    workload::{Load, MySurvey, MyTicket, Turn, Unassigned, ZoneWork},
};
use sqlx::PgConnection;

use crate::error::{Error, Result};

/// The value a word of the database names.
fn known<T>(word: &str, from: fn(&str) -> Option<T>) -> Result<T> {
    from(word).ok_or_else(|| Error::Internal(format!("unknown word {word} in a ticket")))
}

/// Open tickets the caller leads or helps with, in the order of the day.
///
/// An installation has the day and slot the applicant wants; it is late by its due time all the same. Customers and
/// connections are looked up one by one (`offset 0`): a technician's policies on them ask about every ticket he ever had, and a
/// join over whole tables would ask that of every customer of the company.
pub async fn my_tickets(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Vec<MyTicket>> {
    let rows = sqlx::query!(
        r#"with zone as materialized (select app.business_zone() as name), mine as materialized (
             select t.id, t.number, t.kind, t.status, t.priority, t.due_at, t.description, t.customer_id, t.service_id, t.odp_id,
                    t.lead_id is not distinct from (select app.staff_id()) as leads, r.preferred_date, r.preferred_slot,
                    case when t.status = 'on_hold' then 'waiting'
                         when t.due_at < $1 then 'late'
                         when t.status = 'in_progress' or r.preferred_date <= $2 or (t.due_at at time zone zone.name)::date <= $2 then 'today'
                         else 'later' end as turn
             from zone cross join tickets t
               left join lateral (select o.preferred_date, o.preferred_slot from registrations o where o.id = t.registration_id offset 0) r on true
             where t.status in ('assigned', 'in_progress', 'on_hold')
               and t.id in (select l.id from tickets l where l.lead_id = (select app.staff_id()) and l.status in ('assigned', 'in_progress', 'on_hold')
                            union select h.ticket_id from ticket_helpers h where h.staff_id = (select app.staff_id()))),
           day as materialized (
             select m.*, row_number() over (
               order by array_position('{late,today,later,waiting}'::text[], m.turn),
                        case when m.turn = 'later' then m.preferred_date end nulls last,
                        case when m.turn <> 'late' then array_position('{morning,midday,afternoon}'::text[], m.preferred_slot) end nulls last,
                        m.due_at nulls last, m.id) as place
             from mine m order by place limit 200)
           select d.id as "id!", d.number as "number!", d.kind as "kind!", d.status as "status!", d.priority as "priority!", d.turn as "turn!",
                  d.leads as "leads!", d.due_at, d.preferred_date as "day?", d.preferred_slot as "slot?", coalesce(c.name, o.code) as "customer?", c.phone as "phone?",
                  coalesce(s.street, o.place) as "street?", s.rt as "rt?", s.rw as "rw?", s.kelurahan as "kelurahan?", s.kecamatan as "kecamatan?", s.city as "city?",
                  s.province as "province?", s.package as "package?", d.description as "about!"
           from day d
             left join lateral (select v.name, (select k.phone from contacts k where k.id = v.contact_id) as phone
                                from customers v where v.id = d.customer_id offset 0) c on true
             left join lateral (select v.*, p.name as package from services v join packages p on p.id = v.package_id
                                where v.id = d.service_id offset 0) s on true
             left join odps o on o.id = d.odp_id
           order by d.place"#,
        now,
        today
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(MyTicket {
                id: TicketId(row.id),
                number: row.number,
                work: known(&row.kind, TicketType::from_name)?,
                status: known(&row.status, TicketStatus::from_name)?,
                priority: known(&row.priority, Priority::from_name)?,
                turn: known(&row.turn, Turn::from_name)?,
                leads: row.leads,
                due_at: row.due_at,
                day: row.day,
                slot: row.slot.as_deref().and_then(Slot::from_name),
                customer: row.customer,
                phone: row.phone,
                address: row.street.map(|street| Address {
                    street,
                    rt: row.rt.unwrap_or_default(),
                    rw: row.rw.unwrap_or_default(),
                    kelurahan: row.kelurahan.unwrap_or_default(),
                    kecamatan: row.kecamatan.unwrap_or_default(),
                    city: row.city.unwrap_or_default(),
                    province: row.province.unwrap_or_default(),
                }),
                package: row.package,
                about: row.about,
            })
        })
        .collect()
}

/// Planned surveys of the caller, by day and slot.
pub async fn my_surveys(db: &mut PgConnection) -> Result<Vec<MySurvey>> {
    let rows = sqlx::query!(
        r#"select r.id, r.number, r.name, r.phone, r.street, r.rt, r.rw, r.kelurahan, r.kecamatan, r.city, r.province, p.name as package,
                  r.preferred_date, r.preferred_slot, r.note
           from registrations r join packages p on p.id = r.package_id
           where r.technician_id = (select app.staff_id()) and r.status = 'survey_scheduled'
           order by r.preferred_date nulls last, array_position('{morning,midday,afternoon}'::text[], r.preferred_slot) nulls last, r.id limit 100"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| MySurvey {
            id: RegistrationId(row.id),
            number: row.number,
            name: row.name,
            phone: row.phone,
            address: Address {
                street: row.street,
                rt: row.rt,
                rw: row.rw,
                kelurahan: row.kelurahan,
                kecamatan: row.kecamatan,
                city: row.city,
                province: row.province,
            },
            package: row.package,
            day: row.preferred_date,
            slot: row.preferred_slot.as_deref().and_then(Slot::from_name),
            note: row.note,
        })
        .collect())
}

/// Zones the caller looks after (all for who sees the company) with what there is to do in them.
pub async fn zones(db: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<ZoneWork>> {
    let rows = sqlx::query!(
        r#"select z.id, z.name, count(t.id) as "open!", count(t.id) filter (where t.due_at < $1 and t.status <> 'on_hold') as "late!",
                  count(t.id) filter (where t.status = 'open') as "unassigned!"
           from zones z left join tickets t on t.zone_id = z.id and t.status in ('open', 'assigned', 'in_progress', 'on_hold')
           where (select app.sees_all()) or z.id = any ((select app.my_zones())::bigint[]) group by z.id, z.name order by z.name"#,
        now
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ZoneWork {
            id: ZoneId(row.id),
            name: row.name,
            open: row.open,
            late: row.late,
            unassigned: row.unassigned,
        })
        .collect())
}

/// Tickets nobody has, the most pressing first.
pub async fn unassigned(
    db: &mut PgConnection,
    zone: Option<ZoneId>,
    now: DateTime<Utc>,
) -> Result<Vec<Unassigned>> {
    let rows = sqlx::query!(
        r#"select t.id, t.number, t.kind, t.priority, coalesce(c.name, o.code) as "customer?", s.kecamatan as "kecamatan?", z.name as zone, t.created_at, t.due_at,
                  coalesce(t.due_at < $2, false) as "is_late!"
           from tickets t join zones z on z.id = t.zone_id left join customers c on c.id = t.customer_id left join services s on s.id = t.service_id
             left join odps o on o.id = t.odp_id
           where t.status = 'open' and ($1::bigint is null or t.zone_id = $1) order by t.due_at nulls last, t.id limit 20"#,
        zone.map(|zone| zone.0),
        now
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Unassigned {
                id: TicketId(row.id),
                number: row.number,
                work: known(&row.kind, TicketType::from_name)?,
                priority: known(&row.priority, Priority::from_name)?,
                customer: row.customer,
                kecamatan: row.kecamatan,
                zone: row.zone,
                created_at: row.created_at,
                due_at: row.due_at,
                is_late: row.is_late,
            })
        })
        .collect()
}

/// Technicians of the caller's zones, and whoever leads a ticket there, the most laden first.
pub async fn technicians(
    db: &mut PgConnection,
    zone: Option<ZoneId>,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Vec<Load>> {
    let rows = sqlx::query!(
        r#"with zone as materialized (
             select z.id, z.name from zones z
             where ((select app.sees_all()) or z.id = any ((select app.my_zones())::bigint[])) and ($1::bigint is null or z.id = $1)),
           load as materialized (
             select t.lead_id, count(*) as open, count(*) filter (where t.due_at < $2 and t.status <> 'on_hold') as late,
                    count(*) filter (where t.due_at >= $2 and t.status <> 'on_hold'
                                       and (t.due_at at time zone (select app.business_zone()))::date = $3) as today,
                    count(*) filter (where t.status = 'on_hold') as waiting
             from tickets t where t.status in ('assigned', 'in_progress', 'on_hold') and t.zone_id in (select id from zone) group by t.lead_id)
           select s.id, s.name, s.phone,
                  array(select y.name from staff_zones x join zones y on y.id = x.zone_id where x.staff_id = s.id order by 1) as "zones!",
                  coalesce(l.open, 0) as "open!", coalesce(l.late, 0) as "late!", coalesce(l.today, 0) as "today!", coalesce(l.waiting, 0) as "waiting!"
           from staff s left join load l on l.lead_id = s.id
           where l.open is not null
              or (s.active and s.role = 'technician' and s.id in (select x.staff_id from staff_zones x where x.zone_id in (select id from zone)))
           order by coalesce(l.late, 0) desc, coalesce(l.open, 0) desc, s.name, s.id"#,
        zone.map(|zone| zone.0),
        now,
        today
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Load {
            id: StaffId(row.id),
            name: row.name,
            phone: row.phone,
            zones: row.zones,
            open: row.open,
            late: row.late,
            today: row.today,
            waiting: row.waiting,
        })
        .collect())
}
