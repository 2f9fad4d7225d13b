//! From a commit to what another person's desk tells its page, without a window.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use aglis_core::context::Cx;
use aglis_desktop::{
    desk::{self, Desk},
    folders::Folders,
    vault::{Memory, Vault},
};
use model::{
    call::{Answered, Call, Envelope},
    desk::{Phase, SignIn, UseLocalWorkspace},
    notifications::CountNotifications,
    secret::Secret,
    topic::Topic,
};
use serde_json::json;
use sqlx::{Postgres, Transaction, postgres::PgListener};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::{sleep, timeout},
};

use crate::{
    figures::{Times, ratio, say},
    notified::{Office, PASSWORD},
    room::{Heard, Room},
};

/// Who is told.
pub const PERSON: &str = "teknisi1";
/// What may pass from the commit to the badge, in the middle and 99 of 100 times.
pub const LIMIT_P50_MS: f64 = 50.0;
pub const LIMIT_P99_MS: f64 = 250.0;
/// A desk that told something looks again after a quarter of a second; each event here finds it at rest.
const AT_REST: Duration = Duration::from_millis(300);

/// A ticket given to somebody, in a transaction that only has to be committed.
pub async fn assign(by: &Cx, ticket: i64, lead: i64) -> Transaction<'static, Postgres> {
    let mut assigning = by.pool.begin().await.unwrap();
    sqlx::query("update tickets set lead_id = $1, status = 'assigned' where id = $2")
        .bind(lead)
        .bind(ticket)
        .execute(&mut *assigning)
        .await
        .unwrap();
    assigning
}

/// Somebody is signed in at a desk, somebody else gives him tickets; answers the middle time to his badge. That is the way to the event which
/// makes the page ask, and the answer that it gets; `toast_…` is the event with what came. The baseline is the way of a notification alone.
pub async fn told(data: &Path, office: &mut Office, runs: usize) -> f64 {
    let (tell, mut told) = unbounded_channel();
    let folders = Folders::find(Some(data.to_owned())).unwrap();
    let desk = Desk::new(folders, Vault::new(Memory::default()), Arc::new(Room(tell)));
    sign_in(&desk).await;
    let siti = office.sign_in("kantor2").await;
    let person = office.staff(PERSON).await;
    // The first look of the bell only learns where it stands.
    sleep(Duration::from_secs(1)).await;
    let mut badge = Times::default();
    let mut toast = Times::default();
    let mut unread = count(&desk).await;
    for _ in 0..runs {
        sleep(AT_REST).await;
        while told.try_recv().is_ok() {}
        let committing = assign(&siti, office.urgent_ticket(), person).await;
        let start = Instant::now();
        committing.commit().await.unwrap();
        let wanted = Topic::Notifications.name();
        let (mut is_shown, mut is_said) = (false, false);
        while !(is_shown && is_said) {
            let (at, event, payload) = next(&mut told).await;
            if event == "news" && !is_said {
                toast.add(at.duration_since(start).as_secs_f64() * 1_000.0);
                is_said = true;
            }
            // Every half minute everything counts as changed, without anything having come.
            if event == "changes" && payload.contains(wanted) && !is_shown {
                let count = count(&desk).await;
                if count > unread {
                    badge.end(start);
                    unread = count;
                    is_shown = true;
                }
            }
        }
    }
    desk.close().await;
    siti.pool.close().await;
    let plain = plainly(office, runs).await;
    say(&json!({
        "bench": "notifications_commit_to_desk",
        "runs": badge.runs(),
        "median_ms": badge.median(),
        "p99_ms": badge.percentile(99),
        "toast_median_ms": toast.median(),
        "toast_p99_ms": toast.percentile(99),
        "limit_median_ms": LIMIT_P50_MS,
        "limit_p99_ms": LIMIT_P99_MS,
        "within_limits": badge.median() <= LIMIT_P50_MS && badge.percentile(99) <= LIMIT_P99_MS,
        "baseline": "notification from a commit to a listener",
        "baseline_ms": plain.median(),
        "ratio": ratio(badge.median(), plain.median()),
    }));
    badge.median()
}

async fn sign_in(desk: &Arc<Desk>) {
    ask(desk, UseLocalWorkspace { demo: false }).await;
    let opening = async {
        while desk.state().phase != Phase::SignIn {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(60), opening)
        .await
        .expect("the workspace opens");
    let request = SignIn {
        username: PERSON.to_owned(),
        password: Some(Secret::new(PASSWORD)),
        remember: false,
    };
    ask(desk, request).await;
}

/// How long a notification takes from the call that commits it to a listener.
async fn plainly(office: &Office, runs: usize) -> Times {
    let mut listener = PgListener::connect_with(office.owner()).await.unwrap();
    listener.listen("aglis_bench").await.unwrap();
    let mut times = Times::default();
    for _ in 0..runs {
        sleep(Duration::from_millis(5)).await;
        let mut ringing = office.owner().begin().await.unwrap();
        // As an event does, it writes.
        sqlx::query("insert into plain values (now())")
            .execute(&mut *ringing)
            .await
            .unwrap();
        sqlx::query("select pg_notify('aglis_bench', '')")
            .execute(&mut *ringing)
            .await
            .unwrap();
        let start = Instant::now();
        ringing.commit().await.unwrap();
        listener.recv().await.unwrap();
        times.end(start);
    }
    times
}

/// The next event for the page: when it came, its name, its payload.
async fn next(told: &mut UnboundedReceiver<Heard>) -> (Instant, String, String) {
    loop {
        let next = timeout(Duration::from_secs(60), told.recv()).await;
        if let Heard::Told(event, payload) = next.expect("the desk tells").unwrap() {
            return (Instant::now(), event, payload);
        }
    }
}

/// Asks for the badge, as the page does.
async fn count(desk: &Arc<Desk>) -> i64 {
    let cx = desk.context().unwrap();
    crate::ask::ask(&cx, CountNotifications {}).await.unread
}

/// Asks the desk as the page does.
async fn ask<C: Call>(desk: &Arc<Desk>, request: C) -> C::Reply {
    let bytes = serde_json::to_vec(&Envelope { key: None, request }).unwrap();
    let answer = desk::answer(desk, C::NAME, &bytes).await.unwrap();
    serde_json::from_slice::<Answered<C::Reply>>(&answer)
        .unwrap()
        .unwrap()
}
