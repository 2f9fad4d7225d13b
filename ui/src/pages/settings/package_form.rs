//! The form of a package; a price is never overwritten but followed by another from a day on.

use chrono::NaiveDate;
use model::{
    format::{parse_day, show_day},
    ids::PackageId,
    money::Rupiah,
    packages::{CatalogueEntry, Price, SavePackage},
    problem::{Problem, Problems},
    sla::rules::STANDARD,
    tax::ShowTax,
};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_draft, use_remote, use_session, use_text, use_toasts},
    widgets::{Button, Dialog, Field, FieldKind, Form, Kind, Money},
};

#[derive(Clone, PartialEq)]
struct Typed {
    code: String,
    name: String,
    down: String,
    up: String,
    set_up_fee: String,
    on_sale: bool,
    level: String,
    price: String,
    valid_from: String,
}

impl Typed {
    fn of(package: Option<&CatalogueEntry>, today: NaiveDate) -> Self {
        let blank = Self {
            code: String::new(),
            name: String::new(),
            down: String::new(),
            up: String::new(),
            set_up_fee: "0".to_owned(),
            on_sale: true,
            level: STANDARD.to_owned(),
            price: String::new(),
            valid_from: today.to_string(),
        };
        match package {
            None => blank,
            Some(package) => Self {
                code: package.code.clone(),
                name: package.name.clone(),
                down: package.down_mbps.to_string(),
                up: package.up_mbps.to_string(),
                set_up_fee: package.set_up_fee.plain(),
                on_sale: package.on_sale,
                level: package.sla_level.clone(),
                ..blank
            },
        }
    }

    fn check(&self, id: Option<PackageId>, today: NaiveDate) -> Result<SavePackage, Problems> {
        let mut problems = Problems::none();
        let set_up_fee = problems.check("set_up_fee", Rupiah::parse(&self.set_up_fee));
        let price = if self.price.trim().is_empty() {
            None
        } else {
            let monthly_price = problems.check("monthly_price", Rupiah::parse(&self.price));
            let valid_from = problems.check("valid_from", parse_day(&self.valid_from));
            monthly_price
                .zip(valid_from)
                .map(|(monthly_price, valid_from)| Price {
                    valid_from,
                    monthly_price,
                })
        };
        // What is no number is out of every range, and the range says what is wanted.
        let speed = |text: &str| text.trim().parse().unwrap_or(0);
        let request = SavePackage {
            id,
            code: self.code.clone(),
            name: self.name.clone(),
            down_mbps: speed(&self.down),
            up_mbps: speed(&self.up),
            set_up_fee: set_up_fee.unwrap_or_default(),
            on_sale: self.on_sale,
            sla_level: self.level.clone(),
            price,
        };
        if let Err(more) = request.check(today) {
            for (field, found) in more.into_fields() {
                if problems.field(&field).is_empty() {
                    found
                        .into_iter()
                        .for_each(|problem: Problem| problems.add(&field, problem));
                }
            }
        }
        problems.into_result().map(|()| request)
    }
}

