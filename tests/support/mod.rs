//! What all tests on a database share: one private cluster, a database for each test, people who sign in to it.

pub mod build;
pub mod cluster;
pub mod database;
pub mod gateway;
pub mod office;
pub mod proxy;
pub mod room;
pub mod telco;
