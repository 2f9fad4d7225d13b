//! Who is signed in, who the colleagues are, and logins that come and go.

mod store;

use model::{
    access::{
        ChangeStaff, Colleague, CreateStaff, DisableStaff, EnableStaff, ListColleagues, ListPeople,
        ListStaff, Me, Person, ResetPassword, ShowMe, StaffRow,
    },
    desk::CreateFirstAdmin,
    ids::{StaffId, ZoneId},
    phone::Phone,
    problem::{Problem, Problems},
    secret::Secret,
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
        store::list_colleagues(db, self.role, self.also_left).await
    }
}

impl Answer for ListPeople {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<Person>> {
        store::list_people(db).await
    }
}

impl Answer for ListStaff {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<StaffRow>> {
        store::list_staff(db).await
    }
}

impl Answer for CreateStaff {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<StaffId> {
        let phone = self.check()?;
        let zones = known_zones(db, &self.zones).await?;
        let name = valid::name(&self.name).map_err(|problem| Error::field("name", problem))?;
        let verifier = verifier(&self.password);
        store::create_staff(
            db,
            &self.username,
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

impl Answer for ChangeStaff {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let phone = self.check()?;
        let zones = known_zones(db, &self.zones).await?;
        let name = valid::name(&self.name).map_err(|problem| Error::field("name", problem))?;
        store::change_staff(
            db,
            self.id,
            &name,
            phone.as_ref().map(Phone::e164),
            self.role,
            &zones,
        )
        .await
        .map_err(state_changed)
    }
}

/// The zones of a request, each once and each one that exists.
async fn known_zones(db: &mut PgConnection, asked: &[ZoneId]) -> Result<Vec<i64>> {
    let mut zones: Vec<i64> = asked.iter().map(|zone| zone.0).collect();
    zones.sort_unstable();
    zones.dedup();
    if store::count_zones(db, &zones).await? == zones.len() {
        Ok(zones)
    } else {
        Err(Error::field("zones", Problem::new("CHOICE_REQUIRED")))
    }
}

impl Answer for DisableStaff {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        if store::my_id(db).await? == Some(self.id) {
            return Err(Error::conflict("OWN_LOGIN"));
        }
        store::disable_staff(db, self.id)
            .await
            .map_err(state_changed)
    }
}

impl Answer for EnableStaff {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let verifier = checked_verifier(&self.password)?;
        store::enable_staff(db, self.id, &verifier)
            .await
            .map_err(state_changed)
    }
}

impl Answer for ResetPassword {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let verifier = checked_verifier(&self.password)?;
        store::reset_password(db, self.id, &verifier)
            .await
            .map_err(state_changed)
    }
}

/// Changes the caller's own password. Not a call of the router, which keeps a hash of every request: the desk asks for the
/// present password first and opens the session anew afterwards.
///
/// # Errors
/// [`Error::Invalid`] at `password`, [`Error::Offline`] when the database is lost.
pub async fn change_own_password(cx: &Cx, password: &Secret) -> Result<()> {
    let verifier = checked_verifier(password)?;
    let mut db = cx.pool.acquire().await?;
    store::change_own_password(&mut db, &verifier).await
}

fn checked_verifier(password: &Secret) -> Result<String> {
    valid::password(password.reveal()).map_err(|problem| Error::field("password", problem))?;
    Ok(verifier(password))
}

/// The login functions know two states and say only that the person is in the other one.
fn state_changed(error: Error) -> Error {
    match error {
        Error::Conflict(problem) if problem.code == "WRONG_STATE" => Error::conflict("STAFF_STATE"),
        other => other,
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
pub fn verifier(password: &Secret) -> String {
    let password = connection::wire(password.reveal());
    postgres_protocol::password::scram_sha_256(password.as_bytes())
}
