//! The worker of the message queue on this computer: it sends while the program runs, whoever is signed in.
//!
//! In the workspace of this computer it works as the workspace itself; in a shared one with the login that an admin enrolled for
//! this computer. That login and the gateway's token lie in the keyring and nowhere else.

use std::{collections::HashMap, sync::Arc};

use aglis_core::{
    connection, gateways,
    queue::{ConnectOptions, Fares, Worker, Working},
};
use model::{
    access::Role,
    desk::Workspace,
    fault::{Code, Fault},
    problem::{Problem, Problems},
    queue::EnrolWorker,
    secret::Secret,
};
use tokio::task::JoinHandle;

use super::{Base, Desk, answers::internal, asking::ask};

/// The keyring's name of this computer's login; a person's has no hyphen.
const LOGIN: &str = "this-computer";
/// Gateways are numbered up to here.
const GATEWAYS: i16 = 9;
/// Longest token; that of the Cloud API has some 200 characters.
const TOKEN_MAX: usize = 1_000;

/// A running worker and who tells how it fares.
pub(crate) struct Sender {
    worker: Worker,
    follow: JoinHandle<()>,
}

impl Desk {
    /// Starts the worker anew, if this computer may and shall send.
    pub(super) async fn begin_sending(self: &Arc<Self>, base: &Base) {
        self.end_sending().await;
        let options = self.worker_options(base).await;
        let tokens = self.tokens().await;
        let account = self.account("");
        let on = !self.file().remembered().silent.contains(&account);
        self.show_sending(|sending| {
            sending.enrolled = options.is_some();
            sending.on = on && options.is_some();
            sending.tokens = tokens.keys().copied().collect();
            sending.tokens.sort_unstable();
        });
        let Some(options) = options.filter(|_| on) else {
            return;
        };
        let allow_local = self.around.allows_local_gateway();
        let worker = Worker::start(Working {
            options,
            device: self.device.clone(),
            concurrency: None,
            open_way: Arc::new(move |way| gateways::open(way, tokens.get(&way.id), allow_local)),
        });
        let mut fares = worker.fares();
        let desk = self.clone();
        let follow = tokio::spawn(async move {
            loop {
                let now = fares.borrow_and_update().clone();
                if now == Fares::Refused {
                    desk.forget_enrolment().await;
                }
                desk.show_sending(|sending| sending.fares = Some(now));
                if fares.changed().await.is_err() {
                    return;
                }
            }
        });
        *self.sender.lock().await = Some(Sender { worker, follow });
    }

    /// Ends the worker after what is under way.
    pub(super) async fn end_sending(&self) {
        let running = self.sender.lock().await.take();
        if let Some(Sender { worker, follow }) = running {
            worker.stop().await;
            follow.abort();
        }
        self.show_sending(|sending| *sending = model::desk::Sending::default());
    }

    /// Enrols this computer in the shared workspace and begins to send.
    pub(super) async fn enrol_computer(self: &Arc<Self>) -> Result<(), Fault> {
        let base = self.turn.lock().await;
        if base.local.is_some() || self.stage().sending.enrolled {
            return Err(Fault::because(Code::Conflict, Problem::new("WRONG_STATE")));
        }
        // A login whose password nobody keeps would be of no use at the next start.
        if !self.vault.remembers() {
            return Err(Fault::because(
                Code::Conflict,
                Problem::new("KEYRING_NEEDED"),
            ));
        }
        let cx = self.context()?;
        // More than 128 random bits: 74 in each half.
        let halves = [uuid::Uuid::now_v7(), uuid::Uuid::now_v7()];
        let password: String = halves.map(|half| half.simple().to_string()).concat();
        let account = self.account(LOGIN);
        // A keyring may be there and refuse. It is tried before a login is made; without its name the password counts for nothing.
        if let Err(error) = self.vault.keep(&account, Secret::new(&password)).await {
            tracing::warn!(%error, "this computer is not enrolled");
            return Err(Fault::because(
                Code::Conflict,
                Problem::new("KEYRING_NEEDED"),
            ));
        }
        let request = EnrolWorker {
            device: self.device.clone(),
            password: Secret::new(&password),
        };
        let login = match ask(&cx, request).await {
            Ok(login) => login,
            Err(fault) => {
                self.vault.forget(&account).await.ok();
                return Err(fault);
            }
        };
        let kept = Secret::new(format!("{login}:{password}"));
        self.vault
            .keep(&account, kept)
            .await
            .map_err(|error| internal(&error.to_string()))?;
        self.speak_up();
        self.begin_sending(&base).await;
        Ok(())
    }

    /// Begins or ends sending; remembered for this workspace.
    pub(super) async fn switch_sending(self: &Arc<Self>, on: bool) -> Result<(), Fault> {
        let base = self.turn.lock().await;
        self.refuse_unless(&[Role::Admin, Role::Office])?;
        if on {
            self.speak_up();
        } else {
            let account = self.account("");
            self.remember(|all| {
                if !all.silent.contains(&account) {
                    all.silent.push(account);
                }
            });
        }
        self.begin_sending(&base).await;
        Ok(())
    }

