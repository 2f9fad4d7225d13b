//! A form's values while they are being typed.

use std::rc::Rc;

use yew::prelude::*;

use crate::stores::drafts::Drafts;

type Change<T> = Box<dyn FnOnce(&mut T)>;

/// The values of a form. Kept in the window until sent or thrown away, across lock, sign-in and lost connection.
pub struct Draft<T> {
    value: Rc<T>,
    set: Callback<T>,
    edit: Callback<Change<T>>,
    clear: Callback<()>,
}

impl<T> Clone for Draft<T> {
    fn clone(&self) -> Self {
        Self {
            value: self.value.clone(),
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
}

/// The draft kept under `key`, or `start` for a new one. Needs the drafts provider.
#[hook]
pub fn use_draft<T: Clone + 'static>(key: &str, start: impl Fn() -> T + 'static) -> Draft<T> {
    let drafts = use_context::<Drafts>().unwrap_or_default();
    let redraw = use_force_update();
    let key: Rc<str> = key.into();
    let start = Rc::new(start);
    let value = Rc::new(drafts.kept::<T>(&key).unwrap_or_else(|| start()));
    let set = {
        let (drafts, key, redraw) = (drafts.clone(), key.clone(), redraw.clone());
        Callback::from(move |value: T| {
            drafts.keep(&key, value);
            redraw.force_update();
        })
    };
    let edit = {
        let (drafts, key, start, redraw) =
            (drafts.clone(), key.clone(), start.clone(), redraw.clone());
        Callback::from(move |change: Change<T>| {
            // Read anew: two fields may change before the page is drawn again.
            let mut value = drafts.kept::<T>(&key).unwrap_or_else(|| start());
            change(&mut value);
            drafts.keep(&key, value);
            redraw.force_update();
        })
    };
    let clear = Callback::from(move |()| {
        drafts.forget(&key);
        redraw.force_update();
    });
    Draft {
        value,
        set,
        edit,
        clear,
    }
}
