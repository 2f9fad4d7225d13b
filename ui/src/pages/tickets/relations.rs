//! What belongs to a ticket: watchers, linked tickets, duplicates that were merged.

use std::rc::Rc;

use model::{
    access::Role,
    states::LinkKind,
    tickets::{
        TicketDetail,
        relations::{
            LinkTickets, MergeTicket, Merged, Relations, ShowRelations, UndoMerge, UnlinkTickets,
            WatchTicket,
        },
    },
};
use yew::prelude::*;

use super::next_step::StepProps;
use crate::{
    hooks::{RemoteState, use_call, use_remote, use_session, use_text},
    route::{Area, Route},
    widgets::{
        Button, Choice, Dialog, FaultNote, FaultState, Field, FieldKind, Form, Icon, Kind, Section,
        StatusLabel, StatusLabelProps,
    },
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    Nothing,
    Link,
    Merge,
}

/// The section; buttons for who may change it.
#[component]
pub fn RelationsSection(props: &StepProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let id = props.ticket.id;
    let remote = use_remote(ShowRelations { id });
    let asking = use_state_eq(|| Asking::Nothing);
    let watch = use_call::<WatchTicket>();
    let unlink = use_call::<UnlinkTickets>();
    let undo = use_call::<UndoMerge>();
    if let RemoteState::Failed(fault) = &remote.state {
        return html! { <FaultState fault={fault.clone()} again={remote.again.clone()} /> };
    }
    let Some(related): Option<Rc<Relations>> = remote.data().cloned() else {
        return Html::default();
    };
    let may_change = session.is_any(&[Role::Admin, Role::Office, Role::Supervisor]);
    let reload = {
        let (one, other) = (remote.again.clone(), props.again.clone());
        Callback::from(move |()| {
            one.emit(());
            other.emit(());
        })
    };
    let on_watch = {
        let (watch, again, watching) = (watch.clone(), remote.again.clone(), related.watching);
        Callback::from(move |()| {
            let again = again.clone();
            watch.run_then(
                WatchTicket {
                    id,
                    watch: !watching,
                },
                move |()| again.emit(()),
            );
        })
    };
    let ask = |what| {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(what))
    };
    let undoing = |merged: &Merged, duplicate| {
        let (undo, reload) = (undo.clone(), reload.clone());
        let on_click = Callback::from(move |()| {
            let reload = reload.clone();
            undo.run_then(UndoMerge { id: duplicate }, move |()| reload.emit(()));
        });
        html! {
            if merged.undoable && may_change {
                <Button test_id={format!("tickets-undo-merge-{duplicate}")} label={texts.t("work-undo-merge")} kind={Kind::Plain} icon={Icon::Again}
                    online=true {on_click} />
            }
        }
    };
    let to = |merged: &Merged| html! { <a class="aglis-number" href={Route::record(Area::Tickets, merged.id.0).hash()}>{ &merged.number }</a> };
    let watchers = related
        .watchers
        .iter()
        .map(|(_, name)| name.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let actions = html! {
        <>
            <Button test_id="tickets-watch" icon={Icon::Eye} pressed={Some(related.watching)} busy={watch.busy} online=true on_click={on_watch}
                label={texts.t(if related.watching { "work-unwatch" } else { "work-watch" })} />
            if may_change {
                <Button test_id="tickets-link" label={texts.t("work-link")} online=true on_click={ask(Asking::Link)} />
                if related.merged_into.is_none() && props.ticket.status.is_open() {
                    <Button test_id="tickets-merge" label={texts.t("work-merge")} online=true on_click={ask(Asking::Merge)} />
                }
            }
        </>
    };
    html! {
        <Section title={texts.t("work-relations")} {actions}>
            if let Some(merged) = &related.merged_into {
                <p class="aglis-note aglis-tone-info">{ texts.t("work-merged-into") }{ " " }{ to(merged) }{ " " }{ undoing(merged, id) }</p>
            }
            <ul class="aglis-relations" data-testid="tickets-relations">
                { for related.duplicates.iter().map(|merged| html! {
                    <li key={format!("merged-{}", merged.id)}>{ texts.t("work-merged-here") }{ " " }{ to(merged) }{ " " }{ undoing(merged, merged.id) }</li>
                }) }
                { for related.links.iter().map(|link| {
                    let (from, other) = if link.outgoing { (id, link.id) } else { (link.id, id) };
                    let (unlink, again, kind) = (unlink.clone(), remote.again.clone(), link.kind);
                    let on_click = Callback::from(move |()| {
                        let again = again.clone();
                        unlink.run_then(UnlinkTickets { from, to: other, kind }, move |()| again.emit(()));
                    });
                    html! {
                        <li key={format!("{}-{}-{}", link.kind.name(), from, other)}>
                            { texts.t(if link.outgoing { link.kind.text_key() } else { format!("work-link-back-{}", link.kind.name().replace('_', "-")) }.as_str()) }
                            { " " }<a class="aglis-number" href={Route::record(Area::Tickets, link.id.0).hash()}>{ &link.number }</a>{ " " }
                            <StatusLabel ..StatusLabelProps::from(link.status) />
                            if may_change {
                                <Button test_id={format!("tickets-unlink-{}", link.id)} label={texts.t("work-unlink")} icon={Icon::Close} icon_only=true
                                    kind={Kind::Plain} online=true {on_click} />
                            }
                        </li>
                    }
                }) }
            </ul>
            <p class="aglis-quiet">
                { texts.t_with("work-watchers", &[("names", &if watchers.is_empty() { "–".to_owned() } else { watchers })]) }
            </p>
            <FaultNote fault={watch.fault.clone().or(unlink.fault.clone()).or(undo.fault.clone())} />
            if *asking != Asking::Nothing {
                <Other ticket={props.ticket.clone()} again={reload} on_close={ask(Asking::Nothing)} merging={*asking == Asking::Merge} />
            }
        </Section>
    }
}

