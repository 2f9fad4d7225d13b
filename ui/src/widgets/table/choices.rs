//! The values a filter offers: given with the column, or looked up when they are asked for.

use gloo_timers::callback::Timeout;
use model::{
    access::ListColleagues,
    customers::ListTags,
    list::ListValues,
    packages::{ListCatalogue, ListZones},
    tickets::choices::ListTicketCategories,
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::column::{Filtering, Kept};
use crate::{
    hooks::{use_remote_if, use_session, use_text},
    widgets::field::{Choice, Field},
};

/// From so many choices on, they are searched.
const MANY: usize = 12;
/// A search waits this many milliseconds for the next letter.
const PAUSE: u32 = 180;

/// The choices; none while they are looked up. `search` narrows those that are found by typing; without it, they are not
/// looked up, because such a value is its own label.
#[hook]
pub(super) fn use_choices(
    filtering: &Filtering,
    none: Option<&'static str>,
    search: Option<String>,
) -> Option<Vec<Choice>> {
    let (texts, session) = (use_text(), use_session());
    let kept = match filtering {
        Filtering::Kept(kept) => Some(*kept),
        _ => None,
    };
    let is = |one: Kept| kept == Some(one);
    let zones = use_remote_if(is(Kept::Zones).then_some(ListZones {}));
    let packages = use_remote_if(is(Kept::Packages).then_some(ListCatalogue {}));
    let tags = use_remote_if(is(Kept::Tags).then_some(ListTags {}));
    let sorts = use_remote_if(is(Kept::Categories).then_some(ListTicketCategories {}));
    let leads = use_remote_if(is(Kept::Leads).then_some(ListColleagues {
        role: None,
        also_left: true,
    }));
    let words = use_remote_if(match (kept, search) {
        (Some(Kept::Words { list, column }), Some(search)) => Some(ListValues {
            list: list.to_owned(),
            column: column.to_owned(),
            search,
        }),
        _ => None,
    });
    let same = |word: &String| Choice::new(word.clone(), word.clone());
    let me = session.me.id;
    let found: Option<Vec<Choice>> = match (filtering, kept) {
        (Filtering::Choices(choices), _) => Some(choices.clone()),
        (_, Some(Kept::Zones)) => zones
            .data()
            .map(|all| all.iter().map(|one| same(&one.name)).collect()),
        (_, Some(Kept::Packages)) => packages
            .data()
            .map(|all| all.iter().map(|one| same(&one.name)).collect()),
        (_, Some(Kept::Tags)) => tags
            .data()
            .map(|all| all.iter().map(|one| same(&one.tag)).collect()),
        (_, Some(Kept::Categories)) => sorts.data().map(|all| {
            let words = all.iter().map(|one| &one.category.word);
            words
                .map(|word| Choice::new(word.code.clone(), word.text(texts.locale()).to_owned()))
                .collect()
        }),
        (_, Some(Kept::Leads)) => leads.data().map(|all| {
            let mut all: Vec<_> = all.iter().collect();
            all.sort_by_key(|one| one.id != me);
            all.into_iter()
                .map(|one| {
                    let label = if one.id == me {
                        format!("{} ({})", one.name, texts.t("tickets-me"))
                    } else {
                        one.name.clone()
                    };
                    Choice::new(one.id.to_string(), label)
                })
                .collect()
        }),
        (_, Some(Kept::Words { .. })) => words.data().map(|all| all.iter().map(same).collect()),
        (_, None) => None,
    };
    let none = none.map(|key| Choice::new("", texts.t(key)));
    match (found, none) {
        (None, None) => None,
        (found, none) => Some(none.into_iter().chain(found.unwrap_or_default()).collect()),
    }
}

/// A value whose label is not known yet, or no more: words speak for themselves, the number of a record says nothing.
pub(super) fn unknown(filtering: &Filtering, value: &str) -> String {
    if matches!(filtering, Filtering::Kept(Kept::Leads)) {
        "…".to_owned()
    } else {
        value.to_owned()
    }
}

/// Properties of [`Chooser`].
#[derive(Properties, PartialEq)]
pub(super) struct ChooserProps {
    /// Name of the list.
    pub list: &'static str,
    pub filtering: Filtering,
    pub none: Option<&'static str>,
    pub values: Vec<String>,
    pub on_values: Callback<Vec<String>>,
}

/// The values as boxes, with a search where there are many. What is chosen stays in sight.
#[component]
pub(super) fn Chooser(props: &ChooserProps) -> Html {
    let texts = use_text();
    let (typed, search) = (use_state_eq(String::new), use_state_eq(String::new));
    let waiting = use_mut_ref(|| None::<Timeout>);
    let is_asked = matches!(props.filtering, Filtering::Kept(Kept::Words { .. }));
    let found = use_choices(&props.filtering, props.none, Some((*search).clone()));
    let is_awaited = found.is_none();
    let all = found.unwrap_or_default();
    let on_type = {
        let typed = typed.setter();
        Callback::from(move |text: String| {
            typed.set(text.clone());
            let search = search.setter();
            *waiting.borrow_mut() = Some(Timeout::new(PAUSE, move || search.set(text)));
        })
    };
    let wanted = typed.trim().to_lowercase();
    let is_chosen = |value: &str| props.values.iter().any(|one| one == value);
    // Chosen on an earlier day, or by another search: it must be possible to take it out again.
    let others = props
        .values
        .iter()
        .filter(|value| all.iter().all(|choice| choice.value != **value))
        .map(|value| Choice::new(value.clone(), unknown(&props.filtering, value)))
        .filter(|_| !is_awaited || is_asked);
    let shown: Vec<Choice> = others
        .chain(all.iter().cloned())
        .filter(|choice| {
            is_chosen(&choice.value) || is_asked || choice.label.to_lowercase().contains(&wanted)
        })
        .collect();
    let boxes = shown.iter().map(|choice| {
        let (values, on_values) = (props.values.clone(), props.on_values.clone());
        let (checked, value) = (is_chosen(&choice.value), choice.value.to_string());
        let onchange = Callback::from(move |event: Event| {
            let chosen = event
                .target_dyn_into::<HtmlInputElement>()
                .is_some_and(|input| input.checked());
            let mut next = values.clone();
            next.retain(|other| *other != value);
            if chosen {
                next.push(value.clone());
            }
            on_values.emit(next);
        });
        html! {
            <label key={choice.value.to_string()}>
                <input type="checkbox" {checked} {onchange} data-testid={format!("{}-choice-{}", props.list, choice.value)} />{ &choice.label }
            </label>
        }
    });
    html! {
        <>
            if is_asked || all.len() > MANY {
                <Field id={format!("{}-choice-search", props.list)} label={texts.t("list-choice-search")} value={(*typed).clone()} on_change={on_type} focus=true max=200 />
            }
            <div class="aglis-checks" data-testid={format!("{}-choices", props.list)}>{ for boxes }</div>
            if is_awaited { <p class="aglis-quiet" role="status">{ texts.t("common-loading") }</p> }
            else if shown.is_empty() { <p class="aglis-quiet">{ texts.t("list-nothing-found") }</p> }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::{Filtering, Kept, unknown};

    #[test]
    fn a_number_of_a_record_is_never_shown() {
        assert_eq!(unknown(&Filtering::Kept(Kept::Leads), "7"), "…");
        assert_eq!(unknown(&Filtering::Kept(Kept::Zones), "Utara"), "Utara");
    }
}
