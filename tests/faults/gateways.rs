//! What a gateway does, and what the queue makes of the message: a real database, a real worker, HTTP on this machine. Whatever
//! happens, nobody is written to twice.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aglis_core::gateways;
use aglis_core::gateways::wire::Patience;
use aglis_core::queue::{Worker, Working};
use model::messages::Reason;
use model::secret::Secret;
use serde_json::json;
use sqlx::PgPool;
use tokio::time::sleep;

use crate::clock::Clock;
use crate::support::database::TestDb;
use crate::support::gateway::{Answer, Says, Stub, closed_port};

/// A database with these gateways, in this order, asked every second whether they are well again.
async fn with_gateways(urls: &[String]) -> TestDb {
    let db = TestDb::new().await;
    sqlx::query("insert into gateways (id, kind, base_url) select n, 'fonnte', url from unnest($1::text[]) with ordinality x (url, n)")
        .bind(urls)
        .execute(db.owner())
        .await
        .unwrap();
    sqlx::query("update queue_rules set backoff = '0 s', probe_every = '1 s'")
        .execute(db.owner())
        .await
        .unwrap();
    db
}

/// Writes to as many people; answers the messages in their order.
async fn write_to(db: &TestDb, people: usize) -> Vec<i64> {
    let messages: Vec<_> = (0..people)
        .map(|person| {
            json!({
                "class": "notification", "template": "ticket_update", "body": "Halo", "cause": "test",
                "to": {"phone": format!("+62812000000{person:02}")}, "exempt": true,
            })
        })
        .collect();
    sqlx::query_scalar("select id from app.send_messages($1) order by place")
        .bind(json!(messages))
        .fetch_all(db.owner())
        .await
        .unwrap()
}

/// A worker that speaks HTTP on this machine.
pub fn worker(db: &TestDb, at_once: usize) -> Worker {
    let token = Secret::new("kunci");
    let patience = Patience {
        connect: Duration::from_secs(2),
        total: Duration::from_secs(2),
        ..Patience::default()
    };
    Worker::start(Working {
        options: db.owner_options(),
        device: "uji".to_owned(),
        concurrency: Some(at_once),
        open_way: Arc::new(move |way| gateways::open_with(way, Some(&token), true, patience)),
    })
}

pub async fn number(owner: &PgPool, question: &'static str) -> i64 {
    sqlx::query_scalar(question).fetch_one(owner).await.unwrap()
}

/// Until the answer to a question is this.
pub async fn until(owner: &PgPool, question: &'static str, answer: i64) {
    let begun = Instant::now();
    while number(owner, question).await != answer {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "not {answer}: {question}"
        );
        sleep(Duration::from_millis(20)).await;
    }
}

const WAITING: &str = "select count(*) from queue_jobs";
pub const BROKEN: &str = "select count(*) from gateways where broken_at is not null";

/// State, reason and tries of a message.
async fn told(db: &TestDb, message: i64) -> (String, Option<Reason>, i16) {
    let (status, reason, attempts): (String, Option<String>, i16) =
        sqlx::query_as("select status, reason, attempts from messages where id = $1")
            .bind(message)
            .fetch_one(db.owner())
            .await
            .unwrap();
    let reason = reason.map(|kept| Reason::parse(&kept).unwrap().0);
    (status, reason, attempts)
}

/// How often each person was written to.
fn times(stubs: &[&Stub]) -> HashMap<String, usize> {
    let mut times = HashMap::new();
    for taken in stubs.iter().flat_map(|stub| stub.taken()) {
        *times.entry(taken.recipient).or_default() += 1;
    }
    times
}

fn sends(stub: &Stub) -> usize {
    let requests = stub.requests();
    requests
        .iter()
        .filter(|request| request.path == "/send")
        .count()
}

