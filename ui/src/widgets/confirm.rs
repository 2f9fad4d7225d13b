//! Asks before something serious, perhaps for the reason.

use std::rc::Rc;

use model::{fault::Fault, valid};
use yew::prelude::*;

use super::{
    button::{Button, Kind},
    dialog::Dialog,
    field::{Field, FieldKind},
    form::FaultNote,
};
use crate::{
    hooks::{use_lasting_draft, use_text},
    stores::drafts::Drafts,
};

/// What was confirmed: the reason, empty when none was asked for.
pub type Confirmed = String;

/// Properties of [`Confirm`].
#[derive(Properties, PartialEq)]
pub struct ConfirmProps {
    /// `<area>-<thing>`.
    pub test_id: AttrValue,
    /// The question.
    pub title: AttrValue,
    /// What will happen.
    pub text: AttrValue,
    /// Text of the button that does it.
    pub label: AttrValue,
    /// Red button.
    #[prop_or_default]
    pub danger: bool,
    /// Asks for a reason, which must be given.
    #[prop_or_default]
    pub with_reason: bool,
    /// Tells the records apart whose reasons are being written, such as the id; a lock keeps what was typed.
    #[prop_or_default]
    pub of: AttrValue,
    /// Work is under way.
    #[prop_or_default]
    pub busy: bool,
    /// Why it failed.
    #[prop_or_default]
    pub fault: Option<Rc<Fault>>,
    /// Confirmed, with the reason.
    pub on_confirm: Callback<Confirmed>,
    /// Thought better of it.
    pub on_close: Callback<()>,
}

/// A question with two answers. The reason is kept for its record until it was taken or thrown away.
#[component]
pub fn Confirm(props: &ConfirmProps) -> Html {
    let texts = use_text();
    let drafts = use_context::<Drafts>().unwrap_or_default();
    let key = format!("{}-{}", props.test_id, props.of);
    let draft = use_lasting_draft(&key, String::new);
    let reason = draft.value().clone();
    let is_sent = use_mut_ref(|| false);
    {
        let is_sent = is_sent.clone();
        use_effect_with(props.fault.clone(), move |fault| {
            if fault.is_some() {
                is_sent.replace(false);
            }
        });
    }
    {
        let is_sent = is_sent.clone();
        use_effect_with(key, move |key| {
            let key = key.clone();
            move || {
                // It went away because the reason was taken, and not because the screen was locked over it.
                if *is_sent.borrow() && drafts.is_at_work() {
                    drafts.forget(&key);
                }
            }
        });
    }
    // What failed before the question was asked again is yesterday's news.
    let old = use_memo((), |()| props.fault.clone());
    let fault = props.fault.clone().filter(|fault| {
        !old.as_ref()
            .as_ref()
            .is_some_and(|old| Rc::ptr_eq(old, fault))
    });
    let tried = use_state_eq(|| false);
    let checked = valid::reason(&reason);
    let problems = match &checked {
        Err(problem) if *tried => vec![problem.clone()],
        _ => fault
            .as_ref()
            .map(|fault| fault.field("reason").to_vec())
            .unwrap_or_default(),
    };
    let on_click = {
        let (on_confirm, tried) = (props.on_confirm.clone(), tried.clone());
        let with_reason = props.with_reason;
        Callback::from(move |()| match &checked {
            _ if !with_reason => on_confirm.emit(String::new()),
            Ok(reason) => {
                is_sent.replace(true);
                on_confirm.emit(reason.clone());
            }
            Err(_) => tried.set(true),
        })
    };
    let on_change = draft.edit(|reason, text| *reason = text);
    let on_cancel = {
        let (draft, on_close) = (draft.clone(), props.on_close.clone());
        Callback::from(move |()| {
            draft.clear();
            on_close.emit(());
        })
    };
    let actions = html! {
        <>
            <Button test_id={format!("{}-confirm", props.test_id)} label={props.label.clone()} busy={props.busy} online=true
                kind={if props.danger { Kind::Danger } else { Kind::Primary }} {on_click} />
            <Button test_id={format!("{}-cancel", props.test_id)} label={texts.t("common-cancel")} on_click={on_cancel} />
        </>
    };
    html! {
        <Dialog test_id={props.test_id.clone()} title={props.title.clone()} on_close={props.on_close.clone()} {actions}>
            <p>{ &props.text }</p>
            if props.with_reason {
                <Field id={format!("{}-reason", props.test_id)} label={texts.t("common-reason")} kind={FieldKind::Long} required=true
                    focus=true value={reason} {on_change} {problems} max=500 />
            }
            <FaultNote {fault} />
        </Dialog>
    }
}
