//! Who is signed in, and whether the database answers.

use std::rc::Rc;

use model::{
    access::{Me, Role},
    format::Zone,
};
use yew::prelude::*;

use crate::stores::desk::use_desk;

/// The signed-in member of staff; provided by the frame around the pages.
#[derive(Clone, PartialEq)]
pub struct Session {
    /// Who.
    pub me: Rc<Me>,
}

impl Session {
    /// Whether his role is among these. Hides what the database would refuse; decides nothing.
    #[must_use]
    pub fn is_any(&self, roles: &[Role]) -> bool {
        roles.contains(&self.me.role)
    }

    /// The business time zone.
    #[must_use]
    pub fn zone(&self) -> Zone {
        Zone::from_name(&self.me.time_zone).unwrap_or_default()
    }
}

/// Who is signed in. Needs the frame of signed-in pages.
///
/// # Panics
/// Outside that frame, which is a mistake of the program.
#[hook]
pub fn use_session() -> Session {
    use_context::<Session>().expect("use_session stands inside the frame of signed-in pages")
}

/// Whether the database can be reached; buttons that change something are disabled without it.
#[hook]
pub fn use_online() -> bool {
    use_desk().is_online()
}
