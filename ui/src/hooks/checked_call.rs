//! Changing something with a form that is checked before it is sent.

use std::rc::Rc;

use model::{
    call::Call,
    fault::Fault,
    problem::{Problem, Problems},
};
use yew::prelude::*;

use super::call::{Caller, use_call, use_call_for, without};

/// A call whose request is checked first. What the check finds stands where the answer's problems stand.
pub struct CheckedCall<C: Call> {
    /// Whether an answer is awaited.
    pub busy: bool,
    /// What the check found, or else why the last run failed.
    pub fault: Option<Rc<Fault>>,
    call: Caller<C>,
    own: UseStateSetter<Option<Rc<Fault>>>,
}

impl<C: Call> Clone for CheckedCall<C> {
    fn clone(&self) -> Self {
        Self {
            busy: self.busy,
            fault: self.fault.clone(),
            call: self.call.clone(),
            own: self.own.clone(),
        }
    }
}

impl<C: Call> CheckedCall<C> {
    /// Sends what the check let through and hands over what came back when it worked; else shows what the check found.
    pub fn run_checked(
        &self,
        checked: Result<C, Problems>,
        on_done: impl Into<Callback<C::Reply>>,
    ) {
        match checked {
            Ok(request) => {
                self.own.set(None);
                self.call.run_then(request, on_done);
            }
            Err(problems) => self.own.set(Some(Rc::new(Fault::invalid(problems)))),
        }
    }

    /// As [`Caller::corrects`]; what the check found about the field is taken away as well.
    #[must_use]
    pub fn corrects<V: 'static>(&self, field: &str, on_change: Callback<V>) -> Callback<V> {
        let on_change = self.call.corrects(field, on_change);
        let (own, fault, field) = (self.own.clone(), self.fault.clone(), field.to_owned());
        Callback::from(move |value: V| {
            if let Some(fault) = fault
                .as_ref()
                .filter(|fault| !fault.field(&field).is_empty())
            {
                own.set(without(fault, &field).map(Rc::new));
            }
            on_change.emit(value);
        })
    }

    /// Forgets the last failure.
    pub fn clear(&self) {
        self.own.set(None);
        self.call.clear();
    }

    /// Problems of one field.
    #[must_use]
    pub fn problems(&self, field: &str) -> Vec<Problem> {
        self.fault
            .as_ref()
            .map_or_else(Vec::new, |fault| fault.field(field).to_vec())
    }
}

/// Prepares a change that is checked before it is sent. Needs the providers of the app.
#[hook]
pub fn use_checked_call<C: Call>() -> CheckedCall<C> {
    let call = use_call::<C>();
    use_checked(call)
}

/// As [`use_checked_call`], for the form whose draft is kept under `form`; see [`use_call_for`].
#[hook]
pub fn use_checked_call_for<C: Call>(form: &str) -> CheckedCall<C> {
    let call = use_call_for::<C>(form);
    use_checked(call)
}

#[hook]
fn use_checked<C: Call>(call: Caller<C>) -> CheckedCall<C> {
    let own = use_state_eq(|| None::<Rc<Fault>>);
    CheckedCall {
        busy: call.busy,
        fault: own.as_ref().or(call.fault.as_ref()).cloned(),
        own: own.setter(),
        call,
    }
}
