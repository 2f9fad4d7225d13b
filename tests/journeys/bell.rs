//! The bell of a desktop: what comes is handed to the system and to the page, and it is taken back when it was read elsewhere
//! or the screen is locked.

use std::{sync::Arc, time::Duration};

use aglis_core::connection;
use aglis_desktop::{
    desk::{self, Desk},
    folders::Folders,
    notify::{Click, Message},
    vault::{Memory, Vault},
};
use model::{
    call::{Answered, Call, Envelope},
    desk::{SignIn, UseSharedDatabase},
    ids::NotificationId,
    notifications::{
        CountNotifications, ListNotifications, MarkNotifications, NotificationFilter,
        NotificationMark,
    },
    secret::Secret,
    states::Priority,
};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::timeout,
};

use crate::{
    ask::ask,
    support::{
        database::PASSWORD,
        office::Office,
        room::{Heard, Room},
    },
};

/// Waits for what `wanted` picks.
async fn hears<T>(heard: &mut UnboundedReceiver<Heard>, wanted: impl Fn(Heard) -> Option<T>) -> T {
    let found = async {
        loop {
            if let Some(found) = wanted(heard.recv().await.unwrap()) {
                return found;
            }
        }
    };
    timeout(Duration::from_secs(40), found)
        .await
        .expect("the bell tells")
}

fn alert(heard: Heard) -> Option<(i64, Message, Click)> {
    match heard {
        Heard::Alert(key, message, on_click) => Some((key, message, on_click)),
        _ => None,
    }
}

fn taken(heard: Heard) -> Option<Vec<i64>> {
    match heard {
        Heard::TakeBack(keys) => Some(keys),
        _ => None,
    }
}

async fn say<C: Call>(desk: &Arc<Desk>, request: C) -> C::Reply {
    let bytes = serde_json::to_vec(&Envelope { key: None, request }).unwrap();
    let answer = desk::answer(desk, C::NAME, &bytes).await.unwrap();
    serde_json::from_slice::<Answered<C::Reply>>(&answer)
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn what_comes_is_shown_by_the_system_until_it_is_read_or_the_screen_is_locked() {
    let office = Office::new().await;
    office.certify("localhost", 2090).await;
    office
        .sql("select app.create_staff('dewi', 'Dewi', null, 'admin', '{}', $1, 'id')")
        .await;
    let (tell, mut heard) = unbounded_channel();
    let folder = tempfile::tempdir().unwrap();
    let folders = Folders::find(Some(folder.path().to_path_buf())).unwrap();
    let desk = Desk::new(folders, Vault::new(Memory::default()), Arc::new(Room(tell)));
    let database = office.shared("localhost");
    say(&desk, UseSharedDatabase { database }).await;
    let sign_in = SignIn {
        username: "dewi".to_owned(),
        password: Some(Secret::new(PASSWORD)),
        remember: false,
    };
    say(&desk, sign_in).await;
    let options =
        connection::options(&office.shared("localhost"), "dewi", &Secret::new(PASSWORD)).unwrap();
    let laptop = connection::open(options, "laptop").await.unwrap().cx;

    // The bell tells what comes after its first look; until then it happens again, and is the same line.
    let (key, message, _) = loop {
        office
            .sql("select app.tell_system('backup_missing', null)")
            .await;
        if let Ok(first) = timeout(Duration::from_secs(2), hears(&mut heard, alert)).await {
            break first;
        }
    };
    let title = message.title.to_lowercase();
    assert!(title.contains("cadangan"), "{title}");
    assert_eq!(message.priority, Priority::Urgent);
    assert!(message.sound);
    // Read at another computer, it goes from this screen.
    let mark = NotificationMark::Read;
    let ids = vec![NotificationId(key)];
    assert_eq!(
        ask(&laptop, MarkNotifications { ids, mark }).await.unwrap(),
        1
    );
    assert_eq!(hears(&mut heard, taken).await, [key]);

    // A click raises the window, says what to open there, and reads it.
    office
        .sql("select app.tell_system('database_restored', null)")
        .await;
    let (key, _, on_click) = hears(&mut heard, alert).await;
    on_click();
    hears(&mut heard, |heard| matches!(heard, Heard::Up).then_some(())).await;
    let opened = |heard| match heard {
        Heard::Told(event, payload) if event == "opened" => Some(payload),
        _ => None,
    };
    assert_eq!(hears(&mut heard, opened).await, "null");
    assert_eq!(hears(&mut heard, taken).await, [key]);
    assert_eq!(ask(&laptop, CountNotifications {}).await.unwrap().unread, 0);

    // A lock takes away what stands there, and what comes behind it is not shown.
    office
        .sql("select app.tell_system('backup_missing', null)")
        .await;
    let (key, ..) = hears(&mut heard, alert).await;
    desk.lock().unwrap();
    assert_eq!(hears(&mut heard, taken).await, [key]);
    office
        .sql("select app.tell_system('database_restored', null)")
        .await;
    let filter = NotificationFilter::Unread;
    let unread = ask(
        &laptop,
        ListNotifications {
            filter,
            after: None,
        },
    )
    .await
    .unwrap();
    assert_eq!(unread.rows.len(), 2);
    assert!(
        std::iter::from_fn(|| heard.try_recv().ok())
            .filter_map(alert)
            .next()
            .is_none()
    );
    desk.close().await;
    laptop.pool.close().await;
    office.close().await;
}
