//! One field that finds people, addresses, numbers and commands.

mod line;

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use model::palette::{Find, HitKind, ListRecent, TEXT_MAX};
use web_sys::{Element, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

pub(super) use line::{area, kind_of};

use super::actions::Action;
use crate::{
    hooks::{RemoteState, use_remote, use_remote_if, use_session, use_text},
    widgets::{Dialog, FaultNote, KeyHint, Picture, bring_into_view},
};
use line::{Line, commands, records};

/// A search begins when nobody has typed for this many milliseconds.
const PAUSE: u32 = 120;

/// Properties of [`Palette`].
#[derive(Properties, PartialEq)]
pub(super) struct PaletteProps {
    pub on_close: Callback<()>,
    /// What can be done from anywhere.
    pub actions: Vec<Action>,
    /// The record noted last: another one means that the list of them is old.
    pub noted: Option<(HitKind, i64)>,
}

/// The palette. Arrows move, Enter opens, Shift-Enter opens the whole page, Esc closes.
#[component]
pub(super) fn Palette(props: &PaletteProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let typed = use_state_eq(String::new);
    let asked = use_state_eq(String::new);
    let at = use_state_eq(|| 0_usize);
    // Enter was pressed before the answer was there; the flag asks for the whole page.
    let hasty = use_state_eq(|| None::<bool>);
    let waiting = use_mut_ref(|| None::<Timeout>);
    let node = use_node_ref();
    let recent = use_remote(ListRecent {});
    {
        let (again, before) = (recent.again.clone(), use_mut_ref(|| props.noted));
        use_effect_with(props.noted, move |noted| {
            if before.replace(*noted) != *noted {
                again.emit(());
            }
        });
    }
    let text = asked.trim().to_owned();
    let is_search = text.chars().count() >= 2;
    let found = use_remote_if(is_search.then(|| Find { text: text.clone() }));
    let (is_asking, fault) = match &found.state {
        RemoteState::Loading => (is_search, None),
        RemoteState::Ready {
            refreshing, fault, ..
        } => (*refreshing, fault.clone()),
        RemoteState::Failed(fault) => (false, Some(fault.clone())),
    };
    let is_settled = *typed == *asked && !is_asking;

    let lines: Rc<Vec<Line>> = {
        let scoped = typed.trim_start().starts_with(['#', '@']);
        let mut lines = if is_search {
            found
                .data()
                .map_or_else(Vec::new, |hits| records(&texts, hits, None))
        } else if typed.trim().is_empty() {
            recent.data().map_or_else(Vec::new, |hits| {
                records(&texts, hits, Some("shell-palette-recent"))
            })
        } else {
            Vec::new()
        };
        if !scoped {
            lines.extend(commands(&texts, &session.me, &props.actions, &typed));
        }
        Rc::new(lines)
    };
    let count = lines.len();
    let line_id = |line: usize| format!("palette-{line}");
    {
        let node = node.clone();
        use_effect_with((*at, count), move |_| {
            if let Some(list) = node.cast::<Element>() {
                let chosen = list.query_selector("[aria-selected=true]").ok().flatten();
                if let Some(chosen) = chosen {
                    bring_into_view(&chosen);
                }
            }
        });
    }
    let oninput = {
        let (typed, asked, at) = (typed.setter(), asked.setter(), at.setter());
        let hasty = hasty.setter();
        let waiting = waiting.clone();
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let (text, asked, at_again) = (input.value(), asked.clone(), at.clone());
            typed.set(text.clone());
            at.set(0);
            hasty.set(None);
            let done = Rc::downgrade(&waiting);
            // Replacing the timeout takes the earlier one back.
            *waiting.borrow_mut() = Some(Timeout::new(PAUSE, move || {
                if let Some(done) = done.upgrade() {
                    // It has fired: there is nothing left to take back.
                    done.borrow_mut().take().map(Timeout::forget);
                }
                asked.set(text);
                at_again.set(0);
            }));
        })
    };
    let run = {
        let (lines, on_close) = (lines.clone(), props.on_close.clone());
        Callback::from(move |(line, full): (usize, bool)| {
            if let Some(line) = lines.get(line) {
                // A command may open another sheet in this place.
                on_close.emit(());
                line.run.emit(full);
            }
        })
    };
    {
        // Enter in haste must not open a record of an older search: it waits for its own.
        let (hasty, run, at) = (hasty.clone(), run.clone(), *at);
        use_effect_with((*hasty, is_settled), move |(wanted, is_settled)| {
            if let (Some(full), true) = (*wanted, *is_settled) {
                hasty.set(None);
                run.emit((at, full));
            }
        });
    }
    let onkeydown = {
        let (at, run, hasty) = (at.clone(), run.clone(), hasty.setter());
        Callback::from(move |event: KeyboardEvent| {
            let last = count.saturating_sub(1);
            match event.key().as_str() {
                "ArrowDown" => at.set(if *at >= last { 0 } else { *at + 1 }),
                "ArrowUp" => at.set(if *at == 0 { last } else { *at - 1 }),
                "Enter" if is_settled => run.emit((*at, event.shift_key())),
                "Enter" => hasty.set(Some(event.shift_key())),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let draw = |number: usize, line: &Line| {
        let run = run.clone();
        let onclick = Callback::from(move |event: MouseEvent| {
            run.emit((number, event.ctrl_key() || event.meta_key()));
        });
        let is_first = number == 0 || lines[number - 1].group != line.group;
        html! {
            <>
                if is_first { <li key={format!("{}-{}", line.group, line.key)} role="presentation" class="aglis-palette-group">{ texts.t(line.group) }</li> }
                <li key={line.key.clone()} id={line_id(number)} role="option" aria-selected={if number == *at { "true" } else { "false" }}
                    data-testid="palette-line" data-line={line.key.clone()} {onclick}>
                    <Picture icon={line.icon} />
                    <span class="aglis-palette-title">{ &line.title }<span class="aglis-quiet">{ &line.detail }</span></span>
                    { line.state.clone() }
                    if !line.keys.is_empty() { <KeyHint keys={line.keys} /> }
                </li>
            </>
        }
    };
    html! {
        <Dialog test_id="palette" title={texts.t("shell-palette")} wide=true on_close={props.on_close.clone()}>
            <div class="aglis-palette">
                <span class="pf-v6-c-form-control aglis-control">
                    <input data-testid="palette-text" type="text" role="combobox" autocomplete="off" spellcheck="false" value={(*typed).clone()}
                        maxlength={TEXT_MAX.to_string()} placeholder={texts.t("shell-palette-hint")} aria-label={texts.t("shell-palette")}
                        aria-autocomplete="list" aria-controls="palette-lines" aria-expanded="true"
                        aria-activedescendant={(*at < count).then(|| line_id(*at))} {oninput} {onkeydown} />
                    if !is_settled { <span class="aglis-spinner aglis-combobox-end" aria-hidden="true" /> }
                </span>
                <p class="aglis-quiet aglis-palette-scopes">{ texts.t("shell-palette-scopes") }</p>
                <FaultNote fault={fault} />
                <ul ref={node} id="palette-lines" role="listbox" aria-label={texts.t("shell-palette")} data-testid="palette-lines"
                    data-settled={is_settled.to_string()}>
                    { for lines.iter().enumerate().map(|(number, line)| draw(number, line)) }
                </ul>
                if count == 0 && is_settled { <p class="aglis-quiet" role="status" data-testid="palette-nothing">{ texts.t("list-nothing-found") }</p> }
            </div>
        </Dialog>
    }
}
