//! The directory of colleagues, to look things up; logins and rights belong to [`crate::access`].

use serde::{Deserialize, Serialize};

use crate::{
    access::Role,
    call,
    ids::{StaffId, ZoneId},
    list::{ListQuery, Page},
    tickets::TicketRow,
};

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemberRow {
    /// Record.
    pub id: StaffId,
    /// Name for people.
    pub name: String,
    /// Login name.
    pub username: String,
    /// Role.
    pub role: Role,
    /// E.164.
    pub phone: Option<String>,
    /// Zones, by name, joined with commas.
    pub zones: String,
    /// Whether he can sign in.
    pub active: bool,
}

/// Lists colleagues, also those who left. Columns: `name, username, role, phone, zones, state`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListMembers {
    /// What to show.
    pub query: ListQuery,
}
call!(ListMembers => Page<MemberRow>; reads [Staff]; changes []; Staff);

/// Everything a colleague may know about one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemberDetail {
    /// As in the list.
    pub row: MemberRow,
    /// Zones he works in.
    pub zones: Vec<ZoneId>,
    /// Tickets he leads, newest first, at most 50.
    pub tickets: Vec<TicketRow>,
}

/// Asks for one colleague.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowMember {
    /// Which.
    pub id: StaffId,
}
call!(ShowMember => MemberDetail; reads [Staff, Tickets]; changes []; Staff);
