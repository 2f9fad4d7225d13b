//! The notification centre: what a person is told, and what he does with it.
//!
//! The database makes every notification itself, in the transaction of the event (`migrations/0037`). A row holds an event
//! and its arguments, never a sentence, so that each reader reads it in his own language; see [`says`]. Repeats on one record
//! fold into one unread row, many at once become one row without a record.

pub mod event;
pub mod preferences;
pub mod says;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::{
    call,
    ids::NotificationId,
    palette::HitKind,
    problem::{Problem, Problems},
    states::Priority,
};
use event::{NotificationEvent, NotificationKind};

/// Rows of one page of the drawer.
pub const PAGE: i64 = 10;
/// The most that a count counts; above it the badge says `999+`.
pub const COUNT_MAX: i64 = 1_000;
/// The most rows one call marks by their ids.
pub const IDS_MAX: usize = 500;
/// The most rows a catch-up answers; older ones are read in the list.
pub const CATCH_UP_MAX: i64 = 50;
/// How long something that was deleted can be taken back, in minutes.
pub const UNDO_MINUTES: i64 = 10;
/// The longest a notification sleeps, in days.
pub const SNOOZE_DAYS_MAX: i64 = 90;

/// The record that a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Record {
    /// What it is.
    pub kind: HitKind,
    /// Which.
    pub id: i64,
}

/// One line of the notification centre.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notification {
    /// Which.
    pub id: NotificationId,
    /// Its place among all that this person was told. It grows with each event and has no gaps; a row into which something
    /// folded gets a new one.
    pub seq: i64,
    /// What it is about; decides icon and colour.
    pub kind: NotificationKind,
    /// What happened last.
    pub event: NotificationEvent,
    /// What to open; none for something without a page, and for many at once.
    pub record: Option<Record>,
    /// Arguments of its words: `number`, `by` (a colleague), `status`, `priority`, `name` (of a gateway or a computer).
    pub arguments: BTreeMap<String, String>,
    /// How urgent it is.
    pub priority: Priority,
    /// How many events this row stands for, one or more.
    pub count: i64,
    /// The colleague for whom the reader stands in, where it is a copy.
    pub instead_of: Option<String>,
    /// Opened or marked.
    pub is_read: bool,
    /// It was in a drawer that was open.
    pub is_seen: bool,
    /// A colleague has dealt with it, or it is over by itself; it counts as read then.
    pub is_closed: bool,
    /// Put away.
    pub is_archived: bool,
    /// Sleeps until then.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// When the first of its events happened.
    pub created_at: DateTime<Utc>,
    /// When the last of its events happened.
    pub at: DateTime<Utc>,
}

/// Which notifications the drawer shows. Those that sleep or were put away are in their own filters only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationFilter {
    /// All of them.
    #[default]
    All,
    /// Not yet read.
    Unread,
    /// Of one kind.
    Kind(NotificationKind),
    /// Asleep.
    Snoozed,
    /// Put away.
    Archived,
}

impl NotificationFilter {
    /// All, in the order of the drawer.
    pub const ALL: [NotificationFilter; 9] = [
        NotificationFilter::All,
        NotificationFilter::Unread,
        NotificationFilter::Kind(NotificationKind::Ticket),
        NotificationFilter::Kind(NotificationKind::Registration),
        NotificationFilter::Kind(NotificationKind::Invoice),
        NotificationFilter::Kind(NotificationKind::Message),
        NotificationFilter::Kind(NotificationKind::System),
        NotificationFilter::Snoozed,
        NotificationFilter::Archived,
    ];

    /// The word in the core's question, in test ids and at the end of its text key `notification-filter-…`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NotificationFilter::All => "all",
            NotificationFilter::Unread => "unread",
            NotificationFilter::Kind(kind) => kind.name(),
            NotificationFilter::Snoozed => "snoozed",
            NotificationFilter::Archived => "archived",
        }
    }
}

