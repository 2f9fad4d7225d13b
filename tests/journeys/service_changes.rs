//! A connection after its approval: another package from a day on, another address, its end.

use aglis_core::context::Cx;
use chrono::{Days, NaiveDate};
use model::{
    billing::{ListInvoices, MarkOverdue},
    customers::ShowCustomer,
    fault::Code,
    ids::{PackageId, ServiceId, ZoneId},
    money::Rupiah,
    odps::SaveOdp,
    registrations::Approved,
    services::{ChangeService, EndService, ListFreePorts, PlugService, ServiceDetail, ShowService},
    states::{CustomerStatus, ServiceStatus},
};

use crate::{ask::ask, bad_input::desk::Desk, support::build};

async fn shown(cx: &Cx, id: ServiceId) -> ServiceDetail {
    ask(cx, ShowService { id }).await.unwrap()
}

async fn today(desk: &Desk) -> NaiveDate {
    sqlx::query_scalar("select app.business_day(now())")
        .fetch_one(desk.db.owner())
        .await
        .unwrap()
}

async fn run(desk: &Desk, statement: String) {
    sqlx::query(sqlx::AssertSqlSafe(statement))
        .execute(desk.db.owner())
        .await
        .unwrap();
}

/// A connection that has run since the first of the year.
async fn running(desk: &Desk) -> Approved {
    let made = desk.approved().await;
    let id = made.service;
    run(
        desk,
        format!(
            "update services set status = 'active', activated_on = '2026-01-01' where id = {id}"
        ),
    )
    .await;
    run(
        desk,
        format!(
            "update customers set status = 'active' where id = {}",
            made.customer
        ),
    )
    .await;
    made
}

fn change(service: &ServiceDetail, from: NaiveDate) -> ChangeService {
    ChangeService {
        id: service.id,
        version: service.version,
        package: Some(service.package_id),
        agreed_price: service.agreed_price,
        from,
        address: service.address.clone(),
        zone: Some(service.zone_id),
        pin: service.place,
        billing_day: u8::try_from(service.billing_day).unwrap(),
    }
}

#[tokio::test]
async fn a_package_holds_from_its_day_and_no_issued_invoice_changes() {
    let desk = Desk::office().await;
    let made = running(&desk).await;
    let gold = build::package(desk.db.owner(), "HG100", 400_000).await;
    let day = today(&desk).await;
    let invoices = || async {
        let query = Default::default();
        ask(&desk.cx, ListInvoices { query }).await.unwrap().rows
    };
    let before = invoices().await;
    let request = ChangeService {
        package: Some(PackageId(gold)),
        agreed_price: Some(Rupiah(350_000)),
        ..change(&shown(&desk.cx, made.service).await, day)
    };
    ask(&desk.cx, request).await.unwrap();
    let now = shown(&desk.cx, made.service).await;
    assert_eq!(
        (now.package_id, now.monthly_price),
        (PackageId(gold), Rupiah(350_000))
    );
    let told: Vec<_> = now
        .terms
        .iter()
        .map(|terms| (terms.package_id, terms.agreed_price, terms.applied))
        .collect();
    assert_eq!(
        told,
        [
            (PackageId(gold), Some(Rupiah(350_000)), true),
            (PackageId(desk.package), None, true)
        ]
    );
    assert_eq!(now.terms[1].from, "2026-01-01".parse().unwrap());
    assert_eq!(invoices().await, before);

    let too_early = ChangeService {
        package: Some(PackageId(desk.package)),
        ..change(&now, day - Days::new(1))
    };
    let fault = desk.refuses(too_early, "DATE_BEFORE").await;
    assert!(!fault.field("from").is_empty(), "what was agreed stays");
}

#[tokio::test]
async fn a_planned_package_comes_on_its_day_and_one_plan_replaces_the_other() {
    let desk = Desk::office().await;
    let made = running(&desk).await;
    let id = made.service;
    let gold = build::package(desk.db.owner(), "HG100", 400_000).await;
    let day = today(&desk).await;
    let seen = shown(&desk.cx, id).await;
    for days in [10, 20] {
        let request = ChangeService {
            package: Some(PackageId(gold)),
            ..change(&shown(&desk.cx, id).await, day + Days::new(days))
        };
        ask(&desk.cx, request).await.unwrap();
    }
    let planned = shown(&desk.cx, id).await;
    assert_eq!(planned.package_id, PackageId(desk.package), "not yet");
    assert_ne!(planned.version, seen.version, "others learn of the plan");
    let waiting: Vec<_> = planned
        .terms
        .iter()
        .filter(|terms| !terms.applied)
        .collect();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].from, day + Days::new(20));
    // Another address leaves the plan alone.
    let mut elsewhere = ChangeService {
        package: Some(PackageId(gold)),
        ..change(&planned, day + Days::new(20))
    };
    elsewhere.address.street = "Jl. Merdeka 50".to_owned();
    ask(&desk.cx, elsewhere).await.unwrap();
    let before = shown(&desk.cx, id).await;
    assert_eq!(before.terms, planned.terms);

    ask(&desk.cx, MarkOverdue {}).await.unwrap();
    assert_eq!(
        shown(&desk.cx, id).await.package_id,
        PackageId(desk.package)
    );
    run(
        &desk,
        format!("update service_terms set valid_from = '{day}' where not applied"),
    )
    .await;
    let brought = ask(&desk.cx, MarkOverdue {}).await.unwrap();
    assert_eq!(brought.changed, 1);
    let now = shown(&desk.cx, id).await;
    assert_eq!(now.package_id, PackageId(gold), "its day has come");
    assert!(now.terms.iter().all(|terms| terms.applied));
    assert_eq!(ask(&desk.cx, MarkOverdue {}).await.unwrap().changed, 0);
}

