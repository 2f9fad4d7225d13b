//! A list with the opened record at its right; in a narrow window the record takes the page.

use yew::prelude::*;

use super::{
    button::{Button, Kind},
    icon::Icon,
};
use crate::hooks::{use_hotkeys, use_text};

/// Properties of [`Split`].
#[derive(Properties, PartialEq)]
pub struct SplitProps {
    /// The list.
    pub list: Html,
    /// The opened record.
    pub record: Option<Html>,
    /// Without the list.
    #[prop_or_default]
    pub full: bool,
    /// Esc, or the cross.
    pub on_close: Callback<()>,
    /// Between beside and alone.
    pub on_full: Callback<()>,
}

/// List and record. The list stays in the page, so its place is kept.
#[component]
pub fn Split(props: &SplitProps) -> Html {
    let texts = use_text();
    let close = props.on_close.clone();
    let is_open = props.record.is_some();
    use_hotkeys(vec![(
        "Escape",
        Callback::from(move |()| {
            if is_open {
                close.emit(())
            }
        }),
    )]);
    html! {
        <div class={classes!("aglis-split", is_open.then_some("aglis-open"), (is_open && props.full).then_some("aglis-full"))}>
            <div class="aglis-split-list">{ props.list.clone() }</div>
            if let Some(record) = &props.record {
                <aside class="aglis-split-record" data-testid="record" aria-label={texts.t("common-record")}>
                    <div class="aglis-record-tools">
                        <Button test_id="record-full" kind={Kind::Plain} icon={Icon::Expand} icon_only=true
                            label={texts.t(if props.full { "common-beside" } else { "common-full" })} on_click={props.on_full.clone()} />
                        <Button test_id="record-close" kind={Kind::Plain} icon={Icon::Close} icon_only=true
                            label={texts.t("common-close")} on_click={props.on_close.clone()} />
                    </div>
                    { record.clone() }
                </aside>
            }
        </div>
    }
}
