//! The check of the chain, for admins.

use model::trail::{TrailVerdict, VerifyTrail};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_session, use_text, use_toasts},
    route::{Area, Route, go},
    stores::toasts::{ToastAction, Tone},
    widgets::{Button, FaultNote, Icon},
};

/// Recomputes the whole chain and says what came of it.
#[component]
pub(super) fn Verify() -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let verify = use_call::<VerifyTrail>();
    let verdict = use_state_eq(|| None::<TrailVerdict>);
    let on_click = {
        let (verify, texts, verdict) = (verify.clone(), texts.clone(), verdict.setter());
        Callback::from(move |()| {
            let (texts, toasts, verdict) = (texts.clone(), toasts.clone(), verdict.clone());
            verify.run_then(
                VerifyTrail {},
                Callback::from(move |said: TrailVerdict| {
                    if let TrailVerdict::Broken { row: Some(row), .. } = said {
                        let look = ToastAction {
                            label: texts.t("audit-look"),
                            is_undo: false,
                            run: Callback::from(move |()| go(&Route::record(Area::Audit, row))),
                        };
                        toasts.show(Tone::Bad, texts.t("audit-chain-toast"), Some(look));
                    }
                    verdict.set(Some(said));
                }),
            );
        })
    };
    let said = (*verdict).as_ref().map(|verdict| match verdict {
        TrailVerdict::Whole { batches } => (
            "aglis-text-good",
            texts.t_with("audit-whole", &[("count", &texts.grouped(*batches))]),
        ),
        TrailVerdict::Broken { batch, at, .. } => {
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
            <Button test_id="audit-verify" label={texts.t("audit-verify")} icon={Icon::Check} busy={verify.busy} online=true {on_click} />
            <FaultNote fault={verify.fault.clone()} />
        </>
    }
}
