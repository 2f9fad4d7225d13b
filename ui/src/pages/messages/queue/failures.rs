//! Why messages did not arrive, the most frequent reason first.

use model::{
    list::{Filter, ListQuery, Op, Selection},
    queue::{FailureGroup, RetryMessages, Worked},
    states::MessageStatus,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_fault_toast, use_text, use_toasts},
    pages::messages::{
        bulk::said,
        reason::{advice, why},
    },
    route::{Area, Route},
    widgets::{Button, Icon, StatusLabel, StatusLabelProps, When},
};

/// Properties of [`Failures`].
#[derive(Properties, PartialEq)]
pub struct FailuresProps {
    /// The groups.
    pub groups: Vec<FailureGroup>,
}

/// Everything that failed for a reason.
fn selection(group: &FailureGroup) -> Selection {
    let filter = |column: &str, op, value: &str| Filter {
        column: column.to_owned(),
        op,
        values: vec![value.to_owned()],
    };
    let query = ListQuery {
        filters: vec![
            filter("status", Op::Is, group.status.name()),
            filter("reason", Op::Contains, &group.code),
        ],
        ..ListQuery::default()
    };
    Selection::Matching {
        query: Box::new(query),
        except: Vec::new(),
    }
}

/// The table. What failed is sent once more by its reason; what may have arrived is looked at one by one.
#[component]
pub fn Failures(props: &FailuresProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let retry = use_call::<RetryMessages>();
    use_fault_toast(retry.fault.clone());
    let t = |key: &str| texts.t(key);
    if props.groups.is_empty() {
        return html! { <p class="aglis-quiet aglis-lead" data-testid="queue-failures-none">{ t("queue-failures-none") }</p> };
    }
    html! {
        <table class="aglis-table" data-testid="queue-failures">
            <thead><tr><th>{ t("common-reason") }</th><th>{ t("common-status") }</th><th class="aglis-right">{ t("queue-count") }</th><th>{ t("queue-first") }</th><th>{ t("queue-last") }</th>
                <th><span class="aglis-unseen">{ t("queue-retry") }</span></th></tr></thead>
            <tbody>{ for props.groups.iter().map(|group| {
                let status = group.status;
                let list = Route::list(Area::Messages).with("status", status.name()).hash();
                let on_click = {
                    let (retry, group) = (retry.clone(), group.clone());
                    let (texts, toasts) = (texts.clone(), toasts.clone());
                    Callback::from(move |()| {
                        let (texts, toasts) = (texts.clone(), toasts.clone());
                        let request = RetryMessages { selection: selection(&group), also_unknown: false };
                        retry.run_then(request, move |worked: Worked| toasts.info(said(&texts, worked)));
                    })
                };
                html! {
                    <tr key={format!("{} {}", status.name(), group.code)} data-testid="queue-failure">
                        <td data-label={t("common-reason")}><span class="aglis-queue-why"><strong>{ why(&texts, &group.code) }</strong>{ advice(&texts, &group.code, Some(status)) }</span></td>
                        <td data-label={t("common-status")}><StatusLabel ..StatusLabelProps::from(status) /></td>
                        <td class="aglis-right" data-label={t("queue-count")}><a href={list}>{ texts.grouped(group.count) }</a></td>
                        <td data-label={t("queue-first")}><When at={group.first_at} /></td>
                        <td data-label={t("queue-last")}><When at={group.last_at} relative=true /></td>
                        <td class="aglis-cell-actions">if status == MessageStatus::Failed && !group.code.is_empty() {
                            <Button test_id="queue-retry-group" label={t("queue-retry-all")} icon={Icon::Again} online=true busy={retry.busy} {on_click} /> }</td>
                    </tr>
                }
            }) }</tbody>
        </table>
    }
}
