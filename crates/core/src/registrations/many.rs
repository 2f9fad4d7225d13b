//! The single actions of applications on many of them at once.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use model::{
    bulk::{BulkChange, BulkField, BulkOutcome, RegistrationJob},
    format::check_planned,
    ids::{RegistrationId, StaffId},
    problem::Problem,
    states::{RegistrationStatus, Slot},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;

use super::{approve::approve, many_store, store, tell};
use crate::{
    bulk::Judged,
    clock,
    context::Cx,
    error::{Error, Result},
    messages::{Sent, Telling},
};

pub use many_store::{lock, numbers, versions};
pub use store::last_changes;

/// What an application was before, as far as taking it back asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Before {
    status: RegistrationStatus,
    day: Option<NaiveDate>,
    slot: Option<Slot>,
    technician: Option<i64>,
}

/// An application as the rules ask for it.
pub struct Application {
    /// Which.
    pub id: i64,
    /// Its zone.
    pub zone: i64,
    /// Now.
    pub version: i32,
    /// Now.
    pub before: Before,
}

impl Application {
    /// Puts together what was read.
    ///
    /// # Errors
    /// [`Error::Internal`] for a word that nobody knows.
    pub fn read(
        (id, zone, version): (i64, i64, i32),
        status: &str,
        (day, slot, technician): (Option<NaiveDate>, Option<&str>, Option<i64>),
    ) -> Result<Self> {
        Ok(Self {
            id,
            zone,
            version,
            before: Before {
                status: RegistrationStatus::from_name(status)
                    .ok_or_else(|| Error::Internal(format!("unknown state {status}")))?,
                day,
                slot: slot.and_then(Slot::from_name),
                technician,
            },
        })
    }
}

/// Checks the day of a survey against today.
///
/// # Errors
/// `DATE_PAST` and `RANGE_MAX` at `day`.
pub async fn check(cx: &Cx, db: &mut PgConnection, job: &RegistrationJob) -> Result<()> {
    if let RegistrationJob::Schedule { day, .. } = job {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        check_planned(*day, today).map_err(|problem| Error::field("day", problem))?;
    }
    Ok(())
}