/// A page of the drawer, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotificationPage {
    /// At most [`PAGE`] rows.
    pub rows: Vec<Notification>,
    /// What the next page is asked with; none when this is the last.
    pub next: Option<i64>,
    /// The database's time, from which ages are counted.
    pub now: DateTime<Utc>,
}

/// Lists one's own notifications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListNotifications {
    /// Which.
    pub filter: NotificationFilter,
    /// [`NotificationPage::next`] of the page before; none for the first.
    #[serde(default)]
    pub after: Option<i64>,
}
call!(ListNotifications => NotificationPage; reads [Notifications]; changes []; Staff);

/// What the bell shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationCount {
    /// Not yet read, asleep ones left out; at most [`COUNT_MAX`].
    pub unread: i64,
    /// Those of them that are urgent; the bell is red while there is one.
    pub attention: i64,
    /// Those of the unread that came since the drawer was open last.
    pub unseen: i64,
    /// The place of the newest; what a catch-up begins from.
    pub cursor: i64,
}

/// Counts one's own notifications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountNotifications {}
call!(CountNotifications => NotificationCount; reads [Notifications]; changes []; Staff);

/// What came since a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaughtUp {
    /// Where the next catch-up begins.
    pub cursor: i64,
    /// How many events came, those that were read or deleted meanwhile included.
    pub events: i64,
    /// The newest of them that are still unread and awake, oldest first; at most [`CATCH_UP_MAX`].
    pub rows: Vec<Notification>,
    /// The place asked from is none of this database: it was restored from a backup. Nothing can be said of the time between;
    /// everything is to be read anew.
    pub is_reset: bool,
}

/// Asks what came since a place. Whoever asks with each answer's cursor is told of each event exactly once: places are given
/// in the order of the commits, so that nothing ever appears behind the cursor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatchUpNotifications {
    /// The last cursor.
    pub since: i64,
}
call!(CatchUpNotifications => CaughtUp; reads [Notifications]; changes []; Staff);

/// What a person does with single notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationMark {
    /// Read.
    Read,
    /// Not read after all.
    Unread,
    /// Put away; it counts as read.
    Archived,
    /// Taken out again.
    Unarchived,
    /// Awake before its time.
    Awake,
}

impl NotificationMark {
    /// All of them.
    pub const ALL: [NotificationMark; 5] = [
        NotificationMark::Read,
        NotificationMark::Unread,
        NotificationMark::Archived,
        NotificationMark::Unarchived,
        NotificationMark::Awake,
    ];

    /// The word in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NotificationMark::Read => "read",
            NotificationMark::Unread => "unread",
            NotificationMark::Archived => "archived",
            NotificationMark::Unarchived => "unarchived",
            NotificationMark::Awake => "awake",
        }
    }
}

/// Marks some of one's own; answers how many changed. Ids that are none of one's own are passed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkNotifications {
    /// Which, 1 to [`IDS_MAX`].
    pub ids: Vec<NotificationId>,
    /// As what.
    pub mark: NotificationMark,
}
call!(MarkNotifications => i64; reads []; changes [Notifications]; Staff);

/// Marks everything read that is awake and unread; answers how many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkAllNotificationsRead {
    /// The newest that the person saw, [`NotificationCount::cursor`]: what comes while he clicks stays unread.
    pub up_to: i64,
}
call!(MarkAllNotificationsRead => i64; reads []; changes [Notifications]; Staff);

/// Tells that the drawer is open: everything is seen, not read. Answers how many events were new.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkNotificationsSeen {}
call!(MarkNotificationsSeen => i64; reads []; changes [Notifications]; Staff);

/// How long a notification sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Snooze {
    /// An hour from now.
    Hour,
    /// Until 08:00 of the next day in the business zone.
    Tomorrow,
    /// Until a moment in the future, at most [`SNOOZE_DAYS_MAX`] days ahead.
    Until(DateTime<Utc>),
}

/// Lets some of one's own sleep; they come back as new ones. Answers until when.
///
/// Answers `DATE_PAST` or `RANGE_MAX` at `until`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnoozeNotifications {
    /// Which, 1 to [`IDS_MAX`].
    pub ids: Vec<NotificationId>,
    /// How long.
    pub until: Snooze,
}
call!(SnoozeNotifications => DateTime<Utc>; reads []; changes [Notifications]; Staff);

