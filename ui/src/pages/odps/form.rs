//! The form of a distribution point.

use model::{
    ids::OdpId,
    odps::{OdpDetail, PORTS_MAX, SaveOdp, parse_pin, show_pin},
    packages::ListZones,
    problem::{Problem, Problems},
};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_draft, use_remote, use_text, use_toasts},
    route::{Area, Route, go},
    widgets::{Button, Choice, Dialog, Field, FieldKind, Form, Kind},
};

/// Properties of [`OdpForm`].
#[derive(Properties, PartialEq)]
pub struct OdpFormProps {
    /// Which; none for a new one.
    pub point: Option<OdpDetail>,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// What was typed.
#[derive(Clone, PartialEq)]
struct Typed {
    code: String,
    place: String,
    zone: String,
    ports: String,
    pin: String,
    active: bool,
}

impl Typed {
    fn of(point: Option<&OdpDetail>) -> Self {
        match point {
            Some(point) => Self {
                code: point.row.code.clone(),
                place: point.row.place.clone(),
                zone: point.zone_id.to_string(),
                ports: point.row.ports.to_string(),
                pin: show_pin(point.pin),
                active: point.row.active,
            },
            None => Self {
                code: String::new(),
                place: String::new(),
                zone: String::new(),
                ports: "8".to_owned(),
                pin: String::new(),
                active: true,
            },
        }
    }

    /// What is sent.
    ///
    /// # Errors
    /// Problems by field, see [`SaveOdp::check`].
    fn check(&self, id: Option<OdpId>) -> Result<SaveOdp, Problems> {
        let mut problems = Problems::none();
        let pin = problems.check("pin", parse_pin(&self.pin));
        let ports = problems.check(
            "ports",
            self.ports.trim().parse::<i32>().map_err(|_| {
                Problem::new("NUMBER_RANGE")
                    .with("min", 1)
                    .with("max", PORTS_MAX)
            }),
        );
        let request = SaveOdp {
            id,
            code: self.code.clone(),
            place: self.place.clone(),
            zone: self.zone.parse().ok(),
            // Only for the checks of the others; it is not sent then.
            ports: ports.unwrap_or(1),
            pin: pin.flatten(),
            active: self.active,
        };
        if let Err(wrong) = request.check() {
            for (field, found) in wrong.into_fields() {
                for problem in found {
                    problems.add(&field, problem);
                }
            }
        }
        problems.into_result().map(|()| request)
    }
}

/// The dialog.
#[component]
pub fn OdpForm(props: &OdpFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let id = props.point.as_ref().map(|point| point.row.id);
    let key = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let start = props.point.clone();
    let draft = use_draft(&format!("odps-form-{key}"), move || {
        Typed::of(start.as_ref())
    });
    let typed = draft.value().clone();
    let zones = use_remote(ListZones {});
    let save = use_checked_call::<SaveOdp>();
    let fault = save.fault.clone();
    let problems = |field: &str| save.problems(field);
    let on_submit = {
        let (save, draft, texts) = (save.clone(), draft.clone(), texts.clone());
        let (on_close, typed) = (props.on_close.clone(), typed.clone());
        Callback::from(move |()| {
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            let on_close = on_close.clone();
            save.run_checked(typed.check(id), move |saved: OdpId| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
                on_close.emit(());
                if id.is_none() {
                    go(&Route::record(Area::Odps, saved.0));
                }
            });
        })
    };
    let choices = std::iter::once(Choice::new("", texts.t("common-choose")))
        .chain(zones.data().into_iter().flat_map(|zones| {
            zones
                .iter()
                .map(|zone| Choice::new(zone.id.to_string(), zone.name.clone()))
        }))
        .collect::<Vec<_>>();
    let title = match &props.point {
        Some(point) => texts.t_with("odps-edit-title", &[("code", &point.row.code)]),
        None => texts.t("odps-new"),
    };
    let on_active = draft.edit(|typed: &mut Typed, _: Event| typed.active = !typed.active);
    let actions = html! {
        <>
            <Button test_id="odps-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            <Button test_id="odps-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="odps-dialog" {title} on_close={props.on_close.clone()}>
            <Form test_id="odps-form" {on_submit} {actions} fault={fault.clone()}>
                <Field id="odps-code" label={texts.t("odps-code")} value={typed.code.clone()} placeholder="ODP-BDG-01" required=true focus=true problems={problems("code")}
                    on_change={draft.edit(|typed: &mut Typed, text| typed.code = text)} />
                <Field id="odps-zone" kind={FieldKind::Select} label={texts.t("common-zone")} {choices} value={typed.zone.clone()} required=true problems={problems("zone")}
                    on_change={draft.edit(|typed: &mut Typed, text| typed.zone = text)} />
                <Field id="odps-number" kind={FieldKind::Number} label={texts.t("odps-ports")} value={typed.ports.clone()} required=true problems={problems("ports")}
                    on_change={draft.edit(|typed: &mut Typed, text| typed.ports = text)} />
                <Field id="odps-place" label={texts.t("odps-place")} value={typed.place.clone()} placeholder={texts.t("odps-place-example")} problems={problems("place")}
                    on_change={draft.edit(|typed: &mut Typed, text| typed.place = text)} />
                <Field id="odps-pin" label={texts.t("services-place")} hint={texts.t("odps-pin-hint")} value={typed.pin.clone()} placeholder="-6.914744, 107.609810" problems={problems("pin")}
                    on_change={draft.edit(|typed: &mut Typed, text| typed.pin = text)} />
                <label class="aglis-check">
                    <input type="checkbox" checked={typed.active} onchange={on_active} data-testid="odps-active" />{ texts.t("odps-give-ports") }
                </label>
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::Typed;

    #[test]
    fn every_field_says_what_is_wrong_with_it_at_once() {
        let blank = Typed {
            ports: "delapan".to_owned(),
            pin: "di tiang".to_owned(),
            ..Typed::of(None)
        };
        let problems = blank.check(None).unwrap_err();
        for field in ["code", "zone", "ports", "pin"] {
            assert_eq!(problems.field(field).len(), 1, "{field}");
        }
        let whole = Typed {
            code: "ODP-1".to_owned(),
            zone: "3".to_owned(),
            pin: "-6.9, 107.6".to_owned(),
            ..Typed::of(None)
        };
        let request = whole.check(None).unwrap();
        assert_eq!((request.ports, request.pin), (8, Some((-6.9, 107.6))));
    }
}
