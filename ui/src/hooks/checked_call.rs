//! Changing something with a form that is checked before it is sent.

use std::rc::Rc;

use model::{
    call::Call,
    fault::Fault,
    problem::{Problem, Problems},
};
use yew::prelude::*;

use super::call::{Caller, use_call};

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
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let call = use_call::<C>();
    CheckedCall {
        busy: call.busy,
        fault: own.as_ref().or(call.fault.as_ref()).cloned(),
        own: own.setter(),
        call,
    }
}
