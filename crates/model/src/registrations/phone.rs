//! Trying an applicant's number: a code is sent there, and he tells it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{call, ids::RegistrationId, problem::Problem, secret::Secret};

/// Sends a code of six digits to the number of an application; a code sent before counts no more. Admins and office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskPhoneCode {
    /// Which application.
    pub id: RegistrationId,
}
call!(AskPhoneCode => PhoneCodeSent; reads []; changes [Messages]; Staff);

/// A code is on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhoneCodeSent {
    /// Until when it counts.
    pub expires_at: DateTime<Utc>,
    /// In how many seconds the number may be sent another one; 0 for at once.
    pub wait_s: i32,
}

/// Takes the code that the applicant told. A wrong one is no failure of the call, because it counts as a try. Admins and office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPhone {
    /// Which application.
    pub id: RegistrationId,
    /// As it was typed.
    pub code: Secret,
}
call!(ConfirmPhone => PhoneConfirmed; reads []; changes [Registrations]; Staff);

/// Whether the number is the applicant's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhoneConfirmed {
    /// What is wrong with the code: `OTP_FORMAT` for anything but six digits, `OTP_INVALID` for a wrong, used or old one,
    /// `OTP_LOCKED` after five wrong ones; none when it was right.
    pub problem: Option<Problem>,
}

impl ConfirmPhone {
    /// The six digits, if that is what was typed.
    #[must_use]
    pub fn digits(&self) -> Option<&str> {
        let code = self.code.reveal().trim();
        (code.len() == 6 && code.bytes().all(|sign| sign.is_ascii_digit())).then_some(code)
    }
}
