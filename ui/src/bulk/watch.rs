//! What knows of runs, whatever page is open: those under way, the dialog of one of them, and a word when one that goes on in the
//! background ends.

use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

use model::{
    access::Role,
    bulk::{BulkProgress, BulkState, ListBulkRuns, ShowBulk},
    ids::BulkRunId,
};
use yew::prelude::*;

use super::{
    run::{RunView, use_run},
    words::title,
};
use crate::{
    bridge,
    hooks::{use_remote_if, use_session, use_text, use_toasts},
    route::{Area, Route, go, use_route},
    stores::toasts::{ToastAction, Tone},
    widgets::{Button, Dialog, Kind},
};

/// Runs under way, and the way to look at one.
#[derive(Clone, PartialEq)]
pub struct Bulk {
    /// Those that the caller sees, newest first.
    pub under_way: Rc<Vec<BulkProgress>>,
    /// Shows a run over the page.
    pub open: Callback<BulkRunId>,
}

/// Properties of [`BulkProvider`].
#[derive(Properties, PartialEq)]
pub struct BulkProviderProps {
    /// What it provides for.
    pub children: Html,
}

/// Provides [`Bulk`] and draws the dialog. Needs the session.
#[component]
pub fn BulkProvider(props: &BulkProviderProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let me = session.me.id;
    let may = session.me.role != Role::Technician;
    let shown = use_state_eq(|| None::<BulkRunId>);
    let remote = use_remote_if(may.then_some(ListBulkRuns {
        before: None,
        under_way: true,
    }));
    let route = use_route();
    // Own runs whose end was not seen yet.
    let watched = use_mut_ref(BTreeSet::<BulkRunId>::new);
    let open = {
        let shown = shown.setter();
        use_callback((), move |run: BulkRunId, ()| shown.set(Some(run)))
    };
    {
        let (watched, open) = (watched.clone(), open.clone());
        let in_sight = (*shown, route.clone());
        use_effect_with(remote.data().cloned(), move |now| {
            let Some(now) = now else { return };
            let mine = now.iter().filter(|run| run.by.0 == me).map(|run| run.run);
            for run in ended(&watched, mine.collect()) {
                // Whoever looks at it sees it.
                let is_on_page = in_sight.1.area == Area::Bulk
                    && *in_sight.1 == Route::record(Area::Bulk, run.0);
                if in_sight.0 == Some(run) || is_on_page {
                    continue;
                }
                let (texts, toasts, open) = (texts.clone(), toasts.clone(), open.clone());
                wasm_bindgen_futures::spawn_local(async move {
                    // The history has it all the same.
                    let Ok(run) = bridge::look_up(ShowBulk { run }).await else {
                        return;
                    };
                    if run.state.is_under_way() {
                        return;
                    }
                    let (tone, key) = match run.state {
                        BulkState::Cancelled => (Tone::Info, "bulk-ended-cancelled"),
                        _ if run.failed > 0 => (Tone::Warning, "bulk-ended-failed"),
                        _ => (Tone::Good, "bulk-ended"),
                    };
                    let counted = |count: i32| texts.grouped(count.into());
                    let said = texts.t_with(
                        key,
                        &[
                            ("action", &title(&texts, &run)),
                            ("done", &counted(run.succeeded)),
                            ("failed", &counted(run.failed)),
                        ],
                    );
                    let look = ToastAction {
                        label: texts.t("bulk-look"),
                        run: Callback::from(move |()| open.emit(run.run)),
                        is_undo: false,
                    };
                    toasts.show(tone, said, Some(look));
                });
            }
        });
    }
    let on_close = {
        let (shown, again) = (shown.clone(), remote.again.clone());
        Callback::from(move |is_under_way: bool| {
            if let (Some(run), true) = (*shown, is_under_way) {
                watched.borrow_mut().insert(run);
            }
            shown.set(None);
            // It may have ended in this moment, and no change would tell of it any more.
            again.emit(());
        })
    };
    let bulk = Bulk {
        under_way: (remote.data()).map_or_else(Rc::default, |all| all.clone()),
        open: open.clone(),
    };
    html! {
        <ContextProvider<Bulk> context={bulk}>
            { props.children.clone() }
            if let Some(run) = *shown { <RunDialog key={run.0} {run} on_other={open} {on_close} /> }
        </ContextProvider<Bulk>>
    }
}

/// Takes out those that are not under way any more, and remembers those that are.
fn ended(watched: &Rc<RefCell<BTreeSet<BulkRunId>>>, mine: BTreeSet<BulkRunId>) -> Vec<BulkRunId> {
    let before = watched.replace(mine);
    before.difference(&watched.borrow()).copied().collect()
}

/// Runs under way, and the way to look at one. Needs [`BulkProvider`].
#[hook]
pub fn use_bulk() -> Bulk {
    use_context::<Bulk>().unwrap_or_else(|| Bulk {
        under_way: Rc::default(),
        open: Callback::noop(),
    })
}

/// Properties of [`RunDialog`].
#[derive(Properties, PartialEq)]
struct RunDialogProps {
    run: BulkRunId,
    on_other: Callback<BulkRunId>,
    /// Closed; whether the run goes on in the background.
    on_close: Callback<bool>,
}

/// A run over the page.
#[component]
fn RunDialog(props: &RunDialogProps) -> Html {
    let texts = use_text();
    let run = use_run(props.run);
    let is_under_way = run.data().is_none_or(|run| run.state.is_under_way());
    let heading = (run.data()).map_or_else(|| texts.t("bulk-one"), |run| title(&texts, run));
    let close = {
        let on_close = props.on_close.clone();
        Callback::from(move |()| on_close.emit(is_under_way))
    };
    let on_history = {
        let (close, run) = (close.clone(), props.run);
        Callback::from(move |()| {
            close.emit(());
            go(&Route::record(Area::Bulk, run.0));
        })
    };
    let label = if is_under_way {
        "bulk-background"
    } else {
        "common-close"
    };
    html! {
        <Dialog test_id="bulk-dialog" title={heading} wide=true on_close={close.clone()} actions={html! {
            <>
                <Button test_id="bulk-close" label={texts.t(label)} kind={Kind::Primary} on_click={close.clone()} />
                <Button test_id="bulk-to-history" label={texts.t("bulk-to-history")} kind={Kind::Plain} on_click={on_history} />
            </>
        }}>
            <RunView remote={run} on_other={props.on_other.clone()} on_leave={close} />
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, rc::Rc};

    use model::ids::BulkRunId;

    use super::ended;

    #[test]
    fn a_run_ends_once() {
        let watched = Rc::new(RefCell::new([BulkRunId(1)].into()));
        assert!(ended(&watched, [BulkRunId(1), BulkRunId(2)].into()).is_empty());
        assert_eq!(ended(&watched, [BulkRunId(2)].into()), [BulkRunId(1)]);
        assert!(ended(&watched, [BulkRunId(2)].into()).is_empty());
    }
}
