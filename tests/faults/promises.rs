//! What the queue promises in numbers: how much goes out in a minute, how long a password takes, and that half an hour without a
//! gateway costs nothing but time. Minutes pass by [`Clock`].

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use sqlx::PgPool;
use tokio::time::sleep;

use crate::clock::{Clock, most_within};
use crate::gateways::{BROKEN, number, until, worker as over_http};
use crate::queue::{Ledger, run, worker};
use crate::support::database::TestDb;
use crate::support::gateway::{Stub, Taken, closed_port};

const MINUTE: Duration = Duration::from_secs(60);

/// Writes to somebody in the transaction of an event; the text names the message.
async fn write(owner: &PgPool, class: &str, from: usize, messages: usize) {
    let batch: Vec<_> = (from..from + messages)
        .map(|n| {
            let text = format!("{class} {n}");
            let mut one = json!({"class": class, "body": text, "cause": "chaos", "exempt": true, "dedupe": text,
                                 "to": {"phone": format!("+6281{n:09}")}});
            if class == "otp" {
                one["body"] = json!("••••••");
                one["secret"] = json!(text);
            }
            one
        })
        .collect();
    let sent = sqlx::query("select count(*) from app.send_messages($1)").bind(json!(batch));
    sent.execute(owner).await.unwrap();
}

#[tokio::test]
async fn a_thousand_messages_go_out_within_a_minute() {
    let db = TestDb::new().await;
    run(
        db.owner(),
        "insert into gateways (id, kind, rate) values (1, 'fonnte', 1200)",
    )
    .await;
    write(db.owner(), "notification", 0, 1_000).await;
    let ledger = Arc::new(Ledger::default());
    let workers = ["satu", "dua"].map(|name| worker(&db, name, &ledger));
    // Without a jump of the clock: the rate leaves room for all of them at once.
    until(db.owner(), "select count(*) from queue_jobs", 0).await;
    for worker in workers {
        worker.stop().await;
    }
    let times = ledger.times();
    assert_eq!(times.len(), 1_000);
    assert!(times.values().all(|times| *times == 1));
    assert_eq!(ledger.most_within(MINUTE), 1_000);
}

#[tokio::test]
async fn ten_minutes_use_the_whole_rate_and_never_more_with_four_workers() {
    let db = TestDb::new().await;
    // The rate of every day: a hundred in any sixty seconds. Passwords may use all of it.
    run(
        db.owner(),
        "insert into gateways (id, kind, rate) values (1, 'fonnte', 100);
         select app.push_jobs(array_fill(0::smallint, array[1000]), array_fill('Halo'::text, array[1000]));
         update queue_jobs set expires_at = null",
    )
    .await;
    let clock = Clock::default();
    let ledger = Arc::new(Ledger::default());
    let workers = ["satu", "dua", "tiga", "empat"].map(|name| worker(&db, name, &ledger));
    clock.until_drained(db.owner()).await;
    for worker in workers {
        worker.stop().await;
    }
    let mut moments: Vec<Instant> = ledger.moments().iter().map(|at| clock.at(*at)).collect();
    moments.sort();
    assert_eq!(moments.len(), 1_000);
    assert_eq!(most_within(moments.clone(), MINUTE), 100);
    // Nine windows lie between the first and the last of ten hundreds.
    let used = (9 * MINUTE).as_secs_f64() / (moments[999] - moments[0]).as_secs_f64();
    assert!(used >= 0.99, "{used} of the rate is used");
}

