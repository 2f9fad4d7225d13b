//! What stands in the way of a connection, told apart as far as the person can do something about it.

use model::{fault::Code, fault::Fault, problem::Problem};

/// Why a connection did not come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectProblem {
    /// Host, port or database name cannot be one.
    #[error("the address is not possible")]
    Settings,
    /// An address that asks for less than full verification.
    #[error("encryption cannot be switched off")]
    TlsRequired,
    /// The name does not resolve.
    #[error("no such host")]
    Host,
    /// Nobody listens on the port.
    #[error("connection refused")]
    Refused,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The certificate is not trusted, not for this host, expired, or there is none.
    #[error("the server's certificate is not good")]
    Certificate,
    /// Login name or password.
    #[error("login refused")]
    Login,
    /// The database does not exist, or is not AGLIS's.
    #[error("no such database")]
    Database,
    /// All connections are taken.
    #[error("all connections are taken")]
    Full,
    /// The schema is older than this program can use.
    #[error("the schema is too old")]
    SchemaOld,
    /// This program is older than the schema allows.
    #[error("the program is too old")]
    SchemaNew,
    /// The login is no (active) member of staff.
    #[error("the login has been closed")]
    LoginDisabled,
}

impl ConnectProblem {
    /// The stable code that texts and tests quote.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ConnectProblem::Settings => "CONN_SETTINGS",
            ConnectProblem::TlsRequired => "CONN_TLS_REQUIRED",
            ConnectProblem::Host => "CONN_HOST",
            ConnectProblem::Refused => "CONN_REFUSED",
            ConnectProblem::Timeout => "CONN_TIMEOUT",
            ConnectProblem::Certificate => "CONN_CERTIFICATE",
            ConnectProblem::Login => "CONN_LOGIN",
            ConnectProblem::Database => "CONN_DATABASE",
            ConnectProblem::Full => "CONN_FULL",
            ConnectProblem::SchemaOld => "SCHEMA_OLD",
            ConnectProblem::SchemaNew => "SCHEMA_NEW",
            ConnectProblem::LoginDisabled => "LOGIN_DISABLED",
        }
    }

    /// The problem as the interface shows it.
    #[must_use]
    pub fn problem(self) -> Problem {
        Problem::new(self.code())
    }

    /// The failed call it makes.
    #[must_use]
    pub fn fault(self) -> Fault {
        let code = match self {
            ConnectProblem::Settings | ConnectProblem::TlsRequired => Code::Invalid,
            ConnectProblem::Login | ConnectProblem::LoginDisabled => Code::SignedOut,
            ConnectProblem::Host
            | ConnectProblem::Refused
            | ConnectProblem::Timeout
            | ConnectProblem::Full => Code::Offline,
            ConnectProblem::Certificate
            | ConnectProblem::Database
            | ConnectProblem::SchemaOld
            | ConnectProblem::SchemaNew => Code::Outside,
        };
        Fault::because(code, self.problem())
    }
}

impl From<&sqlx::Error> for ConnectProblem {
    fn from(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(refused) => match refused.code().as_deref() {
                Some("28P01") => ConnectProblem::Login,
                Some("28000") => not_admitted(refused.as_ref()),
                Some("3D000" | "42501" | "42P01" | "3F000") => ConnectProblem::Database,
                Some("53300") => ConnectProblem::Full,
                Some(code) if code.starts_with("57P") => ConnectProblem::Refused,
                _ => ConnectProblem::Database,
            },
            sqlx::Error::Tls(_) => ConnectProblem::Certificate,
            sqlx::Error::PoolTimedOut => ConnectProblem::Timeout,
            sqlx::Error::Io(io) => match io.kind() {
                std::io::ErrorKind::ConnectionRefused | std::io::ErrorKind::NotFound => {
                    ConnectProblem::Refused
                }
                std::io::ErrorKind::TimedOut => ConnectProblem::Timeout,
                // rustls reports a refused certificate as an I/O error of the handshake.
                std::io::ErrorKind::InvalidData => ConnectProblem::Certificate,
                _ if io.to_string().contains("lookup") => ConnectProblem::Host,
                _ if io.to_string().to_ascii_lowercase().contains("certificate") => {
                    ConnectProblem::Certificate
                }
                _ => ConnectProblem::Refused,
            },
            _ => ConnectProblem::Timeout,
        }
    }
}

/// 28000 is said to a closed login whose password was right, and to a computer that no rule of the server lets in. The
/// messages are translated, the name of the place in the server that says it is not.
fn not_admitted(refused: &dyn sqlx::error::DatabaseError) -> ConnectProblem {
    let postgres = refused.try_downcast_ref::<sqlx::postgres::PgDatabaseError>();
    match postgres.and_then(sqlx::postgres::PgDatabaseError::routine) {
        Some("InitializeSessionUserId") => ConnectProblem::LoginDisabled,
        Some("ClientAuthentication") => ConnectProblem::Refused,
        _ => ConnectProblem::Login,
    }
}
