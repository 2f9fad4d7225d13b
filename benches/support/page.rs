//! From a commit to the badge in another person's window, for the system whose web driver opens the window.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use tokio::time::sleep;

use crate::{
    figures::{Times, ratio, say},
    notified::{Office, PASSWORD},
    told::{LIMIT_P50_MS, LIMIT_P99_MS, PERSON, assign},
    window::{Desk, Window},
};

/// Runs in the page: notes when the badge said what.
const WATCH: &str = r#"
window.said = [];
const bell = () => document.querySelector("[data-testid='bell']");
new MutationObserver(() => window.said.push([Date.now(), Number(bell().dataset.unread)]))
  .observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-unread'] });
return Number(bell().dataset.unread);
"#;

/// One window is open, somebody else gives its person tickets. `told_ms` is what the same takes to the desk without a window.
pub async fn shown(desk: &Desk, office: &mut Office, runs: usize, told_ms: f64) {
    let window = desk.open(&[]).await;
    window.enter("signin-username", PERSON).await;
    window.enter("signin-password", PASSWORD).await;
    window.click("signin-submit").await;
    window.find("bell-count").await;
    // The home page reads its own figures meanwhile.
    sleep(Duration::from_secs(3)).await;
    let siti = office.sign_in("kantor2").await;
    let person = office.staff(PERSON).await;
    let mut unread = window.script(WATCH).await.as_f64().unwrap();
    let mut times = Times::default();
    for _ in 0..runs {
        let committing = assign(&siti, office.urgent_ticket(), person).await;
        let start = SystemTime::now();
        committing.commit().await.unwrap();
        unread += 1.0;
        times.add(seen(&window, unread).await - milliseconds(start));
    }
    siti.pool.close().await;
    window.close();
    say(&json!({
        "bench": "notifications_commit_to_page",
        "runs": times.runs(),
        "median_ms": times.median(),
        "p99_ms": times.percentile(99),
        "limit_median_ms": LIMIT_P50_MS,
        "limit_p99_ms": LIMIT_P99_MS,
        "within_limits": times.median() <= LIMIT_P50_MS && times.percentile(99) <= LIMIT_P99_MS,
        "baseline": "the same without a window",
        "baseline_ms": told_ms,
        "ratio": ratio(times.median(), told_ms),
    }));
}

/// When the badge said this number, in milliseconds since 1970. The page is left alone until it has surely said so.
async fn seen(window: &Window, unread: f64) -> f64 {
    for _ in 0..60 {
        sleep(Duration::from_millis(500)).await;
        let said = window.script("return window.said.splice(0)").await;
        let said: Vec<(f64, f64)> = serde_json::from_value(said).unwrap();
        if let Some((at, _)) = said.into_iter().find(|(_, number)| *number >= unread) {
            return at;
        }
    }
    panic!("the badge never said {unread}");
}

fn milliseconds(moment: SystemTime) -> f64 {
    moment.duration_since(UNIX_EPOCH).unwrap().as_secs_f64() * 1_000.0
}
