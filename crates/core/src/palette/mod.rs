//! The palette: what somebody types becomes names, a phone number or document numbers, and one question to the database.

mod store;
mod typed;

use model::{
    palette::{Find, Hit, ListRecent, NoteViewed, TEXT_MAX},
    problem::Problem,
};
use sqlx::PgConnection;

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};
use typed::Typed;

/// Hits of each kind.
const EACH: i32 = 6;
/// Records opened last that the empty palette shows.
const RECENT: i32 = 10;

impl Answer for Find {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<Hit>> {
        if self.text.chars().count() > TEXT_MAX {
            return Err(Error::field(
                "text",
                Problem::new("SEARCH_LENGTH").with("max", TEXT_MAX),
            ));
        }
        let month = store::month(db).await?;
        match Typed::read(&self.text, month) {
            Some(typed) => store::find(db, &typed, EACH).await,
            None => Ok(Vec::new()),
        }
    }
}

impl Answer for ListRecent {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<Hit>> {
        store::recent(db, RECENT).await
    }
}

impl Answer for NoteViewed {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::note(db, self.kind, self.id).await
    }

    fn has_changed(_reply: &()) -> bool {
        // Nothing that anybody else shows.
        false
    }
}
