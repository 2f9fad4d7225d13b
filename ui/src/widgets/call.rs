//! A phone number to call and to copy.

use model::phone::Phone;
use yew::prelude::*;

use super::{
    copy::CopyButton,
    icon::{Icon, Picture},
};
use crate::hooks::use_text;

/// Properties of [`Call`].
#[derive(Properties, PartialEq)]
pub struct CallProps {
    /// `<area>-<thing>`; the button that copies has `-copy` behind it.
    pub test_id: AttrValue,
    /// E.164 as stored; none draws a dash.
    pub e164: Option<AttrValue>,
}

/// `0812-3456-7890` as a link for whatever the computer calls with, and a button that copies it.
#[component]
pub fn Call(props: &CallProps) -> Html {
    let texts = use_text();
    let Some(e164) = &props.e164 else {
        return html! { <span class="aglis-none">{ "–" }</span> };
    };
    let shown = Phone::stored(e164).to_string();
    let said = texts.t_with("common-call", &[("phone", &shown)]);
    html! {
        <span class="aglis-call">
            <a class="aglis-figures" href={format!("tel:{e164}")} data-testid={props.test_id.clone()} title={said}><Picture icon={Icon::Phone} />{ shown.clone() }</a>
            <CopyButton test_id={format!("{}-copy", props.test_id)} text={shown} />
        </span>
    }
}
