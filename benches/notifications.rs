//! What telling people costs, and how long it takes until they know, as JSON lines.
//!
//! The workspace is a local one as people have it, `fsync` and all, with a hundred technicians and a dozen people of the office. From the
//! commit to the desk goes through the product's own desk without a window, from the commit to the page through the real window. The
//! baseline of each is measured in the same run. `AGLIS_BENCH_NOTIFICATIONS` is how many notifications the person has whose drawer is opened,
//! `AGLIS_BENCH_RUNS` how often things are counted; less of both only to see that the measurement runs.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be taken ends with the reason"
)]

#[path = "support/ask.rs"]
mod ask;
#[path = "support/figures.rs"]
mod figures;
#[path = "support/listened.rs"]
mod listened;
#[path = "support/notified.rs"]
mod notified;
#[cfg(target_os = "linux")]
#[path = "support/page.rs"]
mod page;
#[path = "../tests/support/room.rs"]
#[expect(dead_code, reason = "only what the page is told counts here")]
mod room;
#[path = "support/told.rs"]
mod told;
#[cfg(target_os = "linux")]
#[path = "../tests/support/window.rs"]
#[expect(dead_code, reason = "a measurement looks on more than it clicks")]
mod window;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use aglis_core::{answer::answer, context::Cx};
use model::{
    call::Call,
    notifications::{
        CountNotifications, ListNotifications, NotificationFilter, event::NotificationKind,
    },
};
use serde_json::json;
use sqlx::{AssertSqlSafe, PgPool};

use crate::{
    ask::bytes_of,
    figures::{Times, ratio, say},
    notified::{OFFICE, Office, TECHNICIANS},
};

/// Notifications of the person whose drawer is opened.
const NOTIFICATIONS: usize = 100_000;
/// How often each thing is counted.
const RUNS: usize = 200;
/// The badge counts to a thousand: two hundred that were there, and twice as many as there are runs.
const MOST_RUNS: usize = 300;
/// What the drawer may take in the database, 95 of 100 times.
const DRAWER_LIMIT_MS: f64 = 50.0;
/// Runs before the clock counts.
const WARM_UP: usize = 3;

#[tokio::main]
async fn main() {
    let notifications = number("AGLIS_BENCH_NOTIFICATIONS").unwrap_or(NOTIFICATIONS);
    let runs = number("AGLIS_BENCH_RUNS")
        .unwrap_or(RUNS)
        .clamp(8, MOST_RUNS);
    #[cfg(target_os = "linux")]
    let screen = window::Desk::new();
    #[cfg(target_os = "linux")]
    let folder = &screen.folder;
    #[cfg(not(target_os = "linux"))]
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let filling = Instant::now();
    let tickets = (runs * 100) as i64;
    let mut office = Office::open(&data, tickets, notifications as i64).await;
    let seconds = filling.elapsed().as_secs();
    say(
        &json!({ "bench": "notifications_filled", "notifications": notifications, "tickets": tickets, "people": TECHNICIANS + OFFICE,
            "seconds": seconds }),
    );
    drawer(&office, notifications, runs).await;
    for event in [ASSIGNMENT, PROOF] {
        write(&mut office, &event, runs).await;
    }
    let to_desk = told::told(&data, &mut office, runs).await;
    #[cfg(target_os = "linux")]
    page::shown(&screen, &mut office, runs, to_desk).await;
    #[cfg(not(target_os = "linux"))]
    let _ = to_desk;
    listened::listened(&office, tickets, Duration::from_secs(runs as u64 / 20 + 1)).await;
    office.close().await;
}

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

/// The first page of each filter, and the count of the badge, of the person who was told most. The baseline is the owner asking for the same
/// rows without row-level security.
async fn drawer(office: &Office, notifications: usize, runs: usize) {
    let rini = office.sign_in("kantor1").await;
    let person = office.staff("kantor1").await;
    let list = |filter| {
        bytes_of(ListNotifications {
            filter,
            after: None,
        })
    };
    let kind = NotificationKind::Invoice;
    let page = ListNotifications::NAME;
    let newest = format!("select * from notifications where staff_id = {person} and");
    let first = "deleted_at is null order by seq desc limit 11";
    for (name, call, bytes, plain) in [
        (
            "all",
            page,
            list(NotificationFilter::All),
            format!("{newest} archived_at is null and {first}"),
        ),
        (
            "unread",
            page,
            list(NotificationFilter::Unread),
            format!("{newest} read_at is null and {first}"),
        ),
        (
            "kind",
            page,
            list(NotificationFilter::Kind(kind)),
            format!("{newest} kind = 'invoice' and archived_at is null and {first}"),
        ),
        (
            "archived",
            page,
            list(NotificationFilter::Archived),
            format!("{newest} archived_at is not null and {first}"),
        ),
        (
            "count",
            CountNotifications::NAME,
            bytes_of(CountNotifications {}),
            format!(
                "select count(*) from notifications where staff_id = {person} and read_at is null and deleted_at is null"
            ),
        ),
    ] {
        let mut times = Times::default();
        let mut baseline = Times::default();
        for run in 0..WARM_UP + runs {
            let start = Instant::now();
            let plainly = sqlx::query(AssertSqlSafe(plain.clone())).fetch_all(office.owner());
            black_box(plainly.await.unwrap());
            let asked = Instant::now();
            let answered = answer(&rini, call, &bytes).await;
            if run >= WARM_UP {
                baseline.add(asked.duration_since(start).as_secs_f64() * 1_000.0);
                times.end(asked);
            }
            black_box(answered);
        }
        say(&json!({
            "bench": format!("notifications_drawer_{name}"),
            "notifications": notifications,
            "runs": times.runs(),
            "median_ms": times.median(),
            "p95_ms": times.percentile(95),
            "baseline_ms": baseline.median(),
            "ratio": ratio(times.median(), baseline.median()),
            "limit_p95_ms": DRAWER_LIMIT_MS,
            "within_limits": times.percentile(95) <= DRAWER_LIMIT_MS,
        }));
    }
    rini.pool.close().await;
}

