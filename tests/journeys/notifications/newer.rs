//! What a newer program tells is shown by this one as well, in the words it has, and breaks nothing.

use model::{
    notifications::{
        CatchUpNotifications, CountNotifications, MarkNotifications, NotificationFilter,
        NotificationMark,
        event::{NotificationEvent, NotificationKind},
    },
    states::Priority,
    text::{Locale, Words},
};

use super::centre::{Centre, shown, unread};
use crate::ask::ask;

#[tokio::test]
async fn row_48_an_unknown_kind_in_the_list_is_shown_in_plain_words_and_hides_nothing_else() {
    let centre = Centre::new().await;
    centre.desk.take_in().await;
    // As a newer program would: other kinds, events, records, urgencies, and arguments that are no words.
    centre
        .run(&format!(
            r#"alter table notifications drop constraint notifications_kind_known, drop constraint notifications_priority_known;
               insert into notifications (staff_id, seq, kind, event, record, record_id, arguments, priority, group_key, count)
                 select h.staff_id, h.seq + g, 'admin', 'contract_ends', 'contract', 7,
                   '{{"number": "K-7", "days": 14, "who": {{"name": "Dewi"}}, "is_late": true, "why": null}}', 'critical', 'contract:' || g, g
                 from notification_heads h, generate_series(1, 2) g where h.staff_id = {rini};
               update notification_heads set seq = seq + 2 where staff_id = {rini}"#,
            rini = centre.rini.id
        ))
        .await;
    let rini = centre.rini.cx();
    let rows = shown(&rini, NotificationFilter::All).await;
    assert_eq!(rows.len(), 3);
    for (row, count) in rows.iter().zip([2, 1]) {
        assert_eq!(
            (row.kind, row.event),
            (NotificationKind::System, NotificationEvent::Unknown)
        );
        assert_eq!(
            (row.record, row.priority, row.count),
            (None, Priority::Normal, count)
        );
        assert_eq!(row.arguments["days"], "14");
        assert_eq!(row.arguments.len(), 2, "{:?}", row.arguments);
        for locale in Locale::ALL {
            let title = row.say(&Words::new(locale, &[])).title;
            assert!(
                !title.is_empty() && !title.contains("notification-"),
                "{title}"
            );
        }
    }
    assert_eq!(rows[2].event, NotificationEvent::RegistrationNew);

    // It counts, is caught up with, and is read like any other.
    let counted = ask(&rini, CountNotifications {}).await.unwrap();
    assert_eq!((counted.unread, counted.cursor), (3, 3));
    let caught = ask(&rini, CatchUpNotifications { since: 0 }).await.unwrap();
    assert_eq!((caught.events, caught.rows.len()), (3, 3));
    for filter in NotificationFilter::ALL {
        shown(&rini, filter).await;
    }
    let (ids, mark) = (vec![rows[0].id, rows[1].id], NotificationMark::Read);
    assert_eq!(
        ask(&rini, MarkNotifications { ids, mark }).await.unwrap(),
        2
    );
    assert_eq!(unread(&rini).await, rows[2..]);
}
