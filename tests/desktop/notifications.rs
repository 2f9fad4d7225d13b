//! What one person does is told to the other at once: on the bell, in the list, by the system; and it goes when it is read.

use std::{collections::HashMap, time::Duration};

use aglis_core::workspace::{LocalWorkspace, Place};
use sqlx::{Postgres, Transaction};
use thirtyfour::Key;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::{Connection, OwnedVariant, connection, interface};

use crate::window::{Desk, Window};

const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";

/// What a desktop's notification service is asked to do.
#[derive(Debug)]
enum Asked {
    Show {
        id: u32,
        app_name: String,
        title: String,
        body: String,
        actions: Vec<String>,
        urgency: u8,
    },
    Close(u32),
}

struct Service {
    tell: UnboundedSender<Asked>,
    last: u32,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[expect(clippy::too_many_arguments, reason = "the desktop's own interface")]
    fn notify(
        &mut self,
        app_name: String,
        replaces: u32,
        _icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedVariant>,
        _expire: i32,
    ) -> u32 {
        let id = if replaces == 0 {
            self.last += 1;
            self.last
        } else {
            replaces
        };
        let urgency = hints
            .get("urgency")
            .map(|urgency| u8::try_from(urgency.try_clone().unwrap()).unwrap());
        let asked = Asked::Show {
            id,
            app_name,
            title,
            body,
            actions,
            urgency: urgency.unwrap_or(1),
        };
        self.tell.send(asked).unwrap();
        id
    }

    fn close_notification(&self, id: u32) {
        self.tell.send(Asked::Close(id)).unwrap();
    }

    fn get_capabilities(&self) -> Vec<String> {
        ["actions", "body", "body-markup", "sound"]
            .map(str::to_owned)
            .into()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ["takedown", "tests", "1", "1.2"].map(str::to_owned).into()
    }
}

/// The service and what it was asked.
struct Takedown {
    bus: Connection,
    told: UnboundedReceiver<Asked>,
}

impl Takedown {
    async fn on(desk: &Desk) -> Self {
        let (tell, told) = unbounded_channel();
        let service = Service { tell, last: 0 };
        let bus = connection::Builder::address(desk.bus.as_str())
            .name(NAME)
            .serve_at(PATH, service)
            .build()
            .await
            .unwrap();
        Self { bus, told }
    }

    /// What is asked next.
    async fn next(&mut self) -> Asked {
        let asked = tokio::time::timeout(Duration::from_secs(60), self.told.recv());
        asked.await.expect("the system was asked in time").unwrap()
    }

    /// The notification about a ticket, checked from head to foot.
    async fn shows(&mut self, number: &str) -> u32 {
        loop {
            let Asked::Show {
                id,
                app_name,
                title,
                body,
                actions,
                urgency,
            } = self.next().await
            else {
                continue;
            };
            if !title.contains(number) {
                continue;
            }
            assert_eq!(app_name, "AGLIS");
            assert!(title.ends_with("sekarang tugas Anda"), "{title}");
            assert!(body.starts_with("Diberikan oleh Siti Rahayu"), "{body}");
            assert_eq!(actions, ["default", "Buka"]);
            let is_urgent = body.contains("Mendesak");
            assert_eq!(urgency == 2, is_urgent, "{urgency}: {body}");
            return id;
        }
    }

    /// Waits until a notification is taken away.
    async fn closes(&mut self, wanted: u32) {
        while !matches!(self.next().await, Asked::Close(id) if id == wanted) {}
    }

    async fn click(&self, id: u32) {
        self.bus
            .emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", &(id, "default"))
            .await
            .unwrap();
    }
}

/// Gives the first ticket that waits to Joko; answers its number.
async fn give_away(office: &Window) -> String {
    office.go("#/nowhere").await;
    office.go("#/tickets?status=open").await;
    office.click("tickets-row").await;
    office.find("tickets-record").await;
    let number = office.find_css(".aglis-record-number").await;
    let number = number.text().await.unwrap().trim().to_owned();
    office.click("tickets-assign").await;
    office.choose("tickets-lead", "Joko").await;
    office.click("tickets-assign-confirm").await;
    office.loses("tickets-assign-dialog").await;
    number
}

async fn unread(window: &Window) -> i64 {
    let said = window.find("bell").await.attr("data-unread").await.unwrap();
    said.unwrap().parse().unwrap()
}

/// Holds what everybody was told; who asks for it waits, and is refused in the end.
async fn hold(workspace: &LocalWorkspace) -> Transaction<'_, Postgres> {
    let mut held = workspace.admin_pool().begin().await.unwrap();
    sqlx::query("lock notifications in access exclusive mode")
        .execute(&mut *held)
        .await
        .unwrap();
    held
}