/// Something that people are told of.
struct Event {
    name: &'static str,
    /// What people are told of it is called in the preferences.
    events: &'static str,
    /// `$1` is a person in the field, `$2` the ticket of this run.
    statement: &'static str,
    /// What makes its notifications: table and trigger.
    made_by: (&'static str, &'static str),
}

/// One person is told.
const ASSIGNMENT: Event = Event {
    name: "assignment",
    events: "ticket_assigned,ticket_status",
    statement: "update tickets set lead_id = $1, status = 'assigned' where id = $2",
    made_by: ("tickets", "tickets_tell_changed"),
};
/// The office is told, except who did it.
const PROOF: Event = Event {
    name: "proof",
    events: "payment_pending",
    statement: "insert into payments (number, customer_id, zone_id, amount, method, received_at, status, recorded_by, reference)
       select n, c.id, c.zone_id, 250000, 'bank_transfer', now(), 'pending', app.staff_id(), 'TRX' || $1::bigint
       from app.next_numbers('PAY', now(), 1) n join customers c on c.id = $2::bigint % 1000 + 1",
    made_by: ("payments", "payments_tell_added"),
};

/// Runs between two changes of what is measured, and those after each that do not count: the change makes the server plan anew.
const BLOCK: usize = 20;
const SETTLING: usize = 8;

/// What the event waits for with its notifications, with the same work where everybody chose not to hear of it (`nobody_…`), and, as baseline,
/// with nothing that makes any. In turn, a block of each.
async fn write(office: &mut Office, event: &Event, runs: usize) {
    let siti = office.sign_in("kantor2").await;
    let first = office.staff("teknisi1").await;
    let mut times: [Times; 3] = Default::default();
    let (table, trigger) = event.made_by;
    let events = event.events;
    for turn in 0..runs.div_ceil(BLOCK) {
        for at in 0..times.len() {
            let at = (at + turn) % times.len();
            let so = match at {
                0 => "select".to_owned(),
                1 => format!(
                    "insert into notification_choices select s.id, e, false, false, false from staff s, string_to_table('{events}', ',') e"
                ),
                _ => format!("alter table {table} disable trigger {trigger}"),
            };
            office.run(&so).await;
            office.calm().await;
            for run in 0..SETTLING + BLOCK {
                let ticket = office.ticket();
                let start = Instant::now();
                happen(&siti, event, first + ticket / 2 % TECHNICIANS, ticket).await;
                if run >= SETTLING {
                    times[at].end(start);
                }
            }
            office
                .run(&format!(
                    "delete from notification_choices; alter table {table} enable trigger {trigger}"
                ))
                .await;
        }
    }
    siti.pool.close().await;
    let [told, nobody, without] = &times;
    say(&json!({
        "bench": format!("notifications_write_{}", event.name),
        "runs": told.runs(),
        "median_ms": told.median(),
        "p95_ms": told.percentile(95),
        "nobody_ms": nobody.median(),
        "nobody_ratio": ratio(told.median(), nobody.median()),
        "baseline": "the same before there were notifications",
        "baseline_ms": without.median(),
        "ratio": ratio(told.median(), without.median()),
        "write_ms": plain_write(office.owner(), runs).await.median(),
    }));
}

async fn happen(by: &Cx, event: &Event, person: i64, ticket: i64) {
    sqlx::query(event.statement)
        .bind(person)
        .bind(ticket)
        .execute(&by.pool)
        .await
        .unwrap();
}

/// One row and its commit: what the disk takes.
async fn plain_write(owner: &PgPool, runs: usize) -> Times {
    let mut times = Times::default();
    for _ in 0..runs {
        let start = Instant::now();
        sqlx::query("insert into plain values (now())")
            .execute(owner)
            .await
            .unwrap();
        times.end(start);
    }
    times
}
