//! How messages go out: gateways, rules, machines that send.

mod gateway_form;
mod gateways;
mod machines;
mod rules;

use yew::prelude::*;

/// The tab.
#[component]
pub fn WhatsappTab() -> Html {
    html! { <><gateways::Gateways /><rules::Rules /><machines::Machines /></> }
}
