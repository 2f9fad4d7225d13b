//! The board: counts of its columns, cards of one of them, marks on the cards; and the stages of one application.

use chrono::{DateTime, Utc};
use model::{
    ids::{RegistrationId, ZoneId},
    registrations::{BoardCard, BoardCards, BoardColumn, BoardCursor, ListBoardCards, Stage},
    states::{RegistrationStatus, Slot},
};
use sqlx::PgConnection;

use super::twins::perhaps_here;
use crate::error::{Error, Result};

/// How many applications are in each state, and for how many days the longest of them.
pub async fn board(
    db: &mut PgConnection,
    zone: Option<ZoneId>,
    now: DateTime<Utc>,
) -> Result<Vec<BoardColumn>> {
    let rows = sqlx::query!(
        r#"select r.status, count(*) as "count!",
                  (select app.business_day($2)) - (min(r.status_since) at time zone (select app.business_zone()))::date as "longest!"
           from registrations r where $1::bigint is null or r.zone_id = $1 group by r.status"#,
        zone.map(|zone| zone.0),
        now
    )
    .fetch_all(db)
    .await?;
    Ok(RegistrationStatus::ALL
        .iter()
        .map(|status| {
            let found = rows.iter().find(|row| row.status == status.name());
            BoardColumn {
                status: *status,
                count: found.map_or(0, |row| row.count),
                longest: found
                    .filter(|_| status.is_open())
                    .map(|row| i64::from(row.longest.max(0))),
            }
        })
        .collect())
}

/// One page of a column. The page is cut by the index of states before anything else is looked up for it.
pub async fn cards(
    db: &mut PgConnection,
    asked: &ListBoardCards,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<BoardCards> {
    let newest_first = !asked.status.is_open();
    let rows = sqlx::query!(
        r#"with page as materialized (
             (select r.id from registrations r
              where not $3 and r.status = $1 and ($2::bigint is null or r.zone_id = $2)
                and ($4::timestamptz is null or (r.status_since, r.id) > ($4, $5::bigint)) order by r.status_since, r.id limit $6)
             union all
             (select r.id from registrations r
              where $3 and r.status = $1 and ($2::bigint is null or r.zone_id = $2)
                and ($4::timestamptz is null or (r.status_since, r.id) < ($4, $5::bigint)) order by r.status_since desc, r.id desc limit $6))
           select r.id, r.number, r.name, p.name as package, r.kecamatan, z.name as zone, r.status_since, r.preferred_date, r.preferred_slot,
                  (select app.business_day($7)) - (coalesce(
                    (select max(e.at) from timeline e where e.registration_id = r.id
                       and e.event = case r.status when 'pending_verification' then 'created' else r.status end), r.status_since)
                    at time zone (select app.business_zone()))::date as "days!",
                  coalesce((select l.name from tickets t join staff l on l.id = t.lead_id where t.registration_id = r.id and t.kind = 'installation'
                            order by t.id desc limit 1), y.name) as technician
           from page join registrations r on r.id = page.id join packages p on p.id = r.package_id join zones z on z.id = r.zone_id
             left join staff y on y.id = r.technician_id
           order by case when $3 then r.status_since end desc, case when $3 then r.id end desc, r.status_since, r.id"#,
        asked.status.name(),
        asked.zone.map(|zone| zone.0),
        newest_first,
        asked.after.map(|after| after.since),
        asked.after.map(|after| after.id.0),
        i64::from(limit) + 1,
        now
    )
    .fetch_all(&mut *db)
    .await?;
    let mut cards: Vec<BoardCard> = rows
        .into_iter()
        .map(|row| BoardCard {
            id: RegistrationId(row.id),
            number: row.number,
            name: row.name,
            package: row.package,
            kecamatan: row.kecamatan,
            zone: row.zone,
            since: row.status_since,
            days: i64::from(row.days.max(0)),
            day: row.preferred_date,
            slot: row.preferred_slot.as_deref().and_then(Slot::from_name),
            technician: row.technician,
            is_perhaps_here: false,
        })
        .collect();
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = cards.len() > size;
    cards.truncate(size);
    let next = cards.last().filter(|_| has_more).map(|last| BoardCursor {
        since: last.since,
        id: last.id,
    });
    let ids: Vec<i64> = cards.iter().map(|card| card.id.0).collect();
    let twins = perhaps_here(db, &ids).await?;
    for card in &mut cards {
        card.is_perhaps_here = twins.contains(&card.id.0);
    }
    Ok(BoardCards { cards, next })
}

/// The states an application went through, oldest first, with the days each lasted until the next one or until now.
pub async fn stages(
    db: &mut PgConnection,
    id: RegistrationId,
    now: DateTime<Utc>,
) -> Result<Vec<Stage>> {
    let rows = sqlx::query!(
        r#"with zone as materialized (select app.business_zone() as name),
             stage as (select e.event, e.at, lead(e.at) over (order by e.id) as until, e.id from timeline e
                       where e.registration_id = $1 and e.event <> 'note')
           select s.event, s.at, s.until is not null as "is_over!",
                  (coalesce(s.until, $2) at time zone z.name)::date - (s.at at time zone z.name)::date as "days!"
           from stage s, zone z order by s.id limit 50"#,
        id.0,
        now
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let status = match row.event.as_str() {
                "created" => RegistrationStatus::PendingVerification,
                event => RegistrationStatus::from_name(event)
                    .ok_or_else(|| Error::Internal(format!("unknown state {event}")))?,
            };
            Ok(Stage {
                status,
                since: row.at,
                days: i64::from(row.days.max(0)),
                is_over: row.is_over,
            })
        })
        .collect()
}
