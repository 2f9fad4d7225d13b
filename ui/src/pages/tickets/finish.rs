//! The technician's finish: what was done, and the photos that prove it.

use model::tickets::CompleteTicket;
use serde::{Deserialize, Serialize};
use yew::prelude::*;

use super::next_step::StepProps;
use crate::{
    hooks::{use_call, use_lasting_draft, use_text, use_toasts},
    widgets::{Button, Dialog, FaultNote, Field, FieldKind, FileDrop, Kind, Uploaded, without},
};

/// What was written and photographed.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct Finished {
    resolution: String,
    photos: Vec<Uploaded>,
}

/// Finishes with resolution and photos.
#[component]
pub fn Finish(props: &StepProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let complete = use_call::<CompleteTicket>();
    // The computer keeps the photos for a day, so that they last as long as the words beside them.
    let draft = use_lasting_draft(
        &format!("tickets-finish-{}", props.ticket.id),
        Finished::default,
    );
    let Finished { resolution, photos } = draft.value().clone();
    let on_change = draft.edit(|typed: &mut Finished, text| typed.resolution = text);
    let on_uploaded = draft.edit(|typed: &mut Finished, file: Uploaded| typed.photos.push(file));
    let on_remove = draft.edit(|typed: &mut Finished, file: Uploaded| {
        typed.photos = without(&typed.photos, &file);
    });
    let on_click = {
        let (complete, props_again, on_close, texts) = (
            complete.clone(),
            props.again.clone(),
            props.on_close.clone(),
            texts.clone(),
        );
        let (id, version, resolution, photos) = (
            props.ticket.id,
            props.ticket.version,
            resolution.clone(),
            photos.clone(),
        );
        Callback::from(move |()| {
            let (again, on_close, toasts, texts, draft) = (
                props_again.clone(),
                on_close.clone(),
                toasts.clone(),
                texts.clone(),
                draft.clone(),
            );
            let request = CompleteTicket {
                id,
                version,
                resolution: resolution.clone(),
                evidence: photos.iter().map(|photo| photo.id).collect(),
            };
            complete.run_then(
                request,
                Callback::from(move |()| {
                    draft.clear();
                    toasts.good(texts.t("tickets-finished"));
                    on_close.emit(());
                    again.emit(());
                }),
            );
        })
    };
    html! {
        <Dialog test_id="tickets-finish-dialog" title={texts.t("tickets-finish")} wide=true on_close={props.on_close.clone()} actions={html! {
            <>
                <Button test_id="tickets-finish-confirm" label={texts.t("tickets-finish")} kind={Kind::Primary} busy={complete.busy} online=true {on_click} />
                <Button test_id="tickets-finish-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
            </>
        }}>
            <Field id="tickets-resolution" kind={FieldKind::Long} label={texts.t("tickets-resolution")} value={resolution.clone()} required=true
                problems={complete.problems("resolution")} {on_change} />
            <FileDrop test_id="tickets-photos" label={texts.t("tickets-photos")} accept="image/jpeg,image/png" files={photos.clone()} {on_uploaded} {on_remove} />
            { for complete.problems("evidence").iter().map(|problem| html! { <p class="aglis-problem" role="alert">{ texts.problem(problem) }</p> }) }
            <FaultNote fault={complete.fault.clone()} />
        </Dialog>
    }
}
