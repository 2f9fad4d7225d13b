//! An office with everybody in it, and what each of them was told.

use aglis_core::context::Cx;
use model::{
    ids::{StaffId, TicketId},
    notifications::{ListNotifications, Notification, NotificationFilter, NotificationPage},
    tickets::{AssignTicket, CreateTicket, ShowTicket},
};

use crate::{
    ask::ask,
    bad_input::desk::Desk,
    support::{build, database::Person},
};

/// Siti and Rini in the office, Andi over the zone and Budi over another one, Joko and Tono in the field, and an admin.
pub struct Centre {
    pub desk: Desk,
    pub siti: Cx,
    pub rini: Person,
    pub andi: Person,
    pub budi: Person,
    pub joko: Person,
    pub tono: Person,
    pub admin: Person,
}

impl Centre {
    pub async fn new() -> Self {
        let desk = Desk::office().await;
        let there = build::zone(desk.db.owner(), "Selatan").await;
        Self {
            siti: desk.cx.clone(),
            rini: desk.db.staff("office").await,
            andi: desk.db.staff_of("supervisor", &[desk.zone]).await,
            budi: desk.db.staff_of("supervisor", &[there]).await,
            joko: desk.db.staff_of("technician", &[desk.zone]).await,
            tono: desk.db.staff_of("technician", &[desk.zone]).await,
            admin: desk.db.staff("admin").await,
            desk,
        }
    }

    /// A ticket of the zone that nobody has yet.
    pub async fn ticket(&self) -> TicketId {
        let request = CreateTicket {
            customer: None,
            service: None,
            zone: Some(model::ids::ZoneId(self.desk.zone)),
            odp: None,
            kind: model::states::TicketType::Maintenance,
            category: None,
            priority: model::states::Priority::Normal,
            description: "Periksa kabel".to_owned(),
        };
        ask(&self.siti, request).await.unwrap().id
    }

    /// Gives a ticket to somebody, with these helpers.
    pub async fn assign(&self, by: &Cx, id: TicketId, lead: &Person, helpers: &[&Person]) {
        let request = AssignTicket {
            id,
            version: ask(by, ShowTicket { id }).await.unwrap().version,
            lead: StaffId(lead.id),
            helpers: helpers.iter().map(|helper| StaffId(helper.id)).collect(),
        };
        ask(by, request).await.unwrap();
    }

    /// Runs something behind the scenes.
    pub async fn run(&self, sql: &str) {
        let run = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()));
        run.execute(self.desk.db.owner()).await.unwrap();
    }

    /// What everybody has in his list and has not read: who, which event, how often; by person, oldest first.
    pub async fn told(&self) -> Vec<(&'static str, String, i64)> {
        let mut told = Vec::new();
        for (who, cx) in [
            ("siti", self.siti.clone()),
            ("rini", self.rini.cx()),
            ("andi", self.andi.cx()),
            ("budi", self.budi.cx()),
            ("joko", self.joko.cx()),
            ("tono", self.tono.cx()),
            ("admin", self.admin.cx()),
        ] {
            for row in unread(&cx).await.into_iter().rev() {
                told.push((who, row.event.name().to_owned(), row.count));
            }
        }
        told
    }
}

/// A line of [`Centre::told`].
pub fn line(who: &'static str, event: &str, count: i64) -> (&'static str, String, i64) {
    (who, event.to_owned(), count)
}

/// A page of somebody's drawer.
pub async fn page(cx: &Cx, filter: NotificationFilter, after: Option<i64>) -> NotificationPage {
    ask(cx, ListNotifications { filter, after }).await.unwrap()
}

/// The newest of somebody's drawer.
pub async fn shown(cx: &Cx, filter: NotificationFilter) -> Vec<Notification> {
    page(cx, filter, None).await.rows
}

/// The newest that somebody has not read.
pub async fn unread(cx: &Cx) -> Vec<Notification> {
    shown(cx, NotificationFilter::Unread).await
}
