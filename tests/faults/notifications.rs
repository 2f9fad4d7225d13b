//! Nothing of a person's notifications is missed or told twice, whatever happens to the wire, the server or the computer.

mod desktop;

use std::{fs, time::Duration};

use aglis_desktop::desk::Patience;
use chrono::Utc;
use model::{
    bell::{News, Summary},
    desk::Link,
};
use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::time::sleep;

use self::desktop::{AWAY, Desktop, Hears, Said};
use crate::{
    processes::signal,
    support::{
        database::PASSWORD,
        office::Office,
        proxy::{Proxy, Wire},
    },
};

/// Tickets that Siti watches and Dewi writes on.
const TICKETS: i64 = 25;
/// Notes on each of them in one go.
const NOTES: i64 = 5;
/// A ticket on which nothing is written but what is to be heard at once.
const LAST: i64 = TICKETS + 1;

/// An office, a colleague who writes, and a wire to somebody's desktop.
struct Story {
    office: Office,
    dewi: PgPool,
    wire: Proxy,
    /// How many notes each ticket has, and the last one.
    written: (i64, i64),
}

impl Story {
    async fn begin() -> Self {
        let office = Office::new().await;
        office.certify("localhost", 2090).await;
        office
            .sql("select app.create_staff('dewi', 'Dewi', null, 'office', '{}', $1, 'id')")
            .await;
        office
            .sql(&format!(
                "insert into zones (name) values ('Utara');
                 insert into tickets (number, kind, zone_id) select 'TKT-T-' || g, 'maintenance', (select min(id) from zones) from generate_series(1, {LAST}) g;
                 insert into ticket_watchers select t.id, s.id from tickets t, staff s where s.username = 'siti'"
            ))
            .await;
        let options = office.workspace.connect_options("dewi", PASSWORD);
        let dewi = PgPoolOptions::new().max_connections(1);
        Self {
            dewi: dewi.connect_with(options).await.unwrap(),
            wire: Proxy::to(([127, 0, 0, 1], office.port).into()).await,
            office,
            written: (0, 0),
        }
    }

    /// Siti's desktop, which looks for what comes from now on.
    async fn desktop(&mut self, hears: Hears) -> Desktop {
        let mut database = self.office.shared("localhost");
        database.port = self.wire.address.port();
        let mut desktop = Desktop::start(database, "siti", hears);
        // It tells what comes after its first look; until then it happens again.
        self.hears(&mut desktop).await;
        desktop
    }

    /// Dewi writes on a ticket, some notes in one transaction.
    async fn note(&self, ticket: i64, notes: i64) {
        sqlx::query(
            "insert into ticket_notes (ticket_id, body) select $1, 'catatan' from generate_series(1, $2)",
        )
        .bind(ticket)
        .bind(notes)
        .execute(&self.dewi)
        .await
        .unwrap();
    }

    /// Dewi writes on every ticket, and something happens after each.
    async fn write(&mut self, after_each: impl AsyncFn(i64)) {
        for ticket in 1..=TICKETS {
            self.note(ticket, NOTES).await;
            after_each(ticket).await;
        }
        self.written.0 += NOTES;
    }

    async fn write_all(&mut self) {
        self.write(async |_| {}).await;
    }

    /// What Siti's list holds when every event is in it once.
    fn list(&self) -> Vec<(i64, i64)> {
        let (each, last) = self.written;
        let lines = (1..=TICKETS).map(|ticket| (ticket, each));
        let mut lines: Vec<_> = lines.filter(|(_, count)| *count > 0).collect();
        lines.push((LAST, last));
        lines
    }

    /// Waits until what comes now is told at once and by itself, with a list of every event.
    async fn hears(&mut self, desktop: &mut Desktop) {
        loop {
            self.note(LAST, 1).await;
            self.written.1 += 1;
            let is_told = |desktop: &Desktop| is_the_last(&desktop.told);
            if desktop.is_within(Duration::from_secs(3), is_told).await {
                break;
            }
        }
        let list = self.list();
        desktop.until(|desktop| desktop.list == list).await;
        desktop.told.clear();
    }

    /// Waits until the list holds every event, of whatever is told meanwhile.
    async fn settles(&mut self, desktop: &mut Desktop) {
        let list = self.list();
        desktop.until(|desktop| desktop.list == list).await;
        self.hears(desktop).await;
    }

    /// Waits until somebody who was away has a list of every event and one summary, and hears at once what comes then.
    async fn returns(&mut self, desktop: &mut Desktop) {
        let list = self.list();
        let is_told = |desktop: &Desktop| desktop.list == list && desktop.told.len() >= 2;
        desktop.until(is_told).await;
        let summary = Summary {
            count: TICKETS as usize,
            urgent: 0,
            is_away: true,
        };
        // One line in the window and one outside, the key of which is that of summaries.
        let told = [Said::News(News::Many(summary)), Said::Alert(0)];
        assert_eq!(desktop.told, told);
        desktop.told.clear();
        self.note(LAST, 1).await;
        self.written.1 += 1;
        desktop.until(|desktop| desktop.told.len() >= 2).await;
        assert!(is_the_last(&desktop.told), "{:?}", desktop.told);
        desktop.told.clear();
    }

