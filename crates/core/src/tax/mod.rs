//! How the company charges tax, and the rates by date. The arithmetic is [`model::tax`]; invoices ask for the rule of their day.

mod store;

use model::{
    problem::Problem,
    tax::{AddTaxRate, ChooseTax, RemoveTaxRate, ShowTax, TaxSettings},
};
use sqlx::PgConnection;

use crate::{
    answer::Answer,
    clock,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ShowTax {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<TaxSettings> {
        Ok(TaxSettings {
            treatment: store::treatment(db).await?,
            rates: store::list_rates(db).await?,
        })
    }
}

impl Answer for ChooseTax {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        // Row-level security lets nobody but an admin touch the row.
        if store::choose(db, self.treatment).await? {
            Ok(())
        } else {
            Err(Error::Forbidden(None))
        }
    }
}

impl Answer for AddTaxRate {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let now = cx.now(db).await?;
        self.check(clock::business_day(db, now).await?)?;
        store::add_rate(db, self.rate).await
    }
}

impl Answer for RemoveTaxRate {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let now = cx.now(db).await?;
        if self.valid_from <= clock::business_day(db, now).await? {
            return Err(Error::field("valid_from", Problem::new("DATE_TOMORROW")));
        }
        if store::remove_rate(db, self.valid_from).await? {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }
}
