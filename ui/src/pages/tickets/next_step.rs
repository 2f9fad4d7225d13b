//! The step that comes next for a ticket: assign, start, finish with photos, close; the rest in a menu.

use std::rc::Rc;

use model::{
    access::Role,
    states::TicketStatus,
    tickets::{MoveTicket, TicketDetail},
};
use yew::prelude::*;

use super::{assign::Assign, classify::Classify, finish::Finish, hold::Hold};
use crate::{
    hooks::{use_call, use_hotkeys, use_session, use_text},
    route::{Area, Route, go},
    widgets::{Button, Confirm, FaultNote, Icon, Kind, Menu, MenuItem},
};

/// Properties of [`NextStep`], and of the dialogs that take a step.
#[derive(Properties)]
pub struct StepProps {
    /// As it is shown.
    pub ticket: Rc<TicketDetail>,
    /// Reads it again.
    pub again: Callback<()>,
    /// The dialog is done with.
    #[prop_or_default]
    pub on_close: Callback<()>,
}

impl PartialEq for StepProps {
    fn eq(&self, other: &Self) -> bool {
        self.ticket == other.ticket
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Asking {
    Nothing,
    Lead,
    Finish,
    Hold,
    Classify,
    /// The reason of a step.
    Why(Why),
}

/// A step that asks for its reason.
#[derive(Clone, Copy, PartialEq)]
struct Why {
    to: TicketStatus,
    /// Beginning of test ids.
    test_id: &'static str,
    title: &'static str,
    text: &'static str,
    danger: bool,
}

const REOPEN: Why = Why {
    to: TicketStatus::InProgress,
    test_id: "tickets-reopen-dialog",
    title: "tickets-reopen",
    text: "tickets-reopen-text",
    danger: false,
};
const CANCEL: Why = Why {
    to: TicketStatus::Cancelled,
    test_id: "tickets-cancel-dialog",
    title: "tickets-cancel",
    text: "tickets-cancel-text",
    danger: true,
};

/// The buttons; none for who may not take a step.
#[component]
pub fn NextStep(props: &StepProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let asking = use_state_eq(|| Asking::Nothing);
    let moving = use_call::<MoveTicket>();
    let (id, version, status) = (props.ticket.id, props.ticket.version, props.ticket.status);
    let leads = session.is_any(&[Role::Admin, Role::Supervisor, Role::Office]);
    let works = session.is_any(&[Role::Admin, Role::Supervisor])
        || props
            .ticket
            .lead
            .as_ref()
            .is_some_and(|(lead, _)| *lead == session.me.id);
    let step = |to: TicketStatus| {
        let (moving, asking, again) = (moving.clone(), asking.clone(), props.again.clone());
        Callback::from(move |reason: String| {
            let (asking, again) = (asking.clone(), again.clone());
            moving.run_then(
                MoveTicket {
                    id,
                    version,
                    to,
                    reason,
                },
                Callback::from(move |()| {
                    asking.set(Asking::Nothing);
                    again.emit(());
                }),
            );
        })
    };
    let at_once = |to| {
        let step = step(to);
        Callback::from(move |()| step.emit(String::new()))
    };
    let ask = |what| {
        let (asking, moving) = (asking.clone(), moving.clone());
        Callback::from(move |()| {
            moving.clear();
            asking.set(what);
        })
    };
    let may_assign = leads && status.is_open();
    use_hotkeys(vec![("a", {
        let ask = ask(Asking::Lead);
        Callback::from(move |()| {
            if may_assign {
                ask.emit(());
            }
        })
    })]);
    let mut more = Vec::new();
    let mut offer = |test_id: &'static str, label: &str, icon, run| {
        more.push(MenuItem::new(test_id, texts.t(label), run).icon(icon));
    };
    if works && matches!(status, TicketStatus::Assigned | TicketStatus::InProgress) {
        offer(
            "tickets-hold",
            "tickets-hold",
            Icon::Pause,
            ask(Asking::Hold),
        );
    }
    if may_assign && status != TicketStatus::Open {
        offer(
            "tickets-reassign",
            "tickets-reassign",
            Icon::Person,
            ask(Asking::Lead),
        );
    }
    if leads && status == TicketStatus::Assigned {
        let run = at_once(TicketStatus::Open);
        offer("tickets-release", "tickets-release", Icon::Left, run);
    }
    if leads && status == TicketStatus::Completed {
        offer(
            "tickets-reopen",
            REOPEN.title,
            Icon::Again,
            ask(Asking::Why(REOPEN)),
        );
    }
    if (leads || works) && status != TicketStatus::Cancelled {
        offer(
            "tickets-classify",
            "work-classify",
            Icon::Edit,
            ask(Asking::Classify),
        );
    }
    if may_assign {
        let cancel = ask(Asking::Why(CANCEL));
        more.push(
            MenuItem::new("tickets-cancel", texts.t(CANCEL.title), cancel)
                .icon(Icon::Stop)
                .danger(),
        );
    }
    let service = props.ticket.service.filter(|_| {
        session.is_any(&[Role::Admin, Role::Office])
            && props.ticket.kind.changes_service()
            && matches!(status, TicketStatus::Completed | TicketStatus::Closed)
    });
    let on_close = ask(Asking::Nothing);
    let dialog = match *asking {
        Asking::Nothing => html! { <FaultNote fault={moving.fault.clone()} /> },
        Asking::Lead => {
            html! { <Assign ticket={props.ticket.clone()} again={props.again.clone()} {on_close} /> }
        }
        Asking::Finish => {
            html! { <Finish ticket={props.ticket.clone()} again={props.again.clone()} {on_close} /> }
        }
        Asking::Hold => {
            html! { <Hold ticket={props.ticket.clone()} again={props.again.clone()} {on_close} /> }
        }
        Asking::Classify => {
            html! { <Classify ticket={props.ticket.clone()} again={props.again.clone()} {on_close} /> }
        }
        Asking::Why(why) => html! {
            <Confirm test_id={why.test_id} title={texts.t(why.title)} text={texts.t(why.text)} label={texts.t(why.title)} danger={why.danger}
                with_reason=true of={id.to_string()} busy={moving.busy} fault={moving.fault.clone()} on_confirm={step(why.to)} {on_close} />
        },
    };
    html! {
        <>
            if leads && status == TicketStatus::Open {
                <Button test_id="tickets-assign" label={texts.t("tickets-assign")} kind={Kind::Primary} online=true on_click={ask(Asking::Lead)} />
            }
            if works && matches!(status, TicketStatus::Assigned | TicketStatus::OnHold) {
                <Button test_id="tickets-start" label={texts.t("tickets-start")} kind={Kind::Primary} busy={moving.busy} online=true on_click={at_once(TicketStatus::InProgress)} />
            }
            if works && status == TicketStatus::InProgress {
                <Button test_id="tickets-finish" label={texts.t("tickets-finish")} kind={Kind::Primary} online=true on_click={ask(Asking::Finish)} />
            }
            if leads && status == TicketStatus::Completed {
                <Button test_id="tickets-close" label={texts.t("tickets-close")} kind={Kind::Primary} busy={moving.busy} online=true on_click={at_once(TicketStatus::Closed)} />
            }
            if let Some(service) = service {
                <Button test_id="tickets-change-service" label={texts.t("tickets-change-service")} icon={Icon::Service}
                    on_click={move |()| go(&Route::record(Area::Services, service.0))} />
            }
            if !more.is_empty() {
                <Menu test_id="tickets-more" label={texts.t("common-more")} icon={Icon::More} icon_only=true items={more} />
            }
            { dialog }
        </>
    }
}
