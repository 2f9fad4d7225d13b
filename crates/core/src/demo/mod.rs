//! A workspace to try everything in: a provider in Bandung with eighteen months of customers, work and money.
//!
//! Names are invented; the same seed and day give the same data. Its logins have a published password, which is why a
//! workspace says that it is a demo and why real data does not belong into it.

mod around;
mod history;
mod homes;
mod messages;
mod money;
mod people;
mod work;
mod write;

use chrono::NaiveDate;
use model::{
    access::Role,
    desk::DemoLogin,
    secret::Secret,
    settings::{BankAccount, Company},
};
use sqlx::{PgConnection, PgPool, types::Json};

use crate::{
    access,
    error::{Error, Result},
};

/// The published password of every demo login; it protects nothing.
pub const PASSWORD: &str = "aglis-demo-2026";

/// The people of the demo: login name, name, role and the zones they look after.
pub const LOGINS: [(&str, &str, Role, &[i64]); 6] = [
    ("dewi", "Dewi Lestari", Role::Admin, &[]),
    ("siti", "Siti Rahayu", Role::Office, &[]),
    ("andi", "Andi Saputra", Role::Supervisor, &[1, 2, 3, 4]),
    ("joko", "Joko Susanto", Role::Technician, &[1, 2]),
    ("rudi", "Rudi Hartono", Role::Technician, &[2, 3]),
    ("wawan", "Wawan Setiawan", Role::Technician, &[3, 4]),
];

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemoReport {
    /// Customers, each with one service.
    pub customers: usize,
    /// Applications in every state.
    pub registrations: usize,
    /// Tickets.
    pub tickets: usize,
    /// Invoices.
    pub invoices: usize,
    /// Payments.
    pub payments: usize,
}

/// The demo logins for the page where people sign in.
#[must_use]
pub fn logins() -> Vec<DemoLogin> {
    LOGINS
        .iter()
        .map(|(username, name, role, _)| DemoLogin {
            username: (*username).to_owned(),
            name: (*name).to_owned(),
            role: *role,
            password: PASSWORD.to_owned(),
        })
        .collect()
}

