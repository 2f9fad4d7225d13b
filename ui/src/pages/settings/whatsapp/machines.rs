//! Machines that send: each with a login of its own, for `aglis worker`.

use std::rc::Rc;

use model::{
    problem::Problem,
    queue::{DismissWorker, EnrolWorker, QueueNow, QueueWorker, ShowQueue},
    secret::Secret,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_checked_call, use_remote, use_text, use_toasts},
    pages::settings::new_password::{PasswordField, ShownOnce, offered},
    widgets::{
        Button, Confirm, Dialog, Field, Form, Icon, Kind, Look, RemoteView, Section, SkeletonShape,
        StatusLabel, When,
    },
};

#[derive(Clone, PartialEq)]
enum Asking {
    Nothing,
    New,
    Dismiss(QueueWorker),
}

/// The section.
#[component]
pub fn Machines() -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let remote = use_remote(ShowQueue {});
    let dismiss = use_call::<DismissWorker>();
    let asking = use_state_eq(|| Asking::Nothing);
    let ask = {
        let (asking, dismiss) = (asking.setter(), dismiss.clone());
        Callback::from(move |what: Asking| {
            dismiss.clear();
            asking.set(what);
        })
    };
    let view = {
        let (texts, ask) = (texts.clone(), ask.clone());
        Callback::from(move |queue: Rc<QueueNow>| {
            let t = |key: &str| texts.t(key);
            if queue.workers.is_empty() {
                return html! { <p class="aglis-quiet aglis-lead">{ t("queue-workers-empty") }</p> };
            }
            html! {
                <table class="aglis-table" data-testid="whatsapp-machines">
                    <thead><tr><th>{ t("queue-device") }</th><th>{ t("desk-username") }</th><th>{ t("whatsapp-enrolled-by") }</th><th>{ t("queue-seen") }</th><th>{ t("common-status") }</th>
                        <th><span class="aglis-unseen">{ t("whatsapp-dismiss") }</span></th></tr></thead>
                    <tbody>{ for queue.workers.iter().map(|worker| {
                        let (word, look, icon) = match (worker.enabled, worker.alive) {
                            (false, _) => ("whatsapp-dismissed", Look::Quiet, Icon::Stop),
                            (true, true) => ("queue-state-working", Look::Good, Icon::Done),
                            (true, false) => ("queue-state-away", Look::Waiting, Icon::Waiting),
                        };
                        let label = texts.t_with("whatsapp-dismiss-one", &[("name", &worker.device)]);
                        let (ask, asked) = (ask.clone(), worker.clone());
                        let on_click = Callback::from(move |()| ask.emit(Asking::Dismiss(asked.clone())));
                        html! {
                            <tr key={worker.id} data-testid="whatsapp-machine" class={classes!((!worker.enabled).then_some("aglis-left"))}>
                                <td data-label={t("queue-device")}><strong>{ &worker.device }</strong></td>
                                <td data-label={t("desk-username")}>{ &worker.login }</td>
                                <td data-label={t("whatsapp-enrolled-by")}>{ worker.enrolled_by.clone().unwrap_or_else(|| "–".to_owned()) }</td>
                                <td data-label={t("queue-seen")}><When at={worker.seen_at} relative=true /></td>
                                <td data-label={t("common-status")}><StatusLabel text_key={word} {look} {icon} /></td>
                                <td class="aglis-cell-actions">if worker.enabled { <Button test_id={format!("whatsapp-dismiss-{}", worker.id)} {label} kind={Kind::Plain} icon={Icon::SignOut}
                                    icon_only=true online=true {on_click} /> }</td>
                            </tr>
                        }
                    }) }</tbody>
                </table>
            }
        })
    };
    let on_close = {
        let ask = ask.clone();
        Callback::from(move |()| ask.emit(Asking::Nothing))
    };
    let dialog = match (*asking).clone() {
        Asking::Nothing => Html::default(),
        Asking::New => html! { <Enrol {on_close} /> },
        Asking::Dismiss(worker) => {
            let name = [("name", &worker.device as &dyn std::fmt::Display)];
            let said = texts.t_with("whatsapp-dismissed-toast", &name);
            let on_confirm = {
                let (dismiss, close, toasts) = (dismiss.clone(), on_close.clone(), toasts.clone());
                Callback::from(move |_: String| {
                    let (close, toasts, said) = (close.clone(), toasts.clone(), said.clone());
                    dismiss.run_then(DismissWorker { id: worker.id }, move |()| {
                        close.emit(());
                        toasts.good(said.clone());
                    });
                })
            };
            html! { <Confirm test_id="whatsapp-dismiss-dialog" title={texts.t("whatsapp-dismiss")} label={texts.t("whatsapp-dismiss")} text={texts.t_with("whatsapp-dismiss-text", &name)}
            danger=true busy={dismiss.busy} fault={dismiss.fault.clone()} {on_confirm} {on_close} /> }
        }
    };
    let add = html! { <Button test_id="whatsapp-enrol" label={texts.t("whatsapp-enrol")} icon={Icon::Plus} online=true on_click={move |()| ask.emit(Asking::New)} /> };
    html! {
        <>
            <Section title={texts.t("queue-workers")} actions={add}>
                <p class="aglis-quiet aglis-lead">{ texts.t("whatsapp-machines-text") }</p>
                <RemoteView<QueueNow> {remote} {view} shape={SkeletonShape::Rows} />
            </Section>
            { dialog }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct EnrolProps {
    on_close: Callback<()>,
}

/// Asks for the machine's name, then shows login and password for the only time.
#[component]
fn Enrol(props: &EnrolProps) -> Html {
    let texts = use_text();
    let device = use_state_eq(String::new);
    let password = use_state_eq(offered);
    let login = use_state_eq(|| None::<String>);
    let enrol = use_checked_call::<EnrolWorker>();
    let problems = |field: &str| -> Vec<Problem> { enrol.problems(field) };
    if let Some(login) = &*login {
        return html! { <ShownOnce title={texts.t("whatsapp-enrolled")} username={login.clone()} password={(*password).clone()} on_close={props.on_close.clone()} /> };
    }
    let on_submit = {
        let (enrol, login) = (enrol.clone(), login.setter());
        let (device, password) = (device.clone(), password.clone());
        Callback::from(move |()| {
            let request = EnrolWorker {
                device: (*device).clone(),
                password: Secret::new((*password).clone()),
            };
            let login = login.clone();
            enrol.run_checked(
                request.check().map(|_| request.clone()),
                move |made: String| {
                    login.set(Some(made));
                },
            );
        })
    };
    let on_change = {
        let device = device.setter();
        Callback::from(move |text| device.set(text))
    };
    let actions = html! {
        <>
            <Button test_id="whatsapp-enrol-confirm" label={texts.t("whatsapp-enrol")} kind={Kind::Primary} submit=true busy={enrol.busy} online=true />
            <Button test_id="whatsapp-enrol-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="whatsapp-enrol-dialog" title={texts.t("whatsapp-enrol")} on_close={props.on_close.clone()}>
            <p>{ texts.t("whatsapp-enrol-text") }</p>
            <Form test_id="whatsapp-enrol-form" {on_submit} {actions} fault={enrol.fault.clone()}>
                <Field id="whatsapp-device" label={texts.t("whatsapp-device")} value={(*device).clone()} required=true focus=true max=100 problems={problems("device")} {on_change} />
                <PasswordField id="whatsapp-password" label={texts.t("desk-password")} value={password.clone()} problems={problems("password")} hint_key="whatsapp-password-hint" />
            </Form>
        </Dialog>
    }
}
