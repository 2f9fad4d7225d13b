//! Failures inside the core, cut by what the caller can do, and how they become a [`Fault`].

use model::{
    fault::{Code, Fault},
    problem::{Problem, Problems},
    states::step_text_keys,
};
use sqlx::error::ErrorKind;
use uuid::Uuid;

/// The result of everything in the core.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something entered is wrong.
    #[error("invalid request: {0:?}")]
    Invalid(Problems),
    /// No such record, or not visible to the caller.
    #[error("no such record")]
    NotFound,
    /// The record has moved on.
    #[error("conflict: {0:?}")]
    Conflict(Problem),
    /// The caller's role may not do this.
    #[error("forbidden")]
    Forbidden(Option<Problem>),
    /// The database cannot be reached.
    #[error("the database cannot be reached: {0}")]
    Offline(String),
    /// The login has ended.
    #[error("the login is refused")]
    SignedOut,
    /// Two transactions stood in each other's way; trying again helps.
    #[error("the transaction has to be repeated")]
    Again,
    /// Our mistake.
    #[error("{0}")]
    Internal(String),
}

/// Who changed a record last, and when.
#[derive(Debug)]
pub struct LastChange {
    /// Name for people; the program's own name for a rule of the database.
    pub who: String,
    /// `16-11-2025 14:05` in the business zone.
    pub at: String,
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Error::Invalid(problems)
    }
}

/// Whether there was such a record for the caller.
///
/// # Errors
/// [`Error::NotFound`] when not.
pub fn found(is_found: bool) -> Result<()> {
    is_found.then_some(()).ok_or(Error::NotFound)
}

impl Error {
    /// One wrong field.
    #[must_use]
    pub fn field(field: &str, problem: Problem) -> Self {
        Error::Invalid(Problems::one(field, problem))
    }

    /// A record in another state or version than the caller thought.
    #[must_use]
    pub fn conflict(code: &str) -> Self {
        Error::Conflict(Problem::new(code))
    }

    /// A record that somebody changed after the caller had read it.
    #[must_use]
    pub fn stale(last: LastChange) -> Self {
        Error::Conflict(
            Problem::new("STALE")
                .with("who", last.who)
                .with("when", last.at),
        )
    }

    /// A value that is taken already, as the problem of the field it was entered in.
    #[must_use]
    pub fn at_field(self, constraint: &str, field: &str) -> Self {
        match self {
            Error::Conflict(problem)
                if problem.args.get("what").map(String::as_str) == Some(constraint) =>
            {
                Error::field(field, problem)
            }
            other => other,
        }
    }

    /// The failure on the wire; an internal one is logged here, with the reference the person sees.
    #[must_use]
    pub fn into_fault(self) -> Fault {
        match self {
            Error::Invalid(problems) => Fault::invalid(problems),
            Error::NotFound => Fault::new(Code::NotFound),
            Error::Conflict(problem) => Fault::because(Code::Conflict, problem),
            Error::Forbidden(problem) => Fault {
                problem,
                ..Fault::new(Code::Forbidden)
            },
            Error::Offline(reason) => {
                tracing::warn!(reason, "database out of reach");
                Fault::new(Code::Offline)
            }
            Error::SignedOut => Fault::new(Code::SignedOut),
            Error::Again => Fault::because(Code::Conflict, Problem::new("BUSY")),
            Error::Internal(what) => {
                let reference = Uuid::now_v7().simple().to_string()[20..].to_owned();
                tracing::error!(reference, what, "a call failed");
                Fault {
                    reference: Some(reference),
                    ..Fault::new(Code::Internal)
                }
            }
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Error::NotFound,
            sqlx::Error::Database(refused) => from_database(refused.as_ref()),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Error::Offline(error.to_string()),
            other => Error::Internal(other.to_string()),
        }
    }
}