#[derive(Properties)]
struct OtherProps {
    ticket: Rc<TicketDetail>,
    again: Callback<()>,
    on_close: Callback<()>,
    /// Merges instead of linking.
    merging: bool,
}

impl PartialEq for OtherProps {
    fn eq(&self, other: &Self) -> bool {
        self.ticket == other.ticket && self.merging == other.merging
    }
}

/// Asks for the other ticket's number.
#[component]
fn Other(props: &OtherProps) -> Html {
    let texts = use_text();
    let number = use_state_eq(String::new);
    let kind = use_state_eq(|| LinkKind::Related);
    let link = use_call::<LinkTickets>();
    let merge = use_call::<MergeTicket>();
    let on_number = {
        let number = number.clone();
        Callback::from(move |text: String| number.set(text))
    };
    let on_kind = {
        let kind = kind.clone();
        Callback::from(move |name: String| {
            if let Some(chosen) = LinkKind::from_name(&name) {
                kind.set(chosen);
            }
        })
    };
    let on_submit = {
        let (link, merge, merging) = (link.clone(), merge.clone(), props.merging);
        let (id, version) = (props.ticket.id, props.ticket.version);
        let (number, kind) = ((*number).clone(), *kind);
        let (again, on_close) = (props.again.clone(), props.on_close.clone());
        Callback::from(move |()| {
            let (again, on_close) = (again.clone(), on_close.clone());
            let on_done = move |()| {
                on_close.emit(());
                again.emit(());
            };
            if merging {
                let into = number.clone();
                merge.run_then(MergeTicket { id, version, into }, on_done);
            } else {
                let to = number.clone();
                let from = id;
                link.run_then(LinkTickets { from, to, kind }, on_done);
            }
        })
    };
    let choices = LinkKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.name(), texts.t(&kind.text_key())))
        .collect::<Vec<_>>();
    let (test_id, title, label, fault, field) = if props.merging {
        (
            "tickets-merge-dialog",
            "work-merge",
            "work-merge-into",
            merge.fault.clone(),
            "into",
        )
    } else {
        (
            "tickets-link-dialog",
            "work-link",
            "work-link-to",
            link.fault.clone(),
            "to",
        )
    };
    let problems = fault
        .as_ref()
        .map_or_else(Vec::new, |fault| fault.field(field).to_vec());
    let busy = link.busy || merge.busy;
    let actions = html! {
        <>
            <Button test_id={format!("{test_id}-confirm")} label={texts.t(title)} kind={Kind::Primary} submit=true {busy} online=true />
            <Button test_id={format!("{test_id}-cancel")} label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog {test_id} title={texts.t(title)} on_close={props.on_close.clone()}>
            <Form test_id={format!("{test_id}-form")} {on_submit} {actions} {fault}>
                if props.merging { <p>{ texts.t("work-merge-text") }</p> } else {
                    <Field id="tickets-link-kind" kind={FieldKind::Select} label={texts.t("work-link-kind")} required=true {choices} value={kind.name()} on_change={on_kind} />
                }
                <Field id="tickets-other-number" label={texts.t(label)} required=true focus=true placeholder="TKT-202611-00001" value={(*number).clone()}
                    {problems} on_change={on_number} />
            </Form>
        </Dialog>
    }
}
