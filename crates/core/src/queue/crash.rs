//! Moments at which a crash is the most unpleasant; tests end a worker there.

/// Every moment, by the name under which `FAILPOINTS` knows it, such as `queue-go=3%return`.
pub const POINTS: [&str; 5] = [CLAIMED, GO, SENT, SETTLE, SETTLED];

/// Jobs were claimed with their go; nobody has them in hand yet.
pub(super) const CLAIMED: &str = "queue-claimed";
/// The next thing is the wire.
pub(super) const GO: &str = "queue-go";
/// The gateway has answered; nobody knows of it.
pub(super) const SENT: &str = "queue-sent";
/// The answer is about to be written down.
pub(super) const SETTLE: &str = "queue-settle";
/// It is written down; the worker does not know yet.
pub(super) const SETTLED: &str = "queue-settled";

/// Ends the program at this moment if a test asked for it. Optimised builds know no such moment.
pub(super) fn point(name: &'static str) {
    #[cfg(debug_assertions)]
    fail::fail_point!(name, |_| std::process::abort());
    #[cfg(not(debug_assertions))]
    let _ = name;
}

/// Reads `FAILPOINTS` of the environment, once, at the start of a program.
pub fn from_environment() {
    #[cfg(debug_assertions)]
    if std::env::var_os("FAILPOINTS").is_some() {
        // It holds until the program ends.
        std::mem::forget(fail::FailScenario::setup());
    }
}
