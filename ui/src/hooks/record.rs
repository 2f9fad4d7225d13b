//! Which record of an area is open beside its list, and the ways to another place.

use yew::prelude::*;

use crate::route::{Area, At, Route, go, use_route};

/// The record of the address and the callbacks of list and record.
pub struct OpenRecord {
    /// Which is open.
    pub opened: Option<i64>,
    /// Whether it stands alone, without the list.
    pub full: bool,
    /// Opens one, beside the list or alone.
    pub on_open: Callback<(i64, bool)>,
    /// Goes back to the list.
    pub on_close: Callback<()>,
    /// Shows the open one alone, or beside the list again.
    pub on_full: Callback<()>,
}

/// The open record of an area. Needs the route.
#[hook]
pub fn use_record(area: Area) -> OpenRecord {
    let (opened, full) = match use_route().at {
        At::Record { id, full } => (Some(id), full),
        At::List | At::New | At::Part(_) => (None, false),
    };
    let on_open = use_callback(area, |(id, full), area| {
        go(&Route::to(*area, At::Record { id, full }));
    });
    let on_close = use_callback(area, |(), area| go(&Route::list(*area)));
    let on_full = use_callback((area, opened, full), |(), (area, opened, full)| {
        if let Some(id) = *opened {
            go(&Route::to(*area, At::Record { id, full: !full }));
        }
    });
    OpenRecord {
        opened,
        full,
        on_open,
        on_close,
        on_full,
    }
}
