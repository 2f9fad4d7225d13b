//! A desktop in a process of its own, so that it can be stopped like one on a closed laptop: the product's own desk without a
//! window. What it says stands on its output, a line each; a line on its input makes its page ask for the list.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{ChildStdin, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use aglis_core::{answer::answer, changes};
use aglis_desktop::{
    desk::{self, Desk, Pace, Patience},
    folders::Folders,
    vault::{Memory, Vault},
};
use chrono::TimeDelta;
use model::{
    bell::News,
    call::{Answered, Call, Envelope},
    desk::{Link, SharedDatabase, SignIn, UseSharedDatabase},
    fault::Fault,
    notifications::{ListNotifications, NotificationFilter, NotificationPage},
    secret::Secret,
    topic::Topic,
};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::timeout,
};

use crate::{
    processes::{Running, signal},
    support::{
        database::PASSWORD,
        room::{Heard, Room},
    },
};

/// Names what to do to the process that is to be a desktop.
const ROLE: &str = "AGLIS_TEST_DESKTOP";
/// Far beyond the end of a test.
const NEVER: Duration = Duration::from_secs(3600);

/// How a desktop learns what came.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Hears {
    /// By its bell, and by noticing within two seconds that it cannot hear.
    Rings,
    /// By asking each second, for nothing rings and nobody notices.
    Refreshes,
}

impl Hears {
    fn patience(self) -> Patience {
        let quick = changes::Patience {
            ping_every: Duration::from_secs(1),
            answer_within: Duration::from_secs(1),
            refresh_every: NEVER,
            retry_after: Duration::from_millis(100),
        };
        let pause = Duration::from_millis(50);
        match self {
            Hears::Rings => Patience {
                listener: quick,
                bell: Pace {
                    refresh_every: NEVER,
                    retry_after: NEVER,
                    pause,
                    away_after: TimeDelta::days(1),
                },
            },
            Hears::Refreshes => Patience {
                listener: changes::Patience {
                    ping_every: NEVER,
                    refresh_every: Duration::from_secs(1),
                    ..quick
                },
                bell: Pace {
                    refresh_every: Duration::from_secs(1),
                    retry_after: Duration::from_secs(1),
                    pause,
                    away_after: AWAY,
                },
            },
        }
    }
}

/// Who sleeps longer than this was away.
pub const AWAY: TimeDelta = TimeDelta::seconds(2);

/// What a process needs to be a desktop.
#[derive(Serialize, Deserialize)]
struct Role {
    folder: PathBuf,
    database: SharedDatabase,
    username: String,
    hears: Hears,
}

/// What a desktop says.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Said {
    /// How the database is reached.
    Link(Link),
    /// What its page is told.
    News(News),
    /// The system is to show something under this key; 0 is a summary.
    Alert(i64),
    /// What the list of its page holds: records and how many events each stands for.
    List(Vec<(i64, i64)>),
}

/// The process, seen from outside, and what is known of it.
pub struct Desktop {
    process: Running,
    input: ChildStdin,
    said: UnboundedReceiver<Said>,
    /// How it says that the database is reached.
    pub link: Link,
    /// What its list holds, as it was read last.
    pub list: Vec<(i64, i64)>,
    /// What it told its page and the system since somebody looked here last.
    pub told: Vec<Said>,
    _folder: tempfile::TempDir,
}

impl Desktop {
    /// Starts this test program once more as somebody's desktop.
    pub fn start(database: SharedDatabase, username: &str, hears: Hears) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let role = Role {
            folder: folder.path().to_path_buf(),
            database,
            username: username.to_owned(),
            hears,
        };
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "--nocapture"])
            .arg("notifications::desktop::a_desktop_of_its_own")
            .env(ROLE, serde_json::to_string(&role).unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, said) = unbounded_channel();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(said) = line.strip_prefix('@') {
                    // Who does not want to hear any more is gone.
                    drop(tell.send(serde_json::from_str(said).unwrap()));
                }
            }
        });
        Self {
            process: Running(child),
            input,
            said,
            link: Link::Online,
            list: Vec::new(),
            told: Vec::new(),
            _folder: folder,
        }
    }

    /// Listens until something is so; says whether it became so within this time.
    pub async fn is_within(&mut self, time: Duration, is_so: impl Fn(&Self) -> bool) -> bool {
        let listening = async {
            while !is_so(self) {
                match self.said.recv().await.expect("the desktop is still there") {
                    Said::Link(link) => self.link = link,
                    Said::List(list) => self.list = list,
                    said => self.told.push(said),
                }
            }
        };
        timeout(time, listening).await.is_ok()
    }

    /// Listens until something is so; fails when that takes longer than several of its intervals.
    pub async fn until(&mut self, is_so: impl Fn(&Self) -> bool) {
        let is_it = self.is_within(Duration::from_secs(25), is_so).await;
        assert!(
            is_it,
            "{:?}, told {:?}, list {:?}",
            self.link, self.told, self.list
        );
    }

    /// Lets its page ask for the list.
    pub fn looks(&mut self) {
        writeln!(self.input).unwrap();
    }

    /// Stops the process where it stands.
    pub fn sleeps(&self) {
        signal("-STOP", self.process.0.id());
    }

    /// Lets it go on.
    pub fn wakes(&self) {
        signal("-CONT", self.process.0.id());
    }
}

