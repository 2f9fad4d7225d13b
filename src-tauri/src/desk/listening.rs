//! What the listener of a session hears: changes for the page, a lost and a found connection, a login that has ended.

use std::sync::Arc;

use aglis_core::{
    changes::{self, Change},
    workspace::LocalWorkspace,
};
use chrono::Utc;
use model::{desk::Link, topic::Topic};
use tokio::sync::mpsc::Receiver;

use super::{Desk, bell};

/// How long a desk waits for what the database has to say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Patience {
    /// For changes of any kind, and for the connection on which they are told.
    pub listener: changes::Patience,
    /// For what the person in front of it is to be told.
    pub bell: bell::Pace,
}

impl Desk {
    /// Passes on what the listener says, until its session ends.
    pub(super) async fn pass_on(self: &Arc<Self>, mut told: Receiver<Change>) {
        while let Some(change) = told.recv().await {
            match change {
                Change::Topics(topics) => {
                    self.around.tell("changes", &Topic::join(&topics));
                    if topics.contains(&Topic::Notifications) {
                        self.ring();
                    }
                    if topics.contains(&Topic::Bulk) {
                        self.look_after_bulk();
                    }
                    if topics.contains(&Topic::Billing) {
                        self.look_after_invoicing();
                    }
                    if topics.contains(&Topic::Staff) {
                        self.look_after_session();
                    }
                }
                Change::Everything => {
                    self.around.tell("changes", &Topic::join(&Topic::ALL));
                    self.ring();
                    self.look_after_bulk();
                    self.look_after_invoicing();
                    self.look_after_session();
                }
                Change::Online => {
                    self.cut_line();
                    self.show_link(Link::Online);
                }
                Change::Offline => {
                    self.show_link(Link::Offline);
                    self.cut_line();
                    self.revive().await;
                }
                Change::Refused => {
                    self.turned_away().await;
                    return;
                }
            }
        }
    }

    /// Nobody waits any more for what was asked on a way to the database that is lost.
    fn cut_line(&self) {
        if let Some(session) = &self.stage().session {
            session.cx.cut();
        }
    }

    /// Somebody disabled this login or changed its password: nothing stays on the screen, and what was typed waits for
    /// who can still open the lock.
    async fn turned_away(&self) {
        if let Err(fault) = self.lock() {
            tracing::debug!(code = ?fault.code, "nobody is signed in any more");
        }
    }

    /// Says how the database is reached now.
    pub(super) fn show_link(&self, link: Link) {
        self.show(|stage| {
            if stage.link != link {
                stage.link = link;
                stage.link_since = Utc::now();
            }
        });
    }

    /// A local server that was killed is started again; a shared one can only be waited for.
    pub(super) async fn revive(&self) {
        let base = self.turn.lock().await;
        if let Some(local) = &base.local {
            bring_back(local).await;
        }
    }
}

/// Starts a local server that was killed.
pub(super) async fn bring_back(local: &LocalWorkspace) {
    if let Err(problem) = local.revive().await {
        tracing::error!(code = problem.code(), %problem, "the local server does not come back");
    }
}
