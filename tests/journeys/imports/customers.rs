//! Customers with their services: each comes in once, and a changed row changes its record alone.

use aglis_core::imports;
use model::imports::{ImportPlan, RefusedRowsFile, RunImport, TryImport};

use super::{CUSTOMERS, counts, desk, number, plan, plan_of};
use crate::{
    ask::{ask, reason},
    support::database::TestDb,
};

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
    // Nor does he who was deleted.
    let delete = "update services set status = 'terminated'; update customers set deleted_at = now(), delete_reason = 'Pindah' where external_id = 'A-1'";
    sqlx::raw_sql(delete).execute(db.owner()).await.unwrap();
    let fourth = plan(&cx, CUSTOMERS).await;
    let result = ask(&cx, TryImport { plan: fourth }).await.unwrap();
    let deleted = |row: &&model::imports::RefusedRow| row.problem.code == "CUSTOMER_DELETED";
    assert_eq!(
        result.refusals.iter().filter(deleted).count(),
        1,
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
