//! Tickets: work for technicians, with a clock.

pub mod checklist;
pub mod choices;
pub mod conversation;
pub mod endings;
pub mod relations;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use self::choices::Worded;
use crate::{
    audit::TimelineEntry,
    call,
    ids::{CustomerId, FileId, OdpId, RegistrationId, ServiceId, StaffId, TicketId, ZoneId},
    list::{ListQuery, Page},
    problem::{Problem, Problems},
    registrations::Address,
    states::{Priority, SlaState, TicketStatus, TicketType},
    valid,
};

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketRow {
    /// Record.
    pub id: TicketId,
    /// `TKT-YYYYMM-NNNNN`.
    pub number: String,
    /// Kind of work.
    pub kind: TicketType,
    /// Where it stands.
    pub status: TicketStatus,
    /// How urgent.
    pub priority: Priority,
    /// What the trouble is about.
    pub category: Option<Worded>,
    /// How its promise stands; none where nothing is promised.
    pub sla: Option<SlaState>,
    /// What the customer thought of it, 1 to 5.
    pub rating: Option<i16>,
    /// Customer's name; empty for work without one.
    pub customer: String,
    /// Distribution point, where it is about one.
    pub odp: Option<String>,
    /// Zone.
    pub zone: String,
    /// Lead technician.
    pub lead: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it must be done by the SLA.
    pub due_at: Option<DateTime<Utc>>,
    /// When three quarters of its time are used.
    pub warning_at: Option<DateTime<Utc>>,
    /// Whether its clock waits with it.
    pub stopped: bool,
    /// Done or still open after that.
    pub breached: bool,
}

/// Lists tickets. Columns: `number, kind, status, priority, category, sla, rating,
/// customer, odp, customer_id, service_id, zone, lead, lead_id, created_at, due_at`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListTickets {
    /// What to show.
    pub query: ListQuery,
}
call!(ListTickets => Page<TicketRow>; reads [Tickets]; changes []; Staff);

/// A photo or document that belongs to a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// File.
    pub id: FileId,
    /// Name as handed in, for people only.
    pub name: String,
    /// By content, not by name.
    pub mime: String,
    /// Bytes.
    pub size: i64,
    /// Whether it proves the work.
    pub evidence: bool,
}

/// Everything about one ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketDetail {
    /// Record.
    pub id: TicketId,
    /// For the next change.
    pub version: i32,
    /// Its number.
    pub number: String,
    /// Kind of work.
    pub kind: TicketType,
    /// What the trouble is about.
    pub category: Option<Worded>,
    /// Where it stands.
    pub status: TicketStatus,
    /// How urgent.
    pub priority: Priority,
    /// What is to be done.
    pub description: String,
    /// How it was solved.
    pub resolution: Option<String>,
    /// How it was solved, as a code of [`choices::TicketChoices::resolution_codes`].
    pub resolution_code: Option<String>,
    /// How often it was taken up again.
    pub reopened: i32,
    /// Why it waits.
    pub hold_reason: Option<String>,
    /// Customer.
    pub customer: Option<(CustomerId, String, String)>,
    /// Customer's phone, E.164.
    pub phone: Option<String>,
    /// Service.
    pub service: Option<ServiceId>,
    /// Registration it installs.
    pub registration: Option<(RegistrationId, String)>,
    /// Where.
    pub address: Option<Address>,
    /// Distribution point, where it is about one: record, code, place.
    pub odp: Option<(OdpId, String, String)>,
    /// Zone.
    pub zone: String,
    /// Lead technician.
    pub lead: Option<(StaffId, String)>,
    /// Helpers.
    pub helpers: Vec<(StaffId, String)>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it must be done.
    pub due_at: Option<DateTime<Utc>>,
    /// When three quarters of its time are used.
    pub warning_at: Option<DateTime<Utc>>,
    /// Whether its clock waits with it.
    pub stopped: bool,
    /// Since when it is late.
    pub breached_at: Option<DateTime<Utc>>,
    /// When it was done.
    pub completed_at: Option<DateTime<Utc>>,
    /// What the customer thought of it, 1 to 5.
    pub rating: Option<i16>,
    /// Photos and documents.
    pub attachments: Vec<Attachment>,
    /// Newest first.
    pub timeline: Vec<TimelineEntry>,
}

