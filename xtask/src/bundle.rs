//! The interface as files: compiled for the browser, bound to JavaScript, made small, and laid out beside its style sheets.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{cargo, command, find_program, run};
use crate::{place, wasm};

/// The program that becomes the page, without its ending.
const PROGRAM: &str = "console";
/// The style sheet of the components, and the name under which the page asks for it.
const SHEET: (&str, &str) = ("patternfly.min.css", "patternfly.css");
/// What that style sheet asks for, beneath the folder `assets`.
const ASSETS: [&str; 8] = [
    "fonts/RedHatText/RedHatTextVF.woff2",
    "fonts/RedHatText/RedHatTextVF-Italic.woff2",
    "fonts/RedHatDisplay/RedHatDisplayVF.woff2",
    "fonts/RedHatDisplay/RedHatDisplayVF-Italic.woff2",
    "fonts/RedHatMono/RedHatMonoVF.woff2",
    "fonts/RedHatMono/RedHatMonoVF-Italic.woff2",
    "fonts/webfonts/fa-solid-900.woff2",
    "pficon/pf-v6-pficon.woff2",
];
/// What rustc compiles for the browser today, which the optimiser would refuse unless it is named.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// How much work goes into the size of the interface.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Hardly optimised, many times larger and compiled in a minute: to try and to test.
    AsCompiled,
    /// Optimised as a whole, which takes minutes: to measure and to ship.
    Small,
}

impl Size {
    /// The cargo profile of the interface.
    fn profile(self) -> &'static str {
        match self {
            Self::AsCompiled => "wasm-quick",
            Self::Small => "wasm-release",
        }
    }
}

/// Builds the page of the folder `ui` into its folder `dist`, whose old content goes only when the new one is whole.
pub fn make(ui: &Path, dist: &Path, size: Size) -> Result<()> {
    timed("compiled", || compile(size))?;
    let stage = ui.join(".stage");
    remove(&stage)?;
    fs::create_dir_all(&stage)?;
    timed("bound to JavaScript", || bind(&stage, size))?;
    if size == Size::Small {
        timed("optimised", || optimise(ui, &stage))?;
    }
    let sheets = ui.join("node_modules/@patternfly/patternfly");
    copy(&sheets.join(SHEET.0), &stage.join(SHEET.1))?;
    for asset in ASSETS {
        let below = Path::new("assets").join(asset);
        copy(&sheets.join(&below), &stage.join(&below))?;
    }
    for file in fs::read_dir(ui.join("styles"))? {
        let file = file?;
        copy(&file.path(), &stage.join("styles").join(file.file_name()))?;
    }
    page(ui, &stage)?;
    remove(dist)?;
    fs::rename(&stage, dist).with_context(|| format!("cannot write {}", dist.display()))
}

fn compile(size: Size) -> Result<()> {
    run(cargo().args([
        "build",
        "--locked",
        "--offline",
        "-p",
        "aglis-ui",
        "--bin",
        PROGRAM,
        "--target",
        wasm::TARGET,
        "--profile",
        size.profile(),
    ]))
}

fn bind(stage: &Path, size: Size) -> Result<()> {
    let compiled = place::target()
        .join(wasm::TARGET)
        .join(size.profile())
        .join(PROGRAM)
        .with_extension("wasm");
    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .out_name(PROGRAM)
        .input_path(&compiled)
        .generate(stage)
        .with_context(|| format!("cannot bind {}", compiled.display()))
}

fn optimise(ui: &Path, stage: &Path) -> Result<()> {
    let node = find_program("node").context("node is not installed")?;
    let bound = bound(stage);
    run(command(node)
        .arg(ui.join("node_modules/binaryen/bin/wasm-opt"))
        .arg("-Oz")
        .args(FEATURES)
        .arg(&bound)
        .arg("-o")
        .arg(&bound))
}

fn bound(stage: &Path) -> PathBuf {
    stage.join(format!("{PROGRAM}_bg.wasm"))
}

/// Gives what changes a name that changes with it, so that no cache ever mixes two versions, and writes the page that asks for
/// these names. Of the page's source `/console.js`, `/console_bg.wasm` and `/patternfly.css` are replaced.
fn page(ui: &Path, stage: &Path) -> Result<()> {
    let mut page =
        fs::read_to_string(ui.join("index.html")).context("cannot read ui/index.html")?;
    for name in [
        format!("{PROGRAM}.js"),
        format!("{PROGRAM}_bg.wasm"),
        SHEET.1.to_owned(),
    ] {
        let plain = format!("/{name}");
        if !page.contains(&plain) {
            return Err(anyhow!("ui/index.html does not ask for {plain}"));
        }
        let named = marked(&stage.join(&name))?;
        page = page.replace(&plain, &format!("/{named}"));
    }
    fs::write(stage.join("index.html"), page).context("cannot write the page")
}

/// Renames `console.js` to `console-0123456789abcdef.js`, after its content; answers the new name.
fn marked(file: &Path) -> Result<String> {
    let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    let part =
        |part: Option<&std::ffi::OsStr>| part.map(|part| part.to_string_lossy().into_owned());
    let (stem, ending) = part(file.file_stem())
        .zip(part(file.extension()))
        .with_context(|| format!("{} has no name", file.display()))?;
    let name = format!("{stem}-{:016x}.{ending}", hasher.finish());
    fs::rename(file, file.with_file_name(&name))?;
    Ok(name)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

/// Says how long a part took; all of them together take minutes.
fn timed(what: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let started = Instant::now();
    work()?;
    eprintln!("  {what} in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_follows_its_content() {
        let folder = std::env::temp_dir().join(format!("aglis-bundle-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let name = |content: &str| {
            fs::write(folder.join("console.js"), content).unwrap();
            marked(&folder.join("console.js")).unwrap()
        };
        let first = name("let a");
        assert_eq!(first.len(), "console-.js".len() + 16);
        assert!(first.starts_with("console-") && first.ends_with(".js"));
        assert!(folder.join(&first).exists() && !folder.join("console.js").exists());
        assert_ne!(first, name("let b"));
        assert_eq!(first, name("let a"));
        fs::remove_dir_all(folder).unwrap();
    }
}
