//! Tickets: what is planned, what happens, and that it is the single action.

use model::{
    bulk::{
        BulkAction, BulkClass, BulkData, BulkFilter, BulkOutcome, BulkState, ListBulkRuns,
        RetryBulk, ShowBulk, ShowBulkResults,
    },
    list::{Filter, ListQuery, Op},
    states::{Priority, TicketStatus},
};
use uuid::Uuid;

use super::desk::{Desk, codes, do_all, finish, note, request, results, start};
use crate::ask::{ask, reason};

#[tokio::test]
async fn a_plan_says_what_will_happen_and_then_it_happens() {
    let desk = Desk::new().await;
    let siti = desk.siti.cx();
    let ids = desk.tickets(desk.zone, 4).await;
    desk.run(&format!(
        "update tickets set status = 'cancelled', status_reason = 'Salah input' where id = {}",
        ids[3]
    ))
    .await;
    let named = [
        ids[0],
        ids[1],
        -1,
        0,
        2_147_483_648,
        ids[1],
        ids[3],
        ids[2],
        ids[1],
    ];
    let plan = ask(
        &siti,
        request(&named, BulkAction::TicketAssign, desk.to_joko()),
    )
    .await
    .unwrap();
    assert_eq!((plan.total, plan.will_change), (9, 3));
    assert_eq!(
        plan.left_out,
        [
            (BulkOutcome::NotFound, 3),
            (BulkOutcome::DuplicateInRequest, 2),
            (BulkOutcome::WrongState, 1)
        ]
    );
    let first = &plan.first[0];
    assert_eq!((plan.first.len(), first.id), (3, ids[0]));
    let fields: Vec<(&str, &str, &str)> = (first.fields.iter())
        .map(|one| (one.field.as_str(), one.before.as_str(), one.after.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            ("lead", "", "Petugas technician"),
            ("helpers", "", "Petugas technician"),
            ("status", "open", "assigned")
        ]
    );
    assert!(plan.is_undoable && !plan.must_type && plan.warnings.is_empty());
    assert_eq!(
        desk.ticket(ids[0]).await.version,
        1,
        "a plan changes nothing"
    );

    assert_eq!(start(&siti, &plan).await.unwrap().state, BulkState::Running);
    let done = finish(&siti, plan.run).await;
    assert_eq!(
        (done.state, done.succeeded, done.failed, done.skipped),
        (BulkState::Done, 3, 3, 3)
    );
    let answer = results(&siti, plan.run).await;
    assert!(!answer.success);
    assert_eq!(
        codes(&answer),
        [
            (ids[0], "ok"),
            (ids[1], "ok"),
            (-1, "not_found"),
            (0, "not_found"),
            (2_147_483_648, "not_found"),
            (ids[1], "duplicate_in_request"),
            (ids[3], "wrong_state"),
            (ids[2], "ok"),
            (ids[1], "duplicate_in_request"),
        ]
    );
    let said = answer.results[6].error.clone().unwrap().message;
    assert!(
        said.contains("“Dibatalkan”"),
        "in the caller's language: {said}"
    );
    for id in &ids[..3] {
        let ticket = desk.ticket(*id).await;
        assert_eq!(ticket.status, TicketStatus::Assigned);
        assert_eq!(ticket.lead.unwrap().0.0, desk.joko.id);
        assert_eq!(ticket.helpers[0].0.0, desk.tono.id);
        assert_eq!(ticket.version, 2, "once");
        assert_eq!(ticket.timeline[0].event, "assigned");
    }
    // The trail: the beginning and the end of the run, and each record; and Joko hears of his work.
    let lines = |record: &str| {
        format!(
            "select count(*) from audit_rows where record = '{record}' and staff_id = {}",
            desk.siti.id
        )
    };
    assert_eq!(desk.number(&lines("bulk_runs")).await, 2);
    assert_eq!(desk.number(&lines("tickets")).await, 3);
    assert_eq!(desk.number(&lines("ticket_helpers")).await, 3);
    let told = format!(
        "select sum(count)::bigint from notifications where event = 'ticket_assigned' and staff_id = {}",
        desk.joko.id
    );
    assert_eq!(desk.number(&told).await, 3);
    let failed = ShowBulkResults {
        run: plan.run,
        only: Some(BulkClass::Failed),
        after: 0,
        limit: 2,
    };
    let page = ask(&siti, failed.clone()).await.unwrap();
    assert_eq!((page.results.len(), page.next), (2, Some(4)));
    let after = 4;
    let page = ask(&siti, ShowBulkResults { after, ..failed })
        .await
        .unwrap();
    assert_eq!((page.results[0].id, page.next), (2_147_483_648, None));
}

