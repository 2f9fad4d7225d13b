//! The texts of the chosen language.

use std::{collections::BTreeMap, rc::Rc};

use model::{
    fault::Fault,
    notifications::{Notification, says::Said},
    problem::Problem,
    text::{Locale, Words, grouped},
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

    /// A count with its thousands grouped as the language does, for where it stands alone.
    #[must_use]
    pub fn grouped(&self, count: i64) -> String {
        grouped(count, self.locale())
    }

    /// The same, with a sign where there are more than were counted so far: `10.000+`.
    #[must_use]
    pub fn counted(&self, count: i64, is_more: bool) -> String {
        let grouped = self.grouped(count);
        if is_more { grouped + "+" } else { grouped }
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

    /// The sentences of a failed call that nobody has said yet: `said` are those that stand at their fields already.
    ///
    /// Never empty. A problem of a field that is on no form (`file`, `filters`, `key`) is told here or nowhere; the
    /// general sentence stands before it only when there are marked fields to look at.
    #[must_use]
    pub fn reasons(&self, fault: &Fault, said: &[String]) -> Vec<AttrValue> {
        let all: Vec<AttrValue> = fault
            .fields
            .values()
            .flatten()
            .map(|problem| self.problem(problem))
            .collect();
        let mut unsaid: Vec<AttrValue> = Vec::new();
        for reason in &all {
            if !said.iter().any(|said| *reason == **said) && !unsaid.contains(reason) {
                unsaid.push(reason.clone());
            }
        }
        let is_marked = all.iter().any(|reason| !unsaid.contains(reason));
        if fault.problem.is_some() || is_marked || unsaid.is_empty() {
            unsaid.insert(0, self.fault(fault));
        }
        unsaid
    }

    /// The word of a column of the trail; parts of a setting are named by their last part.
    #[must_use]
    pub fn trail_column(&self, name: &str) -> AttrValue {
        let last = name
            .rsplit('.')
            .find(|part| part.parse::<u32>().is_err())
            .unwrap_or(name);
        let key = format!("audit-column-{}", last.replace('_', "-"));
        if self.knows(&key) {
            self.t(&key)
        } else {
            last.replace('_', " ").into()
        }
    }

    /// What a notification says.
    #[must_use]
    pub fn said(&self, notification: &Notification) -> Said {
        notification.say(&self.0)
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

#[cfg(test)]
mod tests {
    use super::Texts;
    use model::{
        fault::{Code, Fault},
        problem::{Problem, Problems},
        text::Locale,
    };

    fn said(fault: &Fault, at_fields: &[&Problem]) -> Vec<String> {
        let texts = Texts::new(Locale::En);
        let at_fields: Vec<String> = at_fields
            .iter()
            .map(|problem| texts.problem(problem).to_string())
            .collect();
        let reasons = texts.reasons(fault, &at_fields);
        reasons.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_problem_that_no_field_shows_is_said_in_its_place() {
        let texts = Texts::new(Locale::En);
        let (gone, phone) = (Problem::new("FILE_GONE"), Problem::new("PHONE_LENGTH"));
        let mut problems = Problems::one("file", gone.clone());
        let only_the_file = Fault::invalid(problems.clone());
        assert_eq!(said(&only_the_file, &[]), [&*texts.problem(&gone)]);
        problems.add("phone", phone.clone());
        let both = Fault::invalid(problems);
        assert_eq!(
            said(&both, &[&phone]),
            [&*texts.fault(&both), &*texts.problem(&gone)]
        );
    }

    #[test]
    fn what_stands_at_its_field_is_not_said_twice() {
        let phone = Problem::new("PHONE_LENGTH");
        let fault = Fault::invalid(Problems::one("phone", phone.clone()));
        let texts = Texts::new(Locale::En);
        assert_eq!(said(&fault, &[&phone]), [&*texts.fault(&fault)]);
    }

    #[test]
    fn a_failure_without_fields_says_its_kind_or_its_reason() {
        let texts = Texts::new(Locale::En);
        let offline = Fault::new(Code::Offline);
        assert_eq!(said(&offline, &[]), [&*texts.fault(&offline)]);
        let state = Fault::because(Code::Conflict, Problem::new("WRONG_STATE"));
        assert_eq!(said(&state, &[]), [&*texts.fault(&state)]);
    }
}
