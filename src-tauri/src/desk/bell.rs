//! The bell of a session: what came since the last look, told to the page and, outside the window, by the system.
//!
//! It asks under the rights of whoever is signed in, from the place where the last answer ended, so that nothing is told twice
//! or left out, whatever became of the listener meanwhile. It ends with the session: a lock drops the connection, and what the
//! system still shows is taken back, because it names numbers and colleagues that the lock hides and its click would open
//! nothing for whoever stands there.

mod sorting;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use aglis_core::context::Cx;
use chrono::{DateTime, TimeDelta, Utc};
use model::{
    bell::{News, Summary},
    desk::Link,
    fault::Fault,
    format::Zone,
    ids::NotificationId,
    notifications::{
        CATCH_UP_MAX, CatchUpNotifications, CountNotifications, MarkNotifications, Notification,
        NotificationMark, Record,
        preferences::{Alert, ShowNotificationPreferences},
    },
    states::Priority,
    text::Words,
};
use tokio::{
    sync::Notify,
    task::JoinHandle,
    time::{MissedTickBehavior, interval, sleep},
};

use self::sorting::{Sorted, sort_out};
use super::{
    Desk,
    asking::{ask, ask_aside},
};
use crate::{
    notify::{Click, Message},
    words,
};

/// How patient the bell is.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// A lost ring costs at most this long.
    pub refresh_every: Duration,
    /// Before the next look after one that failed.
    pub retry_after: Duration,
    /// What comes within this time after a look is told by the next one together.
    pub pause: Duration,
    /// No look for longer than this: the computer slept, or the database was out of reach.
    pub away_after: TimeDelta,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            refresh_every: Duration::from_secs(30),
            retry_after: Duration::from_secs(5),
            pause: Duration::from_millis(250),
            away_after: TimeDelta::seconds(75),
        }
    }
}

/// The key of the summary among the system's messages; those of notifications begin at 1.
const SUMMARY: i64 = 0;
/// The key of a trial.
const TRIAL: i64 = -1;

/// A running bell; dropping it ends it and takes back what the system still shows.
#[must_use = "the bell is silent when this is dropped"]
pub(super) struct Bell {
    rung: Arc<Notify>,
    board: Arc<Board>,
    task: JoinHandle<()>,
}

impl Bell {
    /// Something came or was read; returns at once.
    pub(super) fn ring(&self) {
        self.rung.notify_one();
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        self.task.abort();
        self.board.close();
    }
}

/// What the system shows for a session.
struct Board {
    desk: Arc<Desk>,
    /// Notifications by key, each with its place; none once the session is over.
    shown: Mutex<Option<BTreeMap<i64, i64>>>,
}

impl Board {
    fn with<T>(&self, act: impl FnOnce(&mut Option<BTreeMap<i64, i64>>) -> T) -> T {
        act(&mut self.shown.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Shows a message, unless the session is over.
    fn show(&self, key: i64, place: i64, message: Message, on_click: Click) {
        self.with(|shown| {
            if let Some(shown) = shown {
                shown.insert(key, place);
                self.desk.around.alert(key, message, on_click);
            }
        });
    }

    fn take_back(&self, keys: Vec<i64>) {
        if keys.is_empty() {
            return;
        }
        self.with(|shown| {
            if let Some(shown) = shown {
                shown.retain(|key, _| !keys.contains(key));
            }
        });
        self.desk.around.take_back(keys);
    }

    fn close(&self) {
        let keys: Vec<i64> = self
            .with(Option::take)
            .unwrap_or_default()
            .into_keys()
            .collect();
        if !keys.is_empty() {
            self.desk.around.take_back(keys);
        }
    }

    /// Keys and places of notifications that are shown.
    fn rows(&self) -> BTreeMap<i64, i64> {
        let mut rows = self.with(|shown| shown.clone()).unwrap_or_default();
        rows.retain(|key, _| *key > SUMMARY);
        rows
    }

    fn has_summary(&self) -> bool {
        self.with(|shown| {
            shown
                .as_ref()
                .is_some_and(|shown| shown.contains_key(&SUMMARY))
        })
    }
}

/// Begins to listen for what comes from now on; what came before is told by the page's count.
pub(super) fn begin(desk: &Arc<Desk>, cx: &Cx, zone: Zone) -> Bell {
    let rung = Arc::new(Notify::new());
    let board = Arc::new(Board {
        desk: Arc::clone(desk),
        shown: Mutex::new(Some(BTreeMap::new())),
    });
    let pace = desk.patience.bell;
    let mut looking = Looking {
        desk: Arc::clone(desk),
        board: Arc::clone(&board),
        cx: cx.clone(),
        zone,
        cursor: None,
        looked: Utc::now(),
    };
    let heard = Arc::clone(&rung);
    let task = tokio::spawn(async move {
        let mut refresh = interval(pace.refresh_every);
        refresh.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = heard.notified() => {}
                _ = refresh.tick() => {}
            }
            if let Err(fault) = looking.look().await {
                tracing::debug!(code = ?fault.code, "cannot ask what came");
                refresh.reset_after(pace.retry_after);
            }
            sleep(pace.pause).await;
        }
    });
    Bell { rung, board, task }
}

