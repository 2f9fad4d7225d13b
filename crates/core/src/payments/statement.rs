//! A customer's account over a span of days, and how he pays.

use model::{
    money::Rupiah,
    payments::statement::{ENTRIES_MAX, ShowStanding, ShowStatement, Standing, Statement},
    problem::Problem,
};
use sqlx::PgConnection;

use super::statement_store;
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ShowStatement {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Statement> {
        read(db, &self).await
    }
}

/// The account of a customer whom the caller may see, added up line by line.
pub(super) async fn read(db: &mut PgConnection, asked: &ShowStatement) -> Result<Statement> {
    asked.check()?;
    statement_store::find(db, asked.customer).await?;
    let opening = statement_store::before(db, asked.customer, asked.from).await?;
    let mut entries = statement_store::entries(db, asked).await?;
    if entries.len() > ENTRIES_MAX {
        let problem = Problem::new("STATEMENT_LONG").with("max", ENTRIES_MAX);
        return Err(Error::field("to", problem));
    }
    let mut balance = opening;
    for entry in &mut entries {
        balance = Rupiah(balance.0.saturating_add(entry.amount.0));
        entry.balance = balance;
    }
    Ok(Statement {
        opening,
        entries,
        closing: balance,
    })
}

impl Answer for ShowStanding {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Standing> {
        statement_store::find(db, self.customer).await?;
        let now = cx.now(db).await?;
        let today = crate::clock::business_day(db, now).await?;
        statement_store::standing(db, self.customer, today).await
    }
}
