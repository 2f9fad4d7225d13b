//! Who else has a phone number: a hint while it is typed, since two customers may share one.

use model::{customers::ListCustomers, ids::CustomerId, list::ListQuery, phone::Phone};
use yew::prelude::*;

use crate::{
    hooks::{use_remote_if, use_text},
    route::{Area, Route},
};

/// Properties of [`PhoneHint`].
#[derive(Properties, PartialEq)]
pub struct PhoneHintProps {
    /// As typed.
    pub phone: AttrValue,
    /// Who is edited.
    #[prop_or_default]
    pub but: Option<CustomerId>,
}

/// The customers who have the number; nothing is drawn for a number that nobody else has.
#[component]
pub fn PhoneHint(props: &PhoneHintProps) -> Html {
    let texts = use_text();
    let phone = Phone::parse(&props.phone).ok();
    let found = use_remote_if(phone.as_ref().map(|phone| ListCustomers {
        query: ListQuery {
            search: phone.e164().to_owned(),
            limit: 4,
            ..ListQuery::default()
        },
    }));
    let has = |stored: &Option<String>| {
        phone
            .as_ref()
            .is_some_and(|phone| stored.as_deref() == Some(phone.e164()))
    };
    let others: Vec<Html> = found
        .data()
        .into_iter()
        .flat_map(|page| &page.rows)
        .filter(|row| Some(row.id) != props.but && (has(&row.phone) || has(&row.other_phone)))
        .map(|row| html! { <>{ " " }<a href={Route::record(Area::Customers, row.id.0).hash()}>{ format!("{} · {}", row.name, row.code) }</a></> })
        .collect();
    if others.is_empty() {
        return Html::default();
    }
    html! { <p class="aglis-quiet" role="status" data-testid="phone-hint">{ texts.t("common-same-phone") }{ for others }</p> }
}
