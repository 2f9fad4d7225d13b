//! The board of registrations, the stages of one of them, and the port it is plugged into.

use model::{
    ids::{OdpId, PackageId, RegistrationId, ServiceId, StaffId, ZoneId},
    registrations::{
        Address, BoardCards, CreateRegistration, ListBoardCards, ShowBoard, ShowRegistration,
        VerifyRegistration,
    },
    services::{ListFreePorts, PlugService},
    states::RegistrationStatus,
};

use crate::{
    ask::{ask, reason},
    main_job::{Office, approve, office},
};

async fn only(office: &Office, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(office.db.owner())
        .await
        .unwrap()
}

async fn run(office: &Office, sql: String) {
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .execute(office.db.owner())
        .await
        .unwrap();
}

async fn register(office: &Office, name: &str, phone: &str, nik: &str) -> RegistrationId {
    let zone = only(office, "select id from zones order by id limit 1").await;
    let package = only(office, "select id from packages").await;
    let request = CreateRegistration {
        name: name.to_owned(),
        phone: phone.to_owned(),
        email: String::new(),
        nik: nik.to_owned(),
        address: Address {
            street: format!("Jl. {name}"),
            kecamatan: "Coblong".to_owned(),
            ..Address::default()
        },
        zone: Some(ZoneId(zone)),
        package: Some(PackageId(package)),
        preferred_date: None,
        preferred_slot: None,
        note: String::new(),
    };
    ask(&office.cx, request).await.unwrap().id
}

fn column(status: RegistrationStatus) -> ListBoardCards {
    ListBoardCards {
        status,
        zone: None,
        after: None,
        limit: 0,
    }
}

/// Puts the beginning of the present state so many days back, in the timeline as well.
async fn wait_days(office: &Office, id: RegistrationId, days: i64) {
    for sql in [
        format!(
            "update registrations set status_since = status_since - interval '{days} days' where id = {id}"
        ),
        format!(
            "update timeline set at = at - interval '{days} days' where registration_id = {id}"
        ),
    ] {
        run(office, sql).await;
    }
}

#[tokio::test]
async fn the_board_counts_its_columns_and_shows_who_waits_longest_first() {
    let office = office().await;
    let first = register(&office, "Ratna", "0812-9999-0001", "").await;
    let second = register(&office, "Bagus", "0812-9999-0002", "").await;
    let third = register(&office, "Citra", "0812-9999-0003", "").await;
    run(
        &office,
        "alter table registrations disable trigger user".to_owned(),
    )
    .await;
    wait_days(&office, second, 5).await;
    let verify = VerifyRegistration {
        id: third,
        version: 1,
    };
    run(
        &office,
        "alter table registrations enable trigger user".to_owned(),
    )
    .await;
    ask(&office.cx, verify).await.unwrap();

    let board = ask(&office.cx, ShowBoard { zone: None }).await.unwrap();
    let heads: Vec<_> = board
        .iter()
        .map(|column| (column.status, column.count, column.longest))
        .collect();
    assert_eq!(heads.len(), RegistrationStatus::ALL.len());
    assert_eq!(
        heads[..2],
        [
            (RegistrationStatus::PendingVerification, 2, Some(5)),
            (RegistrationStatus::Verified, 1, Some(0))
        ]
    );
    let waiting = column(RegistrationStatus::PendingVerification);
    let shown = ask(&office.cx, waiting).await.unwrap();
    let cards: Vec<_> = shown
        .cards
        .iter()
        .map(|card| (card.id, card.days))
        .collect();
    assert_eq!(cards, [(second, 5), (first, 0)]);
    assert_eq!(shown.next, None);

    let andi = office.db.staff("supervisor").await.cx();
    let board = ask(&andi, ShowBoard { zone: None }).await.unwrap();
    assert!(
        board.iter().all(|column| column.count == 0),
        "no zone of his"
    );
}

#[tokio::test]
async fn a_column_is_read_page_by_page_in_both_directions() {
    let office = office().await;
    let mut ids = Vec::new();
    for number in 0..7 {
        let phone = format!("0812-9999-000{number}");
        ids.push(register(&office, &format!("Pemohon {number}"), &phone, "").await);
    }
    for status in [
        RegistrationStatus::PendingVerification,
        RegistrationStatus::Cancelled,
    ] {
        let mut asked = ListBoardCards {
            limit: 3,
            ..column(status)
        };
        let mut read = Vec::new();
        loop {
            let page: BoardCards = ask(&office.cx, asked.clone()).await.unwrap();
            read.extend(page.cards.iter().map(|card| card.id));
            asked.after = page.next;
            if asked.after.is_none() {
                break;
            }
        }
        assert_eq!(read, ids, "{status:?}");
        run(
            &office,
            "update registrations set status = 'cancelled', status_reason = 'pindah'".to_owned(),
        )
        .await;
        // What has ended is shown newest first, and the update went through the rows in some order.
        ids = sqlx::query_scalar::<_, i64>(
            "select id from registrations order by status_since desc, id desc",
        )
        .fetch_all(office.db.owner())
        .await
        .unwrap()
        .into_iter()
        .map(RegistrationId)
        .collect();
    }
    let fault = ask(
        &office.cx,
        ListBoardCards {
            limit: 101,
            ..column(RegistrationStatus::Verified)
        },
    )
    .await
    .unwrap_err();
    assert_eq!(reason(&fault), "PAGE_RANGE");
}

