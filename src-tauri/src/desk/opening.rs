//! Choosing, opening and leaving a workspace.

use std::sync::Arc;

use aglis_core::{
    clock, demo,
    workspace::{LocalWorkspace, Place, Step, WorkspaceProblem},
};
use chrono::Utc;
use model::{
    desk::{Phase, SharedDatabase, Workspace},
    fault::{Code, Fault},
    problem::Problem,
};

use super::{Base, Desk};

/// The one local workspace of a computer.
const LOCAL: &str = "local";
/// The same demo as `aglis demo` makes.
const DEMO_SEED: u64 = 1;
/// Steps of opening a local workspace, demo data included.
const STEPS: u32 = 5;

impl Desk {
    /// Goes on with the workspace this computer used last.
    pub fn resume(self: &Arc<Self>) {
        let workspace = self.file().remembered().workspace.clone();
        match workspace {
            Some(Workspace::Local { .. }) => self.use_local(false),
            Some(Workspace::Shared(_)) => {
                self.show_phase(Phase::SignIn);
                let desk = self.clone();
                tokio::spawn(async move {
                    let base = desk.turn.lock().await;
                    desk.begin_sending(&base).await;
                });
            }
            None => {}
        }
    }

    /// Opens the local workspace beside everything else; the phase tells how far it is.
    pub(super) fn use_local(self: &Arc<Self>, demo: bool) {
        self.show_step("waiting", 0);
        let desk = self.clone();
        tokio::spawn(async move {
            let mut base = desk.turn.lock().await;
            let outcome = match base.local.take() {
                Some(open) => Ok(open),
                None => desk.open_local().await,
            };
            let phase = match outcome {
                Ok(local) => desk.first_phase(base.local.insert(local), demo).await,
                Err(problem) => Err(problem),
            };
            desk.show_phase(phase.unwrap_or_else(|problem| {
                tracing::error!(code = problem.code(), %problem, "the workspace cannot be opened");
                Phase::Broken {
                    problem: Problem::new(problem.code()),
                }
            }));
            desk.begin_sending(&base).await;
        });
    }

    async fn open_local(&self) -> Result<LocalWorkspace, WorkspaceProblem> {
        let mut place = Place::named(LOCAL)?;
        if let Some(own) = &self.folders.own {
            place = Place::at(own.join("workspaces").join(LOCAL));
        }
        let secret = self.owner_secret().await;
        LocalWorkspace::open_with_secret(place, secret, |step| match step {
            Step::Waiting => self.show_step("waiting", 0),
            Step::Creating => self.show_step("creating", 1),
            Step::Starting => self.show_step("starting", 2),
            Step::Migrating => self.show_step("migrating", 3),
            Step::Ready => self.show_step("ready", STEPS),
        })
        .await
    }

    /// Elsewhere the operating system tells the server who asks; on Windows a password from the keyring does.
    async fn owner_secret(&self) -> Option<String> {
        const ACCOUNT: &str = "workspace-owner";
        if !cfg!(windows) || !self.vault.remembers() {
            return None;
        }
        if let Some(secret) = self.vault.find(ACCOUNT).await {
            return Some(secret.reveal().to_owned());
        }
        let made: String = (0..2)
            .map(|_| uuid::Uuid::now_v7().simple().to_string())
            .collect();
        let kept = self
            .vault
            .keep(ACCOUNT, model::secret::Secret::new(&made))
            .await;
        kept.is_ok().then_some(made)
    }

    async fn first_phase(
        &self,
        local: &LocalWorkspace,
        wants_demo: bool,
    ) -> Result<Phase, WorkspaceProblem> {
        if wants_demo && local.needs_first_admin().await? {
            self.show_step("demo", 4);
            self.fill_with_demo(local).await;
        }
        let empty = local.needs_first_admin().await?;
        self.remember(|all| {
            all.workspace = Some(Workspace::Local {
                name: LOCAL.to_owned(),
            });
        });
        let offered = match demo::is_demo(local.admin_pool()).await {
            Ok(true) => demo::logins(),
            Ok(false) => Vec::new(),
            Err(error) => {
                tracing::warn!(%error, "cannot tell whether this is a demo");
                Vec::new()
            }
        };
        self.stage().demo_logins = offered;
        Ok(if empty {
            Phase::FirstAdmin
        } else {
            Phase::SignIn
        })
    }

    /// Who offers demo data gets it whole or not at all; an attempt that failed leaves the workspace empty and ready.
    async fn fill_with_demo(&self, local: &LocalWorkspace) {
        let owner = local.admin_pool();
        let outcome = async {
            let mut db = owner.acquire().await?;
            let today = clock::business_day(&mut db, Utc::now()).await?;
            drop(db);
            demo::fill(owner, DEMO_SEED, today).await
        };
        match outcome.await {
            Ok(made) => tracing::info!(customers = made.customers, "filled with demo data"),
            Err(error) => tracing::error!(%error, "cannot fill in demo data"),
        }
    }

    fn show_step(&self, step: &str, done: u32) {
        self.show_phase(Phase::Preparing {
            step: format!("desk-step-{step}"),
            done,
            total: STEPS,
        });
    }

    /// Remembers a shared database and goes to its sign-in page.
    pub(super) async fn use_shared(
        self: &Arc<Self>,
        database: SharedDatabase,
    ) -> Result<(), Fault> {
        // The address is checked here, so that an impossible one is refused in the form and not at sign-in.
        aglis_core::connection::options(&database, "check", &model::secret::Secret::default())
            .map_err(aglis_core::connection::ConnectProblem::fault)?;
        let mut base = self.turn.lock().await;
        self.end_session();
        self.end_sending().await;
        close(&mut base).await;
        self.stage().demo_logins.clear();
        self.remember(|all| {
            all.workspace = Some(Workspace::Shared(database));
            all.company = None;
        });
        self.show_phase(Phase::SignIn);
        self.begin_sending(&base).await;
        Ok(())
    }

    /// Goes back to choosing; the workspace's data stays where it is.
    pub(super) async fn leave_workspace(&self) -> Result<(), Fault> {
        let mut base = self.turn.lock().await;
        self.end_session();
        self.end_sending().await;
        close(&mut base).await;
        self.stage().demo_logins.clear();
        self.remember(|all| {
            all.workspace = None;
            all.company = None;
        });
        self.show_phase(Phase::Choose);
        Ok(())
    }

    /// Ends everything before the program ends.
    pub async fn close(&self) {
        let mut base = self.turn.lock().await;
        self.end_session();
        self.end_sending().await;
        close(&mut base).await;
    }
}

async fn close(base: &mut Base) {
    if let Some(local) = base.local.take()
        && let Err(problem) = local.close().await
    {
        // Committed work is safe; the next start finds the server running.
        tracing::warn!(code = problem.code(), "the workspace was not left cleanly");
    }
}

/// A step that needs another phase first.
pub(super) fn wrong_phase() -> Fault {
    Fault::because(Code::Conflict, Problem::new("DESK_PHASE"))
}
