//! Applications for a connection, from the first call to the finished installation.

mod board;
pub mod phone;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    audit::TimelineEntry,
    call,
    format::check_planned,
    ids::{CustomerId, InvoiceId, PackageId, RegistrationId, ServiceId, StaffId, TicketId, ZoneId},
    list::{ListQuery, Page},
    phone::Phone,
    problem::{Problem, Problems},
    states::{RegistrationStatus, Slot},
    valid,
};

pub use board::{
    BoardCard, BoardCards, BoardColumn, BoardCursor, CARDS_PAGE, ListBoardCards, ShowBoard,
};

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegistrationRow {
    /// Record.
    pub id: RegistrationId,
    /// `REG-YYYYMM-NNNNN`.
    pub number: String,
    /// Where it stands.
    pub status: RegistrationStatus,
    /// Applicant.
    pub name: String,
    /// E.164.
    pub phone: String,
    /// Package wanted.
    pub package: String,
    /// Sub-district.
    pub kecamatan: String,
    /// Zone.
    pub zone: String,
    /// When it came in.
    pub created_at: DateTime<Utc>,
    /// When it reached its present state.
    pub status_since: DateTime<Utc>,
    /// Wanted day.
    pub preferred_date: Option<NaiveDate>,
}

/// Lists registrations. Columns: `number, status, name, phone, package, kecamatan, zone, created_at, status_since,
/// preferred_date`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRegistrations {
    /// What to show.
    pub query: ListQuery,
}
call!(ListRegistrations => Page<RegistrationRow>; reads [Registrations]; changes []; Staff);

/// An address in Indonesia.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    /// Street and house number.
    pub street: String,
    /// RT, at most three digits; may be empty.
    pub rt: String,
    /// RW, at most three digits; may be empty.
    pub rw: String,
    /// Village.
    pub kelurahan: String,
    /// Sub-district.
    pub kecamatan: String,
    /// City or regency.
    pub city: String,
    /// Province.
    pub province: String,
}

impl Address {
    /// Checks the parts; field names are prefixed with `prefix`.
    pub fn check(&self, prefix: &str, problems: &mut Problems) {
        problems.check(
            &format!("{prefix}street"),
            valid::required(&self.street, 300),
        );
        for (field, number) in [("rt", &self.rt), ("rw", &self.rw)] {
            if number.len() > 3 || !number.bytes().all(|b| b.is_ascii_digit()) {
                problems.add(&format!("{prefix}{field}"), Problem::new("RT_RW_FORMAT"));
            }
        }
        for (field, text) in [
            ("kelurahan", &self.kelurahan),
            ("city", &self.city),
            ("province", &self.province),
        ] {
            problems.check(
                &format!("{prefix}{field}"),
                valid::text(text, valid::NAME_MAX),
            );
        }
        problems.check(
            &format!("{prefix}kecamatan"),
            valid::required(&self.kecamatan, valid::NAME_MAX),
        );
    }

    /// On one line, empty parts left out.
    #[must_use]
    pub fn one_line(&self) -> String {
        let rt_rw = match (self.rt.as_str(), self.rw.as_str()) {
            ("", "") => String::new(),
            (rt, rw) => format!("RT {rt:0>3}/RW {rw:0>3}"),
        };
        [
            self.street.as_str(),
            &rt_rw,
            &self.kelurahan,
            &self.kecamatan,
            &self.city,
            &self.province,
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
    }
}

/// Takes in a registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateRegistration {
    /// Applicant.
    pub name: String,
    /// As entered.
    pub phone: String,
    /// As entered; may be empty.
    pub email: String,
    /// Identity number; may be empty.
    pub nik: String,
    /// Where the connection is wanted.
    pub address: Address,
    /// Zone; decides who sees it.
    pub zone: Option<ZoneId>,
    /// Package wanted.
    pub package: Option<PackageId>,
    /// Wanted day; may be empty.
    pub preferred_date: Option<NaiveDate>,
    /// Wanted time of day.
    pub preferred_slot: Option<Slot>,
    /// Anything else.
    pub note: String,
}
call!(CreateRegistration => Created; reads []; changes [Registrations]; Staff);

