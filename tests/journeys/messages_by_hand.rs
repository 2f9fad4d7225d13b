//! What somebody in the office writes or sends off himself.

use model::{
    billing::RecordPayment,
    fault::Code,
    ids::{CustomerId, TicketId},
    messages::write::{Addressee, SendInvoice, TestTemplate, WriteMessage},
    money::Rupiah,
    states::PaymentMethod,
    templates::{TemplateName, Values},
    text::Locale,
};

use crate::{
    ask::{ask, reason},
    bad_input::desk::Desk,
    messages_sent::{news, sending},
};

fn words(to: Addressee, body: &str) -> WriteMessage {
    WriteMessage {
        to,
        body: body.to_owned(),
    }
}

async fn sql(desk: &Desk, statement: &'static str) {
    sqlx::raw_sql(statement)
        .execute(desk.db.owner())
        .await
        .unwrap();
}

#[tokio::test]
async fn an_invoice_is_sent_as_often_as_wanted_and_reminded_of_three_times() {
    let desk = sending().await;
    let approved = desk.approved().await;
    news(&desk).await;
    let send = |reminder| SendInvoice {
        id: approved.invoice,
        reminder,
    };
    for _ in 0..2 {
        ask(&desk.cx, send(false)).await.unwrap();
    }
    for _ in 0..4 {
        ask(&desk.cx, send(true)).await.unwrap();
    }
    let sent = news(&desk).await;
    let texts: Vec<_> = sent
        .iter()
        .map(|one| one.template.as_deref().unwrap())
        .collect();
    assert_eq!(
        texts,
        [
            "invoice_issued",
            "invoice_issued",
            "reminder_1",
            "reminder_2",
            "reminder_3",
            "reminder_3"
        ]
    );
    assert!(sent.iter().all(|one| one.cause == "by_hand"));
    assert!(sent[2].body.contains("sebesar *Rp 277.500*"));
    let keys = "select count(*) from messages where dedupe_key = 'invoice:' || invoice_id || ':reminder:2'";
    assert_eq!(desk.number(keys).await, 1);

    let day = chrono::Utc::now().date_naive() - chrono::Days::new(1);
    let paid = RecordPayment {
        invoice: approved.invoice,
        amount: Rupiah(277_500),
        method: PaymentMethod::Cash,
        received_on: day,
        reference: String::new(),
    };
    ask(&desk.cx, paid).await.unwrap();
    let over = ask(&desk.cx, send(true)).await.unwrap_err();
    assert_eq!(reason(&over), "NOTHING_TO_PAY");
    let joko = desk.db.staff("technician").await.cx();
    let denied = ask(&joko, send(false)).await.unwrap_err();
    assert_eq!(denied.code, Code::Forbidden);
}

#[tokio::test]
async fn somebody_writes_in_his_own_words_to_a_customer_an_applicant_and_about_a_ticket() {
    let desk = sending().await;
    let approved = desk.approved().await;
    let applied = desk.take_in().await;
    news(&desk).await;
    let said = "  Besok kami datang, {customer_name}.\r\nTerima kasih. ";
    for to in [
        Addressee::Customer(approved.customer),
        Addressee::Registration(applied),
        Addressee::Ticket(approved.ticket),
    ] {
        ask(&desk.cx, words(to, said)).await.unwrap();
    }
    let sent = news(&desk).await;
    assert_eq!(sent.len(), 3);
    for one in &sent {
        assert_eq!(
            one.body,
            "Besok kami datang, {customer_name}.\nTerima kasih."
        );
        assert_eq!(
            (one.template.as_ref(), one.cause.as_str()),
            (None, "by_hand")
        );
        assert_eq!(one.recipient, "+6281234567890");
    }
    let about = "select count(*) from messages where class = 'notification' and
                 (ticket_id is not null)::int + (registration_id is not null)::int + (customer_id is not null)::int = 1 + (ticket_id is not null)::int and template is null";
    assert_eq!(desk.number(about).await, 3);

    let andi = desk.db.staff("supervisor").await.cx();
    let stranger = words(Addressee::Customer(approved.customer), "Halo");
    let denied = ask(&andi, stranger).await.unwrap_err();
    assert_eq!(denied.code, Code::Forbidden);
}

#[tokio::test]
async fn whoever_writes_is_told_why_it_does_not_go_out() {
    let desk = Desk::office().await;
    let approved = desk.approved().await;
    let to = Addressee::Customer(approved.customer);
    desk.refuses(words(to, "Halo"), "NO_GATEWAY").await;
    sql(&desk, "insert into gateways (id, kind) values (1, 'log')").await;
    desk.refuses(words(to, " "), "MSG_LENGTH").await;
    desk.refuses(words(to, &"x".repeat(4_097)), "MSG_LENGTH")
        .await;
    sql(
        &desk,
        "insert into message_optouts (recipient, category, how) values ('+6281234567890', 'service', 'staff')",
    )
    .await;
    desk.refuses(words(to, "Halo"), "OPTED_OUT").await;
    let unknown = words(Addressee::Ticket(TicketId(987_654)), "Halo");
    desk.refuses(unknown, "NotFound").await;
    sql(&desk, "update contacts set phone = null").await;
    desk.refuses(words(to, "Halo"), "NO_NUMBER").await;
    let nobody = words(Addressee::Customer(CustomerId(987_654)), "Halo");
    desk.refuses(nobody, "NO_NUMBER").await;
    assert_eq!(desk.number("select count(*) from messages").await, 0);
}

#[tokio::test]
async fn an_admin_tries_a_text_on_a_number_and_nobody_else_does() {
    let desk = sending().await;
    let test = |phone: &str| TestTemplate {
        name: TemplateName::Reminder2,
        language: Locale::En,
        phone: phone.to_owned(),
        values: Values::new(),
    };
    let dewi = desk.db.staff("admin").await.cx();
    ask(&dewi, test("0813-9999-0000")).await.unwrap();
    let sent = news(&desk).await;
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].recipient, "+6281399990000");
    assert_eq!(
        (sent[0].locale.as_str(), sent[0].cause.as_str()),
        ("en", "test")
    );
    assert!(
        sent[0]
            .body
            .starts_with("Hello Siti Rahmawati,\n\n*Rp 277.500* of invoice"),
        "{}",
        sent[0].body
    );
    let wrong = ask(&dewi, test("12")).await.unwrap_err();
    assert_eq!(wrong.field("phone")[0].code, "PHONE_LENGTH");
    let denied = ask(&desk.cx, test("0813-9999-0000")).await.unwrap_err();
    assert_eq!(denied.code, Code::Forbidden);
    assert_eq!(news(&desk).await, []);
}
