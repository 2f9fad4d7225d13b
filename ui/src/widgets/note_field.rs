//! A field of several lines in which colleagues are named: after an @ it offers them, the keyboard chooses.

use std::rc::Rc;

use model::{
    access::{ListPeople, Person},
    problem::Problem,
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};
use yew::prelude::*;

use super::{
    combobox::{Pick, PickList, line_id, list_id},
    field::{FieldFrame, help_of},
};
use crate::hooks::{use_remote_if, use_text};

/// So many are offered.
const MOST: usize = 6;

/// Properties of [`NoteField`].
#[derive(Properties, PartialEq)]
pub struct NoteFieldProps {
    /// `<area>-<thing>`: test id and id of the input; the names below it have `-option`.
    pub id: AttrValue,
    /// Shown above.
    pub label: AttrValue,
    /// The text in it now.
    pub value: AttrValue,
    /// Every keystroke, and every name that is taken.
    pub on_change: Callback<String>,
    /// Example inside the empty field.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// Shown below, as long as nothing is wrong.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong.
    #[prop_or_default]
    pub problems: Vec<Problem>,
    /// Colleagues are offered. A text for a customer names none.
    pub names: bool,
}

/// A name that is being typed: what stands before the caret from the @ on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Begun {
    /// Place of the @, in UTF-16 units as the element counts.
    from: usize,
    /// Place of the caret.
    to: usize,
    /// What was typed behind the @, in small letters.
    typed: String,
}

/// Whether a sign may stand in a login name.
fn is_of_login(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '_' || sign == '.'
}

/// The name that is being typed before the caret. An address of e-mail names nobody, as in the database (`app.mentioned`).
fn begun(text: &str, caret: usize) -> Option<Begun> {
    let units: Vec<u16> = text.encode_utf16().take(caret).collect();
    let before = String::from_utf16(&units).ok()?;
    let (head, typed) = before.rsplit_once('@')?;
    let is_free = head
        .chars()
        .next_back()
        .is_none_or(|sign| !sign.is_alphanumeric() && !matches!(sign, '_' | '.' | '@'));
    (is_free && typed.chars().all(is_of_login)).then(|| Begun {
        from: head.encode_utf16().count(),
        to: caret,
        typed: typed.to_ascii_lowercase(),
    })
}

/// Whom the letters may mean: by login, or by the beginning of a word of the name.
fn offered(people: &[Person], typed: &str) -> Vec<Pick> {
    let is_meant = |person: &&Person| {
        person.login.starts_with(typed)
            || person
                .name
                .to_lowercase()
                .split_whitespace()
                .any(|word| word.starts_with(typed))
    };
    let mut picks: Vec<Pick> = people
        .iter()
        .filter(is_meant)
        .take(MOST)
        .map(|person| Pick {
            value: person.login.clone().into(),
            label: person.name.clone().into(),
            detail: format!("@{}", person.login).into(),
        })
        .collect();
    // Who typed a login to its end is not asked again.
    if matches!(&picks[..], [only] if only.value == typed) {
        picks.clear();
    }
    picks
}

/// The text with the login in the place of what was begun, and where the caret goes.
fn named(text: &str, begun: &Begun, login: &str) -> (String, u32) {
    let units: Vec<u16> = text.encode_utf16().collect();
    let part = |range: &[u16]| String::from_utf16_lossy(range);
    let head = part(&units[..begun.from.min(units.len())]);
    let tail = part(&units[begun.to.min(units.len())..]);
    let gap = if tail.starts_with(char::is_whitespace) {
        ""
    } else {
        " "
    };
    let before = format!("{head}@{login}{gap}");
    let caret = before.encode_utf16().count();
    (
        format!("{before}{tail}"),
        u32::try_from(caret).unwrap_or(u32::MAX),
    )
}

/// What a key does while names are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    To(usize),
    Take(usize),
    Leave,
}

fn step(key: &str, at: usize, count: usize) -> Option<Step> {
    if count == 0 {
        return None;
    }
    match key {
        "ArrowDown" => Some(Step::To((at + 1) % count)),
        "ArrowUp" => Some(Step::To((at + count - 1) % count)),
        "Enter" | "Tab" => Some(Step::Take(at.min(count - 1))),
        "Escape" => Some(Step::Leave),
        _ => None,
    }
}

