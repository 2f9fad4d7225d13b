//! Changing something: once per action, however often it has to be sent.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    rc::Rc,
};

use model::{
    call::{Audience, Call},
    fault::{Code, Fault},
    problem::Problem,
};
use yew::prelude::*;

use crate::{
    bridge,
    stores::{desk::use_desk, drafts::Drafts},
};

/// Runs a call when a person acts, and knows how it went.
pub struct Caller<C: Call> {
    /// Whether an answer is awaited; a second run is ignored until then.
    pub busy: bool,
    /// Why the last run failed.
    pub fault: Option<Rc<Fault>>,
    start: Callback<(C, Callback<C::Reply>)>,
    tell: Callback<Option<Rc<Fault>>>,
}

impl<C: Call> Clone for Caller<C> {
    fn clone(&self) -> Self {
        Self {
            busy: self.busy,
            fault: self.fault.clone(),
            start: self.start.clone(),
            tell: self.tell.clone(),
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

    /// A callback for a field that hands its value to `on_change` and takes the told problem away: what was said about the
    /// old value is no longer true.
    #[must_use]
    pub fn corrects<V: 'static>(&self, field: &str, on_change: Callback<V>) -> Callback<V> {
        let (fault, tell, field) = (self.fault.clone(), self.tell.clone(), field.to_owned());
        Callback::from(move |value: V| {
            if let Some(fault) = fault
                .as_ref()
                .filter(|fault| !fault.field(&field).is_empty())
            {
                tell.emit(without(fault, &field).map(Rc::new));
            }
            on_change.emit(value);
        })
    }

    /// Forgets the last failure, as when its dialog is closed.
    pub fn clear(&self) {
        self.tell.emit(None);
    }
}

/// The fault after the value of `field` was changed; none when nothing is left of it.
pub(super) fn without(fault: &Fault, field: &str) -> Option<Fault> {
    let mut fault = fault.clone();
    fault.fields.remove(field);
    let is_over = fault.code == Code::Invalid && fault.problem.is_none() && fault.fields.is_empty();
    (!is_over).then_some(fault)
}

/// Knows a request again without keeping what is in it.
fn fingerprint<C: Call>(request: &C) -> u64 {
    let mut hasher = DefaultHasher::new();
    // A request that cannot be written cannot be sent either.
    serde_json::to_vec(request)
        .unwrap_or_default()
        .hash(&mut hasher);
    hasher.finish()
}

/// Prepares a change. Needs the providers of the app.
#[hook]
pub fn use_call<C: Call>() -> Caller<C> {
    use_call_at("", false)
}

/// As [`use_call`], for the form whose draft is kept under `form`: a retry is recognised even when the form was closed or
/// the page loaded anew in between.
#[hook]
pub fn use_call_for<C: Call>(form: &str) -> Caller<C> {
    use_call_at(form, true)
}

#[hook]
fn use_call_at<C: Call>(form: &str, lasting: bool) -> Caller<C> {
    let desk_again = use_desk().again;
    let drafts = use_context::<Drafts>().unwrap_or_default();
    let busy = use_state_eq(|| false);
    let fault = use_state_eq(|| None::<Rc<Fault>>);
    let running = use_mut_ref(|| false);
    let start = {
        let (busy, fault) = (busy.setter(), fault.setter());
        use_callback(
            format!("{} {form}", C::NAME),
            move |(request, on_done): (C, Callback<C::Reply>), place: &String| {
                if running.replace(true) {
                    return;
                }
                // The desk changes nothing in the database and has no use for a key.
                let changes_data = !C::CHANGES.is_empty() && C::AUDIENCE != Audience::Desk;
                let key = changes_data.then(|| drafts.begin(place, fingerprint(&request), lasting));
                busy.set(true);
                fault.set(None);
                let (busy, fault, desk_again) = (busy.clone(), fault.clone(), desk_again.clone());
                let (running, drafts, place) = (running.clone(), drafts.clone(), place.clone());
                wasm_bindgen_futures::spawn_local(async move {
                    let answer = bridge::ask(request, key).await;
                    running.replace(false);
                    busy.set(false);
                    match answer {
                        Ok(reply) => {
                            if let Some(key) = key {
                                drafts.succeeded(&place, key);
                            }
                            on_done.emit(reply);
                        }
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
    let tell = {
        let fault = fault.setter();
        use_callback((), move |left: Option<Rc<Fault>>, ()| fault.set(left))
    };
    Caller {
        busy: *busy,
        fault: (*fault).clone(),
        start,
        tell,
    }
}

#[cfg(test)]
mod tests {
    use super::{fingerprint, without};
    use model::{
        billing::ShowInvoice,
        fault::{Code, Fault},
        ids::InvoiceId,
        problem::{Problem, Problems},
    };

    #[test]
    fn a_request_is_known_again() {
        let of = |id| fingerprint(&ShowInvoice { id: InvoiceId(id) });
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
    }

    #[test]
    fn a_corrected_field_takes_its_own_problem_away() {
        let mut problems = Problems::one("phone", Problem::new("PHONE_LENGTH"));
        problems.add("name", Problem::new("NAME_REQUIRED"));
        let left = without(&Fault::invalid(problems), "phone").unwrap();
        assert!(left.field("phone").is_empty());
        assert_eq!(left.field("name").len(), 1);
        assert_eq!(without(&left, "name"), None);
        let other = Fault::new(Code::Offline);
        assert_eq!(without(&other, "name"), Some(other));
    }
}