#[tokio::test]
async fn states_priorities_and_notes_are_those_of_single_tickets() {
    let desk = Desk::new().await;
    let admin = desk.db.staff("admin").await.cx();
    let ids = desk.tickets(desk.zone, 3).await;
    desk.run(&format!(
        "update tickets set status = 'assigned', lead_id = {} where id in ({}, {})",
        desk.joko.id, ids[0], ids[1]
    ))
    .await;
    let urgent = BulkData {
        priority: Some(Priority::Urgent),
        ..BulkData::default()
    };
    let due = desk.ticket(ids[0]).await.due_at;
    let done = do_all(
        &admin,
        request(&ids, BulkAction::TicketPriority, urgent.clone()),
    )
    .await;
    assert_eq!((done.succeeded, done.failed + done.skipped), (3, 0));
    assert!(desk.ticket(ids[0]).await.due_at < due, "the clock follows");
    let again = do_all(&admin, request(&ids, BulkAction::TicketPriority, urgent)).await;
    assert_eq!(
        (again.succeeded, again.skipped),
        (0, 3),
        "they are so already"
    );

    let hold = BulkData {
        status: Some(TicketStatus::OnHold),
        reason: "Menunggu kabel".to_owned(),
        ..BulkData::default()
    };
    let done = do_all(&admin, request(&ids, BulkAction::TicketStatus, hold)).await;
    assert_eq!(
        codes(&results(&admin, done.run).await),
        [(ids[0], "ok"), (ids[1], "ok"), (ids[2], "wrong_state")]
    );
    let held = desk.ticket(ids[0]).await;
    assert_eq!(held.hold_reason.as_deref(), Some("Menunggu kabel"));
    assert_eq!(
        desk.number("select count(*) from ticket_pauses where to_at is null")
            .await,
        2
    );

    let done = do_all(&admin, request(&ids, BulkAction::TicketNote, note())).await;
    assert_eq!(
        (done.succeeded, done.undo_until),
        (3, None),
        "what is written stays"
    );
    let notes = "select count(distinct ticket_id) from ticket_notes where body = 'Jaringan diperiksa' and not is_public";
    assert_eq!(desk.number(notes).await, 3);
}

#[tokio::test]
async fn all_that_match_are_those_of_the_moment_of_the_plan() {
    let desk = Desk::new().await;
    let siti = desk.siti.cx();
    let (here, there) = (
        desk.tickets(desk.zone, 3).await,
        desk.tickets(desk.other_zone, 2).await,
    );
    let matching = |zone: &str| BulkFilter {
        query: Box::new(ListQuery {
            filters: vec![Filter {
                column: "zone".to_owned(),
                op: Op::Is,
                values: vec![zone.to_owned()],
            }],
            ..ListQuery::default()
        }),
        except: vec![here[1]],
    };
    let asked = |zone: &str| model::bulk::PlanBulk {
        ids: None,
        filter: Some(matching(zone)),
        ..request(&[], BulkAction::TicketNote, note())
    };
    let nothing = ask(&siti, asked("Barat")).await.unwrap_err();
    assert_eq!(reason(&nothing), "BULK_EMPTY");
    let plan = ask(&siti, asked("Utara")).await.unwrap();
    let later = desk.tickets(desk.zone, 1).await;
    start(&siti, &plan).await.unwrap();
    let done = finish(&siti, plan.run).await;
    assert_eq!((done.total, done.succeeded, done.is_filter), (2, 2, true));
    let notes = |id: i64| format!("select count(*) from ticket_notes where ticket_id = {id}");
    for (id, count) in [
        (here[0], 1),
        (here[1], 0),
        (here[2], 1),
        (there[0], 0),
        (later[0], 0),
    ] {
        assert_eq!(desk.number(&notes(id)).await, count);
    }
}

