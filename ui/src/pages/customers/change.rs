//! Putting right who a customer is and how he is reached.

use std::rc::Rc;

use model::{
    customers::{ChangeCustomer, CustomerDetail},
    packages::ListZones,
    phone::Phone,
    problem::Problem,
    valid,
};
use yew::prelude::*;

use crate::{
    hooks::{use_edit, use_remote, use_text},
    widgets::{Choice, EditDialog, Field, FieldKind, PhoneHint},
};

/// Properties of [`Change`].
#[derive(Properties, PartialEq)]
pub struct ChangeProps {
    /// As he is now.
    pub customer: Rc<CustomerDetail>,
    /// Opens and closes the dialog.
    pub on_open: Callback<bool>,
}

fn as_it_is(customer: &CustomerDetail) -> ChangeCustomer {
    let shown = |phone: &Option<String>| {
        let phone = phone.as_deref();
        phone.map_or_else(String::new, |phone| Phone::stored(phone).to_string())
    };
    ChangeCustomer {
        id: customer.id,
        version: customer.version,
        name: customer.name.clone(),
        phone: shown(&customer.phone),
        other_phone: shown(&customer.other_phone),
        email: customer.email.clone().unwrap_or_default(),
        nik: String::new(),
        zone: Some(customer.zone_id),
    }
}

/// The dialog.
#[component]
pub fn Change(props: &ChangeProps) -> Html {
    let texts = use_text();
    let (customer, start) = (&props.customer, props.customer.clone());
    let key = format!("customers-change-{}", customer.id);
    let edit = use_edit::<_, ChangeCustomer>(&key, customer.version, move || as_it_is(&start));
    let typed = &edit.typed;
    let zones = use_remote(ListZones {});
    let zones = zones.data().cloned().unwrap_or_default();
    let on_submit = {
        let (call, done) = (edit.call.clone(), edit.saved(props.on_open.clone()));
        let request = ChangeCustomer {
            version: edit.version,
            ..typed.clone()
        };
        Callback::from(move |()| {
            call.run_checked(request.check().map(|_| request.clone()), done.clone());
        })
    };
    let problems = |field: &str| edit.call.problems(field);
    let choices: Vec<_> = zones
        .iter()
        .map(|zone| Choice::new(zone.id.to_string(), zone.name.clone()))
        .collect();
    let nik_hint = match &customer.nik_masked {
        Some(masked) => texts.t_with("common-nik-kept", &[("masked", masked)]),
        None => texts.t("registrations-nik-hint"),
    };
    let nik_warnings: Vec<Problem> = valid::nik(&typed.nik)
        .err()
        .filter(|problem| problem.code == "NIK_DATE")
        .into_iter()
        .collect();
    let on_close = props.on_open.reform(|()| false);
    html! {
        <EditDialog prefix="customers-change" title={texts.t_with("customers-change-title", &[("code", &customer.code)])}
            is_stale={edit.is_stale} busy={edit.call.busy} fault={edit.call.fault.clone()} {on_submit} on_restart={edit.restart()}
            on_discard={edit.discard(props.on_open.clone())} {on_close}>
            <div class="aglis-two">
                <Field id="customers-name" label={texts.t("common-name")} value={typed.name.clone()} required=true problems={problems("name")}
                    on_change={edit.field("name", |typed: &mut ChangeCustomer, text| typed.name = text)} />
                <div>
                    <Field id="customers-phone" kind={FieldKind::Phone} label={texts.t("common-phone")} value={typed.phone.clone()} placeholder="0812-3456-7890"
                        hint={texts.t("customers-phone-hint")} problems={problems("phone")}
                        on_change={edit.field("phone", |typed: &mut ChangeCustomer, text| typed.phone = text)} />
                    <PhoneHint phone={typed.phone.clone()} but={customer.id} />
                </div>
                <div>
                    <Field id="customers-other-phone" kind={FieldKind::Phone} label={texts.t("common-other-phone")} value={typed.other_phone.clone()} placeholder="0812-3456-7890"
                        problems={problems("other_phone")} on_change={edit.field("other_phone", |typed: &mut ChangeCustomer, text| typed.other_phone = text)} />
                    <PhoneHint phone={typed.other_phone.clone()} but={customer.id} />
                </div>
                <Field id="customers-email" label={texts.t("common-email")} value={typed.email.clone()} problems={problems("email")}
                    on_change={edit.field("email", |typed: &mut ChangeCustomer, text| typed.email = text)} />
                <Field id="customers-nik" label={texts.t("registrations-nik")} value={typed.nik.clone()} hint={nik_hint} warnings={nik_warnings} problems={problems("nik")}
                    on_change={edit.field("nik", |typed: &mut ChangeCustomer, text| typed.nik = text)} />
                <Field id="customers-zone" kind={FieldKind::Select} label={texts.t("common-zone")} {choices} required=true
                    value={typed.zone.map_or_else(String::new, |zone| zone.to_string())} problems={problems("zone")}
                    on_change={edit.field("zone", |typed: &mut ChangeCustomer, text: String| typed.zone = text.parse().ok())} />
            </div>
        </EditDialog>
    }
}
