//! Isolir: who will be blocked at the next round, who is held back and why, and who is blocked now.

mod blocked;
mod chosen;
mod preview;

use gloo_timers::callback::Timeout;
use model::collection::{IsolirPage as Preview, IsolirTab, ShowIsolir};
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::{
    hooks::{use_hotkeys, use_remote, use_text},
    route::{Area, At, Route, go, use_route},
    widgets::{Icon, PageHeader, Picture, RemoteView, SkeletonShape, Tab, Tabs},
};

/// A search waits this many milliseconds for the next letter.
const PAUSE: u32 = 250;

/// The page; a part is in the address, so that links and the way back lead to it.
#[component]
pub fn IsolirPage() -> Html {
    let (texts, route) = (use_text(), use_route());
    let tab = match &route.at {
        At::Part(part) => IsolirTab::from_name(part).unwrap_or(IsolirTab::Ready),
        At::List | At::New | At::Record { .. } => IsolirTab::Ready,
    };
    let search = use_state_eq(String::new);
    let remote = use_remote(ShowIsolir {
        tab,
        search: (*search).clone(),
    });
    let counts = remote.data().map(|page| page.counts);
    let count = |tab: IsolirTab| {
        counts.map(|(ready, held, not_yet, blocked)| match tab {
            IsolirTab::Ready => ready,
            IsolirTab::Held => held,
            IsolirTab::NotYet => not_yet,
            IsolirTab::Blocked => blocked,
        })
    };
    let tabs: Vec<Tab> = IsolirTab::ALL
        .iter()
        .map(|one| Tab {
            key: one.name(),
            label: texts.t(&one.text_key()),
            count: count(*one),
        })
        .collect();
    let on_choose = Callback::from(|key: &'static str| {
        go(&Route::to(Area::Isolir, At::Part(key.to_owned())));
    });
    let on_search = {
        let search = search.setter();
        Callback::from(move |text: String| search.set(text))
    };
    let content = if tab == IsolirTab::Blocked {
        html! { <blocked::BlockedTable search={(*search).clone()} /> }
    } else {
        let view = Callback::from(move |page: std::rc::Rc<Preview>| {
            html! { <preview::PreviewTable {page} {tab} /> }
        });
        html! { <RemoteView<Preview> {remote} {view} shape={SkeletonShape::Rows} /> }
    };
    html! {
        <div class="aglis-page" data-testid="isolir-page">
            <PageHeader title={texts.t("isolir-title")} actions={html! { <Search {on_search} /> }} />
            <Tabs test_id="isolir-tabs" {tabs} current={tab.name()} {on_choose} />
            <div class="aglis-tab">{ content }</div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct SearchProps {
    on_search: Callback<String>,
}

/// The search; `/` goes there.
#[component]
fn Search(props: &SearchProps) -> Html {
    let texts = use_text();
    let (node, waiting) = (use_node_ref(), use_mut_ref(|| None::<Timeout>));
    {
        let node = node.clone();
        use_hotkeys(vec![(
            "/",
            Callback::from(move |()| {
                if let Some(input) = node.cast::<HtmlElement>() {
                    // An element that is on the page takes the focus.
                    let _ = input.focus();
                }
            }),
        )]);
    }
    let oninput = {
        let on_search = props.on_search.clone();
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let (text, on_search) = (input.value(), on_search.clone());
            *waiting.borrow_mut() = Some(Timeout::new(PAUSE, move || on_search.emit(text)));
        })
    };
    html! {
        <span class="aglis-search">
            <Picture icon={Icon::Search} />
            <input ref={node} type="search" maxlength="100" aria-label={texts.t("isolir-search")} placeholder={texts.t("isolir-search")}
                data-testid="isolir-search" {oninput} />
        </span>
    }
}
