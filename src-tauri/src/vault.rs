//! Where passwords are kept between two starts: the system's keyring, or nowhere.
//!
//! There is no file to fall back to. Without a keyring the person is asked at each start.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use keyring::Entry;
use model::secret::Secret;

/// The name under which the keyring's own window lists our entries.
pub const SERVICE: &str = "AGLIS";

/// Why a secret could not be kept or found, in the store's words; they name no secret.
#[derive(Debug, thiserror::Error)]
#[error("the keyring refused: {0}")]
pub struct VaultError(pub String);

/// A place for secrets. Every method may wait for another program and must not run on an async thread; see [`Vault`].
pub trait SecretStore: Send + Sync {
    /// Whether a secret put here is found at the next start.
    fn remembers(&self) -> bool;
    /// The secret of `account`; none if there is none.
    ///
    /// # Errors
    /// [`VaultError`] when the keyring is locked or gone.
    fn find(&self, account: &str) -> Result<Option<Secret>, VaultError>;
    /// Keeps a secret, replacing an older one.
    ///
    /// # Errors
    /// As [`SecretStore::find`].
    fn keep(&self, account: &str, secret: &Secret) -> Result<(), VaultError>;
    /// Forgets a secret; it is no error if there is none.
    ///
    /// # Errors
    /// As [`SecretStore::find`].
    fn forget(&self, account: &str) -> Result<(), VaultError>;
}

/// The system's keyring: Secret Service, Keychain or Credential Manager.
#[derive(Debug)]
pub struct Keyring;

impl Keyring {
    /// The keyring, if this session has one that answers.
    #[must_use]
    pub fn detect() -> Option<Self> {
        if let Err(error) = Entry::store_status() {
            tracing::info!(%error, "no keyring: passwords are asked at each start");
            return None;
        }
        // The store can be there while nobody answers behind it; looking for an entry finds out.
        match Self.find("probe") {
            Ok(_) => Some(Self),
            Err(error) => {
                tracing::info!(%error, "the keyring does not answer: passwords are asked at each start");
                None
            }
        }
    }

    fn entry(account: &str) -> Result<Entry, VaultError> {
        Entry::new(SERVICE, account).map_err(|error| VaultError(error.to_string()))
    }
}

impl SecretStore for Keyring {
    fn remembers(&self) -> bool {
        true
    }

    fn find(&self, account: &str) -> Result<Option<Secret>, VaultError> {
        match Self::entry(account)?.get_password() {
            Ok(password) => Ok(Some(Secret::new(password))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(VaultError(error.to_string())),
        }
    }

    fn keep(&self, account: &str, secret: &Secret) -> Result<(), VaultError> {
        Self::entry(account)?
            .set_password(secret.reveal())
            .map_err(|error| VaultError(error.to_string()))
    }

    fn forget(&self, account: &str) -> Result<(), VaultError> {
        match Self::entry(account)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(VaultError(error.to_string())),
        }
    }
}

/// Secrets until the program ends; for tests.
#[derive(Debug, Default)]
pub struct Memory(Mutex<HashMap<String, Secret>>);

impl SecretStore for Memory {
    fn remembers(&self) -> bool {
        true
    }

    fn find(&self, account: &str) -> Result<Option<Secret>, VaultError> {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(secrets.get(account).cloned())
    }

    fn keep(&self, account: &str, secret: &Secret) -> Result<(), VaultError> {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(account.to_owned(), secret.clone());
        Ok(())
    }

    fn forget(&self, account: &str) -> Result<(), VaultError> {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.remove(account);
        Ok(())
    }
}

/// Keeps nothing: every start asks for the password.
#[derive(Debug)]
pub struct AskEveryTime;

impl SecretStore for AskEveryTime {
    fn remembers(&self) -> bool {
        false
    }

    fn find(&self, _account: &str) -> Result<Option<Secret>, VaultError> {
        Ok(None)
    }

    fn keep(&self, _account: &str, _secret: &Secret) -> Result<(), VaultError> {
        Ok(())
    }

    fn forget(&self, _account: &str) -> Result<(), VaultError> {
        Ok(())
    }
}

/// A secret store that async code may use: each question waits on a thread of its own.
#[derive(Clone)]
pub struct Vault(Arc<dyn SecretStore>);

impl Vault {
    /// A vault over a store.
    #[must_use]
    pub fn new(store: impl SecretStore + 'static) -> Self {
        Self(Arc::new(store))
    }

    /// The keyring where there is one, else asking every time.
    pub async fn detect() -> Self {
        let found = tokio::task::spawn_blocking(Keyring::detect).await;
        match found {
            Ok(Some(keyring)) => Self::new(keyring),
            Ok(None) | Err(_) => Self::new(AskEveryTime),
        }
    }

    /// Whether a secret kept here is found at the next start.
    #[must_use]
    pub fn remembers(&self) -> bool {
        self.0.remembers()
    }

    /// See [`SecretStore::find`]; a keyring that fails is logged and counts as empty, because the person can type.
    pub async fn find(&self, account: &str) -> Option<Secret> {
        let found = self
            .apart(account, |store, account| store.find(&account))
            .await;
        found.unwrap_or_else(|error| {
            tracing::warn!(%error, "cannot look a password up");
            None
        })
    }

    /// See [`SecretStore::keep`].
    ///
    /// # Errors
    /// [`VaultError`] when the secret is not kept.
    pub async fn keep(&self, account: &str, secret: Secret) -> Result<(), VaultError> {
        self.apart(account, move |store, account| store.keep(&account, &secret))
            .await
    }

    /// See [`SecretStore::forget`].
    ///
    /// # Errors
    /// [`VaultError`] when the secret may still be there.
    pub async fn forget(&self, account: &str) -> Result<(), VaultError> {
        self.apart(account, |store, account| store.forget(&account))
            .await
    }

    async fn apart<T: Send + 'static>(
        &self,
        account: &str,
        ask: impl FnOnce(&dyn SecretStore, String) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let store = self.0.clone();
        let account = account.to_owned();
        tokio::task::spawn_blocking(move || ask(store.as_ref(), account))
            .await
            .unwrap_or_else(|_| Err(VaultError("it failed unexpectedly".to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use model::secret::Secret;

    use super::{AskEveryTime, Memory, Vault};

    #[tokio::test]
    async fn a_kept_password_is_found_until_it_is_forgotten() {
        let vault = Vault::new(Memory::default());
        vault
            .keep("siti@lokal", Secret::new("rahasia"))
            .await
            .unwrap();
        assert_eq!(vault.find("siti@lokal").await, Some(Secret::new("rahasia")));
        vault.forget("siti@lokal").await.unwrap();
        assert_eq!(vault.find("siti@lokal").await, None);
    }

    #[tokio::test]
    async fn without_a_keyring_nothing_is_kept() {
        let vault = Vault::new(AskEveryTime);
        vault
            .keep("siti@lokal", Secret::new("rahasia"))
            .await
            .unwrap();
        assert!(!vault.remembers());
        assert_eq!(vault.find("siti@lokal").await, None);
    }
}
