//! The check of the chain, for admins: stretch after stretch, with how far it is and a way out.

use std::{cell::Cell, rc::Rc};

use model::trail::{TrailPlace, TrailStretch, TrailVerdict, VerifyTrail};
use yew::prelude::*;

use crate::{
    hooks::{Caller, use_call, use_session, use_text, use_toasts},
    route::{Area, Route, go},
    stores::toasts::{ToastAction, Tone},
    widgets::{Button, FaultNote, Icon, Kind},
};

/// Asks for one stretch after the other until the chain ends, or somebody has enough of it.
fn walk(
    verify: Caller<VerifyTrail>,
    after: Option<TrailPlace>,
    is_stopped: Rc<Cell<bool>>,
    tell: Callback<TrailStretch>,
) {
    let next = verify.clone();
    verify.run_then(VerifyTrail { after }, move |stretch: TrailStretch| {
        if is_stopped.get() {
            return;
        }
        tell.emit(stretch.clone());
        if let TrailStretch::Going { at, .. } = stretch {
            walk(next.clone(), Some(at), is_stopped.clone(), tell.clone());
        }
    });
}

/// Recomputes the whole chain and says what came of it.
#[component]
pub(super) fn Verify() -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let redraw = use_force_update();
    let verify = use_call::<VerifyTrail>();
    let seen = use_state_eq(|| None::<TrailStretch>);
    // One for each walk: an answer that was on its way when it was stopped belongs to none.
    let stopped = use_mut_ref(|| Rc::new(Cell::new(true)));
    {
        let stopped = stopped.clone();
        use_effect_with((), move |()| move || stopped.borrow().set(true));
    }
    let is_walking = verify.fault.is_none() && !stopped.borrow().get();
    let on_click = {
        let (verify, texts, seen) = (verify.clone(), texts.clone(), seen.setter());
        let stopped = stopped.clone();
        Callback::from(move |()| {
            let (texts, toasts, seen) = (texts.clone(), toasts.clone(), seen.clone());
            let is_stopped = Rc::new(Cell::new(false));
            stopped.replace(is_stopped.clone());
            seen.set(None);
            let over = is_stopped.clone();
            let tell = Callback::from(move |stretch: TrailStretch| {
                if let TrailStretch::Ended(verdict) = &stretch {
                    over.set(true);
                    if let TrailVerdict::Broken { row: Some(row), .. } = *verdict {
                        let look = ToastAction {
                            label: texts.t("audit-look"),
                            is_undo: false,
                            run: Callback::from(move |()| go(&Route::record(Area::Audit, row))),
                        };
                        toasts.show(Tone::Bad, texts.t("audit-chain-toast"), Some(look));
                    }
                }
                seen.set(Some(stretch));
            });
            walk(verify.clone(), None, is_stopped, tell);
        })
    };
    let on_cancel = {
        let seen = seen.setter();
        Callback::from(move |()| {
            stopped.borrow().set(true);
            seen.set(None);
            redraw.force_update();
        })
    };
    let said = seen.as_ref().map(|seen| match seen {
        TrailStretch::Going { at, total } => (
            "aglis-quiet",
            texts.t_with(
                "audit-walking",
                &[
                    ("count", &texts.grouped(at.place)),
                    ("total", &texts.grouped(*total)),
                ],
            ),
        ),
        TrailStretch::Ended(TrailVerdict::Whole { batches }) => (
            "aglis-text-good",
            texts.t_with("audit-whole", &[("count", &texts.grouped(*batches))]),
        ),
        TrailStretch::Ended(TrailVerdict::Broken { batch, at, .. }) => {
            let at = at.map_or_else(
                || "–".to_owned(),
                |at| session.zone().show(at, texts.locale()),
            );
            let text = texts.t_with("audit-broken", &[("batch", batch), ("at", &at)]);
            ("aglis-text-bad", text)
        }
    });
    html! {
        <>
            if let Some((class, text)) = said { <span role="status" {class} data-testid="audit-verdict">{ text }</span> }
            if is_walking {
                <Button test_id="audit-verify-cancel" label={texts.t("common-cancel")} kind={Kind::Plain} on_click={on_cancel} />
            }
            <Button test_id="audit-verify" label={texts.t("audit-verify")} icon={Icon::Check} busy={is_walking || verify.busy} online=true {on_click} />
            <FaultNote fault={verify.fault.clone()} />
        </>
    }
}
