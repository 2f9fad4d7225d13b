//! A value that must not be shown: its `Debug` prints `[redacted]`.

use std::{cell::Cell, fmt};

use serde::{Deserialize, Serialize, Serializer};

const REDACTED: &str = "[redacted]";

thread_local! {
    static REDACTING: Cell<bool> = const { Cell::new(false) };
}

/// A password or token on its way; there is no `Display`, and [`Secret::reveal`] is easy to search for.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one place that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if REDACTING.get() { REDACTED } else { &self.0 })
    }
}

/// Runs `write` with every [`Secret`] it serialises replaced by the same marker, for what is kept or compared afterwards.
pub fn redacted<T>(write: impl FnOnce() -> T) -> T {
    /// Puts the state back also when `write` panics: the thread goes on to answer others.
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            REDACTING.set(self.0);
        }
    }
    let _before = Before(REDACTING.replace(true));
    write()
}

#[cfg(test)]
mod tests {
    use super::{Secret, redacted};

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", Secret::new("kata sandi")), "[redacted]");
    }

    #[test]
    fn a_secret_travels_whole_and_is_kept_redacted() {
        let secret = Secret::new("kata sandi");
        let written = || serde_json::to_string(&secret).unwrap();
        assert_eq!(redacted(written), r#""[redacted]""#);
        assert_eq!(written(), r#""kata sandi""#);
        assert_eq!(serde_json::from_str::<Secret>(&written()).unwrap(), secret);
    }
}
