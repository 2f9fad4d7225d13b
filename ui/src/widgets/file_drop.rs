//! Takes files by choosing or dropping and hands them to the host.

use std::{cell::RefCell, rc::Rc};

use js_sys::Uint8Array;
use model::ids::FileId;
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};
use yew::prelude::*;

use super::{
    button::{Button, Kind},
    file_queue::{FileQueue, Queued, Stage},
    form::FaultNote,
    icon::{Icon, Picture},
};
use crate::{bridge, hooks::use_text};

/// A file the host keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Uploaded {
    /// Its id for the call that uses it.
    pub id: FileId,
    /// Its name on this computer.
    pub name: String,
}

/// The files a page has got, but for one that was taken back.
#[must_use]
pub fn without(files: &[Uploaded], taken_back: &Uploaded) -> Vec<Uploaded> {
    let others = files.iter().filter(|file| file.id != taken_back.id);
    others.cloned().collect()
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
    /// Only one file makes sense here.
    #[prop_or_default]
    pub one: bool,
    /// What the page has got so far, listed below with a button each when `on_remove` is given.
    #[prop_or_default]
    pub files: Vec<Uploaded>,
    /// The person takes one of `files` back.
    #[prop_or_default]
    pub on_remove: Option<Callback<Uploaded>>,
    /// The host has it. Called once for each file, in their order.
    pub on_uploaded: Callback<Uploaded>,
}

type Queue = Rc<RefCell<FileQueue<File>>>;

/// A place for files. Those on their way and those that were refused stand below it.
#[component]
pub fn FileDrop(props: &FileDropProps) -> Html {
    let texts = use_text();
    let redraw = use_force_update();
    let queue = use_mut_ref(FileQueue::<File>::default);
    let over = use_state_eq(|| false);
    let too_many = use_state_eq(|| false);
    let newest = use_mut_ref(Callback::<Uploaded>::noop);
    // Between two files the page may have drawn itself anew, with a callback that knows of the first.
    *newest.borrow_mut() = props.on_uploaded.clone();
    let take = {
        let (queue, redraw, one, too_many) =
            (queue.clone(), redraw.clone(), props.one, too_many.setter());
        Callback::from(move |files: Option<FileList>| {
            let files = all_of(files);
            let is_refused = one && files.len() > 1;
            too_many.set(is_refused);
            if is_refused || files.is_empty() {
                return;
            }
            {
                let mut queue = queue.borrow_mut();
                queue.forget_refused();
                for file in files {
                    queue.add(file.name(), file);
                }
            }
            hand_over(queue.clone(), newest.clone(), redraw.clone());
        })
    };
    let onchange = {
        let take = take.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            take.emit(input.files());
            // The same file may be chosen again after a correction.
            input.set_value("");
        })
    };
    let ondrop = {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            take.emit(event.data_transfer().and_then(|data| data.files()));
        })
    };
    let drag = |is_over: bool| {
        let over = over.setter();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(is_over);
        })
    };
    let remove = |number: u32| {
        let (queue, redraw) = (queue.clone(), redraw.clone());
        Callback::from(move |()| {
            queue.borrow_mut().remove(number);
            redraw.force_update();
        })
    };
    let line = |name: &str, at: String, state: Html, on_click: Callback<()>| {
        html! {
            <li key={at.clone()} data-testid={format!("{}-file", props.test_id)}>
                { state }<span>{ name }</span>
                <Button test_id={format!("{}-remove-{at}", props.test_id)} kind={Kind::Plain} icon={Icon::Close} icon_only=true
                    label={texts.t_with("common-remove-file", &[("name", &name)])} {on_click} />
            </li>
        }
    };
    let state = |file: &Queued<File>| match &file.stage {
        Stage::Waiting => html! { <Picture icon={Icon::Waiting} /> },
        Stage::Reading => html! { <span class="aglis-spinner" aria-hidden="true" /> },
        Stage::Refused(_) => html! { <Picture icon={Icon::Warning} class="aglis-text-bad" /> },
    };
    html! {
        <div class="aglis-drop-place">
            <label class={classes!("aglis-drop", over.then_some("aglis-over"))} {ondrop} ondragover={drag(true)} ondragleave={drag(false)}>
                <Picture icon={Icon::Import} />
                <span>{ &props.label }</span>
                <input type="file" class="aglis-unseen" accept={props.accept.clone()} data-testid={props.test_id.clone()}
                    multiple={!props.one} {onchange} />
            </label>
            <ul class="aglis-drop-files" aria-live="polite">
                if let Some(on_remove) = &props.on_remove {
                    { for props.files.iter().map(|file| {
                        let (on_remove, mine) = (on_remove.clone(), file.clone());
                        line(&file.name, file.id.to_string(), html! { <Picture icon={Icon::Done} class="aglis-text-good" /> },
                            Callback::from(move |()| on_remove.emit(mine.clone())))
                    }) }
                }
                { for queue.borrow().files().iter().map(|file| line(&file.name, file.number.to_string(), state(file), remove(file.number))) }
            </ul>
            if *too_many { <p class="aglis-problem" role="alert">{ texts.t("common-one-file") }</p> }
            { for queue.borrow().files().iter().filter_map(|file| match &file.stage {
                Stage::Refused(fault) => Some(html! { <FaultNote key={file.number} fault={fault.clone()} /> }),
                Stage::Waiting | Stage::Reading => None,
            }) }
        </div>
    }
}

fn all_of(files: Option<FileList>) -> Vec<File> {
    files.map_or_else(Vec::new, |files| {
        (0..files.length()).filter_map(|at| files.get(at)).collect()
    })
}

/// Hands over what waits, one file at a time; does nothing while that is under way already.
fn hand_over(
    queue: Queue,
    on_uploaded: Rc<RefCell<Callback<Uploaded>>>,
    redraw: UseForceUpdateHandle,
) {
    let next = queue.borrow_mut().begin();
    redraw.force_update();
    let Some((number, file)) = next else { return };
    wasm_bindgen_futures::spawn_local(async move {
        // A file that cannot be read (moved meanwhile) arrives empty; the host says that it is.
        let bytes = match JsFuture::from(file.array_buffer()).await {
            Ok(buffer) => Uint8Array::new(&buffer).to_vec(),
            Err(_) => Vec::new(),
        };
        let name = file.name();
        match bridge::upload(&bytes, &name).await {
            Ok(id) => {
                let is_wanted = queue.borrow_mut().handed_over(number);
                if is_wanted {
                    let on_uploaded = on_uploaded.borrow().clone();
                    on_uploaded.emit(Uploaded { id, name });
                }
            }
            Err(fault) => queue.borrow_mut().refused(number, fault),
        }
        hand_over(queue, on_uploaded, redraw);
    });
}
