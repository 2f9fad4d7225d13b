//! The SLA clock of a ticket: how much time is left, or how late it is, as colour, picture and words.

use chrono::{DateTime, Utc};
use gloo_timers::callback::Interval;
use model::states::TicketStatus;
use yew::prelude::*;

use crate::{
    hooks::{Session, Texts, use_text},
    widgets::{Icon, Look, Picture},
};

/// The clock is drawn anew this often, in milliseconds.
const TICK: u32 = 30_000;

/// Where the clock of a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    /// There is none, or nobody waits any more.
    None,
    /// It stands until the work goes on.
    Paused,
    /// Minutes left; `soon` when three quarters of the time are used.
    Left { minutes: i64, soon: bool },
    /// Minutes too late, and not done yet.
    Late(i64),
    /// Done in time.
    Kept,
    /// Done too late.
    Broken,
}

fn clock(props: &SlaProps, now: DateTime<Utc>) -> Clock {
    let Some(due) = props.due_at else {
        return Clock::None;
    };
    match props.status {
        TicketStatus::Cancelled => Clock::None,
        TicketStatus::Completed | TicketStatus::Closed if props.breached => Clock::Broken,
        TicketStatus::Completed | TicketStatus::Closed => Clock::Kept,
        // A hold for our own sake does not stop what was promised.
        TicketStatus::OnHold if props.stopped => Clock::Paused,
        TicketStatus::Open
        | TicketStatus::Assigned
        | TicketStatus::InProgress
        | TicketStatus::OnHold => {
            let left = due - now;
            if left.num_seconds() < 0 {
                Clock::Late((-left).num_minutes())
            } else {
                Clock::Left {
                    minutes: left.num_minutes(),
                    soon: props.warning_at.is_some_and(|warning| warning <= now),
                }
            }
        }
    }
}

/// `45 min`, `3 h 20 min`, `2 d 4 h`.
fn duration(texts: &Texts, minutes: i64) -> AttrValue {
    match minutes {
        ..60 => texts.t_with("tickets-minutes", &[("minutes", &minutes)]),
        60..1_440 if minutes % 60 == 0 => {
            texts.t_with("tickets-whole-hours", &[("hours", &(minutes / 60))])
        }
        60..1_440 => texts.t_with(
            "tickets-hours",
            &[("hours", &(minutes / 60)), ("minutes", &(minutes % 60))],
        ),
        _ if minutes % 1_440 < 60 => {
            texts.t_with("tickets-whole-days", &[("days", &(minutes / 1_440))])
        }
        _ => texts.t_with(
            "tickets-days",
            &[
                ("days", &(minutes / 1_440)),
                ("hours", &(minutes % 1_440 / 60)),
            ],
        ),
    }
}

/// Properties of [`Sla`].
#[derive(Clone, Properties, PartialEq)]
pub struct SlaProps {
    /// Where the ticket stands.
    pub status: TicketStatus,
    /// When it must be done.
    pub due_at: Option<DateTime<Utc>>,
    /// When three quarters of the time are used, in the hours that count.
    pub warning_at: Option<DateTime<Utc>>,
    /// Whether the clock waits with the ticket.
    pub stopped: bool,
    /// Whether it was done too late.
    pub breached: bool,
}

/// The clock; the full time is shown on hover.
#[component]
pub fn Sla(props: &SlaProps) -> Html {
    let texts = use_text();
    let zone = use_context::<Session>()
        .map(|session| session.zone())
        .unwrap_or_default();
    let redraw = use_force_update();
    use_effect_with(props.status.is_open(), move |runs| {
        let ticking = runs.then(|| Interval::new(TICK, move || redraw.force_update()));
        move || drop(ticking)
    });
    let (look, icon, words) = match clock(props, Utc::now()) {
        Clock::None => return html! { <span class="aglis-none">{ "–" }</span> },
        Clock::Paused => (Look::Quiet, Icon::Pause, texts.t("tickets-sla-paused")),
        Clock::Left { minutes, soon } => {
            let time = duration(&texts, minutes);
            let words = texts.t_with("tickets-sla-left", &[("time", &time)]);
            if soon {
                (Look::Warning, Icon::Warning, words)
            } else {
                (Look::Waiting, Icon::Waiting, words)
            }
        }
        Clock::Late(minutes) => {
            let time = duration(&texts, minutes);
            let words = texts.t_with("tickets-sla-late", &[("time", &time)]);
            (Look::Bad, Icon::Warning, words)
        }
        Clock::Kept => (Look::Good, Icon::Done, texts.t("tickets-sla-kept")),
        Clock::Broken => (Look::Warning, Icon::Warning, texts.t("tickets-sla-broken")),
    };
    let due = props
        .due_at
        .map(|due| format!("{} {}", zone.show(due, texts.locale()), zone.abbreviation()));
    html! {
        <span class={classes!("aglis-status", "aglis-figures", look.class())} title={due}><Picture {icon} /><span>{ words }</span></span>
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use model::{states::TicketStatus, text::Locale};

    use super::{Clock, SlaProps, clock, duration};
    use crate::hooks::Texts;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    fn ticket(status: TicketStatus) -> SlaProps {
        SlaProps {
            status,
            due_at: Some(at(24)),
            warning_at: Some(at(18)),
            stopped: status == TicketStatus::OnHold,
            breached: false,
        }
    }

    #[test]
    fn the_last_quarter_of_the_time_is_a_warning() {
        let open = ticket(TicketStatus::Assigned);
        let left = |hours: i64, soon| Clock::Left {
            minutes: hours * 60,
            soon,
        };
        assert_eq!(clock(&open, at(4)), left(20, false));
        assert_eq!(clock(&open, at(19)), left(5, true));
        assert_eq!(clock(&open, at(26)), Clock::Late(120));
    }

    #[test]
    fn a_paused_or_finished_ticket_is_not_late_any_more() {
        assert_eq!(clock(&ticket(TicketStatus::OnHold), at(40)), Clock::Paused);
        let ours = SlaProps {
            stopped: false,
            ..ticket(TicketStatus::OnHold)
        };
        assert_eq!(clock(&ours, at(26)), Clock::Late(120));
        assert_eq!(clock(&ticket(TicketStatus::Closed), at(40)), Clock::Kept);
        assert_eq!(clock(&ticket(TicketStatus::Cancelled), at(40)), Clock::None);
        let broken = SlaProps {
            breached: true,
            ..ticket(TicketStatus::Completed)
        };
        assert_eq!(clock(&broken, at(40)), Clock::Broken);
    }

    #[test]
    fn times_are_said_as_short_as_people_read_them() {
        let texts = Texts::new(Locale::En);
        let said = |minutes| duration(&texts, minutes).to_string();
        assert_eq!(said(45), "45 min");
        assert_eq!(said(180), "3 h");
        assert_eq!(said(200), "3 h 20 min");
        assert_eq!(said(1_440 + 59), "1 d");
        assert_eq!(said(1_440 + 120), "1 d 2 h");
    }
}
