//! What was written down wrong is put right: customers and applications.

use aglis_core::context::Cx;
use model::{
    customers::{AskIdentity, ChangeCustomer, CustomerDetail, RevealIdentity, ShowCustomer},
    fault::Code,
    ids::{CustomerId, PackageId, RegistrationId, ZoneId},
    list::ListQuery,
    palette::Find,
    registrations::{AskApplicantIdentity, ChangeRegistration, ShowRegistration},
    states::RegistrationStatus,
};

use crate::{
    ask::{ask, reason},
    bad_input::desk::Desk,
    support::build,
};

async fn shown(cx: &Cx, id: CustomerId) -> CustomerDetail {
    ask(cx, ShowCustomer { id }).await.unwrap()
}

fn change(customer: &CustomerDetail) -> ChangeCustomer {
    ChangeCustomer {
        id: customer.id,
        version: customer.version,
        name: customer.name.clone(),
        phone: customer.phone.clone().unwrap_or_default(),
        other_phone: customer.other_phone.clone().unwrap_or_default(),
        email: customer.email.clone().unwrap_or_default(),
        nik: String::new(),
        zone: Some(customer.zone_id),
    }
}

#[tokio::test]
async fn a_customer_is_put_right_and_found_by_what_is_new() {
    let desk = Desk::office().await;
    let id = desk.approved().await.customer;
    let south = build::zone(desk.db.owner(), "Selatan").await;
    let request = ChangeCustomer {
        name: " Budi  Santosa ".to_owned(),
        other_phone: "0813-1111-2222".to_owned(),
        email: "budi@contoh.id".to_owned(),
        zone: Some(ZoneId(south)),
        ..change(&shown(&desk.cx, id).await)
    };
    ask(&desk.cx, request).await.unwrap();
    let now = shown(&desk.cx, id).await;
    assert_eq!(now.name, "Budi Santosa");
    assert_eq!(now.other_phone.as_deref(), Some("+6281311112222"));
    assert_eq!(now.email.as_deref(), Some("budi@contoh.id"));
    assert_eq!(now.zone, "Selatan");

    let query = ListQuery {
        search: "081311112222".to_owned(),
        ..ListQuery::default()
    };
    let listed = ask(&desk.cx, model::customers::ListCustomers { query })
        .await
        .unwrap();
    assert_eq!(listed.rows[0].name, "Budi Santosa", "the list");
    let text = "0813-1111-2222".to_owned();
    let found = ask(&desk.cx, Find { text }).await.unwrap();
    assert!(
        found.iter().any(|hit| hit.id == id.0),
        "the palette: {found:?}"
    );
    let told = desk
        .number("select count(*) from audit_rows where record = 'contacts' and action = 'update' and after ->> 'email' = 'budi@contoh.id'")
        .await;
    assert_eq!(told, 1, "the trail has it");
}

#[tokio::test]
async fn every_wrong_field_of_a_customer_is_told_at_its_place() {
    let desk = Desk::office().await;
    let id = desk.approved().await.customer;
    let right = change(&shown(&desk.cx, id).await);
    type Spoil = fn(&mut ChangeCustomer);
    let wrong: [(&str, &str, Spoil); 7] = [
        ("name", "NAME_REQUIRED", |to| to.name = " ".to_owned()),
        ("phone", "PHONE_LENGTH", |to| to.phone = "08123".to_owned()),
        ("phone", "PHONE_REQUIRED", |to| {
            to.phone = String::new();
            to.other_phone = "0812-3456-7890".to_owned();
        }),
        ("other_phone", "PHONE_CHARS", |to| {
            to.other_phone = "0812-3456-789O".to_owned();
        }),
        ("email", "EMAIL_FORMAT", |to| to.email = "budi@".to_owned()),
        ("nik", "NIK_16", |to| to.nik = "3273".to_owned()),
        ("zone", "CHOICE_REQUIRED", |to| to.zone = None),
    ];
    for (field, code, spoil) in wrong {
        let mut request = right.clone();
        spoil(&mut request);
        let fault = desk.refuses(request, code).await;
        assert_eq!(fault.field(field)[0].code, code);
    }
    let nowhere = ChangeCustomer {
        zone: Some(ZoneId(4711)),
        ..right
    };
    let fault = desk.refuses(nowhere, "CHOICE_UNKNOWN").await;
    assert!(!fault.field("zone").is_empty());
}

