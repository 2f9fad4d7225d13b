//! Rows 69 to 71: codes that are none, wrong, over or used, and too many of them.

use model::{
    ids::RegistrationId,
    registrations::{
        ShowRegistration,
        phone::{AskPhoneCode, ConfirmPhone},
    },
    secret::Secret,
};

use super::desk::Desk;
use crate::{ask::ask, messages_sent::sending};

/// The code that is on its way, as only the worker sees it.
async fn code(desk: &Desk) -> String {
    let body: String = sqlx::query_scalar("select body from queue_jobs order by id desc limit 1")
        .fetch_one(desk.db.owner())
        .await
        .unwrap();
    let after = body.split("*").nth(1).unwrap();
    after.to_owned()
}

/// What is said of a typed code; none when it is right.
async fn said(desk: &Desk, id: RegistrationId, code: &str) -> Option<String> {
    let request = ConfirmPhone {
        id,
        code: Secret::new(code),
    };
    let confirmed = ask(&desk.cx, request).await.unwrap();
    confirmed.problem.map(|problem| problem.code)
}

async fn is_verified(desk: &Desk, id: RegistrationId) -> bool {
    let shown = ask(&desk.cx, ShowRegistration { id }).await.unwrap();
    shown.phone_verified_at.is_some()
}

fn another(code: &str) -> String {
    let first = if code.starts_with('1') { '2' } else { '1' };
    format!("{first}{}", &code[1..])
}

#[tokio::test]
async fn a_right_code_verifies_and_is_seen_by_nobody() {
    let desk = sending().await;
    let id = desk.take_in().await;
    let sent = ask(&desk.cx, AskPhoneCode { id }).await.unwrap();
    assert_eq!(sent.wait_s, 0, "another one may be sent");
    let shown: String = sqlx::query_scalar("select body from messages")
        .fetch_one(desk.db.owner())
        .await
        .unwrap();
    assert!(
        shown.starts_with("Kode masuk Anda: *••••••*\n\nBerlaku 5 menit."),
        "{shown}"
    );
    let code = code(&desk).await;
    assert!(!is_verified(&desk, id).await);
    assert_eq!(said(&desk, id, &format!(" {code} ")).await, None);
    assert!(is_verified(&desk, id).await);
}

#[tokio::test]
async fn row_69_what_is_no_code_is_otp_format_and_counts_as_a_try() {
    let desk = sending().await;
    let id = desk.take_in().await;
    ask(&desk.cx, AskPhoneCode { id }).await.unwrap();
    for typed in ["12345", "abcdef", "1234567", "", "١٢٣٤٥٦\0"] {
        let problem = said(&desk, id, typed).await;
        assert_eq!(problem.as_deref(), Some("OTP_FORMAT"), "{typed}");
    }
    let right = code(&desk).await;
    assert_eq!(said(&desk, id, &right).await.as_deref(), Some("OTP_LOCKED"));
    assert!(!is_verified(&desk, id).await);
}

#[tokio::test]
async fn row_70_a_code_that_is_over_used_or_anothers_is_otp_invalid() {
    let desk = sending().await;
    let (id, other) = (desk.take_in().await, desk.take_in().await);
    ask(&desk.cx, AskPhoneCode { id }).await.unwrap();
    let first = code(&desk).await;
    let wrong = said(&desk, id, &another(&first)).await;
    let elsewhere = said(&desk, other, &first).await;
    assert_eq!(said(&desk, id, &first).await, None);
    let used = said(&desk, id, &first).await;
    ask(&desk.cx, AskPhoneCode { id }).await.unwrap();
    let second = code(&desk).await;
    sqlx::query("update phone_checks set expires_at = clock_timestamp()")
        .execute(desk.db.owner())
        .await
        .unwrap();
    let over = said(&desk, id, &second).await;
    for problem in [wrong, elsewhere, used, over] {
        assert_eq!(problem.as_deref(), Some("OTP_INVALID"), "one text for all");
    }
}

#[tokio::test]
async fn row_71_the_6th_wrong_code_is_locked_and_the_4th_send_waits() {
    let desk = sending().await;
    let id = desk.take_in().await;
    ask(&desk.cx, AskPhoneCode { id }).await.unwrap();
    let wrong = another(&code(&desk).await);
    for _ in 0..5 {
        let problem = said(&desk, id, &wrong).await;
        assert_eq!(problem.as_deref(), Some("OTP_INVALID"));
    }
    assert_eq!(said(&desk, id, &wrong).await.as_deref(), Some("OTP_LOCKED"));
    ask(&desk.cx, AskPhoneCode { id }).await.unwrap();
    let third = ask(&desk.cx, AskPhoneCode { id }).await.unwrap();
    assert!((1..=900).contains(&third.wait_s));
    let fault = desk.refuses(AskPhoneCode { id }, "OTP_WAIT").await;
    let seconds: i32 = fault.problem.unwrap().args["seconds"].parse().unwrap();
    assert!((1..=900).contains(&seconds));
}
