//! A place aside for programs under test: a screen, a session and folders that are not the person's.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::display::Screen;
use crate::session::Session;

/// Where programs run without being seen and without touching what is the person's; it is gone afterwards.
// The order matters: what is named first ends first, and the programs of the session use screen and folders.
pub struct Aside {
    session: Session,
    screen: Screen,
    home: Home,
}

impl Aside {
    /// Opens it.
    pub fn new() -> Result<Self> {
        let home = Home::new()?;
        let screen = Screen::hidden()?;
        let session = Session::own(|bus| {
            home.lend(bus);
            screen.lend(bus);
        })?;
        Ok(Self {
            session,
            screen,
            home,
        })
    }

    /// Makes a program run here.
    pub fn lend(&self, program: &mut Command) {
        self.home.lend(program);
        self.screen.lend(program);
        self.session.lend(program);
    }
}

/// Folders for what the programs under test keep of a person: settings, data, caches, keyrings, sockets.
struct Home {
    folder: PathBuf,
}

impl Home {
    /// Makes them under the system's folder for temporary files, where socket paths stay short and where the user
    /// `postgres` may look, too.
    fn new() -> Result<Self> {
        let folder = env::temp_dir().join(format!("aglis-test-{}", std::process::id()));
        for part in ["config", "data", "cache", "state", "documents", "run"] {
            let part = folder.join(part);
            fs::create_dir_all(&part).with_context(|| format!("cannot make {}", part.display()))?;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let open_to =
                |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
            // Root's private database runs as another user and has to get through.
            open_to(&folder, 0o755)?;
            open_to(&folder.join("data"), 0o755)?;
            // D-Bus refuses a runtime folder that others may enter.
            open_to(&folder.join("run"), 0o700)?;
        }
        Ok(Self { folder })
    }

    /// Makes a program keep its things here.
    fn lend(&self, program: &mut Command) {
        for (name, part) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_RUNTIME_DIR", "run"),
            ("AGLIS_DATA_DIR", "data/aglis"),
            ("AGLIS_DOCUMENTS_DIR", "documents"),
        ] {
            program.env(name, self.folder.join(part));
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // A test that crashed may have left a file that only another user can remove; it lies in the temporary folder.
        fs::remove_dir_all(&self.folder).ok();
    }
}
