//! Writing down that a customer promised to pay (janji bayar).

use chrono::Days;
use model::{
    access::Role,
    collection::{PromisePayment, ShowCollection},
    ids::CustomerId,
    money::Rupiah,
    problem::{Problem, Problems},
};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_draft, use_remote_if, use_session, use_text, use_toasts},
    widgets::{Button, Dialog, Field, FieldKind, Form, Icon, Kind},
};

/// So many days ahead is what most people promise.
const USUAL: u64 = 3;

/// Properties of [`PromiseDialog`].
#[derive(Properties, PartialEq)]
pub struct PromiseDialogProps {
    /// Who.
    pub customer: CustomerId,
    /// His name.
    pub name: String,
    /// What is late.
    pub late: Rupiah,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

#[derive(Clone, PartialEq)]
struct Typed {
    until: String,
    amount: String,
    note: String,
}

impl Typed {
    fn request(&self, customer: CustomerId) -> Result<PromisePayment, Problems> {
        let mut problems = Problems::none();
        let until = problems.check(
            "until",
            self.until.parse().map_err(|_| Problem::new("DATE_INVALID")),
        );
        let amount = if self.amount.trim().is_empty() {
            None
        } else {
            problems.check("amount", Rupiah::parse(&self.amount))
        };
        problems.into_result()?;
        Ok(PromisePayment {
            customer,
            until: until.unwrap_or_default(),
            amount,
            note: self.note.clone(),
        })
    }
}

/// The dialog.
#[component]
pub fn PromiseDialog(props: &PromiseDialogProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let today = use_session().zone().day(chrono::Utc::now());
    let customer = props.customer;
    let draft = use_draft(&format!("collection-promise-{customer}"), move || Typed {
        until: (today + Days::new(USUAL)).to_string(),
        amount: String::new(),
        note: String::new(),
    });
    let typed = draft.value().clone();
    let call = use_checked_call::<PromisePayment>();
    let on_submit = {
        let (call, draft, on_close) = (call.clone(), draft.clone(), props.on_close.clone());
        let (texts, typed) = (texts.clone(), typed.clone());
        Callback::from(move |()| {
            let (draft, on_close) = (draft.clone(), on_close.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            let checked = typed.request(customer).and_then(|request| {
                request.check(today)?;
                Ok(request)
            });
            call.run_checked(checked, move |()| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
                on_close.emit(());
            });
        })
    };
    let actions = html! {
        <>
            <Button test_id="collection-promise-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={call.busy} online=true />
            <Button test_id="collection-promise-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="collection-promise-dialog" title={texts.t_with("collection-promise-title", &[("name", &props.name)])} on_close={props.on_close.clone()}>
            <Form test_id="collection-promise-form" {on_submit} {actions} fault={call.fault.clone()}>
                <p>{ texts.t("collection-promise-text") }</p>
                <Field id="collection-promise-until" kind={FieldKind::Date} label={texts.t("collection-until")} value={typed.until.clone()} required=true focus=true
                    problems={call.problems("until")} on_change={call.corrects("until", draft.edit(|typed: &mut Typed, text| typed.until = text))} />
                <Field id="collection-promise-amount" kind={FieldKind::Money} label={texts.t("collection-amount")} value={typed.amount.clone()}
                    hint={texts.t_with("collection-amount-hint", &[("late", &props.late)])} problems={call.problems("amount")}
                    on_change={call.corrects("amount", draft.edit(|typed: &mut Typed, text| typed.amount = text))} />
                <Field id="collection-promise-note" kind={FieldKind::Long} label={texts.t("collection-note")} value={typed.note.clone()} max=500
                    problems={call.problems("note")} on_change={call.corrects("note", draft.edit(|typed: &mut Typed, text| typed.note = text))} />
            </Form>
        </Dialog>
    }
}

/// Properties of [`PromiseButton`].
#[derive(Properties, PartialEq)]
pub struct PromiseButtonProps {
    /// Who.
    pub customer: CustomerId,
    /// His name.
    pub name: String,
}

/// The button with its dialog, where something of the customer is late; the promise that stands beside it.
#[component]
pub fn PromiseButton(props: &PromiseButtonProps) -> Html {
    let texts = use_text();
    let session = use_session();
    let may_see = session.is_any(&[Role::Admin, Role::Office, Role::Supervisor]);
    let remote = use_remote_if(may_see.then_some(ShowCollection {
        customer: props.customer,
    }));
    let open = use_state_eq(|| false);
    let Some(known) = remote.data() else {
        return Html::default();
    };
    let standing = known.standing().map(|promise| {
        let day = model::format::show_day(promise.until, texts.locale());
        texts.t_with("collection-promise-until", &[("day", &day)])
    });
    let may_act = session.is_any(&[Role::Admin, Role::Office]) && known.late > Rupiah::ZERO;
    let on_open = {
        let open = open.setter();
        Callback::from(move |is_open: bool| open.set(is_open))
    };
    html! {
        <>
            if let Some(standing) = standing { <span class="aglis-chip" data-testid="collection-standing">{ standing }</span> }
            if may_act {
                <Button test_id="collection-promise" label={texts.t("collection-promise")} icon={Icon::Waiting} online=true on_click={on_open.reform(|()| true)} />
            }
            if *open { <PromiseDialog customer={props.customer} name={props.name.clone()} late={known.late} on_close={on_open.reform(|()| false)} /> }
        </>
    }
}
