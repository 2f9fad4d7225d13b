//! Whether somebody may go on at this computer: he, or an admin, may have signed him out here from elsewhere.

use std::{sync::Arc, time::Duration};

use aglis_core::{context::Cx, profile};
use chrono::{DateTime, Utc};
use model::{
    fault::{Code, Fault},
    problem::Problem,
};
use tokio::time::timeout;

use super::Desk;

/// Longer than this nobody waits for an answer about a session; the next look comes soon enough.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// When the session of a login began.
///
/// A database that cannot tell is no reason to send anybody away: the session goes on and nobody can end it from elsewhere.
///
/// # Errors
/// `SIGNED_OUT_HERE` when he was told to leave this computer and did not type his password.
pub(super) async fn begin(cx: &Cx, is_typed: bool) -> Result<Option<DateTime<Utc>>, Fault> {
    match timeout(ANSWER_WITHIN, profile::begin_session(cx, is_typed)).await {
        Ok(Ok(Some(since))) => Ok(Some(since)),
        Ok(Ok(None)) => Err(Fault::because(
            Code::Forbidden,
            Problem::new("SIGNED_OUT_HERE"),
        )),
        Ok(Err(error)) => {
            tracing::warn!(%error, "cannot write down where this session is");
            Ok(None)
        }
        Err(_) => {
            tracing::warn!("no answer where this session is");
            Ok(None)
        }
    }
}

impl Desk {
    /// Says that the session is still there, and ends it when it was ended elsewhere. The password in the keyring goes with
    /// it: whoever sits here now may be somebody else. Beside everything else, so that a wire that hangs holds nothing up.
    pub(super) fn look_after_session(self: &Arc<Self>) {
        let Some((cx, since)) = self.begun() else {
            return;
        };
        let desk = self.clone();
        tokio::spawn(async move {
            match timeout(ANSWER_WITHIN, profile::keep_session(&cx, since)).await {
                Ok(Ok(true)) => {}
                Ok(Ok(false)) => desk.end_elsewhere(since).await,
                Ok(Err(error)) => {
                    tracing::debug!(%error, "cannot ask whether the session may go on");
                }
                Err(_) => tracing::debug!("no answer whether the session may go on"),
            }
        });
    }

    async fn end_elsewhere(&self, since: DateTime<Utc>) {
        // Meanwhile somebody may have signed in anew.
        if self.begun().is_some_and(|(_, now)| now == since) {
            tracing::info!("signed out from elsewhere");
            // Who is signed out already needs no more.
            drop(self.sign_out().await);
        }
    }

    fn begun(&self) -> Option<(Cx, DateTime<Utc>)> {
        let stage = self.stage();
        let session = stage.session.as_ref()?;
        session.since.map(|since| (session.cx.clone(), since))
    }
}
