//! The AGLIS desktop shell.
pub mod documents;
pub mod workspace;
