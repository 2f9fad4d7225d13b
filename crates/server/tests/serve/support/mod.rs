//! The cluster and the databases that all tests share.

#[path = "../../../../../tests/support/cluster.rs"]
pub mod cluster;
#[path = "../../../../../tests/support/database.rs"]
pub mod database;
