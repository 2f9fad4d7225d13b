//! SQL of tax.

use chrono::NaiveDate;
use model::tax::{Percent, TaxRate, TaxTreatment};
use sqlx::PgConnection;

use crate::error::{Error, Result};

/// How the company charges tax.
pub async fn treatment(db: &mut PgConnection) -> Result<TaxTreatment> {
    let name = sqlx::query_scalar!(
        r#"select value ->> 'treatment' as "treatment!" from settings where key = 'tax'"#
    )
    .fetch_one(db)
    .await?;
    TaxTreatment::from_name(&name)
        .ok_or_else(|| Error::Internal(format!("unknown tax treatment {name}")))
}

/// Chooses for invoices from now on; answers whether the caller may.
pub async fn choose(db: &mut PgConnection, treatment: TaxTreatment) -> Result<bool> {
    let changed = sqlx::query!(
        "update settings set value = jsonb_build_object('treatment', $1::text) where key = 'tax'",
        treatment.name()
    )
    .execute(db)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// All rates, newest first.
pub async fn list_rates(db: &mut PgConnection) -> Result<Vec<TaxRate>> {
    let rows = sqlx::query!(
        r#"select valid_from, (rate * 100)::int as "rate!", base_num, base_den from tax_rates order by valid_from desc"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| TaxRate {
            valid_from: row.valid_from,
            rate: Percent(row.rate),
            base: (row.base_num, row.base_den),
        })
        .collect())
}

/// Adds a checked rate.
pub async fn add_rate(db: &mut PgConnection, new: TaxRate) -> Result<()> {
    sqlx::query!(
        "insert into tax_rates (valid_from, rate, base_num, base_den) values ($1, $2::int / 100.0, $3, $4)",
        new.valid_from,
        new.rate.0,
        new.base.0,
        new.base.1
    )
    .execute(db)
    .await
    .map_err(|error| Error::from(error).at_field("tax_rates_pkey", "valid_from"))?;
    Ok(())
}

/// Takes a rate back; answers whether there was one. The database lets none go that has begun.
pub async fn remove_rate(db: &mut PgConnection, valid_from: NaiveDate) -> Result<bool> {
    let gone = sqlx::query!("delete from tax_rates where valid_from = $1", valid_from)
        .execute(db)
        .await?;
    Ok(gone.rows_affected() == 1)
}
