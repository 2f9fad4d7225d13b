//! A form's values while they are being typed.

use std::rc::Rc;

use serde::{Serialize, de::DeserializeOwned};
use yew::prelude::*;

use crate::stores::drafts::Drafts;

type Change<T> = Box<dyn FnOnce(&mut T)>;

/// The values of a form. Kept in the window until sent or thrown away, across lock, sign-in and lost connection.
pub struct Draft<T> {
    value: Rc<T>,
    is_begun: bool,
    set: Callback<T>,
    edit: Callback<Change<T>>,
    clear: Callback<()>,
}

impl<T> Clone for Draft<T> {
    fn clone(&self) -> Self {
        Self {
            value: self.value.clone(),
            is_begun: self.is_begun,
            set: self.set.clone(),
            edit: self.edit.clone(),
            clear: self.clear.clone(),
        }
    }
}

impl<T: PartialEq> PartialEq for Draft<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.set == other.set
    }
}

impl<T: 'static> Draft<T> {
    /// The values now.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Whether anything was typed since it was started afresh.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.is_begun
    }

    /// Replaces all of them.
    pub fn set(&self, value: T) {
        self.set.emit(value);
    }

    /// Changes some of them at once.
    pub fn change(&self, change: impl FnOnce(&mut T) + 'static) {
        self.edit.emit(Box::new(change));
    }

    /// A callback for a field: `on_change={draft.edit(|form, text| form.name = text)}`.
    #[must_use]
    pub fn edit<V: 'static>(&self, change: impl Fn(&mut T, V) + 'static) -> Callback<V> {
        let (edit, change) = (self.edit.clone(), Rc::new(change));
        Callback::from(move |value: V| {
            let change = change.clone();
            edit.emit(Box::new(move |draft| change(draft, value)));
        })
    }

    /// Starts afresh: it was sent, or thrown away.
    pub fn clear(&self) {
        self.clear.emit(());
    }

    /// Starts afresh and answers a callback that brings the values back.
    #[must_use]
    pub fn throw_away(&self) -> Callback<()>
    where
        T: Clone,
    {
        let (set, value) = (self.set.clone(), self.value.clone());
        self.clear();
        Callback::from(move |()| set.emit((*value).clone()))
    }
}

/// The draft kept under `key`, or `start` for a new one. Needs the drafts provider.
///
/// It is gone when the page is loaded anew; see [`use_lasting_draft`].
#[hook]
pub fn use_draft<T: Clone + 'static>(key: &str, start: impl Fn() -> T + 'static) -> Draft<T> {
    use_draft_by(key, start, Drafts::kept::<T>, Drafts::keep::<T>)
}

/// As [`use_draft`], for a form without a password: what is typed also survives a page that is loaded anew.
#[hook]
pub fn use_lasting_draft<T>(key: &str, start: impl Fn() -> T + 'static) -> Draft<T>
where
    T: Clone + Serialize + DeserializeOwned + 'static,
{
    use_draft_by(key, start, Drafts::shelved::<T>, Drafts::shelve::<T>)
}

#[hook]
fn use_draft_by<T: Clone + 'static>(
    key: &str,
    start: impl Fn() -> T + 'static,
    read: fn(&Drafts, &str) -> Option<T>,
    write: fn(&Drafts, &str, T),
) -> Draft<T> {
    let drafts = use_context::<Drafts>().unwrap_or_default();
    let redraw = use_force_update();
    let key: Rc<str> = key.into();
    let start = Rc::new(start);
    let kept = read(&drafts, &key);
    let is_begun = kept.is_some();
    let value = Rc::new(kept.unwrap_or_else(|| start()));
    let set = {
        let (drafts, key, redraw) = (drafts.clone(), key.clone(), redraw.clone());
        Callback::from(move |value: T| {
            write(&drafts, &key, value);
            redraw.force_update();
        })
    };
    let edit = {
        let (drafts, key, start, redraw) =
            (drafts.clone(), key.clone(), start.clone(), redraw.clone());
        Callback::from(move |change: Change<T>| {
            // Read anew: two fields may change before the page is drawn again.
            let mut value = read(&drafts, &key).unwrap_or_else(|| start());
            change(&mut value);
            write(&drafts, &key, value);
            redraw.force_update();
        })
    };
    let clear = Callback::from(move |()| {
        drafts.forget(&key);
        redraw.force_update();
    });
    Draft {
        value,
        is_begun,
        set,
        edit,
        clear,
    }
}
