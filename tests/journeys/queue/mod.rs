//! The queue at the desks: how it stands, what each role does about messages, and how it is set up.

mod acts;
mod setting_up;

use aglis_core::context::Cx;
use model::{
    fault::Code,
    ids::MessageId,
    list::{ListQuery, Selection},
    messages::{ListMessages, MessageDetail, ShowMessage, TryOutcome},
    queue::{QueueNow, ShowQueue, ShowThroughput, Span, WayState},
    states::{MessageClass, MessageStatus},
    text::Locale,
};

use crate::{
    ask::ask,
    bad_input::desk::Desk,
    support::{build, database::TestDb},
};

/// A company with a gateway and messages in two zones.
pub struct Queue {
    pub db: TestDb,
    pub admin: Cx,
    pub office: Cx,
    /// Sees the first zone.
    pub supervisor: Cx,
    pub technician: Cx,
    pub zones: [i64; 2],
}

impl Queue {
    pub async fn new() -> Self {
        let db = TestDb::new().await;
        let zones = [
            build::zone(db.owner(), "Bandung Utara").await,
            build::zone(db.owner(), "Cimahi").await,
        ];
        run(&db, "insert into gateways (id, kind) values (1, 'log')").await;
        Self {
            admin: db.staff("admin").await.cx(),
            office: db.staff("office").await.cx(),
            supervisor: db.staff_of("supervisor", &zones[..1]).await.cx(),
            technician: db.staff("technician").await.cx(),
            zones,
            db,
        }
    }

    /// A message of this class and state in a zone, with the job it would have.
    pub async fn message(&self, class: &str, status: &str, zone: i64) -> MessageId {
        let id = sqlx::query_scalar(
            "with m as (
               insert into messages (class, template, recipient, recipient_name, body, status, reason, zone_id, cause, ended_at, unknown_at)
               values ($1, case $1 when 'otp' then 'otp' when 'bulk' then 'broadcast' else 'invoice_issued' end, '+6281234567890', 'Budi', 'Tagihan terbit', $2,
                       case when $2 in ('failed', 'unknown') then 'TARGET_INVALID: target invalid' end, $3, 'invoice_issued',
                       case when $2 in ('failed', 'expired', 'cancelled') then now() end, case when $2 = 'unknown' then now() - interval '1 h' end)
               returning id),
             j as (
               insert into queue_jobs (lane, message_id, recipient, expires_at)
               select l.lane, m.id, '+6281234567890', now() + l.life from m, queue_lanes l where l.class = $1 and $2 = 'queued')
             select id from m",
        )
        .bind(class)
        .bind(status)
        .bind(zone)
        .fetch_one(self.db.owner())
        .await
        .unwrap();
        MessageId(id)
    }

    pub async fn show(&self, id: MessageId) -> MessageDetail {
        ask(&self.admin, ShowMessage { id }).await.unwrap()
    }

    pub async fn now(&self, cx: &Cx) -> QueueNow {
        ask(cx, ShowQueue {}).await.unwrap()
    }

    pub async fn number(&self, question: &'static str) -> i64 {
        let found = sqlx::query_scalar(question).fetch_one(self.db.owner());
        found.await.unwrap()
    }
}

pub async fn run(db: &TestDb, statement: &'static str) {
    sqlx::raw_sql(statement).execute(db.owner()).await.unwrap();
}

pub fn these(ids: &[MessageId]) -> Selection {
    Selection::default().with(ids.iter().map(|id| id.0), true)
}

