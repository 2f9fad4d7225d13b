//! How the work lies: what nobody has yet, then every technician's load as a bar.

use std::rc::Rc;

use model::{
    ids::{StaffId, ZoneId},
    states::{SlaState, TicketStatus},
    workload::{Load as Laden, ShowZoneLoad, Unassigned, ZoneLoad, ZoneWork},
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_remote, use_text},
    route::{Area, Route},
    widgets::{
        Button, Call, EmptyState, Icon, RemoteView, Section, SkeletonShape, StatusLabel,
        StatusLabelProps, When,
    },
};

/// The view, of all zones of the person or of one.
#[component]
pub fn Load() -> Html {
    let texts = use_text();
    let zone = use_state_eq(|| None::<ZoneId>);
    let load = use_remote(ShowZoneLoad { zone: *zone });
    let choose = |next: Option<ZoneId>| {
        let zone = zone.setter();
        Callback::from(move |()| zone.set(next))
    };
    let zones = load.data().map_or_else(Vec::new, |load| load.zones.clone());
    let chips = zones.iter().map(|one| {
        let label = texts.t_with(
            "home-zone",
            &[
                ("zone", &one.name),
                ("open", &one.open),
                ("unassigned", &one.unassigned),
            ],
        );
        html! {
            <Button key={one.id.0} test_id={format!("home-zone-{}", one.id)} class="aglis-chip-button" {label} pressed={*zone == Some(one.id)} on_click={choose(Some(one.id))} />
        }
    });
    let view = {
        let texts = texts.clone();
        let chosen = *zone;
        Callback::from(move |load: Rc<ZoneLoad>| {
            html! {
                <>
                    <Section title={texts.t_with("home-nobody-has", &[("count", &load.unassigned_count)])}>{ unassigned(&texts, &load, chosen) }</Section>
                    <Section title={texts.t("home-load")}>{ technicians(&texts, &load, chosen) }</Section>
                </>
            }
        })
    };
    html! {
        <div data-testid="home-load">
            if zones.len() > 1 {
                <div class="aglis-chips aglis-chips-page" role="group" aria-label={texts.t("common-zone")}>
                    <Button test_id="home-zone-all" class="aglis-chip-button" label={texts.t("home-all-zones")} pressed={zone.is_none()} on_click={choose(None)} />
                    { for chips }
                </div>
            }
            <RemoteView<ZoneLoad> remote={load} {view} shape={SkeletonShape::Rows} />
        </div>
    }
}

/// The list of what nobody has, of this zone or of all.
fn all_open(load: &ZoneLoad, zone: Option<ZoneId>) -> Route {
    within(
        Route::list(Area::Tickets).with("status", TicketStatus::Open.name()),
        load.zones.iter().find(|one| Some(one.id) == zone),
    )
}

/// What a technician has still to do.
fn work_of(technician: StaffId) -> Route {
    let route = Route::list(Area::Tickets).with("lead_id", &technician.to_string());
    TicketStatus::ALL
        .iter()
        .filter(|status| status.is_open())
        .fold(route, |route, status| route.with("status", status.name()))
}

/// What of it should be done already; what waits with a reason is not counted as late.
fn late_of(technician: StaffId) -> Route {
    [TicketStatus::Assigned, TicketStatus::InProgress]
        .iter()
        .fold(
            Route::list(Area::Tickets)
                .with("lead_id", &technician.to_string())
                .with("sla", SlaState::Late.name()),
            |route, status| route.with("status", status.name()),
        )
}

/// The same work, in this zone or in all.
fn within(route: Route, zone: Option<&ZoneWork>) -> Route {
    match zone {
        Some(zone) => route.with("zone", &zone.name),
        None => route,
    }
}

fn unassigned(texts: &Texts, load: &ZoneLoad, zone: Option<ZoneId>) -> Html {
    if load.unassigned.is_empty() {
        return html! { <p class="aglis-quiet">{ texts.t("home-nobody-has-none") }</p> };
    }
    let shown = i64::try_from(load.unassigned.len()).unwrap_or(i64::MAX);
    html! {
        <>
            <ul class="aglis-entries aglis-waiting-work" data-testid="home-unassigned">{ for load.unassigned.iter().map(|one| waiting(texts, one)) }</ul>
            if load.unassigned_count > shown {
                <a href={all_open(load, zone).hash()} data-testid="home-all-open">{ texts.t_with("home-all-open", &[("count", &load.unassigned_count)]) }</a>
            }
        </>
    }
}

fn waiting(texts: &Texts, ticket: &Unassigned) -> Html {
    let place = [ticket.kecamatan.as_deref(), Some(ticket.zone.as_str())];
    let place: Vec<&str> = place.into_iter().flatten().collect();
    html! {
        <li key={ticket.id.0}>
            <a href={Route::record(Area::Tickets, ticket.id.0).hash()} data-testid="home-unassigned-open">{ &ticket.number }</a>
            <span>{ texts.t(&ticket.work.text_key()) }</span>
            <StatusLabel ..StatusLabelProps::from(ticket.priority) />
            <span>{ ticket.customer.clone().unwrap_or_default() }</span>
            <span class="aglis-quiet">{ place.join(" · ") }</span>
            if ticket.due_at.is_some() {
                <span class={classes!(ticket.is_late.then_some("aglis-late"))}>{ texts.t("home-job-due") }{ " " }<When at={ticket.due_at} relative=true /></span>
            }
        </li>
    }
}

