//! Money of a customer: recording it, using credit, and how either is spread over open invoices. Used by the pages of customers,
//! invoices and payments.

mod credit;
mod save;
mod shares;
mod take;
mod typed;

pub use credit::UseMoney;
pub use save::{SaveAccount, SaveReceipt};
pub(crate) use shares::Shares;
pub use take::TakeMoney;
pub(crate) use typed::read_shares;
