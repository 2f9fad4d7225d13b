//! What is typed into the form for a new ticket.

use model::{
    ids::{CustomerId, ServiceId},
    problem::{Problem, Problems},
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
    /// Problems by field: `customer`, `description`.
    pub fn check(&self, service: Option<ServiceId>) -> Result<CreateTicket, Problems> {
        let mut problems = Problems::none();
        let customer = problems.check(
            "customer",
            self.customer.ok_or_else(|| Problem::new("CHOICE_REQUIRED")),
        );
        let request = CreateTicket {
            // Only for the checks below while nobody is chosen; it is not sent then.
            customer: customer.unwrap_or(CustomerId(0)),
            service,
            kind: self.kind,
            category: self.category.clone(),
            priority: self.priority,
            description: self.description.clone(),
        };
        if let Err(wrong) = request.check() {
            for problem in wrong.field("description") {
                problems.add("description", problem.clone());
            }
        }
        problems.into_result().map(|()| request)
    }
}

#[cfg(test)]
mod tests {
    use model::{
        ids::CustomerId,
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
    fn a_ticket_needs_a_customer_and_words() {
        let problems = Typed::blank().check(None).unwrap_err();
        for field in ["customer", "description"] {
            assert!(!problems.field(field).is_empty(), "{field}");
        }
        let filled = Typed {
            customer: Some(CustomerId(7)),
            description: "Lampu LOS merah".to_owned(),
            ..Typed::blank()
        };
        assert_eq!(filled.check(None).unwrap().customer, CustomerId(7));
    }
}
