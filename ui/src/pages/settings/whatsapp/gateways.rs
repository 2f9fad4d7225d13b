//! The gateways in the order in which they are used.

use std::rc::Rc;

use model::queue::{ListGateways, RemoveGateway, RollWebhook, Way};
use yew::prelude::*;

use super::gateway_form::GatewayForm;
use crate::{
    hooks::{use_call, use_remote, use_text, use_toasts},
    widgets::{
        Button, Confirm, CopyButton, EmptyState, Icon, Kind, Look, Menu, MenuItem, RemoteView,
        Section, SkeletonShape, StatusLabel,
    },
};

#[derive(Clone, PartialEq)]
enum Asking {
    Nothing,
    /// The first number that is free.
    New(i16),
    Change(Way),
    Roll(i16),
    Remove(i16),
}

/// The section.
#[component]
pub fn Gateways() -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let remote = use_remote(ListGateways {});
    let (roll, remove) = (use_call::<RollWebhook>(), use_call::<RemoveGateway>());
    let asking = use_state_eq(|| Asking::Nothing);
    let ask = {
        let (asking, roll, remove) = (asking.setter(), roll.clone(), remove.clone());
        Callback::from(move |what: Asking| {
            roll.clear();
            remove.clear();
            asking.set(what);
        })
    };
    let taken: Vec<i16> = remote
        .data()
        .map(|ways| ways.iter().map(|way| way.id).collect())
        .unwrap_or_default();
    let free = (1..=9).find(|id| !taken.contains(id));
    let view = {
        let (texts, ask) = (texts.clone(), ask.clone());
        Callback::from(move |ways: Rc<Vec<Way>>| {
            let t = |key: &str| texts.t(key);
            if ways.is_empty() {
                return html! { <EmptyState title={t("queue-ways-empty")} text={t("whatsapp-none")} icon={Icon::Message} /> };
            }
            html! {
                <table class="aglis-table" data-testid="whatsapp-gateways">
                    <thead><tr><th>{ t("messages-gateway") }</th><th>{ t("whatsapp-address") }</th><th>{ t("whatsapp-rate") }</th><th>{ t("whatsapp-webhook") }</th>
                        <th>{ t("common-status") }</th><th><span class="aglis-unseen">{ t("common-more") }</span></th></tr></thead>
                    <tbody>{ for ways.iter().map(|way| {
                        let of = &way.settings;
                        let name = format!("{} · {}", way.id, t(&of.kind.text_key()));
                        let (word, look, icon) = if of.active { ("settings-active", Look::Good, Icon::Done) } else { ("settings-inactive", Look::Quiet, Icon::Stop) };
                        let rate = match of.rate {
                            Some(rate) => texts.t_with("whatsapp-rate-of", &[("rate", &texts.grouped(rate.into())), ("window", &of.window)]),
                            None => t("whatsapp-no-rate"),
                        };
                        let item = |test_id: &'static str, key: &str, what: Asking| {
                            let ask = ask.clone();
                            MenuItem::new(test_id, t(key), Callback::from(move |()| ask.emit(what.clone())))
                        };
                        let items = vec![
                            item("whatsapp-change", "common-edit", Asking::Change(way.clone())).icon(Icon::Edit),
                            item("whatsapp-roll", "whatsapp-roll", Asking::Roll(way.id)).icon(Icon::Again),
                            item("whatsapp-remove", "whatsapp-remove", Asking::Remove(way.id)).icon(Icon::Remove).danger().disabled(of.active),
                        ];
                        html! {
                            <tr key={way.id} data-testid="whatsapp-gateway" class={classes!((!of.active).then_some("aglis-left"))}>
                                <td data-label={t("messages-gateway")}><strong>{ name.clone() }</strong></td>
                                <td data-label={t("whatsapp-address")}>{ if of.base_url.is_empty() { "–" } else { of.base_url.as_str() } }
                                    if !of.phone_number_id.is_empty() { <span class="aglis-quiet">{ format!("{} · {}", of.phone_number_id, of.api_version) }</span> }</td>
                                <td data-label={t("whatsapp-rate")}>{ rate }</td>
                                <td data-label={t("whatsapp-webhook")}><code class="aglis-webhook">{ &way.webhook_path }</code>
                                    <CopyButton test_id={format!("whatsapp-copy-{}", way.id)} text={way.webhook_path.clone()} /></td>
                                <td data-label={t("common-status")}><StatusLabel text_key={word} {look} {icon} /></td>
                                <td class="aglis-cell-actions"><Menu test_id={format!("whatsapp-gateway-{}", way.id)} label={texts.t_with("whatsapp-menu", &[("name", &name)])}
                                    icon={Icon::More} icon_only=true {items} /></td>
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
    let done = {
        let (close, texts) = (on_close.clone(), texts.clone());
        Callback::from(move |()| {
            close.emit(());
            toasts.good(texts.t("common-saved"));
        })
    };
    let dialog = match (*asking).clone() {
        Asking::Nothing => Html::default(),
        Asking::New(id) => html! { <GatewayForm {id} {on_close} /> },
        Asking::Change(way) => html! { <GatewayForm id={way.id} way={way} {on_close} /> },
        Asking::Roll(id) => {
            let on_confirm = {
                let roll = roll.clone();
                Callback::from(move |_: String| roll.run_then(RollWebhook { id }, done.clone()))
            };
            html! { <Confirm test_id="whatsapp-roll-dialog" title={texts.t("whatsapp-roll")} label={texts.t("whatsapp-roll")} text={texts.t("whatsapp-roll-text")}
            busy={roll.busy} fault={roll.fault.clone()} {on_confirm} {on_close} /> }
        }
        Asking::Remove(id) => {
            let on_confirm = {
                let remove = remove.clone();
                Callback::from(move |_: String| {
                    remove.run_then(RemoveGateway { id }, done.clone());
                })
            };
            html! { <Confirm test_id="whatsapp-remove-dialog" title={texts.t("whatsapp-remove")} label={texts.t("whatsapp-remove")} text={texts.t("whatsapp-remove-text")} danger=true
            busy={remove.busy} fault={remove.fault.clone()} {on_confirm} {on_close} /> }
        }
    };
    let add = html! {
        <Button test_id="whatsapp-new" label={texts.t("whatsapp-new")} kind={Kind::Primary} icon={Icon::Plus} online=true disabled={free.is_none()}
            on_click={move |()| ask.emit(Asking::New(free.unwrap_or(1)))} />
    };
    html! {
        <>
            <Section title={texts.t("queue-ways")} actions={add}>
                <p class="aglis-quiet aglis-lead">{ texts.t("whatsapp-text") }</p>
                <RemoteView<Vec<Way>> {remote} {view} shape={SkeletonShape::Rows} />
            </Section>
            { dialog }
        </>
    }
}
