//! Isolir and promises to pay, as several pages show and do them.

mod block;
mod lift;
mod promise;
mod section;

use model::collection::IsolirOf;
use yew::prelude::*;

pub use block::BlockDialog;
pub use lift::LiftDialog;
pub use promise::{PromiseButton, PromiseDialog};
pub use section::{CollectionSection, IsolirButton, ServiceIsolir};

use crate::hooks::Texts;

/// Why a connection is blocked, and whether a payment unblocks it.
#[must_use]
pub fn isolir_words(texts: &Texts, isolir: Option<&IsolirOf>) -> AttrValue {
    let Some(isolir) = isolir else {
        return texts.t("isolir-imported");
    };
    match (&isolir.reason, isolir.lifts_at_payment) {
        (None, _) => texts.t_with("isolir-for-money", &[("amount", &isolir.amount)]),
        (Some(reason), true) => reason.clone().into(),
        (Some(reason), false) => texts.t_with("isolir-not-by-money", &[("reason", reason)]),
    }
}
