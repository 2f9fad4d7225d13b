//! Distribution points, as an admin looks after them and others look them up.

use model::{
    fault::Code,
    ids::{OdpId, ServiceId, ZoneId},
    list::ListQuery,
    odps::{ListOdps, SaveOdp, ShowOdp},
    services::{ListFreePorts, PlugService},
};

use crate::{
    ask::{ask, reason},
    bad_input::desk::Desk,
};

fn point(desk: &Desk) -> SaveOdp {
    SaveOdp {
        id: None,
        code: " ODP-BDG-01 ".to_owned(),
        place: "Tiang depan Alfamart".to_owned(),
        zone: Some(ZoneId(desk.zone)),
        ports: 8,
        pin: Some((-6.914_744, 107.609_81)),
        active: true,
    }
}

fn plug(service: ServiceId, odp: OdpId, port: i32) -> PlugService {
    PlugService {
        id: service,
        odp: Some(odp),
        port: Some(port),
    }
}

#[tokio::test]
async fn a_point_shows_who_is_plugged_in_where() {
    let desk = Desk::of("admin").await;
    let id = ask(&desk.cx, point(&desk)).await.unwrap();
    let service = desk.approved().await.service;
    ask(&desk.cx, plug(service, id, 5)).await.unwrap();
    let office = desk.db.staff("office").await.cx();
    let shown = ask(&office, ShowOdp { id }).await.unwrap();
    assert_eq!(
        (shown.row.code.as_str(), shown.row.free()),
        ("ODP-BDG-01", 7)
    );
    assert_eq!(shown.pin, Some((-6.914_744, 107.609_81)));
    let plugged = &shown.plugged[0];
    assert_eq!((plugged.port, plugged.service), (Some(5), service));
    assert_eq!(plugged.customer.as_ref().unwrap().2, "Budi Santoso");
    let query = ListQuery {
        search: "alfamart".to_owned(),
        ..ListQuery::default()
    };
    let listed = ask(&office, ListOdps { query }).await.unwrap().rows;
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].used, listed[0].ports), (1, 8));
}

#[tokio::test]
async fn a_point_never_gets_fewer_ports_than_are_used() {
    let desk = Desk::of("admin").await;
    let id = ask(&desk.cx, point(&desk)).await.unwrap();
    let service = desk.approved().await.service;
    ask(&desk.cx, plug(service, id, 5)).await.unwrap();
    let of = |ports| SaveOdp {
        id: Some(id),
        ports,
        ..point(&desk)
    };
    let fault = desk.refuses(of(4), "PORTS_USED").await;
    assert_eq!(fault.field("ports")[0].args["used"], "5");
    ask(&desk.cx, of(5)).await.unwrap();
    let elsewhere = crate::support::build::zone(desk.db.owner(), "Selatan").await;
    let moved = SaveOdp {
        zone: Some(ZoneId(elsewhere)),
        ..of(5)
    };
    let fault = desk.refuses(moved, "ODP_USED").await;
    assert!(!fault.field("zone").is_empty());
}

#[tokio::test]
async fn a_point_out_of_use_gives_out_no_port_and_takes_none_away() {
    let desk = Desk::of("admin").await;
    let id = ask(&desk.cx, point(&desk)).await.unwrap();
    let first = desk.approved().await.service;
    ask(&desk.cx, plug(first, id, 5)).await.unwrap();
    let put_aside = SaveOdp {
        id: Some(id),
        active: false,
        ..point(&desk)
    };
    ask(&desk.cx, put_aside).await.unwrap();
    let zone = ListFreePorts {
        zone: ZoneId(desk.zone),
    };
    let free = ask(&desk.cx, zone).await.unwrap();
    assert_eq!((free.len(), free[0].free.len()), (1, 0));
    let second = desk.another().await.service;
    let refused = ask(&desk.cx, plug(second, id, 6)).await.unwrap_err();
    assert_eq!(reason(&refused), "VALUE_UNKNOWN");
    assert_eq!(
        ask(&desk.cx, ShowOdp { id }).await.unwrap().plugged.len(),
        1
    );
}

#[tokio::test]
async fn a_code_is_given_once_and_only_by_admins() {
    let desk = Desk::of("admin").await;
    ask(&desk.cx, point(&desk)).await.unwrap();
    let fault = desk.refuses(point(&desk), "TAKEN").await;
    assert!(!fault.field("code").is_empty());
    let office = desk.db.staff("office").await.cx();
    let other = SaveOdp {
        code: "ODP-BDG-02".to_owned(),
        ..point(&desk)
    };
    let refused = ask(&office, other).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
}
