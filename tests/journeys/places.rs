//! Tickets without a customer: a distribution point, a cable that was cut.

use aglis_core::context::Cx;
use model::{
    fault::Code,
    ids::{OdpId, StaffId, ZoneId},
    list::ListQuery,
    odps::SaveOdp,
    sla::ShowTicketClock,
    states::{Priority, TicketStatus, TicketType},
    tickets::{AssignTicket, CreateTicket, CreatedTicket, ListTickets, ShowTicket},
    workload::{ShowMyDay, ShowZoneLoad},
};

use crate::{ask::ask, bad_input::desk::Desk, support::build};

fn cut(zone: i64) -> CreateTicket {
    CreateTicket {
        customer: None,
        service: None,
        zone: Some(ZoneId(zone)),
        odp: None,
        kind: TicketType::Repair,
        category: Some("cable".to_owned()),
        priority: Priority::High,
        description: "Kabel putus di Jl. Dago".to_owned(),
    }
}

async fn point(desk: &Desk, zone: i64) -> OdpId {
    let admin = desk.db.staff("admin").await.cx();
    let point = SaveOdp {
        id: None,
        code: "ODP-BDG-01".to_owned(),
        place: "Tiang depan Alfamart".to_owned(),
        zone: Some(ZoneId(zone)),
        ports: 8,
        pin: None,
        active: true,
    };
    ask(&admin, point).await.unwrap()
}

async fn listed(cx: &Cx, search: &str) -> Vec<model::tickets::TicketRow> {
    let query = ListQuery {
        search: search.to_owned(),
        ..ListQuery::default()
    };
    ask(cx, ListTickets { query }).await.unwrap().rows
}

#[tokio::test]
async fn a_distribution_point_gets_a_ticket_that_every_page_can_show() {
    let desk = Desk::office().await;
    let odp = point(&desk, desk.zone).await;
    let request = CreateTicket {
        kind: TicketType::Maintenance,
        zone: None,
        odp: Some(odp),
        ..cut(desk.zone)
    };
    let made: CreatedTicket = ask(&desk.cx, request).await.unwrap();
    assert!(made.due_at.is_some(), "its clock runs");
    let shown = ask(&desk.cx, ShowTicket { id: made.id }).await.unwrap();
    assert_eq!((&shown.customer, &shown.phone), (&None, &None));
    let (id, code, place) = shown.odp.clone().unwrap();
    assert_eq!(
        (id, code.as_str(), place.as_str()),
        (odp, "ODP-BDG-01", "Tiang depan Alfamart")
    );
    assert_eq!(shown.zone, "Bandung Utara", "the point's zone");
    for search in ["", "ODP-BDG-01", "Dago", &made.number] {
        let rows = listed(&desk.cx, search).await;
        assert_eq!(rows.len(), 1, "{search}");
        assert_eq!(
            (rows[0].customer.as_str(), rows[0].odp.as_deref()),
            ("", Some("ODP-BDG-01"))
        );
    }
    let clock = ask(&desk.cx, ShowTicketClock { id: made.id }).await;
    assert!(clock.is_ok(), "{clock:?}");

    let andi = desk.db.staff_of("supervisor", &[desk.zone]).await.cx();
    let load = ask(&andi, ShowZoneLoad { zone: None }).await.unwrap();
    assert_eq!(load.unassigned[0].customer.as_deref(), Some("ODP-BDG-01"));
    let joko = desk.db.staff_of("technician", &[desk.zone]).await;
    let assign = AssignTicket {
        id: made.id,
        version: shown.version,
        lead: StaffId(joko.id),
        helpers: Vec::new(),
    };
    ask(&andi, assign).await.unwrap();
    let joko = joko.cx();
    let day = ask(&joko, ShowMyDay {}).await.unwrap();
    let job = &day.tickets[0];
    assert_eq!(job.customer.as_deref(), Some("ODP-BDG-01"));
    assert_eq!(
        job.address.as_ref().unwrap().one_line(),
        "Tiang depan Alfamart"
    );
    let seen = ask(&joko, ShowTicket { id: made.id }).await.unwrap();
    assert_eq!(seen.status, TicketStatus::Assigned);
}

