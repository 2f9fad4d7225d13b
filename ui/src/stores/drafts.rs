//! What people have typed and not yet sent, and what they sent without learning how it went.
//!
//! It outlives a lost connection, a locked screen, a closed form and, where a form asks for it, a page that is loaded anew.

use std::{any::Any, cell::RefCell, collections::HashMap, rc::Rc};

use model::desk::Phase;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;
use yew::prelude::*;

use super::{
    changes::ProviderProps,
    desk::use_desk,
    shelf::{self, Attempt, Shelf},
};

#[derive(Default)]
struct Held {
    kept: HashMap<String, Rc<dyn Any>>,
    attempts: HashMap<String, Attempt>,
    shelf: Shelf,
    is_at_work: bool,
    /// None in tests, which have no window.
    save: Option<fn(&Shelf)>,
}

impl Held {
    fn save(&self) {
        if let Some(save) = self.save {
            save(&self.shelf);
        }
    }
}

/// The drafts of this window, by the key of their form. They belong to one person.
#[derive(Clone, Default)]
pub struct Drafts(Rc<RefCell<Held>>);

impl PartialEq for Drafts {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Drafts {
    fn of_window() -> Self {
        let shelf = shelf::load();
        Self(Rc::new(RefCell::new(Held {
            attempts: shelf.attempts.clone().into_iter().collect(),
            shelf,
            save: Some(shelf::save),
            ..Held::default()
        })))
    }

    /// What was kept under a key.
    #[must_use]
    pub fn kept<T: Clone + 'static>(&self, key: &str) -> Option<T> {
        let kept = self.0.borrow().kept.get(key)?.clone();
        kept.downcast_ref::<T>().cloned()
    }

    /// Keeps a draft as long as the page lives.
    pub fn keep<T: 'static>(&self, key: &str, draft: T) {
        let mut held = self.0.borrow_mut();
        held.kept.insert(key.to_owned(), Rc::new(draft));
    }

    /// What was kept or shelved under a key.
    #[must_use]
    pub fn shelved<T: Clone + DeserializeOwned + 'static>(&self, key: &str) -> Option<T> {
        self.kept(key).or_else(|| {
            let draft: T = serde_json::from_str(self.0.borrow().shelf.drafts.get(key)?).ok()?;
            self.keep(key, draft.clone());
            Some(draft)
        })
    }

    /// Keeps a draft even when the page is loaded anew. Not for a form with a password.
    pub fn shelve<T: Serialize + 'static>(&self, key: &str, draft: T) {
        if let Ok(text) = serde_json::to_string(&draft) {
            let mut held = self.0.borrow_mut();
            held.shelf.drafts.insert(key.to_owned(), text);
            held.save();
        }
        self.keep(key, draft);
    }

    /// Forgets a draft that was sent or thrown away.
    pub fn forget(&self, key: &str) {
        let mut held = self.0.borrow_mut();
        held.kept.remove(key);
        if held.shelf.drafts.remove(key).is_some() {
            held.save();
        }
    }

    /// Forgets everything: the person signs out.
    pub fn forget_all(&self) {
        let mut held = self.0.borrow_mut();
        held.kept.clear();
        held.attempts.clear();
        held.shelf = Shelf::default();
        held.save();
    }

    /// Says who sits here; nothing of another person is left. Nobody signed in is nobody new.
    pub fn belong_to(&self, username: &str) {
        if username.is_empty() || self.0.borrow().shelf.owner == username {
            return;
        }
        self.forget_all();
        username.clone_into(&mut self.0.borrow_mut().shelf.owner);
    }

    /// Whether somebody works at the window now, so that a form which goes away does so because he is done with it.
    #[must_use]
    pub fn is_at_work(&self) -> bool {
        self.0.borrow().is_at_work
    }

    /// The key under which `request` is sent: that of the attempt in the same place at the very same request, as long as
    /// it did not succeed, or else a new one. `lasting` keeps it when the page is loaded anew.
    ///
    /// After a lost answer nobody knows whether the first attempt arrived; the same key makes the second one harmless.
    #[must_use]
    pub fn begin(&self, place: &str, request: u64, lasting: bool) -> Uuid {
        let mut held = self.0.borrow_mut();
        match held.attempts.get(place) {
            Some(last) if last.request == request => last.key,
            _ => {
                let key = Uuid::now_v7();
                let attempt = Attempt { request, key };
                held.attempts.insert(place.to_owned(), attempt);
                if lasting {
                    held.shelf.attempts.insert(place.to_owned(), attempt);
                    held.save();
                }
                key
            }
        }
    }

    /// The attempt with this key succeeded; the same request is a new action from now on.
    pub fn succeeded(&self, place: &str, key: Uuid) {
        let mut held = self.0.borrow_mut();
        if held.attempts.get(place).is_none_or(|last| last.key != key) {
            return;
        }
        held.attempts.remove(place);
        if held.shelf.attempts.remove(place).is_some() {
            held.save();
        }
    }
}

