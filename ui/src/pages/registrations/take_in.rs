//! The form for a new registration; what is typed survives a lost connection and a locked screen.

use model::registrations::CreateRegistration;
use yew::prelude::*;

use super::fields::{FIELDS, Fields, write};
use crate::{
    hooks::{use_call_for, use_lasting_draft, use_session, use_text, use_toasts},
    route::{Area, At, Route, go},
    stores::toasts::{ToastAction, Tone},
    widgets::{Button, Form, Kind, Section},
};

/// Properties of [`TakeIn`].
#[derive(Properties, PartialEq)]
pub struct TakeInProps {
    /// Thought better of it.
    pub on_close: Callback<()>,
}

fn blank() -> CreateRegistration {
    CreateRegistration {
        name: String::new(),
        phone: String::new(),
        email: String::new(),
        nik: String::new(),
        address: Default::default(),
        zone: None,
        package: None,
        preferred_date: None,
        preferred_slot: None,
        note: String::new(),
    }
}

/// Whether so much stands in a field that it can be wrong before it is left.
fn is_filled(new: &CreateRegistration, field: &str) -> bool {
    match field {
        "name" => !new.name.is_empty(),
        "phone" => new.phone.len() > 9,
        "nik" => new.nik.len() > 15,
        "rt" => !new.address.rt.is_empty(),
        "rw" => !new.address.rw.is_empty(),
        "preferred_date" => new.preferred_date.is_some(),
        _ => false,
    }
}

/// The form.
#[component]
pub fn TakeIn(props: &TakeInProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let draft = use_lasting_draft("registration", blank);
    let create = use_call_for::<CreateRegistration>("registration");
    let new = draft.value().clone();
    let today = session.zone().day(chrono::Utc::now());
    // Only fields with something in them complain while typing; the rest waits for the answer of the server.
    let local = new.check(today).err();
    let problems = |field: &str, filled: bool| {
        let told = create.problems(field);
        match (&local, filled) {
            (Some(local), true) if told.is_empty() => local.field(field).to_vec(),
            _ => told,
        }
    };
    let on_submit = {
        let (create, draft, toasts, texts, request) = (
            create.clone(),
            draft.clone(),
            toasts.clone(),
            texts.clone(),
            new.clone(),
        );
        Callback::from(move |()| {
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            create.run_then(
                request.clone(),
                Callback::from(move |made: model::registrations::Created| {
                    draft.clear();
                    toasts.good(texts.t_with("registrations-created", &[("number", &made.number)]));
                    go(&Route::record(Area::Registrations, made.id.0));
                }),
            );
        })
    };
    let on_cancel = {
        let (draft, on_close) = (draft.clone(), props.on_close.clone());
        let (toasts, texts) = (toasts.clone(), texts.clone());
        Callback::from(move |()| {
            let is_worth_it = *draft.value() != blank();
            let back = draft.throw_away();
            if is_worth_it {
                let action = ToastAction {
                    label: texts.t("common-undo"),
                    is_undo: true,
                    run: Callback::from(move |()| {
                        back.emit(());
                        go(&Route::to(Area::Registrations, At::New));
                    }),
                };
                toasts.show(Tone::Info, texts.t("common-discarded"), Some(action));
            }
            on_close.emit(());
        })
    };
    // What was typed so far decides which fields are looked at already.
    let problems: Vec<_> = FIELDS
        .into_iter()
        .chain(["preferred_date"])
        .map(|field| (field, problems(field, is_filled(&new, field))))
        .collect();
    let on_edit = {
        let (create, draft) = (create.clone(), draft.clone());
        Callback::from(move |(field, text): (&'static str, String)| {
            let change = move |new: &mut CreateRegistration, text| write(new, field, text);
            create.corrects(field, draft.edit(change)).emit(text);
        })
    };
    let actions = html! {
        <>
            <Button test_id="registrations-save" label={texts.t("registrations-save")} kind={Kind::Primary} submit=true busy={create.busy} online=true />
            <Button test_id="registrations-cancel" label={texts.t("common-cancel")} on_click={on_cancel} />
        </>
    };
    html! {
        <Section title={texts.t("registrations-new")}>
            <Form test_id="registrations-form" {on_submit} fault={create.fault.clone()} {actions} class="aglis-two-columns">
                <Fields typed={new.clone()} {problems} {on_edit} nik_hint={texts.t("registrations-nik-hint")} />
            </Form>
        </Section>
    }
}