/// The database's refusals. Codes `AG…` are raised by our own rules (see `migrations`).
fn from_database(refused: &dyn sqlx::error::DatabaseError) -> Error {
    let code = refused.code().unwrap_or_default();
    let postgres = refused.try_downcast_ref::<sqlx::postgres::PgDatabaseError>();
    match code.as_ref() {
        "AG001" => {
            let problem = Problem::new("WRONG_STATE");
            let detail = postgres
                .and_then(sqlx::postgres::PgDatabaseError::detail)
                .unwrap_or_default();
            match detail.split_once(" → ") {
                Some((from, to)) => {
                    let [from, to] = step_text_keys(from, to)
                        .unwrap_or_else(|| [from.to_owned(), to.to_owned()]);
                    Error::Conflict(problem.with("from", from).with("to", to))
                }
                None => Error::Conflict(problem.with("from", "?").with("to", "?")),
            }
        }
        "AG002" => {
            let field = if refused.message() == "PASSWORD_FORM" {
                "password"
            } else {
                "username"
            };
            Error::field(field, Problem::new(refused.message()))
        }
        "AG003" => Error::conflict(refused.message()),
        "AG030" => Error::conflict(refused.message()),
        "AG011" => Error::field("name", Problem::new(refused.message())),
        "AG004" => Error::field("evidence", Problem::new("EVIDENCE_REQUIRED")),
        "AG012" => {
            let count = postgres
                .and_then(sqlx::postgres::PgDatabaseError::detail)
                .unwrap_or_default();
            Error::field(
                "checklist",
                Problem::new("CHECKLIST_OPEN").with("count", count),
            )
        }
        "AG013" => Error::field("reason", Problem::new("REASON_REQUIRED")),
        "AG014" => {
            let said = |part: Option<&str>| part.unwrap_or_default().to_owned();
            Error::field(
                &said(postgres.and_then(sqlx::postgres::PgDatabaseError::detail)),
                Problem::new("VALUE_UNKNOWN").with(
                    "value",
                    said(postgres.and_then(sqlx::postgres::PgDatabaseError::hint)),
                ),
            )
        }
        "AG023" => {
            let field = if refused.message() == "PORTS_USED" {
                "ports"
            } else {
                "zone"
            };
            let used = postgres
                .and_then(sqlx::postgres::PgDatabaseError::detail)
                .unwrap_or_default();
            Error::field(field, Problem::new(refused.message()).with("used", used))
        }
        "AG017" => Error::field("active", Problem::new("RULE_NEEDED")),
        "AG015" | "AG016" | "AG040" | "AG050" => Error::conflict(refused.message()),
        "AG051" => Error::NotFound,
        "AG052" => {
            let records = postgres
                .and_then(sqlx::postgres::PgDatabaseError::detail)
                .unwrap_or_default();
            Error::Conflict(model::customers::stays(refused.message(), records))
        }
        "AG041" => {
            let seconds = postgres
                .and_then(sqlx::postgres::PgDatabaseError::detail)
                .unwrap_or_default();
            Error::Conflict(Problem::new(refused.message()).with("seconds", seconds))
        }
        "AG005" | "AG006" | "AG007" => Error::Forbidden(Some(Problem::new(refused.message()))),
        "AG020" | "AG022" | "AG060" => {
            let number = postgres
                .and_then(sqlx::postgres::PgDatabaseError::detail)
                .unwrap_or_default();
            Error::Conflict(Problem::new(refused.message()).with("number", number))
        }
        "42501" => Error::Forbidden(None),
        "28000" | "28P01" => Error::SignedOut,
        "40001" | "40P01" => Error::Again,
        "55P03" => Error::conflict("LOCKED"),
        "57014" => Error::conflict("TOO_SLOW"),
        "53300" => Error::Offline("all connections of the server are taken".to_owned()),
        // The forms look at all of this before; what comes here all the same was entered, and is no mistake of ours.
        "22003" => Error::field("amount", Problem::new("AMOUNT_TOO_LARGE")),
        "22007" | "22008" | "22009" => Error::field("day", Problem::new("DATE_RANGE")),
        "22021" | "22P05" => Error::field("text", Problem::new("TEXT_CONTROL_CHAR")),
        code if code.starts_with("08") || code.starts_with("57P") => {
            Error::Offline(refused.message().to_owned())
        }
        _ => match (refused.kind(), refused.constraint()) {
            (ErrorKind::UniqueViolation, Some(constraint)) => {
                Error::Conflict(Problem::new("TAKEN").with("what", constraint))
            }
            (ErrorKind::ForeignKeyViolation, Some(constraint)) => {
                let field = referring(refused.table().unwrap_or_default(), constraint);
                Error::field(field, Problem::new("CHOICE_UNKNOWN"))
            }
            _ => Error::Internal(format!("{code} {}", refused.message())),
        },
    }
}

/// The field of a constraint such as `registrations_package_fkey`.
fn referring<'c>(table: &str, constraint: &'c str) -> &'c str {
    let name = constraint.strip_prefix(table).unwrap_or(constraint);
    let name = name.strip_suffix("_fkey").unwrap_or(name);
    name.trim_start_matches('_')
}

#[cfg(test)]
mod tests {
    use super::referring;

    #[test]
    fn a_constraint_names_its_field() {
        assert_eq!(
            referring("registrations", "registrations_package_fkey"),
            "package"
        );
        assert_eq!(
            referring("ticket_helpers", "ticket_helpers_staff_fkey"),
            "staff"
        );
    }
}
