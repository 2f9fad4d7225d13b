//! How much time really passed, a sleep of the computer included.
//!
//! A program that was stopped, or whose computer slept, between the database's go and its send must not send any more: its lease
//! is over and somebody else may know the message by now. The usual clock of Rust stands still meanwhile.

use std::time::Duration;

/// A moment on a clock that counts sleep.
#[derive(Clone, Copy, Debug)]
pub struct Awake(Duration);

impl Awake {
    /// This moment.
    #[must_use]
    pub fn now() -> Self {
        Self(reading())
    }

    /// How long ago it was.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        reading().saturating_sub(self.0)
    }
}

#[cfg(target_os = "linux")]
fn reading() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::new(
        u64::try_from(now.tv_sec).unwrap_or_default(),
        u32::try_from(now.tv_nsec).unwrap_or_default(),
    )
}

/// The wall clock counts sleep as well. When it is set while a send waits, that send is let go and tried again, nothing worse.
#[cfg(not(target_os = "linux"))]
fn reading() -> Duration {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Awake;

    #[test]
    fn time_does_not_run_backwards() {
        let then = Awake::now();
        let first = then.elapsed();
        assert!(then.elapsed() >= first);
    }
}
