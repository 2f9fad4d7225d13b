//! Taking data over from another system, as office and admin do it; and the made-up data of a demo workspace.

use aglis_core::{context::Cx, demo, imports};
use chrono::NaiveDate;
use model::{
    ids::{FileId, ZoneId},
    imports::{
        ImportKind, ImportPlan, ImportResult, InspectImport, RefusedRowsFile, RunImport, Source,
        TryImport,
    },
};
use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::{
    ask::{ask, reason},
    support::database::TestDb,
};

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

#[tokio::test]
async fn customers_come_in_once_with_their_contact_and_service() {
    let db = TestDb::new().await;
    let cx = desk(&db, "admin").await;
    let plan = plan(&cx, CUSTOMERS).await;
    let tried = ask(&cx, TryImport { plan: plan.clone() }).await.unwrap();
    assert_eq!(
        (
            counts(&tried),
            number(&db, "select count(*) from customers").await
        ),
        ([5, 2, 0, 1, 2], 0),
        "a trial changes nothing"
    );
    let first = ask(&cx, RunImport { plan: plan.clone() }).await.unwrap();
    assert_eq!(
        (counts(&first), first.repaired),
        (counts(&tried), tried.repaired)
    );
    let right = "select count(*) from customers c join contacts t on t.id = c.contact_id join services s on s.customer_id = c.id
                 where s.agreed_price = 205050 and (c.external_id, t.name, t.phone, s.status) in
                   (('A-1', 'Budi Santoso', '+6281234567890', 'active'), ('A-2', 'Siti, Ibu', '+6281234567891', 'terminated'))";
    assert_eq!(number(&db, right).await, 2);
    let again = ask(&cx, RunImport { plan: plan.clone() }).await.unwrap();
    assert_eq!(counts(&again), [5, 0, 0, 3, 2]);
    assert_eq!(number(&db, "select count(*) from audit_rows where action = 'update' and record in ('contacts', 'customers', 'services')").await, 0);
    let refused = ask(&cx, RefusedRowsFile { plan }).await.unwrap();
    assert!(
        refused.contains("A-3,'=HYPERLINK(1),") && refused.contains("PHONE_DAMAGED"),
        "{refused}"
    );
    assert!(refused.contains("DUPLICATE_ROW"), "{refused}");
}

#[tokio::test]
async fn refused_rows_are_a_file_that_excel_opens_right_and_only_when_there_are_any() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    let text = CUSTOMERS.replace("Budi", "Nuʻmān");
    let plan = plan_of(&cx, "pelanggan.lama.csv", text.as_bytes()).await;
    let file = imports::refused_file(&cx, &plan).await.unwrap();
    assert_eq!(file.name, "pelanggan.lama-ditolak");
    let text = String::from_utf8(file.bytes).unwrap();
    let mut lines = text.strip_prefix('\u{feff}').unwrap().lines();
    assert!(
        lines.next().unwrap().starts_with("customerID,Nama,"),
        "{text}"
    );
    assert_eq!(lines.count(), 2, "{text}");
    let good = ImportPlan {
        file: cx
            .uploads
            .keep(
                "baik.csv",
                b"customerID,Nama,No HP,Paket,MonthlyCharges,tenure,Churn\nA-1,Budi,,,,,\n",
            )
            .unwrap(),
        ..plan
    };
    let refused = imports::refused_file(&cx, &good).await.unwrap_err();
    assert_eq!(reason(&refused.into_fault()), "REFUSED_NONE");
}

#[tokio::test]
async fn packages_that_differ_in_case_only_are_one_and_a_second_run_changes_nothing() {
    let db = TestDb::new().await;
    let cx = desk(&db, "admin").await;
    let text = "customerID,Nama,Paket,MonthlyCharges\nA-1,Budi,Rumah 20,20\nA-2,Siti,RUMAH 20,20\nA-3,Ani,rumah 20,20\n";
    let plan = plan(&cx, text).await;
    let first = ask(&cx, RunImport { plan: plan.clone() }).await.unwrap();
    assert_eq!(counts(&first), [3, 3, 0, 0, 0]);
    let named = "select count(*) from packages where lower(name) = 'rumah 20'";
    assert_eq!(number(&db, named).await, 1);
    let again = ask(&cx, RunImport { plan }).await.unwrap();
    assert_eq!(counts(&again), [3, 0, 0, 3, 0]);
}

#[tokio::test]
async fn a_changed_row_changes_its_record_alone() {
    let db = TestDb::new().await;
    let cx = desk(&db, "admin").await;
    let first = plan(&cx, CUSTOMERS).await;
    ask(&cx, RunImport { plan: first }).await.unwrap();
    let second = plan(&cx, &CUSTOMERS.replacen("Budi Santoso", "Budi Setiawan", 1)).await;
    assert_eq!(
        counts(&ask(&cx, RunImport { plan: second }).await.unwrap()),
        [5, 0, 1, 2, 2]
    );
    // Nobody comes back from a terminated service by a file.
    let third = plan(&cx, &CUSTOMERS.replace("14,Yes", "14,No")).await;
    let result = ask(&cx, TryImport { plan: third }).await.unwrap();
    assert!(
        result
            .refusals
            .iter()
            .any(|row| row.problem.code == "WRONG_STATE" && row.line == 3),
        "{result:?}"
    );
}

