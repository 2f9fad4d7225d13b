//! Staff: who they are and what their role is.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{StaffId, ZoneId},
    phone::Phone,
    problem::{Problem, Problems},
    secret::Secret,
    text::Locale,
    valid,
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
    /// Whether zones say what somebody of this role sees or does; office and admin see the whole company.
    #[must_use]
    pub fn works_in_zones(self) -> bool {
        matches!(self, Role::Supervisor | Role::Technician)
    }

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

/// Lists colleagues, by name: those who are active, or all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListColleagues {
    /// Only this role.
    #[serde(default)]
    pub role: Option<Role>,
    /// Also those who left, to name what they once had.
    #[serde(default)]
    pub also_left: bool,
}
call!(ListColleagues => Vec<Colleague>; reads [Staff, Tickets]; changes []; Staff);

/// How an active colleague is named, in a note or as who stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Staff record.
    pub id: StaffId,
    /// Login name; with an @ in front it names him in a note.
    pub login: String,
    /// Name for people.
    pub name: String,
    /// Role.
    pub role: Role,
}

/// Lists everybody who is active, by name; also for technicians, who may not ask for [`ListColleagues`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListPeople {}
call!(ListPeople => Vec<Person>; reads [Staff]; changes []; Staff);

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
    pub password: Secret,
    /// Language.
    pub locale: Locale,
}
call!(CreateStaff => StaffId; reads []; changes [Staff]; Staff);

impl CreateStaff {
    /// The check that the form makes before sending and the handler makes again. The phone may be empty.
    ///
    /// # Errors
    /// Problems by field: `name, username, phone, zones, password`.
    pub fn check(&self) -> Result<Option<Phone>, Problems> {
        let mut problems = Problems::none();
        problems.check("username", valid::login_name(&self.username));
        let phone = check_person(
            &mut problems,
            &self.name,
            &self.phone,
            self.role,
            &self.zones,
        );
        problems.check("password", valid::password(self.password.reveal()));
        problems.into_result().map(|()| phone)
    }
}

/// What holds for everybody; answers the phone, if there is one.
fn check_person(
    problems: &mut Problems,
    name: &str,
    phone: &str,
    role: Role,
    zones: &[ZoneId],
) -> Option<Phone> {
    problems.check("name", valid::name(name));
    // A supervisor sees what lies in his zones, so without one he would see nothing at all.
    if role == Role::Supervisor && zones.is_empty() {
        problems.add("zones", Problem::new("CHOICE_REQUIRED"));
    }
    if phone.trim().is_empty() {
        return None;
    }
    problems.check("phone", Phone::parse(phone))
}

/// Changes what somebody is called, may do and looks after. Admins only.
///
/// Another role ends his sessions; nobody changes his own, and the last admin keeps his.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeStaff {
    /// Who.
    pub id: StaffId,
    /// Name for people.
    pub name: String,
    /// As entered; may be empty.
    pub phone: String,
    /// Role.
    pub role: Role,
    /// Zones.
    pub zones: Vec<ZoneId>,
}
call!(ChangeStaff => (); reads []; changes [Staff]; Staff);

impl ChangeStaff {
    /// The check that the form makes before sending and the handler makes again. The phone may be empty.
    ///
    /// # Errors
    /// Problems by field: `name, phone, zones`.
    pub fn check(&self) -> Result<Option<Phone>, Problems> {
        let mut problems = Problems::none();
        let phone = check_person(
            &mut problems,
            &self.name,
            &self.phone,
            self.role,
            &self.zones,
        );
        problems.into_result().map(|()| phone)
    }
}

/// Somebody who works here or did once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffRow {
    /// Staff record.
    pub id: StaffId,
    /// Login name.
    pub username: String,
    /// Name for people.
    pub name: String,
    /// Role.
    pub role: Role,
    /// E.164.
    pub phone: Option<String>,
    /// Zones he works in.
    pub zones: Vec<ZoneId>,
    /// Language.
    pub locale: Locale,
    /// Whether he may sign in.
    pub active: bool,
    /// Tickets he leads that are not completed, closed or cancelled.
    pub open_tickets: i64,
}

/// Lists everybody, those who left last, each part by name. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListStaff {}
call!(ListStaff => Vec<StaffRow>; reads [Staff, Tickets]; changes []; Staff);

/// Takes a person's login, group and running sessions away. Admins only, and never one's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisableStaff {
    /// Who.
    pub id: StaffId,
}
call!(DisableStaff => (); reads []; changes [Staff]; Staff);

/// Lets somebody who left come back, with a new password. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnableStaff {
    /// Who.
    pub id: StaffId,
    /// The new password.
    pub password: Secret,
}
call!(EnableStaff => (); reads []; changes [Staff]; Staff);

/// Gives somebody a new password in place of a forgotten one. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// Who.
    pub id: StaffId,
    /// The new password.
    pub password: Secret,
}
call!(ResetPassword => (); reads []; changes [Staff]; Staff);

#[cfg(test)]
mod tests {
    use super::{CreateStaff, Role};
    use crate::{ids::ZoneId, secret::Secret, text::Locale};

    fn budi() -> CreateStaff {
        CreateStaff {
            username: "budi".to_owned(),
            name: "Budi Santoso".to_owned(),
            phone: String::new(),
            role: Role::Technician,
            zones: Vec::new(),
            password: Secret::new("kopi hitam tanpa gula"),
            locale: Locale::Id,
        }
    }

    #[test]
    fn a_supervisor_needs_a_zone_and_a_technician_may_wait_for_his() {
        assert_eq!(budi().check(), Ok(None));
        let supervisor = CreateStaff {
            role: Role::Supervisor,
            ..budi()
        };
        let problems = supervisor.check().unwrap_err();
        assert_eq!(problems.field("zones")[0].code, "CHOICE_REQUIRED");
        let with_zone = CreateStaff {
            zones: vec![ZoneId(1)],
            ..supervisor
        };
        assert_eq!(with_zone.check(), Ok(None));
    }

    #[test]
    fn a_new_person_is_checked_field_by_field() {
        let wrong = CreateStaff {
            username: "Budi Santoso".to_owned(),
            name: " ".to_owned(),
            phone: "12".to_owned(),
            password: Secret::new("pendek"),
            ..budi()
        };
        let problems = wrong.check().unwrap_err();
        for field in ["username", "name", "phone", "password"] {
            assert!(!problems.field(field).is_empty(), "{field}");
        }
    }
}
