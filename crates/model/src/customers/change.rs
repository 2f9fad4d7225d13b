//! Putting right what stands about a customer.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{CustomerId, ZoneId},
    phone::Phone,
    problem::{Problem, Problems},
    valid,
};

/// Changes who a customer is and how he is reached. Admins and the office only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeCustomer {
    /// Whom.
    pub id: CustomerId,
    /// Version the person saw; see `STALE`.
    pub version: i32,
    /// Name.
    pub name: String,
    /// As entered; may be empty.
    pub phone: String,
    /// A second number as entered; may be empty.
    pub other_phone: String,
    /// As entered; may be empty.
    pub email: String,
    /// The right identity number; empty leaves what is there.
    pub nik: String,
    /// Zone; decides who sees him.
    pub zone: Option<ZoneId>,
}
call!(ChangeCustomer => (); reads []; changes [Customers, Services, Registrations, Audit]; Staff);

/// What [`ChangeCustomer`] asks for, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedContact {
    /// Name.
    pub name: String,
    /// First number.
    pub phone: Option<Phone>,
    /// Second number, never the first once more.
    pub other_phone: Option<Phone>,
    /// E-mail.
    pub email: Option<String>,
    /// Sixteen digits.
    pub nik: Option<String>,
}

impl ChangeCustomer {
    /// The check that the form makes before sending and the handler makes again.
    ///
    /// # Errors
    /// Problems by field: `name, phone, other_phone, email, nik, zone`. A second number needs a first: `PHONE_REQUIRED` (`phone`).
    pub fn check(&self) -> Result<CheckedContact, Problems> {
        let mut problems = Problems::none();
        let name = problems.check("name", valid::name(&self.name));
        let mut number = |field: &str, entered: &str| {
            let is_there = !entered.trim().is_empty();
            is_there
                .then(|| problems.check(field, Phone::parse(entered)))
                .flatten()
        };
        let phone = number("phone", &self.phone);
        let other_phone = number("other_phone", &self.other_phone);
        if self.phone.trim().is_empty() && other_phone.is_some() {
            problems.add("phone", Problem::new("PHONE_REQUIRED"));
        }
        let email = problems.check("email", valid::email_or_none(&self.email));
        let nik = problems.check("nik", valid::nik_or_none(&self.nik));
        if self.zone.is_none() {
            problems.add("zone", Problem::new("CHOICE_REQUIRED"));
        }
        match (name, email, nik) {
            (Some(name), Some(email), Some(nik)) if problems.is_empty() => Ok(CheckedContact {
                other_phone: other_phone.filter(|other| Some(other) != phone.as_ref()),
                name,
                phone,
                email,
                nik,
            }),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ChangeCustomer;
    use crate::ids::{CustomerId, ZoneId};

    fn change() -> ChangeCustomer {
        ChangeCustomer {
            id: CustomerId(1),
            version: 1,
            name: " Budi  Santoso ".to_owned(),
            phone: "0812-3456-7890".to_owned(),
            other_phone: String::new(),
            email: " ".to_owned(),
            nik: String::new(),
            zone: Some(ZoneId(1)),
        }
    }

    #[test]
    fn what_is_empty_is_kept_as_nothing() {
        let checked = change().check().unwrap();
        assert_eq!(checked.name, "Budi Santoso");
        assert_eq!(
            (checked.other_phone, checked.email, checked.nik),
            (None, None, None)
        );
        let twice = ChangeCustomer {
            other_phone: "+62 812 3456 7890".to_owned(),
            ..change()
        };
        assert_eq!(twice.check().unwrap().other_phone, None, "the same again");
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it() {
        let wrong = ChangeCustomer {
            name: " ".to_owned(),
            phone: "12".to_owned(),
            other_phone: "abc".to_owned(),
            email: "budi@".to_owned(),
            nik: "123".to_owned(),
            zone: None,
            ..change()
        };
        let problems = wrong.check().unwrap_err();
        for field in ["name", "phone", "other_phone", "email", "nik", "zone"] {
            assert_eq!(problems.field(field).len(), 1, "{field}");
        }
        let lonely = ChangeCustomer {
            phone: String::new(),
            other_phone: "0812-3456-7890".to_owned(),
            ..change()
        };
        let problems = lonely.check().unwrap_err();
        assert_eq!(problems.field("phone")[0].code, "PHONE_REQUIRED");
    }
}
