//! The address of a shared database. TLS with full verification is the only way.

use model::{desk::SharedDatabase, secret::Secret};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::{ConnectProblem, wire};

/// Checks an address and makes connect options of it.
///
/// # Errors
/// [`ConnectProblem::Settings`] for a host, port or name that cannot be one.
pub fn options(
    database: &SharedDatabase,
    username: &str,
    password: &Secret,
) -> Result<PgConnectOptions, ConnectProblem> {
    if !SharedDatabase::is_host(&database.host)
        || !SharedDatabase::is_name(&database.database)
        || database.port == 0
    {
        return Err(ConnectProblem::Settings);
    }
    let mut options = PgConnectOptions::new_without_pgpass()
        .host(&database.host)
        .port(database.port)
        .database(&database.database)
        .username(username)
        .password(&wire(password.reveal()))
        .ssl_mode(PgSslMode::VerifyFull);
    if let Some(ca) = &database.ca_certificate {
        if !ca.contains("-----BEGIN CERTIFICATE-----") || ca.len() > 100_000 {
            return Err(ConnectProblem::Settings);
        }
        options = options.ssl_root_cert_from_pem(ca.clone().into_bytes());
    }
    Ok(options)
}

/// Reads `postgres://host:port/database` as operators write it. A password in it, or any parameter that could weaken the
/// connection, is refused.
///
/// # Errors
/// [`ConnectProblem::TlsRequired`] for an `sslmode` other than `verify-full`, [`ConnectProblem::Settings`] for anything else.
pub fn parse_url(url: &str) -> Result<SharedDatabase, ConnectProblem> {
    let rest = url
        .strip_prefix("postgres://")
        .or_else(|| url.strip_prefix("postgresql://"))
        .ok_or(ConnectProblem::Settings)?;
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    for parameter in parameters
        .split('&')
        .filter(|parameter| !parameter.is_empty())
    {
        match parameter.split_once('=') {
            Some(("sslmode", "verify-full")) => {}
            Some(("sslmode", _)) => return Err(ConnectProblem::TlsRequired),
            _ => return Err(ConnectProblem::Settings),
        }
    }
    if place.contains('@') {
        return Err(ConnectProblem::Settings);
    }
    let (address, database) = place.split_once('/').ok_or(ConnectProblem::Settings)?;
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| ConnectProblem::Settings)?),
        None => (address, 5432),
    };
    let shared = SharedDatabase {
        host: host.to_owned(),
        port,
        database: database.to_owned(),
        ca_certificate: None,
    };
    options(&shared, "check", &Secret::default())?;
    Ok(shared)
}

#[cfg(test)]
mod tests {
    use model::{desk::SharedDatabase, secret::Secret};
    use sqlx::postgres::PgSslMode;

    use super::{options, parse_url};
    use crate::connection::ConnectProblem;

    fn shared(host: &str, port: u16) -> SharedDatabase {
        SharedDatabase {
            host: host.to_owned(),
            port,
            database: "aglis".to_owned(),
            ca_certificate: None,
        }
    }

    #[test]
    fn impossible_addresses_are_refused() {
        for (host, port) in [
            ("db;rm -rf", 5432),
            ("", 5432),
            ("db.example", 0),
            ("-oProxyCommand", 1),
            ("a b", 1),
            ("/tmp", 1),
        ] {
            assert_eq!(
                options(&shared(host, port), "siti", &Secret::new("x")).unwrap_err(),
                ConnectProblem::Settings,
                "{host}:{port}"
            );
        }
    }

    #[test]
    fn every_connection_verifies_the_server() {
        let made = options(&shared("db.example", 5432), "siti", &Secret::new("x")).unwrap();
        assert!(matches!(made.get_ssl_mode(), PgSslMode::VerifyFull));
    }

    #[test]
    fn an_address_cannot_switch_encryption_off() {
        assert_eq!(
            parse_url("postgres://db.example/aglis?sslmode=disable").unwrap_err(),
            ConnectProblem::TlsRequired
        );
        assert_eq!(
            parse_url("postgres://db.example:70000/aglis").unwrap_err(),
            ConnectProblem::Settings
        );
        assert_eq!(
            parse_url("postgres://siti:geheim@db.example/aglis").unwrap_err(),
            ConnectProblem::Settings
        );
        assert_eq!(
            parse_url("postgres://db.example/aglis?options=-csearch_path=x").unwrap_err(),
            ConnectProblem::Settings
        );
        assert_eq!(
            parse_url("postgres://db.example:6543/aglis?sslmode=verify-full").map(|s| s.port),
            Ok(6543)
        );
    }
}
