//! Tickets: whose they are, what happens to them, what is said about them, and their clock.

use aglis_core::context::Cx;
use model::{
    ids::TicketId,
    notifications::{NotificationFilter, Record, event::NotificationEvent},
    palette::HitKind,
    sla::SweepSla,
    states::{Priority, TicketStatus},
    tickets::{
        MoveTicket, ShowTicket, choices::ClassifyTicket, conversation::PostNote,
        relations::WatchTicket,
    },
};

use super::centre::{Centre, line, shown, unread};
use crate::ask::ask;

async fn version(cx: &Cx, id: TicketId) -> i32 {
    ask(cx, ShowTicket { id }).await.unwrap().version
}

async fn note(cx: &Cx, id: TicketId, body: &str) {
    let request = PostNote {
        id,
        is_public: false,
        body: body.to_owned(),
        files: Vec::new(),
    };
    ask(cx, request).await.unwrap();
}

#[tokio::test]
async fn a_ticket_is_told_to_who_holds_or_watches_it_and_never_to_who_did_it() {
    let centre = Centre::new().await;
    let (andi, joko, rini) = (centre.andi.cx(), centre.joko.cx(), centre.rini.cx());
    let id = centre.ticket().await;
    assert_eq!(centre.told().await, [], "nobody has it yet");
    let watch = WatchTicket { id, watch: true };
    ask(&rini, watch).await.unwrap();
    centre
        .assign(&andi, id, &centre.joko, &[&centre.tono])
        .await;
    assert_eq!(
        centre.told().await,
        [
            line("rini", "ticket_status", 1),
            line("joko", "ticket_assigned", 1),
            line("tono", "ticket_helping", 1),
        ],
        "once each: that it is his says that it is assigned"
    );
    let told = unread(&joko).await.remove(0);
    let record = Record {
        kind: HitKind::Ticket,
        id: id.0,
    };
    assert_eq!(told.record, Some(record));
    assert_eq!(told.arguments["by"], "Petugas supervisor");
    assert_eq!(told.arguments["priority"], "normal");
    assert!(told.arguments["number"].starts_with("TKT-"));

    let step = MoveTicket {
        id,
        version: version(&joko, id).await,
        to: TicketStatus::InProgress,
        reason: String::new(),
    };
    ask(&joko, step).await.unwrap();
    let names = [&centre.joko, &centre.budi].map(|person| person.username.clone());
    note(
        &centre.siti,
        id,
        &format!("Tolong @{}, @{} dan siti@aglis.test.", names[0], names[1]),
    )
    .await;
    assert_eq!(
        centre.told().await,
        [
            line("rini", "ticket_comment", 3),
            line("joko", "ticket_assigned", 1),
            line("joko", "mentioned", 1),
            line("tono", "ticket_helping", 1),
            line("tono", "ticket_comment", 2),
        ],
        "Budi may not see the ticket, so he hears nothing of it; who is named hears it once"
    );
    assert_eq!(
        unread(&rini).await[0].record,
        Some(record),
        "what folds stays on its record"
    );

    let urgent = ClassifyTicket {
        id,
        version: version(&andi, id).await,
        category: None,
        priority: Some(Priority::Urgent),
        description: None,
        resolution_code: None,
    };
    ask(&andi, urgent).await.unwrap();
    let told = unread(&rini).await.remove(0);
    assert_eq!(
        (told.event, told.count, told.priority),
        (NotificationEvent::TicketPriority, 4, Priority::High)
    );
}

#[tokio::test]
async fn a_row_that_counts_several_closes_itself_with_the_last_of_them() {
    let centre = Centre::new().await;
    let joko = centre.joko.cx();
    centre
        .run(&format!(
            "insert into tickets (number, kind, zone_id) select 'TKT-T-' || g, 'maintenance', {} from generate_series(1, 8) g",
            centre.desk.zone
        ))
        .await;
    let assigned = format!(
        "update tickets set status = 'assigned', lead_id = {}",
        centre.joko.id
    );
    let andi = &centre.andi.pool;
    sqlx::query(sqlx::AssertSqlSafe(assigned))
        .execute(andi)
        .await
        .unwrap();
    let told = unread(&joko).await;
    assert_eq!((told.len(), told[0].count, told[0].record), (1, 8, None));
    // Two by two, at the same moment: none of them is forgotten.
    let away = format!(
        "update tickets set lead_id = {} where number = $1",
        centre.tono.id
    );
    let mut both = Vec::new();
    for pair in 0..4 {
        for place in 1..=2 {
            let pool = if place == 1 {
                andi.clone()
            } else {
                centre.siti.pool.clone()
            };
            let (away, number) = (away.clone(), format!("TKT-T-{}", pair * 2 + place));
            both.push(tokio::spawn(async move {
                let gone = sqlx::query(sqlx::AssertSqlSafe(away)).bind(number);
                gone.execute(&pool).await.unwrap();
            }));
        }
        for one in both.drain(..) {
            one.await.unwrap();
        }
        let left = unread(&joko).await.len();
        assert_eq!(left, usize::from(pair < 3), "{pair}");
    }
    let closed = shown(&joko, NotificationFilter::All).await;
    assert!(closed[0].is_closed && closed[0].is_read, "{closed:?}");
}

