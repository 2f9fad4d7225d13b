//! Taking a verified payment back, with the reason.

use std::rc::Rc;

use model::{
    access::Role,
    money::Rupiah,
    payments::{Allocation, PaymentDetail, take::ReversePayment},
    states::{InvoiceStatus, PaymentStatus},
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_session, use_text, use_toasts},
    widgets::{Confirm, Icon, Menu, MenuItem},
};

/// Properties of [`Reverse`].
#[derive(Properties)]
pub struct ReverseProps {
    /// As it is shown.
    pub payment: Rc<PaymentDetail>,
    /// Reads it again.
    pub again: Callback<()>,
}

impl PartialEq for ReverseProps {
    fn eq(&self, other: &Self) -> bool {
        self.payment == other.payment
    }
}

/// The menu and its question, which says what it does; nothing for whoever may not, or for money that does not count.
#[component]
pub fn Reverse(props: &ReverseProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let reverse = use_call::<ReversePayment>();
    let asking = use_state_eq(|| false);
    let payment = &props.payment;
    if payment.status != PaymentStatus::Verified || !session.is_any(&[Role::Admin]) {
        return Html::default();
    }
    let ask = |asks: bool| {
        let (asking, reverse) = (asking.setter(), reverse.clone());
        Callback::from(move |()| {
            reverse.clear();
            asking.set(asks);
        })
    };
    let opens: Vec<&Allocation> = payment
        .allocations
        .iter()
        .filter(|part| part.status != InvoiceStatus::Void)
        .collect();
    let given: Rupiah = opens.iter().map(|part| part.amount).sum();
    let left = payment.amount - given;
    let numbers: Vec<&str> = opens.iter().map(|part| part.number.as_str()).collect();
    let said = [
        ("number", &payment.number as &dyn std::fmt::Display),
        ("amount", &payment.amount),
        ("invoices", &numbers.join(", ")),
        ("credit", &left),
    ];
    let text = texts.t_with(
        match (opens.is_empty(), left > Rupiah::ZERO) {
            (false, false) => "payments-reverse-opens",
            (false, true) => "payments-reverse-opens-credit",
            (true, _) => "payments-reverse-credit",
        },
        &said,
    );
    let on_confirm = {
        let (reverse, asking, texts) = (reverse.clone(), asking.setter(), texts.clone());
        let (again, number) = (props.again.clone(), payment.number.clone());
        let (id, version) = (payment.id, payment.version);
        let opens: Vec<_> = opens.iter().map(|part| part.invoice).collect();
        Callback::from(move |reason: String| {
            let (asking, again, number) = (asking.clone(), again.clone(), number.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            let request = ReversePayment {
                id,
                version,
                opens: opens.clone(),
                reason,
            };
            reverse.run_then(request, move |()| {
                asking.set(false);
                toasts.good(texts.t_with("payments-reversed", &[("number", &number)]));
                again.emit(());
            });
        })
    };
    let items = vec![
        MenuItem::new("payments-reverse", texts.t("payments-reverse"), ask(true))
            .icon(Icon::Stop)
            .danger(),
    ];
    html! {
        <>
            <Menu test_id="payments-more" label={texts.t("common-more")} icon={Icon::More} icon_only=true {items} />
            if *asking {
                <Confirm test_id="payments-reverse-dialog" title={texts.t("payments-reverse")} label={texts.t("payments-reverse")} danger=true with_reason=true
                    {text} of={payment.id.to_string()} busy={reverse.busy} fault={reverse.fault.clone()} {on_confirm} on_close={ask(false)} />
            }
        </>
    }
}
