//! How a person wants to be told: event × channel, quiet hours, and who stands in for him.
//!
//! Whether something comes into the list at all is decided by the database; whether the system shows it and a sound is heard is
//! decided here, by [`NotificationPreferences::alert`].

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

use super::event::NotificationEvent;
use crate::{
    call,
    ids::StaffId,
    problem::{Problem, Problems},
    states::Priority,
};

/// Minutes of a day.
const DAY: u16 = 1_440;
/// The longest absence, in days.
pub const ABSENCE_DAYS_MAX: i64 = 366;

/// The ways in which one is told of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channels {
    /// It stands in the list and counts in the badge. Without it, nothing of the event is kept.
    pub in_app: bool,
    /// The system shows it outside the window.
    pub os: bool,
    /// A sound is heard.
    pub sound: bool,
}

impl Channels {
    /// What holds for an event about which nothing was chosen.
    #[must_use]
    pub fn usual(event: NotificationEvent) -> Self {
        use NotificationEvent as E;
        let (os, sound) = match event {
            E::TicketAssigned
            | E::Mentioned
            | E::SlaBreached
            | E::RegistrationNew
            | E::GatewayDown
            | E::WorkerGone
            | E::BackupMissing
            | E::DatabaseRestored => (true, true),
            E::TicketHelping
            | E::TicketPriority
            | E::TicketComment
            | E::SlaWarning
            | E::PaymentPending
            | E::IsolirLifted
            | E::MessageFailed
            | E::Burst
            | E::Unknown => (true, false),
            E::TicketStatus
            | E::RegistrationStatus
            | E::InvoiceIssued
            | E::InvoicePaid
            | E::Isolir
            | E::GatewayUp => (false, false),
        };
        Self {
            in_app: true,
            os,
            sound,
        }
    }
}

/// What was chosen for one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// One of [`NotificationEvent::CHOOSABLE`].
    pub event: NotificationEvent,
    /// How one is told of it.
    pub channels: Channels,
}

/// Quiet hours of a weekday, in minutes of the day in the business zone. An end that is not after the start lies on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// ISO weekday on which they begin, 1 is Monday.
    pub weekday: u8,
    /// From this minute, 0–1439.
    pub from: u16,
    /// Up to this minute, 1–1440; not the same as the start.
    pub to: u16,
}

impl QuietHours {
    /// Whether they hold at a moment of the business zone.
    #[must_use]
    pub fn hold_at(self, local: NaiveDateTime) -> bool {
        let minute = (local.hour() * 60 + local.minute()) as u16;
        let is_day =
            |day: NaiveDateTime| day.weekday().number_from_monday() == u32::from(self.weekday);
        if self.from < self.to {
            return is_day(local) && (self.from..self.to).contains(&minute);
        }
        (is_day(local) && minute >= self.from)
            || (is_day(local - TimeDelta::days(1)) && minute < self.to)
    }
}

/// A colleague who gets copies while the person is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// Who stands in. He gets only what he may see himself.
    pub substitute: StaffId,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when, exclusive.
    pub to: DateTime<Utc>,
}

/// How one person is told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NotificationPreferences {
    /// What was chosen; an event without a line is as [`Channels::usual`] says.
    pub choices: Vec<Choice>,
    /// At most one a weekday.
    pub quiet: Vec<QuietHours>,
    /// Who stands in, and when.
    pub absence: Option<Absence>,
}

/// What is to be done besides the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alert {
    /// Show it outside the window.
    pub os: bool,
    /// Let a sound be heard.
    pub sound: bool,
}

impl NotificationPreferences {
    /// How one is told of an event.
    #[must_use]
    pub fn channels(&self, event: NotificationEvent) -> Channels {
        let chosen = self.choices.iter().find(|choice| choice.event == event);
        chosen.map_or_else(|| Channels::usual(event), |choice| choice.channels)
    }

