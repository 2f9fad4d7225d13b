//! Files as a whole: a workbook, and what cannot be right.

use model::imports::{ImportPlan, RunImport, TryImport};
use rust_xlsxwriter::{Format, Formula, Workbook};

use super::{CUSTOMERS, counts, desk, inspect, number, plan, plan_of};
use crate::{
    ask::{ask, reason},
    support::database::TestDb,
};

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
