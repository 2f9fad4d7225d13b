//! Remembered passwords: kept in the system's keyring, one a login and workspace.

use model::{desk::Workspace, secret::Secret};

use super::Desk;

impl Desk {
    /// Puts a password into the keyring, or takes it out when it is not to be kept.
    pub(super) async fn keep_password(&self, account: &str, password: Secret, keep: bool) {
        if !keep || !self.vault.remembers() {
            self.forget_password(account).await;
            return;
        }
        match self.vault.keep(account, password).await {
            Ok(()) => self.remember(|all| all.remembered_account = Some(account.to_owned())),
            Err(error) => tracing::warn!(%error, "cannot keep the password"),
        }
        self.around.tell("desk", "");
    }

    /// Takes a password out of the keyring.
    pub(super) async fn forget_password(&self, account: &str) {
        if self.vault.remembers()
            && let Err(error) = self.vault.forget(account).await
        {
            tracing::warn!(%error, "cannot remove the password from the keyring");
        }
        self.forget_account(account);
        self.around.tell("desk", "");
    }

    /// Offers this password no more.
    pub(super) fn forget_account(&self, account: &str) {
        self.remember(|all| {
            if all.remembered_account.as_deref() == Some(account) {
                all.remembered_account = None;
            }
        });
    }

    /// The keyring's name of a login: the same person may have logins in several workspaces.
    pub(super) fn account(&self, username: &str) -> String {
        match &self.file().remembered().workspace {
            Some(Workspace::Shared(shared)) => {
                format!(
                    "{username}@{}:{}/{}",
                    shared.host, shared.port, shared.database
                )
            }
            Some(Workspace::Local { name }) => match &self.folders.own {
                Some(own) => format!("{username}@{name}:{}", own.display()),
                None => format!("{username}@{name}"),
            },
            None => username.to_owned(),
        }
    }
}
