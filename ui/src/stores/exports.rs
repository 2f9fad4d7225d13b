//! The export that runs: it goes on while its person looks at other pages.

use std::rc::Rc;

use model::{
    desk::{OpenPdfFolder, Phase},
    exports::{CancelExport, ExportList, ExportPapers, ExportProgress, Exported},
    fault::Fault,
};
use uuid::Uuid;
use yew::prelude::*;

use super::{
    changes::ProviderProps,
    desk::use_desk,
    texts::{Texts, use_text},
    toasts::{ToastAction, Toasts, Tone, use_toasts},
};
use crate::bridge;

/// How far a running export is.
#[derive(Clone, Debug, PartialEq)]
pub struct RunningExport {
    run: Uuid,
    list: Rc<str>,
    /// Key of how far it is, in rows or in papers.
    pub said: &'static str,
    /// Rows written.
    pub rows: i64,
    /// Rows to write; 0 until they were counted.
    pub total: i64,
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq)]
pub enum Export {
    /// A list.
    List(ExportList),
    /// Papers of invoices.
    Papers(ExportPapers),
}

impl Export {
    fn run(&self) -> Uuid {
        match self {
            Export::List(request) => request.run,
            Export::Papers(request) => request.run,
        }
    }

    /// The list whose rows it takes.
    fn list(&self) -> Rc<str> {
        match self {
            Export::List(request) => request.list.as_str().into(),
            Export::Papers(_) => "invoices".into(),
        }
    }

    /// Keys of how far it is, and of what came of it.
    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Export::List(_) => ("list-export-progress", "list-exported"),
            Export::Papers(_) => ("list-papers-progress", "list-papers-exported"),
        }
    }

    async fn ask(self) -> Result<Exported, Fault> {
        match self {
            Export::List(request) => bridge::ask(request, None).await,
            Export::Papers(request) => bridge::ask(request, None).await,
        }
    }
}

/// Starts, shows and stops exports, one at a time.
#[derive(Clone, PartialEq)]
pub struct Exports {
    now: Option<Rc<RunningExport>>,
    /// Starts one; ignored while another runs.
    pub start: Callback<Export>,
    /// Stops the one that runs.
    pub cancel: Callback<()>,
}

impl Exports {
    /// The export of this list, if it runs.
    #[must_use]
    pub fn running(&self, list: &str) -> Option<Rc<RunningExport>> {
        self.now.clone().filter(|now| &*now.list == list)
    }

    /// Whether any export runs.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.now.is_some()
    }
}

enum Step {
    Begin(Uuid, Rc<str>, &'static str),
    Progress(ExportProgress),
    End(Uuid),
}

#[derive(Default, PartialEq)]
struct State(Option<Rc<RunningExport>>);

impl Reducible for State {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        let now = match (&self.0, step) {
            (None, Step::Begin(run, list, said)) => Some(RunningExport {
                run,
                list,
                said,
                rows: 0,
                total: 0,
            }),
            (Some(now), Step::Progress(progress)) if now.run == progress.run => {
                Some(RunningExport {
                    rows: progress.rows,
                    total: progress.total,
                    ..(**now).clone()
                })
            }
            (Some(now), Step::End(run)) if now.run == run => None,
            _ => return self,
        };
        Rc::new(State(now.map(Rc::new)))
    }
}

/// An export that is over.
#[derive(Clone, PartialEq)]
struct Ended {
    run: Uuid,
    /// Login of who started it.
    owner: AttrValue,
    /// Key of the sentence where all went well.
    done: &'static str,
    outcome: Result<Exported, Rc<Fault>>,
}

/// Says where the file is, or why there is none.
fn tell(texts: &Texts, toasts: &Toasts, ended: &Ended) {
    match &ended.outcome {
        Ok(Exported::Written { folder, file, rows }) => {
            let said = texts.t_with(
                ended.done,
                &[
                    ("count", &texts.grouped(*rows)),
                    ("file", file),
                    ("folder", folder),
                ],
            );
            let open = ToastAction {
                label: texts.t("list-open-folder"),
                is_undo: false,
                run: Callback::from(|()| {
                    wasm_bindgen_futures::spawn_local(async {
                        // The toast that named the folder is what remains when it cannot be opened.
                        let _ = bridge::ask(OpenPdfFolder {}, None).await;
                    });
                }),
            };
            toasts.show(Tone::Good, said, Some(open));
        }
        Ok(Exported::Cancelled) => toasts.info(texts.t("list-export-cancelled")),
        Err(fault) => toasts.bad(texts.fault(fault)),
    }
}

