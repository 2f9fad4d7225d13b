//! A state as word, colour and picture, so that nobody depends on the colour.

use model::bulk::{BulkClass, BulkState};
use model::states::{
    CustomerStatus, InvoiceStatus, MessageStatus, PaymentStatus, Priority, RegistrationStatus,
    ServiceStatus, SlaState, TicketStatus,
};
use yew::prelude::*;

use super::icon::{Icon, Picture};
use crate::hooks::use_text;

/// Colour of a state by its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Finished or without meaning now.
    Quiet,
    /// Waiting for its turn.
    Waiting,
    /// Under way.
    Moving,
    /// As it should be.
    Good,
    /// Needs a look soon.
    Warning,
    /// Needs a person now.
    Bad,
}

impl Look {
    /// The class that gives the colour.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Look::Quiet => "aglis-look-quiet",
            Look::Waiting => "aglis-look-waiting",
            Look::Moving => "aglis-look-moving",
            Look::Good => "aglis-look-good",
            Look::Warning => "aglis-look-warning",
            Look::Bad => "aglis-look-bad",
        }
    }
}

/// Properties of [`StatusLabel`].
#[derive(Properties, PartialEq)]
pub struct StatusLabelProps {
    /// Key of its word.
    pub text_key: AttrValue,
    /// Colour.
    pub look: Look,
    /// Picture.
    pub icon: Icon,
}

/// A state: `<StatusLabel ..status_label(ticket.status) />` or by its parts.
#[component]
pub fn StatusLabel(props: &StatusLabelProps) -> Html {
    let texts = use_text();
    html! {
        <span class={classes!("aglis-status", props.look.class())} data-status={props.text_key.clone()}>
            <Picture icon={props.icon} /><span>{ texts.t(&props.text_key) }</span>
        </span>
    }
}

macro_rules! labels {
    ($($state:ident { $($value:ident: $look:ident $icon:ident),* $(,)? })*) => {$(
        impl From<$state> for StatusLabelProps {
            fn from(state: $state) -> Self {
                let (look, icon) = match state {
                    $($state::$value => (Look::$look, Icon::$icon)),*
                };
                Self { text_key: state.text_key().into(), look, icon }
            }
        }
    )*};
}

labels! {
    RegistrationStatus {
        PendingVerification: Warning Waiting, Verified: Moving Check, SurveyScheduled: Waiting Waiting,
        SurveyCompleted: Moving Check, Approved: Moving Progress, Installed: Good Done, Rejected: Bad Stop, Cancelled: Quiet Stop,
    }
    TicketStatus {
        Open: Warning Waiting, Assigned: Waiting Person, InProgress: Moving Progress, OnHold: Quiet Pause,
        Completed: Good Check, Closed: Quiet Done, Cancelled: Quiet Stop,
    }
    ServiceStatus { Pending: Waiting Waiting, Active: Good Done, Suspended: Bad Pause, Terminated: Quiet Stop }
    CustomerStatus { Pending: Waiting Waiting, Active: Good Done, Suspended: Bad Pause, Terminated: Quiet Stop }
    InvoiceStatus {
        Draft: Quiet Edit, Issued: Waiting Invoice, Partial: Warning Progress, Paid: Good Done, Overdue: Bad Warning, Void: Quiet Stop,
    }
    MessageStatus {
        Queued: Waiting Waiting, Sending: Moving Progress, Accepted: Moving Right, Sent: Moving Right, Delivered: Good Check, Read: Good Done,
        Failed: Bad Stop, Unknown: Warning Info, Expired: Quiet Stop, Cancelled: Quiet Stop, OptedOut: Quiet Stop
    }
    BulkState { Planned: Quiet Waiting, Running: Moving Progress, Paused: Warning Pause, Done: Good Done, Cancelled: Quiet Stop, Undone: Quiet Left }
    BulkClass { Succeeded: Good Done, Failed: Bad Warning, Skipped: Quiet Right, Waiting: Waiting Waiting }
    PaymentStatus { Pending: Warning Waiting, Verified: Good Done, Rejected: Bad Stop }
    SlaState { Late: Bad Warning, Warning: Warning Waiting, Running: Waiting Waiting, Stopped: Quiet Pause, Broken: Quiet Warning, Kept: Good Done }
    Priority { Low: Quiet SortDown, Normal: Waiting Right, High: Warning SortUp, Urgent: Bad Warning }
}
