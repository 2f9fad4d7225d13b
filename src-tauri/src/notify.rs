//! Messages outside the window, through the system's notifications.
//!
//! They only point to what the window shows anyway: a system that shows none loses nothing. They name no customer, because a
//! locked screen may show them.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;

use std::{sync::Arc, time::Duration};

use model::states::Priority;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

#[cfg(not(target_os = "linux"))]
use elsewhere as system;
#[cfg(target_os = "linux")]
use linux as system;

/// A system that does not answer within this time shows nothing; the next message is tried all the same.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// What a click on a message does. It may be called from any thread.
pub type Click = Arc<dyn Fn() + Send + Sync>;

/// What the system is asked to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// One short line.
    pub title: String,
    /// Below it; may be empty.
    pub body: String,
    /// How urgent it is. Urgent ones stay until somebody takes them away, where the system can do that.
    pub priority: Priority,
    /// Whether its sound is heard; which one depends on the priority.
    pub sound: bool,
    /// What screen readers and some desktops call the click.
    pub open: String,
}

/// Somebody who shows messages outside the window. Everything returns at once and happens in the order asked.
pub trait Notifier: Send + Sync {
    /// Shows a message that only tells.
    fn show(&self, title: &str, body: &str);
    /// Shows a message that a click opens; one of the same key that is still there gives way to it.
    fn alert(&self, key: i64, message: Message, on_click: Click);
    /// Takes messages away, as far as the system can do that.
    fn take_back(&self, keys: Vec<i64>);
}

enum Order {
    Tell(String, String),
    Alert(i64, Message, Click),
    TakeBack(Vec<i64>),
}

/// The system's own notifications.
pub struct SystemNotifier(UnboundedSender<Order>);

impl Default for SystemNotifier {
    fn default() -> Self {
        let (order, orders) = unbounded_channel();
        tauri::async_runtime::spawn(work(orders));
        Self(order)
    }
}

/// One after the other: a message must not come after it was taken back.
async fn work(mut orders: UnboundedReceiver<Order>) {
    let mut board = system::Board::default();
    while let Some(order) = orders.recv().await {
        let done = async {
            match order {
                Order::Tell(title, body) => board.tell(&title, &body).await,
                Order::Alert(key, message, on_click) => board.alert(key, &message, on_click).await,
                Order::TakeBack(keys) => board.take_back(&keys).await,
            }
        };
        if tokio::time::timeout(ANSWER_WITHIN, done).await.is_err() {
            tracing::info!("the system's notifications do not answer");
        }
    }
}

impl SystemNotifier {
    fn order(&self, order: Order) {
        // The worker lives as long as the program.
        drop(self.0.send(order));
    }
}

impl Notifier for SystemNotifier {
    fn show(&self, title: &str, body: &str) {
        self.order(Order::Tell(title.to_owned(), body.to_owned()));
    }

    fn alert(&self, key: i64, message: Message, on_click: Click) {
        self.order(Order::Alert(key, message, on_click));
    }

    fn take_back(&self, keys: Vec<i64>) {
        self.order(Order::TakeBack(keys));
    }
}

/// Whether the system says that it plays sounds; none where it cannot be asked. Waits for the answer.
#[must_use]
pub fn plays_sounds() -> Option<bool> {
    system::plays_sounds()
}
