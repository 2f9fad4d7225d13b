//! Rows 36 to 39, 48, 75 and 76: versions, states, keys, kinds and bodies.

use aglis_core::context::Cx;
use chrono::{DateTime, Utc};
use model::{
    billing::{RecordPayment, ShowInvoice, VoidInvoice},
    fault::Fault,
    format::Zone,
    ids::{PackageId, StaffId, ZoneId},
    money::Rupiah,
    registrations::{
        ApproveRegistration, CreateRegistration, EndRegistration, ScheduleSurvey,
        VerifyRegistration,
    },
    settings::{SaveCompany, ShowCompany},
    states::{PaymentMethod, RegistrationStatus, Slot, TicketStatus},
    text::{Locale, Words},
    tickets::{AssignTicket, MoveTicket, NoteTicket},
};
use uuid::Uuid;

use super::desk::{Desk, refused};
use crate::ask::{ask, ask_as};

/// Checks who is said to have changed the record, and when.
async fn told(desk: &Desk, fault: &Fault, who: &str, changed_at: &'static str) {
    let found = sqlx::query_scalar(changed_at).fetch_one(desk.db.owner());
    let at: DateTime<Utc> = found.await.unwrap();
    let day = Zone::Wib.day(at).format("%d-%m-%Y");
    let time = (at + chrono::Duration::hours(7)).format("%H:%M");
    let said = &fault.problem.as_ref().unwrap().args;
    assert_eq!(
        (said["who"].as_str(), said["when"].clone()),
        (who, format!("{day} {time}"))
    );
    let sentence = Words::new(Locale::En, &[]).fault(fault);
    assert!(
        sentence.starts_with(&format!("{who} changed this record at {day} {time}")),
        "{sentence}"
    );
}

#[tokio::test]
async fn row_36_a_registration_that_moved_on_is_stale_and_says_who_and_when() {
    let desk = Desk::office().await;
    let id = desk.take_in().await;
    let admin = Cx::new(desk.db.staff("admin").await.pool, "meja admin");
    let verify = VerifyRegistration { id, version: 1 };
    ask(&admin, verify.clone()).await.unwrap();
    let fault = desk.refuses(verify, "STALE").await;
    let changed = "select updated_at from registrations";
    told(&desk, &fault, "Petugas admin", changed).await;
}

#[tokio::test]
async fn row_36_a_ticket_that_moved_on_is_stale_and_a_note_is_no_change() {
    let desk = Desk::office().await;
    let id = desk.approved().await.ticket;
    let joko = desk.db.staff("technician").await;
    let admin = Cx::new(desk.db.staff("admin").await.pool, "meja admin");
    let assign = AssignTicket {
        id,
        version: 1,
        lead: StaffId(joko.id),
        helpers: vec![],
    };
    ask(&admin, assign.clone()).await.unwrap();
    let body = "sudah ditelepon".to_owned();
    ask(&desk.cx, NoteTicket { id, body }).await.unwrap();
    let fault = desk.refuses(assign, "STALE").await;
    let changed = "select updated_at from tickets";
    told(&desk, &fault, "Petugas admin", changed).await;
}

#[tokio::test]
async fn row_36_an_invoice_that_was_paid_meanwhile_is_stale() {
    let mut desk = Desk::office().await;
    let id = desk.approved().await.invoice;
    let invoice = ask(&desk.cx, ShowInvoice { id }).await.unwrap();
    let part = RecordPayment {
        invoice: id,
        amount: Rupiah(1_000),
        method: PaymentMethod::Cash,
        received_on: invoice.issued_on.unwrap(),
        reference: String::new(),
    };
    ask(&desk.cx, part).await.unwrap();
    desk.cx = Cx::new(desk.db.staff("admin").await.pool, "meja admin");
    let void = VoidInvoice {
        id,
        version: invoice.version,
        reason: "salah paket".to_owned(),
    };
    let fault = desk.refuses(void, "STALE").await;
    let changed = "select updated_at from invoices";
    told(&desk, &fault, "Petugas office", changed).await;
}

#[tokio::test]
async fn row_37_approving_a_rejected_registration_is_wrong_state() {
    let desk = Desk::office().await;
    let id = desk.take_in().await;
    let no = EndRegistration {
        id,
        version: 1,
        outcome: RegistrationStatus::Rejected,
        reason: "di luar jangkauan".to_owned(),
    };
    ask(&desk.cx, no).await.unwrap();
    let yes = ApproveRegistration {
        id,
        version: 2,
        billing_day: 5,
        customer: None,
    };
    let fault = desk.refuses(yes, "WRONG_STATE").await;
    let said = &fault.problem.unwrap().args;
    assert_eq!(
        (said["from"].as_str(), said["to"].as_str()),
        (
            "registration-status-rejected",
            "registration-status-approved"
        )
    );
}

#[tokio::test]
async fn row_38_the_same_key_with_another_body_is_key_reused() {
    let desk = Desk::office().await;
    let key = Uuid::now_v7();
    ask_as(&desk.cx, key, desk.application()).await.unwrap();
    let before = desk.traces().await;
    let other = CreateRegistration {
        name: "Orang Lain".to_owned(),
        ..desk.application()
    };
    refused(ask_as(&desk.cx, key, other).await, "KEY_REUSED");
    assert_eq!(desk.traces().await, before);
}

