//! `aglis send`: one message with a text of the company, to try it.

use aglis_core::context::Cx;
use model::{
    fault::Fault,
    messages::write::{PreviewTemplate, TestTemplate},
    phone::Phone,
    templates::{PlaceHolder, TemplateName, Values},
};
use serde_json::json;

use crate::{
    arguments::{Base, Send},
    base::{self, ask},
    failure::{Exit, Failure},
    report::Report,
};

/// Queues the message, or shows it.
pub async fn run(base: &Base, arguments: &Send) -> Result<Report, Failure> {
    let request = TestTemplate {
        name: arguments.template,
        language: arguments.language.into(),
        phone: arguments.to.clone(),
        values: values(arguments)?,
    };
    // Before anything is opened.
    let phone = request.check().map_err(|problems| Failure {
        exit: Exit::Usage,
        ..Fault::invalid(problems).into()
    })?;
    let opened = base::open(base).await?;
    let outcome = send(&opened.cx, request, &phone, arguments.dry_run).await;
    opened.close().await;
    outcome
}

async fn send(
    cx: &Cx,
    request: TestTemplate,
    phone: &Phone,
    dry_run: bool,
) -> Result<Report, Failure> {
    let number = phone.e164();
    if dry_run {
        let asked = PreviewTemplate {
            name: request.name,
            language: request.language,
            values: request.values,
        };
        let text = ask(cx, asked).await?;
        return Ok(Report::done(
            format!("To {number}:\n\n{text}"),
            json!({ "dry_run": true, "recipient": number, "text": text }),
        ));
    }
    let message = ask(cx, request).await?;
    Ok(Report::done(
        format!("Message {message} to {number} waits for its turn."),
        json!({ "message": message, "recipient": number }),
    ))
}

/// What was given for place-holders of the text.
fn values(arguments: &Send) -> Result<Values, Failure> {
    let mut values = Values::new();
    for (key, value) in &arguments.values {
        let place = PlaceHolder::from_name(key)
            .filter(|place| arguments.template.place_holders().contains(place))
            .ok_or_else(|| unknown(arguments.template, key))?;
        if values.insert(place, value.clone()).is_some() {
            return Err(Failure::usage(format!("{key} is given twice")));
        }
    }
    Ok(values)
}

fn unknown(template: TemplateName, key: &str) -> Failure {
    let known: Vec<&str> = template
        .place_holders()
        .iter()
        .map(|place| place.name())
        .collect();
    Failure::usage(format!(
        "{} knows no {key}, but {}",
        template.name(),
        known.join(", ")
    ))
}

/// The text of a name.
pub fn template(word: &str) -> Result<TemplateName, String> {
    TemplateName::from_name(word).ok_or_else(|| {
        let known: Vec<&str> = TemplateName::ALL.iter().map(|one| one.name()).collect();
        format!("one of {}", known.join(", "))
    })
}