    /// Whether it is quiet at a moment of the business zone.
    #[must_use]
    pub fn is_quiet(&self, local: NaiveDateTime) -> bool {
        self.quiet.iter().any(|hours| hours.hold_at(local))
    }

    /// What to do for an event that comes at a moment of the business zone. Urgent ones pass through quiet hours.
    #[must_use]
    pub fn alert(
        &self,
        event: NotificationEvent,
        priority: Priority,
        local: NaiveDateTime,
    ) -> Alert {
        if priority != Priority::Urgent && self.is_quiet(local) {
            return Alert::default();
        }
        let channels = self.channels(event);
        Alert {
            os: channels.os,
            sound: channels.sound,
        }
    }

    /// The check that the form makes before sending and the handler makes again.
    ///
    /// # Errors
    /// Problems by field: `choices` (`CHOICE_UNKNOWN`), `quiet` (`RANGE_ORDER`, `HOURS_OVERLAP`), `absence` (`RANGE_ORDER`,
    /// `RANGE_MAX`).
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        let known = |choice: &Choice| NotificationEvent::CHOOSABLE.contains(&choice.event);
        let twice = |choice: &Choice| {
            self.choices
                .iter()
                .filter(|other| other.event == choice.event)
                .count()
                > 1
        };
        if self
            .choices
            .iter()
            .any(|choice| !known(choice) || twice(choice))
        {
            problems.add("choices", Problem::new("CHOICE_UNKNOWN"));
        }
        let is_time = |hours: &QuietHours| {
            (1..=7).contains(&hours.weekday)
                && hours.from < DAY
                && (1..=DAY).contains(&hours.to)
                && hours.from != hours.to
        };
        if !self.quiet.iter().all(is_time) {
            problems.add("quiet", Problem::new("RANGE_ORDER"));
        }
        let days: std::collections::BTreeSet<_> =
            self.quiet.iter().map(|hours| hours.weekday).collect();
        if days.len() < self.quiet.len() {
            problems.add("quiet", Problem::new("HOURS_OVERLAP"));
        }
        if let Some(absence) = self.absence {
            if absence.to <= absence.from {
                problems.add("absence", Problem::new("RANGE_ORDER"));
            } else if absence.to - absence.from > TimeDelta::days(ABSENCE_DAYS_MAX) {
                let problem = Problem::new("RANGE_MAX").with("max", ABSENCE_DAYS_MAX);
                problems.add("absence", problem);
            }
        }
        problems.into_result()
    }
}

/// Asks for one's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowNotificationPreferences {}
call!(ShowNotificationPreferences => NotificationPreferences; reads [Notifications, Staff]; changes []; Staff);

/// Keeps one's own, all of them anew.
///
/// Besides what [`NotificationPreferences::check`] finds: `VALUE_UNKNOWN` at `absence` for a colleague who left, or oneself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveNotificationPreferences {
    /// What they are.
    pub preferences: NotificationPreferences,
}
call!(SaveNotificationPreferences => (); reads []; changes [Notifications]; Staff);

