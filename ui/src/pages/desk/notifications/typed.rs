//! What is typed, and what it says.

use chrono::{NaiveDate, TimeDelta};
use model::{
    format::{Zone, parse_day},
    notifications::preferences::{
        Absence, Channels, Choice, NotificationPreferences, QuietHours, SaveNotificationPreferences,
    },
    problem::{Problem, Problems},
};

use crate::widgets::{parse_clock, show_clock};

/// The form.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Typed {
    /// What differs from what is usual.
    pub choices: Vec<Choice>,
    /// Hours of each day from Monday on: `21:00-07:00`, or nothing.
    pub quiet: [String; 7],
    /// Number of the colleague who stands in; empty for nobody.
    pub substitute: String,
    /// First day away.
    pub from: String,
    /// Last day away.
    pub to: String,
}

impl Typed {
    /// The form as it was kept.
    pub(super) fn of(preferences: &NotificationPreferences, zone: Zone) -> Self {
        let quiet = [1, 2, 3, 4, 5, 6, 7].map(|weekday| {
            let hours = preferences
                .quiet
                .iter()
                .find(|hours| hours.weekday == weekday);
            hours.map_or_else(String::new, |hours| {
                format!("{}-{}", show_clock(hours.from), show_clock(hours.to))
            })
        });
        let day = |day: NaiveDate| day.to_string();
        let absence = preferences.absence;
        Self {
            choices: preferences.choices.clone(),
            quiet,
            substitute: absence.map_or_else(String::new, |absence| absence.substitute.to_string()),
            from: absence.map_or_else(String::new, |absence| day(zone.day(absence.from))),
            to: absence.map_or_else(String::new, |absence| {
                day(zone.day(absence.to - TimeDelta::seconds(1)))
            }),
        }
    }

    /// Takes over how one event is told; what is as usual is no choice.
    pub(super) fn choose(&mut self, choice: Choice) {
        self.choices.retain(|other| other.event != choice.event);
        if choice.channels != Channels::usual(choice.event) {
            self.choices.push(choice);
        }
    }

    /// What it says.
    ///
    /// # Errors
    /// Problems of `quiet.<weekday>`, `from`, `to`, and those of the whole.
    pub(super) fn check(&self, zone: Zone) -> Result<SaveNotificationPreferences, Problems> {
        let mut problems = Problems::none();
        let mut quiet = Vec::new();
        for (weekday, text) in (1..).zip(&self.quiet) {
            let field = format!("quiet.{weekday}");
            if let Some(Some(hours)) = problems.check(&field, hours(weekday, text)) {
                quiet.push(hours);
            }
        }
        let mut absence = None;
        if let Ok(substitute) = self.substitute.parse() {
            let from = problems.check("from", parse_day(&self.from));
            let last = problems.check("to", parse_day(&self.to));
            if let (Some(from), Some(last)) = (from, last) {
                absence = Some(Absence {
                    substitute,
                    from: zone.start_of(from),
                    to: zone.start_of(last + TimeDelta::days(1)),
                });
            }
        }
        problems.into_result()?;
        let preferences = NotificationPreferences {
            choices: self.choices.clone(),
            quiet,
            absence,
        };
        preferences.check()?;
        Ok(SaveNotificationPreferences { preferences })
    }
}

/// Reads the quiet hours of a day; none for a day without.
fn hours(weekday: u8, text: &str) -> Result<Option<QuietHours>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let (from, to) = text
        .split_once(['-', '–'])
        .ok_or_else(|| Problem::new("QUIET_FORMAT"))?;
    let (from, to) = (parse_clock(from)?, parse_clock(to)?);
    if from == to || from >= 1_440 || to == 0 {
        return Err(Problem::new("QUIET_FORMAT"));
    }
    Ok(Some(QuietHours { weekday, from, to }))
}

#[cfg(test)]
mod tests {
    use model::{
        format::Zone,
        ids::StaffId,
        notifications::{
            event::NotificationEvent,
            preferences::{Channels, Choice, NotificationPreferences, QuietHours},
        },
    };

    use super::Typed;

    fn empty() -> Typed {
        Typed::of(&NotificationPreferences::default(), Zone::Wib)
    }

    fn silent(event: NotificationEvent) -> Choice {
        let channels = Channels {
            in_app: true,
            os: false,
            sound: false,
        };
        Choice { event, channels }
    }

    #[test]
    fn what_was_kept_comes_back_as_it_was() {
        let typed = Typed {
            quiet: ["21-7", "", "", "", "", "0-24", ""].map(str::to_owned),
            substitute: "7".to_owned(),
            from: "2026-12-24".to_owned(),
            to: "2026-12-31".to_owned(),
            ..empty()
        };
        let kept = typed.check(Zone::Wit).unwrap().preferences;
        assert_eq!(
            kept.quiet[0],
            QuietHours {
                weekday: 1,
                from: 1_260,
                to: 420
            }
        );
        let absence = kept.absence.unwrap();
        assert_eq!(absence.substitute, StaffId(7));
        assert_eq!((absence.to - absence.from).num_days(), 8);
        let again = Typed::of(&kept, Zone::Wit);
        assert_eq!(again.quiet[0], "21:00-07:00");
        assert_eq!(again.check(Zone::Wit).unwrap().preferences, kept);
    }

    #[test]
    fn each_day_says_what_is_wrong_with_its_own_hours() {
        let typed = Typed {
            quiet: ["malam", "21-21", "", "8-pagi", "", "", ""].map(str::to_owned),
            ..empty()
        };
        let problems = typed.check(Zone::Wib).unwrap_err();
        for (weekday, code) in [
            (1, "QUIET_FORMAT"),
            (2, "QUIET_FORMAT"),
            (4, "CLOCK_FORMAT"),
        ] {
            assert_eq!(problems.field(&format!("quiet.{weekday}"))[0].code, code);
        }
        assert!(problems.field("quiet.3").is_empty());
    }

    #[test]
    fn who_is_away_says_from_when_to_when() {
        let typed = Typed {
            substitute: "7".to_owned(),
            ..empty()
        };
        let problems = typed.check(Zone::Wib).unwrap_err();
        assert!(!problems.field("from").is_empty() && !problems.field("to").is_empty());
        let backwards = Typed {
            from: "2026-12-31".to_owned(),
            to: "2026-12-24".to_owned(),
            ..typed
        };
        let problems = backwards.check(Zone::Wib).unwrap_err();
        assert_eq!(problems.field("absence")[0].code, "RANGE_ORDER");
    }

    #[test]
    fn what_is_as_usual_again_is_no_choice() {
        let mut typed = empty();
        let event = NotificationEvent::TicketAssigned;
        typed.choose(silent(event));
        typed.choose(silent(event));
        assert_eq!(typed.choices, [silent(event)]);
        typed.choose(Choice {
            event,
            channels: Channels::usual(event),
        });
        assert!(typed.choices.is_empty());
    }
}
