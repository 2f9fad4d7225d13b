//! Editing a record that has a version: what is typed, which version it was begun on, and how it is thrown away.

use model::call::Call;
use serde::{Serialize, de::DeserializeOwned};
use yew::prelude::*;

use super::{
    CheckedCall, Draft, Texts, Toasts, use_checked_call_for, use_lasting_draft, use_text,
    use_toasts,
};
use crate::stores::toasts::{ToastAction, Tone};

/// A record while it is edited.
pub struct Edit<T, C: Call> {
    /// What is typed.
    pub typed: T,
    /// The version it was begun on, which is what is sent.
    pub version: i32,
    /// Whether somebody changed the record since.
    pub is_stale: bool,
    /// Sends it.
    pub call: CheckedCall<C>,
    draft: Draft<(i32, T)>,
    toasts: Toasts,
    texts: Texts,
}

impl<T: Clone + 'static, C: Call> Edit<T, C> {
    /// A callback for a field, which takes what was said about its old value away.
    #[must_use]
    pub fn field<V: 'static>(
        &self,
        name: &str,
        change: impl Fn(&mut T, V) + 'static,
    ) -> Callback<V> {
        let edit = self
            .draft
            .edit(move |(_, typed): &mut (i32, T), value| change(typed, value));
        self.call.corrects(name, edit)
    }

    /// Begins anew on the record as it is now.
    #[must_use]
    pub fn restart(&self) -> Callback<()> {
        let (draft, call) = (self.draft.clone(), self.call.clone());
        Callback::from(move |()| {
            call.clear();
            draft.clear();
        })
    }

    /// Throws away what was typed and closes; the toast brings it back and opens the form again.
    #[must_use]
    pub fn discard(&self, on_open: Callback<bool>) -> Callback<()> {
        let (draft, call) = (self.draft.clone(), self.call.clone());
        let (toasts, label) = (self.toasts.clone(), self.texts.t("common-undo"));
        let said = self.texts.t("common-discarded");
        Callback::from(move |()| {
            call.clear();
            if draft.is_begun() {
                let (back, on_open) = (draft.throw_away(), on_open.clone());
                let run = Callback::from(move |()| {
                    back.emit(());
                    on_open.emit(true);
                });
                let undo = ToastAction::undo(label.clone(), run);
                toasts.show(Tone::Info, said.clone(), Some(undo));
            }
            on_open.emit(false);
        })
    }

    /// What follows when it was saved: says so and closes.
    #[must_use]
    pub fn saved<R: 'static>(&self, on_open: Callback<bool>) -> Callback<R> {
        let (draft, toasts) = (self.draft.clone(), self.toasts.clone());
        let said = self.texts.t("common-saved");
        Callback::from(move |_: R| {
            draft.clear();
            toasts.good(said.clone());
            on_open.emit(false);
        })
    }
}

/// What is typed into the form `key` of a record in this version; `start` is the record as it is now. Needs the providers of the
/// app.
#[hook]
pub fn use_edit<T, C: Call>(key: &str, version: i32, start: impl Fn() -> T + 'static) -> Edit<T, C>
where
    T: Clone + Serialize + DeserializeOwned + 'static,
{
    let (texts, toasts) = (use_text(), use_toasts());
    let draft = use_lasting_draft(key, move || (version, start()));
    let call = use_checked_call_for::<C>(key);
    let (begun, typed) = draft.value().clone();
    Edit {
        typed,
        version: begun,
        is_stale: begun != version,
        call,
        draft,
        toasts,
        texts,
    }
}
