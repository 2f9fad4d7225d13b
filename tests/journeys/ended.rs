//! Registrations that end after their approval, and installations that are called off.

use aglis_core::context::Cx;
use model::{
    billing::{InvoiceDetail, RecordPayment, ShowInvoice},
    customers::{CustomerDetail, ShowCustomer},
    ids::{RegistrationId, StaffId},
    money::Rupiah,
    registrations::{Approved, EndRegistration, ShowRegistration},
    states::{
        InvoiceStatus, PaymentMethod, Priority, RegistrationStatus, ServiceStatus, TicketStatus,
        TicketType,
    },
    tickets::{AssignTicket, CompleteTicket, CreateTicket, MoveTicket, ShowTicket},
};

use crate::{
    ask::{ask, reason},
    main_job::{Office, approve, office, photo},
};

async fn end(office: &Office, approved: &Approved) -> Result<(), model::fault::Fault> {
    let id = registration(office, approved).await;
    let version = ask(&office.cx, ShowRegistration { id })
        .await
        .unwrap()
        .version;
    let request = EndRegistration {
        id,
        version,
        outcome: RegistrationStatus::Cancelled,
        reason: "pindah ke luar kota".to_owned(),
    };
    ask(&office.cx, request).await
}

async fn registration(office: &Office, approved: &Approved) -> RegistrationId {
    let ticket = ShowTicket {
        id: approved.ticket,
    };
    ask(&office.cx, ticket)
        .await
        .unwrap()
        .registration
        .unwrap()
        .0
}

async fn first_invoice(office: &Office, approved: &Approved) -> InvoiceDetail {
    let id = approved.invoice;
    ask(&office.cx, ShowInvoice { id }).await.unwrap()
}

async fn customer(office: &Office, approved: &Approved) -> CustomerDetail {
    let id = approved.customer;
    ask(&office.cx, ShowCustomer { id }).await.unwrap()
}

async fn pay(office: &Office, approved: &Approved, amount: i64) {
    let invoice = first_invoice(office, approved).await;
    let request = RecordPayment {
        invoice: invoice.id,
        amount: Rupiah(amount),
        method: PaymentMethod::Cash,
        received_on: invoice.issued_on.unwrap(),
        reference: String::new(),
    };
    ask(&office.cx, request).await.unwrap();
}

#[tokio::test]
async fn who_withdraws_after_the_approval_owes_nothing_and_nobody_drives_to_him() {
    let office = office().await;
    let approved = approve(&office).await;
    end(&office, &approved).await.unwrap();
    let invoice = first_invoice(&office, &approved).await;
    assert_eq!(
        (invoice.status, invoice.void_reason.as_deref()),
        (InvoiceStatus::Void, Some("pindah ke luar kota"))
    );
    let customer = customer(&office, &approved).await;
    assert_eq!(
        (customer.outstanding, customer.services[0].status),
        (Rupiah::ZERO, ServiceStatus::Terminated)
    );
    let state: String = sqlx::query_scalar("select status from customers")
        .fetch_one(office.db.owner())
        .await
        .unwrap();
    assert_eq!(state, "terminated", "he waits for nothing any more");
    let ticket = ask(
        &office.cx,
        ShowTicket {
            id: approved.ticket,
        },
    )
    .await
    .unwrap();
    assert_eq!(ticket.status, TicketStatus::Cancelled);
}

#[tokio::test]
async fn a_customer_with_another_connection_stays_a_customer() {
    let office = office().await;
    let approved = approve(&office).await;
    sqlx::query("insert into services (customer_id, package_id, zone_id, status) select customer_id, package_id, zone_id, 'active' from services")
        .execute(office.db.owner())
        .await
        .unwrap();
    end(&office, &approved).await.unwrap();
    let state: String = sqlx::query_scalar("select status from customers")
        .fetch_one(office.db.owner())
        .await
        .unwrap();
    assert_eq!(state, "pending");
}

#[tokio::test]
async fn a_paid_first_invoice_is_paid_back_before_the_registration_ends() {
    let office = office().await;
    let approved = approve(&office).await;
    pay(&office, &approved, 100_000).await;
    let fault = end(&office, &approved).await.unwrap_err();
    assert_eq!(reason(&fault), "INVOICE_PAID");
    assert_eq!(
        fault.problem.unwrap().args["number"],
        approved.invoice_number
    );
    let ticket = ask(
        &office.cx,
        ShowTicket {
            id: approved.ticket,
        },
    )
    .await
    .unwrap();
    assert_eq!(ticket.status, TicketStatus::Open, "nothing has ended");

    let admin = office.db.staff("admin").await.pool;
    sqlx::query("update payments set status = 'rejected', reason = 'uang dikembalikan'")
        .execute(&admin)
        .await
        .unwrap();
    end(&office, &approved).await.unwrap();
}

#[tokio::test]
async fn after_a_called_off_installation_another_ticket_finishes_the_registration() {
    let office = office().await;
    let approved = approve(&office).await;
    let id = registration(&office, &approved).await;
    let call_off = MoveTicket {
        id: approved.ticket,
        version: 1,
        to: TicketStatus::Cancelled,
        reason: "tiang belum ada".to_owned(),
    };
    ask(&office.cx, call_off).await.unwrap();
    let again = CreateTicket {
        customer: Some(approved.customer),
        service: None,
        zone: None,
        odp: None,
        kind: TicketType::Installation,
        category: None,
        priority: Priority::Normal,
        description: "tiang sudah berdiri".to_owned(),
    };
    let again = ask(&office.cx, again).await.unwrap();
    let ticket = ask(&office.cx, ShowTicket { id: again.id }).await.unwrap();
    assert_eq!(
        (ticket.registration.map(|(id, _)| id), ticket.service),
        (Some(id), Some(approved.service))
    );
    let joko = office.db.staff("technician").await;
    let assign = AssignTicket {
        id: again.id,
        version: ticket.version,
        lead: StaffId(joko.id),
        helpers: vec![],
    };
    ask(&office.cx, assign).await.unwrap();
    let technician = Cx::new(joko.pool, "laptop joko");
    let begin = MoveTicket {
        id: again.id,
        version: 2,
        to: TicketStatus::InProgress,
        reason: String::new(),
    };
    ask(&technician, begin).await.unwrap();
    let evidence = vec![technician.uploads.keep("rumah.png", &photo()).unwrap()];
    let finish = CompleteTicket {
        id: again.id,
        version: 3,
        resolution: "terpasang".to_owned(),
        evidence,
    };
    ask(&technician, finish).await.unwrap();
    let shown = ask(&office.cx, ShowRegistration { id }).await.unwrap();
    assert_eq!(shown.status, RegistrationStatus::Installed);
}