/// Says of each application that the caller sees whether the action makes sense for it.
///
/// # Errors
/// As the database's.
pub async fn judge(
    db: &mut PgConnection,
    job: &RegistrationJob,
    ids: &[i64],
) -> Result<Vec<Judged>> {
    let steps = many_store::steps(db).await?;
    let applications = many_store::applications(db, ids).await?;
    applications
        .into_iter()
        .map(|one| {
            Ok(Judged {
                id: one.id,
                zone: one.zone,
                version: one.version,
                refused: refused(job, &one.before, &steps),
                has_way_back: has_way_back(job, &one.before),
                before: serde_json::to_value(&one.before).map_err(|error| {
                    Error::Internal(format!("cannot keep an application: {error}"))
                })?,
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
    job: &RegistrationJob,
    items: &[(i64, Value)],
) -> Result<Vec<Judged>> {
    let ids: Vec<i64> = items.iter().map(|(id, _)| *id).collect();
    let kept: HashMap<i64, &Value> = items.iter().map(|(id, before)| (*id, before)).collect();
    let mut judged = Vec::with_capacity(items.len());
    for one in many_store::applications(db, &ids).await? {
        let Some(before) = kept.get(&one.id) else {
            continue;
        };
        let can = has_way_back(job, &read(before)?);
        judged.push(Judged {
            id: one.id,
            zone: one.zone,
            version: one.version,
            refused: (!can).then_some((BulkOutcome::Final, None)),
            has_way_back: false,
            before: (*before).clone(),
        });
    }
    Ok(judged)
}

fn read(before: &Value) -> Result<Before> {
    serde_json::from_value(before.clone())
        .map_err(|error| Error::Internal(format!("cannot read what an application was: {error}")))
}

/// Why the action makes no sense for an application.
fn refused(
    job: &RegistrationJob,
    now: &Before,
    steps: &HashSet<(String, String)>,
) -> Option<(BulkOutcome, Option<Problem>)> {
    let to = match job {
        RegistrationJob::Verify => RegistrationStatus::Verified,
        RegistrationJob::Reject(_) => RegistrationStatus::Rejected,
        RegistrationJob::Approve(_) => RegistrationStatus::Approved,
        RegistrationJob::Assign(_) | RegistrationJob::Schedule { .. } => {
            RegistrationStatus::SurveyScheduled
        }
    };
    let step = (now.status.name().to_owned(), to.name().to_owned());
    let is_planned = now.status == RegistrationStatus::SurveyScheduled;
    let (is_so, may) = match job {
        RegistrationJob::Verify | RegistrationJob::Reject(_) | RegistrationJob::Approve(_) => {
            (now.status == to, steps.contains(&step))
        }
        // A survey that is planned may be planned anew, and only that one has somebody to be replaced.
        RegistrationJob::Schedule {
            day,
            slot,
            technician,
        } => (
            is_planned
                && (now.day, now.slot, now.technician)
                    == (Some(*day), Some(*slot), Some(technician.0)),
            is_planned || steps.contains(&step),
        ),
        RegistrationJob::Assign(who) => (is_planned && now.technician == Some(who.0), is_planned),
    };
    if is_so {
        return Some((BulkOutcome::Unchanged, None));
    }
    (!may).then(|| {
        let problem = Problem::new("WRONG_STATE")
            .with("from", now.status.text_key())
            .with("to", to.text_key());
        (BulkOutcome::WrongState, Some(problem))
    })
}

/// Only a survey that was planned before can be what it was: applications take no step back.
fn has_way_back(job: &RegistrationJob, before: &Before) -> bool {
    match job {
        RegistrationJob::Verify | RegistrationJob::Reject(_) | RegistrationJob::Approve(_) => false,
        RegistrationJob::Assign(_) | RegistrationJob::Schedule { .. } => {
            before.status == RegistrationStatus::SurveyScheduled
        }
    }
}

/// Does it to applications that were judged and locked; answers the messages that wait because of it.
///
/// # Errors
/// Those of the single action; then nothing of it counts.
pub async fn act(
    cx: &Cx,
    db: &mut PgConnection,
    how: Telling,
    job: &RegistrationJob,
    ids: &[i64],
) -> Result<Vec<Sent>> {
    match job {
        RegistrationJob::Verify => {
            store::move_all(db, ids, RegistrationStatus::Verified, None).await?;
        }
        RegistrationJob::Reject(reason) => {
            store::move_all(db, ids, RegistrationStatus::Rejected, Some(reason)).await?;
        }
        RegistrationJob::Schedule {
            day,
            slot,
            technician,
        } => {
            let (day, slot, who) = (Some(*day), Some(*slot), Some(*technician));
            store::schedule_surveys(db, ids, day, slot, who).await?;
        }
        RegistrationJob::Approve(billing_day) => {
            let mut sent = Vec::new();
            for id in ids {
                let id = RegistrationId(*id);
                let (_, more) = approve(cx, db, how, id, *billing_day, None).await?;
                sent.extend(more);
            }
            return Ok(sent);
        }
        RegistrationJob::Assign(who) => {
            store::assign_surveys(db, ids, *who).await?;
            // Who comes is no news to the applicant: no text of ours says it.
            return Ok(Vec::new());
        }
    }
    tell::moved(cx, db, how, ids).await
}

/// Takes it back on applications that were judged and locked.
///
/// # Errors
/// Those of the single action; then nothing of it counts.
pub async fn take_back(
    db: &mut PgConnection,
    job: &RegistrationJob,
    items: &[(i64, Value)],
) -> Result<()> {
    let mut alike: BTreeMap<Before, Vec<i64>> = BTreeMap::new();
    for (id, before) in items {
        alike.entry(read(before)?).or_default().push(*id);
    }
    for (before, ids) in alike {
        match job {
            RegistrationJob::Verify | RegistrationJob::Reject(_) | RegistrationJob::Approve(_) => {}
            RegistrationJob::Assign(_) | RegistrationJob::Schedule { .. } => {
                let who = before.technician.map(StaffId);
                store::schedule_surveys(db, &ids, before.day, before.slot, who).await?;
            }
        }
    }
    Ok(())
}

/// How many applicants the action writes to at most.
///
/// # Errors
/// As the database's.
pub async fn recipients(db: &mut PgConnection, job: &RegistrationJob, ids: &[i64]) -> Result<i64> {
    Ok(match job {
        RegistrationJob::Assign(_) => 0,
        // How it stands, and the first invoice.
        RegistrationJob::Approve(_) => 2 * many_store::recipients(db, ids).await?,
        RegistrationJob::Verify | RegistrationJob::Reject(_) | RegistrationJob::Schedule { .. } => {
            many_store::recipients(db, ids).await?
        }
    })
}

/// Before and after of these applications, in the order of their ids.
///
/// # Errors
/// As the database's.
pub async fn show(
    db: &mut PgConnection,
    job: &RegistrationJob,
    ids: &[i64],
) -> Result<Vec<BulkChange>> {
    let who = match job {
        RegistrationJob::Assign(who) => Some(*who),
        RegistrationJob::Schedule { technician, .. } => Some(*technician),
        RegistrationJob::Verify | RegistrationJob::Reject(_) | RegistrationJob::Approve(_) => None,
    };
    let name = many_store::name(db, who).await?;
    let shown = many_store::shown(db, ids).await?;
    Ok(shown
        .into_iter()
        .map(|one| {
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
                RegistrationJob::Verify => {
                    add("status", &one.status, RegistrationStatus::Verified.name());
                }
                RegistrationJob::Reject(_) => {
                    add("status", &one.status, RegistrationStatus::Rejected.name());
                }
                RegistrationJob::Approve(_) => {
                    add("status", &one.status, RegistrationStatus::Approved.name());
                }
                RegistrationJob::Assign(_) => add("technician", &one.technician, &name),
                RegistrationJob::Schedule { day, slot, .. } => {
                    let planned = RegistrationStatus::SurveyScheduled.name();
                    add("status", &one.status, planned);
                    let before = one.day.map(|day| day.to_string()).unwrap_or_default();
                    add("day", &before, &day.to_string());
                    add("slot", &one.slot, slot.name());
                    add("technician", &one.technician, &name);
                }
            }
            BulkChange {
                id: one.id,
                number: one.number,
                name: one.name,
                fields,
            }
        })
        .collect())
}
