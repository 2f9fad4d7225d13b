//! Tax rates are fixed ahead and never changed; the company's way of charging is one of three.

use crate::arrange::{broken, refused, run, text};
use crate::support::database::TestDb;

const DENIED: &str = "42501";

#[tokio::test]
async fn no_rate_that_has_begun_is_added_changed_or_taken_away() {
    let db = TestDb::new().await;
    let admin = db.staff("admin").await.pool;
    for denied in [
        "insert into tax_rates values (app.business_day(now()), 5, 1, 1)",
        "insert into tax_rates values ('2024-01-01', 5, 1, 1)",
        "update tax_rates set rate = 5",
        "update tax_rates set valid_from = '2099-01-01'",
    ] {
        assert_eq!(refused(&admin, denied).await, DENIED, "{denied}");
    }
    let add = "insert into tax_rates values (app.business_day(now()) + 1, 13, 11, 13)";
    assert_eq!(run(&admin, add).await, 1);
    assert_eq!(
        run(&admin, "delete from tax_rates").await,
        1,
        "only the one of tomorrow goes"
    );
    let office = db.staff("office").await.pool;
    for denied in [add, "delete from tax_rates"] {
        assert_eq!(refused(&office, denied).await, DENIED, "{denied}");
    }
}

#[tokio::test]
async fn tax_is_charged_in_one_of_three_ways() {
    let db = TestDb::new().await;
    let admin = db.staff("admin").await.pool;
    let choose = |value: &str| format!("update settings set value = '{value}' where key = 'tax'");
    for value in [r#"{"treatment": "doubled"}"#, "{}", r#""added""#] {
        assert_eq!(
            broken(&admin, &choose(value)).await,
            "settings_tax_known",
            "{value}"
        );
    }
    run(&admin, &choose(r#"{"treatment": "included"}"#)).await;
    let seen = text(
        &db.staff("office").await.pool,
        "select value ->> 'treatment' from settings where key = 'tax'",
    )
    .await;
    assert_eq!(seen, "included");
}