/// A record that came into being.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Record.
    pub id: RegistrationId,
    /// Its number.
    pub number: String,
}

impl CreateRegistration {
    /// The check that the form makes while typing and the handler makes again. `today` is the business day.
    ///
    /// # Errors
    /// Problems by field: `name, phone, email, nik, street, rt, rw, kelurahan, kecamatan, city, province, zone, package,
    /// preferred_date, note`.
    pub fn check(&self, today: NaiveDate) -> Result<Phone, Problems> {
        let mut problems = Problems::none();
        problems.check("name", valid::name(&self.name));
        let phone = problems.check("phone", Phone::parse(&self.phone));
        problems.check("email", valid::email_or_none(&self.email));
        problems.check("nik", valid::nik_or_none(&self.nik));
        self.address.check("", &mut problems);
        if self.zone.is_none() {
            problems.add("zone", Problem::new("CHOICE_REQUIRED"));
        }
        if self.package.is_none() {
            problems.add("package", Problem::new("CHOICE_REQUIRED"));
        }
        if let Some(day) = self.preferred_date {
            problems.check("preferred_date", check_planned(day, today));
        }
        problems.check("note", valid::text(&self.note, valid::TEXT_MAX));
        match phone {
            Some(phone) if problems.is_empty() => Ok(phone),
            _ => Err(problems),
        }
    }
}

/// Puts right what stands in an application, as long as nothing was decided on it. Admins and the office only.
///
/// An empty identity number leaves what is there. Day and slot stay as they are once a survey is planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeRegistration {
    /// Which.
    pub id: RegistrationId,
    /// Version the person saw.
    pub version: i32,
    /// As it is right.
    pub to: CreateRegistration,
}
call!(ChangeRegistration => (); reads []; changes [Registrations, Audit]; Staff);

impl ChangeRegistration {
    /// As [`CreateRegistration::check`]; the day that stands there may have passed.
    ///
    /// # Errors
    /// As there.
    pub fn check(&self, today: NaiveDate, kept: Option<NaiveDate>) -> Result<Phone, Problems> {
        if self.to.preferred_date == kept {
            let mut to = self.to.clone();
            to.preferred_date = None;
            return to.check(today);
        }
        self.to.check(today)
    }
}

/// The first step to an applicant's identity number while he is verified: says why, and the trail has it. Answers what
/// [`RevealIdentity`](crate::customers::RevealIdentity) wants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskApplicantIdentity {
    /// Whose number.
    pub registration: RegistrationId,
    /// Why it has to be read.
    pub reason: String,
}
call!(AskApplicantIdentity => i64; reads []; changes [Audit]; Staff);

/// Another record that may be the same person or place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DuplicateHint {
    /// `phone`, `nik` or `address`.
    pub by: String,
    /// `registration` or `customer`.
    pub kind: String,
    /// Record id within its kind.
    pub id: i64,
    /// Number or customer code.
    pub number: String,
    /// Name there.
    pub name: String,
}

/// A state an application is or was in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Which.
    pub status: RegistrationStatus,
    /// When it was reached.
    pub since: DateTime<Utc>,
    /// Days of the calendar it lasted, or has lasted so far.
    pub days: i64,
    /// Whether it is over.
    pub is_over: bool,
}

/// Where a connection is plugged in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plug {
    /// Distribution point.
    pub odp: String,
    /// Ports it has.
    pub ports: i32,
    /// Port of it; none while nobody knows.
    pub port: Option<i32>,
}

