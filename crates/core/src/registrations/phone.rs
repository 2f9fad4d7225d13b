//! Trying an applicant's number with a code. The code is made in the database; this program never learns it.

use model::{
    problem::Problem,
    registrations::phone::{AskPhoneCode, ConfirmPhone, PhoneCodeSent, PhoneConfirmed},
};
use sqlx::PgConnection;

use super::store;
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
    messages::{To, code_in_words},
};

/// For how many minutes a code counts; the database ends it then.
const MINUTES: u32 = 5;

impl Answer for AskPhoneCode {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<PhoneCodeSent> {
        let said = code_in_words(cx, db, To::Registration(self.id), MINUTES)
            .await?
            .ok_or(Error::NotFound)?;
        let sent = store::ask_phone_code(db, self.id, &said).await?;
        cx.note_queued();
        Ok(sent)
    }
}

impl Answer for ConfirmPhone {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<PhoneConfirmed> {
        let digits = self.digits();
        // What is no code is tried as none, so that it counts.
        let outcome = store::confirm_phone_code(db, self.id, digits.unwrap_or_default()).await?;
        let code = match outcome.as_str() {
            "confirmed" => return Ok(PhoneConfirmed { problem: None }),
            "locked" => "OTP_LOCKED",
            _ if digits.is_none() => "OTP_FORMAT",
            _ => "OTP_INVALID",
        };
        Ok(PhoneConfirmed {
            problem: Some(Problem::new(code)),
        })
    }

    fn has_changed(reply: &PhoneConfirmed) -> bool {
        reply.problem.is_none()
    }
}
