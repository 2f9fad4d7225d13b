//! Messages outside the window, as the system gets them.

use std::{
    collections::HashMap,
    process::{Command, Stdio},
    time::Duration,
};

use aglis_desktop::notify::{Notifier as _, SystemNotifier};
use tokio::{sync::mpsc, time::timeout};
use zbus::{OwnedVariant, connection, interface};

const WITHIN: &str = "AGLIS_TEST_WITHIN_SESSION";

/// A desktop's notification service that takes down what it is asked to show.
struct Takedown(mpsc::UnboundedSender<[String; 3]>);

#[interface(name = "org.freedesktop.Notifications")]
impl Takedown {
    #[expect(clippy::too_many_arguments, reason = "the desktop's own interface")]
    fn notify(
        &self,
        app_name: String,
        _replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedVariant>,
        _expire: i32,
    ) -> u32 {
        self.0.send([app_name, summary, body]).unwrap();
        1
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ["takedown", "tests", "1", "1.2"].map(str::to_owned).into()
    }
}

/// Runs itself again inside a D-Bus session of its own, so that nothing appears on a person's screen.
#[test]
fn a_message_reaches_the_system_under_our_name() {
    if std::env::var_os(WITHIN).is_some() {
        tauri::async_runtime::block_on(show_and_take_down());
        return;
    }
    let done = Command::new("dbus-run-session")
        .arg("--")
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "notification::a_message_reaches_the_system_under_our_name",
        ])
        .env(WITHIN, "1")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}

async fn show_and_take_down() {
    let (tell, mut told) = mpsc::unbounded_channel();
    let _service = connection::Builder::session()
        .name("org.freedesktop.Notifications")
        .serve_at("/org/freedesktop/Notifications", Takedown(tell))
        .build()
        .await
        .unwrap();
    SystemNotifier::default().show("40 PDF faktur tersimpan", "/home/siti/Dokumen");
    let shown = timeout(Duration::from_secs(20), told.recv())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        shown,
        ["AGLIS", "40 PDF faktur tersimpan", "/home/siti/Dokumen"]
    );
}
