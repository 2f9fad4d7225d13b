//! Rows 13 and 14: marks of templates in what people wrote, and messages of no or too great length.

use model::{
    registrations::CreateRegistration,
    templates::{
        Gaps, LENGTH_MAX, ListTemplates, PlaceHolder, SaveTemplate, ShowTemplateValues, Subject,
        TemplateName, Values, fill,
    },
    text::Locale,
};

use super::desk::Desk;
use crate::ask::ask;

fn broadcast(body: &str) -> SaveTemplate {
    SaveTemplate {
        name: TemplateName::Broadcast,
        language: Locale::Id,
        seen: 1,
        body: body.to_owned(),
    }
}

#[tokio::test]
async fn row_13_marks_of_a_template_in_a_value_are_not_expanded() {
    let desk = Desk::office().await;
    let name = "{company_name} {{x}} *Budi*";
    let request = CreateRegistration {
        name: name.to_owned(),
        ..desk.application()
    };
    let id = ask(&desk.cx, request).await.unwrap().id;
    let customer = desk.approve(id).await.customer;
    let asked = ShowTemplateValues {
        language: Locale::Id,
        subject: Subject::Customer(customer),
    };
    let mut values = ask(&desk.cx, asked).await.unwrap();
    values.insert(PlaceHolder::Message, "Kode {code} untuk {name}".to_owned());
    let texts = ask(&desk.cx, ListTemplates {}).await.unwrap();
    let mut texts = texts.into_iter();
    let text = texts
        .find(|one| one.name == TemplateName::Broadcast && one.language == Locale::Id)
        .unwrap();
    let said = fill(&text.body, &values, Gaps::Empty).unwrap();
    assert!(
        said.starts_with("Halo {company_name} {{x}} ∗Budi∗,\n\nKode {code} untuk {name}\n"),
        "{said}"
    );
}

#[tokio::test]
async fn row_13_a_text_with_marks_that_mean_nothing_is_refused() {
    let desk = Desk::of("admin").await;
    let fault = desk
        .refuses(broadcast("{message} {name}"), "TEMPLATE_UNKNOWN")
        .await;
    assert_eq!(fault.field("body")[0].args["name"], "{name}");
    desk.refuses(broadcast("{message} {"), "TEMPLATE_BRACE")
        .await;
    let fault = desk.refuses(broadcast("Halo"), "TEMPLATE_MISSING").await;
    assert_eq!(fault.field("body")[0].args["name"], "{message}");
}

#[tokio::test]
async fn row_14_a_message_of_0_or_65537_characters_is_msg_length() {
    let desk = Desk::of("admin").await;
    desk.refuses(broadcast(""), "MSG_LENGTH").await;
    let long = format!("{{message}}{:x<65528}", "");
    let fault = desk.refuses(broadcast(&long), "MSG_LENGTH").await;
    assert_eq!(fault.field("body")[0].args["max"], "4096");
    assert_eq!(fault.field("body")[0].args["length"], "65537");
    let longest = format!("{{message}}{:x<1$}", "", LENGTH_MAX - 9);
    assert_eq!(ask(&desk.cx, broadcast(&longest)).await.unwrap(), 2);
    let values = Values::from([(PlaceHolder::Message, "y".repeat(10))]);
    let grown = fill(&longest, &values, Gaps::Empty).unwrap_err();
    assert_eq!(grown.code, "MSG_LENGTH");
}
