//! The head of a page or record, and its parts.

use web_sys::Element;
use yew::prelude::*;

use super::copy::CopyButton;
use crate::hooks::use_resized;

/// Properties of [`PageHeader`].
#[derive(Properties, PartialEq)]
pub struct PageHeaderProps {
    /// Name of the page or record.
    pub title: AttrValue,
    /// Small text before it, such as the number of a record.
    #[prop_or_default]
    pub number: Option<AttrValue>,
    /// Test id of a button that copies the number, `<area>-copy`; none draws no button.
    #[prop_or_default]
    pub copy_id: Option<AttrValue>,
    /// State or count beside the title.
    #[prop_or_default]
    pub badge: Html,
    /// The one primary button and the menu.
    #[prop_or_default]
    pub actions: Html,
}

/// The head of a page.
#[component]
pub fn PageHeader(props: &PageHeaderProps) -> Html {
    html! {
        <header class="aglis-page-header">
            <div>
                if let Some(number) = &props.number {
                    <span class="aglis-number aglis-record-number">
                        { number }
                        if let Some(test_id) = &props.copy_id { <CopyButton test_id={test_id.clone()} text={number.clone()} /> }
                    </span>
                }
                <h1>{ &props.title }</h1>
                { props.badge.clone() }
            </div>
            <div class="aglis-page-actions">{ props.actions.clone() }</div>
        </header>
    }
}

/// Properties of [`Section`].
#[derive(Properties, PartialEq)]
pub struct SectionProps {
    /// Heading.
    pub title: AttrValue,
    /// Buttons beside the heading.
    #[prop_or_default]
    pub actions: Html,
    /// Content.
    pub children: Html,
}

/// A framed part of a page with a heading.
#[component]
pub fn Section(props: &SectionProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        // A table wider than the window is reached by the arrow keys, too; what fits is no stop on the way of Tab.
        let on_resize = use_callback(node.clone(), |(), node| {
            let Some(section) = node.cast::<Element>() else {
                return;
            };
            // The element is drawn, and the name of the attribute is valid.
            let _ = if section.scroll_width() > section.client_width() {
                section.set_attribute("tabindex", "0")
            } else {
                section.remove_attribute("tabindex")
            };
        });
        use_resized(&node, on_resize);
    }
    html! {
        <section ref={node} class="aglis-section">
            <header><h2>{ &props.title }</h2>{ props.actions.clone() }</header>
            { props.children.clone() }
        </section>
    }
}
