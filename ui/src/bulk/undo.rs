//! Taking a run back, as long as that can be done.

use chrono::{DateTime, Utc};
use gloo_timers::callback::Interval;
use model::{
    bulk::{BulkProgress, UndoBulk},
    ids::BulkRunId,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_text},
    widgets::{Button, FaultNote, Icon},
};

/// Properties of [`Undo`].
#[derive(Properties, PartialEq)]
pub struct UndoProps {
    pub run: BulkRunId,
    /// Until then.
    pub until: DateTime<Utc>,
    /// The run that takes it back, under way.
    pub on_undo: Callback<BulkRunId>,
}

/// The button with the time that is left; gone when there is none.
#[component]
pub fn Undo(props: &UndoProps) -> Html {
    let texts = use_text();
    let redraw = use_force_update();
    let undo = use_call::<UndoBulk>();
    use_effect_with((), move |()| {
        let ticking = Interval::new(1_000, move || redraw.force_update());
        move || drop(ticking)
    });
    let seconds = (props.until - Utc::now()).num_seconds();
    if seconds <= 0 {
        return Html::default();
    }
    let left = format!("{}:{:02}", seconds / 60, seconds % 60);
    let on_click = {
        let (undo, run, on_undo) = (undo.clone(), props.run, props.on_undo.clone());
        Callback::from(move |()| {
            let on_undo = on_undo.clone();
            undo.run_then(UndoBulk { run }, move |back: BulkProgress| {
                on_undo.emit(back.run);
            });
        })
    };
    html! {
        <>
            <Button test_id="bulk-undo" label={texts.t_with("bulk-undo", &[("left", &left)])} icon={Icon::Again} busy={undo.busy} online=true {on_click} />
            <FaultNote fault={undo.fault.clone()} />
        </>
    }
}
