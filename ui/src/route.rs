//! Where in the program a person is, as the part of the address behind `#`.

mod signs;

use std::rc::Rc;

use gloo_events::EventListener;
use model::{
    access::{Me, Role},
    list::{Filter, Op},
};
use yew::prelude::*;

use self::signs::{decode, encode};
use crate::{stores::changes::ProviderProps, widgets::Icon};

/// A part of the program with its own entry in the navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Area {
    /// What waits for me.
    #[default]
    Home,
    /// New connections.
    Registrations,
    /// Work for technicians.
    Tickets,
    /// Customers.
    Customers,
    /// Connections at an address.
    Services,
    /// Where connections are plugged in.
    Odps,
    /// Invoices.
    Invoices,
    /// Who is blocked, and who will be.
    Isolir,
    /// Money that came in.
    Payments,
    /// What is said to people over WhatsApp.
    Messages,
    /// One action on many records.
    Bulk,
    /// Files from other systems.
    Imports,
    /// Colleagues.
    Staff,
    /// Who changed what.
    Audit,
    /// Packages, staff, company.
    Settings,
}

impl Area {
    /// All, in the order of the navigation.
    pub const ALL: [Area; 15] = [
        Area::Home,
        Area::Registrations,
        Area::Tickets,
        Area::Customers,
        Area::Services,
        Area::Odps,
        Area::Invoices,
        Area::Isolir,
        Area::Payments,
        Area::Messages,
        Area::Bulk,
        Area::Imports,
        Area::Staff,
        Area::Audit,
        Area::Settings,
    ];

    /// The word in the address, in test ids and in text keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Area::Home => "home",
            Area::Registrations => "registrations",
            Area::Tickets => "tickets",
            Area::Customers => "customers",
            Area::Services => "services",
            Area::Odps => "odps",
            Area::Invoices => "invoices",
            Area::Isolir => "isolir",
            Area::Payments => "payments",
            Area::Messages => "messages",
            Area::Bulk => "bulk",
            Area::Imports => "imports",
            Area::Staff => "staff",
            Area::Audit => "audit",
            Area::Settings => "settings",
        }
    }

    /// Its picture.
    #[must_use]
    pub fn icon(self) -> Icon {
        match self {
            Area::Home => Icon::Home,
            Area::Registrations => Icon::Register,
            Area::Tickets => Icon::Ticket,
            Area::Customers => Icon::People,
            Area::Services => Icon::Service,
            Area::Odps => Icon::Odp,
            Area::Invoices => Icon::Invoice,
            Area::Isolir => Icon::Stop,
            Area::Payments => Icon::Money,
            Area::Messages => Icon::Message,
            Area::Bulk => Icon::Bulk,
            Area::Imports => Icon::Import,
            Area::Staff => Icon::Person,
            Area::Audit => Icon::Trail,
            Area::Settings => Icon::Settings,
        }
    }

    /// Keys that go there. The second one is none that pages bind by itself: `a e j k n x`.
    #[must_use]
    pub fn keys(self) -> &'static str {
        match self {
            Area::Home => "g d",
            Area::Registrations => "g r",
            Area::Tickets => "g t",
            Area::Customers => "g c",
            Area::Services => "g l",
            Area::Odps => "g h",
            Area::Invoices => "g i",
            Area::Isolir => "g w",
            Area::Payments => "g p",
            Area::Messages => "g m",
            Area::Bulk => "g b",
            Area::Imports => "g f",
            Area::Staff => "g o",
            Area::Audit => "g u",
            Area::Settings => "g s",
        }
    }

    /// Whether the navigation offers it; the database decides what it shows.
    #[must_use]
    pub fn is_for(self, me: &Me) -> bool {
        match self {
            Area::Home | Area::Tickets => true,
            Area::Registrations
            | Area::Customers
            | Area::Services
            | Area::Odps
            | Area::Invoices
            | Area::Isolir
            | Area::Payments
            | Area::Messages
            | Area::Bulk
            | Area::Staff
            | Area::Audit
            | Area::Settings => me.role != Role::Technician,
            Area::Imports => matches!(me.role, Role::Admin | Role::Office),
        }
    }
}

/// A place within an area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum At {
    /// Its list.
    #[default]
    List,
    /// The form for a new record.
    New,
    /// A record, beside the list or (`full`) alone.
    Record {
        /// Which.
        id: i64,
        /// Without the list.
        full: bool,
    },
    /// A named part, such as `packages` in the settings.
    Part(String),
}

/// A whole address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// Part of the program.
    pub area: Area,
    /// Place in it.
    pub at: At,
    /// Filters a link asks for: `?status=overdue`.
    pub filters: Vec<(String, String)>,
}

impl Route {
    /// The list of an area.
    #[must_use]
    pub fn list(area: Area) -> Self {
        Self::to(area, At::List)
    }

    /// A record beside its list.
    #[must_use]
    pub fn record(area: Area, id: i64) -> Self {
        Self::to(area, At::Record { id, full: false })
    }

    /// A place in an area.
    #[must_use]
    pub fn to(area: Area, at: At) -> Self {
        Self {
            area,
            at,
            filters: Vec::new(),
        }
    }

