//! What is refused at once, and records that are not the caller's.

use model::{
    bulk::{
        BulkAction, BulkData, BulkNotify, PlanBulk, RunBulk, ShowBulk, ShowBulkPlan,
        ShowBulkResults, StartBulk,
    },
    fault::Code,
    ids::BulkRunId,
    states::Priority,
};
use uuid::Uuid;

use super::desk::{Desk, codes, do_all, finish, note, request, results, start};
use crate::ask::{ask, reason};

#[tokio::test]
async fn no_records_too_many_and_strange_keys_are_refused() {
    let desk = Desk::new().await;
    let siti = desk.siti.cx();
    let ids = desk.tickets(desk.zone, 2).await;
    let good = request(&ids, BulkAction::TicketNote, note());
    let with_key = |key: &str| PlanBulk {
        idempotency_key: key.to_owned(),
        ..good.clone()
    };
    for (asked, code) in [
        (request(&[], BulkAction::TicketNote, note()), "BULK_EMPTY"),
        (
            request(&[7; 5_001], BulkAction::TicketNote, note()),
            "BULK_MAX",
        ),
        (
            request(&ids, BulkAction::TicketNote, BulkData::default()),
            "TEXT_REQUIRED",
        ),
        (
            request(&ids, BulkAction::TicketAssign, note()),
            "FIELD_UNKNOWN",
        ),
        (with_key(""), "KEY_FORMAT"),
        (with_key(&"k".repeat(300)), "KEY_FORMAT"),
    ] {
        assert_eq!(reason(&ask(&siti, asked).await.unwrap_err()), code);
    }
    assert_eq!(desk.number("select count(*) from bulk_runs").await, 0);

    // The same key: the same plan for the same body, another person's own, and nothing for another body.
    let plan = ask(&siti, good.clone()).await.unwrap();
    assert_eq!(ask(&siti, good.clone()).await.unwrap(), plan);
    let other = PlanBulk {
        notify: BulkNotify::Off,
        ..good.clone()
    };
    assert_eq!(reason(&ask(&siti, other).await.unwrap_err()), "KEY_REUSED");
    let andi = desk.db.staff("admin").await.cx();
    assert_ne!(ask(&andi, good.clone()).await.unwrap().run, plan.run);

    // A plan is its maker's own, and it is not run before it is started; starting twice starts once.
    let run = plan.run;
    let runner = Uuid::now_v7();
    assert_eq!(
        ask(&andi, ShowBulk { run }).await.unwrap_err().code,
        Code::NotFound
    );
    let typed = None;
    assert_eq!(
        ask(&andi, StartBulk { run, typed }).await.unwrap_err().code,
        Code::NotFound
    );
    let early = ask(&siti, RunBulk { run, runner }).await.unwrap_err();
    assert_eq!(reason(&early), "BULK_STATE");
    desk.run(r#"update settings set value = '{"confirm_from": 2}' where key = 'bulk'"#)
        .await;
    for typed in [None, Some(3)] {
        let refused = ask(&siti, StartBulk { run, typed }).await.unwrap_err();
        assert_eq!(reason(&refused), "CONFIRM_NUMBER");
    }
    assert!(ask(&siti, ShowBulkPlan { run }).await.unwrap().must_type);
    let typed = Some(2);
    ask(&siti, StartBulk { run, typed }).await.unwrap();
    finish(&siti, run).await;
    ask(&siti, StartBulk { run, typed }).await.unwrap();
    finish(&siti, run).await;
    ask(&siti, good).await.unwrap();
    assert_eq!(desk.number("select count(*) from ticket_notes").await, 2);

    // Who works on single tickets does nothing to many.
    let joko = desk.joko.cx();
    let many = request(&ids, BulkAction::TicketNote, note());
    assert_eq!(ask(&joko, many).await.unwrap_err().code, Code::Forbidden);
    for run in [run, BulkRunId(-1)] {
        let fault = ask(&joko, RunBulk { run, runner }).await.unwrap_err();
        assert_eq!(fault.code, Code::Forbidden);
    }
}

#[tokio::test]
async fn of_other_zones_a_supervisor_learns_only_that_they_are_not_his() {
    let desk = Desk::new().await;
    let andi = desk.db.staff_of("supervisor", &[desk.zone]).await;
    let wati = desk.db.staff_of("supervisor", &[desk.other_zone]).await;
    let own = desk.tickets(desk.zone, 2).await;
    let foreign = desk.tickets(desk.other_zone, 1).await;
    let named = [own[0], foreign[0], own[1]];
    let high = BulkData {
        priority: Some(Priority::High),
        ..BulkData::default()
    };
    let plan = ask(
        &andi.cx(),
        request(&named, BulkAction::TicketPriority, high),
    )
    .await
    .unwrap();
    assert!(plan.first.iter().all(|one| one.id != foreign[0]));
    start(&andi.cx(), &plan).await.unwrap();
    // A zone is taken from him in the middle.
    desk.run(&format!(
        "update tickets set zone_id = {} where id = {}",
        desk.other_zone, own[1]
    ))
    .await;
    finish(&andi.cx(), plan.run).await;
    let answer = results(&andi.cx(), plan.run).await;
    assert_eq!(
        codes(&answer),
        [
            (own[0], "ok"),
            (foreign[0], "forbidden"),
            (own[1], "forbidden")
        ]
    );
    assert_eq!(answer.rows[1].number, None, "no name, no number");
    assert_eq!(
        desk.number("select count(*) from tickets where priority = 'high'")
            .await,
        1
    );
    // A colleague of another zone sees nothing of the run until it touches his.
    let shown = ask(&wati.cx(), ShowBulk { run: plan.run }).await;
    assert_eq!(shown.unwrap_err().code, Code::NotFound);
    let all = [own[0], foreign[0]];
    let both = do_all(
        &desk.siti.cx(),
        request(&all, BulkAction::TicketNote, note()),
    )
    .await;
    let show = ShowBulkResults {
        run: both.run,
        only: None,
        after: 0,
        limit: 0,
    };
    let his = ask(&wati.cx(), show).await.unwrap();
    assert_eq!(codes(&his), [(foreign[0], "ok")]);
    assert!(
        !ask(&wati.cx(), ShowBulk { run: both.run })
            .await
            .unwrap()
            .may_go_on
    );
    let runner = Uuid::now_v7();
    let fault = ask(
        &wati.cx(),
        RunBulk {
            run: both.run,
            runner,
        },
    )
    .await;
    assert_eq!(fault.unwrap_err().code, Code::NotFound);
}
