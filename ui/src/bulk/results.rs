//! What became of each record, a page at a time.

use std::rc::Rc;

use model::bulk::{
    BulkAnswer, BulkClass, BulkOutcome, BulkProgress, BulkResult, BulkRow, ShowBulkResults,
};
use yew::prelude::*;

use super::words::area;
use crate::{
    hooks::{Texts, use_remote, use_text},
    route::Route,
    widgets::{
        Button, EmptyState, Icon, RemoteView, SkeletonShape, StatusLabel, StatusLabelProps, Tab,
        Tabs,
    },
};

/// Lines of a page.
const PAGE: u32 = 50;

/// Properties of [`Results`].
#[derive(Properties, PartialEq)]
pub struct ResultsProps {
    pub run: Rc<BulkProgress>,
    /// A record is gone to.
    pub on_leave: Callback<()>,
}

/// The classes that have anything, what failed first: that is what somebody has to look at.
fn classes_of(run: &BulkProgress) -> Vec<(BulkClass, i64)> {
    let waiting = run.total - run.done();
    [
        (BulkClass::Failed, run.failed),
        (BulkClass::Skipped, run.skipped),
        (BulkClass::Succeeded, run.succeeded),
        (BulkClass::Waiting, waiting),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(class, count)| (class, i64::from(count)))
    .collect()
}

/// Tabs by what became of the records, and their lines.
#[component]
pub fn Results(props: &ResultsProps) -> Html {
    let texts = use_text();
    let run = &props.run;
    let classes = classes_of(run);
    let chosen = use_state_eq(|| None::<BulkClass>);
    // Places behind which the pages begin that were gone through.
    let pages = use_state_eq(|| vec![0_i32]);
    let only = (*chosen)
        .filter(|chosen| classes.iter().any(|(class, _)| class == chosen))
        .or(classes.first().map(|(class, _)| *class));
    let remote = use_remote(ShowBulkResults {
        run: run.run,
        only,
        after: pages.last().copied().unwrap_or_default(),
        limit: PAGE,
    });
    let tabs: Vec<Tab> = (classes.iter())
        .map(|(class, count)| Tab {
            key: class.name(),
            label: texts.t(&class.text_key()),
            count: Some(*count),
        })
        .collect();
    let on_choose = {
        let (chosen, pages) = (chosen.setter(), pages.setter());
        Callback::from(move |key: &'static str| {
            chosen.set(BulkClass::from_name(key));
            pages.set(vec![0]);
        })
    };
    let view = {
        let (texts, pages, run) = (texts.clone(), pages.clone(), run.clone());
        let on_leave = props.on_leave.clone();
        Callback::from(move |answer: Rc<BulkAnswer>| {
            if answer.results.is_empty() {
                return html! { <EmptyState title={texts.t("bulk-no-lines")} icon={Icon::Done} /> };
            }
            let turn = |next: Vec<i32>| {
                let pages = pages.setter();
                Callback::from(move |()| pages.set(next.clone()))
            };
            let before = pages[..pages.len().saturating_sub(1)].to_vec();
            let behind = answer.next.map(|next| [pages.as_slice(), &[next]].concat());
            html! {
                <>
                    <table class="aglis-table" data-testid="bulk-results">
                        <thead><tr>
                            <th scope="col">{ texts.t("common-number") }</th><th scope="col">{ texts.t("bulk-outcome") }</th><th scope="col">{ texts.t("bulk-why") }</th>
                        </tr></thead>
                        <tbody>{ for answer.results.iter().zip(&answer.rows).map(|(one, row)| line(&texts, &run, one, row, &on_leave)) }</tbody>
                    </table>
                    if !before.is_empty() || behind.is_some() {
                        <div class="aglis-row">
                            <Button test_id="bulk-results-before" label={texts.t("bulk-page-before")} icon={Icon::Left} disabled={before.is_empty()} on_click={turn(before)} />
                            <Button test_id="bulk-results-next" label={texts.t("bulk-page-next")} icon={Icon::Right} disabled={behind.is_none()} on_click={turn(behind.unwrap_or_default())} />
                        </div>
                    }
                </>
            }
        })
    };
    html! {
        <div class="aglis-bulk-results">
            <Tabs test_id="bulk-class" {tabs} current={only.map_or("", BulkClass::name)} {on_choose} />
            <RemoteView<BulkAnswer> {remote} {view} shape={SkeletonShape::Rows} />
        </div>
    }
}

fn line(
    texts: &Texts,
    run: &BulkProgress,
    one: &BulkResult,
    row: &BulkRow,
    on_leave: &Callback<()>,
) -> Html {
    let class = (row.outcome).map_or(BulkClass::Waiting, BulkOutcome::class);
    let why = match (&row.problem, row.outcome) {
        (Some(problem), _) => texts.problem(problem),
        (None, Some(BulkOutcome::Ok) | None) => AttrValue::default(),
        (None, Some(outcome)) => texts.t(&outcome.text_key()),
    };
    // Who may not see a record sees how it was named, and no way to it.
    let number = match &row.number {
        Some(number) => {
            let (on_leave, hash) = (
                on_leave.clone(),
                Route::record(area(run.entity), one.id).hash(),
            );
            html! { <a href={hash} data-testid="bulk-record" onclick={move |_: MouseEvent| on_leave.emit(())}>{ number }</a> }
        }
        None => html! { <span class="aglis-quiet">{ "#" }{ one.id }</span> },
    };
    html! {
        <tr key={row.place} data-testid="bulk-result" data-outcome={row.outcome.map_or("waiting", BulkOutcome::name)}>
            <td class="aglis-number" data-label={texts.t("common-number")}>{ number }</td>
            <td data-label={texts.t("bulk-outcome")}><StatusLabel ..StatusLabelProps::from(class) /></td>
            <td data-label={texts.t("bulk-why")}><span>{ why }</span></td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use model::{
        bulk::{BulkAction, BulkClass, BulkData, BulkNotify, BulkProgress, BulkState},
        ids::{BulkRunId, StaffId},
    };

    use super::classes_of;

    #[test]
    fn what_failed_comes_first_and_what_is_empty_is_left_out() {
        let run = BulkProgress {
            run: BulkRunId(1),
            entity: BulkAction::TicketNote.entity(),
            action: BulkAction::TicketNote,
            data: BulkData::default(),
            notify: BulkNotify::Off,
            is_filter: false,
            by: (StaffId(1), "Siti".to_owned()),
            state: BulkState::Running,
            total: 10,
            succeeded: 4,
            failed: 1,
            skipped: 0,
            messages: 0,
            runner: None,
            started_at: None,
            ended_at: None,
            seconds: 1.0,
            undo_until: None,
            undone_by: None,
            undoes: None,
            again_of: None,
            may_go_on: true,
        };
        assert_eq!(
            classes_of(&run),
            [
                (BulkClass::Failed, 1),
                (BulkClass::Succeeded, 4),
                (BulkClass::Waiting, 5)
            ]
        );
    }
}
