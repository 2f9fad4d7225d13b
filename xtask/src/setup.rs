//! Everything the machine needs before a build: asked for in the order in which a fresh machine lacks it.

use anyhow::Result;

use crate::command::{cargo, run_quietly};
use crate::step::{Done, Steps};
use crate::{debian, other, wasm, web};

/// Installs what is missing. A second call only looks.
pub fn ensure(steps: &mut Steps) -> Result<()> {
    if debian::is_debian() {
        steps.quiet("Debian packages", debian::ensure)?;
    } else {
        steps.quiet("programs of this machine", other::ensure)?;
    }
    steps.quiet("wasm target", wasm::ensure)?;
    steps.quiet("crates", || {
        run_quietly(cargo().args(["fetch", "--quiet", "--locked"]))?;
        Ok(Done::Now)
    })?;
    steps.quiet("npm packages", web::packages)
}
