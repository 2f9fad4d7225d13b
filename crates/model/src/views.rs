//! Saved views: a list as somebody likes to see it.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    list::{Filter, Sort},
    problem::Problems,
    valid,
};

/// The longest name of a view, in characters.
pub const NAME_MAX: usize = 80;

/// What a view says about its list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ViewQuery {
    /// Search text.
    pub search: String,
    /// Filters.
    pub filters: Vec<Filter>,
    /// Order.
    pub sort: Vec<Sort>,
}

/// A saved view as it can be used now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Record.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Whose; the name of a colleague.
    pub owner: String,
    /// Whether it is the caller's own.
    pub mine: bool,
    /// Whether everybody sees it.
    pub shared: bool,
    /// Whether the caller's list opens with it.
    pub is_default: bool,
    /// What it says, without what no longer exists.
    pub query: ViewQuery,
    /// Columns shown, in order; none means the list's own.
    pub columns: Option<Vec<String>>,
    /// Columns that the view names and the list no longer has, or cannot be asked about so.
    pub dropped: Vec<String>,
}

/// Lists the views of one list: own first, then shared, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListViews {
    /// Name of the list.
    pub list: String,
}
call!(ListViews => Vec<View>; reads [Views, Staff]; changes []; Staff);

/// What a person enters for a view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewForm {
    /// Name of the list.
    pub list: String,
    /// 1–80 characters, once a person and list.
    pub name: String,
    /// Show it to everybody. Not for technicians.
    pub shared: bool,
    /// What it says.
    pub query: ViewQuery,
    /// Columns shown; none means the list's own.
    pub columns: Option<Vec<String>>,
}

impl ViewForm {
    /// Checks the name.
    ///
    /// # Errors
    /// Problems of `name`.
    pub fn check(&self) -> Result<String, Problems> {
        valid::short_name(&self.name, NAME_MAX).map_err(|problem| Problems::one("name", problem))
    }
}

/// Keeps a new view and answers its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveView {
    /// What it is.
    pub view: ViewForm,
}
call!(SaveView => i64; reads []; changes [Views]; Staff);

/// Changes a view of one's own: name, sharing, what it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeView {
    /// Which.
    pub id: i64,
    /// All of it anew.
    pub view: ViewForm,
}
call!(ChangeView => (); reads []; changes [Views]; Staff);

/// Takes a view of one's own away; an admin may take a shared one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeleteView {
    /// Which.
    pub id: i64,
}
call!(DeleteView => (); reads []; changes [Views]; Staff);

/// Opens a list with this view from now on, or with none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChooseDefaultView {
    /// Name of the list.
    pub list: String,
    /// Which; none for the list as it comes.
    pub view: Option<i64>,
}
call!(ChooseDefaultView => (); reads []; changes [Views]; Staff);
