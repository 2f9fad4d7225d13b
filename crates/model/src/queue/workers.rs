//! Machines that send messages.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{call, problem::Problems, secret::Secret, valid};

/// A machine that sends, or may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueWorker {
    /// Record.
    pub id: i32,
    /// Its login.
    pub login: String,
    /// Its name.
    pub device: String,
    /// Version of its program; empty when it never worked.
    pub version: String,
    /// Whether it may work.
    pub enabled: bool,
    /// Who enrolled it; none for one that administers the database.
    pub enrolled_by: Option<String>,
    /// When it was enrolled.
    pub enrolled_at: DateTime<Utc>,
    /// Since when it works; none when it left.
    pub since: Option<DateTime<Utc>>,
    /// When it gave its last sign of life.
    pub seen_at: Option<DateTime<Utc>>,
    /// Whether it works right now.
    pub alive: bool,
    /// How many messages it holds.
    pub holds: i64,
}

/// Makes a login for a machine, for `aglis worker --user`; answers its name. The page makes the password and shows it once. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolWorker {
    /// Name of the machine.
    pub device: String,
    /// Password of the login.
    pub password: Secret,
}
call!(EnrolWorker => String; reads []; changes [Messages]; Staff);

impl EnrolWorker {
    /// The check that the form makes before sending and the handler makes again; answers the cleaned name.
    ///
    /// # Errors
    /// Problems at `device` and `password`.
    pub fn check(&self) -> Result<String, Problems> {
        let mut problems = Problems::none();
        let device = problems.check("device", valid::short_name(&self.device, 100));
        problems.check("password", valid::password(self.password.reveal()));
        match device {
            Some(device) if problems.is_empty() => Ok(device),
            _ => Err(problems),
        }
    }
}

/// Takes the login of a machine away; what it holds goes to others. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DismissWorker {
    /// Which.
    pub id: i32,
}
call!(DismissWorker => (); reads []; changes [Messages]; Staff);
