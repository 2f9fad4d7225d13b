//! What a person who sees badly, hears the screen or holds no mouse would trip over, as axe-core finds it.

use std::{fs, path::Path};

use serde::Deserialize;

use crate::window::Window;

/// The checker that the interface's lock file names.
const CHECKER: &str = "ui/node_modules/axe-core/axe.min.js";

/// Where in a page what is wrong, and how badly.
#[derive(Debug, Deserialize)]
struct Violation {
    id: String,
    impact: Option<String>,
    places: Vec<String>,
}

/// Waits until nothing moves and nothing loads, and answers a line for each thing that is seriously or critically wrong.
pub async fn violations(window: &Window) -> Vec<String> {
    settle(window).await;
    if window.script("return !window.axe").await == true {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(CHECKER);
        window.script(&fs::read_to_string(file).unwrap()).await;
    }
    // Half-drawn text while a page fades in has no contrast, which is why nothing may move.
    let ask = "
        const done = arguments[arguments.length - 1];
        axe.run(document, { resultTypes: ['violations'] }).then(
            found => done(found.violations.map(each => ({
                id: each.id,
                impact: each.impact,
                places: each.nodes.map(node => node.target.join(' ') + ': ' + node.failureSummary),
            }))),
            error => done([{ id: String(error), impact: 'critical', places: [] }]),
        );";
    let answer = window.page.execute_async(ask, Vec::new()).await.unwrap();
    let found: Vec<Violation> = answer.convert().unwrap();
    found
        .into_iter()
        .filter(|each| matches!(each.impact.as_deref(), Some("serious" | "critical")))
        .map(|each| {
            let places: Vec<_> = each.places.iter().take(4).map(String::as_str).collect();
            let count = each.places.len();
            format!(
                "{} ({count} places)\n    {}",
                each.id,
                places.join("\n    ")
            )
        })
        .collect()
}

/// Waits until no skeleton is shown and no transition runs.
pub async fn settle(window: &Window) {
    window
        .becomes_true(
            "return !document.querySelector('.aglis-skeleton, [aria-busy=true]')
                && document.getAnimations().every(each =>
                    each.playState !== 'running' || each.effect.getTiming().iterations === Infinity)",
        )
        .await;
}
