//! Recording money for an invoice.

use std::rc::Rc;

use model::{access::Role, billing::InvoiceDetail};
use yew::prelude::*;

use crate::{
    hooks::{use_session, use_text},
    money::TakeMoney,
    widgets::{Button, Kind},
};

/// Properties of [`Pay`].
#[derive(Properties, PartialEq)]
pub struct PayProps {
    /// As it is shown.
    pub invoice: Rc<InvoiceDetail>,
}

/// The button and its form; nothing for an invoice that takes no money.
#[component]
pub fn Pay(props: &PayProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let open = use_state_eq(|| false);
    if !props.invoice.status.is_payable() || !session.is_any(&[Role::Admin, Role::Office]) {
        return html! {};
    }
    let turn = |is_open: bool| {
        let open = open.setter();
        Callback::from(move |()| open.set(is_open))
    };
    html! {
        <>
            <Button test_id="invoices-pay" label={texts.t("invoices-pay")} kind={Kind::Primary} online=true on_click={turn(true)} />
            if *open {
                <TakeMoney customer={props.invoice.customer.0} invoice={props.invoice.id} on_close={turn(false)} />
            }
        </>
    }
}
