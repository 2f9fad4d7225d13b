//! Short messages at the edge of the window about what just happened.

use std::rc::Rc;

use model::fault::Fault;
use yew::prelude::*;

use super::{changes::ProviderProps, texts::use_text};

/// What kind of news a toast is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    Good,
    /// Worth knowing.
    Info,
    /// Needs a look.
    Warning,
    /// It failed.
    Bad,
    /// Something came by itself.
    News,
    /// Something came by itself that needs somebody now.
    Urgent,
}

/// A button inside a toast.
#[derive(Clone, PartialEq)]
pub struct ToastAction {
    /// Its text.
    pub label: AttrValue,
    /// What it does; the toast goes away.
    pub run: Callback<()>,
    /// Whether it takes back what was just done, so that Ctrl-Z does it.
    pub is_undo: bool,
}

impl ToastAction {
    /// Takes back what was just done.
    #[must_use]
    pub fn undo(label: impl Into<AttrValue>, run: Callback<()>) -> Self {
        Self {
            label: label.into(),
            run,
            is_undo: true,
        }
    }
}

/// One message.
#[derive(Clone, PartialEq)]
pub struct Toast {
    /// Grows with every toast.
    pub id: u32,
    /// Colour and icon.
    pub tone: Tone,
    /// The message.
    pub text: AttrValue,
    /// One thing to do about it.
    pub action: Option<ToastAction>,
}

/// The messages on the screen, oldest first.
#[derive(Clone, Default, PartialEq)]
pub struct ToastList {
    /// At most [`TOASTS_MAX`].
    pub shown: Vec<Toast>,
    last: u32,
}

impl ToastList {
    /// The newest message that offers to take something back.
    #[must_use]
    pub fn undo(&self) -> Option<(u32, Callback<()>)> {
        self.shown.iter().rev().find_map(|toast| {
            let action = toast.action.as_ref().filter(|action| action.is_undo)?;
            Some((toast.id, action.run.clone()))
        })
    }
}

/// More than this many at once would cover the page.
pub const TOASTS_MAX: usize = 4;

/// What can happen to the list.
pub enum ToastStep {
    /// Shows one.
    Show(Tone, AttrValue, Option<ToastAction>),
    /// Takes one away.
    Dismiss(u32),
    /// Takes all away.
    Clear,
}

impl Reducible for ToastList {
    type Action = ToastStep;

    fn reduce(self: Rc<Self>, step: ToastStep) -> Rc<Self> {
        let mut next = (*self).clone();
        match step {
            ToastStep::Show(tone, text, action) => {
                // The same words twice are one message.
                next.shown.retain(|toast| toast.text != text);
                next.last += 1;
                next.shown.push(Toast {
                    id: next.last,
                    tone,
                    text,
                    action,
                });
                if next.shown.len() > TOASTS_MAX {
                    next.shown.remove(0);
                }
            }
            ToastStep::Dismiss(id) => next.shown.retain(|toast| toast.id != id),
            ToastStep::Clear => next.shown.clear(),
        }
        Rc::new(next)
    }
}

/// Shows toasts; reading it never draws anything again.
#[derive(Clone, PartialEq)]
pub struct Toasts(Option<UseReducerDispatcher<ToastList>>);

impl Toasts {
    /// Says that something worked.
    pub fn good(&self, text: impl Into<AttrValue>) {
        self.show(Tone::Good, text, None);
    }

    /// Says something worth knowing.
    pub fn info(&self, text: impl Into<AttrValue>) {
        self.show(Tone::Info, text, None);
    }

    /// Says that something failed.
    pub fn bad(&self, text: impl Into<AttrValue>) {
        self.show(Tone::Bad, text, None);
    }

    /// Shows a message, perhaps with one thing to do.
    pub fn show(&self, tone: Tone, text: impl Into<AttrValue>, action: Option<ToastAction>) {
        if let Some(dispatcher) = &self.0 {
            dispatcher.dispatch(ToastStep::Show(tone, text.into(), action));
        }
    }

    /// Takes all messages away: they name what only the person who was here may read.
    pub fn clear(&self) {
        if let Some(dispatcher) = &self.0 {
            dispatcher.dispatch(ToastStep::Clear);
        }
    }

    /// Takes a message away.
    pub fn dismiss(&self, id: u32) {
        if let Some(dispatcher) = &self.0 {
            dispatcher.dispatch(ToastStep::Dismiss(id));
        }
    }
}

/// Provides [`Toasts`] for everybody and [`ToastList`] for the one widget that draws it.
#[component]
pub fn ToastsProvider(props: &ProviderProps) -> Html {
    let list = use_reducer(ToastList::default);
    html! {
        <ContextProvider<Toasts> context={Toasts(Some(list.dispatcher()))}>
            <ContextProvider<ToastList> context={(*list).clone()}>{ props.children.clone() }</ContextProvider<ToastList>>
        </ContextProvider<Toasts>>
    }
}

/// Shows toasts. Needs [`ToastsProvider`].
#[hook]
pub fn use_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or(Toasts(None))
}

/// Says why something failed that has no place of its own on the page, such as a line of a menu or an undo.
#[hook]
pub fn use_fault_toast(fault: Option<Rc<Fault>>) {
    let (texts, toasts) = (use_text(), use_toasts());
    use_effect_with(fault, move |fault| {
        if let Some(fault) = fault {
            toasts.bad(texts.fault(fault));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{TOASTS_MAX, ToastAction, ToastList, ToastStep, Tone};
    use std::rc::Rc;
    use yew::{Callback, Reducible};

    fn show(list: Rc<ToastList>, text: &str) -> Rc<ToastList> {
        list.reduce(ToastStep::Show(Tone::Info, text.to_owned().into(), None))
    }

    #[test]
    fn the_oldest_goes_when_there_are_too_many() {
        let mut list = Rc::new(ToastList::default());
        for number in 0..=TOASTS_MAX {
            list = show(list, &number.to_string());
        }
        assert_eq!(list.shown.len(), TOASTS_MAX);
        assert_eq!(list.shown[0].text, "1");
    }

    #[test]
    fn the_same_words_are_shown_once() {
        let list = show(
            show(Rc::new(ToastList::default()), "Tersimpan"),
            "Tersimpan",
        );
        assert_eq!(list.shown.len(), 1);
        assert!(list.reduce(ToastStep::Dismiss(2)).shown.is_empty());
    }

    #[test]
    fn the_newest_undo_is_the_one_that_is_meant() {
        let offer = |list: Rc<ToastList>, text: &'static str, is_undo| {
            let action = ToastAction {
                label: text.into(),
                run: Callback::noop(),
                is_undo,
            };
            list.reduce(ToastStep::Show(Tone::Info, text.into(), Some(action)))
        };
        let list = offer(Rc::new(ToastList::default()), "first", true);
        let list = offer(offer(list, "second", true), "look", false);
        let list = show(list, "plain");
        assert_eq!(list.undo().map(|(id, _)| id), Some(2));
        let list = list.reduce(ToastStep::Dismiss(2));
        assert_eq!(list.undo().map(|(id, _)| id), Some(1));
    }

    #[test]
    fn the_next_person_finds_none_of_them() {
        let list = show(show(Rc::new(ToastList::default()), "AGLS-1"), "AGLS-2");
        assert!(list.reduce(ToastStep::Clear).shown.is_empty());
    }
}
