//! When people work: calendars of working hours, and the holidays that interrupt them.

use std::rc::Rc;

use model::sla::rules::{KeptCalendar, ShowSlaRules, SlaRules};
use yew::prelude::*;

use super::{
    calendar_form::CalendarForm,
    holidays::Holidays,
    week::{Week, hours_a_week},
};
use crate::{
    hooks::{use_remote, use_text},
    widgets::{Button, Icon, Kind, Look, RemoteView, Section, SkeletonShape, StatusLabel},
};

/// The tab.
#[component]
pub fn CalendarsTab() -> Html {
    let texts = use_text();
    let remote = use_remote(ShowSlaRules {});
    let rules = remote.data().cloned();
    // The calendar whose form is open; `Some(None)` is a new one.
    let asking = use_state_eq(|| None::<Option<KeptCalendar>>);
    let view = {
        let (texts, asking) = (texts.clone(), asking.setter());
        Callback::from(move |rules: Rc<SlaRules>| {
            let t = |key: &str| texts.t(key);
            html! {
                <>
                    <table class="aglis-table" data-testid="settings-calendar-list">
                        <thead><tr>
                            <th>{ t("common-name") }</th><th>{ t("rules-hours") }</th><th>{ t("common-status") }</th>
                            <th><span class="aglis-unseen">{ t("common-edit") }</span></th>
                        </tr></thead>
                        <tbody>{ for rules.calendars.iter().map(|calendar| {
                            let (offered, look, icon) = if calendar.is_default {
                                ("rules-calendar-default", Look::Good, Icon::Done)
                            } else if calendar.active {
                                ("rules-offered", Look::Good, Icon::Done)
                            } else {
                                ("rules-not-offered", Look::Quiet, Icon::Stop)
                            };
                            let label = texts.t_with("rules-calendar-edit", &[("name", &calendar.name)]);
                            let (asking, asked) = (asking.clone(), calendar.clone());
                            let on_click = Callback::from(move |()| asking.set(Some(Some(asked.clone()))));
                            let week = texts.t_with("rules-calendar-week", &[("hours", &hours_a_week(&calendar.slots))]);
                            let used = texts.t_with("rules-calendar-targets", &[("count", &calendar.targets)]);
                            html! {
                                <tr key={calendar.id.0} data-testid="settings-calendar-row" data-id={calendar.id.to_string()} class={classes!((!calendar.active).then_some("aglis-left"))}>
                                    <td data-label={t("common-name")}><strong>{ &calendar.name }</strong><span class="aglis-quiet">{ format!("{week} · {used}") }</span></td>
                                    <td data-label={t("rules-hours")}><Week slots={calendar.slots.clone()} /></td>
                                    <td data-label={t("common-status")}><StatusLabel text_key={offered} {look} {icon} /></td>
                                    <td class="aglis-cell-actions"><Button test_id={format!("settings-calendar-{}", calendar.id)} {label} kind={Kind::Plain} icon={Icon::Edit} icon_only=true {on_click} /></td>
                                </tr>
                            }
                        }) }</tbody>
                    </table>
                    <p class="aglis-quiet">{ texts.t_with("rules-follow", &[("count", &rules.open_tickets), ("shown", &texts.grouped(rules.open_tickets))]) }</p>
                </>
            }
        })
    };
    let on_close = {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(None))
    };
    let add = {
        let asking = asking.setter();
        let on_click = Callback::from(move |()| asking.set(Some(None)));
        html! { <Button test_id="settings-new-calendar" label={texts.t("rules-calendar-new")} icon={Icon::Plus} online=true {on_click} /> }
    };
    html! {
        <>
            <Section title={texts.t("rules-calendars")} actions={add}>
                <p class="aglis-quiet aglis-lead">{ texts.t("rules-calendars-text") }</p>
                <RemoteView<SlaRules> {remote} {view} shape={SkeletonShape::Rows} />
            </Section>
            if let Some(rules) = rules { <Holidays holidays={rules.holidays.clone()} calendars={rules.calendars.clone()} /> }
            if let Some(calendar) = &*asking { <CalendarForm calendar={calendar.clone()} {on_close} /> }
        </>
    }
}
