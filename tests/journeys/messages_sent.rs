//! What happens in the office is told to those whom it concerns: in the right words, once, and only if it happened.

use chrono::Days;
use model::{
    billing::{RecordPayment, ShowInvoice},
    ids::{StaffId, TicketId},
    money::Rupiah,
    registrations::{Approved, EndRegistration, ScheduleSurvey},
    states::{PaymentMethod, Priority, RegistrationStatus, Slot, TicketStatus, TicketType},
    templates::{SaveTemplate, TemplateName},
    text::Locale,
    tickets::{
        AssignTicket, CompleteTicket, CreateTicket, MoveTicket, NoteTicket, ShowTicket,
        choices::HoldTicket, conversation::PostNote,
    },
};

use crate::{
    ask::{ask, reason},
    bad_input::desk::Desk,
    main_job::photo,
    support::database::Person,
};

pub const BUDI: &str = "+6281234567890";

/// A message as it stands in the database.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Sent {
    pub template: Option<String>,
    pub recipient: String,
    pub locale: String,
    pub status: String,
    pub cause: String,
    pub body: String,
}

pub async fn run(desk: &Desk, statement: &'static str) {
    sqlx::raw_sql(statement)
        .execute(desk.db.owner())
        .await
        .unwrap();
}

/// A desk with a way out for messages, at no quiet hour.
pub async fn sending() -> Desk {
    let desk = Desk::office().await;
    run(
        &desk,
        "insert into gateways (id, kind) values (1, 'log');
         update queue_rules set quiet_from = '00:00', quiet_to = '00:00', group_address = '120363020304050607@g.us'",
    )
    .await;
    desk
}

/// What was written since the last look, in order.
pub async fn news(desk: &Desk) -> Vec<Sent> {
    sqlx::query_as(
        "with seen as (update settings set value = to_jsonb((select coalesce(max(id), 0) from messages)) where key = 'test_seen' returning true),
              new as (insert into settings (key, value) select 'test_seen', to_jsonb((select coalesce(max(id), 0) from messages)) where not exists (select from seen))
         select template, recipient, locale, status, cause, body from messages
         where id > coalesce((select value::text::bigint from settings where key = 'test_seen'), 0) order by id",
    )
    .fetch_all(desk.db.owner())
    .await
    .unwrap()
}

/// Which texts went to whom.
pub fn outline(sent: &[Sent]) -> Vec<(&str, &str)> {
    sent.iter()
        .map(|one| {
            (
                one.template.as_deref().unwrap_or_default(),
                one.recipient.as_str(),
            )
        })
        .collect()
}

async fn version(desk: &Desk, id: TicketId) -> i32 {
    ask(&desk.cx, ShowTicket { id }).await.unwrap().version
}

/// A technician with a telephone.
pub async fn technician(desk: &Desk, phone: &str, locale: &str) -> Person {
    let person = desk.db.staff("technician").await;
    sqlx::query("update staff set phone = $2, locale = $3 where id = $1")
        .bind(person.id)
        .bind(phone)
        .bind(locale)
        .execute(desk.db.owner())
        .await
        .unwrap();
    person
}

pub async fn assign(desk: &Desk, id: TicketId, lead: &Person, helpers: &[&Person]) -> AssignTicket {
    AssignTicket {
        id,
        version: version(desk, id).await,
        lead: StaffId(lead.id),
        helpers: helpers.iter().map(|one| StaffId(one.id)).collect(),
    }
}

/// A customer whose approval was told already.
pub async fn customer(desk: &Desk) -> Approved {
    let approved = desk.approved().await;
    news(desk).await;
    approved
}

#[tokio::test]
async fn an_applicant_hears_of_each_step_and_gets_his_first_invoice() {
    let desk = sending().await;
    let approved = desk.approved().await;
    let sent = news(&desk).await;
    assert_eq!(
        outline(&sent),
        [
            ("status_update", BUDI),
            ("status_update", BUDI),
            ("invoice_issued", BUDI)
        ]
    );
    assert!(
        sent.iter()
            .all(|one| one.status == "queued" && one.locale == "id")
    );
    assert!(
        sent[1].body.starts_with(
            "Halo Budi Santoso,\n\nStatus layanan internet Anda (Paket HS50) sekarang: *Disetujui*."
        ),
        "{}",
        sent[1].body
    );
    let bill = &sent[2].body;
    let first = format!("Tagihan internet *{}* untuk", approved.invoice_number);
    assert!(
        bill.contains(&first) && bill.contains("Jumlah: *Rp 277.500*"),
        "{bill}"
    );
    assert!(
        !bill.contains("Lihat dan bayar") && !bill.contains('{') && !bill.contains("\n\n\n"),
        "no line about a portal that is not there: {bill}"
    );
    let about = "select count(*) from messages where template = 'invoice_issued' and invoice_id is not null and customer_id is not null
                 and zone_id is not null and template_version = 1 and dedupe_key = 'invoice:' || invoice_id || ':issued'";
    assert_eq!(desk.number(about).await, 1);
    assert_eq!(desk.number("select count(*) from queue_jobs").await, 3);
}