#[tokio::test]
async fn a_ticket_without_a_customer_says_where_and_is_of_a_kind_that_needs_none() {
    let desk = Desk::office().await;
    let right = cut(desk.zone);
    type Spoil = fn(&mut CreateTicket);
    let wrong: [(&str, &str, Spoil); 3] = [
        ("zone", "CHOICE_REQUIRED", |to| to.zone = None),
        ("kind", "KIND_OF_CUSTOMER", |to| {
            to.kind = TicketType::Upgrade;
        }),
        ("description", "TEXT_REQUIRED", |to| {
            to.description.clear();
        }),
    ];
    for (field, code, spoil) in wrong {
        let mut request = right.clone();
        spoil(&mut request);
        let fault = desk.refuses(request, code).await;
        assert_eq!(fault.field(field)[0].code, code);
    }
    let nowhere = CreateTicket {
        zone: Some(ZoneId(4711)),
        ..right.clone()
    };
    let fault = desk.refuses(nowhere, "CHOICE_UNKNOWN").await;
    assert!(!fault.field("zone").is_empty());
    ask(&desk.cx, right).await.unwrap();
    let owner = desk.db.owner();
    let forced = sqlx::query("update tickets set kind = 'upgrade'")
        .execute(owner)
        .await
        .unwrap_err();
    assert!(forced.to_string().contains("tickets_customer_given"));
}

#[tokio::test]
async fn a_supervisor_writes_tickets_for_his_zones_and_for_whom_he_sees() {
    let desk = Desk::office().await;
    let south = build::zone(desk.db.owner(), "Selatan").await;
    let mine = desk.approved().await;
    let andi = desk.db.staff_of("supervisor", &[desk.zone]).await;
    let cx = andi.cx();
    let made = ask(&cx, cut(desk.zone)).await.unwrap();
    assert!(made.number.starts_with("TKT-"));
    let of_customer = CreateTicket {
        customer: Some(mine.customer),
        service: Some(mine.service),
        zone: None,
        ..cut(desk.zone)
    };
    ask(&cx, of_customer.clone()).await.unwrap();
    let elsewhere = ask(&cx, cut(south)).await.unwrap_err();
    assert_eq!(elsewhere.code, Code::Forbidden, "not his zone");
    let odp = point(&desk, south).await;
    let at_point = CreateTicket {
        odp: Some(odp),
        ..cut(desk.zone)
    };
    let elsewhere = ask(&cx, at_point).await.unwrap_err();
    assert_eq!(elsewhere.code, Code::Forbidden, "the point says the zone");
    let stranger = desk.db.staff_of("supervisor", &[south]).await;
    let fault = ask(&stranger.cx(), of_customer).await.unwrap_err();
    assert_eq!(fault.code, Code::NotFound, "a customer he does not see");
    // Not by hand either: his own zone does not make a stranger his.
    let by_hand = sqlx::query(
        "insert into tickets (number, kind, zone_id, customer_id, description)
         select app.next_ticket_number(now()), 'repair', $1, $2, 'x'",
    )
    .bind(south)
    .bind(mine.customer.0)
    .execute(&stranger.pool)
    .await
    .unwrap_err();
    assert_eq!(
        by_hand.as_database_error().unwrap().code().as_deref(),
        Some("42501")
    );
    let joko = desk.db.staff_of("technician", &[desk.zone]).await.cx();
    let fault = ask(&joko, cut(desk.zone)).await.unwrap_err();
    assert_eq!(fault.code, Code::Forbidden);
}

#[tokio::test]
async fn a_ticket_for_a_second_home_stands_in_that_homes_zone() {
    let desk = Desk::office().await;
    let south = build::zone(desk.db.owner(), "Selatan").await;
    let made = desk.approved().await;
    sqlx::query("update services set zone_id = $1")
        .bind(south)
        .execute(desk.db.owner())
        .await
        .unwrap();
    let request = CreateTicket {
        customer: Some(made.customer),
        service: Some(made.service),
        zone: None,
        ..cut(desk.zone)
    };
    let id = ask(&desk.cx, request).await.unwrap().id;
    let shown = ask(&desk.cx, ShowTicket { id }).await.unwrap();
    assert_eq!(shown.zone, "Selatan");
}
