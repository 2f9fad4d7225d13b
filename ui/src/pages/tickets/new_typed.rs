//! What is typed into the form for a new ticket.

use model::{
    ids::{CustomerId, OdpId, ServiceId, ZoneId},
    problem::Problems,
    states::{Priority, TicketType},
    tickets::{CreateTicket, choices::Category},
};

/// What was typed.
#[derive(Clone, PartialEq)]
pub struct Typed {
    /// For whom.
    pub customer: Option<CustomerId>,
    /// Which connection, where one was chosen.
    pub service: Option<ServiceId>,
    /// Where, without a customer.
    pub zone: Option<ZoneId>,
    /// At which distribution point, without a customer.
    pub odp: Option<OdpId>,
    /// Kind of work.
    pub kind: TicketType,
    /// Code of the category.
    pub category: Option<String>,
    /// How urgent.
    pub priority: Priority,
    /// What is to be done.
    pub description: String,
}

impl Typed {
    /// An empty form.
    pub fn blank() -> Self {
        Self {
            customer: None,
            service: None,
            zone: None,
            odp: None,
            kind: TicketType::Repair,
            category: None,
            priority: Priority::Normal,
            description: String::new(),
        }
    }

    /// Chooses what the trouble is about, with the kind and the priority it usually has.
    pub fn choose(&mut self, code: &str, categories: &[Category]) {
        let chosen = categories.iter().find(|one| one.word.code == code);
        if let Some(chosen) = chosen {
            self.kind = chosen.kind.unwrap_or(self.kind);
            self.priority = chosen.priority;
        }
        self.category = chosen.map(|one| one.word.code.clone());
    }

    /// What is sent; `service` is the one that is meant.
    ///
    /// # Errors
    /// Problems by field, see [`CreateTicket::check`].
    pub fn check(&self, service: Option<ServiceId>) -> Result<CreateTicket, Problems> {
        let at_a_place = self.customer.is_none();
        let request = CreateTicket {
            customer: self.customer,
            service: service.filter(|_| !at_a_place),
            zone: self.zone.filter(|_| at_a_place),
            odp: self.odp.filter(|_| at_a_place),
            kind: self.kind,
            category: self.category.clone(),
            priority: self.priority,
            description: self.description.clone(),
        };
        request.check().map(|_| request)
    }
}

#[cfg(test)]
mod tests {
    use model::{
        ids::{CustomerId, ServiceId, ZoneId},
        states::{Priority, TicketType},
        tickets::choices::{Category, Worded},
    };

    use super::Typed;

    #[test]
    fn a_category_brings_its_usual_kind_and_priority_along() {
        let category = |code: &str, kind| Category {
            word: Worded {
                code: code.to_owned(),
                text_id: code.to_owned(),
                text_en: code.to_owned(),
            },
            kind,
            priority: Priority::High,
        };
        let known = [
            category("wifi", Some(TicketType::WifiSetup)),
            category("other", None),
        ];
        let mut typed = Typed::blank();
        typed.choose("wifi", &known);
        assert_eq!(
            (typed.kind, typed.priority),
            (TicketType::WifiSetup, Priority::High)
        );
        typed.choose("other", &known);
        assert_eq!(typed.kind, TicketType::WifiSetup, "it may be any kind");
        typed.choose("", &known);
        assert_eq!(typed.category, None);
    }

    #[test]
    fn a_ticket_needs_a_customer_or_a_place_and_words() {
        let problems = Typed::blank().check(None).unwrap_err();
        for field in ["zone", "description"] {
            assert!(!problems.field(field).is_empty(), "{field}");
        }
        let filled = Typed {
            customer: Some(CustomerId(7)),
            zone: Some(ZoneId(3)),
            description: "Lampu LOS merah".to_owned(),
            ..Typed::blank()
        };
        let request = filled.check(Some(ServiceId(9))).unwrap();
        assert_eq!(request.customer, Some(CustomerId(7)));
        assert_eq!((request.service, request.zone), (Some(ServiceId(9)), None));
        let place = Typed {
            customer: None,
            ..filled
        };
        let request = place.check(Some(ServiceId(9))).unwrap();
        assert_eq!((request.service, request.zone), (None, Some(ZoneId(3))));
        let upgrade = Typed {
            kind: TicketType::Upgrade,
            ..place
        };
        let problems = upgrade.check(None).unwrap_err();
        assert_eq!(problems.field("kind")[0].code, "KIND_OF_CUSTOMER");
    }
}
