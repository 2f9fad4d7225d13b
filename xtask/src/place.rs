//! Where things lie: the repository, its target folder, and the cache that all clones of one user share.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's root.
pub fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// Cargo's target folder: `CARGO_TARGET_DIR`, otherwise `target` in the repository.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The folder of pictures, logs and reports a person looks at: always `target` in the repository.
pub fn results() -> PathBuf {
    root().join("target")
}

/// The user's cache folder of this project.
pub fn cache() -> PathBuf {
    let own = |var: &str| env::var_os(var).filter(|value| !value.is_empty());
    if cfg!(windows) {
        if let Some(local) = own("LOCALAPPDATA") {
            return PathBuf::from(local).join("aglis").join("cache");
        }
    } else if let Some(cache) = own("XDG_CACHE_HOME") {
        return PathBuf::from(cache).join("aglis");
    }
    match own("HOME").or_else(|| own("USERPROFILE")) {
        Some(home) => PathBuf::from(home).join(".cache").join("aglis"),
        None => root().join("target").join("cache"),
    }
}
