//! The AGLIS desktop shell.