#[tokio::test]
async fn the_second_of_two_who_change_a_customer_is_told_who_was_first() {
    let desk = Desk::office().await;
    let id = desk.approved().await.customer;
    let seen = shown(&desk.cx, id).await;
    let rina = desk.db.staff("admin").await.cx();
    // Only the contact changes, and the customer is another one all the same.
    let first = ChangeCustomer {
        email: "budi@contoh.id".to_owned(),
        ..change(&seen)
    };
    ask(&rina, first).await.unwrap();
    let second = ChangeCustomer {
        name: "Budi Santosa".to_owned(),
        ..change(&seen)
    };
    let fault = desk.refuses(second, "STALE").await;
    let told = fault.problem.unwrap();
    assert_eq!(told.args["who"], "Petugas admin", "{told:?}");
    assert_eq!(shown(&desk.cx, id).await.name, "Budi Santoso");
}

#[tokio::test]
async fn only_office_and_admin_put_records_right() {
    let desk = Desk::office().await;
    let customer = desk.approved().await.customer;
    let seen = shown(&desk.cx, customer).await;
    let registration = desk.take_in().await;
    for role in ["supervisor", "technician"] {
        let cx = desk.db.staff_of(role, &[desk.zone]).await.cx();
        let fault = ask(&cx, change(&seen)).await.unwrap_err();
        assert_eq!(fault.code, Code::Forbidden, "{role}: customer");
        let request = correct(&desk, registration, 1);
        let fault = ask(&cx, request).await.unwrap_err();
        assert_eq!(fault.code, Code::Forbidden, "{role}: application");
    }
}

/// The number of a contact, as the audited look tells it.
async fn nik(desk: &Desk, customer: &CustomerDetail) -> String {
    let request = AskIdentity {
        contact: customer.contact,
        reason: "cocokkan dengan KTP".to_owned(),
    };
    let ask_id = ask(&desk.cx, request).await.unwrap();
    let number = ask(&desk.cx, RevealIdentity { ask: ask_id }).await.unwrap();
    number.unwrap().reveal().to_owned()
}

#[tokio::test]
async fn an_identity_number_is_written_over_unseen_and_the_trail_says_so() {
    let desk = Desk::office().await;
    let id = desk.approved().await.customer;
    for (number, action) in [
        ("3273014101900001", "insert"),
        ("3273 0141 0190 0009", "update"),
    ] {
        let request = ChangeCustomer {
            nik: number.to_owned(),
            ..change(&shown(&desk.cx, id).await)
        };
        ask(&desk.cx, request).await.unwrap();
        let told: String = sqlx::query_scalar(
            "select action from audit_rows where record = 'contact_identities' order by id desc limit 1",
        )
        .fetch_one(desk.db.owner())
        .await
        .unwrap();
        assert_eq!(told, action);
    }
    let customer = shown(&desk.cx, id).await;
    assert_eq!(customer.nik_masked.as_deref(), Some("••••••••••••0009"));
    assert_eq!(nik(&desk, &customer).await, "3273014101900009");
    let leaked = desk
        .number("select count(*) from audit_rows where coalesce(before::text, '') || coalesce(after::text, '') ~ '3273'")
        .await;
    assert_eq!(leaked, 0);
    let untouched = change(&customer);
    ask(&desk.cx, untouched).await.unwrap();
    let customer = shown(&desk.cx, id).await;
    assert_eq!(
        nik(&desk, &customer).await,
        "3273014101900009",
        "left empty"
    );
}

