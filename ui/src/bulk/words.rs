//! Words for what a run does.

use std::rc::Rc;

use model::{
    access::{Colleague, ListColleagues, Role},
    bulk::{BulkEntity, BulkProgress},
    format::show_day,
    ids::StaffId,
    packages::{ListPackages, Package},
    states::{InvoiceStatus, Priority, RegistrationStatus, Slot, TicketStatus},
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_remote},
    route::Area,
};

/// Names of what may have been chosen for a run.
#[derive(Clone, PartialEq)]
pub struct Names {
    people: Rc<Vec<Colleague>>,
    packages: Rc<Vec<Package>>,
}

/// The names as far as they are there; a package that is sold no more has none.
#[hook]
pub fn use_names() -> Names {
    let people = use_remote(ListColleagues {
        role: Some(Role::Technician),
        also_left: true,
    });
    let packages = use_remote(ListPackages {});
    Names {
        people: people.data().cloned().unwrap_or_default(),
        packages: packages.data().cloned().unwrap_or_default(),
    }
}

/// Where records of a kind are shown.
pub fn area(entity: BulkEntity) -> Area {
    match entity {
        BulkEntity::Tickets => Area::Tickets,
        BulkEntity::Customers => Area::Customers,
        BulkEntity::Registrations => Area::Registrations,
        BulkEntity::Invoices => Area::Invoices,
    }
}

/// A value of a plan as people say it: states, priorities and days come as their words on the wire.
pub fn value(texts: &Texts, entity: BulkEntity, field: &str, value: &str) -> AttrValue {
    let key = match (field, entity) {
        ("status", BulkEntity::Tickets) => TicketStatus::from_name(value).map(|one| one.text_key()),
        ("status", BulkEntity::Registrations) => {
            RegistrationStatus::from_name(value).map(|one| one.text_key())
        }
        ("status", BulkEntity::Invoices) => {
            InvoiceStatus::from_name(value).map(|one| one.text_key())
        }
        ("priority", _) => Priority::from_name(value).map(|one| one.text_key()),
        ("slot", _) => Slot::from_name(value).map(|one| one.text_key()),
        _ => None,
    };
    match (key, value.parse()) {
        (Some(key), _) => texts.t(&key),
        (None, Ok(day)) if field == "day" => show_day(day, texts.locale()).into(),
        (None, _) => value.to_owned().into(),
    }
}

/// What was chosen for a run besides its records: `Tinggi`, `Joko, Tono`, `Menunggu kabel`.
pub fn chosen(texts: &Texts, run: &BulkProgress, names: &Names) -> String {
    let data = &run.data;
    let name = |id: &StaffId| {
        (names.people.iter())
            .find(|one| one.id == *id)
            .map(|one| one.name.clone())
    };
    let mut parts: Vec<String> = Vec::new();
    parts.extend((data.lead.iter().chain(&data.helpers)).filter_map(name));
    parts.extend(data.status.map(|one| texts.t(&one.text_key()).to_string()));
    parts.extend((data.priority).map(|one| texts.t(&one.text_key()).to_string()));
    let package = |one: &&Package| Some(one.id) == data.package;
    let package = names.packages.iter().find(package);
    parts.extend(package.map(|one| one.name.clone()));
    parts.extend(data.day.map(|day| show_day(day, texts.locale())));
    parts.extend(data.slot.map(|one| texts.t(&one.text_key()).to_string()));
    parts.extend(data.technician.iter().filter_map(name));
    parts.extend((data.billing_day).map(|day| {
        let day = texts.t_with("bulk-billing-day", &[("day", &day)]);
        day.to_string()
    }));
    parts.extend(data.tags.iter().cloned());
    let free = [&data.reason, &data.note, &data.message];
    parts.extend((free.into_iter()).filter(|text| !text.is_empty()).cloned());
    parts.join(", ")
}

/// What is done, in a few words: the action, and before it that something is taken back or tried again.
pub fn title(texts: &Texts, run: &BulkProgress) -> AttrValue {
    let action = texts.t(&run.action.text_key());
    if run.undoes.is_some() {
        texts.t_with("bulk-undoes", &[("action", &action)])
    } else if run.again_of.is_some() {
        texts.t_with("bulk-again", &[("action", &action)])
    } else {
        action
    }
}

/// A time that is left, rounded as one says it.
pub fn left(texts: &Texts, seconds: f64) -> AttrValue {
    // Anything that big is no time that one waits for; the cast is cut off at its ends.
    let seconds = seconds.max(0.0).ceil() as i64;
    if seconds < 60 {
        texts.t_with("bulk-seconds", &[("count", &seconds)])
    } else {
        texts.t_with("bulk-minutes", &[("count", &((seconds + 59) / 60))])
    }
}

#[cfg(test)]
mod tests {
    use model::{
        bulk::{BulkAction, BulkEntity, FIELDS},
        text::Locale,
    };

    use super::{left, value};
    use crate::hooks::Texts;

    #[test]
    fn words_on_the_wire_are_said_as_people_do() {
        let texts = Texts::new(Locale::En);
        let said = |entity, field, word| value(&texts, entity, field, word).to_string();
        assert_eq!(said(BulkEntity::Tickets, "priority", "high"), "High");
        assert_eq!(said(BulkEntity::Invoices, "status", "void"), "Void");
        assert_eq!(
            said(BulkEntity::Registrations, "day", "2026-12-01"),
            "1 Dec 2026"
        );
        assert_eq!(said(BulkEntity::Customers, "tags", "high"), "high");
    }

    #[test]
    fn every_action_and_every_field_of_a_plan_has_its_word() {
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            for action in BulkAction::ALL {
                let key = format!("bulk-do-{}", action.name().replace('_', "-"));
                assert!(texts.knows(&key), "{key}");
            }
            for field in FIELDS {
                let key = format!("bulk-field-{field}");
                assert!(texts.knows(&key), "{key}");
            }
        }
    }

    #[test]
    fn a_time_is_rounded_up() {
        let texts = Texts::new(Locale::En);
        assert_eq!(left(&texts, 0.2), "1 second");
        assert_eq!(left(&texts, 61.0), "2 minutes");
    }
}
