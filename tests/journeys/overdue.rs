//! Invoices that become overdue, as the desktops of the office let them.

use aglis_core::{
    changes::{Change, Patience, listen},
    context::Cx,
};
use model::{
    billing::{ListInvoices, MarkOverdue, ShowInvoice, VoidInvoice},
    fault::Code,
    ids::InvoiceId,
    list::ListQuery,
    settings::{SaveCompany, ShowCompany},
    states::InvoiceStatus,
    topic::Topic,
};

use crate::{
    ask::{ask, reason},
    change_path::next,
    support::{
        build,
        database::{PASSWORD, TestDb},
    },
};

/// A customer with an issued invoice of 2012 over 100,000 rupiah, of which a part is paid.
async fn late_invoice(db: &TestDb, paid: i64) {
    let zone = build::zone(db.owner(), "Pusat").await;
    for statement in [
        format!("insert into contacts (name) values ('Budi'); insert into customers (code, contact_id, name, zone_id) select 'AGLS-1', id, 'Budi', {zone} from contacts"),
        "insert into invoices (number, kind, customer_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, total)
         select 'INV-201201-00001', 'manual', id, zone_id, '2012-01-01', 'issued', '2012-01-01', '2012-01-11', 100000, 100000, 100000 from customers;
         insert into invoice_lines select id, 1, 'Langganan', 1, 100000, 100000 from invoices".to_owned(),
        format!("insert into payments (number, customer_id, zone_id, amount, method, received_at)
         select 'PAY-201201-00001', id, zone_id, {paid}, 'cash', now() from customers where {paid} > 0;
         insert into payment_allocations select p.id, i.id, {paid} from payments p, invoices i"),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
            .execute(db.owner())
            .await
            .unwrap();
    }
}

async fn only_invoice(cx: &Cx) -> (InvoiceId, InvoiceStatus) {
    let query = ListQuery::default();
    let page = ask(cx, ListInvoices { query }).await.unwrap();
    (page.rows[0].id, page.rows[0].status)
}

#[tokio::test]
async fn what_became_overdue_is_announced_once_and_nothing_when_nothing_did() {
    let db = TestDb::new().await;
    late_invoice(&db, 0).await;
    let (office, admin) = (db.staff("office").await, db.staff("admin").await);
    let (_listening, mut told) = listen(db.options(&admin.username, PASSWORD), Patience::default());
    assert_eq!(next(&mut told).await, Change::Everything);
    for changed in [1, 0] {
        let marked = ask(&office.cx(), MarkOverdue {}).await.unwrap();
        assert_eq!(marked.changed, changed);
    }
    let company = ask(&admin.cx(), ShowCompany {}).await.unwrap();
    ask(&admin.cx(), SaveCompany { company }).await.unwrap();
    // A planned package may have come with the day as well.
    let brought = vec![Topic::Invoices, Topic::Services, Topic::Customers];
    assert_eq!(next(&mut told).await, Change::Topics(brought));
    assert_eq!(next(&mut told).await, Change::Topics(vec![Topic::Settings]));
    assert_eq!(only_invoice(&office.cx()).await.1, InvoiceStatus::Overdue);
}

#[tokio::test]
async fn supervisors_and_technicians_do_not_ask_for_it() {
    let db = TestDb::new().await;
    for role in ["supervisor", "technician"] {
        let refused = ask(&db.staff(role).await.cx(), MarkOverdue {}).await;
        assert_eq!(refused.unwrap_err().code, Code::Forbidden, "{role}");
    }
}

#[tokio::test]
async fn an_overdue_invoice_with_money_on_it_is_not_withdrawn() {
    let db = TestDb::new().await;
    late_invoice(&db, 40_000).await;
    let cx = db.staff("admin").await.cx();
    ask(&cx, MarkOverdue {}).await.unwrap();
    let (id, status) = only_invoice(&cx).await;
    assert_eq!(status, InvoiceStatus::Overdue);
    let invoice = ask(&cx, ShowInvoice { id }).await.unwrap();
    let withdrawn = VoidInvoice {
        id,
        version: invoice.version,
        reason: "salah paket".to_owned(),
    };
    let refused = ask(&cx, withdrawn).await.unwrap_err();
    assert_eq!(reason(&refused), "WRONG_STATE");
}
