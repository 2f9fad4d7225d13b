//! What an action needs, asked for before it is planned.

use std::rc::Rc;

use model::{
    bulk::{BulkAction, BulkFilter, BulkPlan, PlanBulk},
    list::Selection,
};
use uuid::Uuid;
use yew::prelude::*;

use super::{
    fields::Fields,
    typed::{Typed, asks_anything},
};
use crate::{
    hooks::{use_checked_call, use_lasting_draft, use_text},
    widgets::{Button, Dialog, FaultNote, Form, Icon, Kind, Picture},
};

/// Properties of [`Ask`].
#[derive(Properties, PartialEq)]
pub struct AskProps {
    pub action: BulkAction,
    pub selection: Rc<Selection>,
    /// It is planned.
    pub on_plan: Callback<Rc<BulkPlan>>,
    pub on_close: Callback<()>,
}

/// The question to the core. The same question asked again has the same key, so that an answer that was lost makes no second plan.
fn request(action: BulkAction, selection: &Selection, typed: &Typed, key: Uuid) -> PlanBulk {
    let (ids, filter) = match selection {
        Selection::Ids(ids) => (Some(ids.clone()), None),
        Selection::Matching { query, except } => (
            None,
            Some(BulkFilter {
                query: query.clone(),
                except: except.clone(),
            }),
        ),
    };
    PlanBulk {
        ids,
        filter,
        action,
        data: typed.data(action),
        notify: typed.notify(action),
        idempotency_key: key.to_string(),
    }
}

/// Under which what is typed is kept: it stays for the way back from the plan, and goes when the run was started.
pub fn place(action: BulkAction) -> String {
    format!("bulk-{}", action.name())
}

/// The dialog. Where nothing is asked for, it plans at once.
#[component]
pub fn Ask(props: &AskProps) -> Html {
    let texts = use_text();
    let action = props.action;
    let draft = use_lasting_draft(&place(action), Typed::default);
    let typed = draft.value().clone();
    let plan = use_checked_call::<PlanBulk>();
    let key = use_memo((typed.clone(), props.selection.clone()), |_| Uuid::now_v7());
    let send = {
        let (plan, on_plan) = (plan.clone(), props.on_plan.clone());
        let request = request(action, &props.selection, &typed, *key);
        Callback::from(move |()| {
            let on_plan = on_plan.clone();
            let checked = (request.check())
                .and_then(|()| request.job())
                .map(|_| request.clone());
            plan.run_checked(checked, move |made: BulkPlan| on_plan.emit(Rc::new(made)));
        })
    };
    let is_asking = asks_anything(action);
    {
        let send = send.clone();
        use_effect_with((), move |()| {
            if !is_asking {
                send.emit(());
            }
        });
    }
    let on_change = {
        let (draft, plan) = (draft.clone(), plan.clone());
        Callback::from(move |next: Typed| {
            plan.clear();
            draft.set(next);
        })
    };
    let on_cancel = {
        let (draft, on_close) = (draft.clone(), props.on_close.clone());
        Callback::from(move |()| {
            draft.clear();
            on_close.emit(());
        })
    };
    let title = texts.t(&action.text_key());
    if !is_asking {
        return html! {
            <Dialog test_id="bulk-ask" {title} on_close={props.on_close.clone()} actions={html! {
                <>
                    <Button test_id="bulk-plan" label={texts.t("bulk-plan")} kind={Kind::Primary} busy={plan.busy} online=true on_click={send} />
                    <Button test_id="bulk-ask-cancel" label={texts.t("common-cancel")} on_click={on_cancel} />
                </>
            }}>
                <p>{ texts.t("bulk-plan-waits") }</p>
                <FaultNote fault={plan.fault.clone()} />
            </Dialog>
        };
    }
    let actions = html! {
        <>
            <Button test_id="bulk-plan" label={texts.t("bulk-plan")} kind={Kind::Primary} submit=true busy={plan.busy} online=true />
            <Button test_id="bulk-ask-cancel" label={texts.t("common-cancel")} on_click={on_cancel} />
        </>
    };
    html! {
        <Dialog test_id="bulk-ask" {title} on_close={props.on_close.clone()}>
            <Form test_id="bulk-form" on_submit={send} {actions} fault={plan.fault.clone()}>
                <p class="aglis-bulk-first"><Picture icon={Icon::Info} /><span>{ texts.t("bulk-plan-first") }</span></p>
                <Fields {action} {typed} {on_change} fault={plan.fault.clone()} />
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use model::{
        bulk::{BulkAction, BulkNotify},
        list::{ListQuery, Selection},
    };
    use uuid::Uuid;

    use super::{Typed, request};

    #[test]
    fn chosen_rows_are_named_and_all_that_match_are_left_to_the_core() {
        let typed = Typed {
            priority: "high".to_owned(),
            ..Typed::default()
        };
        let ask = |selection: Selection| {
            request(
                BulkAction::TicketPriority,
                &selection,
                &typed,
                Uuid::now_v7(),
            )
        };
        let named = ask(Selection::Ids(vec![3, 1]));
        assert_eq!(
            (named.ids, named.notify),
            (Some(vec![3, 1]), BulkNotify::InApp)
        );
        let matching = ask(Selection::Matching {
            query: Box::new(ListQuery {
                search: "ratna".to_owned(),
                ..ListQuery::default()
            }),
            except: vec![9],
        });
        assert!(matching.check().is_ok() && matching.job().is_ok());
        let filter = matching.filter.unwrap();
        assert_eq!(
            (filter.query.search.as_str(), filter.except),
            ("ratna", vec![9])
        );
        assert_eq!(matching.ids, None);
    }
}
