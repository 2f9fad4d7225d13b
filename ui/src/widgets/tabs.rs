//! Parts of a page of which one is shown.

use yew::prelude::*;

/// One tab.
#[derive(Clone, PartialEq)]
pub struct Tab {
    /// Name in code; the test id is `<tabs>-<key>`.
    pub key: &'static str,
    /// Text.
    pub label: AttrValue,
    /// Number behind it.
    pub count: Option<i64>,
}

/// Properties of [`Tabs`].
#[derive(Properties, PartialEq)]
pub struct TabsProps {
    /// `<area>-tabs`.
    pub test_id: AttrValue,
    /// All tabs.
    pub tabs: Vec<Tab>,
    /// Key of the shown one.
    pub current: AttrValue,
    /// Another was chosen.
    pub on_choose: Callback<&'static str>,
}

/// A row of tabs.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    html! {
        <div class="aglis-tabs" role="tablist" data-testid={props.test_id.clone()}>
            { for props.tabs.iter().map(|tab| {
                let (on_choose, key) = (props.on_choose.clone(), tab.key);
                let is_current = props.current == tab.key;
                html! {
                    <button type="button" role="tab" aria-selected={if is_current { "true" } else { "false" }}
                        data-testid={format!("{}-{key}", props.test_id)} onclick={move |_| on_choose.emit(key)}>
                        { &tab.label }
                        if let Some(count) = tab.count { <span class="aglis-count">{ count }</span> }
                    </button>
                }
            }) }
        </div>
    }
}
