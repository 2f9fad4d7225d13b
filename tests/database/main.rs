//! The database's own rules, asked of a real database under real logins.

#[path = "../support/mod.rs"]
#[expect(
    dead_code,
    reason = "each test program uses its own part of what they share"
)]
mod support;