#[tokio::test]
async fn row_39_a_missing_or_long_key_is_key_format() {
    let desk = Desk::office().await;
    let request = serde_json::to_string(&desk.application()).unwrap();
    let long = "a".repeat(300);
    let nil = Uuid::nil();
    for bytes in [
        format!(r#"{{"request":{request}}}"#),
        format!(r#"{{"key":null,"request":{request}}}"#),
        format!(r#"{{"key":"","request":{request}}}"#),
        format!(r#"{{"key":"{long}","request":{request}}}"#),
        format!(r#"{{"key":"{nil}","request":{request}}}"#),
    ] {
        desk.refuses_bytes("CreateRegistration", bytes.as_bytes(), "KEY_FORMAT")
            .await;
    }
}

#[tokio::test]
async fn row_48_a_kind_of_notification_that_nobody_knows_is_type_unknown() {
    let desk = Desk::office().await;
    for (call, request) in [
        ("ListNotifications", r#"{"filter":{"kind":"admin"}}"#),
        ("ListNotifications", r#"{"filter":"admin"}"#),
        ("MarkNotifications", r#"{"ids":[1],"mark":"admin"}"#),
        (
            "SaveNotificationPreferences",
            r#"{"preferences":{"choices":[{"event":"admin","channels":{"in_app":true,"os":true,"sound":true}}]}}"#,
        ),
    ] {
        let bytes = format!(r#"{{"key":"{}","request":{request}}}"#, Uuid::now_v7());
        desk.refuses_bytes(call, bytes.as_bytes(), "TYPE_UNKNOWN")
            .await;
    }
    // One that the program knows and nobody chooses about.
    let known = r#"{"preferences":{"choices":[{"event":"burst","channels":{"in_app":true,"os":true,"sound":true}}]}}"#;
    let bytes = format!(r#"{{"key":"{}","request":{known}}}"#, Uuid::now_v7());
    desk.refuses_bytes(
        "SaveNotificationPreferences",
        bytes.as_bytes(),
        "CHOICE_UNKNOWN",
    )
    .await;
    let kept = "select count(*) from notification_choices";
    assert_eq!(desk.number(kept).await, 0);
}

#[tokio::test]
async fn row_75_bodies_too_deep_with_double_keys_or_broken_signs_are_body_format() {
    let desk = Desk::office().await;
    let deep = format!(
        r#"{{"request":{}{}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    for bytes in [
        deep.into_bytes(),
        br#"{"request":{"query":{}},"request":{"query":{}}}"#.to_vec(),
        br#"{"request":{"query":{"limit":1,"limit":2}}}"#.to_vec(),
        b"{\"request\":{\"query\":{\"search\":\"\xff\xfe\"}}}".to_vec(),
        b"{\"request\":{\"query\":{\"search\":\"\\ud800\"}}}".to_vec(),
        b"\xff\xfe".to_vec(),
        Vec::new(),
    ] {
        desk.refuses_bytes("ListCustomers", &bytes, "BODY_FORMAT")
            .await;
    }
}

#[tokio::test]
async fn row_76_a_field_nobody_knows_is_field_unknown() {
    let desk = Desk::office().await;
    let request = serde_json::to_string(&desk.application()).unwrap();
    let key = Uuid::now_v7();
    let more = request.replacen('{', r#"{"role":"admin","#, 1);
    let deeper = request.replacen(r#""address":{"#, r#""address":{"role":"admin","#, 1);
    for bytes in [
        format!(r#"{{"key":"{key}","request":{more}}}"#),
        format!(r#"{{"key":"{key}","request":{deeper}}}"#),
        format!(r#"{{"key":"{key}","role":"admin","request":{request}}}"#),
    ] {
        desk.refuses_bytes("CreateRegistration", bytes.as_bytes(), "FIELD_UNKNOWN")
            .await;
    }
}

#[tokio::test]
async fn what_is_chosen_must_be_there() {
    let desk = Desk::office().await;
    let zone = CreateRegistration {
        zone: Some(ZoneId(-1)),
        ..desk.application()
    };
    let fault = desk.refuses(zone, "CHOICE_UNKNOWN").await;
    assert_eq!(fault.field("zone").len(), 1, "{fault:?}");
    let package = CreateRegistration {
        package: Some(PackageId(i64::MAX)),
        ..desk.application()
    };
    let fault = desk.refuses(package, "CHOICE_UNKNOWN").await;
    assert_eq!(fault.field("package").len(), 1, "{fault:?}");

    let approved = desk.approved().await;
    let nobody = StaffId(2_147_483_648);
    let joko = StaffId(desk.db.staff("technician").await.id);
    for (lead, helpers) in [(nobody, vec![]), (joko, vec![nobody])] {
        let assign = AssignTicket {
            id: approved.ticket,
            version: 1,
            lead,
            helpers,
        };
        desk.refuses(assign, "CHOICE_UNKNOWN").await;
    }
    let id = desk.take_in().await;
    let verified = VerifyRegistration { id, version: 1 };
    ask(&desk.cx, verified).await.unwrap();
    let today = ask(
        &desk.cx,
        ShowInvoice {
            id: approved.invoice,
        },
    )
    .await;
    let survey = ScheduleSurvey {
        id,
        version: 2,
        day: today.unwrap().issued_on.unwrap(),
        slot: Slot::Morning,
        technician: nobody,
    };
    desk.refuses(survey, "CHOICE_UNKNOWN").await;
}

#[tokio::test]
async fn a_ticket_without_a_lead_is_not_moved_to_assigned() {
    let desk = Desk::office().await;
    let id = desk.approved().await.ticket;
    let request = MoveTicket {
        id,
        version: 1,
        to: TicketStatus::Assigned,
        reason: String::new(),
    };
    desk.refuses(request, "CHOICE_REQUIRED").await;
}

#[tokio::test]
async fn the_office_is_refused_what_only_an_admin_saves() {
    let desk = Desk::office().await;
    let company = ask(&desk.cx, ShowCompany {}).await.unwrap();
    desk.refuses(SaveCompany { company }, "Forbidden").await;
}