/// Everything about one registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegistrationDetail {
    /// Record.
    pub id: RegistrationId,
    /// For the next change; see `STALE`.
    pub version: i32,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub status: RegistrationStatus,
    /// Why it was rejected or cancelled.
    pub status_reason: Option<String>,
    /// Applicant.
    pub name: String,
    /// E.164.
    pub phone: String,
    /// When the applicant told the code that was sent to that number.
    pub phone_verified_at: Option<DateTime<Utc>>,
    /// E-mail.
    pub email: Option<String>,
    /// Identity number with all but the last four digits masked.
    pub nik_masked: Option<String>,
    /// Where.
    pub address: Address,
    /// Zone.
    pub zone: String,
    /// Zone record.
    pub zone_id: ZoneId,
    /// Package.
    pub package: String,
    /// Package record.
    pub package_id: PackageId,
    /// Wanted day.
    pub preferred_date: Option<NaiveDate>,
    /// Wanted time of day.
    pub preferred_slot: Option<Slot>,
    /// Who surveys.
    pub technician: Option<(StaffId, String)>,
    /// Anything else.
    pub note: String,
    /// When it came in.
    pub created_at: DateTime<Utc>,
    /// When it reached its present state.
    pub status_since: DateTime<Utc>,
    /// Set by approval.
    pub customer: Option<(CustomerId, String)>,
    /// Set by approval.
    pub service: Option<ServiceId>,
    /// Where its connection is plugged in.
    pub plug: Option<Plug>,
    /// Installation ticket.
    pub ticket: Option<(TicketId, String)>,
    /// First invoice.
    pub invoice: Option<(InvoiceId, String)>,
    /// Possible duplicates.
    pub duplicates: Vec<DuplicateHint>,
    /// States it went through, oldest first, as the timeline tells.
    pub stages: Vec<Stage>,
    /// Newest first.
    pub timeline: Vec<TimelineEntry>,
}

/// Asks for one registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowRegistration {
    /// Which.
    pub id: RegistrationId,
}
call!(ShowRegistration => RegistrationDetail; reads [Registrations, Services, Tickets, Invoices]; changes []; Staff);

/// Says that the data was checked with the applicant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyRegistration {
    /// Which.
    pub id: RegistrationId,
    /// Version the person saw.
    pub version: i32,
}
call!(VerifyRegistration => (); reads []; changes [Registrations]; Staff);

/// Approves: makes customer, service, installation ticket and first invoice at once, or nothing. A customer who is here already
/// gets another service; he keeps his name, number and zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApproveRegistration {
    /// Which.
    pub id: RegistrationId,
    /// Version the person saw.
    pub version: i32,
    /// Day of the month on which the service is billed, 1–28.
    pub billing_day: u8,
    /// Who gets the service; none for somebody new.
    #[serde(default)]
    pub customer: Option<CustomerId>,
}
call!(ApproveRegistration => Approved; reads []; changes [Registrations, Customers, Services, Tickets, Invoices]; Staff);

/// What an approval made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// Customer.
    pub customer: CustomerId,
    /// `AGLS-12345`.
    pub customer_code: String,
    /// Service.
    pub service: ServiceId,
    /// Installation ticket.
    pub ticket: TicketId,
    /// Its number.
    pub ticket_number: String,
    /// First invoice.
    pub invoice: InvoiceId,
    /// Its number.
    pub invoice_number: String,
}

/// Rejects (our no) or cancels (the applicant's no), with a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndRegistration {
    /// Which.
    pub id: RegistrationId,
    /// Version the person saw.
    pub version: i32,
    /// `Rejected` or `Cancelled`.
    pub outcome: RegistrationStatus,
    /// Why.
    pub reason: String,
}
call!(EndRegistration => (); reads []; changes [Registrations, Customers, Services, Tickets, Invoices]; Staff);

/// Plans a survey with a technician.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleSurvey {
    /// Which.
    pub id: RegistrationId,
    /// Version the person saw.
    pub version: i32,
    /// Day.
    pub day: NaiveDate,
    /// Time of day.
    pub slot: Slot,
    /// Who goes.
    pub technician: StaffId,
}
call!(ScheduleSurvey => (); reads []; changes [Registrations]; Staff);

/// Notes the result of a survey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompleteSurvey {
    /// Which.
    pub id: RegistrationId,
    /// Version the person saw.
    pub version: i32,
    /// What was found.
    pub note: String,
}
call!(CompleteSurvey => (); reads []; changes [Registrations]; Staff);
