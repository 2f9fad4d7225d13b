//! Taking a customer out of sight, and bringing him back.

use std::rc::Rc;

use model::customers::{CustomerDetail, DeleteCustomer, Deleted, RestoreCustomer};
use yew::prelude::*;

use super::change::ChangeProps;
use crate::{
    hooks::{use_call, use_edit, use_text},
    widgets::{Button, EditDialog, FaultNote, Field, FieldKind, Icon, Kind, Picture, When},
};

/// The dialog that asks why he is deleted.
#[component]
pub fn Remove(props: &ChangeProps) -> Html {
    let texts = use_text();
    let customer = &props.customer;
    let key = format!("customers-delete-{}", customer.id);
    let edit = use_edit::<_, DeleteCustomer>(&key, customer.version, String::new);
    let on_submit = {
        let (call, done) = (edit.call.clone(), edit.saved(props.on_open.clone()));
        let request = DeleteCustomer {
            id: customer.id,
            version: edit.version,
            reason: edit.typed.clone(),
        };
        Callback::from(move |()| {
            call.run_checked(request.check().map(|_| request.clone()), done.clone());
        })
    };
    let on_close = props.on_open.reform(|()| false);
    let title = texts.t_with("customers-delete-title", &[("code", &customer.code)]);
    html! {
        <EditDialog prefix="customers-delete" {title} save={texts.t("customers-delete")} danger=true
            is_stale={edit.is_stale} busy={edit.call.busy} fault={edit.call.fault.clone()} {on_submit} on_restart={edit.restart()}
            on_discard={edit.discard(props.on_open.clone())} {on_close}>
            <p>{ texts.t("customers-delete-text") }</p>
            <Field id="customers-delete-reason" kind={FieldKind::Long} label={texts.t("common-reason")} value={edit.typed.clone()} required=true max=500
                problems={edit.call.problems("reason")} on_change={edit.field("reason", |typed: &mut String, text| *typed = text)} />
        </EditDialog>
    }
}

/// Properties of [`Gone`].
#[derive(Properties, PartialEq)]
pub struct GoneProps {
    /// As he is now.
    pub customer: Rc<CustomerDetail>,
    /// Since when and why he is out of sight.
    pub deleted: Deleted,
}

/// Says that he is deleted, and brings him back.
#[component]
pub fn Gone(props: &GoneProps) -> Html {
    let texts = use_text();
    let restore = use_call::<RestoreCustomer>();
    let on_click = {
        let (restore, id, version) = (restore.clone(), props.customer.id, props.customer.version);
        Callback::from(move |()| restore.run_then(RestoreCustomer { id, version }, |()| {}))
    };
    html! {
        <div class="aglis-note aglis-tone-warning" role="status" data-testid="customers-deleted">
            <Picture icon={Icon::Remove} />
            <div class="aglis-customer-gone">
                <p>{ texts.t("customers-deleted") }{ " " }<When at={props.deleted.at} />{ ": " }{ &props.deleted.reason }</p>
                <Button test_id="customers-restore" label={texts.t("customers-restore")} kind={Kind::Primary} icon={Icon::Again} busy={restore.busy}
                    online=true {on_click} />
                <FaultNote fault={restore.fault.clone()} />
            </div>
        </div>
    }
}
