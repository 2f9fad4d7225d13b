//! What we tell the server: its settings, who may come in, and who the operating system's users are.
//!
//! The files stand in the workspace's `server` folder, beside the cluster, and are written anew before every
//! start: a folder that was moved, restored or taken over by another account keeps working.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::root::{self, ServerUser};
use super::{Durability, Place, WorkspaceProblem, process};

/// The superuser of a local workspace. Only the operating system's owner of the workspace can be it.
pub(super) const OWNER: &str = "aglis_root";

/// Writes the three files.
pub(super) async fn write(
    place: &Place,
    port: u16,
    user: Option<ServerUser>,
) -> Result<(), WorkspaceProblem> {
    let folder = place.server();
    create_private(&folder, user)?;
    write_file(&folder.join("aglis.conf"), &settings(place, port))?;
    write_file(&folder.join("pg_hba.conf"), &admission())?;
    write_file(&folder.join("pg_ident.conf"), &owner_map(&account().await?))?;
    #[cfg(unix)]
    create_private(&place.socket_folder(), user)
        .and_then(|()| root::give(&place.socket_folder(), user))?;
    Ok(())
}

/// Makes a folder that nobody else may enter, or, for root, that others may pass but not list.
pub(super) fn create_private(
    folder: &Path,
    user: Option<ServerUser>,
) -> Result<(), WorkspaceProblem> {
    fs::create_dir_all(folder).map_err(WorkspaceProblem::folder(folder))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A link could lead the change of rights to a folder of somebody's choosing.
        if fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_symlink()) {
            let error = std::io::Error::other("it is a link to another folder");
            return Err(WorkspaceProblem::folder(folder)(error));
        }
        let mode = if user.is_some() { 0o711 } else { 0o700 };
        // Fails on a folder that somebody else put there first, which is what must happen in a shared /tmp.
        fs::set_permissions(folder, fs::Permissions::from_mode(mode))
            .map_err(WorkspaceProblem::folder(folder))?;
    }
    #[cfg(not(unix))]
    let _ = user;
    Ok(())
}

fn settings(place: &Place, port: u16) -> String {
    let fsync = match place.durability {
        Durability::Full => "on",
        Durability::Disposable => "off",
    };
    let server = place.server();
    let file = |name: &str| server.join(name).display().to_string();
    let mut settings = BTreeMap::from([
        ("hba_file", file("pg_hba.conf")),
        ("ident_file", file("pg_ident.conf")),
        ("port", port.to_string()),
        (
            "listen_addresses",
            if cfg!(windows) { "127.0.0.1" } else { "" }.to_owned(),
        ),
        ("password_encryption", "scram-sha-256".to_owned()),
        ("max_connections", "100".to_owned()),
        ("fsync", fsync.to_owned()),
        ("full_page_writes", fsync.to_owned()),
        ("synchronous_commit", fsync.to_owned()),
        ("timezone", "UTC".to_owned()),
        ("log_timezone", "UTC".to_owned()),
        ("lc_messages", "C".to_owned()),
        // A company's open work and its indexes stay in memory, and a change of a hundred thousand clocks is no reason for a checkpoint.
        ("shared_buffers", "256MB".to_owned()),
        ("max_wal_size", "2GB".to_owned()),
        // Queries here are short; compiling them costs more than it saves.
        ("jit", "off".to_owned()),
        // A week of logs at most, and no statement in them: statements carry people's names and numbers.
        ("logging_collector", "on".to_owned()),
        ("log_directory", "log".to_owned()),
        ("log_filename", "server-%a.log".to_owned()),
        ("log_truncate_on_rotation", "on".to_owned()),
        ("log_rotation_age", "1d".to_owned()),
        ("log_rotation_size", "0".to_owned()),
        ("log_min_error_statement", "panic".to_owned()),
        ("log_parameter_max_length_on_error", "0".to_owned()),
    ]);
    if cfg!(unix) {
        settings.insert(
            "unix_socket_directories",
            place.socket_folder().display().to_string(),
        );
        settings.insert("unix_socket_permissions", "0700".to_owned());
    }
    for (name, value) in &place.settings {
        settings.insert(name, value.clone());
    }
    let mut text = String::from(
        "# Written by AGLIS before every start of the server; changes here are lost.\n",
    );
    for (name, value) in settings {
        text.push_str(&format!(
            "{name} = '{}'\n",
            value.replace('\'', "''").replace('\\', "\\\\")
        ));
    }
    text
}

/// The owner comes in by the operating system's word, everybody else by a SCRAM password, from this machine.
fn admission() -> String {
    let mut text = String::from(
        "# Written by AGLIS before every start of the server; changes here are lost.\n",
    );
    if cfg!(unix) {
        text.push_str(&format!("local all {OWNER} peer map=owner\n"));
        text.push_str("local all all scram-sha-256\n");
    }
    text.push_str("host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n");
    text
}

fn owner_map(account: &str) -> String {
    format!(
        "# Written by AGLIS before every start of the server; changes here are lost.\nowner \"{}\" {OWNER}\n",
        account.replace('"', "\"\"")
    )
}

/// The operating system's name of whoever runs this program.
async fn account() -> Result<String, WorkspaceProblem> {
    if cfg!(windows) {
        return Ok(OWNER.to_owned());
    }
    // Not the variable USER, which sudo and cron leave as it was.
    let name = process::output(Path::new("id"), &["-un"]).await;
    name.map(|name| name.trim_end().to_owned())
        .map_err(|error| WorkspaceProblem::Server {
            attempt: "start",
            said: error.to_string(),
        })
}

/// Writes a file that is read as a whole or not at all, even when this program dies meanwhile.
fn write_file(path: &Path, text: &str) -> Result<(), WorkspaceProblem> {
    let draft = path.with_extension("new");
    fs::write(&draft, text)
        .and_then(|()| fs::rename(&draft, path))
        .map_err(WorkspaceProblem::folder(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_writes_with_fsync_and_listens_on_no_network() {
        let text = settings(&Place::at("/srv/o'neil"), 5432);
        assert!(text.contains("fsync = 'on'\n"), "{text}");
        assert!(
            text.contains("hba_file = '/srv/o''neil/server/pg_hba.conf'\n"),
            "{text}"
        );
        if cfg!(unix) {
            assert!(text.contains("listen_addresses = ''\n"), "{text}");
        }
    }

    #[test]
    fn nobody_comes_in_without_a_name() {
        assert!(!admission().contains("trust"));
        assert!(admission().lines().all(|line| !line.contains("0.0.0.0/0")));
    }
}
