//! The fields of an application, for taking it in and for putting it right.

use model::{
    packages::{ListPackages, ListZones},
    problem::Problem,
    registrations::CreateRegistration,
    states::Slot,
    valid,
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_remote, use_text},
    widgets::{Choice, Field, FieldKind, PhoneHint},
};

/// Properties of [`Fields`].
#[derive(Properties, PartialEq)]
pub struct FieldsProps {
    /// What is typed.
    pub typed: CreateRegistration,
    /// What is wrong with it, by field.
    pub problems: Vec<(&'static str, Vec<Problem>)>,
    /// A field got another text.
    pub on_edit: Callback<(&'static str, String)>,
    /// What the package is called that stands there and may be sold no more.
    #[prop_or_default]
    pub package: Option<AttrValue>,
    /// What is said below the identity number.
    pub nik_hint: AttrValue,
    /// Whether day and slot can be wished.
    #[prop_or(true)]
    pub wishes: bool,
}

/// All of them that can be wrong.
pub const FIELDS: [&str; 13] = [
    "name",
    "phone",
    "email",
    "nik",
    "street",
    "rt",
    "rw",
    "kelurahan",
    "kecamatan",
    "city",
    "zone",
    "package",
    "note",
];

/// Writes a field's text into what is typed.
pub fn write(typed: &mut CreateRegistration, field: &str, text: String) {
    match field {
        "name" => typed.name = text,
        "phone" => typed.phone = text,
        "email" => typed.email = text,
        "nik" => typed.nik = text,
        "street" => typed.address.street = text,
        "rt" => typed.address.rt = text,
        "rw" => typed.address.rw = text,
        "kelurahan" => typed.address.kelurahan = text,
        "kecamatan" => typed.address.kecamatan = text,
        "city" => typed.address.city = text,
        "zone" => typed.zone = text.parse().ok(),
        "package" => typed.package = text.parse().ok(),
        "preferred_date" => typed.preferred_date = text.parse().ok(),
        "preferred_slot" => typed.preferred_slot = Slot::from_name(&text),
        _ => typed.note = text,
    }
}

fn choices(texts: &Texts, all: impl IntoIterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", texts.t("common-choose")))
        .chain(all)
        .collect()
}

/// The fields.
#[component]
pub fn Fields(props: &FieldsProps) -> Html {
    let texts = use_text();
    let (packages, zones) = (use_remote(ListPackages {}), use_remote(ListZones {}));
    let new = &props.typed;
    let mut on_sale = packages.data().map_or_else(Vec::new, |all| all.to_vec());
    on_sale.sort_by_key(|one| (one.down_mbps, one.monthly_price));
    // What stands there stays a choice.
    let kept = new
        .package
        .filter(|id| on_sale.iter().all(|one| one.id != *id))
        .zip(props.package.clone())
        .map(|(id, name)| Choice::new(id.to_string(), name));
    let package_choices = choices(
        &texts,
        on_sale
            .iter()
            .map(|one| {
                Choice::new(
                    one.id.to_string(),
                    format!("{} · {}", one.name, one.monthly_price),
                )
            })
            .chain(kept),
    );
    let zones = zones.data().cloned().unwrap_or_default();
    let zone_choices = choices(
        &texts,
        zones
            .iter()
            .map(|one| Choice::new(one.id.to_string(), one.name.clone())),
    );
    let slot_choices = choices(
        &texts,
        Slot::ALL
            .iter()
            .map(|slot| Choice::new(slot.name(), texts.t(&slot.text_key()))),
    );
    let problems = |field: &str| {
        let found = props.problems.iter().find(|(of, _)| *of == field);
        found.map_or_else(Vec::new, |(_, problems)| problems.clone())
    };
    let edit = |field: &'static str| props.on_edit.reform(move |text: String| (field, text));
    // A number with a wrong date in it may still be what the card says.
    let nik_warnings: Vec<Problem> = valid::nik(&new.nik)
        .err()
        .filter(|problem| problem.code == "NIK_DATE")
        .into_iter()
        .collect();
    html! {
        <>
            <Field id="registrations-name" label={texts.t("common-name")} value={new.name.clone()} required=true
                problems={problems("name")} on_change={edit("name")} />
            <div>
                <Field id="registrations-phone" kind={FieldKind::Phone} label={texts.t("common-phone")} value={new.phone.clone()} required=true
                    placeholder="0812-3456-7890" problems={problems("phone")} on_change={edit("phone")} />
                <PhoneHint phone={new.phone.clone()} />
            </div>
            <Field id="registrations-email" label={texts.t("common-email")} value={new.email.clone()}
                problems={problems("email")} on_change={edit("email")} />
            <Field id="registrations-nik" label={texts.t("registrations-nik")} value={new.nik.clone()} hint={props.nik_hint.clone()} warnings={nik_warnings}
                problems={problems("nik")} on_change={edit("nik")} />
            <Field id="registrations-street" label={texts.t("common-street")} value={new.address.street.clone()} required=true
                problems={problems("street")} on_change={edit("street")} />
            <Field id="registrations-rt" label="RT" value={new.address.rt.clone()} problems={problems("rt")} on_change={edit("rt")} />
            <Field id="registrations-rw" label="RW" value={new.address.rw.clone()} problems={problems("rw")} on_change={edit("rw")} />
            <Field id="registrations-kelurahan" label={texts.t("common-kelurahan")} value={new.address.kelurahan.clone()}
                problems={problems("kelurahan")} on_change={edit("kelurahan")} />
            <Field id="registrations-kecamatan" label={texts.t("common-kecamatan")} value={new.address.kecamatan.clone()} required=true
                problems={problems("kecamatan")} on_change={edit("kecamatan")} />
            <Field id="registrations-city" label={texts.t("common-city")} value={new.address.city.clone()}
                problems={problems("city")} on_change={edit("city")} />
            <Field id="registrations-zone" kind={FieldKind::Select} label={texts.t("common-zone")} choices={zone_choices} required=true
                value={new.zone.map_or_else(String::new, |zone| zone.to_string())} problems={problems("zone")} on_change={edit("zone")} />
            <Field id="registrations-package" kind={FieldKind::Select} label={texts.t("common-package")} choices={package_choices} required=true
                value={new.package.map_or_else(String::new, |package| package.to_string())} problems={problems("package")} on_change={edit("package")} />
            if props.wishes {
                <Field id="registrations-date" kind={FieldKind::Date} label={texts.t("registrations-preferred")}
                    value={new.preferred_date.map_or_else(String::new, |day| day.to_string())} problems={problems("preferred_date")} on_change={edit("preferred_date")} />
                <Field id="registrations-slot" kind={FieldKind::Select} label={texts.t("registrations-slot")} choices={slot_choices}
                    value={new.preferred_slot.map_or("", Slot::name)} on_change={edit("preferred_slot")} />
            }
            <Field id="registrations-note" kind={FieldKind::Long} label={texts.t("common-note")} value={new.note.clone()}
                problems={problems("note")} on_change={edit("note")} />
        </>
    }
}
