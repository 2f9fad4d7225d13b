//! What an admin looks after: logins, zones, packages and prices.

use aglis_core::{access::change_own_password, context::Cx};
use chrono::{Days, NaiveDate, Utc};
use model::{
    access::{
        CreateStaff, DisableStaff, EnableStaff, ListStaff, ResetPassword, Role, ShowMe, StaffRow,
    },
    fault::Code,
    format::Zone,
    ids::{StaffId, ZoneId},
    money::Rupiah,
    packages::{ListCatalogue, ListPackages, ListZones, Price, SavePackage, SaveZone},
    secret::Secret,
    text::Locale,
};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::{
    ask::{ask, reason},
    support::{
        build,
        database::{PASSWORD, TestDb},
    },
};

const FIRST: &str = "kopi-hitam-tanpa-gula";
const SECOND: &str = "teh-manis-dua-gelas";

pub(crate) struct Desk {
    pub(crate) db: TestDb,
    pub(crate) admin: Cx,
    pub(crate) office: Cx,
    pub(crate) zone: i64,
}

pub(crate) async fn desk() -> Desk {
    let db = TestDb::new().await;
    let zone = build::zone(db.owner(), "Bandung Utara").await;
    let (dewi, siti) = (db.staff("admin").await, db.staff("office").await);
    Desk {
        admin: dewi.cx(),
        office: siti.cx(),
        db,
        zone,
    }
}

fn login(desk: &Desk) -> String {
    let unique = Uuid::now_v7().simple().to_string();
    let username = format!("bagus.{}", &unique[20..]);
    desk.db.forget_later(&username);
    username
}

fn bagus(desk: &Desk, username: &str) -> CreateStaff {
    CreateStaff {
        username: username.to_owned(),
        name: "Bagus Permana".to_owned(),
        phone: "0812-3456-7890".to_owned(),
        role: Role::Supervisor,
        zones: vec![ZoneId(desk.zone)],
        password: Secret::new(FIRST),
        locale: Locale::En,
    }
}

async fn signs_in(desk: &Desk, username: &str, password: &str) -> bool {
    PgConnection::connect_with(&desk.db.options(username, password))
        .await
        .is_ok()
}

async fn row(desk: &Desk, id: StaffId) -> StaffRow {
    let all = ask(&desk.admin, ListStaff {}).await.unwrap();
    all.into_iter().find(|person| person.id == id).unwrap()
}

fn today() -> NaiveDate {
    Zone::Wib.day(Utc::now())
}

#[tokio::test]
async fn an_admin_makes_a_login_that_works_at_once() {
    let desk = desk().await;
    let username = login(&desk);
    let id = ask(&desk.admin, bagus(&desk, &username)).await.unwrap();
    let mut db = PgConnection::connect_with(&desk.db.options(&username, FIRST))
        .await
        .unwrap();
    let role: String = sqlx::query_scalar("select role from app.me()")
        .fetch_one(&mut db)
        .await
        .unwrap();
    assert_eq!(role, "supervisor");
    let shown = row(&desk, id).await;
    assert_eq!(
        (shown.phone.as_deref(), shown.zones, shown.locale),
        (Some("+6281234567890"), vec![ZoneId(desk.zone)], Locale::En)
    );
}

#[tokio::test]
async fn the_office_makes_ends_and_lists_no_logins() {
    let desk = desk().await;
    let joko = desk.db.staff("technician").await;
    let (id, password) = (StaffId(joko.id), Secret::new(FIRST));
    let office = &desk.office;
    let refused = [
        ask(office, ListStaff {}).await.unwrap_err(),
        ask(office, bagus(&desk, &login(&desk))).await.unwrap_err(),
        ask(office, DisableStaff { id }).await.unwrap_err(),
        ask(
            office,
            EnableStaff {
                id,
                password: password.clone(),
            },
        )
        .await
        .unwrap_err(),
        ask(office, ResetPassword { id, password })
            .await
            .unwrap_err(),
    ];
    for fault in refused {
        assert_eq!(fault.code, Code::Forbidden);
    }
    assert!(signs_in(&desk, &joko.username, PASSWORD).await);
}

