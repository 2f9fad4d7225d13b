//! Which of our crates may know which: `model <- core <- {desktop, server}`, `model <- ui`, and nothing else.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

/// Our crates, each with those of ours that it may use.
const MAY_USE: [(&str, &[&str]); 6] = [
    ("model", &[]),
    ("aglis-core", &["model"]),
    ("aglis-server", &["aglis-core", "model"]),
    ("aglis-desktop", &["aglis-core", "model"]),
    ("aglis-ui", &["model"]),
    ("xtask", &[]),
];

/// Crates that would tie one of ours to a place it must not know, with the reason a person reads.
const MUST_NOT_KNOW: [(&str, &[&str], &str); 3] = [
    (
        "model",
        &["sqlx", "tokio", "tauri", "yew", "web-sys", "reqwest"],
        "model is shared by the browser and the server and knows neither",
    ),
    (
        "aglis-core",
        &["tauri", "yew", "web-sys", "keyring", "notify-rust"],
        "the core runs in a window and in a headless server and must not ask in which",
    ),
    (
        "aglis-ui",
        &["sqlx", "tokio", "tauri", "reqwest"],
        "the interface reaches data only through its bridge",
    ),
];

#[test]
fn crates_know_only_the_layers_below_them() {
    let uses = direct_dependencies();
    let mut wrong = Vec::new();
    for (name, used) in &uses {
        let Some((_, allowed)) = MAY_USE.iter().find(|(known, _)| known == name) else {
            wrong.push(format!("{name} is not in the layering of ARCHITECTURE.md"));
            continue;
        };
        for ours in used.iter().filter(|used| uses.contains_key(*used)) {
            if !allowed.contains(&ours.as_str()) {
                wrong.push(format!(
                    "{name} uses {ours}; of ours it may use {allowed:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_crate_is_tied_to_a_place_it_must_not_know() {
    let uses = direct_dependencies();
    let mut wrong = Vec::new();
    for (name, forbidden, reason) in MUST_NOT_KNOW {
        for outside in uses[name]
            .iter()
            .filter(|used| forbidden.contains(&used.as_str()))
        {
            wrong.push(format!("{name} uses {outside}: {reason}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What each of our crates names in its manifest; what only tests and build scripts use is left out.
fn direct_dependencies() -> BTreeMap<String, Vec<String>> {
    let said = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    let metadata: Value = serde_json::from_slice(&said.stdout).expect("cargo metadata writes JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| {
            let named = package["dependencies"].as_array().expect("dependencies");
            let normal = named
                .iter()
                .filter(|dependency| dependency["kind"].is_null());
            let names = normal.map(|dependency| text(&dependency["name"])).collect();
            (text(&package["name"]), names)
        })
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a name").to_owned()
}
