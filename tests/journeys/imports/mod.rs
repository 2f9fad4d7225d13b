//! Taking data over from another system, as office and admin do it.

mod customers;
mod invoices;
mod mappings;
mod payments;
mod tickets;
mod workbook;

use aglis_core::context::Cx;
use model::{
    ids::{FileId, ZoneId},
    imports::{ImportKind, ImportPlan, ImportResult, InspectImport, RunImport},
};

use crate::{ask::ask, support::database::TestDb};

const CUSTOMERS: &str = "customerID,Nama,No HP,Paket,MonthlyCharges,tenure,Churn\n\
    A-1,Budi Santoso,81234567890,Rumah 20,20.505,3,No\n\
    A-2,\"Siti, Ibu\",6.281234567891E+12,Rumah 20,20.505,14,Yes\n\
    A-3,=HYPERLINK(1),6.28E+12,Rumah 20,20.505,1,No\n\
    A-1,Orang lain,,Rumah 20,20.505,3,No\n\
    A-2,\"Siti, Ibu\",6.281234567891E+12,Rumah 20,20.505,14,Yes\n";

async fn desk(db: &TestDb, role: &str) -> Cx {
    sqlx::query("insert into zones (name) values ('Pusat') on conflict do nothing")
        .execute(db.owner())
        .await
        .unwrap();
    Cx::new(db.staff(role).await.pool, "meja")
}

fn inspect(file: FileId) -> InspectImport {
    InspectImport {
        file,
        kind: None,
        sheet: None,
    }
}

async fn plan(cx: &Cx, text: &str) -> ImportPlan {
    plan_of(cx, "data.csv", text.as_bytes()).await
}

async fn plan_of(cx: &Cx, name: &str, bytes: &[u8]) -> ImportPlan {
    let file = cx.uploads.keep(name, bytes).unwrap();
    let seen = ask(cx, inspect(file)).await.unwrap();
    ImportPlan {
        file,
        kind: seen.kind,
        sheet: seen.sheet,
        mapping: seen.mapping,
        zone: ZoneId(1),
        rupiah_per_unit: 10_000,
        date_order: "mdy".to_owned(),
    }
}

fn counts(result: &ImportResult) -> [u64; 5] {
    [
        result.rows,
        result.created,
        result.updated,
        result.unchanged,
        result.refused,
    ]
}

async fn number(db: &TestDb, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(db.owner()).await.unwrap()
}

/// Customers with a key and a name, taken over by this file.
async fn take_customers(cx: &Cx, text: &str) {
    let plan = plan_as(cx, ImportKind::Customers, text).await;
    let result = ask(cx, RunImport { plan }).await.unwrap();
    assert_eq!(result.refused, 0, "{:?}", result.refusals);
}

/// A plan as the page offers it for a file in rupiah with Indonesian days.
async fn plan_as(cx: &Cx, kind: ImportKind, text: &str) -> ImportPlan {
    let file = cx.uploads.keep("data.csv", text.as_bytes()).unwrap();
    let asked = InspectImport {
        kind: Some(kind),
        ..inspect(file)
    };
    let seen = ask(cx, asked).await.unwrap();
    ImportPlan {
        file,
        kind,
        sheet: seen.sheet,
        mapping: seen.mapping,
        zone: ZoneId(1),
        rupiah_per_unit: 1,
        date_order: "dmy".to_owned(),
    }
}

/// Line, field and code of each refused row.
fn refusals(result: &ImportResult) -> Vec<(u64, &str, &str)> {
    let told = result.refusals.iter().map(|row| {
        (
            row.line,
            row.field.as_deref().unwrap_or_default(),
            row.problem.code.as_str(),
        )
    });
    told.collect()
}