struct Looking {
    desk: Arc<Desk>,
    board: Arc<Board>,
    cx: Cx,
    zone: Zone,
    /// Where the last answer ended; none before the first.
    cursor: Option<i64>,
    /// When it came.
    looked: DateTime<Utc>,
}

impl Looking {
    async fn look(&mut self) -> Result<(), Fault> {
        let Some(since) = self.cursor else {
            let count = ask(&self.cx, CountNotifications {}).await?;
            self.cursor = Some(count.cursor);
            self.looked = Utc::now();
            return Ok(());
        };
        let caught = ask(&self.cx, CatchUpNotifications { since }).await?;
        let is_away = self.was_away();
        self.cursor = Some(caught.cursor);
        self.looked = Utc::now();
        if caught.is_reset {
            // The pages read anew by themselves; what is on the screen may be of no record any more.
            let keys = self.board.rows().into_keys().chain([SUMMARY]).collect();
            self.board.take_back(keys);
        } else if !caught.rows.is_empty() {
            self.tell(caught.rows, is_away).await;
        }
        self.take_back_read().await
    }

    /// Whether rings may have been lost since the last look: nothing could be heard, or the computer slept.
    fn was_away(&self) -> bool {
        let is_lost = {
            let stage = self.desk.stage();
            stage.link == Link::Offline || stage.link_since > self.looked
        };
        is_lost || Utc::now() - self.looked > self.desk.patience.bell.away_after
    }

    async fn tell(&self, rows: Vec<Notification>, is_away: bool) {
        // Who cannot be asked how he wants to be told is told in the window only.
        let preferences = ask(&self.cx, ShowNotificationPreferences {}).await.ok();
        let local = self.zone.local(Utc::now());
        let in_sight = self.desk.in_sight();
        let alert = |row: &Notification| match &preferences {
            Some(_) if in_sight.is_some() && row.record == in_sight => Alert::default(),
            Some(preferences) => preferences.alert(row.event, row.priority, local),
            None => Alert::default(),
        };
        let Sorted {
            news,
            alerts,
            summary,
        } = sort_out(rows, is_away, alert);
        match serde_json::to_string::<News>(&news) {
            Ok(news) => self.desk.around.tell("news", &news),
            Err(error) => tracing::error!(%error, "cannot tell the page what came"),
        }
        for (row, sound) in alerts {
            self.show_row(&row, sound);
        }
        if let Some((summary, sound)) = summary {
            self.show_summary(&summary, sound);
        }
    }

