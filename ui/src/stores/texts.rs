//! The texts of the chosen language.

use std::{collections::BTreeMap, rc::Rc};

use model::{
    fault::Fault,
    money::Rupiah,
    problem::Problem,
    text::{Locale, Words},
};
use yew::prelude::*;

use super::{changes::ProviderProps, desk::use_desk};
use crate::text;

/// Looks texts up; cheap to clone.
#[derive(Clone)]
pub struct Texts(Rc<Words>);

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Texts {
    /// The texts of a language.
    #[must_use]
    pub fn new(locale: Locale) -> Self {
        Self(Rc::new(text::words(locale)))
    }

    /// The text of a key.
    #[must_use]
    pub fn t(&self, key: &str) -> AttrValue {
        self.0.say(key).into()
    }

    /// The text of a key with its arguments; whole numbers choose plural forms.
    #[must_use]
    pub fn t_with(&self, key: &str, args: &[(&str, &dyn std::fmt::Display)]) -> AttrValue {
        let args: BTreeMap<String, String> = args
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.to_string()))
            .collect();
        self.0.say_with(key, &args).into()
    }

    /// A count with its thousands grouped as the language does; below a thousand it still chooses plural forms.
    #[must_use]
    pub fn grouped(&self, count: i64) -> String {
        let plain = Rupiah(count).plain();
        match self.locale() {
            Locale::Id => plain,
            Locale::En => plain.replace('.', ","),
        }
    }

    /// The sentence of a problem.
    #[must_use]
    pub fn problem(&self, problem: &Problem) -> AttrValue {
        self.0.problem(problem).into()
    }

    /// The sentence of a failed call.
    #[must_use]
    pub fn fault(&self, fault: &Fault) -> AttrValue {
        self.0.fault(fault).into()
    }

    /// Whether a text exists.
    #[must_use]
    pub fn knows(&self, key: &str) -> bool {
        self.0.knows(key)
    }

    /// Which language this is.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.0.locale()
    }
}

/// Provides [`Texts`] in the language of the preferences; needs the desk.
#[component]
pub fn TextsProvider(props: &ProviderProps) -> Html {
    let locale = use_desk().preferences().locale;
    let texts = use_memo(locale, |locale| Texts::new(*locale));
    use_effect_with(locale, |locale| {
        if let Some(root) = gloo_utils::document().document_element() {
            let _ = root.set_attribute("lang", locale.code());
        }
    });
    html! {
        <ContextProvider<Texts> context={(*texts).clone()}>{ props.children.clone() }</ContextProvider<Texts>>
    }
}

/// The texts of the chosen language. Needs [`TextsProvider`].
#[hook]
pub fn use_text() -> Texts {
    use_context::<Texts>().unwrap_or_else(|| Texts::new(Locale::default()))
}