impl SnoozeNotifications {
    /// Checks ids and moment.
    ///
    /// # Errors
    /// Problems of `ids` and `until`.
    pub fn check(&self, now: DateTime<Utc>) -> Result<(), Problems> {
        let mut problems = Problems::none();
        problems.check("ids", check_ids(&self.ids));
        if let Snooze::Until(moment) = self.until {
            if moment <= now {
                problems.add("until", Problem::new("DATE_PAST"));
            } else if moment - now > TimeDelta::days(SNOOZE_DAYS_MAX) {
                problems.add(
                    "until",
                    Problem::new("RANGE_MAX").with("max", SNOOZE_DAYS_MAX),
                );
            }
        }
        problems.into_result()
    }
}

/// What was deleted, and how it is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// How many.
    pub count: i64,
    /// What [`RestoreNotifications`] is asked with, within [`UNDO_MINUTES`].
    pub at: DateTime<Utc>,
}

/// Deletes some of one's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeleteNotifications {
    /// Which, 1 to [`IDS_MAX`].
    pub ids: Vec<NotificationId>,
}
call!(DeleteNotifications => Deleted; reads []; changes [Notifications]; Staff);

/// Deletes all of one's own that are read, those put away left alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearReadNotifications {}
call!(ClearReadNotifications => Deleted; reads []; changes [Notifications]; Staff);

/// Takes a deletion back; answers how many came back. Too late for all of them, it answers `UNDO_LATE`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoreNotifications {
    /// [`Deleted::at`].
    pub at: DateTime<Utc>,
}
call!(RestoreNotifications => i64; reads []; changes [Notifications]; Staff);

/// Checks the ids of a call.
///
/// # Errors
/// `CHOICE_REQUIRED` for none, `NUMBER_RANGE` for too many.
pub fn check_ids(ids: &[NotificationId]) -> Result<(), Problem> {
    match ids.len() {
        0 => Err(Problem::new("CHOICE_REQUIRED")),
        1..=IDS_MAX => Ok(()),
        _ => Err(Problem::new("NUMBER_RANGE")
            .with("min", 1)
            .with("max", IDS_MAX)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::{DateTime, TimeDelta, Utc};

    use super::{
        IDS_MAX, NotificationFilter, SNOOZE_DAYS_MAX, Snooze, SnoozeNotifications, check_ids,
    };
    use crate::ids::NotificationId;

    #[test]
    fn filters_have_names_of_their_own() {
        let names: BTreeSet<_> = NotificationFilter::ALL.map(NotificationFilter::name).into();
        assert_eq!(names.len(), NotificationFilter::ALL.len());
    }

    #[test]
    fn nothing_and_too_much_are_no_choice() {
        let ids = |n: usize| vec![NotificationId(1); n];
        assert_eq!(check_ids(&ids(0)).unwrap_err().code, "CHOICE_REQUIRED");
        assert!(check_ids(&ids(1)).is_ok() && check_ids(&ids(IDS_MAX)).is_ok());
        assert_eq!(
            check_ids(&ids(IDS_MAX + 1)).unwrap_err().code,
            "NUMBER_RANGE"
        );
    }

    #[test]
    fn one_sleeps_into_the_future_and_not_for_ever() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let check = |until| {
            SnoozeNotifications {
                ids: vec![NotificationId(1)],
                until,
            }
            .check(now)
        };
        let code = |until| {
            check(Snooze::Until(until)).unwrap_err().field("until")[0]
                .code
                .clone()
        };
        assert_eq!(code(now), "DATE_PAST");
        let longest = now + TimeDelta::days(SNOOZE_DAYS_MAX);
        assert!(check(Snooze::Until(longest)).is_ok());
        assert_eq!(code(longest + TimeDelta::seconds(1)), "RANGE_MAX");
        assert!(check(Snooze::Hour).is_ok() && check(Snooze::Tomorrow).is_ok());
    }
}
