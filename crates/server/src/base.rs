//! Reaching the database: the local workspace or one somebody else runs, as its owner or with a person's login.

use std::{
    io::{BufRead as _, IsTerminal as _},
    time::Duration,
};

use aglis_core::{
    answer,
    connection::{self, ConnectProblem},
    context::Cx,
    workspace::{LocalWorkspace, Place, Step},
};
use model::{
    call::{Answered, Call, Envelope},
    secret::Secret,
};
use sqlx::{
    Connection as _, PgConnection,
    postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
};
use tokio::time::timeout;
use uuid::Uuid;

use crate::{arguments::Base, failure::Failure};

/// The name of this program in the audit trail.
const DEVICE: &str = "aglis";
/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

/// An open database.
pub struct Opened {
    /// Connections, of the owner or of a person.
    pub cx: Cx,
    local: Option<LocalWorkspace>,
}

impl Opened {
    /// Leaves the database; the last user of a local workspace stops its server.
    pub async fn close(self) {
        self.cx.pool.close().await;
        if let Some(local) = self.local
            && let Err(problem) = local.close().await
        {
            // What was committed is safe, and the next program that opens the workspace finds the server.
            tracing::warn!(code = problem.code(), "the workspace did not close");
        }
    }
}

/// Whether the arguments mean a local workspace, and then where it lies.
pub fn place(base: &Base) -> Result<Option<Place>, Failure> {
    match base.database.as_deref() {
        None => Ok(Some(Place::named(&base.workspace)?)),
        Some("local") => Ok(Some(Place::named("local")?)),
        Some(_) => Ok(None),
    }
}

/// Whether the arguments mean a database whose server runs on this machine.
pub fn is_on_this_machine(base: &Base) -> Result<bool, Failure> {
    let Some(url) = base.database.as_deref().filter(|url| *url != "local") else {
        return Ok(true);
    };
    Ok(is_here(split(url)?.2))
}

/// Refuses a person's login where only the owner of the database can do the work.
pub fn refuse_staff(base: &Base) -> Result<(), Failure> {
    match base.user {
        None => Ok(()),
        Some(_) => Err(Failure::usage(
            "this is work for the owner of the database: leave --user and AGLIS_USER away, and name him in the address, postgres://OWNER@…",
        )),
    }
}

/// Opens what the arguments mean, if this version of the program may work in it. A local workspace is made and brought up
/// to date on the way.
pub async fn open(base: &Base) -> Result<Opened, Failure> {
    checked(open_any_version(base).await?).await
}

/// As [`open`], for a program that works by itself: --user is then the login of an enrolled machine, which is nobody of the staff.
pub async fn open_to_work(base: &Base) -> Result<Opened, Failure> {
    checked(open_as(base, Whom::Machine).await?).await
}

async fn checked(opened: Opened) -> Result<Opened, Failure> {
    let checked = match opened.cx.pool.acquire().await {
        Ok(mut db) => connection::check_schema(&mut db).await,
        Err(error) => Err(ConnectProblem::from(&error)),
    };
    match checked {
        Ok(()) => Ok(opened),
        Err(problem) => {
            opened.close().await;
            Err(problem.into())
        }
    }
}

/// As [`open`], for the commands that mend or examine a database of whatever version.
pub async fn open_any_version(base: &Base) -> Result<Opened, Failure> {
    open_as(base, Whom::Person).await
}

/// Whose login --user names.
#[derive(Clone, Copy)]
enum Whom {
    Person,
    Machine,
}

async fn sign_in(options: PgConnectOptions, whom: Whom) -> Result<Cx, Failure> {
    match whom {
        Whom::Person => Ok(connection::open(options, DEVICE).await?.cx),
        Whom::Machine => plainly(options).await,
    }
}

async fn open_as(base: &Base, whom: Whom) -> Result<Opened, Failure> {
    let Some(place) = place(base)? else {
        let options = remote(base)?;
        let cx = match base.user {
            Some(_) => sign_in(options, whom).await?,
            None => plainly(options).await?,
        };
        return Ok(Opened { cx, local: None });
    };
    let local = LocalWorkspace::open(place, |step| match step {
        Step::Creating => tracing::info!("making the local workspace"),
        step => tracing::debug!(?step, "opening the local workspace"),
    })
    .await?;
    let Some(user) = &base.user else {
        let cx = Cx::new(local.admin_pool().clone(), DEVICE);
        return Ok(Opened {
            cx,
            local: Some(local),
        });
    };
    let entered = match password(base) {
        Ok(password) => {
            let options = local.connect_options(user, password.reveal());
            sign_in(options, whom).await
        }
        Err(failure) => Err(failure),
    };
    match entered {
        Ok(cx) => Ok(Opened {
            cx,
            local: Some(local),
        }),
        Err(failure) => {
            local.close().await?;
            Err(failure)
        }
    }
}

/// Asks the core as a page would.
pub async fn ask<C: Call>(cx: &Cx, request: C) -> Result<C::Reply, Failure> {
    let envelope = Envelope {
        key: Some(Uuid::now_v7()),
        request,
    };
    let unreadable =
        |_| Failure::failed("INTERNAL", format!("cannot read the answer to {}", C::NAME));
    let bytes = serde_json::to_vec(&envelope).map_err(unreadable)?;
    let answer = answer::answer(cx, C::NAME, &bytes).await;
    let answered: Answered<C::Reply> = serde_json::from_slice(&answer).map_err(unreadable)?;
    Ok(answered?)
}

