//! The form of a gateway.

use model::{
    problem::{Problem, Problems},
    queue::{GatewayKind, GatewaySettings, SaveGateway, Way},
};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_draft, use_text, use_toasts},
    widgets::{Button, Choice, Dialog, Field, FieldKind, Form, Kind},
};

/// Numbers as they are typed.
#[derive(Clone, PartialEq)]
struct Typed {
    settings: GatewaySettings,
    id: String,
    rate: String,
    window: String,
    spacing: String,
}

impl Typed {
    fn of(id: i16, settings: GatewaySettings) -> Self {
        Self {
            id: id.to_string(),
            rate: settings
                .rate
                .map_or_else(String::new, |rate| rate.to_string()),
            window: settings.window.to_string(),
            spacing: settings.spacing.to_string(),
            settings,
        }
    }

    fn check(&self, seen: Option<i32>) -> Result<SaveGateway, Problems> {
        // What is no number is out of any range.
        let number = |text: &str| text.trim().parse::<i32>().unwrap_or(-1);
        let rate = (!self.rate.trim().is_empty()).then(|| number(&self.rate));
        let request = SaveGateway {
            id: i16::try_from(number(&self.id)).unwrap_or(0),
            seen,
            settings: GatewaySettings {
                rate,
                window: number(&self.window),
                spacing: number(&self.spacing),
                ..self.settings.clone()
            },
        };
        request.check().map(|()| request)
    }
}

/// Properties of [`GatewayForm`].
#[derive(Properties, PartialEq)]
pub struct GatewayFormProps {
    /// Its number.
    pub id: i16,
    /// As it is; none for a new one.
    #[prop_or_default]
    pub way: Option<Way>,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn GatewayForm(props: &GatewayFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let (id, way) = (props.id, props.way.clone());
    let seen = way.as_ref().map(|way| way.version);
    let key = seen.map_or_else(|| "new".to_owned(), |_| id.to_string());
    let draft = use_draft(&format!("whatsapp-gateway-{key}"), move || {
        let begins = || GatewaySettings::new(GatewayKind::default());
        let settings = way.as_ref().map_or_else(begins, |way| way.settings.clone());
        Typed::of(id, settings)
    });
    let typed = draft.value().clone();
    let save = use_checked_call::<SaveGateway>();
    let problems = |field: &str| -> Vec<Problem> { save.problems(field) };
    let on_submit = {
        let (save, draft, texts) = (save.clone(), draft.clone(), texts.clone());
        let (on_close, typed) = (props.on_close.clone(), typed.clone());
        Callback::from(move |()| {
            let (draft, texts, toasts) = (draft.clone(), texts.clone(), toasts.clone());
            let on_close = on_close.clone();
            save.run_checked(typed.check(seen), move |()| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
                on_close.emit(());
            });
        })
    };
    let kinds = GatewayKind::ALL
        .map(|kind| Choice::new(kind.name(), texts.t(&kind.text_key())))
        .to_vec();
    let on_kind = draft.edit(|typed: &mut Typed, name: String| {
        let kind = GatewayKind::from_name(&name).unwrap_or_default();
        typed.settings = typed.settings.clone().turned_into(kind);
    });
    let on_active =
        draft.edit(|typed: &mut Typed, _: Event| typed.settings.active = !typed.settings.active);
    let of = &typed.settings;
    let title = if seen.is_some() {
        texts.t_with("whatsapp-menu", &[("name", &texts.t(&of.kind.text_key()))])
    } else {
        texts.t("whatsapp-new")
    };
    let actions = html! {
        <>
            <Button test_id="whatsapp-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            <Button test_id="whatsapp-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    let edit = |change: fn(&mut Typed, String)| draft.edit(change);
    html! {
        <Dialog test_id="whatsapp-dialog" {title} on_close={props.on_close.clone()} wide=true>
            <Form test_id="whatsapp-form" {on_submit} {actions} fault={save.fault.clone()}>
                <div class="aglis-two">
                    <Field id="whatsapp-kind" kind={FieldKind::Select} label={texts.t("queue-kind")} choices={kinds} value={of.kind.name()} required=true on_change={on_kind} />
                    <Field id="whatsapp-place" kind={FieldKind::Number} label={texts.t("whatsapp-place")} hint={texts.t("whatsapp-place-hint")} value={typed.id.clone()} required=true
                        disabled={seen.is_some()} problems={problems("id")} on_change={edit(|typed, text| typed.id = text)} />
                </div>
                if of.kind != GatewayKind::Log {
                    <Field id="whatsapp-url" label={texts.t("whatsapp-address")} value={of.base_url.clone()} required=true max=200 problems={problems("base_url")}
                        on_change={edit(|typed, text| typed.settings.base_url = text)} />
                }
                if of.kind == GatewayKind::Cloud {
                    <div class="aglis-two">
                        <Field id="whatsapp-number" kind={FieldKind::Number} label={texts.t("whatsapp-number")} hint={texts.t("whatsapp-number-hint")} value={of.phone_number_id.clone()} required=true
                            problems={problems("phone_number_id")} on_change={edit(|typed, text| typed.settings.phone_number_id = text)} />
                        <Field id="whatsapp-version" label={texts.t("whatsapp-version")} value={of.api_version.clone()} required=true problems={problems("api_version")}
                            on_change={edit(|typed, text| typed.settings.api_version = text)} />
                    </div>
                }
                <div class="aglis-two">
                    <Field id="whatsapp-rate" kind={FieldKind::Number} label={texts.t("whatsapp-rate")} hint={texts.t("whatsapp-rate-hint")} value={typed.rate.clone()}
                        problems={problems("rate")} on_change={edit(|typed, text| typed.rate = text)} />
                    <Field id="whatsapp-window" kind={FieldKind::Number} label={texts.t("whatsapp-window")} value={typed.window.clone()} required=true
                        problems={problems("window")} on_change={edit(|typed, text| typed.window = text)} />
                    <Field id="whatsapp-spacing" kind={FieldKind::Number} label={texts.t("whatsapp-spacing")} value={typed.spacing.clone()} required=true
                        problems={problems("spacing")} on_change={edit(|typed, text| typed.spacing = text)} />
                </div>
                <label class="aglis-check"><input type="checkbox" checked={of.active} onchange={on_active} data-testid="whatsapp-active" />{ texts.t("whatsapp-active") }</label>
                <p class="aglis-quiet">{ texts.t("whatsapp-token") }</p>
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::{GatewayKind, GatewaySettings, Typed};

    #[test]
    fn an_empty_rate_means_no_limit_and_a_word_is_told() {
        let mut typed = Typed::of(2, GatewaySettings::new(GatewayKind::Fonnte));
        assert_eq!(typed.check(None).unwrap().settings.rate, Some(100));
        typed.rate = String::new();
        assert_eq!(typed.check(None).unwrap().settings.rate, None);
        typed.rate = "banyak".to_owned();
        typed.window = "x".to_owned();
        let problems = typed.check(None).unwrap_err();
        assert_eq!(
            (problems.field("rate").len(), problems.field("window").len()),
            (1, 1)
        );
    }
}
