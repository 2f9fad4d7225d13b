//! A throw-away Postgres for checking queries: migrated from `migrations/`, gone afterwards, never the person's own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command::{command, find_program, output, run_quietly};
use crate::{debian, place};

/// A running cluster that only this user reaches, by a socket in its folder.
pub struct Postgres {
    folder: PathBuf,
    programs: PathBuf,
    as_root: bool,
}

impl Postgres {
    /// Starts an empty one and applies the migrations in the order of their names.
    pub fn migrated() -> Result<Self> {
        let postgres = Self::start()?;
        let mut migrations: Vec<_> = fs::read_dir(place::root().join("migrations"))?
            .flatten()
            .map(|file| file.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "sql"))
            .collect();
        migrations.sort();
        for file in migrations {
            run_quietly(
                command(postgres.programs.join("psql"))
                    .args([
                        "--no-psqlrc",
                        "--quiet",
                        "--set=ON_ERROR_STOP=1",
                        "--single-transaction",
                    ])
                    .args(["--username=aglis_root", "--dbname=aglis", "--host"])
                    .arg(&postgres.folder)
                    .arg("--file")
                    .arg(&file),
            )
            .with_context(|| format!("{} does not apply to an empty database", file.display()))?;
        }
        Ok(postgres)
    }

    /// The address for sqlx.
    pub fn url(&self) -> String {
        format!(
            "postgres://aglis_root@localhost/aglis?host={}",
            self.folder.display()
        )
    }

    fn start() -> Result<Self> {
        // Not in `target`: root's Postgres runs as another user, who may not enter root's home.
        let folder = env::temp_dir().join(format!("aglis-pg-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let as_root = debian::is_root()?;
        if as_root {
            run_quietly(command("chown").arg("postgres").arg(&folder))?;
        }
        let postgres = Self {
            folder,
            programs: programs()?,
            as_root,
        };
        let data = postgres.folder.join("data");
        run_quietly(
            postgres
                .program("initdb")
                .args([
                    "--username=aglis_root",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                ])
                .arg("--pgdata")
                .arg(&data),
        )?;
        // fsync is off because nothing in here outlives the check.
        let options = format!(
            "-c listen_addresses= -c fsync=off -k {}",
            postgres.folder.display()
        );
        run_quietly(
            postgres
                .program("pg_ctl")
                .args([
                    "start",
                    "--wait",
                    "--silent",
                    "--options",
                    &options,
                    "--log",
                ])
                .arg(postgres.folder.join("log"))
                .arg("--pgdata")
                .arg(&data),
        )?;
        run_quietly(
            command(postgres.programs.join("createdb"))
                .args(["--username=aglis_root", "--host"])
                .arg(&postgres.folder)
                .arg("aglis"),
        )?;
        Ok(postgres)
    }

    /// Postgres refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut started = if self.as_root {
            let mut switch = command("setpriv");
            switch
                .args(["--reuid=postgres", "--regid=postgres", "--init-groups"])
                .arg(path);
            switch
        } else {
            command(path)
        };
        started.current_dir(&self.folder).env("LC_ALL", "C.UTF-8");
        started
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let stopped = output(
            self.program("pg_ctl")
                .args(["stop", "--mode=immediate", "--pgdata"])
                .arg(self.folder.join("data")),
        );
        if let Err(why) = stopped.and_then(|_| Ok(fs::remove_dir_all(&self.folder)?)) {
            eprintln!(
                "the throw-away database in {} was not removed: {why:#}",
                self.folder.display()
            );
        }
    }
}

/// The newest server programs of this machine; Debian keeps them off `PATH`.
fn programs() -> Result<PathBuf> {
    // A link on `PATH` leads to the folder that holds the others.
    if let Some(initdb) = find_program("initdb").and_then(|path| path.canonicalize().ok())
        && let Some(folder) = initdb.parent()
        && folder.join("createdb").exists()
    {
        return Ok(folder.to_owned());
    }
    let debian = Path::new("/usr/lib/postgresql");
    let newest = fs::read_dir(debian)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|version| version.path().join("bin/initdb").exists())
        .filter_map(|version| version.file_name().to_str()?.parse::<u32>().ok())
        .max();
    match newest {
        Some(version) => Ok(debian.join(version.to_string()).join("bin")),
        None => bail!(
            "no PostgreSQL server programs (initdb) on PATH or under {}",
            debian.display()
        ),
    }
}
