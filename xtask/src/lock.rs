//! One preparation at a time: several clones share one toolchain and one folder of tools.

use std::fs::{self, File};

use anyhow::{Context as _, Result};

use crate::place;

/// Waits for the lock `name` and holds it until the file is dropped.
pub fn hold(name: &str) -> Result<File> {
    let folder = place::cache();
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let path = folder.join(format!("{name}.lock"));
    let file = File::create(&path).with_context(|| format!("cannot make {}", path.display()))?;
    file.lock()
        .with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}
