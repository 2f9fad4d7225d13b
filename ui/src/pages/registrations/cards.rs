//! The cards of a column, read page by page.

use std::rc::Rc;

use model::{
    ids::ZoneId,
    registrations::{BoardCard, BoardCards, BoardCursor, ListBoardCards},
    states::RegistrationStatus,
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_remote, use_text},
    route::{Area, Route},
    widgets::{Button, Day, Icon, Kind, Picture, RemoteView, SkeletonShape},
};

/// Properties of [`Cards`].
#[derive(Clone, Properties, PartialEq)]
pub struct CardsProps {
    /// Which column.
    pub status: RegistrationStatus,
    /// Only this zone.
    pub zone: Option<ZoneId>,
    /// Place of the column, for the keyboard.
    pub column: usize,
    /// The record beside the board.
    pub opened: Option<i64>,
    /// Cards before these.
    #[prop_or_default]
    pub before: usize,
    /// The page after this card.
    #[prop_or_default]
    pub after: Option<BoardCursor>,
}

/// One page of cards, and the way to the next one.
#[component]
pub fn Cards(props: &CardsProps) -> Html {
    let texts = use_text();
    let remote = use_remote(ListBoardCards {
        status: props.status,
        zone: props.zone,
        after: props.after,
        limit: 0,
    });
    let props = props.clone();
    let view = Callback::from(move |page: Rc<BoardCards>| {
        let next = page.next.map(|after| CardsProps {
            before: props.before + page.cards.len(),
            after: Some(after),
            ..props.clone()
        });
        html! {
            <>
                <ul>{ for page.cards.iter().enumerate().map(|(row, one)| {
                    html! { <li key={one.id.0}>{ card(&texts, one, &props, props.before + row) }</li> }
                }) }</ul>
                if let Some(next) = next { <More ..next /> }
            </>
        }
    });
    html! { <RemoteView<BoardCards> {remote} {view} shape={SkeletonShape::Lines} /> }
}

/// The next page, once somebody wants it.
#[component]
fn More(props: &CardsProps) -> Html {
    let texts = use_text();
    let is_open = use_state_eq(|| false);
    if *is_open {
        return html! { <Cards ..props.clone() /> };
    }
    let test_id = format!("registrations-more-{}", props.status.name());
    let on_click = Callback::from(move |()| is_open.set(true));
    html! { <Button {test_id} kind={Kind::Plain} icon={Icon::Down} label={texts.t("registrations-more-cards")} online=true {on_click} /> }
}

/// A card is a link: Enter and a click open its record. One card a column is reached by Tab, the others by arrows.
fn card(texts: &Texts, card: &BoardCard, props: &CardsProps, row: usize) -> Html {
    let days = if card.days == 0 {
        texts.t("registrations-card-today")
    } else {
        texts.t_with("registrations-card-days", &[("count", &card.days)])
    };
    let is_opened = props.opened == Some(card.id.0);
    html! {
        <a class={classes!("aglis-board-card", is_opened.then_some("aglis-opened"))} href={Route::record(Area::Registrations, card.id.0).hash()}
            data-testid="registrations-card" data-id={card.id.to_string()} data-place={format!("{}-{row}", props.column)}
            tabindex={if row == 0 { "0" } else { "-1" }} aria-current={is_opened.then_some("true")}>
            <span class="aglis-board-card-head">
                <strong>{ &card.name }</strong>
                if card.is_perhaps_here {
                    <span class="aglis-text-warning" title={texts.t("registrations-duplicates")} data-testid="registrations-card-twin">
                        <Picture icon={Icon::Copy} /><span class="aglis-unseen">{ texts.t("registrations-duplicates") }</span>
                    </span>
                }
            </span>
            <span class="aglis-quiet aglis-number">{ &card.number }</span>
            <span>{ format!("{} · {}", card.package, card.kecamatan) }</span>
            <span class="aglis-quiet">{ &card.zone }</span>
            <span class="aglis-board-card-foot">
                <span><Picture icon={Icon::Waiting} class="aglis-small" />{ days }</span>
                if card.day.is_some() {
                    <span><Picture icon={Icon::Calendar} class="aglis-small" /><span><Day day={card.day} />{ card.slot.map(|slot| format!(" · {}", texts.t(&slot.text_key()))) }</span></span>
                }
                if let Some(technician) = &card.technician { <span><Picture icon={Icon::Person} class="aglis-small" />{ technician }</span> }
            </span>
        </a>
    }
}
