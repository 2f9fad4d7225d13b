//! The interface's own texts, one Fluent file per area and language, joined with the shared ones of `model`.

use model::text::{Locale, Words};

macro_rules! areas {
    ($($area:literal),* $(,)?) => {
        /// The Fluent sources of a language, by area.
        #[must_use]
        pub fn sources(locale: Locale) -> &'static [(&'static str, &'static str)] {
            match locale {
                Locale::Id => &[$(($area, include_str!(concat!("id/", $area, ".ftl")))),*],
                Locale::En => &[$(($area, include_str!(concat!("en/", $area, ".ftl")))),*],
            }
        }
    };
}

areas![
    "common",
    "shell",
    "desk",
    "list",
    "home",
    "registrations",
    "tickets",
    "work",
    "rules",
    "customers",
    "invoices",
    "services",
    "collection",
    "messages",
    "notifications",
    "queue",
    "odps",
    "templates",
    "payments",
    "staff",
    "audit",
    "views",
    "bulk",
    "billing",
    "imports",
    "settings",
    "whatsapp",
];

/// All texts of a language.
#[must_use]
pub fn words(locale: Locale) -> Words {
    let sources: Vec<&str> = sources(locale).iter().map(|(_, source)| *source).collect();
    Words::new(locale, &sources)
}

#[cfg(test)]
mod tests;
