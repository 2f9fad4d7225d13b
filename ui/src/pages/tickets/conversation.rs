//! What is said about a ticket: notes for colleagues, replies to the customer, with their files.

use std::rc::Rc;

use model::{
    access::Role,
    fault::Fault,
    ids::TicketId,
    problem::Problems,
    tickets::conversation::{
        CannedText, Conversation, ListCannedTexts, Names, Note, PostNote, ShowConversation, expand,
    },
    valid,
};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::canned::CannedTexts;
use crate::{
    hooks::{use_call, use_draft, use_online, use_remote, use_session, use_text},
    widgets::{
        AttachmentView, Button, Choice, Field, FieldKind, FileDrop, Form, Icon, KeyHint, Kind,
        NoteField, Prose, RemoteView, Section, SkeletonShape, Uploaded, When, without,
    },
};

/// Properties of [`Talk`].
#[derive(Properties, PartialEq)]
pub struct TalkProps {
    /// Which ticket.
    pub id: TicketId,
    /// Its number: a note of a duplicate says where it came from.
    pub number: AttrValue,
}

/// The conversation and the form for the next word.
#[component]
pub fn Talk(props: &TalkProps) -> Html {
    let texts = use_text();
    let remote = use_remote(ShowConversation { id: props.id });
    let again = remote.again.clone();
    let names = remote
        .data()
        .map(|said| said.names.clone())
        .unwrap_or_default();
    let title = texts.t("work-talk");
    let number = props.number.clone();
    let view = Callback::from(move |said: Rc<Conversation>| {
        html! {
            <>
                <ol class="aglis-talk" data-testid="tickets-talk">
                    { for said.notes.iter().map(|note| html! { <Said key={note.id.0} note={note.clone()} number={number.clone()} /> }) }
                </ol>
                if !said.files.is_empty() {
                    <ul class="aglis-attachments">{ for said.files.iter().map(|file| html! { <AttachmentView key={file.id.to_string()} file={file.clone()} /> }) }</ul>
                }
            </>
        }
    });
    html! {
        <Section {title}>
            <RemoteView<Conversation> {remote} {view} shape={SkeletonShape::Lines} />
            <Writing id={props.id} {names} {again} />
        </Section>
    }
}

#[derive(Properties, PartialEq)]
struct SaidProps {
    note: Note,
    number: AttrValue,
}

#[component]
fn Said(props: &SaidProps) -> Html {
    let (texts, note) = (use_text(), &props.note);
    let (class, kind) = if note.is_public {
        ("aglis-said aglis-said-public", "work-reply")
    } else {
        ("aglis-said", "work-note")
    };
    html! {
        <li {class}>
            <p class="aglis-quiet">
                <strong>{ &note.author }</strong>{ " · " }{ texts.t(kind) }{ " · " }<When at={note.at} relative=true />
                if note.ticket != props.number.as_str() { { " · " }<span class="aglis-number">{ &note.ticket }</span> }
            </p>
            <Prose text={note.body.clone()} />
            if !note.files.is_empty() {
                <ul class="aglis-attachments">{ for note.files.iter().map(|file| html! { <AttachmentView key={file.id.to_string()} file={file.clone()} /> }) }</ul>
            }
        </li>
    }
}

/// What is being written and for whom; both come back together.
#[derive(Clone, Default, PartialEq)]
struct Written {
    is_public: bool,
    body: String,
}

#[derive(Properties)]
struct WritingProps {
    id: TicketId,
    names: Names,
    again: Callback<()>,
}

impl PartialEq for WritingProps {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.names == other.names
    }
}

