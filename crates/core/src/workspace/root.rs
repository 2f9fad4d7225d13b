//! Running the server as somebody else when the program runs as root.
//!
//! Postgres refuses to run as root, and it is right. On Linux the tools are then called through one-line
//! scripts that become the server's user first, so that everything else need not know.

use std::path::Path;

use super::{Installation, WorkspaceProblem, process};

/// Accounts that may run the server, best first. Debian's and Red Hat's packages create `postgres`.
const ACCOUNTS: [&str; 3] = ["aglis", "postgres", "nobody"];

/// The account that runs the server instead of root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ServerUser {
    pub uid: u32,
    pub gid: u32,
}

/// Whether this program runs as root; never on Windows.
pub(super) fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // A new file belongs to whoever made it; the standard library has no other way to ask.
        tempfile::tempfile()
            .and_then(|file| file.metadata())
            .is_ok_and(|metadata| metadata.uid() == 0)
    }
    #[cfg(not(unix))]
    {
        false
    }
}

/// The user the server runs as: nobody special for an ordinary user, another account for root.
///
/// A cluster that exists already decides by its owner.
///
/// # Errors
/// [`WorkspaceProblem::Root`] when there is no such account or no way to become it.
pub(super) async fn server_user(cluster: &Path) -> Result<Option<ServerUser>, WorkspaceProblem> {
    if !is_root() {
        return Ok(None);
    }
    if !cfg!(target_os = "linux") {
        return Err(refused("start AGLIS as an ordinary user"));
    }
    if let Some(owner) = owner_of(cluster)
        && owner.uid != 0
    {
        return Ok(Some(owner));
    }
    for account in ACCOUNTS {
        let uid = id("-u", account).await;
        let gid = id("-g", account).await;
        if let (Some(uid), Some(gid)) = (uid, gid)
            && uid != 0
        {
            return Ok(Some(ServerUser { uid, gid }));
        }
    }
    Err(refused(
        "there is no user named postgres to run it; install the package postgresql",
    ))
}

/// Makes folders and files the server's own; does nothing for an ordinary user.
pub(super) fn give(path: &Path, user: Option<ServerUser>) -> Result<(), WorkspaceProblem> {
    #[cfg(unix)]
    if let Some(ServerUser { uid, gid }) = user {
        std::os::unix::fs::chown(path, Some(uid), Some(gid))
            .map_err(WorkspaceProblem::folder(path))?;
    }
    #[cfg(not(unix))]
    let _ = (path, user);
    Ok(())
}

/// The installation as this program must call it: itself, or scripts in `server` that change the user first.
///
/// # Errors
/// [`WorkspaceProblem::Root`] when the server's user may not enter the workspace's folder or `setpriv` is
/// missing.
pub(super) async fn callable(
    installation: &Installation,
    user: Option<ServerUser>,
    server: &Path,
) -> Result<Installation, WorkspaceProblem> {
    let Some(user) = user else {
        return Ok(installation.clone());
    };
    let root = server.join("as-server-user");
    let bin = root.join("bin");
    std::fs::create_dir_all(&bin).map_err(WorkspaceProblem::folder(&bin))?;
    for tool in ["initdb", "pg_ctl", "postgres"] {
        write_script(&bin.join(tool), &installation.bin.join(tool), user)?;
    }
    if process::output(Path::new("setpriv"), &["--version"])
        .await
        .is_err()
    {
        return Err(refused(
            "the program setpriv is missing; install the package util-linux",
        ));
    }
    if may_enter(server, user).await {
        return Ok(Installation {
            bin,
            major: installation.major,
        });
    }
    Err(refused(&format!(
        "its user may not enter {}; choose another folder with AGLIS_DATA_DIR",
        server.display()
    )))
}

async fn may_enter(folder: &Path, user: ServerUser) -> bool {
    let (reuid, regid) = (
        format!("--reuid={}", user.uid),
        format!("--regid={}", user.gid),
    );
    let folder = folder.as_os_str();
    let arguments = [
        reuid.as_ref(),
        regid.as_ref(),
        "--clear-groups".as_ref(),
        "test".as_ref(),
        "-x".as_ref(),
        folder,
    ];
    process::output(Path::new("setpriv"), &arguments)
        .await
        .is_ok()
}

fn write_script(path: &Path, tool: &Path, user: ServerUser) -> Result<(), WorkspaceProblem> {
    let quoted = tool.display().to_string().replace('\'', r"'\''");
    let script = format!(
        "#!/bin/sh\n# Postgres refuses to run as root: become the server's user first.\ncd / && exec setpriv --reuid={} --regid={} --clear-groups -- '{quoted}' \"$@\"\n",
        user.uid, user.gid
    );
    // A script that another program of the same workspace is running must not be written again.
    if std::fs::read_to_string(path).is_ok_and(|present| present == script) {
        return Ok(());
    }
    std::fs::write(path, script).map_err(WorkspaceProblem::folder(path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
            .map_err(WorkspaceProblem::folder(path))?;
    }
    Ok(())
}

async fn id(what: &str, account: &str) -> Option<u32> {
    process::output(Path::new("id"), &[what, account])
        .await
        .ok()?
        .trim()
        .parse()
        .ok()
}

#[cfg(unix)]
fn owner_of(path: &Path) -> Option<ServerUser> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::symlink_metadata(path).ok()?;
    Some(ServerUser {
        uid: metadata.uid(),
        gid: metadata.gid(),
    })
}

#[cfg(not(unix))]
fn owner_of(_path: &Path) -> Option<ServerUser> {
    None
}

fn refused(reason: &str) -> WorkspaceProblem {
    WorkspaceProblem::Root {
        reason: reason.to_owned(),
    }
}
