//! A file of a ticket or a customer: a picture is shown, a document is only saved.

use model::{
    desk::{SaveAttachment, SavedFiles},
    tickets::{Attachment, ShowAttachment},
};
use yew::prelude::*;

use super::{
    button::{Button, Kind},
    form::FaultNote,
    icon::Icon,
};
use crate::hooks::{use_call, use_remote_if, use_text, use_toasts};

/// Properties of [`AttachmentView`].
#[derive(Properties, PartialEq)]
pub struct AttachmentViewProps {
    /// Which.
    pub file: Attachment,
}

/// The picture, fetched when it is drawn, or the name of the document; both can be saved.
#[component]
pub fn AttachmentView(props: &AttachmentViewProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let file = &props.file;
    let is_picture = file.mime.starts_with("image/");
    let remote = use_remote_if(is_picture.then_some(ShowAttachment { id: file.id }));
    let save = use_call::<SaveAttachment>();
    let on_click = {
        let (save, texts, id) = (save.clone(), texts.clone(), file.id);
        Callback::from(move |()| {
            let (toasts, texts) = (toasts.clone(), texts.clone());
            save.run_then(SaveAttachment { file: id }, move |saved: SavedFiles| {
                toasts.good(texts.t_with(
                    "work-file-saved",
                    &[("file", &saved.files.join(", ")), ("folder", &saved.folder)],
                ));
            });
        })
    };
    let label = texts.t_with("work-file-save", &[("name", &file.name)]);
    html! {
        <li class="aglis-attachment">
            if let Some(content) = remote.data() {
                <img data-testid="tickets-picture" alt={file.name.clone()} src={format!("data:{};base64,{}", content.mime, content.base64)} />
            }
            <Button test_id={format!("tickets-file-{}", file.id)} {label} kind={Kind::Plain} icon={Icon::File} busy={save.busy} online=true {on_click} />
            <FaultNote fault={save.fault.clone()} />
        </li>
    }
}
