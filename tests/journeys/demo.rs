//! The made-up data of a demo workspace.

use aglis_core::demo;
use chrono::NaiveDate;

use crate::support::database::TestDb;

async fn number(db: &TestDb, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(db.owner()).await.unwrap()
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
