//! Trying the saved text on a telephone.

use model::{
    ids::MessageId,
    messages::write::TestTemplate,
    templates::{TemplateName, Values},
    text::Locale,
};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_text, use_toasts},
    widgets::{Button, Field, FieldKind, Form},
};

/// Properties of [`TestSend`].
#[derive(Properties, PartialEq)]
pub(super) struct TestSendProps {
    /// Which message.
    pub name: TemplateName,
    /// In which language.
    pub language: Locale,
}

/// The number and the button.
#[component]
pub(super) fn TestSend(props: &TestSendProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let test = use_checked_call::<TestTemplate>();
    let phone = use_state_eq(String::new);
    let on_submit = {
        let (test, texts) = (test.clone(), texts.clone());
        let request = TestTemplate {
            name: props.name,
            language: props.language,
            phone: (*phone).clone(),
            values: Values::new(),
        };
        Callback::from(move |()| {
            let (toasts, texts) = (toasts.clone(), texts.clone());
            let checked = request.check().map(|_| request.clone());
            test.run_checked(checked, move |_: MessageId| {
                toasts.good(texts.t("messages-waits"));
            });
        })
    };
    let on_change = {
        let phone = phone.setter();
        Callback::from(move |text: String| phone.set(text))
    };
    let actions = html! { <Button test_id="templates-test-send" label={texts.t("templates-test")} submit=true busy={test.busy} online=true /> };
    html! {
        <Form test_id="templates-test-form" {on_submit} {actions} fault={test.fault.clone()}>
            <Field id="templates-test-phone" kind={FieldKind::Phone} label={texts.t("templates-test-phone")} hint={texts.t("templates-test-hint")}
                value={(*phone).clone()} required=true problems={test.problems("phone")} {on_change} />
        </Form>
    }
}
