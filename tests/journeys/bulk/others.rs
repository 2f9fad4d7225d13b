//! Applications and customers.

use chrono::Days;
use model::{
    bulk::{BulkAction, BulkData, BulkNotify, PlanBulk, UndoBulk},
    ids::{RegistrationId, StaffId},
    registrations::{RegistrationDetail, ShowRegistration},
    states::{RegistrationStatus, Slot},
};

use super::desk::{Desk, codes, do_all, finish, request, results};
use crate::{
    ask::{ask, reason},
    support::build,
};

impl Desk {
    /// Applications that nobody looked at yet.
    pub async fn applications(&self, count: i32) -> Vec<i64> {
        let package = build::package(self.db.owner(), "HS50", 250_000).await;
        let made = sqlx::query_scalar(
            "insert into registrations (number, name, phone, zone_id, package_id, street, kecamatan)
             select n, 'Budi', '+62812345678' || row_number() over () + 9, $1, $2, 'Jl. Merdeka', 'Coblong' from app.next_numbers('REG', now(), $3) n returning id",
        );
        let made = made.bind(self.zone).bind(package).bind(count);
        made.fetch_all(self.db.owner()).await.unwrap()
    }

    async fn application(&self, id: i64) -> RegistrationDetail {
        let show = ShowRegistration {
            id: RegistrationId(id),
        };
        ask(&self.siti.cx(), show).await.unwrap()
    }
}

#[tokio::test]
async fn applications_are_verified_planned_given_to_others_and_rejected() {
    let desk = Desk::new().await;
    let siti = desk.siti.cx();
    let ids = desk.applications(3).await;
    desk.run("insert into gateways (id, kind) values (1, 'log')")
        .await;
    let whatsapp = |action, data| PlanBulk {
        notify: BulkNotify::Whatsapp,
        ..request(&ids, action, data)
    };
    let verify = whatsapp(BulkAction::RegistrationVerify, BulkData::default());
    let plan = ask(&siti, verify.clone()).await.unwrap();
    assert_eq!((plan.messages, plan.is_undoable), (3, false));
    let done = do_all(&siti, verify).await;
    assert_eq!(
        (done.succeeded, done.messages, done.undo_until),
        (3, 3, None)
    );
    assert_eq!(
        desk.number(
            "select count(*) from messages where template = 'status_update' and class = 'bulk'"
        )
        .await,
        3
    );
    let again = whatsapp(BulkAction::RegistrationVerify, BulkData::default());
    assert_eq!(do_all(&siti, again).await.skipped, 3, "they are so already");

    let today = chrono::Utc::now().date_naive();
    let survey = |days: u64, who: i64| BulkData {
        day: today.checked_add_days(Days::new(days)),
        slot: Some(Slot::Midday),
        technician: Some(StaffId(who)),
        ..BulkData::default()
    };
    let past = BulkData {
        day: today.checked_sub_days(Days::new(3)),
        ..survey(0, desk.joko.id)
    };
    let late = request(&ids, BulkAction::RegistrationSchedule, past);
    assert_eq!(reason(&ask(&siti, late).await.unwrap_err()), "DATE_PAST");
    let first = request(
        &ids[..2],
        BulkAction::RegistrationSchedule,
        survey(2, desk.joko.id),
    );
    assert_eq!(do_all(&siti, first).await.succeeded, 2);
    let planned = desk.application(ids[0]).await;
    assert_eq!(planned.status, RegistrationStatus::SurveyScheduled);
    assert_eq!(
        planned.technician.as_ref().map(|one| one.0.0),
        Some(desk.joko.id)
    );

    // Only a survey that is planned has somebody to be replaced, and gets him back.
    let to_tono = BulkData {
        technician: Some(StaffId(desk.tono.id)),
        ..BulkData::default()
    };
    let done = do_all(
        &siti,
        request(&ids, BulkAction::RegistrationAssign, to_tono),
    )
    .await;
    assert_eq!(
        codes(&results(&siti, done.run).await),
        [(ids[0], "ok"), (ids[1], "ok"), (ids[2], "wrong_state")]
    );
    let undo = UndoBulk { run: done.run };
    let undo = ask(&siti, undo).await.unwrap();
    assert_eq!(finish(&siti, undo.run).await.succeeded, 2);
    let back = desk.application(ids[0]).await;
    assert_eq!(
        (back.technician, back.preferred_date),
        (planned.technician, planned.preferred_date)
    );

    let no = BulkData {
        reason: "Di luar jangkauan".to_owned(),
        ..BulkData::default()
    };
    let done = do_all(&siti, request(&ids, BulkAction::RegistrationReject, no)).await;
    assert_eq!(done.succeeded, 3);
    let rejected = desk.application(ids[2]).await;
    assert_eq!(rejected.status, RegistrationStatus::Rejected);
    assert_eq!(rejected.status_reason.as_deref(), Some("Di luar jangkauan"));
}

#[tokio::test]
async fn customers_get_tags_and_lose_them_whatever_else_they_have() {
    let desk = Desk::new().await;
    let andi = desk.db.staff_of("supervisor", &[desk.zone]).await.cx();
    for _ in 0..3 {
        desk.tickets(desk.zone, 1).await;
    }
    desk.tickets(desk.other_zone, 1).await;
    let ids: Vec<i64> = sqlx::query_scalar("select id from customers order by id")
        .fetch_all(desk.db.owner())
        .await
        .unwrap();
    desk.run(&format!(
        "update customers set tags = '{{VIP}}' where id = {}; update customers set tags = '{{a,b,c,d,e,f,g,h,i,j}}' where id = {}",
        ids[1], ids[2]
    ))
    .await;
    let tags = |tags: &[&str]| BulkData {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..BulkData::default()
    };
    let wrong = request(&ids, BulkAction::CustomerTag, tags(&["a;b"]));
    assert_eq!(reason(&ask(&andi, wrong).await.unwrap_err()), "TAG_SIGNS");
    let done = do_all(
        &andi,
        request(&ids, BulkAction::CustomerTag, tags(&["vip"])),
    )
    .await;
    let answer = results(&andi, done.run).await;
    assert_eq!(
        codes(&answer),
        [
            (ids[0], "ok"),
            (ids[1], "unchanged"),
            (ids[2], "refused"),
            (ids[3], "forbidden")
        ]
    );
    assert_eq!(answer.rows[2].problem.as_ref().unwrap().code, "TAGS_FULL");
    let off = do_all(
        &andi,
        request(&ids[..2], BulkAction::CustomerUntag, tags(&["Vip"])),
    )
    .await;
    assert_eq!(off.succeeded, 2);
    let tagged = "select count(*) from customers where tags <> '{}'";
    assert_eq!(desk.number(tagged).await, 1);
    let undo = UndoBulk { run: off.run };
    let undo = ask(&andi, undo).await.unwrap();
    assert_eq!(finish(&andi, undo.run).await.succeeded, 2);
    let written = format!(
        "select count(*) from customers where (id, tags) in (({}, '{{vip}}'), ({}, '{{VIP}}'))",
        ids[0], ids[1]
    );
    assert_eq!(desk.number(&written).await, 2, "as they were written");
}