#[tokio::test]
async fn a_survey_and_the_end_of_an_application_are_told_too() {
    let desk = sending().await;
    let id = desk.take_in().await;
    let joko = technician(&desk, "+6281300000001", "id").await;
    let verified = model::registrations::VerifyRegistration { id, version: 1 };
    ask(&desk.cx, verified).await.unwrap();
    news(&desk).await;
    let andi = desk.db.staff_of("supervisor", &[desk.zone]).await.cx();
    let today = chrono::Utc::now().date_naive();
    let survey = ScheduleSurvey {
        id,
        version: 2,
        day: today + Days::new(3),
        slot: Slot::Morning,
        technician: StaffId(joko.id),
    };
    ask(&andi, survey).await.unwrap();
    let end = EndRegistration {
        id,
        version: 3,
        outcome: RegistrationStatus::Rejected,
        reason: "di luar jangkauan".to_owned(),
    };
    ask(&desk.cx, end).await.unwrap();
    let said: Vec<_> = news(&desk).await.into_iter().map(|one| one.body).collect();
    assert!(said[0].contains("*Survei dijadwalkan*"), "{}", said[0]);
    assert!(said[1].contains("*Ditolak*"), "{}", said[1]);
    assert_eq!(said.len(), 2);
}

#[tokio::test]
async fn who_gets_a_ticket_and_its_customer_are_told_once() {
    let desk = sending().await;
    let ticket = customer(&desk).await.ticket;
    let joko = technician(&desk, "+6281300000001", "en").await;
    let wawan = technician(&desk, "+6281300000002", "id").await;
    let asep = technician(&desk, "+6281300000003", "id").await;
    let request = assign(&desk, ticket, &joko, &[&wawan]).await;
    ask(&desk.cx, request).await.unwrap();
    let sent = news(&desk).await;
    assert_eq!(
        outline(&sent),
        [
            ("team_assignment", "+6281300000001"),
            ("team_assignment", "+6281300000002"),
            ("ticket_assigned", BUDI)
        ]
    );
    assert_eq!(
        (sent[0].locale.as_str(), sent[1].locale.as_str()),
        ("en", "id")
    );
    assert!(
        sent[0].body.starts_with("*New job: TKT-"),
        "{}",
        sent[0].body
    );
    assert!(sent[0].body.contains("Installation, priority Normal"));
    assert!(
        sent[1].body.starts_with("*Tugas baru: TKT-"),
        "{}",
        sent[1].body
    );
    assert!(sent[1].body.contains("Budi Santoso · 0812-3456-7890"));
    assert!(
        sent[2].body.contains("teknisi *Petugas technician*"),
        "{}",
        sent[2].body
    );

    let andi = desk.db.staff_of("supervisor", &[desk.zone]).await.cx();
    let request = assign(&desk, ticket, &joko, &[&wawan, &asep]).await;
    ask(&andi, request).await.unwrap();
    assert_eq!(
        outline(&news(&desk).await),
        [("team_assignment", "+6281300000003")],
        "only who is new on it"
    );
    let request = assign(&desk, ticket, &wawan, &[&asep]).await;
    ask(&desk.cx, request).await.unwrap();
    assert_eq!(outline(&news(&desk).await), [("ticket_assigned", BUDI)]);
}

#[tokio::test]
async fn a_customer_hears_how_his_ticket_stands_from_whoever_moves_it() {
    let desk = sending().await;
    let ticket = customer(&desk).await.ticket;
    let joko = technician(&desk, "+6281300000001", "id").await;
    let request = assign(&desk, ticket, &joko, &[]).await;
    ask(&desk.cx, request).await.unwrap();
    let note = |is_public, body: &str| PostNote {
        id: ticket,
        body: body.to_owned(),
        is_public,
        files: Vec::new(),
    };
    ask(&desk.cx, note(true, "Kami datang *besok* {code}"))
        .await
        .unwrap();
    news(&desk).await;
    let technician = joko.cx();
    let to = async |to, version| {
        let request = MoveTicket {
            id: ticket,
            version,
            to,
            reason: String::new(),
        };
        ask(&technician, request).await.unwrap();
    };
    to(TicketStatus::InProgress, version(&desk, ticket).await).await;
    let reason_code: String =
        sqlx::query_scalar("select code from hold_reasons where active order by position limit 1")
            .fetch_one(desk.db.owner())
            .await
            .unwrap();
    let hold = HoldTicket {
        id: ticket,
        version: version(&desk, ticket).await,
        reason_code,
        reason: "hujan deras".to_owned(),
    };
    ask(&technician, hold).await.unwrap();
    to(TicketStatus::InProgress, version(&desk, ticket).await).await;
    let done = CompleteTicket {
        id: ticket,
        version: version(&desk, ticket).await,
        resolution: "terpasang".to_owned(),
        evidence: vec![technician.uploads.keep("rumah.png", &photo()).unwrap()],
    };
    ask(&technician, done).await.unwrap();
    let close = MoveTicket {
        id: ticket,
        version: version(&desk, ticket).await,
        to: TicketStatus::Closed,
        reason: String::new(),
    };
    ask(&desk.cx, close).await.unwrap();
    let sent = news(&desk).await;
    let said: Vec<_> = sent
        .iter()
        .map(|one| one.body.lines().nth(2).unwrap_or_default())
        .collect();
    assert_eq!(sent.len(), 5, "{said:?}");
    for (said, word) in said.iter().zip([
        "Dikerjakan",
        "Ditunda",
        "Dikerjakan",
        "Selesai",
        "*Terpasang*",
    ]) {
        assert!(said.contains(word), "{said}");
    }
    assert_eq!(outline(&sent)[4], ("status_update", BUDI));
    assert!(
        sent.iter().all(|one| !one.body.contains("besok")),
        "what was said before is no news"
    );
}

