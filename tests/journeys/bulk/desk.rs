//! A desk with tickets in two zones, and what is asked of it again and again.

use aglis_core::context::Cx;
use model::{
    bulk::{
        BulkAction, BulkAnswer, BulkData, BulkNotify, BulkPlan, BulkProgress, PlanBulk, RunBulk,
        ShowBulkResults, StartBulk,
    },
    fault::Fault,
    ids::{BulkRunId, StaffId, TicketId},
    tickets::{ShowTicket, TicketDetail},
};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::{
    ask::ask,
    support::{
        build,
        database::{Person, TestDb},
    },
};

pub struct Desk {
    pub db: TestDb,
    pub siti: Person,
    pub joko: Person,
    pub tono: Person,
    pub zone: i64,
    pub other_zone: i64,
}

impl Desk {
    pub async fn new() -> Self {
        let db = TestDb::new().await;
        Self {
            siti: db.staff("office").await,
            joko: db.staff("technician").await,
            tono: db.staff("technician").await,
            zone: build::zone(db.owner(), "Utara").await,
            other_zone: build::zone(db.owner(), "Selatan").await,
            db,
        }
    }

    /// Open tickets of a new customer in a zone.
    pub async fn tickets(&self, zone: i64, count: i32) -> Vec<i64> {
        let made = sqlx::query_scalar(
            "with k as (insert into contacts (name, phone) values ('Budi', '+62812' || lpad((random() * 99999999)::int::text, 8, '0')) returning id),
                  c as (insert into customers (code, contact_id, name, zone_id, status)
                        select n, k.id, 'Budi', $1, 'active' from k, app.next_numbers('AGLS', now(), 1) n returning id)
             insert into tickets (number, kind, customer_id, zone_id, description)
             select n, 'maintenance', c.id, $1, 'Periksa' from c, app.next_numbers('TKT', now(), $2) n returning id",
        );
        let made = made.bind(zone).bind(count).fetch_all(self.db.owner());
        made.await.unwrap()
    }

    /// Runs statements as the superuser.
    pub async fn run(&self, statements: &str) {
        let run = sqlx::raw_sql(AssertSqlSafe(statements.to_owned()));
        run.execute(self.db.owner()).await.unwrap();
    }

    /// One number from behind the scenes.
    pub async fn number(&self, sql: &str) -> i64 {
        let asked = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()));
        asked.fetch_one(self.db.owner()).await.unwrap()
    }

    /// To Joko, with Tono's help.
    pub fn to_joko(&self) -> BulkData {
        BulkData {
            lead: Some(StaffId(self.joko.id)),
            helpers: vec![StaffId(self.tono.id)],
            ..BulkData::default()
        }
    }

    pub async fn ticket(&self, id: i64) -> TicketDetail {
        let show = ShowTicket { id: TicketId(id) };
        ask(&self.siti.cx(), show).await.unwrap()
    }
}

/// A request under a fresh key.
pub fn request(ids: &[i64], action: BulkAction, data: BulkData) -> PlanBulk {
    PlanBulk {
        ids: Some(ids.to_vec()),
        filter: None,
        action,
        data,
        notify: BulkNotify::InApp,
        idempotency_key: Uuid::now_v7().to_string(),
    }
}

/// The note that says nothing but that it is there.
pub fn note() -> BulkData {
    BulkData {
        note: "Jaringan diperiksa".to_owned(),
        ..BulkData::default()
    }
}

pub async fn start(cx: &Cx, plan: &BulkPlan) -> Result<BulkProgress, Fault> {
    let typed = plan.must_type.then_some(plan.will_change);
    let start = StartBulk {
        run: plan.run,
        typed,
    };
    ask(cx, start).await
}

/// The next chunk.
pub async fn chunk(cx: &Cx, run: BulkRunId, runner: Uuid) -> Result<BulkProgress, Fault> {
    ask(cx, RunBulk { run, runner }).await
}

/// Chunk after chunk until nothing waits.
pub async fn finish(cx: &Cx, run: BulkRunId) -> BulkProgress {
    let runner = Uuid::now_v7();
    loop {
        let progress = chunk(cx, run, runner).await.unwrap();
        if !progress.state.is_under_way() {
            return progress;
        }
    }
}

/// Plans, starts and does all of it.
pub async fn do_all(cx: &Cx, request: PlanBulk) -> BulkProgress {
    let plan = ask(cx, request).await.unwrap();
    start(cx, &plan).await.unwrap();
    finish(cx, plan.run).await
}

pub async fn results(cx: &Cx, run: BulkRunId) -> BulkAnswer {
    let show = ShowBulkResults {
        run,
        only: None,
        after: 0,
        limit: 500,
    };
    ask(cx, show).await.unwrap()
}

/// Record and code of each result, in order; `ok` where it was done.
pub fn codes(answer: &BulkAnswer) -> Vec<(i64, &str)> {
    let code = |one: &model::bulk::BulkResult| one.error.as_ref().map(|error| error.code.clone());
    let mut codes = Vec::new();
    for one in &answer.results {
        assert_eq!(one.success, code(one).is_none());
        codes.push((
            one.id,
            one.error.as_ref().map_or("ok", |error| error.code.as_str()),
        ));
    }
    codes
}
