//! A D-Bus session, on which keyring and notifications are reached: the person's, or one that ends with us.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::command::command;
use crate::display::Screen;

/// The bus that programs speak on.
pub enum Session {
    /// The person's own, or none on systems that know no D-Bus.
    Real,
    /// A bus of our own: no keyring and no notification of the person's is touched.
    Own { bus: Child, address: String },
}

impl Session {
    /// The person's session where there is one, otherwise one of our own.
    pub fn any(screen: &Screen) -> Result<Self> {
        let has_socket =
            env::var_os("XDG_RUNTIME_DIR").is_some_and(|dir| Path::new(&dir).join("bus").exists());
        if env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some() || has_socket {
            return Ok(Self::Real);
        }
        Self::own(|bus| screen.lend(bus))
    }

    /// A session of our own on Linux. What the bus starts by itself inherits what `prepare` sets.
    pub fn own(prepare: impl FnOnce(&mut Command)) -> Result<Self> {
        if !cfg!(target_os = "linux") {
            return Ok(Self::Real);
        }
        // As with the screen, the kernel ends the bus with us. It writes about every service it starts: not shown.
        let mut start = command("setpriv");
        start
            .args([
                "--pdeathsig",
                "TERM",
                "dbus-daemon",
                "--session",
                "--nofork",
                "--nopidfile",
            ])
            .arg("--print-address=1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        prepare(&mut start);
        let mut bus = start.spawn().context("cannot start dbus-daemon")?;
        let mut address = String::new();
        let stdout = bus.stdout.take().context("dbus-daemon has no output")?;
        BufReader::new(stdout).read_line(&mut address)?;
        if address.trim().is_empty() {
            bail!("dbus-daemon did not start");
        }
        Ok(Self::Own {
            bus,
            address: address.trim().to_owned(),
        })
    }

    /// Makes a program speak here.
    pub fn lend(&self, program: &mut Command) {
        if let Self::Own { address, .. } = self {
            program.env("DBUS_SESSION_BUS_ADDRESS", address);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Self::Own { bus, .. } = self
            && bus.kill().is_ok()
        {
            // Only collects the ended process; there is nothing left to do about a failure.
            bus.wait().ok();
        }
    }
}
