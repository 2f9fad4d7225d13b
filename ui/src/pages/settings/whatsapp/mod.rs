//! How messages go out: gateways, rules, machines that send.

mod gateway_form;
mod gateways;
mod machines;
mod rules;

use yew::prelude::*;

use super::this_computer::ThisComputer;

/// The tab.
#[component]
pub fn WhatsappTab() -> Html {
    html! { <><gateways::Gateways /><ThisComputer /><rules::Rules /><machines::Machines /></> }
}
