//! How fast one action goes over ten thousand customers, one in twenty of which is not to be changed, as JSON lines.
//!
//! The limit is one plain statement that writes the same column of the same rows under the same login, with all that follows from it by
//! triggers; nothing that tells records apart can be faster. A run plans, locks, compares, acts, settles each record and commits every
//! two hundred; beside it stands the loop of single calls that it saves. Competing runs work on the same records from eight windows.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be taken ends with the reason"
)]

#[path = "support/ask.rs"]
mod ask;
#[path = "support/desk.rs"]
mod desk;
#[path = "support/figures.rs"]
mod figures;

use std::time::Instant;

use aglis_core::{answer::answer, context::Cx};
use model::{
    bulk::{
        BulkAction, BulkData, BulkNotify, BulkPlan, BulkProgress, PlanBulk, RunBulk, StartBulk,
    },
    call::{Answered, Call as _},
    customers::TagCustomer,
    ids::CustomerId,
};
use serde_json::json;
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use crate::{
    ask::{ask, bytes_of},
    desk::Desk,
    figures::{Times, ratio, say},
};

/// Records of a run.
const RECORDS: i64 = 10_000;
/// Of these, changed by somebody else after the plan.
const STALE: i64 = 500;
/// Runs that count.
const RUNS: usize = 5;
/// Single calls that are measured.
const SINGLE: usize = 300;
/// Runs that compete, and windows that they come from.
const COMPETING: usize = 1_000;
const WINDOWS: usize = 8;
/// What the product promises.
const PLAN_LIMIT_MS: f64 = 500.0;
const OF_THE_LIMIT: f64 = 0.4;
const OF_A_LOOP: f64 = 20.0;

#[tokio::main]
async fn main() {
    let desk = Desk::open().await;
    let owner = desk.database("bulk").await;
    fill(&owner).await;
    let admin = desk.person(&owner, "admin", &[]).await;
    let ids: Vec<i64> = sqlx::query_scalar("select id from customers order by id")
        .fetch_all(&owner)
        .await
        .unwrap();
    let [mut plain, mut plans, mut runs] = [(); 3].map(|()| Times::default());
    // The first run fills the memory.
    for run in 0..=RUNS {
        vacuum(&owner).await;
        let start = Instant::now();
        let plain_update = sqlx::query("update customers set tags = array[$1] where id = any ($2)")
            .bind(format!("Gelombang {run}"))
            .bind(&ids);
        plain_update.execute(&admin.pool).await.unwrap();
        if run > 0 {
            plain.end(start);
        }
        vacuum(&owner).await;
        let start = Instant::now();
        let plan = plan(
            &admin,
            &[],
            BulkAction::CustomerTag,
            &format!("Kabar {run}"),
        )
        .await;
        if run > 0 {
            plans.end(start);
        }
        execute(
            &owner,
            &format!("update customers set note = note || '.' where id in (select id from customers order by id limit {STALE})"),
        )
        .await;
        let start = Instant::now();
        let done = finish(&admin, &plan).await;
        if run > 0 {
            runs.end(start);
        }
        assert_eq!(
            (i64::from(done.succeeded), i64::from(done.failed)),
            (RECORDS - STALE, STALE)
        );
    }
    let mut loops = Times::default();
    let start = Instant::now();
    for id in &ids[..SINGLE] {
        single(&admin, *id).await;
    }
    loops.end(start);
    let rate = |records: f64, times: &Times| records / times.median() * 1000.0;
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let (limit, bulk, by_one) = (
        rate(RECORDS as f64, &plain),
        rate(RECORDS as f64, &runs),
        rate(SINGLE as f64, &loops),
    );
    say(&json!({
        "bench": "bulk_plan", "records": RECORDS, "runs": plans.runs(), "median_ms": plans.median(), "slowest_ms": plans.percentile(100),
        "limit_ms": PLAN_LIMIT_MS, "within_limits": plans.median() <= PLAN_LIMIT_MS,
    }));
    say(&json!({
        "bench": "bulk_run", "records": RECORDS, "stale": STALE, "runs": runs.runs(), "median_ms": runs.median(), "records_per_s": bulk.round(),
        "plain_update_ms": plain.median(), "plain_update_per_s": limit.round(), "single_calls_per_s": by_one.round(),
        "of_plain_update": ratio(bulk, limit), "of_single_calls": ratio(bulk, by_one),
        "within_limits": bulk >= OF_THE_LIMIT * limit && bulk >= OF_A_LOOP * by_one,
    }));
    compete(&owner, admin, &ids[..20]).await;
    owner.close().await;
    desk.close().await;
}

