//! Finding the record that a message is tried on: a customer, a ticket or an invoice.

use model::{
    billing::ListInvoices,
    customers::ListCustomers,
    ids::{CustomerId, InvoiceId, TicketId},
    list::ListQuery,
    templates::{About, Subject},
    tickets::ListTickets,
};
use yew::prelude::*;

use crate::{
    hooks::{Remote, RemoteState, use_remote_if, use_text},
    widgets::{Combobox, Pick},
};

/// So many records are offered.
const OFFERED: u32 = 8;

/// Properties of [`TryOn`].
#[derive(Properties, PartialEq)]
pub(super) struct TryOnProps {
    /// What the message is about.
    pub about: About,
    /// What is chosen.
    pub chosen: Option<Pick>,
    /// Another was chosen, or none.
    pub on_choose: Callback<Option<Pick>>,
}

/// The record a line stands for.
pub(super) fn subject(about: About, pick: &Pick) -> Option<Subject> {
    let id: i64 = pick.value.parse().ok()?;
    Some(match about {
        About::Customer => Subject::Customer(CustomerId(id)),
        About::Ticket => Subject::Ticket(TicketId(id)),
        About::Invoice => Subject::Invoice(InvoiceId(id)),
    })
}

fn pick(id: i64, label: &str, detail: &str) -> Pick {
    Pick {
        value: id.to_string().into(),
        label: label.to_owned().into(),
        detail: detail.to_owned().into(),
    }
}

fn is_busy<T: PartialEq + 'static>(remote: &Remote<T>) -> bool {
    match &remote.state {
        RemoteState::Loading => true,
        RemoteState::Ready { refreshing, .. } => *refreshing,
        RemoteState::Failed(_) => false,
    }
}

/// The field.
#[component]
pub(super) fn TryOn(props: &TryOnProps) -> Html {
    let texts = use_text();
    let search = use_state_eq(|| None::<String>);
    let query = |about: About| {
        let search = (*search).clone().filter(|_| props.about == about)?;
        Some(ListQuery {
            search,
            limit: OFFERED,
            ..ListQuery::default()
        })
    };
    let customers = use_remote_if(query(About::Customer).map(|query| ListCustomers { query }));
    let tickets = use_remote_if(query(About::Ticket).map(|query| ListTickets { query }));
    let invoices = use_remote_if(query(About::Invoice).map(|query| ListInvoices { query }));
    let (label, busy, picks) = match props.about {
        About::Customer => {
            let picks = customers.data().map(|page| {
                let rows = page.rows.iter();
                rows.map(|row| pick(row.id.0, &row.name, &row.code))
                    .collect()
            });
            ("templates-try-customer", is_busy(&customers), picks)
        }
        About::Ticket => {
            let picks = tickets.data().map(|page| {
                let rows = page.rows.iter();
                rows.map(|row| pick(row.id.0, &row.number, &row.customer))
                    .collect()
            });
            ("templates-try-ticket", is_busy(&tickets), picks)
        }
        About::Invoice => {
            let picks = invoices.data().map(|page| {
                let rows = page.rows.iter();
                rows.map(|row| pick(row.id.0, &row.number, &row.customer))
                    .collect()
            });
            ("templates-try-invoice", is_busy(&invoices), picks)
        }
    };
    let on_search = {
        let search = search.setter();
        Callback::from(move |text: String| search.set(Some(text)))
    };
    let picks: Vec<Pick> = picks.unwrap_or_default();
    html! {
        <Combobox id="templates-try" label={texts.t(label)} hint={texts.t("templates-try-hint")} chosen={props.chosen.clone()}
            on_choose={props.on_choose.clone()} {on_search} {picks} {busy} placeholder={texts.t("templates-try-search")} />
    }
}
