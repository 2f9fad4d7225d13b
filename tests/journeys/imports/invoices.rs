//! Invoices, with the payments that settled them.

use model::imports::{ImportKind, ImportPlan, RunImport, Source, TryImport};

use super::{counts, desk, number, plan};
use crate::{ask::ask, support::database::TestDb};

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
