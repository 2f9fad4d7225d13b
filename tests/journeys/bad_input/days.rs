//! Rows 25 to 28 and 30: days, ranges of days and time zones.

use aglis_core::{clock, context::Clock};
use chrono::{Days, NaiveDate};
use model::{
    customers::ShowCustomer,
    format::parse_day,
    ids::{CustomerId, StaffId},
    list::{FILTER_DAYS_MAX, Filter, ListQuery, Op},
    money::Rupiah,
    registrations::{CreateRegistration, ListRegistrations, ScheduleSurvey, VerifyRegistration},
    settings::{SaveCompany, ShowCompany},
    states::Slot,
};
use uuid::Uuid;

use super::desk::{Desk, code};
use crate::{ask::ask, support::build};

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
    let now = desk.cx.now(&mut db).await.unwrap();
    clock::business_day(&mut db, now).await.unwrap()
}

#[tokio::test]
async fn rules_ask_the_clock_of_the_database_and_not_that_of_the_desk() {
    let desk = Desk::office().await;
    let mut db = desk.db.owner().acquire().await.unwrap();
    // Another clock for this connection, found before the real one.
    sqlx::raw_sql(
        "create function public.clock_timestamp() returns timestamptz language sql as $$ select timestamptz '2031-02-03 04:05:06+00' $$;
         set search_path = public, pg_catalog",
    )
    .execute(&mut *db)
    .await
    .unwrap();
    let now = desk.cx.now(&mut db).await.unwrap();
    assert_eq!(now.to_rfc3339(), "2031-02-03T04:05:06+00:00");
}

#[tokio::test]
async fn a_service_shows_the_price_of_the_business_day() {
    let desk = Desk::office().await;
    let owner = desk.db.owner();
    let package = build::package(owner, "HS20", 200_000).await;
    sqlx::query("insert into package_prices (package_id, valid_from, monthly_price) values ($1, '2030-01-02', 300000)")
        .bind(package)
        .execute(owner)
        .await
        .unwrap();
    let customer: i64 = sqlx::query_scalar(
        "with k as (insert into contacts (name) values ('Siti') returning id),
              c as (insert into customers (code, contact_id, name, zone_id) select 'AGLS-1', id, 'Siti', $1 from k returning id)
         insert into services (customer_id, package_id, zone_id, status, street) select id, $2, $1, 'active', 'Jl. Asia 1' from c returning customer_id",
    )
    .bind(desk.zone)
    .bind(package)
    .fetch_one(owner)
    .await
    .unwrap();
    // In Jakarta it is the second of January from 17:00 UTC on.
    for (instant, price) in [
        ("2030-01-01T16:59:00Z", 200_000),
        ("2030-01-01T17:01:00Z", 300_000),
    ] {
        let mut cx = desk.cx.clone();
        cx.clock = Clock::Fixed(instant.parse().unwrap());
        let id = CustomerId(customer);
        let shown = ask(&cx, ShowCustomer { id }).await.unwrap();
        assert_eq!(shown.services[0].monthly_price, Rupiah(price), "{instant}");
    }
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