/// Connects without asking who it is.
async fn plainly(options: PgConnectOptions) -> Result<Cx, Failure> {
    // A connection of its own first: the pool tries a refusing server again and again and says only that time is up.
    let greeting = timeout(CONNECT, PgConnection::connect_with(&options))
        .await
        .map_err(|_| ConnectProblem::Timeout)?
        .map_err(|error| ConnectProblem::from(&error))?;
    greeting.close().await.ok();
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .acquire_timeout(CONNECT)
        .connect_with(options)
        .await
        .map_err(|error| ConnectProblem::from(&error))?;
    Ok(Cx::new(pool, DEVICE))
}

/// How to connect to a database by its address. Another machine is reached with full verification of its certificate only.
fn remote(base: &Base) -> Result<PgConnectOptions, Failure> {
    let (scheme, login, place) = split(base.database.as_deref().unwrap_or_default())?;
    if login.is_some_and(|login| login.contains(':')) || place.contains("password=") {
        return Err(Failure::usage(
            "a password does not belong into the address: set AGLIS_PASSWORD or use --password-stdin",
        ));
    }
    let user = base.user.as_deref().or(login);
    let user =
        user.ok_or_else(|| Failure::usage("say as whom: --user USER or postgres://USER@…"))?;
    let address = format!("{scheme}://{place}");
    if is_here(place) {
        let options: PgConnectOptions = address.parse().map_err(|_| ConnectProblem::Settings)?;
        // Without a certificate for `localhost` the loopback is as good as a socket.
        let options = match options.get_ssl_mode() {
            PgSslMode::Prefer => options.ssl_mode(PgSslMode::Disable),
            _ => options,
        };
        let options = options.username(user);
        // The owner of a server on this machine may be known by his system account alone.
        return Ok(match password(base) {
            Ok(password) => options.password(&connection::wire(password.reveal())),
            Err(_) => options,
        });
    }
    let shared = connection::parse_url(&address)?;
    Ok(connection::options(&shared, user, &password(base)?)?)
}

/// Scheme, login and the rest of an address.
fn split(url: &str) -> Result<(&str, Option<&str>, &str), Failure> {
    let (scheme, rest) = url.split_once("://").ok_or(ConnectProblem::Settings)?;
    let (authority, _) = rest.split_once('/').ok_or(ConnectProblem::Settings)?;
    Ok(match authority.rsplit_once('@') {
        Some((login, _)) => (scheme, Some(login), &rest[login.len() + 1..]),
        None => (scheme, None, rest),
    })
}

/// Whether an address without its login names this machine.
fn is_here(place: &str) -> bool {
    let host = place.split(['/', '?']).next().unwrap_or_default();
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    if place.contains("host=") || place.contains("hostaddr=") {
        // The parameter wins over what stands in the address.
        return place
            .split(['?', '&'])
            .filter(|part| part.starts_with("host=") || part.starts_with("hostaddr="))
            .all(|part| part.starts_with("host=/") || part.to_lowercase().starts_with("host=%2f"));
    }
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.to_lowercase().starts_with("%2f")
}

fn password(base: &Base) -> Result<Secret, Failure> {
    password_from(base, "AGLIS_PASSWORD")
}

/// A password from standard input if the arguments say so, else from a variable of the environment.
pub fn password_from(base: &Base, variable: &str) -> Result<Secret, Failure> {
    if base.password_stdin {
        if std::io::stdin().is_terminal() {
            return Err(Failure::usage(
                "--password-stdin expects a pipe, not a keyboard",
            ));
        }
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        read.map_err(|_| Failure::usage("cannot read the password from standard input"))?;
        return Ok(Secret::new(line.trim_end_matches(['\r', '\n'])));
    }
    std::env::var(variable).map(Secret::new).map_err(|_| {
        Failure::usage(format!(
            "no password: set {variable} or use --password-stdin"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::{CONNECT, is_here, plainly, remote};
    use crate::{arguments::Base, failure::Exit, migrate};

    fn base(url: &str) -> Base {
        Base {
            workspace: "local".to_owned(),
            database: Some(url.to_owned()),
            user: None,
            password_stdin: false,
        }
    }

    #[test]
    fn another_machine_is_never_taken_for_this_one() {
        for here in [
            "localhost/a",
            "127.0.0.1:5/a",
            "[::1]:5/a",
            "%2Frun/a",
            "/a?host=/run",
        ] {
            assert!(is_here(here), "{here}");
        }
        for there in [
            "db.id/a",
            "localhost.id/a",
            "localhost/a?host=db.id",
            "localhost/a?hostaddr=1.2.3.4",
            "x/a?host=localhost",
        ] {
            assert!(!is_here(there), "{there}");
        }
    }

    #[test]
    fn a_password_in_the_address_is_refused() {
        let failure = remote(&base("postgres://ani:rahasia@localhost/aglis")).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        assert!(!failure.message.contains("rahasia"));
    }

    #[tokio::test]
    async fn a_server_that_says_nothing_is_given_up_as_out_of_reach() {
        // Connections wait in its queue; nobody takes them.
        let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = silent.local_addr().unwrap().port();
        let options = remote(&base(&format!("postgres://ani@127.0.0.1:{port}/aglis"))).unwrap();
        let begun = std::time::Instant::now();
        let failure = plainly(options).await.unwrap_err();
        assert_eq!(
            (failure.exit, failure.code.as_str()),
            (Exit::Offline, "CONN_TIMEOUT")
        );
        assert!(begun.elapsed() < CONNECT * 3);
    }

    #[tokio::test]
    async fn nobody_migrates_with_the_rights_of_staff() {
        let asked = Base {
            user: Some("ani".to_owned()),
            ..base("postgres://localhost/aglis")
        };
        assert_eq!(migrate::run(&asked).await.unwrap_err().exit, Exit::Usage);
    }

    #[test]
    fn another_machine_without_encryption_is_refused() {
        let failure = remote(&base("postgres://ani@db.id/aglis?sslmode=disable")).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
    }
}
