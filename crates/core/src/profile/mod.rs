//! One's own record, and where one is signed in. What an admin does about logins belongs to [`crate::access`].

mod sessions;
mod store;

use model::profile::{ChangeOwnProfile, Profile, ShowProfile};
use sqlx::PgConnection;

pub use sessions::{begin_session, keep_session};

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ShowProfile {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Profile> {
        store::profile(db).await?.ok_or(Error::SignedOut)
    }
}

impl Answer for ChangeOwnProfile {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let (name, phone) = self.check()?;
        store::change_profile(db, &name, phone.as_ref(), self.locale).await
    }
}
