//! Passwords in a real keyring.

use std::process::{Command, Stdio};

use aglis_desktop::vault::{Keyring, SecretStore as _};
use model::secret::Secret;

const WITHIN: &str = "AGLIS_TEST_WITHIN_KEYRING";

/// Runs itself again inside a D-Bus session of its own whose keyring is unlocked: the keyring is chosen once per process, and
/// the person's own must not be touched.
#[test]
fn a_password_lies_in_the_systems_keyring_until_it_is_forgotten() {
    if std::env::var_os(WITHIN).is_some() {
        keep_find_forget();
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let script = r#"printf x | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$0" --exact "$1" --nocapture"#;
    let done = Command::new("dbus-run-session")
        .args(["--", "bash", "-c", script])
        .arg(std::env::current_exe().unwrap())
        .arg("keyring::a_password_lies_in_the_systems_keyring_until_it_is_forgotten")
        .env(WITHIN, "1")
        .env("XDG_DATA_HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}

fn keep_find_forget() {
    let keyring = Keyring::detect().expect("the session has a keyring");
    assert!(keyring.remembers());
    let password = Secret::new("kata sandi ñ 密");
    keyring.keep("siti@lokal", &password).unwrap();
    assert_eq!(keyring.find("siti@lokal").unwrap(), Some(password));
    assert_eq!(keyring.find("budi@lokal").unwrap(), None);
    keyring.forget("siti@lokal").unwrap();
    keyring.forget("siti@lokal").unwrap();
    assert_eq!(keyring.find("siti@lokal").unwrap(), None);
}
