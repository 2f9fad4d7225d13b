//! Tells the shell of signs of life, so that it locks the screen when there are none; locks at once with Ctrl-L.

use std::{cell::Cell, rc::Rc};

use gloo_events::{EventListener, EventListenerOptions};
use model::desk::{Lock, Phase, Touch};
use yew::prelude::*;

use super::desk::{Desk, use_desk};
use crate::{bridge, hooks::use_hotkeys};

const SIGNS_OF_LIFE: [&str; 4] = ["keydown", "pointerdown", "pointermove", "wheel"];
/// The shell hears of life at most this often, in milliseconds.
const TELL_EVERY: f64 = 15_000.0;

/// Watches for signs of life while somebody is signed in; needs the desk. The shell counts the idle time: it goes on when
/// this page hangs, or sleeps in a hidden window.
#[component]
pub fn IdleWatch() -> Html {
    let desk = use_desk();
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
    use_effect_with(is_open, move |is_open| {
        let watch = is_open.then(watch);
        move || drop(watch)
    });
    Html::default()
}

fn watch() -> Vec<EventListener> {
    let told = Rc::new(Cell::new(0.0));
    SIGNS_OF_LIFE
        .into_iter()
        .map(|event| {
            let told = told.clone();
            EventListener::new_with_options(
                &gloo_utils::document(),
                event,
                EventListenerOptions::run_in_capture_phase(),
                move |_| {
                    let now = js_sys::Date::now();
                    if (now - told.get()).abs() >= TELL_EVERY {
                        told.set(now);
                        wasm_bindgen_futures::spawn_local(async {
                            // The next sign of life tells again.
                            let _ = bridge::ask(Touch {}, None).await;
                        });
                    }
                },
            )
        })
        .collect()
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
