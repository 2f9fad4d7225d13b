//! The head of a page or record, and its parts.

use yew::prelude::*;

use super::copy::CopyButton;

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
    html! {
        <section class="aglis-section">
            <header><h2>{ &props.title }</h2>{ props.actions.clone() }</header>
            { props.children.clone() }
        </section>
    }
}