#[tokio::test]
async fn wrong_input_is_answered_at_its_field_and_makes_no_login() {
    let desk = desk().await;
    let username = login(&desk);
    let good = bagus(&desk, &username);
    let taken: String = sqlx::query_scalar("select username from staff limit 1")
        .fetch_one(desk.db.owner())
        .await
        .unwrap();
    let cases = [
        (
            "name",
            "NAME_REQUIRED",
            CreateStaff {
                name: "  ".to_owned(),
                ..good.clone()
            },
        ),
        (
            "username",
            "LOGIN_NAME",
            CreateStaff {
                username: "Bagus Permana".to_owned(),
                ..good.clone()
            },
        ),
        (
            "username",
            "LOGIN_TAKEN",
            CreateStaff {
                username: taken,
                ..good.clone()
            },
        ),
        (
            "phone",
            "PHONE_LENGTH",
            CreateStaff {
                phone: "0812".to_owned(),
                ..good.clone()
            },
        ),
        (
            "zones",
            "CHOICE_REQUIRED",
            CreateStaff {
                zones: vec![],
                ..good.clone()
            },
        ),
        (
            "zones",
            "CHOICE_REQUIRED",
            CreateStaff {
                zones: vec![ZoneId(desk.zone), ZoneId(4711)],
                ..good.clone()
            },
        ),
        (
            "password",
            "PASS_LENGTH",
            CreateStaff {
                password: Secret::new("pendek"),
                ..good.clone()
            },
        ),
    ];
    for (field, code, request) in cases {
        let fault = ask(&desk.admin, request).await.unwrap_err();
        assert_eq!(fault.code, Code::Invalid, "{field}");
        let codes: Vec<_> = fault.field(field).iter().map(|one| &one.code).collect();
        assert_eq!(codes, [code]);
    }
    assert!(!signs_in(&desk, &username, FIRST).await);
}

#[tokio::test]
async fn a_disabled_persons_session_ends_and_returns_only_with_a_new_password() {
    let desk = desk().await;
    let rina = desk.db.staff("office").await;
    let (id, cx) = (StaffId(rina.id), rina.cx());
    ask(&cx, ShowMe {}).await.unwrap();
    ask(&desk.admin, DisableStaff { id }).await.unwrap();
    assert_eq!(
        ask(&cx, ShowMe {}).await.unwrap_err().code,
        Code::SignedOut,
        "the open session is gone, not only the next one"
    );
    assert!(!row(&desk, id).await.active);
    let again = ask(&desk.admin, DisableStaff { id }).await.unwrap_err();
    assert_eq!(reason(&again), "STAFF_STATE");

    let back = EnableStaff {
        id,
        password: Secret::new(SECOND),
    };
    ask(&desk.admin, back.clone()).await.unwrap();
    assert!(!signs_in(&desk, &rina.username, PASSWORD).await);
    assert!(signs_in(&desk, &rina.username, SECOND).await);
    assert!(row(&desk, id).await.active);
    let twice = ask(&desk.admin, back).await.unwrap_err();
    assert_eq!(reason(&twice), "STAFF_STATE");
}

#[tokio::test]
async fn nobody_closes_his_own_login() {
    let desk = desk().await;
    let me = ask(&desk.admin, ShowMe {}).await.unwrap();
    let fault = ask(&desk.admin, DisableStaff { id: me.id })
        .await
        .unwrap_err();
    assert_eq!(reason(&fault), "OWN_LOGIN");
    ask(&desk.admin, ShowMe {}).await.unwrap();
}

#[tokio::test]
async fn a_forgotten_password_is_replaced() {
    let desk = desk().await;
    let rina = desk.db.staff("office").await;
    let reset = |password: &str| ResetPassword {
        id: StaffId(rina.id),
        password: Secret::new(password),
    };
    let short = ask(&desk.admin, reset("pendek")).await.unwrap_err();
    assert_eq!(short.field("password")[0].code, "PASS_LENGTH");
    assert!(signs_in(&desk, &rina.username, PASSWORD).await);
    ask(&desk.admin, reset(SECOND)).await.unwrap();
    assert!(!signs_in(&desk, &rina.username, PASSWORD).await);
    assert!(signs_in(&desk, &rina.username, SECOND).await);
}

