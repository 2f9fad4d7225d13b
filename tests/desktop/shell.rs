//! What surrounds the pages: tray, screen lock, language, colours, a narrow window, the diagnostics bundle.

use std::collections::HashMap;

use thirtyfour::By;
use tokio::sync::mpsc;
use zbus::{
    Connection, OwnedObjectPath, OwnedVariant, connection, interface, message::Header,
    object_server::SignalEmitter,
};

use crate::window::{Desk, Window};

/// A panel that draws tray icons: it takes down who registers one.
struct Panel(mpsc::UnboundedSender<(String, String)>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Panel {
    fn register_status_notifier_item(&self, service: String, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        self.0.send((sender, service)).unwrap();
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(signal)]
    async fn status_notifier_host_registered(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;
}

/// The icon's menu as the panel shows it.
struct TrayMenu {
    bus: Connection,
    program: String,
    path: OwnedObjectPath,
}

/// An entry of a menu on the bus: number, properties, entries below.
type Entry = (i32, HashMap<String, OwnedVariant>, Vec<OwnedVariant>);

impl TrayMenu {
    async fn of(bus: &Connection, program: &str, item: &str) -> Self {
        let path = if item.starts_with('/') {
            item.to_owned()
        } else {
            "/StatusNotifierItem".to_owned()
        };
        let proxy = zbus::Proxy::new(bus, program.to_owned(), path, "org.kde.StatusNotifierItem")
            .await
            .unwrap();
        Self {
            bus: bus.clone(),
            program: program.to_owned(),
            path: proxy.get_property("Menu").await.unwrap(),
        }
    }

    async fn proxy(&self) -> zbus::Proxy<'_> {
        zbus::Proxy::new(
            &self.bus,
            self.program.as_str(),
            self.path.as_str(),
            "com.canonical.dbusmenu",
        )
        .await
        .unwrap()
    }

    /// Numbers and labels of the entries.
    async fn entries(&self) -> Vec<(i32, String)> {
        let none: Vec<String> = Vec::new();
        let (_, root): (u32, Entry) = self
            .proxy()
            .await
            .call("GetLayout", &(0_i32, -1_i32, none))
            .await
            .unwrap();
        root.2
            .into_iter()
            .map(|entry| {
                let (id, properties, _) = Entry::try_from(entry).unwrap();
                let label = properties
                    .get("label")
                    .map(|label| String::try_from(label.try_clone().unwrap()).unwrap());
                (id, label.unwrap_or_default())
            })
            .collect()
    }

    async fn click(&self, label: &str) {
        let entries = self.entries().await;
        let (id, _) = entries
            .iter()
            .find(|(_, said)| said.replace('_', "") == label)
            .unwrap_or_else(|| panic!("no {label} in {entries:?}"));
        let nothing = zbus::Variant::from(0_i32);
        self.proxy()
            .await
            .call::<_, _, ()>("Event", &(*id, "clicked", nothing, 0_u32))
            .await
            .unwrap();
    }
}

async fn signed_in(desk: &Desk) -> Window {
    let window = desk.open(&[]).await;
    window.click("desk-local-demo").await;
    window.click("signin-demo-siti").await;
    window.find("user-menu").await;
    window
}

#[tokio::test]
async fn closing_leaves_the_program_in_the_tray_and_the_tray_brings_it_back_locks_and_ends_it() {
    let desk = Desk::new();
    let (tell, mut told) = mpsc::unbounded_channel();
    let panel = connection::Builder::address(desk.bus.as_str())
        .name("org.kde.StatusNotifierWatcher")
        .serve_at("/StatusNotifierWatcher", Panel(tell))
        .build()
        .await
        .unwrap();
    let window = signed_in(&desk).await;
    let (program, item) = told.recv().await.unwrap();
    let menu = TrayMenu::of(&panel, &program, &item).await;
    let labels: Vec<String> = menu
        .entries()
        .await
        .into_iter()
        .map(|(_, label)| label)
        .collect();
    // The first only tells whether messages are sent from here, in other words by the moment.
    assert!(labels[0].starts_with("Pesan WhatsApp: "), "{labels:?}");
    assert_eq!(labels[1..], ["Tampilkan AGLIS", "Kunci layar", "Keluar"]);

    // The person chose to keep the program in the tray; the cross then hides the window and nothing ends.
    window.click("user-menu").await;
    window.click("user-preferences").await;
    window.click("preferences-tray").await;
    window.click("preferences-close").await;
    window.loses("preferences").await;
    desk.sees_windows(1).await;
    desk.screen().close_windows();
    desk.sees_windows(0).await;
    menu.click("Tampilkan AGLIS").await;
    desk.sees_windows(1).await;
    window.find("user-menu").await;

    menu.click("Kunci layar").await;
    window.find("unlock-password").await;
    menu.click("Keluar").await;
    window.ends().await;
}

#[tokio::test]
async fn the_systems_screen_lock_locks_the_program_and_lists_are_gone_from_the_page() {
    let desk = Desk::new();
    let window = signed_in(&desk).await;
    window.click("nav-customers").await;
    window.find("customers-row").await;
    let bus = connection::Builder::address(desk.bus.as_str())
        .build()
        .await
        .unwrap();
    bus.emit_signal(
        None::<&str>,
        "/org/freedesktop/ScreenSaver",
        "org.freedesktop.ScreenSaver",
        "ActiveChanged",
        &(true),
    )
    .await
    .unwrap();
    window.find("unlock-password").await;
    let rows = window
        .page
        .find_all(By::Css("[data-testid='customers-row']"))
        .await;
    assert!(
        rows.unwrap().is_empty(),
        "a locked screen shows no customer"
    );
    window.close();
}

/// Waits until the page of an area shows what it is for.
async fn shown(window: &Window, area: &str) {
    match area {
        "home" => {
            window
                .find("home-registrations-status-pending_verification")
                .await
        }
        "imports" => window.find("imports-page").await,
        "messages" => window.find("messages-list").await,
        // The office has the texts of messages there.
        "settings" => window.find("templates-bubble").await,
        list => window.find(&format!("{list}-row")).await,
    };
}

#[tokio::test]
async fn language_and_colours_change_at_run_time_and_every_page_fits_a_narrow_window() {
    let desk = Desk::new();
    let window = signed_in(&desk).await;
    window.sees("Registrasi").await;
    window.click("switch-language").await;
    window.sees("Registrations").await;
    // From the system's colours to light to dark.
    window.click("switch-theme").await;
    window.find_css("html:not(.pf-v6-theme-dark)").await;
    window.click("switch-theme").await;
    window.find_css("html.pf-v6-theme-dark").await;
    desk.screen().resize_windows(360, 740);
    for area in [
        "home",
        "registrations",
        "tickets",
        "customers",
        "services",
        "odps",
        "invoices",
        "payments",
        "messages",
        "imports",
        "staff",
        "audit",
        "settings",
    ] {
        window.go(&format!("#/{area}")).await;
        shown(&window, area).await;
        let wide = window
            .script("return document.documentElement.scrollWidth")
            .await;
        assert!(wide.as_i64().unwrap() <= 360, "{area} is {wide} wide");
        window.picture(&format!("narrow-{area}"));
    }

    // The bundle for who helps: on the disk, and without the person's name.
    window.click("user-menu").await;
    window.click("user-about").await;
    window.click("about-diagnostics").await;
    let said = window
        .find("about-diagnostics-path")
        .await
        .text()
        .await
        .unwrap();
    let path = said
        .split_whitespace()
        .find(|word| word.ends_with(".zip"))
        .unwrap();
    let bundle = std::fs::read(path).unwrap();
    assert!(bundle.starts_with(b"PK"), "{path} is no archive");
    window.picture("narrow-about");
    window.close();

    // The next start remembers both.
    let again = desk.open(&[]).await;
    again.find_css("html.pf-v6-theme-dark").await;
    again.sees("Sign in").await;
    again.close();
}
