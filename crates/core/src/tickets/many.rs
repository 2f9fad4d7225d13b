//! The single actions of tickets on many of them at once: which of them it makes sense for, doing it, taking it back.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::{
    bulk::{BulkChange, BulkField, BulkOutcome, TicketJob},
    ids::{BulkRunId, StaffId, TicketId},
    problem::Problem,
    states::{Priority, TicketStatus},
};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::{choice_store, many_store, store, tell, tell_store, work_store};
use crate::{
    bulk::Judged,
    context::Cx,
    error::{Error, Result},
    messages::{Sent, Telling},
};

pub use many_store::{lock, numbers, versions};
pub use store::last_changes;

/// What a ticket was before, as far as taking it back asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Before {
    status: TicketStatus,
    priority: Priority,
    lead: Option<i64>,
    helpers: Vec<i64>,
    reason: Option<String>,
    hold: Option<String>,
}

/// A ticket as the rules ask for it.
pub struct Ticket {
    /// Which.
    pub id: i64,
    /// Its zone.
    pub zone: i64,
    /// Now.
    pub version: i32,
    /// Now.
    pub before: Before,
}

impl Ticket {
    /// Puts together what was read.
    ///
    /// # Errors
    /// [`Error::Internal`] for a word that nobody knows.
    pub fn read(
        (id, zone, version): (i64, i64, i32),
        (status, priority): (&str, &str),
        (lead, helpers): (Option<i64>, Vec<i64>),
        (reason, hold): (Option<String>, Option<String>),
    ) -> Result<Self> {
        let unknown = |what: &str| Error::Internal(format!("unknown value {what} in ticket {id}"));
        Ok(Self {
            id,
            zone,
            version,
            before: Before {
                status: TicketStatus::from_name(status).ok_or_else(|| unknown(status))?,
                priority: Priority::from_name(priority).ok_or_else(|| unknown(priority))?,
                lead,
                helpers,
                reason,
                hold,
            },
        })
    }
}

/// Steps that the caller may take, as the database's own table says.
pub struct Steps(pub HashSet<(String, String)>);

impl Steps {
    fn may(&self, from: TicketStatus, to: TicketStatus) -> bool {
        let step = (from.name().to_owned(), to.name().to_owned());
        self.0.contains(&step)
    }
}

/// Says of each ticket that the caller sees whether the action makes sense for it.
///
/// # Errors
/// As the database's.
pub async fn judge(db: &mut PgConnection, job: &TicketJob, ids: &[i64]) -> Result<Vec<Judged>> {
    let steps = many_store::steps(db).await?;
    let tickets = many_store::tickets(db, ids).await?;
    tickets
        .into_iter()
        .map(|ticket| {
            let refused = refused(job, &ticket.before, &steps);
            Ok(Judged {
                id: ticket.id,
                zone: ticket.zone,
                version: ticket.version,
                has_way_back: has_way_back(job, &ticket.before, after(job, &ticket.before), &steps),
                refused,
                before: serde_json::to_value(&ticket.before)
                    .map_err(|error| Error::Internal(format!("cannot keep a ticket: {error}")))?,
            })
        })
        .collect()
}

/// As [`judge`], for taking back what was `before`.
///
/// # Errors
/// As the database's.
pub async fn judge_back(
    db: &mut PgConnection,
    job: &TicketJob,
    items: &[(i64, serde_json::Value)],
) -> Result<Vec<Judged>> {
    let steps = many_store::steps(db).await?;
    let ids: Vec<i64> = items.iter().map(|(id, _)| *id).collect();
    let kept: HashMap<i64, &serde_json::Value> =
        items.iter().map(|(id, before)| (*id, before)).collect();
    let tickets = many_store::tickets(db, &ids).await?;
    let mut judged = Vec::with_capacity(tickets.len());
    for ticket in tickets {
        let Some(before) = kept.get(&ticket.id) else {
            continue;
        };
        let can = has_way_back(job, &read(before)?, ticket.before.status, &steps);
        judged.push(Judged {
            id: ticket.id,
            zone: ticket.zone,
            version: ticket.version,
            has_way_back: false,
            refused: (!can).then_some((BulkOutcome::Final, None)),
            before: (*before).clone(),
        });
    }
    Ok(judged)
}

fn read(before: &serde_json::Value) -> Result<Before> {
    serde_json::from_value(before.clone())
        .map_err(|error| Error::Internal(format!("cannot read what a ticket was: {error}")))
}