#[tokio::test]
async fn what_a_colleague_dealt_with_closes_itself() {
    let centre = Centre::new().await;
    let (andi, joko) = (centre.andi.cx(), centre.joko.cx());
    let id = centre.ticket().await;
    centre.assign(&andi, id, &centre.joko, &[]).await;
    centre.assign(&centre.siti, id, &centre.tono, &[]).await;
    assert_eq!(centre.told().await, [line("tono", "ticket_assigned", 1)]);
    let closed = shown(&joko, NotificationFilter::All).await;
    assert!(closed[0].is_closed && closed[0].is_read, "{closed:?}");
    let cancel = MoveTicket {
        id,
        version: version(&centre.siti, id).await,
        to: TicketStatus::Cancelled,
        reason: "Sudah diperbaiki PLN".to_owned(),
    };
    ask(&centre.siti, cancel).await.unwrap();
    assert_eq!(
        centre.told().await,
        [line("tono", "ticket_status", 1)],
        "it is over, and that is news to him"
    );
}

#[tokio::test]
async fn the_clock_warns_who_has_it_and_who_answers_for_the_zone() {
    let centre = Centre::new().await;
    let andi = centre.andi.cx();
    let id = centre.ticket().await;
    centre.assign(&andi, id, &centre.joko, &[]).await;
    let again = "update app.turns set at = '-infinity' where name = 'notifications'";
    centre
        .run(&format!(
            "update tickets set warning_at = now() - interval '1 min', due_at = now() + interval '1 h' where id = {id}; {again}"
        ))
        .await;
    ask(&andi, SweepSla {}).await.unwrap();
    centre.run(again).await;
    ask(&andi, SweepSla {}).await.unwrap();
    let warned = [
        line("andi", "sla_warning", 1),
        line("joko", "ticket_assigned", 1),
        line("joko", "sla_warning", 1),
    ];
    assert_eq!(
        centre.told().await,
        warned,
        "once, and his desktop only looked at the clock"
    );
    centre
        .run(&format!(
            "update tickets set due_at = now() - interval '1 s' where id = {id}"
        ))
        .await;
    ask(&centre.siti, SweepSla {}).await.unwrap();
    assert_eq!(
        centre.told().await,
        [
            line("andi", "sla_breached", 1),
            line("joko", "ticket_assigned", 1),
            line("joko", "sla_breached", 1),
        ],
        "late takes the place of soon"
    );
    assert_eq!(unread(&andi).await[0].priority, Priority::Urgent);
}

#[tokio::test]
async fn a_clock_that_runs_out_is_told_while_another_is_put_back() {
    let centre = Centre::new().await;
    let andi = centre.andi.cx();
    let mut ids = Vec::new();
    for _ in 0..2 {
        let id = centre.ticket().await;
        centre.assign(&andi, id, &centre.joko, &[]).await;
        ids.push(id);
    }
    centre
        .run(&format!(
            "update tickets set breached_at = now() where id = {}",
            ids[0]
        ))
        .await;
    // As when a calendar changes: one promise more kept, one less.
    centre
        .run("update tickets set breached_at = case when breached_at is null then now() end")
        .await;
    let told = unread(&centre.joko.cx()).await;
    let late = told
        .iter()
        .filter(|told| told.event == NotificationEvent::SlaBreached);
    assert_eq!(late.count(), 2, "of the one before, and of the other now");
}

#[tokio::test]
async fn an_import_and_a_bulk_change_tell_each_person_once() {
    let centre = Centre::new().await;
    centre
        .run(&format!(
            "with contact as (insert into contacts (name) values ('Budi') returning id)
             insert into customers (code, contact_id, name, zone_id, status) select 'AGLS-10001', id, 'Budi', {}, 'active' from contact",
            centre.desk.zone
        ))
        .await;
    let imported = |status: &str, from: i64, to: i64| {
        format!(
            "select app.import_tickets((select jsonb_agg(jsonb_build_object('ord', g, 'external_id', 'L' || g, 'number', n, 'kind', 'repair', 'priority', 'normal',
               'status', '{status}', 'customer_id', (select max(id) from customers), 'lead_id', {}, 'opened_at', now() - interval '1 h'))
             from (select row_number() over () + {from} - 1 as g, n from app.next_numbers('TKT', now(), {}) n) x))",
            centre.joko.id,
            to - from + 1
        )
    };
    for sql in [imported("assigned", 1, 60), imported("closed", 61, 70)] {
        let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
        sql.execute(&centre.siti.pool).await.unwrap();
    }
    assert_eq!(centre.told().await, [line("joko", "ticket_assigned", 60)]);
    let told = unread(&centre.joko.cx()).await.remove(0);
    assert_eq!(told.record, None);
    let sql = format!(
        "update tickets set lead_id = {} where status = 'assigned'",
        centre.tono.id
    );
    let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
    sql.execute(&centre.siti.pool).await.unwrap();
    let told = centre.told().await;
    assert_eq!(told, [line("tono", "ticket_assigned", 60)], "not Joko's");
}
