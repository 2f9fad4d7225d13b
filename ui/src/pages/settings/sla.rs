//! What is promised: how long a ticket may take, by its priority and by the service level of the package.

use std::rc::Rc;

use model::{
    sla::rules::{CountedHours, KeptCalendar, STANDARD, ShowSlaRules, SlaRules, SlaTarget},
    states::Priority,
};
use yew::prelude::*;

use super::{hold_reasons::HoldReasons, target_form::TargetForm};
use crate::{
    hooks::{Texts, use_remote, use_text},
    widgets::{
        Button, Icon, Kind, RemoteView, Section, SkeletonShape, StatusLabel, StatusLabelProps,
    },
};

/// Priorities in the order of the table.
const PRIORITIES: [Priority; 4] = [
    Priority::Urgent,
    Priority::High,
    Priority::Normal,
    Priority::Low,
];

/// A line of the table: what holds, and whether the level promises it by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What holds; of the line's own level, also where the standard's is borrowed.
    pub target: SlaTarget,
    /// The level's own.
    pub own: bool,
}

/// The lines of every level. A level without a promise of its own borrows the standard one.
fn lines(rules: &SlaRules) -> Vec<Line> {
    let find = |level: &str, priority| {
        rules
            .targets
            .iter()
            .find(|target| target.level == level && target.priority == priority)
    };
    let mut lines = Vec::new();
    for level in &rules.levels {
        for priority in PRIORITIES {
            let own = find(level, priority);
            if let Some(target) = own.or_else(|| find(STANDARD, priority)) {
                lines.push(Line {
                    target: SlaTarget {
                        level: level.clone(),
                        ..target.clone()
                    },
                    own: own.is_some(),
                });
            }
        }
    }
    lines
}

/// What people call a level.
pub fn level_name(texts: &Texts, level: &str) -> AttrValue {
    if level == STANDARD {
        texts.t("rules-level-standard")
    } else {
        AttrValue::from(level.to_owned())
    }
}

/// What people call the hours that count.
fn counted_name(texts: &Texts, counted: CountedHours, calendars: &[KeptCalendar]) -> AttrValue {
    match counted {
        CountedHours::Every => texts.t("rules-counted-every"),
        CountedHours::Usual => texts.t("rules-counted-usual"),
        CountedHours::Of(id) => calendars
            .iter()
            .find(|calendar| calendar.id == id)
            .map_or(AttrValue::Static("–"), |calendar| {
                calendar.name.clone().into()
            }),
    }
}

/// The tab.
#[component]
pub fn SlaTab() -> Html {
    let texts = use_text();
    let remote = use_remote(ShowSlaRules {});
    let rules = remote.data().cloned();
    let asking = use_state_eq(|| None::<Line>);
    let view = {
        let (texts, asking) = (texts.clone(), asking.setter());
        Callback::from(move |rules: Rc<SlaRules>| {
            let t = |key: &str| texts.t(key);
            html! {
                <>
                    <table class="aglis-table" data-testid="settings-target-list">
                        <thead><tr>
                            <th>{ t("rules-level") }</th><th>{ t("rules-priority") }</th><th class="aglis-right">{ t("rules-target") }</th>
                            <th class="aglis-right">{ t("rules-response") }</th><th>{ t("rules-counted") }</th>
                            <th><span class="aglis-unseen">{ t("common-edit") }</span></th>
                        </tr></thead>
                        <tbody>{ for lines(&rules).into_iter().map(|line| {
                            let target = line.target.clone();
                            let key = format!("{}-{}", target.level, target.priority.name());
                            let level = level_name(&texts, &target.level);
                            let label = texts.t_with("rules-target-edit", &[("priority", &t(&target.priority.text_key())), ("level", &level)]);
                            let (asking, class) = (asking.clone(), classes!((!line.own).then_some("aglis-left")));
                            let own = line.own;
                            let on_click = Callback::from(move |()| asking.set(Some(line.clone())));
                            html! {
                                <tr key={key.clone()} {class} data-testid="settings-target-row" data-key={key.clone()}>
                                    <td data-label={t("rules-level")}>{ level }</td>
                                    <td data-label={t("rules-priority")}><StatusLabel ..StatusLabelProps::from(target.priority) /></td>
                                    <td data-label={t("rules-target")} class="aglis-right">
                                        <strong>{ texts.t_with("rules-in-hours", &[("hours", &target.hours)]) }</strong>
                                        if !own { <span class="aglis-quiet">{ t("rules-as-standard") }</span> }
                                    </td>
                                    <td data-label={t("rules-response")} class="aglis-right">
                                        if let Some(minutes) = target.response_minutes { { texts.t_with("rules-in-minutes", &[("minutes", &minutes)]) } } else { <span class="aglis-none">{ "–" }</span> }
                                    </td>
                                    <td data-label={t("rules-counted")}>{ counted_name(&texts, target.counted, &rules.calendars) }</td>
                                    <td class="aglis-cell-actions"><Button test_id={format!("settings-target-{key}")} {label} kind={Kind::Plain} icon={Icon::Edit} icon_only=true {on_click} /></td>
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
    html! {
        <>
            <Section title={texts.t("rules-targets")}>
                <p class="aglis-quiet aglis-lead">{ texts.t("rules-targets-text") }</p>
                <RemoteView<SlaRules> {remote} {view} shape={SkeletonShape::Rows} />
            </Section>
            <HoldReasons />
            if let Some((line, rules)) = (*asking).clone().zip(rules) {
                <TargetForm {line} calendars={rules.calendars.clone()} {on_close} />
            }
        </>
    }
}

#[cfg(test)]
mod tests {
    use model::{
        sla::rules::{CountedHours, STANDARD, SlaRules, SlaTarget},
        states::Priority,
    };

    use super::lines;

    #[test]
    fn a_level_without_a_promise_of_its_own_borrows_the_standard_one() {
        let target = |level: &str, hours| SlaTarget {
            priority: Priority::High,
            level: level.to_owned(),
            hours,
            response_minutes: None,
            counted: CountedHours::Usual,
        };
        let rules = SlaRules {
            calendars: Vec::new(),
            holidays: Vec::new(),
            targets: vec![target(STANDARD, 4), target("gold", 2)],
            levels: vec![STANDARD.to_owned(), "gold".to_owned(), "silver".to_owned()],
            open_tickets: 0,
        };
        let said: Vec<_> = lines(&rules)
            .into_iter()
            .map(|line| (line.target.level, line.target.hours, line.own))
            .collect();
        assert_eq!(
            said,
            [
                ("standard".to_owned(), 4, true),
                ("gold".to_owned(), 2, true),
                ("silver".to_owned(), 4, false)
            ]
        );
    }
}