#[tokio::test]
async fn the_office_brings_packages_nobody_sells_and_technicians_add_nothing() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    let unknown = plan(&cx, CUSTOMERS).await;
    let request = RunImport {
        plan: unknown.clone(),
    };
    assert_eq!(counts(&ask(&cx, request).await.unwrap()), [5, 2, 0, 1, 2]);
    let on_sale: i64 = sqlx::query_scalar("select count(*) from packages where active")
        .fetch_one(db.owner())
        .await
        .unwrap();
    assert_eq!(on_sale, 0, "a file puts nothing on sale");
    let technician = desk(&db, "technician").await;
    let file = technician
        .uploads
        .keep("data.csv", CUSTOMERS.as_bytes())
        .unwrap();
    let refused = ask(
        &technician,
        RunImport {
            plan: ImportPlan { file, ..unknown },
        },
    )
    .await
    .unwrap_err();
    assert_eq!(reason(&refused), "Forbidden");
}

#[tokio::test]
async fn invoices_come_in_with_the_payment_that_settled_them() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    let text = "customerID,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,SettledDate\n\
        B-1,100,1/6/2012,2/5/2012,47.07,2/3/2012\nB-1,101,2/6/2012,3/7/2012,10,\nB-9,102,2/6/2012,3/7/2012,10,\nB-1,103,13/6/2012,3/7/2012,10,\n";
    let invoices = plan(&cx, text).await;
    assert_eq!(invoices.kind, ImportKind::Invoices);
    let mut customers = ImportPlan {
        kind: ImportKind::Customers,
        ..invoices.clone()
    };
    let id = Source::Column("customerID".to_owned());
    customers.mapping = [
        ("external_id".to_owned(), id.clone()),
        ("name".to_owned(), id),
    ]
    .into();
    let only_b1 = text.replace("B-9,102,2/6/2012,3/7/2012,10,\n", "");
    customers.file = cx
        .uploads
        .keep("pelanggan.csv", only_b1.as_bytes())
        .unwrap();
    assert_eq!(
        counts(&ask(&cx, RunImport { plan: customers }).await.unwrap()),
        [3, 1, 0, 2, 0]
    );
    let first = ask(
        &cx,
        RunImport {
            plan: invoices.clone(),
        },
    )
    .await
    .unwrap();
    assert_eq!(counts(&first), [4, 2, 0, 0, 2]);
    let codes: Vec<&str> = first
        .refusals
        .iter()
        .map(|row| row.problem.code.as_str())
        .collect();
    assert_eq!(codes, ["CUSTOMER_UNKNOWN", "DATE_INVALID"]);
    let right = "select count(*) from invoices where (external_id, number, status, total, paid) in
                 (('100', 'INV-201201-00001', 'paid', 470700, 470700), ('101', 'INV-201202-00001', 'issued', 100000, 0))";
    assert_eq!(number(&db, right).await, 2);
    assert_eq!(
        number(&db, "select outstanding from customers").await,
        100_000
    );
    assert_eq!(
        counts(&ask(&cx, RunImport { plan: invoices }).await.unwrap()),
        [4, 0, 0, 2, 2]
    );
    let settled = plan(
        &cx,
        &text.replacen("3/7/2012,10,\n", "3/7/2012,10,3/1/2012\n", 1),
    )
    .await;
    assert_eq!(
        counts(&ask(&cx, RunImport { plan: settled }).await.unwrap()),
        [4, 0, 1, 1, 2]
    );
    assert_eq!(number(&db, "select outstanding from customers").await, 0);
    let dearer = plan(&cx, &text.replace("47.07", "48.07")).await;
    let result = ask(&cx, TryImport { plan: dearer }).await.unwrap();
    assert_eq!(result.refusals[0].problem.code, "INVOICE_ISSUED");
}

