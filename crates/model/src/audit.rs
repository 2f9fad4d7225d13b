//! What happened to a record, as people read it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; none for the system or the customer.
    pub actor: Option<String>,
    /// What, such as `created`, `verified`, `assigned`, `note`; the text key is `event-` and this word.
    pub event: String,
    /// Reason, note or detail, as entered.
    pub body: Option<String>,
}
