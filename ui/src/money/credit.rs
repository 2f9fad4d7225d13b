//! Using credit of a customer for his open invoices.

use std::{collections::BTreeMap, rc::Rc};

use model::{
    ids::{CustomerId, InvoiceId},
    money::Rupiah,
    payments::take::{CreditUsed, OpenMoney, ShowOpenMoney, UseCredit, spread},
};
use yew::prelude::*;

use super::{shares::Shares, typed::read_shares};
use crate::{
    hooks::{use_checked_call_for, use_lasting_draft, use_remote, use_text, use_toasts},
    widgets::{Button, Dialog, Form, Kind, RemoteView, SkeletonShape},
};

/// Properties of [`UseMoney`].
#[derive(Properties, PartialEq)]
pub struct UseMoneyProps {
    /// Whose.
    pub customer: CustomerId,
    /// Closed, used or not.
    pub on_close: Callback<()>,
}

/// The dialog: the credit goes to the oldest invoices first, and each can be changed.
#[component]
pub fn UseMoney(props: &UseMoneyProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let customer = props.customer;
    let form = format!("money-credit-{customer}");
    let draft = use_lasting_draft(&form, BTreeMap::<InvoiceId, String>::new);
    let call = use_checked_call_for::<UseCredit>(&form);
    let remote = use_remote(ShowOpenMoney { customer });
    let money = remote.data().cloned();
    let spread_now = |money: &OpenMoney| {
        let (typed, problems) = read_shares(draft.value(), &money.invoices);
        let shares = spread(money.credit, &money.invoices, &typed, None, true);
        (shares, problems)
    };
    let on_cancel = {
        let (draft, call, on_close) = (draft.clone(), call.clone(), props.on_close.clone());
        Callback::from(move |()| {
            draft.clear();
            call.clear();
            on_close.emit(());
        })
    };
    let checked = money.as_deref().map(|money| {
        let (shares, problems) = spread_now(money);
        problems.into_result().and_then(|()| {
            let request = UseCredit { customer, shares };
            request.check().map(|()| request)
        })
    });
    let on_submit = {
        let (call, draft, texts) = (call.clone(), draft.clone(), texts.clone());
        let on_close = props.on_close.clone();
        Callback::from(move |()| {
            let Some(checked) = checked.clone() else {
                return;
            };
            let (draft, on_close) = (draft.clone(), on_close.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            call.run_checked(checked, move |done: CreditUsed| {
                draft.clear();
                on_close.emit(());
                let said = [
                    ("used", &done.used as &dyn std::fmt::Display),
                    ("credit", &done.credit),
                ];
                toasts.good(texts.t_with("money-used", &said));
            });
        })
    };
    let on_share = {
        let (draft, call) = (draft.clone(), call.clone());
        Callback::from(move |(invoice, text): (InvoiceId, String)| {
            call.clear();
            draft.change(move |typed| {
                typed.insert(invoice, text);
            });
        })
    };
    let actions = html! {
        <>
            <Button test_id="money-use-confirm" label={texts.t("money-use")} kind={Kind::Primary} submit=true busy={call.busy} disabled={money.is_none()} online=true />
            <Button test_id="money-use-cancel" label={texts.t("common-cancel")} on_click={on_cancel} />
        </>
    };
    let view = {
        let (texts, call, typed) = (texts.clone(), call.clone(), draft.value().clone());
        let shown = {
            let typed = typed.clone();
            Callback::from(move |id: InvoiceId| typed.get(&id).cloned())
        };
        Callback::from(move |money: Rc<OpenMoney>| {
            let (read, _) = read_shares(&typed, &money.invoices);
            let shares = spread(money.credit, &money.invoices, &read, None, true);
            let given: Rupiah = shares.iter().map(|share| share.amount).sum();
            let left = Rupiah(money.credit.0.saturating_sub(given.0));
            let problems = {
                let call = call.clone();
                Callback::from(move |field: String| call.problems(&field))
            };
            html! {
                <>
                    <p>{ texts.t_with("money-use-text", &[("credit", &money.credit)]) }</p>
                    <Shares invoices={Rc::new(money.invoices.clone())} {shares} typed={shown.clone()} {problems} on_share={on_share.clone()} {left} left_key="money-stays-credit" />
                </>
            }
        })
    };
    html! {
        <Dialog test_id="money-use-dialog" title={texts.t("money-use")} wide=true on_close={props.on_close.clone()}>
            <Form test_id="money-use-form" {on_submit} {actions} fault={call.fault.clone()}>
                <RemoteView<OpenMoney> {remote} {view} shape={SkeletonShape::Lines} />
            </Form>
        </Dialog>
    }
}
