//! Withdrawing an invoice that nobody has paid, with the reason.

use std::rc::Rc;

use model::{
    access::Role,
    billing::{InvoiceDetail, VoidInvoice},
    money::Rupiah,
    states::InvoiceStatus,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_session, use_text, use_toasts},
    widgets::{Confirm, Icon, Menu, MenuItem},
};

/// Properties of [`Withdraw`].
#[derive(Properties)]
pub struct WithdrawProps {
    /// As it is shown.
    pub invoice: Rc<InvoiceDetail>,
    /// Reads it again.
    pub again: Callback<()>,
}

impl PartialEq for WithdrawProps {
    fn eq(&self, other: &Self) -> bool {
        self.invoice == other.invoice
    }
}

/// The menu and its question; nothing for whoever may not, or for an invoice with money on it.
#[component]
pub fn Withdraw(props: &WithdrawProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let withdraw = use_call::<VoidInvoice>();
    let asking = use_state_eq(|| false);
    let invoice = &props.invoice;
    let is_unpaid = invoice.paid == Rupiah(0)
        && matches!(
            invoice.status,
            InvoiceStatus::Draft | InvoiceStatus::Issued | InvoiceStatus::Overdue
        );
    if !is_unpaid || !session.is_any(&[Role::Admin]) {
        return Html::default();
    }
    let ask = |asks: bool| {
        let (asking, withdraw) = (asking.setter(), withdraw.clone());
        Callback::from(move |()| {
            withdraw.clear();
            asking.set(asks);
        })
    };
    let on_confirm = {
        let (withdraw, asking, texts) = (withdraw.clone(), asking.setter(), texts.clone());
        let (again, number) = (props.again.clone(), invoice.number.clone());
        let (id, version) = (invoice.id, invoice.version);
        Callback::from(move |reason: String| {
            let (asking, again, number) = (asking.clone(), again.clone(), number.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            withdraw.run_then(
                VoidInvoice {
                    id,
                    version,
                    reason,
                },
                move |()| {
                    asking.set(false);
                    toasts.good(texts.t_with("invoices-voided", &[("number", &number)]));
                    again.emit(());
                },
            );
        })
    };
    let items = vec![
        MenuItem::new("invoices-void", texts.t("invoices-void"), ask(true))
            .icon(Icon::Stop)
            .danger(),
    ];
    html! {
        <>
            <Menu test_id="invoices-more" label={texts.t("common-more")} icon={Icon::More} icon_only=true {items} />
            if *asking {
                <Confirm test_id="invoices-void-dialog" title={texts.t("invoices-void")} label={texts.t("invoices-void")} danger=true with_reason=true
                    text={texts.t_with("invoices-void-text", &[("number", &invoice.number), ("total", &invoice.total)])}
                    of={invoice.id.to_string()} busy={withdraw.busy} fault={withdraw.fault.clone()} {on_confirm} on_close={ask(false)} />
            }
        </>
    }
}
