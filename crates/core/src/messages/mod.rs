//! Messages to people over WhatsApp: writing them, the list and one of them.

pub(crate) mod by_hand;
mod send;
mod send_store;
mod store;
mod telling;

use model::{
    list::Page,
    messages::{ListMessages, MessageDetail, MessageRow, ShowMessage},
};
use sqlx::PgConnection;

pub use send::{About, Fate, NewMessage, Says, To, Told, send};
pub(crate) use send::{Written, code_in_words, words};
pub(crate) use send_store::has_gateway;
pub use store::LIST;
pub(crate) use telling::{Sent, Telling};

use crate::{answer::Answer, context::Cx, error::Result, lists};

impl Answer for ListMessages {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Page<MessageRow>> {
        lists::page(db, &LIST, &self.query, store::row).await
    }
}

impl Answer for ShowMessage {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<MessageDetail> {
        store::message(db, self.id).await
    }
}
