//! `cargo xtask bench`: the figures the product promises, as JSON lines on the standard output.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use crate::aside::{Aside, Ground};
use crate::bundle::Size;
use crate::command::{cargo, command, run};
use crate::step::Steps;
use crate::{place, setup, web};

/// The figure that is a size and needs no program.
const WASM_SIZE: &str = "wasm-size";

/// Runs the measurements named, or all of them.
///
/// `settings` are variables for the programs that measure.
pub fn measure(
    steps: &mut Steps,
    names: &[String],
    settings: &[(&str, Option<String>)],
) -> Result<()> {
    let known = known()?;
    if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
        bail!(
            "there is no measurement named {unknown}; there are: {}",
            known.join(", ")
        );
    }
    let wanted = if names.is_empty() { &known[..] } else { names };
    setup::ensure(steps)?;
    web::build(steps, Size::Small)?;
    if wanted.iter().any(|name| name == WASM_SIZE) {
        print_wasm_size()?;
    }
    let programs: Vec<_> = wanted.iter().filter(|name| *name != WASM_SIZE).collect();
    if programs.is_empty() {
        return Ok(());
    }
    let place = Aside::new(Ground::Disk)?;
    steps.loud("measurements", || {
        let mut bench = cargo();
        place.lend(&mut bench);
        bench
            .env("SQLX_OFFLINE", "true")
            .args(["bench", "--locked", "-p", "aglis-desktop"]);
        for (name, value) in settings {
            if let Some(value) = value {
                bench.env(name, value);
            }
        }
        for name in programs {
            bench.args(["--bench", name]);
        }
        run(&mut bench)
    })
}

/// The names that can be asked for: one a file in `benches`, and the size.
fn known() -> Result<Vec<String>> {
    let mut names: Vec<_> = fs::read_dir(place::root().join("benches"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.push(WASM_SIZE.to_owned());
    names.sort();
    Ok(names)
}

/// The size of the console's wasm as it is stored and as a web server would send it.
fn print_wasm_size() -> Result<()> {
    let wasm = fs::read_dir(web::dist())?
        .flatten()
        .map(|file| file.path())
        .find(|path| path.extension().is_some_and(|ending| ending == "wasm"))
        .context("ui/dist holds no wasm")?;
    let bytes = fs::metadata(&wasm)?.len();
    let packed = command("gzip")
        .args(["-9", "--stdout"])
        .arg(&wasm)
        .stderr(Stdio::inherit())
        .output()?;
    let line = json!({ "bench": WASM_SIZE, "bytes": bytes, "gzip_bytes": packed.stdout.len(), "limit_gzip_bytes": 2_000_000 });
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
