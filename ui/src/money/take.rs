//! Recording money that came in from a customer; what is typed survives a stray click, a locked screen and a page loaded anew.

use std::rc::Rc;

use model::{
    ids::{CustomerId, InvoiceId},
    money::Rupiah,
    payments::take::{OpenMoney, ShowOpenMoney, TakePayment, Taken},
    states::PaymentMethod,
};
use yew::prelude::*;

use super::{
    shares::Shares,
    typed::{Rest, Typed},
};
use crate::{
    hooks::{
        RemoteState, use_checked_call_for, use_lasting_draft, use_remote_if, use_session, use_text,
        use_toasts,
    },
    widgets::{
        Button, Choice, CustomerPick, Dialog, FaultNote, Field, FieldKind, Form, Icon, Kind, Pick,
        Picture,
    },
};

/// Properties of [`TakeMoney`].
#[derive(Properties, PartialEq)]
pub struct TakeMoneyProps {
    /// From whom; asked for where nobody is named.
    #[prop_or_default]
    pub customer: Option<CustomerId>,
    /// The invoice it came for.
    #[prop_or_default]
    pub invoice: Option<InvoiceId>,
    /// Closed, recorded or not.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn TakeMoney(props: &TakeMoneyProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let first = props.invoice;
    let form = match (first, props.customer) {
        (Some(invoice), _) => format!("money-invoice-{invoice}"),
        (None, Some(customer)) => format!("money-customer-{customer}"),
        (None, None) => "money-new".to_owned(),
    };
    let draft = use_lasting_draft(&form, Typed::blank);
    let take = use_checked_call_for::<TakePayment>(&form);
    let typed = draft.value().clone();
    let customer = props.customer.or(typed.customer);
    let remote = use_remote_if(customer.map(|customer| ShowOpenMoney { customer }));
    let money = remote
        .data()
        .filter(|money| Some(money.customer.0) == customer)
        .cloned();
    let today = session.zone().day(chrono::Utc::now());
    let on_cancel = {
        let (draft, take, on_close) = (draft.clone(), take.clone(), props.on_close.clone());
        Callback::from(move |()| {
            draft.clear();
            take.clear();
            on_close.emit(());
        })
    };
    let on_submit = {
        let (typed, money, take, draft) =
            (typed.clone(), money.clone(), take.clone(), draft.clone());
        let (on_close, texts) = (props.on_close.clone(), texts.clone());
        Callback::from(move |()| {
            let Some(money) = &money else {
                return;
            };
            let (draft, on_close) = (draft.clone(), on_close.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            take.run_checked(typed.request(money, first, today), move |taken: Taken| {
                draft.clear();
                on_close.emit(());
                let key = if taken.credit > Rupiah::ZERO {
                    "money-taken-credit"
                } else {
                    "money-taken"
                };
                toasts.good(
                    texts.t_with(key, &[("number", &taken.number), ("credit", &taken.credit)]),
                );
            });
        })
    };
    let on_choose = draft.edit(|typed: &mut Typed, pick: Option<Pick>| {
        typed.customer = pick.and_then(|pick| pick.value.parse().ok());
        typed.shares.clear();
    });
    let chosen = typed.customer.map(|id| Pick {
        value: id.to_string().into(),
        label: money.as_ref().map_or_else(
            || AttrValue::from("…"),
            |money| format!("{} · {}", money.customer.2, money.customer.1).into(),
        ),
        detail: AttrValue::default(),
    });
    let edit = |field, change: fn(&mut Typed, String)| take.corrects(field, draft.edit(change));
    let on_share = {
        let (draft, take) = (draft.clone(), take.clone());
        Callback::from(move |(invoice, text): (InvoiceId, String)| {
            take.clear();
            draft.change(move |typed| {
                typed.shares.insert(invoice, text);
            });
        })
    };
    let fault = match &remote.state {
        RemoteState::Failed(fault) if customer.is_some() => Some(fault.clone()),
        _ => take.fault.clone(),
    };
    let actions = html! {
        <>
            <Button test_id="money-take-confirm" label={texts.t("money-take")} kind={Kind::Primary} submit=true busy={take.busy} disabled={money.is_none()} online=true />
            <Button test_id="money-take-cancel" label={texts.t("common-cancel")} on_click={on_cancel} />
        </>
    };
    let methods: Vec<_> = PaymentMethod::ALL
        .iter()
        .map(|one| Choice::new(one.name(), texts.t(&one.text_key())))
        .collect();
    let spread = money.map(|money| {
        let of = first.and_then(|id| money.invoices.iter().find(|one| one.id == id));
        let amount = typed.amount_shown(of);
        let shares = typed.shares(&money, first);
        let given: Rupiah = shares.iter().map(|share| share.amount).sum();
        let came = Rupiah::parse(&amount).unwrap_or(Rupiah::ZERO);
        let left = Rupiah(came.0.saturating_sub(given.0));
        let asks_rest = typed.asks_rest(&money, first);
        let shown = {
            let typed = typed.clone();
            Callback::from(move |id: InvoiceId| typed.shares.get(&id).cloned())
        };
        let problems = {
            let take = take.clone();
            Callback::from(move |field: String| take.problems(&field))
        };
        html! {
            <>
                <div class="aglis-two">
                    <Field id="money-amount" kind={FieldKind::Money} label={texts.t("invoices-amount")} value={amount} required=true problems={take.problems("amount")}
                        hint={owes(&texts, &money)} on_change={edit("amount", |typed, text| typed.amount = Some(text))} />
                    <Field id="money-method" kind={FieldKind::Select} label={texts.t("invoices-method")} value={typed.method.name()} choices={methods} required=true
                        on_change={edit("method", |typed, name| typed.method = PaymentMethod::from_name(&name).unwrap_or(PaymentMethod::Cash))} />
                    <Field id="money-day" kind={FieldKind::Date} label={texts.t("invoices-received")} value={typed.day_shown(today)} required=true problems={take.problems("received_on")}
                        on_change={edit("received_on", |typed, text| typed.day = Some(text))} />
                    <Field id="money-reference" label={texts.t("invoices-reference")} value={typed.reference.clone()} problems={take.problems("reference")} max=200
                        on_change={edit("reference", |typed, text| typed.reference = text)} />
                </div>
                if asks_rest {
                    <Field id="money-rest" kind={FieldKind::Select} label={texts.t("money-rest")} required=true problems={take.problems("rest")}
                        value={rest_name(typed.rest)} choices={vec![
                            Choice::new("", texts.t("common-choose")),
                            Choice::new(rest_name(Some(Rest::Spread)), texts.t("money-rest-spread")),
                            Choice::new(rest_name(Some(Rest::Keep)), texts.t("money-rest-keep")),
                        ]}
                        on_change={edit("rest", |typed, name| typed.rest = [Rest::Spread, Rest::Keep].into_iter().find(|one| rest_name(Some(*one)) == name))} />
                }
                <Shares invoices={Rc::new(money.invoices.clone())} {shares} typed={shown} {problems} {on_share} {left} left_key="money-becomes-credit" />
                if left > Rupiah::ZERO {
                    <div class="aglis-note aglis-tone-warning" role="status" data-testid="money-credit">
                        <Picture icon={Icon::Info} /><p>{ texts.t_with("money-credit-text", &[("credit", &left)]) }</p>
                    </div>
                }
            </>
        }
    });
    html! {
        <Dialog test_id="money-take-dialog" title={texts.t("money-take")} wide=true on_close={props.on_close.clone()}>
            <Form test_id="money-take-form" {on_submit} {actions} fault={take.fault.clone()}>
                if props.customer.is_none() {
                    <CustomerPick id="money-customer" {chosen} {on_choose} required=true focus=true />
                }
                if take.fault.is_none() { <FaultNote {fault} /> }
                { spread }
            </Form>
        </Dialog>
    }
}

fn owes(texts: &crate::hooks::Texts, money: &Rc<OpenMoney>) -> AttrValue {
    let said = [
        ("outstanding", &money.outstanding as &dyn std::fmt::Display),
        ("credit", &money.credit),
    ];
    texts.t_with("money-owes", &said)
}

fn rest_name(rest: Option<Rest>) -> &'static str {
    match rest {
        Some(Rest::Spread) => "spread",
        Some(Rest::Keep) => "keep",
        None => "",
    }
}
