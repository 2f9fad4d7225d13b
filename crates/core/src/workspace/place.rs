//! Where a workspace lives on the disk.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use super::WorkspaceProblem;

/// The longest path a Unix socket may have, with its final zero; macOS allows four bytes less than Linux.
const SOCKET_PATH_LIMIT: usize = 104;

/// Whether committed work must survive a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Every commit is on the disk before it is confirmed; the only choice for people's data.
    Full,
    /// Commits may be lost with the machine; for automated tests, which lose nothing that matters.
    Disposable,
}

/// The folder of one workspace and how its server is run.
#[derive(Clone, Debug)]
pub struct Place {
    /// Folder that holds the cluster, its settings and its locks.
    pub(super) folder: PathBuf,
    /// Whether a power cut may cost committed work.
    pub(super) durability: Durability,
    /// Server settings beyond ours, by name; trials use them to listen on TCP with a certificate.
    pub(super) settings: BTreeMap<String, String>,
}

impl Place {
    /// The workspace of this name in the person's data folder.
    ///
    /// The data folder is `AGLIS_DATA_DIR` when set, `/var/lib/aglis` for root on Linux (whose home no other
    /// user may enter, the server's included), else what the system calls the local data folder.
    ///
    /// # Errors
    /// [`WorkspaceProblem::Name`] unless the name is 1 to 32 of `a-z0-9-_`, [`WorkspaceProblem::NoFolder`]
    /// without a home folder.
    pub fn named(name: &str) -> Result<Self, WorkspaceProblem> {
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
        if name.is_empty() || name.len() > 32 || !name.bytes().all(plain) {
            return Err(WorkspaceProblem::Name {
                name: name.to_owned(),
            });
        }
        Ok(Self::at(data_folder()?.join("workspaces").join(name)))
    }

    /// The workspace in exactly this folder.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            durability: Durability::Full,
            settings: BTreeMap::new(),
        }
    }

    /// The same place with another durability.
    #[must_use]
    pub fn with_durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// The same place with one more server setting, which takes effect when the server starts.
    #[must_use]
    pub fn with_setting(mut self, name: &str, value: &str) -> Self {
        self.settings.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The folder that holds everything of this workspace.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The cluster's own files.
    #[must_use]
    pub fn cluster(&self) -> PathBuf {
        self.folder.join("cluster")
    }

    /// Our settings of the server, outside the cluster so that the server's user cannot write them.
    pub(super) fn server(&self) -> PathBuf {
        self.folder.join("server")
    }

    /// The folder of the server's socket: in the workspace when its path is short enough, else in the
    /// temporary folder under a name that is the same at every start.
    #[must_use]
    pub fn socket_folder(&self) -> PathBuf {
        let near = self.folder.join("socket");
        if near.as_os_str().len() + "/.s.PGSQL.65535.lock".len() < SOCKET_PATH_LIMIT {
            return near;
        }
        let stem = format!("aglis-{:016x}", fingerprint(&self.folder));
        if super::root::is_root() {
            return Path::new("/run").join(stem);
        }
        let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        match runtime.filter(|folder| folder.as_os_str().len() < 48 && folder.is_dir()) {
            Some(folder) => folder.join(stem),
            // Not `temp_dir()`: macOS answers with a path that is itself nearly too long.
            None => Path::new("/tmp").join(stem),
        }
    }
}

/// The folder that holds this person's workspaces, preferences and logs.
///
/// # Errors
/// [`WorkspaceProblem::NoFolder`] without a home folder and without `AGLIS_DATA_DIR`.
pub fn data_folder() -> Result<PathBuf, WorkspaceProblem> {
    if let Some(folder) = env::var_os("AGLIS_DATA_DIR").filter(|folder| !folder.is_empty()) {
        return std::path::absolute(&folder).map_err(WorkspaceProblem::folder(Path::new(&folder)));
    }
    if super::root::is_root() {
        return Ok(PathBuf::from("/var/lib/aglis"));
    }
    directories::ProjectDirs::from("id", "AGLIS", "aglis")
        .map(|folders| folders.data_local_dir().to_path_buf())
        .ok_or(WorkspaceProblem::NoFolder)
}

/// FNV-1a over the path, because the name must stay the same from one version of Rust to the next.
fn fingerprint(path: &Path) -> u64 {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_folder_still_gets_a_short_socket() {
        let place = Place::at(format!("/home/{}/aglis", "n".repeat(200)));
        let socket = place.socket_folder().join(".s.PGSQL.5432");
        assert!(socket.as_os_str().len() < 104, "{}", socket.display());
        assert_eq!(place.socket_folder(), place.socket_folder());
    }

    #[test]
    fn a_short_folder_keeps_its_socket_inside() {
        let place = Place::at("/srv/aglis");
        assert_eq!(place.socket_folder(), Path::new("/srv/aglis/socket"));
    }

    #[test]
    fn a_workspace_cannot_be_named_out_of_its_folder() {
        for name in ["", "../x", "a/b", "A", "über", &"a".repeat(33)] {
            assert!(Place::named(name).is_err(), "{name}");
        }
    }
}
