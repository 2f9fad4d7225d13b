//! `aglis import`: a file of another system into the database, through the same calls as the import page.

use std::path::Path;

use aglis_core::context::Cx;
use model::{
    ids::ZoneId,
    imports::{
        ImportPlan, ImportResult, InspectImport, RefusedRowsFile, RunImport, Source, TryImport,
    },
    packages::{ListZones, Zone},
    text::{Locale, Words},
};
use serde_json::json;

use crate::{
    arguments::{Base, Import},
    base::{self, ask},
    failure::{Exit, Failure},
    report::Report,
};

/// How many refused rows are told one by one.
const TOLD: usize = 20;

/// Imports the file, or tries it.
pub async fn run(base: &Base, import: &Import) -> Result<Report, Failure> {
    let name = import.file.display();
    let bytes = std::fs::read(&import.file)
        .map_err(|error| Failure::failed("FILE", format!("cannot read {name}: {error}")))?;
    let opened = base::open(base).await?;
    let outcome = import_into(&opened.cx, import, &bytes).await;
    opened.close().await;
    outcome
}

async fn import_into(cx: &Cx, import: &Import, bytes: &[u8]) -> Result<Report, Failure> {
    let name = import
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let file = cx.uploads.keep(&name, bytes)?;
    let kind = import.kind.map(Into::into);
    let asked = InspectImport {
        file,
        kind,
        sheet: import.sheet.clone(),
    };
    let seen = ask(cx, asked).await?;
    let mut mapping = seen.mapping;
    for (field, column) in &import.map {
        mapping.insert(field.clone(), Source::Column(column.clone()));
    }
    for (field, value) in &import.set {
        mapping.insert(field.clone(), Source::Fixed(value.clone()));
    }
    let plan = ImportPlan {
        file,
        kind: seen.kind,
        sheet: seen.sheet,
        mapping,
        zone: zone(&ask(cx, ListZones {}).await?, import.zone.as_deref())?,
        rupiah_per_unit: import.rupiah_per_unit,
        date_order: import.date_order.name().to_owned(),
    };
    // The refused rows are asked for first: after the run the file meets another database.
    if let Some(path) = &import.refused {
        let rows = ask(cx, RefusedRowsFile { plan: plan.clone() }).await?;
        write(path, &rows)?;
    }
    let result = if import.dry_run {
        ask(cx, TryImport { plan }).await?
    } else {
        ask(cx, RunImport { plan }).await?
    };
    Ok(report(&result, import.dry_run))
}

/// The zone that is meant, by name or id; the only one when none is named.
fn zone(zones: &[Zone], wanted: Option<&str>) -> Result<ZoneId, Failure> {
    let names = || {
        zones
            .iter()
            .map(|zone| zone.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let Some(wanted) = wanted else {
        return match zones {
            [only] => Ok(only.id),
            _ => Err(Failure::usage(format!(
                "--zone must name one of: {}",
                names()
            ))),
        };
    };
    let by_name = |zone: &&Zone| zone.name.to_lowercase() == wanted.trim().to_lowercase();
    let by_id = |zone: &&Zone| wanted.parse() == Ok(zone.id.0);
    let found = zones
        .iter()
        .find(by_name)
        .or_else(|| zones.iter().find(by_id));
    found
        .map(|zone| zone.id)
        .ok_or_else(|| Failure::usage(format!("there is no zone {wanted}; there are: {}", names())))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| {
        Failure::failed("FILE", format!("cannot write {}: {error}", path.display()))
    })
}

fn report(result: &ImportResult, dry_run: bool) -> Report {
    let words = Words::new(Locale::En, &[]);
    let mut text = format!(
        "{} rows: {} created, {} updated, {} unchanged, {} refused; {} values repaired ({} ms).",
        result.rows,
        result.created,
        result.updated,
        result.unchanged,
        result.refused,
        result.repaired,
        result.milliseconds
    );
    if let Some(total) = result.total {
        let credit = result.credit.unwrap_or_default();
        text.push_str(&format!(
            "\nNew payments: Rp {} in all, of which Rp {} {} credit.",
            total.plain(),
            credit.plain(),
            if dry_run { "would become" } else { "became" }
        ));
    }
    if dry_run {
        text.push_str("\nNothing was changed (--dry-run).");
    }
    for row in result.refusals.iter().take(TOLD) {
        let field = row
            .field
            .as_deref()
            .map(|field| format!("{field}: "))
            .unwrap_or_default();
        text.push_str(&format!(
            "\nline {}: {field}{}",
            row.line,
            words.problem(&row.problem)
        ));
    }
    if result.refused > TOLD as u64 {
        text.push_str(&format!(
            "\n… and {} more; --refused FILE writes them all.",
            result.refused - TOLD as u64
        ));
    }
    let exit = if result.refused > 0 {
        Exit::Refused
    } else {
        Exit::Done
    };
    Report {
        exit,
        text,
        data: json!({ "dry_run": dry_run, "result": result }),
    }
}

#[cfg(test)]
mod tests {
    use model::{ids::ZoneId, packages::Zone};

    use super::zone;

    fn zones(names: &[&str]) -> Vec<Zone> {
        let named = |(at, name): (usize, &&str)| Zone {
            id: ZoneId(at as i64 + 1),
            name: (*name).to_owned(),
        };
        names.iter().enumerate().map(named).collect()
    }

    #[test]
    fn a_zone_is_found_by_name_before_id() {
        let zones = zones(&["2", "Utara"]);
        assert_eq!(zone(&zones, Some("utara")).unwrap(), ZoneId(2));
        assert_eq!(zone(&zones, Some("2")).unwrap(), ZoneId(1));
    }

    #[test]
    fn a_zone_is_never_guessed_among_several() {
        assert!(zone(&zones(&["Utara", "Selatan"]), None).is_err());
        assert_eq!(zone(&zones(&["Utara"]), None).unwrap(), ZoneId(1));
    }
}