#[tokio::test]
async fn whoever_changed_a_record_since_keeps_his_change_and_the_rest_is_tried_again() {
    let desk = Desk::new().await;
    let siti = desk.siti.cx();
    let ids = desk.tickets(desk.zone, 4).await;
    // A rule that nobody foresaw refuses one of them, and a mistake of ours comes out at another.
    desk.run(&format!(
        "update tickets set priority = 'low' where id = {}",
        ids[3]
    ))
    .await;
    desk.run(&format!(
        "create function app.trial() returns trigger language plpgsql as $$ begin if new.priority = 'low' then raise exception 'broken' using errcode = '23514'; end if; raise exception 'CHECKLIST_OPEN' using errcode = 'AG012', detail = '2'; end $$;
         grant execute on function app.trial() to aglis_office;
         create trigger trial before update on tickets for each row when (old.id in ({}, {}) and new.lead_id is not null) execute function app.trial()", ids[1], ids[3]
    ))
    .await;
    let plan = ask(
        &siti,
        request(&ids, BulkAction::TicketAssign, desk.to_joko()),
    )
    .await
    .unwrap();
    desk.run(&format!(
        "update tickets set priority = 'high' where id = {}",
        ids[2]
    ))
    .await;
    start(&siti, &plan).await.unwrap();
    let done = finish(&siti, plan.run).await;
    assert_eq!((done.succeeded, done.failed), (1, 3));
    let answer = results(&siti, plan.run).await;
    assert_eq!(
        codes(&answer),
        [
            (ids[0], "ok"),
            (ids[1], "refused"),
            (ids[2], "stale"),
            (ids[3], "refused")
        ]
    );
    let problems: Vec<String> = (answer.rows.iter())
        .filter_map(|row| Some(row.problem.as_ref()?.code.clone()))
        .collect();
    assert_eq!(problems, ["CHECKLIST_OPEN", "STALE", "BULK_FAULT"]);
    assert!(
        answer.rows[2]
            .problem
            .as_ref()
            .unwrap()
            .args
            .contains_key("who")
    );
    assert_eq!(desk.ticket(ids[2]).await.status, TicketStatus::Open);

    desk.run("drop trigger trial on tickets").await;
    let retry = RetryBulk {
        run: plan.run,
        idempotency_key: Uuid::now_v7().to_string(),
    };
    let again = ask(&siti, retry).await.unwrap();
    assert_eq!(
        (again.total, again.will_change),
        (3, 3),
        "only what failed, as it is now"
    );
    start(&siti, &again).await.unwrap();
    let done = finish(&siti, again.run).await;
    assert_eq!((done.succeeded, done.again_of), (3, Some(plan.run)));
    assert!(results(&siti, again.run).await.success);
    let history = ask(&siti, ListBulkRuns::default()).await.unwrap();
    let runs: Vec<_> = history.iter().map(|one| one.run).collect();
    assert_eq!(runs, [again.run, plan.run]);
    let colleague = desk.db.staff("office").await.cx();
    let seen = ask(&colleague, ShowBulk { run: plan.run }).await.unwrap();
    assert_eq!((seen.by.0.0, seen.succeeded), (desk.siti.id, 1));
}
