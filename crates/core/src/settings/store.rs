//! SQL of the company's logo.

use sqlx::PgConnection;

use crate::error::Result;

/// The picture, a PNG; none when the company has no logo or the caller prints no invoices.
pub async fn logo(db: &mut PgConnection) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar!("select content from company_logo")
        .fetch_optional(db)
        .await?)
}

/// Keeps a checked picture.
pub async fn add_logo(db: &mut PgConnection, content: &[u8]) -> Result<()> {
    sqlx::query!("insert into company_logo (content) values ($1)", content)
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets the picture; nothing happens where there is none.
pub async fn remove_logo(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("delete from company_logo").execute(db).await?;
    Ok(())
}
