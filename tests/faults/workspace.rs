//! The local workspace's server is killed, shared, left behind and found again.

use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aglis_core::workspace::{LocalWorkspace, Place, Step, WorkspaceProblem};
use sqlx::{ConnectOptions, PgPool};

use crate::support::cluster::folder_for_cluster;

async fn open(place: &Place) -> LocalWorkspace {
    LocalWorkspace::open(place.clone(), |_| {}).await.unwrap()
}

/// The server's process, as its own pid file tells.
fn server_pid(place: &Place) -> Option<u32> {
    let file = fs::read_to_string(place.cluster().join("postmaster.pid")).ok()?;
    file.lines().next()?.parse().ok()
}

async fn ask<T>(pool: &PgPool, query: &'static str) -> T
where
    T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    sqlx::query_scalar(query).fetch_one(pool).await.unwrap()
}

#[tokio::test]
async fn a_workspace_is_durable_and_nowhere_on_the_network() {
    let folder = folder_for_cluster();
    let workspace = open(&Place::at(folder.path().join("w"))).await;
    let owner = workspace.admin_pool();
    assert_eq!(ask::<String>(owner, "show fsync").await, "on");
    assert_eq!(ask::<String>(owner, "show full_page_writes").await, "on");
    assert_eq!(ask::<String>(owner, "show data_checksums").await, "on");
    assert_eq!(
        ask::<String>(owner, "show password_encryption").await,
        "scram-sha-256"
    );
    if cfg!(unix) {
        assert_eq!(ask::<String>(owner, "show listen_addresses").await, "");
    }
    assert!(workspace.needs_first_admin().await.unwrap());
    workspace.close().await.unwrap();
}

#[tokio::test]
async fn only_the_system_owner_comes_in_without_a_password() {
    let folder = folder_for_cluster();
    let workspace = open(&Place::at(folder.path().join("w"))).await;
    sqlx::raw_sql("create role siti login password 'benar' in role aglis_office")
        .execute(workspace.admin_pool())
        .await
        .unwrap();
    assert!(
        workspace
            .connect_options("siti", "benar")
            .connect()
            .await
            .is_ok()
    );
    let refused = workspace
        .connect_options("siti", "salah")
        .connect()
        .await
        .unwrap_err();
    let code = refused
        .as_database_error()
        .and_then(|error| error.code().map(String::from));
    assert_eq!(code.as_deref(), Some("28P01"));
    workspace.close().await.unwrap();
}

#[tokio::test]
async fn killing_the_server_loses_nothing_that_was_confirmed() {
    let folder = folder_for_cluster();
    let place = Place::at(folder.path().join("w"));
    let workspace = open(&place).await;
    let killed = AtomicBool::new(false);
    let writing = async {
        let mut confirmed = 0;
        let insert = "insert into zones (name) values ('Zona ' || $1)";
        while sqlx::query(insert)
            .bind(confirmed + 1)
            .execute(workspace.admin_pool())
            .await
            .is_ok()
        {
            confirmed += 1;
            if confirmed == 40 {
                let pid = server_pid(&place).unwrap().to_string();
                assert!(
                    Command::new("kill")
                        .args(["-9", &pid])
                        .status()
                        .unwrap()
                        .success()
                );
                killed.store(true, Ordering::Relaxed);
            }
        }
        confirmed
    };
    let confirmed: i32 = tokio::time::timeout(Duration::from_secs(60), writing)
        .await
        .unwrap();
    assert!(killed.load(Ordering::Relaxed));
    workspace.revive().await.unwrap();
    let found: i64 = ask(workspace.admin_pool(), "select count(*) from zones").await;
    // The row whose confirmation got lost may be there or not.
    assert!(
        [i64::from(confirmed), i64::from(confirmed) + 1].contains(&found),
        "{confirmed} confirmed, {found} found"
    );
    workspace.close().await.unwrap();
}

#[tokio::test]
async fn two_programs_that_start_at_once_share_one_server_and_the_last_stops_it() {
    let folder = folder_for_cluster();
    let place = Place::at(folder.path().join("w"));
    let (first, second) = tokio::join!(open(&place), open(&place));
    assert_ne!(
        first.server().was_started(),
        second.server().was_started(),
        "exactly one started it"
    );
    let pid = server_pid(&place).unwrap();
    first.close().await.unwrap();
    assert_eq!(
        server_pid(&place),
        Some(pid),
        "the second still works there"
    );
    assert_eq!(ask::<i32>(second.admin_pool(), "select 1").await, 1);
    second.close().await.unwrap();
    assert_eq!(server_pid(&place), None, "nobody was left");
}

