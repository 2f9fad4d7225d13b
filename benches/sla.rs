//! How long the clocks of a hundred thousand open tickets among half a million take when a promise changes, as JSON lines.
//!
//! The promise is changed the way an administrator does it: one statement under a login, everything that follows from it
//! at its commit, on a server with `fsync`. The baseline is measured in the same run: one plain statement that writes the
//! same columns of the same rows, without reckoning anything. The ratio says what the reckoning itself adds, on any machine.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be taken ends with the reason"
)]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/figures.rs"]
mod figures;

use std::time::Instant;

use serde_json::json;
use sqlx::{AssertSqlSafe, PgPool};

use crate::{
    desk::Desk,
    figures::{Times, ratio, say},
};

/// Open tickets.
const TICKETS: i64 = 100_000;
/// Tickets that were closed before, whose clocks stand still.
const CLOSED: i64 = 400_000;
/// Runs that count.
const RUNS: usize = 5;
/// What the product promises, in milliseconds.
const LIMIT_MS: f64 = 5_000.0;

#[tokio::main]
async fn main() {
    let desk = Desk::open().await;
    let owner = desk.database("sla").await;
    fill(&owner).await;
    let admin = desk.person(&owner, "admin", &[]).await;
    let baseline = measure(
        &owner,
        &owner,
        "update tickets set due_at = due_at + interval '1 second', warning_at = warning_at + interval '1 second' where status = 'open'",
    )
    .await;
    let alone = measure(
        &owner,
        &owner,
        "select count(r.due_at) from (select array_agg(id) as ids, array_agg(calendar_id) as calendars, array_agg(started_at) as starts,
           array_agg(target_minutes) as minutes, array_agg(null::int) as responses, array_agg(now()) as untils from tickets where status = 'open') t
         cross join lateral app.sla_reckon(t.ids, t.calendars, t.starts, t.minutes, t.responses, t.untils) r",
    )
    .await;
    // Every run changes every clock: each target takes an hour more.
    let whole = measure(
        &owner,
        &admin.pool,
        "update sla_targets set hours = hours + 1",
    )
    .await;
    for (name, times) in [("sla_baseline_write", &baseline), ("sla_reckon", &alone)] {
        say(
            &json!({ "bench": name, "tickets": TICKETS, "runs": times.runs(), "median_ms": times.median() }),
        );
    }
    say(&json!({
        "bench": "sla_recompute_open",
        "tickets": TICKETS,
        "closed": CLOSED,
        "runs": whole.runs(),
        "median_ms": whole.median(),
        "slowest_ms": whole.percentile(100),
        "limit_ms": LIMIT_MS,
        "within_limits": whole.median() <= LIMIT_MS,
        "baseline_ms": baseline.median(),
        "ratio": ratio(whole.median(), baseline.median()),
    }));
    admin.pool.close().await;
    owner.close().await;
    desk.close().await;
}

/// What `pool` waits for the statement.
async fn measure(owner: &PgPool, pool: &PgPool, statement: &str) -> Times {
    let mut times = Times::default();
    // The first run fills the memory.
    for run in 0..=RUNS {
        // What a server does by itself between two changes of a promise.
        execute(owner, "vacuum analyze tickets, ticket_due").await;
        let start = Instant::now();
        execute(pool, statement).await;
        if run > 0 {
            times.end(start);
        }
    }
    times
}

async fn execute(pool: &PgPool, statement: &str) {
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(pool)
        .await
        .unwrap();
}

/// Open tickets of two years in all priorities, two levels and two calendars; every other one waited once, every fourth twice.
/// Before them come those that were closed.
async fn fill(owner: &PgPool) {
    for statement in [
        "insert into zones (name) values ('Utara')",
        "insert into packages (code, name, down_mbps, up_mbps, sla_level) values ('A', 'A', 1, 1, 'standard'), ('B', 'B', 1, 1, 'gold')",
        "insert into contacts (name) values ('Budi')",
        "insert into customers (code, contact_id, name, zone_id) select 'AGLS-1', c.id, c.name, z.id from contacts c, zones z",
        "insert into services (customer_id, package_id, zone_id)
         select c.id, p.id, c.zone_id from customers c, packages p, generate_series(1, 1000)",
        "insert into calendars (name) values ('Tim kota')",
        "insert into work_slots (calendar_id, weekday, opens, closes)
         select c.id, d, s.opens, s.closes from calendars c, generate_series(1, 7) d, (values (420, 720), (780, 1260)) s (opens, closes) where c.name = 'Tim kota'",
        "insert into holidays (day, name) select current_date - 30 * i, 'Libur' from generate_series(0, 40) i",
        "insert into sla_targets (priority, hours, sla_level, calendar_id) select 'normal', 12, 'gold', id from calendars where name = 'Tim kota'",
        // The rows are arranged, not written by anybody: no clock, no trail, no timeline yet.
        "alter table tickets disable trigger user",
        "insert into tickets (number, kind, priority, customer_id, service_id, zone_id, description, created_at, started_at, status)
         select 'TKT-202611-' || lpad(i::text, 6, '0'), 'repair', (array['urgent', 'high', 'normal', 'low'])[i % 4 + 1], s.customer_id, s.id, s.zone_id,
           'Pelanggan lapor internet mati sejak jam ' || i % 24 || ', lampu LOS merah, modem sudah dinyalakan ulang ' || i % 7 || ' kali. Rumah no. ' || i, made, made, case when i > 100000 then 'closed' else 'open' end
         from generate_series(500000, 1, -1) i
         join (select *, row_number() over (order by package_id, id) as place from services) s on s.place = i / 4 % 2000 + 1
         cross join lateral (select now() - make_interval(secs => i * 630) as made) m",
        "alter table tickets enable trigger user",
        "insert into ticket_words select id, zone_id, number, description from tickets",
        "insert into ticket_due select id, due_at from tickets",
        "insert into ticket_pauses (ticket_id, from_at, to_at, reason, stops_clock)
         select t.id, t.created_at + n * interval '20 hours' - interval '18 hours', t.created_at + n * interval '20 hours' - interval '11 hours', 'customer', true
         from tickets t, generate_series(1, 2) n where t.status = 'open' and t.id % (2 * n) = 0",
        "analyze",
        "select app.recompute_sla(null)",
    ] {
        execute(owner, statement).await;
    }
}
