//! What the program needs from Debian's packages, and its relatives'.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command::{command, find_program, output, run, run_quietly};
use crate::step::Done;

/// The window, the private database, and the tools of the tests.
const PACKAGES: [&str; 20] = [
    // Compiling and starting the window.
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libsoup-3.0-dev",
    "librsvg2-dev",
    "libayatana-appindicator3-dev",
    "libdbus-1-dev",
    // The private cluster of the local workspace.
    "postgresql",
    // A screen and a session where there are none, and what the tests drive and look at.
    "xvfb",
    "dbus",
    "dbus-x11",
    "webkit2gtk-driver",
    "dunst",
    "gnome-keyring",
    "x11-apps",
    "imagemagick",
    "xdotool",
    "poppler-utils",
    "qpdf",
    "libfaketime",
];

/// Whether this machine has apt and so can be set up by us.
pub fn is_debian() -> bool {
    cfg!(target_os = "linux")
        && find_program("apt-get").is_some()
        && find_program("dpkg-query").is_some()
}

/// Installs the missing packages; asks nothing of the ones that are there.
pub fn ensure() -> Result<Done> {
    let missing = missing()?;
    if missing.is_empty() {
        return Ok(Done::Already);
    }
    eprintln!("{}", missing.join(" "));
    let by = Privilege::of_this_user(&missing)?;
    // The lists of a fresh container are empty, those of an old machine name versions that are gone.
    run_quietly(by.apt_get().args(["--quiet", "update"]))?;
    run_quietly(
        by.apt_get()
            .args([
                "--quiet",
                "--yes",
                "--no-install-recommends",
                "-o",
                "DPkg::Lock::Timeout=300",
                "install",
            ])
            .args(&missing),
    )?;
    Ok(Done::Now)
}

fn missing() -> Result<Vec<String>> {
    let mut wanted: Vec<&str> = PACKAGES.to_vec();
    // Node may come from elsewhere, and Debian's npm does not go together with another node.
    if find_program("npm").is_none() {
        wanted.extend(["nodejs", "npm"]);
    }
    let known = installed(&wanted)?;
    Ok(wanted
        .into_iter()
        .filter(|name| !known.lines().any(|line| line == *name))
        .map(str::to_owned)
        .collect())
}

/// The names among `wanted` that are installed, one a line. dpkg-query fails when a name is unknown, which is no error.
fn installed(wanted: &[&str]) -> Result<String> {
    let said = command("dpkg-query")
        .args(["--show", "--showformat", "${db:Status-Status} ${Package}\n"])
        .args(wanted)
        .output()
        .context("cannot start dpkg-query")?;
    let lines = String::from_utf8_lossy(&said.stdout);
    Ok(lines
        .lines()
        .filter_map(|line| line.strip_prefix("installed "))
        .map(|name| format!("{name}\n"))
        .collect())
}

/// In whose name apt works.
enum Privilege {
    Root,
    Sudo,
}

impl Privilege {
    fn of_this_user(missing: &[String]) -> Result<Self> {
        if is_root()? {
            return Ok(Self::Root);
        }
        let sudo = find_program("sudo").is_some();
        if sudo && run_quietly(command("sudo").args(["--non-interactive", "true"])).is_ok() {
            return Ok(Self::Sudo);
        }
        if sudo && io::stdin().is_terminal() {
            eprintln!("sudo asks for your password to install them");
            run(command("sudo").arg("--validate"))?;
            return Ok(Self::Sudo);
        }
        bail!(
            "these packages are missing and only root may install them. Run this once as root, then try again:\n\n  \
             apt-get update && apt-get install --no-install-recommends {}\n",
            missing.join(" ")
        );
    }

    fn apt_get(&self) -> Command {
        match self {
            Self::Root => {
                let mut apt = command("apt-get");
                apt.env("DEBIAN_FRONTEND", "noninteractive");
                apt
            }
            Self::Sudo => {
                let mut apt = command("sudo");
                apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
                apt
            }
        }
    }
}

/// Whether we run as root.
pub fn is_root() -> Result<bool> {
    if let Ok(status) = fs::read_to_string("/proc/self/status")
        && let Some(line) = status.lines().find(|line| line.starts_with("Uid:"))
    {
        return Ok(line.split_whitespace().nth(2) == Some("0"));
    }
    Ok(output(command("id").arg("-u"))?.trim() == "0")
}
