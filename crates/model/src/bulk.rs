//! One action on many records: planned first, done in chunks by whoever has the time, told record by record, taken back for ten minutes.
//!
//! [`PlanBulk`] names records and action and answers what would happen; [`StartBulk`] says go; [`RunBulk`] does the next chunk and is
//! asked again until nothing waits, by any desktop; [`ShowBulkResults`] tells what became of each record.

mod ask;
mod data;
mod offer;
mod told;

use serde::{Deserialize, Serialize};

pub use ask::{
    BulkFilter, CancelBulk, GoOnBulk, IDS_MAX, KEY_MAX, ListBulkRuns, MATCHING_MAX, PlanBulk,
    RetryBulk, RunBulk, ShowBulk, ShowBulkPlan, ShowBulkResults, StartBulk, UndoBulk,
};
pub use data::{
    BulkData, CustomerJob, InvoiceJob, Job, PackageChange, Readers, RegistrationJob, TicketJob,
};
pub use told::{
    BulkAnswer, BulkChange, BulkError, BulkField, BulkPlan, BulkProgress, BulkResult, BulkRow,
    FIELDS, FIRST,
};

use crate::{ids::BulkRunId, states::states, topic::Topic};

states! {
    /// What kind of records a run is about; the word is also the name of their list.
    BulkEntity "bulk-entity" {
        /// Tickets.
        Tickets = "tickets",
        /// Customers.
        Customers = "customers",
        /// Applications for a connection.
        Registrations = "registrations",
        /// Invoices.
        Invoices = "invoices",
    }
}

states! {
    /// What can be done to many records at once. Each is the single action of the same name, record by record.
    BulkAction "bulk-action" {
        /// Gives tickets to a lead and helpers.
        TicketAssign = "ticket_assign",
        /// Moves tickets on.
        TicketStatus = "ticket_status",
        /// Says how urgent tickets are.
        TicketPriority = "ticket_priority",
        /// Writes the same note on tickets.
        TicketNote = "ticket_note",
        /// Says that applications were checked with their applicants.
        RegistrationVerify = "registration_verify",
        /// Says no to applications.
        RegistrationReject = "registration_reject",
        /// Gives planned surveys to another technician.
        RegistrationAssign = "registration_assign",
        /// Plans surveys.
        RegistrationSchedule = "registration_schedule",
        /// Makes customers of applicants.
        RegistrationApprove = "registration_approve",
        /// Puts tags on customers.
        CustomerTag = "customer_tag",
        /// Takes tags off customers.
        CustomerUntag = "customer_untag",
        /// Gives the connections of customers another package from a day on.
        CustomerPackage = "customer_package",
        /// Takes customers out of sight.
        CustomerDelete = "customer_delete",
        /// Brings customers back.
        CustomerRestore = "customer_restore",
        /// Writes to the customers of tickets.
        TicketMessage = "ticket_message",
        /// Writes to applicants.
        RegistrationMessage = "registration_message",
        /// Writes to customers.
        CustomerMessage = "customer_message",
        /// Withdraws invoices.
        InvoiceVoid = "invoice_void",
        /// Sends the next reminder of invoices.
        InvoiceRemind = "invoice_remind",
    }
}

states! {
    /// Who is told of a bulk operation.
    BulkNotify "bulk-notify" {
        /// Nobody.
        Off = "off",
        /// Colleagues, in their notifications.
        InApp = "in_app",
        /// Colleagues, and by WhatsApp whom the single action writes to, one message a person.
        Whatsapp = "whatsapp",
    }
}

states! {
    /// How far a run is.
    BulkState "bulk-state" {
        /// Only planned; nothing changed.
        Planned = "planned",
        /// Under way.
        Running = "running",
        /// Begun, and nobody works on it at this moment.
        Paused = "paused",
        /// Nothing waits any more.
        Done = "done",
        /// Called off; what was done stays done.
        Cancelled = "cancelled",
        /// Taken back, as far as that could be.
        Undone = "undone",
    }
}