#[tokio::test]
async fn each_answer_makes_of_its_message_what_it_proves() {
    let families = [
        (Says::accepted(), "accepted", None),
        (
            Says::refused("target invalid"),
            "failed",
            Some(Reason::TargetInvalid),
        ),
        (
            Says::refused("input invalid"),
            "failed",
            Some(Reason::RequestInvalid),
        ),
        (
            Says::refused("never seen"),
            "failed",
            Some(Reason::GatewayRefused),
        ),
        (
            Says::takes_and(Answer::Nothing),
            "unknown",
            Some(Reason::NoAnswer),
        ),
        (
            Says::takes_and(Answer::Reset),
            "unknown",
            Some(Reason::NoAnswer),
        ),
        (
            Says::takes_and(Answer::Slow),
            "unknown",
            Some(Reason::NoAnswer),
        ),
        (
            Says::takes_and(Answer::html(502)),
            "unknown",
            Some(Reason::GatewayError),
        ),
        (
            Says::takes_and(Answer::html(200)),
            "unknown",
            Some(Reason::AnswerStrange),
        ),
        (
            Says::takes_and(Answer::bytes(b"{\"status\":t")),
            "unknown",
            Some(Reason::AnswerStrange),
        ),
        (
            Says::takes_and(Answer::Endless),
            "unknown",
            Some(Reason::AnswerStrange),
        ),
        (Says::accepted(), "accepted", None),
    ];
    let stub = Stub::new().await;
    stub.next(families.iter().map(|(says, ..)| says.clone()));
    let db = with_gateways(&[stub.url()]).await;
    let messages = write_to(&db, families.len()).await;
    let worker = worker(&db, 1);
    until(db.owner(), WAITING, 0).await;
    worker.stop().await;
    for ((says, status, reason), message) in families.iter().zip(&messages) {
        let expected = ((*status).to_owned(), *reason, 1);
        assert_eq!(told(&db, *message).await, expected, "{says:?}");
    }
    // One request for each, and what was taken was taken once.
    assert_eq!(sends(&stub), families.len());
    let taken = families.iter().filter(|(says, ..)| says.takes).count();
    assert_eq!(times(&[&stub]).len(), taken);
    assert!(times(&[&stub]).values().all(|times| *times == 1));
}

#[tokio::test]
async fn an_accepted_message_keeps_the_gateways_number() {
    let stub = Stub::new().await;
    let db = with_gateways(&[stub.url()]).await;
    write_to(&db, 1).await;
    let worker = worker(&db, 5);
    until(db.owner(), WAITING, 0).await;
    worker.stop().await;
    let kept: String = sqlx::query_scalar("select gateway_ref from messages")
        .fetch_one(db.owner())
        .await
        .unwrap();
    assert_eq!(kept, stub.taken()[0].reference);
}

#[tokio::test]
async fn whoever_is_told_to_wait_waits_and_sends_once() {
    let stub = Stub::new().await;
    stub.next([Says::too_many(Some("2"))]);
    let db = with_gateways(&[stub.url()]).await;
    let messages = write_to(&db, 1).await;
    let worker = worker(&db, 5);
    until(db.owner(), WAITING, 0).await;
    worker.stop().await;
    assert_eq!(
        told(&db, messages[0]).await,
        ("accepted".to_owned(), None, 2)
    );
    let requests = stub.requests();
    assert_eq!(requests.len(), 2);
    assert!(
        requests[1].at - requests[0].at >= Duration::from_secs(2),
        "it came back before its time"
    );
    assert_eq!(stub.taken().len(), 1);
}

#[tokio::test]
async fn a_gateway_that_is_always_too_busy_ends_the_tries() {
    let stub = Stub::new().await;
    stub.otherwise(Says::too_many(None));
    let db = with_gateways(&[stub.url()]).await;
    let messages = write_to(&db, 1).await;
    let worker = worker(&db, 5);
    until(db.owner(), WAITING, 0).await;
    worker.stop().await;
    let expected = ("failed".to_owned(), Some(Reason::RateLimited), 3);
    assert_eq!(told(&db, messages[0]).await, expected);
    assert_eq!(sends(&stub), 3);
}

