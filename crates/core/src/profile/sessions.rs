//! Where somebody is signed in, and whether a session may go on.
//!
//! The database tells; the program obeys. Somebody who speaks to the database without it is held by his password alone.

use chrono::{DateTime, Utc};
use model::profile::{Device, EndSession, ListDevices};
use sqlx::PgConnection;

use super::store;
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

/// Writes down that a session begins on this computer and answers when.
///
/// None when its person was told to leave it and has not typed his password since. Not a call of the router: the desk asks,
/// and not the page.
///
/// # Errors
/// [`Error::Offline`] when the database is lost.
pub async fn begin_session(cx: &Cx, is_typed: bool) -> Result<Option<DateTime<Utc>>> {
    let mut db = cx.connection().await?;
    let since = store::begin_session(&mut db, &cx.device, &cx.version, is_typed).await?;
    db.give_back();
    Ok(since)
}

/// Says that the session which began at this moment is still there, and answers whether it may go on.
///
/// # Errors
/// [`Error::Offline`] when the database is lost.
pub async fn keep_session(cx: &Cx, since: DateTime<Utc>) -> Result<bool> {
    let mut db = cx.connection().await?;
    let may_go_on = store::keep_session(&mut db, &cx.device, since).await?;
    db.give_back();
    Ok(may_go_on)
}

impl Answer for ListDevices {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Vec<Device>> {
        store::list_devices(db, self.staff, &cx.device).await
    }
}

impl Answer for EndSession {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        if store::end_session(db, self.staff, &self.device).await? {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }
}
