//! The standard library of `wasm32-unknown-unknown`: from rustup, otherwise built from Debian's source of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};

use crate::command::{cargo, command, find_program, output, run_quietly, run_within};
use crate::rust_src::unpacked_library;
use crate::step::Done;
use crate::{lock, place};

/// The target triple of the interface.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Makes the pinned compiler able to build for the browser.
pub fn ensure() -> Result<Done> {
    let sysroot = sysroot()?;
    if is_there(&sysroot) {
        return Ok(Done::Already);
    }
    let _alone = lock::hold("wasm")?;
    if is_there(&sysroot) {
        return Ok(Done::Already);
    }
    let no_rustup = match add_by_rustup() {
        Ok(()) if is_there(&sysroot) => return Ok(Done::Now),
        // rustup manages another toolchain than the one in use, such as a distribution's.
        Ok(()) => anyhow!("rustup added it, but not to {}", sysroot.display()),
        Err(why) => why,
    };
    if !writable(&sysroot) {
        bail!(
            "the wasm target is missing and the toolchain at {} cannot be written by this user.\n\
             Install Rust by rustup for yourself (https://rustup.rs), or let the owner of that toolchain run\n\
             `rustup target add {TARGET}` or `cargo xtask setup` once. ({no_rustup:#})",
            sysroot.display()
        );
    }
    build_from_source(&sysroot)
        .with_context(|| format!("rustup could not add it either: {no_rustup:#}"))?;
    if !is_there(&sysroot) {
        bail!(
            "the standard library was built but is not in {}",
            library_folder(&sysroot).display()
        );
    }
    Ok(Done::Now)
}

fn sysroot() -> Result<PathBuf> {
    Ok(PathBuf::from(
        output(command("rustc").args(["--print", "sysroot"]))?.trim(),
    ))
}

fn library_folder(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

fn is_there(sysroot: &Path) -> bool {
    let Ok(files) = fs::read_dir(library_folder(sysroot)) else {
        return false;
    };
    files.flatten().any(|file| {
        let name = file.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}

fn writable(sysroot: &Path) -> bool {
    let probe = sysroot
        .join("lib/rustlib")
        .join(format!(".aglis-{}", std::process::id()));
    let written = fs::write(&probe, b"").is_ok();
    written && fs::remove_file(&probe).is_ok()
}

/// A server that swallows packets would hold us for minutes, hence the limits.
fn add_by_rustup() -> Result<()> {
    if find_program("rustup").is_none() {
        bail!("rustup is not installed");
    }
    run_within(
        Duration::from_secs(120),
        command("rustup")
            .env("RUSTUP_MAX_RETRIES", "1")
            .args(["target", "add", TARGET]),
    )
}

/// Builds the library with the pinned compiler and puts it where rustup would have.
///
/// The source has to be of exactly the compiler's version: the two know each other's internals.
fn build_from_source(sysroot: &Path) -> Result<()> {
    let work = place::cache().join("wasm-std");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(work.join("src"))?;
    let library = unpacked_library(&work)?;

    let source = sysroot.join("lib/rustlib/src/rust");
    let lent = !source.join("library").exists();
    if lent {
        fs::create_dir_all(&source)?;
        run_quietly(
            command("cp")
                .arg("-a")
                .arg(&library)
                .arg(source.join("library")),
        )?;
    }
    let built = compile(&work, &library_folder(sysroot));
    if lent {
        fs::remove_dir_all(source.join("library"))?;
        // Was it there before, with something else in it, it stays.
        fs::remove_dir(&source).ok();
    }
    built?;
    fs::remove_dir_all(&work)?;
    Ok(())
}

fn compile(work: &Path, into: &Path) -> Result<()> {
    fs::write(work.join("src/lib.rs"), "")?;
    // Its own `[workspace]`: the cache may lie inside some other cargo workspace.
    fs::write(
        work.join("Cargo.toml"),
        "[package]\nname = \"carrier\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [lib]\ncrate-type = [\"cdylib\"]\n[workspace]\n",
    )?;
    // `-Zbuild-std` is the one way to compile std with its internal features on a stable compiler.
    run_quietly(
        cargo()
            .current_dir(work)
            .env("RUSTC_BOOTSTRAP", "1")
            // The interface is optimised across all crates, std among them, and that needs std's bitcode.
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            .env("CARGO_TARGET_DIR", work.join("target"))
            .args([
                "build",
                "--release",
                "-Zbuild-std=std,panic_abort,test",
                "--target",
                TARGET,
            ]),
    )?;
    fs::create_dir_all(into)?;
    let built = work.join("target").join(TARGET).join("release/deps");
    for file in fs::read_dir(&built).with_context(|| format!("cannot read {}", built.display()))? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        // libstd last: its presence is what `is_there` trusts.
        if name.ends_with(".rlib")
            && !name.starts_with("libcarrier")
            && !name.starts_with("libstd-")
        {
            fs::copy(file.path(), into.join(name))?;
        }
    }
    for file in fs::read_dir(&built)? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name.starts_with("libstd-") && name.ends_with(".rlib") {
            fs::copy(file.path(), into.join(name))?;
        }
    }
    Ok(())
}
