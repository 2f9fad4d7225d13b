//! One proof, large, beside what its customer owes.

use std::{collections::BTreeMap, rc::Rc};

use model::{
    ids::{InvoiceId, PaymentId},
    money::Rupiah,
    payments::{
        proofs::{Proof, RejectProof, ShowProof, VerifyProof, best_match},
        take::spread,
    },
    states::PaymentStatus,
    tickets::ShowAttachment,
};
use yew::prelude::*;

use crate::{
    hooks::{
        Texts, use_call, use_checked_call, use_hotkeys, use_lasting_draft, use_remote,
        use_remote_if, use_text, use_toasts,
    },
    money::{Shares, read_shares},
    route::{Area, Route},
    widgets::{
        AttachmentView, Button, Confirm, Fact, Facts, FaultNote, Icon, Kind, Money, Picture,
        RemoteView, SkeletonShape, StatusLabel, StatusLabelProps, When,
    },
};

/// Properties of [`Inspect`].
#[derive(Properties, PartialEq)]
pub struct InspectProps {
    /// Which.
    pub id: PaymentId,
    /// Whether he may accept or refuse it.
    pub may_check: bool,
    /// It is being settled.
    pub on_settled: Callback<()>,
}

/// The proof and what is done with it; `v` accepts it, `r` refuses it.
#[component]
pub fn Inspect(props: &InspectProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let remote = use_remote(ShowProof { id: props.id });
    let draft = use_lasting_draft(
        &format!("payments-proof-{}", props.id),
        BTreeMap::<InvoiceId, String>::new,
    );
    let verify = use_checked_call::<VerifyProof>();
    let reject = use_call::<RejectProof>();
    let refusing = use_state_eq(|| false);
    let proof = remote.data().cloned();
    let waits = proof
        .as_ref()
        .is_some_and(|proof| proof.status == PaymentStatus::Pending)
        && props.may_check;
    let request = proof.as_deref().map(|proof| {
        let left = proof.amount - proof.given;
        let (typed, problems) = read_shares(draft.value(), &proof.money.invoices);
        let first = best_match(left, &proof.money.invoices);
        let request = VerifyProof {
            id: proof.id,
            version: proof.version,
            shares: spread(left, &proof.money.invoices, &typed, first, true),
        };
        let checked = problems
            .into_result()
            .and_then(|()| request.check(left).map(|()| request.clone()));
        (request, checked)
    });
    let on_verify = {
        let (verify, draft, texts) = (verify.clone(), draft.clone(), texts.clone());
        let checked = request.as_ref().map(|(_, checked)| checked.clone());
        let (on_settled, toasts) = (props.on_settled.clone(), toasts.clone());
        let number = proof.as_ref().map(|proof| proof.number.clone());
        Callback::from(move |()| {
            let (Some(checked), true, Some(number)) = (checked.clone(), waits, number.clone())
            else {
                return;
            };
            on_settled.emit(());
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            verify.run_checked(checked, move |()| {
                draft.clear();
                toasts.good(texts.t_with("payments-proof-verified", &[("number", &number)]));
            });
        })
    };
    let ask = |asks: bool| {
        let (refusing, reject) = (refusing.setter(), reject.clone());
        Callback::from(move |()| {
            reject.clear();
            refusing.set(asks && waits);
        })
    };
    use_hotkeys(vec![("v", on_verify.clone()), ("r", ask(true))]);
    let on_reject = {
        let (reject, refusing, texts) = (reject.clone(), refusing.setter(), texts.clone());
        let (on_settled, proof) = (props.on_settled.clone(), proof.clone());
        Callback::from(move |reason: String| {
            let Some(proof) = &proof else {
                return;
            };
            on_settled.emit(());
            let (refusing, toasts, texts) = (refusing.clone(), toasts.clone(), texts.clone());
            let number = proof.number.clone();
            let request = RejectProof {
                id: proof.id,
                version: proof.version,
                reason,
            };
            reject.run_then(request, move |()| {
                refusing.set(false);
                toasts.good(texts.t_with("payments-proof-rejected", &[("number", &number)]));
            });
        })
    };
    let on_share = {
        let (draft, verify) = (draft.clone(), verify.clone());
        Callback::from(move |(invoice, text): (InvoiceId, String)| {
            verify.clear();
            draft.change(move |typed| {
                typed.insert(invoice, text);
            });
        })
    };
    let dialog = proof.as_ref().filter(|_| *refusing).map(|proof| {
        html! {
            <Confirm test_id="payments-proof-reject-dialog" title={texts.t("payments-proof-reject")} label={texts.t("payments-proof-reject")} danger=true with_reason=true
                text={texts.t_with("payments-proof-reject-text", &[("number", &proof.number), ("amount", &proof.amount)])} of={proof.id.to_string()}
                busy={reject.busy} fault={reject.fault.clone()} on_confirm={on_reject} on_close={ask(false)} />
        }
    });
    let view = {
        let (texts, verify, typed) = (texts.clone(), verify.clone(), draft.value().clone());
        let (may_check, on_reject) = (props.may_check, ask(true));
        let shares = request
            .map(|(request, _)| request.shares)
            .unwrap_or_default();
        Callback::from(move |proof: Rc<Proof>| {
            let given: Rupiah = shares.iter().map(|share| share.amount).sum();
            let amount = proof.amount - proof.given;
            let left = Rupiah(amount.0.saturating_sub(given.0));
            let shown = {
                let typed = typed.clone();
                Callback::from(move |id: InvoiceId| typed.get(&id).cloned())
            };
            let problems = {
                let verify = verify.clone();
                Callback::from(move |field: String| verify.problems(&field))
            };
            html! {
                <article class="aglis-proof" data-testid="payments-proof">
                    <Paper proof={proof.clone()} />
                    <div>
                        <h2>{ &proof.number }{ " " }<StatusLabel ..StatusLabelProps::from(proof.status) /></h2>
                        <Facts facts={facts(&texts, &proof)} />
                        { doubles(&texts, &proof) }
                        if may_check && proof.status == PaymentStatus::Pending {
                            <Shares invoices={Rc::new(proof.money.invoices.clone())} shares={shares.clone()} typed={shown} {problems} on_share={on_share.clone()}
                                {left} left_key="money-becomes-credit" {amount} />
                            <FaultNote fault={verify.fault.clone()} />
                            <div class="aglis-form-actions">
                                <Button test_id="payments-proof-verify" label={texts.t("payments-proof-verify")} kind={Kind::Primary} icon={Icon::Done}
                                    busy={verify.busy} online=true on_click={on_verify.clone()} />
                                <Button test_id="payments-proof-reject" label={texts.t("payments-proof-reject")} online=true on_click={on_reject.clone()} />
                            </div>
                        }
                    </div>
                </article>
            }
        })
    };
    html! { <><RemoteView<Proof> {remote} {view} shape={SkeletonShape::Record} />{ dialog }</> }
}

