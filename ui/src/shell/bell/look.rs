//! How notifications look and where they lead.

use model::notifications::{COUNT_MAX, Record, event::NotificationKind};

use crate::{
    route::{At, Route},
    shell::palette::{area, kind_of},
    widgets::Icon,
};

/// The figure on the bell; none when everything is read.
pub(super) fn badge(unread: i64) -> Option<String> {
    match unread {
        ..=0 => None,
        COUNT_MAX.. => Some(format!("{}+", COUNT_MAX - 1)),
        unread => Some(unread.to_string()),
    }
}

/// Picture and class of the colour.
pub(super) fn look(kind: NotificationKind) -> (Icon, &'static str) {
    match kind {
        NotificationKind::Ticket => (Icon::Ticket, "aglis-kind-ticket"),
        NotificationKind::Registration => (Icon::Register, "aglis-kind-registration"),
        NotificationKind::Invoice => (Icon::Invoice, "aglis-kind-invoice"),
        NotificationKind::Message => (Icon::Message, "aglis-kind-message"),
        NotificationKind::System => (Icon::Screen, "aglis-kind-system"),
    }
}

/// Where a record is shown.
pub(super) fn route_of(record: Record) -> Route {
    Route::record(area(record.kind), record.id)
}

/// The record that a place shows.
pub(super) fn shown_at(route: &Route) -> Option<Record> {
    match route.at {
        At::Record { id, .. } => kind_of(route.area).map(|kind| Record { kind, id }),
        At::List | At::New | At::Part(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use model::{
        notifications::{COUNT_MAX, Record},
        palette::HitKind,
    };

    use super::{badge, route_of, shown_at};

    #[test]
    fn the_bell_counts_up_to_what_was_counted() {
        assert_eq!(badge(0), None);
        assert_eq!(badge(7).as_deref(), Some("7"));
        assert_eq!(badge(COUNT_MAX - 1).as_deref(), Some("999"));
        assert_eq!(badge(COUNT_MAX).as_deref(), Some("999+"));
    }

    #[test]
    fn every_record_leads_to_its_page_and_is_known_again_there() {
        for kind in HitKind::ALL {
            let record = Record { kind, id: 7 };
            assert_eq!(shown_at(&route_of(record)), Some(record));
        }
    }
}
