//! Tax: how prices stand to it, and the rates from day to day.

use std::rc::Rc;

use model::{
    format::show_day,
    money::Rupiah,
    tax::{ChooseTax, RemoveTaxRate, ShowTax, TaxRate, TaxRule, TaxSettings, TaxTreatment},
};
use yew::prelude::*;

use super::tax_rate::RateForm;
use crate::{
    hooks::{Texts, use_call, use_remote, use_session, use_text, use_toasts},
    widgets::{
        Button, Choice, Confirm, FaultNote, Field, FieldKind, Icon, Kind, RemoteView, Section,
        SkeletonShape,
    },
};

/// The price of the example beside the choice.
const EXAMPLE: Rupiah = Rupiah(350_000);

/// The tab.
#[component]
pub fn TaxTab() -> Html {
    let remote = use_remote(ShowTax {});
    let view = Callback::from(|tax: Rc<TaxSettings>| {
        html! { <><Treatment tax={tax.clone()} /><Rates {tax} /></> }
    });
    html! { <RemoteView<TaxSettings> {remote} {view} shape={SkeletonShape::Record} /> }
}

#[derive(Properties, PartialEq)]
struct TaxProps {
    tax: Rc<TaxSettings>,
}

/// The choice. It takes effect when it is saved, because from then on every invoice follows it.
#[component]
fn Treatment(props: &TaxProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let today = use_session().zone().day(chrono::Utc::now());
    let choose = use_call::<ChooseTax>();
    let picked = use_state_eq(|| None::<TaxTreatment>);
    let treatment = picked.unwrap_or(props.tax.treatment);
    let on_change = {
        let picked = picked.setter();
        Callback::from(move |word: String| picked.set(TaxTreatment::from_name(&word)))
    };
    let on_save = {
        let (choose, picked, texts) = (choose.clone(), picked.setter(), texts.clone());
        Callback::from(move |()| {
            let (picked, toasts, texts) = (picked.clone(), toasts.clone(), texts.clone());
            choose.run_then(ChooseTax { treatment }, move |()| {
                picked.set(None);
                toasts.good(texts.t("common-saved"));
            });
        })
    };
    let choices = TaxTreatment::ALL
        .map(|one| Choice::new(one.name(), texts.t(&one.text_key())))
        .to_vec();
    let hint = match treatment {
        TaxTreatment::Added => texts.t("settings-tax-added"),
        TaxTreatment::Included => texts.t("settings-tax-included"),
        TaxTreatment::None => texts.t("settings-tax-none"),
    };
    let example = props
        .tax
        .rate_on(today)
        .map(|rate| example(&texts, treatment, rate));
    html! {
        <Section title={texts.t("settings-tax-treatment")}>
            <div class="aglis-form aglis-settings-list">
                <Field id="settings-tax-treatment" kind={FieldKind::Select} label={texts.t("settings-tax-prices")} {hint} {choices} value={treatment.name()} required=true {on_change} />
                if let Some(example) = example { <p class="aglis-quiet" data-testid="settings-tax-example">{ example }</p> }
                <p class="aglis-quiet">{ texts.t("settings-tax-from-now") }</p>
                <FaultNote fault={choose.fault.clone()} />
                if treatment != props.tax.treatment {
                    <div class="aglis-form-actions"><Button test_id="settings-tax-save" label={texts.t("common-save")} kind={Kind::Primary} busy={choose.busy} online=true on_click={on_save} /></div>
                }
            </div>
        </Section>
    }
}

fn example(texts: &Texts, treatment: TaxTreatment, rate: TaxRate) -> AttrValue {
    let rule = TaxRule {
        treatment,
        rate: rate.rate,
        base: rate.base,
    };
    let taxed = rule.of(EXAMPLE);
    texts.t_with(
        "settings-tax-example",
        &[
            ("price", &EXAMPLE),
            ("net", &taxed.net()),
            ("ppn", &taxed.ppn),
            ("total", &taxed.total),
        ],
    )
}

#[derive(Clone, PartialEq)]
enum Asking {
    Nothing,
    New,
    Remove(TaxRate),
}

