//! What the measurements on a database share.

pub mod ask;
pub mod desk;
pub mod figures;