fn facts(texts: &Texts, proof: &Proof) -> Vec<Fact> {
    let (id, code, name) = &proof.money.customer;
    vec![
        Fact::new(
            texts.t("common-customer"),
            html! { <a href={Route::record(Area::Customers, id.0).hash()}>{ format!("{name} · {code}") }</a> },
        ),
        Fact::new(
            texts.t("invoices-amount"),
            html! { <strong><Money amount={proof.amount} /></strong> },
        ),
        Fact::text(
            texts.t("invoices-method"),
            &texts.t(&proof.method.text_key()),
        ),
        Fact::new(
            texts.t("payments-received"),
            html! { <When at={proof.received_at} /> },
        ),
        Fact::text(
            texts.t("invoices-reference"),
            proof.reference.as_deref().unwrap_or_default(),
        ),
        Fact::text(
            texts.t("payments-recorded-by"),
            proof.recorded_by.as_deref().unwrap_or_default(),
        ),
    ]
}

/// The same proof came before: that is said where nobody overlooks it.
fn doubles(texts: &Texts, proof: &Proof) -> Html {
    if proof.doubles.is_empty() {
        return Html::default();
    }
    html! {
        <div class="aglis-note aglis-tone-warning" role="alert" data-testid="payments-proof-doubles">
            <Picture icon={Icon::Warning} />
            <div>
                <p>{ texts.t("payments-proof-doubles") }</p>
                <ul>{ for proof.doubles.iter().map(|double| html! {
                    <li key={double.payment.0}>
                        <a href={Route::record(Area::Payments, double.payment.0).hash()}>{ &double.number }</a>{ format!(" · {} · ", double.customer) }
                        { texts.t(if double.is_same { "payments-proof-same" } else { "payments-proof-alike" }) }{ " " }
                        <StatusLabel ..StatusLabelProps::from(double.status) />
                    </li>
                }) }</ul>
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct PaperProps {
    proof: Rc<Proof>,
}

/// The picture as large as there is room; a document is only saved.
#[component]
fn Paper(props: &PaperProps) -> Html {
    let texts = use_text();
    let file = props.proof.file.clone();
    let picture = file
        .as_ref()
        .filter(|file| file.mime.starts_with("image/"))
        .map(|file| ShowAttachment { id: file.id });
    let is_picture = picture.is_some();
    let remote = use_remote_if(picture);
    let Some(file) = file else {
        return html! { <p class="aglis-quiet aglis-proof-paper">{ texts.t("payments-proof-none") }</p> };
    };
    html! {
        <figure class="aglis-proof-paper">
            if let Some(content) = remote.data() {
                <img data-testid="payments-proof-picture" alt={file.name.clone()} src={format!("data:{};base64,{}", content.mime, content.base64)} />
            } else if is_picture {
                <p class="aglis-quiet">{ texts.t("common-loading") }</p>
            } else {
                <ul class="aglis-entries"><AttachmentView {file} /></ul>
            }
        </figure>
    }
}
