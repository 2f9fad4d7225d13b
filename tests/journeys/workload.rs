//! A technician's own day, and the load of a zone as its supervisor sees it.

use model::{
    fault::Code,
    ids::TicketId,
    states::Slot,
    workload::{ShowMyDay, ShowZoneLoad, Turn},
};

use crate::{
    ask::ask,
    support::{
        build,
        database::{Person, TestDb},
    },
};

struct Area {
    db: TestDb,
    here: i64,
    there: i64,
    joko: Person,
    wawan: Person,
}

async fn area() -> Area {
    let db = TestDb::new().await;
    let here = build::zone(db.owner(), "Utara").await;
    let there = build::zone(db.owner(), "Selatan").await;
    build::package(db.owner(), "HS50", 250_000).await;
    for (zone, name) in [(here, "Budi"), (there, "Citra")] {
        let household = format!(
            "with k as (insert into contacts (name, phone) values ('{name}', '+6281234567890') returning id),
                  c as (insert into customers (code, contact_id, name, zone_id) select n, k.id, '{name}', {zone}
                        from k, app.next_numbers('AGLS', now(), 1) n returning id)
             insert into services (customer_id, package_id, zone_id, street, kecamatan)
               select c.id, p.id, {zone}, 'Jl. {name} 5', 'Coblong' from c, packages p"
        );
        run(&db, household).await;
    }
    let joko = db.staff_of("technician", &[here]).await;
    let wawan = db.staff_of("technician", &[here, there]).await;
    Area {
        db,
        here,
        there,
        joko,
        wawan,
    }
}

async fn run(db: &TestDb, sql: String) {
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .execute(db.owner())
        .await
        .unwrap();
}

impl Area {
    /// A ticket in a zone, for somebody or nobody, that is due so many hours from now.
    async fn ticket(&self, zone: i64, lead: Option<&Person>, due: i64) -> TicketId {
        let (lead, status) = lead.map_or(("null".to_owned(), "open"), |lead| {
            (lead.id.to_string(), "assigned")
        });
        let sql = format!(
            "insert into tickets (number, kind, status, lead_id, customer_id, service_id, zone_id, due_at)
             select n, 'repair', '{status}', {lead}, s.customer_id, s.id, {zone}, now() + interval '{due} hours'
             from services s, app.next_numbers('TKT', now(), 1) n where s.zone_id = {zone} returning id"
        );
        let made = sqlx::query_scalar(sqlx::AssertSqlSafe(sql));
        TicketId(made.fetch_one(self.db.owner()).await.unwrap())
    }

    async fn set(&self, ticket: TicketId, what: &str) {
        run(
            &self.db,
            format!("update tickets set {what} where id = {ticket}"),
        )
        .await;
    }
}

#[tokio::test]
async fn a_technician_finds_his_day_in_the_order_of_the_day() {
    let area = area().await;
    let later = area.ticket(area.here, Some(&area.joko), 72).await;
    let late = area.ticket(area.here, Some(&area.joko), -2).await;
    let held = area.ticket(area.there, Some(&area.joko), -5).await;
    area.set(held, "status = 'on_hold', status_reason = 'rumah kosong'")
        .await;
    let begun = area.ticket(area.here, Some(&area.joko), 80).await;
    area.set(begun, "status = 'in_progress'").await;
    let helped = area.ticket(area.there, Some(&area.wawan), -1).await;
    run(
        &area.db,
        format!(
            "insert into ticket_helpers values ({helped}, {})",
            area.joko.id
        ),
    )
    .await;
    area.ticket(area.here, Some(&area.wawan), 1).await;
    area.ticket(area.here, None, 1).await;

    let day = ask(&area.joko.cx(), ShowMyDay {}).await.unwrap();
    let seen: Vec<_> = day
        .tickets
        .iter()
        .map(|ticket| (ticket.id, ticket.turn, ticket.leads))
        .collect();
    assert_eq!(
        seen,
        [
            (late, Turn::Late, true),
            (helped, Turn::Late, false),
            (begun, Turn::Today, true),
            (later, Turn::Later, true),
            (held, Turn::Waiting, true)
        ]
    );
    let first = &day.tickets[0];
    assert_eq!(first.phone.as_deref(), Some("+6281234567890"));
    assert_eq!(
        first.address.as_ref().map(|address| address.one_line()),
        Some("Jl. Budi 5, Coblong".to_owned())
    );
}

