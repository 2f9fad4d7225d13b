//! The committed metadata of the SQL queries (`.sqlx`): written from the migrations, compared in CI.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail};

use crate::command::{cargo, run};
use crate::place;
use crate::postgres::Postgres;
use crate::step::Steps;

/// Fails when `.sqlx` is not what the migrations and the queries give.
pub fn compare(steps: &mut Steps) -> Result<()> {
    steps.loud("queries against the migrations", || {
        let fresh = describe()?;
        let committed = read(&committed_folder())?;
        let different: Vec<_> = fresh
            .keys()
            .chain(committed.keys())
            .filter(|name| fresh.get(*name) != committed.get(*name))
            .map(String::as_str)
            .collect();
        if different.is_empty() {
            return Ok(());
        }
        bail!(
            "run `cargo xtask sqlx` and commit .sqlx; these files differ: {}",
            different.join(", ")
        )
    })
}

/// Writes `.sqlx` anew.
pub fn write(steps: &mut Steps) -> Result<()> {
    steps.loud("queries against the migrations", || {
        let fresh = describe()?;
        let folder = committed_folder();
        fs::create_dir_all(&folder)?;
        for old in read(&folder)?
            .keys()
            .filter(|name| !fresh.contains_key(*name))
        {
            fs::remove_file(folder.join(old))?;
        }
        for (name, content) in &fresh {
            fs::write(folder.join(name), content)?;
        }
        eprintln!("{} queries", fresh.len());
        Ok(())
    })
}

fn committed_folder() -> PathBuf {
    place::root().join(".sqlx")
}

/// Compiles the core against a migrated database; the query macros then write what they learned.
fn describe() -> Result<BTreeMap<String, Vec<u8>>> {
    let database = Postgres::migrated()?;
    let folder = place::target().join("xtask/queries");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    // The macros only run when the crate is compiled.
    let source = place::root().join("crates/core/src/lib.rs");
    File::options()
        .append(true)
        .open(&source)?
        .set_modified(SystemTime::now())?;
    run(cargo()
        .env("DATABASE_URL", database.url())
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", &folder)
        .args([
            "check",
            "--locked",
            "--quiet",
            "-p",
            "aglis-core",
            "--all-targets",
        ]))?;
    read(&folder)
}

fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut queries = BTreeMap::new();
    let Ok(files) = fs::read_dir(folder) else {
        return Ok(queries);
    };
    for file in files {
        let path = file?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with("query-") {
            let content =
                fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            queries.insert(name, content);
        }
    }
    Ok(queries)
}
