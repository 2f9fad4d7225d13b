//! Who is signed in, who the colleagues are, and new logins.

mod store;

use model::{
    access::{Colleague, CreateStaff, ListColleagues, Me, ShowMe},
    desk::CreateFirstAdmin,
    ids::StaffId,
    phone::Phone,
    problem::Problems,
    text::Locale,
    valid,
};
use sqlx::{PgConnection, PgPool};

use crate::{
    answer::Answer,
    connection,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ShowMe {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Me> {
        // A login without a staff record, or a disabled one, is nobody.
        store::me(db).await?.ok_or(Error::SignedOut)
    }
}

impl Answer for ListColleagues {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<Colleague>> {
        store::list_colleagues(db, self.role).await
    }
}

impl Answer for CreateStaff {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<StaffId> {
        let mut problems = Problems::none();
        let name = problems.check("name", valid::name(&self.name));
        let username = problems.check("username", valid::login_name(&self.username));
        let phone = if self.phone.trim().is_empty() {
            None
        } else {
            problems.check("phone", Phone::parse(&self.phone))
        };
        problems.check("password", valid::password(self.password.reveal()));
        let (Some(name), Some(username), true) = (name, username, problems.is_empty()) else {
            return Err(problems.into());
        };
        let zones: Vec<i64> = self.zones.iter().map(|zone| zone.0).collect();
        let verifier = verifier(&self.password);
        store::create_staff(
            db,
            &username,
            &name,
            phone.as_ref().map(Phone::e164),
            self.role,
            &zones,
            &verifier,
            self.locale,
        )
        .await
    }
}

/// Makes the first admin of an empty workspace and answers his login name. `owner` is whoever administers the cluster.
///
/// # Errors
/// [`Error::Invalid`] by field, [`Error::Forbidden`] when there is an admin already.
pub async fn create_first_admin(
    owner: &PgPool,
    request: &CreateFirstAdmin,
    locale: Locale,
) -> Result<String> {
    let mut problems = Problems::none();
    let company = problems.check("company", valid::required(&request.company, 120));
    let name = problems.check("name", valid::name(&request.name));
    let username = problems.check("username", valid::login_name(&request.username));
    problems.check("password", valid::password(request.password.reveal()));
    let (Some(company), Some(name), Some(username), true) =
        (company, name, username, problems.is_empty())
    else {
        return Err(problems.into());
    };
    let verifier = verifier(&request.password);
    store::create_first_admin(owner, &company, &username, &name, &verifier, locale).await?;
    Ok(username)
}

/// The SCRAM verifier of a password: all that the server ever gets of it.
#[must_use]
pub fn verifier(password: &model::secret::Secret) -> String {
    let password = connection::wire(password.reveal());
    postgres_protocol::password::scram_sha_256(password.as_bytes())
}
