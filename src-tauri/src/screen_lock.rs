//! Locks the session when the system locks its screen.

use tauri::AppHandle;

/// Follows the screen's lock as long as the program runs. A desktop that tells nothing is left to the idle lock.
#[cfg(target_os = "linux")]
pub fn follow(app: AppHandle) {
    use futures_util::StreamExt as _;

    async fn listen(app: AppHandle) -> zbus::Result<()> {
        let bus = zbus::Connection::session().await?;
        let rule = zbus::MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .member("ActiveChanged")
            .build()?;
        let mut signals = zbus::MessageStream::for_match_rule(rule, &bus, None).await?;
        while let Some(signal) = signals.next().await {
            let signal = signal?;
            let header = signal.header();
            let interface = header.interface().map(ToString::to_string);
            // GNOME's screen saver has a name of its own; others share the common one.
            let known = matches!(
                interface.as_deref(),
                Some("org.freedesktop.ScreenSaver" | "org.gnome.ScreenSaver")
            );
            if known && signal.body().deserialize::<bool>().unwrap_or(false) {
                crate::tray::lock(&app);
            }
        }
        Ok(())
    }
    tauri::async_runtime::spawn(async move {
        if let Err(error) = listen(app).await {
            tracing::info!(%error, "the screen's lock cannot be followed");
        }
    });
}

/// Elsewhere the idle lock has to do.
#[cfg(not(target_os = "linux"))]
pub fn follow(_app: AppHandle) {}
