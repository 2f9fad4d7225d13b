//! `cargo xtask run`: from a fresh clone to the window, with demo data in the local workspace.

use std::env;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::bundle::Size;
use crate::command::{cargo, command, run, run_quietly};
use crate::display::Screen;
use crate::session::Session;
use crate::step::{Done, Steps};
use crate::{place, setup, web};

/// What the window's title contains.
const TITLE: &str = "AGLIS";

/// Prepares, builds and starts the program. With `once` it ends as soon as the window was seen and its picture saved.
pub fn start(steps: &mut Steps, once: bool) -> Result<()> {
    setup::ensure(steps)?;
    web::build(steps, Size::AsCompiled)?;
    steps.loud("programs", || {
        run(cargo().env("SQLX_OFFLINE", "true").args([
            "build",
            "--locked",
            "--bins",
            "-p",
            "aglis-desktop",
            "-p",
            "aglis-server",
        ]))
    })?;
    steps.loud("demo data", || {
        run(command(program("aglis")).args(["demo", "--workspace", "local", "--if-empty"]))
    })?;
    steps.summary();

    let screen = if once {
        Screen::hidden()?
    } else {
        Screen::any()?
    };
    let session = Session::any(&screen)?;
    let mut window = command(program("aglis-desktop"));
    screen.lend(&mut window);
    session.lend(&mut window);
    match screen {
        Screen::Real => run(&mut window),
        Screen::Virtual { .. } => show_virtually(steps, &screen, window, once),
    }
}

fn program(name: &str) -> std::path::PathBuf {
    place::target()
        .join("debug")
        .join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

fn show_virtually(
    steps: &mut Steps,
    screen: &Screen,
    mut window: Command,
    once: bool,
) -> Result<()> {
    eprintln!("There is no display here: the window opens on a virtual screen (Xvfb).");
    let picture = place::results().join("aglis.png");
    let once = once || env::var_os("CI").is_some();
    if once {
        as_group(&mut window);
    }
    let mut child = window.spawn().context("cannot start the window")?;
    let seen = steps.quiet("window", || {
        screen
            .wait_for_window(TITLE, Duration::from_secs(90))
            .map(|()| Done::Now)
    });
    // A picture of what is there instead helps to find out why the window did not come.
    screen.save_picture(&picture)?;
    eprintln!("picture: {}", picture.display());
    if once {
        end_group(&mut child)?;
        return seen;
    }
    if seen.is_err() {
        child.kill().ok();
        return seen;
    }
    eprintln!("The program runs until Ctrl-C.");
    let status = child.wait()?;
    if !status.success() {
        bail!("the program ended with {status}");
    }
    Ok(())
}

/// In a process group of its own the session and the window in it can be ended together.
fn as_group(window: &mut Command) {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        window.process_group(0);
    }
    #[cfg(not(unix))]
    let _ = window;
}

fn end_group(child: &mut Child) -> Result<()> {
    let group = format!("-{}", child.id());
    for signal in ["-TERM", "-KILL"] {
        // A group that ended by itself in between is what we want.
        run_quietly(command("kill").args([signal, "--", &group])).ok();
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(10) {
            if child.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
    bail!("the window did not end")
}
