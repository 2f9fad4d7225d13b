//! Rows 25 to 28 and 30: days, ranges of days and time zones.

use aglis_core::clock;
use chrono::{Days, NaiveDate};
use model::{
    format::parse_day,
    ids::StaffId,
    list::{FILTER_DAYS_MAX, Filter, ListQuery, Op},
    registrations::{CreateRegistration, ListRegistrations, ScheduleSurvey, VerifyRegistration},
    settings::{SaveCompany, ShowCompany},
    states::Slot,
};
use uuid::Uuid;

use super::desk::{Desk, code};
use crate::ask::ask;

fn between(column: &str, from: &str, to: &str) -> ListRegistrations {
    ListRegistrations {
        query: ListQuery {
            filters: vec![Filter {
                column: column.to_owned(),
                op: Op::Between,
                values: vec![from.to_owned(), to.to_owned()],
            }],
            ..Default::default()
        },
    }
}

async fn today(desk: &Desk) -> NaiveDate {
    let mut db = desk.db.owner().acquire().await.unwrap();
    clock::business_day(&mut db, desk.cx.clock.now())
        .await
        .unwrap()
}

#[tokio::test]
async fn row_25_a_day_the_calendar_does_not_have_is_date_invalid() {
    assert_eq!(code(parse_day("2026-02-30")), "DATE_INVALID");
    let desk = Desk::office().await;
    for column in ["created_at", "preferred_date"] {
        desk.refuses(between(column, "2026-02-30", ""), "DATE_INVALID")
            .await;
    }
    let request = serde_json::to_string(&desk.application()).unwrap();
    let request = request.replacen(
        r#""preferred_date":null"#,
        r#""preferred_date":"2026-02-30""#,
        1,
    );
    let bytes = format!(r#"{{"key":"{}","request":{request}}}"#, Uuid::now_v7());
    desk.refuses_bytes("CreateRegistration", bytes.as_bytes(), "BODY_FORMAT")
        .await;
}

#[tokio::test]
async fn row_26_a_day_beyond_all_calendars_is_date_range() {
    let desk = Desk::office().await;
    for text in ["0001-01-01", "infinity", "-infinity"] {
        assert_eq!(code(parse_day(text)), "DATE_RANGE", "{text}");
        for column in ["created_at", "preferred_date"] {
            desk.refuses(between(column, text, ""), "DATE_RANGE").await;
        }
    }
}

#[tokio::test]
async fn row_27_an_end_before_its_start_is_range_order() {
    let desk = Desk::office().await;
    for column in ["created_at", "preferred_date"] {
        desk.refuses(between(column, "2026-03-01", "2026-02-28"), "RANGE_ORDER")
            .await;
    }
    let amounts = model::customers::ListCustomers {
        query: between("outstanding", "9", "10").query,
    };
    ask(&desk.cx, amounts).await.unwrap();
    let amounts = model::customers::ListCustomers {
        query: between("outstanding", "10", "9").query,
    };
    desk.refuses(amounts, "RANGE_ORDER").await;
}

#[tokio::test]
async fn row_28_two_hundred_years_are_range_max_and_ten_years_of_books_are_not() {
    let desk = Desk::office().await;
    for column in ["created_at", "preferred_date"] {
        let fault = desk
            .refuses(between(column, "1950-01-01", "2149-12-31"), "RANGE_MAX")
            .await;
        assert_eq!(
            fault.field("filters")[0].args["max"],
            FILTER_DAYS_MAX.to_string()
        );
        for (from, to) in [
            ("2024-05-01", "2025-11-01"),
            ("2016-01-01", "2025-12-31"),
            ("1950-01-01", ""),
        ] {
            ask(&desk.cx, between(column, from, to)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn row_28_what_is_planned_lies_within_a_year() {
    let desk = Desk::office().await;
    let id = desk.take_in().await;
    let verified = VerifyRegistration { id, version: 1 };
    ask(&desk.cx, verified).await.unwrap();
    let today = today(&desk).await;
    for (day, code) in [
        (today + Days::new(367), "RANGE_MAX"),
        (NaiveDate::MAX, "RANGE_MAX"),
        (today - Days::new(1), "DATE_PAST"),
    ] {
        let survey = ScheduleSurvey {
            id,
            version: 2,
            day,
            slot: Slot::Morning,
            technician: StaffId(1),
        };
        desk.refuses(survey, code).await;
        let wanted = CreateRegistration {
            preferred_date: Some(day),
            ..desk.application()
        };
        desk.refuses(wanted, code).await;
    }
}

#[tokio::test]
async fn a_day_is_found_however_it_is_written() {
    let desk = Desk::office().await;
    let day = today(&desk).await;
    desk.take_in().await;
    for pattern in ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"] {
        let text = day.format(pattern).to_string();
        let found = ask(&desk.cx, between("created_at", &text, &text))
            .await
            .unwrap();
        assert_eq!(found.rows.len(), 1, "{text}");
    }
}

#[tokio::test]
async fn row_30_a_time_zone_nobody_has_is_tz_unknown() {
    let desk = Desk::of("admin").await;
    let mut company = ask(&desk.cx, ShowCompany {}).await.unwrap();
    company.time_zone = "Asia/Djakarta".to_owned();
    desk.refuses(SaveCompany { company }, "TZ_UNKNOWN").await;
}
