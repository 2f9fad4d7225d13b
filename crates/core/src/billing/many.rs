//! The single actions of invoices on many of them at once. What was done about money is not taken back.

use std::collections::HashSet;

use model::{
    bulk::{BulkChange, BulkField, BulkOutcome, InvoiceJob},
    problem::Problem,
    states::InvoiceStatus,
};
use serde_json::Value;
use sqlx::PgConnection;

use super::{kept_by_money, many_store, store};
use crate::{
    bulk::{Acted, Judged},
    context::Cx,
    error::{Error, Result},
    messages::{
        self, Fate, Sent,
        by_hand::{remind, why_not},
    },
};

pub use many_store::{lock, numbers, versions};
pub use store::last_changes;

/// Says of each invoice that the caller sees whether the action makes sense for it.
///
/// # Errors
/// As the database's.
pub async fn judge(db: &mut PgConnection, job: &InvoiceJob, ids: &[i64]) -> Result<Vec<Judged>> {
    let steps = many_store::steps_to_void(db).await?;
    let has_gateway = match job {
        InvoiceJob::Remind => messages::has_gateway(db).await?,
        InvoiceJob::Void(_) => true,
    };
    let invoices = many_store::invoices(db, ids).await?;
    invoices
        .into_iter()
        .map(|invoice| {
            let status = InvoiceStatus::from_name(&invoice.status).ok_or_else(|| {
                Error::Internal(format!("unknown invoice status {}", invoice.status))
            })?;
            let refused = match job {
                InvoiceJob::Void(_) => not_void(status, invoice.is_part_paid, &steps),
                InvoiceJob::Remind if !status.is_payable() => {
                    let problem = Problem::new("NOTHING_TO_PAY").with("number", &invoice.number);
                    Some((BulkOutcome::WrongState, Some(problem)))
                }
                InvoiceJob::Remind => {
                    (!has_gateway).then(|| (BulkOutcome::Refused, Some(Problem::new("NO_GATEWAY"))))
                }
            };
            Ok(Judged {
                id: invoice.id,
                zone: invoice.zone,
                version: invoice.version,
                refused,
                has_way_back: false,
                before: Value::Null,
            })
        })
        .collect()
}

/// Why an invoice cannot be withdrawn. `steps` are the states from which the caller may do so.
fn not_void(
    status: InvoiceStatus,
    is_part_paid: bool,
    steps: &HashSet<String>,
) -> Option<(BulkOutcome, Option<Problem>)> {
    if status == InvoiceStatus::Void {
        return Some((BulkOutcome::Unchanged, None));
    }
    if steps.is_empty() {
        return Some((BulkOutcome::Forbidden, None));
    }
    if let Some(problem) = kept_by_money(is_part_paid) {
        return Some((BulkOutcome::WrongState, Some(problem)));
    }
    (!steps.contains(status.name())).then(|| {
        let problem = Problem::new("WRONG_STATE")
            .with("from", status.text_key())
            .with("to", InvoiceStatus::Void.text_key());
        (BulkOutcome::WrongState, Some(problem))
    })
}

/// Does it to invoices that were judged and locked.
///
/// # Errors
/// Those of the single action; then nothing of it counts.
pub async fn act(cx: &Cx, db: &mut PgConnection, job: &InvoiceJob, ids: &[i64]) -> Result<Acted> {
    let mut acted = Acted::default();
    match job {
        InvoiceJob::Void(reason) => store::void(db, ids, reason).await?,
        InvoiceJob::Remind => {
            for (id, fate) in remind(cx, db, ids).await? {
                if let Fate::Queued(message) = fate {
                    let about = Some(id);
                    acted.sent.push(Sent { about, message });
                } else if let Some(code) = why_not(fate) {
                    acted.refused.push((id, Problem::new(code)));
                }
            }
        }
    }
    Ok(acted)
}

/// How many messages the action queues at most.
///
/// # Errors
/// As the database's.
pub async fn recipients(db: &mut PgConnection, job: &InvoiceJob, ids: &[i64]) -> Result<i64> {
    match job {
        InvoiceJob::Void(_) => Ok(0),
        InvoiceJob::Remind => many_store::recipients(db, ids).await,
    }
}

/// Before and after of these invoices, in the order of their ids.
///
/// # Errors
/// As the database's.
pub async fn show(db: &mut PgConnection, job: &InvoiceJob, ids: &[i64]) -> Result<Vec<BulkChange>> {
    let shown = many_store::shown(db, ids).await?;
    Ok(shown
        .into_iter()
        .map(|invoice| BulkChange {
            id: invoice.id,
            number: invoice.number,
            name: invoice.customer,
            fields: vec![match job {
                InvoiceJob::Void(_) => BulkField {
                    field: "status".to_owned(),
                    before: invoice.status,
                    after: InvoiceStatus::Void.name().to_owned(),
                },
                InvoiceJob::Remind => BulkField {
                    field: "reminders".to_owned(),
                    before: invoice.reminders.to_string(),
                    after: (invoice.reminders + 1).to_string(),
                },
            }],
        })
        .collect())
}
