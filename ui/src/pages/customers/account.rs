//! A customer's account: how old his debts are, how he pays, and what happened in a span of days.

use std::rc::Rc;

use chrono::{Datelike, Months, NaiveDate};
use model::{
    desk::SaveStatement,
    format::parse_day,
    ids::CustomerId,
    money::Rupiah,
    payments::statement::{EntryKind, ShowStanding, ShowStatement, Standing, Statement},
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_remote, use_remote_if, use_session, use_text},
    money::SaveAccount,
    route::{Area, Route},
    widgets::{Day, Fact, Facts, Field, FieldKind, Money, RemoteView, Section, SkeletonShape},
};

/// Keys of the ages, youngest first.
const AGES: [&str; 5] = [
    "customers-age-not-due",
    "customers-age-30",
    "customers-age-60",
    "customers-age-90",
    "customers-age-older",
];

/// Properties of [`HowHePays`] and [`Account`].
#[derive(Properties, PartialEq)]
pub struct AccountProps {
    /// Whose.
    pub id: CustomerId,
}

/// What he owes by age, and how often he paid in time.
#[component]
pub fn HowHePays(props: &AccountProps) -> Html {
    let texts = use_text();
    let remote = use_remote(ShowStanding { customer: props.id });
    let view = Callback::from(move |standing: Rc<Standing>| {
        let is_owing = standing.ages.iter().any(|amount| *amount > Rupiah::ZERO);
        let rate = match standing.judged {
            0 => texts.t("customers-on-time-unknown"),
            judged => {
                let percent = (standing.on_time * 100 + judged / 2) / judged;
                texts.t_with(
                    "customers-on-time-rate",
                    &[
                        ("percent", &percent),
                        ("on_time", &standing.on_time),
                        ("judged", &judged),
                    ],
                )
            }
        };
        let late = standing
            .days_late
            .map(|days| texts.t_with("customers-days-late", &[("days", &days)]))
            .unwrap_or_default();
        let facts = vec![
            Fact::new(
                texts.t("customers-on-time"),
                html! { <span data-testid="customers-on-time">{ rate }</span> },
            ),
            Fact::text(texts.t("customers-late-by"), &late),
        ];
        html! {
            <>
                <Facts {facts} />
                if is_owing {
                    <table class="aglis-sums" data-testid="customers-ages">
                        <caption>{ texts.t("customers-ages") }</caption>
                        <thead><tr>{ for AGES.iter().map(|key| html! { <th class="aglis-right" scope="col">{ texts.t(key) }</th> }) }</tr></thead>
                        <tbody><tr>{ for standing.ages.iter().map(|amount| html! { <td class="aglis-right"><Money amount={*amount} /></td> }) }</tr></tbody>
                    </table>
                }
            </>
        }
    });
    html! { <RemoteView<Standing> {remote} {view} shape={SkeletonShape::Lines} /> }
}

/// The first day that is shown before anybody chooses one: three months, this one included.
fn first_day(today: NaiveDate) -> NaiveDate {
    today
        .with_day(1)
        .and_then(|first| first.checked_sub_months(Months::new(2)))
        .unwrap_or(today)
}

