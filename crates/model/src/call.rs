//! The shape of everything a screen can ask, and how it travels.
//!
//! A request is a type that implements [`Call`]. It travels as the JSON bytes of an [`Envelope`]; the answer is the JSON
//! bytes of `Result<Reply, Fault>`. Bytes, not values, because integers above 2^53 do not survive a webview's JSON.

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{fault::Fault, topic::Topic};

/// Who may ask: which host answers a call and which of its doors serves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// A signed-in member of staff; the database decides about rows.
    Staff,
    /// A signed-in customer in the portal.
    Customer,
    /// Anybody, before signing in.
    Public,
    /// The desktop itself (workspace, sign-in, files); never reaches the database's router.
    Desk,
}

/// One question a screen can ask.
pub trait Call: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static {
    /// The name on the wire; equals the type's name.
    const NAME: &'static str;
    /// What comes back when all is well.
    type Reply: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static;
    /// Topics whose change makes an earlier answer stale.
    const READS: &'static [Topic];
    /// Topics this call changes. A call that changes nothing runs outside the change path.
    const CHANGES: &'static [Topic];
    /// Who may ask.
    const AUDIENCE: Audience;
}

/// What travels: the request and, for a change, the key that makes asking twice harmless.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope<C> {
    /// Made by the page when the person acts; the same key with the same body gets the stored answer. A text that is no
    /// key counts as none.
    #[serde(default, deserialize_with = "key_or_none")]
    pub key: Option<Uuid>,
    /// The request itself.
    pub request: C,
}

fn key_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Uuid>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.and_then(|text| Uuid::try_parse(&text).ok()))
}

/// What comes back on the wire.
pub type Answered<T> = Result<T, Fault>;

/// Declares request types with their reply, topics and audience; see [`crate::calls`].
#[macro_export]
macro_rules! call {
    ($name:ty => $reply:ty; reads [$($read:ident),*]; changes [$($change:ident),*]; $audience:ident) => {
        impl $crate::call::Call for $name {
            const NAME: &'static str = stringify!($name);
            type Reply = $reply;
            const READS: &'static [$crate::topic::Topic] = &[$($crate::topic::Topic::$read),*];
            const CHANGES: &'static [$crate::topic::Topic] = &[$($crate::topic::Topic::$change),*];
            const AUDIENCE: $crate::call::Audience = $crate::call::Audience::$audience;
        }
    };
}
