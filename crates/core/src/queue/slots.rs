//! The sends of a worker: so many at once, and one more that only passwords take.
//!
//! Where a way has no rate, a worker claims a few messages more than it sends at once. They wait here with their go, so that a send
//! that ends is followed by the next without asking the database in between.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::mpsc::UnboundedSender;

use super::{
    awake::Awake,
    crash,
    job::{Ended, Job},
    pump::Back,
};
use crate::gateways::Gateway;

/// A message with its go.
pub struct Due {
    /// What to send.
    pub job: Job,
    /// The way out that it was claimed for.
    pub gateway: Arc<dyn Gateway>,
    /// The moment before the database was asked for the go.
    pub asked: Awake,
    /// For how long after that the go holds.
    pub holds: Duration,
}

/// Places to send in, shared by the sends.
#[derive(Clone)]
pub struct Slots {
    places: Arc<Mutex<Places>>,
    back: UnboundedSender<Back>,
}

struct Places {
    most: usize,
    busy: usize,
    waiting: VecDeque<Due>,
}

impl Slots {
    /// No place yet; what ends is told over `back`.
    pub fn new(back: UnboundedSender<Back>) -> Self {
        let places = Places {
            most: 0,
            busy: 0,
            waiting: VecDeque::new(),
        };
        Self {
            places: Arc::new(Mutex::new(places)),
            back,
        }
    }

    /// Sends so many at once from now on.
    pub fn allow(&self, most: usize) {
        self.lock().most = most;
    }

    /// Sends it now or, when every place is taken, after those that came before it.
    pub fn add(&self, due: Due) {
        let mut places = self.lock();
        if due.job.is_password {
            let passwords = places.waiting.iter();
            let passwords = passwords.take_while(|other| other.job.is_password).count();
            places.waiting.insert(passwords, due);
        } else {
            places.waiting.push_back(due);
        }
        while let Some(next) = places.next() {
            tokio::spawn(Place::of(self.clone()).send(next));
        }
    }

