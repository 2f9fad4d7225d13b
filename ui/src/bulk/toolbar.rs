//! What can be done with the chosen rows: buttons where there is room, else a menu.

use std::rc::Rc;

use model::{
    bulk::{BulkAction, BulkEntity, BulkPlan, BulkProgress},
    list::Selection,
};
use yew::prelude::*;

use super::{
    ask::{Ask, place},
    plan::PlanDialog,
    watch::use_bulk,
};
use crate::{
    hooks::{use_online, use_session, use_text},
    stores::drafts::Drafts,
    widgets::{Button, Icon, Kind, Menu, MenuItem},
};

/// Properties of [`BulkActions`].
#[derive(Properties, PartialEq)]
pub struct BulkActionsProps {
    /// What kind of records the list shows.
    pub entity: BulkEntity,
    /// The chosen ones.
    pub selection: Rc<Selection>,
    /// Whether the list shows what is out of sight, which can only be brought back.
    #[prop_or_default]
    pub put_away: bool,
    /// Chooses nothing: it was started.
    pub on_done: Callback<()>,
}

#[derive(Clone, PartialEq)]
enum Asking {
    Nothing,
    For(BulkAction),
    Plan(BulkAction, Rc<BulkPlan>),
}

/// The actions that this person may take on such records.
#[component]
pub fn BulkActions(props: &BulkActionsProps) -> Html {
    let (texts, bulk, is_online) = (use_text(), use_bulk(), use_online());
    let mut actions = BulkAction::offered(props.entity, use_session().me.role);
    actions.retain(|action| action.brings_back() == props.put_away);
    let drafts = use_context::<Drafts>().unwrap_or_default();
    let asking = use_state_eq(|| Asking::Nothing);
    let ask = |what: Asking| {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(what.clone()))
    };
    let label =
        |action: BulkAction| texts.t(&format!("bulk-do-{}", action.name().replace('_', "-")));
    let test_id = |action: BulkAction| format!("bulk-{}", action.name().replace('_', "-"));
    let buttons = actions.iter().map(|action| {
        let kind = Kind::Plain;
        html! { <Button key={action.name()} test_id={test_id(*action)} label={label(*action)} {kind} icon={icon(*action)} online=true on_click={ask(Asking::For(*action))} /> }
    });
    let items: Vec<MenuItem> = actions
        .iter()
        .map(|action| {
            let test_id = format!("{}-item", test_id(*action));
            let item = MenuItem::new(test_id, label(*action), ask(Asking::For(*action)))
                .icon(icon(*action))
                .disabled(!is_online);
            if action.is_harsh() {
                item.danger()
            } else {
                item
            }
        })
        .collect();
    let on_close = ask(Asking::Nothing);
    let dialog = match &*asking {
        Asking::Nothing => Html::default(),
        Asking::For(action) => {
            let (asking, action) = (asking.setter(), *action);
            let on_plan = Callback::from(move |plan: Rc<BulkPlan>| {
                asking.set(Asking::Plan(action, plan));
            });
            html! { <Ask key={action.name()} {action} selection={props.selection.clone()} {on_plan} {on_close} /> }
        }
        Asking::Plan(action, plan) => {
            let on_started = {
                let (on_done, asking, open) =
                    (props.on_done.clone(), asking.setter(), bulk.open.clone());
                let drafts = drafts.clone();
                Callback::from(move |run: BulkProgress| {
                    drafts.forget(&place(run.action));
                    asking.set(Asking::Nothing);
                    on_done.emit(());
                    open.emit(run.run);
                })
            };
            let on_back = ask(Asking::For(*action));
            html! { <PlanDialog action={*action} plan={plan.clone()} {on_back} {on_started} {on_close} /> }
        }
    };
    html! {
        <>
            <span class="aglis-bulk-buttons">{ for buttons }</span>
            if !items.is_empty() {
                <span class="aglis-bulk-menu"><Menu test_id="bulk-menu" label={texts.t("bulk-menu")} {items} /></span>
            }
            { dialog }
        </>
    }
}

fn icon(action: BulkAction) -> Icon {
    match action {
        BulkAction::TicketAssign | BulkAction::RegistrationAssign => Icon::Person,
        BulkAction::TicketStatus => Icon::Progress,
        BulkAction::TicketPriority => Icon::SortUp,
        BulkAction::TicketNote => Icon::Note,
        BulkAction::RegistrationVerify => Icon::Check,
        BulkAction::RegistrationApprove => Icon::Done,
        BulkAction::RegistrationSchedule => Icon::Calendar,
        BulkAction::RegistrationReject | BulkAction::InvoiceVoid => Icon::Stop,
        BulkAction::CustomerTag => Icon::Plus,
        BulkAction::CustomerUntag => Icon::Close,
        BulkAction::CustomerPackage => Icon::Service,
        BulkAction::CustomerDelete => Icon::Remove,
        BulkAction::CustomerRestore => Icon::Again,
        BulkAction::TicketMessage
        | BulkAction::RegistrationMessage
        | BulkAction::CustomerMessage
        | BulkAction::InvoiceRemind => Icon::Message,
    }
}
