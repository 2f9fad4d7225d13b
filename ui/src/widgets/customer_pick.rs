//! Choosing a customer by name, code or phone.

use model::{
    customers::{CustomerRow, ListCustomers},
    list::ListQuery,
    phone::Phone,
    problem::Problem,
};
use yew::prelude::*;

use super::combobox::{Combobox, Pick};
use crate::hooks::{RemoteState, use_remote_if, use_text};

/// So many customers are offered.
const OFFERED: u32 = 8;

/// Properties of [`CustomerPick`].
#[derive(Properties, PartialEq)]
pub struct CustomerPickProps {
    /// `<area>-<thing>`.
    pub id: AttrValue,
    /// Who is chosen; its value is the record's id.
    pub chosen: Option<Pick>,
    /// Chosen, or nobody any more.
    pub on_choose: Callback<Option<Pick>>,
    /// Shown below, as long as nothing is wrong.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong.
    #[prop_or_default]
    pub problems: Vec<Problem>,
    /// Must be chosen.
    #[prop_or_default]
    pub required: bool,
    /// Gets the focus when the form appears.
    #[prop_or_default]
    pub focus: bool,
}

/// A customer as a line to choose.
fn pick(row: &CustomerRow) -> Pick {
    let phone = row
        .phone
        .as_deref()
        .map(|phone| Phone::stored(phone).to_string());
    let known = [Some(row.code.clone()), phone, row.kecamatan.clone()];
    Pick {
        value: row.id.to_string().into(),
        label: row.name.clone().into(),
        detail: known
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
            .into(),
    }
}

/// The field.
#[component]
pub fn CustomerPick(props: &CustomerPickProps) -> Html {
    let texts = use_text();
    let search = use_state_eq(|| None::<String>);
    let found = use_remote_if((*search).clone().map(|search| ListCustomers {
        query: ListQuery {
            search,
            limit: OFFERED,
            ..ListQuery::default()
        },
    }));
    let on_search = {
        let search = search.setter();
        Callback::from(move |text: String| search.set(Some(text)))
    };
    let searching = match &found.state {
        RemoteState::Loading => true,
        RemoteState::Ready { refreshing, .. } => *refreshing,
        RemoteState::Failed(_) => false,
    };
    let picks: Vec<Pick> = found
        .data()
        .map_or_else(Vec::new, |page| page.rows.iter().map(pick).collect());
    html! {
        <Combobox id={props.id.clone()} label={texts.t("common-customer")} chosen={props.chosen.clone()} on_choose={props.on_choose.clone()} {on_search} {picks}
            busy={searching} placeholder={texts.t("tickets-customer-search")} hint={props.hint.clone()} problems={props.problems.clone()} required={props.required} focus={props.focus} />
    }
}
