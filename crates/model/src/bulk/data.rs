//! What an action needs besides the records.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::BulkAction;
use crate::{
    customers::{TAGS_MAX, tag},
    ids::{PackageId, StaffId},
    messages::write::words,
    problem::{Problem, Problems},
    states::{Priority, Slot, TicketStatus},
    valid,
};

/// What an action needs besides the records; each takes its own fields and refuses those of others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BulkData {
    /// Who leads (assign).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<StaffId>,
    /// Who helps (assign).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub helpers: Vec<StaffId>,
    /// Where to (status).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TicketStatus>,
    /// Code of the reason to wait (status on hold).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason_code: String,
    /// Why (status: on hold, cancelled, and to take up again what was completed; reject, void, delete).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// How urgent (priority).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// What to write (note).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who goes (survey).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technician: Option<StaffId>,
    /// Which package (package).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<PackageId>,
    /// Day (survey; package: from when on).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// Time of day (survey).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// Day of the month on which they are billed, 1 to 28 (approve).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_day: Option<u8>,
    /// Tags (tag, untag).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// What to say (message).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
}

/// An action with what it needs, looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// On tickets.
    Tickets(TicketJob),
    /// On applications.
    Registrations(RegistrationJob),
    /// On customers.
    Customers(CustomerJob),
    /// On invoices.
    Invoices(InvoiceJob),
    /// Words to people, who get them once each.
    Message(Readers, String),
}

/// Whom a message goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// The customers of tickets.
    OfTickets,
    /// Applicants.
    Applicants,
    /// Customers.
    Customers,
}

impl Job {
    /// Whether it is a message itself, whoever else is told.
    #[must_use]
    pub fn is_message(&self) -> bool {
        matches!(self, Job::Invoices(InvoiceJob::Remind) | Job::Message(..))
    }
}

/// What is done to tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TicketJob {
    /// Gives them to people.
    Assign {
        /// Who leads.
        lead: StaffId,
        /// Who helps, each once, without the lead.
        helpers: Vec<i64>,
    },
    /// Moves them on.
    Move {
        /// Where to.
        to: TicketStatus,
        /// Why.
        reason: Option<String>,
    },
    /// Puts them on hold.
    Hold {
        /// Code of the reason.
        reason_code: String,
        /// Why.
        reason: String,
    },
    /// Says how urgent they are.
    Prioritise(Priority),
    /// Writes a note for colleagues.
    Note(String),
}

/// What is done to applications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistrationJob {
    /// Says that they were checked.
    Verify,
    /// Says no, and why.
    Reject(String),
    /// Gives their planned surveys to somebody else.
    Assign(StaffId),
    /// Plans their surveys.
    Schedule {
        /// Day.
        day: NaiveDate,
        /// Time of day.
        slot: Slot,
        /// Who goes.
        technician: StaffId,
    },
    /// Makes customers of the applicants, who are billed on this day of the month.
    Approve(u8),
}

/// What is done to invoices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvoiceJob {
    /// Withdraws them, and why.
    Void(String),
    /// Sends the next reminder.
    Remind,
}

/// Another package, and from when on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackageChange {
    /// Which.
    pub package: PackageId,
    /// Today or earlier is at once.
    pub from: NaiveDate,
}

/// What is done to customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomerJob {
    /// Puts tags on, as they are kept.
    Tag(Vec<String>),
    /// Takes tags off, however their letters are written.
    Untag(Vec<String>),
    /// Gives their running connections a package, at the price of the list.
    Package(PackageChange),
    /// Takes them out of sight, and why.
    Delete(String),
    /// Brings them back.
    Restore,
}