/// Not a test unless started by [`Desktop::start`]: signs in and says what it hears, until nobody holds its input any more.
#[tokio::test]
async fn a_desktop_of_its_own() {
    let Ok(role) = env::var(ROLE) else {
        return;
    };
    let role: Role = serde_json::from_str(&role).unwrap();
    let (tell, mut heard) = unbounded_channel();
    let folders = Folders::find(Some(role.folder)).unwrap();
    let vault = Vault::new(Memory::default());
    let room = Arc::new(Room(tell));
    let desk = Desk::with_patience(folders, vault, room, role.hears.patience());
    let database = role.database;
    arrange(&desk, UseSharedDatabase { database }).await;
    let sign_in = SignIn {
        username: role.username,
        password: Some(Secret::new(PASSWORD)),
        remember: false,
    };
    arrange(&desk, sign_in).await;
    let (ask, mut asked) = unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines() {
            drop(ask.send(line.unwrap()));
        }
        std::process::exit(0);
    });
    loop {
        tokio::select! {
            heard = heard.recv() => match heard.unwrap() {
                Heard::Told(event, topics) if event == "changes" => {
                    if Topic::parse_list(&topics).contains(&Topic::Notifications) {
                        tokio::spawn(page(Arc::clone(&desk)));
                    }
                }
                Heard::Told(event, _) if event == "desk" => say(&Said::Link(desk.state().link)),
                Heard::Told(event, news) if event == "news" => {
                    say(&Said::News(serde_json::from_str(&news).unwrap()));
                }
                Heard::Alert(key, ..) => say(&Said::Alert(key)),
                Heard::Told(..) | Heard::TakeBack(_) | Heard::Up => {}
            },
            _ = asked.recv() => drop(tokio::spawn(page(Arc::clone(&desk)))),
        }
    }
}

/// A line that no line of the test program's own runs into.
fn say(said: &Said) {
    let line = format!("\n@{}\n", serde_json::to_string(said).unwrap());
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}

async fn arrange<C: Call>(desk: &Arc<Desk>, request: C) {
    let bytes = serde_json::to_vec(&Envelope { key: None, request }).unwrap();
    let answer = desk::answer(desk, C::NAME, &bytes).await.unwrap();
    let answered: Answered<C::Reply> = serde_json::from_slice(&answer).unwrap();
    answered.unwrap();
}

/// Reads the whole list, as the page does at every change: who asked last is answered, and after a failure it waits for the next.
async fn page(desk: Arc<Desk>) {
    static ASKED: AtomicU64 = AtomicU64::new(0);
    let mine = ASKED.fetch_add(1, Ordering::Relaxed) + 1;
    if let Ok(mut lines) = list(&desk).await
        && ASKED.load(Ordering::Relaxed) == mine
    {
        lines.sort_unstable();
        say(&Said::List(lines));
    }
}

async fn list(desk: &Desk) -> Result<Vec<(i64, i64)>, Fault> {
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        let request = ListNotifications {
            filter: NotificationFilter::All,
            after,
        };
        let bytes = serde_json::to_vec(&Envelope { key: None, request }).unwrap();
        let answered = answer(&desk.context()?, ListNotifications::NAME, &bytes).await;
        let page = serde_json::from_slice::<Answered<NotificationPage>>(&answered).unwrap()?;
        let rows = page.rows.into_iter();
        lines.extend(rows.map(|row| (row.record.map_or(0, |record| record.id), row.count)));
        after = page.next;
        if after.is_none() {
            return Ok(lines);
        }
    }
}
