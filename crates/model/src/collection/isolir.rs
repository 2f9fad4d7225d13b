//! Who would be blocked, who is, and blocking and unblocking.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::check_until;
use crate::{
    call,
    ids::{CustomerId, InvoiceId, ServiceId},
    money::Rupiah,
    problem::Problems,
    states::states,
    valid,
};

/// The most connections that a page shows, and that are blocked at once.
pub const PREVIEW_MAX: usize = 500;

states! {
    /// What became of a connection that was to be blocked, or what holds it back.
    IsolirState "isolir-state" {
        /// It is blocked now.
        Blocked = "blocked",
        /// What was late is paid meanwhile.
        Paid = "paid",
        /// Less is late than the person saw: some of it is paid.
        Changed = "changed",
        /// It was blocked already.
        Suspended = "suspended",
        /// It does not run.
        Gone = "gone",
        /// Nothing is late for long enough.
        NotYet = "not_yet",
        /// The rules never block this customer.
        Exempt = "exempt",
        /// A payment of his waits for a look at its proof.
        Proof = "proof",
        /// He promised to pay.
        Promise = "promise",
        /// Too little is late.
        Little = "little",
        /// Nobody is blocked on this day of the week.
        Weekend = "weekend",
        /// The day is a holiday.
        Holiday = "holiday",
    }
}

states! {
    /// A part of the preview.
    IsolirTab "isolir-tab" {
        /// Will be blocked.
        Ready = "ready",
        /// Late for long enough, and held back.
        Held = "held",
        /// Not late for long enough.
        NotYet = "not_yet",
        /// Blocked now.
        Blocked = "blocked",
    }
}

/// A connection of which something is late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Which.
    pub service: ServiceId,
    /// Whose.
    pub customer: CustomerId,
    /// `AGLS-12345`.
    pub code: String,
    /// His name.
    pub name: String,
    /// Package.
    pub package: String,
    /// Street and sub-district.
    pub address: String,
    /// Zone.
    pub zone: String,
    /// What counts: what is late for long enough, else what is late at all. At most five, the oldest first.
    pub invoices: Vec<(InvoiceId, String)>,
    /// How many there are.
    pub invoice_count: i64,
    /// What is open of them.
    pub amount: Rupiah,
    /// Days since the oldest late one was due.
    pub days_late: i32,
    /// What holds it back; none for one that will be blocked.
    pub held: Option<IsolirState>,
    /// Until which day a promise holds, or from which day on it is late for long enough.
    pub held_until: Option<NaiveDate>,
    /// Name of the holiday.
    pub holiday: Option<String>,
}

/// The preview of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IsolirPage {
    /// The day: of the next round, or today where people block by hand.
    pub day: NaiveDate,
    /// From which hour on it happens by itself; none where it does not.
    pub hour: Option<u8>,
    /// How many will be blocked, are held back, are not late for long enough, and are blocked now, before the search.
    pub counts: (i64, i64, i64, i64),
    /// What is late of all who will be blocked.
    pub ready_amount: Rupiah,
    /// Whether there are more than are shown.
    pub has_more: bool,
    /// Those of the part, the longest late first, at most [`PREVIEW_MAX`].
    pub rows: Vec<Candidate>,
}

/// Asks for the preview; supervisors see their zones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowIsolir {
    /// Which part; [`IsolirTab::Blocked`] has no rows here, see [`ListBlocked`].
    pub tab: IsolirTab,
    /// A part of a name or a code; empty for everybody.
    pub search: String,
}
call!(ShowIsolir => IsolirPage; reads [Invoices, Payments, Services, Customers, Settings]; changes []; Staff);

/// A connection that is blocked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blocked {
    /// Which.
    pub service: ServiceId,
    /// Whose; none where his record lies outside the caller's zones.
    pub customer: Option<CustomerId>,
    /// `AGLS-12345`.
    pub code: String,
    /// His name.
    pub name: String,
    /// Package.
    pub package: String,
    /// Street and sub-district.
    pub address: String,
    /// Zone.
    pub zone: String,
    /// How it was blocked; none for one that an import brought so, which no payment unblocks.
    pub isolir: Option<IsolirOf>,
    /// What is late today.
    pub late: Rupiah,
    /// Until when the customer promised to pay.
    pub promise_until: Option<NaiveDate>,
}

