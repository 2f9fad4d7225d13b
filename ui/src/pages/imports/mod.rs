//! Taking over data from another system: choose a file, say which column is what, try it, do it.

mod mapping;
mod result;

use std::rc::Rc;

use model::{
    ids::ZoneId,
    imports::{
        ImportKind, ImportPlan, ImportResult, InspectImport, Inspection, Mapping, RunImport,
        TryImport,
    },
    packages::ListZones,
};
use yew::prelude::*;

use self::{mapping::Mapper, result::Outcome};
use crate::{
    hooks::{use_call, use_remote, use_text, use_toasts},
    widgets::{
        Button, Choice, FaultNote, Field, FieldKind, FileDrop, Kind, PageHeader, Section, Uploaded,
    },
};

/// The page.
#[component]
pub fn ImportsPage() -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let inspect = use_call::<InspectImport>();
    let attempt = use_call::<TryImport>();
    let run = use_call::<RunImport>();
    let zones = use_remote(ListZones {});
    let file = use_state(|| None::<Uploaded>);
    let found = use_state(|| None::<Rc<Inspection>>);
    let mapping = use_state(Mapping::new);
    let zone = use_state(String::new);
    let rate = use_state(|| "1".to_owned());
    let order = use_state(|| "ymd".to_owned());
    let tried = use_state(|| None::<Rc<ImportResult>>);
    let done = use_state(|| None::<Rc<ImportResult>>);

    let look = {
        let (inspect, found, mapping, tried, done) = (
            inspect.clone(),
            found.clone(),
            mapping.clone(),
            tried.clone(),
            done.clone(),
        );
        move |file: &Uploaded, kind: Option<ImportKind>, sheet: Option<String>| {
            let (found, mapping, tried, done) =
                (found.clone(), mapping.clone(), tried.clone(), done.clone());
            inspect.run_then(
                InspectImport {
                    file: file.id,
                    kind,
                    sheet,
                },
                Callback::from(move |inspection: Inspection| {
                    mapping.set(inspection.mapping.clone());
                    found.set(Some(Rc::new(inspection)));
                    tried.set(None);
                    done.set(None);
                }),
            );
        }
    };
    let on_uploaded = {
        let (file, look) = (file.clone(), look.clone());
        Callback::from(move |uploaded: Uploaded| {
            look(&uploaded, None, None);
            file.set(Some(uploaded));
        })
    };
    let on_kind = {
        let (file, found, look) = (file.clone(), found.clone(), look.clone());
        Callback::from(move |name: String| {
            if let (Some(file), Some(found)) = (&*file, &*found) {
                let kind = if name == "invoices" {
                    ImportKind::Invoices
                } else {
                    ImportKind::Customers
                };
                look(file, Some(kind), found.sheet.clone());
            }
        })
    };
    let on_sheet = {
        let file = file.clone();
        Callback::from(move |name: String| {
            if let Some(file) = &*file {
                look(file, None, Some(name));
            }
        })
    };
    let all_zones: Vec<Choice> = zones.data().map_or_else(Vec::new, |all| {
        all.iter()
            .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
            .collect()
    });
    let chosen_zone = zone
        .parse::<ZoneId>()
        .ok()
        .or_else(|| zones.data().and_then(|all| all.first().map(|one| one.id)));
    let plan = match (&*file, &*found, chosen_zone) {
        (Some(file), Some(found), Some(zone)) => Some(ImportPlan {
            file: file.id,
            kind: found.kind,
            sheet: found.sheet.clone(),
            mapping: (*mapping).clone(),
            zone,
            rupiah_per_unit: rate.parse().unwrap_or(0),
            date_order: (*order).clone(),
        }),
        _ => None,
    };
    let on_try = {
        let (attempt, plan, tried) = (attempt.clone(), plan.clone(), tried.clone());
        Callback::from(move |()| {
            let Some(plan) = plan.clone() else { return };
            let tried = tried.clone();
            attempt.run_then(
                TryImport { plan },
                Callback::from(move |result| tried.set(Some(Rc::new(result)))),
            );
        })
    };
    let on_run = {
        let (run, plan, done, texts) = (run.clone(), plan.clone(), done.clone(), texts.clone());
        Callback::from(move |()| {
            let Some(plan) = plan.clone() else { return };
            let (done, toasts, texts) = (done.clone(), toasts.clone(), texts.clone());
            run.run_then(
                RunImport { plan },
                Callback::from(move |result: ImportResult| {
                    toasts.good(texts.t_with(
                        "imports-done",
                        &[("created", &result.created), ("updated", &result.updated)],
                    ));
                    done.set(Some(Rc::new(result)));
                }),
            );
        })
    };
    let stale = {
        let (tried, done) = (tried.clone(), done.clone());
        move || {
            tried.set(None);
            done.set(None);
        }
    };
    let set = |state: &UseStateHandle<String>| {
        let (state, stale) = (state.clone(), stale.clone());
        Callback::from(move |text| {
            state.set(text);
            stale();
        })
    };
    let on_mapping = {
        let (mapping, stale) = (mapping.clone(), stale.clone());
        Callback::from(move |changed| {
            mapping.set(changed);
            stale();
        })
    };
    let kinds = vec![
        Choice::new("customers", texts.t("imports-kind-customers")),
        Choice::new("invoices", texts.t("imports-kind-invoices")),
    ];
    let orders = ["ymd", "dmy", "mdy"]
        .map(|one| Choice::new(one, texts.t(&format!("imports-order-{one}"))))
        .to_vec();
    html! {
        <>
            <PageHeader title={texts.t("imports-title")} />
            <div class="aglis-page" data-testid="imports-page">
                <Section title={texts.t("imports-file")}>
                    <FileDrop test_id="imports-file" label={texts.t("imports-drop")} accept=".xlsx,.csv,.txt,text/csv" {on_uploaded} />
                    <FaultNote fault={inspect.fault.clone()} />
                </Section>
                if let Some(found) = &*found {
                    <Section title={texts.t_with("imports-found", &[("rows", &found.rows), ("encoding", &found.encoding)])}>
                        <div class="aglis-two-columns">
                            if found.sheets.len() > 1 {
                                <Field id="imports-sheet" kind={FieldKind::Select} label={texts.t("imports-sheet")} value={found.sheet.clone().unwrap_or_default()}
                                    choices={found.sheets.iter().map(|name| Choice::new(name.clone(), name.clone())).collect::<Vec<_>>()} on_change={on_sheet} />
                            }
                            <Field id="imports-kind" kind={FieldKind::Select} label={texts.t("imports-kind")} choices={kinds}
                                value={if found.kind == ImportKind::Invoices { "invoices" } else { "customers" }} on_change={on_kind} />
                            <Field id="imports-zone" kind={FieldKind::Select} label={texts.t("common-zone")} choices={all_zones}
                                value={chosen_zone.map_or_else(String::new, |zone| zone.to_string())} on_change={set(&zone)} />
                            <Field id="imports-rate" kind={FieldKind::Number} label={texts.t("imports-rate")} hint={texts.t("imports-rate-hint")} value={(*rate).clone()}
                                problems={attempt.problems("rupiah_per_unit")} on_change={set(&rate)} />
                            <Field id="imports-order" kind={FieldKind::Select} label={texts.t("imports-order")} hint={texts.t("imports-order-hint")} choices={orders} value={(*order).clone()} on_change={set(&order)} />
                        </div>
                        <Mapper inspection={found.clone()} mapping={(*mapping).clone()} on_change={on_mapping} />
                        <FaultNote fault={attempt.fault.clone()} />
                        <Button test_id="imports-try" label={texts.t("imports-try")} kind={if tried.is_some() { Kind::Secondary } else { Kind::Primary }} busy={attempt.busy} online=true on_click={on_try} />
                    </Section>
                }
                if let (Some(tried), None) = (&*tried, &*done) {
                    <Section title={texts.t("imports-tried")}>
                        <Outcome result={tried.clone()} plan={plan.clone()} />
                        <FaultNote fault={run.fault.clone()} />
                        <Button test_id="imports-run" label={texts.t_with("imports-run", &[("count", &(tried.created + tried.updated))])} kind={Kind::Primary} busy={run.busy} online=true
                            disabled={tried.created + tried.updated == 0} on_click={on_run} />
                    </Section>
                }
                if let Some(done) = &*done {
                    <Section title={texts.t("imports-finished")}><Outcome result={done.clone()} {plan} /></Section>
                }
            </div>
        </>
    }
}
