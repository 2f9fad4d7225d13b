//! The form for a new registration; what is typed survives a lost connection and a locked screen.

use model::{
    ids::{PackageId, ZoneId},
    packages::{ListPackages, ListZones},
    registrations::CreateRegistration,
    states::Slot,
    valid,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call_for, use_lasting_draft, use_remote, use_session, use_text, use_toasts},
    route::{Area, At, Route, go},
    stores::toasts::{ToastAction, Tone},
    widgets::{Button, Choice, Field, FieldKind, Form, Kind, Section},
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

/// The form.
#[component]
pub fn TakeIn(props: &TakeInProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let draft = use_lasting_draft("registration", blank);
    let create = use_call_for::<CreateRegistration>("registration");
    let packages = use_remote(ListPackages {});
    let zones = use_remote(ListZones {});
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
    let choices = |all: Vec<Choice>| {
        std::iter::once(Choice::new("", texts.t("common-choose")))
            .chain(all)
            .collect::<Vec<_>>()
    };
    let package_choices = choices(packages.data().map_or_else(Vec::new, |all| {
        all.iter()
            .map(|one| {
                Choice::new(
                    one.id.to_string(),
                    format!("{} · {}", one.name, one.monthly_price),
                )
            })
            .collect()
    }));
    let zone_choices = choices(zones.data().map_or_else(Vec::new, |all| {
        all.iter()
            .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
            .collect()
    }));
    let slot_choices = choices(
        Slot::ALL
            .iter()
            .map(|slot| Choice::new(slot.name(), texts.t(&slot.text_key())))
            .collect(),
    );
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
    let edit = |field, change: fn(&mut CreateRegistration, String)| {
        create.corrects(field, draft.edit(change))
    };
    // A number with a wrong date in it may still be what the card says.
    let nik_warnings = valid::nik(&new.nik)
        .err()
        .filter(|problem| problem.code == "NIK_DATE");
    let actions = html! {
        <>
            <Button test_id="registrations-save" label={texts.t("registrations-save")} kind={Kind::Primary} submit=true busy={create.busy} online=true />
            <Button test_id="registrations-cancel" label={texts.t("common-cancel")} on_click={on_cancel} />
        </>
    };
    html! {
        <Section title={texts.t("registrations-new")}>
            <Form test_id="registrations-form" {on_submit} fault={create.fault.clone()} {actions} class="aglis-two-columns">
                <Field id="registrations-name" label={texts.t("common-name")} value={new.name.clone()} required=true
                    problems={problems("name", !new.name.is_empty())} on_change={edit("name", |new, text| new.name = text)} />
                <Field id="registrations-phone" kind={FieldKind::Phone} label={texts.t("common-phone")} value={new.phone.clone()} required=true
                    placeholder="0812-3456-7890" problems={problems("phone", new.phone.len() > 9)} on_change={edit("phone", |new, text| new.phone = text)} />
                <Field id="registrations-email" label={texts.t("common-email")} value={new.email.clone()}
                    problems={problems("email", false)} on_change={edit("email", |new, text| new.email = text)} />
                <Field id="registrations-nik" label={texts.t("registrations-nik")} value={new.nik.clone()} hint={texts.t("registrations-nik-hint")} warnings={nik_warnings.into_iter().collect::<Vec<_>>()}
                    problems={problems("nik", new.nik.len() > 15)} on_change={edit("nik", |new, text| new.nik = text)} />
                <Field id="registrations-street" label={texts.t("common-street")} value={new.address.street.clone()} required=true
                    problems={problems("street", false)} on_change={edit("street", |new, text| new.address.street = text)} />
                <Field id="registrations-rt" label="RT" value={new.address.rt.clone()}
                    problems={problems("rt", !new.address.rt.is_empty())} on_change={edit("rt", |new, text| new.address.rt = text)} />
                <Field id="registrations-rw" label="RW" value={new.address.rw.clone()}
                    problems={problems("rw", !new.address.rw.is_empty())} on_change={edit("rw", |new, text| new.address.rw = text)} />
                <Field id="registrations-kelurahan" label={texts.t("common-kelurahan")} value={new.address.kelurahan.clone()}
                    problems={problems("kelurahan", false)} on_change={edit("kelurahan", |new, text| new.address.kelurahan = text)} />
                <Field id="registrations-kecamatan" label={texts.t("common-kecamatan")} value={new.address.kecamatan.clone()} required=true
                    problems={problems("kecamatan", false)} on_change={edit("kecamatan", |new, text| new.address.kecamatan = text)} />
                <Field id="registrations-city" label={texts.t("common-city")} value={new.address.city.clone()}
                    problems={problems("city", false)} on_change={edit("city", |new, text| new.address.city = text)} />
                <Field id="registrations-zone" kind={FieldKind::Select} label={texts.t("common-zone")} choices={zone_choices} required=true
                    value={new.zone.map_or_else(String::new, |zone| zone.to_string())} problems={problems("zone", false)}
                    on_change={edit("zone", |new, text| new.zone = text.parse::<ZoneId>().ok())} />
                <Field id="registrations-package" kind={FieldKind::Select} label={texts.t("common-package")} choices={package_choices} required=true
                    value={new.package.map_or_else(String::new, |package| package.to_string())} problems={problems("package", false)}
                    on_change={edit("package", |new, text| new.package = text.parse::<PackageId>().ok())} />
                <Field id="registrations-date" kind={FieldKind::Date} label={texts.t("registrations-preferred")}
                    value={new.preferred_date.map_or_else(String::new, |day| day.to_string())} problems={problems("preferred_date", new.preferred_date.is_some())}
                    on_change={edit("preferred_date", |new, text| new.preferred_date = text.parse().ok())} />
                <Field id="registrations-slot" kind={FieldKind::Select} label={texts.t("registrations-slot")} choices={slot_choices}
                    value={new.preferred_slot.map_or("", Slot::name)} on_change={edit("preferred_slot", |new, text| new.preferred_slot = Slot::from_name(&text))} />
                <Field id="registrations-note" kind={FieldKind::Long} label={texts.t("common-note")} value={new.note.clone()}
                    problems={problems("note", false)} on_change={edit("note", |new, text| new.note = text)} />
            </Form>
        </Section>
    }
}
