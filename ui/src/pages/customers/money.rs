//! What was billed and paid in the last twelve months, to be looked at.

use std::rc::Rc;

use model::{
    customers::{MoneyOfMonths, ShowCustomerMoney},
    format::show_month,
    ids::CustomerId,
};
use yew::prelude::*;

use crate::{
    hooks::{use_remote, use_text},
    widgets::{RemoteView, SkeletonShape},
};

/// Properties of [`MonthsOfMoney`].
#[derive(Properties, PartialEq)]
pub struct MonthsOfMoneyProps {
    /// Whose.
    pub id: CustomerId,
}

/// The picture; every month in it can be reached with the mouse and the keyboard and says its amounts.
#[component]
pub fn MonthsOfMoney(props: &MonthsOfMoneyProps) -> Html {
    let texts = use_text();
    let locale = texts.locale();
    let remote = use_remote(ShowCustomerMoney {
        id: props.id,
        locale,
    });
    let view = Callback::from(move |money: Rc<MoneyOfMonths>| {
        let Some(chart) = &money.chart else {
            return html! { <p class="aglis-quiet">{ texts.t("customers-chart-empty") }</p> };
        };
        let picture = Html::from_html_unchecked(chart.svg.clone().into());
        let months = money.months.iter().zip(&chart.columns).map(|(month, column)| {
            let said = texts.t_with(
                "customers-chart-month",
                &[
                    ("month", &show_month(month.month, locale)),
                    ("billed", &month.billed),
                    ("paid", &month.paid),
                ],
            );
            let place = format!("left: {:.3}%; width: {:.3}%", column.left * 100.0, column.width * 100.0);
            html! { <span key={month.month.to_string()} class="aglis-chart-month" role="img" tabindex="0" style={place} aria-label={said.clone()} data-said={said} /> }
        });
        html! {
            <figure class="aglis-chart" data-testid="customers-chart" aria-label={texts.t("customers-chart")}>
                <div class="aglis-chart-picture"><div aria-hidden="true">{ picture }</div>{ for months }</div>
                <figcaption>
                    <span class="aglis-chart-key aglis-chart-third">{ texts.t("customers-billed") }</span>
                    <span class="aglis-chart-key aglis-chart-first">{ texts.t("customers-paid") }</span>
                    <span class="aglis-quiet">{ texts.t("customers-chart") }</span>
                </figcaption>
            </figure>
        }
    });
    html! { <RemoteView<MoneyOfMonths> {remote} {view} shape={SkeletonShape::Lines} /> }
}
