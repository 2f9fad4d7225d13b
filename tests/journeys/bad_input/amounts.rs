//! Rows 19 to 24: amounts and payments.

use chrono::NaiveDate;
use model::{
    billing::{RecordPayment, ShowInvoice},
    money::Rupiah,
    registrations::Approved,
    states::{InvoiceStatus, PaymentMethod},
};
use uuid::Uuid;

use super::desk::{Desk, code};
use crate::ask::{ask, ask_as};

async fn payment(desk: &Desk, approved: &Approved) -> RecordPayment {
    let id = approved.invoice;
    let invoice = ask(&desk.cx, ShowInvoice { id }).await.unwrap();
    RecordPayment {
        invoice: id,
        amount: invoice.total,
        method: PaymentMethod::BankTransfer,
        received_on: invoice.issued_on.unwrap(),
        reference: "BCA 123".to_owned(),
    }
}

/// The bytes of a payment whose amount is written like this.
fn written(request: &RecordPayment, amount: &str) -> Vec<u8> {
    let request = serde_json::to_string(request).unwrap();
    let changed = request.replacen("277500", amount, 1);
    format!(r#"{{"key":"{}","request":{changed}}}"#, Uuid::now_v7()).into_bytes()
}

#[tokio::test]
async fn row_19_an_amount_below_zero_is_amount_negative() {
    assert_eq!(code(Rupiah::parse("-1")), "AMOUNT_NEGATIVE");
    let desk = Desk::office().await;
    let paid = payment(&desk, &desk.approved().await).await;
    for (amount, code) in [
        (-1, "AMOUNT_NEGATIVE"),
        (i64::MIN, "AMOUNT_NEGATIVE"),
        (0, "AMOUNT_ZERO"),
    ] {
        let amount = Rupiah(amount);
        desk.refuses(
            RecordPayment {
                amount,
                ..paid.clone()
            },
            code,
        )
        .await;
    }
}

#[tokio::test]
async fn row_20_half_a_rupiah_is_amount_format_and_never_guessed() {
    assert_eq!(code(Rupiah::parse("1.500,50")), "AMOUNT_FORMAT");
    assert_eq!(Rupiah::parse("1.500,00"), Ok(Rupiah(1_500)));
    let desk = Desk::office().await;
    let paid = payment(&desk, &desk.approved().await).await;
    for amount in ["1500.5", "\"1.500\""] {
        desk.refuses_bytes("RecordPayment", &written(&paid, amount), "BODY_FORMAT")
            .await;
    }
}

#[tokio::test]
async fn row_21_exponents_and_what_is_no_number_are_amount_format() {
    for text in ["1e9", "NaN", "Infinity"] {
        assert_eq!(code(Rupiah::parse(text)), "AMOUNT_FORMAT", "{text}");
    }
    let desk = Desk::office().await;
    let paid = payment(&desk, &desk.approved().await).await;
    for amount in ["1e9", "NaN", "Infinity", "null"] {
        desk.refuses_bytes("RecordPayment", &written(&paid, amount), "BODY_FORMAT")
            .await;
    }
}

#[tokio::test]
async fn row_22_an_amount_beyond_the_largest_is_amount_too_large() {
    let beyond = "9223372036854775808";
    assert_eq!(code(Rupiah::parse(beyond)), "AMOUNT_TOO_LARGE");
    let desk = Desk::office().await;
    let paid = payment(&desk, &desk.approved().await).await;
    desk.refuses_bytes("RecordPayment", &written(&paid, beyond), "BODY_FORMAT")
        .await;
    let amount = Rupiah(i64::MAX);
    desk.refuses(RecordPayment { amount, ..paid }, "AMOUNT_TOO_LARGE")
        .await;
}

#[tokio::test]
async fn row_23_more_than_the_balance_is_pay_over_with_both_amounts() {
    let desk = Desk::office().await;
    let paid = payment(&desk, &desk.approved().await).await;
    let over = RecordPayment {
        amount: Rupiah(277_501),
        ..paid
    };
    let fault = desk.refuses(over, "PAY_OVER").await;
    let said = &fault.field("amount")[0].args;
    assert_eq!(
        (said["amount"].as_str(), said["balance"].as_str()),
        ("Rp 277.501", "Rp 277.500")
    );
}

#[tokio::test]
async fn row_24_the_same_payment_sent_twice_at_once_answers_the_first_result() {
    let desk = Desk::office().await;
    let approved = desk.approved().await;
    let part = RecordPayment {
        amount: Rupiah(100_000),
        ..payment(&desk, &approved).await
    };
    let key = Uuid::now_v7();
    let (first, second) = tokio::join!(
        ask_as(&desk.cx, key, part.clone()),
        ask_as(&desk.cx, key, part.clone())
    );
    let (first, second) = (first.unwrap(), second.unwrap());
    let later = ask_as(&desk.cx, key, part).await.unwrap();
    assert_eq!((&first, &first), (&second, &later));
    assert_eq!(
        (first.status, first.balance),
        (InvoiceStatus::Partial, Rupiah(177_500))
    );
    assert_eq!(desk.number("select count(*) from payments").await, 1);
}

#[tokio::test]
async fn money_of_a_day_that_is_no_day_of_business_is_refused() {
    let desk = Desk::office().await;
    let paid = payment(&desk, &desk.approved().await).await;
    for (day, code) in [
        (NaiveDate::MIN, "DATE_RANGE"),
        (NaiveDate::from_ymd_opt(1, 1, 1).unwrap(), "DATE_RANGE"),
        (NaiveDate::MAX, "DATE_FUTURE"),
    ] {
        let received_on = day;
        let request = RecordPayment {
            received_on,
            ..paid.clone()
        };
        desk.refuses(request, code).await;
    }
}