    /// The same list with a filter; another one on the same column lets its value in as well.
    #[must_use]
    pub fn with(mut self, column: &str, value: &str) -> Self {
        self.filters.push((column.to_owned(), value.to_owned()));
        self
    }

    /// The filters as `ListOptions::start` wants them.
    #[must_use]
    pub fn start_filters(&self) -> Vec<Filter> {
        let mut filters: Vec<Filter> = Vec::new();
        for (column, value) in &self.filters {
            match filters.iter_mut().find(|filter| filter.column == *column) {
                Some(filter) => filter.values.push(value.clone()),
                None => filters.push(Filter {
                    column: column.clone(),
                    op: Op::Is,
                    values: vec![value.clone()],
                }),
            }
        }
        filters
    }

    /// Reads the part of the address behind `#`; what it does not know leads home.
    #[must_use]
    pub fn parse(hash: &str) -> Self {
        let text = hash.trim_start_matches('#');
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let name = parts.next().unwrap_or_default();
        let Some(area) = Area::ALL.into_iter().find(|area| area.name() == name) else {
            return Self::default();
        };
        let at = match (parts.next(), parts.next()) {
            (None, _) => At::List,
            (Some("new"), _) => At::New,
            (Some(part), rest) => match part.parse() {
                Ok(id) => At::Record {
                    id,
                    full: rest == Some("full"),
                },
                Err(_) => At::Part(part.to_owned()),
            },
        };
        let filters = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(column, value)| (decode(column), decode(value)))
            .collect();
        Self { area, at, filters }
    }

    /// The address, such as `#/tickets/12`.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = format!("#/{}", self.area.name());
        match &self.at {
            At::List => {}
            At::New => hash.push_str("/new"),
            At::Record { id, full } => {
                hash.push_str(&format!("/{id}"));
                if *full {
                    hash.push_str("/full");
                }
            }
            At::Part(part) => hash.push_str(&format!("/{part}")),
        }
        for (number, (column, value)) in self.filters.iter().enumerate() {
            let mark = if number == 0 { '?' } else { '&' };
            hash.push_str(&format!("{mark}{}={}", encode(column), encode(value)));
        }
        hash
    }
}

/// Goes to a place.
pub fn go(route: &Route) {
    // The address of the page itself is always valid.
    let _ = gloo_utils::window().location().set_hash(&route.hash());
}

/// Provides the [`Route`] of the address.
#[component]
pub fn RouteProvider(props: &ProviderProps) -> Html {
    let route = use_state_eq(|| Rc::new(here()));
    {
        let route = route.setter();
        use_effect_with((), move |()| {
            let listener = EventListener::new(&gloo_utils::window(), "hashchange", move |_| {
                route.set(Rc::new(here()));
            });
            move || drop(listener)
        });
    }
    html! {
        <ContextProvider<Rc<Route>> context={(*route).clone()}>{ props.children.clone() }</ContextProvider<Rc<Route>>>
    }
}

fn here() -> Route {
    Route::parse(&gloo_utils::window().location().hash().unwrap_or_default())
}

/// Where we are. Needs [`RouteProvider`].
#[hook]
pub fn use_route() -> Rc<Route> {
    use_context::<Rc<Route>>().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Area, At, Route};

    #[test]
    fn an_address_survives_the_way_there_and_back() {
        for at in [
            At::List,
            At::New,
            At::Record {
                id: 12,
                full: false,
            },
            At::Record { id: 12, full: true },
            At::Part("packages".to_owned()),
        ] {
            for area in Area::ALL {
                let route = Route::to(area, at.clone()).with("status", "overdue");
                assert_eq!(Route::parse(&route.hash()), route);
            }
        }
    }

    #[test]
    fn a_filter_holds_whatever_a_name_is_made_of() {
        for value in [
            "Bandung Utara",
            "a&b=c?d#e/f",
            "50%",
            "%zz %4",
            "Nuʻmān + 1",
            "",
        ] {
            let route = Route::list(Area::Tickets).with("zone", value);
            let hash = route.hash();
            assert!(!hash.contains(' '), "{hash}");
            assert_eq!(Route::parse(&hash), route);
        }
        // As somebody types it, or another program wrote it.
        let typed = Route::parse("#/tickets?zone=Bandung Utara&status=50%");
        assert_eq!(typed.filters[0].1, "Bandung Utara");
        assert_eq!(typed.filters[1].1, "50%");
    }

    #[test]
    fn filters_on_one_column_let_each_other_in() {
        let route = Route::list(Area::Tickets)
            .with("status", "open")
            .with("zone", "Utara")
            .with("status", "on_hold");
        let filters = route.start_filters();
        assert_eq!(filters.len(), 2);
        assert_eq!(filters[0].values, ["open", "on_hold"]);
    }

    #[test]
    fn no_two_places_have_one_key_and_none_does_something_by_itself() {
        let mut keys: Vec<&str> = Area::ALL.iter().map(|area| area.keys()).collect();
        assert!(
            keys.iter()
                .all(|keys| !["a", "e", "j", "k", "n", "x"].contains(&&keys[2..]))
        );
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Area::ALL.len());
    }

    #[test]
    fn an_unknown_address_leads_home() {
        for hash in ["", "#", "#/", "#/nothing/7", "#//../etc"] {
            assert_eq!(Route::parse(hash), Route::default(), "{hash}");
        }
    }
}
