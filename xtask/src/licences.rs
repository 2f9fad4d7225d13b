//! `cargo xtask licences`: whose work the product contains and under which licence, as `docs/licences.md`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::command::{cargo, output};
use crate::place;
use crate::step::{Done, Steps};

/// Writes the list from the two lock files.
pub fn write(steps: &mut Steps) -> Result<()> {
    steps.quiet("licences", || {
        let list = page(&crates()?, &npm_packages()?)?;
        fs::write(place::root().join("docs/licences.md"), list)?;
        Ok(Done::Now)
    })
}

/// Name, version and licence of one package, in the order of the table.
type Row = (String, String, String);

/// The crates of all targets, those for building and testing among them; our own have no registry and are left out.
fn crates() -> Result<BTreeSet<Row>> {
    let said = output(cargo().args(["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&said)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata names no packages")?;
    Ok(packages
        .iter()
        .filter(|package| !package["source"].is_null())
        .map(|package| {
            let licence = package["license"]
                .as_str()
                .or(package["license_file"].as_str());
            row(&package["name"], &package["version"], licence)
        })
        .collect())
}

fn npm_packages() -> Result<BTreeSet<Row>> {
    let lock: Value = serde_json::from_str(&fs::read_to_string(
        place::root().join("ui/package-lock.json"),
    )?)?;
    let packages = lock["packages"]
        .as_object()
        .context("package-lock.json names no packages")?;
    Ok(packages
        .iter()
        .filter_map(|(path, package)| {
            let name = path.strip_prefix("node_modules/")?;
            Some(row(
                &Value::from(name),
                &package["version"],
                package["license"].as_str(),
            ))
        })
        .collect())
}

fn row(name: &Value, version: &Value, licence: Option<&str>) -> Row {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (
        text(name),
        text(version),
        licence.unwrap_or("see its source").to_owned(),
    )
}

fn page(crates: &BTreeSet<Row>, npm: &BTreeSet<Row>) -> Result<String> {
    let mut page = String::from(
        "# Licences of others\n\n\
         Written by `cargo xtask licences` from `Cargo.lock` and `ui/package-lock.json`; it lists everything that is\n\
         compiled, bundled, or used for building and testing. Each package's source carries its licence text.\n\n\
         The Red Hat fonts inside PatternFly are under the SIL Open Font License 1.1, its Font Awesome icons under\n\
         CC BY 4.0 (icons) and the SIL Open Font License 1.1 (font).\n",
    );
    for (title, rows) in [("Crates", crates), ("npm packages", npm)] {
        write!(
            page,
            "\n## {title}\n\n| Package | Version | Licence |\n|---|---|---|\n"
        )?;
        for (name, version, licence) in rows {
            writeln!(page, "| {name} | {version} | {licence} |")?;
        }
    }
    Ok(page)
}
