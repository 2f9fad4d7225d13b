//! The connections of a preview, each with what it pays and why that is another amount than last month.

use std::rc::Rc;

use model::{
    billing::run::{PreviewRow, RunGroup, RunPreview},
    money::Rupiah,
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_text},
    route::{Area, Route},
    widgets::{Day, Money},
};

/// Properties of [`Rows`].
#[derive(Properties, PartialEq)]
pub struct RowsProps {
    /// Whose rows.
    pub preview: Rc<RunPreview>,
}

/// The table.
#[component]
pub fn Rows(props: &RowsProps) -> Html {
    let texts = use_text();
    let preview = &props.preview;
    let shown = i64::try_from(preview.rows.len()).unwrap_or(i64::MAX);
    let t = |key: &str| texts.t(key);
    html! {
        <>
            <div class="aglis-billing-rows" tabindex="0" role="region" aria-label={t("billing-rows")}>
                <table class="aglis-table" data-testid="billing-rows">
                    <thead><tr>
                        <th scope="col">{ t("common-customer") }</th><th scope="col">{ t("common-package") }</th>
                        <th scope="col" class="aglis-right">{ t("billing-total") }</th><th scope="col" class="aglis-right">{ t("billing-before") }</th>
                        <th scope="col" class="aglis-right">{ t("billing-difference") }</th><th scope="col">{ t("billing-why") }</th>
                        <th scope="col">{ t("billing-due") }</th>
                    </tr></thead>
                    <tbody>{ for preview.rows.iter().map(|row| line(&texts, row)) }</tbody>
                </table>
            </div>
            if shown < preview.matching {
                <p class="aglis-quiet">{ texts.t_with("billing-rows-more", &[("shown", &texts.grouped(shown)), ("count", &texts.grouped(preview.matching))]) }</p>
            }
        </>
    }
}

fn line(texts: &Texts, row: &PreviewRow) -> Html {
    let t = |key: &str| texts.t(key);
    let is_billed = !matches!(row.group, RunGroup::Skipped(_));
    let amount = |amount: Option<Rupiah>| match amount {
        Some(amount) => html! { <Money {amount} /> },
        None => html! { <span class="aglis-none">{ "–" }</span> },
    };
    // Who is left out and had one last month is missing in the sum.
    let is_missing = matches!(row.group, RunGroup::Skipped(skip) if skip.is_left_out());
    let compared = row.before.filter(|_| is_billed || is_missing);
    let difference = compared.map(|before| row.total - before);
    let more = difference.filter(|difference| *difference != Rupiah::ZERO);
    let said = more.map_or_else(String::new, |more| {
        let sign = if more > Rupiah::ZERO { "+" } else { "" };
        format!("{sign}{more}")
    });
    html! {
        <tr key={row.service.0} data-testid="billing-row" data-service={row.service.to_string()} data-group={row.group.name()}>
            <td data-label={t("common-customer")}>
                <a href={Route::record(Area::Services, row.service.0).hash()}>{ &row.customer }</a>
                <span class="aglis-quiet aglis-billing-code">{ &row.code }</span>
            </td>
            <td data-label={t("common-package")}>{ &row.package }</td>
            <td class="aglis-right" data-label={t("billing-total")}>{ amount(is_billed.then_some(row.total)) }</td>
            <td class="aglis-right" data-label={t("billing-before")}>{ amount(row.before) }</td>
            <td class="aglis-right aglis-figures" data-label={t("billing-difference")}>{ said }</td>
            <td data-label={t("billing-why")}>{ why(texts, row) }</td>
            <td data-label={t("billing-due")}><Day day={row.due_on} /></td>
        </tr>
    }
}

/// Why: the reason that there is none, or what differs, with the lines behind it.
fn why(texts: &Texts, row: &PreviewRow) -> Html {
    if let RunGroup::Skipped(skip) = row.group {
        let reason = texts.t(&format!("billing-group-{}", skip.name().replace('_', "-")));
        let parked = row.parked.as_ref().map(|parked| format!(" · {parked}"));
        return html! { <span>{ reason }{ parked.unwrap_or_default() }</span> };
    }
    let said: Vec<String> = (row.because.iter())
        .map(|because| {
            texts
                .t(&format!(
                    "billing-because-{}",
                    because.name().replace('_', "-")
                ))
                .to_string()
        })
        .collect();
    let said = if row.group == RunGroup::New {
        texts.t("billing-group-new").to_string()
    } else {
        said.join(", ")
    };
    if row.lines.len() < 2 {
        return html! { <span>{ said }</span> };
    }
    let said = if said.is_empty() {
        texts.t("billing-lines").to_string()
    } else {
        said
    };
    html! {
        <details class="aglis-billing-lines">
            <summary>{ said }</summary>
            <ul>{ for row.lines.iter().map(|(text, amount)| html! { <li><span>{ text }</span><Money amount={*amount} /></li> }) }</ul>
        </details>
    }
}
