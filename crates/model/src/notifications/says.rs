//! The words of a notification, in the language of the reader.
//!
//! Titles and messages name numbers and colleagues, never a customer: the system may show them on a locked screen.

use super::{Notification, event::NotificationEvent};
use crate::{
    states::{Priority, RegistrationStatus, TicketStatus},
    text::Words,
};

/// A title and, where there is more to say, a second line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// One short line.
    pub title: String,
    /// Another one.
    pub message: Option<String>,
}

impl Notification {
    /// What it says.
    #[must_use]
    pub fn say(&self, words: &Words) -> Said {
        let mut arguments = self.arguments.clone();
        arguments.insert("count".to_owned(), self.count.to_string());
        if !arguments.contains_key("by") {
            arguments.insert("by".to_owned(), words.say("notification-by-itself"));
        }
        self.translate(&mut arguments, words);
        let last = self.event.name().replace('_', "-");
        let say = |key: &str| words.knows(key).then(|| words.say_with(key, &arguments));
        let single = say(&format!("notification-{last}"))
            .unwrap_or_else(|| words.say("notification-unknown"));
        let mut said = if self.count == 1 {
            Said {
                title: single,
                message: say(&format!("notification-{last}-more")),
            }
        } else if self.record.is_some() && arguments.contains_key("number") {
            Said {
                title: words.say_with("notification-updates", &arguments),
                message: Some(single),
            }
        } else {
            Said {
                title: say(&format!("notification-{last}-many"))
                    .unwrap_or_else(|| words.say_with("notification-burst-many", &arguments)),
                message: None,
            }
        };
        if let Some(colleague) = &self.instead_of {
            arguments.insert("colleague".to_owned(), colleague.clone());
            let instead = words.say_with("notification-instead", &arguments);
            said.message = Some(match said.message {
                Some(message) => format!("{message} · {instead}"),
                None => instead,
            });
        }
        said
    }

    /// Puts words for people in the place of names of states.
    fn translate(&self, arguments: &mut std::collections::BTreeMap<String, String>, words: &Words) {
        if let Some(status) = arguments.get_mut("status") {
            let key = match self.event {
                NotificationEvent::RegistrationStatus => {
                    RegistrationStatus::from_name(status).map(RegistrationStatus::text_key)
                }
                _ => TicketStatus::from_name(status).map(TicketStatus::text_key),
            };
            if let Some(key) = key {
                *status = words.say(&key);
            }
        }
        if let Some(priority) = arguments.get_mut("priority")
            && let Some(known) = Priority::from_name(priority)
        {
            *priority = words.say(&known.text_key());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, Utc};

    use super::Said;
    use crate::{
        ids::NotificationId,
        notifications::{
            Notification, NotificationFilter, Record,
            event::{NotificationEvent, NotificationKind},
        },
        palette::HitKind,
        states::Priority,
        text::{Locale, Words},
    };

    fn told(event: NotificationEvent, count: i64, arguments: &[(&str, &str)]) -> Notification {
        Notification {
            id: NotificationId(1),
            seq: 1,
            kind: NotificationKind::Ticket,
            event,
            record: Some(Record {
                kind: HitKind::Ticket,
                id: 7,
            }),
            arguments: arguments
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect::<BTreeMap<_, _>>(),
            priority: Priority::Normal,
            count,
            instead_of: None,
            is_read: false,
            is_seen: false,
            is_closed: false,
            is_archived: false,
            snoozed_until: None,
            created_at: DateTime::<Utc>::UNIX_EPOCH,
            at: DateTime::<Utc>::UNIX_EPOCH,
        }
    }

    const NUMBER: (&str, &str) = ("number", "TKT-202611-00007");

    #[test]
    fn every_event_has_its_words_in_both_languages() {
        for locale in Locale::ALL {
            let words = Words::new(locale, &[]);
            for event in NotificationEvent::ALL {
                let name = event.name().replace('_', "-");
                for key in [event.text_key(), format!("notification-{name}")] {
                    assert!(words.knows(&key), "{locale:?} {key}");
                }
            }
            for event in NotificationEvent::CHOOSABLE {
                let key = format!("notification-{}-many", event.name().replace('_', "-"));
                assert!(words.knows(&key), "{locale:?} {key}");
            }
            for kind in NotificationKind::ALL {
                assert!(words.knows(&kind.text_key()), "{locale:?} {kind:?}");
            }
            for filter in NotificationFilter::ALL {
                let key = format!("notification-filter-{}", filter.name());
                assert!(words.knows(&key), "{locale:?} {key}");
            }
        }
    }

    #[test]
    fn one_event_is_said_as_it_is() {
        let arguments = [NUMBER, ("status", "in_progress"), ("by", "Joko")];
        let notification = told(NotificationEvent::TicketStatus, 1, &arguments);
        assert_eq!(
            notification.say(&Words::new(Locale::En, &[])),
            Said {
                title: "TKT-202611-00007: In progress".to_owned(),
                message: Some("Changed by Joko.".to_owned()),
            }
        );
        let said = notification.say(&Words::new(Locale::Id, &[]));
        assert_eq!(said.title, "TKT-202611-00007: Dikerjakan");
    }

    #[test]
    fn several_on_one_record_are_counted_and_the_last_is_named() {
        let arguments = [NUMBER, ("priority", "urgent")];
        let said = told(NotificationEvent::TicketPriority, 5, &arguments)
            .say(&Words::new(Locale::En, &[]));
        assert_eq!(said.title, "5 updates on TKT-202611-00007");
        assert_eq!(
            said.message.as_deref(),
            Some("TKT-202611-00007: priority Urgent")
        );
    }

    #[test]
    fn many_at_once_name_no_record() {
        let many = Notification {
            record: None,
            ..told(NotificationEvent::TicketAssigned, 40, &[])
        };
        let said = many.say(&Words::new(Locale::En, &[]));
        assert_eq!(said.title, "40 tickets were given to you");
        assert_eq!(said.message, None);
    }

    #[test]
    fn a_copy_says_for_whom_it_was() {
        let copy = Notification {
            instead_of: Some("Siti".to_owned()),
            ..told(NotificationEvent::SlaBreached, 1, &[NUMBER])
        };
        let said = copy.say(&Words::new(Locale::En, &[]));
        assert!(said.message.unwrap().ends_with("For Siti, who is away."));
    }

    #[test]
    fn what_only_newer_programs_know_is_told_all_the_same() {
        for locale in Locale::ALL {
            let said = told(NotificationEvent::Unknown, 1, &[]).say(&Words::new(locale, &[]));
            assert!(!said.title.is_empty() && !said.title.starts_with("notification-"));
            assert!(said.message.is_some(), "it says who knows more");
        }
    }
}
