//! Locks the session when the system locks its screen.

use tauri::AppHandle;

/// Follows the screen's lock as long as the program runs. A desktop that tells nothing is left to the idle lock.
#[cfg(target_os = "linux")]
pub fn follow(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let (saver, login) = tokio::join!(follow_saver(&app), follow_login(&app));
        for outcome in [saver, login] {
            if let Err(error) = outcome {
                tracing::info!(%error, "a screen lock of the system cannot be followed");
            }
        }
    });
}

/// Each desktop's screen saver has an interface of its own: `org.gnome.ScreenSaver`, `org.mate.ScreenSaver`, ….
#[cfg(target_os = "linux")]
async fn follow_saver(app: &AppHandle) -> zbus::Result<()> {
    let bus = zbus::Connection::session().await?;
    let rule = zbus::MatchRule::builder()
        .msg_type(zbus::message::Type::Signal)
        .member("ActiveChanged")
        .build()?;
    lock_at(app, &bus, rule, |signal| {
        let header = signal.header();
        let interface = header.interface().map(|name| name.as_str());
        interface.is_some_and(|name| name.ends_with(".ScreenSaver"))
            && signal.body().deserialize::<bool>().unwrap_or(false)
    })
    .await
}

/// `loginctl lock-session`, and desktops that let the login manager lock.
#[cfg(target_os = "linux")]
async fn follow_login(app: &AppHandle) -> zbus::Result<()> {
    let bus = zbus::Connection::system().await?;
    let service = "org.freedesktop.login1";
    let manager = zbus::Proxy::new(
        &bus,
        service,
        "/org/freedesktop/login1",
        "org.freedesktop.login1.Manager",
    )
    .await?;
    let own: zbus::OwnedObjectPath = manager.call("GetSessionByPID", &std::process::id()).await?;
    let rule = zbus::MatchRule::builder()
        .msg_type(zbus::message::Type::Signal)
        .sender(service)
        .path(own)
        .member("Lock")
        .build()?;
    lock_at(app, &bus, rule, |_| true).await
}

/// Locks at every signal of a rule that means a locked screen, until the bus is gone.
#[cfg(target_os = "linux")]
async fn lock_at(
    app: &AppHandle,
    bus: &zbus::Connection,
    rule: zbus::MatchRule<'_>,
    is_lock: fn(&zbus::Message) -> bool,
) -> zbus::Result<()> {
    use futures_util::StreamExt as _;

    let mut signals = zbus::MessageStream::for_match_rule(rule, bus, None).await?;
    while let Some(signal) = signals.next().await {
        // A message that cannot be read is not about a screen.
        if signal.is_ok_and(|signal| is_lock(&signal)) {
            crate::tray::lock(app);
        }
    }
    Ok(())
}

/// Elsewhere the idle lock has to do.
#[cfg(not(target_os = "linux"))]
pub fn follow(_app: AppHandle) {}
