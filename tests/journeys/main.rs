//! Whole jobs through the call path, as people do them.

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "each test program uses its own part of what they share")]
mod support;
