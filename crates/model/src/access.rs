//! Staff: who they are and what their role is.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{StaffId, ZoneId},
    text::Locale,
};

/// What a member of staff does all day; decides rights in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, settings and staff included.
    Admin,
    /// Zones, assignments, SLA.
    Supervisor,
    /// Customer service and billing.
    Office,
    /// Own tickets only.
    Technician,
}

impl Role {
    /// All roles, the most powerful first.
    pub const ALL: [Role; 4] = [
        Role::Admin,
        Role::Supervisor,
        Role::Office,
        Role::Technician,
    ];

    /// The word in the database and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Admin => "admin",
            Role::Supervisor => "supervisor",
            Role::Office => "office",
            Role::Technician => "technician",
        }
    }

    /// The role a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// The signed-in member of staff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Me {
    /// Staff record.
    pub id: StaffId,
    /// Login name.
    pub username: String,
    /// Name for people.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Zones a supervisor looks after; empty means all for office and admin.
    pub zones: Vec<ZoneId>,
    /// Language of his own.
    pub locale: Locale,
    /// Business time zone, such as `Asia/Jakarta`.
    pub time_zone: String,
    /// Company name shown in the masthead.
    pub company: String,
}

/// Asks who is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowMe {}
call!(ShowMe => Me; reads [Staff, Settings]; changes []; Staff);

/// A colleague to whom work can be given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Colleague {
    /// Staff record.
    pub id: StaffId,
    /// Name for people.
    pub name: String,
    /// Role.
    pub role: Role,
    /// E.164.
    pub phone: Option<String>,
    /// Zones he works in.
    pub zones: Vec<ZoneId>,
    /// Tickets he leads that are not completed, closed or cancelled.
    pub open_tickets: i64,
}

/// Lists active colleagues, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListColleagues {
    /// Only this role.
    #[serde(default)]
    pub role: Option<Role>,
}
call!(ListColleagues => Vec<Colleague>; reads [Staff, Tickets]; changes []; Staff);

/// Creates a member of staff with a login of his own. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateStaff {
    /// Login name, see `valid::login_name`.
    pub username: String,
    /// Name for people.
    pub name: String,
    /// As entered.
    pub phone: String,
    /// Role.
    pub role: Role,
    /// Zones.
    pub zones: Vec<ZoneId>,
    /// SCRAM verifier is made from it before it leaves the core.
    pub password: crate::secret::Secret,
    /// Language.
    pub locale: Locale,
}
call!(CreateStaff => StaffId; reads []; changes [Staff]; Staff);
