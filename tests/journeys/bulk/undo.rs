//! Taking a run back.

use model::{
    bulk::{BulkAction, BulkData, BulkState, ShowBulk, UndoBulk},
    states::{Priority, TicketStatus},
};

use super::desk::{Desk, codes, do_all, finish, request, results};
use crate::ask::{ask, reason};

fn undo(run: model::ids::BulkRunId) -> UndoBulk {
    UndoBulk { run }
}

#[tokio::test]
async fn what_nobody_touched_since_is_as_it_was() {
    let desk = Desk::new().await;
    let siti = desk.siti.cx();
    let ids = desk.tickets(desk.zone, 4).await;
    // One is Tono's with Joko's help, and Joko works on another.
    desk.run(&format!(
        "update tickets set status = 'assigned', lead_id = {tono} where id = {}; insert into ticket_helpers values ({}, {joko});
         update tickets set status = 'assigned', lead_id = {joko} where id = {}; update tickets set status = 'in_progress' where id = {}",
        ids[1], ids[1], ids[2], ids[2], tono = desk.tono.id, joko = desk.joko.id
    ))
    .await;
    let done = do_all(
        &siti,
        request(&ids, BulkAction::TicketAssign, desk.to_joko()),
    )
    .await;
    assert_eq!(done.succeeded, 4);
    assert!(done.undo_until.is_some());
    desk.run(&format!(
        "update tickets set priority = 'urgent' where id = {}",
        ids[3]
    ))
    .await;
    let colleague = desk.db.staff("office").await.cx();
    let foreign = ask(&colleague, undo(done.run)).await.unwrap_err();
    assert_eq!(reason(&foreign), "NotFound");
    let back = ask(&siti, undo(done.run)).await.unwrap();
    assert_eq!((back.undoes, back.total), (Some(done.run), 4));
    let again = ask(&siti, undo(done.run)).await.unwrap();
    assert_eq!(
        (again.run, again.total),
        (back.run, 4),
        "a run is taken back once"
    );
    let back = finish(&siti, back.run).await;
    assert_eq!((back.succeeded, back.failed, back.undo_until), (3, 1, None));
    assert_eq!(
        codes(&results(&siti, back.run).await),
        [
            (ids[0], "ok"),
            (ids[1], "ok"),
            (ids[2], "ok"),
            (ids[3], "stale")
        ]
    );
    let open = desk.ticket(ids[0]).await;
    assert_eq!(
        (open.status, open.lead, open.helpers.len()),
        (TicketStatus::Open, None, 0)
    );
    let tonos = desk.ticket(ids[1]).await;
    assert_eq!(tonos.lead.unwrap().0.0, desk.tono.id);
    assert_eq!(
        tonos.helpers.iter().map(|one| one.0.0).collect::<Vec<_>>(),
        [desk.joko.id]
    );
    let jokos = desk.ticket(ids[2]).await;
    assert_eq!(
        (jokos.status, jokos.helpers.len()),
        (TicketStatus::InProgress, 0)
    );
    assert_eq!(desk.ticket(ids[3]).await.lead.unwrap().0.0, desk.joko.id);
    let first = ask(&siti, ShowBulk { run: done.run }).await.unwrap();
    assert_eq!(
        (first.state, first.undone_by),
        (BulkState::Undone, Some(back.run))
    );
}

#[tokio::test]
async fn a_step_without_a_way_back_stays_and_after_ten_minutes_everything_does() {
    let desk = Desk::new().await;
    let admin = desk.db.staff("admin").await.cx();
    let ids = desk.tickets(desk.zone, 3).await;
    desk.run(&format!(
        "update tickets set status = 'assigned', lead_id = {}; update tickets set status = 'in_progress' where id = {}",
        desk.joko.id, ids[0]
    ))
    .await;
    let status = |to| BulkData {
        status: Some(to),
        reason: "Menunggu kabel".to_owned(),
        ..BulkData::default()
    };
    let hold = request(
        &ids[..2],
        BulkAction::TicketStatus,
        status(TicketStatus::OnHold),
    );
    let plan = ask(&admin, hold.clone()).await.unwrap();
    assert!(plan.is_undoable);
    assert_eq!(plan.warnings[0].code, "BULK_NO_WAY_BACK");
    assert_eq!(plan.warnings[0].args["count"], "1");
    let done = do_all(&admin, hold).await;
    let back = ask(&admin, undo(done.run)).await.unwrap();
    let back = finish(&admin, back.run).await;
    assert_eq!(
        codes(&results(&admin, back.run).await),
        [(ids[0], "ok"), (ids[1], "final")]
    );
    assert_eq!(desk.ticket(ids[0]).await.status, TicketStatus::InProgress);
    assert_eq!(desk.ticket(ids[1]).await.status, TicketStatus::OnHold);

    let low = BulkData {
        priority: Some(Priority::Low),
        ..BulkData::default()
    };
    let done = do_all(&admin, request(&ids, BulkAction::TicketPriority, low)).await;
    desk.run("update bulk_runs set undo_until = now() - interval '1 second' where undo_until is not null")
        .await;
    let late = ask(&admin, undo(done.run)).await.unwrap_err();
    assert_eq!(reason(&late), "UNDO_LATE");
    let note = BulkData {
        note: "Sudah".to_owned(),
        ..BulkData::default()
    };
    let written = do_all(&admin, request(&ids, BulkAction::TicketNote, note)).await;
    let never = ask(&admin, undo(written.run)).await.unwrap_err();
    assert_eq!(reason(&never), "BULK_FINAL");
}