/// Properties of [`PackageForm`].
#[derive(Properties, PartialEq)]
pub struct PackageFormProps {
    /// Which; none for a new one.
    pub package: Option<CatalogueEntry>,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn PackageForm(props: &PackageFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let today = use_session().zone().day(chrono::Utc::now());
    let id = props.package.as_ref().map(|package| package.id);
    let key = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let start = props.package.clone();
    let draft = use_draft(&format!("settings-package-{key}"), move || {
        Typed::of(start.as_ref(), today)
    });
    let typed = draft.value().clone();
    let save = use_checked_call::<SavePackage>();
    let tax = use_remote(ShowTax {});
    let fault = save.fault.clone();
    let problems = |field: &str| save.problems(field);
    let on_submit = {
        let (save, draft, texts) = (save.clone(), draft.clone(), texts.clone());
        let (on_close, typed) = (props.on_close.clone(), typed.clone());
        Callback::from(move |()| {
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            let on_close = on_close.clone();
            save.run_checked(typed.check(id, today), move |_: PackageId| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
                on_close.emit(());
            });
        })
    };
    let title = match &props.package {
        Some(package) => texts.t_with("settings-package-edit", &[("name", &package.name)]),
        None => texts.t("settings-new-package"),
    };
    let tax_hint = tax.data().map(|tax| texts.t(&tax.treatment.text_key()));
    let price_hint = match &props.package {
        Some(_) => Some(texts.t("settings-price-keep")),
        None => tax_hint.clone(),
    };
    let on_sale = draft.edit(|typed: &mut Typed, _: Event| typed.on_sale = !typed.on_sale);
    let actions = html! {
        <>
            <Button test_id="settings-package-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            <Button test_id="settings-package-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    // The standard level has a word in every language.
    let standard = texts.t("rules-level-standard");
    let level = if typed.level == STANDARD {
        standard.clone()
    } else {
        typed.level.clone().into()
    };
    let on_level = draft.edit(move |typed: &mut Typed, text: String| {
        typed.level = if text.trim().to_lowercase() == standard.to_lowercase() {
            STANDARD.to_owned()
        } else {
            text
        };
    });
    html! {
        <Dialog test_id="settings-package-dialog" {title} wide=true on_close={props.on_close.clone()}>
            <Form test_id="settings-package-form" {on_submit} {actions} fault={fault.clone()}>
                <div class="aglis-two">
                    <Field id="settings-package-name" label={texts.t("common-name")} placeholder="Home Silver 50M" value={typed.name.clone()} required=true
                        problems={problems("name")} on_change={draft.edit(|typed: &mut Typed, text| typed.name = text)} />
                    <Field id="settings-package-code" label={texts.t("customers-code")} placeholder="HS50" value={typed.code.clone()} required=true
                        problems={problems("code")} on_change={draft.edit(|typed: &mut Typed, text| typed.code = text)} />
                    <Field id="settings-package-down" kind={FieldKind::Number} label={texts.t("settings-down")} value={typed.down.clone()} required=true
                        problems={problems("down_mbps")} on_change={draft.edit(|typed: &mut Typed, text| typed.down = text)} />
                    <Field id="settings-package-up" kind={FieldKind::Number} label={texts.t("settings-up")} value={typed.up.clone()} required=true
                        problems={problems("up_mbps")} on_change={draft.edit(|typed: &mut Typed, text| typed.up = text)} />
                    <Field id="settings-package-price" kind={FieldKind::Money} label={texts.t("settings-new-price")} hint={price_hint} value={typed.price.clone()} required={id.is_none()}
                        problems={problems("monthly_price")} on_change={draft.edit(|typed: &mut Typed, text| typed.price = text)} />
                    <Field id="settings-package-from" kind={FieldKind::Date} label={texts.t("settings-valid-from")} value={typed.valid_from.clone()} required=true
                        problems={problems("valid_from")} on_change={draft.edit(|typed: &mut Typed, text| typed.valid_from = text)} />
                    <Field id="settings-package-fee" kind={FieldKind::Money} label={texts.t("settings-set-up-fee")} hint={tax_hint} value={typed.set_up_fee.clone()} required=true
                        problems={problems("set_up_fee")} on_change={draft.edit(|typed: &mut Typed, text| typed.set_up_fee = text)} />
                    <Field id="settings-package-level" label={texts.t("rules-level")} hint={texts.t("rules-level-hint")} value={level} required=true
                        problems={problems("sla_level")} on_change={on_level} />
                </div>
                <label class="aglis-check">
                    <input type="checkbox" checked={typed.on_sale} onchange={on_sale} data-testid="settings-package-on-sale" />{ texts.t("settings-offer") }
                </label>
                if let Some(package) = props.package.as_ref().filter(|package| !package.prices.is_empty()) {
                    <div class="aglis-field">
                        <span class="aglis-field-label">{ texts.t("settings-price-history") }</span>
                        <ul class="aglis-entries" data-testid="settings-prices">{ for package.prices.iter().map(|price| html! {
                            <li><span class="aglis-figures">{ texts.t_with("settings-price-from", &[("day", &show_day(price.valid_from, texts.locale()))]) }</span>
                                <span class="aglis-spacer" /><Money amount={price.monthly_price} /></li>
                        }) }</ul>
                    </div>
                }
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use model::{ids::PackageId, money::Rupiah};

    use super::Typed;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 11, 16).unwrap()
    }

    #[test]
    fn everything_wrong_is_said_at_once_and_once() {
        let problems = Typed {
            set_up_fee: "gratis".to_owned(),
            down: "cepat".to_owned(),
            ..Typed::of(None, today())
        }
        .check(None, today())
        .unwrap_err();
        for field in [
            "code",
            "name",
            "down_mbps",
            "up_mbps",
            "set_up_fee",
            "monthly_price",
        ] {
            assert_eq!(problems.field(field).len(), 1, "{field}");
        }
    }

    #[test]
    fn without_a_new_price_the_old_ones_stay() {
        let typed = Typed {
            code: "HS50".to_owned(),
            name: "Home Silver".to_owned(),
            down: "50".to_owned(),
            up: "25".to_owned(),
            valid_from: String::new(),
            ..Typed::of(None, today())
        };
        let request = typed.check(Some(PackageId(1)), today()).unwrap();
        assert_eq!((request.price, request.up_mbps), (None, 25));
        let priced = Typed {
            price: "350.000".to_owned(),
            valid_from: "2025-12-01".to_owned(),
            ..typed
        };
        let price = priced.check(None, today()).unwrap().price.unwrap();
        assert_eq!(price.monthly_price, Rupiah(350_000));
    }
}