/// Why the action makes no sense for a ticket.
fn refused(job: &TicketJob, now: &Before, steps: &Steps) -> Option<(BulkOutcome, Option<Problem>)> {
    let wrong_state = |to: TicketStatus| {
        let problem = Problem::new("WRONG_STATE")
            .with("from", now.status.text_key())
            .with("to", to.text_key());
        Some((BulkOutcome::WrongState, Some(problem)))
    };
    let is_so = |so: bool| so.then_some((BulkOutcome::Unchanged, None));
    match job {
        TicketJob::Assign { .. } if !now.status.is_open() => wrong_state(TicketStatus::Assigned),
        TicketJob::Assign { lead, helpers } => is_so(
            now.lead == Some(lead.0) && now.helpers == *helpers && now.status != TicketStatus::Open,
        ),
        TicketJob::Move { to, .. } if now.status == *to => is_so(true),
        TicketJob::Move { to, .. } if !steps.may(now.status, *to) => wrong_state(*to),
        TicketJob::Move { to, reason } => {
            // The technician who gets the work back reads why.
            let lacks = now.status == TicketStatus::Completed
                && *to == TicketStatus::InProgress
                && reason.is_none();
            lacks.then(|| (BulkOutcome::Refused, Some(Problem::new("REASON_REQUIRED"))))
        }
        TicketJob::Hold { .. } if now.status == TicketStatus::OnHold => is_so(true),
        TicketJob::Hold { .. } if !steps.may(now.status, TicketStatus::OnHold) => {
            wrong_state(TicketStatus::OnHold)
        }
        TicketJob::Hold { .. } | TicketJob::Note(_) => None,
        TicketJob::Prioritise(priority) => is_so(now.priority == *priority),
    }
}

/// Where a ticket stands after the action.
fn after(job: &TicketJob, before: &Before) -> TicketStatus {
    match job {
        TicketJob::Assign { .. } if before.status == TicketStatus::Open => TicketStatus::Assigned,
        TicketJob::Move { to, .. } => *to,
        TicketJob::Hold { .. } => TicketStatus::OnHold,
        TicketJob::Assign { .. } | TicketJob::Prioritise(_) | TicketJob::Note(_) => before.status,
    }
}

/// Whether a ticket that stands at `now` can become what it was: only by steps that there are, and that need nothing that was lost.
fn has_way_back(job: &TicketJob, before: &Before, now: TicketStatus, steps: &Steps) -> bool {
    match job {
        TicketJob::Note(_) => false,
        TicketJob::Prioritise(_) => true,
        TicketJob::Assign { .. } | TicketJob::Move { .. } | TicketJob::Hold { .. } => {
            before.status == now
                || before.status != TicketStatus::Completed && steps.may(now, before.status)
        }
    }
}

/// Does it to tickets that were judged and locked; answers the messages that wait because of it.
///
/// # Errors
/// Those of the single action; then nothing of it counts.
pub async fn act(
    cx: &Cx,
    db: &mut PgConnection,
    how: Telling,
    job: &TicketJob,
    ids: &[i64],
) -> Result<Vec<Sent>> {
    match job {
        TicketJob::Assign { lead, helpers } => {
            let before = tell_store::teams(db, ids).await?;
            store::assign(db, ids, *lead, helpers).await?;
            tell::assigned(cx, db, how, &before, *lead, helpers).await
        }
        TicketJob::Move { to, reason } => {
            // Only who gets finished work back, or who is told that it is off, reads why.
            let (why, plainly) = match to {
                TicketStatus::InProgress => many_store::completed(db, ids).await?,
                _ => (ids.to_vec(), Vec::new()),
            };
            store::move_to(db, &why, *to, reason.as_deref()).await?;
            store::move_to(db, &plainly, *to, None).await?;
            tell::moved(cx, db, how, ids).await
        }
        TicketJob::Hold {
            reason_code,
            reason,
        } => {
            choice_store::hold(db, ids, reason_code, reason).await?;
            tell::moved(cx, db, how, ids).await
        }
        TicketJob::Prioritise(priority) => {
            choice_store::prioritise(db, ids, *priority).await?;
            Ok(Vec::new())
        }
        TicketJob::Note(body) => {
            work_store::post_notes(db, ids, false, body).await?;
            Ok(Vec::new())
        }
    }
}

