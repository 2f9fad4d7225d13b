//! How one wants to be told: event × channel, quiet hours, who stands in, and how it sounds.

mod matrix;
mod typed;

use std::rc::Rc;

use model::{
    access::{ListPeople, Person},
    bell::TryAlert,
    notifications::preferences::{
        NotificationPreferences, ResetNotificationPreferences, SaveNotificationPreferences,
        ShowNotificationPreferences,
    },
};
use yew::prelude::*;

use self::{matrix::Matrix, typed::Typed};
use crate::{
    hooks::{use_call, use_checked_call, use_draft, use_remote, use_session, use_text, use_toasts},
    stores::toasts::{ToastAction, Tone, use_fault_toast},
    widgets::{
        Button, Choice, Dialog, Field, FieldKind, Form, Icon, Kind, RemoteView, Section,
        SkeletonShape, day_name,
    },
};

/// Properties of [`NotificationsDialog`].
#[derive(Properties, PartialEq)]
pub struct NotificationsDialogProps {
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// The dialog. What is chosen here holds for the person, at whatever computer he signs in.
#[component]
pub fn NotificationsDialog(props: &NotificationsDialogProps) -> Html {
    let texts = use_text();
    let remote = use_remote(ShowNotificationPreferences {});
    let view = {
        let on_close = props.on_close.clone();
        Callback::from(move |preferences: Rc<NotificationPreferences>| {
            html! { <PreferencesForm {preferences} on_close={on_close.clone()} /> }
        })
    };
    html! {
        <Dialog test_id="notifications-dialog" title={texts.t("notifications-settings")} wide=true on_close={props.on_close.clone()}>
            <RemoteView<NotificationPreferences> {remote} {view} shape={SkeletonShape::Record} />
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct PreferencesFormProps {
    preferences: Rc<NotificationPreferences>,
    on_close: Callback<()>,
}

#[component]
fn PreferencesForm(props: &PreferencesFormProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let zone = session.zone();
    let people = use_remote(ListPeople {});
    let start = props.preferences.clone();
    let draft = use_draft("notifications", move || Typed::of(&start, zone));
    let typed = draft.value().clone();
    let save = use_checked_call::<SaveNotificationPreferences>();
    let (reset, back) = (
        use_call::<ResetNotificationPreferences>(),
        use_call::<SaveNotificationPreferences>(),
    );
    let trial = use_call::<TryAlert>();
    use_fault_toast(reset.fault.clone());
    use_fault_toast(back.fault.clone());
    use_fault_toast(trial.fault.clone());
    let on_submit = {
        let (save, draft, typed) = (save.clone(), draft.clone(), typed.clone());
        let (toasts, texts, on_close) = (toasts.clone(), texts.clone(), props.on_close.clone());
        Callback::from(move |()| {
            let (draft, on_close) = (draft.clone(), on_close.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            save.run_checked(typed.check(zone), move |()| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
                on_close.emit(());
            });
        })
    };
    let on_reset = {
        let (reset, draft, back) = (reset.clone(), draft.clone(), back.clone());
        let (toasts, texts, before) = (toasts.clone(), texts.clone(), props.preferences.clone());
        let (save, on_close) = (save.clone(), props.on_close.clone());
        Callback::from(move |()| {
            let (save, draft, back) = (save.clone(), draft.clone(), back.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            let (before, on_close) = (before.clone(), on_close.clone());
            reset.run_then(ResetNotificationPreferences {}, move |()| {
                save.clear();
                draft.clear();
                let (back, before) = (back.clone(), before.clone());
                let run = Callback::from(move |()| {
                    back.run(SaveNotificationPreferences {
                        preferences: (*before).clone(),
                    });
                });
                let undo = ToastAction::undo(texts.t("common-undo"), run);
                toasts.show(Tone::Info, texts.t("notifications-was-reset"), Some(undo));
                on_close.emit(());
            });
        })
    };
    let on_trial = {
        let (trial, texts) = (trial.clone(), texts.clone());
        Callback::from(move |()| {
            let (toasts, texts) = (toasts.clone(), texts.clone());
            trial.run_then(TryAlert {}, move |plays| {
                toasts.info(texts.t(match plays {
                    Some(false) => "notifications-trial-silent",
                    Some(true) | None => "notifications-trial-shown",
                }));
            });
        })
    };
    let on_channels = draft.edit(|typed: &mut Typed, choice| typed.choose(choice));
    let on_copy = draft.edit(|typed: &mut Typed, ()| {
        let monday = typed.quiet[0].clone();
        typed.quiet[1..].fill(monday);
    });
    let whole_week = save.problems("quiet");
    let choices = substitutes(
        &texts.t("notifications-nobody"),
        people.data(),
        session.me.id,
    );
    let actions = html! {
        <>
            <Button test_id="notifications-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            <Button test_id="notifications-reset" label={texts.t("notifications-reset")} busy={reset.busy} online=true on_click={on_reset} />
        </>
    };
    html! {
        <Form test_id="notifications-form" {on_submit} {actions} fault={save.fault.clone()}>
            <Section title={texts.t("notifications-channels")}>
                <p class="aglis-quiet">{ texts.t("notifications-channels-hint") }</p>
                <Matrix role={session.me.role} choices={typed.choices.clone()} on_choose={on_channels} />
                <Button test_id="notifications-trial" label={texts.t("notifications-trial")} icon={Icon::Bell} busy={trial.busy} on_click={on_trial} />
            </Section>
            <Section title={texts.t("notifications-quiet")}>
                <p class="aglis-quiet">{ texts.t_with("notifications-quiet-hint", &[("zone", &zone.abbreviation())]) }</p>
                <div class="aglis-two">{ for (1..=7u8).map(|weekday| {
                    let at = usize::from(weekday) - 1;
                    let field = format!("quiet.{weekday}");
                    let mut wrong = save.problems(&field);
                    if weekday == 1 {
                        // What is wrong with the week as a whole is said where the first hours go.
                        wrong.extend(whole_week.iter().cloned());
                    }
                    let on_change = draft.edit(move |typed: &mut Typed, text| typed.quiet[at] = text);
                    html! {
                        <Field key={weekday} id={format!("notifications-quiet-{weekday}")} label={day_name(&texts, weekday)} placeholder={texts.t("notifications-quiet-none")}
                            value={typed.quiet[at].clone()} problems={wrong} on_change={save.corrects(&field, on_change)} />
                    }
                }) }</div>
                <Button test_id="notifications-quiet-copy" label={texts.t("notifications-quiet-copy")} on_click={on_copy} />
            </Section>
            <Section title={texts.t("notifications-absence")}>
                <p class="aglis-quiet">{ texts.t("notifications-absence-hint") }</p>
                <div class="aglis-two">
                    <Field id="notifications-substitute" kind={FieldKind::Select} label={texts.t("notifications-substitute")} {choices} value={typed.substitute.clone()} required=true
                        problems={save.problems("absence")}
                        on_change={save.corrects("absence", draft.edit(|typed: &mut Typed, text| typed.substitute = text))} />
                    if !typed.substitute.is_empty() {
                        <Field id="notifications-absent-from" kind={FieldKind::Date} label={texts.t("notifications-absent-from")} value={typed.from.clone()} required=true
                            problems={save.problems("from")} on_change={save.corrects("from", draft.edit(|typed: &mut Typed, text| typed.from = text))} />
                        <Field id="notifications-absent-to" kind={FieldKind::Date} label={texts.t("notifications-absent-to")} value={typed.to.clone()} required=true
                            problems={save.problems("to")} on_change={save.corrects("to", draft.edit(|typed: &mut Typed, text| typed.to = text))} />
                    }
                </div>
            </Section>
        </Form>
    }
}

/// Who may stand in: everybody but oneself.
fn substitutes(
    nobody: &AttrValue,
    people: Option<&Rc<Vec<Person>>>,
    me: model::ids::StaffId,
) -> Vec<Choice> {
    let all = people.map_or(&[][..], |all| all.as_slice());
    let others = all.iter().filter(|one| one.id != me);
    std::iter::once(Choice::new("", nobody.clone()))
        .chain(others.map(|one| Choice::new(one.id.to_string(), one.name.clone())))
        .collect()
}
