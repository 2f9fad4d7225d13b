//! Signed in at several computers, and signed out at one of them from another.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use aglis_core::{connection, context::Cx};
use aglis_desktop::{
    desk::{self, Desk},
    folders::Folders,
    notify::{Click, Message},
    surroundings::Surroundings,
    vault::{Memory, SecretStore, Vault, VaultError},
};
use model::{
    access::Me,
    call::{Answered, Call, Envelope},
    desk::{EnrolComputer, Phase, SignIn, UseSharedDatabase},
    fault::Fault,
    profile::{Device, EndSession, ListDevices},
    secret::Secret,
};
use tokio::{sync::Notify, time::timeout};

use crate::{
    ask::{ask, reason},
    support::{database::PASSWORD, office::Office},
};

/// A room without a window: it hears that something happened.
#[derive(Default)]
struct Room(Notify);

impl Surroundings for Room {
    fn tell(&self, _event: &str, _payload: &str) {
        self.0.notify_one();
    }
    fn pick_folder(&self, _title: &str, _start: &Path) -> Option<PathBuf> {
        None
    }
    fn open_folder(&self, _folder: &Path) -> Result<(), String> {
        Ok(())
    }
    fn notify(&self, _title: &str, _body: &str) {}
    fn alert(&self, _key: i64, _message: Message, _on_click: Click) {}
    fn take_back(&self, _keys: Vec<i64>) {}
    fn plays_sounds(&self) -> Option<bool> {
        None
    }
    fn has_focus(&self) -> bool {
        false
    }
    fn bring_up(&self) {}
    fn has_tray(&self) -> bool {
        false
    }
}

/// A keyring that is there and keeps nothing, as one does that nobody unlocks.
struct Locked;

impl SecretStore for Locked {
    fn remembers(&self) -> bool {
        true
    }
    fn find(&self, _account: &str) -> Result<Option<Secret>, VaultError> {
        Ok(None)
    }
    fn keep(&self, _account: &str, _secret: &Secret) -> Result<(), VaultError> {
        Err(VaultError("nobody unlocked it".to_owned()))
    }
    fn forget(&self, _account: &str) -> Result<(), VaultError> {
        Ok(())
    }
}

/// A computer in the office: what it remembers survives a restart.
struct Computer {
    folder: tempfile::TempDir,
    vault: Vault,
    room: Arc<Room>,
}

impl Computer {
    fn new() -> Self {
        Self::with(Memory::default())
    }

    fn with(keyring: impl SecretStore + 'static) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            vault: Vault::new(keyring),
            room: Arc::default(),
        }
    }

    /// Starts the program.
    fn start(&self) -> Arc<Desk> {
        let folders = Folders::find(Some(self.folder.path().to_path_buf())).unwrap();
        let desk = Desk::new(folders, self.vault.clone(), self.room.clone());
        desk.resume();
        desk
    }

    async fn wait_for_sign_in(&self, desk: &Desk) {
        while desk.state().phase != Phase::SignIn {
            let told = timeout(Duration::from_secs(20), self.room.0.notified()).await;
            told.expect("the desk signs out");
        }
    }
}

async fn say<C: Call>(desk: &Arc<Desk>, request: C) -> Result<C::Reply, Fault> {
    let bytes = serde_json::to_vec(&Envelope { key: None, request }).unwrap();
    let answer = desk::answer(desk, C::NAME, &bytes).await.unwrap();
    serde_json::from_slice::<Answered<C::Reply>>(&answer).unwrap()
}

fn sign_in(password: Option<&str>) -> SignIn {
    SignIn {
        username: "siti".to_owned(),
        password: password.map(Secret::new),
        remember: true,
    }
}

/// Siti's own session at another computer.
async fn elsewhere(office: &Office) -> (Cx, Me) {
    let shared = office.shared("localhost");
    let options = connection::options(&shared, "siti", &Secret::new(PASSWORD)).unwrap();
    let opened = connection::open(options, "laptop").await.unwrap();
    aglis_core::profile::begin_session(&opened.cx, true)
        .await
        .unwrap()
        .unwrap();
    (opened.cx, opened.me)
}

async fn devices(cx: &Cx, me: &Me) -> Vec<Device> {
    ask(cx, ListDevices { staff: me.id }).await.unwrap()
}

