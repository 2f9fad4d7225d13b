//! Approvals, and the invoices that come of them.

use model::{
    bulk::{BulkAction, BulkData, BulkNotify, PlanBulk},
    ids::RegistrationId,
    registrations::ShowRegistration,
    states::RegistrationStatus,
};

use super::desk::{Desk, codes, do_all, request, results};
use crate::ask::ask;

#[tokio::test]
async fn applicants_become_customers_whose_invoices_are_reminded_of_and_withdrawn() {
    let desk = Desk::new().await;
    let (siti, admin) = (desk.siti.cx(), desk.db.staff("admin").await.cx());
    let ids = desk.applications(3).await;
    desk.run("insert into gateways (id, kind) values (1, 'log')")
        .await;
    let verify = request(
        &ids[..2],
        BulkAction::RegistrationVerify,
        BulkData::default(),
    );
    assert_eq!(do_all(&siti, verify).await.succeeded, 2);
    let monthly = BulkData {
        billing_day: Some(5),
        ..BulkData::default()
    };
    let approve = PlanBulk {
        notify: BulkNotify::Whatsapp,
        ..request(&ids, BulkAction::RegistrationApprove, monthly)
    };
    let done = do_all(&siti, approve).await;
    assert_eq!(
        codes(&results(&siti, done.run).await),
        [(ids[0], "ok"), (ids[1], "ok"), (ids[2], "wrong_state")]
    );
    let show = ShowRegistration {
        id: RegistrationId(ids[0]),
    };
    let approved = ask(&siti, show).await.unwrap();
    assert_eq!(approved.status, RegistrationStatus::Approved);
    assert!(approved.customer.is_some() && approved.ticket.is_some() && approved.invoice.is_some());
    assert_eq!(
        desk.number("select count(distinct code) from customers where code ~ '^AGLS-'")
            .await,
        2
    );
    for template in ["status_update", "invoice_issued"] {
        let told = format!(
            "select count(*) from messages where class = 'bulk' and template = '{template}'"
        );
        assert_eq!(desk.number(&told).await, 2, "{template}");
    }

    let invoices: Vec<i64> = sqlx::query_scalar("select id from invoices order by id")
        .fetch_all(desk.db.owner())
        .await
        .unwrap();
    let remind = || request(&invoices, BulkAction::InvoiceRemind, BulkData::default());
    let plan = ask(&siti, remind()).await.unwrap();
    assert_eq!(
        (plan.will_change, plan.messages, plan.is_undoable),
        (2, 2, false)
    );
    assert_eq!(plan.first[0].fields[0].after, "1");
    let done = do_all(&siti, remind()).await;
    assert_eq!((done.succeeded, done.messages), (2, 2));
    // Who wants no more of it gets none, and whoever may not change invoices may remind of them.
    desk.run("insert into message_optouts (recipient, category, how) select phone, 'billing', 'staff' from contacts order by id limit 1")
        .await;
    let andi = desk.db.staff_of("supervisor", &[desk.zone]).await.cx();
    let done = do_all(&andi, remind()).await;
    let answer = results(&andi, done.run).await;
    assert_eq!(
        codes(&answer),
        [(invoices[0], "refused"), (invoices[1], "ok")]
    );
    assert_eq!(answer.rows[0].problem.as_ref().unwrap().code, "OPTED_OUT");
    let second = "select count(*) from messages where template = 'reminder_2' and class = 'bulk' and status = 'queued'";
    assert_eq!(desk.number(second).await, 1);

    let void = |ids: &[i64]| {
        let why = BulkData {
            reason: "Salah paket".to_owned(),
            ..BulkData::default()
        };
        request(ids, BulkAction::InvoiceVoid, why)
    };
    let done = do_all(&siti, void(&invoices)).await;
    assert_eq!((done.succeeded, done.failed), (0, 2), "only admins");
    let done = do_all(&admin, void(&invoices)).await;
    assert_eq!((done.succeeded, done.undo_until), (2, None));
    let void_now =
        "select count(*) from invoices where status = 'void' and void_reason = 'Salah paket'";
    assert_eq!(desk.number(void_now).await, 2);
    let done = do_all(&admin, remind()).await;
    assert_eq!(done.skipped, 2, "there is nothing to pay");
}
