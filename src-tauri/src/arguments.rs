//! What the program understands on its command line.

use std::{ffi::OsString, path::PathBuf};

/// What `--help` prints.
pub const HELP: &str = "\
AGLIS, the daily workplace of an internet provider

Usage: aglis-desktop [OPTIONS]

Options:
  --minimized       start in the tray (opens the window where there is no tray)
  --new-window      start a further window with a login of its own
  --data-dir DIR    keep workspace, settings and logs in DIR (also: AGLIS_DATA_DIR)
  --allow-local-gateway
                    permit a WhatsApp gateway on this machine over plain http, for trials and tests
  --help            print this help";

/// The command line, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Start in the tray.
    pub minimized: bool,
    /// Do not hand over to a running window.
    pub new_window: bool,
    /// Folder for everything this program keeps.
    pub data_dir: Option<PathBuf>,
    /// Permit a gateway on this machine over plain http.
    pub allow_local_gateway: bool,
    /// Print the help and end.
    pub help: bool,
}

impl Arguments {
    /// Reads the command line without the program's name.
    ///
    /// # Errors
    /// A sentence for the terminal when a word is unknown or a folder is missing.
    pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut arguments = Self::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            match word.to_str() {
                Some("--minimized") => arguments.minimized = true,
                Some("--new-window") => arguments.new_window = true,
                Some("--allow-local-gateway") => arguments.allow_local_gateway = true,
                Some("--help" | "-h") => arguments.help = true,
                Some("--data-dir") => {
                    let folder = words
                        .next()
                        .filter(|folder| !folder.is_empty())
                        .ok_or("--data-dir needs a folder; try --help")?;
                    arguments.data_dir = Some(folder.into());
                }
                Some(joined) if joined.starts_with("--data-dir=") => {
                    arguments.data_dir = Some(joined["--data-dir=".len()..].into());
                }
                _ => {
                    return Err(format!(
                        "unknown option {}; try --help",
                        word.to_string_lossy()
                    ));
                }
            }
        }
        Ok(arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn parse(words: &[&str]) -> Result<Arguments, String> {
        Arguments::parse(words.iter().map(Into::into))
    }

    #[test]
    fn options_are_read_in_any_order() {
        let arguments = parse(&["--data-dir", "/tmp/a", "--minimized"]).unwrap();
        assert!(arguments.minimized && !arguments.new_window);
        assert_eq!(arguments.data_dir, Some("/tmp/a".into()));
        assert_eq!(
            parse(&["--data-dir=/tmp/b"]).unwrap().data_dir,
            Some("/tmp/b".into())
        );
    }

    #[test]
    fn an_unknown_word_or_a_missing_folder_is_refused_with_a_sentence() {
        assert!(parse(&["--colour"]).unwrap_err().contains("--colour"));
        assert!(parse(&["--data-dir"]).unwrap_err().contains("folder"));
    }
}