#[tokio::test]
async fn everybody_who_sees_messages_sees_how_the_queue_stands() {
    let queue = Queue::new().await;
    let [utara, cimahi] = queue.zones;
    for (class, status, zone) in [
        ("notification", "queued", utara),
        ("notification", "failed", utara),
        ("bulk", "failed", cimahi),
        ("bulk", "unknown", cimahi),
    ] {
        queue.message(class, status, zone).await;
    }
    run(
        &queue.db,
        "select app.join_queue('server', '1.2.3');
         insert into queue_jobs (lane, run_at, attempt) values (3, now() + interval '1 h', 1);
         insert into queue_jobs (lane, run_at, worker) values (0, now() + interval '1 min', 1);
         insert into queue_attempts (job_id, lane, attempt, worker, gateway, outcome, queued_at, claimed_at, wire_at)
           select n, 1, 1, 1, 1, 'accepted', now() - interval '10 s', now() - interval '8 s', now() - interval '1 s' from generate_series(1, 3) n;
         insert into queue_attempts (job_id, lane, attempt, worker, gateway, outcome, queued_at) values (9, 1, 3, 1, 1, 'failed', now())",
    )
    .await;
    for cx in [&queue.admin, &queue.office, &queue.supervisor] {
        let now = queue.now(cx).await;
        let [otp, notification, group, bulk] = now.classes.as_slice() else {
            panic!("four classes: {:?}", now.classes);
        };
        assert_eq!((otp.class, otp.active), (MessageClass::Otp, 1));
        assert_eq!((notification.waiting, notification.delayed), (1, 0));
        assert_eq!((notification.sent_today, notification.failed_today), (3, 1));
        assert_eq!((notification.dead, notification.minute), (1, 3));
        let wait = notification.wait_p50.unwrap();
        assert!((1_900.0..2_100.0).contains(&wait), "{wait}");
        assert!(notification.send_p95.unwrap() >= 1_000.0);
        assert_eq!((group.waiting, group.wait_p50), (0, None));
        assert_eq!((bulk.delayed, bulk.dead, bulk.unknown), (1, 1, 1));
        assert!(now.oldest_at().is_some());
        assert_eq!(now.drain_seconds(), Some(40), "two left at three a minute");
        let [worker] = now.workers.as_slice() else {
            panic!("one worker: {:?}", now.workers);
        };
        assert_eq!(
            (worker.device.as_str(), worker.version.as_str()),
            ("server", "1.2.3")
        );
        assert!(worker.alive && worker.holds == 1);
        assert_eq!(
            (now.ways[0].state, now.ways[0].window),
            (WayState::Well, 60)
        );
    }
    let refused = ask(&queue.technician, ShowQueue {}).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
}

#[tokio::test]
async fn reasons_are_grouped_and_a_supervisor_is_told_those_of_his_zones() {
    let queue = Queue::new().await;
    let [utara, cimahi] = queue.zones;
    queue.message("notification", "failed", utara).await;
    queue.message("bulk", "failed", cimahi).await;
    queue.message("bulk", "unknown", cimahi).await;
    let all = queue.now(&queue.office).await.failures;
    let said: Vec<_> = all
        .iter()
        .map(|group| (group.status, group.code.as_str(), group.count))
        .collect();
    assert_eq!(
        said,
        [
            (MessageStatus::Failed, "TARGET_INVALID", 2),
            (MessageStatus::Unknown, "TARGET_INVALID", 1)
        ]
    );
    assert!(all[0].first_at <= all[0].last_at && all[0].first_at.is_some());
    let his = queue.now(&queue.supervisor).await.failures;
    assert_eq!(his.iter().map(|group| group.count).sum::<i64>(), 1);
}

#[tokio::test]
async fn a_broken_or_paused_gateway_says_why_and_how_much_of_its_rate_is_taken() {
    let queue = Queue::new().await;
    run(
        &queue.db,
        "update gateways set broken_at = now(), broken_reason = 'TOKEN_INVALID: invalid token', quota = '120 pesan';
         update queue_tokens set free_at = now() + interval '30 s' where slot <= 7;
         insert into gateways (id, kind, base_url, active) values (2, 'fonnte', 'https://api.fonnte.com', false)",
    )
    .await;
    let ways = queue.now(&queue.supervisor).await.ways;
    assert_eq!(ways[0].state, WayState::Broken);
    assert_eq!(
        ways[0].reason.as_deref(),
        Some("TOKEN_INVALID: invalid token")
    );
    assert_eq!((ways[0].used, ways[0].rate), (7, Some(100)));
    assert_eq!(ways[0].quota.as_deref(), Some("120 pesan"));
    assert_eq!(ways[1].state, WayState::Off);
}

