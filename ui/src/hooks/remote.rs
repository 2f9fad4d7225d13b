//! Data of the server on a page: asked for, kept fresh, drawn by one widget.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::callback::Timeout;
use model::{
    call::Call,
    fault::{Code, Fault},
    topic::Topic,
};
use yew::prelude::*;

use crate::{
    bridge,
    stores::{changes::Changes, desk::use_desk},
};

/// Changes come in bursts; they are answered by one question this many milliseconds after the first.
const BURST: u32 = 150;

/// How far the data is.
#[derive(Debug, PartialEq)]
pub enum RemoteState<T> {
    /// Asked for the first time.
    Loading,
    /// There. It may be asked for again at this moment, and the last attempt to do so may have failed.
    Ready {
        /// The newest answer.
        data: Rc<T>,
        /// Whether a newer one is on its way.
        refreshing: bool,
        /// Why the last refresh failed.
        fault: Option<Rc<Fault>>,
    },
    /// The first question failed.
    Failed(Rc<Fault>),
}

impl<T> Clone for RemoteState<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Loading => Self::Loading,
            Self::Ready {
                data,
                refreshing,
                fault,
            } => Self::Ready {
                data: data.clone(),
                refreshing: *refreshing,
                fault: fault.clone(),
            },
            Self::Failed(fault) => Self::Failed(fault.clone()),
        }
    }
}

impl<T> RemoteState<T> {
    /// After a question has been sent.
    pub(super) fn asked(&self) -> Self {
        match self {
            Self::Loading | Self::Failed(_) => Self::Loading,
            Self::Ready { data, .. } => Self::Ready {
                data: data.clone(),
                refreshing: true,
                fault: None,
            },
        }
    }

    /// After its answer. Old data stays in sight when a refresh fails, unless it is gone or no longer ours to see.
    pub(super) fn answered(&self, answer: Result<T, Fault>) -> Self {
        match (answer, self) {
            (Ok(data), _) => Self::Ready {
                data: Rc::new(data),
                refreshing: false,
                fault: None,
            },
            (Err(fault), Self::Ready { data, .. })
                if !matches!(fault.code, Code::NotFound | Code::Forbidden) =>
            {
                Self::Ready {
                    data: data.clone(),
                    refreshing: false,
                    fault: Some(Rc::new(fault)),
                }
            }
            (Err(fault), _) => Self::Failed(Rc::new(fault)),
        }
    }
}

/// Data of the server and the way to ask for it again.
#[derive(PartialEq)]
pub struct Remote<T> {
    /// How far it is.
    pub state: RemoteState<T>,
    /// Asks again.
    pub again: Callback<()>,
}

impl<T> Clone for Remote<T> {
    fn clone(&self) -> Self {
        Self {
            state: self.state.clone(),
            again: self.again.clone(),
        }
    }
}

impl<T> Remote<T> {
    /// The newest answer, if there is one.
    #[must_use]
    pub fn data(&self) -> Option<&Rc<T>> {
        match &self.state {
            RemoteState::Ready { data, .. } => Some(data),
            RemoteState::Loading | RemoteState::Failed(_) => None,
        }
    }
}

/// Asks at once, again when `request` changes, when a topic it reads changes and when the connection returns.
///
/// Needs the providers of the app. The answer to an older question never replaces a newer one.
#[hook]
pub fn use_remote<C: Call>(request: C) -> Remote<C::Reply> {
    use_remote_if(Some(request))
}

/// As [`use_remote`], for a question that is not always there; without one it is `Loading`.
#[hook]
pub fn use_remote_if<C: Call>(request: Option<C>) -> Remote<C::Reply> {
    use_remote_at(request, in_bursts)
}

/// As [`use_remote`], for the few things that somebody waits for: the first change of a burst is answered at once.
#[hook]
pub fn use_live<C: Call>(request: C) -> Remote<C::Reply> {
    use_remote_at(Some(request), at_once)
}

