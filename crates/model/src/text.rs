//! Words for people, in Indonesian and English: faults, problems, states, roles.
//!
//! [`Words`] is also what the interface builds its own texts on, so there is one way to look a text up.

use std::{collections::BTreeMap, str::FromStr};

use fluent_bundle::{
    FluentArgs, FluentResource, FluentValue,
    concurrent::FluentBundle,
    types::{FluentNumber, FluentNumberOptions},
};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

use crate::{fault::Fault, money::Rupiah, problem::Problem};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
}

impl Locale {
    /// Both, Indonesian first.
    pub const ALL: [Locale; 2] = [Locale::Id, Locale::En];

    /// `id` or `en`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Locale::Id => "id",
            Locale::En => "en",
        }
    }
}

impl FromStr for Locale {
    type Err = Problem;
    fn from_str(code: &str) -> Result<Self, Problem> {
        Locale::ALL
            .into_iter()
            .find(|locale| locale.code() == code)
            .ok_or_else(|| Problem::new("TYPE_UNKNOWN"))
    }
}

/// The shared texts of one language, as Fluent source.
#[must_use]
pub fn source(locale: Locale) -> &'static str {
    match locale {
        Locale::Id => include_str!("text/id.ftl"),
        Locale::En => include_str!("text/en.ftl"),
    }
}

/// Arguments that count something. Any other whole number may be a year or the number of a message, which nobody groups.
const COUNTS: [&str; 6] = ["count", "length", "max", "min", "total", "used"];

/// A count with its thousands apart; none for everything else, which is shown as it is.
fn counted(value: &FluentValue, locale: Locale) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let count = number.as_string().parse().ok()?;
    number.options.use_grouping.then(|| grouped(count, locale))
}

/// A whole number with its thousands apart as the language writes it.
#[must_use]
pub fn grouped(count: i64, locale: Locale) -> String {
    let plain = Rupiah(count).plain();
    match locale {
        Locale::Id => plain,
        Locale::En => plain.replace('.', ","),
    }
}

/// The texts of one language.
pub struct Words {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The shared texts and `more` (Fluent sources) of a language. A message that is defined twice keeps its first text.
    #[must_use]
    pub fn new(locale: Locale, more: &[&str]) -> Self {
        let id: LanguageIdentifier = locale.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(match locale {
            Locale::Id => Some(|value, _| counted(value, Locale::Id)),
            Locale::En => Some(|value, _| counted(value, Locale::En)),
        });
        for text in std::iter::once(&source(locale)).chain(more) {
            let resource = match FluentResource::try_new((*text).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            // A repeated key is refused by the bundle; the test of keys finds it.
            drop(bundle.add_resource(resource));
        }
        Self { locale, bundle }
    }

    /// Which language this is.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The text of `key`, or the key itself when it is missing.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &BTreeMap::new())
    }

    /// The text of `key` with arguments; whole numbers choose plural forms.
    #[must_use]
    pub fn say_with(&self, key: &str, args: &BTreeMap<String, String>) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
        else {
            return key.to_owned();
        };
        let mut fluent = FluentArgs::new();
        for (name, value) in args {
            match value.parse::<i64>() {
                // A leading zero means a phone or a number of a document, not a count.
                Ok(number) if number.to_string() == *value => {
                    let mut number = FluentNumber::from(number);
                    number.options = FluentNumberOptions {
                        use_grouping: COUNTS.contains(&name.as_str()),
                        ..FluentNumberOptions::default()
                    };
                    fluent.set(name.as_str(), FluentValue::Number(number));
                }
                _ => fluent.set(name.as_str(), FluentValue::from(value.clone())),
            }
        }
        let mut errors = Vec::new();
        self.bundle
            .format_pattern(pattern, Some(&fluent), &mut errors)
            .into_owned()
    }

    /// Whether a text exists.
    #[must_use]
    pub fn knows(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The sentence of a problem. States stand in its arguments `from` and `to` as keys of their words.
    #[must_use]
    pub fn problem(&self, problem: &Problem) -> String {
        let mut args = problem.args.clone();
        // Only these two: elsewhere a word that somebody typed may happen to be a key.
        for name in ["from", "to"] {
            if let Some(state) = args.get_mut(name)
                && self.knows(state)
            {
                *state = self.say(state);
            }
        }
        self.say_with(&problem.text_key(), &args)
    }

    /// The sentence of a failed call: its precise reason when there is one.
    #[must_use]
    pub fn fault(&self, fault: &Fault) -> String {
        match &fault.problem {
            Some(problem) => self.problem(problem),
            None => self.say(fault.code.text_key()),
        }
    }
}

/// The keys of messages in a Fluent source, in order.
#[must_use]
pub fn keys(source: &str) -> Vec<&str> {
    source
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim()))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Locale, Words, keys, source};
    use crate::{problem::Problem, states::InvoiceStatus};

    #[test]
    fn counts_have_their_thousands_apart_and_numbers_of_things_do_not() {
        let [id, en] = Locale::ALL
            .map(|locale| Words::new(locale, &["t-count = { $count }\nt-number = #{ $number }\n"]));
        let say = |words: &Words, key: &str, name: &str, value: &str| {
            words.say_with(key, &[(name.to_owned(), value.to_owned())].into())
        };
        assert_eq!(say(&id, "t-count", "count", "5000"), "5.000");
        assert_eq!(say(&en, "t-count", "count", "-1234567"), "-1,234,567");
        assert_eq!(say(&en, "t-count", "count", "100"), "100");
        assert_eq!(say(&en, "t-number", "number", "20260"), "#20260");
        let most = Problem::new("SEARCH_LENGTH").with("max", 12_000);
        assert!(id.problem(&most).contains("12.000"));
    }

    #[test]
    fn both_languages_have_the_same_keys_once() {
        let [id, en] = Locale::ALL.map(|locale| keys(source(locale)));
        assert_eq!(
            id.iter().collect::<BTreeSet<_>>().len(),
            id.len(),
            "a key stands twice in id.ftl"
        );
        assert_eq!(
            id.iter().collect::<BTreeSet<_>>(),
            en.iter().collect::<BTreeSet<_>>()
        );
    }

    #[test]
    fn a_problem_is_said_with_its_arguments() {
        let words = Words::new(Locale::En, &[]);
        assert_eq!(
            words.problem(&Problem::new("PAGE_RANGE").with("max", 500)),
            "A page holds 1 to 500 rows."
        );
    }

    #[test]
    fn states_are_said_in_the_language_of_the_sentence() {
        let problem = Problem::new("WRONG_STATE")
            .with("from", InvoiceStatus::Paid.text_key())
            .with("to", InvoiceStatus::Void.text_key());
        let said = Locale::ALL.map(|locale| Words::new(locale, &[]).problem(&problem));
        assert!(said[0].contains("“Lunas”"), "{}", said[0]);
        assert!(
            said[1].contains("“Paid”") && said[1].contains("“Void”"),
            "{}",
            said[1]
        );
    }

    #[test]
    fn a_word_that_somebody_typed_stays_as_it_is() {
        let words = Words::new(Locale::En, &[]);
        let problem = Problem::new("VALUE_UNKNOWN").with("value", "priority-low");
        assert!(words.problem(&problem).contains("priority-low"));
    }

    #[test]
    fn a_missing_text_shows_its_key() {
        assert_eq!(
            Words::new(Locale::Id, &[]).say("no-such-key"),
            "no-such-key"
        );
    }
}