/// The field, who it is for, texts that are written often, and files; Ctrl+Enter sends.
#[component]
fn Writing(props: &WritingProps) -> Html {
    let (texts, is_online, session) = (use_text(), use_online(), use_session());
    let draft = use_draft(&format!("tickets-note-{}", props.id), Written::default);
    let Written { is_public, body } = draft.value().clone();
    let files = use_state(Vec::<Uploaded>::new);
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let canned = use_remote(ListCannedTexts { removed: false });
    let post = use_call::<PostNote>();
    let may_reply = session.is_any(&[Role::Admin, Role::Office, Role::Supervisor]);
    let may_keep = session.is_any(&[Role::Admin, Role::Office]);
    let keeping = use_state_eq(|| false);
    let fault = own.as_ref().or(post.fault.as_ref()).cloned();
    let problems = fault
        .as_ref()
        .map_or_else(Vec::new, |fault| fault.field("body").to_vec());
    let on_submit = {
        let (post, own, draft, body) = (post.clone(), own.setter(), draft.clone(), body.clone());
        let (id, again) = (props.id, props.again.clone());
        let files = files.clone();
        Callback::from(move |()| match valid::required(&body, valid::TEXT_MAX) {
            Ok(body) => {
                own.set(None);
                let request = PostNote {
                    id,
                    is_public,
                    body,
                    files: files.iter().map(|file| file.id).collect(),
                };
                let (draft, again, files) = (draft.clone(), again.clone(), files.clone());
                post.run_then(request, move |()| {
                    draft.clear();
                    files.set(Vec::new());
                    again.emit(());
                });
            }
            Err(problem) => own.set(Some(Rc::new(Fault::invalid(Problems::one(
                "body", problem,
            ))))),
        })
    };
    let onkeydown = {
        let on_submit = on_submit.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                if is_online {
                    on_submit.emit(());
                }
            }
        })
    };
    let kinds = vec![
        Choice::new("note", texts.t("work-note")),
        Choice::new("reply", texts.t("work-reply")),
    ];
    let on_kind = draft.edit(|written: &mut Written, kind: String| {
        written.is_public = kind == "reply";
    });
    let all: Rc<Vec<CannedText>> = canned.data().cloned().unwrap_or_default();
    let choices = std::iter::once(Choice::new("", texts.t("common-choose")))
        .chain(
            all.iter()
                .map(|text| Choice::new(text.id.to_string(), text.title.clone())),
        )
        .collect::<Vec<_>>();
    let on_canned = {
        let names = props.names.clone();
        let all = all.clone();
        draft.edit(move |Written { body, .. }: &mut Written, id: String| {
            if let Some(text) = all.iter().find(|text| text.id.to_string() == id) {
                if !body.is_empty() {
                    body.push('\n');
                }
                body.push_str(&expand(&text.body, &names));
            }
        })
    };
    let on_uploaded = {
        let files = files.clone();
        Callback::from(move |file: Uploaded| {
            let mut more = (*files).clone();
            more.push(file);
            files.set(more);
        })
    };
    let on_remove = {
        let files = files.clone();
        Callback::from(move |file: Uploaded| files.set(without(&files, &file)))
    };
    let on_keep = {
        let keeping = keeping.setter();
        Callback::from(move |()| keeping.set(true))
    };
    let on_kept = {
        let keeping = keeping.setter();
        Callback::from(move |()| keeping.set(false))
    };
    let actions = html! {
        <>
            <Button test_id="tickets-note-save" icon={Icon::Note} submit=true busy={post.busy} online=true
                label={texts.t(if is_public { "work-reply-save" } else { "tickets-note-save" })} />
            <span class="aglis-quiet aglis-wide-only"><KeyHint keys="ctrl+Enter" /></span>
            if may_keep {
                <span class="aglis-spacer" />
                <Button test_id="tickets-canned-manage" label={texts.t("rules-texts-manage")} kind={Kind::Plain} icon={Icon::Edit} on_click={on_keep} />
            }
        </>
    };
    // The dialog stands beside the form: its keys are its own.
    html! {
        <>
            <div class="aglis-note-form" {onkeydown}>
                <Form test_id="tickets-note-form" {on_submit} {actions} fault={fault.clone()}>
                    if may_reply {
                        <Field id="tickets-note-kind" kind={FieldKind::Select} label={texts.t("work-for-whom")} required=true choices={kinds}
                            value={if is_public { "reply" } else { "note" }} on_change={on_kind} />
                    }
                    <NoteField id="tickets-note" names={!is_public} label={texts.t(if is_public { "work-reply" } else { "tickets-note" })}
                        placeholder={texts.t(if is_public { "work-reply-hint" } else { "tickets-note-hint" })} hint={texts.t(if is_public { "work-format-hint" } else { "work-note-format-hint" })}
                        value={body} {problems} on_change={draft.edit(|written: &mut Written, text| written.body = text)} />
                    if !all.is_empty() {
                        <Field id="tickets-canned" kind={FieldKind::Select} label={texts.t("work-canned")} {choices} value="" on_change={on_canned} />
                    }
                    <FileDrop test_id="tickets-note-files" label={texts.t("work-files-drop")} accept="image/jpeg,image/png,application/pdf"
                        files={(*files).clone()} {on_uploaded} {on_remove} />
                </Form>
            </div>
            if *keeping { <CannedTexts on_close={on_kept} /> }
        </>
    }
}
