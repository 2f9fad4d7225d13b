//! Sending the messages of the queue from this computer.

use serde::{Deserialize, Serialize};

use crate::{call, secret::Secret};

/// How a worker of the queue fares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fares {
    /// It has not reached the database yet.
    #[default]
    Starting,
    /// It works.
    Working,
    /// It works as soon as there is a way out. With a reason, such as `TOKEN_MISSING`, this machine cannot use the one there is;
    /// without, none is set up or all are paused or broken.
    Waiting(Option<String>),
    /// The database does not answer.
    Offline,
    /// Its login is not let in any more.
    Refused,
    /// It has left.
    Stopped,
}

/// Whether this computer sends, and how it fares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// It may: a workspace of its own needs no leave, in a shared one an admin enrols the computer.
    pub enrolled: bool,
    /// It is meant to.
    pub on: bool,
    /// Numbers of the gateways whose token lies in the keyring.
    pub tokens: Vec<i16>,
    /// How the worker fares; none while there is none.
    pub fares: Option<Fares>,
}

/// Enrols this computer, so that it sends from now on; for admins. The login that is made stays in the keyring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolComputer {}
call!(EnrolComputer => (); reads []; changes [Desk, Messages]; Desk);

/// Begins or ends sending from this computer; what is under way is finished first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwitchSending {
    /// Whether it sends.
    pub on: bool,
}
call!(SwitchSending => (); reads []; changes [Desk]; Desk);

/// Keeps the token of a gateway in the keyring of this computer, or forgets it; for admins. It is never handed to another gateway.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepGatewayToken {
    /// Number of the gateway, 1 to 9.
    pub gateway: i16,
    /// The token; none forgets it.
    pub token: Option<Secret>,
}
call!(KeepGatewayToken => (); reads []; changes [Desk]; Desk);
