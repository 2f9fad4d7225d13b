//! Oneself: name, phone and language, which everybody keeps in order himself, and the computers one is signed in at.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{call, ids::StaffId, phone::Phone, problem::Problems, text::Locale, valid};

/// What one may change of oneself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Name for people.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    /// Language.
    pub locale: Locale,
}

/// Asks for one's own record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowProfile {}
call!(ShowProfile => Profile; reads [Staff]; changes []; Staff);

/// Changes one's own record. Role and zones belong to the admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeOwnProfile {
    /// Name for people.
    pub name: String,
    /// As entered; may be empty.
    pub phone: String,
    /// Language.
    pub locale: Locale,
}
call!(ChangeOwnProfile => (); reads []; changes [Staff]; Staff);

impl ChangeOwnProfile {
    /// The check that the form makes before sending and the handler makes again; answers what is stored.
    ///
    /// # Errors
    /// Problems by field: `name, phone`.
    pub fn check(&self) -> Result<(String, Option<Phone>), Problems> {
        let mut problems = Problems::none();
        let name = problems.check("name", valid::name(&self.name));
        let phone = if self.phone.trim().is_empty() {
            None
        } else {
            problems.check("phone", Phone::parse(&self.phone))
        };
        problems
            .into_result()
            .map(|()| (name.unwrap_or_default(), phone))
    }
}

/// A computer at which somebody signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Device {
    /// Who.
    pub staff: StaffId,
    /// Name of the computer.
    pub name: String,
    /// Version of the program there.
    pub app_version: String,
    /// Last sign-in there.
    pub signed_in_at: DateTime<Utc>,
    /// Last sign of the program, at most half a minute old while it is open and connected.
    pub seen_at: DateTime<Utc>,
    /// When he was told to leave; an earlier sign-in is over.
    pub ended_at: Option<DateTime<Utc>>,
    /// It is the one that asks.
    pub is_this: bool,
}

impl Device {
    /// Whether somebody was told to leave and has not signed in again.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.ended_at.is_some_and(|at| at > self.signed_in_at)
    }
}

/// Lists the computers of a person, those seen last first. Others' are for admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListDevices {
    /// Who.
    pub staff: StaffId,
}
call!(ListDevices => Vec<Device>; reads [Staff]; changes []; Staff);

/// Signs somebody out at a computer: his program there leaves within seconds when it is connected, else when it is again. The
/// next sign-in there takes a typed password. Others' are for admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndSession {
    /// Who.
    pub staff: StaffId,
    /// Name of the computer.
    pub device: String,
}
call!(EndSession => (); reads []; changes [Staff]; Staff);

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::Device;
    use crate::ids::StaffId;

    #[test]
    fn a_new_sign_in_is_not_ended_by_an_old_order() {
        let at = |minutes| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let device = |ended_at| Device {
            staff: StaffId(1),
            name: "meja-depan".to_owned(),
            app_version: "0.1.0".to_owned(),
            signed_in_at: at(10),
            seen_at: at(11),
            ended_at,
            is_this: false,
        };
        assert!(!device(None).is_ended());
        assert!(!device(Some(at(9))).is_ended());
        assert!(device(Some(at(11))).is_ended());
    }
}
