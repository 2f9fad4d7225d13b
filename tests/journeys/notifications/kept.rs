//! What a person does with his list: reads, sees, puts away, lets sleep, deletes and takes back.

use aglis_core::context::Cx;
use chrono::{TimeDelta, Utc};
use model::{
    ids::NotificationId,
    notifications::{
        ClearReadNotifications, CountNotifications, DeleteNotifications, MarkAllNotificationsRead,
        MarkNotifications, MarkNotificationsSeen, NotificationCount, NotificationFilter,
        NotificationMark, PAGE, RestoreNotifications, Snooze, SnoozeNotifications,
        event::NotificationKind,
    },
    sla::SweepSla,
};

use super::centre::{Centre, page, shown, unread};
use crate::ask::{ask, reason};

/// Rini, who was told of this many applications, one by one.
async fn told_of(applications: usize) -> (Centre, Cx) {
    let centre = Centre::new().await;
    for _ in 0..applications {
        centre.desk.take_in().await;
    }
    let rini = centre.rini.cx();
    (centre, rini)
}

async fn count(cx: &Cx) -> NotificationCount {
    ask(cx, CountNotifications {}).await.unwrap()
}

async fn mark(cx: &Cx, ids: &[NotificationId], mark: NotificationMark) -> i64 {
    let ids = ids.to_vec();
    ask(cx, MarkNotifications { ids, mark }).await.unwrap()
}

