//! A database for one test, and the people who work in it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aglis_core::context::Cx;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::runtime;

use super::cluster::{cluster, owner_of_cluster, run};

/// The password of everybody in a test.
pub const PASSWORD: &str = "kata sandi percobaan";

/// What the server keeps of [`PASSWORD`] (RFC 5803), hashed once instead of 4,096 times: programs compiled to be tested take
/// long over the others, and they sign in thousands of times.
pub const VERIFIER: &str = "SCRAM-SHA-256$1:YWdsaXMgdGVzdCBzYWx0Lg==$K5ylT9ntbqj8o46U/NTc+BwVviPrQEfiOmkr4rDNvyc=:jEVLMV0KACPplxgIyW7qYuGkA2HWYKx03QzAWc2a2zk=";

/// A migrated database of its own, dropped at the end of the test, with its logins.
pub struct TestDb {
    name: String,
    owner: PgPool,
    /// Logins belong to the whole cluster, so they are dropped one by one.
    logins: Mutex<Vec<String>>,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    /// The row in `staff`.
    pub id: i64,
    /// The Postgres login.
    pub username: String,
    /// Connections under that login.
    pub pool: PgPool,
}

impl Person {
    /// A session of this person as the desktop has it.
    pub fn cx(&self) -> Cx {
        Cx::new(self.pool.clone(), "test")
    }
}

impl TestDb {
    /// Copies the migrated template.
    pub async fn new() -> Self {
        let shared = tokio::task::spawn_blocking(cluster).await.unwrap();
        let name = format!("test_{}_{}", shared.tag, next_number());
        let mut root = owner_of_cluster().await;
        run(
            &mut root,
            &format!("create database {name} template {}", shared.template),
        )
        .await;
        let owner = pool(shared.server.admin_options(&name), 4).await;
        Self {
            name,
            owner,
            logins: Mutex::default(),
        }
    }

    /// Connections of the superuser, for arranging and for looking behind the scenes.
    pub fn owner(&self) -> &PgPool {
        &self.owner
    }

    /// How somebody connects to this database.
    pub fn options(&self, username: &str, password: &str) -> PgConnectOptions {
        cluster()
            .server
            .connect_options(username, password, &self.name)
    }

    /// How the superuser connects to this database.
    pub fn owner_options(&self) -> PgConnectOptions {
        cluster().server.admin_options(&self.name)
    }

    /// A new person of this role (`admin`, `supervisor`, `office`, `technician`) who sees no zone in particular.
    pub async fn staff(&self, role: &str) -> Person {
        self.staff_of(role, &[]).await
    }

    /// A new person of this role who works in these zones.
    pub async fn staff_of(&self, role: &str, zones: &[i64]) -> Person {
        let username = format!("{role}.{}.{}", cluster().tag, next_number());
        self.logins.lock().unwrap().push(username.clone());
        let id = sqlx::query_scalar(
            "select app.create_staff($1, $2, null, $3::text::staff_role, $4, $5, 'id')",
        )
        .bind(&username)
        .bind(format!("Petugas {role}"))
        .bind(role)
        .bind(zones)
        .bind(VERIFIER)
        .fetch_one(&self.owner)
        .await
        .unwrap();
        let pool = pool(self.options(&username, PASSWORD), 4).await;
        Person { id, username, pool }
    }

    /// Remembers a login that the test itself had created, so that it is dropped too.
    pub fn forget_later(&self, username: &str) {
        self.logins.lock().unwrap().push(username.to_owned());
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let name = self.name.clone();
        let logins = std::mem::take(
            &mut *self
                .logins
                .lock()
                .unwrap_or_else(|broken| broken.into_inner()),
        );
        // Not in the test's own runtime, which may be on its way out.
        let cleaning = std::thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let mut root = owner_of_cluster().await;
                run(
                    &mut root,
                    &format!("drop database if exists {name} with (force)"),
                )
                .await;
                for login in logins {
                    run(&mut root, &format!("drop role if exists \"{login}\"")).await;
                }
            });
        });
        // A second panic would hide the first; whatever is left is swept at the next start.
        cleaning.join().ok();
    }
}

fn next_number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

async fn pool(options: PgConnectOptions, most: u32) -> PgPool {
    let pool = PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(10));
    pool.connect_with(options).await.unwrap()
}
