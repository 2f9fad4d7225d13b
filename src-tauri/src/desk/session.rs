//! Signing in and out, locking and unlocking.

use std::sync::Arc;

use aglis_core::{
    access,
    changes::{self, Change, Listening},
    connection::{self, ConnectProblem, Opened},
};
use chrono::Utc;
use model::{
    access::Me,
    desk::{ChangePassword, CreateFirstAdmin, Link, Phase, SignIn, Workspace},
    fault::{Code, Fault},
    format::Zone,
    problem::{Problem, Problems},
    secret::Secret,
    topic::Topic,
    valid,
};
use tokio::sync::mpsc::Receiver;

use super::{
    Base, Desk, Session, bell, bulk, invoicing, late, listening::bring_back, opening::wrong_phase,
    overdue, presence,
};

/// How often it is looked whether the person is still there.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(5);

impl Desk {
    /// Makes the first admin of an empty local workspace and signs him in.
    pub(super) async fn create_first_admin(
        self: &Arc<Self>,
        request: CreateFirstAdmin,
    ) -> Result<(), Fault> {
        let mut base = self.turn.lock().await;
        if self.stage().phase != Phase::FirstAdmin {
            return Err(wrong_phase());
        }
        let locale = self.file().remembered().preferences.locale;
        let local = base.local.as_ref().ok_or_else(wrong_phase)?;
        let username = aglis_core::access::create_first_admin(local.admin_pool(), &request, locale)
            .await
            .map_err(aglis_core::error::Error::into_fault)?;
        if let Err(fault) = self
            .begin_session(&mut base, &username, &request.password, true)
            .await
        {
            // The admin is there all the same, and nobody can be the first one twice.
            tracing::warn!(code = ?fault.code, "the first admin is made, but cannot be signed in");
            self.show_phase(Phase::SignIn);
        }
        Ok(())
    }

    /// Signs in with the given password, or with the one in the keyring.
    pub(super) async fn sign_in(self: &Arc<Self>, request: SignIn) -> Result<Me, Fault> {
        let mut base = self.turn.lock().await;
        if self.stage().phase != Phase::SignIn {
            return Err(wrong_phase());
        }
        let username = valid::login_name(&request.username)
            .map_err(|problem| Fault::invalid(Problems::one("username", problem)))?;
        let account = self.account(&username);
        let typed = request.password.is_some();
        let password = match request.password {
            Some(password) => password,
            None => self.vault.find(&account).await.ok_or_else(|| {
                Fault::invalid(Problems::one("password", Problem::new("TEXT_REQUIRED")))
            })?,
        };
        let outcome = self
            .begin_session(&mut base, &username, &password, typed)
            .await;
        match &outcome {
            Ok(_) if typed => {
                self.keep_password(&account, password, request.remember)
                    .await;
            }
            // A password that no longer opens the door is not offered again.
            Err(fault) if !typed && fault.code == Code::Forbidden => {
                self.forget_password(&account).await;
            }
            Ok(_) | Err(_) => {}
        }
        outcome
    }

    /// Ends the session and forgets the remembered password.
    pub(super) async fn sign_out(&self) -> Result<(), Fault> {
        let username = match &self.stage().phase {
            Phase::Open { me } => me.username.clone(),
            Phase::Locked { username, .. } => username.clone(),
            _ => return Err(wrong_phase()),
        };
        let account = self.account(&username);
        // Before the page to sign in is there: it must not offer a password that is on its way out.
        self.forget_account(&account);
        {
            let mut stage = self.stage();
            stage.phase = Phase::SignIn;
            stage.leave();
            stage.handed_in = None;
        }
        self.around.tell("desk", "");
        self.forget_password(&account).await;
        Ok(())
    }

    /// Locks the screen at once, whatever the database is doing: connections and listener are dropped behind it, and only
    /// the login name and the files handed in are kept for their owner.
    ///
    /// # Errors
    /// [`Code::Conflict`] when nobody is signed in.
    pub fn lock(&self) -> Result<(), Fault> {
        {
            let mut stage = self.stage();
            let locked = match &stage.phase {
                Phase::Open { me } => Phase::Locked {
                    username: me.username.clone(),
                    name: me.name.clone(),
                },
                Phase::Locked { .. } => return Ok(()),
                _ => return Err(wrong_phase()),
            };
            stage.phase = locked;
            stage.leave();
        }
        self.around.tell("desk", "");
        Ok(())
    }

