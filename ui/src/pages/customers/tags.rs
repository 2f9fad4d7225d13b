//! Tags of a customer: taken off and put on where they stand, with those in use as suggestions.

use std::rc::Rc;

use model::{
    access::Role,
    customers::{ListTags, TAGS_MAX, TagCount, TagCustomer, tag},
    fault::Fault,
    ids::CustomerId,
    problem::Problems,
};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_remote_if, use_session, use_text, use_toasts},
    stores::toasts::{ToastAction, Tone},
    widgets::{Button, FaultNote, Field, Icon, Kind},
};

/// Suggestions at once.
const PICKS: usize = 8;

/// Properties of [`Tags`].
#[derive(Properties, PartialEq)]
pub struct TagsProps {
    /// Whose.
    pub id: CustomerId,
    /// What he has now.
    pub tags: Vec<String>,
    /// Reads him again.
    pub again: Callback<()>,
}

/// Tags in use that fit what is being typed and are not there yet, the most used first.
fn suggestions(known: &[TagCount], has: &[String], typed: &str) -> Vec<String> {
    let typed = typed.trim().to_lowercase();
    known
        .iter()
        .map(|known| known.tag.clone())
        .filter(|tag| {
            let tag = tag.to_lowercase();
            tag.contains(&typed) && !has.iter().any(|one| one.to_lowercase() == tag)
        })
        .take(PICKS)
        .collect()
}

/// The tags. Every change can be taken back from the message that tells of it.
#[component]
pub fn Tags(props: &TagsProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let may_change = use_session().is_any(&[Role::Admin, Role::Office, Role::Supervisor]);
    let typed = use_state_eq(|| None::<String>);
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let change = use_call::<TagCustomer>();
    let known = use_remote_if(typed.is_some().then_some(ListTags {}));
    let run = {
        let (change, again, texts) = (change.clone(), props.again.clone(), texts.clone());
        let (id, typed) = (props.id, typed.setter());
        Callback::from(move |(add, remove): (Vec<String>, Vec<String>)| {
            let (change, toasts, texts) = (change.clone(), toasts.clone(), texts.clone());
            let (again, typed) = (again.clone(), typed.clone());
            let request = TagCustomer { id, add, remove };
            let undo = TagCustomer {
                id,
                add: request.remove.clone(),
                remove: request.add.clone(),
            };
            change.clone().run_then(request, move |_: Vec<String>| {
                typed.set(None);
                again.emit(());
                let key = if undo.add.is_empty() {
                    "customers-tag-added"
                } else {
                    "customers-tag-removed"
                };
                let name = [undo.add.as_slice(), undo.remove.as_slice()]
                    .concat()
                    .join(", ");
                let (change, again, undo) = (change.clone(), again.clone(), undo.clone());
                let action = ToastAction {
                    label: texts.t("common-undo"),
                    is_undo: true,
                    run: Callback::from(move |()| {
                        let again = again.clone();
                        change.run_then(undo.clone(), move |_: Vec<String>| again.emit(()));
                    }),
                };
                toasts.show(
                    Tone::Good,
                    texts.t_with(key, &[("tag", &name)]),
                    Some(action),
                );
            });
        })
    };
    let add = {
        let (run, own) = (run.clone(), own.setter());
        Callback::from(move |entered: String| match tag(&entered) {
            Ok(tag) => {
                own.set(None);
                run.emit((vec![tag], Vec::new()));
            }
            Err(problem) => {
                own.set(Some(Rc::new(Fault::invalid(Problems::one("tag", problem)))));
            }
        })
    };
    let open = {
        let (typed, change, own) = (typed.setter(), change.clone(), own.setter());
        Callback::from(move |()| {
            change.clear();
            own.set(None);
            typed.set(Some(String::new()));
        })
    };
    let fault = own.as_ref().or(change.fault.as_ref()).cloned();
    let onkeydown = {
        let (add, typed) = (add.clone(), typed.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter"
                if event
                    .target_dyn_into::<web_sys::HtmlInputElement>()
                    .is_some() =>
            {
                event.prevent_default();
                add.emit((*typed).clone().unwrap_or_default());
            }
            "Escape" => {
                // The record stays open.
                event.prevent_default();
                event.stop_propagation();
                typed.set(None);
            }
            _ => {}
        })
    };
    let on_change = {
        let (typed, own) = (typed.setter(), own.setter());
        change.corrects(
            "tag",
            Callback::from(move |text: String| {
                own.set(None);
                typed.set(Some(text));
            }),
        )
    };
    let picks = match (&*typed, known.data()) {
        (Some(typed), Some(known)) => suggestions(known, &props.tags, typed),
        _ => Vec::new(),
    };
    html! {
        <div class="aglis-tags" data-testid="customers-tags" role="group" aria-label={texts.t("customers-tags")}>
            <span class="aglis-quiet">{ texts.t("customers-tags") }</span>
            { for props.tags.iter().map(|tag| {
                let (run, one) = (run.clone(), tag.clone());
                let on_click = Callback::from(move |()| run.emit((Vec::new(), vec![one.clone()])));
                html! {
                    <span class="aglis-chip" key={tag.clone()} data-testid={format!("customers-tag-{tag}")}>
                        { tag }
                        if may_change {
                            <Button test_id="customers-tag-remove" kind={Kind::Plain} icon={Icon::Close} icon_only=true online=true
                                label={texts.t_with("customers-tag-remove", &[("tag", tag)])} {on_click} />
                        }
                    </span>
                }
            }) }
            if let Some(text) = &*typed {
                <div class="aglis-tag-new" {onkeydown}>
                    <Field id="customers-tag" label={texts.t("customers-tag-new")} hint={texts.t("customers-tag-hint")} value={text.clone()} required=true
                        focus=true max=60 problems={fault.as_ref().map_or_else(Vec::new, |fault| fault.field("tag").to_vec())} {on_change} />
                    <div class="aglis-row">
                        { for picks.into_iter().map(|pick| {
                            let (add, label) = (add.clone(), pick.clone());
                            let on_click = Callback::from(move |()| add.emit(pick.clone()));
                            html! { <Button test_id="customers-tag-pick" {label} busy={change.busy} online=true {on_click} /> }
                        }) }
                    </div>
                    <FaultNote {fault} />
                </div>
            } else if may_change && props.tags.len() < TAGS_MAX {
                <Button test_id="customers-tag-add" kind={Kind::Plain} icon={Icon::Plus} label={texts.t("customers-tag-add")} online=true busy={change.busy} on_click={open} />
            }
            if typed.is_none() { <FaultNote fault={change.fault.clone()} /> }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use model::customers::TagCount;

    use super::suggestions;

    #[test]
    fn suggestions_fit_what_is_typed_and_leave_out_what_is_there() {
        let known = ["VIP", "Kos", "kantor"].map(|tag| TagCount {
            tag: tag.to_owned(),
            customers: 1,
        });
        let has = ["kos".to_owned()];
        assert_eq!(suggestions(&known, &has, ""), ["VIP", "kantor"]);
        assert_eq!(suggestions(&known, &has, " KA"), ["kantor"]);
        assert!(suggestions(&known, &has, "kos").is_empty());
    }
}