/// Signs Siti out at every computer but this one.
async fn end_others(cx: &Cx, me: &Me) {
    for device in devices(cx, me).await {
        if !device.is_this {
            let (staff, device) = (device.staff, device.name);
            ask(cx, EndSession { staff, device }).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_computer_that_is_signed_out_from_elsewhere_leaves_at_once_and_forgets_the_password() {
    let office = Office::new().await;
    office.certify("localhost", 2090).await;
    let computer = Computer::new();
    let desk = computer.start();
    let database = office.shared("localhost");
    say(&desk, UseSharedDatabase { database }).await.unwrap();
    say(&desk, sign_in(Some(PASSWORD))).await.unwrap();
    assert!(desk.state().remembered);

    let (laptop, me) = elsewhere(&office).await;
    let seen = devices(&laptop, &me).await;
    assert_eq!(seen.len(), 2);
    let own = seen.iter().find(|device| device.is_this).unwrap();
    assert_eq!(own.name, "laptop");
    end_others(&laptop, &me).await;
    computer.wait_for_sign_in(&desk).await;
    assert!(!desk.state().remembered);
    assert!(desk.context().is_err(), "its connections are gone as well");
    let ended = devices(&laptop, &me).await;
    assert_eq!(
        ended.iter().filter(|device| device.is_ended()).count(),
        1,
        "the laptop goes on"
    );

    say(&desk, sign_in(Some(PASSWORD))).await.unwrap();
    assert!(
        devices(&laptop, &me)
            .await
            .iter()
            .all(|device| !device.is_ended())
    );
    laptop.pool.close().await;
    office.close().await;
}

#[tokio::test]
async fn a_computer_that_was_off_meanwhile_asks_for_the_password() {
    let office = Office::new().await;
    office.certify("localhost", 2090).await;
    let computer = Computer::new();
    let desk = computer.start();
    let database = office.shared("localhost");
    say(&desk, UseSharedDatabase { database }).await.unwrap();
    say(&desk, sign_in(Some(PASSWORD))).await.unwrap();
    // A lock drops the session and keeps what is remembered, as switching the computer off does.
    desk.lock().unwrap();
    let restarted = computer.start();
    say(&restarted, sign_in(None)).await.unwrap();
    restarted.lock().unwrap();

    let (laptop, me) = elsewhere(&office).await;
    end_others(&laptop, &me).await;
    let restarted = computer.start();
    let fault = say(&restarted, sign_in(None)).await.unwrap_err();
    assert_eq!(reason(&fault), "SIGNED_OUT_HERE");
    assert!(!restarted.state().remembered);
    assert!(restarted.context().is_err());
    say(&restarted, sign_in(Some(PASSWORD))).await.unwrap();
    laptop.pool.close().await;
    office.close().await;
}

#[tokio::test]
async fn a_computer_is_enrolled_with_a_keyring_that_keeps_and_leaves_nothing_behind_with_one_that_does_not()
 {
    let office = Office::new().await;
    office.certify("localhost", 2090).await;
    office
        .sql("select app.create_staff('dewi', 'Dewi', null, 'admin', '{}', $1, 'id')")
        .await;
    // How many machines have a login, and how many of them work.
    let machines = async || -> (i64, i64) {
        sqlx::query_as(
            "select count(*), count(since) from workers where login like 'worker\\_%' and enabled",
        )
        .fetch_one(office.workspace.admin_pool())
        .await
        .unwrap()
    };
    let signed_in = async |computer: &Computer| {
        let desk = computer.start();
        let database = office.shared("localhost");
        say(&desk, UseSharedDatabase { database }).await.unwrap();
        let admin = SignIn {
            username: "dewi".to_owned(),
            ..sign_in(Some(PASSWORD))
        };
        say(&desk, admin).await.unwrap();
        desk
    };
    let locked = Computer::with(Locked);
    let desk = signed_in(&locked).await;
    let fault = say(&desk, EnrolComputer {}).await.unwrap_err();
    assert_eq!(reason(&fault), "KEYRING_NEEDED");
    assert!(!desk.state().sending.enrolled);
    assert_eq!(machines().await, (0, 0));
    desk.lock().unwrap();

    let computer = Computer::new();
    let desk = signed_in(&computer).await;
    say(&desk, EnrolComputer {}).await.unwrap();
    let works = async {
        while machines().await != (1, 1) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(30), works)
        .await
        .expect("it begins to work");
    assert!(desk.state().sending.enrolled);
    let again = say(&desk, EnrolComputer {}).await.unwrap_err();
    assert_eq!(reason(&again), "WRONG_STATE");

    office
        .sql("select app.dismiss_worker(id) from workers where enabled and login like 'worker\\_%'")
        .await;
    let leaves = async {
        while desk.state().sending.enrolled {
            computer.room.0.notified().await;
        }
    };
    timeout(Duration::from_secs(30), leaves)
        .await
        .expect("it hears that its login is gone");
    desk.lock().unwrap();
    office.close().await;
}
