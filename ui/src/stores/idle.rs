//! Locks the screen when nobody has touched the window for a while, or at once with Ctrl-L.

use std::{cell::Cell, rc::Rc};

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Interval;
use model::desk::{Lock, Phase};
use yew::prelude::*;

use super::desk::{Desk, use_desk};
use crate::{bridge, hooks::use_hotkeys};

const SIGNS_OF_LIFE: [&str; 4] = ["keydown", "pointerdown", "pointermove", "wheel"];

/// Watches for idleness while somebody is signed in; needs the desk.
#[component]
pub fn IdleWatch() -> Html {
    let desk = use_desk();
    let minutes = desk.preferences().auto_lock_minutes;
    let is_open = desk
        .state
        .as_ref()
        .is_some_and(|state| matches!(state.phase, Phase::Open { .. }));
    let lock_now = lock(&desk);
    use_hotkeys(vec![(
        "ctrl+l",
        Callback::from(move |()| {
            if is_open {
                lock_now.emit(());
            }
        }),
    )]);
    let lock_later = lock(&desk);
    use_effect_with((minutes, is_open), move |(minutes, is_open)| {
        let watch = (*minutes > 0 && *is_open).then(|| watch(*minutes, lock_later));
        move || drop(watch)
    });
    Html::default()
}

fn watch(minutes: u32, lock: Callback<()>) -> (Vec<EventListener>, Interval) {
    let touched = Rc::new(Cell::new(js_sys::Date::now()));
    let listeners = SIGNS_OF_LIFE
        .into_iter()
        .map(|event| {
            let touched = touched.clone();
            EventListener::new_with_options(
                &gloo_utils::document(),
                event,
                EventListenerOptions::run_in_capture_phase(),
                move |_| touched.set(js_sys::Date::now()),
            )
        })
        .collect();
    // The wall clock, not a timeout, so that a laptop that slept locks when it wakes.
    let limit = f64::from(minutes) * 60_000.0;
    let interval = Interval::new(5_000, move || {
        if js_sys::Date::now() - touched.get() >= limit {
            lock.emit(());
        }
    });
    (listeners, interval)
}

fn lock(desk: &Desk) -> Callback<()> {
    let again = desk.again.clone();
    Callback::from(move |()| {
        let again = again.clone();
        wasm_bindgen_futures::spawn_local(async move {
            // A failure leaves the screen as it is; the next look at the desk shows it.
            let _ = bridge::ask(Lock {}, None).await;
            again.emit(());
        });
    })
}
