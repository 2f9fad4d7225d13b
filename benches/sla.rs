//! How long the clocks of a hundred thousand open tickets take when a promise changes, as JSON lines.
//!
//! The baseline is measured in the same run: one plain statement that writes the same columns of the same rows, without
//! reckoning anything. The ratio says what the reckoning itself adds, on any machine.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be taken ends with the reason"
)]

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "a measurement uses only its own part of it")]
mod support;

use std::time::Instant;

use serde_json::json;
use sqlx::{AssertSqlSafe, PgPool};

use crate::support::database::TestDb;

/// Open tickets.
const TICKETS: i64 = 100_000;
/// Runs that count.
const RUNS: usize = 5;
/// What the promise of the issue allows, in milliseconds.
const LIMIT_MS: f64 = 5_000.0;

#[tokio::main]
async fn main() {
    let db = TestDb::new().await;
    fill(db.owner()).await;
    let baseline = measure(
        db.owner(),
        "update tickets set due_at = due_at + interval '1 second', warning_at = warning_at + interval '1 second'",
    )
    .await;
    let alone = measure(
        db.owner(),
        "select count(r.due_at) from (select array_agg(id) as ids, array_agg(calendar_id) as calendars, array_agg(started_at) as starts,
           array_agg(target_minutes) as minutes, array_agg(null::int) as responses, array_agg(now()) as untils from tickets) t
         cross join lateral app.sla_reckon(t.ids, t.calendars, t.starts, t.minutes, t.responses, t.untils) r",
    )
    .await;
    // Every run changes every clock: each target takes an hour more.
    let whole = measure(db.owner(), "update sla_targets set hours = hours + 1").await;
    println!(
        "{}",
        json!({ "bench": "sla_baseline_write", "tickets": TICKETS, "median_ms": baseline })
    );
    println!(
        "{}",
        json!({ "bench": "sla_reckon", "tickets": TICKETS, "median_ms": alone })
    );
    println!(
        "{}",
        json!({
            "bench": "sla_recompute_open",
            "tickets": TICKETS,
            "median_ms": whole,
            "limit_ms": LIMIT_MS,
            "baseline_ms": baseline,
            "ratio": (whole / baseline * 100.0).round() / 100.0,
            "within_limits": whole <= LIMIT_MS,
        })
    );
}

/// The median in milliseconds.
async fn measure(owner: &PgPool, statement: &str) -> f64 {
    let mut times = Vec::new();
    for _ in 0..=RUNS {
        let start = Instant::now();
        run(owner, statement).await;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    // The first run fills the memory.
    times.remove(0);
    times.sort_by(f64::total_cmp);
    times[RUNS / 2].round()
}

async fn run(owner: &PgPool, statement: &str) {
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(owner)
        .await
        .unwrap();
}

/// Tickets of two years in all priorities, two levels and two calendars; every other one waited once, every fourth twice.
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
        "insert into tickets (number, kind, priority, customer_id, service_id, zone_id, created_at, started_at)
         select 'TKT-' || i, 'repair', (array['urgent', 'high', 'normal', 'low'])[i % 4 + 1], s.customer_id, s.id, s.zone_id, made, made
         from generate_series(1, 100000) i
         join (select *, row_number() over (order by id) as place from services) s on s.place = i % 2000 + 1
         cross join lateral (select now() - make_interval(secs => i * 630) as made) m",
        "alter table tickets enable trigger user",
        "insert into ticket_pauses (ticket_id, from_at, to_at, reason, stops_clock)
         select t.id, t.created_at + n * interval '20 hours' - interval '18 hours', t.created_at + n * interval '20 hours' - interval '11 hours', 'customer', true
         from tickets t, generate_series(1, 2) n where t.id % (2 * n) = 0",
        "analyze",
        "select app.recompute_sla(null)",
        "vacuum analyze tickets",
    ] {
        run(owner, statement).await;
    }
}
