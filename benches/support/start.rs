//! The measurement itself, for the system whose web driver opens the window.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use aglis_core::{
    demo,
    workspace::{LocalWorkspace, Place},
};
use chrono::Utc;
use serde::Deserialize;
use serde_json::json;

use crate::{
    figures::{Times, ratio, say},
    window::{Desk, Window},
};

/// Starts that count, of each kind.
const RUNS: usize = 7;
/// What may pass until the first list, with the server's start.
const LIMIT_MS: f64 = 2_000.0;
/// A clock tick of the kernel in `/proc`, the same on every Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// Runs in the page: presses what a person would press as soon as it is there, and notes when things were shown.
const WALK: &str = r#"
const done = arguments[arguments.length - 1];
const marks = {};
const shown = (id) => {
  const found = document.querySelector(`[data-testid='${id}']`);
  return found && found.getClientRects().length > 0 ? found : null;
};
const steps = [
  ['sign_in', 'signin-demo-siti', (button) => button.click()],
  ['home', 'user-menu', () => shown('nav-customers').click()],
  ['list', 'customers-row', () => {}],
];
const look = () => {
  while (steps.length > 0) {
    const [name, id, act] = steps[0];
    const found = shown(id);
    if (!found || found.disabled) return;
    marks[name] = Date.now();
    act(found);
    steps.shift();
  }
  clearInterval(timer);
  done(marks);
};
const timer = setInterval(look, 5);
"#;

/// When the page showed what, in milliseconds since 1970.
#[derive(Deserialize)]
struct Marks {
    sign_in: f64,
    home: f64,
    list: f64,
}

/// What passed since the start of the process.
#[derive(Default)]
struct Waits {
    sign_in: Times,
    home: Times,
    list: Times,
}

#[tokio::main]
pub async fn main() {
    let desk = Desk::new();
    let workspace = Place::at(desk.folder.path().join("data/workspaces/local"));
    make(workspace.clone()).await;
    // The person chooses it once; from then on the program goes on with it by itself.
    let chosen = desk.open(&[]).await;
    chosen.click("desk-local-demo").await;
    chosen.find("signin-demo-siti").await;
    chosen.close();

    let mut cold = Waits::default();
    // The first start reads the program from the disk and is not counted.
    start(&desk, &mut Waits::default()).await;
    for _ in 0..RUNS {
        start(&desk, &mut cold).await;
    }
    let running = LocalWorkspace::open(workspace, |_| {}).await.unwrap();
    let mut warm = Waits::default();
    for _ in 0..RUNS {
        start(&desk, &mut warm).await;
    }
    running.close().await.unwrap();

    for (name, figure, baseline, limit) in [
        ("start_to_sign_in", &cold.sign_in, &warm.sign_in, None),
        ("start_to_home", &cold.home, &warm.home, None),
        (
            "start_to_first_list",
            &cold.list,
            &warm.list,
            Some(LIMIT_MS),
        ),
    ] {
        let mut line = json!({
            "bench": name,
            "runs": figure.runs(),
            "median_ms": figure.median(),
            "slowest_ms": figure.percentile(100),
            "baseline": "server running",
            "baseline_ms": baseline.median(),
            "ratio": ratio(figure.median(), baseline.median()),
        });
        if let Some(limit) = limit {
            line["limit_ms"] = json!(limit);
            line["within_limits"] = json!(figure.median() <= limit);
        }
        say(&line);
    }
}

/// Makes the workspace as the program does when somebody asks for the demo, and leaves it.
async fn make(place: Place) {
    let workspace = LocalWorkspace::open(place, |_| {}).await.unwrap();
    let today = Utc::now().date_naive();
    demo::fill(workspace.admin_pool(), 1, today).await.unwrap();
    workspace.close().await.unwrap();
}

/// Starts the program, walks to the list of customers and closes it.
async fn start(desk: &Desk, waits: &mut Waits) {
    let window = desk.open(&[]).await;
    let marks = walk(&window).await;
    let begun = started();
    window.close();
    waits.sign_in.add(marks.sign_in - begun);
    waits.home.add(marks.home - begun);
    waits.list.add(marks.list - begun);
}

async fn walk(window: &Window) -> Marks {
    window
        .page
        .set_script_timeout(Duration::from_secs(60))
        .await
        .unwrap();
    let walked = window.page.execute_async(WALK, Vec::new()).await.unwrap();
    walked.convert().unwrap()
}

/// When the running program was started, in milliseconds since 1970.
fn started() -> f64 {
    let program = Path::new(env!("CARGO_BIN_EXE_aglis-desktop"));
    let ticks = fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|process| fs::read_link(process.join("exe")).is_ok_and(|exe| exe == program))
        .filter_map(|process| started_ticks(&process))
        .max()
        .expect("the program runs");
    let up = fs::read_to_string("/proc/uptime").unwrap();
    let up: f64 = up.split_whitespace().next().unwrap().parse().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let running_for = up - ticks as f64 / TICKS_PER_SECOND;
    (now.as_secs_f64() - running_for) * 1_000.0
}

/// The start of a process in ticks since the machine's.
fn started_ticks(process: &Path) -> Option<u64> {
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    // The name in brackets may hold anything; the start is the 20th word behind it.
    stat.rsplit_once(')')?
        .1
        .split_whitespace()
        .nth(19)?
        .parse()
        .ok()
}