fn correct(desk: &Desk, id: RegistrationId, version: i32) -> ChangeRegistration {
    ChangeRegistration {
        id,
        version,
        to: desk.application(),
    }
}

#[tokio::test]
async fn an_application_is_put_right_until_it_is_approved() {
    let desk = Desk::office().await;
    let id = desk.take_in().await;
    let south = build::zone(desk.db.owner(), "Selatan").await;
    let package = build::package(desk.db.owner(), "HG100", 400_000).await;
    let mut request = correct(&desk, id, 1);
    request.to.name = "Budi Santosa".to_owned();
    request.to.phone = "0813-1111-2222".to_owned();
    request.to.nik = "3273014101900001".to_owned();
    request.to.address.street = "Jl. Merdeka 50".to_owned();
    request.to.zone = Some(ZoneId(south));
    request.to.package = Some(PackageId(package));
    ask(&desk.cx, request).await.unwrap();
    let now = ask(&desk.cx, ShowRegistration { id }).await.unwrap();
    assert_eq!(
        (now.name.as_str(), now.phone.as_str(), now.zone.as_str()),
        ("Budi Santosa", "+6281311112222", "Selatan")
    );
    assert_eq!(now.nik_masked.as_deref(), Some("••••••••••••0001"));
    assert_eq!(now.package_id, PackageId(package));
    assert_eq!(now.status, RegistrationStatus::PendingVerification);

    let made = desk.approve_at(id, now.version).await;
    let customer = shown(&desk.cx, made.customer).await;
    assert_eq!(customer.name, "Budi Santosa", "what was put right counts");
    let now = ask(&desk.cx, ShowRegistration { id }).await.unwrap();
    let late = correct(&desk, id, now.version);
    desk.refuses(late, "WRONG_STATE").await;
    let mut nik_alone = correct(&desk, id, now.version);
    nik_alone.to = model::registrations::CreateRegistration {
        name: now.name.clone(),
        phone: now.phone.clone(),
        nik: "3273014101900009".to_owned(),
        address: now.address.clone(),
        zone: Some(now.zone_id),
        package: Some(now.package_id),
        ..nik_alone.to
    };
    desk.refuses(nik_alone, "WRONG_STATE").await;
}

#[tokio::test]
async fn a_wrong_or_late_correction_of_an_application_changes_nothing() {
    let desk = Desk::office().await;
    let id = desk.take_in().await;
    let mut wrong = correct(&desk, id, 1);
    wrong.to.phone = "08123".to_owned();
    wrong.to.address.rt = "1234".to_owned();
    let before = desk.traces().await;
    let fault = ask(&desk.cx, wrong).await.unwrap_err();
    assert_eq!(desk.traces().await, before);
    assert_eq!(fault.field("phone")[0].code, "PHONE_LENGTH");
    assert_eq!(fault.field("rt")[0].code, "RT_RW_FORMAT");
    ask(&desk.cx, correct(&desk, id, 1)).await.unwrap();
    let fault = ask(&desk.cx, correct(&desk, id, 1)).await.unwrap_err();
    assert_eq!(reason(&fault), "STALE");
}

#[tokio::test]
async fn a_day_that_has_passed_may_stay_and_a_planned_survey_stays() {
    let desk = Desk::office().await;
    let id = desk.take_in().await;
    let joko = desk.db.staff("technician").await.id;
    for statement in [
        "update registrations set preferred_date = '2020-02-03', preferred_slot = 'morning'"
            .to_owned(),
        format!("update registrations set technician_id = {joko}"),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(desk.db.owner())
            .await
            .unwrap();
        let now = ask(&desk.cx, ShowRegistration { id }).await.unwrap();
        let mut request = correct(&desk, id, now.version);
        request.to.preferred_date = now.preferred_date;
        request.to.preferred_slot = now.preferred_slot;
        ask(&desk.cx, request).await.unwrap();
    }
    let now = ask(&desk.cx, ShowRegistration { id }).await.unwrap();
    // Another day is looked at, and a survey's day is moved by planning it anew.
    let mut request = correct(&desk, id, now.version);
    request.to.preferred_date = "2020-02-04".parse().ok();
    desk.refuses(request, "DATE_PAST").await;
    ask(&desk.cx, correct(&desk, id, now.version))
        .await
        .unwrap();
    let now = ask(&desk.cx, ShowRegistration { id }).await.unwrap();
    assert_eq!(now.preferred_date, "2020-02-03".parse().ok());
}

