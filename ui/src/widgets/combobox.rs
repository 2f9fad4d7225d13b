//! A field in which one record out of very many is found by typing: the page searches, the keyboard chooses.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use model::problem::Problem;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::{
    field::{FieldFrame, help_of},
    icon::{Icon, Picture},
};
use crate::hooks::use_text;

/// A search begins when nobody has typed for this many milliseconds.
const PAUSE: u32 = 180;

/// One line that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    /// What is stored.
    pub value: AttrValue,
    /// What it is called; stands in the field once chosen.
    pub label: AttrValue,
    /// Tells it from others of the same name.
    pub detail: AttrValue,
}

/// Properties of [`Combobox`].
#[derive(Properties, PartialEq)]
pub struct ComboboxProps {
    /// `<area>-<thing>`: test id and id of the input; its lines have `-option` and a `data-value`.
    pub id: AttrValue,
    /// Shown above.
    pub label: AttrValue,
    /// What is chosen now.
    pub chosen: Option<Pick>,
    /// Another was chosen, or none.
    pub on_choose: Callback<Option<Pick>>,
    /// What to look for.
    pub on_search: Callback<String>,
    /// What was found.
    pub picks: Vec<Pick>,
    /// An answer is awaited.
    #[prop_or_default]
    pub busy: bool,
    /// Example inside the empty field.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// Shown below, as long as nothing is wrong.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong.
    #[prop_or_default]
    pub problems: Vec<Problem>,
    /// Must be filled.
    #[prop_or_default]
    pub required: bool,
    /// Gets the focus when the form appears.
    #[prop_or_default]
    pub focus: bool,
}

/// Whether the lines belong to what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Settled {
    Yes,
    /// The search has not begun, or its answer is awaited.
    NotYet,
}

/// What a key does in the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Opens the list, or goes to this line of it.
    To(usize),
    /// Takes the line.
    Take(usize),
    /// Closes the list and leaves what was chosen before.
    Leave,
}

/// The step of a key while `count` lines are there; none when the key is the field's own. `open` says whether the list is
/// open, and whether it answers what stands in the field: Enter in haste must not take a line of an older search.
fn step(key: &str, open: Option<Settled>, at: usize, count: usize) -> Option<Step> {
    let is_open = open.is_some();
    let last = count.saturating_sub(1);
    match key {
        "ArrowDown" | "ArrowUp" if !is_open => Some(Step::To(0)),
        "ArrowDown" => Some(Step::To(if at >= last { 0 } else { at + 1 })),
        "ArrowUp" => Some(Step::To(if at == 0 { last } else { at - 1 })),
        "Enter" if open == Some(Settled::Yes) && at < count => Some(Step::Take(at)),
        "Enter" if is_open => Some(Step::To(at)),
        "Escape" if is_open => Some(Step::Leave),
        _ => None,
    }
}