#[tokio::test]
async fn a_plan_is_taken_back_by_what_holds_today() {
    let desk = Desk::office().await;
    let made = running(&desk).await;
    let gold = build::package(desk.db.owner(), "HG100", 400_000).await;
    let day = today(&desk).await;
    let plan = ChangeService {
        package: Some(PackageId(gold)),
        ..change(&shown(&desk.cx, made.service).await, day + Days::new(10))
    };
    ask(&desk.cx, plan).await.unwrap();
    let back = change(&shown(&desk.cx, made.service).await, day);
    ask(&desk.cx, back).await.unwrap();
    let now = shown(&desk.cx, made.service).await;
    assert!(now.terms.iter().all(|terms| terms.applied));
    assert_eq!(now.package_id, PackageId(desk.package));
}

#[tokio::test]
async fn a_connection_that_moves_to_another_zone_leaves_its_port() {
    let desk = Desk::of("admin").await;
    let made = running(&desk).await;
    let odp = SaveOdp {
        id: None,
        code: "ODP-1".to_owned(),
        place: String::new(),
        zone: Some(ZoneId(desk.zone)),
        ports: 8,
        pin: None,
        active: true,
    };
    let odp = ask(&desk.cx, odp).await.unwrap();
    let plug = PlugService {
        id: made.service,
        odp: Some(odp),
        port: Some(3),
    };
    ask(&desk.cx, plug).await.unwrap();
    let south = build::zone(desk.db.owner(), "Selatan").await;
    let day = today(&desk).await;
    let mut request = change(&shown(&desk.cx, made.service).await, day);
    request.address.street = "Jl. Braga 1".to_owned();
    request.pin = Some((-6.9, 107.6));
    request.billing_day = 20;
    ask(&desk.cx, request).await.unwrap();
    let now = shown(&desk.cx, made.service).await;
    assert_eq!(now.odp_port, Some(3), "the same zone, the same port");
    assert_eq!((now.billing_day, now.place), (20, Some((-6.9, 107.6))));
    let moved = ChangeService {
        zone: Some(ZoneId(south)),
        ..change(&now, day)
    };
    ask(&desk.cx, moved).await.unwrap();
    let now = shown(&desk.cx, made.service).await;
    assert_eq!(
        (now.zone.as_str(), now.odp, now.odp_port),
        ("Selatan", None, None)
    );
    assert!(
        now.terms.is_empty(),
        "package and price stayed: {:?}",
        now.terms
    );
}

#[tokio::test]
async fn every_wrong_field_of_a_connection_is_told_at_its_place() {
    let desk = Desk::office().await;
    let made = running(&desk).await;
    let day = today(&desk).await;
    let right = change(&shown(&desk.cx, made.service).await, day);
    type Spoil = fn(&mut ChangeService);
    let wrong: [(&str, &str, Spoil); 7] = [
        ("package", "CHOICE_REQUIRED", |to| to.package = None),
        ("zone", "CHOICE_REQUIRED", |to| to.zone = None),
        ("street", "TEXT_REQUIRED", |to| to.address.street.clear()),
        ("rt", "RT_RW_FORMAT", |to| to.address.rt = "1234".to_owned()),
        ("pin", "PIN_FORM", |to| to.pin = Some((91.0, 0.0))),
        ("billing_day", "DAY_RANGE", |to| to.billing_day = 29),
        ("agreed_price", "AMOUNT_NEGATIVE", |to| {
            to.agreed_price = Some(Rupiah(-1));
        }),
    ];
    for (field, code, spoil) in wrong {
        let mut request = right.clone();
        spoil(&mut request);
        let fault = desk.refuses(request, code).await;
        assert_eq!(fault.field(field)[0].code, code);
    }
    let far = ChangeService {
        from: day + Days::new(400),
        ..right.clone()
    };
    assert!(
        !desk
            .refuses(far, "RANGE_MAX")
            .await
            .field("from")
            .is_empty()
    );
    let unknown = ChangeService {
        package: Some(PackageId(4711)),
        ..right
    };
    let fault = desk.refuses(unknown, "CHOICE_UNKNOWN").await;
    assert!(!fault.field("package").is_empty());
}

