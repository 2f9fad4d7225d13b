//! Applications, invoices, payments and messages.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use model::{
    billing::RecordPayment,
    ids::{InvoiceId, PackageId, RegistrationId, ZoneId},
    money::Rupiah,
    notifications::{Record, event::NotificationEvent},
    palette::HitKind,
    registrations::{ApproveRegistration, CreateRegistration, VerifyRegistration},
    states::{PaymentMethod, Priority},
};

use super::centre::{Centre, line, unread};
use crate::ask::ask;

async fn taken_in(centre: &Centre) -> RegistrationId {
    let request: CreateRegistration = centre.desk.application();
    assert_eq!(request.zone, Some(ZoneId(centre.desk.zone)));
    assert_eq!(request.package, Some(PackageId(centre.desk.package)));
    ask(&centre.siti, request).await.unwrap().id
}

#[tokio::test]
async fn an_application_is_told_to_the_office_and_its_zone_until_somebody_takes_it_up() {
    let centre = Centre::new().await;
    let id = taken_in(&centre).await;
    assert_eq!(
        centre.told().await,
        [
            line("rini", "registration_new", 1),
            line("andi", "registration_new", 1),
        ]
    );
    let told = unread(&centre.rini.cx()).await.remove(0);
    let record = Record {
        kind: HitKind::Registration,
        id: id.0,
    };
    assert_eq!(told.record, Some(record));
    ask(&centre.rini.cx(), VerifyRegistration { id, version: 1 })
        .await
        .unwrap();
    assert_eq!(
        centre.told().await,
        [
            line("siti", "registration_status", 1),
            line("andi", "registration_status", 1),
        ],
        "it is taken up, so it is new to nobody any more"
    );
}

#[tokio::test]
async fn an_invoice_is_told_to_the_office_when_it_is_issued_and_when_it_is_paid() {
    let centre = Centre::new().await;
    let id = taken_in(&centre).await;
    ask(&centre.siti, VerifyRegistration { id, version: 1 })
        .await
        .unwrap();
    let approve = ApproveRegistration {
        id,
        version: 2,
        billing_day: 5,
        customer: None,
    };
    let approved = ask(&centre.siti, approve).await.unwrap();
    let rini = centre.rini.cx();
    let events = |told: Vec<model::notifications::Notification>| {
        let events: BTreeSet<_> = told.into_iter().map(|row| row.event).collect();
        events.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(
        events(unread(&rini).await),
        [
            NotificationEvent::RegistrationStatus,
            NotificationEvent::InvoiceIssued
        ]
    );
    let pay = RecordPayment {
        invoice: approved.invoice,
        amount: Rupiah(277_500),
        method: PaymentMethod::Cash,
        received_on: today(&centre).await,
        reference: String::new(),
    };
    ask(&centre.siti, pay).await.unwrap();
    let told = unread(&rini).await;
    assert_eq!(
        events(told.clone()),
        [
            NotificationEvent::RegistrationStatus,
            NotificationEvent::InvoicePaid
        ]
    );
    let InvoiceId(invoice) = approved.invoice;
    let record = Record {
        kind: HitKind::Invoice,
        id: invoice,
    };
    assert_eq!((told[0].record, told[0].count), (Some(record), 1));
    let technicians = [&centre.joko, &centre.tono];
    for person in technicians {
        assert_eq!(unread(&person.cx()).await, []);
    }
}

async fn today(centre: &Centre) -> NaiveDate {
    let day = sqlx::query_scalar("select app.business_day(now())");
    day.fetch_one(centre.desk.db.owner()).await.unwrap()
}

#[tokio::test]
async fn a_payment_that_waits_for_a_look_is_told_until_it_is_looked_at() {
    let centre = Centre::new().await;
    let customer = format!(
        "with contact as (insert into contacts (name) values ('Budi') returning id)
         insert into customers (code, contact_id, name, zone_id, status) select 'AGLS-10001', id, 'Budi', {}, 'active' from contact",
        centre.desk.zone
    );
    centre.run(&customer).await;
    let paid = sqlx::query(
        "insert into payments (number, customer_id, zone_id, amount, method, received_at, status, recorded_by)
         select app.next_numbers('PAY', now(), 1), id, zone_id, 1000, 'qris', now(), 'pending', app.staff_id() from customers",
    );
    paid.execute(&centre.siti.pool).await.unwrap();
    assert_eq!(centre.told().await, [line("rini", "payment_pending", 1)]);
    sqlx::query("update payments set status = 'verified'")
        .execute(&centre.siti.pool)
        .await
        .unwrap();
    assert_eq!(centre.told().await, []);
}

#[tokio::test]
async fn messages_that_do_not_arrive_fold_and_close_when_they_arrive_after_all() {
    let centre = Centre::new().await;
    centre
        .run(&format!(
            "insert into messages (class, recipient, body, zone_id, caused_by) select 'notification', '+62812345678' || g, 'Halo', {}, {} from generate_series(1, 3) g;
             insert into messages (class, recipient, body) values ('otp', '+628123456784', '••••••')",
            centre.desk.zone, centre.andi.id
        ))
        .await;
    let fail = |id: i64| {
        format!("update messages set status = 'failed', reason = 'NUMBER_UNKNOWN' where id = {id}")
    };
    centre
        .run(&format!(
            "{}; {}",
            fail(1),
            "update messages set status = 'expired' where class = 'otp'"
        ))
        .await;
    let once = ["siti", "rini", "andi", "admin"].map(|who| line(who, "message_failed", 1));
    assert_eq!(
        centre.told().await,
        once,
        "and whoever caused it; no password"
    );
    centre
        .run("update messages set status = 'delivered' where id = 1")
        .await;
    assert_eq!(centre.told().await, []);
    for id in [1, 2, 3] {
        centre.run(&fail(id)).await;
    }
    let folded = ["siti", "rini", "andi", "admin"].map(|who| line(who, "message_failed", 3));
    assert_eq!(centre.told().await, folded);
    let told = unread(&centre.siti).await.remove(0);
    assert_eq!((told.record, told.priority), (None, Priority::High));
}
