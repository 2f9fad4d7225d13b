//! The source of Rust's standard library as Debian publishes it, of exactly the compiler's version.
//!
//! apt works on folders of its own here: neither the machine's package lists nor its sources are touched, and no root is
//! needed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command::{command, find_program, output, run_quietly};

/// The suites that have carried a `rust-src` newer than Debian stable's, tried in this order.
const SUITES: [&str; 4] = [
    "trixie-backports",
    "bookworm-backports",
    "testing",
    "unstable",
];

/// Downloads the package into `work`, unpacks it and returns its folder `library`.
pub fn unpacked_library(work: &Path) -> Result<PathBuf> {
    let version = compiler_version()?;
    if find_program("apt-get").is_none() || find_program("dpkg-deb").is_none() {
        bail!(
            "only Debian and its relatives offer another way to the target's library than rustup"
        );
    }
    let apt = Apt::new(work)?;
    let mut tried = Vec::new();
    for suite in SUITES {
        match apt.download(suite, &version) {
            Ok(package) => {
                let unpacked = work.join("unpacked");
                run_quietly(command("dpkg-deb").arg("-x").arg(&package).arg(&unpacked))?;
                let library = unpacked.join(format!("usr/src/rustc-{version}/library"));
                if library.is_dir() {
                    return Ok(library);
                }
                tried.push(format!(
                    "{suite}: {} is not in the package",
                    library.display()
                ));
            }
            Err(why) => tried.push(format!("{suite}: {why:#}")),
        }
    }
    bail!(
        "no Debian package has the source of Rust {version}:\n  {}",
        tried.join("\n  ")
    )
}

fn compiler_version() -> Result<String> {
    let said = output(command("rustc").arg("--version"))?;
    let version = said
        .split_whitespace()
        .nth(1)
        .with_context(|| format!("`rustc --version` said {said}"))?;
    Ok(version.to_owned())
}

/// An apt with its own lists, state and cache under one folder.
struct Apt {
    home: PathBuf,
}

impl Apt {
    fn new(work: &Path) -> Result<Self> {
        let home = work.join("apt");
        fs::create_dir_all(home.join("lists/partial"))?;
        fs::create_dir_all(home.join("cache/archives/partial"))?;
        fs::write(home.join("status"), "")?;
        Ok(Self { home })
    }

    fn download(&self, suite: &str, version: &str) -> Result<PathBuf> {
        fs::write(
            self.home.join("sources.list"),
            format!(
                "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] \
                 http://deb.debian.org/debian {suite} main\n"
            ),
        )?;
        run_quietly(self.command("apt-get")?.args(["--quiet", "update"]))?;
        let offered = output(self.command("apt-cache")?.args(["madison", "rust-src"]))?;
        let exact = exact_version(&offered, version)
            .with_context(|| format!("it offers no rust-src {version}"))?;
        run_quietly(
            self.command("apt-get")?
                .arg("download")
                .arg(format!("rust-src={exact}")),
        )?;
        fs::read_dir(&self.home)?
            .flatten()
            .map(|file| file.path())
            .find(|path| path.extension().is_some_and(|ending| ending == "deb"))
            .context("apt-get left no package behind")
    }

    /// A setting file rather than options: apt-cache and apt-get then agree, and `APT_CONFIG` replaces nothing else.
    fn command(&self, program: &str) -> Result<Command> {
        let home = self.home.display();
        let settings = self.home.join("apt.conf");
        fs::write(
            &settings,
            format!(
                "Dir::State \"{home}\";\nDir::State::Lists \"{home}/lists\";\nDir::State::status \"{home}/status\";\n\
                 Dir::Cache \"{home}/cache\";\nDir::Etc::SourceList \"{home}/sources.list\";\n\
                 Dir::Etc::SourceParts \"/dev/null\";\nDir::Etc::Preferences \"/dev/null\";\n\
                 Dir::Etc::PreferencesParts \"/dev/null\";\nAcquire::Languages \"none\";\nAcquire::Retries \"2\";\n\
                 APT::Sandbox::User \"\";\n"
            ),
        )?;
        let mut apt = Command::new(program);
        apt.current_dir(&self.home).env("APT_CONFIG", settings);
        Ok(apt)
    }
}

/// The Debian version whose upstream part is `version`, from the output of `apt-cache madison`.
fn exact_version(offered: &str, version: &str) -> Option<String> {
    offered
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .map(str::trim)
        .find(|exact| exact.split(['+', '-', '~']).next() == Some(version))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_has_exactly_the_compilers_version() {
        let offered = " rust-src | 1.96.1+dfsg1-2~bpo13+1 | http://deb.debian.org/debian trixie-backports/main\n \
                       rust-src | 1.95.0+dfsg1-2~bpo13+1 | http://deb.debian.org/debian trixie-backports/main\n";
        assert_eq!(
            exact_version(offered, "1.95.0").as_deref(),
            Some("1.95.0+dfsg1-2~bpo13+1")
        );
        assert_eq!(exact_version(offered, "1.95"), None);
        assert_eq!(exact_version(offered, "1.94.1"), None);
    }
}
