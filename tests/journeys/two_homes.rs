//! A customer who takes a second connection stays one customer.

use model::{
    billing::{RecordPayment, ShowInvoice},
    customers::{CustomerDetail, ShowCustomer},
    ids::{CustomerId, RegistrationId, ZoneId},
    money::Rupiah,
    registrations::{
        ApproveRegistration, Approved, CreateRegistration, EndRegistration, ShowRegistration,
        VerifyRegistration,
    },
    services::ShowService,
    states::{CustomerStatus, PaymentMethod, RegistrationStatus},
    tickets::ShowTicket,
};

use crate::{ask::ask, bad_input::desk::Desk, support::build};

async fn customer(desk: &Desk, id: CustomerId) -> CustomerDetail {
    ask(&desk.cx, ShowCustomer { id }).await.unwrap()
}

/// A second application of the same person, verified, in another zone.
async fn second(desk: &Desk, nik: &str) -> (RegistrationId, ZoneId) {
    let south = ZoneId(build::zone(desk.db.owner(), "Selatan").await);
    let request = CreateRegistration {
        name: "Budi S.".to_owned(),
        nik: nik.to_owned(),
        zone: Some(south),
        ..desk.application()
    };
    let id = ask(&desk.cx, request).await.unwrap().id;
    ask(&desk.cx, VerifyRegistration { id, version: 1 })
        .await
        .unwrap();
    (id, south)
}

fn approve(id: RegistrationId, customer: Option<CustomerId>) -> ApproveRegistration {
    ApproveRegistration {
        id,
        version: 2,
        billing_day: 20,
        customer,
    }
}

async fn counts(desk: &Desk) -> [i64; 3] {
    [
        desk.number("select count(*) from customers").await,
        desk.number("select count(*) from contacts").await,
        desk.number("select last from number_counters where kind = 'AGLS'")
            .await,
    ]
}

#[tokio::test]
async fn an_approval_for_a_known_customer_makes_a_service_and_no_customer() {
    let desk = Desk::office().await;
    let first: Approved = desk.approved().await;
    let before = counts(&desk).await;
    let (id, south) = second(&desk, "3273014101900001").await;
    let hint = ask(&desk.cx, ShowRegistration { id }).await.unwrap();
    assert!(
        hint.duplicates
            .iter()
            .any(|hint| hint.kind == "customer" && hint.id == first.customer.0),
        "the same phone points him out"
    );
    let made = ask(&desk.cx, approve(id, Some(first.customer)))
        .await
        .unwrap();
    assert_eq!(
        counts(&desk).await,
        before,
        "nobody new and no number taken"
    );
    assert_eq!(
        (made.customer, &made.customer_code),
        (first.customer, &first.customer_code)
    );
    let known = customer(&desk, first.customer).await;
    assert_eq!(known.name, "Budi Santoso", "he keeps his name");
    assert_eq!(known.zone_id, ZoneId(desk.zone), "and his zone");
    assert_eq!(known.services.len(), 2);
    assert_eq!(known.outstanding, Rupiah(2 * 277_500));
    assert_eq!(
        known.nik_masked.as_deref(),
        Some("••••••••••••0001"),
        "he had none"
    );
    let service = ask(&desk.cx, ShowService { id: made.service })
        .await
        .unwrap();
    assert_eq!((service.zone_id, service.billing_day), (south, 20));
    let ticket = ask(&desk.cx, ShowTicket { id: made.ticket }).await.unwrap();
    assert_eq!(ticket.zone, "Selatan");
    let invoice = ask(&desk.cx, ShowInvoice { id: made.invoice })
        .await
        .unwrap();
    assert_eq!(invoice.total, Rupiah(277_500));
    let now = ask(&desk.cx, ShowRegistration { id }).await.unwrap();
    assert_eq!(now.customer.unwrap().0, first.customer);
    assert!(
        now.duplicates.iter().all(|hint| hint.kind != "customer"),
        "nobody is his own double"
    );
    // Whoever looks after the second zone sees the service there, not the customer of the first.
    let andi = desk.db.staff_of("supervisor", &[south.0]).await.cx();
    let seen = ask(&andi, ShowService { id: made.service }).await.unwrap();
    assert_eq!(seen.customer, None);

    let paid = RecordPayment {
        invoice: first.invoice,
        amount: Rupiah(277_500),
        method: PaymentMethod::Cash,
        received_on: invoice.issued_on.unwrap(),
        reference: String::new(),
    };
    ask(&desk.cx, paid).await.unwrap();
    assert_eq!(
        customer(&desk, first.customer).await.outstanding,
        Rupiah(277_500),
        "the other home still owes"
    );
}

#[tokio::test]
async fn another_identity_number_never_takes_the_place_of_a_customers_own() {
    let desk = Desk::office().await;
    let own = CreateRegistration {
        nik: "3273014101900009".to_owned(),
        ..desk.application()
    };
    let id = ask(&desk.cx, own).await.unwrap().id;
    let first = desk.approve(id).await;
    let (id, _) = second(&desk, "3273014101900001").await;
    ask(&desk.cx, approve(id, Some(first.customer)))
        .await
        .unwrap();
    let known = customer(&desk, first.customer).await;
    assert_eq!(known.nik_masked.as_deref(), Some("••••••••••••0009"));
}

#[tokio::test]
async fn a_customer_who_left_waits_again_and_leaves_again_with_the_application() {
    let desk = Desk::office().await;
    let first = desk.approved().await;
    let ended = EndRegistration {
        id: RegistrationId(1),
        version: 3,
        outcome: RegistrationStatus::Cancelled,
        reason: "tidak jadi".to_owned(),
    };
    ask(&desk.cx, ended).await.unwrap();
    let left = customer(&desk, first.customer).await;
    assert_eq!(left.status, CustomerStatus::Terminated);
    let (id, _) = second(&desk, "").await;
    ask(&desk.cx, approve(id, Some(first.customer)))
        .await
        .unwrap();
    let back = customer(&desk, first.customer).await;
    assert_eq!(back.status, CustomerStatus::Pending);
    let ended = EndRegistration {
        id,
        version: 3,
        outcome: RegistrationStatus::Cancelled,
        reason: "tidak jadi lagi".to_owned(),
    };
    ask(&desk.cx, ended).await.unwrap();
    let left = customer(&desk, first.customer).await;
    assert_eq!(left.status, CustomerStatus::Terminated);
    assert_eq!(left.outstanding, Rupiah::ZERO, "its first invoice is void");
}

#[tokio::test]
async fn a_customer_who_is_not_there_gets_no_service() {
    let desk = Desk::office().await;
    let (id, _) = second(&desk, "").await;
    let request = approve(id, Some(CustomerId(4711)));
    let fault = desk.refuses(request, "CHOICE_UNKNOWN").await;
    assert!(!fault.field("customer").is_empty());
}
