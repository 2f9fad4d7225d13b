//! Saved views of a list: a menu in the page's head.

use std::rc::Rc;

use model::{
    access::Role,
    list::ListQuery,
    views::{
        ChangeView, ChooseDefaultView, DeleteView, ListViews, SaveView, View, ViewForm, ViewQuery,
    },
};
use yew::prelude::*;

use super::{
    confirm::Confirm,
    icon::Icon,
    keep_dialog::Keep,
    menu::{Menu, MenuItem},
    view_dialog::ViewDialog,
};
use crate::{
    hooks::{ListFace, use_call, use_fault_toast, use_remote, use_session, use_text, use_toasts},
    stores::{
        list_memory,
        toasts::{ToastAction, Tone},
    },
};

/// Properties of [`Views`].
#[derive(Properties, PartialEq)]
pub struct ViewsProps {
    /// From `list.face()`.
    pub face: ListFace,
}

/// The menu, with a dot when the list no longer looks as its view says.
#[component]
pub fn Views(props: &ViewsProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let session = use_session();
    let may_share = !session.is_any(&[Role::Technician]);
    let is_admin = session.is_any(&[Role::Admin]);
    // Somebody else's view that is about to be taken away.
    let asked = use_state_eq(|| None::<View>);
    let face = &props.face;
    let name = face.name;
    let remote = use_remote(ListViews {
        list: name.to_owned(),
    });
    let chosen = use_state_eq(|| list_memory::recall(name).view);
    let draft = use_state_eq(|| None::<Keep>);
    let (change, delete, save, prefer) = (
        use_call::<ChangeView>(),
        use_call::<DeleteView>(),
        use_call::<SaveView>(),
        use_call::<ChooseDefaultView>(),
    );
    use_fault_toast(change.fault.clone());
    use_fault_toast(delete.fault.clone());
    use_fault_toast(save.fault.clone());
    use_fault_toast(prefer.fault.clone());
    let views: Rc<Vec<View>> = remote.data().cloned().unwrap_or_default();
    let choose = {
        let (chosen, toasts, texts, face) =
            (chosen.setter(), toasts.clone(), texts.clone(), face.clone());
        Callback::from(move |view: Option<View>| {
            remember(name, view.as_ref().map(|view| view.id));
            chosen.set(view.as_ref().map(|view| view.id));
            let view = view.unwrap_or_else(|| plain_view(name));
            if !view.dropped.is_empty() {
                let columns = view.dropped.join(", ");
                toasts.info(texts.t_with("views-dropped", &[("columns", &columns)]));
            }
            face.look(query_of(&view.query), view.columns);
        })
    };
    {
        // The first time in a run of the program a list opens with the person's own choice.
        let (choose, is_linked) = (choose.clone(), face.is_linked);
        let first = remote
            .data()
            .map(|views| views.iter().find(|view| view.is_default).cloned());
        use_effect_with(first.is_some(), move |_| {
            if let Some(first) = first
                && list_memory::opens_first(name)
                && !is_linked
                && first.is_some()
            {
                choose.emit(first);
            }
        });
    }
    let now = (*chosen).and_then(|id| views.iter().find(|view| view.id == id).cloned());
    let is_changed = now.as_ref().is_some_and(|view| differs(face, view));
    let item = |what: &str, label: AttrValue, run: Callback<()>| {
        MenuItem::new(format!("{name}-view-{what}"), label, run)
    };

    let mut items: Vec<MenuItem> = views
        .iter()
        .map(|view| {
            let (choose, view_now) = (choose.clone(), view.clone());
            let mut label = view.name.clone();
            if !view.mine {
                label.push_str(&format!(" · {}", view.owner));
            }
            if view.is_default {
                label.push_str(&format!(" · {}", texts.t("views-default-mark")));
            }
            let run = Callback::from(move |()| choose.emit(Some(view_now.clone())));
            let item = item(&view.id.to_string(), label.into(), run);
            if *chosen == Some(view.id) {
                item.icon(Icon::Check)
            } else {
                item
            }
        })
        .collect();
    {
        let choose = choose.clone();
        let run = Callback::from(move |()| choose.emit(None));
        items.push(item("none", texts.t("views-none"), run));
    }
    {
        let draft = draft.setter();
        let run = Callback::from(move |()| draft.set(Some(Keep::default())));
        items.push(item("save", texts.t("views-save"), run).icon(Icon::Plus));
    }
    if let Some(view) = &now {
        if view.mine {
            let (change, view_now, face) = (change.clone(), view.clone(), face.clone());
            let (saved, said) = (toasts.clone(), texts.t("common-saved"));
            let run = Callback::from(move |()| {
                let (saved, said) = (saved.clone(), said.clone());
                change.run_then(
                    ChangeView {
                        id: view_now.id,
                        view: form_of(&face, &view_now.name, view_now.shared),
                    },
                    Callback::from(move |()| saved.good(said.clone())),
                );
            });
            items.push(item("update", texts.t("views-update"), run).disabled(!is_changed));
            let (draft, view_now) = (draft.setter(), view.clone());
            let run = Callback::from(move |()| {
                draft.set(Some(Keep {
                    id: Some(view_now.id),
                    name: view_now.name.clone(),
                    shared: view_now.shared,
                }));
            });
            items.push(item("rename", texts.t("views-rename"), run).icon(Icon::Edit));
        }
        let (prefer, id, is_default) = (prefer.clone(), view.id, view.is_default);
        let key = if is_default {
            "views-default-off"
        } else {
            "views-default-on"
        };
        let run = Callback::from(move |()| {
            prefer.run(ChooseDefaultView {
                list: name.to_owned(),
                view: (!is_default).then_some(id),
            });
        });
        items.push(item("default", texts.t(key), run));
        if view.mine {
            let run = undoable(name, view.clone(), &delete, &save, &choose, {
                let (toasts, texts) = (toasts.clone(), texts.clone());
                Callback::from(move |(view, undo): (View, Callback<()>)| {
                    let action = ToastAction {
                        label: texts.t("views-undo"),
                        is_undo: true,
                        run: undo,
                    };
                    let said = texts.t_with("views-deleted", &[("name", &view.name)]);
                    toasts.show(Tone::Info, said, Some(action));
                })
            });
            items.push(item("delete", texts.t("views-delete"), run).danger());
        } else if is_admin && view.shared {
            // It cannot be given back to its owner, so it is asked first.
            let (asked, view) = (asked.setter(), view.clone());
            let run = Callback::from(move |()| asked.set(Some(view.clone())));
            items.push(item("delete", texts.t("views-delete"), run).danger());
        }
    }
    let label = now
        .as_ref()
        .map_or_else(|| texts.t("views-title"), |view| view.name.clone().into());
    let close = {
        let draft = draft.setter();
        Callback::from(move |()| draft.set(None))
    };
    let on_forget = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    let on_delete = {
        let (delete, choose) = (delete.clone(), choose.clone());
        let (asked, id) = (asked.setter(), asked.as_ref().map(|view| view.id));
        Callback::from(move |_: String| {
            let (asked, choose) = (asked.clone(), choose.clone());
            if let Some(id) = id {
                delete.run_then(DeleteView { id }, move |()| {
                    asked.set(None);
                    choose.emit(None);
                });
            }
        })
    };
    let on_saved = {
        let chosen = chosen.setter();
        Callback::from(move |id: i64| {
            remember(name, Some(id));
            chosen.set(Some(id));
        })
    };
    html! {
        <span class="aglis-views">
            <Menu test_id={format!("{name}-view")} {label} icon={Icon::View} {items} />
            if is_changed { <span class="aglis-dot" role="img" aria-label={texts.t("views-changed")} title={texts.t("views-changed")} data-testid={format!("{name}-view-changed")} /> }
            if let Some(view) = &*asked {
                <Confirm test_id={format!("{name}-view-delete-dialog")} title={texts.t("views-delete")} label={texts.t("views-delete")} danger=true busy={delete.busy}
                    text={texts.t_with("views-delete-of", &[("name", &view.name), ("owner", &view.owner)])} on_confirm={on_delete} on_close={on_forget} />
            }
            if let Some(draft) = &*draft {
                <ViewDialog list={name} keep={draft.clone()} {may_share} form={form_of(face, "", false)}
                    saved={draft.id.and_then(|id| views.iter().find(|view| view.id == id).cloned())} on_close={close} {on_saved} />
            }
        </span>
    }
}

