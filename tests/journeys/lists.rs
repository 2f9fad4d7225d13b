//! The list engine against the real schema: every column, every order, every page.

use aglis_core::{context::Cx, lists};
use model::{
    customers::ListCustomers,
    list::{Cursor, Filter, ListQuery, Op, Selection, Sort},
};

use crate::{
    ask::{ask, reason},
    support::{build, database::TestDb},
};

async fn office_with_customers(count: i32) -> (TestDb, Cx) {
    let db = TestDb::new().await;
    let zone = build::zone(db.owner(), "Bandung Utara").await;
    sqlx::query(
        "with k as (insert into contacts (name, phone) select 'Pelanggan ' || (i % 7), case when i % 3 > 0 then '+62812000' || lpad(i::text, 5, '0') end
                    from generate_series(1, $1) i returning id, name)
         insert into customers (code, contact_id, name, zone_id, outstanding) select 'AGLS-' || (20000 + id), id, name, $2, id % 5 * 1000 from k",
    )
    .bind(count)
    .bind(zone)
    .execute(db.owner())
    .await
    .unwrap();
    sqlx::query("update contacts set name = '100%_\\ sungguh' where id = 1")
        .execute(db.owner())
        .await
        .unwrap();
    sqlx::query("update customers set name = '100%_\\ sungguh' where contact_id = 1")
        .execute(db.owner())
        .await
        .unwrap();
    let siti = db.staff("office").await;
    (db, Cx::new(siti.pool, "kantor"))
}