/// Provides [`Exports`]; needs the desk, texts and toasts.
#[component]
pub fn ExportsProvider(props: &ProviderProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let state = use_reducer(State::default);
    {
        let told = state.dispatcher();
        use_effect_with((), move |()| {
            wasm_bindgen_futures::spawn_local(async move {
                // Without a host there is no export either.
                let _ = bridge::listen("export", move |payload| {
                    if let Ok(progress) = serde_json::from_str(&payload) {
                        told.dispatch(Step::Progress(progress));
                    }
                })
                .await;
            });
        });
    }
    let who = use_desk()
        .state
        .as_ref()
        .and_then(|state| match &state.phase {
            Phase::Open { me } => Some(AttrValue::from(me.username.clone())),
            _ => None,
        });
    // How one ended, until its person hears of it: he may have locked the screen meanwhile, or somebody else may sit here.
    let ended = use_state_eq(|| None::<Ended>);
    {
        let (ended_now, texts) = (ended.clone(), texts.clone());
        use_effect_with((who.clone(), (*ended).clone()), move |(who, ended)| {
            let (Some(who), Some(ended)) = (who, ended) else {
                return;
            };
            if ended.owner == *who {
                tell(&texts, &toasts, ended);
            }
            ended_now.set(None);
        });
    }
    let start = {
        let (steps, is_busy, ended) = (state.dispatcher(), state.0.is_some(), ended.setter());
        use_callback((who, is_busy), move |request: Export, (who, is_busy)| {
            let Some(owner) = who.clone().filter(|_| !*is_busy) else {
                return;
            };
            let (steps, ended) = (steps.clone(), ended.clone());
            let (run, (progress, done)) = (request.run(), request.words());
            steps.dispatch(Step::Begin(run, request.list(), progress));
            wasm_bindgen_futures::spawn_local(async move {
                let outcome = request.ask().await;
                steps.dispatch(Step::End(run));
                ended.set(Some(Ended {
                    run,
                    owner,
                    done,
                    outcome: outcome.map_err(Rc::new),
                }));
            });
        })
    };
    let cancel = use_callback(state.0.clone(), |(), now: &Option<Rc<RunningExport>>| {
        if let Some(run) = now.as_ref().map(|now| now.run) {
            wasm_bindgen_futures::spawn_local(async move {
                // An export that cannot be reached any more has ended by itself.
                let _ = bridge::ask(CancelExport { run }, None).await;
            });
        }
    });
    let exports = Exports {
        now: state.0.clone(),
        start,
        cancel,
    };
    html! {
        <ContextProvider<Exports> context={exports}>{ props.children.clone() }</ContextProvider<Exports>>
    }
}

/// Starts, shows and stops exports. Needs [`ExportsProvider`].
#[hook]
pub fn use_exports() -> Exports {
    use_context::<Exports>().unwrap_or_else(|| Exports {
        now: None,
        start: Callback::noop(),
        cancel: Callback::noop(),
    })
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use model::exports::ExportProgress;
    use uuid::Uuid;
    use yew::Reducible;

    use super::{State, Step};

    #[test]
    fn only_the_export_that_runs_moves_on_and_ends() {
        let (mine, other) = (Uuid::now_v7(), Uuid::now_v7());
        let progress = |run, rows| {
            Step::Progress(ExportProgress {
                run,
                rows,
                total: 9,
            })
        };
        let state = Rc::new(State::default())
            .reduce(Step::Begin(
                mine,
                "customers".into(),
                "list-export-progress",
            ))
            .reduce(Step::Begin(other, "tickets".into(), "list-export-progress"))
            .reduce(progress(other, 5))
            .reduce(progress(mine, 3))
            .reduce(Step::End(other));
        assert_eq!(
            state.0.as_ref().map(|now| (now.run, now.rows)),
            Some((mine, 3))
        );
        assert!(state.reduce(Step::End(mine)).0.is_none());
    }
}
