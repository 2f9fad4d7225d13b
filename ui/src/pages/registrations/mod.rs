//! Registrations: as a list or as a board, one of them beside it, and the form for a new one.

mod approve;
mod board;
mod cards;
mod change;
mod columns;
mod detail;
mod fields;
mod list;
mod next_step;
mod phone;
mod stages;
mod survey;
mod take_in;

use yew::prelude::*;

use crate::{
    hooks::{use_hotkeys, use_text},
    route::{Area, At, Route, go, use_route},
    stores::list_memory,
    widgets::{Button, Icon, Kind},
};

/// Under which the choice between list and board is remembered.
const FACE: &str = "registrations-face";
const BOARD: &str = "board";

/// What list and board have in common: the record beside them and the tools in the head.
#[derive(Clone, Properties, PartialEq)]
pub struct FaceProps {
    /// The opened record or the form.
    pub record: Option<Html>,
    /// Which record is opened.
    pub opened: Option<i64>,
    /// Without the list.
    pub full: bool,
    /// Closes the record.
    pub on_close: Callback<()>,
    /// Between beside and alone.
    pub on_full: Callback<()>,
    /// Buttons of the head.
    pub tools: Html,
}

/// The page.
#[component]
pub fn RegistrationsPage() -> Html {
    let texts = use_text();
    let route = use_route();
    let face = use_state_eq(|| list_memory::recall_word(FACE));
    let on_new = use_callback((), |(), ()| go(&Route::to(Area::Registrations, At::New)));
    use_hotkeys(vec![("n", on_new.clone())]);
    let on_close = use_callback((), |(), ()| go(&Route::list(Area::Registrations)));
    let (opened, full) = match route.at {
        At::Record { id, full } => (Some(id), full),
        At::List | At::New | At::Part(_) => (None, false),
    };
    let on_full = use_callback((opened, full), |(), (opened, full)| {
        if let Some(id) = *opened {
            go(&Route::to(
                Area::Registrations,
                At::Record { id, full: !full },
            ));
        }
    });
    let record = match &route.at {
        At::Record { id, .. } => Some(html! { <detail::Detail key={*id} id={*id} /> }),
        At::New => Some(html! { <take_in::TakeIn on_close={on_close.clone()} /> }),
        At::List | At::Part(_) => None,
    };
    // A link with a filter means the list for this visit, whatever was looked at last.
    let is_filtered = !route.filters.is_empty();
    let is_board = face.as_str() == BOARD && !is_filtered;
    {
        let face = face.setter();
        use_effect_with(is_filtered, move |is_filtered| {
            if *is_filtered {
                face.set("list".to_owned());
            }
        });
    }
    let choose = |word: &'static str| {
        let face = face.setter();
        Callback::from(move |()| {
            list_memory::remember_word(FACE, word);
            face.set(word.to_owned());
            go(&Route::list(Area::Registrations));
        })
    };
    let tools = html! {
        <>
            <span class="aglis-switch" role="group" aria-label={texts.t("registrations-face")}>
                <Button test_id="registrations-as-list" kind={Kind::Plain} icon={Icon::Nav} label={texts.t("registrations-as-list")} pressed={!is_board} on_click={choose("list")} />
                <Button test_id="registrations-as-board" kind={Kind::Plain} icon={Icon::Columns} label={texts.t("registrations-as-board")} pressed={is_board} on_click={choose(BOARD)} />
            </span>
            <Button test_id="registrations-new" label={texts.t("registrations-new")} kind={Kind::Primary} icon={Icon::Plus} on_click={on_new} online=true />
        </>
    };
    let props = FaceProps {
        record,
        opened,
        full,
        on_close,
        on_full,
        tools,
    };
    if is_board {
        html! { <board::Board ..props /> }
    } else {
        html! { <list::List ..props /> }
    }
}