#[tokio::test]
async fn a_password_is_at_the_gateway_in_two_seconds_while_ten_thousand_messages_wait() {
    const AT_ONCE: usize = 5;
    let stub = Stub::new().await;
    let db = TestDb::new().await;
    sqlx::query("insert into gateways (id, kind, base_url, rate) values (1, 'fonnte', $1, 1200)")
        .bind(stub.url())
        .execute(db.owner())
        .await
        .unwrap();
    run(
        db.owner(),
        "select app.push_jobs(array_fill(3::smallint, array[10000]), array_fill('siaran'::text, array[10000]))",
    )
    .await;
    let worker = over_http(&db, AT_ONCE);
    while stub.taken().is_empty() {
        sleep(Duration::from_millis(1)).await;
    }
    let begun = Instant::now();
    let mut took = Vec::new();
    for n in 0..100 {
        let asked = Instant::now();
        write(db.owner(), "otp", n, 1).await;
        let before = stub.taken().len();
        let (place, at) = loop {
            let taken = stub.taken();
            let is_it = |one: &Taken| one.body == format!("otp {n}");
            if let Some(place) = taken.iter().position(is_it) {
                break (place, taken[place].at);
            }
            assert!(asked.elapsed() < MINUTE, "password {n} does not come");
            sleep(Duration::from_millis(1)).await;
        };
        // At most: sends under way, those of a claim that did not see it yet, and those claimed together with it.
        assert!(
            place.saturating_sub(before) <= 3 * AT_ONCE,
            "{} went before password {n}",
            place - before
        );
        took.push(at - asked);
    }
    // The broadcast goes on between and after the passwords, and leaves to them what it may not use.
    let broadcast = || {
        let taken = stub.taken();
        taken.iter().filter(|one| one.body == "siaran").count()
    };
    while broadcast() < 100 {
        assert!(begun.elapsed() < 2 * MINUTE, "the broadcast stands still");
        sleep(Duration::from_millis(1)).await;
    }
    worker.stop().await;
    let broadcast = broadcast();
    assert!(broadcast <= 840, "{broadcast} of 840");
    took.sort();
    assert!(took[98] <= Duration::from_secs(2), "p99 is {:?}", took[98]);
}

#[tokio::test]
async fn half_an_hour_without_the_gateway_loses_nothing_and_is_made_up_for_within_the_rate() {
    const MINUTES: usize = 30;
    let closed = closed_port().await;
    let db = TestDb::new().await;
    let owner = db.owner();
    sqlx::query("insert into gateways (id, kind, base_url, rate) values (1, 'fonnte', $1, 100)")
        .bind(format!("http://{closed}"))
        .execute(owner)
        .await
        .unwrap();
    let clock = Clock::default();
    write(owner, "notification", 0, 90).await;
    write(owner, "bulk", 200_000, 20).await;
    let worker = over_http(&db, 5);
    until(owner, BROKEN, 1).await;
    until(
        owner,
        "select count(*) from queue_jobs where worker is not null",
        0,
    )
    .await;
    let tried = "select sum(attempt)::bigint from queue_jobs";
    let before = number(owner, tried).await;
    for minute in 0..MINUTES {
        write(owner, "notification", 1_000 + minute, 1).await;
        write(owner, "otp", minute, 1).await;
        assert!(clock.forward(owner, MINUTE).await, "nothing is on its way");
        // Found as bad as before.
        let asked = "select count(*) from gateways where checked_at > clock_timestamp() - interval '30 s' and broken_at is not null";
        until(owner, asked, 1).await;
    }
    let now = number(owner, tried).await;
    assert_eq!(now, before, "nobody tries while the breaker is open");
    let stub = Stub::at(closed).await;
    clock.forward(owner, MINUTE / 2).await;
    until(owner, BROKEN, 0).await;
    clock.until_drained(owner).await;
    worker.stop().await;

    let taken = stub.taken();
    let mut came: HashMap<&str, usize> = HashMap::new();
    for one in &taken {
        *came.entry(&one.body).or_default() += 1;
    }
    assert!(came.values().all(|times| *times == 1), "nothing twice");
    for (class, from, messages) in [
        ("notification", 0, 90),
        ("notification", 1_000, MINUTES),
        ("bulk", 200_000, 20),
        // A password is worth sending for five minutes.
        ("otp", MINUTES - 3, 3),
    ] {
        for n in from..from + messages {
            assert!(came.contains_key(&*format!("{class} {n}")), "{class} {n}");
        }
    }
    let (accepted, expired): (i64, i64) = sqlx::query_as(
        "select count(*) filter (where status = 'accepted'), count(*) filter (where status = 'expired' and class = 'otp') from messages",
    )
    .fetch_one(owner)
    .await
    .unwrap();
    assert_eq!(accepted as usize, taken.len());
    assert_eq!(accepted + expired, 90 + 20 + 2 * MINUTES as i64);
    assert!(expired >= 24, "{expired} passwords were too old");
    let moments = taken.iter().map(|one| clock.at(one.at)).collect();
    let most = most_within(moments, MINUTE);
    assert!(most <= 100, "{most} in one minute");
}
