//! Machines that send: their logins are made here.

use model::secret::Secret;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{access::verifier, error::Result};

/// A machine that may send from now on.
#[derive(Debug)]
pub struct Enrolled {
    /// Its number.
    pub worker: i32,
    /// The login made for it.
    pub login: String,
    /// The login's password, known to nobody else.
    pub password: Secret,
}

/// Enrols a machine of this name; for admins.
///
/// # Errors
/// [`crate::error::Error::Forbidden`] for anybody else, [`crate::error::Error::Offline`] when the database is lost.
pub async fn enrol(db: &mut PgConnection, device: &str) -> Result<Enrolled> {
    // More than 128 random bits: 74 in each half.
    let password = Secret::new(format!(
        "{}{}",
        Uuid::now_v7().simple(),
        Uuid::now_v7().simple()
    ));
    let made = sqlx::query!(
        r#"select worker as "worker!", login as "login!" from app.enrol_worker($1, $2)"#,
        device,
        verifier(&password)
    )
    .fetch_one(db)
    .await?;
    Ok(Enrolled {
        worker: made.worker,
        login: made.login,
        password,
    })
}