/// Scrolls as little as it takes to show an element whole.
pub(crate) fn bring_into_view(element: &Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Id of the lines below the field `id`.
pub(super) fn list_id(id: &str) -> AttrValue {
    format!("{id}-list").into()
}

/// Id of one of them.
pub(super) fn line_id(id: &str, line: usize) -> AttrValue {
    format!("{id}-{line}").into()
}

/// Properties of [`PickList`].
#[derive(Properties, PartialEq)]
pub(super) struct PickListProps {
    /// Of the field.
    pub id: AttrValue,
    /// What is chosen from.
    pub label: AttrValue,
    /// The lines.
    pub picks: Vec<Pick>,
    /// The line that the keyboard is on.
    pub at: usize,
    /// Takes a line.
    pub on_take: Callback<usize>,
    /// Says so when there is none.
    #[prop_or_default]
    pub says_none: bool,
}

/// The lines below a field from which one is chosen.
#[component]
pub(super) fn PickList(props: &PickListProps) -> Html {
    let texts = use_text();
    let node = use_node_ref();
    {
        // A field at the lower edge of what is seen would have its lines below it.
        let node = node.clone();
        use_effect_with((props.picks.len(), props.says_none), move |_| {
            if let Some(list) = node.cast::<Element>() {
                bring_into_view(&list);
            }
        });
    }
    html! {
        <ul ref={node} class="aglis-combobox-list" role="listbox" id={list_id(&props.id)} aria-label={props.label.clone()}>
            { for props.picks.iter().enumerate().map(|(line, pick)| {
                let take = props.on_take.clone();
                // Before the field loses the focus and closes the list.
                let onmousedown = move |event: MouseEvent| { event.prevent_default(); take.emit(line); };
                html! {
                    <li key={pick.value.to_string()} id={line_id(&props.id, line)} role="option" aria-selected={if line == props.at { "true" } else { "false" }}
                        data-testid={format!("{}-option", props.id)} data-value={pick.value.clone()} {onmousedown}>
                        <span>{ &pick.label }</span><span class="aglis-quiet">{ &pick.detail }</span>
                    </li>
                }
            }) }
            if props.picks.is_empty() && props.says_none {
                <li class="aglis-quiet aglis-combobox-none">{ texts.t("list-nothing-found") }</li>
            }
        </ul>
    }
}

/// The field. Arrows move, Enter chooses, Esc leaves it as it was.
#[component]
pub fn Combobox(props: &ComboboxProps) -> Html {
    let texts = use_text();
    // What is being typed; none while the chosen record stands in the field.
    let typed = use_state_eq(|| None::<String>);
    let at = use_state_eq(|| 0_usize);
    let waiting = use_mut_ref(|| None::<Timeout>);
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.focus, move |focus| {
            if let (true, Some(element)) = (*focus, node.cast::<HtmlElement>()) {
                // An element that is not shown keeps the focus where it is.
                let _ = element.focus();
            }
        });
    }
    let is_open = typed.is_some();
    let count = props.picks.len();
    let open = {
        let (typed, at, on_search) = (typed.setter(), at.setter(), props.on_search.clone());
        Callback::from(move |()| {
            typed.set(Some(String::new()));
            at.set(0);
            on_search.emit(String::new());
        })
    };
    let oninput = {
        let (typed, at, on_search) = (typed.setter(), at.setter(), props.on_search.clone());
        let waiting = waiting.clone();
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let (text, on_search) = (input.value(), on_search.clone());
            typed.set(Some(text.clone()));
            at.set(0);
            // Replacing the timeout takes the earlier one back.
            let done = Rc::downgrade(&waiting);
            *waiting.borrow_mut() = Some(Timeout::new(PAUSE, move || {
                if let Some(done) = done.upgrade() {
                    // It has fired: there is nothing left to take back.
                    done.borrow_mut().take().map(Timeout::forget);
                }
                on_search.emit(text);
            }));
        })
    };
    let leave = {
        let (typed, waiting) = (typed.setter(), waiting.clone());
        Callback::from(move |()| {
            *waiting.borrow_mut() = None;
            typed.set(None);
        })
    };
    let take = {
        let (picks, on_choose, leave) =
            (props.picks.clone(), props.on_choose.clone(), leave.clone());
        Callback::from(move |line: usize| {
            leave.emit(());
            if let Some(pick) = picks.get(line) {
                on_choose.emit(Some(pick.clone()));
            }
        })
    };
    let onkeydown = {
        let (at, open, take, leave) = (at.clone(), open.clone(), take.clone(), leave.clone());
        let busy = props.busy;
        Callback::from(move |event: KeyboardEvent| {
            let settled = if busy || waiting.borrow().is_some() {
                Settled::NotYet
            } else {
                Settled::Yes
            };
            let open_now = is_open.then_some(settled);
            let Some(step) = step(&event.key(), open_now, *at, count) else {
                return;
            };
            // Enter would send the form around it, Esc close the record.
            event.prevent_default();
            event.stop_propagation();
            match step {
                Step::To(_) if !is_open => open.emit(()),
                Step::To(line) => at.set(line),
                Step::Take(line) => take.emit(line),
                Step::Leave => leave.emit(()),
            }
        })
    };
    let on_clear = {
        let (on_choose, node, open) = (props.on_choose.clone(), node.clone(), open.clone());
        Callback::from(move |_: MouseEvent| {
            on_choose.emit(None);
            open.emit(());
            if let Some(input) = node.cast::<HtmlElement>() {
                let _ = input.focus();
            }
        })
    };
    let onfocus = Callback::from(|event: FocusEvent| {
        // Whoever comes back to it types over what stands there.
        if let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        {
            input.select();
        }
    });
    let onblur = {
        let leave = leave.clone();
        Callback::from(move |_: FocusEvent| leave.emit(()))
    };
    let shown = match (&*typed, &props.chosen) {
        (Some(typed), _) => AttrValue::from(typed.clone()),
        (None, Some(pick)) => pick.label.clone(),
        (None, None) => AttrValue::default(),
    };
    let has_help = props.hint.is_some() || !props.problems.is_empty();
    html! {
        <FieldFrame id={props.id.clone()} label={props.label.clone()} hint={props.hint.clone()} problems={props.problems.clone()} optional={!props.required}>
            <span class="pf-v6-c-form-control aglis-control aglis-combobox">
                <Picture icon={Icon::Search} class="aglis-combobox-mark" />
                <input ref={node} id={props.id.clone()} data-testid={props.id.clone()} type="text" role="combobox" autocomplete="off" spellcheck="false"
                    value={shown} placeholder={props.placeholder.clone()} aria-autocomplete="list" aria-controls={list_id(&props.id)}
                    aria-expanded={if is_open { "true" } else { "false" }}
                    aria-activedescendant={(is_open && *at < count).then(|| line_id(&props.id, *at))}
                    aria-required={props.required.then_some("true")} aria-invalid={(!props.problems.is_empty()).then_some("true")}
                    aria-describedby={has_help.then(|| help_of(&props.id))}
                    {oninput} {onkeydown} {onfocus} {onblur} onclick={move |_: MouseEvent| if !is_open { open.emit(()) }} />
                if props.busy && is_open {
                    <span class="aglis-spinner aglis-combobox-end" aria-hidden="true" />
                } else if props.chosen.is_some() && !is_open {
                    <button type="button" class="aglis-reveal" data-testid={format!("{}-clear", props.id)} aria-label={texts.t("common-clear")}
                        title={texts.t("common-clear")} onclick={on_clear}><Picture icon={Icon::Close} /></button>
                }
                if is_open {
                    <PickList id={props.id.clone()} label={props.label.clone()} picks={props.picks.clone()} at={*at} on_take={take.clone()} says_none={!props.busy} />
                }
            </span>
        </FieldFrame>
    }
}