fn technicians(texts: &Texts, load: &ZoneLoad, zone: Option<ZoneId>) -> Html {
    let all = &load.technicians;
    let zone = load.zones.iter().find(|one| Some(one.id) == zone);
    if all.is_empty() {
        return html! { <EmptyState title={texts.t("home-load-empty")} text={texts.t("home-load-empty-hint")} icon={Icon::People} /> };
    }
    let most = all.iter().map(|one| one.open).max().unwrap_or(0);
    let keys = [
        ("aglis-load-late", "home-load-key-late"),
        ("aglis-load-today", "home-load-key-today"),
        ("aglis-load-rest", "home-load-key-rest"),
        ("aglis-load-waiting", "home-load-key-waiting"),
    ];
    html! {
        <>
            <ul class="aglis-loads" data-testid="home-technicians">{ for all.iter().map(|one| laden(texts, one, most, zone)) }</ul>
            <ul class="aglis-load-keys">{ for keys.iter().map(|(class, key)| html! { <li><i class={*class} aria-hidden="true" />{ texts.t(key) }</li> }) }</ul>
        </>
    }
}

/// The parts of a bar from the most pressing on, with their widths in percent of the longest bar.
fn parts(load: &Laden, most: i64) -> [(&'static str, f64); 4] {
    let rest = (load.open - load.late - load.today - load.waiting).max(0);
    // A bar has some dozens of parts at most.
    let width = |count: i64| {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        let most = i32::try_from(most.max(1)).unwrap_or(i32::MAX);
        f64::from(count) * 100.0 / f64::from(most)
    };
    [
        ("aglis-load-late", width(load.late)),
        ("aglis-load-today", width(load.today)),
        ("aglis-load-rest", width(rest)),
        ("aglis-load-waiting", width(load.waiting)),
    ]
}

fn laden(texts: &Texts, load: &Laden, most: i64, zone: Option<&ZoneWork>) -> Html {
    let said = texts.t_with(
        "home-load-of",
        &[
            ("open", &load.open),
            ("today", &load.today),
            ("waiting", &load.waiting),
        ],
    );
    let work = within(work_of(load.id), zone);
    let late = texts.t_with("home-load-late", &[("late", &load.late)]);
    html! {
        <li key={load.id.0} data-testid="home-technician" data-id={load.id.to_string()}>
            <span class="aglis-load-who">
                <a href={work.hash()} data-testid="home-technician-work">{ &load.name }</a>
                <span class="aglis-quiet">{ load.zones.join(", ") }</span>
                if let Some(phone) = &load.phone { <Call test_id="home-technician-call" e164={phone.clone()} /> }
            </span>
            <span class="aglis-load-bar" aria-hidden="true">
                { for parts(load, most).into_iter().filter(|(_, width)| *width > 0.0).map(|(class, width)| html! { <i class={class} style={format!("width: {width:.2}%")} /> }) }
            </span>
            <span class="aglis-figures">
                if load.late > 0 {
                    <a class="aglis-late" href={within(late_of(load.id), zone).hash()} data-testid="home-technician-late">{ late }</a>{ " · " }
                }
                { said }
            </span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use model::{ids::StaffId, workload::Load};

    use super::{late_of, parts, work_of};
    use crate::route::Route;

    #[test]
    fn the_work_of_a_technician_is_what_is_still_open() {
        let route = Route::parse(&work_of(StaffId(7)).hash());
        let filters = route.start_filters();
        assert_eq!(filters[0].values, ["7"]);
        assert_eq!(
            filters[1].values,
            ["open", "assigned", "in_progress", "on_hold"]
        );
        let late = Route::parse(&late_of(StaffId(7)).hash()).start_filters();
        assert_eq!(late[1].values, ["late"]);
        assert_eq!(late[2].values, ["assigned", "in_progress"]);
    }

    #[test]
    fn a_bar_is_as_long_as_its_share_of_the_longest_one() {
        let load = Load {
            id: StaffId(1),
            name: String::new(),
            phone: None,
            zones: Vec::new(),
            open: 5,
            late: 1,
            today: 2,
            waiting: 1,
        };
        let widths: Vec<f64> = parts(&load, 10).iter().map(|(_, width)| *width).collect();
        assert_eq!(widths, [10.0, 20.0, 10.0, 10.0]);
        let idle = Load {
            open: 0,
            late: 0,
            today: 0,
            waiting: 0,
            ..load
        };
        assert!(parts(&idle, 0).iter().all(|(_, width)| *width == 0.0));
    }
}