    fn show_row(&self, row: &Notification, sound: bool) {
        let locale = self.desk.locale();
        let said = row.say(&Words::new(locale, &[]));
        let message = Message {
            title: said.title,
            body: said.message.unwrap_or_default(),
            priority: row.priority,
            sound,
            open: words::open(locale).to_owned(),
        };
        let click = self.click(Some(row.id), row.record);
        self.board.show(row.id.0, row.seq, message, click);
    }

    fn show_summary(&self, summary: &Summary, sound: bool) {
        let locale = self.desk.locale();
        let (title, body) = words::summary(locale, summary);
        let message = Message {
            title,
            body,
            priority: if summary.urgent > 0 {
                Priority::Urgent
            } else {
                Priority::Normal
            },
            sound,
            open: words::open(locale).to_owned(),
        };
        self.board.show(SUMMARY, 0, message, self.click(None, None));
    }

    /// Raises the window, opens the record there, or the notification centre, and counts as reading.
    fn click(&self, id: Option<NotificationId>, record: Option<Record>) -> Click {
        let (desk, cx) = (Arc::downgrade(&self.desk), self.cx.clone());
        Arc::new(move || {
            let Some(desk) = desk.upgrade() else {
                return;
            };
            desk.around.bring_up();
            if let Ok(record) = serde_json::to_string(&record) {
                desk.around.tell("opened", &record);
            }
            if let Some(id) = id {
                let (cx, ids) = (cx.clone(), vec![id]);
                let mark = NotificationMark::Read;
                tokio::spawn(async move { ask_aside(&cx, MarkNotifications { ids, mark }).await });
            }
        })
    }

    /// Takes back what the system still shows of notifications that were read, put away or dealt with meanwhile.
    async fn take_back_read(&self) -> Result<(), Fault> {
        let shown = self.board.rows();
        if let Some(first) = shown.values().min() {
            let since = first - 1;
            let open = ask(&self.cx, CatchUpNotifications { since }).await?;
            // Behind the oldest of a full answer nothing is known.
            let known_from = if (open.rows.len() as i64) < CATCH_UP_MAX {
                i64::MIN
            } else {
                open.rows
                    .iter()
                    .map(|row| row.seq)
                    .min()
                    .unwrap_or(i64::MAX)
            };
            let is_over = |key: i64, place: i64| {
                open.is_reset
                    || (place >= known_from && !open.rows.iter().any(|row| row.id.0 == key))
            };
            let over = shown
                .into_iter()
                .filter(|(key, place)| is_over(*key, *place));
            self.board.take_back(over.map(|(key, _)| key).collect());
        }
        if self.board.has_summary() {
            let count = ask(&self.cx, CountNotifications {}).await?;
            if count.unseen == 0 {
                self.board.take_back(vec![SUMMARY]);
            }
        }
        Ok(())
    }
}

impl Desk {
    /// Something rang for whoever is signed in.
    pub(super) fn ring(&self) {
        if let Some(session) = &self.stage().session {
            session.bell.ring();
        }
    }

    /// What the page shows now.
    pub(super) fn note_shown(&self, record: Option<Record>) {
        self.stage().in_sight = record;
    }

    /// The record in front of the person's eyes: in the page of the window that has the focus.
    fn in_sight(&self) -> Option<Record> {
        let record = self.stage().in_sight?;
        self.around.has_focus().then_some(record)
    }

    /// Shows what the next notification will look and sound like.
    pub(super) async fn try_alert(self: &Arc<Self>) -> Option<bool> {
        let locale = self.locale();
        let (title, body) = words::trial(locale);
        let message = Message {
            title: title.to_owned(),
            body: body.to_owned(),
            priority: Priority::Normal,
            sound: true,
            open: words::open(locale).to_owned(),
        };
        let desk = Arc::downgrade(self);
        let on_click: Click = Arc::new(move || {
            if let Some(desk) = desk.upgrade() {
                desk.around.bring_up();
            }
        });
        self.around.alert(TRIAL, message, on_click);
        let around = Arc::clone(&self.around);
        let asked = tokio::task::spawn_blocking(move || around.plays_sounds()).await;
        asked.ok().flatten()
    }
}