states! {
    /// What became of a record.
    BulkOutcome "bulk-outcome" {
        /// It was done.
        Ok = "ok",
        /// There is no such record.
        NotFound = "not_found",
        /// It was changed after the plan.
        Stale = "stale",
        /// In its state the action makes no sense.
        WrongState = "wrong_state",
        /// It is not the caller's to change.
        Forbidden = "forbidden",
        /// It was named before in the same request.
        DuplicateInRequest = "duplicate_in_request",
        /// Somebody held it too long.
        Locked = "locked",
        /// It is so already.
        Unchanged = "unchanged",
        /// Something else is planned for it, and there is room for one plan.
        Planned = "planned",
        /// A rule of the record refused; the problem says which.
        Refused = "refused",
        /// There is no way back.
        Final = "final",
        /// The run was called off before its turn.
        Cancelled = "cancelled",
    }
}

states! {
    /// Results of one kind, for looking at them.
    BulkClass "bulk-class" {
        /// Done.
        Succeeded = "succeeded",
        /// Not done, though it was to be.
        Failed = "failed",
        /// Left out on purpose.
        Skipped = "skipped",
        /// Waits for its turn.
        Waiting = "waiting",
    }
}

impl BulkAction {
    /// What kind of records it is done to.
    #[must_use]
    pub fn entity(self) -> BulkEntity {
        match self {
            BulkAction::TicketAssign
            | BulkAction::TicketStatus
            | BulkAction::TicketPriority
            | BulkAction::TicketNote
            | BulkAction::TicketMessage => BulkEntity::Tickets,
            BulkAction::RegistrationVerify
            | BulkAction::RegistrationReject
            | BulkAction::RegistrationAssign
            | BulkAction::RegistrationSchedule
            | BulkAction::RegistrationApprove
            | BulkAction::RegistrationMessage => BulkEntity::Registrations,
            BulkAction::InvoiceVoid | BulkAction::InvoiceRemind => BulkEntity::Invoices,
            BulkAction::CustomerTag
            | BulkAction::CustomerUntag
            | BulkAction::CustomerPackage
            | BulkAction::CustomerDelete
            | BulkAction::CustomerRestore
            | BulkAction::CustomerMessage => BulkEntity::Customers,
        }
    }

    /// Whether there is a way back at all. What was written stays written.
    #[must_use]
    pub fn is_undoable(self) -> bool {
        match self {
            BulkAction::TicketAssign
            | BulkAction::TicketStatus
            | BulkAction::TicketPriority
            | BulkAction::RegistrationAssign
            | BulkAction::RegistrationSchedule
            | BulkAction::CustomerTag
            | BulkAction::CustomerUntag
            | BulkAction::CustomerPackage
            | BulkAction::CustomerDelete
            | BulkAction::CustomerRestore => true,
            BulkAction::TicketNote
            | BulkAction::RegistrationVerify
            | BulkAction::RegistrationReject
            | BulkAction::RegistrationApprove
            | BulkAction::TicketMessage
            | BulkAction::RegistrationMessage
            | BulkAction::CustomerMessage
            | BulkAction::InvoiceVoid
            | BulkAction::InvoiceRemind => false,
        }
    }
}

impl BulkAction {
    /// Whether it is for records that are out of sight; all others are for those that are there.
    #[must_use]
    pub fn brings_back(self) -> bool {
        self == BulkAction::CustomerRestore
    }
}

impl BulkEntity {
    /// What a chunk changes.
    #[must_use]
    pub fn topics(self) -> &'static [Topic] {
        match self {
            BulkEntity::Tickets => &[Topic::Bulk, Topic::Tickets],
            BulkEntity::Customers => &[Topic::Bulk, Topic::Customers, Topic::Services],
            // An approval makes all the others.
            BulkEntity::Registrations => &[
                Topic::Bulk,
                Topic::Registrations,
                Topic::Customers,
                Topic::Services,
                Topic::Tickets,
                Topic::Invoices,
            ],
            BulkEntity::Invoices => &[Topic::Bulk, Topic::Invoices, Topic::Customers],
        }
    }
}

impl BulkState {
    /// Whether records wait that somebody may go on with.
    #[must_use]
    pub fn is_under_way(self) -> bool {
        matches!(self, BulkState::Running | BulkState::Paused)
    }
}

