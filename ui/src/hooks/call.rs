//! Changing something: once per action, however often it has to be sent.

use std::rc::Rc;

use model::{
    call::Call,
    fault::{Code, Fault},
    problem::Problem,
};
use uuid::Uuid;
use yew::prelude::*;

use crate::{bridge, stores::desk::use_desk};

/// Runs a call when a person acts, and knows how it went.
pub struct Caller<C: Call> {
    /// Whether an answer is awaited; a second run is ignored until then.
    pub busy: bool,
    /// Why the last run failed.
    pub fault: Option<Rc<Fault>>,
    start: Callback<(C, Callback<C::Reply>)>,
    forget: Callback<()>,
}

impl<C: Call> Clone for Caller<C> {
    fn clone(&self) -> Self {
        Self {
            busy: self.busy,
            fault: self.fault.clone(),
            start: self.start.clone(),
            forget: self.forget.clone(),
        }
    }
}

impl<C: Call> PartialEq for Caller<C> {
    fn eq(&self, other: &Self) -> bool {
        self.busy == other.busy && self.fault == other.fault && self.start == other.start
    }
}

impl<C: Call> Caller<C> {
    /// Sends the request.
    pub fn run(&self, request: C) {
        self.start.emit((request, Callback::noop()));
    }

    /// Sends the request and hands over what came back when it worked.
    pub fn run_then(&self, request: C, on_done: impl Into<Callback<C::Reply>>) {
        self.start.emit((request, on_done.into()));
    }

    /// Problems of one field in the last answer.
    #[must_use]
    pub fn problems(&self, field: &str) -> Vec<Problem> {
        self.fault
            .as_ref()
            .map(|fault| fault.field(field).to_vec())
            .unwrap_or_default()
    }

    /// Forgets the last failure, as when its dialog is closed.
    pub fn clear(&self) {
        self.forget.emit(());
    }
}

/// What was sent last, to recognise a retry.
struct Attempt<C> {
    request: C,
    key: Uuid,
    failed: bool,
}

/// The key for sending `request`: the one of the failed attempt at the very same, or else a new one.
///
/// After a lost connection nobody knows whether the first attempt arrived; the same key makes the second one harmless.
fn key_for<C: PartialEq>(last: Option<&Attempt<C>>, request: &C) -> Uuid {
    match last {
        Some(last) if last.failed && last.request == *request => last.key,
        _ => Uuid::now_v7(),
    }
}

/// Prepares a change. Needs the providers of the app.
#[hook]
pub fn use_call<C: Call>() -> Caller<C> {
    let desk_again = use_desk().again;
    let busy = use_state_eq(|| false);
    let fault = use_state_eq(|| None::<Rc<Fault>>);
    let last = use_mut_ref(|| None::<Attempt<C>>);
    let running = use_mut_ref(|| false);
    let start = {
        let (busy, fault) = (busy.setter(), fault.setter());
        use_callback(
            (),
            move |(request, on_done): (C, Callback<C::Reply>), ()| {
                if running.replace(true) {
                    return;
                }
                let key = key_for(last.borrow().as_ref(), &request);
                busy.set(true);
                fault.set(None);
                let (busy, fault, desk_again) = (busy.clone(), fault.clone(), desk_again.clone());
                let (last, running) = (last.clone(), running.clone());
                wasm_bindgen_futures::spawn_local(async move {
                    let changes_something = !C::CHANGES.is_empty();
                    let answer =
                        bridge::ask(request.clone(), changes_something.then_some(key)).await;
                    *last.borrow_mut() = Some(Attempt {
                        request,
                        key,
                        failed: answer.is_err(),
                    });
                    running.replace(false);
                    busy.set(false);
                    match answer {
                        Ok(reply) => on_done.emit(reply),
                        Err(refused) => {
                            if refused.code == Code::SignedOut {
                                desk_again.emit(());
                            }
                            fault.set(Some(Rc::new(refused)));
                        }
                    }
                });
            },
        )
    };
    let forget = {
        let fault = fault.setter();
        use_callback((), move |(), ()| fault.set(None))
    };
    Caller {
        busy: *busy,
        fault: (*fault).clone(),
        start,
        forget,
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, key_for};
    use uuid::Uuid;

    #[test]
    fn a_retry_keeps_its_key_and_a_new_action_gets_one() {
        let key = Uuid::now_v7();
        let attempt = |failed| Attempt {
            request: "approve 7",
            key,
            failed,
        };
        assert_eq!(key_for(Some(&attempt(true)), &"approve 7"), key);
        assert_ne!(key_for(Some(&attempt(false)), &"approve 7"), key);
        assert_ne!(key_for(Some(&attempt(true)), &"approve 8"), key);
        assert_ne!(key_for(None, &"approve 7"), key);
    }
}
