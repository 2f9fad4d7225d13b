//! What a row says about a ticket, in words and times of another system.

use chrono::{DateTime, Utc};
use model::{problem::Problem, states::TicketStatus, valid};

use super::{
    customers::Options,
    map::Columns,
    moment::{Moment, moment},
    read::Row,
    rows::{Keyed, Refusal, at, unknown},
    tally::Tally,
    ticket_store::Surroundings,
    words,
};

/// Longest description.
const DESCRIPTION_MAX: usize = 10_000;
/// A row is refused for an error of the spreadsheet here; elsewhere it only lacks the value.
const NEEDED: [&str; 5] = [
    "external_id",
    "customer",
    "opened_at",
    "status",
    "closed_at",
];

/// A row's values; what is none keeps what is there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wanted {
    pub external_id: String,
    pub customer: String,
    pub service: Option<String>,
    pub kind: Option<&'static str>,
    pub category: Option<String>,
    pub priority: Option<&'static str>,
    pub status: TicketStatus,
    pub lead: Option<i64>,
    pub description: Option<String>,
    pub opened: Moment,
    pub opened_at: DateTime<Utc>,
    pub closed: Option<Moment>,
    pub closed_at: Option<DateTime<Utc>>,
}

impl Keyed for Wanted {
    fn key(&self) -> &str {
        &self.external_id
    }
}

/// Reads a row; what is repaired is told in the tally.
///
/// # Errors
/// The field to blame, and why.
pub(crate) fn read_row(
    row: &Row,
    columns: &Columns,
    options: Options,
    around: &Surroundings,
    tally: &mut Tally,
) -> std::result::Result<Wanted, Refusal> {
    let errors = columns.errors(row);
    if let Some(error) = errors.iter().find(|error| NEEDED.contains(&error.field)) {
        return Err((error.field, error.problem()));
    }
    let value = |field| columns.value(row, field);
    let when = |field: &'static str| {
        value(field)
            .map(|text| moment(text, options.dates, options.clock).map_err(at(field)))
            .transpose()
    };
    let word = |field: &'static str, means: fn(&str) -> Option<&'static str>| {
        value(field)
            .map(|text| means(text).ok_or_else(|| unknown(field, text)))
            .transpose()
    };
    let opened = when("opened_at")?.ok_or_else(|| ("opened_at", Problem::new("DATE_INVALID")))?;
    let mut opened_at = opened
        .until(options.now, None, options.clock)
        .map_err(at("opened_at"))?;
    let closed = when("closed_at")?;
    let said = match value("status") {
        Some(text) => words::ticket_status(text).ok_or_else(|| unknown("status", text))?,
        None if closed.is_some() => TicketStatus::Closed,
        None => TicketStatus::Open,
    };
    let is_over = matches!(said, TicketStatus::Closed | TicketStatus::Cancelled);
    let closed = closed.filter(|_| is_over);
    let closed_at = closed
        .map(|closed| closed.until(options.now, Some(opened_at), options.clock))
        .transpose()
        .map_err(at("closed_at"))?;
    if let Some(closed_at) = closed_at.filter(|closed_at| *closed_at < opened_at) {
        // Noon stands for a day without a time; what was over that morning was opened before.
        if !opened.is(closed_at, options.clock) {
            return Err(("closed_at", Problem::new("RANGE_ORDER")));
        }
        opened_at = closed_at;
    }
    let category = match value("category") {
        Some(text) => Some(
            around
                .category(text)
                .ok_or_else(|| unknown("category", text))?,
        ),
        None => None,
    };
    let text =
        |field| valid::text(value(field).unwrap_or_default(), DESCRIPTION_MAX).map_err(at(field));
    let (title, description) = (text("title")?, text("description")?);
    let told = [title, description]
        .into_iter()
        .filter(|text| !text.is_empty());
    let description = valid::text(&told.collect::<Vec<_>>().join("\n\n"), DESCRIPTION_MAX)
        .map_err(at("description"))?;
    let lead = value("technician").and_then(|name| around.technician(name));
    let status = settle(said, lead.is_some());
    let wanted = Wanted {
        external_id: valid::name(value("external_id").unwrap_or_default())
            .map_err(at("external_id"))?,
        customer: valid::name(value("customer").unwrap_or_default()).map_err(at("customer"))?,
        service: value("service")
            .map(|text| valid::name(text).map_err(at("service")))
            .transpose()?,
        kind: word("kind", |text| {
            words::ticket_kind(text).map(|kind| kind.name())
        })?,
        category,
        priority: word("priority", |text| {
            words::priority(text).map(|one| one.name())
        })?,
        status,
        lead,
        description: (!description.is_empty()).then_some(description),
        opened,
        opened_at,
        closed,
        closed_at,
    };
    // Last, so that a refused row is not told as repaired as well.
    if let Some(name) = value("technician").filter(|_| lead.is_none()) {
        tally.repair(row, "technician", name, "");
    }
    if let Some(text) = value("status").filter(|_| status == TicketStatus::Open && said != status) {
        tally.repair(row, "status", text, status.name());
    }
    if let Some(text) = value("closed_at").filter(|_| !is_over) {
        tally.repair(row, "closed_at", text, "");
    }
    for error in errors {
        tally.repair(row, error.field, error.shown, "");
    }
    Ok(wanted)
}

/// Whoever has a ticket decides between open and assigned; what nobody has is open, whatever it was called.
fn settle(said: TicketStatus, has_lead: bool) -> TicketStatus {
    match said {
        TicketStatus::Closed | TicketStatus::Completed => TicketStatus::Closed,
        TicketStatus::Cancelled => TicketStatus::Cancelled,
        TicketStatus::Open if has_lead => TicketStatus::Assigned,
        TicketStatus::Assigned | TicketStatus::InProgress | TicketStatus::OnHold if has_lead => {
            said
        }
        TicketStatus::Open
        | TicketStatus::Assigned
        | TicketStatus::InProgress
        | TicketStatus::OnHold => TicketStatus::Open,
    }
}
