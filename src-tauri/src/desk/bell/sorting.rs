//! What is told one by one, and what is told as one.

use model::{
    bell::{News, Summary},
    notifications::{Notification, preferences::Alert},
    states::Priority,
};

/// More than this many at once are one message.
const SINGLE_MAX: usize = 3;

/// What came, sorted.
#[derive(Debug, PartialEq)]
pub(super) struct Sorted {
    /// For the page.
    pub news: News,
    /// For the system, one by one, each with whether it is heard.
    pub alerts: Vec<(Notification, bool)>,
    /// For the system, together; it counts only what the person wants to be told outside the window.
    pub summary: Option<(Summary, bool)>,
}

/// Sorts what came. A few are told as they are; a storm, and what gathered while nobody could hear, is told once.
pub(super) fn sort_out(
    rows: Vec<Notification>,
    is_away: bool,
    alert: impl Fn(&Notification) -> Alert,
) -> Sorted {
    let told: Vec<(Notification, bool)> = rows
        .iter()
        .filter_map(|row| {
            let alert = alert(row);
            alert.os.then(|| (row.clone(), alert.sound))
        })
        .collect();
    if rows.len() <= SINGLE_MAX && !(is_away && rows.len() > 1) {
        return Sorted {
            news: News::Rows(rows),
            alerts: told,
            summary: None,
        };
    }
    let is_heard = told.iter().any(|(_, sound)| *sound);
    let summary = (!told.is_empty()).then(|| {
        (
            summarise(told.iter().map(|(row, _)| row), is_away),
            is_heard,
        )
    });
    Sorted {
        news: News::Many(summarise(rows.iter(), is_away)),
        alerts: Vec::new(),
        summary,
    }
}

fn summarise<'a>(rows: impl Iterator<Item = &'a Notification>, is_away: bool) -> Summary {
    rows.fold(
        Summary {
            count: 0,
            urgent: 0,
            is_away,
        },
        |sum, row| Summary {
            count: sum.count + 1,
            urgent: sum.urgent + usize::from(row.priority == Priority::Urgent),
            ..sum
        },
    )
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::{DateTime, Utc};
    use model::{
        bell::{News, Summary},
        ids::NotificationId,
        notifications::{
            Notification, Record,
            event::{NotificationEvent, NotificationKind},
            preferences::Alert,
        },
        palette::HitKind,
        states::Priority,
    };

    use super::sort_out;

    fn row(id: i64, priority: Priority) -> Notification {
        Notification {
            id: NotificationId(id),
            seq: id,
            kind: NotificationKind::Ticket,
            event: NotificationEvent::TicketAssigned,
            record: Some(Record {
                kind: HitKind::Ticket,
                id,
            }),
            arguments: std::collections::BTreeMap::new(),
            priority,
            count: 1,
            instead_of: None,
            is_read: false,
            is_seen: false,
            is_closed: false,
            is_archived: false,
            snoozed_until: None,
            created_at: DateTime::<Utc>::UNIX_EPOCH,
            at: DateTime::<Utc>::UNIX_EPOCH,
        }
    }

    fn rows(count: i64) -> Vec<Notification> {
        (1..=count).map(|id| row(id, Priority::Normal)).collect()
    }

    const LOUD: Alert = Alert {
        os: true,
        sound: true,
    };

    #[test]
    fn a_few_are_told_one_by_one_and_the_muted_in_the_window_only() {
        let sorted = sort_out(rows(3), false, |row| match row.id.0 {
            1 => LOUD,
            2 => Alert {
                os: true,
                sound: false,
            },
            _ => Alert::default(),
        });
        assert_eq!(sorted.news, News::Rows(rows(3)));
        let told: Vec<_> = sorted
            .alerts
            .iter()
            .map(|(row, sound)| (row.id.0, *sound))
            .collect();
        assert_eq!(told, [(1, true), (2, false)]);
        assert_eq!(sorted.summary, None);
    }

    #[test]
    fn a_storm_is_told_once() {
        let mut many = rows(9);
        many.push(row(10, Priority::Urgent));
        let sorted = sort_out(many, false, |_| LOUD);
        let all = Summary {
            count: 10,
            urgent: 1,
            is_away: false,
        };
        assert_eq!(sorted.news, News::Many(all));
        assert_eq!(sorted.summary, Some((all, true)));
        assert!(sorted.alerts.is_empty());
    }

    #[test]
    fn two_that_gathered_while_away_are_told_once_and_one_as_it_is() {
        assert!(sort_out(rows(2), true, |_| LOUD).summary.is_some());
        assert_eq!(sort_out(rows(1), true, |_| LOUD).alerts.len(), 1);
        assert_eq!(sort_out(rows(2), false, |_| LOUD).alerts.len(), 2);
    }

    #[test]
    fn a_storm_that_is_muted_makes_no_message_outside() {
        let sorted = sort_out(rows(40), false, |_| Alert::default());
        assert_eq!(sorted.summary, None);
        assert!(matches!(sorted.news, News::Many(Summary { count: 40, .. })));
    }
}
