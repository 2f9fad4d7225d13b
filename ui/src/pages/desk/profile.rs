//! Oneself: name, phone, language, and the computers one is signed in at.

use std::rc::Rc;

use model::{
    fault::Fault,
    phone::Phone,
    profile::{ChangeOwnProfile, Profile, ShowProfile},
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_draft, use_remote, use_session, use_text, use_toasts},
    widgets::{
        Button, Choice, Devices, Dialog, Field, FieldKind, Form, Kind, RemoteView, Section,
        SkeletonShape,
    },
};

/// Properties of [`ProfileDialog`].
#[derive(Properties, PartialEq)]
pub struct ProfileDialogProps {
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn ProfileDialog(props: &ProfileDialogProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let remote = use_remote(ShowProfile {});
    let view = {
        let on_close = props.on_close.clone();
        Callback::from(
            move |profile: Rc<Profile>| html! { <ProfileForm {profile} on_close={on_close.clone()} /> },
        )
    };
    html! {
        <Dialog test_id="profile" title={texts.t("shell-profile")} wide=true on_close={props.on_close.clone()}>
            <RemoteView<Profile> {remote} {view} shape={SkeletonShape::Record} />
            <Section title={texts.t("desk-devices")}><Devices staff={session.me.id} /></Section>
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct ProfileFormProps {
    profile: Rc<Profile>,
    on_close: Callback<()>,
}

#[component]
fn ProfileForm(props: &ProfileFormProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let start = props.profile.clone();
    let draft = use_draft("profile", move || ChangeOwnProfile {
        name: start.name.clone(),
        phone: start
            .phone
            .as_deref()
            .map_or_else(String::new, |phone| Phone::stored(phone).to_string()),
        locale: start.locale,
    });
    let typed = draft.value().clone();
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let change = use_call::<ChangeOwnProfile>();
    let fault = own.as_ref().or(change.fault.as_ref()).cloned();
    let problems = |field: &str| {
        fault
            .as_ref()
            .map_or_else(Vec::new, |fault| fault.field(field).to_vec())
    };
    let on_submit = {
        let (change, own, draft, texts) =
            (change.clone(), own.setter(), draft.clone(), texts.clone());
        let (request, on_close) = (typed.clone(), props.on_close.clone());
        Callback::from(move |()| {
            if let Err(problems) = request.check() {
                return own.set(Some(Rc::new(Fault::invalid(problems))));
            }
            own.set(None);
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            let on_close = on_close.clone();
            change.run_then(request.clone(), move |()| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
                on_close.emit(());
            });
        })
    };
    let locales = vec![
        Choice::new("id", "Bahasa Indonesia"),
        Choice::new("en", "English"),
    ];
    let actions = html! {
        <Button test_id="profile-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={change.busy} online=true />
    };
    let role = texts.t(&format!("role-{}", session.me.role.name()));
    html! {
        <Form test_id="profile-form" {on_submit} {actions} fault={fault.clone()}>
            <p class="aglis-quiet">{ &session.me.username }{ " · " }{ role }{ ". " }{ texts.t("desk-profile-text") }</p>
            <div class="aglis-two">
                <Field id="profile-name" label={texts.t("desk-name")} value={typed.name.clone()} required=true
                    problems={problems("name")} on_change={draft.edit(|typed: &mut ChangeOwnProfile, text| typed.name = text)} />
                <Field id="profile-phone" kind={FieldKind::Phone} label={texts.t("common-phone")} value={typed.phone.clone()} placeholder="0812-3456-7890"
                    problems={problems("phone")} on_change={draft.edit(|typed: &mut ChangeOwnProfile, text| typed.phone = text)} />
                <Field id="profile-locale" kind={FieldKind::Select} label={texts.t("desk-language")} hint={texts.t("desk-profile-language")} choices={locales} value={typed.locale.code()} required=true
                    on_change={draft.edit(|typed: &mut ChangeOwnProfile, text: String| typed.locale = text.parse().unwrap_or(typed.locale))} />
            </div>
        </Form>
    }
}