/// Turns a question into a listener that asks it when one of these topics changes.
type Pace = fn(&'static [Topic], Callback<()>) -> Callback<Rc<[Topic]>>;

#[hook]
fn use_remote_at<C: Call>(request: Option<C>, pace: Pace) -> Remote<C::Reply> {
    let changes = use_context::<Changes>().unwrap_or_default();
    let desk = use_desk();
    let shown = use_state(|| RemoteState::<C::Reply>::Loading);
    let kept = use_mut_ref(|| RemoteState::<C::Reply>::Loading);
    let order = use_mut_ref(|| 0_u64);
    let sent = use_mut_ref(|| None::<C>);

    let ask = {
        let (setter, sent) = (shown.setter(), sent.clone());
        let signed_out = desk.again;
        use_callback(request.clone(), move |(), request: &Option<C>| {
            *order.borrow_mut() += 1;
            let mine = *order.borrow();
            sent.borrow_mut().clone_from(request);
            let Some(request) = request.clone() else {
                return;
            };
            let (kept, order) = (kept.clone(), order.clone());
            let (setter, signed_out) = (setter.clone(), signed_out.clone());
            let asked = kept.borrow().asked();
            show(&kept, &setter, asked);
            wasm_bindgen_futures::spawn_local(async move {
                let answer = bridge::look_up(request).await;
                if *order.borrow() != mine {
                    return;
                }
                if matches!(&answer, Err(fault) if fault.code == Code::SignedOut) {
                    signed_out.emit(());
                }
                let next = kept.borrow().answered(answer);
                show(&kept, &setter, next);
            });
        })
    };
    use_effect_with(ask.clone(), |ask| ask.emit(()));
    use_effect_with((changes, ask.clone()), move |(changes, ask)| {
        let subscription = changes.subscribe(pace(C::READS, ask.clone()));
        move || drop(subscription)
    });
    // Until the question is sent, after this drawing, what is shown answers an older one.
    let is_new = *sent.borrow() != request;
    Remote {
        state: if is_new {
            shown.asked()
        } else {
            (*shown).clone()
        },
        again: ask,
    }
}

pub(super) fn show<T: 'static>(
    kept: &Rc<RefCell<RemoteState<T>>>,
    setter: &UseStateSetter<RemoteState<T>>,
    next: RemoteState<T>,
) {
    *kept.borrow_mut() = next.clone();
    setter.set(next);
}

/// A listener that asks once for a burst of changes that meet `reads`.
pub(super) fn in_bursts(reads: &'static [Topic], ask: Callback<()>) -> Callback<Rc<[Topic]>> {
    let waiting: Rc<RefCell<Option<Timeout>>> = Rc::default();
    Callback::from(move |topics: Rc<[Topic]>| {
        if !topics.iter().any(|topic| reads.contains(topic)) || waiting.borrow().is_some() {
            return;
        }
        let (ask, done) = (ask.clone(), Rc::downgrade(&waiting));
        *waiting.borrow_mut() = Some(Timeout::new(BURST, move || {
            if let Some(done) = done.upgrade() {
                // The timeout has fired; dropping it inside itself is allowed, cancelling is harmless.
                done.borrow_mut().take().map(Timeout::forget);
            }
            ask.emit(());
        }));
    })
}

/// As [`in_bursts`], but asks at the first change as well.
pub(super) fn at_once(reads: &'static [Topic], ask: Callback<()>) -> Callback<Rc<[Topic]>> {
    let later = in_bursts(reads, ask.clone());
    let last = Rc::new(RefCell::new(f64::MIN));
    Callback::from(move |topics: Rc<[Topic]>| {
        if !topics.iter().any(|topic| reads.contains(topic)) {
            return;
        }
        let now = js_sys::Date::now();
        let before = last.replace(now);
        if now - before > f64::from(BURST) {
            ask.emit(());
        } else {
            later.emit(topics);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::RemoteState;
    use model::fault::{Code, Fault};

    #[test]
    fn old_data_stays_while_it_is_asked_again_and_when_that_fails() {
        let ready = RemoteState::Loading.answered(Ok(7)).asked();
        assert!(matches!(&ready, RemoteState::Ready { data, refreshing: true, .. } if **data == 7));
        let failed = ready.answered(Err(Fault::new(Code::Offline)));
        assert!(
            matches!(&failed, RemoteState::Ready { data, refreshing: false, fault: Some(_) } if **data == 7)
        );
    }

    #[test]
    fn what_is_no_longer_ours_is_taken_away() {
        let gone = RemoteState::Loading
            .answered(Ok(7))
            .answered(Err(Fault::new(Code::NotFound)));
        assert!(matches!(gone, RemoteState::Failed(_)));
    }
}
