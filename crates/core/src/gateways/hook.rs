//! A call of a gateway, whoever brings it here: whether it is one, and what it tells.

use model::secret::Secret;
use serde_json::{Map, Value};
use sqlx::PgConnection;
use url::form_urlencoded;

use super::{cloud, fonnte, report::Heard, store};
use crate::error::Result;

/// A call, as it came.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The secret end of the address that was called.
    pub path: &'a str,
    /// What the caller says of the body.
    pub content_type: &'a str,
    /// `X-Hub-Signature-256`; empty where there is none.
    pub signature: &'a str,
    /// Everything that was sent.
    pub body: &'a [u8],
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// What it told is in the messages, perhaps since an earlier call.
    Done,
    /// No gateway reports at this path.
    Nowhere,
    /// It is not signed with our secret.
    Unsigned,
    /// Such calls are signed, and this program was not given the secret.
    NoSecret,
    /// It is in no form that can be read.
    Garbage,
}

/// Takes a call. A call may come again and in any order.
///
/// # Errors
/// [`crate::error::Error::Offline`] where the database cannot be reached; nothing is lost if the gateway calls again.
pub async fn take(
    db: &mut PgConnection,
    app_secret: Option<&Secret>,
    call: Call<'_>,
) -> Result<Taken> {
    // All of this is done for every call, so that the time it takes says nothing of the path.
    let said = read(call.content_type, call.body);
    let is_signed = app_secret.map(|secret| cloud::is_signed(secret, call.body, call.signature));
    let kind = store::hook_kind(&mut *db, call.path).await?;
    let heard = match (kind.as_deref(), is_signed, &said) {
        (Some("cloud"), None, _) => return Ok(Taken::NoSecret),
        (Some("cloud"), Some(false), _) => return Ok(Taken::Unsigned),
        (Some("cloud"), Some(true), Some(said)) => cloud::hear(said),
        (Some("fonnte"), _, Some(said)) => fonnte::hear(said),
        (Some("cloud" | "fonnte"), _, None) => return Ok(Taken::Garbage),
        (Some(_) | None, _, _) => Heard::default(),
    };
    if !store::report(&mut *db, call.path, &heard.reports).await? {
        return Ok(Taken::Nowhere);
    }
    for written in &heard.written {
        store::note_reply(&mut *db, call.path, written).await?;
    }
    Ok(Taken::Done)
}

/// Answers the question whether this is the place where Meta shall report, which names the end of the address as a token and wants
/// `challenge` back.
///
/// # Errors
/// [`crate::error::Error::Offline`] where the database cannot be reached.
pub async fn is_subscribed(db: &mut PgConnection, path: &str, token: &str) -> Result<bool> {
    let kind = store::hook_kind(db, path).await?;
    Ok(kind.as_deref() == Some("cloud") && token == path)
}

/// JSON, or a form as an object of texts.
fn read(content_type: &str, body: &[u8]) -> Option<Value> {
    if content_type.starts_with("application/x-www-form-urlencoded") {
        let fields = form_urlencoded::parse(body)
            .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())));
        return Some(Value::Object(fields.collect::<Map<_, _>>()));
    }
    serde_json::from_slice(body)
        .ok()
        .filter(|said: &Value| said.is_object())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn a_form_is_read_as_an_object() {
        let form = "application/x-www-form-urlencoded; charset=utf-8";
        assert_eq!(
            read(form, b"id=80&state=delivered&message=a+b"),
            Some(json!({"id": "80", "state": "delivered", "message": "a b"}))
        );
        assert_eq!(
            read("application/json", br#"{"id":80}"#),
            Some(json!({"id": 80}))
        );
        for garbage in [b"".as_slice(), b"[]", b"7", b"{\"id\":", b"\xff"] {
            assert_eq!(read("application/json", garbage), None);
        }
    }
}
