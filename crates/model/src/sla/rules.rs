//! What clocks rest on, as admins keep it: working hours, holidays, promises by priority and level, reasons to wait.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Slot;
use crate::{
    call,
    ids::{CalendarId, HolidayId},
    problem::{Problem, Problems},
    states::Priority,
    tickets::choices::HoldReason,
    valid,
};

/// The level whose promises every other level falls back to.
pub const STANDARD: &str = "standard";
/// The longest promise, in hours.
pub const HOURS_MAX: i32 = 720;
/// The longest word for a level, in characters.
const LEVEL_MAX: usize = 40;

/// Working hours by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCalendar {
    /// Record.
    pub id: CalendarId,
    /// What people call it.
    pub name: String,
    /// Whether promises that name no calendar run on it.
    pub is_default: bool,
    /// Whether it is offered.
    pub active: bool,
    /// In the order of the week.
    pub slots: Vec<Slot>,
    /// Promises that run on it.
    pub targets: i64,
}

/// A day without working hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptHoliday {
    /// Record.
    pub id: HolidayId,
    /// The only calendar it belongs to; without one all keep it.
    pub calendar: Option<CalendarId>,
    /// Which day.
    pub day: NaiveDate,
    /// What is celebrated.
    pub name: String,
}

/// Which hours a promise counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CountedHours {
    /// Those of the default calendar.
    #[default]
    Usual,
    /// Those of this calendar.
    Of(CalendarId),
    /// Every hour.
    Every,
}

/// What is promised for a priority to customers of a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlaTarget {
    /// Of the ticket.
    pub priority: Priority,
    /// Of the customer's package.
    pub level: String,
    /// How long a ticket may take, in hours.
    pub hours: i32,
    /// How soon somebody must be on it, in minutes of the same hours; none where only the end is promised.
    pub response_minutes: Option<i32>,
    /// Which hours count.
    pub counted: CountedHours,
}

/// Everything the clocks rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaRules {
    /// The default first, then by name.
    pub calendars: Vec<KeptCalendar>,
    /// By day.
    pub holidays: Vec<KeptHoliday>,
    /// By level, standard first, and by priority, the most urgent first.
    pub targets: Vec<SlaTarget>,
    /// Levels of packages and targets, standard first.
    pub levels: Vec<String>,
    /// Tickets whose clocks follow a change.
    pub open_tickets: i64,
}

/// Asks for everything the clocks rest on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowSlaRules {}
call!(ShowSlaRules => SlaRules; reads [Settings, Packages]; changes []; Staff);

/// Adds a calendar or changes one. Admins; every open clock follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveCalendar {
    /// Which; none for a new one.
    pub id: Option<CalendarId>,
    /// What people call it.
    pub name: String,
    /// Takes the place of the default. The default itself stays the default until another takes it.
    pub is_default: bool,
    /// Whether it is offered.
    pub active: bool,
    /// All its hours.
    pub slots: Vec<Slot>,
}
call!(SaveCalendar => CalendarId; reads []; changes [Settings, Tickets]; Staff);

impl SaveCalendar {
    /// The check that the form makes before sending and the handler makes again; answers the cleaned name.
    ///
    /// # Errors
    /// Problems by field: `name`, `slots`, and `slots.1` to `slots.7` for a day of the week.
    pub fn check(&self) -> Result<String, Problems> {
        let mut problems = Problems::none();
        let name = problems.check("name", valid::name(&self.name));
        if self.slots.is_empty() {
            problems.add("slots", Problem::new("HOURS_REQUIRED"));
        }
        let mut slots = self.slots.clone();
        slots.sort();
        for slot in &slots {
            if !(1..=7).contains(&slot.weekday)
                || slot.opens >= slot.closes
                || slot.closes > super::DAY
            {
                problems.add(
                    &format!("slots.{}", slot.weekday),
                    Problem::new("HOURS_FORMAT"),
                );
            }
        }
        for pair in slots.windows(2) {
            if pair[0].weekday == pair[1].weekday && pair[1].opens < pair[0].closes {
                problems.add(
                    &format!("slots.{}", pair[0].weekday),
                    Problem::new("HOURS_OVERLAP"),
                );
            }
        }
        match name {
            Some(name) if problems.is_empty() => Ok(name),
            _ => Err(problems),
        }
    }
}

/// Adds a holiday or changes one. Admins; every open clock follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveHoliday {
    /// Which; none for a new one.
    pub id: Option<HolidayId>,
    /// The only calendar it belongs to.
    pub calendar: Option<CalendarId>,
    /// Which day.
    pub day: NaiveDate,
    /// What is celebrated.
    pub name: String,
}
call!(SaveHoliday => HolidayId; reads []; changes [Settings, Tickets]; Staff);

impl SaveHoliday {
    /// The check that the form makes before sending and the handler makes again; answers the cleaned name.
    ///
    /// # Errors
    /// Problems by field: `name`.
    pub fn check(&self) -> Result<String, Problems> {
        valid::name(&self.name).map_err(|problem| Problems::one("name", problem))
    }
}

/// Makes a holiday an ordinary day again. Admins; every open clock follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveHoliday {
    /// Which.
    pub id: HolidayId,
}
call!(RemoveHoliday => (); reads []; changes [Settings, Tickets]; Staff);

