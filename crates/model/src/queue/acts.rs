//! What people do about messages and the queue.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::MessageId,
    list::Selection,
    problem::{Problem, Problems},
    states::{MessageClass, MessageStatus},
    templates::LENGTH_MAX,
    valid,
};

/// The most messages that one request moves; [`Worked::left`] says how many it left for the next.
pub const BATCH_MAX: usize = 5_000;

/// What a request about many messages did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worked {
    /// Messages that moved.
    pub done: i64,
    /// Messages of the selection that could move as well and were too many for one request.
    pub left: i64,
}

/// Sends messages once more as they are: failed, expired and cancelled ones. Passwords are passed over, and so are messages that
/// another took the place of. Admins, office, supervisors in their zones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryMessages {
    /// Which.
    pub selection: Selection,
    /// Whether those that may have gone out are sent as well: somebody knows that they did not arrive.
    pub also_unknown: bool,
}
call!(RetryMessages => Worked; reads []; changes [Messages]; Staff);

/// Calls off what has not gone out. One that is just being tried is called off when the try fails. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelMessages {
    /// Which.
    pub selection: Selection,
}
call!(CancelMessages => Worked; reads []; changes [Messages]; Staff);

/// Says what became of a message of which the gateway never told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResolveMessage {
    /// Which.
    pub id: MessageId,
    /// Whether it arrived.
    pub arrived: bool,
}
call!(ResolveMessage => (); reads []; changes [Messages]; Staff);

/// Where a message goes that takes the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResendTo {
    /// To the number of the first.
    Same,
    /// To the number that the record says today.
    Record,
}

/// Writes a message in the place of one that did not arrive, once; answers the new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResendMessage {
    /// The one that did not arrive.
    pub id: MessageId,
    /// What the new one says.
    pub body: String,
    /// To whom.
    pub to: ResendTo,
}
call!(ResendMessage => MessageId; reads []; changes [Messages]; Staff);

impl ResendMessage {
    /// The check that the form makes before sending and the handler makes again; answers the cleaned text.
    ///
    /// # Errors
    /// Problems at `body`: `TEXT_REQUIRED`, `TEXT_TOO_LONG` and the signs of [`valid::text`].
    pub fn check(&self) -> Result<String, Problems> {
        valid::required(&self.body, LENGTH_MAX).map_err(|problem| Problems::one("body", problem))
    }
}

/// Stops a class of messages, or lets it go on. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PauseClass {
    /// Which.
    pub class: MessageClass,
    /// Whether it stops.
    pub paused: bool,
}
call!(PauseClass => (); reads []; changes [Messages]; Staff);

/// Stops a way out, or lets it go on. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PauseGateway {
    /// Its number.
    pub id: i16,
    /// Whether it stops.
    pub paused: bool,
}
call!(PauseGateway => (); reads []; changes [Messages]; Staff);

/// Takes messages away for good that ended without arriving; answers how many, at most 10,000. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CleanMessages {
    /// Failed, expired, cancelled or opted out.
    pub states: Vec<MessageStatus>,
    /// Only those written at least so many days ago, 7 to 3,650.
    pub days: i32,
}
call!(CleanMessages => i64; reads []; changes [Messages]; Staff);

impl CleanMessages {
    /// States whose messages may be taken away.
    pub const STATES: [MessageStatus; 4] = [
        MessageStatus::Failed,
        MessageStatus::Expired,
        MessageStatus::Cancelled,
        MessageStatus::OptedOut,
    ];

    /// The check of form and handler.
    ///
    /// # Errors
    /// `CHOICE_REQUIRED` at `states` for none or one that stays; `NUMBER_RANGE` at `days`.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        if self.states.is_empty() || !self.states.iter().all(|one| Self::STATES.contains(one)) {
            problems.add("states", Problem::new("CHOICE_REQUIRED"));
        }
        if !(7..=3_650).contains(&self.days) {
            problems.add(
                "days",
                Problem::new("NUMBER_RANGE")
                    .with("min", 7)
                    .with("max", 3_650),
            );
        }
        problems.into_result()
    }
}

#[cfg(test)]
mod tests {
    use super::CleanMessages;
    use crate::states::MessageStatus;

    #[test]
    fn what_arrived_is_never_taken_away() {
        let clean = |states: &[MessageStatus], days| {
            let request = CleanMessages {
                states: states.to_vec(),
                days,
            };
            request.check().is_ok()
        };
        assert!(clean(&CleanMessages::STATES, 7));
        assert!(!clean(&[MessageStatus::Read], 30) && !clean(&[], 30));
        assert!(!clean(&[MessageStatus::Failed], 6) && !clean(&[MessageStatus::Failed], 3_651));
    }
}
