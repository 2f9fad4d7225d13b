//! The moment until which a notification sleeps.

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use model::{
    format::{Zone, parse_day},
    ids::NotificationId,
    notifications::{Snooze, SnoozeNotifications},
    problem::Problems,
};
use yew::prelude::*;

use super::acts::Done;
use crate::{
    hooks::{use_checked_call, use_session, use_text},
    widgets::{Button, Dialog, Field, FieldKind, Form, Kind, parse_clock},
};

/// Properties of [`SnoozeDialog`].
#[derive(Properties, PartialEq)]
pub(super) struct SnoozeDialogProps {
    /// Which.
    pub id: NotificationId,
    /// It sleeps.
    pub on_done: Callback<Done>,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// What was typed as a request; clocks are those of the business zone.
fn checked(
    id: NotificationId,
    day: &str,
    time: &str,
    zone: Zone,
    now: DateTime<Utc>,
) -> Result<SnoozeNotifications, Problems> {
    let mut problems = Problems::none();
    let day = problems.check("day", parse_day(day));
    let minute = problems.check("time", parse_clock(time));
    let (Some(day), Some(minute)) = (day, minute) else {
        return Err(problems);
    };
    let local: NaiveDateTime = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute.into());
    let request = SnoozeNotifications {
        ids: vec![id],
        until: Snooze::Until(zone.instant(local)),
    };
    request
        .check(now)
        .map(|()| request.clone())
        .map_err(|found| {
            // Both fields make the one moment; what is wrong with it stands at the first.
            let mut problems = Problems::none();
            for problem in found.field("until") {
                problems.add("day", problem.clone());
            }
            problems
        })
}

/// The dialog.
#[component]
pub(super) fn SnoozeDialog(props: &SnoozeDialogProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let zone = session.zone();
    let day = use_state_eq(|| zone.day(Utc::now() + TimeDelta::days(1)).to_string());
    let time = use_state_eq(|| "08:00".to_owned());
    let snooze = use_checked_call::<SnoozeNotifications>();
    let on_submit = {
        let (snooze, id) = (snooze.clone(), props.id);
        let (day, time) = (day.clone(), time.clone());
        let (on_done, on_close) = (props.on_done.clone(), props.on_close.clone());
        Callback::from(move |()| {
            let (on_done, on_close) = (on_done.clone(), on_close.clone());
            let request = checked(id, &day, &time, zone, Utc::now());
            snooze.run_checked(request, move |until: DateTime<Utc>| {
                on_done.emit(Done::Snoozed(id, until));
                on_close.emit(());
            });
        })
    };
    let keep = |state: &UseStateHandle<String>, field: &str| {
        let state = state.setter();
        snooze.corrects(field, Callback::from(move |text| state.set(text)))
    };
    let actions = html! {
        <Button test_id="notifications-snooze-submit" label={texts.t("notifications-snooze")} kind={Kind::Primary} submit=true busy={snooze.busy} online=true />
    };
    html! {
        <Dialog test_id="notifications-snooze" title={texts.t("notifications-snooze-moment")} on_close={props.on_close.clone()}>
            <Form test_id="notifications-snooze-form" {on_submit} {actions} fault={snooze.fault.clone()}>
                <div class="aglis-two">
                    <Field id="notifications-snooze-day" kind={FieldKind::Date} label={texts.t("notifications-snooze-day")} value={(*day).clone()} required=true
                        problems={snooze.problems("day")} on_change={keep(&day, "day")} />
                    <Field id="notifications-snooze-time" label={texts.t("notifications-snooze-time")} value={(*time).clone()} required=true
                        hint={zone.abbreviation()} problems={snooze.problems("time")} on_change={keep(&time, "time")} />
                </div>
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use model::{format::Zone, ids::NotificationId, notifications::Snooze};

    use super::checked;

    fn now() -> DateTime<Utc> {
        "2026-11-16T03:00:00Z".parse().unwrap()
    }

    #[test]
    fn clocks_are_those_of_the_business_zone() {
        let request = checked(NotificationId(1), "2026-11-17", "08:00", Zone::Wib, now()).unwrap();
        let until = "2026-11-17T01:00:00Z".parse().unwrap();
        assert_eq!(request.until, Snooze::Until(until));
    }

    #[test]
    fn what_is_wrong_stands_at_its_field() {
        let problems =
            |day, time| checked(NotificationId(1), day, time, Zone::Wib, now()).unwrap_err();
        let both = problems("", "pagi");
        assert!(!both.field("day").is_empty() && !both.field("time").is_empty());
        assert_eq!(
            problems("2026-11-16", "09:59").field("day")[0].code,
            "DATE_PAST"
        );
    }
}
