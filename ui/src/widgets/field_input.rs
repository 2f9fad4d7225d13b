//! The element a person types into.

use model::money::Rupiah;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::{
    field::{FieldKind, FieldProps},
    icon::{Icon, Picture},
};
use crate::hooks::use_text;

/// Properties of [`FieldInput`].
#[derive(Properties, PartialEq)]
pub struct FieldInputProps {
    /// Those of the field.
    pub field: FieldProps,
    /// Id of the text that explains it.
    pub described_by: Option<AttrValue>,
}

/// The element of the right kind.
#[component]
pub fn FieldInput(props: &FieldInputProps) -> Html {
    let field = &props.field;
    let texts = use_text();
    let revealed = use_state_eq(|| false);
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(field.focus, move |focus| {
            if let (true, Some(element)) = (*focus, node.cast::<HtmlElement>()) {
                // An element that is not shown keeps the focus where it is.
                let _ = element.focus();
            }
        });
    }
    let invalid = (!field.problems.is_empty()).then_some("true");
    let onblur = {
        let on_blur = field.on_blur.clone();
        Callback::from(move |_: FocusEvent| on_blur.emit(()))
    };
    let oninput = {
        let (on_change, kind, before) = (field.on_change.clone(), field.kind, field.value.clone());
        Callback::from(move |event: InputEvent| {
            let Some(target) = event.target() else { return };
            if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
                on_change.emit(area.value());
            } else if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
                if kind == FieldKind::Money {
                    group_in_place(input, &before, is_inserted(&event));
                }
                on_change.emit(input.value());
            }
        })
    };
    let onchange = {
        let on_change = field.on_change.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                on_change.emit(select.value());
            }
        })
    };
    let max = field.max.map(|max| max.to_string());
    match field.kind {
        FieldKind::Select => html! {
            <span class="pf-v6-c-form-control aglis-control">
                <select ref={node} id={field.id.clone()} data-testid={field.id.clone()} {onchange} {onblur}
                    disabled={field.disabled} required={field.required} aria-invalid={invalid}
                    aria-describedby={props.described_by.clone()}>
                    { for field.choices.iter().map(|choice| html! {
                        <option value={choice.value.clone()} selected={choice.value == field.value}>{ &choice.label }</option>
                    }) }
                </select>
                <Picture icon={Icon::Down} class="aglis-select-mark" />
            </span>
        },
        FieldKind::Long => html! {
            <span class="pf-v6-c-form-control aglis-control">
                <textarea ref={node} id={field.id.clone()} data-testid={field.id.clone()} value={field.value.to_string()} rows="3"
                    {oninput} {onblur} disabled={field.disabled} maxlength={max}
                    placeholder={field.placeholder.clone()} aria-required={field.required.then_some("true")}
                    aria-invalid={invalid} aria-describedby={props.described_by.clone()} />
            </span>
        },
        kind => {
            let (input_type, mode) = match kind {
                FieldKind::Phone => ("tel", "tel"),
                FieldKind::Password if *revealed => ("text", "text"),
                FieldKind::Password => ("password", "text"),
                FieldKind::Money | FieldKind::Number => ("text", "numeric"),
                FieldKind::Date => ("date", "text"),
                FieldKind::Text | FieldKind::Select | FieldKind::Long => ("text", "text"),
            };
            let on_reveal = {
                let revealed = revealed.clone();
                Callback::from(move |_: MouseEvent| revealed.set(!*revealed))
            };
            html! {
                <span class={classes!("pf-v6-c-form-control", "aglis-control", (kind == FieldKind::Money).then_some("aglis-money-control"))}>
                    if kind == FieldKind::Money { <span class="aglis-prefix" aria-hidden="true">{ "Rp" }</span> }
                    <input ref={node} id={field.id.clone()} data-testid={field.id.clone()} type={input_type} inputmode={mode}
                        value={field.value.clone()} {oninput} {onblur} disabled={field.disabled} maxlength={max}
                        placeholder={field.placeholder.clone()} autocomplete={field.autocomplete.clone()}
                        spellcheck="false" aria-required={field.required.then_some("true")} aria-invalid={invalid}
                        aria-describedby={props.described_by.clone()} />
                    if kind == FieldKind::Password {
                        <button type="button" class="aglis-reveal" onclick={on_reveal} data-testid={format!("{}-reveal", field.id)}
                            aria-pressed={if *revealed { "true" } else { "false" }} aria-label={texts.t("common-reveal")}
                            title={texts.t("common-reveal")}>
                            <Picture icon={Icon::Eye} />
                        </button>
                    }
                </span>
            }
        }
    }
}

