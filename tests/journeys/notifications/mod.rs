//! What people are told in the notification centre, by what others do, and what they do with it.

mod centre;
mod exactly_once;
mod kept;
mod money_and_messages;
mod newer;
mod system;
mod tickets;
mod who;
