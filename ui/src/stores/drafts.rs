//! What people have typed and not yet sent. It outlives a lost connection, a locked screen and a closed form.

use std::{any::Any, cell::RefCell, collections::HashMap, rc::Rc};

use yew::prelude::*;

use super::changes::ProviderProps;

type Kept = HashMap<String, Rc<dyn Any>>;

/// The drafts of this window, by the key of their form.
#[derive(Clone, Default)]
pub struct Drafts(Rc<RefCell<Kept>>);

impl PartialEq for Drafts {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Drafts {
    /// What was kept under a key.
    #[must_use]
    pub fn kept<T: Clone + 'static>(&self, key: &str) -> Option<T> {
        let kept = self.0.borrow().get(key)?.clone();
        kept.downcast_ref::<T>().cloned()
    }

    /// Keeps a draft.
    pub fn keep<T: 'static>(&self, key: &str, draft: T) {
        self.0.borrow_mut().insert(key.to_owned(), Rc::new(draft));
    }

    /// Forgets a draft that was sent or thrown away.
    pub fn forget(&self, key: &str) {
        self.0.borrow_mut().remove(key);
    }

    /// Forgets all of them: another person signs in.
    pub fn forget_all(&self) {
        self.0.borrow_mut().clear();
    }
}

/// Provides [`Drafts`]; stands outside everything that a lock or a sign-out takes down.
#[component]
pub fn DraftsProvider(props: &ProviderProps) -> Html {
    let drafts = use_memo((), |()| Drafts::default());
    html! {
        <ContextProvider<Drafts> context={(*drafts).clone()}>{ props.children.clone() }</ContextProvider<Drafts>>
    }
}

#[cfg(test)]
mod tests {
    use super::Drafts;

    #[test]
    fn a_draft_is_kept_until_it_is_forgotten() {
        let drafts = Drafts::default();
        drafts.keep("registration", "Siti".to_owned());
        assert_eq!(
            drafts.kept::<String>("registration").as_deref(),
            Some("Siti")
        );
        assert_eq!(drafts.kept::<i64>("registration"), None);
        drafts.forget("registration");
        assert_eq!(drafts.kept::<String>("registration"), None);
    }
}
