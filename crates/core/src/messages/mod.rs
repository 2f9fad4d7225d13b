//! Messages to people over WhatsApp: the list and one of them.

mod store;

use model::{
    list::Page,
    messages::{ListMessages, MessageDetail, MessageRow, ShowMessage},
};
use sqlx::PgConnection;

pub use store::LIST;

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