#[tokio::test]
async fn a_reply_goes_to_the_customer_and_a_note_to_nobody() {
    let desk = sending().await;
    let ticket = customer(&desk).await.ticket;
    let note = |is_public, body: String| PostNote {
        id: ticket,
        body,
        is_public,
        files: Vec::new(),
    };
    let public = note(true, "Kami datang *besok* {code}\npagi".to_owned());
    ask(&desk.cx, public).await.unwrap();
    ask(&desk.cx, note(false, "pelanggan marah".to_owned()))
        .await
        .unwrap();
    let internal = NoteTicket {
        id: ticket,
        body: "kabel digigit tikus".to_owned(),
    };
    ask(&desk.cx, internal).await.unwrap();
    let sent = news(&desk).await;
    assert_eq!(outline(&sent), [("ticket_update", BUDI)]);
    assert!(
        sent[0].body.contains("\nKami datang ∗besok∗ {code}\npagi"),
        "{}",
        sent[0].body
    );
    let long = note(true, "panjang ".repeat(1_000).trim().to_owned());
    ask(&desk.cx, long).await.unwrap();
    let sent = news(&desk).await;
    assert!(sent[0].body.contains('…') && sent[0].body.chars().count() < 2_000);
}

#[tokio::test]
async fn the_group_is_alerted_to_what_cannot_wait() {
    let desk = sending().await;
    let customer = customer(&desk).await.customer;
    let trouble = |priority| CreateTicket {
        customer: Some(customer),
        service: None,
        zone: None,
        odp: None,
        kind: TicketType::Repair,
        category: None,
        priority,
        description: "LOS merah".to_owned(),
    };
    ask(&desk.cx, trouble(Priority::Normal)).await.unwrap();
    ask(&desk.cx, trouble(Priority::Urgent)).await.unwrap();
    let sent = news(&desk).await;
    assert_eq!(outline(&sent), [("group_alert", "120363020304050607@g.us")]);
    assert!(
        sent[0]
            .body
            .contains("prioritas Mendesak, zona Bandung Utara")
    );
    assert!(sent[0].body.ends_with("LOS merah"));
    run(&desk, "update queue_rules set group_address = null").await;
    ask(&desk.cx, trouble(Priority::Urgent)).await.unwrap();
    assert_eq!(news(&desk).await, [], "there is no group");
}

#[tokio::test]
async fn a_payment_is_thanked_for_with_its_own_amount_and_day() {
    let desk = sending().await;
    let invoice = customer(&desk).await.invoice;
    let day = ask(&desk.cx, ShowInvoice { id: invoice })
        .await
        .unwrap()
        .issued_on
        .unwrap();
    let pay = |amount, received_on| RecordPayment {
        invoice,
        amount: Rupiah(amount),
        method: PaymentMethod::Cash,
        received_on,
        reference: String::new(),
    };
    ask(&desk.cx, pay(200_000, day)).await.unwrap();
    let earlier = day - Days::new(3);
    ask(&desk.cx, pay(50_000, earlier)).await.unwrap();
    let over = ask(&desk.cx, pay(1_000_000, day)).await.unwrap_err();
    assert_eq!(reason(&over), "PAY_OVER");
    let sent = news(&desk).await;
    assert_eq!(sent.len(), 2, "what was refused is not thanked for");
    assert!(sent[0].body.contains("Pembayaran *Rp 200.000*"));
    assert!(sent[0].body.contains("Sisa tagihan: Rp 77.500"));
    let second = format!(
        "sudah kami terima pada {}.",
        model::format::show_day_long(earlier, Locale::Id)
    );
    assert!(
        sent[1].body.contains("Pembayaran *Rp 50.000*") && sent[1].body.contains(&second),
        "{}",
        sent[1].body
    );
}

#[tokio::test]
async fn the_companys_own_words_are_used_and_noted() {
    let desk = sending().await;
    let dewi = desk.db.staff("admin").await.cx();
    let text = SaveTemplate {
        name: TemplateName::StatusUpdate,
        language: Locale::Id,
        seen: 1,
        body: "Hai {customer_name}: {service_status}\nLihat {portal_link}".to_owned(),
    };
    ask(&dewi, text).await.unwrap();
    desk.approved().await;
    let sent = news(&desk).await;
    assert_eq!(sent[0].body, "Hai Budi Santoso: Terverifikasi");
    let noted =
        "select count(*) from messages where template = 'status_update' and template_version = 2";
    assert_eq!(desk.number(noted).await, 2);
}
