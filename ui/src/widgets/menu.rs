//! A button that opens a list of things to do.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

use super::icon::{Icon, Picture};

/// One line of a menu.
#[derive(Clone, PartialEq)]
pub struct MenuItem {
    /// `<area>-<thing>`.
    pub test_id: AttrValue,
    /// Text.
    pub label: AttrValue,
    /// Picture.
    pub icon: Option<Icon>,
    /// Takes something away.
    pub danger: bool,
    /// Cannot be chosen now.
    pub disabled: bool,
    /// What it does.
    pub run: Callback<()>,
}

impl MenuItem {
    /// A plain line.
    #[must_use]
    pub fn new(
        test_id: impl Into<AttrValue>,
        label: impl Into<AttrValue>,
        run: impl Into<Callback<()>>,
    ) -> Self {
        Self {
            test_id: test_id.into(),
            label: label.into(),
            icon: None,
            danger: false,
            disabled: false,
            run: run.into(),
        }
    }

    /// With a picture.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// In red.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// Not now, when `disabled`.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }
}

/// Properties of [`Menu`].
#[derive(Properties, PartialEq)]
pub struct MenuProps {
    /// `<area>-<thing>` of its button.
    pub test_id: AttrValue,
    /// Text of its button; its name when only the picture is shown.
    pub label: AttrValue,
    /// Picture of its button.
    #[prop_or_default]
    pub icon: Option<Icon>,
    /// Only the picture.
    #[prop_or_default]
    pub icon_only: bool,
    /// Lines.
    pub items: Vec<MenuItem>,
    /// Shown above the lines, such as a name.
    #[prop_or_default]
    pub header: Html,
}

/// A menu: arrows move, Enter chooses, Esc or a click elsewhere closes.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let open = use_state_eq(|| false);
    let node = use_node_ref();
    {
        let (node, setter) = (node.clone(), open.setter());
        use_effect_with(*open, move |is_open| {
            if *is_open {
                step(&node, 0);
            }
            let listener = is_open.then(|| {
                EventListener::new(&gloo_utils::document(), "pointerdown", move |event| {
                    let target = event
                        .target()
                        .and_then(|target| target.dyn_into::<Node>().ok());
                    if !node
                        .cast::<Node>()
                        .is_some_and(|menu| menu.contains(target.as_ref()))
                    {
                        setter.set(false);
                    }
                })
            });
            move || drop(listener)
        });
    }
    let toggle = {
        let open = open.clone();
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            open.set(!*open);
        })
    };
    let onkeydown = {
        let (open, node) = (open.setter(), node.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "ArrowDown" => {
                event.prevent_default();
                open.set(true);
                step(&node, 1);
            }
            "ArrowUp" => {
                event.prevent_default();
                step(&node, -1);
            }
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                open.set(false);
                focus_button(&node);
            }
            _ => {}
        })
    };
    html! {
        <div ref={node.clone()} class="aglis-menu" {onkeydown}>
            <button type="button" class={classes!("pf-v6-c-button", "pf-m-plain", "aglis-plain", props.icon_only.then_some("aglis-icon-only"))}
                aria-haspopup="menu" aria-expanded={if *open { "true" } else { "false" }} onclick={toggle}
                aria-label={props.label.clone()} title={props.icon_only.then(|| props.label.clone())}
                data-testid={props.test_id.clone()}>
                if let Some(icon) = props.icon { <Picture {icon} /> }
                if !props.icon_only { <span>{ &props.label }</span><Picture icon={Icon::Down} class="aglis-small" /> }
            </button>
            if *open {
                <div class="aglis-menu-list" role="menu" aria-label={props.label.clone()}>
                    { props.header.clone() }
                    { for props.items.iter().map(|item| line(item, &open, &node)) }
                </div>
            }
        </div>
    }
}

fn line(item: &MenuItem, open: &UseStateHandle<bool>, node: &NodeRef) -> Html {
    let onclick = {
        let (run, open, node) = (item.run.clone(), open.clone(), node.clone());
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            open.set(false);
            // The line goes away with its focus; a dialog that opens now must find where to return to.
            focus_button(&node);
            run.emit(());
        })
    };
    html! {
        <button type="button" role="menuitem" tabindex="-1" class={classes!(item.danger.then_some("aglis-danger"))}
            disabled={item.disabled} data-testid={item.test_id.clone()} {onclick}>
            if let Some(icon) = item.icon { <Picture {icon} /> }
            <span>{ &item.label }</span>
        </button>
    }
}

/// Moves the focus by `by` lines; 0 goes to the first.
fn step(node: &NodeRef, by: i32) {
    let Some(menu) = node.cast::<Element>() else {
        return;
    };
    let Ok(lines) = menu.query_selector_all("[role=menuitem]:not(:disabled)") else {
        return;
    };
    let count = i32::try_from(lines.length()).unwrap_or(0);
    if count == 0 {
        return;
    }
    let focused = gloo_utils::document().active_element();
    let line = |at: i32| u32::try_from(at).ok().and_then(|at| lines.item(at));
    let now =
        (0..count).find(|at| line(*at).and_then(|node| node.dyn_into::<Element>().ok()) == focused);
    let next = match now {
        Some(at) if by != 0 => (at + by).rem_euclid(count),
        _ => 0,
    };
    if let Some(element) = line(next).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

fn focus_button(node: &NodeRef) {
    let button = node
        .cast::<Element>()
        .and_then(|menu| menu.query_selector("[aria-haspopup]").ok().flatten())
        .and_then(|button| button.dyn_into::<HtmlElement>().ok());
    if let Some(button) = button {
        let _ = button.focus();
    }
}
