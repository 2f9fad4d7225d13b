//! `aglis pdf`: invoices as files.

use std::path::Path;

use aglis_core::{
    billing::document::{find_by_number, invoice_pdf},
    context::Cx,
    documents,
    error::Error,
};
use model::text::Locale;
use serde_json::json;

use crate::{
    arguments::{Base, Pdf},
    base,
    failure::Failure,
    report::Report,
};

/// Writes each invoice into the folder; the first that fails ends the work, and what is written stays.
pub async fn run(base: &Base, pdf: &Pdf) -> Result<Report, Failure> {
    let opened = base::open(base).await?;
    let outcome = write_all(&opened.cx, pdf).await;
    opened.close().await;
    let files = outcome?;
    Ok(Report::done(files.join("\n"), json!({ "files": files })))
}

async fn write_all(cx: &Cx, pdf: &Pdf) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    for number in &pdf.numbers {
        files.push(write(cx, number, &pdf.out, pdf.language.into()).await?);
    }
    Ok(files)
}

async fn write(cx: &Cx, number: &str, folder: &Path, locale: Locale) -> Result<String, Failure> {
    let mut db = cx.pool.acquire().await.map_err(Error::from)?;
    let found = find_by_number(&mut db, number).await;
    drop(db);
    let id = found.map_err(|error| match error {
        Error::NotFound => Failure::failed("NOT_FOUND", format!("There is no invoice {number}.")),
        error => error.into(),
    })?;
    let (number, bytes) = invoice_pdf(&cx.pool, id, locale).await?;
    let path = documents::save(folder, &number, &bytes)
        .map_err(|error| Failure::failed("FILE", error.to_string()))?;
    Ok(path.display().to_string())
}