/// Takes it back on tickets that were judged and locked. Customers are not written to about that.
///
/// # Errors
/// Those of the single action; then nothing of it counts.
pub async fn take_back(
    db: &mut PgConnection,
    job: &TicketJob,
    items: &[(i64, serde_json::Value)],
) -> Result<()> {
    // Tickets that were alike go back together.
    let mut alike: BTreeMap<Before, Vec<i64>> = BTreeMap::new();
    for (id, before) in items {
        alike.entry(read(before)?).or_default().push(*id);
    }
    for (before, ids) in alike {
        match job {
            TicketJob::Assign { .. } | TicketJob::Move { .. } | TicketJob::Hold { .. } => {
                let reason = before.reason.as_deref();
                match (before.status, before.lead) {
                    (TicketStatus::OnHold, _) if !matches!(job, TicketJob::Assign { .. }) => {
                        let code = before.hold.as_deref().unwrap_or("other");
                        choice_store::hold(db, &ids, code, reason.unwrap_or_default()).await?;
                    }
                    (TicketStatus::InProgress, _) if !matches!(job, TicketJob::Assign { .. }) => {
                        store::move_to(db, &ids, before.status, reason).await?;
                    }
                    (TicketStatus::Open, _) | (_, None) => {
                        store::move_to(db, &ids, TicketStatus::Open, reason).await?;
                        store::set_helpers(db, &ids, &before.helpers).await?;
                    }
                    (_, Some(lead)) => {
                        store::assign(db, &ids, StaffId(lead), &before.helpers).await?;
                    }
                }
            }
            TicketJob::Prioritise(_) => {
                choice_store::prioritise(db, &ids, before.priority).await?;
            }
            TicketJob::Note(_) => {}
        }
    }
    Ok(())
}

/// Before and after of these tickets, in the order of their ids.
///
/// # Errors
/// As the database's.
pub async fn show(db: &mut PgConnection, job: &TicketJob, ids: &[i64]) -> Result<Vec<BulkChange>> {
    let team = team(job);
    let names = many_store::names(db, &team).await?;
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let shown = many_store::shown(db, ids).await?;
    Ok(shown
        .into_iter()
        .map(|ticket| {
            let mut fields = Vec::new();
            let mut add = |field: &str, before: &str, after: &str| {
                if before != after {
                    fields.push(BulkField {
                        field: field.to_owned(),
                        before: before.to_owned(),
                        after: after.to_owned(),
                    });
                }
            };
            match job {
                TicketJob::Assign { lead, helpers } => {
                    let all: Vec<String> = helpers.iter().map(|one| name(*one)).collect();
                    add("lead", &ticket.lead, &name(lead.0));
                    add("helpers", &ticket.helpers, &all.join(", "));
                    if ticket.status == TicketStatus::Open.name() {
                        add("status", &ticket.status, TicketStatus::Assigned.name());
                    }
                }
                TicketJob::Move { to, .. } => add("status", &ticket.status, to.name()),
                TicketJob::Hold { .. } => {
                    add("status", &ticket.status, TicketStatus::OnHold.name());
                }
                TicketJob::Prioritise(to) => add("priority", &ticket.priority, to.name()),
                TicketJob::Note(body) => add("note", "", body),
            }
            BulkChange {
                id: ticket.id,
                number: ticket.number,
                name: ticket.customer,
                fields,
            }
        })
        .collect())
}

/// How many messages the action queues at most: to customers, and to the team.
///
/// # Errors
/// As the database's.
pub async fn recipients(db: &mut PgConnection, job: &TicketJob, ids: &[i64]) -> Result<i64> {
    match job {
        TicketJob::Assign { lead, .. } => {
            many_store::recipients(db, ids, Some(lead.0), &team(job)).await
        }
        TicketJob::Move { to, .. } if !tell::is_news(*to) => Ok(0),
        TicketJob::Move { .. } | TicketJob::Hold { .. } => {
            many_store::recipients(db, ids, None, &[]).await
        }
        TicketJob::Prioritise(_) | TicketJob::Note(_) => Ok(0),
    }
}

/// Colleagues who get work by it.
fn team(job: &TicketJob) -> Vec<i64> {
    match job {
        TicketJob::Assign { lead, helpers } => {
            std::iter::once(lead.0).chain(helpers.clone()).collect()
        }
        TicketJob::Move { .. }
        | TicketJob::Hold { .. }
        | TicketJob::Prioritise(_)
        | TicketJob::Note(_) => Vec::new(),
    }
}

/// Tells the team how much it got.
///
/// # Errors
/// As the queue's.
pub async fn tell_team(
    cx: &Cx,
    db: &mut PgConnection,
    run: BulkRunId,
    job: &TicketJob,
    (first, count): (i64, i32),
) -> Result<()> {
    match team(job) {
        team if team.is_empty() => Ok(()),
        team => tell::given(cx, db, run, TicketId(first), count, &team).await,
    }
}
