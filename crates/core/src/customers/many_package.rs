//! Another package for all running connections of many customers, by the same step as for one connection.

use std::collections::{BTreeMap, HashSet};

use model::{
    bulk::{BulkChange, BulkField, BulkOutcome, PackageChange},
    format::{AHEAD_MAX, check_range},
    ids::{PackageId, ServiceId},
    money::Rupiah,
    problem::Problem,
    services::before,
    states::ServiceStatus,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;

use super::{
    many_package_store::{self as connections, Connection},
    many_store,
};
use crate::{
    bulk::Judged,
    clock,
    context::Cx,
    error::{Error, Result},
    services::change_terms,
};

/// What a connection was before.
#[derive(Debug, Serialize, Deserialize)]
struct Was {
    service: ServiceId,
    package: PackageId,
    agreed: Option<Rupiah>,
}

/// Checks what only the database's day and its packages know.
///
/// # Errors
/// `CHOICE_UNKNOWN` at `package`, those of [`check_range`] at `day`.
pub async fn check(cx: &Cx, db: &mut PgConnection, to: PackageChange) -> Result<()> {
    if connections::package(db, to.package).await?.is_none() {
        return Err(Error::field("package", Problem::new("CHOICE_UNKNOWN")));
    }
    let now = cx.now(db).await?;
    let today = clock::business_day(db, now).await?;
    if to.from > today {
        check_range(today, to.from, AHEAD_MAX).map_err(|problem| Error::field("day", problem))?;
    }
    Ok(())
}

/// Whether the connection has this package, or will have it from that day on.
fn is_so(one: &Connection, to: PackageChange) -> bool {
    match one.planned {
        Some((from, package, agreed)) => (package, agreed, from) == (to.package, None, to.from),
        None => (one.package, one.agreed) == (to.package, None),
    }
}

/// Why a customer with these running connections is left out.
fn refused(running: &[&Connection], to: PackageChange) -> Option<(BulkOutcome, Option<Problem>)> {
    if running.is_empty() {
        return Some((
            BulkOutcome::WrongState,
            Some(Problem::new("NO_RUNNING_SERVICE")),
        ));
    }
    let mut others = running.iter().filter(|one| !is_so(one, to)).peekable();
    if others.peek().is_none() {
        return Some((BulkOutcome::Unchanged, None));
    }
    others.find_map(|one| {
        if let Some((day, ..)) = one.planned {
            let problem = Problem::new("TERMS_PLANNED").with("day", day.format("%d-%m-%Y"));
            return Some((BulkOutcome::Planned, Some(problem)));
        }
        (to.from < one.since).then(|| (BulkOutcome::Refused, Some(before(one.since))))
    })
}

/// Their connections by customer, and of each the sum of all versions, so that whoever changes one of them is noticed.
struct Theirs(BTreeMap<i64, Vec<Connection>>);

impl Theirs {
    async fn read(db: &mut PgConnection, ids: &[i64]) -> Result<Self> {
        let mut theirs: BTreeMap<i64, Vec<Connection>> = BTreeMap::new();
        for one in connections::of(db, ids).await? {
            theirs.entry(one.customer).or_default().push(one);
        }
        Ok(Self(theirs))
    }

    fn all(&self, customer: i64) -> &[Connection] {
        self.0.get(&customer).map_or(&[], Vec::as_slice)
    }

    fn running(&self, customer: i64) -> Vec<&Connection> {
        let is_running = |one: &&Connection| one.status == ServiceStatus::Active;
        self.all(customer).iter().filter(is_running).collect()
    }

    fn versions(&self, customer: i64) -> i32 {
        self.all(customer).iter().map(|one| one.version).sum()
    }
}

/// Says of each customer that the caller sees whether the change makes sense for him.
///
/// # Errors
/// As the database's.
pub async fn judge(db: &mut PgConnection, to: PackageChange, ids: &[i64]) -> Result<Vec<Judged>> {
    let customers = many_store::customers(db, ids, false).await?;
    let may = connections::may_change(db).await?;
    let theirs = Theirs::read(db, ids).await?;
    customers
        .into_iter()
        .map(|customer| {
            let running = theirs.running(customer.id);
            let was: Vec<Was> = (running.iter())
                .filter(|one| !is_so(one, to))
                .map(|one| Was {
                    service: one.id,
                    package: one.package,
                    agreed: one.agreed,
                })
                .collect();
            Ok(Judged {
                id: customer.id,
                zone: customer.zone,
                version: customer.version + theirs.versions(customer.id),
                refused: if may {
                    refused(&running, to)
                } else {
                    Some((BulkOutcome::Forbidden, None))
                },
                has_way_back: true,
                before: serde_json::to_value(was)
                    .map_err(|error| Error::Internal(format!("cannot keep packages: {error}")))?,
            })
        })
        .collect()
}

fn kept(before: &Value) -> Result<Vec<Was>> {
    Vec::deserialize(before)
        .map_err(|error| Error::Internal(format!("cannot read what packages were: {error}")))
}

/// Whoever has the package that the run gave him, or its plan, can have his own again.
///
/// # Errors
/// As the database's.
pub async fn judge_back(
    db: &mut PgConnection,
    to: PackageChange,
    items: &[(i64, Value)],
) -> Result<Vec<Judged>> {
    let ids: Vec<i64> = items.iter().map(|(id, _)| *id).collect();
    let kept_of: BTreeMap<i64, &Value> = items.iter().map(|(id, before)| (*id, before)).collect();
    let theirs = Theirs::read(db, &ids).await?;
    let mut judged = Vec::with_capacity(items.len());
    for customer in many_store::customers(db, &ids, false).await? {
        let Some(before) = kept_of.get(&customer.id) else {
            continue;
        };
        let running = theirs.running(customer.id);
        let stands = kept(before)?
            .iter()
            .all(|was| (running.iter()).any(|one| one.id == was.service && is_so(one, to)));
        judged.push(Judged {
            id: customer.id,
            zone: customer.zone,
            version: customer.version,
            refused: (!stands).then_some((BulkOutcome::Stale, None)),
            has_way_back: false,
            before: (*before).clone(),
        });
    }
    Ok(judged)
}

/// Takes customers and their running connections for this transaction; see [`many_store::lock`].
///
/// # Errors
/// As there.
pub async fn lock(db: &mut PgConnection, ids: &[i64], waits: bool) -> Result<Vec<i64>> {
    let customers = many_store::lock(db, ids, waits).await?;
    let held: HashSet<i64> = connections::held(db, &customers, waits)
        .await?
        .into_iter()
        .collect();
    Ok(customers
        .into_iter()
        .filter(|id| held.contains(id))
        .collect())
}

/// Does it to customers that were judged and locked.
///
/// # Errors
/// Those of the single action; then nothing of it counts.
pub async fn act(db: &mut PgConnection, to: PackageChange, ids: &[i64]) -> Result<()> {
    let theirs = Theirs::read(db, ids).await?;
    for id in ids {
        for one in theirs.running(*id) {
            let stands = (one.package, one.agreed);
            change_terms(db, one.id, stands, (to.package, None), to.from).await?;
        }
    }
    Ok(())
}

/// Gives connections back what they had: from the same day on where the change holds, from today on where it is only planned.
///
/// # Errors
/// Those of the single action; then nothing of it counts.
pub async fn take_back(
    db: &mut PgConnection,
    to: PackageChange,
    items: &[(i64, Value)],
) -> Result<()> {
    let from = connections::not_later_than_today(db, to.from).await?;
    let ids: Vec<i64> = items.iter().map(|(id, _)| *id).collect();
    let theirs = Theirs::read(db, &ids).await?;
    for (id, before) in items {
        for was in kept(before)? {
            let running = theirs.running(*id);
            let now = running.iter().find(|one| one.id == was.service);
            let stands = now.map(|one| (one.package, one.agreed)).ok_or_else(|| {
                Error::Internal("a connection that was judged is not there".to_owned())
            })?;
            change_terms(db, was.service, stands, (was.package, was.agreed), from).await?;
        }
    }
    Ok(())
}

/// Before and after, in the order of the ids.
///
/// # Errors
/// As the database's.
pub async fn show(
    db: &mut PgConnection,
    to: PackageChange,
    ids: &[i64],
) -> Result<Vec<BulkChange>> {
    let after = connections::package(db, to.package)
        .await?
        .unwrap_or_default();
    let theirs = Theirs::read(db, ids).await?;
    let mut customers = many_store::customers(db, ids, false).await?;
    customers.sort_by_key(|customer| customer.id);
    let field = |field: &str, before: String, after: String| BulkField {
        field: field.to_owned(),
        before,
        after,
    };
    Ok(customers
        .into_iter()
        .map(|customer| {
            let changed: Vec<&Connection> = (theirs.running(customer.id).into_iter())
                .filter(|one| !is_so(one, to))
                .collect();
            let names: Vec<&str> = changed
                .iter()
                .map(|one| one.package_name.as_str())
                .collect();
            let mut fields = vec![
                field("package", names.join(", "), after.clone()),
                field("day", String::new(), to.from.to_string()),
            ];
            if changed.len() > 1 {
                fields.push(field("services", String::new(), changed.len().to_string()));
            }
            BulkChange {
                id: customer.id,
                number: customer.code,
                name: customer.name,
                fields,
            }
        })
        .collect())
}

/// How many connections change, where that are more than customers.
///
/// # Errors
/// As the database's.
pub async fn notices(
    db: &mut PgConnection,
    to: PackageChange,
    ids: &[i64],
) -> Result<Vec<Problem>> {
    let theirs = Theirs::read(db, ids).await?;
    let changed = (ids.iter().flat_map(|id| theirs.running(*id)))
        .filter(|one| !is_so(one, to))
        .count();
    Ok((changed > ids.len())
        .then(|| {
            Problem::new("BULK_SERVICES")
                .with("count", changed)
                .with("customers", ids.len())
        })
        .into_iter()
        .collect())
}
