//! Company data: what stands on invoices and in the masthead.

use model::settings::{Company, SaveCompany, ShowCompany};
use serde::{Deserialize, Serialize};
use yew::prelude::*;

use super::{company_accounts::Accounts, logo::LogoSection};
use crate::{
    hooks::{use_call_for, use_lasting_draft, use_remote, use_text, use_toasts},
    stores::toasts::{ToastAction, Tone},
    widgets::{Button, Choice, Field, FieldKind, Form, Kind, RemoteView, Section, SkeletonShape},
};

/// The tab.
#[component]
pub fn CompanyTab() -> Html {
    let remote = use_remote(ShowCompany {});
    let view = Callback::from(
        |company: std::rc::Rc<Company>| html! { <CompanyForm company={(*company).clone()} /> },
    );
    html! { <><RemoteView<Company> {remote} {view} shape={SkeletonShape::Record} /><LogoSection /></> }
}

#[derive(Properties, PartialEq)]
struct CompanyFormProps {
    company: Company,
}

/// The company data as typed, and as they were when the typing began.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Typed {
    since: Company,
    now: Company,
}

#[component]
fn CompanyForm(props: &CompanyFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let start = props.company.clone();
    let draft = use_lasting_draft("company", move || Typed {
        since: start.clone(),
        now: start.clone(),
    });
    let save = use_call_for::<SaveCompany>("company");
    let company = draft.value().now.clone();
    let is_sent = use_mut_ref(|| false);
    {
        let is_sent = is_sent.clone();
        use_effect_with(save.fault.clone(), move |fault| {
            if fault.is_some() {
                is_sent.replace(false);
            }
        });
    }
    {
        let (draft, is_sent) = (draft.clone(), is_sent.clone());
        let (toasts, texts) = (toasts.clone(), texts.clone());
        use_effect_with(props.company.clone(), move |fresh| {
            if !draft.is_begun() || draft.value().since == *fresh {
                return;
            }
            if is_sent.replace(false) || draft.value().now == *fresh {
                // The answer to our own saving.
                return draft.clear();
            }
            // Somebody else saved meanwhile; sending the old copy would undo it.
            let (back, typed) = (draft.clone(), draft.value().now.clone());
            let since = fresh.clone();
            let action = ToastAction {
                label: texts.t("settings-keep-mine"),
                is_undo: false,
                run: Callback::from(move |()| {
                    back.set(Typed {
                        since: since.clone(),
                        now: typed.clone(),
                    });
                }),
            };
            draft.clear();
            toasts.show(Tone::Warning, texts.t("settings-changed"), Some(action));
        });
    }
    let on_submit = {
        let (save, texts, draft) = (save.clone(), texts.clone(), draft.clone());
        let (toasts, company) = (toasts.clone(), company.clone());
        Callback::from(move |()| {
            let (toasts, texts, draft) = (toasts.clone(), texts.clone(), draft.clone());
            is_sent.replace(true);
            let is_sent = is_sent.clone();
            save.run_then(
                SaveCompany {
                    company: company.clone(),
                },
                Callback::from(move |()| {
                    toasts.good(texts.t("common-saved"));
                    // What is the same as before is not read anew. All else is dropped when the fresh data is here.
                    if draft.value().now == draft.value().since {
                        is_sent.replace(false);
                        draft.clear();
                    }
                }),
            );
        })
    };
    let on_discard = {
        let (save, draft, texts) = (save.clone(), draft.clone(), texts.clone());
        Callback::from(move |()| {
            save.clear();
            let action = ToastAction {
                label: texts.t("common-undo"),
                is_undo: true,
                run: draft.throw_away(),
            };
            toasts.show(Tone::Info, texts.t("common-discarded"), Some(action));
        })
    };
    let zones = [
        ("Asia/Jakarta", "WIB"),
        ("Asia/Makassar", "WITA"),
        ("Asia/Jayapura", "WIT"),
    ]
    .map(|(zone, label)| Choice::new(zone, label))
    .to_vec();
    let actions = html! {
        <>
            <Button test_id="settings-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            if company != props.company { <Button test_id="settings-discard" label={texts.t("common-discard")} on_click={on_discard} /> }
        </>
    };
    let on_accounts = draft.edit(|typed: &mut Typed, accounts| typed.now.bank_accounts = accounts);
    let edit = |field, change: fn(&mut Company, String)| {
        save.corrects(
            field,
            draft.edit(move |typed: &mut Typed, text| change(&mut typed.now, text)),
        )
    };
    html! {
        <Section title={texts.t("settings-company")}>
            <Form test_id="settings-form" {on_submit} fault={save.fault.clone()} {actions} class="aglis-two-columns">
                <Field id="settings-name" label={texts.t("settings-name")} value={company.name.clone()} required=true problems={save.problems("name")} on_change={edit("name", |c, text| c.name = text)} />
                <Field id="settings-npwp" label="NPWP" value={company.npwp.clone()} on_change={edit("npwp", |c, text| c.npwp = text)} />
                <Field id="settings-phone" label={texts.t("common-phone")} value={company.phone.clone()} on_change={edit("phone", |c, text| c.phone = text)} />
                <Field id="settings-email" label={texts.t("common-email")} value={company.email.clone()} problems={save.problems("email")} on_change={edit("email", |c, text| c.email = text)} />
                <Field id="settings-zone" kind={FieldKind::Select} label={texts.t("settings-zone")} required=true choices={zones} value={company.time_zone.clone()} problems={save.problems("time_zone")} on_change={edit("time_zone", |c, text| c.time_zone = text)} />
                <Field id="settings-address" kind={FieldKind::Long} label={texts.t("common-address")} value={company.address.clone()} problems={save.problems("address")} on_change={edit("address", |c, text| c.address = text)} />
                <Field id="settings-qris" kind={FieldKind::Long} label={texts.t("settings-qris")} hint={texts.t("settings-qris-hint")} value={company.qris.clone()} problems={save.problems("qris")} on_change={edit("qris", |c, text| c.qris = text)} />
                <Accounts accounts={company.bank_accounts.clone()} save={save.clone()} on_change={on_accounts} />
            </Form>
        </Section>
    }
}
