//! The audit page: who sees which line, what stands in it, whether the chain is whole.

use model::{
    list::{Filter, ListQuery, Op},
    money::Rupiah,
    settings::{Company, SaveCompany},
    trail::{ListTrail, ShowTrail, Shown, TrailPlace, TrailStretch, TrailVerdict, VerifyTrail},
};

use crate::{
    ask::{ask, reason},
    support::{build, database::TestDb},
};

fn company(name: &str) -> SaveCompany {
    SaveCompany {
        company: Company {
            name: name.to_owned(),
            time_zone: "Asia/Jakarta".to_owned(),
            ..Company::default()
        },
    }
}

#[tokio::test]
async fn a_change_is_shown_before_and_after_to_who_may_read_it() {
    let db = TestDb::new().await;
    let admin = db.staff("admin").await;
    let office = db.staff("office").await.cx();
    ask(&admin.cx(), company("Satu Net")).await.unwrap();
    ask(&admin.cx(), company("Dua Net")).await.unwrap();
    let of_settings = || ListTrail {
        query: ListQuery {
            filters: vec![Filter {
                column: "record".to_owned(),
                op: Op::Is,
                values: vec!["settings".to_owned()],
            }],
            count: true,
            ..ListQuery::default()
        },
    };
    let page = ask(&admin.cx(), of_settings()).await.unwrap();
    let newest = &page.rows[0];
    assert_eq!(newest.action, "update");
    assert_eq!(newest.device.as_deref(), Some("test"));
    let line = ask(&admin.cx(), ShowTrail { id: newest.id }).await.unwrap();
    let name = line
        .changes
        .iter()
        .find(|change| change.column == "value.name")
        .unwrap();
    assert!(name.changed);
    assert_eq!(name.before, Some(Shown::Text("Satu Net".to_owned())));
    assert_eq!(name.after, Some(Shown::Text("Dua Net".to_owned())));
    assert!(line.sealed.is_some() && line.hash.is_some());

    let theirs = ask(&office, of_settings()).await.unwrap();
    assert_eq!(theirs.total, Some(0), "the office reads what it did itself");
    let refused = ask(&office, ShowTrail { id: newest.id }).await.unwrap_err();
    assert_eq!(reason(&refused), "NotFound");
}

#[tokio::test]
async fn amounts_and_names_are_read_as_people_read_them() {
    let db = TestDb::new().await;
    build::package(db.owner(), "HOME20", 250_000).await;
    let admin = db.staff("admin").await.cx();
    let query = ListQuery {
        filters: vec![Filter {
            column: "record".to_owned(),
            op: Op::Is,
            values: vec!["package_prices".to_owned()],
        }],
        ..ListQuery::default()
    };
    let page = ask(&admin, ListTrail { query }).await.unwrap();
    let line = ask(
        &admin,
        ShowTrail {
            id: page.rows[0].id,
        },
    )
    .await
    .unwrap();
    let after = |column: &str| {
        let change = line.changes.iter().find(|change| change.column == column);
        change.unwrap().after.clone().unwrap()
    };
    assert_eq!(after("monthly_price"), Shown::Money(Rupiah(250_000)));
    assert_eq!(
        after("valid_from"),
        Shown::Day("2020-01-01".parse().unwrap())
    );
    assert_eq!(after("package_id"), Shown::Text("Paket HOME20".to_owned()));
    assert!(
        !line.together.is_empty(),
        "the package came in the same transaction"
    );
}

#[tokio::test]
async fn paging_the_trail_shows_every_line_once() {
    let db = TestDb::new().await;
    for number in 0..30 {
        build::zone(db.owner(), &format!("Zona {number}")).await;
    }
    let admin = db.staff("admin").await.cx();
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let query = ListQuery {
            limit: 7,
            after,
            ..ListQuery::default()
        };
        let page = ask(&admin, ListTrail { query }).await.unwrap();
        ids.extend(page.rows.iter().map(|row| row.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let all: i64 = sqlx::query_scalar("select count(*) from audit_rows")
        .fetch_one(db.owner())
        .await
        .unwrap();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), i64::try_from(count).unwrap()), (count, all));
}

#[tokio::test]
async fn an_admin_verifies_the_chain_and_is_told_where_it_breaks() {
    let db = TestDb::new().await;
    let admin = db.staff("admin").await.cx();
    ask(&admin, company("Satu Net")).await.unwrap();
    let all = || VerifyTrail { after: None };
    let whole = ask(&admin, all()).await.unwrap();
    let TrailStretch::Ended(TrailVerdict::Whole { batches }) = whole else {
        panic!("{whole:?}");
    };
    assert!(batches > 0);
    // What the window was told is where the next stretch begins; a place that nobody told is none.
    let strange = |hash: &str| VerifyTrail {
        after: Some(TrailPlace {
            place: 1,
            hash: hash.to_owned(),
        }),
    };
    let fault = ask(&admin, strange("select 1")).await.unwrap_err();
    assert_eq!(fault.field("after")[0].code, "CURSOR");
    let forged = ask(&admin, strange(&"0".repeat(64))).await.unwrap();
    assert!(
        matches!(forged, TrailStretch::Ended(TrailVerdict::Broken { .. })),
        "{forged:?}"
    );
    let office = db.staff("office").await.cx();
    let refused = ask(&office, all()).await.unwrap_err();
    assert_eq!(reason(&refused), "Forbidden");

    let mut owner = db.owner().begin().await.unwrap();
    sqlx::query("alter table audit_rows disable trigger audit_rows_append_only")
        .execute(&mut *owner)
        .await
        .unwrap();
    let batch: i64 = sqlx::query_scalar(
        "update audit_rows set after = '{\"value\": {\"name\": \"Tiga Net\"}}' where record = 'settings' returning batch_id",
    )
    .fetch_one(&mut *owner)
    .await
    .unwrap();
    owner.commit().await.unwrap();
    let broken = ask(&admin, all()).await.unwrap();
    assert!(
        matches!(broken, TrailStretch::Ended(TrailVerdict::Broken { batch: first, at: Some(_), row: Some(_) }) if first == batch),
        "{broken:?}"
    );
}