#[tokio::test]
async fn a_device_that_is_away_stops_the_channel_until_it_is_back() {
    for said in [
        "request invalid on disconnected device",
        "insufficient quota",
        "token invalid",
    ] {
        let stub = Stub::new().await;
        stub.next([Says::refused(said)]);
        stub.device(json!({"status": true, "device_status": "disconnect", "quota": "900"}));
        let db = with_gateways(&[stub.url()]).await;
        let messages = write_to(&db, 4).await;
        let worker = worker(&db, 1);
        until(db.owner(), BROKEN, 1).await;
        // Asked at least twice, and nothing was tried meanwhile.
        let asked = stub.requests().len();
        while stub.requests().len() < asked + 2 {
            sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(sends(&stub), 1, "{said}");
        let burnt = "select count(*) from queue_jobs where attempt > 0";
        assert_eq!(number(db.owner(), burnt).await, 0, "{said}");
        assert_eq!(number(db.owner(), WAITING).await, 4, "{said}");
        stub.device(json!({"status": true, "device_status": "connect", "quota": "900"}));
        until(db.owner(), WAITING, 0).await;
        worker.stop().await;
        assert_eq!(number(db.owner(), BROKEN).await, 0, "{said}");
        for message in messages {
            assert_eq!(told(&db, message).await, ("accepted".to_owned(), None, 1));
        }
        assert_eq!(stub.taken().len(), 4, "{said}");
        assert!(times(&[&stub]).values().all(|times| *times == 1), "{said}");
    }
}

#[tokio::test]
async fn a_gateway_that_cannot_be_reached_costs_no_more_than_the_first_tries() {
    let closed = closed_port().await;
    let db = with_gateways(&[format!("http://{closed}")]).await;
    let messages = write_to(&db, 8).await;
    let worker = worker(&db, 1);
    until(db.owner(), BROKEN, 1).await;
    let tried = "select sum(attempt)::bigint from queue_jobs";
    let before = number(db.owner(), tried).await;
    assert!(
        before <= 4,
        "the fifth failure opens the breaker and is given back"
    );
    // Found as bad as before, at least once.
    until(
        db.owner(),
        "select count(*) from gateways where checked_at is not null and broken_at is not null",
        1,
    )
    .await;
    assert_eq!(number(db.owner(), tried).await, before);
    let stub = Stub::at(closed).await;
    until(db.owner(), WAITING, 0).await;
    worker.stop().await;
    for message in messages {
        assert_eq!(told(&db, message).await.0, "accepted");
    }
    assert_eq!(stub.taken().len(), 8);
    assert!(times(&[&stub]).values().all(|times| *times == 1));
}

#[tokio::test]
async fn a_second_gateway_takes_over_only_what_the_first_provably_did_not_take() {
    let (first, second) = (Stub::new().await, Stub::new().await);
    first.next([
        Says::accepted(),
        Says::takes_and(Answer::Nothing),
        Says::refused("target invalid"),
        Says::refused("request invalid on disconnected device"),
    ]);
    first.device(json!({"status": true, "device_status": "disconnect"}));
    let db = with_gateways(&[first.url(), second.url()]).await;
    let messages = write_to(&db, 6).await;
    let worker = worker(&db, 1);
    until(db.owner(), WAITING, 0).await;
    worker.stop().await;
    let mut became = Vec::new();
    for message in messages {
        became.push(told(&db, message).await.0);
    }
    assert_eq!(
        became,
        [
            "accepted", "unknown", "failed", "accepted", "accepted", "accepted"
        ]
    );
    let recipients = |stub: &Stub| {
        let mut people: Vec<_> = stub
            .taken()
            .into_iter()
            .map(|taken| taken.recipient)
            .collect();
        people.sort();
        people
    };
    assert_eq!(recipients(&first), ["6281200000000", "6281200000001"]);
    assert_eq!(
        recipients(&second),
        ["6281200000003", "6281200000004", "6281200000005"]
    );
}

#[tokio::test]
async fn a_gateway_that_never_told_is_asked_what_became_of_its_messages() {
    let stub = Stub::new().await;
    let db = with_gateways(&[stub.url()]).await;
    let messages = write_to(&db, 4).await;
    let first = worker(&db, 1);
    until(db.owner(), WAITING, 0).await;
    first.stop().await;
    let asked = || {
        let requests = stub.requests();
        let asked = requests.iter().filter(|request| request.path == "/status");
        asked
            .map(|request| request.field("id").unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(asked(), [""; 0], "it has some minutes to tell by itself");
    let taken = stub.taken();
    let fresh: i32 =
        sqlx::query_scalar("select app.report_messages(webhook_path, $1) from gateways")
            .bind(json!([{"ref": taken[0].reference, "status": "delivered"}]))
            .fetch_one(db.owner())
            .await
            .unwrap();
    assert_eq!(fresh, 1);
    for (place, state) in [(1, "sent"), (2, "invalid"), (3, "processing")] {
        stub.knows(&taken[place].reference, state);
    }
    let clock = Clock::default();
    // A worker asks when it begins, and then once a minute.
    let ask_after = async |by: u64, questions: usize| {
        assert!(clock.forward(db.owner(), Duration::from_secs(by)).await);
        let worker = worker(&db, 1);
        while asked().len() < questions {
            sleep(Duration::from_millis(10)).await;
        }
        worker
    };
    let later = ask_after(11 * 60, 3).await;
    until(
        db.owner(),
        "select count(*) from messages where status in ('sent', 'failed')",
        2,
    )
    .await;
    later.stop().await;
    let became = async |message| told(&db, message).await;
    assert_eq!(became(messages[0]).await.0, "delivered");
    assert_eq!(became(messages[1]).await, ("sent".to_owned(), None, 1));
    let wrong = ("failed".to_owned(), Some(Reason::TargetInvalid), 1);
    assert_eq!(became(messages[2]).await, wrong);
    assert_eq!(became(messages[3]).await.0, "accepted");
    // What it could not say then it is asked once more when the hour is over, and only that.
    ask_after(3600, 4).await.stop().await;
    assert_eq!(asked()[3], taken[3].reference);
    assert_eq!(stub.taken().len(), 4, "nobody is written to again");
}

#[tokio::test]
async fn workers_on_several_machines_write_to_everybody_once() {
    let stub = Stub::new().await;
    // A third of the answers gets lost or comes from something else.
    let bad = [Answer::Reset, Answer::html(502), Answer::bytes(b"<html>")];
    stub.next((0..60).map(|n: usize| match n % 6 {
        0 => Says::takes_and(bad[(n / 6) % 3].clone()),
        3 => Says::too_many(None),
        _ => Says::accepted(),
    }));
    let db = with_gateways(&[stub.url()]).await;
    write_to(&db, 60).await;
    let workers = [worker(&db, 5), worker(&db, 5), worker(&db, 5)];
    until(db.owner(), WAITING, 0).await;
    for worker in workers {
        worker.stop().await;
    }
    assert!(times(&[&stub]).values().all(|times| *times == 1));
    let settled = "select count(*) from messages where status in ('accepted', 'unknown', 'failed')";
    assert_eq!(number(db.owner(), settled).await, 60);
    // Whatever is called accepted is in the gateway's books under its number.
    let kept: Vec<String> =
        sqlx::query_scalar("select gateway_ref from messages where status = 'accepted'")
            .fetch_all(db.owner())
            .await
            .unwrap();
    let taken: Vec<_> = stub
        .taken()
        .into_iter()
        .map(|taken| taken.reference)
        .collect();
    assert!(kept.iter().all(|reference| taken.contains(reference)));
    assert_eq!(
        number(
            db.owner(),
            "select count(*) from messages where status in ('accepted', 'unknown')"
        )
        .await,
        i64::try_from(taken.len()).unwrap()
    );
}