impl BulkData {
    /// As [`super::PlanBulk::job`].
    ///
    /// # Errors
    /// As there.
    pub fn job(&self, action: BulkAction) -> Result<Job, Problems> {
        let mut problems = Problems::none();
        let mut used = BulkData::default();
        let job = match action {
            BulkAction::TicketAssign => {
                used.lead = self.lead;
                used.helpers.clone_from(&self.helpers);
                if self.helpers.len() > 20 {
                    problems.add("helpers", Problem::new("BULK_MAX").with("max", 20));
                }
                problems.check("lead", chosen(self.lead)).map(|lead| {
                    let mut helpers: Vec<i64> = self.helpers.iter().map(|one| one.0).collect();
                    helpers.retain(|one| *one != lead.0);
                    helpers.sort_unstable();
                    helpers.dedup();
                    Job::Tickets(TicketJob::Assign { lead, helpers })
                })
            }
            BulkAction::TicketStatus => {
                used.status = self.status;
                self.move_tickets(&mut used, &mut problems)
            }
            BulkAction::TicketPriority => {
                used.priority = self.priority;
                problems
                    .check("priority", chosen(self.priority))
                    .map(|priority| Job::Tickets(TicketJob::Prioritise(priority)))
            }
            BulkAction::TicketNote => {
                used.note.clone_from(&self.note);
                problems
                    .check("note", valid::required(&self.note, valid::TEXT_MAX))
                    .map(|body| Job::Tickets(TicketJob::Note(body)))
            }
            BulkAction::RegistrationVerify => Some(Job::Registrations(RegistrationJob::Verify)),
            BulkAction::RegistrationReject => {
                used.reason.clone_from(&self.reason);
                problems
                    .check("reason", valid::reason(&self.reason))
                    .map(|reason| Job::Registrations(RegistrationJob::Reject(reason)))
            }
            BulkAction::RegistrationAssign => {
                used.technician = self.technician;
                problems
                    .check("technician", chosen(self.technician))
                    .map(|who| Job::Registrations(RegistrationJob::Assign(who)))
            }
            BulkAction::RegistrationSchedule => {
                used.technician = self.technician;
                used.day = self.day;
                used.slot = self.slot;
                let day = problems.check("day", chosen(self.day));
                let slot = problems.check("slot", chosen(self.slot));
                let technician = problems.check("technician", chosen(self.technician));
                day.zip(slot)
                    .zip(technician)
                    .map(|((day, slot), technician)| {
                        Job::Registrations(RegistrationJob::Schedule {
                            day,
                            slot,
                            technician,
                        })
                    })
            }
            BulkAction::RegistrationApprove => {
                used.billing_day = self.billing_day;
                let range = || Problem::new("DAY_RANGE").with("min", 1).with("max", 28);
                let day = self.billing_day.filter(|day| (1..=28).contains(day));
                problems
                    .check("billing_day", day.ok_or_else(range))
                    .map(|day| Job::Registrations(RegistrationJob::Approve(day)))
            }
            BulkAction::InvoiceVoid => {
                used.reason.clone_from(&self.reason);
                problems
                    .check("reason", valid::reason(&self.reason))
                    .map(|reason| Job::Invoices(InvoiceJob::Void(reason)))
            }
            BulkAction::CustomerPackage => {
                (used.package, used.day) = (self.package, self.day);
                let package = problems.check("package", chosen(self.package));
                let from = problems.check("day", chosen(self.day));
                (package.zip(from)).map(|(package, from)| {
                    Job::Customers(CustomerJob::Package(PackageChange { package, from }))
                })
            }
            BulkAction::CustomerDelete => {
                used.reason.clone_from(&self.reason);
                problems
                    .check("reason", valid::reason(&self.reason))
                    .map(|reason| Job::Customers(CustomerJob::Delete(reason)))
            }
            BulkAction::CustomerRestore => Some(Job::Customers(CustomerJob::Restore)),
            BulkAction::InvoiceRemind => Some(Job::Invoices(InvoiceJob::Remind)),
            BulkAction::TicketMessage => self.write(Readers::OfTickets, &mut used, &mut problems),
            BulkAction::RegistrationMessage => {
                self.write(Readers::Applicants, &mut used, &mut problems)
            }
            BulkAction::CustomerMessage => self.write(Readers::Customers, &mut used, &mut problems),
            BulkAction::CustomerTag | BulkAction::CustomerUntag => {
                used.tags.clone_from(&self.tags);
                let tags = problems.check("tags", self.tags());
                tags.map(|tags| match action {
                    BulkAction::CustomerTag => Job::Customers(CustomerJob::Tag(tags)),
                    _ => Job::Customers(CustomerJob::Untag(tags)),
                })
            }
        };
        if *self != used {
            problems.add("data", Problem::new("FIELD_UNKNOWN"));
        }
        match job {
            Some(job) if problems.is_empty() => Ok(job),
            _ => Err(problems),
        }
    }

    fn write(&self, to: Readers, used: &mut BulkData, problems: &mut Problems) -> Option<Job> {
        used.message.clone_from(&self.message);
        problems
            .check("message", words(&self.message))
            .map(|body| Job::Message(to, body))
    }

    fn tags(&self) -> Result<Vec<String>, Problem> {
        if self.tags.is_empty() {
            return Err(Problem::new("TEXT_REQUIRED"));
        }
        if self.tags.len() > TAGS_MAX {
            return Err(Problem::new("TAGS_FULL").with("max", TAGS_MAX));
        }
        self.tags.iter().map(|entered| tag(entered)).collect()
    }

    fn move_tickets(&self, used: &mut BulkData, problems: &mut Problems) -> Option<Job> {
        let Some(to) = self.status else {
            problems.add("status", Problem::new("CHOICE_REQUIRED"));
            return None;
        };
        let reason = match to {
            // Finishing takes evidence, giving takes a lead: neither is said of many at once here.
            TicketStatus::Completed => {
                problems.add("evidence", Problem::new("EVIDENCE_REQUIRED"));
                return None;
            }
            TicketStatus::Assigned => {
                problems.add("lead", Problem::new("CHOICE_REQUIRED"));
                return None;
            }
            TicketStatus::Open | TicketStatus::Closed => None,
            TicketStatus::InProgress if self.reason.trim().is_empty() => None,
            TicketStatus::InProgress | TicketStatus::OnHold | TicketStatus::Cancelled => {
                used.reason.clone_from(&self.reason);
                Some(problems.check("reason", valid::reason(&self.reason))?)
            }
        };
        if to != TicketStatus::OnHold {
            return Some(Job::Tickets(TicketJob::Move { to, reason }));
        }
        used.reason_code.clone_from(&self.reason_code);
        let reason_code = match self.reason_code.trim() {
            "" => "other",
            code => code,
        };
        let reason_code = problems.check("reason_code", valid::code(reason_code))?;
        Some(Job::Tickets(TicketJob::Hold {
            reason_code,
            reason: reason?,
        }))
    }
}

fn chosen<T>(choice: Option<T>) -> Result<T, Problem> {
    choice.ok_or_else(|| Problem::new("CHOICE_REQUIRED"))
}