#[cfg(test)]
mod tests {
    use super::{Settled, Step, step};

    const OPEN: Option<Settled> = Some(Settled::Yes);

    #[test]
    fn the_keyboard_opens_moves_around_and_chooses() {
        assert_eq!(step("ArrowDown", None, 0, 0), Some(Step::To(0)));
        assert_eq!(step("ArrowDown", OPEN, 0, 3), Some(Step::To(1)));
        assert_eq!(step("ArrowDown", OPEN, 2, 3), Some(Step::To(0)));
        assert_eq!(step("ArrowUp", OPEN, 0, 3), Some(Step::To(2)));
        assert_eq!(step("Enter", OPEN, 1, 3), Some(Step::Take(1)));
    }

    #[test]
    fn enter_in_haste_takes_nothing_of_an_older_search() {
        let hasty = step("Enter", Some(Settled::NotYet), 0, 3);
        assert_eq!(hasty, Some(Step::To(0)));
        assert_eq!(step("Enter", OPEN, 0, 0), Some(Step::To(0)));
    }

    #[test]
    fn keys_that_mean_nothing_here_stay_with_the_form_and_the_page() {
        assert_eq!(step("Enter", None, 0, 3), None, "the form is sent");
        assert_eq!(step("Escape", None, 0, 3), None, "the record closes");
        assert_eq!(step("a", OPEN, 0, 3), None);
    }
}
