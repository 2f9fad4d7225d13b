//! Messages as staff see them: found, narrowed, opened, told in the customer's story. Nobody writes them but the queue.

use model::{
    customers::{ListStory, StoryItem, StoryKind},
    fault::Code,
    ids::{CustomerId, MessageId},
    list::{Filter, ListQuery, Op},
    messages::{ListMessages, MessageRow, ShowMessage},
    states::{MessageClass, MessageStatus},
};

use crate::{
    ask::ask,
    main_job::{Office, approve, office},
};

/// Two messages: one about the first customer, who did not get it, one about nobody.
async fn written(office: &Office) -> CustomerId {
    let approved = approve(office).await;
    for statement in [
        "insert into messages (class, template, recipient, recipient_name, body, status, reason, customer_id, zone_id)
           select 'notification', 'invoice_issued', k.phone, c.name, 'Tagihan *November* sudah terbit', 'failed', 'Nomor tidak terdaftar di WhatsApp',
                  c.id, c.zone_id from customers c join contacts k on k.id = c.contact_id",
        "insert into messages (class, recipient, body, status, sent_at) values ('group', '120363020304050607@g.us', 'Gangguan di Cimahi', 'sent', now())",
    ] {
        sqlx::query(statement)
            .execute(office.db.owner())
            .await
            .unwrap();
    }
    approved.customer
}

async fn list(office: &Office, query: ListQuery) -> Vec<MessageRow> {
    ask(&office.cx, ListMessages { query }).await.unwrap().rows
}

#[tokio::test]
async fn messages_are_found_by_words_phone_and_how_far_they_came() {
    let office = office().await;
    written(&office).await;
    assert_eq!(list(&office, ListQuery::default()).await.len(), 2);
    let search = |words: &str| ListQuery {
        search: words.to_owned(),
        ..ListQuery::default()
    };
    let found = list(&office, search("november")).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].status, MessageStatus::Failed);
    assert_eq!(found[0].class, MessageClass::Notification);
    let digits = found[0].recipient.trim_start_matches("+62").to_owned();
    assert_eq!(list(&office, search(&format!("0{digits}"))).await, found);
    let failed = ListQuery {
        filters: vec![Filter {
            column: "status".to_owned(),
            op: Op::Is,
            values: vec!["failed".to_owned(), "unknown".to_owned()],
        }],
        ..ListQuery::default()
    };
    assert_eq!(list(&office, failed).await, found);
}

#[tokio::test]
async fn a_message_says_what_it_is_about_and_stands_in_the_story() {
    let office = office().await;
    let customer = written(&office).await;
    let story = ListStory {
        id: customer,
        kinds: vec![StoryKind::Message],
        after: None,
        limit: 0,
    };
    let told = ask(&office.cx, story).await.unwrap();
    let [entry] = told.entries.as_slice() else {
        panic!("one message: {:?}", told.entries);
    };
    let StoryItem::Message { id, status, about } = &entry.item else {
        panic!("a message: {entry:?}");
    };
    assert_eq!(*status, MessageStatus::Failed);
    assert_eq!(about, "Tagihan *November* sudah terbit");
    let shown = ask(&office.cx, ShowMessage { id: *id }).await.unwrap();
    assert_eq!(shown.customer.map(|(id, ..)| id), Some(customer));
    assert_eq!(
        shown.reason.as_deref(),
        Some("Nomor tidak terdaftar di WhatsApp")
    );
    assert_eq!(shown.sent_at, None);
}

#[tokio::test]
async fn a_supervisor_sees_the_messages_of_his_zones_and_of_nothing_else() {
    let office = office().await;
    written(&office).await;
    let zone: i64 = sqlx::query_scalar("select zone_id from customers")
        .fetch_one(office.db.owner())
        .await
        .unwrap();
    let andi = office.db.staff_of("supervisor", &[zone]).await.cx();
    let all = ListMessages {
        query: ListQuery::default(),
    };
    let seen = ask(&andi, all.clone()).await.unwrap().rows;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].template.as_deref(), Some("invoice_issued"));
    let stranger = office.db.staff("supervisor").await.cx();
    assert_eq!(ask(&stranger, all).await.unwrap().rows, []);
    let refused = ask(&stranger, ShowMessage { id: seen[0].id }).await;
    assert_eq!(refused.unwrap_err().code, Code::NotFound);
    let nothing = ask(
        &office.cx,
        ShowMessage {
            id: MessageId(987_654),
        },
    )
    .await;
    assert_eq!(nothing.unwrap_err().code, Code::NotFound);
}
