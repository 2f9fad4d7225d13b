//! Sending an invoice, or a reminder of it, over WhatsApp.

use model::{
    access::Role,
    ids::{InvoiceId, MessageId},
    messages::write::SendInvoice,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_session, use_text, use_toasts},
    widgets::{FaultNote, Icon, Menu, MenuItem},
};

/// Properties of [`Send`].
#[derive(Properties, PartialEq)]
pub struct SendProps {
    /// Which.
    pub id: InvoiceId,
    /// Whether there is still something to pay.
    pub is_payable: bool,
}

/// The menu; nothing for whoever may not, or for an invoice that asks for no money.
#[component]
pub fn Send(props: &SendProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let send = use_call::<SendInvoice>();
    if !props.is_payable || !session.is_any(&[Role::Admin, Role::Office, Role::Supervisor]) {
        return Html::default();
    }
    let item = |test_id: &'static str, reminder: bool| {
        let (send, toasts, texts, id) = (send.clone(), toasts.clone(), texts.clone(), props.id);
        let busy = send.busy;
        MenuItem::new(test_id, texts.t(test_id), move |()| {
            let (toasts, texts) = (toasts.clone(), texts.clone());
            send.run_then(SendInvoice { id, reminder }, move |_: MessageId| {
                toasts.good(texts.t("messages-waits"));
            });
        })
        .disabled(busy)
    };
    let items = vec![
        item("invoices-send-issued", false),
        item("invoices-send-reminder", true),
    ];
    html! {
        <>
            <Menu test_id="invoices-send" label={texts.t("invoices-send")} icon={Icon::Message} {items} />
            <FaultNote fault={send.fault.clone()} />
        </>
    }
}
