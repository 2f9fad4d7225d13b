//! How a session reaches its database: the address of a shared one, the pool of a login, and what stands in the way.

mod address;
mod line;
mod open;
mod password;
mod problem;

pub use address::{options, parse_url};
pub(crate) use line::{Lent, Line};
pub use open::{Opened, check_schema, open, ping, test};
pub use password::wire;
pub use problem::ConnectProblem;
