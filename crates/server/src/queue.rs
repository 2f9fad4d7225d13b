//! `aglis queue`: how the message queue stands, what is in it, and moving it.

use aglis_core::context::Cx;
use model::{
    ids::MessageId,
    list::{Filter, ListQuery, Op, Selection, Sort},
    messages::{ListMessages, MessageRow, ShowMessage},
    queue::{
        CancelMessages, CleanMessages, PauseClass, PauseGateway, RetryMessages, ShowQueue, Worked,
    },
    states::{MessageClass, MessageStatus},
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    arguments::{Base, Messages, Queue, Which},
    base::{self, ask},
    failure::Failure,
    report::Report,
};

/// Does one of the commands.
pub async fn run(base: &Base, command: &Queue) -> Result<Report, Failure> {
    let opened = base::open(base).await?;
    let outcome = work(&opened.cx, command).await;
    opened.close().await;
    outcome
}

async fn work(cx: &Cx, command: &Queue) -> Result<Report, Failure> {
    match command {
        Queue::Stats => stats(cx).await,
        Queue::List { which, limit } => list(cx, which, *limit).await,
        Queue::Show { id } => {
            let id = MessageId(*id);
            let message = ask(cx, ShowMessage { id }).await?;
            let data = plain(&message)?;
            Ok(Report::done(pretty(&data), data))
        }
        Queue::Retry {
            which,
            also_unknown,
        } => {
            let worked = ask(
                cx,
                RetryMessages {
                    selection: selection(which)?,
                    also_unknown: *also_unknown,
                },
            );
            Ok(moved("sent once more", worked.await?))
        }
        Queue::Cancel { which } => {
            let selection = selection(which)?;
            let worked = ask(cx, CancelMessages { selection }).await?;
            Ok(moved("called off", worked))
        }
        Queue::Pause { what } => pause(cx, what, true).await,
        Queue::Resume { what } => pause(cx, what, false).await,
        Queue::Clean { states, days } => {
            let states = states.iter().map(|word| state(word));
            let request = CleanMessages {
                states: states.collect::<Result<_, _>>()?,
                days: *days,
            };
            let gone = ask(cx, request).await?;
            Ok(Report::done(
                format!("{gone} messages taken away."),
                json!({ "gone": gone }),
            ))
        }
    }
}

async fn stats(cx: &Cx) -> Result<Report, Failure> {
    let now = ask(cx, ShowQueue {}).await?;
    let mut lines = vec![format!(
        "{:<14}{:>9}{:>9}{:>8}{:>8}{:>8}{:>9}",
        "class", "waiting", "delayed", "active", "sent", "dead", "unknown"
    )];
    for one in &now.classes {
        let paused = if one.paused_at.is_some() {
            "  paused"
        } else {
            ""
        };
        lines.push(format!(
            "{:<14}{:>9}{:>9}{:>8}{:>8}{:>8}{:>9}{paused}",
            one.class.name(),
            one.waiting,
            one.delayed,
            one.active,
            one.sent_today,
            one.dead,
            one.unknown
        ));
    }
    for way in &now.ways {
        let reason = way.reason.as_deref().unwrap_or_default();
        lines.push(
            format!(
                "gateway {} {}: {:?} {reason}",
                way.id,
                way.kind.name(),
                way.state
            )
            .trim_end()
            .to_owned(),
        );
    }
    lines.push(format!("{} workers alive", now.alive()));
    Ok(Report::done(lines.join("\n"), plain(&now)?))
}