/// Promises something for a priority and a level. Admins; every open clock follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveSlaTarget {
    /// What is promised.
    pub target: SlaTarget,
}
call!(SaveSlaTarget => (); reads []; changes [Settings, Tickets]; Staff);

impl SaveSlaTarget {
    /// The check that the form makes before sending and the handler makes again.
    ///
    /// # Errors
    /// Problems by field: `level`, `hours`, `response_minutes`.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        let target = &self.target;
        problems.check("level", level(&target.level));
        if !(1..=HOURS_MAX).contains(&target.hours) {
            problems.add("hours", out_of(HOURS_MAX));
        }
        // Nobody must be on a ticket later than it must be done.
        let longest = target.hours.clamp(1, HOURS_MAX) * 60;
        if target
            .response_minutes
            .is_some_and(|minutes| !(1..=longest).contains(&minutes))
        {
            problems.add("response_minutes", out_of(longest));
        }
        problems.into_result()
    }
}

fn out_of(max: i32) -> Problem {
    Problem::new("NUMBER_RANGE").with("min", 1).with("max", max)
}

/// A level of packages: a short word, small letters.
///
/// # Errors
/// `TEXT_REQUIRED`, `TEXT_TOO_LONG` and those of other texts.
pub fn level(entered: &str) -> Result<String, Problem> {
    Ok(valid::required(entered, LEVEL_MAX)?.to_lowercase())
}

/// Takes a level's own promise away, so that the standard one holds. Admins; every open clock follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveSlaTarget {
    /// Of the ticket.
    pub priority: Priority,
    /// Of the customer's package; the standard promises stay.
    pub level: String,
}
call!(RemoveSlaTarget => (); reads []; changes [Settings, Tickets]; Staff);

/// A reason to wait, offered or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptHoldReason {
    /// The reason.
    pub reason: HoldReason,
    /// Whether it is offered.
    pub active: bool,
    /// Whether it must stay offered: it is what a hold without a reason falls back to.
    pub stays: bool,
    /// Tickets that wait for it now.
    pub waiting: i64,
}

/// Lists reasons to wait, in the order they are offered, those that are offered first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListHoldReasons {}
call!(ListHoldReasons => Vec<KeptHoldReason>; reads [Settings, Tickets]; changes []; Staff);

/// Adds a reason to wait or changes one. Admins. Pauses that began keep what they were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveHoldReason {
    /// Which; none for a new one.
    pub code: Option<String>,
    /// In Indonesian.
    pub text_id: String,
    /// In English.
    pub text_en: String,
    /// Whether the clock waits too.
    pub stops_clock: bool,
    /// Whether it is offered.
    pub active: bool,
}
call!(SaveHoldReason => (); reads []; changes [Settings]; Staff);

impl SaveHoldReason {
    /// The check that the form makes before sending and the handler makes again.
    ///
    /// # Errors
    /// Problems by field: `text_id`, `text_en`.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        for (field, text) in [("text_id", &self.text_id), ("text_en", &self.text_en)] {
            match problems.check(field, valid::name(text)) {
                Some(text) if text.chars().count() < 3 => {
                    problems.add(field, Problem::new("REASON_REQUIRED"));
                }
                _ => {}
            }
        }
        problems.into_result()
    }
}

#[cfg(test)]
mod tests {
    use super::{CountedHours, SaveCalendar, SaveSlaTarget, SlaTarget};
    use crate::{sla::Slot, states::Priority};

    fn slot(weekday: u8, opens: u16, closes: u16) -> Slot {
        Slot {
            weekday,
            opens,
            closes,
        }
    }

    fn calendar(slots: Vec<Slot>) -> SaveCalendar {
        SaveCalendar {
            id: None,
            name: "Malam".to_owned(),
            is_default: false,
            active: true,
            slots,
        }
    }

    #[test]
    fn hours_of_a_day_may_touch_but_not_overlap() {
        let touching = calendar(vec![slot(1, 720, 1_440), slot(1, 480, 720), slot(2, 0, 60)]);
        assert_eq!(touching.check().unwrap(), "Malam");
        let problems = calendar(vec![slot(1, 480, 721), slot(1, 720, 900)])
            .check()
            .unwrap_err();
        assert_eq!(problems.field("slots.1")[0].code, "HOURS_OVERLAP");
    }

    #[test]
    fn a_calendar_without_hours_would_promise_nothing() {
        let problems = calendar(Vec::new()).check().unwrap_err();
        assert_eq!(problems.field("slots")[0].code, "HOURS_REQUIRED");
        for wrong in [slot(1, 600, 600), slot(1, 600, 1_441)] {
            let problems = calendar(vec![wrong]).check().unwrap_err();
            assert_eq!(problems.field("slots.1")[0].code, "HOURS_FORMAT");
        }
    }

    #[test]
    fn somebody_must_be_on_a_ticket_before_it_must_be_done() {
        let promise = |hours, response_minutes| SaveSlaTarget {
            target: SlaTarget {
                priority: Priority::High,
                level: "gold".to_owned(),
                hours,
                response_minutes,
                counted: CountedHours::Usual,
            },
        };
        assert_eq!(promise(4, Some(240)).check(), Ok(()));
        let problems = promise(4, Some(241)).check().unwrap_err();
        assert_eq!(problems.field("response_minutes").len(), 1);
        let problems = promise(0, None).check().unwrap_err();
        assert_eq!(problems.field("hours").len(), 1);
    }
}
