//! `aglis settings`: the rules of the message queue and the ways out, one value at a time.

use aglis_core::context::Cx;
use model::queue::{
    GatewayKind, GatewaySettings, ListGateways, QueueRules, RollWebhook, SaveGateway,
    SaveQueueRules, ShowQueueRules, Way,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::{
    arguments::{Base, Settings},
    base::{self, ask},
    failure::Failure,
    report::Report,
};

/// Shows or changes a setting.
pub async fn run(base: &Base, command: &Settings) -> Result<Report, Failure> {
    let mut opened = base::open(base).await?;
    let outcome = match command {
        Settings::Get { key } => get(&opened.cx, key.as_deref()).await,
        Settings::Set {
            key,
            value,
            allow_local_gateway,
        } => {
            opened.cx.allow_local_gateway = *allow_local_gateway;
            set(&opened.cx, key, value).await
        }
    };
    opened.close().await;
    outcome
}

/// A setting's place, as in `queue.bulk-a-day` or `gateway.1.base-url`.
enum Key<'a> {
    Queue(String),
    Gateway(i16, &'a str, String),
}

impl<'a> Key<'a> {
    fn parse(key: &'a str) -> Result<Self, Failure> {
        let unknown = || {
            Failure::usage(format!(
                "there is no setting {key}; try: aglis settings get"
            ))
        };
        let mut parts = key.split('.');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("queue"), Some(name), None, None) => Ok(Self::Queue(field(name))),
            (Some("gateway"), Some(id), Some(name), None) => {
                let id = id.parse().map_err(|_| unknown())?;
                Ok(Self::Gateway(id, name, field(name)))
            }
            _ => Err(unknown()),
        }
    }
}

async fn get(cx: &Cx, key: Option<&str>) -> Result<Report, Failure> {
    let mut all = Map::new();
    let rules = ask(cx, ShowQueueRules {}).await?;
    for (name, value) in fields(&rules)? {
        all.insert(format!("queue.{}", spelled(&name)), value);
    }
    for way in ask(cx, ListGateways {}).await? {
        for (name, value) in fields(&way.settings)? {
            all.insert(format!("gateway.{}.{}", way.id, spelled(&name)), value);
        }
        let path = format!("gateway.{}.webhook-path", way.id);
        all.insert(path, json!(way.webhook_path));
    }
    if let Some(key) = key {
        let value = all.remove(key).ok_or_else(|| {
            Failure::usage(format!(
                "there is no setting {key}; try: aglis settings get"
            ))
        })?;
        return Ok(Report::done(told(&value), json!({ key: value })));
    }
    let lines = all
        .iter()
        .map(|(key, value)| format!("{key} {}", told(value)));
    let text = lines.collect::<Vec<_>>().join("\n");
    Ok(Report::done(text, Value::Object(all)))
}

async fn set(cx: &Cx, key: &str, value: &str) -> Result<Report, Failure> {
    match Key::parse(key)? {
        Key::Queue(field) => {
            let seen: QueueRules = ask(cx, ShowQueueRules {}).await?;
            let rules = changed(&seen, key, &field, value)?;
            ask(cx, SaveQueueRules { seen, rules }).await?;
        }
        Key::Gateway(id, "webhook-path", _) => {
            if value != "new" {
                return Err(Failure::usage(
                    "a webhook path is made, not chosen: set it to new",
                ));
            }
            ask(cx, RollWebhook { id }).await?;
        }
        Key::Gateway(id, _, field) => {
            let ways: Vec<Way> = ask(cx, ListGateways {}).await?;
            let there = ways.into_iter().find(|way| way.id == id);
            let (seen, settings) = match there {
                Some(way) => (Some(way.version), way.settings),
                None if field == "kind" => {
                    let kind = GatewayKind::from_name(value);
                    (None, GatewaySettings::new(kind.unwrap_or_default()))
                }
                None => {
                    return Err(Failure::usage(format!(
                        "there is no gateway {id} yet; begin with: aglis settings set gateway.{id}.kind fonnte"
                    )));
                }
            };
            let changed = changed(&settings, key, &field, value)?;
            let settings = if field == "kind" {
                settings.turned_into(changed.kind)
            } else {
                changed
            };
            ask(cx, SaveGateway { id, seen, settings }).await?;
        }
    }
    Ok(Report::done(
        format!("{key} is set."),
        json!({ "key": key, "set": true }),
    ))
}

fn field(name: &str) -> String {
    name.replace('-', "_")
}

fn spelled(field: &str) -> String {
    field.replace('_', "-")
}

fn told(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(told).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn fields(settings: &impl Serialize) -> Result<Map<String, Value>, Failure> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(Failure::failed("INTERNAL", "cannot read the settings")),
    }
}

/// The same settings with another value in one field.
fn changed<T: Serialize + DeserializeOwned>(
    settings: &T,
    key: &str,
    field: &str,
    text: &str,
) -> Result<T, Failure> {
    let wrong = || Failure::usage(format!("{text} is no value for {key}"));
    let mut all = fields(settings)?;
    let Some(now) = all.get_mut(field) else {
        return Err(Failure::usage(format!(
            "there is no setting {key}; try: aglis settings get"
        )));
    };
    *now = match now {
        Value::Number(_) | Value::Null if text == "none" => Value::Null,
        Value::Number(_) | Value::Null => json!(text.parse::<i64>().map_err(|_| wrong())?),
        Value::Bool(_) => json!(text.parse::<bool>().map_err(|_| wrong())?),
        Value::Array(_) => json!(
            text.split(',')
                .map(str::trim)
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
        ),
        Value::String(_) | Value::Object(_) => json!(text),
    };
    serde_json::from_value(Value::Object(all)).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use model::queue::{GatewayKind, GatewaySettings};

    use super::{Key, changed};

    #[test]
    fn one_value_changes_and_all_others_stay() {
        let before = GatewaySettings::new(GatewayKind::Fonnte);
        let of = |field: &str, text: &str| changed(&before, "gateway.1.x", field, text);
        assert_eq!(of("rate", "none").unwrap().rate, None);
        assert_eq!(of("rate", "1200").unwrap().rate, Some(1_200));
        assert!(!of("active", "false").unwrap().active);
        let cloud = of("kind", "cloud").unwrap();
        assert_eq!(cloud.kind, GatewayKind::Cloud);
        assert_eq!(cloud.base_url, before.base_url);
        assert!(of("kind", "merpati").is_err() && of("rate", "many").is_err());
        assert!(of("spacing", "none").is_err() && of("token", "x").is_err());
    }

    #[test]
    fn keys_name_the_queue_or_a_gateway() {
        assert!(
            matches!(Key::parse("queue.bulk-a-day"), Ok(Key::Queue(field)) if field == "bulk_a_day")
        );
        assert!(matches!(
            Key::parse("gateway.2.rate"),
            Ok(Key::Gateway(2, "rate", _))
        ));
        for wrong in [
            "queue",
            "gateway.rate",
            "gateway.x.rate",
            "queue.a.b",
            "mail.host",
            "",
        ] {
            assert!(Key::parse(wrong).is_err(), "{wrong}");
        }
    }
}