async fn list(cx: &Cx, which: &Messages, limit: u32) -> Result<Report, Failure> {
    if !which.ids.is_empty() {
        return Err(Failure::usage(
            "list takes --state and --search; show takes a number",
        ));
    }
    let query = ListQuery {
        limit,
        count: true,
        sort: vec![Sort {
            column: "queued_at".to_owned(),
            descending: true,
        }],
        ..query(which)?
    };
    let page = ask(cx, ListMessages { query }).await?;
    let line = |row: &MessageRow| {
        let reason = row.reason.as_deref().unwrap_or_default();
        let line = format!(
            "{:>8}  {}  {:<12}{:<10}{:<18}{reason}",
            row.id.0,
            row.queued_at.format("%Y-%m-%d %H:%M:%S UTC"),
            row.class.name(),
            row.status.name(),
            row.recipient
        );
        line.trim_end().to_owned()
    };
    let mut lines: Vec<String> = page.rows.iter().map(line).collect();
    lines.push(format!(
        "{} of {}{}",
        page.rows.len(),
        page.total.unwrap_or_default(),
        if page.is_more { " or more" } else { "" }
    ));
    Ok(Report::done(
        lines.join("\n"),
        json!({ "messages": plain(&page.rows)?, "total": page.total, "is_more": page.is_more }),
    ))
}

async fn pause(cx: &Cx, what: &Which, paused: bool) -> Result<Report, Failure> {
    let name = match what {
        Which::Class(class) => {
            let class = *class;
            ask(cx, PauseClass { class, paused }).await?;
            format!("class {}", class.name())
        }
        Which::Gateway(id) => {
            let id = *id;
            ask(cx, PauseGateway { id, paused }).await?;
            format!("gateway {id}")
        }
    };
    let done = if paused { "paused" } else { "goes on" };
    Ok(Report::done(
        format!("{name} {done}."),
        json!({ "what": name, "paused": paused }),
    ))
}

fn selection(which: &Messages) -> Result<Selection, Failure> {
    let is_filtered = !which.states.is_empty() || which.search.is_some();
    match (which.ids.is_empty(), is_filtered) {
        (false, false) => {
            let mut ids = which.ids.clone();
            ids.sort_unstable();
            ids.dedup();
            Ok(Selection::Ids(ids))
        }
        (true, true) => Ok(Selection::Matching {
            query: Box::new(query(which)?),
            except: Vec::new(),
        }),
        _ => Err(Failure::usage(
            "say which: numbers of messages, or --state and --search",
        )),
    }
}

fn query(which: &Messages) -> Result<ListQuery, Failure> {
    let mut query = ListQuery {
        search: which.search.clone().unwrap_or_default(),
        ..ListQuery::default()
    };
    if !which.states.is_empty() {
        let names = which.states.iter().map(|word| state(word));
        query.filters.push(Filter {
            column: "status".to_owned(),
            op: Op::Is,
            values: names
                .map(|state| Ok(state?.name().to_owned()))
                .collect::<Result<_, Failure>>()?,
        });
    }
    Ok(query)
}

fn state(word: &str) -> Result<MessageStatus, Failure> {
    MessageStatus::from_name(&word.replace('-', "_"))
        .ok_or_else(|| Failure::usage(format!("{word} is no state of a message")))
}

/// The class of a name, or the number of a gateway.
pub fn which(word: &str) -> Result<Which, String> {
    if let Ok(id) = word.parse() {
        return Ok(Which::Gateway(id));
    }
    MessageClass::from_name(word)
        .map(Which::Class)
        .ok_or_else(|| "otp, notification, group, bulk, or the number of a gateway".to_owned())
}

fn moved(done: &str, worked: Worked) -> Report {
    let mut text = format!("{} messages {done}.", worked.done);
    if worked.left > 0 {
        text.push_str(&format!(" {} are left: ask again.", worked.left));
    }
    Report::done(text, json!({ "done": worked.done, "left": worked.left }))
}

fn plain(answer: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(answer).map_err(|_| Failure::failed("INTERNAL", "cannot write the answer"))
}

/// A line for each field that says something.
fn pretty(data: &Value) -> String {
    let Value::Object(fields) = data else {
        return data.to_string();
    };
    let shown = fields.iter().filter(|(_, value)| !value.is_null());
    let lines = shown.map(|(name, value)| match value {
        Value::String(text) => format!("{name}: {text}"),
        other => format!("{name}: {other}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}