/// The list while its answer is awaited, when it does not come, and when it is asked for once more.
async fn wait_and_fail(field: &Window, workspace: &LocalWorkspace, name: &str) {
    let held = hold(workspace).await;
    field.click("notifications-filter-unread").await;
    field
        .becomes_true("const bars = document.querySelector('[data-testid=notifications] .aglis-skeleton'); return bars !== null && getComputedStyle(bars).opacity === '1'")
        .await;
    field.picture(&format!("notifications-loading-{name}"));
    field.find("fault-state").await;
    field.picture(&format!("notifications-failed-{name}"));
    held.rollback().await.unwrap();
    field.click("fault-again").await;
    field.find("notifications-row").await;
    field.click("notifications-filter-all").await;
    field.find("notifications-row").await;
}

/// The pictures of the list that somebody looks at: both languages, both colours, narrow.
async fn take_pictures(desk: &Desk, field: &Window, workspace: &LocalWorkspace) {
    field.picture("notifications-id");
    wait_and_fail(field, workspace, "id").await;
    field.click("notifications-filter-snoozed").await;
    field.find("notifications-empty").await;
    field.picture("notifications-empty-id");
    desk.screen().resize_windows(360, 740);
    field.click("notifications-filter-all").await;
    field.find("notifications-row").await;
    field.picture("notifications-narrow-id");
    let drawer = field
        .script("return document.querySelector('[data-testid=notifications]').getBoundingClientRect().right")
        .await;
    assert!(drawer.as_f64().unwrap() <= 360.0, "{drawer}");
    desk.screen().resize_windows(1280, 800);
    // A click beside the list closes it.
    field.click("switch-language").await;
    field.loses("notifications").await;
    for _ in 0..2 {
        field.click("switch-theme").await;
    }
    field.find_css(".pf-v6-theme-dark").await;
    field.click("bell").await;
    field.find("notifications-row").await;
    field.sees("Unread").await;
    field.picture("notifications-en-dark");
    wait_and_fail(field, workspace, "en-dark").await;
    field.press(Key::Escape).await;
    field.loses("notifications").await;
    field.click("switch-theme").await;
    field.click("switch-language").await;
}

#[tokio::test]
async fn an_assignment_is_told_to_the_other_window_and_to_the_system_and_goes_when_it_is_read() {
    let desk = Desk::new();
    let mut system = Takedown::on(&desk).await;
    let office = desk.open(&[]).await;
    office.click("desk-local-demo").await;
    office.click("signin-demo-siti").await;
    office.find("user-menu").await;
    let field = desk.open(&["--new-window"]).await;
    field.click("signin-demo-joko").await;
    field.find("user-menu").await;
    let before = unread(&field).await;

    // Nobody touches the technician's window: bell, toast and list change by themselves.
    let number = give_away(&office).await;
    field.find_css("[data-testid='news']").await;
    field.sees(&number).await;
    field
        .becomes_true(&format!(
            "return Number(document.querySelector('[data-testid=bell]').dataset.unread) > {before}"
        ))
        .await;
    field.picture("notification-came");
    let shown = system.shows(&number).await;

    // A click on what the system shows opens the ticket, and reads it.
    system.click(shown).await;
    field.find("tickets-record").await;
    field.sees(&number).await;
    system.closes(shown).await;

    // The list is open while the next one comes; it is read there, by keys alone, and the system takes its message away.
    field.go("#/home").await;
    let bell = field.find("bell").await;
    bell.send_keys("" + Key::Enter).await.unwrap();
    field.find("notifications-row").await;
    let number = give_away(&office).await;
    let first = "[data-testid='notifications-row']:first-child";
    field
        .becomes_true(&format!(
            "return document.querySelector(\"{first}\").innerText.includes('{number}')"
        ))
        .await;
    let shown = system.shows(&number).await;
    let place = Place::at(desk.folder.path().join("data/workspaces/local"));
    let workspace = LocalWorkspace::open(place, |_| {}).await.unwrap();
    take_pictures(&desk, &field, &workspace).await;
    bell.send_keys("" + Key::Enter).await.unwrap();
    field.find("notifications-row").await;
    let press = async |key: &str| {
        let focus = field.page.active_element().await.unwrap();
        focus.send_keys(key).await.unwrap();
    };
    press("?").await;
    press("j").await;
    field.find("notifications-keys-list").await;
    // It counts as read at once, and is unread again when the database refuses.
    let held = hold(&workspace).await;
    press("u").await;
    field.find_css(&format!("{first}[data-read='true']")).await;
    field.find_css(&format!("{first}[data-read='false']")).await;
    field.find_css(".aglis-toast.aglis-tone-bad").await;
    held.rollback().await.unwrap();
    workspace.close().await.unwrap();
    press("u").await;
    field.find_css(&format!("{first}[data-read='true']")).await;
    system.closes(shown).await;
    press("e").await;
    field.sees("Diarsipkan").await;
    field
        .becomes_true(&format!(
            "return !document.querySelector(\"{first}\").innerText.includes('{number}')"
        ))
        .await;
    field.click("toast-action").await;
    field
        .becomes_true(&format!(
            "return document.querySelector(\"{first}\").innerText.includes('{number}')"
        ))
        .await;
    field
        .find_css(first)
        .await
        .find(thirtyfour::By::Tag("button"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    field.find("tickets-record").await;
    field.loses("notifications").await;
    field.close();
    office.close();
}
