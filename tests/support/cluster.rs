//! One private Postgres for all tests, started by the first test that needs it and stopped by the last program
//! that used it. It is our own local workspace's server, only without `fsync`: a test loses nothing with the machine.

use std::env;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use aglis_core::workspace::{Durability, MIGRATIONS, Place, Server, migrate};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use tokio::runtime::Runtime;

/// Names the folder to the process that stops the server after the tests.
const JANITOR: &str = "AGLIS_TEST_JANITOR";

/// Names the folder of the server, when whoever starts the tests has a better one for it.
const FOLDER: &str = "AGLIS_TEST_CLUSTER";

/// The shared server, with everything that must live as long as this test program.
pub struct TestCluster {
    pub server: Server,
    /// Name of the migrated database that every test's own is copied from.
    pub template: String,
    /// Marks this program's databases and logins.
    pub tag: String,
    /// Holds the advisory locks that keep others from sweeping this program's databases away.
    _marks: PgConnection,
    _janitor: Child,
    _runtime: Runtime,
}

/// The server, started at the first call.
pub fn cluster() -> &'static TestCluster {
    static CLUSTER: OnceLock<TestCluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        // Its own thread and runtime: the caller's belong to one test and end with it.
        std::thread::spawn(start)
            .join()
            .expect("the test server starts")
    })
}

fn start() -> TestCluster {
    let runtime = Runtime::new().unwrap();
    let place = place();
    let janitor = leave_janitor(place.folder());
    let tag = format!(
        "t{:x}{:x}",
        std::process::id(),
        uuid::Uuid::now_v7().as_u128() as u16
    );
    let (server, template, marks) = runtime.block_on(async {
        let server = Server::open(place, None, |_| {}).await.unwrap();
        let mut owner = server.admin_options("postgres").connect().await.unwrap();
        let template = format!("aglis_template_{:016x}", migrations_hash());
        mark(&mut owner, "pg_advisory_lock", &tag).await;
        mark(&mut owner, "pg_advisory_lock_shared", &template).await;
        if server.was_started() {
            sweep(&mut owner, [&tag, &template]).await;
        }
        make_template(&server, &mut owner, &template).await;
        (server, template, owner)
    });
    TestCluster {
        server,
        template,
        tag,
        _marks: marks,
        _janitor: janitor,
        _runtime: runtime,
    }
}

/// The folder of [`FOLDER`]; without it the one beside the build, or, where the server's user may not enter that (root's home),
/// a temporary one.
fn place() -> Place {
    if let Some(folder) = env::var_os(FOLDER) {
        return Place::at(folder).with_durability(Durability::Disposable);
    }
    let beside = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .unwrap()
        .join("test-cluster");
    let folder = if is_open(&beside) {
        beside
    } else {
        temporary("aglis-test-cluster", &beside)
    };
    Place::at(folder).with_durability(Durability::Disposable)
}

/// A folder for one test's own cluster that the server's user may enter.
pub fn folder_for_cluster() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("aglis-").tempdir().unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(
        folder.path(),
        std::os::unix::fs::PermissionsExt::from_mode(0o711),
    )
    .unwrap();
    folder
}

fn temporary(name: &str, distinct: &Path) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    distinct.hash(&mut hasher);
    env::temp_dir().join(format!("{name}-{:x}", hasher.finish()))
}

#[cfg(unix)]
fn is_open(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let open = |folder: &Path| {
        folder
            .metadata()
            .is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0)
    };
    folder.ancestors().skip(1).all(open)
}

#[cfg(not(unix))]
fn is_open(_folder: &Path) -> bool {
    true
}

/// Starts this test program once more as the one who stays until we are gone, however that happens.
fn leave_janitor(folder: &Path) -> Child {
    let mut janitor = Command::new(env::current_exe().unwrap());
    janitor
        .args([
            "--exact",
            "support::cluster::the_last_one_turns_off_the_light",
        ])
        .env(JANITOR, folder);
    janitor
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut janitor, 0);
    janitor.spawn().unwrap()
}

