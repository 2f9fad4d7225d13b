//! The rules of a company.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    money::Rupiah,
    problem::{Problem, Problems},
};

/// When customers are reminded and blocked. The database keeps the same limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollectionRules {
    /// Blocked from so many days after the due day on, 0–365.
    pub isolir_after_days: i32,
    /// So much must be late at least.
    pub isolir_least: Rupiah,
    /// Whether it happens by itself at night.
    pub isolir_automatic: bool,
    /// From which hour of the business day on, 0–23.
    pub isolir_hour: u8,
    /// ISO weekdays (Monday is 1) on which nobody is blocked by the rules; not all seven.
    pub isolir_not_on: Vec<u8>,
    /// Whether it happens on holidays of all calendars, too.
    pub isolir_on_holidays: bool,
    /// Days of the reminders from the due day, one to three, ascending; negative ones lie before it.
    pub reminder_days: Vec<i32>,
    /// Whether they go out by themselves.
    pub reminders_automatic: bool,
    /// From which hour of the business day on, 0–23.
    pub reminder_hour: u8,
}

impl Default for CollectionRules {
    fn default() -> Self {
        Self {
            isolir_after_days: 7,
            isolir_least: Rupiah::ZERO,
            isolir_automatic: false,
            isolir_hour: 1,
            isolir_not_on: vec![6, 7],
            isolir_on_holidays: false,
            reminder_days: vec![-3, 1, 5],
            reminders_automatic: false,
            reminder_hour: 9,
        }
    }
}

impl CollectionRules {
    /// The check that the form makes before sending and the handler makes again.
    ///
    /// # Errors
    /// Problems by field: `NUMBER_RANGE` at `isolir_after_days, isolir_hour, reminder_hour`; `AMOUNT_NEGATIVE, AMOUNT_TOO_LARGE` at
    /// `isolir_least`; `WEEKDAYS_ALL` at `isolir_not_on`; `REMINDER_DAYS` at `reminder_days`.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        let range = |min: i32, max: i32| {
            Problem::new("NUMBER_RANGE")
                .with("min", min)
                .with("max", max)
        };
        if !(0..=365).contains(&self.isolir_after_days) {
            problems.add("isolir_after_days", range(0, 365));
        }
        for (field, hour) in [
            ("isolir_hour", self.isolir_hour),
            ("reminder_hour", self.reminder_hour),
        ] {
            if hour > 23 {
                problems.add(field, range(0, 23));
            }
        }
        if self.isolir_least < Rupiah::ZERO {
            problems.add("isolir_least", Problem::new("AMOUNT_NEGATIVE"));
        } else if self.isolir_least > Rupiah(1_000_000_000) {
            problems.add("isolir_least", Problem::new("AMOUNT_TOO_LARGE"));
        }
        let is_free = |day: u8| self.isolir_not_on.contains(&day);
        if (1..=7).all(is_free)
            || self.isolir_not_on.iter().any(|day| !(1..=7).contains(day))
            || self.isolir_not_on.len() > 6
        {
            problems.add("isolir_not_on", Problem::new("WEEKDAYS_ALL"));
        }
        let days = &self.reminder_days;
        if !(1..=3).contains(&days.len())
            || days.iter().any(|day| !(-30..=60).contains(day))
            || days.windows(2).any(|two| two[0] >= two[1])
        {
            problems.add("reminder_days", Problem::new("REMINDER_DAYS"));
        }
        problems.into_result()
    }
}

/// Asks for the rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowCollectionRules {}
call!(ShowCollectionRules => CollectionRules; reads [Settings]; changes []; Staff);

/// Saves the rules. Whoever switches isolir on begins with the next night. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveCollectionRules {
    /// All of them.
    pub rules: CollectionRules,
}
call!(SaveCollectionRules => (); reads []; changes [Settings, Audit]; Staff);

#[cfg(test)]
mod tests {
    use super::CollectionRules;
    use crate::money::Rupiah;

    #[test]
    fn every_rule_says_what_is_wrong_with_it() {
        assert_eq!(CollectionRules::default().check(), Ok(()));
        let wrong = CollectionRules {
            isolir_after_days: 366,
            isolir_least: Rupiah(-1),
            isolir_hour: 24,
            isolir_not_on: (1..=7).collect(),
            reminder_days: vec![5, 1],
            reminder_hour: 24,
            ..CollectionRules::default()
        };
        let problems = wrong.check().unwrap_err();
        for field in [
            "isolir_after_days",
            "isolir_least",
            "isolir_hour",
            "isolir_not_on",
            "reminder_days",
            "reminder_hour",
        ] {
            assert_eq!(problems.field(field).len(), 1, "{field}");
        }
        for days in [vec![], vec![1, 1], vec![-31], vec![1, 2, 3, 4]] {
            let wrong = CollectionRules {
                reminder_days: days,
                ..CollectionRules::default()
            };
            assert!(wrong.check().is_err(), "{:?}", wrong.reminder_days);
        }
    }
}
