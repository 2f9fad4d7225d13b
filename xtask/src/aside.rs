//! A place aside for programs under test: a screen, a session and folders that are not the person's.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::command::{command, output};
use crate::display::Screen;
use crate::session::Session;

/// What the folders aside lie on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// The disk, whose speed belongs to what is measured.
    Disk,
    /// Memory, where the machine has plenty of it: every test's database is some five hundred files, made and removed again,
    /// and on a disk that is half of the time. Otherwise the disk.
    Memory,
}

/// Where programs run without being seen and without touching what is the person's; it is gone afterwards.
// The order matters: what is named first ends first, and the programs of the session use screen and folders.
pub struct Aside {
    session: Session,
    screen: Screen,
    home: Home,
}

impl Aside {
    /// Opens it.
    pub fn new(ground: Ground) -> Result<Self> {
        let home = Home::new(&match ground {
            Ground::Memory if has_memory() => PathBuf::from(MEMORY),
            _ => env::temp_dir(),
        })?;
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

/// A folder that Linux keeps in memory.
const MEMORY: &str = "/dev/shm";
/// The most that the tests put there at a time is well below this, in KiB.
const ROOM: u64 = 4 * 1024 * 1024;

/// Whether there is room in [`MEMORY`], and so much memory that compiler and windows do not miss it.
fn has_memory() -> bool {
    let room = output(command("df").args(["--output=fstype,avail", "-k", MEMORY]));
    let is_roomy = room.is_ok_and(|room| {
        let last: Vec<_> = room.lines().last().unwrap_or_default().split(' ').collect();
        last.first() == Some(&"tmpfs") && last.last().is_some_and(|kib| is_above(kib, ROOM))
    });
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let free = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:")?.strip_suffix("kB"));
    is_roomy && free.is_some_and(|kib| is_above(kib.trim(), 2 * ROOM))
}

fn is_above(kib: &str, least: u64) -> bool {
    kib.parse::<u64>().is_ok_and(|kib| kib > least)
}

/// Folders for what the programs under test keep of a person: settings, data, caches, keyrings, sockets.
struct Home {
    folder: PathBuf,
}

impl Home {
    const NAME: &str = "aglis-test-";

    /// Makes them in `below`, where socket paths stay short and where the user `postgres` may look, too.
    fn new(below: &Path) -> Result<Self> {
        sweep(below);
        let folder = below.join(format!("{}{}", Self::NAME, std::process::id()));
        for part in [
            "config",
            "data",
            "cache",
            "state",
            "documents",
            "run",
            "tmp",
            "cluster",
        ] {
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
            open_to(&folder.join("cluster"), 0o711)?;
            open_to(&folder.join("tmp"), 0o1777)?;
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
            ("AGLIS_TEST_CLUSTER", "cluster"),
            ("TMPDIR", "tmp"),
        ] {
            program.env(name, self.folder.join(part));
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // The tests' database server is told to stop by the last program that used it, and takes a moment.
        let running = self.folder.join("cluster/cluster/postmaster.pid");
        let until = Instant::now() + Duration::from_secs(20);
        while running.exists() && Instant::now() < until {
            thread::sleep(Duration::from_millis(50));
        }
        // A test that crashed may have left a file that only another user can remove; it lies in the temporary folder.
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// Removes what a killed run left behind; in memory nothing else ever would.
fn sweep(below: &Path) {
    let Ok(there) = fs::read_dir(below) else {
        return;
    };
    for folder in there.flatten().map(|entry| entry.path()) {
        let name = folder.file_name().and_then(|name| name.to_str());
        let whose = name.and_then(|name| name.strip_prefix(Home::NAME)?.parse::<u32>().ok());
        if whose.is_some_and(|process| {
            cfg!(target_os = "linux") && !Path::new(&format!("/proc/{process}")).exists()
        }) {
            // Another user's stays.
            fs::remove_dir_all(&folder).ok();
        }
    }
}