#[tokio::test]
async fn what_went_out_is_drawn_minute_by_minute_and_hour_by_hour() {
    let queue = Queue::new().await;
    let ask_for = async |span| {
        let request = ShowThroughput {
            span,
            locale: Locale::Id,
        };
        ask(&queue.office, request).await.unwrap()
    };
    let nothing = ask_for(Span::Hour).await;
    assert_eq!((nothing.steps.len(), nothing.chart), (60, None));
    run(
        &queue.db,
        "insert into queue_attempts (job_id, lane, attempt, outcome, queued_at, ended_at)
           select n, 1, 1, (array['accepted', 'accepted', 'failed', 'retry'])[n], now(), clock_timestamp() from generate_series(1, 4) n;
         insert into queue_attempts (job_id, lane, attempt, outcome, queued_at, ended_at) values (5, 1, 1, 'accepted', now(), clock_timestamp() - interval '5 h')",
    )
    .await;
    let hour = ask_for(Span::Hour).await;
    // A minute may have passed between writing and asking.
    let sums = |steps: &[model::queue::Step]| {
        let of = |part: fn(&model::queue::Step) -> i64| steps.iter().map(part).sum::<i64>();
        (
            of(|step| step.sent),
            of(|step| step.failed),
            of(|step| step.retried),
        )
    };
    assert_eq!(sums(&hour.steps), (2, 1, 1));
    assert_eq!(hour.chart.unwrap().columns.len(), 60);
    let day = ask_for(Span::Day).await;
    assert_eq!((day.steps.len(), sums(&day.steps)), (24, (3, 1, 1)));
    let refused = ShowThroughput {
        span: Span::Day,
        locale: Locale::En,
    };
    let refused = ask(&queue.technician, refused).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
}

#[tokio::test]
async fn a_message_tells_how_it_was_tried_and_what_is_left_to_do() {
    let queue = Queue::new().await;
    let id = queue
        .message("notification", "queued", queue.zones[0])
        .await;
    run(
        &queue.db,
        "select app.join_queue('server', '1');
         insert into queue_attempts (job_id, message_id, lane, attempt, worker, gateway, outcome, error, queued_at, claimed_at)
           select id, message_id, 1, 1, 1, 1, 'retry', 'RATE_LIMITED', now(), now() from queue_jobs;
         update queue_jobs set attempt = 1, run_at = now() + interval '4 s'",
    )
    .await;
    let shown = queue.show(id).await;
    let [tried] = shown.tries.as_slice() else {
        panic!("one try: {:?}", shown.tries);
    };
    assert_eq!(tried.outcome, TryOutcome::Retry);
    assert_eq!(tried.error.as_deref(), Some("RATE_LIMITED"));
    assert_eq!(tried.device.as_deref(), Some("server"));
    assert_eq!(tried.gateway.as_deref(), Some("log"));
    let job = shown.job.as_ref().unwrap();
    assert_eq!((job.attempt, job.held_by.as_deref()), (2, None));
    assert_eq!(shown.cause.as_deref(), Some("invoice_issued"));
    assert!(shown.may_cancel() && !shown.may_retry());
}

#[tokio::test]
async fn a_message_is_found_by_its_number_and_the_number_of_a_password_stays_dots() {
    let queue = Queue::new().await;
    queue
        .message("notification", "queued", queue.zones[0])
        .await;
    let id = queue.message("otp", "queued", queue.zones[1]).await;
    run(
        &queue.db,
        "update messages set body = 'Kode Anda ••••••' where class = 'otp';
         update queue_jobs set body = 'Kode Anda 482913' where lane = 0",
    )
    .await;
    let query = ListQuery {
        search: format!(" #{id}"),
        ..ListQuery::default()
    };
    let found = ask(&queue.office, ListMessages { query })
        .await
        .unwrap()
        .rows;
    assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
    let shown = format!("{:?}", queue.show(id).await);
    assert!(shown.contains("••••••") && !shown.contains("482913"));
}

#[tokio::test]
async fn searches_of_the_list_stay_what_they_were() {
    let desk = Desk::office().await;
    for search in ["#", "#12a", "12"] {
        let query = ListQuery {
            search: search.to_owned(),
            ..ListQuery::default()
        };
        assert_eq!(
            ask(&desk.cx, ListMessages { query }).await.unwrap().rows,
            []
        );
    }
}
