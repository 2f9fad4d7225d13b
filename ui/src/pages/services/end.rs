//! Ending a connection: since when, and why.

use model::{
    problem::{Problem, Problems},
    services::EndService,
};
use serde::{Deserialize, Serialize};
use yew::prelude::*;

use super::change::ChangeProps;
use crate::{
    hooks::{use_edit, use_session, use_text},
    widgets::{EditDialog, Field, FieldKind},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Typed {
    day: String,
    reason: String,
}

/// The dialog.
#[component]
pub fn End(props: &ChangeProps) -> Html {
    let (texts, today) = (use_text(), use_session().zone().day(chrono::Utc::now()));
    let service = &props.service;
    let key = format!("services-end-{}", service.id);
    let edit = use_edit::<_, EndService>(&key, service.version, move || Typed {
        day: today.to_string(),
        reason: String::new(),
    });
    let typed = &edit.typed;
    let on_submit = {
        let (call, done) = (edit.call.clone(), edit.saved(props.on_open.clone()));
        let (typed, service, version) = (typed.clone(), service.clone(), edit.version);
        Callback::from(move |()| {
            let checked = match typed.day.parse() {
                Ok(day) => {
                    let request = EndService {
                        id: service.id,
                        version,
                        day,
                        reason: typed.reason.clone(),
                    };
                    let checked = request.check(today, service.activated_on);
                    checked.map(|_| request)
                }
                Err(_) => Err(Problems::one("day", Problem::new("DATE_INVALID"))),
            };
            call.run_checked(checked, done.clone());
        })
    };
    let on_close = props.on_open.reform(|()| false);
    html! {
        <EditDialog prefix="services-end" title={texts.t_with("services-end-title", &[("name", &super::whose(service))])} save={texts.t("services-end")} danger=true
            is_stale={edit.is_stale} busy={edit.call.busy} fault={edit.call.fault.clone()} {on_submit} on_restart={edit.restart()}
            on_discard={edit.discard(props.on_open.clone())} {on_close}>
            <p>{ texts.t("services-end-text") }</p>
            <Field id="services-end-day" kind={FieldKind::Date} label={texts.t("services-end-day")} value={typed.day.clone()} required=true
                problems={edit.call.problems("day")} on_change={edit.field("day", |typed: &mut Typed, text| typed.day = text)} />
            <Field id="services-end-reason" kind={FieldKind::Long} label={texts.t("common-reason")} value={typed.reason.clone()} required=true
                problems={edit.call.problems("reason")} on_change={edit.field("reason", |typed: &mut Typed, text| typed.reason = text)} />
        </EditDialog>
    }
}
