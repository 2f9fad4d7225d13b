//! Registrations as a board: a column a state. Cards are opened here and moved on by the steps of their record, which ask for
//! what each step needs.

use std::rc::Rc;

use model::{
    access::Role,
    ids::ZoneId,
    packages::ListZones,
    registrations::{BoardColumn, ShowBoard},
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::{FaceProps, cards::Cards};
use crate::{
    hooks::{Texts, use_remote, use_session, use_text},
    widgets::{
        Choice, EmptyState, Field, FieldKind, Icon, PageHeader, RemoteView, SkeletonShape, Split,
        StatusLabel, StatusLabelProps,
    },
};

/// The card a key leads to from the one at column and row `at`; `lengths` are the cards of each column.
fn step(key: &str, lengths: &[usize], at: (usize, usize)) -> Option<(usize, usize)> {
    let (column, row) = at;
    let here = *lengths.get(column)?;
    let beside = |column: usize| {
        let length = lengths[column];
        (length > 0).then(|| (column, row.min(length - 1)))
    };
    match key {
        "ArrowDown" if row + 1 < here => Some((column, row + 1)),
        "ArrowUp" => row.checked_sub(1).map(|row| (column, row)),
        "ArrowRight" => (column + 1..lengths.len()).find_map(beside),
        "ArrowLeft" => (0..column).rev().find_map(beside),
        "Home" => Some((column, 0)),
        "End" => here.checked_sub(1).map(|row| (column, row)),
        _ => None,
    }
}

/// Column and row of a card, as [`Cards`] writes them.
fn place(element: &Element) -> Option<(usize, usize)> {
    let text = element.get_attribute("data-place")?;
    let (column, row) = text.split_once('-')?;
    Some((column.parse().ok()?, row.parse().ok()?))
}

/// Moves the focus from card to card.
fn on_key(event: KeyboardEvent) {
    let Some(board) = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return;
    };
    let Some(at) = event.target_dyn_into::<Element>().as_ref().and_then(place) else {
        return;
    };
    let Ok(cards) = board.query_selector_all("[data-place]") else {
        return;
    };
    let mut lengths = Vec::new();
    for number in 0..cards.length() {
        let card = cards.item(number).and_then(|card| card.dyn_into().ok());
        if let Some((column, row)) = card.as_ref().and_then(place) {
            lengths.resize(lengths.len().max(column + 1), 0);
            lengths[column] = lengths[column].max(row + 1);
        }
    }
    let Some((column, row)) = step(&event.key(), &lengths, at) else {
        return;
    };
    event.prevent_default();
    let next = board.query_selector(&format!("[data-place='{column}-{row}']"));
    if let Some(next) = next
        .ok()
        .flatten()
        .and_then(|next| next.dyn_into::<HtmlElement>().ok())
    {
        // A card that is on the screen can have the focus.
        let _ = next.focus();
    }
}

/// The board.
#[component]
pub fn Board(props: &FaceProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let zone = use_state_eq(|| None::<ZoneId>);
    let zones = use_remote(ListZones {});
    let board = use_remote(ShowBoard { zone: *zone });
    let is_company = session.is_any(&[Role::Admin, Role::Office]);
    let choices: Vec<Choice> = std::iter::once(Choice::new("", texts.t("registrations-all-zones")))
        .chain(
            zones
                .data()
                .into_iter()
                .flat_map(|all| all.iter())
                .filter(|one| is_company || session.me.zones.contains(&one.id))
                .map(|one| Choice::new(one.id.to_string(), one.name.clone())),
        )
        .collect();
    let on_zone = {
        let zone = zone.setter();
        Callback::from(move |text: String| zone.set(text.parse().ok()))
    };
    let view = {
        let (texts, zone, opened) = (texts.clone(), *zone, props.opened);
        Callback::from(move |columns: Rc<Vec<BoardColumn>>| {
            if columns.iter().all(|column| column.count == 0) {
                return html! { <EmptyState title={texts.t("registrations-empty")} text={texts.t("registrations-empty-hint")} icon={Icon::Register} /> };
            }
            html! {
                <div class="aglis-board" data-testid="registrations-board" role="group" aria-label={texts.t("registrations-as-board")} onkeydown={on_key}>
                    { for columns.iter().enumerate().map(|(place, column)| drawn(&texts, place, column, zone, opened)) }
                </div>
            }
        })
    };
    let list = html! {
        <>
            if choices.len() > 2 {
                <div class="aglis-board-tools">
                    <Field id="registrations-board-zone" kind={FieldKind::Select} label={texts.t("common-zone")} {choices} required=true
                        value={zone.map_or_else(String::new, |zone| zone.to_string())} on_change={on_zone} />
                </div>
            }
            <RemoteView<Vec<BoardColumn>> remote={board} {view} shape={SkeletonShape::Tiles} />
        </>
    };
    let FaceProps {
        record,
        opened: _,
        full,
        on_close,
        on_full,
        tools,
    } = props.clone();
    html! {
        <>
            <PageHeader title={texts.t("registrations-title")} actions={tools} />
            <Split {record} {full} {on_close} {on_full} {list} />
        </>
    }
}

fn drawn(
    texts: &Texts,
    place: usize,
    column: &BoardColumn,
    zone: Option<ZoneId>,
    opened: Option<i64>,
) -> Html {
    let status = column.status;
    let count = texts.grouped(column.count);
    html! {
        <section key={status.name()} class="aglis-board-column" data-testid={format!("registrations-column-{}", status.name())} aria-label={texts.t(&status.text_key())}>
            <header>
                <StatusLabel ..StatusLabelProps::from(status) />
                <span class="aglis-count" data-testid={format!("registrations-count-{}", status.name())}>{ count }</span>
                if let Some(days) = column.longest.filter(|days| *days > 0) {
                    <span class="aglis-quiet">{ texts.t_with("registrations-longest", &[("count", &days)]) }</span>
                }
            </header>
            if column.count > 0 {
                <div class="aglis-board-cards"><Cards {status} {zone} column={place} {opened} /></div>
            } else {
                <p class="aglis-quiet aglis-board-none">{ texts.t("registrations-column-empty") }</p>
            }
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn arrows_lead_from_card_to_card_and_over_empty_columns() {
        let lengths = [3, 0, 1, 2];
        assert_eq!(step("ArrowDown", &lengths, (0, 0)), Some((0, 1)));
        assert_eq!(step("ArrowDown", &lengths, (0, 2)), None);
        assert_eq!(step("ArrowUp", &lengths, (0, 0)), None);
        assert_eq!(step("ArrowRight", &lengths, (0, 2)), Some((2, 0)));
        assert_eq!(step("ArrowLeft", &lengths, (2, 0)), Some((0, 0)));
        assert_eq!(step("ArrowRight", &lengths, (3, 1)), None);
        assert_eq!(step("End", &lengths, (0, 0)), Some((0, 2)));
        assert_eq!(step("Home", &lengths, (3, 1)), Some((3, 0)));
        assert_eq!(
            step("Enter", &lengths, (0, 0)),
            None,
            "a card opens by itself"
        );
    }
}