#[tokio::test]
async fn paging_shows_every_row_once_in_any_order() {
    let (_db, cx) = office_with_customers(103).await;
    for (columns, descending) in [
        (vec!["name"], false),
        (vec!["name", "outstanding"], true),
        (vec!["phone"], false),
        (vec!["phone", "name"], true),
        (vec!["created_at"], true),
        (vec!["kecamatan", "phone"], false),
    ] {
        let sort: Vec<_> = columns
            .iter()
            .map(|column| Sort {
                column: (*column).to_owned(),
                descending,
            })
            .collect();
        let whole = ask(
            &cx,
            ListCustomers {
                query: ListQuery {
                    sort: sort.clone(),
                    limit: 500,
                    count: true,
                    ..Default::default()
                },
            },
        )
        .await
        .unwrap();
        assert_eq!((whole.rows.len(), whole.total), (103, Some(103)));
        let (mut ids, mut after) = (Vec::new(), None);
        loop {
            let page = ask(
                &cx,
                ListCustomers {
                    query: ListQuery {
                        sort: sort.clone(),
                        limit: 10,
                        after,
                        ..Default::default()
                    },
                },
            )
            .await
            .unwrap();
            ids.extend(page.rows.iter().map(|row| row.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(
            ids,
            whole.rows.iter().map(|row| row.id).collect::<Vec<_>>(),
            "{columns:?}"
        );
    }
}

#[tokio::test]
async fn every_column_of_every_list_sorts_and_filters() {
    let (db, _cx) = office_with_customers(3).await;
    let mut connection = db.owner().acquire().await.unwrap();
    for list in lists::all() {
        for column in list.columns {
            let values: &[&str] = match column.kind {
                lists::Kind::Number | lists::Kind::Money => &["1", "2"],
                lists::Kind::Day | lists::Kind::Instant => &["2025-01-01", "2025-12-31"],
                lists::Kind::Text
                | lists::Kind::Word(_)
                | lists::Kind::Worded
                | lists::Kind::Problem
                | lists::Kind::Phone
                | lists::Kind::Tags => &["a", "b"],
            };
            let filter = |op| Filter {
                column: column.name.to_owned(),
                op,
                values: values.iter().map(|value| (*value).to_owned()).collect(),
            };
            let mut filters = Vec::new();
            if column.kind != lists::Kind::Tags {
                filters.push(filter(Op::Between));
            }
            if column.kind != lists::Kind::Instant {
                filters.extend([filter(Op::Is), filter(Op::IsNot)]);
            }
            if column.nullable && column.kind != lists::Kind::Instant {
                let nothing = || Filter {
                    values: vec![String::new()],
                    ..filter(Op::Is)
                };
                filters.extend([
                    nothing(),
                    Filter {
                        op: Op::IsNot,
                        ..nothing()
                    },
                ]);
            }
            let query = ListQuery {
                search: "0812 siti".to_owned(),
                filters,
                sort: vec![Sort {
                    column: column.name.to_owned(),
                    descending: true,
                }],
                count: true,
                ..Default::default()
            };
            let page = lists::page(&mut connection, list, &query, |_| Ok(())).await;
            assert!(page.is_ok(), "{}.{}: {page:?}", list.name, column.name);
        }
    }
}

#[tokio::test]
async fn a_search_takes_signs_as_they_are_and_numbers_however_written() {
    let (_db, cx) = office_with_customers(30).await;
    let found = async |search: &str| {
        ask(
            &cx,
            ListCustomers {
                query: ListQuery {
                    search: search.to_owned(),
                    ..Default::default()
                },
            },
        )
        .await
        .unwrap()
        .rows
        .len()
    };
    assert_eq!(found("%_\\").await, 1);
    assert_eq!(found("%").await, 1);
    assert_eq!(found("0812-0000-0004").await, 1);
    assert_eq!(found("+62 812-0000-0004").await, 1);
    assert_eq!(found("0812 0000 0004").await, 1);
    assert_eq!(found("0812 0000").await, 20);
    assert_eq!(found("62812000").await, 20);
    assert_eq!(found("(a*)*b").await, 0);
    assert_eq!(found("PELANGGAN AGLS-2").await, 29);
}

#[tokio::test]
async fn a_total_counts_what_the_pages_show() {
    let (_db, cx) = office_with_customers(60).await;
    let zone = |name: &str| Filter {
        column: "zone".to_owned(),
        op: Op::Is,
        values: vec![name.to_owned()],
    };
    for (search, filters, expected) in [
        ("", vec![], 60),
        // Too short for an index, and long enough for one.
        ("9", vec![], 6),
        ("pelanggan 9", vec![], 6),
        ("0812-0000-0004", vec![], 1),
        ("", vec![zone("Bandung Utara")], 60),
        ("", vec![zone("Bandung Selatan")], 0),
    ] {
        let query = ListQuery {
            search: search.to_owned(),
            filters,
            limit: 500,
            count: true,
            ..Default::default()
        };
        let page = ask(&cx, ListCustomers { query }).await.unwrap();
        assert_eq!(page.total, Some(page.rows.len() as i64), "{search:?}");
        assert_eq!(page.rows.len(), expected, "{search:?}");
    }
}

#[tokio::test]
async fn a_page_stops_counting_where_a_person_would() {
    let (db, cx) = office_with_customers(10_050).await;
    // What the server does by itself soon after so many rows.
    sqlx::query("analyze customers, contacts")
        .execute(db.owner())
        .await
        .unwrap();
    let ask_for = async |query: ListQuery| ask(&cx, ListCustomers { query }).await.unwrap();
    let page = ask_for(ListQuery {
        count: true,
        ..Default::default()
    })
    .await;
    assert_eq!((page.rows.len(), page.total), (100, Some(10_000)));
    assert!(page.is_more);
    let all = ask_for(ListQuery {
        only_count: true,
        ..Default::default()
    })
    .await;
    assert_eq!((all.rows.len(), all.total), (0, Some(10_050)));
    assert!(!all.is_more);
    let few = ask_for(ListQuery {
        search: "Pelanggan AGLS-2999".to_owned(),
        count: true,
        ..Default::default()
    })
    .await;
    assert_eq!((few.total, few.is_more), (Some(10), false));
}

#[tokio::test]
async fn a_wrong_query_gets_its_reason() {
    let (_db, cx) = office_with_customers(1).await;
    let code =
        async |query: ListQuery| reason(&ask(&cx, ListCustomers { query }).await.unwrap_err());
    assert_eq!(
        code(ListQuery {
            limit: 1_000_000_000,
            ..Default::default()
        })
        .await,
        "PAGE_RANGE"
    );
    assert_eq!(
        code(ListQuery {
            search: "x".repeat(5_000),
            ..Default::default()
        })
        .await,
        "SEARCH_LENGTH"
    );
    let sort = vec![Sort {
        column: "name;drop".to_owned(),
        descending: false,
    }];
    assert_eq!(
        code(ListQuery {
            sort,
            ..Default::default()
        })
        .await,
        "SORT_UNKNOWN"
    );
    let filters = vec![Filter {
        column: "created_at".to_owned(),
        op: Op::Between,
        values: vec!["2026-02-30".to_owned(), String::new()],
    }];
    assert_eq!(
        code(ListQuery {
            filters,
            ..Default::default()
        })
        .await,
        "DATE_INVALID"
    );
    let after = Some(Cursor {
        values: vec![],
        id: 1,
    });
    assert_eq!(
        code(ListQuery {
            after,
            ..Default::default()
        })
        .await,
        "CURSOR"
    );
}

#[tokio::test]
async fn every_list_is_asked_by_people_with_the_rights_of_its_page() {
    let (db, cx) = office_with_customers(3).await;
    let supervisor = db.staff("supervisor").await.cx();
    let admin = db.staff("admin").await.cx();
    for cx in [&cx, &supervisor, &admin] {
        let mut connection = cx.pool.acquire().await.unwrap();
        for list in lists::all() {
            let page = lists::page(&mut connection, list, &ListQuery::default(), |_| Ok(())).await;
            assert!(page.is_ok(), "{}: {page:?}", list.name);
        }
    }
}

#[tokio::test]
async fn the_end_of_a_list_is_read_from_the_end() {
    let (_db, cx) = office_with_customers(103).await;
    let ids = async |query: ListQuery| -> Vec<i64> {
        let page = ask(&cx, ListCustomers { query }).await.unwrap();
        page.rows.iter().map(|row| row.id.0).collect()
    };
    for column in ["name", "phone", "created_at"] {
        for descending in [false, true] {
            let sort = vec![Sort {
                column: column.to_owned(),
                descending,
            }];
            let query = |skip, backwards, limit| ListQuery {
                sort: sort.clone(),
                skip,
                backwards,
                limit,
                ..Default::default()
            };
            let whole = ids(query(0, false, 500)).await;
            assert_eq!(ids(query(0, true, 3)).await, whole[100..], "{column}");
            assert_eq!(ids(query(3, true, 20)).await, whole[80..100], "{column}");
            assert_eq!(ids(query(50, false, 20)).await, whole[50..70], "{column}");
        }
    }
    let last = ListQuery {
        backwards: true,
        limit: 3,
        skip: 10,
        ..Default::default()
    };
    let page = ask(&cx, ListCustomers { query: last }).await.unwrap();
    let on = ListQuery {
        after: page.next,
        limit: 500,
        ..Default::default()
    };
    assert_eq!(ids(on).await.len(), 10, "reading on goes forward again");
}

#[tokio::test]
async fn a_selection_is_resolved_by_the_database() {
    let (db, cx) = office_with_customers(30).await;
    let mut connection = cx.pool.acquire().await.unwrap();
    let list = lists::named("customers").unwrap();
    let all = Selection::Matching {
        query: Box::new(ListQuery {
            search: "PELANGGAN".to_owned(),
            ..Default::default()
        }),
        except: vec![],
    };
    let ids = lists::ids(&mut connection, list, &all).await.unwrap();
    assert_eq!(ids.len(), 29);
    let fewer = all.with([ids[3], ids[5]], false);
    assert_eq!(
        lists::count(&mut connection, list, &fewer).await.unwrap(),
        27
    );
    let some = Selection::Ids(vec![ids[0], ids[1], 999_999]);
    assert_eq!(
        lists::ids(&mut connection, list, &some).await.unwrap(),
        ids[..2]
    );
    let stranger = db.staff("supervisor").await.cx();
    let mut connection = stranger.pool.acquire().await.unwrap();
    assert_eq!(
        lists::count(&mut connection, list, &some).await.unwrap(),
        0,
        "a supervisor of no zone chooses nothing"
    );
}