    /// Locks when the person has been away for as long as he chose; the page tells of every sign of life. The wall clock
    /// counts, so that a computer that slept wakes up locked, and so does one whose page hangs.
    pub async fn lock_when_idle(self: Arc<Self>) {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let minutes = self.file().remembered().preferences.auto_lock_minutes;
            let idle = Utc::now() - self.stage().touched;
            let is_open = matches!(self.stage().phase, Phase::Open { .. });
            if is_open && minutes > 0 && idle >= chrono::TimeDelta::minutes(minutes.into()) {
                tracing::info!("nobody was here: locked");
                // It was open a moment ago; if it is not any more, nothing is left to lock.
                drop(self.lock());
            }
        }
    }

    /// The person did something.
    pub(super) fn touch(&self) {
        self.stage().touched = Utc::now();
    }

    /// Tries the connection at once instead of waiting for the listener's next try.
    pub(super) async fn reconnect(&self) -> Result<(), Fault> {
        let cx = self.context()?;
        self.revive().await;
        connection::ping(&cx.pool)
            .await
            .map_err(ConnectProblem::fault)?;
        self.show_link(Link::Online);
        self.around.tell("changes", &Topic::join(&Topic::ALL));
        Ok(())
    }

    /// Opens the locked session again with its owner's password.
    pub(super) async fn unlock(self: &Arc<Self>, password: Secret) -> Result<Me, Fault> {
        let mut base = self.turn.lock().await;
        let Phase::Locked { username, .. } = self.stage().phase.clone() else {
            return Err(wrong_phase());
        };
        self.begin_session(&mut base, &username, &password, true)
            .await
    }

    /// Changes the password of whoever is signed in. The session is opened anew, because its connections know the old one.
    pub(super) async fn change_password(
        self: &Arc<Self>,
        request: ChangePassword,
    ) -> Result<(), Fault> {
        let mut base = self.turn.lock().await;
        let Phase::Open { me } = self.stage().phase.clone() else {
            return Err(wrong_phase());
        };
        valid::password(request.password.reveal())
            .map_err(|problem| Fault::invalid(Problems::one("password", problem)))?;
        let proof = self.open_login(&base, &me.username, &request.current).await;
        let (opened, listening, _) = proof.map_err(|problem| match problem {
            ConnectProblem::Login => {
                Fault::invalid(Problems::one("current", Problem::new("PASS_CURRENT")))
            }
            other => refused(other),
        })?;
        drop(listening);
        let changed = access::change_own_password(&opened.cx, &request.password).await;
        opened.cx.pool.close().await;
        changed.map_err(aglis_core::error::Error::into_fault)?;
        let account = self.account(&me.username);
        let was_kept = self.file().remembered().remembered_account.as_ref() == Some(&account);
        if was_kept {
            self.keep_password(&account, request.password.clone(), true)
                .await;
        }
        self.end_session();
        let again = self
            .begin_session(&mut base, &me.username, &request.password, true)
            .await;
        if again.is_err() {
            // The password is changed all the same; the person signs in with it as soon as the database answers.
            self.show_phase(Phase::SignIn);
        }
        Ok(())
    }

    async fn begin_session(
        self: &Arc<Self>,
        base: &mut Base,
        username: &str,
        password: &Secret,
        is_typed: bool,
    ) -> Result<Me, Fault> {
        let (opened, listening, told) = self
            .open_login(base, username, password)
            .await
            .map_err(refused)?;
        let since = match presence::begin(&opened.cx, is_typed).await {
            Ok(since) => since,
            Err(fault) => {
                drop(listening);
                opened.cx.pool.close().await;
                return Err(fault);
            }
        };
        let me = opened.me.clone();
        self.remember(|all| {
            all.last_username = Some(me.username.clone());
            all.company = Some(me.company.clone()).filter(|company| !company.is_empty());
        });
        let rounds = overdue::begin(&opened.cx);
        let late = late::begin(&opened.cx);
        let zone = Zone::from_name(&me.time_zone).unwrap_or_default();
        let bell = bell::begin(self, &opened.cx, zone);
        let bulk = bulk::begin(&opened.cx, me.id);
        let invoicing = invoicing::begin(&opened.cx, &me);
        let mut cx = opened.cx;
        cx.allow_local_gateway = self.around.allows_local_gateway();
        self.show(|stage| {
            // Files handed in before the lock are still his; another person finds none.
            match stage.handed_in.take() {
                Some((whose, files)) if whose == me.username => cx.uploads = files,
                Some(_) | None => {}
            }
            stage.touched = Utc::now();
            stage.session = Some(Session {
                cx,
                me: me.clone(),
                since,
                _listening: listening,
                _overdue: rounds,
                _late: late,
                bell,
                bulk,
                invoicing,
            });
            stage.phase = Phase::Open { me: me.clone() };
            stage.link = Link::Online;
            stage.link_since = Utc::now();
        });
        let desk = self.clone();
        tokio::spawn(async move { desk.pass_on(told).await });
        Ok(me)
    }

    async fn open_login(
        &self,
        base: &Base,
        username: &str,
        password: &Secret,
    ) -> Result<(Opened, Listening, Receiver<Change>), ConnectProblem> {
        let workspace = self.file().remembered().workspace.clone();
        let options = match (&base.local, workspace) {
            (Some(local), _) => local.connect_options(username, password.reveal()),
            (None, Some(Workspace::Shared(shared))) => {
                connection::options(&shared, username, password)?
            }
            (None, _) => return Err(ConnectProblem::Refused),
        };
        let mut opened = connection::open(options.clone(), &self.device).await;
        // Our own server may have been killed while nobody was signed in.
        if let (Some(local), Err(ConnectProblem::Refused)) = (&base.local, &opened) {
            bring_back(local).await;
            opened = connection::open(options.clone(), &self.device).await;
        }
        let opened = opened?;
        let (listening, told) = changes::listen(options, self.patience.listener);
        Ok((opened, listening, told))
    }
}

/// A refused login is a wrong entry in the form and not the end of a session.
fn refused(problem: ConnectProblem) -> Fault {
    match problem {
        ConnectProblem::Login | ConnectProblem::LoginDisabled => {
            Fault::because(Code::Forbidden, problem.problem())
        }
        other => other.fault(),
    }
}