/// The account over a span of days, and its paper.
#[component]
pub fn Account(props: &AccountProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let today = session.zone().day(chrono::Utc::now());
    let days = use_state_eq(|| (first_day(today).to_string(), today.to_string()));
    let (from, to) = (*days).clone();
    let (first, last) = (parse_day(&from), parse_day(&to));
    let asked = match (&first, &last) {
        (Ok(from), Ok(to)) => Some(ShowStatement {
            customer: props.id,
            from: *from,
            to: *to,
        }),
        _ => None,
    };
    let checked = asked.clone().filter(|asked| asked.check().is_ok());
    let remote = use_remote_if(checked.clone());
    let range = asked.and_then(|asked| asked.check().err());
    let problems = |field: &str, parsed: &Result<NaiveDate, model::problem::Problem>| {
        let own = parsed.as_ref().err().cloned();
        let range = range.as_ref().map(|range| range.field(field).to_vec());
        own.into_iter()
            .chain(range.unwrap_or_default())
            .collect::<Vec<_>>()
    };
    let (from_problems, to_problems) = (problems("from", &first), problems("to", &last));
    let set = |change: fn(&mut (String, String), String)| {
        let days = days.clone();
        Callback::from(move |text: String| {
            let mut next = (*days).clone();
            change(&mut next, text);
            days.set(next);
        })
    };
    let view = {
        let texts = texts.clone();
        Callback::from(move |account: Rc<Statement>| lines(&texts, &account))
    };
    html! {
        <Section title={texts.t("customers-account")}>
            <div class="aglis-two">
                <Field id="customers-account-from" kind={FieldKind::Date} label={texts.t("customers-account-from")} value={from} required=true problems={from_problems}
                    on_change={set(|days, text| days.0 = text)} />
                <Field id="customers-account-to" kind={FieldKind::Date} label={texts.t("customers-account-to")} value={to} required=true problems={to_problems}
                    on_change={set(|days, text| days.1 = text)} />
            </div>
            if let Some(statement) = checked {
                <RemoteView<Statement> {remote} {view} shape={SkeletonShape::Lines} />
                <SaveAccount test_id="customers-account-pdf" label={texts.t("customers-account-pdf")} request={SaveStatement { statement }} />
            }
        </Section>
    }
}

fn lines(texts: &Texts, account: &Statement) -> Html {
    let t = |key: &str| texts.t(key);
    let edge = |label: AttrValue, amount: Rupiah, test_id: &'static str| {
        html! { <tr><th colspan="4" scope="row">{ label }</th><td class="aglis-right" data-testid={test_id}><Money {amount} /></td></tr> }
    };
    html! {
        <table class="aglis-sums" data-testid="customers-account">
            <thead><tr>
                <th>{ t("customers-account-day") }</th><th>{ t("customers-account-what") }</th><th class="aglis-right">{ t("customers-billed") }</th>
                <th class="aglis-right">{ t("customers-paid") }</th><th class="aglis-right">{ t("customers-account-balance") }</th>
            </tr></thead>
            <tbody>
                { edge(t("customers-account-opening"), account.opening, "customers-account-opening") }
                { for account.entries.iter().map(|entry| {
                    let (key, area) = match entry.kind {
                        EntryKind::Invoice => ("customers-entry-invoice", Area::Invoices),
                        EntryKind::Withdrawal => ("customers-entry-withdrawal", Area::Invoices),
                        EntryKind::Payment => ("customers-entry-payment", Area::Payments),
                        EntryKind::Reversal => ("customers-entry-reversal", Area::Payments),
                    };
                    let is_less = entry.amount < Rupiah::ZERO;
                    let amount = Rupiah(entry.amount.0.saturating_abs());
                    html! {
                        <tr key={format!("{key}-{}", entry.record)}>
                            <td><Day day={Some(entry.day)} /></td>
                            <td>{ t(key) }{ " " }<a href={Route::record(area, entry.record).hash()}>{ &entry.number }</a>
                                if let Some(method) = entry.method { <span class="aglis-quiet aglis-below">{ t(&method.text_key()) }</span> }
                            </td>
                            <td class="aglis-right">if !is_less { <Money {amount} /> }</td>
                            <td class="aglis-right">if is_less { <Money {amount} /> }</td>
                            <td class="aglis-right"><Money amount={entry.balance} /></td>
                        </tr>
                    }
                }) }
            </tbody>
            <tfoot>{ edge(t("customers-account-closing"), account.closing, "customers-account-closing") }</tfoot>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::first_day;

    #[test]
    fn three_months_are_shown_at_first() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        assert_eq!(first_day(day(2026, 11, 30)), day(2026, 9, 1));
        assert_eq!(first_day(day(2026, 1, 31)), day(2025, 11, 1));
    }
}
