//! What is entered for an action, as it is entered.

use chrono::NaiveDate;
use model::{
    bulk::{BulkAction, BulkData, BulkNotify},
    ids::StaffId,
    states::{Priority, Slot, TicketStatus},
};
use serde::{Deserialize, Serialize};

/// Entries of all actions; each takes its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Typed {
    pub lead: String,
    pub helpers: Vec<String>,
    pub status: String,
    pub reason_code: String,
    pub reason: String,
    pub priority: String,
    pub note: String,
    pub technician: String,
    pub package: String,
    pub day: String,
    pub slot: String,
    pub billing_day: String,
    /// Divided by commas.
    pub tags: String,
    pub message: String,
    /// Word of a [`BulkNotify`]; empty for the first that the action offers.
    pub notify: String,
}

impl Typed {
    /// What an action needs of it. What does not name anything is left out, and the check says that it is missing.
    pub fn data(&self, action: BulkAction) -> BulkData {
        let none = BulkData::default;
        match action {
            BulkAction::TicketAssign => {
                let lead = self.lead.parse::<StaffId>().ok();
                let helpers = (self.helpers.iter()).filter_map(|one| one.parse::<StaffId>().ok());
                BulkData {
                    lead,
                    helpers: helpers.filter(|one| Some(*one) != lead).collect(),
                    ..none()
                }
            }
            BulkAction::TicketStatus => self.step(),
            BulkAction::TicketPriority => BulkData {
                priority: Priority::from_name(&self.priority),
                ..none()
            },
            BulkAction::TicketNote => BulkData {
                note: self.note.clone(),
                ..none()
            },
            BulkAction::RegistrationReject
            | BulkAction::InvoiceVoid
            | BulkAction::CustomerDelete => BulkData {
                reason: self.reason.clone(),
                ..none()
            },
            BulkAction::RegistrationAssign => BulkData {
                technician: self.technician.parse().ok(),
                ..none()
            },
            BulkAction::RegistrationSchedule => BulkData {
                technician: self.technician.parse().ok(),
                day: self.day.parse::<NaiveDate>().ok(),
                slot: Slot::from_name(&self.slot),
                ..none()
            },
            BulkAction::CustomerPackage => BulkData {
                package: self.package.parse().ok(),
                day: self.day.parse::<NaiveDate>().ok(),
                ..none()
            },
            BulkAction::RegistrationApprove => BulkData {
                billing_day: self.billing_day.trim().parse().ok(),
                ..none()
            },
            BulkAction::CustomerTag | BulkAction::CustomerUntag => BulkData {
                tags: (self.tags.split(','))
                    .map(str::trim)
                    .filter(|tag| !tag.is_empty())
                    .map(str::to_owned)
                    .collect(),
                ..none()
            },
            BulkAction::TicketMessage
            | BulkAction::RegistrationMessage
            | BulkAction::CustomerMessage => BulkData {
                message: self.message.clone(),
                ..none()
            },
            BulkAction::RegistrationVerify
            | BulkAction::InvoiceRemind
            | BulkAction::CustomerRestore => none(),
        }
    }

    fn step(&self) -> BulkData {
        let status = TicketStatus::from_name(&self.status);
        BulkData {
            status,
            reason: if asks_reason(status) {
                self.reason.clone()
            } else {
                String::new()
            },
            reason_code: if status == Some(TicketStatus::OnHold) {
                self.reason_code.clone()
            } else {
                String::new()
            },
            ..BulkData::default()
        }
    }

    /// Who is told.
    pub fn notify(&self, action: BulkAction) -> BulkNotify {
        let offered = action.channels();
        BulkNotify::from_name(&self.notify)
            .filter(|chosen| offered.contains(chosen))
            .or(offered.first().copied())
            .unwrap_or(BulkNotify::InApp)
    }
}

/// Whether a reason may be given for this step; taking up again what was completed asks for one, starting work does not.
pub fn asks_reason(status: Option<TicketStatus>) -> bool {
    matches!(
        status,
        Some(TicketStatus::InProgress | TicketStatus::OnHold | TicketStatus::Cancelled)
    )
}

/// Whether anything at all is asked for.
pub fn asks_anything(action: BulkAction) -> bool {
    !action.channels().is_empty() || Typed::default().data(action).job(action).is_err()
}

#[cfg(test)]
mod tests {
    use model::bulk::{BulkAction, BulkNotify};

    use super::Typed;

    fn everything() -> Typed {
        Typed {
            lead: "7".to_owned(),
            helpers: vec!["7".to_owned(), "8".to_owned()],
            status: "on_hold".to_owned(),
            reason_code: "other".to_owned(),
            reason: "Menunggu kabel".to_owned(),
            priority: "high".to_owned(),
            note: "Diperiksa".to_owned(),
            technician: "9".to_owned(),
            package: "3".to_owned(),
            day: "2026-12-01".to_owned(),
            slot: "morning".to_owned(),
            billing_day: "5".to_owned(),
            tags: "VIP, kos ,,".to_owned(),
            message: "Besok ada pemeliharaan.".to_owned(),
            notify: "whatsapp".to_owned(),
        }
    }

    #[test]
    fn each_action_takes_what_it_needs_and_nothing_else() {
        for action in BulkAction::ALL {
            let checked = everything().data(*action).job(*action);
            assert!(checked.is_ok(), "{action:?}: {checked:?}");
        }
        let tags = everything().data(BulkAction::CustomerTag).tags;
        assert_eq!(tags, ["VIP", "kos"]);
    }

    #[test]
    fn nothing_entered_is_told_as_missing() {
        let empty = Typed::default();
        for action in BulkAction::ALL {
            let is_complete = empty.data(*action).job(*action).is_ok();
            let asks_nothing = matches!(
                action,
                BulkAction::RegistrationVerify
                    | BulkAction::InvoiceRemind
                    | BulkAction::CustomerRestore
            );
            assert_eq!(is_complete, asks_nothing, "{action:?}");
        }
    }

    #[test]
    fn nobody_is_written_to_by_an_action_that_writes_to_nobody() {
        let typed = everything();
        assert_eq!(typed.notify(BulkAction::TicketAssign), BulkNotify::Whatsapp);
        assert_eq!(typed.notify(BulkAction::TicketPriority), BulkNotify::InApp);
        assert_eq!(typed.notify(BulkAction::CustomerTag), BulkNotify::InApp);
    }
}
