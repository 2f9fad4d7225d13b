//! Company data: what stands on invoices and in the masthead.

use model::settings::{BankAccount, Company, SaveCompany, ShowCompany};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_draft, use_remote, use_text, use_toasts},
    widgets::{
        Button, Choice, Field, FieldKind, Form, Icon, Kind, PageHeader, RemoteView, Section,
        SkeletonShape,
    },
};

/// The page.
#[component]
pub fn SettingsPage() -> Html {
    let texts = use_text();
    let remote = use_remote(ShowCompany {});
    let view = Callback::from(
        |company: std::rc::Rc<Company>| html! { <CompanyForm company={(*company).clone()} /> },
    );
    html! {
        <>
            <PageHeader title={texts.t("settings-title")} />
            <div class="aglis-page"><RemoteView<Company> {remote} {view} shape={SkeletonShape::Record} /></div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct CompanyFormProps {
    company: Company,
}

#[component]
fn CompanyForm(props: &CompanyFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let start = props.company.clone();
    let draft = use_draft("company", move || start.clone());
    let save = use_call::<SaveCompany>();
    let company = draft.value().clone();
    let on_submit = {
        let (save, texts, company, draft) =
            (save.clone(), texts.clone(), company.clone(), draft.clone());
        Callback::from(move |()| {
            let (toasts, texts, draft) = (toasts.clone(), texts.clone(), draft.clone());
            save.run_then(
                SaveCompany {
                    company: company.clone(),
                },
                Callback::from(move |()| {
                    draft.clear();
                    toasts.good(texts.t("common-saved"));
                }),
            );
        })
    };
    let zones = [
        ("Asia/Jakarta", "WIB"),
        ("Asia/Makassar", "WITA"),
        ("Asia/Jayapura", "WIT"),
    ]
    .map(|(zone, label)| Choice::new(zone, label))
    .to_vec();
    let actions = html! { <Button test_id="settings-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true /> };
    let add =
        draft.edit(|company: &mut Company, ()| company.bank_accounts.push(BankAccount::default()));
    html! {
        <Section title={texts.t("settings-company")}>
            <Form test_id="settings-form" {on_submit} fault={save.fault.clone()} {actions} class="aglis-two-columns">
                <Field id="settings-name" label={texts.t("settings-name")} value={company.name.clone()} required=true problems={save.problems("name")} on_change={draft.edit(|c: &mut Company, text| c.name = text)} />
                <Field id="settings-npwp" label="NPWP" value={company.npwp.clone()} on_change={draft.edit(|c: &mut Company, text| c.npwp = text)} />
                <Field id="settings-address" kind={FieldKind::Long} label={texts.t("common-address")} value={company.address.clone()} problems={save.problems("address")} on_change={draft.edit(|c: &mut Company, text| c.address = text)} />
                <Field id="settings-phone" label={texts.t("common-phone")} value={company.phone.clone()} on_change={draft.edit(|c: &mut Company, text| c.phone = text)} />
                <Field id="settings-email" label={texts.t("common-email")} value={company.email.clone()} problems={save.problems("email")} on_change={draft.edit(|c: &mut Company, text| c.email = text)} />
                <Field id="settings-zone" kind={FieldKind::Select} label={texts.t("settings-zone")} choices={zones} value={company.time_zone.clone()} problems={save.problems("time_zone")} on_change={draft.edit(|c: &mut Company, text| c.time_zone = text)} />
                <Field id="settings-qris" kind={FieldKind::Long} label={texts.t("settings-qris")} hint={texts.t("settings-qris-hint")} value={company.qris.clone()} problems={save.problems("qris")} on_change={draft.edit(|c: &mut Company, text| c.qris = text)} />
                { for company.bank_accounts.iter().enumerate().map(|(at, account)| {
                    let draft = draft.clone();
                    let change = move |set: fn(&mut BankAccount, String)| draft.edit(move |company: &mut Company, text: String| {
                        if let Some(account) = company.bank_accounts.get_mut(at) { set(account, text); }
                    });
                    html! {
                        <fieldset class="aglis-account" key={at}>
                            <legend>{ texts.t("settings-account") }</legend>
                            <Field id={format!("settings-bank-{at}")} label={texts.t("settings-bank")} value={account.bank.clone()} on_change={change(|a, text| a.bank = text)} />
                            <Field id={format!("settings-account-{at}")} label={texts.t("settings-number")} value={account.number.clone()} problems={save.problems(&format!("bank_accounts.{at}.number"))} on_change={change(|a, text| a.number = text)} />
                            <Field id={format!("settings-holder-{at}")} label={texts.t("settings-holder")} value={account.holder.clone()} on_change={change(|a, text| a.holder = text)} />
                        </fieldset>
                    }
                }) }
                <Button test_id="settings-add-account" label={texts.t("settings-add-account")} icon={Icon::Plus} on_click={add} />
            </Form>
        </Section>
    }
}