#[tokio::test]
async fn a_server_left_by_a_crash_is_taken_over_and_its_data_is_there() {
    let folder = folder_for_cluster();
    let place = Place::at(folder.path().join("w"));
    let crashed = open(&place).await;
    sqlx::raw_sql("insert into zones (name) values ('Utara')")
        .execute(crashed.admin_pool())
        .await
        .unwrap();
    let pid = server_pid(&place);
    // What a crash leaves: the lock freed by the system, the server running.
    drop(crashed);
    let next = open(&place).await;
    assert_eq!(server_pid(&place), pid);
    assert!(!next.server().was_started());
    next.close().await.unwrap();
    assert_eq!(server_pid(&place), None);

    let steps = std::sync::Mutex::new(Vec::new());
    let again = LocalWorkspace::open(place, |step| steps.lock().unwrap().push(step))
        .await
        .unwrap();
    assert_eq!(
        ask::<String>(again.admin_pool(), "select name from zones").await,
        "Utara"
    );
    assert_eq!(
        *steps.lock().unwrap(),
        [Step::Starting, Step::Migrating, Step::Ready]
    );
    again.close().await.unwrap();
}

#[tokio::test]
async fn a_pid_file_that_names_a_stranger_does_not_keep_the_workspace_shut() {
    let folder = folder_for_cluster();
    let place = Place::at(folder.path().join("w"));
    open(&place).await.close().await.unwrap();
    // After a reboot the number may belong to anything, such as this test.
    let text = format!(
        "{}\n{}\n1700000000\n5432\n\n",
        std::process::id(),
        place.cluster().display()
    );
    fs::write(place.cluster().join("postmaster.pid"), text).unwrap();
    open(&place).await.close().await.unwrap();
}

#[tokio::test]
async fn an_interrupted_creation_is_begun_again() {
    let folder = folder_for_cluster();
    let place = Place::at(folder.path().join("w"));
    fs::create_dir_all(place.cluster().join("base")).unwrap();
    fs::write(place.cluster().join("postgresql.conf"), "half a file").unwrap();
    open(&place).await.close().await.unwrap();
}

#[tokio::test]
async fn a_folder_that_is_no_cluster_is_kept_under_another_name() {
    let folder = folder_for_cluster();
    let place = Place::at(folder.path().join("w"));
    fs::create_dir_all(place.cluster()).unwrap();
    fs::write(place.cluster().join("catatan.txt"), "penting").unwrap();
    open(&place).await.close().await.unwrap();
    let kept = place.folder().join("cluster.unfinished-1/catatan.txt");
    assert_eq!(fs::read_to_string(kept).unwrap(), "penting");
}

#[tokio::test]
async fn a_cluster_restored_without_anything_beside_it_keeps_its_data() {
    let folder = folder_for_cluster();
    let place = Place::at(folder.path().join("w"));
    let before = open(&place).await;
    sqlx::raw_sql("insert into zones (name) values ('Utara')")
        .execute(before.admin_pool())
        .await
        .unwrap();
    before.close().await.unwrap();
    fs::remove_dir_all(place.folder().join("server")).unwrap();
    let after = open(&place).await;
    assert_eq!(
        ask::<String>(after.admin_pool(), "select name from zones").await,
        "Utara"
    );
    after.close().await.unwrap();
}

#[tokio::test]
async fn a_cluster_that_vanished_is_reported_and_not_replaced_by_an_empty_one() {
    let folder = folder_for_cluster();
    let place = Place::at(folder.path().join("w"));
    open(&place).await.close().await.unwrap();
    let elsewhere = folder.path().join("elsewhere");
    fs::rename(place.cluster(), &elsewhere).unwrap();
    let problem = LocalWorkspace::open(place.clone(), |_| {})
        .await
        .unwrap_err();
    assert_eq!(problem.code(), "WORKSPACE_FOLDER");
    fs::rename(&elsewhere, place.cluster()).unwrap();
    open(&place).await.close().await.unwrap();
}

#[tokio::test]
async fn a_deep_folder_with_blanks_and_an_apostrophe_works() {
    let folder = folder_for_cluster();
    let deep = folder
        .path()
        .join("Budi's data folder")
        .join("n".repeat(90));
    let workspace = open(&Place::at(deep)).await;
    assert_eq!(ask::<i32>(workspace.admin_pool(), "select 1").await, 1);
    let socket = workspace.server().place().socket_folder();
    workspace.close().await.unwrap();
    fs::remove_dir_all(socket).unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_server_never_runs_as_root() {
    use std::os::unix::fs::MetadataExt;
    let folder = folder_for_cluster();
    let place = Place::at(folder.path().join("w"));
    let workspace = open(&place).await;
    let process = fs::metadata(format!("/proc/{}", server_pid(&place).unwrap())).unwrap();
    assert_ne!(process.uid(), 0);
    workspace.close().await.unwrap();
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_left_alone() {
    let folder = folder_for_cluster();
    let place = Place::at(folder.path().join("w"));
    let newer = open(&place).await;
    let future =
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                  values (9999, 'of tomorrow', true, 'x', 0)";
    sqlx::raw_sql(future)
        .execute(newer.admin_pool())
        .await
        .unwrap();
    let problem = LocalWorkspace::open(place, |_| {}).await.unwrap_err();
    assert!(
        matches!(problem, WorkspaceProblem::Newer { version: 9999 }),
        "{problem}"
    );
    assert_eq!(problem.code(), "SCHEMA_NEW");
    newer.close().await.unwrap();
}
