//! What is not told: what did not happen, what was told already, and to whom nobody may or can write.

use aglis_core::messages::{About, Fate, NewMessage, Says, To, Told, send};
use model::{
    ids::StaffId,
    states::MessageCause,
    templates::TemplateName,
    tickets::{AssignTicket, conversation::PostNote},
};
use uuid::Uuid;

use crate::{
    ask::{ask, ask_as, reason},
    bad_input::desk::Desk,
    messages_sent::{BUDI, assign, customer, news, outline, run, sending, technician},
};

#[tokio::test]
async fn what_did_not_happen_is_not_told_and_what_happened_once_is_told_once() {
    let desk = sending().await;
    let ticket = customer(&desk).await.ticket;
    let joko = technician(&desk, "+6281300000001", "id").await;
    let stale = AssignTicket {
        version: 7,
        ..assign(&desk, ticket, &joko, &[]).await
    };
    assert_eq!(reason(&ask(&desk.cx, stale).await.unwrap_err()), "STALE");
    let nobody = AssignTicket {
        lead: StaffId(987_654),
        ..assign(&desk, ticket, &joko, &[]).await
    };
    ask(&desk.cx, nobody).await.unwrap_err();
    assert_eq!(news(&desk).await, []);
    // The message was queued already when the reply could not be stored.
    run(
        &desk,
        "create function public.fail() returns trigger language plpgsql as $$ begin raise exception 'gone' using errcode = 'AG015'; end $$;
         create trigger fail before update on request_keys for each row execute function public.fail()",
    )
    .await;
    let request = assign(&desk, ticket, &joko, &[]).await;
    ask(&desk.cx, request.clone()).await.unwrap_err();
    assert_eq!(news(&desk).await, []);
    run(&desk, "drop trigger fail on request_keys").await;
    let key = Uuid::now_v7();
    for _ in 0..2 {
        ask_as(&desk.cx, key, request.clone()).await.unwrap();
    }
    assert_eq!(news(&desk).await.len(), 2);
}

#[tokio::test]
async fn nobody_stands_in_the_way_of_the_work_because_he_is_not_written_to() {
    let desk = sending().await;
    let ticket = customer(&desk).await.ticket;
    run(
        &desk,
        "insert into message_optouts (recipient, category, how) values ('+6281234567890', 'service', 'staff')",
    )
    .await;
    let joko = desk.db.staff("technician").await;
    let request = assign(&desk, ticket, &joko, &[]).await;
    ask(&desk.cx, request).await.unwrap();
    let sent = news(&desk).await;
    assert_eq!(
        outline(&sent),
        [("ticket_assigned", BUDI)],
        "joko has no phone"
    );
    assert_eq!(sent[0].status, "opted_out");

    run(&desk, "update contacts set phone = null").await;
    let note = PostNote {
        id: ticket,
        body: "Halo".to_owned(),
        is_public: true,
        files: Vec::new(),
    };
    ask(&desk.cx, note.clone()).await.unwrap();
    assert_eq!(news(&desk).await, []);

    // The customer moved to a zone that the supervisor of the ticket does not see.
    run(
        &desk,
        "update contacts set phone = '+6281234567890'; insert into zones (name) values ('Cimahi');
         update customers set zone_id = (select max(id) from zones)",
    )
    .await;
    let andi = desk.db.staff_of("supervisor", &[desk.zone]).await.cx();
    ask(&andi, note).await.unwrap();
    assert_eq!(news(&desk).await, []);
}

#[tokio::test]
async fn without_a_gateway_everything_works_and_nothing_waits() {
    let desk = Desk::office().await;
    let approved = desk.approved().await;
    let joko = desk.db.staff("technician").await;
    let request = assign(&desk, approved.ticket, &joko, &[]).await;
    ask(&desk.cx, request).await.unwrap();
    let waiting = "select (select count(*) from messages) + (select count(*) from queue_jobs)";
    assert_eq!(desk.number(waiting).await, 0);
}

#[tokio::test]
async fn a_thousand_messages_are_written_together_each_of_them_once() {
    let desk = sending().await;
    let approved = customer(&desk).await;
    let bill = |n: usize| NewMessage {
        about: About {
            invoice: Some(approved.invoice),
            ..About::default()
        },
        dedupe: Some(format!("test:{}", n % 999)),
        says: Says::Template(TemplateName::Reminder1, vec![Told::Note(String::new())]),
        ..NewMessage::notification(
            TemplateName::Reminder1,
            To::Customer(approved.customer),
            MessageCause::InvoiceIssued,
        )
    };
    let all: Vec<_> = (0..1000).map(bill).collect();
    let mut db = desk.cx.pool.acquire().await.unwrap();
    let fates = send(&desk.cx, &mut db, &all).await.unwrap();
    let queued = fates
        .iter()
        .filter(|fate| matches!(fate, Fate::Queued(_)))
        .count();
    assert_eq!((fates.len(), queued), (1000, 999));
    assert_eq!(fates[999], Fate::Twice);
    assert_eq!(news(&desk).await.len(), 999);
}
