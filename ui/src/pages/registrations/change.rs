//! Putting right what stands in an application.

use std::rc::Rc;

use model::{
    phone::Phone,
    registrations::{ChangeRegistration, CreateRegistration, RegistrationDetail},
};
use yew::prelude::*;

use super::fields::{FIELDS, Fields, write};
use crate::{
    hooks::{use_edit, use_session, use_text},
    widgets::EditDialog,
};

/// Properties of [`Change`].
#[derive(Properties, PartialEq)]
pub struct ChangeProps {
    /// As it is now.
    pub record: Rc<RegistrationDetail>,
    /// Opens and closes the dialog.
    pub on_open: Callback<bool>,
}

fn as_it_is(record: &RegistrationDetail) -> CreateRegistration {
    CreateRegistration {
        name: record.name.clone(),
        phone: Phone::stored(&record.phone).to_string(),
        email: record.email.clone().unwrap_or_default(),
        nik: String::new(),
        address: record.address.clone(),
        zone: Some(record.zone_id),
        package: Some(record.package_id),
        preferred_date: record.preferred_date,
        preferred_slot: record.preferred_slot,
        note: record.note.clone(),
    }
}

/// The dialog.
#[component]
pub fn Change(props: &ChangeProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let (record, start) = (&props.record, props.record.clone());
    let key = format!("registrations-change-{}", record.id);
    let edit = use_edit::<_, ChangeRegistration>(&key, record.version, move || as_it_is(&start));
    let today = session.zone().day(chrono::Utc::now());
    let on_submit = {
        let (call, done) = (edit.call.clone(), edit.saved(props.on_open.clone()));
        let kept = record.preferred_date;
        let request = ChangeRegistration {
            id: record.id,
            version: edit.version,
            to: edit.typed.clone(),
        };
        Callback::from(move |()| {
            let checked = request.check(today, kept).map(|_| request.clone());
            call.run_checked(checked, done.clone());
        })
    };
    let problems: Vec<_> = FIELDS
        .into_iter()
        .chain(["preferred_date"])
        .map(|field| (field, edit.call.problems(field)))
        .collect();
    let on_edit = {
        let edit = FIELDS
            .into_iter()
            .chain(["preferred_date", "preferred_slot"])
            .map(|field| {
                let change = move |typed: &mut CreateRegistration, text| write(typed, field, text);
                (field, edit.field(field, change))
            })
            .collect::<Vec<_>>();
        Callback::from(move |(field, text): (&'static str, String)| {
            if let Some((_, change)) = edit.iter().find(|(of, _)| *of == field) {
                change.emit(text);
            }
        })
    };
    let nik_hint = match &record.nik_masked {
        Some(masked) => texts.t_with("common-nik-kept", &[("masked", masked)]),
        None => texts.t("registrations-nik-hint"),
    };
    let on_close = props.on_open.reform(|()| false);
    html! {
        <EditDialog prefix="registrations-change" title={texts.t_with("registrations-change-title", &[("number", &record.number)])}
            is_stale={edit.is_stale} busy={edit.call.busy} fault={edit.call.fault.clone()} {on_submit} on_restart={edit.restart()}
            on_discard={edit.discard(props.on_open.clone())} {on_close}>
            <div class="aglis-two">
                <Fields typed={edit.typed.clone()} {problems} {on_edit} package={record.package.clone()} {nik_hint} wishes={record.technician.is_none()} />
            </div>
        </EditDialog>
    }
}
