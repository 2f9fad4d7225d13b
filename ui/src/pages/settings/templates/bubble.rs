//! A message as it looks in the chat.

use model::templates::{Piece, pieces};
use yew::prelude::*;

/// Properties of [`Bubble`].
#[derive(Properties, PartialEq)]
pub(super) struct BubbleProps {
    /// The filled text.
    pub text: AttrValue,
    /// Test id.
    pub test_id: AttrValue,
}

/// The bubble. The text becomes nodes, never HTML.
#[component]
pub(super) fn Bubble(props: &BubbleProps) -> Html {
    html! {
        <div class="aglis-bubble" data-testid={props.test_id.clone()}>{ for pieces(&props.text).into_iter().map(draw) }</div>
    }
}

fn draw(piece: Piece) -> Html {
    let mut drawn = html! { { piece.text } };
    if piece.fixed {
        drawn = html! { <code>{ drawn }</code> };
    }
    if piece.struck {
        drawn = html! { <s>{ drawn }</s> };
    }
    if piece.italic {
        drawn = html! { <em>{ drawn }</em> };
    }
    if piece.bold {
        drawn = html! { <strong>{ drawn }</strong> };
    }
    drawn
}
