//! What the office does all day besides the main job: tickets for customers, notes, second looks at registrations.

use aglis_core::context::Cx;
use model::{
    fault::Code,
    ids::{CustomerId, PackageId, RegistrationId, ServiceId, TicketId, ZoneId},
    registrations::{Address, CreateRegistration, ShowRegistration},
    states::{Priority, TicketStatus, TicketType},
    tickets::{CreateTicket, MoveTicket, NoteTicket, ShowTicket},
};

use crate::{
    ask::{ask, reason},
    support::{build, database::TestDb},
};

struct Office {
    db: TestDb,
    siti: Cx,
    zone: i64,
    package: i64,
    customer: CustomerId,
    service: ServiceId,
}

async fn office() -> Office {
    let db = TestDb::new().await;
    let zone = build::zone(db.owner(), "Bandung Utara").await;
    let package = build::package(db.owner(), "HS50", 250_000).await;
    let (customer, service): (i64, i64) = sqlx::query_as(
        "with contact as (insert into contacts (name, phone) values ('Budi Santoso', '+6281234567890') returning id),
              customer as (insert into customers (code, contact_id, name, zone_id, status)
                           select 'AGLS-10001', id, 'Budi Santoso', $1, 'active' from contact returning id),
              service as (insert into services (customer_id, package_id, zone_id, street, kecamatan, billing_day)
                          select id, $2, $1, 'Jl. Merdeka 5', 'Coblong', 5 from customer returning id, customer_id)
         select customer_id, id from service",
    )
    .bind(zone)
    .bind(package)
    .fetch_one(db.owner())
    .await
    .unwrap();
    let siti = db.staff("office").await.cx();
    Office {
        db,
        siti,
        zone,
        package,
        customer: CustomerId(customer),
        service: ServiceId(service),
    }
}

fn trouble(office: &Office) -> CreateTicket {
    CreateTicket {
        customer: Some(office.customer),
        service: Some(office.service),
        zone: None,
        odp: None,
        kind: TicketType::Repair,
        category: Some("los".to_owned()),
        priority: Priority::Urgent,
        description: " Lampu LOS merah ".to_owned(),
    }
}

#[tokio::test]
async fn a_new_ticket_says_when_it_must_be_done_and_takes_notes() {
    let office = office().await;
    let made = ask(&office.siti, trouble(&office)).await.unwrap();
    let note = NoteTicket {
        id: made.id,
        body: "minta didatangi sore".to_owned(),
    };
    ask(&office.siti, note).await.unwrap();
    let shown = ask(&office.siti, ShowTicket { id: made.id }).await.unwrap();
    assert!(made.due_at.is_some());
    assert_eq!(shown.due_at, made.due_at);
    assert_eq!(
        (
            shown.category.map(|word| word.code).as_deref(),
            shown.description.as_str()
        ),
        (Some("los"), "Lampu LOS merah")
    );
    assert_eq!(
        shown.timeline[0].body.as_deref(),
        Some("minta didatangi sore")
    );
}

#[tokio::test]
async fn a_ticket_without_words_or_for_another_customers_service_is_refused() {
    let office = office().await;
    let silent = CreateTicket {
        description: "  ".to_owned(),
        ..trouble(&office)
    };
    let fault = ask(&office.siti, silent).await.unwrap_err();
    assert_eq!(fault.field("description")[0].code, "TEXT_REQUIRED");
    let foreign = CreateTicket {
        service: Some(ServiceId(4711)),
        ..trouble(&office)
    };
    let fault = ask(&office.siti, foreign).await.unwrap_err();
    assert_eq!(fault.code, Code::NotFound);
}

async fn completed(office: &Office) -> (TicketId, i32) {
    let made = ask(&office.siti, trouble(office)).await.unwrap();
    let joko = office.db.staff("technician").await;
    for step in [
        "lead_id = $2, status = 'assigned'",
        "lead_id = $2, status = 'in_progress'",
        "lead_id = $2, status = 'completed', resolution = 'kabel diganti'",
    ] {
        let step = format!("update tickets set {step} where id = $1");
        sqlx::query(sqlx::AssertSqlSafe(step))
            .bind(made.id.0)
            .bind(joko.id)
            .execute(office.db.owner())
            .await
            .unwrap();
    }
    (made.id, 4)
}

#[tokio::test]
async fn a_completed_ticket_is_reopened_with_a_reason_that_its_technician_reads() {
    let office = office().await;
    let (id, version) = completed(&office).await;
    let reopen = |why: &str| MoveTicket {
        id,
        version,
        to: TicketStatus::InProgress,
        reason: why.to_owned(),
    };
    let fault = ask(&office.siti, reopen("")).await.unwrap_err();
    assert_eq!(fault.field("reason")[0].code, "REASON_REQUIRED");
    ask(&office.siti, reopen("internet mati lagi"))
        .await
        .unwrap();
    let shown = ask(&office.siti, ShowTicket { id }).await.unwrap();
    assert_eq!(shown.status, TicketStatus::InProgress);
    assert_eq!(
        shown.timeline[0].body.as_deref(),
        Some("internet mati lagi")
    );
}

#[tokio::test]
async fn a_closed_ticket_stays_closed() {
    let office = office().await;
    let (id, version) = completed(&office).await;
    let step = |to, version| MoveTicket {
        id,
        version,
        to,
        reason: "masih ada keluhan".to_owned(),
    };
    ask(&office.siti, step(TicketStatus::Closed, version))
        .await
        .unwrap();
    let fault = ask(&office.siti, step(TicketStatus::InProgress, version + 1))
        .await
        .unwrap_err();
    assert_eq!(reason(&fault), "WRONG_STATE");
}

async fn register(office: &Office, name: &str, phone: &str, nik: &str) -> RegistrationId {
    let request = CreateRegistration {
        name: name.to_owned(),
        phone: phone.to_owned(),
        email: String::new(),
        nik: nik.to_owned(),
        address: Address {
            street: format!("Jl. {name}"),
            kecamatan: "Coblong".to_owned(),
            ..Address::default()
        },
        zone: Some(ZoneId(office.zone)),
        package: Some(PackageId(office.package)),
        preferred_date: None,
        preferred_slot: None,
        note: String::new(),
    };
    ask(&office.siti, request).await.unwrap().id
}

#[tokio::test]
async fn a_registration_hints_at_others_and_says_why() {
    let office = office().await;
    let nik = "3273014101900001";
    let first = register(&office, "Ratna", "0812-9999-0001", nik).await;
    let second = register(&office, "Ratna Dewi", "0812-3456-7890", nik).await;
    let shown = ask(&office.siti, ShowRegistration { id: second })
        .await
        .unwrap();
    let hints: Vec<_> = shown
        .duplicates
        .iter()
        .map(|hint| (hint.by.as_str(), hint.kind.as_str(), hint.id))
        .collect();
    assert_eq!(
        hints,
        [
            ("nik", "registration", first.0),
            ("phone", "customer", office.customer.0)
        ]
    );

    // Identity numbers are not for supervisors, who see the record all the same.
    let andi = office.db.staff_of("supervisor", &[office.zone]).await;
    let shown = ask(&andi.cx(), ShowRegistration { id: second })
        .await
        .unwrap();
    assert!(shown.duplicates.iter().all(|hint| hint.by != "nik"));
}