async fn ids(cx: &Cx, filter: NotificationFilter) -> Vec<NotificationId> {
    let rows = shown(cx, filter).await;
    rows.into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn the_drawer_shows_a_page_after_the_other_and_the_bell_counts() {
    let (_centre, rini) = told_of(13).await;
    let first = page(&rini, NotificationFilter::All, None).await;
    assert_eq!(first.rows.len() as i64, PAGE);
    let second = page(&rini, NotificationFilter::All, first.next).await;
    assert_eq!((second.rows.len(), second.next), (3, None));
    let places: Vec<_> = first
        .rows
        .iter()
        .chain(&second.rows)
        .map(|row| row.seq)
        .collect();
    assert_eq!(places, (1..=13).rev().collect::<Vec<_>>());
    let counted = NotificationCount {
        unread: 13,
        attention: 0,
        unseen: 13,
        cursor: 13,
    };
    assert_eq!(count(&rini).await, counted);
    assert_eq!(ask(&rini, MarkNotificationsSeen {}).await.unwrap(), 13);
    let seen = NotificationCount {
        unseen: 0,
        ..counted
    };
    assert_eq!(count(&rini).await, seen, "seen is not read");
    // Something comes while he clicks.
    let all = MarkAllNotificationsRead { up_to: 12 };
    assert_eq!(ask(&rini, all).await.unwrap(), 12);
    assert_eq!(unread(&rini).await[0].seq, 13);
    assert_eq!(
        shown(&rini, NotificationFilter::Kind(NotificationKind::Ticket)).await,
        []
    );
    let of_its_kind = NotificationFilter::Kind(NotificationKind::Registration);
    assert_eq!(shown(&rini, of_its_kind).await.len() as i64, PAGE);
}

#[tokio::test]
async fn what_is_marked_is_where_it_belongs_and_nobody_marks_what_is_anothers() {
    let (centre, rini) = told_of(3).await;
    let all = ids(&rini, NotificationFilter::All).await;
    let andi = centre.andi.cx();
    assert_eq!(mark(&andi, &all, NotificationMark::Read).await, 0);
    assert_eq!(
        ask(&andi, DeleteNotifications { ids: all.clone() })
            .await
            .unwrap()
            .count,
        0
    );
    assert_eq!(mark(&rini, &all[..2], NotificationMark::Read).await, 2);
    assert_eq!(mark(&rini, &all[..2], NotificationMark::Read).await, 0);
    assert_eq!(mark(&rini, &all[..1], NotificationMark::Unread).await, 1);
    assert_eq!(mark(&rini, &all[2..], NotificationMark::Archived).await, 1);
    assert_eq!(ids(&rini, NotificationFilter::Unread).await, all[..1]);
    assert_eq!(ids(&rini, NotificationFilter::Archived).await, all[2..]);
    assert_eq!(ids(&rini, NotificationFilter::All).await, all[..2]);
    assert_eq!(
        mark(&rini, &all[2..], NotificationMark::Unarchived).await,
        1
    );
    assert_eq!(ids(&rini, NotificationFilter::All).await, all);
    assert_eq!(count(&rini).await.unread, 1);
    let none = MarkNotifications {
        ids: Vec::new(),
        mark: NotificationMark::Read,
    };
    assert_eq!(
        reason(&ask(&rini, none).await.unwrap_err()),
        "CHOICE_REQUIRED"
    );
}

#[tokio::test]
async fn what_was_deleted_comes_back_for_ten_minutes() {
    let (centre, rini) = told_of(4).await;
    let all = ids(&rini, NotificationFilter::All).await;
    mark(&rini, &all[..2], NotificationMark::Read).await;
    mark(&rini, &all[3..], NotificationMark::Archived).await;
    let cleared = ask(&rini, ClearReadNotifications {}).await.unwrap();
    assert_eq!(cleared.count, 2, "what is put away stays");
    assert_eq!(ids(&rini, NotificationFilter::All).await, all[2..3]);
    let other = ask(
        &rini,
        DeleteNotifications {
            ids: all[2..3].to_vec(),
        },
    )
    .await
    .unwrap();
    let undo = RestoreNotifications { at: cleared.at };
    assert_eq!(
        ask(&centre.andi.cx(), undo.clone()).await.unwrap(),
        0,
        "not by somebody else"
    );
    assert_eq!(ask(&rini, undo).await.unwrap(), 2);
    assert_eq!(ids(&rini, NotificationFilter::All).await, all[..2]);
    let late = RestoreNotifications {
        at: other.at - TimeDelta::minutes(11),
    };
    assert_eq!(reason(&ask(&rini, late).await.unwrap_err()), "UNDO_LATE");
}

#[tokio::test]
async fn who_sleeps_comes_back_as_something_new_and_what_is_old_goes() {
    let (centre, rini) = told_of(3).await;
    let all = ids(&rini, NotificationFilter::All).await;
    let snooze = |until| SnoozeNotifications {
        ids: all[1..].to_vec(),
        until,
    };
    let day_after: chrono::DateTime<Utc> = sqlx::query_scalar(
        "select ((now() at time zone 'Asia/Jakarta')::date + 1 + time '08:00') at time zone 'Asia/Jakarta'",
    )
    .fetch_one(centre.desk.db.owner())
    .await
    .unwrap();
    assert_eq!(
        ask(&rini, snooze(Snooze::Tomorrow)).await.unwrap(),
        day_after
    );
    let past = snooze(Snooze::Until(Utc::now() - TimeDelta::hours(1)));
    assert_eq!(reason(&ask(&rini, past).await.unwrap_err()), "DATE_PAST");
    ask(&rini, snooze(Snooze::Hour)).await.unwrap();
    assert_eq!(ids(&rini, NotificationFilter::All).await, all[..1]);
    assert_eq!(ids(&rini, NotificationFilter::Snoozed).await, all[1..]);
    assert_eq!(count(&rini).await.unread, 1);
    assert_eq!(mark(&rini, &all[1..2], NotificationMark::Awake).await, 1);
    assert_eq!(count(&rini).await.unread, 2);

    centre
        .run("update notifications set snoozed_until = now() - interval '1 s' where snoozed_until is not null")
        .await;
    ask(&centre.siti, SweepSla {}).await.unwrap();
    let newest = unread(&rini).await.remove(0);
    assert_eq!((newest.id, newest.seq, newest.is_seen), (all[2], 4, false));
    assert_eq!(count(&rini).await.cursor, 4);

    centre
        .run(&format!(
            "update notifications set expires_at = now() - interval '1 s' where id <> {}; update app.turns set at = '-infinity' where name = 'notifications'",
            all[2]
        ))
        .await;
    ask(&centre.siti, SweepSla {}).await.unwrap();
    let left = centre
        .desk
        .number("select count(*) from notifications")
        .await;
    assert_eq!(left, 1, "Andi's are gone as well");
}
