//! How the queue works for the whole company.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use crate::{
    call,
    problem::{Problem, Problems},
    templates::TemplateName,
};

/// The rules of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueRules {
    /// Messages that one machine sends at once, 1 to 50.
    pub concurrency: i32,
    /// Tries of a message, 1 to 10.
    pub tries: i32,
    /// Seconds before the second try, 0 to 300; each further one waits twice as long.
    pub backoff: i32,
    /// From here to [`Self::quiet_to`], in the business zone, customers are left alone; equal times mean never quiet.
    pub quiet_from: NaiveTime,
    /// End of the quiet time.
    pub quiet_to: NaiveTime,
    /// Broadcast messages a day, 0 to 1,000,000.
    pub bulk_a_day: i32,
    /// Address of the team's WhatsApp group; empty for none.
    pub group_address: String,
    /// Texts that the program does not send by itself.
    pub silent: Vec<TemplateName>,
}

impl QueueRules {
    /// Checks all fields.
    ///
    /// # Errors
    /// Problems by field: `concurrency, tries, backoff, bulk_a_day` (`NUMBER_RANGE`), `group_address` (`GROUP_FORMAT`),
    /// `silent` (`CHOICE_UNKNOWN` for the password, which somebody always asks for).
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        for (field, value, min, max) in [
            ("concurrency", self.concurrency, 1, 50),
            ("tries", self.tries, 1, 10),
            ("backoff", self.backoff, 0, 300),
            ("bulk_a_day", self.bulk_a_day, 0, 1_000_000),
        ] {
            if !(min..=max).contains(&value) {
                let problem = Problem::new("NUMBER_RANGE").with("min", min);
                problems.add(field, problem.with("max", max));
            }
        }
        if !self.group_address.trim().is_empty() && !is_group(self.group_address.trim()) {
            problems.add("group_address", Problem::new("GROUP_FORMAT"));
        }
        if self.silent.contains(&TemplateName::Otp) {
            problems.add("silent", Problem::new("CHOICE_UNKNOWN"));
        }
        problems.into_result()
    }
}

/// `120363020304050607@g.us`.
fn is_group(text: &str) -> bool {
    text.strip_suffix("@g.us").is_some_and(|id| {
        (5..=60).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    })
}

/// Asks for the rules. Everybody who sees messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowQueueRules {}
call!(ShowQueueRules => QueueRules; reads [Settings]; changes []; Staff);

/// Changes the rules. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveQueueRules {
    /// All of them, as the person saw them.
    pub seen: QueueRules,
    /// All of them, as they shall be.
    pub rules: QueueRules,
}
call!(SaveQueueRules => (); reads []; changes [Settings]; Staff);

#[cfg(test)]
mod tests {
    use super::QueueRules;
    use crate::templates::TemplateName;
    use chrono::NaiveTime;

    #[test]
    fn rules_outside_of_their_bounds_are_told_at_their_field() {
        let good = QueueRules {
            concurrency: 5,
            tries: 3,
            backoff: 2,
            quiet_from: NaiveTime::MIN,
            quiet_to: NaiveTime::MIN,
            bulk_a_day: 1_000,
            group_address: " 120363020304050607@g.us ".to_owned(),
            silent: vec![TemplateName::Reminder1],
        };
        assert_eq!(good.check(), Ok(()));
        let bad = QueueRules {
            concurrency: 0,
            tries: 11,
            backoff: -1,
            bulk_a_day: 1_000_001,
            group_address: "+6281234567890".to_owned(),
            silent: vec![TemplateName::Otp],
            ..good
        };
        let problems = bad.check().unwrap_err();
        for field in [
            "concurrency",
            "tries",
            "backoff",
            "bulk_a_day",
            "group_address",
            "silent",
        ] {
            assert_eq!(problems.field(field).len(), 1, "{field}");
        }
    }
}
