//! A small part of Markdown as people write it: paragraphs, lists, quotes, emphasis, code and links.
//!
//! The text becomes nodes, never HTML: tags that somebody types are shown as they stand. Pictures are only named, and a
//! link leads where people may go or is plain text.

use model::valid;
use pulldown_cmark::{Event, Options, Parser, Tag};
use yew::{prelude::*, virtual_dom::VList};

/// Properties of [`Prose`].
#[derive(Properties, PartialEq)]
pub struct ProseProps {
    /// As it was typed.
    pub text: AttrValue,
}

/// Formatted text.
#[component]
pub fn Prose(props: &ProseProps) -> Html {
    html! { <div class="aglis-formatted">{ nodes(&props.text) }</div> }
}

/// What is being written: an element and its content so far.
struct Open {
    wrap: Wrap,
    content: VList,
}

enum Wrap {
    Paragraph,
    Heading,
    Quote,
    Numbered,
    Bullets,
    Item,
    Emphasis,
    Strong,
    Code,
    Link(Option<String>),
    /// Content without an element of its own.
    Plain,
}

fn wrap_of(tag: Tag<'_>) -> Wrap {
    match tag {
        Tag::Paragraph => Wrap::Paragraph,
        Tag::Heading { .. } => Wrap::Heading,
        Tag::BlockQuote(_) => Wrap::Quote,
        Tag::List(Some(_)) => Wrap::Numbered,
        Tag::List(None) => Wrap::Bullets,
        Tag::Item => Wrap::Item,
        Tag::Emphasis => Wrap::Emphasis,
        Tag::Strong => Wrap::Strong,
        Tag::CodeBlock(_) => Wrap::Code,
        Tag::Link { dest_url, .. } => Wrap::Link(valid::link(&dest_url).ok()),
        Tag::HtmlBlock => Wrap::Paragraph,
        _ => Wrap::Plain,
    }
}

fn closed(open: Open) -> Html {
    let content = Html::from(open.content);
    match open.wrap {
        Wrap::Paragraph => html! { <p>{ content }</p> },
        // A note has no headings that a screen reader should jump to.
        Wrap::Heading => html! { <p><strong>{ content }</strong></p> },
        Wrap::Quote => html! { <blockquote>{ content }</blockquote> },
        Wrap::Numbered => html! { <ol>{ content }</ol> },
        Wrap::Bullets => html! { <ul>{ content }</ul> },
        Wrap::Item => html! { <li>{ content }</li> },
        Wrap::Emphasis => html! { <em>{ content }</em> },
        Wrap::Strong => html! { <strong>{ content }</strong> },
        Wrap::Code => html! { <pre><code>{ content }</code></pre> },
        Wrap::Link(Some(href)) => html! { <a {href} rel="noreferrer">{ content }</a> },
        Wrap::Link(None) | Wrap::Plain => content,
    }
}

fn nodes(text: &str) -> Html {
    let plain = || Open {
        wrap: Wrap::Plain,
        content: VList::new(),
    };
    let mut stack = vec![plain()];
    for event in Parser::new_ext(text, Options::empty()) {
        let node = match event {
            Event::Start(tag) => {
                stack.push(Open {
                    wrap: wrap_of(tag),
                    content: VList::new(),
                });
                continue;
            }
            Event::End(_) => match stack.pop() {
                Some(open) => closed(open),
                None => continue,
            },
            Event::Code(code) => html! { <code>{ code.to_string() }</code> },
            Event::SoftBreak | Event::HardBreak => html! { <br /> },
            Event::Rule => html! { <hr /> },
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => Html::from(text.to_string()),
            Event::TaskListMarker(_) => continue,
        };
        match stack.last_mut() {
            Some(open) => open.content.add_child(node),
            None => stack.push(Open {
                wrap: Wrap::Plain,
                content: VList::with_children(vec![node], None),
            }),
        }
    }
    stack.into_iter().map(closed).collect()
}

#[cfg(test)]
mod tests {
    use super::{Wrap, wrap_of};
    use pulldown_cmark::{Event, Parser, Tag};

    fn link(text: &str) -> Option<Option<String>> {
        Parser::new(text).find_map(|event| match event {
            Event::Start(tag @ Tag::Link { .. }) => match wrap_of(tag) {
                Wrap::Link(href) => Some(href),
                _ => None,
            },
            _ => None,
        })
    }

    #[test]
    fn a_link_leads_where_people_may_go_or_nowhere() {
        assert_eq!(
            link("[peta](https://peta.example/a)"),
            Some(Some("https://peta.example/a".to_owned()))
        );
        for wrong in [
            "[x](javascript:alert(1))",
            "[x](file:///etc/passwd)",
            "[x](data:text/html,a)",
        ] {
            assert_eq!(link(wrong), Some(None), "{wrong}");
        }
    }

    #[test]
    fn a_tag_is_text_and_not_an_element() {
        let said: Vec<String> = Parser::new("a <img src=x onerror=alert(1)> b")
            .filter_map(|event| match event {
                Event::Text(text) | Event::InlineHtml(text) => Some(text.to_string()),
                _ => None,
            })
            .collect();
        assert_eq!(said.concat(), "a <img src=x onerror=alert(1)> b");
    }
}