/// How a connection was blocked, and unblocked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IsolirOf {
    /// Since when.
    pub since: DateTime<Utc>,
    /// By whom; none for a night's round.
    pub by: Option<String>,
    /// Why, in the words of whoever did it; none by the rules.
    pub reason: Option<String>,
    /// What was late then.
    pub amount: Rupiah,
    /// Whether a payment unblocks it.
    pub lifts_at_payment: bool,
    /// Until when; none while it is blocked.
    pub lifted_at: Option<DateTime<Utc>>,
    /// By whom.
    pub lifted_by: Option<String>,
    /// Why: a name with the key `isolir-lifted-…`.
    pub lifted_why: Option<String>,
    /// The words of whoever did it.
    pub lift_reason: Option<String>,
}

/// Lists what is blocked, the newest first, at most [`PREVIEW_MAX`]; supervisors see their zones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListBlocked {
    /// A part of a name or a code; empty for everybody.
    pub search: String,
}
call!(ListBlocked => Vec<Blocked>; reads [Services, Customers, Invoices]; changes []; Staff);

/// A connection as the person saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Which.
    pub service: ServiceId,
    /// What was late.
    pub amount: Rupiah,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which.
    pub service: ServiceId,
    /// What.
    pub state: IsolirState,
}

/// Blocks connections of the preview at once. Whoever has paid since is left alone and told of. Admins and the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IsolirNow {
    /// The day of the preview: today's or tomorrow's.
    pub day: NaiveDate,
    /// At most [`PREVIEW_MAX`].
    pub services: Vec<Seen>,
}
call!(IsolirNow => Vec<Outcome>; reads []; changes [Services, Customers, Invoices, Messages, Audit]; Staff);

/// Blocks one connection, whatever the rules say. Admins and the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IsolirService {
    /// Which.
    pub id: ServiceId,
    /// Why.
    pub reason: String,
    /// The payment of what is late today unblocks it; says nothing where nothing is late.
    pub lifts_at_payment: bool,
}
call!(IsolirService => (); reads []; changes [Services, Customers, Messages, Audit]; Staff);

impl IsolirService {
    /// The reason as it is kept.
    ///
    /// # Errors
    /// Those of [`valid::reason`] (`reason`).
    pub fn check(&self) -> Result<String, Problems> {
        valid::reason(&self.reason).map_err(|problem| Problems::one("reason", problem))
    }
}

/// Unblocks connections, however they were blocked. Without a promise the rules block whoever is still late at the next round. Admins and
/// the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiftIsolir {
    /// Which, at most [`PREVIEW_MAX`].
    pub services: Vec<ServiceId>,
    /// Why.
    pub reason: String,
    /// Until when their customers promised to pay.
    pub promise_until: Option<NaiveDate>,
}
call!(LiftIsolir => (); reads []; changes [Services, Customers, Messages, Audit]; Staff);

impl LiftIsolir {
    /// The check that the form makes before sending and the handler makes again; answers the reason as it is kept. `today` is the
    /// business day.
    ///
    /// # Errors
    /// Those of [`valid::reason`] (`reason`) and of [`check_until`] (`until`).
    pub fn check(&self, today: NaiveDate) -> Result<String, Problems> {
        let mut problems = Problems::none();
        let reason = problems.check("reason", valid::reason(&self.reason));
        if let Some(until) = self.promise_until {
            problems.check("until", check_until(until, today));
        }
        problems.into_result()?;
        Ok(reason.unwrap_or_default())
    }
}

/// Says that the rules never block a customer, or that they do. Admins and the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExemptCustomer {
    /// Whom.
    pub id: CustomerId,
    /// Never.
    pub exempt: bool,
}
call!(ExemptCustomer => (); reads []; changes [Customers, Audit]; Staff);

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    /// Reminders that were queued.
    pub reminders: i64,
    /// Connections that were blocked.
    pub blocked: i64,
}

/// Lets the reminders of the day go out and blocks whoever is due at night, as far as the rules say so. Whoever asks does so until
/// nothing is left. Admins and the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collect {}
call!(Collect => Collected; reads []; changes [Services, Customers, Invoices, Messages]; Staff);
