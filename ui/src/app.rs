//! The whole interface: its providers from the outside in, and what stands in the window at each phase.

use model::desk::{Phase, ReportCrash};
use yew::prelude::*;

use crate::{
    bridge,
    pages::desk as desk_pages,
    route::{Route, RouteProvider, go, use_route},
    shell::Frame,
    stores::{
        changes::ChangesProvider,
        desk::{DeskProvider, use_desk},
        drafts::DraftsProvider,
        exports::ExportsProvider,
        idle::IdleWatch,
        news::NewsProvider,
        texts::TextsProvider,
        theme::ThemeKeeper,
        toasts::{ToastsProvider, use_toasts},
    },
    widgets::{FaultState, ToastView},
};

/// Starts the interface in the page.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        show_crash();
        let place = panic
            .location()
            .map_or_else(String::new, ToString::to_string);
        bridge::tell(ReportCrash { place });
    }));
    yew::Renderer::<App>::new().render();
}

/// After a mistake of ours the page would stand still without a word. The link loads it anew; the texts may be what failed.
fn show_crash() {
    let document = gloo_utils::document();
    let (Some(body), Ok(note), Ok(link)) = (
        document.body(),
        document.create_element("div"),
        document.create_element("a"),
    ) else {
        return;
    };
    note.set_class_name("aglis-crashed");
    note.set_text_content(Some(
        "AGLIS berhenti karena kesalahan kami. Data yang tersimpan aman. · AGLIS stopped through a mistake of ours. Saved data is safe. ",
    ));
    link.set_text_content(Some("Muat ulang · Reload"));
    let shown = link
        .set_attribute("href", "/")
        .and_then(|()| link.set_attribute("data-testid", "crash-reload"))
        .and_then(|()| note.set_attribute("role", "alert"))
        .and_then(|()| note.append_child(&link).map(drop))
        .and_then(|()| body.append_child(&note).map(drop));
    // A page that cannot even be written to has nothing left to tell.
    drop(shown);
}

/// The providers. Changes stand outermost, because the desk announces the end of every gap to them; drafts stand
/// outside everything that a lock or a sign-out takes down.
#[component]
pub fn App() -> Html {
    html! {
        <ChangesProvider>
            <DeskProvider>
                <TextsProvider>
                    <ToastsProvider>
                        <DraftsProvider>
                            <ExportsProvider>
                                <NewsProvider>
                                    <RouteProvider>
                                        <ThemeKeeper />
                                        <IdleWatch />
                                        <Window />
                                        <ToastView />
                                    </RouteProvider>
                                </NewsProvider>
                            </ExportsProvider>
                        </DraftsProvider>
                    </ToastsProvider>
                </TextsProvider>
            </DeskProvider>
        </ChangesProvider>
    }
}

/// What the phase of the desktop calls for.
#[component]
fn Window() -> Html {
    let (desk, toasts) = (use_desk(), use_toasts());
    let is_open = desk
        .state
        .as_ref()
        .is_some_and(|state| matches!(state.phase, Phase::Open { .. }));
    use_effect_with(is_open, move |is_open| {
        if !is_open {
            toasts.clear();
        }
    });
    let who = desk.state.as_ref().and_then(|state| match &state.phase {
        Phase::Open { me } => Some(me.username.clone()),
        _ => None,
    });
    let (route, last) = (use_route(), use_mut_ref(|| None::<String>));
    // Whoever comes after somebody else begins at home and not where the other one was.
    let is_next = who.is_some()
        && last
            .borrow()
            .as_ref()
            .is_some_and(|last| Some(last) != who.as_ref());
    use_effect_with(who, move |who| {
        if who.is_some() {
            *last.borrow_mut() = who.clone();
        }
        if is_next {
            go(&Route::default());
        }
    });
    if is_next && *route != Route::default() {
        return Html::default();
    }
    let Some(state) = &desk.state else {
        return match &desk.fault {
            Some(fault) => {
                html! { <FaultState fault={fault.clone()} again={desk.again.clone()} /> }
            }
            None => Html::default(),
        };
    };
    match &state.phase {
        Phase::Choose => html! { <desk_pages::Choose /> },
        Phase::Preparing { step, done, total } => html! {
            <desk_pages::Preparing step={step.clone()} done={*done} total={*total} />
        },
        Phase::Broken { problem } => html! { <desk_pages::Broken problem={problem.clone()} /> },
        Phase::FirstAdmin => html! { <desk_pages::FirstAdmin /> },
        Phase::SignIn => html! { <desk_pages::SignInPage /> },
        Phase::Locked { username, name } => html! {
            <desk_pages::Locked username={username.clone()} name={name.clone()} />
        },
        Phase::Open { me } => html! { <Frame me={me.clone()} /> },
    }
}
