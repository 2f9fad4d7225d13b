//! Who is told of a bulk operation: nobody, colleagues in the program, or everybody whom the single action writes to, once.

use model::{
    bulk::{BulkAction, BulkData, BulkNotify, PlanBulk, UndoBulk},
    ids::BulkRunId,
};

use super::desk::{Desk, do_all, finish, request, results};
use crate::ask::{ask, reason};

const MESSAGES: &str = "select count(*) from messages";
const TOLD: &str = "select count(*) from notifications where read_at is null";

impl Desk {
    async fn assign(&self, ids: &[i64], notify: BulkNotify) -> PlanBulk {
        PlanBulk {
            notify,
            ..request(ids, BulkAction::TicketAssign, self.to_joko())
        }
    }

    async fn take_back(&self, run: BulkRunId) -> BulkRunId {
        let undo = UndoBulk { run };
        let undo = ask(&self.siti.cx(), undo).await.unwrap().run;
        finish(&self.siti.cx(), undo).await.run
    }
}

#[tokio::test]
async fn each_person_gets_one_message_and_what_still_waits_is_called_off_with_the_run() {
    let desk = Desk::new().await;
    let siti = desk.siti.cx();
    let mut ids = desk.tickets(desk.zone, 2).await;
    ids.extend(desk.tickets(desk.zone, 1).await);
    let silent = ask(&siti, desk.assign(&ids, BulkNotify::Whatsapp).await)
        .await
        .unwrap();
    assert_eq!(
        (silent.messages, silent.warnings[0].code.as_str()),
        (0, "BULK_NO_GATEWAY")
    );
    desk.run("insert into gateways (id, kind) values (1, 'log'); update staff set phone = '+6281300000001', locale = 'en' where role = 'technician'")
        .await;
    desk.run(&format!(
        "update staff set phone = '+6281300000002' where id = {}",
        desk.tono.id
    ))
    .await;
    let plan = ask(&siti, desk.assign(&ids, BulkNotify::Whatsapp).await)
        .await
        .unwrap();
    assert_eq!(plan.messages, 4, "two customers, a lead and a helper");
    let done = do_all(&siti, desk.assign(&ids, BulkNotify::Whatsapp).await).await;
    assert_eq!((done.succeeded, done.messages), (3, 2), "of customers");
    let bulk = "select count(*) from messages where class = 'bulk' and caused_by is not null";
    assert_eq!(desk.number(bulk).await, 4);
    assert_eq!(
        desk.number("select count(distinct recipient) from messages")
            .await,
        4
    );
    let said: String =
        sqlx::query_scalar("select body from messages where recipient = '+6281300000001'")
            .fetch_one(desk.db.owner())
            .await
            .unwrap();
    assert_eq!(
        said,
        "You were given 3 tickets. Please look at your tickets in AGLIS."
    );

    // The first customer's went out meanwhile.
    desk.run(&format!(
        "with out as (update messages set status = 'sent', sent_at = now(), ended_at = now() where ticket_id = {} and class = 'bulk' and customer_id is not null
                        and dedupe_key like 'bulk:%:customer:%' returning id)
         delete from queue_jobs where message_id in (select id from out)", ids[0]
    ))
    .await;
    let back = desk.take_back(done.run).await;
    let answer = results(&siti, back).await;
    assert!(answer.success);
    let sent: Vec<bool> = (answer.rows.iter())
        .map(|row| {
            row.problem
                .as_ref()
                .is_some_and(|why| why.code == "MESSAGE_SENT")
        })
        .collect();
    assert_eq!(sent, [true, false, false]);
    assert_eq!(
        desk.number("select count(*) from messages where status = 'cancelled'")
            .await,
        1
    );
    assert_eq!(
        desk.number(MESSAGES).await,
        4,
        "taking back writes to nobody"
    );
}

#[tokio::test]
async fn a_quiet_run_tells_nobody_and_one_in_the_program_writes_to_nobody() {
    let desk = Desk::new().await;
    let siti = desk.siti.cx();
    desk.run("insert into gateways (id, kind) values (1, 'log')")
        .await;
    let ids = desk.tickets(desk.zone, 2).await;
    do_all(&siti, desk.assign(&ids, BulkNotify::Off).await).await;
    assert_eq!(
        (desk.number(MESSAGES).await, desk.number(TOLD).await),
        (0, 0)
    );
    // Nobody becomes quiet by saying so.
    let (mut tx, ticket) = (desk.siti.pool.begin().await.unwrap(), ids[0]);
    sqlx::query("select set_config('app.bulk_run', '1', true)")
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query("update tickets set priority = 'high' where id = $1")
        .bind(ticket)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(desk.number(TOLD).await, 2, "lead and helper");
    let others = desk.tickets(desk.zone, 2).await;
    do_all(&siti, desk.assign(&others, BulkNotify::InApp).await).await;
    assert_eq!(desk.number(MESSAGES).await, 0);
    let assigned =
        "select count(*) from notifications where event in ('ticket_assigned', 'ticket_helping')";
    assert_eq!(desk.number(assigned).await, 4);
}

#[tokio::test]
async fn words_go_to_each_customer_once_and_to_nobody_who_wants_none() {
    let desk = Desk::new().await;
    let siti = desk.siti.cx();
    let mut ids = desk.tickets(desk.zone, 2).await;
    ids.extend(desk.tickets(desk.zone, 1).await);
    let say = |body: &str| BulkData {
        message: body.to_owned(),
        ..BulkData::default()
    };
    let words = say("Besok ada pemeliharaan pukul 01.00.");
    let without = request(&ids, BulkAction::TicketMessage, words.clone());
    let plan = ask(&siti, without).await.unwrap();
    assert_eq!((plan.will_change, plan.messages), (0, 0));
    assert_eq!(plan.warnings[0].code, "BULK_NO_GATEWAY");
    desk.run("insert into gateways (id, kind) values (1, 'log')")
        .await;
    let empty = ask(&siti, request(&ids, BulkAction::TicketMessage, say("  ")));
    assert_eq!(reason(&empty.await.unwrap_err()), "MSG_LENGTH");
    let plan = ask(
        &siti,
        request(&ids, BulkAction::TicketMessage, words.clone()),
    )
    .await
    .unwrap();
    assert_eq!((plan.will_change, plan.messages), (3, 2), "one a person");
    assert!(!plan.is_undoable);
    let done = do_all(
        &siti,
        request(&ids, BulkAction::TicketMessage, words.clone()),
    )
    .await;
    assert_eq!((done.succeeded, done.messages), (3, 2));
    let said = "select count(*) from messages where class = 'bulk' and template = 'broadcast' and body like '%Besok ada%' and ticket_id is not null";
    assert_eq!(desk.number(said).await, 2);

    // The other way to the same people, one of whom wants no more.
    let customers: Vec<i64> = sqlx::query_scalar("select id from customers order by id")
        .fetch_all(desk.db.owner())
        .await
        .unwrap();
    desk.run("insert into message_optouts (recipient, category, how) select k.phone, 'broadcast', 'staff' from contacts k join customers c on c.contact_id = k.id order by c.id limit 1")
        .await;
    let done = do_all(
        &siti,
        request(&customers, BulkAction::CustomerMessage, words),
    )
    .await;
    assert_eq!((done.succeeded, done.failed), (1, 1));
    let answer = results(&siti, done.run).await;
    assert_eq!(
        answer.rows[0].problem.as_ref().unwrap().code,
        "OPTED_OUT",
        "{answer:?}"
    );
    assert_eq!(done.undo_until, None);
}
