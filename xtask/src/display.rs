//! A screen for programs with windows, where the machine has none or where it must not be the person's.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::command::{command, output, run_quietly};

/// Where windows open.
pub enum Screen {
    /// The person's own.
    Real,
    /// An Xvfb that ends with us.
    Virtual { server: Child, display: String },
}

impl Screen {
    /// The person's screen where there is one, otherwise a virtual one.
    pub fn any() -> Result<Self> {
        let has = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        if !cfg!(target_os = "linux") || has("DISPLAY") || has("WAYLAND_DISPLAY") {
            return Ok(Self::Real);
        }
        Self::hidden()
    }

    /// A virtual screen on Linux, so that nobody's work is disturbed; the real one elsewhere.
    pub fn hidden() -> Result<Self> {
        if !cfg!(target_os = "linux") {
            return Ok(Self::Real);
        }
        // The kernel ends the server with us, however we end. It chooses a free number itself.
        let mut server = command("setpriv")
            .args([
                "--pdeathsig",
                "TERM",
                "Xvfb",
                "-displayfd",
                "1",
                "-nolisten",
                "tcp",
            ])
            .args(["-noreset", "-screen", "0", "1440x900x24"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start Xvfb")?;
        let mut number = String::new();
        let stdout = server.stdout.take().context("Xvfb has no output")?;
        BufReader::new(stdout).read_line(&mut number)?;
        if number.trim().is_empty() {
            bail!("Xvfb found no free display number");
        }
        Ok(Self::Virtual {
            server,
            display: format!(":{}", number.trim()),
        })
    }

    /// Makes a program open its windows here.
    pub fn lend(&self, program: &mut Command) {
        let Self::Virtual { display, .. } = self else {
            return;
        };
        program
            .env_remove("WAYLAND_DISPLAY")
            .env("DISPLAY", display)
            .env("GDK_BACKEND", "x11")
            // No GPU here: without these WebKit shows a white page and GTK waits for an accessibility bus.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("NO_AT_BRIDGE", "1");
    }

    /// Waits until a window with `title` in its name is shown and its picture stands still.
    pub fn wait_for_window(&self, title: &str, limit: Duration) -> Result<()> {
        let started = Instant::now();
        let mut before = Vec::new();
        while started.elapsed() < limit {
            thread::sleep(Duration::from_millis(500));
            let mut search = command("xdotool");
            self.lend(&mut search);
            if output(search.args(["search", "--onlyvisible", "--name", title])).is_err() {
                continue;
            }
            let now = self.dump()?;
            if now == before && is_drawn(&now) {
                return Ok(());
            }
            before = now;
        }
        bail!(
            "no window named {title} stood still within {} s",
            limit.as_secs()
        )
    }

    /// Saves what the screen shows as a PNG.
    pub fn save_picture(&self, file: &Path) -> Result<()> {
        let dump = file.with_extension("xwd");
        fs::create_dir_all(file.parent().unwrap_or(file))?;
        fs::write(&dump, self.dump()?)?;
        run_quietly(
            command("convert")
                .arg(format!("xwd:{}", dump.display()))
                .arg(file),
        )?;
        Ok(fs::remove_file(dump)?)
    }

    fn dump(&self) -> Result<Vec<u8>> {
        let mut xwd = command("xwd");
        self.lend(&mut xwd);
        let done = xwd
            .args(["-root", "-silent"])
            .output()
            .context("cannot start xwd")?;
        if !done.status.success() {
            bail!("xwd failed: {}", String::from_utf8_lossy(&done.stderr));
        }
        Ok(done.stdout)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Self::Virtual { server, .. } = self
            && server.kill().is_ok()
        {
            // Only collects the ended process; there is nothing left to do about a failure.
            server.wait().ok();
        }
    }
}

/// Text and frames have many shades; an empty window or an unpainted page has a handful.
fn is_drawn(dump: &[u8]) -> bool {
    let mut colours = HashSet::new();
    dump.chunks_exact(4).skip(1024).any(|pixel| {
        colours.insert(pixel);
        colours.len() > 24
    })
}