/// Takes a view away, and tells how to bring it back.
fn undoable(
    list: &'static str,
    view: View,
    delete: &crate::hooks::Caller<DeleteView>,
    save: &crate::hooks::Caller<SaveView>,
    choose: &Callback<Option<View>>,
    tell: Callback<(View, Callback<()>)>,
) -> Callback<()> {
    let (delete, save, choose) = (delete.clone(), save.clone(), choose.clone());
    Callback::from(move |()| {
        let (save, choose, tell, view) = (save.clone(), choose.clone(), tell.clone(), view.clone());
        delete.run_then(
            DeleteView { id: view.id },
            Callback::from(move |()| {
                choose.emit(None);
                let (save, again) = (save.clone(), view.clone());
                let undo = Callback::from(move |()| {
                    save.run(SaveView {
                        view: ViewForm {
                            list: list.to_owned(),
                            name: again.name.clone(),
                            shared: again.shared,
                            query: again.query.clone(),
                            columns: again.columns.clone(),
                        },
                    });
                });
                tell.emit((view.clone(), undo));
            }),
        );
    })
}

fn remember(list: &str, view: Option<i64>) {
    let mut memory = list_memory::recall(list);
    memory.view = view;
    list_memory::remember(list, &memory);
}

fn query_of(view: &ViewQuery) -> ListQuery {
    ListQuery {
        search: view.search.clone(),
        filters: view.filters.clone(),
        sort: view.sort.clone(),
        ..ListQuery::default()
    }
}

/// The list as it comes.
fn plain_view(list: &str) -> View {
    View {
        id: 0,
        name: list.to_owned(),
        owner: String::new(),
        mine: true,
        shared: false,
        is_default: false,
        query: ViewQuery::default(),
        columns: None,
        dropped: Vec::new(),
    }
}

fn form_of(face: &ListFace, name: &str, shared: bool) -> ViewForm {
    ViewForm {
        list: face.name.to_owned(),
        name: name.to_owned(),
        shared,
        query: ViewQuery {
            search: face.query.search.clone(),
            filters: face.query.filters.clone(),
            sort: face.query.sort.clone(),
        },
        columns: (*face.shown).clone(),
    }
}

fn differs(face: &ListFace, view: &View) -> bool {
    form_of(face, "", false).query != view.query || *face.shown != view.columns
}
