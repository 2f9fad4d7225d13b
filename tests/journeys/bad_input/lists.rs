//! Rows 41 to 44: searching, paging and sorting.

use model::{
    customers::ListCustomers,
    list::{Cursor, Filter, ListQuery, Op, Sort},
    registrations::{CreateRegistration, ListRegistrations},
};

use super::desk::Desk;
use crate::ask::ask;

async fn found(desk: &Desk, search: &str) -> usize {
    let query = ListQuery {
        search: search.to_owned(),
        ..Default::default()
    };
    let page = ask(&desk.cx, ListRegistrations { query }).await.unwrap();
    page.rows.len()
}

async fn take_in_named(desk: &Desk, name: &str) {
    let request = CreateRegistration {
        name: name.to_owned(),
        ..desk.application()
    };
    ask(&desk.cx, request).await.unwrap();
}

#[tokio::test]
async fn row_41_signs_of_patterns_in_a_search_mean_themselves() {
    let desk = Desk::office().await;
    take_in_named(&desk, "Budi Santoso").await;
    assert_eq!(found(&desk, "%_\\").await, 0);
    take_in_named(&desk, "100%_\\ sungguh").await;
    for search in ["%_\\", "%", "_", "\\"] {
        assert_eq!(found(&desk, search).await, 1, "{search}");
    }
}

#[tokio::test]
async fn row_42_a_long_search_is_search_length_and_an_expression_means_itself() {
    let desk = Desk::office().await;
    let query = ListQuery {
        search: "x".repeat(5_000),
        ..Default::default()
    };
    desk.refuses(ListRegistrations { query }, "SEARCH_LENGTH")
        .await;
    take_in_named(&desk, "aaaab").await;
    assert_eq!(found(&desk, "(a*)*b").await, 0);
    take_in_named(&desk, "(a*)*b").await;
    assert_eq!(found(&desk, "(a*)*b").await, 1);
}

#[tokio::test]
async fn row_43_a_page_below_none_or_of_a_billion_rows_is_page_range() {
    let desk = Desk::office().await;
    for limit in ["-1", "1000000000", "1e9", "0.5", "99999999999999999999"] {
        let bytes = format!(r#"{{"request":{{"query":{{"limit":{limit}}}}}}}"#);
        desk.refuses_bytes("ListCustomers", bytes.as_bytes(), "PAGE_RANGE")
            .await;
    }
    let text = br#"{"request":{"query":{"limit":"10"}}}"#;
    desk.refuses_bytes("ListCustomers", text, "BODY_FORMAT")
        .await;
}

#[tokio::test]
async fn row_44_a_column_nobody_has_is_sort_unknown() {
    let desk = Desk::office().await;
    let sort = vec![Sort {
        column: "name;drop".to_owned(),
        descending: false,
    }];
    let query = ListQuery {
        sort,
        ..Default::default()
    };
    desk.refuses(ListCustomers { query }, "SORT_UNKNOWN").await;
}

#[tokio::test]
async fn conditions_without_end_are_refused() {
    let desk = Desk::office().await;
    let filter = Filter {
        column: "name".to_owned(),
        op: Op::Contains,
        values: vec!["a".to_owned()],
    };
    let query = ListQuery {
        filters: vec![filter; 70_000],
        ..Default::default()
    };
    desk.refuses(ListCustomers { query }, "FILTER_UNKNOWN")
        .await;
}

#[tokio::test]
async fn a_place_in_a_list_that_was_made_up_is_refused() {
    let desk = Desk::office().await;
    for made_up in ["-0001-01-01 00:00:00+00", "2026-01-01 00:00:00+23:59", "x"] {
        let query = ListQuery {
            after: Some(Cursor {
                values: vec![Some(made_up.to_owned())],
                id: i64::MAX,
            }),
            sort: vec![Sort {
                column: "created_at".to_owned(),
                descending: true,
            }],
            ..Default::default()
        };
        desk.refuses(ListCustomers { query }, "CURSOR").await;
    }
}
