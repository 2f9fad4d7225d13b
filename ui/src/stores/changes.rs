//! News of changed data, from whatever desktop, handed to those who read it.

use std::{cell::RefCell, rc::Rc};

use model::topic::Topic;
use yew::prelude::*;

use crate::bridge;

type Listener = (usize, Callback<Rc<[Topic]>>);

/// The place where changed topics are announced. Its identity never changes, so reading it draws nothing again.
#[derive(Clone, Default)]
pub struct Changes {
    listeners: Rc<RefCell<Vec<Listener>>>,
    last: Rc<RefCell<usize>>,
}

impl PartialEq for Changes {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.listeners, &other.listeners)
    }
}

impl Changes {
    /// Tells every listener which topics changed.
    pub fn announce(&self, topics: &[Topic]) {
        if topics.is_empty() {
            return;
        }
        let topics: Rc<[Topic]> = topics.into();
        // A listener may subscribe or leave while it is told: go through a copy.
        let listeners = self.listeners.borrow().clone();
        for (_, listener) in listeners {
            listener.emit(topics.clone());
        }
    }

    /// Says that everything may have changed, after a gap in the news.
    pub fn announce_all(&self) {
        self.announce(&Topic::ALL);
    }

    /// Listens until the returned value is dropped.
    #[must_use]
    pub fn subscribe(&self, listener: Callback<Rc<[Topic]>>) -> Subscription {
        let mut last = self.last.borrow_mut();
        *last += 1;
        self.listeners.borrow_mut().push((*last, listener));
        Subscription {
            changes: self.clone(),
            id: *last,
        }
    }
}

/// Ends the listening when dropped.
pub struct Subscription {
    changes: Changes,
    id: usize,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.changes
            .listeners
            .borrow_mut()
            .retain(|(id, _)| *id != self.id);
    }
}

/// Properties of a provider that only wraps.
#[derive(Properties, PartialEq)]
pub struct ProviderProps {
    /// What it provides for.
    #[prop_or_default]
    pub children: Html,
}

/// Provides [`Changes`] and feeds it from the host.
#[component]
pub fn ChangesProvider(props: &ProviderProps) -> Html {
    let changes = use_memo((), |()| Changes::default());
    {
        let changes = changes.clone();
        use_effect_with((), move |()| {
            wasm_bindgen_futures::spawn_local(async move {
                let heard = changes.clone();
                let listening = bridge::listen("changes", move |payload| {
                    heard.announce(&Topic::parse_list(&payload));
                });
                // Without a host the desk says so; there is nothing to add here.
                if listening.await.is_ok() {
                    // What changed before anybody listened is unknown.
                    changes.announce_all();
                }
            });
        });
    }
    html! {
        <ContextProvider<Changes> context={(*changes).clone()}>{ props.children.clone() }</ContextProvider<Changes>>
    }
}

#[cfg(test)]
mod tests {
    use super::Changes;
    use model::topic::Topic;
    use std::{cell::RefCell, rc::Rc};
    use yew::Callback;

    #[test]
    fn a_listener_hears_until_it_leaves() {
        let changes = Changes::default();
        let heard = Rc::new(RefCell::new(0));
        let counter = heard.clone();
        let subscription = changes.subscribe(Callback::from(move |topics: Rc<[Topic]>| {
            *counter.borrow_mut() += topics.len();
        }));
        changes.announce(&[Topic::Tickets, Topic::Invoices]);
        changes.announce(&[]);
        drop(subscription);
        changes.announce_all();
        assert_eq!(*heard.borrow(), 2);
    }
}
