//! What people choose from on a ticket, kept by admins: categories, reasons to wait, ways to end.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::TicketId,
    problem::Problems,
    states::{Priority, TicketType},
    text::Locale,
    valid,
};

/// The longest line of a checklist, in characters.
const ITEM_MAX: usize = 200;

/// A word in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worded {
    /// In the database.
    pub code: String,
    /// In Indonesian.
    pub text_id: String,
    /// In English.
    pub text_en: String,
}

impl Worded {
    /// In this language.
    #[must_use]
    pub fn text(&self, locale: Locale) -> &str {
        match locale {
            Locale::Id => &self.text_id,
            Locale::En => &self.text_en,
        }
    }

    /// In this language, then in the other one.
    #[must_use]
    pub fn both(&self, locale: Locale) -> (&str, &str) {
        match locale {
            Locale::Id => (&self.text_id, &self.text_en),
            Locale::En => (&self.text_en, &self.text_id),
        }
    }
}

/// A reason to wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldReason {
    /// The reason.
    pub word: Worded,
    /// Whether the clock waits too.
    pub stops_clock: bool,
}

/// What a ticket is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// The category.
    pub word: Worded,
    /// The kind of work it usually is.
    pub kind: Option<TicketType>,
    /// How urgent it usually is.
    pub priority: Priority,
}

/// What is offered, each in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketChoices {
    /// Categories.
    pub categories: Vec<Category>,
    /// Reasons to wait.
    pub hold_reasons: Vec<HoldReason>,
    /// Ways to end.
    pub resolution_codes: Vec<Worded>,
}

/// Asks what is offered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowTicketChoices {}
call!(ShowTicketChoices => TicketChoices; reads [Settings]; changes []; Staff);

/// A category as admins keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCategory {
    /// The category.
    pub category: Category,
    /// Whether it is offered.
    pub active: bool,
    /// Its checklist, in order.
    pub items: Vec<CategoryItem>,
    /// Open tickets about it.
    pub open: i64,
}

/// Lists categories, those that are offered first, each part in its order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListTicketCategories {}
call!(ListTicketCategories => Vec<KeptCategory>; reads [Settings, Tickets]; changes []; Staff);

/// A line of a category's checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryItem {
    /// In Indonesian.
    pub text_id: String,
    /// In English.
    pub text_en: String,
    /// Without it a ticket is not finished.
    pub required: bool,
}

/// Keeps a category with its checklist. Admins. Tickets that have their list already keep it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveTicketCategory {
    /// The category. A code that is not there yet makes a new one; without a code one is made from the English words.
    pub category: Category,
    /// Whether it is offered.
    pub active: bool,
    /// In order; what was there and is not here is asked for no more.
    pub items: Vec<CategoryItem>,
}
call!(SaveTicketCategory => (); reads []; changes [Settings]; Staff);

impl SaveTicketCategory {
    /// The check that the form makes before sending and the handler makes again.
    ///
    /// # Errors
    /// Problems by field: `code`, `text_id`, `text_en`, and `items.0.text_id`, `items.0.text_en` and so on.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        let word = &self.category.word;
        if !word.code.is_empty() {
            problems.check("code", valid::code(&word.code));
        }
        problems.check("text_id", valid::name(&word.text_id));
        problems.check("text_en", valid::name(&word.text_en));
        for (at, item) in self.items.iter().enumerate() {
            for (field, text) in [("text_id", &item.text_id), ("text_en", &item.text_en)] {
                problems.check(
                    &format!("items.{at}.{field}"),
                    valid::required(text, ITEM_MAX),
                );
            }
        }
        problems.into_result()
    }
}

/// Puts a ticket on hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldTicket {
    /// Which.
    pub id: TicketId,
    /// Version the person saw.
    pub version: i32,
    /// Why, as a code of [`TicketChoices::hold_reasons`].
    pub reason_code: String,
    /// Why, in words.
    pub reason: String,
}
call!(HoldTicket => (); reads []; changes [Tickets]; Staff);

/// Takes a finished ticket up again; a closed one stays closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReopenTicket {
    /// Which.
    pub id: TicketId,
    /// Version the person saw.
    pub version: i32,
    /// Why.
    pub reason: String,
}
call!(ReopenTicket => (); reads []; changes [Tickets]; Staff);

/// Says what a ticket is about, how urgent it is and how it was solved. A new category brings its checklist along, another
/// priority another promise, from the moment the ticket was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassifyTicket {
    /// Which.
    pub id: TicketId,
    /// Version the person saw.
    pub version: i32,
    /// A category; none leaves it as it is.
    pub category: Option<String>,
    /// How urgent; none leaves it as it is. Not for technicians.
    pub priority: Option<Priority>,
    /// What is to be done; none leaves it as it is. Admins and office.
    pub description: Option<String>,
    /// How it was solved; none leaves it as it is.
    pub resolution_code: Option<String>,
}
call!(ClassifyTicket => (); reads []; changes [Tickets]; Staff);

impl ClassifyTicket {
    /// The check that the form makes before sending and the handler makes again; answers the request with its description cleaned.
    ///
    /// # Errors
    /// Problems by field: `description`.
    pub fn check(mut self) -> Result<Self, Problems> {
        if let Some(description) = &self.description {
            let cleaned = valid::required(description, valid::TEXT_MAX)
                .map_err(|problem| Problems::one("description", problem))?;
            self.description = Some(cleaned);
        }
        Ok(self)
    }
}
