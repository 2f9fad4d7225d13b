//! Where the desktop stands: workspace, phase, session, connection, preferences.

use std::rc::Rc;

use model::{
    desk::{DeskState, Link, Preferences, ShowDesk},
    fault::Fault,
    topic::Topic,
};
use yew::prelude::*;

use super::changes::{Changes, ProviderProps};
use crate::bridge;

/// The state of the desktop, as last heard.
#[derive(Clone, PartialEq)]
pub struct Desk {
    /// None until the first answer.
    pub state: Option<Rc<DeskState>>,
    /// Why the desktop could not be asked.
    pub fault: Option<Rc<Fault>>,
    /// Asks again.
    pub again: Callback<()>,
}

impl Desk {
    /// What this computer remembers, defaults before the first answer.
    #[must_use]
    pub fn preferences(&self) -> Preferences {
        self.state
            .as_ref()
            .map(|state| state.preferences.clone())
            .unwrap_or_default()
    }

    /// Whether the database can be reached.
    #[must_use]
    pub fn is_online(&self) -> bool {
        self.state
            .as_ref()
            .is_some_and(|state| state.link == Link::Online)
    }
}

/// Provides [`Desk`]; needs [`Changes`], to which it announces the end of every gap.
#[component]
pub fn DeskProvider(props: &ProviderProps) -> Html {
    let changes = use_context::<Changes>().unwrap_or_default();
    let state = use_state_eq(|| None::<Rc<DeskState>>);
    let fault = use_state_eq(|| None::<Rc<Fault>>);
    let order = use_mut_ref(|| 0_u32);
    let again = {
        let (state, fault) = (state.setter(), fault.setter());
        use_callback((), move |(), ()| {
            let (state, fault, order) = (state.clone(), fault.clone(), order.clone());
            *order.borrow_mut() += 1;
            let mine = *order.borrow();
            wasm_bindgen_futures::spawn_local(async move {
                let answer = bridge::look_up(ShowDesk {}).await;
                if *order.borrow() != mine {
                    return;
                }
                match answer {
                    Ok(now) => {
                        fault.set(None);
                        state.set(Some(Rc::new(now)));
                    }
                    Err(problem) => fault.set(Some(Rc::new(problem))),
                }
            });
        })
    };
    {
        let (again, changes) = (again.clone(), changes.clone());
        use_effect_with((), move |()| {
            again.emit(());
            let listener = again.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let heard = listener.clone();
                // A missing host is told by the first question.
                if bridge::listen("desk", move |_| heard.emit(()))
                    .await
                    .is_ok()
                {
                    // What happened between the first question and now was told to nobody.
                    listener.emit(());
                }
            });
            let subscription = changes.subscribe(Callback::from(move |topics: Rc<[Topic]>| {
                if topics.contains(&Topic::Desk) {
                    again.emit(());
                }
            }));
            move || drop(subscription)
        });
    }
    let is_online = state.as_ref().map(|state| state.link == Link::Online);
    let was_offline = use_mut_ref(|| false);
    use_effect_with(is_online, move |is_online| {
        let was_offline = was_offline.replace(*is_online == Some(false));
        if was_offline && *is_online == Some(true) {
            // What was missed while nobody listened; the desk itself is fresh.
            let topics: Vec<Topic> = Topic::ALL
                .into_iter()
                .filter(|topic| *topic != Topic::Desk)
                .collect();
            changes.announce(&topics);
        }
    });
    let desk = Desk {
        state: (*state).clone(),
        fault: (*fault).clone(),
        again,
    };
    html! { <ContextProvider<Desk> context={desk}>{ props.children.clone() }</ContextProvider<Desk>> }
}

/// Where the desktop stands. Needs [`DeskProvider`].
#[hook]
pub fn use_desk() -> Desk {
    use_context::<Desk>().unwrap_or(Desk {
        state: None,
        fault: None,
        again: Callback::noop(),
    })
}
