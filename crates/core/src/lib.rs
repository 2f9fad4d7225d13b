//! The AGLIS desktop shell.
pub mod documents;
