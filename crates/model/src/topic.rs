//! What changes are announced about: coarse names, never a record.

use serde::{Deserialize, Serialize};

/// An area of data that lists and pages depend on. The database's notification carries these names and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Topic {
    /// Applications for a connection.
    Registrations,
    /// Customers, contacts and their tags.
    Customers,
    /// Connections at an address.
    Services,
    /// Packages and prices.
    Packages,
    /// Tickets, their events and files.
    Tickets,
    /// Invoices and their lines.
    Invoices,
    /// Payments and allocations.
    Payments,
    /// Staff, roles and zones.
    Staff,
    /// Company data and other settings.
    Settings,
    /// Import runs.
    Imports,
    /// Messages to people.
    Messages,
    /// The audit trail.
    Audit,
    /// Saved views of lists.
    Views,
    /// What each person opened last; nobody is told of it.
    Recent,
    /// What a person is told in the notification centre; only his own desktops hear of it.
    Notifications,
    /// Bulk operations and how far they are.
    Bulk,
    /// Invoice runs and how far they are.
    Billing,
    /// The desktop's own state: workspace, session, preferences.
    Desk,
}

impl Topic {
    /// All topics, in declaration order.
    pub const ALL: [Topic; 18] = [
        Topic::Registrations,
        Topic::Customers,
        Topic::Services,
        Topic::Packages,
        Topic::Tickets,
        Topic::Invoices,
        Topic::Payments,
        Topic::Staff,
        Topic::Settings,
        Topic::Imports,
        Topic::Messages,
        Topic::Audit,
        Topic::Views,
        Topic::Recent,
        Topic::Notifications,
        Topic::Bulk,
        Topic::Billing,
        Topic::Desk,
    ];

    /// The name in a notification's payload.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Topic::Registrations => "Registrations",
            Topic::Customers => "Customers",
            Topic::Services => "Services",
            Topic::Packages => "Packages",
            Topic::Tickets => "Tickets",
            Topic::Invoices => "Invoices",
            Topic::Payments => "Payments",
            Topic::Staff => "Staff",
            Topic::Settings => "Settings",
            Topic::Imports => "Imports",
            Topic::Messages => "Messages",
            Topic::Audit => "Audit",
            Topic::Views => "Views",
            Topic::Recent => "Recent",
            Topic::Notifications => "Notifications",
            Topic::Bulk => "Bulk",
            Topic::Billing => "Billing",
            Topic::Desk => "Desk",
        }
    }

    /// The topics a payload names; unknown names are passed over, so a forged or newer payload does no harm.
    #[must_use]
    pub fn parse_list(payload: &str) -> Vec<Topic> {
        payload
            .split(',')
            .filter_map(|name| {
                Topic::ALL
                    .into_iter()
                    .find(|topic| topic.name() == name.trim())
            })
            .collect()
    }

    /// The payload that names `topics`.
    #[must_use]
    pub fn join(topics: &[Topic]) -> String {
        topics
            .iter()
            .map(|topic| topic.name())
            .collect::<Vec<_>>()
            .join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::Topic;

    #[test]
    fn a_payload_survives_the_way_there_and_back() {
        assert_eq!(Topic::parse_list(&Topic::join(&Topic::ALL)), Topic::ALL);
    }

    #[test]
    fn a_forged_payload_names_nothing() {
        assert!(Topic::parse_list("drop table staff; Invoice,\u{0}").is_empty());
    }
}
