//! Rows 1 to 12 and 15 to 18: phones, names, identity numbers and e-mail addresses.

use model::{
    list::ListQuery,
    registrations::{CreateRegistration, ListRegistrations, ShowRegistration},
    settings::{BankAccount, SaveCompany, ShowCompany},
    valid,
};

use super::desk::{Desk, code};
use crate::ask::ask;

async fn phone_is_refused(phone: &str, code: &str) -> model::fault::Fault {
    let desk = Desk::office().await;
    let request = CreateRegistration {
        phone: phone.to_owned(),
        ..desk.application()
    };
    let fault = desk.refuses(request, code).await;
    assert_eq!(fault.field("phone")[0].code, code);
    fault
}

async fn name_is_refused(name: &str, code: &str) {
    let desk = Desk::office().await;
    let request = CreateRegistration {
        name: name.to_owned(),
        ..desk.application()
    };
    let fault = desk.refuses(request, code).await;
    assert_eq!(fault.field("name")[0].code, code);
}

async fn name_is_stored_as_it_is(name: &str) {
    let desk = Desk::office().await;
    let request = CreateRegistration {
        name: name.to_owned(),
        ..desk.application()
    };
    let id = ask(&desk.cx, request).await.unwrap().id;
    let shown = ask(&desk.cx, ShowRegistration { id }).await.unwrap();
    assert_eq!(shown.name, name);
    let query = ListQuery {
        search: name.to_owned(),
        ..Default::default()
    };
    let found = ask(&desk.cx, ListRegistrations { query }).await.unwrap();
    assert_eq!(found.rows.len(), 1, "it is found by what it is");
    assert_eq!(desk.number("select count(*) from registrations").await, 1);
}

#[tokio::test]
async fn row_01_a_short_phone_number_is_phone_length() {
    phone_is_refused("08123", "PHONE_LENGTH").await;
}

#[tokio::test]
async fn row_02_a_letter_in_a_phone_number_is_phone_chars() {
    phone_is_refused("0812-3456-789O", "PHONE_CHARS").await;
}

#[tokio::test]
async fn row_03_a_zero_too_many_is_phone_double_zero_with_a_suggestion() {
    let fault = phone_is_refused("+62 0812 3456 7890", "PHONE_DOUBLE_ZERO").await;
    assert_eq!(fault.field("phone")[0].args["suggestion"], "+6281234567890");
}

#[tokio::test]
async fn row_04_arabic_digits_are_phone_chars() {
    phone_is_refused("٠٨١٢٣٤٥٦٧٨٩٠", "PHONE_CHARS").await;
}

#[tokio::test]
async fn row_05_two_phone_numbers_are_phone_one_only() {
    phone_is_refused("6281234567890,6281234567891", "PHONE_ONE_ONLY").await;
}

#[tokio::test]
async fn row_06_a_phone_number_with_variables_is_phone_chars() {
    phone_is_refused("08123456789|Admin|x", "PHONE_CHARS").await;
}

#[tokio::test]
async fn row_07_an_empty_or_invisible_name_is_name_required() {
    name_is_refused("", "NAME_REQUIRED").await;
    name_is_refused("\u{200b}", "NAME_REQUIRED").await;
}

#[tokio::test]
async fn row_08_a_name_of_ten_thousand_signs_is_name_too_long() {
    name_is_refused(&"a".repeat(10_000), "NAME_TOO_LONG").await;
}

#[tokio::test]
async fn row_09_a_zero_sign_in_a_name_is_text_control_char() {
    name_is_refused("a\u{0}b", "TEXT_CONTROL_CHAR").await;
}

#[tokio::test]
async fn row_09_a_zero_sign_in_what_is_kept_as_a_document_is_text_control_char() {
    let desk = Desk::of("admin").await;
    let company = ask(&desk.cx, ShowCompany {}).await.unwrap();
    let account = |holder: &str| BankAccount {
        bank: "BCA".to_owned(),
        number: "123".to_owned(),
        holder: holder.to_owned(),
    };
    let mut holder = company.clone();
    holder.bank_accounts = vec![account("PT\u{0}Sinar")];
    let mut npwp = company.clone();
    npwp.npwp = "01\u{0}".to_owned();
    let mut phone = company;
    phone.phone = "021\u{0}".to_owned();
    for company in [holder, npwp, phone] {
        desk.refuses(SaveCompany { company }, "TEXT_CONTROL_CHAR")
            .await;
    }
}

#[tokio::test]
async fn row_10_a_sign_that_turns_a_name_is_text_bidi() {
    name_is_refused("Siti\u{202e}gnaR", "TEXT_BIDI").await;
}

#[tokio::test]
async fn row_11_a_name_like_a_statement_is_stored_as_it_is() {
    name_is_stored_as_it_is("Siti'); DROP TABLE--").await;
}

#[tokio::test]
async fn row_12_quotes_and_a_backslash_in_a_name_are_stored_as_they_are() {
    name_is_stored_as_it_is("O'Neil \"Bob\" \\").await;
}

#[tokio::test]
async fn a_name_is_stored_without_the_invisible_signs_around_it() {
    let desk = Desk::office().await;
    let name = "a".repeat(120);
    let request = CreateRegistration {
        name: format!("\u{200b}{name}\u{feff}"),
        ..desk.application()
    };
    let id = ask(&desk.cx, request).await.unwrap().id;
    let shown = ask(&desk.cx, ShowRegistration { id }).await.unwrap();
    assert_eq!(shown.name, name);
}

#[tokio::test]
async fn row_15_an_identity_number_of_fifteen_or_seventeen_digits_is_nik_16() {
    let desk = Desk::office().await;
    for nik in ["327301410190001", "32730141019000012"] {
        let request = CreateRegistration {
            nik: nik.to_owned(),
            ..desk.application()
        };
        desk.refuses(request, "NIK_16").await;
    }
}

#[tokio::test]
async fn row_16_an_impossible_date_in_an_identity_number_warns_and_keeps_nobody_out() {
    let desk = Desk::office().await;
    let nik = "3273017201900001";
    assert_eq!(code(valid::nik(nik)), "NIK_DATE", "what the form shows");
    let request = CreateRegistration {
        nik: nik.to_owned(),
        ..desk.application()
    };
    let id = ask(&desk.cx, request).await.unwrap().id;
    let shown = ask(&desk.cx, ShowRegistration { id }).await.unwrap();
    assert_eq!(shown.nik_masked.as_deref(), Some("••••••••••••0001"));
}

#[tokio::test]
async fn row_17_a_host_without_a_dot_or_a_long_local_part_is_email_format() {
    let desk = Desk::office().await;
    for email in ["a@b".to_owned(), format!("{}@x.id", "a".repeat(255))] {
        let request = CreateRegistration {
            email,
            ..desk.application()
        };
        desk.refuses(request, "EMAIL_FORMAT").await;
    }
}

#[tokio::test]
async fn row_18_a_header_in_an_email_address_is_email_format() {
    let desk = Desk::office().await;
    let request = CreateRegistration {
        email: "x@x.id\r\nBcc:y".to_owned(),
        ..desk.application()
    };
    desk.refuses(request, "EMAIL_FORMAT").await;
}
