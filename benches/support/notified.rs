//! An office that was told a lot: a local workspace as people have it, `fsync` and all, filled in seconds, and who signs in there.

use std::path::Path;

use aglis_core::{
    access, connection,
    context::Cx,
    workspace::{LocalWorkspace, Place},
};
use model::secret::Secret;
use sqlx::{AssertSqlSafe, PgPool, postgres::PgConnectOptions};

/// Everybody's password.
pub const PASSWORD: &str = "kata sandi pengukuran";
/// Technicians, each with a login: `teknisi1` and so on.
pub const TECHNICIANS: i64 = 100;
/// People of the office: `kantor1` and so on. The first one was told most.
pub const OFFICE: i64 = 12;

/// A workspace in use.
pub struct Office {
    workspace: LocalWorkspace,
    /// The next ticket that nobody has.
    next: i64,
}

impl Office {
    /// Makes it in a folder of desks and fills it: tickets, half of them nobody's, and notifications of the one who was told most.
    pub async fn open(data: &Path, tickets: i64, notifications: i64) -> Self {
        let place = Place::at(data.join("workspaces/local"))
            .with_setting("max_connections", &(TECHNICIANS + 100).to_string());
        let workspace = LocalWorkspace::open(place, |_| {}).await.unwrap();
        let office = Self { workspace, next: 0 };
        let people = "select count(app.create_staff(p.name, initcap(p.name), null, p.role::text::staff_role, '{}', $1, 'id')) from (
              select 'teknisi' || g as name, 'technician' as role from generate_series(1, $2) g
              union all select 'kantor' || g, 'office' from generate_series(1, $3) g
              union all select 'admin1', 'admin') p";
        sqlx::query(people)
            .bind(access::verifier(&Secret::new(PASSWORD)))
            .bind(TECHNICIANS)
            .bind(OFFICE)
            .execute(office.owner())
            .await
            .unwrap();
        let fill = include_str!("notified.sql");
        office
            .run(&format!("set bench.tickets = {tickets}; set bench.notifications = {notifications}; {fill} reset all; create table plain (at timestamptz)"))
            .await;
        office.run("vacuum analyze").await;
        office
    }

    /// Whom no row-level security holds up.
    pub fn owner(&self) -> &PgPool {
        self.workspace.admin_pool()
    }

    /// Runs statements behind the scenes.
    pub async fn run(&self, statements: &str) {
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned()))
            .execute(self.owner())
            .await
            .unwrap();
    }

    /// How somebody connects.
    pub fn options(&self, username: &str) -> PgConnectOptions {
        self.workspace.connect_options(username, PASSWORD)
    }

    /// Somebody's session, opened as the window opens it.
    pub async fn sign_in(&self, username: &str) -> Cx {
        let opened = connection::open(self.options(username), "bench").await;
        opened.unwrap().cx
    }

    /// Whose id this login's person has.
    pub async fn staff(&self, username: &str) -> i64 {
        sqlx::query_scalar("select id from staff where username = $1")
            .bind(username)
            .fetch_one(self.owner())
            .await
            .unwrap()
    }

    /// A ticket that nobody has yet; every second one is urgent.
    pub fn ticket(&mut self) -> i64 {
        self.next += 2;
        self.next
    }

    /// The next urgent one, which is never folded into others.
    pub fn urgent_ticket(&mut self) -> i64 {
        self.next += 4 - self.next % 4;
        self.next
    }

    /// Lets the notifications of the last minutes be older, so that what comes now is no storm.
    pub async fn calm(&self) {
        self.run("update notifications set created_at = created_at - interval '1 hour' where created_at > now() - interval '5 minutes'").await;
    }

    /// Leaves the workspace; its server stops.
    pub async fn close(self) {
        self.workspace.close().await.unwrap();
    }
}
