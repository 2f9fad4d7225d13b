//! The lines of the palette: commands, records found, records opened before.

use model::{
    access::{Me, Role},
    palette::{Hit, HitKind},
    phone::Phone,
    states::{
        CustomerStatus, InvoiceStatus, MessageStatus, PaymentStatus, RegistrationStatus,
        ServiceStatus, TicketStatus,
    },
};
use yew::prelude::*;

use crate::{
    hooks::Texts,
    route::{Area, At, Route, go},
    shell::actions::Action,
    widgets::{Icon, StatusLabel, StatusLabelProps},
};

/// One line.
#[derive(Clone, PartialEq)]
pub(super) struct Line {
    /// Tells it from all others.
    pub key: String,
    /// Heading it stands under, a text key.
    pub group: &'static str,
    pub icon: Icon,
    pub title: AttrValue,
    pub detail: String,
    pub state: Html,
    /// Keys that do the same.
    pub keys: &'static str,
    /// What it does; the flag asks for the whole page.
    pub run: Callback<bool>,
}

/// Where records of a kind are shown.
pub(in crate::shell) fn area(kind: HitKind) -> Area {
    match kind {
        HitKind::Customer => Area::Customers,
        HitKind::Service => Area::Services,
        HitKind::Registration => Area::Registrations,
        HitKind::Ticket => Area::Tickets,
        HitKind::Invoice => Area::Invoices,
        HitKind::Payment => Area::Payments,
        HitKind::Staff => Area::Staff,
        HitKind::Message => Area::Messages,
    }
}

/// The kind of record an area shows.
pub(in crate::shell) fn kind_of(area: Area) -> Option<HitKind> {
    HitKind::ALL
        .into_iter()
        .find(|kind| self::area(*kind) == area)
}

/// Lines of records. `group` replaces the heading of their kind.
pub(super) fn records(texts: &Texts, hits: &[Hit], group: Option<&'static str>) -> Vec<Line> {
    let line = |hit: &Hit| {
        let (id, area) = (hit.id, area(hit.kind));
        let phone = hit
            .phone
            .as_deref()
            .map(|phone| Phone::stored(phone).to_string());
        let detail = [Some(hit.detail.clone()), phone]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        Line {
            key: format!("{}-{id}", hit.kind.name()),
            group: group.unwrap_or(match hit.kind {
                HitKind::Customer => "customers-title",
                HitKind::Service => "services-title",
                HitKind::Registration => "registrations-title",
                HitKind::Ticket => "tickets-title",
                HitKind::Invoice => "invoices-title",
                HitKind::Payment => "payments-title",
                HitKind::Staff => "staff-title",
                HitKind::Message => "messages-title",
            }),
            icon: area.icon(),
            title: hit.title.clone().into(),
            detail,
            state: state(texts, hit),
            keys: "",
            run: Callback::from(move |full| go(&Route::to(area, At::Record { id, full }))),
        }
    };
    HitKind::ALL
        .into_iter()
        .filter(|_| group.is_none())
        .flat_map(|kind| hits.iter().filter(move |hit| hit.kind == kind))
        .chain(hits.iter().filter(|_| group.is_some()))
        .map(line)
        .collect()
}

fn state(texts: &Texts, hit: &Hit) -> Html {
    let state = hit.state.as_str();
    let label: Option<StatusLabelProps> = match hit.kind {
        HitKind::Customer => CustomerStatus::from_name(state).map(Into::into),
        HitKind::Service => ServiceStatus::from_name(state).map(Into::into),
        HitKind::Registration => RegistrationStatus::from_name(state).map(Into::into),
        HitKind::Ticket => TicketStatus::from_name(state).map(Into::into),
        HitKind::Invoice => InvoiceStatus::from_name(state).map(Into::into),
        HitKind::Payment => PaymentStatus::from_name(state).map(Into::into),
        HitKind::Message => MessageStatus::from_name(state).map(Into::into),
        HitKind::Staff => {
            return html! { <span class="aglis-quiet">{ texts.t(&format!("role-{state}")) }</span> };
        }
    };
    label.map_or_else(Html::default, |label| html! { <StatusLabel ..label /> })
}

/// Lines of commands whose words begin with the words of `typed`.
pub(super) fn commands(texts: &Texts, me: &Me, actions: &[Action], typed: &str) -> Vec<Line> {
    let line = |key: String, icon, title: AttrValue, keys, run| Line {
        key,
        group: "shell-palette-commands",
        icon,
        title,
        detail: String::new(),
        state: Html::default(),
        keys,
        run,
    };
    let to = |route: Route| Callback::from(move |_| go(&route));
    let mut lines: Vec<Line> = Vec::new();
    let takes_in = matches!(me.role, Role::Admin | Role::Office);
    for (area, key, may) in [
        (Area::Registrations, "registrations-new", takes_in),
        (
            Area::Tickets,
            "tickets-new",
            takes_in || me.role == Role::Supervisor,
        ),
    ] {
        if may {
            let run = to(Route::to(area, At::New));
            lines.push(line(key.to_owned(), Icon::Plus, texts.t(key), "n", run));
        }
    }
    for area in Area::ALL.into_iter().filter(|area| area.is_for(me)) {
        let place = texts.t(&format!("{}-title", area.name()));
        let title = texts.t_with("shell-keys-go", &[("place", &place)]);
        let (key, run) = (format!("go-{}", area.name()), to(Route::list(area)));
        lines.push(line(key, area.icon(), title, area.keys(), run));
    }
    for action in actions {
        let run = action.run.clone();
        let run = Callback::from(move |_| run.emit(()));
        let keys = match action.id {
            "user-lock" => "ctrl+l",
            "user-keys" => "?",
            _ => "",
        };
        lines.push(line(
            action.id.to_owned(),
            action.icon,
            action.label.clone(),
            keys,
            run,
        ));
    }
    lines.retain(|line| fits(&line.title, typed));
    lines
}

/// Whether every typed word begins a word of the title.
fn fits(title: &str, typed: &str) -> bool {
    let title = title.to_lowercase();
    typed.to_lowercase().split_whitespace().all(|typed| {
        title
            .split(|sign: char| !sign.is_alphanumeric())
            .any(|word| word.starts_with(typed))
    })
}

#[cfg(test)]
mod tests {
    use super::{area, fits, kind_of};
    use model::palette::HitKind;

    #[test]
    fn a_command_is_found_by_the_beginnings_of_its_words() {
        assert!(fits("Pergi ke Pelanggan", "pel"));
        assert!(fits("Pergi ke Pelanggan", "pergi pel"));
        assert!(fits("Kunci layar", ""));
        assert!(!fits("Kunci layar", "unci"));
    }

    #[test]
    fn every_kind_has_an_area_of_its_own() {
        for kind in HitKind::ALL {
            assert_eq!(kind_of(area(kind)), Some(kind));
        }
    }
}
