//! What the desktop tells of notifications the moment they come, handed to the bell.

use std::{cell::RefCell, rc::Rc};

use model::{bell::News, notifications::Record};
use yew::prelude::*;

use super::changes::ProviderProps;
use crate::bridge;

/// One thing told.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// Something came.
    News(News),
    /// Somebody clicked on what the system showed; without a record he wants to see the notification centre.
    Opened(Option<Record>),
}

/// Where the bell hears of it. Its identity never changes, so reading it draws nothing again.
#[derive(Clone, Default)]
pub struct NewsDesk(Rc<RefCell<Option<Callback<Heard>>>>);

impl PartialEq for NewsDesk {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl NewsDesk {
    fn tell(&self, heard: Heard) {
        // The listener may draw and so listen anew: do not hold it while it runs.
        let listener = self.0.borrow().clone();
        if let Some(listener) = listener {
            listener.emit(heard);
        }
    }
}

/// Provides [`NewsDesk`] and feeds it from the host. While nobody is signed in, nobody listens.
#[component]
pub fn NewsProvider(props: &ProviderProps) -> Html {
    let news = use_memo((), |()| NewsDesk::default());
    {
        let news = news.clone();
        use_effect_with((), move |()| {
            wasm_bindgen_futures::spawn_local(async move {
                let (came, opened) = (news.clone(), news.clone());
                // A missing host is told by the first question of the page, and what cannot be read is in the list anyway.
                let _ = bridge::listen("news", move |payload| {
                    if let Ok(news) = serde_json::from_str(&payload) {
                        came.tell(Heard::News(news));
                    }
                })
                .await;
                let _ = bridge::listen("opened", move |payload| {
                    if let Ok(record) = serde_json::from_str(&payload) {
                        opened.tell(Heard::Opened(record));
                    }
                })
                .await;
            });
        });
    }
    html! {
        <ContextProvider<NewsDesk> context={(*news).clone()}>{ props.children.clone() }</ContextProvider<NewsDesk>>
    }
}

/// Hears of news while the component is on the screen; there is one listener at a time.
#[hook]
pub fn use_news(on_heard: Callback<Heard>) {
    let news = use_context::<NewsDesk>().unwrap_or_default();
    let newest = use_mut_ref(Callback::noop);
    newest.replace(on_heard);
    use_effect_with(news, move |news| {
        let place = news.0.clone();
        let listener = Callback::from(move |heard: Heard| {
            let now = newest.borrow().clone();
            now.emit(heard);
        });
        place.replace(Some(listener));
        move || drop(place.take())
    });
}