/// Asks for one ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowTicket {
    /// Which.
    pub id: TicketId,
}
call!(ShowTicket => TicketDetail; reads [Tickets, Staff]; changes []; Staff);

/// Makes a ticket for a customer, or for a place: a zone, perhaps one of its distribution points. Supervisors in their zones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateTicket {
    /// For whom; none for work at a place.
    pub customer: Option<CustomerId>,
    /// Which connection; says the zone.
    pub service: Option<ServiceId>,
    /// Where, for work without a customer.
    #[serde(default)]
    pub zone: Option<ZoneId>,
    /// Which distribution point, for work without a customer; says the zone.
    #[serde(default)]
    pub odp: Option<OdpId>,
    /// Kind of work.
    pub kind: TicketType,
    /// What the trouble is about, where that says more than the kind: the code of a category.
    #[serde(default)]
    pub category: Option<String>,
    /// How urgent.
    pub priority: Priority,
    /// What is to be done.
    pub description: String,
}
call!(CreateTicket => CreatedTicket; reads []; changes [Tickets]; Staff);

impl CreateTicket {
    /// The check that the form makes before sending and the handler makes again; answers the cleaned description.
    ///
    /// # Errors
    /// Problems by field: `description`; without a customer also `CHOICE_REQUIRED` (`zone`) and `KIND_OF_CUSTOMER` (`kind`), with a
    /// connection of nobody `CHOICE_REQUIRED` (`customer`).
    pub fn check(&self) -> Result<String, Problems> {
        let mut problems = Problems::none();
        if self.customer.is_none() {
            if self.service.is_some() {
                problems.add("customer", Problem::new("CHOICE_REQUIRED"));
            }
            if self.zone.is_none() && self.odp.is_none() {
                problems.add("zone", Problem::new("CHOICE_REQUIRED"));
            }
            if !self.kind.needs_no_customer() {
                problems.add("kind", Problem::new("KIND_OF_CUSTOMER"));
            }
        }
        let words = valid::required(&self.description, valid::TEXT_MAX);
        match problems.check("description", words) {
            Some(description) if problems.is_empty() => Ok(description),
            _ => Err(problems),
        }
    }
}

/// A ticket that came into being.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedTicket {
    /// Record.
    pub id: TicketId,
    /// Its number.
    pub number: String,
    /// When it must be done by the SLA.
    pub due_at: Option<DateTime<Utc>>,
}

/// Gives a ticket to a technician.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignTicket {
    /// Which.
    pub id: TicketId,
    /// Version the person saw.
    pub version: i32,
    /// Who leads.
    pub lead: StaffId,
    /// Who helps.
    pub helpers: Vec<StaffId>,
}
call!(AssignTicket => (); reads []; changes [Tickets]; Staff);

/// Moves a ticket on: start, hold (reason), resume, close, cancel (reason), back to open, reopen (reason).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveTicket {
    /// Which.
    pub id: TicketId,
    /// Version the person saw.
    pub version: i32,
    /// Where to.
    pub to: TicketStatus,
    /// Needed for `OnHold`, for `Cancelled` and to reopen what was completed.
    pub reason: String,
}
call!(MoveTicket => (); reads []; changes [Tickets]; Staff);

/// The technician's finish: resolution and evidence. An installation activates its service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompleteTicket {
    /// Which.
    pub id: TicketId,
    /// Version the person saw.
    pub version: i32,
    /// What was done.
    pub resolution: String,
    /// Uploaded photos, 1–5.
    pub evidence: Vec<FileId>,
}
call!(CompleteTicket => (); reads []; changes [Tickets, Services, Customers, Registrations]; Staff);

/// Adds a note for colleagues.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteTicket {
    /// Which.
    pub id: TicketId,
    /// What.
    pub body: String,
}
call!(NoteTicket => (); reads []; changes [Tickets]; Staff);

/// Asks for the content of a ticket's picture, as JPEG or PNG.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowAttachment {
    /// Which.
    pub id: FileId,
}
call!(ShowAttachment => AttachmentContent; reads [Tickets]; changes []; Staff);

/// The bytes of a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttachmentContent {
    /// By content.
    pub mime: String,
    /// Base64.
    pub base64: String,
}