/// The field. Arrows move among the names, Enter and Tab take one, Esc closes them.
#[component]
pub fn NoteField(props: &NoteFieldProps) -> Html {
    let texts = use_text();
    let now = use_state_eq(|| None::<Begun>);
    let at = use_state_eq(|| 0_usize);
    // Where the caret goes once the text with the name stands in the field.
    let caret = use_mut_ref(|| None::<u32>);
    let node = use_node_ref();
    let begun_now = (*now).clone().filter(|_| props.names);
    let people = use_remote_if(begun_now.is_some().then_some(ListPeople {}));
    let picks = match (&begun_now, people.data()) {
        (Some(begun), Some(people)) => offered(people, &begun.typed),
        _ => Vec::new(),
    };
    {
        let (node, caret) = (node.clone(), caret.clone());
        use_effect_with(props.value.clone(), move |_| {
            if let (Some(place), Some(area)) = (
                caret.borrow_mut().take(),
                node.cast::<HtmlTextAreaElement>(),
            ) {
                // Fails only for kinds of input without a caret.
                let _ = area.set_selection_range(place, place);
            }
        });
    }
    let look = {
        let (now, at) = (now.setter(), at.setter());
        Callback::from(move |area: HtmlTextAreaElement| {
            let caret = area.selection_end().ok().flatten().unwrap_or_default();
            now.set(begun(&area.value(), caret as usize));
            at.set(0);
        })
    };
    let oninput = {
        let (on_change, look) = (props.on_change.clone(), look.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                on_change.emit(area.value());
                look.emit(area);
            }
        })
    };
    let onclick = Callback::from(move |event: MouseEvent| {
        if let Some(area) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok())
        {
            look.emit(area);
        }
    });
    let leave = {
        let now = now.setter();
        Callback::from(move |()| now.set(None))
    };
    let take = {
        let (picks, begun_now, value) = (picks.clone(), begun_now.clone(), props.value.clone());
        let (on_change, leave) = (props.on_change.clone(), leave.clone());
        Callback::from(move |line: usize| {
            if let (Some(pick), Some(begun)) = (picks.get(line), &begun_now) {
                let (text, place) = named(&value, begun, &pick.value);
                *caret.borrow_mut() = Some(place);
                on_change.emit(text);
            }
            leave.emit(());
        })
    };
    let onkeydown = {
        let (at, take, leave, count) = (at.clone(), take.clone(), leave.clone(), picks.len());
        Callback::from(move |event: KeyboardEvent| {
            let is_plain = !event.ctrl_key() && !event.meta_key() && !event.shift_key();
            let Some(step) = step(&event.key(), *at, count).filter(|_| is_plain) else {
                return;
            };
            event.prevent_default();
            event.stop_propagation();
            match step {
                Step::To(line) => at.set(line),
                Step::Take(line) => take.emit(line),
                Step::Leave => leave.emit(()),
            }
        })
    };
    let onblur = Callback::from(move |_: FocusEvent| leave.emit(()));
    let has_help = props.hint.is_some() || !props.problems.is_empty();
    let is_open = !picks.is_empty();
    let label: Rc<str> = texts.t("common-people").as_str().into();
    html! {
        <FieldFrame id={props.id.clone()} label={props.label.clone()} hint={props.hint.clone()} problems={props.problems.clone()} optional=false>
            <span class="pf-v6-c-form-control aglis-control aglis-note-field">
                <textarea ref={node} id={props.id.clone()} data-testid={props.id.clone()} value={props.value.to_string()} rows="3"
                    {oninput} {onkeydown} {onblur} {onclick} placeholder={props.placeholder.clone()} aria-required="true"
                    aria-autocomplete={props.names.then_some("list")} aria-controls={is_open.then(|| list_id(&props.id))}
                    aria-activedescendant={is_open.then(|| line_id(&props.id, *at))}
                    aria-invalid={(!props.problems.is_empty()).then_some("true")} aria-describedby={has_help.then(|| help_of(&props.id))} />
                if is_open {
                    <PickList id={props.id.clone()} label={AttrValue::from(label)} {picks} at={*at} on_take={take} />
                }
            </span>
        </FieldFrame>
    }
}

#[cfg(test)]
mod tests {
    use model::access::{Person, Role};

    use super::{Begun, Step, begun, named, offered, step};

    fn person(id: i64, login: &str, name: &str) -> Person {
        Person {
            id: model::ids::StaffId(id),
            login: login.to_owned(),
            name: name.to_owned(),
            role: Role::Office,
        }
    }

    fn at(from: usize, to: usize, typed: &str) -> Option<Begun> {
        let typed = typed.to_owned();
        Some(Begun { from, to, typed })
    }

    #[test]
    fn a_name_begins_behind_a_blank_or_a_bracket() {
        assert_eq!(begun("@", 1), at(0, 1, ""));
        assert_eq!(begun("Tolong @Si", 10), at(7, 10, "si"));
        assert_eq!(begun("(@joko.s", 8), at(1, 8, "joko.s"));
        assert_eq!(begun("Tolong @Si ya", 10), at(7, 10, "si"));
    }

    #[test]
    fn an_address_and_what_lies_behind_the_caret_begin_none() {
        assert_eq!(begun("siti@aglis.test", 15), None);
        assert_eq!(begun("Tolong @siti ya", 15), None);
        assert_eq!(begun("Tolong @siti", 3), None);
        assert_eq!(begun("a@@b", 4), None);
        assert_eq!(begun("tanpa", 5), None);
    }

    #[test]
    fn people_are_offered_by_login_and_by_each_word_of_their_name() {
        let people = [
            person(1, "siti", "Siti Rahayu"),
            person(2, "rini.s", "Rini Sitorus"),
            person(3, "joko", "Joko"),
        ];
        let logins = |typed: &str| -> Vec<String> {
            let picks = offered(&people, typed);
            picks
                .into_iter()
                .map(|pick| pick.value.to_string())
                .collect()
        };
        assert_eq!(logins("sit"), ["siti", "rini.s"]);
        assert_eq!(logins("rah"), ["siti"]);
        assert_eq!(logins("").len(), 3);
        assert!(logins("joko").is_empty(), "it is typed to its end");
        assert!(logins("zz").is_empty());
    }

    #[test]
    fn the_name_takes_the_place_of_what_was_typed() {
        let text = "🙂 tolong @si";
        let begun = begun(text, 13).expect("a name begins");
        let (text, caret) = named(text, &begun, "siti");
        assert_eq!((text.as_str(), caret), ("🙂 tolong @siti ", 16));
        let begun = super::begun("a @s b", 4).expect("a name begins");
        let (text, caret) = named("a @s b", &begun, "siti");
        assert_eq!((text.as_str(), caret), ("a @siti b", 7));
    }

    #[test]
    fn keys_are_the_text_s_own_while_nobody_is_offered() {
        assert_eq!(step("Enter", 0, 0), None);
        assert_eq!(step("ArrowDown", 2, 3), Some(Step::To(0)));
        assert_eq!(step("ArrowUp", 0, 3), Some(Step::To(2)));
        assert_eq!(step("Tab", 1, 3), Some(Step::Take(1)));
        assert_eq!(step("a", 1, 3), None);
    }
}
