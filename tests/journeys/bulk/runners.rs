//! Who works on a run: one window at a time, whoever is left goes on, and nothing is done twice.

use std::time::Duration;

use model::{
    bulk::{BulkAction, BulkState, CancelBulk, RunBulk, ShowBulk},
    fault::Code,
};
use sqlx::PgPool;
use uuid::Uuid;

use super::desk::{Desk, chunk, codes, finish, note, request, results, start};
use crate::ask::{ask, reason};

const NOTES: &str = "select count(*) from ticket_notes";
const TWICE: &str = "select count(*) from (select ticket_id from ticket_notes group by ticket_id having count(*) > 1) t";

#[tokio::test]
async fn a_run_whose_window_is_gone_is_finished_by_another_without_doing_anything_twice() {
    let desk = Desk::new().await;
    let (siti, rini) = (desk.siti.cx(), desk.db.staff("office").await.cx());
    let ids = desk.tickets(desk.zone, 450).await;
    let plan = ask(&siti, request(&ids, BulkAction::TicketNote, note()))
        .await
        .unwrap();
    start(&siti, &plan).await.unwrap();
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    let progress = chunk(&siti, plan.run, first).await.unwrap();
    assert_eq!(
        (progress.state, progress.succeeded),
        (BulkState::Running, 200)
    );
    assert_eq!(progress.runner.as_deref(), Some("test"));
    let busy = chunk(&rini, plan.run, second).await.unwrap_err();
    assert_eq!(reason(&busy), "BULK_BUSY");
    // The first is never heard of again.
    desk.run("update bulk_runs set lease_until = now() - interval '1 second'")
        .await;
    let seen = ask(&rini, ShowBulk { run: plan.run }).await.unwrap();
    assert_eq!((seen.state, seen.may_go_on), (BulkState::Paused, true));
    // Two windows wake up at the same moment: one of them works.
    let (one, other) = tokio::join!(
        chunk(&siti, plan.run, Uuid::now_v7()),
        chunk(&rini, plan.run, second)
    );
    let won = one.is_ok() as u8 + other.is_ok() as u8;
    assert_eq!(won, 1, "{one:?} {other:?}");
    desk.run("update bulk_runs set lease_until = now() - interval '1 second'")
        .await;
    let done = finish(&rini, plan.run).await;
    assert_eq!((done.state, done.succeeded), (BulkState::Done, 450));
    assert_eq!(
        (desk.number(NOTES).await, desk.number(TWICE).await),
        (450, 0)
    );
    assert!(desk.number("select fence::bigint from bulk_runs").await >= 3);
}

/// Waits until somebody waits for a lock.
async fn until_somebody_waits(owner: &PgPool) {
    let waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    loop {
        let count: i64 = sqlx::query_scalar(waiting).fetch_one(owner).await.unwrap();
        if count > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_connection_that_dies_in_a_chunk_leaves_nothing_of_it_and_the_next_try_does_it_once() {
    let desk = Desk::new().await;
    let siti = desk.siti.cx();
    let ids = desk.tickets(desk.zone, 3).await;
    let plan = ask(&siti, request(&ids, BulkAction::TicketNote, note()))
        .await
        .unwrap();
    start(&siti, &plan).await.unwrap();
    // Somebody holds the note's table up, so that the chunk stands in the middle of its work.
    let mut third = desk.db.owner().begin().await.unwrap();
    sqlx::query("lock table ticket_notes in share mode")
        .execute(&mut *third)
        .await
        .unwrap();
    let runner = Uuid::now_v7();
    let (cx, run) = (siti.clone(), plan.run);
    let working = tokio::spawn(async move { chunk(&cx, run, runner).await });
    until_somebody_waits(desk.db.owner()).await;
    desk.run("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
        .await;
    third.rollback().await.unwrap();
    let outcome = working.await.unwrap();
    assert!(
        outcome.is_ok(),
        "the change path tries once more: {outcome:?}"
    );
    let done = finish(&siti, plan.run).await;
    assert_eq!((done.state, done.succeeded), (BulkState::Done, 3));
    assert_eq!((desk.number(NOTES).await, desk.number(TWICE).await), (3, 0));
}

#[tokio::test]
async fn a_record_that_somebody_holds_is_told_of_and_keeps_nobody_from_his_turn() {
    let desk = Desk::new().await;
    let siti = desk.siti.cx();
    let ids = desk.tickets(desk.zone, 3).await;
    let plan = ask(
        &siti,
        request(&ids, BulkAction::TicketAssign, desk.to_joko()),
    )
    .await
    .unwrap();
    start(&siti, &plan).await.unwrap();
    let mut third = desk.db.owner().begin().await.unwrap();
    sqlx::query("select from tickets where id = $1 for update")
        .bind(ids[1])
        .execute(&mut *third)
        .await
        .unwrap();
    let done = finish(&siti, plan.run).await;
    third.rollback().await.unwrap();
    assert_eq!((done.succeeded, done.failed), (2, 1));
    assert_eq!(
        codes(&results(&siti, plan.run).await),
        [(ids[0], "ok"), (ids[1], "locked"), (ids[2], "ok")]
    );
}

#[tokio::test]
async fn whoever_may_no_more_does_no_more_and_an_admin_goes_on_or_calls_it_off() {
    let desk = Desk::new().await;
    let (siti, admin) = (desk.siti.cx(), desk.db.staff("admin").await.cx());
    let ids = desk.tickets(desk.zone, 450).await;
    let plan = ask(&siti, request(&ids, BulkAction::TicketNote, note()))
        .await
        .unwrap();
    start(&siti, &plan).await.unwrap();
    let runner = Uuid::now_v7();
    chunk(&siti, plan.run, runner).await.unwrap();
    desk.run(&format!(
        "update staff set role = 'technician' where id = {}",
        desk.siti.id
    ))
    .await;
    let run = plan.run;
    let fault = ask(&siti, RunBulk { run, runner }).await.unwrap_err();
    assert_eq!(fault.code, Code::Forbidden);
    assert_eq!(desk.number(NOTES).await, 200);
    // The same window, which an admin has signed in to.
    let progress = chunk(&admin, run, runner).await.unwrap();
    assert_eq!(progress.succeeded, 400);
    let rini = desk.db.staff("office").await.cx();
    assert_eq!(
        ask(&rini, CancelBulk { run }).await.unwrap_err().code,
        Code::NotFound
    );
    let over = ask(&admin, CancelBulk { run }).await.unwrap();
    assert_eq!(
        (over.state, over.succeeded, over.skipped),
        (BulkState::Cancelled, 400, 50)
    );
    let after = chunk(&admin, run, runner).await.unwrap();
    assert_eq!((after.succeeded, desk.number(NOTES).await), (400, 400));
    let writers = format!(
        "select count(*) from ticket_notes where author_id = {}",
        desk.siti.id
    );
    assert_eq!(desk.number(&writers).await, 200, "each under his own name");
}
