//! What happened with a customer: in words, one page after the other, and in money, month by month.

use chrono::{Datelike, Months};
use model::{
    customers::{ListStory, MoneyOfMonths, ShowCustomerMoney, Story},
    format::short_month,
    money::Rupiah,
};
use sqlx::PgConnection;

use super::store;
use crate::{
    answer::Answer,
    charts::{self, Pair},
    clock,
    context::Cx,
    error::Result,
};

/// The months of the picture, the running one among them.
const MONTHS: u32 = 12;

impl Answer for ListStory {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Story> {
        let limit = self.check()?;
        store::story(db, &self, limit).await
    }
}

impl Answer for ShowCustomerMoney {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<MoneyOfMonths> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        let last = today.with_day(1).unwrap_or(today);
        let first = last
            .checked_sub_months(Months::new(MONTHS - 1))
            .unwrap_or(last);
        let months = store::months(db, self.id, first, last).await?;
        let is_empty = months
            .iter()
            .all(|month| month.billed == Rupiah::ZERO && month.paid == Rupiah::ZERO);
        let chart = if is_empty {
            None
        } else {
            let pairs: Vec<Pair> = months
                .iter()
                .map(|month| Pair {
                    label: short_month(month.month, self.locale),
                    first: month.billed,
                    second: month.paid,
                })
                .collect();
            Some(charts::pairs(&pairs, self.locale)?)
        };
        Ok(MoneyOfMonths { months, chart })
    }
}
