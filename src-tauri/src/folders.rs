//! Where this computer keeps settings, logs and documents.
//!
//! With `AGLIS_DATA_DIR` (or `--data-dir`) everything stands in that one folder, so that trials and tests leave nothing
//! elsewhere; otherwise the system's own places are used.

use std::{env, path::PathBuf};

use anyhow::{Context as _, Result};
use directories::{ProjectDirs, UserDirs};

/// The folders of one start of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// `preferences.json` and the remembered window.
    pub settings: PathBuf,
    /// Daily logs and crash files.
    pub logs: PathBuf,
    /// What the page keeps for itself; none means the system's default.
    pub page: Option<PathBuf>,
    /// Where PDFs go unless the person chose another folder.
    pub documents: PathBuf,
    /// The one folder for everything, when there is one.
    pub own: Option<PathBuf>,
}

impl Folders {
    /// The folders for `data_dir`, else for `AGLIS_DATA_DIR`, else the system's.
    ///
    /// # Errors
    /// When the system names no home folder and no data folder was given.
    pub fn find(data_dir: Option<PathBuf>) -> Result<Self> {
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        let own = data_dir.or_else(|| set("AGLIS_DATA_DIR").map(PathBuf::from));
        let documents = set("AGLIS_DOCUMENTS_DIR").map(PathBuf::from);
        if let Some(own) = own {
            let own = std::path::absolute(&own)
                .with_context(|| format!("cannot use the data folder {}", own.display()))?;
            return Ok(Self::within(own, documents));
        }
        let system = ProjectDirs::from("id", "AGLIS", "aglis")
            .context("the system names no home folder; use --data-dir")?;
        let state = system
            .state_dir()
            .unwrap_or_else(|| system.data_local_dir());
        Ok(Self {
            settings: system.config_dir().to_path_buf(),
            logs: state.join("logs"),
            page: None,
            documents: documents.unwrap_or_else(default_documents),
            own: None,
        })
    }

    fn within(own: PathBuf, documents: Option<PathBuf>) -> Self {
        Self {
            settings: own.join("settings"),
            logs: own.join("logs"),
            page: Some(own.join("page")),
            documents: documents.unwrap_or_else(default_documents),
            own: Some(own),
        }
    }
}

/// The person's documents folder; some servers and stripped-down desktops name none.
fn default_documents() -> PathBuf {
    let folders = UserDirs::new();
    let documents = folders.as_ref().and_then(|user| {
        user.document_dir()
            .map(PathBuf::from)
            .or_else(|| Some(user.home_dir().join("Documents")))
    });
    documents.unwrap_or_else(env::temp_dir).join("AGLIS")
}

#[cfg(test)]
mod tests {
    use super::Folders;

    #[test]
    fn one_data_folder_holds_everything_but_the_documents() {
        let folders = Folders::within("/srv/trial".into(), Some("/srv/papers".into()));
        for folder in [&folders.settings, &folders.logs] {
            assert!(folder.starts_with("/srv/trial"), "{}", folder.display());
        }
        assert!(folders.page.unwrap().starts_with("/srv/trial"));
        assert_eq!(folders.documents, std::path::Path::new("/srv/papers"));
    }
}