async fn execute(pool: &PgPool, statement: &str) {
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
        .execute(pool)
        .await
        .unwrap();
}

async fn vacuum(owner: &PgPool) {
    execute(owner, "vacuum analyze customers").await;
}

fn request(ids: &[i64], action: BulkAction, tag: &str) -> PlanBulk {
    PlanBulk {
        ids: (!ids.is_empty()).then(|| ids.to_vec()),
        filter: ids.is_empty().then(|| model::bulk::BulkFilter {
            query: Box::default(),
            except: Vec::new(),
        }),
        action,
        data: BulkData {
            tags: vec![tag.to_owned()],
            ..BulkData::default()
        },
        notify: BulkNotify::InApp,
        idempotency_key: Uuid::now_v7().to_string(),
    }
}

/// A plan of these records, or of all.
async fn plan(cx: &Cx, ids: &[i64], action: BulkAction, tag: &str) -> BulkPlan {
    ask(cx, request(ids, action, tag)).await
}

async fn finish(cx: &Cx, plan: &BulkPlan) -> BulkProgress {
    let start = StartBulk {
        run: plan.run,
        typed: plan.must_type.then_some(plan.will_change),
    };
    ask(cx, start).await;
    let runner = Uuid::now_v7();
    loop {
        let chunk = RunBulk {
            run: plan.run,
            runner,
        };
        let progress = ask(cx, chunk).await;
        if !progress.state.is_under_way() {
            return progress;
        }
    }
}

/// The single call that the loop consists of.
async fn single(cx: &Cx, id: i64) {
    let tag = TagCustomer {
        id: CustomerId(id),
        add: vec!["Satu per satu".to_owned()],
        remove: Vec::new(),
    };
    ask(cx, tag).await;
}

/// A thousand runs over the same records from eight windows: none of them may meet another in a ring of locks.
async fn compete(owner: &PgPool, cx: Cx, ids: &[i64]) {
    let deadlocks = "select deadlocks from pg_stat_database where datname = current_database()";
    let before: i64 = sqlx::query_scalar(deadlocks)
        .fetch_one(owner)
        .await
        .unwrap();
    let start = Instant::now();
    let mut working = Vec::new();
    for place in 0..WINDOWS {
        let cx = cx.clone();
        let mut ids = ids.to_vec();
        // What one half puts on, the other takes off, from the other end.
        let mut action = BulkAction::CustomerTag;
        if place % 2 == 1 {
            action = BulkAction::CustomerUntag;
            ids.reverse();
        }
        working.push(tokio::spawn(async move {
            let mut refused = 0;
            for _ in 0..COMPETING / WINDOWS {
                let plan = plan(&cx, &ids, action, "Rebutan").await;
                let start = StartBulk {
                    run: plan.run,
                    typed: None,
                };
                ask(&cx, start).await;
                let chunk = RunBulk {
                    run: plan.run,
                    runner: Uuid::now_v7(),
                };
                let answered = answer(&cx, RunBulk::NAME, &bytes_of(chunk)).await;
                let reply: Answered<BulkProgress> = serde_json::from_slice(&answered).unwrap();
                refused += usize::from(reply.is_err());
            }
            refused
        }));
    }
    let mut refused = 0;
    for one in working {
        refused += one.await.unwrap();
    }
    let seconds = start.elapsed().as_secs_f64().round();
    // A connection tells of its deadlocks at the latest when it ends.
    cx.pool.close().await;
    let after: i64 = sqlx::query_scalar(deadlocks)
        .fetch_one(owner)
        .await
        .unwrap();
    say(&json!({
        "bench": "bulk_competing", "runs": COMPETING, "windows": WINDOWS, "records": ids.len(), "seconds": seconds,
        "deadlocks": after - before, "refused": refused, "within_limits": after == before && refused == 0,
    }));
}

/// Customers of one zone.
async fn fill(owner: &PgPool) {
    for statement in [
        "insert into zones (name) values ('Utara')".to_owned(),
        format!("insert into contacts (name) select 'Budi ' || i from generate_series(1, {RECORDS}) i"),
        "insert into customers (code, contact_id, name, zone_id, status)
         select 'AGLS-' || lpad(c.id::text, 5, '0'), c.id, c.name, z.id, 'active' from contacts c, zones z"
            .to_owned(),
        "vacuum analyze".to_owned(),
    ] {
        execute(owner, &statement).await;
    }
}