/// Not a test unless started by [`leave_janitor`]: waits for the test program's end, then stops an unused server.
#[test]
fn the_last_one_turns_off_the_light() {
    let Some(folder) = env::var_os(JANITOR) else {
        return;
    };
    let mut nothing = Vec::new();
    std::io::stdin().read_to_end(&mut nothing).unwrap();
    let place = Place::at(folder).with_durability(Durability::Disposable);
    Runtime::new()
        .unwrap()
        .block_on(Server::stop_unused(place))
        .unwrap();
}

fn migrations_hash() -> u64 {
    let mut hasher = DefaultHasher::new();
    for migration in MIGRATIONS.iter() {
        (migration.version, &migration.checksum).hash(&mut hasher);
    }
    hasher.finish()
}

async fn mark(owner: &mut PgConnection, how: &str, name: &str) {
    run(owner, &format!("select {how}(hashtext('{name}'))")).await;
}

/// Drops what killed test programs left: a name whose mark nobody holds belongs to nobody.
async fn sweep(owner: &mut PgConnection, ours: [&str; 2]) {
    let left: Vec<(String, String)> = sqlx::query_as(
        "select datname::text, coalesce(substring(datname from '^test_(t[0-9a-f]+)_'), datname::text) from pg_database
         where datname ~ '^(test_t|aglis_template_)'",
    )
    .fetch_all(&mut *owner)
    .await
    .unwrap();
    for (database, name) in left {
        let free: bool = sqlx::query_scalar("select pg_try_advisory_lock(hashtext($1))")
            .bind(&name)
            .fetch_one(&mut *owner)
            .await
            .unwrap();
        // One's own marks are granted again and again.
        if free && !ours.contains(&name.as_str()) {
            run(
                owner,
                &format!("alter database {database} is_template false"),
            )
            .await;
            run(owner, &format!("drop database {database} with (force)")).await;
            drop_roles(owner, &name).await;
        }
        if free {
            run(
                owner,
                &format!("select pg_advisory_unlock(hashtext('{name}'))"),
            )
            .await;
        }
    }
}

/// Drops the logins of the tests whose names carry `mark`.
pub async fn drop_roles(owner: &mut PgConnection, mark: &str) {
    let query = "select rolname::text from pg_roles where rolname like '%.' || $1 || '.%'";
    let roles: Vec<String> = sqlx::query_scalar(query)
        .bind(mark)
        .fetch_all(&mut *owner)
        .await
        .unwrap();
    for role in roles {
        run(owner, &format!("drop role if exists \"{role}\"")).await;
    }
}

/// Makes the template unless another program of the same migrations has made it.
async fn make_template(server: &Server, owner: &mut PgConnection, template: &str) {
    run(owner, "select pg_advisory_lock(-4711)").await;
    let present: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(template)
            .fetch_one(&mut *owner)
            .await
            .unwrap();
    if !present {
        let draft = format!("{template}_draft");
        run(
            owner,
            &format!("drop database if exists {draft} with (force)"),
        )
        .await;
        run(owner, &format!("create database {draft}")).await;
        let options = PgPoolOptions::new().max_connections(1);
        let pool = options
            .connect_with(server.admin_options(&draft))
            .await
            .unwrap();
        migrate(&pool).await.unwrap();
        pool.close().await;
        run(
            owner,
            &format!("alter database {draft} rename to {template}"),
        )
        .await;
        run(
            owner,
            &format!("alter database {template} is_template true allow_connections false"),
        )
        .await;
    }
    run(owner, "select pg_advisory_unlock(-4711)").await;
}

/// Runs one statement as the owner.
pub async fn run(owner: &mut PgConnection, statement: &str) {
    let done = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
        .execute(owner)
        .await;
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

/// The owner's own connection to the maintenance database.
pub async fn owner_of_cluster() -> PgConnection {
    PgConnection::connect_with(&cluster().server.admin_options("postgres"))
        .await
        .unwrap()
}
