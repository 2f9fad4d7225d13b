//! A provider of the size the product is made for, and the people who work there.

use std::time::{Duration, Instant};

use aglis_core::context::Cx;
use sqlx::{AssertSqlSafe, PgPool};

use crate::support::desk::Desk;

/// Customers, connections and registrations; five times as many tickets, ten times as many invoices.
pub const CUSTOMERS: i64 = 100_000;
/// The zone of the supervisor and of the technician.
pub const ZONE: i64 = 4;
/// What a first page and a search of the palette may take, 95 of 100 times.
pub const LIMIT_MS: f64 = 50.0;

/// The database and who asks it.
pub struct Company {
    /// Whom no row-level security holds up.
    pub owner: PgPool,
    /// How long it took to fill.
    pub filled_in: Duration,
    /// Sees everything.
    pub admin: Cx,
    /// Sees everything but the trail of others.
    pub office: Cx,
    /// Sees one zone in ten.
    pub supervisor: Cx,
    /// Sees what he works on: ten thousand tickets, of which two hundred are open.
    pub technician: Cx,
}

impl Company {
    /// Fills a new database and signs everybody in.
    pub async fn open(desk: &Desk, name: &str) -> Self {
        let owner = desk.database(name).await;
        let filling = Instant::now();
        run(
            &owner,
            &format!("set bench.rows = {CUSTOMERS}; {}", include_str!("many.sql")),
        )
        .await;
        let company = Self {
            admin: desk.person(&owner, "admin", &[]).await,
            office: desk.person(&owner, "office", &[]).await,
            supervisor: desk.person(&owner, "supervisor", &[ZONE]).await,
            technician: desk.person(&owner, "technician", &[ZONE]).await,
            filled_in: filling.elapsed(),
            owner,
        };
        // They take the places of two who were there: a twelfth of the trail, a forty-eighth of the tickets.
        run(
            &company.owner,
            "set session_replication_role = replica;
             update tickets set lead_id = (select id from staff where role = 'technician' order by id limit 1) where lead_id = 1001;
             update audit_rows set staff_id = (select id from staff where role = 'office' order by id limit 1) where staff_id = 1101;
             update audit_batches set staff_id = (select id from staff where role = 'office' order by id limit 1) where staff_id = 1101;
             set session_replication_role = origin",
        )
        .await;
        // What a server does by itself within minutes, and a page would otherwise do while it is being measured.
        run(&company.owner, "vacuum analyze").await;
        company
    }

    /// Ends every session.
    pub async fn close(self) {
        for cx in [
            &self.admin,
            &self.office,
            &self.supervisor,
            &self.technician,
        ] {
            cx.pool.close().await;
        }
        self.owner.close().await;
    }
}

/// Runs statements on one connection, which forgets their settings afterwards.
async fn run(owner: &PgPool, statements: &str) {
    let mut db = owner.acquire().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statements.to_owned()))
        .execute(&mut *db)
        .await
        .unwrap();
    sqlx::raw_sql("reset all").execute(&mut *db).await.unwrap();
}