/// Whether a workspace was filled with demo data, so that its published logins may be offered.
///
/// # Errors
/// [`Error::Offline`] when the database is lost.
pub async fn is_demo(pool: &PgPool) -> Result<bool> {
    let said =
        sqlx::query_scalar!(r#"select value = 'true' as "demo!" from settings where key = 'demo'"#)
            .fetch_optional(pool)
            .await?;
    Ok(said.unwrap_or(false))
}

/// Fills an empty workspace with demo data, in one transaction.
///
/// `pool` connects as the administrator of the cluster; `today` is the last day of the history.
///
/// # Errors
/// `TAKEN` when the workspace holds zones or customers already; [`Error::Offline`] when the database is lost, nothing is changed then.
pub async fn fill(pool: &PgPool, seed: u64, today: NaiveDate) -> Result<DemoReport> {
    let history = tokio::task::spawn_blocking(move || history::make(seed, today))
        .await
        .map_err(|error| Error::Internal(format!("cannot make the demo history: {error}")))?;
    let mut tx = pool.begin().await?;
    let db = &mut *tx;
    let taken = sqlx::query_scalar!(
        r#"select exists (select from zones) or exists (select from customers) as "taken!""#
    )
    .fetch_one(&mut *db)
    .await?;
    if taken {
        return Err(Error::conflict("TAKEN"));
    }
    company(db).await?;
    write::surroundings(db, today).await?;
    around::rules(db).await?;
    let staff = staff(db).await?;
    let of = |role: Role| {
        LOGINS
            .iter()
            .zip(&staff)
            .filter(move |((_, _, is, _), _)| *is == role)
            .map(|(_, id)| *id)
    };
    let office = of(Role::Office).next().unwrap_or_default();
    let supervisor = of(Role::Supervisor).next().unwrap_or_default();
    let technicians: Vec<i64> = of(Role::Technician).collect();
    write::rules(db, false).await?;
    write::homes(db, &history).await?;
    write::applicants(db, &history).await?;
    write::tickets(db, &history, &technicians).await?;
    write::invoices(db, &history, office).await?;
    write::timelines(db, office).await?;
    around::tickets(db, office, supervisor).await?;
    messages::write(db, today).await?;
    write::rules(db, true).await?;
    write::finish(db).await?;
    tx.commit().await?;
    Ok(DemoReport {
        customers: history.homes.len(),
        registrations: history.homes.len() + history.applicants.len(),
        tickets: history.tickets.len(),
        invoices: history.invoices.len(),
        payments: history
            .invoices
            .iter()
            .filter(|invoice| invoice.paid > 0)
            .count(),
    })
}

/// A static QRIS code of a merchant that does not exist.
const QRIS: &str = "00020101021126670015ID.CO.AGLIS.WWW01189360091100000000000215ID10200000000010303UMI5204481653033605802ID5912AGLIS CONTOH6007BANDUNG6105401156304F8DC";

async fn company(db: &mut PgConnection) -> Result<()> {
    let account = |bank: &str, number: &str| BankAccount {
        bank: bank.to_owned(),
        number: number.to_owned(),
        holder: "PT AGLIS Contoh".to_owned(),
    };
    let company = Company {
        name: "AGLIS Contoh".to_owned(),
        address: "Jl. Ir. H. Djuanda No. 100\nDago, Coblong\nKota Bandung 40135".to_owned(),
        npwp: "00.000.000.0-000.000".to_owned(),
        phone: "022-5550100".to_owned(),
        email: "halo@aglis.example.com".to_owned(),
        bank_accounts: vec![
            account("BCA", "0000000001"),
            account("Mandiri", "0000000000002"),
        ],
        qris: QRIS.to_owned(),
        time_zone: "Asia/Jakarta".to_owned(),
    };
    sqlx::query!("update settings set value = case key when 'company' then $1 else 'true'::jsonb end where key in ('company', 'demo')", Json(company) as _)
        .execute(db)
        .await?;
    Ok(())
}

/// Staff with their logins, as ids in the order of [`LOGINS`].
///
/// Logins belong to the whole cluster. One that is there already may be a real person's in another workspace, so that its
/// password and group stay as they are.
async fn staff(db: &mut PgConnection) -> Result<Vec<i64>> {
    let mut ids = Vec::new();
    for (username, name, role, zones) in LOGINS {
        let verifier = access::verifier(&Secret::new(PASSWORD));
        let known = sqlx::query_scalar!(
            r#"select exists (select from pg_roles where rolname = $1) as "known!""#,
            username
        )
        .fetch_one(&mut *db)
        .await?;
        if !known {
            let id = sqlx::query_scalar!(
                r#"select app.create_staff($1, $2, null, $3::text::staff_role, $4, $5, 'id') as "id!""#,
                username,
                name,
                role.name(),
                zones,
                verifier
            )
            .fetch_one(&mut *db)
            .await?;
            ids.push(id);
            continue;
        }
        let id = sqlx::query_scalar!("insert into staff (username, name, role) values ($1, $2, $3::text::staff_role) returning id", username, name, role.name())
            .fetch_one(&mut *db)
            .await?;
        sqlx::query!(
            "insert into staff_zones select $1, z from unnest($2::bigint[]) z",
            id,
            zones
        )
        .execute(&mut *db)
        .await?;
        ids.push(id);
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use model::{qris::Qris, valid};

    use super::{LOGINS, PASSWORD, QRIS};

    #[test]
    fn logins_and_code_pass_our_own_checks() {
        assert_eq!(valid::password(PASSWORD), Ok(()));
        for (username, name, ..) in LOGINS {
            assert!(valid::login_name(username).is_ok() && valid::name(name).is_ok());
        }
        assert_eq!(
            Qris::parse(QRIS).map(|qris| qris.merchant().to_owned()),
            Ok("AGLIS CONTOH".to_owned())
        );
    }
}
