//! The lines of the notification centre: the newest first, more as one scrolls, all of them kept fresh.

use model::{
    call::Call as _,
    fault::{Code, Fault},
    notifications::{ListNotifications, Notification, NotificationFilter, PAGE},
};
use yew::prelude::*;

use super::remote::{Remote, RemoteState, at_once, show};
use crate::{
    bridge,
    stores::{changes::Changes, desk::use_desk},
};

/// A refresh reads at most this many lines again; who scrolled farther down scrolls again.
const REFRESHED_MAX: usize = 200;

/// Lines that were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeedRows {
    /// Newest first.
    pub rows: Vec<Notification>,
    /// What the next page is asked with; none at the end.
    pub next: Option<i64>,
}

/// The lines and the way to more of them.
#[derive(Clone, PartialEq)]
pub struct Feed {
    /// What is there.
    pub remote: Remote<FeedRows>,
    /// Reads one page more; ignored at the end and while one is on its way.
    pub more: Callback<()>,
}

/// Reads pages from `after` on until there are as many lines as wanted. None when somebody asked anew meanwhile.
async fn read(
    filter: NotificationFilter,
    mut rows: Vec<Notification>,
    mut after: Option<i64>,
    wanted: usize,
    is_newest: impl Fn() -> bool,
) -> Option<Result<FeedRows, Fault>> {
    loop {
        let page = match bridge::look_up(ListNotifications { filter, after }).await {
            _ if !is_newest() => return None,
            Ok(page) => page,
            Err(fault) => return Some(Err(fault)),
        };
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() || rows.len() >= wanted {
            return Some(Ok(FeedRows { rows, next: after }));
        }
    }
}

/// Reads the lines of a filter, and again whenever something comes or is done with them. Needs the providers of the app.
#[hook]
pub fn use_feed(filter: NotificationFilter) -> Feed {
    let changes = use_context::<Changes>().unwrap_or_default();
    let signed_out = use_desk().again;
    let shown = use_state(|| RemoteState::<FeedRows>::Loading);
    let kept = use_mut_ref(|| RemoteState::<FeedRows>::Loading);
    let order = use_mut_ref(|| 0_u64);
    let begun = use_mut_ref(|| None::<NotificationFilter>);
    let start = {
        let (setter, begun) = (shown.setter(), begun.clone());
        use_callback(filter, move |is_more: bool, filter| {
            let filter = *filter;
            if begun.replace(Some(filter)) != Some(filter) {
                kept.replace(RemoteState::Loading);
            }
            let before = kept.borrow().clone();
            let Some((rows, after, wanted)) = question(&before, is_more) else {
                return;
            };
            *order.borrow_mut() += 1;
            let mine = *order.borrow();
            show(&kept, &setter, before.asked());
            let (kept, order) = (kept.clone(), order.clone());
            let (setter, signed_out) = (setter.clone(), signed_out.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let is_newest = move || *order.borrow() == mine;
                let Some(answer) = read(filter, rows, after, wanted, is_newest).await else {
                    return;
                };
                if matches!(&answer, Err(fault) if fault.code == Code::SignedOut) {
                    signed_out.emit(());
                }
                let next = kept.borrow().answered(answer);
                show(&kept, &setter, next);
            });
        })
    };
    let again = use_callback(start.clone(), |(), start| start.emit(false));
    let more = use_callback(start, |(), start| start.emit(true));
    use_effect_with(again.clone(), |again| again.emit(()));
    use_effect_with((changes, again.clone()), |(changes, again)| {
        let subscription = changes.subscribe(at_once(ListNotifications::READS, again.clone()));
        move || drop(subscription)
    });
    // Until the question is sent, after this drawing, what is shown belongs to another filter.
    let is_new = *begun.borrow() != Some(filter);
    Feed {
        remote: Remote {
            state: if is_new {
                RemoteState::Loading
            } else {
                (*shown).clone()
            },
            again,
        },
        more,
    }
}

/// What to begin with, where to read on, and how many lines to read; none when nothing is to be asked.
fn question(
    now: &RemoteState<FeedRows>,
    is_more: bool,
) -> Option<(Vec<Notification>, Option<i64>, usize)> {
    let page = PAGE as usize;
    match now {
        RemoteState::Ready {
            data,
            refreshing: false,
            ..
        } if is_more => {
            let wanted = data.rows.len() + page;
            data.next
                .map(|next| (data.rows.clone(), Some(next), wanted))
        }
        _ if is_more => None,
        RemoteState::Ready { data, .. } => Some((Vec::new(), None, wanted(data.rows.len()))),
        RemoteState::Loading | RemoteState::Failed(_) => Some((Vec::new(), None, page)),
    }
}

/// How many lines a refresh reads, when `shown` are there.
fn wanted(shown: usize) -> usize {
    let page = PAGE as usize;
    shown.next_multiple_of(page).clamp(page, REFRESHED_MAX)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::{FeedRows, REFRESHED_MAX, RemoteState, question, wanted};

    fn ready(next: Option<i64>, refreshing: bool) -> RemoteState<FeedRows> {
        RemoteState::Ready {
            data: Rc::new(FeedRows {
                rows: Vec::new(),
                next,
            }),
            refreshing,
            fault: None,
        }
    }

    #[test]
    fn a_refresh_reads_as_far_as_somebody_scrolled() {
        assert_eq!([0, 1, 10, 11].map(wanted), [10, 10, 10, 20]);
        assert_eq!(wanted(5_000), REFRESHED_MAX);
    }

    #[test]
    fn one_reads_on_behind_the_last_line_and_not_at_the_end() {
        assert_eq!(question(&ready(Some(7), false), true).unwrap().1, Some(7));
        assert!(question(&ready(None, false), true).is_none());
        assert!(question(&ready(Some(7), true), true).is_none());
        assert!(question(&RemoteState::Loading, true).is_none());
        assert_eq!(question(&ready(Some(7), false), false).unwrap().1, None);
    }
}
