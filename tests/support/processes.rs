//! Programs that a desktop test starts: ended with their owner, asked and looked at.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

/// A program that ends with its owner.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Starts a program and answers the first line it says.
pub fn start(command: &mut Command) -> (Running, String) {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {:?}: {error}", command.get_program()));
    let said = child.stdout.take().unwrap();
    let mut line = String::new();
    BufReader::new(said).read_line(&mut line).unwrap();
    assert!(
        !line.is_empty(),
        "{:?} ended at once",
        command.get_program()
    );
    (Running(child), line.trim().to_owned())
}

/// Sends a signal such as `-TERM`.
pub fn signal(name: &str, process: u32) {
    // A process that has just ended is what we want.
    Command::new("kill")
        .args([name, &process.to_string()])
        .stderr(Stdio::null())
        .status()
        .ok();
}

/// The programs that this one started.
pub fn children_of(parent: u32) -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_string_lossy().parse().ok());
    ids.filter(|id: &u32| stat(*id).is_some_and(|(_, of)| of == parent))
        .collect()
}

/// Whether it has ended and nobody has asked how.
pub fn is_zombie(process: u32) -> bool {
    stat(process).is_none_or(|(state, _)| state == "Z")
}

/// State and parent of a process.
fn stat(process: u32) -> Option<(String, u32)> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in brackets may hold anything, spaces included.
    let mut words = text.rsplit_once(')')?.1.split_whitespace();
    Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
}
