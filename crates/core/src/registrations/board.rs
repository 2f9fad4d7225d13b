//! The board: columns by state, cards by age.

use model::registrations::{BoardCards, BoardColumn, ListBoardCards, ShowBoard};
use sqlx::PgConnection;

use super::store;
use crate::{answer::Answer, context::Cx, error::Result};

impl Answer for ShowBoard {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Vec<BoardColumn>> {
        let now = cx.now(db).await?;
        store::board(db, self.zone, now).await
    }
}

impl Answer for ListBoardCards {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<BoardCards> {
        let limit = self.check()?;
        let now = cx.now(db).await?;
        store::cards(db, &self, limit, now).await
    }
}
