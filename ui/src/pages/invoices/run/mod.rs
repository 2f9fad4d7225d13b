//! The invoice run of a month: what it would do, the button that does it, how far it is, and the runs before.

mod history;
mod preview;
mod rows;
mod under_way;

use std::rc::Rc;

use chrono::NaiveDate;
use model::{
    billing::{
        rule::Month,
        run::{InvoiceRun, ListInvoiceRuns, RunState},
    },
    format::show_month,
};
use yew::prelude::*;

use self::{history::History, preview::Preview, under_way::UnderWay};
use crate::{
    hooks::{use_live, use_session, use_text},
    route::{Area, Route},
    widgets::{Choice, Field, FieldKind, PageHeader, RemoteView, SkeletonShape},
};

/// Months back that the choice offers; older ones are the command line's business.
const MONTHS_BACK: usize = 11;

/// The months that may be billed, the newest first: the next one, this one, those before.
fn months(today: NaiveDate) -> Vec<Month> {
    let next = Month::of(today).next();
    std::iter::successors(Some(next), |month| Some(month.before()))
        .take(MONTHS_BACK + 2)
        .collect()
}

/// The page.
#[component]
pub fn RunPage() -> Html {
    let (texts, today) = (use_text(), use_session().zone().day(chrono::Utc::now()));
    let period = use_state_eq(|| Month::of(today).first());
    let remote = use_live(ListInvoiceRuns {});
    let choices: Vec<Choice> = (months(today).into_iter())
        .map(|month| {
            let name = show_month(month.first(), texts.locale());
            Choice::new(month.first().to_string(), name)
        })
        .collect();
    let on_change = {
        let period = period.setter();
        Callback::from(move |day: String| {
            if let Ok(day) = day.parse() {
                period.set(day);
            }
        })
    };
    let shown = *period;
    let again = remote.again.clone();
    let view = Callback::from(move |runs: Rc<Vec<InvoiceRun>>| {
        let running = runs.iter().find(|run| run.state == RunState::Running);
        html! {
            <>
                if let Some(run) = running {
                    <UnderWay key={run.id.0} run={Rc::new(run.clone())} again={again.clone()} />
                } else {
                    <Preview key={shown.to_string()} period={shown} again={again.clone()} />
                }
                <History {runs} />
            </>
        }
    });
    let is_running = remote
        .data()
        .is_some_and(|runs| runs.iter().any(|run| run.state == RunState::Running));
    let back = html! { <a href={Route::list(Area::Invoices).hash()} data-testid="billing-back">{ texts.t("invoices-title") }</a> };
    html! {
        <div class="aglis-page aglis-billing" data-testid="billing-page">
            <PageHeader title={texts.t("billing-title")} actions={back} />
            <div class="aglis-billing-body">
                if !is_running {
                    <div class="aglis-billing-period">
                        <Field id="billing-period" kind={FieldKind::Select} label={texts.t("billing-period")} {choices} value={period.to_string()} required=true unmarked=true {on_change} />
                    </div>
                }
                <RemoteView<Vec<InvoiceRun>> {remote} {view} shape={SkeletonShape::Record} />
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::months;

    #[test]
    fn the_next_month_comes_first_also_over_the_turn_of_the_year() {
        let today = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
        let offered = months(today);
        assert_eq!(offered.len(), 13);
        assert_eq!(offered[0].first().to_string(), "2027-01-01");
        assert_eq!(offered[1].first().to_string(), "2026-12-01");
        assert_eq!(offered[12].first().to_string(), "2026-01-01");
    }
}
