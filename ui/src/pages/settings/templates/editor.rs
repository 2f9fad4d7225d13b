//! One text: written with place-holders, and its message beside it as it would arrive.

use std::rc::Rc;

use model::{
    fault::Fault,
    templates::{
        Gaps, LENGTH_MAX, PlaceHolder, SaveTemplate, ShowTemplateValues, Template, Values, check,
        fill,
    },
};
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::{
    bubble::Bubble,
    insert::insert,
    test_send::TestSend,
    try_on::{TryOn, subject},
    versions::Versions,
};
use crate::{
    hooks::{use_call, use_draft, use_remote_if, use_text, use_toasts},
    widgets::{Button, Field, FieldKind, Form, Kind, Pick, When},
};

/// Id of the text area.
const BODY: &str = "templates-body";

/// Properties of [`Editor`].
#[derive(Properties, PartialEq)]
pub(super) struct EditorProps {
    /// The version that counts.
    pub template: Template,
    /// Whether the person may change it.
    pub may_write: bool,
    /// Reads the texts again.
    pub again: Callback<()>,
}

fn started(template: &Template) -> SaveTemplate {
    SaveTemplate {
        name: template.name,
        language: template.language,
        seen: template.version,
        body: template.body.clone(),
    }
}

/// The editor.
#[component]
pub(super) fn Editor(props: &EditorProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let template = &props.template;
    let key = format!(
        "settings-template-{}-{}",
        template.name.name(),
        template.language.code()
    );
    let start = template.clone();
    let draft = use_draft(&key, move || started(&start));
    let typed = draft.value().clone();
    let checked = check(template.name, &typed.body);
    let is_changed = checked.as_ref() != Ok(&template.body);
    {
        // What was saved is no draft any more once it counts. Only then: a blank typed at the end must not be taken away.
        let (draft, is_over) = (draft.clone(), !is_changed && draft.is_begun());
        use_effect_with(template.version, move |_| {
            if is_over {
                draft.clear();
            }
        });
    }
    let save = use_call::<SaveTemplate>();
    let asking = use_state_eq(|| false);
    let chosen = use_state_eq(|| None::<Pick>);
    let subject = chosen
        .as_ref()
        .and_then(|pick| subject(template.name.about(), pick));
    let values = use_remote_if(subject.map(|subject| ShowTemplateValues {
        language: template.language,
        subject,
    }));
    // Looked at while somebody types: what is wrong shows before it is sent.
    let own = checked
        .err()
        .filter(|_| is_changed)
        .map(|problems| Rc::new(Fault::invalid(problems)));
    let problems = own.as_ref().map_or_else(
        || save.problems("body"),
        |fault| fault.field("body").to_vec(),
    );
    let on_submit = {
        let (save, draft, texts) = (save.clone(), draft.clone(), texts.clone());
        let (request, is_sound, again) = (typed.clone(), own.is_none(), props.again.clone());
        Callback::from(move |()| {
            if !is_sound {
                return;
            }
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            let again = again.clone();
            save.run_then(request.clone(), move |version: i32| {
                draft.change(move |typed| typed.seen = version);
                toasts.good(texts.t_with("templates-saved", &[("version", &version)]));
                again.emit(());
            });
        })
    };
    let on_insert = {
        let draft = draft.clone();
        Callback::from(move |place: PlaceHolder| {
            let what = format!("{{{}}}", place.name());
            let Some(area) = text_area() else { return };
            let place_of = |at: Result<Option<u32>, _>| at.ok().flatten().unwrap_or(u32::MAX);
            let (from, to) = (
                place_of(area.selection_start()),
                place_of(area.selection_end()),
            );
            let (text, caret) = insert(&area.value(), from, to, &what);
            area.set_value(&text);
            // Fails only for elements without a caret.
            let _ = area.focus();
            let _ = area.set_selection_range(caret, caret);
            draft.change(move |typed| typed.body = text);
        })
    };
    let on_discard = {
        let (draft, save) = (draft.clone(), save.clone());
        Callback::from(move |()| {
            draft.clear();
            save.clear();
        })
    };
    let set_asking = |is_open: bool| {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(is_open))
    };
    let on_back = {
        let (draft, again) = (draft.clone(), props.again.clone());
        Callback::from(move |()| {
            draft.clear();
            again.emit(());
        })
    };
    let on_choose = {
        let chosen = chosen.setter();
        Callback::from(move |pick: Option<Pick>| chosen.set(pick))
    };
    let nothing = Values::new();
    let values_now = values.data().map_or(&nothing, |values| values.as_ref());
    let gaps = if subject.is_some() {
        Gaps::Shown(template.language)
    } else {
        Gaps::Examples(template.language)
    };
    let filled = fill(&typed.body, values_now, gaps);
    let length = typed.body.trim().chars().count();
    let count = texts.t_with(
        "templates-length",
        &[
            (
                "count",
                &texts.grouped(i64::try_from(length).unwrap_or(i64::MAX)),
            ),
            ("max", &texts.grouped(LENGTH_MAX as i64)),
        ],
    );
    let actions = html! {
        <>
            if props.may_write {
                <Button test_id="templates-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} disabled={!is_changed || own.is_some()} online=true />
                if is_changed { <Button test_id="templates-discard" label={texts.t("common-discard")} on_click={on_discard} /> }
            }
            <Button test_id="templates-history" label={texts.t("templates-versions")} on_click={set_asking(true)} />
        </>
    };
    let who = template
        .changed_by
        .clone()
        .unwrap_or_else(|| "AGLIS".to_owned());
    html! {
        <div class="aglis-template">
            <Form test_id="templates-form" {on_submit} {actions} fault={save.fault.clone()}>
                <p>{ texts.t(&format!("{}-when", template.name.text_key())) }</p>
                <p class="aglis-quiet">{ texts.t_with("templates-version", &[("version", &template.version)]) }{ " · " }{ who }{ " · " }<When at={template.changed_at} /></p>
                if typed.seen != template.version && is_changed {
                    <p class="aglis-note aglis-tone-warning" data-testid="templates-newer">{ texts.t("templates-newer") }</p>
                }
                <Field id={BODY} kind={FieldKind::Long} label={texts.t("templates-body")} hint={texts.t("templates-body-hint")} value={typed.body.clone()} required=true
                    disabled={!props.may_write} {problems} on_change={draft.edit(|typed: &mut SaveTemplate, text| typed.body = text)} />
                <p class={classes!("aglis-figures", "aglis-quiet", (length > LENGTH_MAX).then_some("aglis-late"))} data-testid="templates-count">{ count }</p>
                if props.may_write {
                    <div class="aglis-chips" role="group" aria-label={texts.t("templates-places")} data-testid="templates-places">
                        { for template.name.place_holders().iter().map(|place| chip(*place, texts.t(&place.text_key()), &on_insert)) }
                    </div>
                }
            </Form>
            <section class="aglis-template-look" aria-label={texts.t("templates-look")}>
                <TryOn about={template.name.about()} chosen={(*chosen).clone()} {on_choose} />
                { match filled {
                    Ok(text) => html! { <Bubble test_id="templates-bubble" {text} /> },
                    Err(problem) => html! { <p class="aglis-quiet" data-testid="templates-no-look">{ texts.problem(&problem) }</p> },
                } }
                <p class="aglis-quiet">{ texts.t(if subject.is_some() { "templates-look-real" } else { "templates-look-example" }) }</p>
                if props.may_write { <TestSend name={template.name} language={template.language} /> }
            </section>
            if *asking {
                <Versions template={template.clone()} may_write={props.may_write} {on_back} on_close={set_asking(false)} />
            }
        </div>
    }
}

fn chip(place: PlaceHolder, told: AttrValue, on_insert: &Callback<PlaceHolder>) -> Html {
    let on_insert = on_insert.clone();
    let onclick = Callback::from(move |_: MouseEvent| on_insert.emit(place));
    html! {
        <button key={place.name()} type="button" class="aglis-place" title={told.clone()} aria-label={format!("{{{}}}: {told}", place.name())}
            data-testid={format!("templates-place-{}", place.name())} {onclick}>{ format!("{{{}}}", place.name()) }</button>
    }
}

fn text_area() -> Option<HtmlTextAreaElement> {
    gloo_utils::document()
        .get_element_by_id(BODY)
        .and_then(|element| element.dyn_into().ok())
}
