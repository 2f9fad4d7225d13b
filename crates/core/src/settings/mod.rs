//! Company data and the logo.

mod logo;
mod store;

use model::{
    format::Zone,
    settings::{Company, SaveCompany, ShowCompany},
};
use sqlx::PgConnection;

pub use logo::logo;

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

/// The company data; what was never saved has its default.
pub async fn company(db: &mut PgConnection) -> Result<Company> {
    let value = sqlx::query_scalar!("select value from settings where key = 'company'")
        .fetch_optional(db)
        .await?;
    serde_json::from_value(value.unwrap_or_default())
        .map_err(|e| Error::Internal(format!("company data cannot be read: {e}")))
}

/// The business time zone.
pub async fn zone(db: &mut PgConnection) -> Result<Zone> {
    Ok(Zone::from_name(&company(db).await?.time_zone).unwrap_or_default())
}

impl Answer for ShowCompany {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Company> {
        company(db).await
    }
}

impl Answer for SaveCompany {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        self.company.check()?;
        let value =
            serde_json::to_value(&self.company).map_err(|e| Error::Internal(e.to_string()))?;
        let saved = sqlx::query!(
            "update settings set value = $1 where key = 'company'",
            value
        )
        .execute(db)
        .await?;
        // Row-level security lets nobody but an admin touch the row.
        if saved.rows_affected() == 1 {
            Ok(())
        } else {
            Err(Error::Forbidden(None))
        }
    }
}
