//! The columns of the list.

use model::odps::OdpRow;
use yew::prelude::*;

use crate::{
    stores::texts::Texts,
    widgets::{Choice, Column, Filtering, Icon, Kept, Look, StatusLabel, or_dash},
};

/// Whether ports are given out there.
pub(super) fn state(active: bool) -> Html {
    let (text_key, look, icon) = if active {
        ("odp-state-active", Look::Good, Icon::Done)
    } else {
        ("odp-state-put-aside", Look::Quiet, Icon::Stop)
    };
    html! { <StatusLabel {text_key} {look} {icon} /> }
}

/// All columns, in order.
pub fn columns(texts: &Texts) -> Vec<Column<OdpRow>> {
    let states = [
        ("active", "odp-state-active"),
        ("put-aside", "odp-state-put-aside"),
    ]
    .map(|(word, key)| Choice::new(word, texts.t(key)))
    .to_vec();
    vec![
        Column::new(
            "code",
            |row: &OdpRow| html! { <strong>{ &row.code }</strong> },
        )
        .title_key("odps-code")
        .width(160)
        .filter(Filtering::Contains),
        Column::new("place", |row: &OdpRow| or_dash(&row.place))
            .title_key("odps-place")
            .width(240)
            .filter(Filtering::Contains),
        Column::new("zone", |row: &OdpRow| html! { &row.zone })
            .title_key("common-zone")
            .width(160)
            .filter(Filtering::Kept(Kept::Zones)),
        Column::new("ports", |row: &OdpRow| html! { row.ports })
            .title_key("odps-ports")
            .width(120)
            .right()
            .filter(Filtering::Numbers),
        Column::new("used", |row: &OdpRow| html! { row.used })
            .title_key("odps-used")
            .width(90)
            .right()
            .filter(Filtering::Numbers),
        Column::new("free", |row: &OdpRow| html! { row.free() })
            .title_key("odps-free")
            .width(90)
            .right()
            .filter(Filtering::Numbers),
        Column::new("state", |row: &OdpRow| state(row.active))
            .title_key("common-status")
            .filter(Filtering::Choices(states)),
    ]
}
