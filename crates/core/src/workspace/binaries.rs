//! Finding a Postgres that is installed on this machine.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::WorkspaceProblem;
use super::process;

/// The oldest major version whose features the migrations use.
const LEAST: u32 = 14;

/// An installed Postgres server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The folder that holds `initdb`, `pg_ctl` and `postgres`.
    pub bin: PathBuf,
    /// The major version, such as 15.
    pub major: u32,
}

/// Finds the newest installed Postgres, or the one that wrote the cluster when `wanted` names its version.
///
/// `AGLIS_POSTGRES_BIN` is used alone when set. Otherwise PATH, Debian's, Red Hat's, Homebrew's, Postgres.app's
/// and the Windows installer's folders are looked into.
///
/// # Errors
/// [`WorkspaceProblem::NoServer`] names every folder that was looked into.
pub async fn find_installation(wanted: Option<u32>) -> Result<Installation, WorkspaceProblem> {
    let folders = candidate_folders();
    let mut found = Vec::new();
    for bin in folders.iter().filter(|folder| holds_server(folder)) {
        if let Some(major) = major_version(bin).await
            && major >= LEAST
        {
            found.push(Installation {
                bin: bin.clone(),
                major,
            });
        }
    }
    let matching = found
        .iter()
        .find(|installation| Some(installation.major) == wanted);
    match matching.or_else(|| found.iter().max_by_key(|installation| installation.major)) {
        Some(installation) => Ok(installation.clone()),
        None => Err(WorkspaceProblem::NoServer {
            least: LEAST,
            looked_in: folders,
        }),
    }
}

fn candidate_folders() -> Vec<PathBuf> {
    if let Some(folder) = env::var_os("AGLIS_POSTGRES_BIN").filter(|folder| !folder.is_empty()) {
        return vec![PathBuf::from(folder)];
    }
    let mut folders: Vec<PathBuf> = env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default();
    // Debian keeps only wrappers in PATH, and `initdb` is not among them.
    folders.retain(|folder| holds_server(folder));
    if cfg!(windows) {
        let programs = env::var_os("ProgramFiles").unwrap_or_else(|| r"C:\Program Files".into());
        folders.extend(versions_in(&Path::new(&programs).join("PostgreSQL"), "bin"));
        return folders;
    }
    folders.extend(versions_in(Path::new("/usr/lib/postgresql"), "bin"));
    folders.extend(
        versions_in(Path::new("/usr"), "bin")
            .into_iter()
            .filter(|folder| is_pgsql(folder)),
    );
    folders.extend(["/usr/local/pgsql/bin", "/usr/lib/postgresql/bin"].map(PathBuf::from));
    for keg in [
        "/opt/homebrew/opt",
        "/usr/local/opt",
        "/home/linuxbrew/.linuxbrew/opt",
    ] {
        folders.extend(
            versions_in(Path::new(keg), "bin")
                .into_iter()
                .filter(|folder| is_postgresql(folder)),
        );
    }
    folders.extend(versions_in(
        Path::new("/Applications/Postgres.app/Contents/Versions"),
        "bin",
    ));
    folders
}

/// The `bin` folders of the versions installed side by side in `parent`; empty when there is none.
fn versions_in(parent: &Path, bin: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    let mut folders: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path().join(bin))
        .collect();
    folders.sort();
    folders
}

fn is_pgsql(bin: &Path) -> bool {
    named(bin, "pgsql-")
}

fn is_postgresql(bin: &Path) -> bool {
    named(bin, "postgresql")
}

fn named(bin: &Path, start: &str) -> bool {
    bin.parent()
        .and_then(Path::file_name)
        .is_some_and(|name| name.to_string_lossy().starts_with(start))
}

fn holds_server(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|name| {
        folder
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
            .is_file()
    })
}

async fn major_version(bin: &Path) -> Option<u32> {
    let said = process::output(&bin.join("postgres"), &["--version"])
        .await
        .ok()?;
    parse_major(&said)
}

/// Reads 15 from `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`, also from `18beta1`.
fn parse_major(said: &str) -> Option<u32> {
    let version = said.split_once("(PostgreSQL)")?.1.trim_start();
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_every_packager_prints_them() {
        let said = [
            "15.14 (Debian 15.14-0+deb12u1)",
            "17.2 (Homebrew)",
            "18beta1",
            "16devel",
        ];
        let majors = said.map(|version| parse_major(&format!("postgres (PostgreSQL) {version}\n")));
        assert_eq!(majors, [Some(15), Some(17), Some(18), Some(16)]);
        assert_eq!(parse_major("postgres: command not found"), None);
    }
}
