//! A message in the shape that Meta reads, and the settings that decide it.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::gateways::Outgoing;

/// What a template's value may hold.
const LONGEST_VALUE: usize = 1024;

/// Settings of the gateway besides its address.
#[derive(Clone, Debug, Deserialize)]
pub struct Options {
    /// Which of the account's numbers sends.
    pub phone_number_id: String,
    /// Of the interface, such as `v23.0`.
    #[serde(default = "newest")]
    pub api_version: String,
    /// Approved templates, by the name of the text they stand for.
    #[serde(default)]
    templates: HashMap<String, Approved>,
}

/// A template that Meta has approved.
#[derive(Clone, Debug, Deserialize)]
struct Approved {
    name: String,
    /// As Meta writes languages; otherwise that of the text.
    language: Option<String>,
    /// What its places hold, in order.
    #[serde(default)]
    values: Vec<Place>,
    /// It has the button that copies a password.
    #[serde(default)]
    copies_code: bool,
}

/// What stands in a place of a template.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    /// The whole text.
    Text,
    /// The password in it.
    Code,
}

fn newest() -> String {
    "v23.0".to_owned()
}

impl Options {
    /// Reads them.
    ///
    /// # Errors
    /// The name of the setting that is missing or makes no sense.
    pub fn read(options: &Value) -> Result<Self, &'static str> {
        let read: Options =
            serde_json::from_value(options.clone()).map_err(|_| "phone_number_id, templates")?;
        let id = &read.phone_number_id;
        if id.is_empty() || id.len() > 40 || !id.bytes().all(|sign| sign.is_ascii_digit()) {
            return Err("phone_number_id");
        }
        let version = read.api_version.strip_prefix('v').unwrap_or_default();
        let is_version = version.len() <= 10
            && version.split('.').count() == 2
            && version
                .split('.')
                .all(|part| !part.is_empty() && part.bytes().all(|sign| sign.is_ascii_digit()));
        if !is_version {
            return Err("api_version");
        }
        Ok(read)
    }

    /// The message as it goes out: an approved template where there is one for its text, else the text itself, which arrives only
    /// within 24 hours after the person wrote. None for a group.
    pub fn message(&self, message: &Outgoing) -> Option<Value> {
        let to = message.recipient.strip_prefix('+')?;
        let mut whole = json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": to,
            // Comes back with every report of it.
            "biz_opaque_callback_data": message.own.to_string(),
        });
        let approved = message
            .template
            .as_ref()
            .and_then(|name| self.templates.get(name));
        if let Some(approved) = approved {
            whole["type"] = json!("template");
            whole["template"] = json!({
                "name": approved.name,
                "language": { "code": approved.language.as_deref().unwrap_or(&message.locale) },
                "components": approved.components(&message.body),
            });
        } else {
            whole["type"] = json!("text");
            whole["text"] = json!({ "preview_url": false, "body": message.body });
        }
        Some(whole)
    }
}

impl Approved {
    fn components(&self, body: &str) -> Vec<Value> {
        let mut components = Vec::new();
        if !self.values.is_empty() {
            let values = self.values.iter().map(|place| {
                let value = match place {
                    Place::Text => one_line(body),
                    Place::Code => code(body),
                };
                json!({ "type": "text", "text": value })
            });
            components
                .push(json!({ "type": "body", "parameters": values.collect::<Vec<Value>>() }));
        }
        if self.copies_code {
            components.push(json!({
                "type": "button", "sub_type": "url", "index": "0",
                "parameters": [{ "type": "text", "text": code(body) }],
            }));
        }
        components
    }
}

/// A value of a template holds no breaks and no runs of spaces.
fn one_line(body: &str) -> String {
    let lines = body
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" · ").chars().take(LONGEST_VALUE).collect()
}

/// The first run of four digits or more.
fn code(body: &str) -> String {
    body.split(|sign: char| !sign.is_ascii_digit())
        .find(|run| (4..=10).contains(&run.len()))
        .unwrap_or_default()
        .to_owned()
}
