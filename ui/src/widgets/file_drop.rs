//! Takes a file by choosing or dropping and hands it to the host.

use js_sys::Uint8Array;
use model::{fault::Fault, ids::FileId};
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, HtmlInputElement};
use yew::prelude::*;

use super::{
    form::FaultNote,
    icon::{Icon, Picture},
};
use crate::{bridge, hooks::use_text};

/// A file the host keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct Uploaded {
    /// Its id for the call that uses it.
    pub id: FileId,
    /// Its name on this computer.
    pub name: String,
}

/// Properties of [`FileDrop`].
#[derive(Properties, PartialEq)]
pub struct FileDropProps {
    /// `<area>-<thing>`; on the input element.
    pub test_id: AttrValue,
    /// What to drop here.
    pub label: AttrValue,
    /// Kinds offered, such as `.csv,.xlsx` or `image/*`.
    pub accept: AttrValue,
    /// The host has it.
    pub on_uploaded: Callback<Uploaded>,
}

/// A place for one file.
#[component]
pub fn FileDrop(props: &FileDropProps) -> Html {
    let texts = use_text();
    let busy = use_state_eq(|| None::<String>);
    let fault = use_state_eq(|| None::<Rc<Fault>>);
    let over = use_state_eq(|| false);
    let take = {
        let (busy, fault, on_uploaded) = (busy.setter(), fault.setter(), props.on_uploaded.clone());
        Callback::from(move |file: File| {
            let (busy, fault, on_uploaded) = (busy.clone(), fault.clone(), on_uploaded.clone());
            busy.set(Some(file.name()));
            fault.set(None);
            wasm_bindgen_futures::spawn_local(async move {
                // A file that cannot be read (moved meanwhile) arrives empty; the host says that it is.
                let bytes = match JsFuture::from(file.array_buffer()).await {
                    Ok(buffer) => Uint8Array::new(&buffer).to_vec(),
                    Err(_) => Vec::new(),
                };
                match bridge::upload(&bytes, &file.name()).await {
                    Ok(id) => on_uploaded.emit(Uploaded {
                        id,
                        name: file.name(),
                    }),
                    Err(refused) => fault.set(Some(Rc::new(refused))),
                }
                busy.set(None);
            });
        })
    };
    let onchange = {
        let take = take.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                take.emit(file);
            }
            // The same file may be chosen again after a correction.
            input.set_value("");
        })
    };
    let ondrop = {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            let file = event
                .data_transfer()
                .and_then(|data| data.files())
                .and_then(|files| files.get(0));
            if let Some(file) = file {
                take.emit(file);
            }
        })
    };
    let drag = |is_over: bool| {
        let over = over.setter();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(is_over);
        })
    };
    html! {
        <div>
            <label class={classes!("aglis-drop", over.then_some("aglis-over"))} {ondrop} ondragover={drag(true)} ondragleave={drag(false)}>
                if busy.is_some() { <span class="aglis-spinner" aria-hidden="true" /> } else { <Picture icon={Icon::Import} /> }
                <span>{ match &*busy {
                    Some(name) => texts.t_with("common-reading", &[("name", name)]),
                    None => props.label.clone(),
                } }</span>
                <input type="file" class="aglis-unseen" accept={props.accept.clone()} data-testid={props.test_id.clone()}
                    disabled={busy.is_some()} {onchange} />
            </label>
            <FaultNote fault={(*fault).clone()} />
        </div>
    }
}