#[tokio::test]
async fn an_applicant_who_has_the_second_number_of_a_customer_is_pointed_out() {
    let desk = Desk::office().await;
    let id = desk.another().await.customer;
    let request = ChangeCustomer {
        other_phone: "0812-3456-7890".to_owned(),
        ..change(&shown(&desk.cx, id).await)
    };
    ask(&desk.cx, request).await.unwrap();
    let id = desk.take_in().await;
    let shown = ask(&desk.cx, ShowRegistration { id }).await.unwrap();
    let hint = &shown.duplicates[0];
    assert_eq!(
        (hint.by.as_str(), hint.kind.as_str(), hint.name.as_str()),
        ("phone", "customer", "Wati Kusuma")
    );
}

#[tokio::test]
async fn an_applicants_identity_number_is_read_while_he_is_verified_and_the_trail_says_why() {
    let desk = Desk::office().await;
    let request = model::registrations::CreateRegistration {
        nik: "3273014101900001".to_owned(),
        ..desk.application()
    };
    let id = ask(&desk.cx, request).await.unwrap().id;
    let because = |words: &str| AskApplicantIdentity {
        registration: id,
        reason: words.to_owned(),
    };
    let fault = desk.refuses(because(" - "), "REASON_REQUIRED").await;
    assert!(!fault.field("reason").is_empty());
    let asked = ask(&desk.cx, because("cocokkan dengan KTP")).await.unwrap();
    let number = ask(&desk.cx, RevealIdentity { ask: asked }).await.unwrap();
    assert_eq!(number.unwrap().reveal(), "3273014101900001");
    let told = desk
        .number("select count(*) from audit_rows where record = 'registration_identities' and action = 'reveal' and after ->> 'reason' = 'cocokkan dengan KTP'")
        .await;
    assert_eq!(told, 1);
    let rina = desk.db.staff("office").await.cx();
    let fault = ask(&rina, RevealIdentity { ask: asked }).await.unwrap_err();
    assert_eq!(fault.code, Code::Forbidden, "somebody else's look");
    let andi = desk.db.staff_of("supervisor", &[desk.zone]).await.cx();
    let fault = ask(&andi, because("ingin tahu")).await.unwrap_err();
    assert_eq!(fault.code, Code::Forbidden);
    desk.approve(id).await;
    desk.refuses(because("sekali lagi"), "WRONG_STATE").await;
}

#[tokio::test]
async fn looks_at_applicants_and_customers_count_together() {
    let desk = Desk::office().await;
    let customer = desk.approved().await.customer;
    let contact = shown(&desk.cx, customer).await.contact;
    let registration = desk.take_in().await;
    for _ in 0..25 {
        let of_contact = AskIdentity {
            contact,
            reason: "cek KTP".to_owned(),
        };
        ask(&desk.cx, of_contact).await.unwrap();
        let of_applicant = AskApplicantIdentity {
            registration,
            reason: "cek KTP".to_owned(),
        };
        ask(&desk.cx, of_applicant).await.unwrap();
    }
    let more = AskApplicantIdentity {
        registration,
        reason: "cek KTP".to_owned(),
    };
    let fault = desk.refuses(more, "REVEAL_LIMIT").await;
    assert_eq!(fault.code, Code::Forbidden);
}