    /// Runs a statement behind the scenes and answers its number.
    async fn number(&self, question: &'static str) -> i64 {
        let asked = sqlx::query_scalar(question);
        asked
            .fetch_one(self.office.workspace.admin_pool())
            .await
            .unwrap()
    }

    /// The server dies as a machine does that loses its power, and comes back.
    async fn restart(&self) {
        let cluster = self.office.workspace.server().place().cluster();
        let file = fs::read_to_string(cluster.join("postmaster.pid")).unwrap();
        signal("-KILL", file.lines().next().unwrap().parse().unwrap());
        self.office.workspace.revive().await.unwrap();
    }
}

/// Whether what was told last is the last ticket alone, in the window and outside.
fn is_the_last(told: &[Said]) -> bool {
    let [.., Said::News(News::Rows(rows)), Said::Alert(1..)] = told else {
        return false;
    };
    matches!(&rows[..], [row] if row.record.is_some_and(|record| record.id == LAST))
}

#[tokio::test]
async fn a_thousand_events_arrive_once_each_whatever_happens_to_the_wire_the_server_and_the_computer()
 {
    let mut story = Story::begin().await;
    let mut desktop = story.desktop(Hears::Rings).await;
    story.write_all().await;
    story.settles(&mut desktop).await;

    // Cut again and again while it is written.
    let owner = story.office.workspace.admin_pool().clone();
    story
        .write(async |ticket| {
            if ticket % 5 == 0 {
                sqlx::query(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'siti'",
                )
                .execute(&owner)
                .await
                .unwrap();
            }
        })
        .await;
    story.settles(&mut desktop).await;

    // Reset, and nobody gets through for a while.
    story.wire.set(Wire::Reset);
    desktop.until(|desktop| desktop.link == Link::Offline).await;
    story.write_all().await;
    story.wire.set(Wire::Pass);
    story.returns(&mut desktop).await;

    // A hole that swallows everything and gives it back in the end.
    story.wire.set(Wire::Hole);
    story.write_all().await;
    desktop.until(|desktop| desktop.link == Link::Offline).await;
    story.wire.set(Wire::Pass);
    story.returns(&mut desktop).await;

    // In the middle of questions on every connection it has, the computer comes to another network: only new ones get through.
    let mut lock = owner.begin().await.unwrap();
    sqlx::query("lock notifications in access exclusive mode")
        .execute(&mut *lock)
        .await
        .unwrap();
    for _ in 0..3 {
        desktop.looks();
    }
    while story
        .number("select count(*) from pg_stat_activity where usename = 'siti' and wait_event_type = 'Lock'")
        .await
        < 3
    {
        sleep(Duration::from_millis(10)).await;
    }
    story.wire.set(Wire::Hole);
    lock.rollback().await.unwrap();
    story.write_all().await;
    story.wire.forget();
    story.wire.set(Wire::Pass);
    story.returns(&mut desktop).await;

    // The server dies and comes back, and more is written before the desktop finds it.
    story.wire.set(Wire::Hole);
    story.write_all().await;
    story.restart().await;
    story.write_all().await;
    story.wire.set(Wire::Pass);
    story.returns(&mut desktop).await;
    drop(desktop);

    // A ring that nobody hears costs one refresh.
    let mut desktop = story.desktop(Hears::Refreshes).await;
    story
        .office
        .sql("update notification_heads set channel = 'aglis_n_' || repeat('0', 32)")
        .await;
    story.write_all().await;
    story.settles(&mut desktop).await;

    // The lid is closed.
    desktop.sleeps();
    let asleep = Utc::now();
    story.write_all().await;
    let rest = AWAY - (Utc::now() - asleep) + chrono::TimeDelta::milliseconds(200);
    sleep(rest.to_std().unwrap_or_default()).await;
    desktop.wakes();
    story.returns(&mut desktop).await;

    let (each, last) = story.written;
    let events = each * TICKETS + last;
    assert!(events >= 1_000, "{events} events");
    let counted = story
        .number("select sum(count)::bigint from notifications")
        .await;
    let placed = story.number("select max(seq) from notifications").await;
    assert_eq!((counted, placed), (events, events));
    drop(desktop);
    story.dewi.close().await;
    story.office.close().await;
}

#[test]
fn what_people_see_is_half_a_minute_old_at_most() {
    let most = Duration::from_secs(30);
    let Patience { listener, bell } = Patience::default();
    assert!(listener.refresh_every <= most && bell.refresh_every <= most);
    // A hole right after a ping: found by the next one, then a new connection, then a look.
    let found = listener.ping_every + listener.answer_within;
    let again = listener.retry_after + listener.answer_within + bell.pause;
    assert!(found + again <= most, "{found:?} and {again:?}");
    assert!(bell.retry_after < bell.refresh_every);
    assert!(bell.away_after.to_std().unwrap() > 2 * bell.refresh_every);
}
