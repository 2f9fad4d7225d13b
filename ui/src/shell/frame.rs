//! Masthead, navigation, page.

use std::rc::Rc;

use model::{
    access::{Me, ShowMe},
    palette::{HitKind, NoteViewed},
};
use yew::prelude::*;

use super::{
    actions::use_actions,
    banner::OfflineBanner,
    masthead::Masthead,
    nav::Nav,
    palette::{Palette, kind_of},
    shortcuts::Shortcuts,
};
use crate::{
    bulk::BulkProvider,
    hooks::{Session, use_call, use_hotkeys, use_remote, use_text},
    pages,
    pages::desk::{About, NotificationsDialog, OwnPassword, PreferencesDialog, ProfileDialog},
    route::{Area, At, Route, go, use_route},
    stores::list_memory,
    widgets::{EmptyState, Icon},
};

/// A dialog of the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sheet {
    Profile,
    Preferences,
    Notifications,
    Password,
    About,
    Keys,
    Palette,
}

/// Properties of [`Frame`].
#[derive(Properties, PartialEq)]
pub struct FrameProps {
    /// Who signed in, as he was then.
    pub me: Me,
}

/// The frame. Provides the session to the pages, as fresh as company data, role and zones are.
#[component]
pub fn Frame(props: &FrameProps) -> Html {
    let texts = use_text();
    let route = use_route();
    let sheet = use_state_eq(|| None::<Sheet>);
    let drawer = use_state_eq(|| false);
    let now = use_remote(ShowMe {});
    let me = match now.data() {
        Some(now) if now.id == props.me.id => now.clone(),
        _ => Rc::new(props.me.clone()),
    };
    let session = Session { me: me.clone() };
    list_memory::belong_to(&me.username);
    let mut keys: Vec<(&'static str, Callback<()>)> = Area::ALL
        .into_iter()
        .filter(|area| area.is_for(&me))
        .map(|area| {
            (
                area.keys(),
                Callback::from(move |()| go(&Route::list(area))),
            )
        })
        .collect();
    let open_keys = sheet.clone();
    keys.push((
        "?",
        Callback::from(move |()| open_keys.set(Some(Sheet::Keys))),
    ));
    // What the palette's list of records opened last already knows.
    let noted = use_state_eq(|| None::<(HitKind, i64)>);
    let open_palette = sheet.clone();
    keys.push((
        "ctrl+k",
        Callback::from(move |()| open_palette.set(Some(Sheet::Palette))),
    ));
    use_hotkeys(keys);
    {
        let (note, noted) = (use_call::<NoteViewed>(), noted.clone());
        let viewed = match route.at {
            At::Record { id, .. } if route.area.is_for(&me) => {
                kind_of(route.area).map(|kind| (kind, id))
            }
            _ => None,
        };
        use_effect_with(viewed, move |viewed| {
            if let Some((kind, id)) = *viewed {
                // The palette can do without it.
                note.run_then(NoteViewed { kind, id }, move |()| {
                    noted.set(Some((kind, id)));
                });
            }
        });
    }
    {
        // Whoever went somewhere wants to see it, not the drawer.
        let drawer = drawer.setter();
        use_effect_with(route.clone(), move |_| drawer.set(false));
    }
    let on_sheet = {
        let sheet = sheet.clone();
        Callback::from(move |next| sheet.set(Some(next)))
    };
    // Here and not in the palette, which is gone as soon as somebody chose one of them.
    let actions = use_actions(&on_sheet);
    let on_close = {
        let sheet = sheet.clone();
        Callback::from(move |()| sheet.set(None))
    };
    let on_drawer = {
        let drawer = drawer.clone();
        Callback::from(move |()| drawer.set(!*drawer))
    };
    let page = if route.area.is_for(&me) {
        pages::page(&route)
    } else {
        html! { <EmptyState title={texts.t("shell-not-yours")} text={texts.t("shell-not-yours-text")} icon={Icon::Lock} /> }
    };
    html! {
        <ContextProvider<Session> context={session}>
            <BulkProvider>
                <div class={classes!("aglis-frame", drawer.then_some("aglis-drawer"))}>
                    <a class="aglis-skip" href="#page" onclick={|event: MouseEvent| { event.prevent_default(); focus_page(); }}>{ texts.t("shell-skip") }</a>
                    <Masthead {on_sheet} actions={actions.clone()} on_drawer={on_drawer.clone()} is_drawer_open={*drawer} />
                    <OfflineBanner />
                    <div class="aglis-below">
                        <Nav />
                        if *drawer { <div class="aglis-veil" onclick={move |_| on_drawer.emit(())} /> }
                        <main id="page" tabindex="-1">{ page }</main>
                    </div>
                    { match *sheet {
                        Some(Sheet::Profile) => html! { <ProfileDialog {on_close} /> },
                        Some(Sheet::Preferences) => html! { <PreferencesDialog {on_close} /> },
                        Some(Sheet::Notifications) => html! { <NotificationsDialog {on_close} /> },
                        Some(Sheet::Password) => html! { <OwnPassword {on_close} /> },
                        Some(Sheet::About) => html! { <About {on_close} /> },
                        Some(Sheet::Keys) => html! { <Shortcuts {on_close} /> },
                        Some(Sheet::Palette) => html! { <Palette {on_close} {actions} noted={*noted} /> },
                        None => Html::default(),
                    } }
                </div>
            </BulkProvider>
        </ContextProvider<Session>>
    }
}

fn focus_page() {
    if let Some(page) = gloo_utils::document().get_element_by_id("page") {
        use wasm_bindgen::JsCast;
        if let Ok(page) = page.dyn_into::<web_sys::HtmlElement>() {
            let _ = page.focus();
        }
    }
}
