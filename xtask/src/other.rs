//! macOS, Windows and Linux without apt: looks for what is needed and says what to install.

use std::path::Path;

use anyhow::{Result, bail};

use crate::command::{command, find_program, run_quietly};
use crate::step::Done;

/// Something the machine must have, and how a person gets it.
struct Need {
    what: &'static str,
    is_there: bool,
    get_it: &'static str,
}

/// Fails with one list of everything that is missing.
pub fn ensure() -> Result<Done> {
    let missing: Vec<_> = needs().into_iter().filter(|need| !need.is_there).collect();
    if missing.is_empty() {
        return Ok(Done::Already);
    }
    let list: Vec<_> = missing
        .iter()
        .map(|need| format!("  {}: {}", need.what, need.get_it))
        .collect();
    bail!("please install, then try again:\n{}", list.join("\n"))
}

fn needs() -> Vec<Need> {
    if cfg!(target_os = "macos") {
        vec![
            Need {
                what: "Xcode command line tools",
                is_there: run_quietly(command("xcode-select").arg("-p")).is_ok(),
                get_it: "xcode-select --install",
            },
            node("brew install node"),
            postgres(
                &["/opt/homebrew/opt", "/usr/local/opt"],
                "brew install postgresql@17",
            ),
        ]
    } else if cfg!(windows) {
        vec![
            Need {
                what: "Microsoft C++ build tools",
                is_there: Path::new(
                    "C:/Program Files (x86)/Microsoft Visual Studio/Installer/vswhere.exe",
                )
                .exists(),
                get_it: "winget install Microsoft.VisualStudio.2022.BuildTools, with the workload \"Desktop development with C++\"",
            },
            Need {
                what: "WebView2",
                is_there: Path::new("C:/Program Files (x86)/Microsoft/EdgeWebView").exists(),
                get_it: "winget install Microsoft.EdgeWebView2Runtime (part of Windows 11)",
            },
            node("winget install OpenJS.NodeJS.LTS"),
            postgres(
                &["C:/Program Files/PostgreSQL"],
                "winget install PostgreSQL.PostgreSQL.17",
            ),
        ]
    } else {
        vec![
            Need {
                what: "WebKitGTK 4.1 with its headers",
                is_there: has_library("webkit2gtk-4.1"),
                get_it: "Fedora: dnf install webkit2gtk4.1-devel; Arch: pacman -S webkit2gtk-4.1",
            },
            Need {
                what: "librsvg with its headers",
                is_there: has_library("librsvg-2.0"),
                get_it: "Fedora: dnf install librsvg2-devel; Arch: pacman -S librsvg",
            },
            Need {
                what: "Ayatana AppIndicator with its headers",
                is_there: has_library("ayatana-appindicator3-0.1"),
                get_it: "Fedora: dnf install libayatana-appindicator-gtk3-devel; Arch: pacman -S libayatana-appindicator",
            },
            node("Fedora: dnf install nodejs; Arch: pacman -S nodejs npm"),
            postgres(
                &["/usr/lib/postgresql", "/usr/pgsql-17"],
                "Fedora: dnf install postgresql-server; Arch: pacman -S postgresql",
            ),
        ]
    }
}

fn node(get_it: &'static str) -> Need {
    Need {
        what: "Node.js 18 or newer with npm",
        is_there: find_program("npm").is_some(),
        get_it,
    }
}

/// The server's programs, which installers do not always put on `PATH`.
fn postgres(homes: &[&str], get_it: &'static str) -> Need {
    let is_there =
        find_program("initdb").is_some() || homes.iter().any(|home| Path::new(home).exists());
    Need {
        what: "PostgreSQL 15 or newer (its server programs)",
        is_there,
        get_it,
    }
}

fn has_library(name: &str) -> bool {
    run_quietly(command("pkg-config").args(["--exists", name])).is_ok()
}
