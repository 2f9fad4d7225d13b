//! Taking over data from another system: choose a file, say which column is what, try it, do it.

mod mapping;
mod result;
mod saved;
mod saved_dialog;
mod typed;

use std::rc::Rc;

use model::{
    access::Role,
    imports::{
        ImportKind, ImportPlan, ImportResult, InspectImport, Inspection, RunImport, TryImport,
        mappings::{Remembered, SavedMapping},
    },
    packages::{ListZones, Zone},
};
use yew::prelude::*;

use self::{mapping::Mapper, result::Outcome, saved::SavedMappings, typed::Typed};
use crate::{
    hooks::{
        Remote, RemoteState, Texts, use_call, use_call_for, use_lasting_draft, use_remote,
        use_session, use_text, use_toasts,
    },
    route::{Area, Route},
    widgets::{
        Button, Choice, FaultNote, Field, FieldKind, FileDrop, Kind, PageHeader, Section, Uploaded,
        When,
    },
};

/// What came out, and of which plan: another plan would have another outcome.
type Came = Option<(ImportPlan, Rc<ImportResult>)>;

/// The page.
#[component]
pub fn ImportsPage() -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let inspect = use_call::<InspectImport>();
    let attempt = use_call::<TryImport>();
    let run = use_call_for::<RunImport>("imports");
    let zones = use_remote(ListZones {});
    let draft = use_lasting_draft("imports", Typed::blank);
    let wanted = use_state_eq(|| None::<(Uploaded, Option<ImportKind>, Option<String>)>);
    let tried = use_state(|| Came::None);
    let done = use_state(|| Came::None);

    {
        let (inspect, draft) = (inspect.clone(), draft.clone());
        let (tried, done, setter) = (tried.clone(), done.clone(), wanted.setter());
        // A file that arrives while another one is looked at waits for its turn.
        use_effect_with((wanted.clone(), inspect.busy), move |(wanted, busy)| {
            let Some((file, kind, sheet)) = (**wanted).clone().filter(|_| !busy) else {
                return;
            };
            setter.set(None);
            inspect.run_then(
                InspectImport {
                    file: file.id,
                    kind,
                    sheet,
                },
                Callback::from(move |found: Inspection| {
                    let file = file.clone();
                    draft.change(move |typed| typed.take(file, found));
                    tried.set(None);
                    done.set(None);
                }),
            );
        });
    }
    let typed = draft.value().clone();
    let on_uploaded = {
        let wanted = wanted.setter();
        Callback::from(move |uploaded: Uploaded| wanted.set(Some((uploaded, None, None))))
    };
    let on_kind = {
        let (wanted, file) = (wanted.setter(), typed.file.clone());
        Callback::from(move |name: String| {
            if let (Some(kind), Some((file, found))) = (ImportKind::from_name(&name), &file) {
                wanted.set(Some((file.clone(), Some(kind), found.sheet.clone())));
            }
        })
    };
    let on_sheet = {
        let (wanted, file) = (wanted.setter(), typed.file.clone());
        Callback::from(move |name: String| {
            if let Some((file, _)) = &file {
                wanted.set(Some((file.clone(), None, Some(name))));
            }
        })
    };
    let first = zones.data().and_then(|all| all.first().map(|one| one.id));
    let plan = typed.plan(first);
    let on_try = {
        let (attempt, plan) = (attempt.clone(), plan.clone());
        let (tried, done, run) = (tried.clone(), done.clone(), run.clone());
        Callback::from(move |()| {
            let Some(plan) = plan.clone() else { return };
            let (tried, done, of) = (tried.clone(), done.clone(), plan.clone());
            run.clear();
            attempt.run_then(
                TryImport { plan },
                Callback::from(move |result| {
                    tried.set(Some((of.clone(), Rc::new(result))));
                    done.set(None);
                }),
            );
        })
    };
    let trial = (*tried).clone().filter(|(of, _)| plan.as_ref() == Some(of));
    let on_run = {
        let (run, draft, done, texts) = (run.clone(), draft.clone(), done.clone(), texts.clone());
        let toasts = toasts.clone();
        let plan = trial.as_ref().map(|(of, _)| of.clone());
        Callback::from(move |()| {
            let Some(plan) = plan.clone() else { return };
            let (done, draft, of) = (done.clone(), draft.clone(), plan.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            run.run_then(
                RunImport { plan },
                Callback::from(move |result: ImportResult| {
                    toasts.good(texts.t_with(
                        "imports-done",
                        &[
                            ("created", &count(&texts, result.created)),
                            ("updated", &count(&texts, result.updated)),
                        ],
                    ));
                    draft.clear();
                    done.set(Some((of.clone(), Rc::new(result))));
                }),
            );
        })
    };
    let edit = |field, change: fn(&mut Typed, String)| attempt.corrects(field, draft.edit(change));
    let kinds = ImportKind::ALL
        .map(|one| {
            let key = format!("imports-kind-{}", one.name());
            Choice::new(one.name(), texts.t(&key))
        })
        .to_vec();
    let on_choose = {
        let (draft, typed) = (draft.clone(), typed.clone());
        let (toasts, texts) = (toasts.clone(), texts.clone());
        Callback::from(move |chosen: Option<SavedMapping>| {
            let lacking = chosen
                .as_ref()
                .map_or_else(Vec::new, |one| typed.lacks(one));
            if !lacking.is_empty() {
                let columns = lacking.join(", ");
                toasts.info(texts.t_with("imports-mapping-lacks", &[("columns", &columns)]));
            }
            draft.change(move |typed| typed.choose(chosen.as_ref()));
        })
    };
    let on_guess = {
        let draft = draft.clone();
        Callback::from(move |()| draft.change(Typed::guess))
    };
    let orders = ["ymd", "dmy", "mdy"]
        .map(|one| Choice::new(one, texts.t(&format!("imports-order-{one}"))))
        .to_vec();
    html! {
        <>
            <PageHeader title={texts.t("imports-title")} />
            <div class="aglis-page" data-testid="imports-page">
                <Section title={texts.t("imports-file")}>
                    <FileDrop test_id="imports-file" label={texts.t("imports-drop")} accept=".xlsx,.csv,.txt,text/csv" one=true {on_uploaded} />
                    if inspect.busy { <p class="aglis-quiet" role="status">{ texts.t("common-loading") }</p> }
                    <FaultNote fault={inspect.fault.clone()} />
                </Section>
                if let Some((file, found)) = &typed.file {
                    <Section title={texts.t_with("imports-found", &[("rows", &count(&texts, found.rows)), ("encoding", &found.encoding.to_uppercase())])}>
                        <p class="aglis-quiet">{ &file.name }</p>
                        <div class="aglis-two-columns">
                            if found.sheets.len() > 1 {
                                <Field id="imports-sheet" kind={FieldKind::Select} label={texts.t("imports-sheet")} value={found.sheet.clone().unwrap_or_default()} disabled={inspect.busy}
                                    choices={found.sheets.iter().map(|name| Choice::new(name.clone(), name.clone())).collect::<Vec<_>>()} on_change={on_sheet} />
                            }
                            <Field id="imports-kind" kind={FieldKind::Select} label={texts.t("imports-kind")} choices={kinds} required=true disabled={inspect.busy}
                                value={found.kind.name()} on_change={on_kind} />
                            <Field id="imports-zone" kind={FieldKind::Select} label={texts.t("common-zone")} choices={choices(&zones)} required=true
                                value={plan.as_ref().map_or_else(String::new, |plan| plan.zone.to_string())} problems={attempt.problems("zone")}
                                on_change={edit("zone", |typed, text| typed.zone = text.parse().ok())} />
                            <Field id="imports-rate" kind={FieldKind::Number} label={texts.t("imports-rate")} hint={texts.t("imports-rate-hint")} value={typed.rate.clone()} required=true
                                problems={attempt.problems("rupiah_per_unit")} on_change={edit("rupiah_per_unit", |typed, text| typed.rate = text)} />
                            <Field id="imports-order" kind={FieldKind::Select} label={texts.t("imports-order")} hint={texts.t("imports-order-hint")} choices={orders} value={typed.order.clone()} required=true
                                problems={attempt.problems("date_order")} on_change={edit("date_order", |typed, text| typed.order = text)} />
                        </div>
                        <div class="aglis-toolbar">
                            <SavedMappings kind={found.kind} mapping={typed.mapping.clone()} options={typed.options()} chosen={typed.saved} {on_choose} />
                        </div>
                        if let Some(last) = found.remembered.as_ref().filter(|_| typed.is_recalled()) { <Recalled last={last.clone()} {on_guess} /> }
                        <Mapper inspection={Rc::new(found.clone())} mapping={typed.mapping.clone()} attempt={attempt.clone()}
                            on_change={draft.edit(|typed: &mut Typed, mapping| typed.mapping = mapping)} />
                        <FaultNote fault={attempt.fault.clone()} />
                        <NoZone zones={zones.clone()} />
                        <Button test_id="imports-try" label={texts.t("imports-try")} kind={if trial.is_some() { Kind::Secondary } else { Kind::Primary }} busy={attempt.busy} online=true
                            disabled={plan.is_none()} on_click={on_try} />
                    </Section>
                }
                if let (Some((of, result)), None) = (&trial, &*done) {
                    <Section title={texts.t("imports-tried")}>
                        <Outcome result={result.clone()} plan={Some(of.clone())} />
                        <FaultNote fault={run.fault.clone()} />
                        if result.created + result.updated == 0 { <p class="aglis-quiet" data-testid="imports-nothing-new">{ texts.t("imports-nothing-new") }</p> }
                        <Button test_id="imports-run" label={texts.t_with("imports-run", &[("count", &count(&texts, result.created + result.updated))])} kind={Kind::Primary} busy={run.busy} online=true
                            disabled={result.created + result.updated == 0} on_click={on_run} />
                    </Section>
                }
                if let Some((of, result)) = &*done {
                    <Section title={texts.t("imports-finished")}><Outcome result={result.clone()} plan={Some(of.clone())} /></Section>
                }
            </div>
        </>
    }
}

