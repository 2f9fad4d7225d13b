//! Starts the desktop shell.

// A console window behind the real one would only puzzle people on Windows.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

use aglis_desktop::{Arguments, run};

fn main() -> ExitCode {
    // No TLS connection works before a provider is chosen, and everything below may open one.
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        eprintln!("cannot choose the TLS provider twice");
    }
    let arguments = match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    if arguments.help {
        println!("{}", aglis_desktop::HELP);
        return ExitCode::SUCCESS;
    }
    prefer_software_buffers();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("AGLIS cannot start: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// `WebKitGTK` shows a blank window with some graphics drivers unless its DMA-BUF renderer is off. Who sets the variable
/// himself keeps his choice.
#[cfg(target_os = "linux")]
fn prefer_software_buffers() {
    const NAME: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(NAME).is_none() {
        set_variable(NAME, "1");
    }
}

#[cfg(not(target_os = "linux"))]
fn prefer_software_buffers() {}

#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "WebKit reads its switches from the environment only"
)]
fn set_variable(name: &str, value: &str) {
    // SAFETY: called first thing in `main`, while this is the only thread.
    unsafe { std::env::set_var(name, value) }
}