#[tokio::test]
async fn everybody_changes_his_own_password_and_nobody_elses() {
    let desk = desk().await;
    let joko = desk.db.staff("technician").await;
    let rudi = desk.db.staff("technician").await;
    change_own_password(&joko.cx(), &Secret::new(SECOND))
        .await
        .unwrap();
    assert!(signs_in(&desk, &joko.username, SECOND).await);
    assert!(!signs_in(&desk, &joko.username, PASSWORD).await);
    assert!(signs_in(&desk, &rudi.username, PASSWORD).await);
    assert!(
        change_own_password(&rudi.cx(), &Secret::new("pendek"))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_password_stands_nowhere_in_the_database() {
    let desk = desk().await;
    ask(&desk.admin, bagus(&desk, &login(&desk))).await.unwrap();
    let found: i64 = sqlx::query_scalar(
        "select (select count(*) from audit_rows where after::text like '%' || $1 || '%')
              + (select count(*) from request_keys where convert_from(reply, 'UTF8') like '%' || $1 || '%')",
    )
    .bind(FIRST)
    .fetch_one(desk.db.owner())
    .await
    .unwrap();
    assert_eq!(found, 0);
}

#[tokio::test]
async fn zones_are_added_and_renamed_by_admins() {
    let desk = desk().await;
    let save = |id, name: &str| SaveZone {
        id,
        name: name.to_owned(),
    };
    let id = ask(&desk.admin, save(None, "Cimahi")).await.unwrap();
    ask(&desk.admin, save(Some(id), "  Cimahi   Selatan "))
        .await
        .unwrap();
    let names: Vec<String> = ask(&desk.office, ListZones {})
        .await
        .unwrap()
        .into_iter()
        .map(|zone| zone.name)
        .collect();
    assert_eq!(names, ["Bandung Utara", "Cimahi Selatan"]);

    for (request, code) in [
        (save(None, "Bandung Utara"), "TAKEN"),
        (save(Some(id), "Bandung Utara"), "TAKEN"),
        (save(None, " "), "NAME_REQUIRED"),
    ] {
        let fault = ask(&desk.admin, request).await.unwrap_err();
        assert_eq!(fault.field("name")[0].code, code);
    }
    let gone = save(Some(ZoneId(4711)), "Garut");
    assert_eq!(
        ask(&desk.admin, gone).await.unwrap_err().code,
        Code::NotFound
    );
    for request in [save(None, "Garut"), save(Some(id), "Garut")] {
        let fault = ask(&desk.office, request).await.unwrap_err();
        assert_eq!(fault.code, Code::Forbidden);
    }
}

fn silver() -> SavePackage {
    SavePackage {
        id: None,
        code: "HS50".to_owned(),
        name: "Home Silver 50M".to_owned(),
        down_mbps: 50,
        up_mbps: 25,
        set_up_fee: Rupiah(250_000),
        on_sale: true,
        sla_level: String::new(),
        price: Some(Price {
            valid_from: today(),
            monthly_price: Rupiah(350_000),
        }),
    }
}

#[tokio::test]
async fn a_new_price_waits_for_its_day() {
    let desk = desk().await;
    let id = ask(&desk.admin, silver()).await.unwrap();
    let tomorrow = today().checked_add_days(Days::new(1)).unwrap();
    let dearer = Price {
        valid_from: tomorrow,
        monthly_price: Rupiah(400_000),
    };
    let change = SavePackage {
        id: Some(id),
        price: Some(dearer),
        ..silver()
    };
    ask(&desk.admin, change).await.unwrap();
    let offered = ask(&desk.office, ListPackages {}).await.unwrap();
    assert_eq!(offered[0].monthly_price, Rupiah(350_000));
    let catalogue = ask(&desk.office, ListCatalogue {}).await.unwrap();
    assert_eq!(catalogue[0].prices.len(), 2);
    assert_eq!(catalogue[0].price_after(today()), Some(dearer));
}

#[tokio::test]
async fn a_package_taken_off_sale_is_no_longer_offered() {
    let desk = desk().await;
    let id = ask(&desk.admin, silver()).await.unwrap();
    let change = SavePackage {
        id: Some(id),
        on_sale: false,
        price: None,
        ..silver()
    };
    ask(&desk.admin, change).await.unwrap();
    assert!(ask(&desk.office, ListPackages {}).await.unwrap().is_empty());
    let catalogue = ask(&desk.admin, ListCatalogue {}).await.unwrap();
    assert!(!catalogue[0].on_sale);
    assert_eq!(catalogue[0].prices.len(), 1, "its price stays");
}

#[tokio::test]
async fn a_wrong_package_is_answered_at_its_field_and_only_admins_save_one() {
    let desk = desk().await;
    ask(&desk.admin, silver()).await.unwrap();
    let yesterday = today().checked_sub_days(Days::new(1)).unwrap();
    let cases = [
        ("code", "TAKEN", silver()),
        (
            "down_mbps",
            "NUMBER_RANGE",
            SavePackage {
                down_mbps: 0,
                ..silver()
            },
        ),
        (
            "monthly_price",
            "TEXT_REQUIRED",
            SavePackage {
                price: None,
                ..silver()
            },
        ),
        (
            "valid_from",
            "DATE_PAST",
            SavePackage {
                price: Some(Price {
                    valid_from: yesterday,
                    monthly_price: Rupiah(1),
                }),
                ..silver()
            },
        ),
    ];
    for (field, code, request) in cases {
        let fault = ask(&desk.admin, request).await.unwrap_err();
        assert_eq!(fault.field(field)[0].code, code, "{field}");
    }
    for on_sale in [true, false] {
        let request = SavePackage {
            code: "HS51".to_owned(),
            on_sale,
            ..silver()
        };
        let fault = ask(&desk.office, request).await.unwrap_err();
        assert_eq!(fault.code, Code::Forbidden);
    }
    let all = ask(&desk.admin, ListCatalogue {}).await.unwrap();
    assert_eq!(all.len(), 1, "nothing half saved");
}