/// A count of rows with its thousands grouped.
fn count(texts: &Texts, rows: u64) -> String {
    texts.grouped(i64::try_from(rows).unwrap_or(i64::MAX))
}

fn choices(zones: &Remote<Vec<Zone>>) -> Vec<Choice> {
    zones.data().map_or_else(Vec::new, |all| {
        all.iter()
            .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
            .collect()
    })
}

#[derive(Properties, PartialEq)]
struct RecalledProps {
    last: Remembered,
    on_guess: Callback<()>,
}

/// Says that the columns are those of the last file with such heads.
#[component]
fn Recalled(props: &RecalledProps) -> Html {
    let texts = use_text();
    let by = props.last.by.clone().unwrap_or_else(|| "–".to_owned());
    html! {
        <p class="aglis-quiet" role="status" data-testid="imports-recalled">
            { texts.t_with("imports-recalled", &[("who", &by)]) }{ " " }<When at={props.last.at} />{ " " }
            <Button test_id="imports-guess" label={texts.t("imports-guess")} on_click={props.on_guess.clone()} />
        </p>
    }
}

#[derive(Properties, PartialEq)]
struct NoZoneProps {
    zones: Remote<Vec<Zone>>,
}

/// Says why nothing can be tried yet: every row needs a zone. Nothing when there is one.
#[component]
fn NoZone(props: &NoZoneProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    match &props.zones.state {
        RemoteState::Loading => {
            html! { <p class="aglis-quiet" role="status">{ texts.t("common-loading") }</p> }
        }
        RemoteState::Failed(fault) => html! { <FaultNote fault={fault.clone()} /> },
        RemoteState::Ready { data, .. } if data.is_empty() => html! {
            <p class="aglis-problem" role="alert" data-testid="imports-no-zone">
                { texts.t("imports-no-zone") }
                if session.is_any(&[Role::Admin]) {
                    { " " }<a href={Route::list(Area::Settings).hash()} data-testid="imports-to-settings">{ texts.t("imports-to-settings") }</a>
                } else {
                    { " " }{ texts.t("imports-ask-admin") }
                }
            </p>
        },
        RemoteState::Ready { .. } => Html::default(),
    }
}