/// Forgets what one chose: everything is as usual again, without quiet hours and substitute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetNotificationPreferences {}
call!(ResetNotificationPreferences => (); reads []; changes [Notifications]; Staff);

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

    use super::{
        ABSENCE_DAYS_MAX, Absence, Alert, Channels, Choice, NotificationPreferences, QuietHours,
    };
    use crate::{ids::StaffId, notifications::event::NotificationEvent, states::Priority};

    /// Monday 16 November 2026.
    fn monday(hour: u32, minute: u32) -> NaiveDateTime {
        let day = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
        day.and_hms_opt(hour, minute, 0).unwrap()
    }

    fn night() -> QuietHours {
        QuietHours {
            weekday: 1,
            from: 21 * 60,
            to: 7 * 60,
        }
    }

    #[test]
    fn a_night_begins_on_its_day_and_ends_on_the_next() {
        let day = TimeDelta::days(1);
        assert!(!night().hold_at(monday(20, 59)));
        assert!(night().hold_at(monday(21, 0)));
        assert!(night().hold_at(monday(6, 59) + day));
        assert!(!night().hold_at(monday(7, 0) + day));
        assert!(
            !night().hold_at(monday(6, 59)),
            "that night began on a Sunday"
        );
        assert!(!night().hold_at(monday(22, 0) + day), "only Mondays");
    }

    #[test]
    fn a_whole_day_can_be_quiet() {
        let hours = QuietHours {
            weekday: 1,
            from: 0,
            to: 1440,
        };
        assert!(hours.hold_at(monday(0, 0)) && hours.hold_at(monday(23, 59)));
        assert!(!hours.hold_at(monday(0, 0) + TimeDelta::days(1)));
    }

    #[test]
    fn only_what_is_urgent_passes_through_quiet_hours() {
        let preferences = NotificationPreferences {
            quiet: vec![night()],
            ..NotificationPreferences::default()
        };
        let alert =
            |priority, at| preferences.alert(NotificationEvent::TicketAssigned, priority, at);
        let told = Alert {
            os: true,
            sound: true,
        };
        assert_eq!(alert(Priority::High, monday(22, 0)), Alert::default());
        assert_eq!(alert(Priority::Urgent, monday(22, 0)), told);
        assert_eq!(alert(Priority::High, monday(12, 0)), told);
    }

    #[test]
    fn what_was_chosen_holds_for_its_event_only() {
        let silent = Channels {
            in_app: true,
            os: false,
            sound: false,
        };
        let preferences = NotificationPreferences {
            choices: vec![Choice {
                event: NotificationEvent::TicketAssigned,
                channels: silent,
            }],
            ..NotificationPreferences::default()
        };
        assert_eq!(
            preferences.channels(NotificationEvent::TicketAssigned),
            silent
        );
        assert_eq!(
            preferences.channels(NotificationEvent::Mentioned),
            Channels::usual(NotificationEvent::Mentioned)
        );
    }

    #[test]
    fn what_cannot_be_is_refused_by_its_field() {
        let code = |preferences: NotificationPreferences, field: &str| {
            preferences.check().unwrap_err().field(field)[0]
                .code
                .clone()
        };
        let with_quiet = |quiet: Vec<QuietHours>| NotificationPreferences {
            quiet,
            ..NotificationPreferences::default()
        };
        for (weekday, from, to) in [
            (0, 60, 120),
            (8, 60, 120),
            (1, 60, 60),
            (1, 1440, 60),
            (1, 60, 1441),
            (1, 60, 0),
        ] {
            let hours = QuietHours { weekday, from, to };
            assert_eq!(
                code(with_quiet(vec![hours]), "quiet"),
                "RANGE_ORDER",
                "{hours:?}"
            );
        }
        assert_eq!(
            code(with_quiet(vec![night(), night()]), "quiet"),
            "HOURS_OVERLAP"
        );
        let choice = |event| Choice {
            event,
            channels: Channels::usual(event),
        };
        for choices in [
            vec![choice(NotificationEvent::Burst)],
            vec![choice(NotificationEvent::Mentioned); 2],
        ] {
            let preferences = NotificationPreferences {
                choices,
                ..NotificationPreferences::default()
            };
            assert_eq!(code(preferences, "choices"), "CHOICE_UNKNOWN");
        }
        let from = DateTime::<Utc>::UNIX_EPOCH;
        let away = |to| NotificationPreferences {
            absence: Some(Absence {
                substitute: StaffId(2),
                from,
                to,
            }),
            ..NotificationPreferences::default()
        };
        assert_eq!(code(away(from), "absence"), "RANGE_ORDER");
        let longest = from + TimeDelta::days(ABSENCE_DAYS_MAX);
        assert!(away(longest).check().is_ok());
        assert_eq!(
            code(away(longest + TimeDelta::seconds(1)), "absence"),
            "RANGE_MAX"
        );
    }
}
