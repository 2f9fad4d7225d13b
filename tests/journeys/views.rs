//! Saved views: one's own, shared ones, and what the database says about other people's.

use aglis_core::context::Cx;
use model::{
    list::{Filter, Op, Sort},
    views::{
        ChangeView, ChooseDefaultView, DeleteView, ListViews, SaveView, View, ViewForm, ViewQuery,
    },
};

use crate::{
    ask::{ask, reason},
    support::database::TestDb,
};

fn overdue(name: &str, shared: bool) -> ViewForm {
    ViewForm {
        list: "invoices".to_owned(),
        name: name.to_owned(),
        shared,
        query: ViewQuery {
            search: String::new(),
            filters: vec![Filter {
                column: "status".to_owned(),
                op: Op::Is,
                values: vec!["overdue".to_owned()],
            }],
            sort: vec![Sort {
                column: "due_on".to_owned(),
                descending: false,
            }],
        },
        columns: Some(vec!["number".to_owned(), "balance".to_owned()]),
    }
}

async fn views(cx: &Cx) -> Vec<View> {
    let list = "invoices".to_owned();
    ask(cx, ListViews { list }).await.unwrap()
}

#[tokio::test]
async fn a_view_is_kept_changed_shared_and_taken_away() {
    let db = TestDb::new().await;
    let (siti, budi) = (
        db.staff("office").await.cx(),
        db.staff("supervisor").await.cx(),
    );
    let view = overdue("  Nunggak ", false);
    let id = ask(&siti, SaveView { view }).await.unwrap();
    let mine = views(&siti).await;
    assert_eq!(mine[0].name, "Nunggak");
    assert_eq!(mine[0].query, overdue("", false).query);
    assert!(mine[0].mine && mine[0].dropped.is_empty());
    assert!(
        views(&budi).await.is_empty(),
        "what is not shared is one's own"
    );

    let view = overdue("Nunggak", true);
    ask(&siti, ChangeView { id, view }).await.unwrap();
    let seen = views(&budi).await;
    assert!(seen[0].shared && !seen[0].mine);
    let view = overdue("Punya saya", true);
    let refused = ask(&budi, ChangeView { id, view }).await.unwrap_err();
    assert_eq!(reason(&refused), "NotFound");
    let refused = ask(&budi, DeleteView { id }).await.unwrap_err();
    assert_eq!(reason(&refused), "NotFound");

    let choice = ChooseDefaultView {
        list: "invoices".to_owned(),
        view: Some(id),
    };
    ask(&budi, choice).await.unwrap();
    assert!(views(&budi).await[0].is_default && !views(&siti).await[0].is_default);

    ask(&siti, DeleteView { id }).await.unwrap();
    assert!(views(&budi).await.is_empty());
}

#[tokio::test]
async fn an_admin_may_take_away_what_somebody_shared() {
    let db = TestDb::new().await;
    let (siti, admin) = (db.staff("office").await.cx(), db.staff("admin").await.cx());
    let shared = ask(
        &siti,
        SaveView {
            view: overdue("Bersama", true),
        },
    )
    .await
    .unwrap();
    let own = ask(
        &siti,
        SaveView {
            view: overdue("Sendiri", false),
        },
    )
    .await
    .unwrap();
    ask(&admin, DeleteView { id: shared }).await.unwrap();
    assert!(ask(&admin, DeleteView { id: own }).await.is_err());
}

#[tokio::test]
async fn a_technician_keeps_his_own_and_shares_none() {
    let db = TestDb::new().await;
    let technician = db.staff("technician").await.cx();
    ask(
        &technician,
        SaveView {
            view: overdue("Saya", false),
        },
    )
    .await
    .unwrap();
    let refused = ask(
        &technician,
        SaveView {
            view: overdue("Semua", true),
        },
    )
    .await;
    assert_eq!(reason(&refused.unwrap_err()), "Forbidden");
}

#[tokio::test]
async fn a_name_is_needed_once_and_not_too_long() {
    let db = TestDb::new().await;
    let siti = db.staff("office").await.cx();
    let save = async |name: &str| {
        ask(
            &siti,
            SaveView {
                view: overdue(name, false),
            },
        )
        .await
    };
    save("Nunggak").await.unwrap();
    assert_eq!(reason(&save("Nunggak").await.unwrap_err()), "TAKEN");
    assert_eq!(reason(&save("  ").await.unwrap_err()), "NAME_REQUIRED");
    assert_eq!(
        reason(&save(&"x".repeat(81)).await.unwrap_err()),
        "NAME_TOO_LONG"
    );
    let mut wrong = overdue("Salah", false);
    wrong.query.filters[0].column = "warna".to_owned();
    let refused = ask(&siti, SaveView { view: wrong }).await.unwrap_err();
    assert_eq!(reason(&refused), "FILTER_UNKNOWN");
}

#[tokio::test]
async fn a_view_with_a_column_that_went_is_loaded_without_it() {
    let db = TestDb::new().await;
    let siti = db.staff("office").await.cx();
    ask(
        &siti,
        SaveView {
            view: overdue("Lama", false),
        },
    )
    .await
    .unwrap();
    sqlx::query("update saved_views set columns = '[\"number\", \"colour\"]'")
        .execute(db.owner())
        .await
        .unwrap();
    let loaded = &views(&siti).await[0];
    assert_eq!(loaded.columns, Some(vec!["number".to_owned()]));
    assert_eq!(loaded.dropped, ["colour"]);
}

#[tokio::test]
async fn two_hundred_views_are_enough_for_a_person() {
    let db = TestDb::new().await;
    let siti = db.staff("office").await;
    sqlx::query(
        "insert into saved_views (list, name, owner_id, query) select 'invoices', 'Tampilan ' || i, $1, '{}' from generate_series(1, 200) i",
    )
    .bind(siti.id)
    .execute(db.owner())
    .await
    .unwrap();
    let refused = ask(
        &siti.cx(),
        SaveView {
            view: overdue("Satu lagi", false),
        },
    )
    .await;
    assert_eq!(reason(&refused.unwrap_err()), "VIEWS_FULL");
}