/// Whether the text came as a whole, from the clipboard or by dropping it.
fn is_inserted(event: &InputEvent) -> bool {
    matches!(
        event.input_type().as_str(),
        "insertFromPaste" | "insertFromDrop"
    )
}

/// Groups the digits of an amount and keeps the caret behind the same digit.
fn group_in_place(input: &HtmlInputElement, before: &str, is_inserted: bool) {
    let text = input.value();
    let Some(grouped) = regrouped(before, &text, is_inserted) else {
        return;
    };
    let caret = input.selection_start().ok().flatten().unwrap_or(u32::MAX) as usize;
    let after = text
        .chars()
        .skip(caret)
        .filter(char::is_ascii_digit)
        .count();
    let caret = caret_before(&grouped, after);
    input.set_value(&grouped);
    // Fails only for kinds of input without a caret.
    let _ = input.set_selection_range(caret, caret);
}

/// The amount in groups, unless that would be a guess: a pasted `1500.50` is not 150.050, and stays as it is, for the
/// check to refuse, until it reads as an amount again.
fn regrouped(before: &str, now: &str, is_inserted: bool) -> Option<String> {
    let was_ours = before.is_empty() || Rupiah::parse(before).is_ok();
    if Rupiah::parse(now).is_ok() || (was_ours && !is_inserted) {
        grouped(now)
    } else {
        None
    }
}

/// `1234567` or `12.34567` as `1.234.567`; none for what is not only digits, dots and spaces.
fn grouped(text: &str) -> Option<String> {
    if !text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b' ')
    {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Some(String::new());
    }
    digits.parse().ok().map(|amount| Rupiah(amount).plain())
}

/// The place in `text` that has `digits` digits behind it.
fn caret_before(text: &str, digits: usize) -> u32 {
    let mut left = digits;
    let mut at = text.len();
    while left > 0 && at > 0 {
        at -= 1;
        if text.as_bytes()[at].is_ascii_digit() {
            left -= 1;
        }
    }
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{caret_before, grouped, regrouped};

    #[test]
    fn amounts_are_grouped_while_typing() {
        assert_eq!(grouped("1234567").as_deref(), Some("1.234.567"));
        assert_eq!(grouped("12.34567").as_deref(), Some("1.234.567"));
        assert_eq!(grouped("").as_deref(), Some(""));
        assert_eq!(grouped("12a"), None);
        assert_eq!(grouped("-5"), None);
    }

    #[test]
    fn a_pasted_amount_is_never_guessed() {
        assert_eq!(regrouped("", "1500.50", true), None);
        assert_eq!(regrouped("1.000", "1.000500", true), None);
        assert_eq!(regrouped("", "1500000", true).as_deref(), Some("1.500.000"));
        assert_eq!(
            regrouped("", "1.500.000", true).as_deref(),
            Some("1.500.000")
        );
        // Typing goes on in what was pasted, and the guess does not come back by that door.
        assert_eq!(regrouped("1500.50", "1500.501", false), None);
        assert_eq!(regrouped("1500.", "1500", false).as_deref(), Some("1.500"));
        assert_eq!(
            regrouped("1.234", "1.2345", false).as_deref(),
            Some("12.345")
        );
    }

    #[test]
    fn the_caret_stays_behind_its_digit() {
        assert_eq!(caret_before("1.234.567", 0), 9);
        assert_eq!(caret_before("1.234.567", 3), 6);
        assert_eq!(caret_before("1.234.567", 7), 0);
    }
}
