//! Zones: the parts of the service area, and their names.

use std::rc::Rc;

use model::{
    ids::ZoneId,
    packages::{ListZones, SaveZone, Zone},
};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_draft, use_remote, use_text, use_toasts},
    widgets::{
        Button, Dialog, EmptyState, Field, Form, Icon, Kind, RemoteView, Section, SkeletonShape,
    },
};

/// The tab.
#[component]
pub fn ZonesTab() -> Html {
    let texts = use_text();
    let remote = use_remote(ListZones {});
    // The zone whose form is open; `Some(None)` is a new one.
    let asking = use_state_eq(|| None::<Option<Zone>>);
    let ask = {
        let asking = asking.setter();
        Callback::from(move |what: Option<Option<Zone>>| asking.set(what))
    };
    let view = {
        let (texts, ask) = (texts.clone(), ask.clone());
        Callback::from(move |zones: Rc<Vec<Zone>>| {
            if zones.is_empty() {
                return html! { <EmptyState title={texts.t("settings-zones-empty")} text={texts.t("settings-zones-text")} icon={Icon::Home} /> };
            }
            html! {
                <ul class="aglis-entries aglis-settings-list" data-testid="settings-zone-list">{ for zones.iter().map(|zone| {
                    let (ask, asked) = (ask.clone(), zone.clone());
                    let on_click = Callback::from(move |()| ask.emit(Some(Some(asked.clone()))));
                    html! {
                        <li key={zone.id.0} data-testid="settings-zone-row">
                            <span>{ &zone.name }</span><span class="aglis-spacer" />
                            <Button test_id={format!("settings-zone-{}", zone.id)} label={texts.t_with("settings-zone-rename", &[("name", &zone.name)])}
                                kind={Kind::Plain} icon={Icon::Edit} icon_only=true {on_click} />
                        </li>
                    }
                }) }</ul>
            }
        })
    };
    let on_close = {
        let ask = ask.clone();
        Callback::from(move |()| ask.emit(None))
    };
    let add = {
        let on_click = Callback::from(move |()| ask.emit(Some(None)));
        html! { <Button test_id="settings-new-zone" label={texts.t("settings-new-zone")} kind={Kind::Primary} icon={Icon::Plus} online=true {on_click} /> }
    };
    html! {
        <>
            <Section title={texts.t("settings-zones")} actions={add}>
                <p class="aglis-quiet aglis-lead">{ texts.t("settings-zones-text") }</p>
                <RemoteView<Vec<Zone>> {remote} {view} shape={SkeletonShape::Rows} />
            </Section>
            if let Some(zone) = &*asking { <ZoneForm zone={zone.clone()} {on_close} /> }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct ZoneFormProps {
    zone: Option<Zone>,
    on_close: Callback<()>,
}

/// The dialog for a name.
#[component]
fn ZoneForm(props: &ZoneFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let id = props.zone.as_ref().map(|zone| zone.id);
    let before = props
        .zone
        .as_ref()
        .map(|zone| zone.name.clone())
        .unwrap_or_default();
    let key = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let draft = use_draft(&format!("settings-zone-{key}"), move || before.clone());
    let name = draft.value().clone();
    let save = use_checked_call::<SaveZone>();
    let fault = save.fault.clone();
    let problems = save.problems("name");
    let on_submit = {
        let (save, draft, texts) = (save.clone(), draft.clone(), texts.clone());
        let (on_close, request) = (
            props.on_close.clone(),
            SaveZone {
                id,
                name: name.clone(),
            },
        );
        Callback::from(move |()| {
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            let on_close = on_close.clone();
            save.run_checked(
                request.check().map(|_| request.clone()),
                move |_: ZoneId| {
                    draft.clear();
                    toasts.good(texts.t("common-saved"));
                    on_close.emit(());
                },
            );
        })
    };
    let title = match &props.zone {
        Some(zone) => texts.t_with("settings-zone-rename", &[("name", &zone.name)]),
        None => texts.t("settings-new-zone"),
    };
    let actions = html! {
        <>
            <Button test_id="settings-zone-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            <Button test_id="settings-zone-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="settings-zone-dialog" {title} on_close={props.on_close.clone()}>
            <Form test_id="settings-zone-form" {on_submit} {actions} fault={fault.clone()}>
                <Field id="settings-zone-name" label={texts.t("common-name")} value={name} required=true {problems}
                    on_change={draft.edit(|name: &mut String, text| *name = text)} />
            </Form>
        </Dialog>
    }
}