/// Provides [`Drafts`]; stands outside everything that a lock or a sign-out takes down. Needs the desk.
#[component]
pub fn DraftsProvider(props: &ProviderProps) -> Html {
    let drafts = use_memo((), |()| Drafts::of_window());
    if let Some(state) = &use_desk().state {
        let (username, is_at_work) = match &state.phase {
            Phase::Open { me } => (me.username.as_str(), true),
            Phase::Locked { username, .. } => (username.as_str(), false),
            _ => ("", false),
        };
        // Before the forms are drawn that read them.
        drafts.belong_to(username);
        drafts.0.borrow_mut().is_at_work = is_at_work;
    }
    html! {
        <ContextProvider<Drafts> context={(*drafts).clone()}>{ props.children.clone() }</ContextProvider<Drafts>>
    }
}

#[cfg(test)]
mod tests {
    use super::{Drafts, Held};
    use std::{cell::RefCell, rc::Rc};

    /// The page after it was loaded anew: only the shelf is left.
    fn reloaded(drafts: &Drafts) -> Drafts {
        let shelf = drafts.0.borrow().shelf.clone();
        let text = serde_json::to_string(&shelf).unwrap();
        let shelf: super::Shelf = serde_json::from_str(&text).unwrap();
        Drafts(Rc::new(RefCell::new(Held {
            attempts: shelf.attempts.clone().into_iter().collect(),
            shelf,
            ..Held::default()
        })))
    }

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

    #[test]
    fn only_what_was_shelved_is_there_after_the_page_was_loaded_anew() {
        let drafts = Drafts::default();
        drafts.belong_to("siti");
        drafts.shelve("registration", "Ratna".to_owned());
        drafts.keep("password", "rahasia sekali".to_owned());
        let text = serde_json::to_string(&drafts.0.borrow().shelf).unwrap();
        assert!(!text.contains("rahasia"), "{text}");
        let drafts = reloaded(&drafts);
        drafts.belong_to("siti");
        assert_eq!(
            drafts.shelved::<String>("registration").as_deref(),
            Some("Ratna")
        );
        assert_eq!(drafts.shelved::<String>("password"), None);
        drafts.forget("registration");
        assert_eq!(reloaded(&drafts).shelved::<String>("registration"), None);
    }

    #[test]
    fn another_person_finds_nothing() {
        let drafts = Drafts::default();
        drafts.belong_to("siti");
        drafts.shelve("registration", "Ratna".to_owned());
        drafts.belong_to("");
        drafts.belong_to("siti");
        assert!(drafts.shelved::<String>("registration").is_some());
        drafts.belong_to("budi");
        assert_eq!(drafts.shelved::<String>("registration"), None);
        assert_eq!(reloaded(&drafts).shelved::<String>("registration"), None);
    }

    #[test]
    fn a_retry_keeps_its_key_and_a_new_action_gets_one() {
        let drafts = Drafts::default();
        let key = drafts.begin("pay-7", 1, true);
        assert_eq!(drafts.begin("pay-7", 1, true), key, "the answer was lost");
        assert_ne!(drafts.begin("pay-8", 1, true), key, "another form");
        assert_eq!(reloaded(&drafts).begin("pay-7", 1, true), key);
        drafts.succeeded("pay-7", key);
        let next = drafts.begin("pay-7", 1, true);
        assert_ne!(next, key, "it is done: the same again is a new action");
        let changed = drafts.begin("pay-7", 2, true);
        assert_ne!(changed, next, "another request");
        assert_ne!(drafts.begin("pay-7", 1, true), next, "changed back");
    }

    #[test]
    fn a_late_success_ends_only_its_own_attempt() {
        let drafts = Drafts::default();
        let old = drafts.begin("pay-7", 1, false);
        let new = drafts.begin("pay-7", 2, false);
        drafts.succeeded("pay-7", old);
        assert_eq!(drafts.begin("pay-7", 2, false), new);
        let after = reloaded(&drafts);
        assert_ne!(after.begin("pay-7", 2, false), new, "not a lasting one");
    }
}
