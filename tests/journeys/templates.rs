//! Texts of messages: written by admins, read by the office, tried on real records.

use chrono::{DateTime, Utc};
use model::{
    fault::Code,
    ids::InvoiceId,
    templates::{
        Gaps, ListTemplateVersions, ListTemplates, PlaceHolder, SaveTemplate, ShowTemplateValues,
        Subject, TemplateName, fill,
    },
    text::Locale,
    tickets::conversation::PostNote,
};

use crate::{
    ask::{ask, reason},
    bad_input::desk::Desk,
    support::database::TestDb,
};

const NAME: TemplateName = TemplateName::PaymentReceived;

fn thanks(seen: i32, body: &str) -> SaveTemplate {
    SaveTemplate {
        name: NAME,
        language: Locale::Id,
        seen,
        body: body.to_owned(),
    }
}

#[tokio::test]
async fn every_message_has_a_text_in_both_languages_from_the_start() {
    let db = TestDb::new().await;
    for role in ["admin", "office", "supervisor"] {
        let cx = db.staff(role).await.cx();
        let all = ask(&cx, ListTemplates {}).await.unwrap();
        assert_eq!(all.len(), 2 * TemplateName::ALL.len(), "{role}");
        assert!(all.iter().all(|one| one.version == 1));
    }
    let technician = db.staff("technician").await.cx();
    let refused = ask(&technician, ListTemplates {}).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
}

#[tokio::test]
async fn a_new_version_counts_and_an_older_one_can_be_put_back() {
    let db = TestDb::new().await;
    let (dewi, siti) = (db.staff("admin").await.cx(), db.staff("office").await.cx());
    let versions = ListTemplateVersions {
        name: NAME,
        language: Locale::Id,
    };
    let first = ask(&siti, versions.clone()).await.unwrap();
    let new = "Terima kasih untuk {invoice_number}";
    assert_eq!(ask(&dewi, thanks(1, new)).await.unwrap(), 2);
    let back = thanks(2, &first[0].body);
    assert_eq!(ask(&dewi, back).await.unwrap(), 3);
    let all = ask(&siti, versions).await.unwrap();
    let said: Vec<_> = all.iter().map(|one| (one.version, &one.body)).collect();
    assert_eq!(
        said,
        [
            (3, &first[0].body),
            (2, &new.to_owned()),
            (1, &first[0].body)
        ]
    );
    assert_eq!(all[0].changed_by.as_deref(), Some("Petugas admin"));
    assert_eq!(all[2].changed_by, None);
    let now = ask(&siti, ListTemplates {}).await.unwrap();
    let mut now = now.into_iter();
    let other = now.find(|one| one.name == NAME && one.language == Locale::En);
    assert_eq!(
        other.unwrap().version,
        1,
        "the other language is another text"
    );
}

#[tokio::test]
async fn whoever_saw_an_older_text_is_told_who_changed_it() {
    let db = TestDb::new().await;
    let dewi = db.staff("admin").await.cx();
    let body = "Terima kasih untuk {invoice_number}";
    ask(&dewi, thanks(1, body)).await.unwrap();
    let stale = ask(&dewi, thanks(1, body)).await.unwrap_err();
    assert_eq!(reason(&stale), "STALE");
    let who = stale.problem.unwrap().args["who"].clone();
    assert_eq!(who, "Petugas admin");
}

#[tokio::test]
async fn the_office_reads_and_writes_no_text() {
    let db = TestDb::new().await;
    let siti = db.staff("office").await.cx();
    let refused = ask(&siti, thanks(1, "Terima kasih untuk {invoice_number}")).await;
    assert_eq!(refused.unwrap_err().code, Code::Forbidden);
}

#[tokio::test]
async fn a_message_is_tried_on_a_real_customer_ticket_and_invoice() {
    let desk = Desk::office().await;
    let approved = desk.approved().await;
    let company = r#"{"name": "Aglis Net", "phone": "022-555", "address": "", "npwp": "", "email": "", "qris": "", "time_zone": "Asia/Jakarta",
        "bank_accounts": [{"bank": "BCA", "number": "123", "holder": "PT Aglis"}]}"#;
    sqlx::query("update settings set value = $1::jsonb where key = 'company'")
        .bind(company)
        .execute(desk.db.owner())
        .await
        .unwrap();
    let values = async |subject, language| {
        let request = ShowTemplateValues { language, subject };
        ask(&desk.cx, request).await.unwrap()
    };
    let of_customer = values(Subject::Customer(approved.customer), Locale::En).await;
    assert_eq!(of_customer[&PlaceHolder::CustomerName], "Budi Santoso");
    assert_eq!(of_customer[&PlaceHolder::ServiceStatus], "Not installed");
    assert_eq!(of_customer[&PlaceHolder::CompanyName], "Aglis Net");
    assert!(
        !of_customer.contains_key(&PlaceHolder::Code),
        "only sending knows it"
    );

    let note = PostNote {
        id: approved.ticket,
        body: "Kami datang *besok*".to_owned(),
        is_public: true,
        files: Vec::new(),
    };
    ask(&desk.cx, note).await.unwrap();
    let of_ticket = values(Subject::Ticket(approved.ticket), Locale::Id).await;
    assert_eq!(of_ticket[&PlaceHolder::TicketKind], "Pasang baru");
    assert_eq!(of_ticket[&PlaceHolder::Zone], "Bandung Utara");
    let said = fill("{note}", &of_ticket, Gaps::Empty).unwrap();
    assert_eq!(said, "Kami datang ∗besok∗");

    let invoice: i64 = desk.number("select id from invoices").await;
    let of_invoice = values(Subject::Invoice(InvoiceId(invoice)), Locale::Id).await;
    assert_eq!(of_invoice[&PlaceHolder::Amount], "Rp 277.500");
    assert_eq!(of_invoice[&PlaceHolder::DaysLate], "0");
    assert_eq!(
        of_invoice[&PlaceHolder::BankAccounts],
        "BCA 123 a.n. PT Aglis"
    );
    assert!(!of_invoice.contains_key(&PlaceHolder::PaidAmount));
}

#[tokio::test]
async fn days_late_are_counted_from_the_due_day_of_an_invoice() {
    let desk = Desk::office().await;
    desk.approved().await;
    let invoice: i64 = desk.number("select id from invoices").await;
    let due: DateTime<Utc> = sqlx::query_scalar("select (due_on + 12)::timestamptz from invoices")
        .fetch_one(desk.db.owner())
        .await
        .unwrap();
    let mut later = desk.cx.clone();
    later.clock = aglis_core::context::Clock::Fixed(due);
    let request = ShowTemplateValues {
        language: Locale::Id,
        subject: Subject::Invoice(InvoiceId(invoice)),
    };
    let values = ask(&later, request).await.unwrap();
    assert_eq!(values[&PlaceHolder::DaysLate], "12");
}

#[tokio::test]
async fn nobody_sees_a_record_through_a_message_that_he_does_not_see() {
    let desk = Desk::office().await;
    let approved = desk.approved().await;
    let stranger = desk.db.staff("supervisor").await.cx();
    let request = ShowTemplateValues {
        language: Locale::Id,
        subject: Subject::Customer(approved.customer),
    };
    let refused = ask(&stranger, request).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
}