impl BulkOutcome {
    /// How it counts. The database adds up by the same rule (`app.bulk_is_skipped`).
    #[must_use]
    pub fn class(self) -> BulkClass {
        match self {
            BulkOutcome::Ok => BulkClass::Succeeded,
            BulkOutcome::NotFound
            | BulkOutcome::Stale
            | BulkOutcome::Forbidden
            | BulkOutcome::Locked
            | BulkOutcome::Planned
            | BulkOutcome::Refused => BulkClass::Failed,
            BulkOutcome::DuplicateInRequest
            | BulkOutcome::Unchanged
            | BulkOutcome::WrongState
            | BulkOutcome::Final
            | BulkOutcome::Cancelled => BulkClass::Skipped,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        BulkAction, BulkClass, BulkData, BulkEntity, BulkNotify, BulkOutcome, BulkState, Job,
        PlanBulk, TicketJob,
    };
    use crate::{
        ids::StaffId,
        problem::Problems,
        states::{Priority, TicketStatus},
        text::{Locale, Words},
    };

    fn plan(action: BulkAction, data: BulkData) -> PlanBulk {
        PlanBulk {
            ids: Some(vec![1]),
            filter: None,
            action,
            data,
            notify: BulkNotify::Off,
            idempotency_key: "0197-abcd".to_owned(),
        }
    }

    fn code(result: Result<Job, Problems>, field: &str) -> String {
        let problems = result.expect_err("it is refused");
        let found = problems.field(field).first();
        found.map(|one| one.code.clone()).unwrap_or_default()
    }

    #[test]
    fn every_word_is_there_in_both_languages() {
        for locale in Locale::ALL {
            let words = Words::new(locale, &[]);
            let keys = (BulkAction::ALL.iter().map(|one| one.text_key()))
                .chain(BulkEntity::ALL.iter().map(|one| one.text_key()))
                .chain(BulkNotify::ALL.iter().map(|one| one.text_key()))
                .chain(BulkState::ALL.iter().map(|one| one.text_key()))
                .chain(BulkOutcome::ALL.iter().map(|one| one.text_key()))
                .chain(BulkClass::ALL.iter().map(|one| one.text_key()));
            for key in keys {
                assert!(words.knows(&key), "{key}");
            }
        }
    }

    #[test]
    fn a_plan_says_what_is_missing() {
        let assign = plan(BulkAction::TicketAssign, BulkData::default());
        assert_eq!(code(assign.job(), "lead"), "CHOICE_REQUIRED");
        let status = |to| {
            plan(
                BulkAction::TicketStatus,
                BulkData {
                    status: Some(to),
                    ..BulkData::default()
                },
            )
        };
        assert_eq!(
            code(status(TicketStatus::Completed).job(), "evidence"),
            "EVIDENCE_REQUIRED"
        );
        assert_eq!(
            code(status(TicketStatus::Assigned).job(), "lead"),
            "CHOICE_REQUIRED"
        );
        assert!(!code(status(TicketStatus::Cancelled).job(), "reason").is_empty());
        assert!(status(TicketStatus::Closed).job().is_ok());
    }

    #[test]
    fn a_lead_does_not_help_himself() {
        let data = BulkData {
            lead: Some(StaffId(7)),
            helpers: vec![StaffId(8), StaffId(7), StaffId(8)],
            ..BulkData::default()
        };
        let Ok(Job::Tickets(TicketJob::Assign { helpers, .. })) =
            plan(BulkAction::TicketAssign, data).job()
        else {
            panic!("a complete request");
        };
        assert_eq!(helpers, [8]);
    }

    #[test]
    fn what_belongs_to_another_action_is_refused() {
        let data = BulkData {
            priority: Some(Priority::Low),
            lead: Some(StaffId(7)),
            ..BulkData::default()
        };
        assert_eq!(
            code(plan(BulkAction::TicketPriority, data).job(), "data"),
            "FIELD_UNKNOWN"
        );
    }

    #[test]
    fn records_and_key_are_looked_at_first() {
        let asked = |ids: Option<Vec<i64>>, key: &str| {
            let request = PlanBulk {
                ids,
                idempotency_key: key.to_owned(),
                ..plan(BulkAction::TicketPriority, BulkData::default())
            };
            let problems = request.check().expect_err("it is refused").into_fields();
            problems.into_values().flatten().next().map(|one| one.code)
        };
        let is = |code: &str| Some(code.to_owned());
        assert_eq!(asked(None, "0197-abcd"), is("BULK_EMPTY"));
        assert_eq!(asked(Some(vec![]), "0197-abcd"), is("BULK_EMPTY"));
        assert_eq!(asked(Some(vec![1; 5_001]), "0197-abcd"), is("BULK_MAX"));
        for key in ["", &"k".repeat(300), "undo:7", "a b"] {
            assert_eq!(asked(Some(vec![1]), key), is("KEY_FORMAT"), "{key}");
        }
    }
}