#[tokio::test]
async fn what_was_agreed_for_today_comes_by_its_time_of_day() {
    let area = area().await;
    let planned = |slot: &'static str| {
        format!(
        "with r as (insert into registrations (number, status, name, phone, zone_id, package_id, preferred_date, preferred_slot, customer_id, service_id)
           select n, 'approved', 'Budi', '+6281234567890', {zone}, s.package_id, app.business_day(now()), '{slot}', s.customer_id, s.id
           from services s, app.next_numbers('REG', now(), 1) n where s.zone_id = {zone} returning id, customer_id, service_id)
         insert into tickets (number, kind, status, lead_id, customer_id, service_id, registration_id, zone_id, due_at)
           select n, 'installation', 'assigned', {lead}, r.customer_id, r.service_id, r.id, {zone}, now() + interval '90 hours'
           from r, app.next_numbers('TKT', now(), 1) n",
        zone = area.here,
        lead = area.joko.id
    )
    };
    for slot in ["afternoon", "morning"] {
        run(&area.db, planned(slot)).await;
    }
    let day = ask(&area.joko.cx(), ShowMyDay {}).await.unwrap();
    let slots: Vec<_> = day
        .tickets
        .iter()
        .map(|ticket| (ticket.turn, ticket.slot))
        .collect();
    assert_eq!(
        slots,
        [
            (Turn::Today, Some(Slot::Morning)),
            (Turn::Today, Some(Slot::Afternoon))
        ]
    );
}

#[tokio::test]
async fn a_technician_sees_the_surveys_he_makes_and_nobody_elses() {
    let area = area().await;
    for (who, name) in [(&area.joko, "Ratna"), (&area.wawan, "Bagus")] {
        run(
            &area.db,
            format!(
                "insert into registrations (number, status, name, phone, zone_id, package_id, preferred_date, preferred_slot, technician_id)
                 select n, 'survey_scheduled', '{name}', '+6281299990001', {}, p.id, app.business_day(now()), 'midday', {}
                 from packages p, app.next_numbers('REG', now(), 1) n",
                area.here, who.id
            ),
        )
        .await;
    }
    let day = ask(&area.joko.cx(), ShowMyDay {}).await.unwrap();
    let names: Vec<_> = day.surveys.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Ratna"]);
    assert_eq!(day.surveys[0].day, Some(day.today));
}

#[tokio::test]
async fn a_supervisor_sees_what_nobody_has_first_and_the_load_of_his_people() {
    let area = area().await;
    let pressing = area.ticket(area.here, None, -3).await;
    let calm = area.ticket(area.here, None, 30).await;
    area.ticket(area.there, None, 1).await;
    area.ticket(area.here, Some(&area.joko), -1).await;
    let held = area.ticket(area.here, Some(&area.joko), 50).await;
    area.set(held, "status = 'on_hold', status_reason = 'menunggu alat'")
        .await;
    area.ticket(area.there, Some(&area.wawan), -9).await;

    let andi = area.db.staff_of("supervisor", &[area.here]).await.cx();
    let load = ask(&andi, ShowZoneLoad { zone: None }).await.unwrap();
    let open: Vec<_> = load
        .unassigned
        .iter()
        .map(|ticket| (ticket.id, ticket.is_late))
        .collect();
    assert_eq!(open, [(pressing, true), (calm, false)]);
    assert_eq!(load.unassigned_count, 2);
    let people: Vec<_> = load
        .technicians
        .iter()
        .map(|one| (one.id.0, one.open, one.late, one.waiting))
        .collect();
    assert_eq!(
        people,
        [(area.joko.id, 2, 1, 1), (area.wawan.id, 0, 0, 0)],
        "work in another zone is not his to see"
    );
    let zones: Vec<_> = load
        .zones
        .iter()
        .map(|zone| (zone.id.0, zone.open, zone.late, zone.unassigned))
        .collect();
    assert_eq!(zones, [(area.here, 4, 2, 2)]);

    let dewi = area.db.staff("admin").await.cx();
    let whole = ask(&dewi, ShowZoneLoad { zone: None }).await.unwrap();
    assert_eq!(whole.zones.len(), 2);
    let south = ShowZoneLoad {
        zone: Some(model::ids::ZoneId(area.there)),
    };
    let south = ask(&dewi, south).await.unwrap();
    assert_eq!((south.zones.len(), south.unassigned_count), (2, 1));
    assert_eq!(south.unassigned.len(), 1);
}

#[tokio::test]
async fn the_load_of_colleagues_is_not_for_technicians() {
    let area = area().await;
    let refused = ask(&area.joko.cx(), ShowZoneLoad { zone: None }).await;
    assert_eq!(refused.unwrap_err().code, Code::Forbidden);
}