    /// Takes back whatever waits for a place.
    pub fn clear(&self) -> Vec<Ended> {
        let waiting = std::mem::take(&mut self.lock().waiting);
        waiting.iter().map(|due| untried(&due.job)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Places {
    /// Who goes next, if there is a place. The one place more is for passwords only.
    fn next(&mut self) -> Option<Due> {
        let most = self.most + usize::from(self.waiting.front()?.job.is_password);
        if self.busy >= most {
            return None;
        }
        self.busy += 1;
        self.waiting.pop_front()
    }
}

/// A place that is taken. A send that panics gives it back as well.
struct Place {
    slots: Slots,
    is_taken: bool,
}

impl Place {
    fn of(slots: Slots) -> Self {
        Self {
            slots,
            is_taken: true,
        }
    }

    async fn send(mut self, mut due: Due) {
        loop {
            let began = Instant::now();
            let ended = if due.asked.elapsed() > due.holds {
                untried(&due.job)
            } else {
                hand_over(due.gateway, due.job).await
            };
            let told = Back::Ended(vec![ended], began.elapsed());
            if self.slots.back.send(told).is_err() {
                // A worker that is gone settles nothing, so nothing more of its goes out.
                return;
            }
            let Some(next) = self.next() else { return };
            due = next;
        }
    }

    /// Gives the place to whoever goes next; without anybody it is free, at once, so that nobody comes to wait for it.
    fn next(&mut self) -> Option<Due> {
        let mut places = self.slots.lock();
        places.busy -= 1;
        let next = places.next();
        self.is_taken = next.is_some();
        next
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.is_taken {
            self.slots.lock().busy -= 1;
        }
    }
}

/// A job that goes back as it came.
pub fn untried(job: &Job) -> Ended {
    Ended {
        id: job.id,
        fence: job.fence,
        outcome: None,
    }
}

/// Sends it.
pub async fn hand_over(gateway: Arc<dyn Gateway>, job: Job) -> Ended {
    let (id, fence) = (job.id, job.fence);
    let message = job.into_outgoing();
    crash::point(crash::GO);
    let outcome = gateway.send(&message).await;
    crash::point(crash::SENT);
    Ended {
        id,
        fence,
        outcome: Some(outcome),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };
    use std::time::Duration;

    use tokio::{
        sync::{Notify, mpsc},
        task::yield_now,
    };

    use super::{Due, Slots};
    use crate::{
        gateways::{Gateway, Health, Outcome, Outgoing, Pending},
        queue::{awake::Awake, job::Job, pump::Back},
    };

    /// A gateway whose sends end one by one, when they are let go.
    #[derive(Default)]
    struct Held {
        begun: AtomicUsize,
        passwords: AtomicUsize,
        let_go: Notify,
    }

    impl Gateway for Held {
        fn has_wire(&self) -> bool {
            true
        }

        fn send<'a>(&'a self, message: &'a Outgoing) -> Pending<'a, Outcome> {
            Box::pin(async move {
                let is_password = message.body == "sandi";
                self.passwords
                    .fetch_add(usize::from(is_password), Ordering::SeqCst);
                self.begun.fetch_add(1, Ordering::SeqCst);
                self.let_go.notified().await;
                Outcome::Accepted { reference: None }
            })
        }

        fn probe(&self) -> Pending<'_, Health> {
            Box::pin(async {
                Health {
                    well: Ok(()),
                    quota: None,
                }
            })
        }
    }

    fn due(gateway: &Arc<Held>, id: i64, is_password: bool) -> Due {
        Due {
            job: Job {
                id,
                fence: 1,
                is_password,
                gateway: 1,
                version: 1,
                message: None,
                recipient: String::new(),
                template: None,
                locale: "id".to_owned(),
                body: if is_password { "sandi" } else { "halo" }.to_owned(),
            },
            gateway: gateway.clone(),
            asked: Awake::now(),
            holds: Duration::from_secs(60),
        }
    }

    async fn settle_down() {
        for _ in 0..20 {
            yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_password_has_a_place_of_its_own_and_goes_before_the_rest() {
        let (back, mut told) = mpsc::unbounded_channel();
        let slots = Slots::new(back);
        slots.allow(2);
        let gateway = Arc::new(Held::default());
        for id in 1..=4 {
            slots.add(due(&gateway, id, false));
        }
        settle_down().await;
        let counted = || {
            (
                gateway.begun.load(Ordering::SeqCst),
                gateway.passwords.load(Ordering::SeqCst),
            )
        };
        assert_eq!(counted(), (2, 0), "two at once");
        for id in 5..=6 {
            slots.add(due(&gateway, id, true));
        }
        settle_down().await;
        assert_eq!(counted(), (3, 1), "one password more");
        for (ended, expected) in [(1, (4, 2)), (2, (4, 2)), (3, (5, 2)), (4, (6, 2))] {
            gateway.let_go.notify_one();
            settle_down().await;
            assert_eq!(counted(), expected, "after {ended} ended");
        }
        for _ in 0..2 {
            gateway.let_go.notify_one();
        }
        settle_down().await;
        let mut ended = 0;
        while let Ok(Back::Ended(some, _)) = told.try_recv() {
            ended += some.len();
        }
        assert_eq!(ended, 6, "nobody waits for a place that is free");
    }

    #[tokio::test]
    async fn what_waits_is_given_back_and_a_go_that_is_too_old_is_not_used() {
        let (back, mut told) = mpsc::unbounded_channel();
        let slots = Slots::new(back);
        slots.allow(1);
        let gateway = Arc::new(Held::default());
        let late = Due {
            holds: Duration::ZERO,
            ..due(&gateway, 1, false)
        };
        slots.add(late);
        settle_down().await;
        let Ok(Back::Ended(ended, _)) = told.try_recv() else {
            panic!("it comes back");
        };
        assert!(ended[0].outcome.is_none(), "it was not tried");
        assert_eq!(gateway.begun.load(Ordering::SeqCst), 0);
        for id in 2..=4 {
            slots.add(due(&gateway, id, false));
        }
        let given: Vec<i64> = slots.clear().iter().map(|ended| ended.id).collect();
        assert_eq!(given, [3, 4]);
    }
}