/// The rates by date. One that has begun stands on invoices and stays.
#[component]
fn Rates(props: &TaxProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let today = use_session().zone().day(chrono::Utc::now());
    let remove = use_call::<RemoveTaxRate>();
    let asking = use_state_eq(|| Asking::Nothing);
    let ask = {
        let (asking, remove) = (asking.setter(), remove.clone());
        Callback::from(move |what: Asking| {
            remove.clear();
            asking.set(what);
        })
    };
    let t = |key: &str| texts.t(key);
    let now = props.tax.rate_on(today);
    let line = |rate: &TaxRate| {
        let day = show_day(rate.valid_from, texts.locale());
        let state = if rate.valid_from > today {
            t("settings-rate-ahead")
        } else if Some(*rate) == now {
            t("settings-rate-now")
        } else {
            t("settings-rate-past")
        };
        let on_remove = {
            let (ask, rate) = (ask.clone(), *rate);
            Callback::from(move |()| ask.emit(Asking::Remove(rate)))
        };
        html! {
            <tr key={rate.valid_from.to_string()} data-testid="settings-rate-row" data-from={rate.valid_from.to_string()} class={classes!((rate.valid_from <= today && Some(*rate) != now).then_some("aglis-left"))}>
                <td data-label={t("settings-valid-from")}>{ &day }</td>
                <td class="aglis-right" data-label={t("settings-rate")}>{ format!("{}%", rate.rate.show(texts.locale())) }</td>
                <td class="aglis-right" data-label={t("settings-rate-base")}>{ part(&texts, rate.base) }</td>
                <td data-label={t("common-status")}>{ state }</td>
                <td class="aglis-cell-actions">
                    if rate.valid_from > today {
                        <Button test_id={format!("settings-rate-remove-{}", rate.valid_from)} label={texts.t_with("settings-rate-remove", &[("day", &day)])}
                            kind={Kind::Plain} icon={Icon::Remove} icon_only=true online=true on_click={on_remove} />
                    }
                </td>
            </tr>
        }
    };
    let on_close = {
        let ask = ask.clone();
        Callback::from(move |()| ask.emit(Asking::Nothing))
    };
    let dialog = match &*asking {
        Asking::Nothing => Html::default(),
        Asking::New => html! { <RateForm latest={now} {on_close} /> },
        Asking::Remove(rate) => {
            let valid_from = rate.valid_from;
            let day = show_day(valid_from, texts.locale());
            let on_confirm = {
                let (remove, ask, texts) = (remove.clone(), ask.clone(), texts.clone());
                Callback::from(move |_: String| {
                    let (ask, toasts, texts) = (ask.clone(), toasts.clone(), texts.clone());
                    remove.run_then(RemoveTaxRate { valid_from }, move |()| {
                        ask.emit(Asking::Nothing);
                        toasts.good(texts.t("common-saved"));
                    });
                })
            };
            html! {
                <Confirm test_id="settings-rate-remove-dialog" title={texts.t_with("settings-rate-remove", &[("day", &day)])} label={t("settings-rate-take-back")} danger=true
                    text={t("settings-rate-remove-text")} busy={remove.busy} fault={remove.fault.clone()} {on_confirm} {on_close} />
            }
        }
    };
    let add = {
        let ask = ask.clone();
        let on_click = Callback::from(move |()| ask.emit(Asking::New));
        html! { <Button test_id="settings-new-rate" label={t("settings-new-rate")} icon={Icon::Plus} online=true {on_click} /> }
    };
    html! {
        <Section title={t("settings-rates")} actions={add}>
            <p class="aglis-quiet aglis-lead">{ t("settings-rates-text") }</p>
            <table class="aglis-table" data-testid="settings-rates">
                <thead><tr>
                    <th>{ t("settings-valid-from") }</th><th class="aglis-right">{ t("settings-rate") }</th><th class="aglis-right">{ t("settings-rate-base") }</th>
                    <th>{ t("common-status") }</th><th><span class="aglis-unseen">{ t("common-more") }</span></th>
                </tr></thead>
                <tbody>{ for props.tax.rates.iter().map(line) }</tbody>
            </table>
            { dialog }
        </Section>
    }
}

/// `11/12`, or in words when all of the price is taxed.
fn part(texts: &Texts, (num, den): (i32, i32)) -> AttrValue {
    if num == den {
        texts.t("settings-rate-whole")
    } else {
        format!("{num}/{den}").into()
    }
}