#[tokio::test]
async fn a_card_is_marked_when_somebody_like_this_is_here_already() {
    let office = office().await;
    let approved = approve(&office).await;
    let nik = "3273014101900002";
    let alone = register(&office, "Sendiri", "0812-9999-0001", "").await;
    let phone = register(&office, "Telepon", "0812-3456-7890", "").await;
    let known = register(&office, "Ganda", "0812-9999-0003", nik).await;
    let again = register(&office, "Ganda Dua", "0812-9999-0004", nik).await;
    let shown = ask(&office.cx, column(RegistrationStatus::PendingVerification))
        .await
        .unwrap();
    let marks: Vec<_> = shown
        .cards
        .iter()
        .map(|card| (card.id, card.is_perhaps_here))
        .collect();
    assert_eq!(
        marks,
        [(alone, false), (phone, true), (known, true), (again, true)]
    );
    run(
        &office,
        format!("update registrations set phone = '+6281299990099' where id = {phone}"),
    )
    .await;
    let shown = ask(&office.cx, column(RegistrationStatus::Approved))
        .await
        .unwrap();
    assert!(
        !shown.cards[0].is_perhaps_here,
        "whoever became {} is nobody's double of himself",
        approved.customer_code
    );

    // Identity numbers are not for supervisors, not even as a mark.
    let zone = only(&office, "select id from zones").await;
    let andi = office.db.staff_of("supervisor", &[zone]).await.cx();
    let shown = ask(&andi, column(RegistrationStatus::PendingVerification))
        .await
        .unwrap();
    assert!(shown.cards.iter().all(|card| !card.is_perhaps_here));
}

#[tokio::test]
async fn a_registration_tells_how_long_each_stage_took() {
    let office = office().await;
    let id = register(&office, "Ratna", "0812-9999-0001", "").await;
    run(
        &office,
        "update timeline set at = at - interval '3 days'".to_owned(),
    )
    .await;
    ask(&office.cx, VerifyRegistration { id, version: 1 })
        .await
        .unwrap();
    let shown = ask(&office.cx, ShowRegistration { id }).await.unwrap();
    let stages: Vec<_> = shown
        .stages
        .iter()
        .map(|stage| (stage.status, stage.days, stage.is_over))
        .collect();
    assert_eq!(
        stages,
        [
            (RegistrationStatus::PendingVerification, 3, true),
            (RegistrationStatus::Verified, 0, false)
        ]
    );
}

#[tokio::test]
async fn a_card_names_who_installs() {
    let office = office().await;
    let approved = approve(&office).await;
    let joko = office.db.staff("technician").await;
    run(
        &office,
        format!(
            "update tickets set lead_id = {}, status = 'assigned' where id = {}",
            StaffId(joko.id),
            approved.ticket
        ),
    )
    .await;
    let shown = ask(&office.cx, column(RegistrationStatus::Approved))
        .await
        .unwrap();
    assert_eq!(
        shown.cards[0].technician.as_deref(),
        Some("Petugas technician")
    );
}

async fn odp(office: &Office, code: &str, ports: i64) -> OdpId {
    let zone = only(office, "select id from zones order by id limit 1").await;
    let made = sqlx::query_scalar(
        "insert into odps (zone_id, code, ports) values ($1, $2, $3::int) returning id",
    );
    let made = made.bind(zone).bind(code).bind(ports);
    OdpId(made.fetch_one(office.db.owner()).await.unwrap())
}

#[tokio::test]
async fn a_connection_gets_a_free_port_once_and_gives_it_back_at_its_end() {
    let office = office().await;
    let approved = approve(&office).await;
    let zone = ZoneId(only(&office, "select id from zones").await);
    let point = odp(&office, "ODP-01", 2).await;
    let full = odp(&office, "ODP-00", 1).await;
    let other = ServiceId(
        only(
            &office,
            "insert into services (customer_id, package_id, zone_id) select customer_id, package_id, zone_id from services returning id",
        )
        .await,
    );
    let plug = |id, odp, port| PlugService {
        id,
        odp: Some(odp),
        port: Some(port),
    };
    ask(&office.cx, plug(other, full, 1)).await.unwrap();
    let free = ask(&office.cx, ListFreePorts { zone }).await.unwrap();
    let seen: Vec<_> = free
        .iter()
        .map(|one| (one.code.as_str(), one.free.as_slice()))
        .collect();
    assert_eq!(seen, [("ODP-01", &[1, 2][..]), ("ODP-00", &[][..])]);

    let service = approved.service;
    let fault = ask(&office.cx, plug(service, full, 1)).await.unwrap_err();
    assert_eq!(fault.field("port")[0].code, "TAKEN");
    let fault = ask(&office.cx, plug(service, point, 3)).await.unwrap_err();
    assert_eq!(fault.field("port")[0].code, "NUMBER_RANGE");
    ask(&office.cx, plug(service, point, 2)).await.unwrap();
    let id = RegistrationId(only(&office, "select id from registrations").await);
    let shown = ask(&office.cx, ShowRegistration { id }).await.unwrap();
    let plugged = shown.plug.unwrap();
    assert_eq!((plugged.odp.as_str(), plugged.port), ("ODP-01", Some(2)));

    run(
        &office,
        format!("update services set status = 'terminated' where id = {service}"),
    )
    .await;
    let free = ask(&office.cx, ListFreePorts { zone }).await.unwrap();
    assert_eq!(free[0].free, [1, 2]);
    let fault = ask(&office.cx, plug(service, point, 2)).await.unwrap_err();
    assert_eq!(reason(&fault), "NotFound", "it has ended");
}

#[tokio::test]
async fn a_port_that_is_not_there_is_refused_by_the_database_as_well() {
    let office = office().await;
    approve(&office).await;
    let point = odp(&office, "ODP-01", 8).await;
    let refused = sqlx::query("update services set odp_id = $1, odp_port = 9")
        .bind(point.0)
        .execute(office.db.owner())
        .await
        .unwrap_err();
    let constraint = refused.as_database_error().and_then(|e| e.constraint());
    assert_eq!(constraint, Some("services_odp_port_there"));
}