    /// Keeps or forgets the gateway's token, and lets the worker know.
    pub(super) async fn keep_gateway_token(
        self: &Arc<Self>,
        gateway: i16,
        token: Option<Secret>,
    ) -> Result<(), Fault> {
        let base = self.turn.lock().await;
        self.refuse_unless(&[Role::Admin])?;
        if !(1..=GATEWAYS).contains(&gateway) {
            let problem = Problem::new("NUMBER_RANGE").with("min", 1);
            return Err(Fault::invalid(Problems::one(
                "gateway",
                problem.with("max", GATEWAYS),
            )));
        }
        let account = self.token_account(gateway);
        let done = match token {
            Some(token) => {
                let token = checked(&token)?;
                if !self.vault.remembers() {
                    return Err(Fault::because(
                        Code::Conflict,
                        Problem::new("KEYRING_NEEDED"),
                    ));
                }
                self.vault.keep(&account, token).await
            }
            None => self.vault.forget(&account).await,
        };
        done.map_err(|error| internal(&error.to_string()))?;
        self.begin_sending(&base).await;
        Ok(())
    }

    /// The tokens in the keyring, each for its own gateway.
    async fn tokens(&self) -> HashMap<i16, Secret> {
        let mut found = HashMap::new();
        if self.vault.remembers() {
            for gateway in 1..=GATEWAYS {
                if let Some(token) = self.vault.find(&self.token_account(gateway)).await {
                    found.insert(gateway, token);
                }
            }
        }
        found
    }

    fn token_account(&self, gateway: i16) -> String {
        self.account(&format!("gateway-token-{gateway}"))
    }

    fn refuse_unless(&self, roles: &[Role]) -> Result<(), Fault> {
        let stage = self.stage();
        match &stage.session {
            Some(session) if roles.contains(&session.me.role) => Ok(()),
            Some(_) => Err(Fault::new(Code::Forbidden)),
            None => Err(Fault::new(Code::SignedOut)),
        }
    }

    fn speak_up(&self) {
        let account = self.account("");
        self.remember(|all| all.silent.retain(|silent| *silent != account));
    }

    async fn worker_options(&self, base: &Base) -> Option<ConnectOptions> {
        if let Some(local) = &base.local {
            return Some(local.admin_pool().connect_options().as_ref().clone());
        }
        let workspace = self.file().remembered().workspace.clone();
        let Some(Workspace::Shared(shared)) = workspace else {
            return None;
        };
        let kept = self.vault.find(&self.account(LOGIN)).await?;
        let (login, password) = kept.reveal().split_once(':')?;
        connection::options(&shared, login, &Secret::new(password)).ok()
    }

    /// An admin took this computer's login away.
    async fn forget_enrolment(&self) {
        let is_shared = matches!(
            self.file().remembered().workspace,
            Some(Workspace::Shared(_))
        );
        if !is_shared {
            return;
        }
        tracing::info!("this computer is not enrolled any more");
        if let Err(error) = self.vault.forget(&self.account(LOGIN)).await {
            tracing::warn!(%error, "cannot forget the login of this computer");
        }
        self.show_sending(|sending| {
            sending.enrolled = false;
            sending.on = false;
        });
    }

    fn show_sending(&self, change: impl FnOnce(&mut model::desk::Sending)) {
        let changed = {
            let mut stage = self.stage();
            let before = stage.sending.clone();
            change(&mut stage.sending);
            before != stage.sending
        };
        if changed {
            self.around.tell("desk", "");
            self.around.sending_changed();
        }
    }
}

/// A token as it goes into a header: no signs that end or break one.
fn checked(token: &Secret) -> Result<Secret, Fault> {
    let trimmed = token.reveal().trim();
    let problem = if trimmed.is_empty() {
        Problem::new("TEXT_REQUIRED")
    } else if trimmed.len() > TOKEN_MAX {
        Problem::new("TEXT_TOO_LONG").with("max", TOKEN_MAX)
    } else if !trimmed.bytes().all(|byte| byte.is_ascii_graphic()) {
        Problem::new("TOKEN_FORMAT")
    } else {
        return Ok(Secret::new(trimmed));
    };
    Err(Fault::invalid(Problems::one("token", problem)))
}

#[cfg(test)]
mod tests {
    use model::secret::Secret;

    use super::checked;

    #[test]
    fn a_token_is_one_word_of_plain_signs() {
        let told =
            |token: &str| checked(&Secret::new(token)).map(|token| token.reveal().to_owned());
        assert_eq!(told("  EAAG-x_1  ").unwrap(), "EAAG-x_1");
        for (token, code) in [
            ("", "TEXT_REQUIRED"),
            ("dua kata", "TOKEN_FORMAT"),
            ("a\r\nHost: x", "TOKEN_FORMAT"),
            ("\u{e9}", "TOKEN_FORMAT"),
        ] {
            let fault = told(token).unwrap_err();
            assert_eq!(fault.fields["token"][0].code, code, "{token:?}");
        }
        assert!(told(&"x".repeat(1_001)).is_err());
    }
}
