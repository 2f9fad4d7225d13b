//! What `aglis` understands about messages.

use std::net::SocketAddr;

use clap::{Args, Subcommand};
use model::{states::MessageClass, templates::TemplateName};

use super::Language;

/// Arguments of `send`.
#[derive(Clone, Debug, Args)]
pub struct Send {
    /// The number, as people write it or as +62…
    #[arg(long, value_name = "PHONE")]
    pub to: String,
    /// Name of the text: otp, `ticket_update`, `invoice_issued`, broadcast …
    #[arg(long, value_name = "NAME", value_parser = crate::send::template)]
    pub template: TemplateName,
    /// What stands in a place-holder, as in `--var customer_name=Siti`. May be given many times.
    #[arg(long = "var", value_name = "KEY=VALUE", value_parser = super::pair)]
    pub values: Vec<(String, String)>,
    /// Language of the text.
    #[arg(long, default_value = "id")]
    pub language: Language,
    /// Only show what would be sent.
    #[arg(long)]
    pub dry_run: bool,
}

/// Which messages: by their numbers, or all that match.
#[derive(Clone, Debug, Default, Args)]
pub struct Messages {
    /// Numbers of messages.
    #[arg(value_name = "ID")]
    pub ids: Vec<i64>,
    /// All in this state; may be given many times (failed, expired, cancelled, queued, unknown, opted-out …).
    #[arg(long = "state", value_name = "STATE")]
    pub states: Vec<String>,
    /// All that hold these words: a phone, a name, a reference, what was written.
    #[arg(long, value_name = "WORDS")]
    pub search: Option<String>,
}

/// A class of messages or a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// A class.
    Class(MessageClass),
    /// A gateway, by its number.
    Gateway(i16),
}

/// What to do with the queue.
#[derive(Clone, Debug, Subcommand)]
pub enum Queue {
    /// How it stands: counts per class, gateways, workers.
    Stats,
    /// List messages, the newest first.
    List {
        /// Which.
        #[command(flatten)]
        which: Messages,
        /// At most so many.
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
        limit: u32,
    },
    /// Show everything about one message; a password in it stays covered.
    Show {
        /// Its number.
        id: i64,
    },
    /// Send failed, expired and cancelled messages once more.
    Retry {
        /// Which.
        #[command(flatten)]
        which: Messages,
        /// Those of which nobody knows as well: you know that they did not arrive.
        #[arg(long)]
        also_unknown: bool,
    },
    /// Call off what has not gone out.
    Cancel {
        /// Which.
        #[command(flatten)]
        which: Messages,
    },
    /// Stop a class or a gateway.
    Pause {
        /// otp, notification, group, bulk, or the number of a gateway.
        #[arg(value_parser = crate::queue::which)]
        what: Which,
    },
    /// Let a class or a gateway go on.
    Resume {
        /// otp, notification, group, bulk, or the number of a gateway.
        #[arg(value_parser = crate::queue::which)]
        what: Which,
    },
    /// Take old messages away that ended without arriving.
    Clean {
        /// failed, expired, cancelled or opted-out; may be given many times.
        #[arg(long = "state", value_name = "STATE", required = true)]
        states: Vec<String>,
        /// Only those written at least so many days ago.
        #[arg(long, value_name = "N", default_value_t = 30)]
        days: i32,
    },
}

/// What to do with a setting.
#[derive(Clone, Debug, Subcommand)]
pub enum Settings {
    /// Show one, or all.
    Get {
        /// As in queue.concurrency or gateway.1.base-url.
        key: Option<String>,
    },
    /// Change one.
    Set {
        /// As in queue.concurrency or gateway.1.base-url.
        key: String,
        /// The new value; none for no limit, new for another webhook path.
        value: String,
        /// Permit the address of a gateway on this machine over plain http, for trials and tests; its worker needs the same switch.
        #[arg(long)]
        allow_local_gateway: bool,
    },
}

/// Arguments of `serve`.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Where to listen.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,
}

/// Arguments of `worker`.
#[derive(Clone, Debug, Default, Args)]
pub struct Worker {
    /// How many messages at once; by default as the settings of the queue say.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=50))]
    pub concurrency: Option<u16>,
    /// Name of this worker in the monitor; by default the machine's.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Permit a gateway on this machine over plain http, for trials and tests. Never a stored setting.
    #[arg(long)]
    pub allow_local_gateway: bool,
}