fn end(service: &ServiceDetail, day: NaiveDate) -> EndService {
    EndService {
        id: service.id,
        version: service.version,
        day,
        reason: "pindah rumah".to_owned(),
    }
}

#[tokio::test]
async fn an_ended_connection_gives_its_port_back_and_ends_its_customer() {
    let desk = Desk::of("admin").await;
    let made = running(&desk).await;
    let odp = SaveOdp {
        id: None,
        code: "ODP-1".to_owned(),
        place: String::new(),
        zone: Some(ZoneId(desk.zone)),
        ports: 4,
        pin: None,
        active: true,
    };
    let odp = ask(&desk.cx, odp).await.unwrap();
    let plug = PlugService {
        id: made.service,
        odp: Some(odp),
        port: Some(3),
    };
    ask(&desk.cx, plug).await.unwrap();
    let gold = build::package(desk.db.owner(), "HG100", 400_000).await;
    let day = today(&desk).await;
    let plan = ChangeService {
        package: Some(PackageId(gold)),
        ..change(&shown(&desk.cx, made.service).await, day + Days::new(10))
    };
    ask(&desk.cx, plan).await.unwrap();
    let seen = shown(&desk.cx, made.service).await;
    for (request, field, code) in [
        (end(&seen, day + Days::new(1)), "day", "DATE_FUTURE"),
        (
            end(&seen, "2025-12-31".parse().unwrap()),
            "day",
            "DATE_BEFORE",
        ),
        (
            EndService {
                reason: " - ".to_owned(),
                ..end(&seen, day)
            },
            "reason",
            "REASON_REQUIRED",
        ),
    ] {
        let fault = desk.refuses(request, code).await;
        assert_eq!(fault.field(field)[0].code, code);
    }
    ask(&desk.cx, end(&seen, day)).await.unwrap();
    let now = shown(&desk.cx, made.service).await;
    assert_eq!(
        (now.status, now.terminated_on),
        (ServiceStatus::Terminated, Some(day))
    );
    assert_eq!(now.end_reason.as_deref(), Some("pindah rumah"));
    assert!(
        now.terms.iter().all(|terms| terms.applied),
        "the plan is gone"
    );
    let zone = ListFreePorts {
        zone: ZoneId(desk.zone),
    };
    let free = ask(&desk.cx, zone).await.unwrap();
    assert_eq!(free[0].free, [1, 2, 3, 4]);
    let id = made.customer;
    let customer = ask(&desk.cx, ShowCustomer { id }).await.unwrap();
    assert_eq!(customer.status, CustomerStatus::Terminated);
    assert_eq!(
        customer.outstanding,
        Rupiah(277_500),
        "what is owed is owed"
    );
    desk.refuses(end(&now, day), "WRONG_STATE").await;
    desk.refuses(change(&now, day), "WRONG_STATE").await;
}

#[tokio::test]
async fn a_customer_with_another_connection_goes_on_when_one_ends() {
    let desk = Desk::office().await;
    let made = running(&desk).await;
    run(
        &desk,
        format!("insert into services (customer_id, package_id, zone_id, status) select customer_id, package_id, zone_id, 'active' from services where id = {}", made.service),
    )
    .await;
    let day = today(&desk).await;
    ask(&desk.cx, end(&shown(&desk.cx, made.service).await, day))
        .await
        .unwrap();
    let id = made.customer;
    let customer = ask(&desk.cx, ShowCustomer { id }).await.unwrap();
    assert_eq!(customer.status, CustomerStatus::Active);
}

#[tokio::test]
async fn a_connection_that_was_never_installed_ends_with_its_application() {
    let desk = Desk::office().await;
    let made = desk.approved().await;
    let seen = shown(&desk.cx, made.service).await;
    let request = end(&seen, today(&desk).await);
    desk.refuses(request, "WRONG_STATE").await;
}

#[tokio::test]
async fn the_second_of_two_and_whoever_may_not_change_no_connection() {
    let desk = Desk::office().await;
    let made = running(&desk).await;
    let day = today(&desk).await;
    let seen = shown(&desk.cx, made.service).await;
    for role in ["supervisor", "technician"] {
        let cx = desk.db.staff_of(role, &[desk.zone]).await.cx();
        for fault in [
            ask(&cx, change(&seen, day)).await.unwrap_err(),
            ask(&cx, end(&seen, day)).await.unwrap_err(),
        ] {
            assert_eq!(fault.code, Code::Forbidden, "{role}");
        }
    }
    let first = ChangeService {
        billing_day: 9,
        ..change(&seen, day)
    };
    ask(&desk.cx, first).await.unwrap();
    let fault = desk.refuses(change(&seen, day), "STALE").await;
    assert_eq!(fault.problem.unwrap().args["who"], "Petugas office");
    desk.refuses(end(&seen, day), "STALE").await;
}