/// A workbook as a provider keeps it: phones as numbers, days as dates, a formula, an error.
fn customers_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Catatan").unwrap();
    let sheet = book.add_worksheet().set_name("Pelanggan").unwrap();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let lost = Formula::new("=VLOOKUP(A5,Z:Z,1)").set_result("#N/A");
    for (column, head) in ["ID", "Nama", "No HP", "Paket", "Harga", "Tanggal Aktif"]
        .into_iter()
        .enumerate()
    {
        sheet
            .write_string(0, u16::try_from(column).unwrap(), head)
            .unwrap();
    }
    for (row, (name, phone)) in [
        ("Budi", 628_123_456_789.0),
        ("Siti", 81_234_567_891.0),
        ("Ratna", 81_234_567_892.0),
    ]
    .into_iter()
    .enumerate()
    {
        let row = u32::try_from(row).unwrap() + 1;
        sheet.write_number(row, 0, 1_000 + row).unwrap();
        sheet.write_string(row, 1, name).unwrap();
        sheet.write_number(row, 2, phone).unwrap();
        sheet.write_string(row, 3, "Rumah 20").unwrap();
        let price = Formula::new("=200000+5050").set_result("205050");
        sheet.write_formula(row, 4, price).unwrap();
        // 5 November 2025; read in the order of the plan it would be 11 May.
        sheet
            .write_number_with_format(row, 5, 45_966, &date)
            .unwrap();
    }
    sheet.write_formula(3, 2, lost.clone()).unwrap();
    sheet.write_number(4, 0, 1_004).unwrap();
    sheet.write_formula(4, 1, lost).unwrap();
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn customers_come_in_from_a_workbook_and_a_second_time_nothing_changes() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    // Its name says nothing; its content does.
    let file = cx.uploads.keep("data.csv", &customers_workbook()).unwrap();
    let seen = ask(&cx, inspect(file)).await.unwrap();
    assert_eq!(
        (seen.encoding.as_str(), seen.sheet.as_deref(), seen.rows),
        ("xlsx", Some("Pelanggan"), 4)
    );
    assert_eq!(
        seen.sample[0],
        [
            "1001",
            "Budi",
            "628123456789",
            "Rumah 20",
            "205050",
            "2025-11-05"
        ]
    );
    let plan = ImportPlan {
        rupiah_per_unit: 1,
        ..plan_of(&cx, "pelanggan.xlsx", &customers_workbook()).await
    };
    let first = ask(&cx, RunImport { plan: plan.clone() }).await.unwrap();
    assert_eq!(counts(&first), [4, 3, 0, 0, 1], "{:?}", first.refusals);
    let refusal = &first.refusals[0];
    assert_eq!(
        (
            refusal.line,
            refusal.problem.code.as_str(),
            refusal.cells[1].as_str()
        ),
        (5, "CELL_ERROR", "#N/A")
    );
    assert!(
        first.repairs.iter().any(|repair| repair.line == 4
            && repair.field == "phone"
            && repair.from == "#N/A"
            && repair.to.is_empty()),
        "{:?}",
        first.repairs
    );
    let right = "select count(*) from customers c join contacts t on t.id = c.contact_id join services s on s.customer_id = c.id
                 where s.agreed_price = 205050 and s.activated_on = '2025-11-05' and (c.external_id, t.name, t.phone) in
                   (('1001', 'Budi', '+628123456789'), ('1002', 'Siti', '+6281234567891'))";
    assert_eq!(number(&db, right).await, 2);
    let again = ask(&cx, RunImport { plan: plan.clone() }).await.unwrap();
    assert_eq!(counts(&again), [4, 0, 0, 3, 1]);
    let unknown = ImportPlan {
        sheet: Some("Tagihan".to_owned()),
        ..plan
    };
    assert_eq!(
        reason(&ask(&cx, TryImport { plan: unknown }).await.unwrap_err()),
        "SHEET_UNKNOWN"
    );
}

#[tokio::test]
async fn a_file_or_a_mapping_that_cannot_be_right_is_refused_as_a_whole() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    let file = cx.uploads.keep("x.csv", b"a,b\n1,\"2").unwrap();
    assert_eq!(
        reason(&ask(&cx, inspect(file)).await.unwrap_err()),
        "CSV_FORMAT"
    );
    let mut wrong = plan(&cx, CUSTOMERS).await;
    wrong.mapping.remove("external_id");
    assert_eq!(
        reason(&ask(&cx, TryImport { plan: wrong }).await.unwrap_err()),
        "MAP_REQUIRED"
    );
}

#[tokio::test]
async fn a_demo_workspace_adds_up() {
    let db = TestDb::new().await;
    for (username, ..) in demo::LOGINS {
        db.forget_later(username);
    }
    let today = NaiveDate::from_ymd_opt(2025, 11, 16).unwrap();
    let report = demo::fill(db.owner(), 2026, today).await.unwrap();
    assert_eq!(report.customers, 2_000);
    for (broken, why) in [
        (
            "select count(*) from invoices i where subtotal <> (select sum(amount) from invoice_lines l where l.invoice_id = i.id)",
            "lines",
        ),
        (
            "select count(*) from invoices i where paid <> coalesce((select sum(amount) from payment_allocations a where a.invoice_id = i.id), 0)",
            "paid",
        ),
        (
            "select count(*) from customers c where outstanding <> coalesce((select sum(total - paid) from invoices i where i.customer_id = c.id), 0)",
            "owed",
        ),
        (
            "select count(*) from payments p left join staff s on s.id = p.recorded_by where s.id is null",
            "recorded by",
        ),
        (
            "select count(*) from tickets t left join services s on s.id = t.service_id where s.id is null",
            "service",
        ),
        (
            "select count(*) from services s left join odps o on o.id = s.odp_id where s.status = 'active' and o.zone_id is distinct from s.zone_id",
            "odp",
        ),
        (
            "select count(*) from (select number from invoices group by 1 having count(*) > 1) n",
            "numbers",
        ),
    ] {
        assert_eq!(number(&db, broken).await, 0, "{why}");
    }
    assert!(
        demo::fill(db.owner(), 2026, today).await.is_err(),
        "only an empty workspace is filled"
    );
}
