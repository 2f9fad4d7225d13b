//! Rows 45 to 47, 57, 59 and 60: links and texts; and that every code of the catalogue has its sentence.

use model::{
    customers::{ListStory, StoryKind},
    problem::Problem,
    registrations::CreateRegistration,
    states::{Priority, TicketType},
    text::{Locale, Words},
    tickets::{CreateTicket, NoteTicket, ShowTicket},
    valid,
};

use super::desk::{Desk, code};
use crate::ask::ask;

async fn ticket(desk: &Desk, description: &str) -> CreateTicket {
    let approved = desk.approved().await;
    CreateTicket {
        customer: Some(approved.customer),
        service: Some(approved.service),
        zone: None,
        odp: None,
        kind: TicketType::Repair,
        category: None,
        priority: Priority::Normal,
        description: description.to_owned(),
    }
}

#[test]
fn row_45_a_link_that_runs_something_is_link_scheme() {
    for link in [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
    ] {
        assert_eq!(code(valid::link(link)), "LINK_SCHEME", "{link}");
    }
}

#[test]
fn row_46_a_link_into_the_computer_is_link_scheme() {
    for link in ["file:///etc/passwd", "smb://h/x", "\\\\h\\x"] {
        assert_eq!(code(valid::link(link)), "LINK_SCHEME", "{link}");
    }
}

#[test]
fn row_47_a_link_of_501_signs_is_link_length() {
    let link = |length: usize| format!("{:x<length$}", "https://x.id/");
    assert_eq!(code(valid::link(&link(501))), "LINK_LENGTH");
    assert_eq!(valid::link(&link(500)), Ok(link(500)));
}

#[tokio::test]
async fn row_57_markup_in_a_ticket_is_stored_and_answered_as_text() {
    let desk = Desk::office().await;
    let text = "<img src=x onerror=alert(1)>";
    let request = ticket(&desk, text).await;
    let customer = request.customer;
    let id = ask(&desk.cx, request).await.unwrap().id;
    let body = text.to_owned();
    ask(&desk.cx, NoteTicket { id, body }).await.unwrap();
    let shown = ask(&desk.cx, ShowTicket { id }).await.unwrap();
    assert_eq!(shown.description, text);
    assert_eq!(shown.timeline[0].body.as_deref(), Some(text));
    let story = ListStory {
        id: customer.unwrap(),
        kinds: vec![StoryKind::Ticket],
        after: None,
        limit: 0,
    };
    let story = ask(&desk.cx, story).await.unwrap();
    assert_eq!(story.entries.len(), 2);
}

#[tokio::test]
async fn row_59_a_description_of_two_megabytes_is_text_too_long() {
    let desk = Desk::office().await;
    let request = ticket(&desk, &"x".repeat(2_000_000)).await;
    let fault = desk.refuses(request, "TEXT_TOO_LONG").await;
    assert_eq!(fault.field("description")[0].args["max"], "10000");
}

#[tokio::test]
async fn row_60_five_thousand_marks_on_one_letter_are_text_marks() {
    let desk = Desk::office().await;
    let zalgo = format!("Z{}", "\u{301}".repeat(5_000));
    let name = CreateRegistration {
        name: zalgo.clone(),
        ..desk.application()
    };
    desk.refuses(name, "TEXT_MARKS").await;
    let note = CreateRegistration {
        note: zalgo.clone(),
        ..desk.application()
    };
    desk.refuses(note, "TEXT_MARKS").await;
    let request = ticket(&desk, &zalgo).await;
    desk.refuses(request, "TEXT_MARKS").await;
}

#[test]
fn every_code_of_the_catalogue_has_its_sentence_in_both_languages() {
    let codes = "PHONE_LENGTH PHONE_CHARS PHONE_DOUBLE_ZERO PHONE_ONE_ONLY NAME_REQUIRED NAME_TOO_LONG TEXT_CONTROL_CHAR TEXT_BIDI NIK_16 NIK_DATE \
        EMAIL_FORMAT AMOUNT_NEGATIVE AMOUNT_FORMAT AMOUNT_TOO_LARGE PAY_OVER DATE_INVALID DATE_RANGE RANGE_ORDER RANGE_MAX TZ_UNKNOWN STALE \
        WRONG_STATE KEY_REUSED KEY_FORMAT SEARCH_LENGTH PAGE_RANGE SORT_UNKNOWN LINK_SCHEME LINK_LENGTH TEXT_TOO_LONG TEXT_MARKS FILE_EMPTY \
        FILE_SIZE FILE_TYPE IMAGE_DIMENSIONS IMAGE_BROKEN FILE_COUNT BODY_FORMAT FIELD_UNKNOWN CONN_SETTINGS CONN_TLS_REQUIRED PASS_LENGTH \
        LOGIN_NAME CHOICE_UNKNOWN FILTER_UNKNOWN FILTER_VALUE CURSOR TAKEN CSV_FORMAT CSV_BINARY CSV_NO_ROWS CSV_TOO_LARGE CSV_DUPLICATE_HEAD MSG_LENGTH \
        TEMPLATE_BRACE TEMPLATE_UNKNOWN TEMPLATE_MISSING PIN_FORM PORTS_USED ODP_USED TYPE_UNKNOWN";
    for locale in Locale::ALL {
        let words = Words::new(locale, &[]);
        for code in codes.split_whitespace() {
            let key = Problem::new(code).text_key();
            assert!(words.knows(&key), "{key} in {}", locale.code());
        }
    }
}
