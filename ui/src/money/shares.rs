//! The open invoices of a customer, and what each gets of his money.

use std::rc::Rc;

use model::{
    format::show_day,
    ids::InvoiceId,
    money::Rupiah,
    payments::{
        proofs::Match,
        take::{OpenInvoice, SHARES_MAX, Share, share_field},
    },
    problem::Problem,
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_text},
    widgets::{Field, FieldKind, Money},
};

/// Properties of [`Shares`].
#[derive(Properties, PartialEq)]
pub struct SharesProps {
    /// Oldest due first.
    pub invoices: Rc<Vec<OpenInvoice>>,
    /// As it is spread now.
    pub shares: Vec<Share>,
    /// What stands in the field of an invoice, where it was typed.
    pub typed: Callback<InvoiceId, Option<String>>,
    /// Problems by field.
    pub problems: Callback<String, Vec<Problem>>,
    /// Somebody gives an invoice this much.
    pub on_share: Callback<(InvoiceId, String)>,
    /// What of the money nothing gets; less than nothing where too much was given away.
    pub left: Rupiah,
    /// Key of what is said of it.
    pub left_key: &'static str,
    /// Says of each invoice how this amount fits it.
    #[prop_or_default]
    pub amount: Option<Rupiah>,
}

/// A field an invoice, and what is left.
#[component]
pub fn Shares(props: &SharesProps) -> Html {
    let texts = use_text();
    let given: Rupiah = props.shares.iter().map(|share| share.amount).sum();
    let field = |invoice: &OpenInvoice| {
        let id = invoice.id;
        let share = props.shares.iter().find(|share| share.invoice == id);
        let value = props
            .typed
            .emit(id)
            .unwrap_or_else(|| share.map_or_else(String::new, |share| share.amount.plain()));
        let due = invoice
            .due_on
            .map_or_else(String::new, |day| show_day(day, texts.locale()));
        let hint = texts.t_with(
            "money-share-hint",
            &[
                ("balance", &invoice.balance),
                ("due", &due),
                ("status", &texts.t(&invoice.status.text_key())),
            ],
        );
        let hint = match props
            .amount
            .map(|amount| Match::of(amount, invoice.balance))
        {
            Some(fit) => AttrValue::from(format!("{} · {hint}", matched(&texts, fit))),
            None => hint,
        };
        let on_change = props.on_share.reform(move |text: String| (id, text));
        html! {
            <Field key={id.0} id={format!("money-share-{id}")} kind={FieldKind::Money} label={invoice.number.clone()} {value} {hint} unmarked=true
                problems={props.problems.emit(share_field(id))} {on_change} />
        }
    };
    html! {
        <fieldset class="aglis-shares" data-testid="money-shares">
            <legend>{ texts.t("money-shares") }</legend>
            if props.invoices.is_empty() {
                <p class="aglis-quiet">{ texts.t("money-no-invoices") }</p>
            }
            <div class="aglis-two">{ for props.invoices.iter().map(field) }</div>
            if props.invoices.len() == SHARES_MAX {
                <p class="aglis-quiet">{ texts.t_with("money-more-invoices", &[("count", &SHARES_MAX)]) }</p>
            }
            <dl class="aglis-shares-sum" aria-live="polite">
                <dt>{ texts.t("money-given") }</dt><dd data-testid="money-given"><Money amount={given} /></dd>
                <dt>{ texts.t(props.left_key) }</dt><dd data-testid="money-left"><Money amount={props.left} /></dd>
            </dl>
        </fieldset>
    }
}

/// How an amount fits, in words.
fn matched(texts: &Texts, fit: Match) -> AttrValue {
    match fit {
        Match::WithCode(code) => texts.t_with(fit.text_key(), &[("code", &code)]),
        Match::Exact | Match::Part | Match::More => texts.t(fit.text_key()),
    }
}
