//! Nothing is missed and nothing told twice, however many write at once, and what is heard meanwhile says nothing.

use aglis_core::changes::{Change, Patience, listen};
use model::{
    notifications::{CatchUpNotifications, CaughtUp, CountNotifications, event::NotificationEvent},
    topic::Topic,
};
use tokio::task::JoinSet;

use super::centre::Centre;
use crate::{ask::ask, change_path::next, support::database::PASSWORD};

/// Writers at once.
const WRITERS: usize = 8;
/// Events in all.
const EVENTS: i64 = 1_000;

#[tokio::test]
async fn a_thousand_events_by_many_writers_are_caught_up_with_once_each() {
    let centre = Centre::new().await;
    // Rini watches 40 tickets.
    centre
        .run(&format!(
            "insert into tickets (number, kind, zone_id) select 'TKT-T-' || g, 'maintenance', {} from generate_series(1, 40) g;
             insert into ticket_watchers select id, {} from tickets",
            centre.desk.zone, centre.rini.id
        ))
        .await;
    // One begins before all others and ends after them: its place must be the last and not the first.
    let mut first = centre.andi.pool.begin().await.unwrap();
    // However long the others take.
    sqlx::query("set local idle_in_transaction_session_timeout = 0")
        .execute(&mut *first)
        .await
        .unwrap();
    sqlx::query("insert into ticket_notes (ticket_id, body) values (1, 'lama')")
        .execute(&mut *first)
        .await
        .unwrap();
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let pool = if writer % 2 == 0 {
            centre.siti.pool.clone()
        } else {
            centre.admin.pool.clone()
        };
        writers.spawn(async move {
            // Four a statement; every fifth transaction changes its mind.
            let mut told = 0;
            for turn in 0.. {
                if told == EVENTS / WRITERS as i64 {
                    break;
                }
                let few = 4.min(EVENTS / WRITERS as i64 - told);
                let mut tx = pool.begin().await.unwrap();
                sqlx::query("insert into ticket_notes (ticket_id, body) select id, 'catatan' from tickets order by (id * $1) % 41 limit $2")
                    .bind(7 + turn)
                    .bind(few)
                    .execute(&mut *tx)
                    .await
                    .unwrap();
                if turn % 5 == 4 {
                    tx.rollback().await.unwrap();
                } else {
                    tx.commit().await.unwrap();
                    told += few;
                }
            }
        });
    }
    let rini = centre.rini.cx();
    let (mut since, mut events, mut last) = (0, 0, 0);
    while events < EVENTS {
        let CaughtUp {
            cursor,
            events: more,
            rows,
            is_reset,
        } = ask(&rini, CatchUpNotifications { since }).await.unwrap();
        assert!(!is_reset);
        assert!(rows.iter().all(|row| row.seq > since && row.seq <= cursor));
        events += more;
        last = rows.last().map_or(last, |row| row.seq);
        since = cursor;
    }
    while let Some(ended) = writers.join_next().await {
        ended.unwrap();
    }
    assert_eq!((events, since, last), (EVENTS, EVENTS, EVENTS));
    first.commit().await.unwrap();
    let late = ask(&rini, CatchUpNotifications { since }).await.unwrap();
    assert_eq!((late.events, late.rows.len()), (1, 1));
    assert_eq!(
        centre
            .desk
            .number("select sum(count)::bigint from notifications where staff_id = (select staff_id from ticket_watchers limit 1)")
            .await,
        EVENTS + 1,
        "in the list as well, each once"
    );
    let rows = centre
        .desk
        .number("select count(*) from notifications")
        .await;
    assert!(rows <= 41, "and no storm: {rows} rows");
    let ahead = CatchUpNotifications { since: EVENTS + 2 };
    assert!(
        ask(&rini, ahead).await.unwrap().is_reset,
        "a place of another life of the database"
    );
}

#[tokio::test]
async fn a_person_is_rung_on_a_bell_of_his_own_and_a_forged_one_changes_nothing() {
    let centre = Centre::new().await;
    let rini = &centre.rini;
    let options = centre.desk.db.options(&rini.username, PASSWORD);
    let (_listening, mut told) = listen(options, Patience::default());
    assert_eq!(next(&mut told).await, Change::Everything);
    sqlx::query(
        "select pg_notify('aglis', 'Notifications'), pg_notify('aglis_n_' || repeat('0', 32), '')",
    )
    .execute(&centre.budi.pool)
    .await
    .unwrap();
    assert_eq!(
        next(&mut told).await,
        Change::Topics(vec![Topic::Notifications])
    );
    let counted = ask(&rini.cx(), CountNotifications {}).await.unwrap();
    assert_eq!(counted.cursor, 0, "who is rung asks, and nothing is there");
    centre.desk.take_in().await;
    let mut heard = vec![next(&mut told).await, next(&mut told).await];
    heard.sort_by_key(|change| format!("{change:?}"));
    assert_eq!(
        heard,
        [
            Change::Topics(vec![Topic::Notifications]),
            Change::Topics(vec![Topic::Registrations])
        ]
    );
    let caught = ask(&rini.cx(), CatchUpNotifications { since: 0 })
        .await
        .unwrap();
    assert_eq!(caught.rows[0].event, NotificationEvent::RegistrationNew);
}
