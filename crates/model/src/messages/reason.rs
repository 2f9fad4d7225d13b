//! Why a message did not arrive, or why a way out takes none: stable names with words and advice for people.
//!
//! A reason is kept as its name and, after a colon, what the gateway said: `TARGET_INVALID: target invalid`. The words are in the
//! shared texts, under `message-why-` what happened and under `message-advice-` what to do about it.

use std::fmt;

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?) => {
        /// A stable name of what went wrong with a message or with its way out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Reason {
            $($(#[$doc])* $variant),*
        }

        impl Reason {
            /// All of them.
            pub const ALL: &'static [Reason] = &[$(Reason::$variant),*];

            /// The name, as it is kept.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Reason::$variant => $name),* }
            }
        }
    };
}

reasons! {
    /// This machine has no token for the gateway.
    TokenMissing = "TOKEN_MISSING",
    /// The gateway does not know the token, or it has expired.
    TokenInvalid = "TOKEN_INVALID",
    /// The telephone is not connected to the gateway.
    DeviceDisconnected = "DEVICE_DISCONNECTED",
    /// The quota or the package is used up.
    QuotaUsed = "QUOTA_USED",
    /// WhatsApp or the gateway has locked the account.
    AccountLocked = "ACCOUNT_LOCKED",
    /// More than the gateway takes in this time.
    RateLimited = "RATE_LIMITED",
    /// The number is wrong or not on WhatsApp.
    TargetInvalid = "TARGET_INVALID",
    /// This gateway brings nothing to groups.
    NoGroups = "NO_GROUPS",
    /// The gateway does not take what we wrote.
    RequestInvalid = "REQUEST_INVALID",
    /// WhatsApp has not approved such a template, or it does not fit.
    TemplateMissing = "TEMPLATE_MISSING",
    /// The person wrote last more than 24 hours ago, so that only an approved template may be sent.
    Outside24h = "OUTSIDE_24H",
    /// WhatsApp chose not to deliver it.
    HeldBack = "HELD_BACK",
    /// The person wants no such messages.
    OptedOut = "OPTED_OUT",
    /// The gateway said no in words that are not known.
    GatewayRefused = "GATEWAY_REFUSED",
    /// The gateway took it and did not send it in time.
    ExpiredThere = "EXPIRED_THERE",
    /// The gateway failed on its own side.
    GatewayError = "GATEWAY_ERROR",
    /// The message went out and no answer came.
    NoAnswer = "NO_ANSWER",
    /// An answer came that says nothing of the message.
    AnswerStrange = "ANSWER_STRANGE",
    /// The gateway could not be reached.
    Unreachable = "UNREACHABLE",
    /// The gateway's address is not allowed, or it leads to a place that is not.
    AddressRefused = "ADDRESS_REFUSED",
    /// The gateway's address sends on to another place.
    UrlRedirect = "URL_REDIRECT",
    /// This program does not know the gateway, or it lacks a setting.
    GatewayGone = "GATEWAY_GONE",
    /// The program that was sending it ended meanwhile.
    WorkerLost = "WORKER_LOST",
    /// Programs ended three times while they held it.
    Poison = "POISON",
}

impl Reason {
    /// The reason a name stands for.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|reason| reason.name() == name)
    }

    /// Reads what was kept: the reason, and what the gateway said, which may be empty. None for words that carry no name.
    #[must_use]
    pub fn parse(kept: &str) -> Option<(Self, &str)> {
        let (name, said) = kept.split_once(':').unwrap_or((kept, ""));
        Self::from_name(name).map(|reason| (reason, said.trim()))
    }

    /// The key of what happened, for people.
    #[must_use]
    pub fn why_key(self) -> String {
        self.key("why")
    }

    /// The key of what to do about it.
    #[must_use]
    pub fn advice_key(self) -> String {
        self.key("advice")
    }

    fn key(self, of: &str) -> String {
        let name = self.name().to_ascii_lowercase().replace('_', "-");
        format!("message-{of}-{name}")
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Reason;
    use crate::text::{Locale, Words};

    #[test]
    fn every_reason_has_words_and_advice_in_both_languages() {
        for locale in Locale::ALL {
            let words = Words::new(locale, &[]);
            for reason in Reason::ALL {
                for key in [reason.why_key(), reason.advice_key()] {
                    assert!(words.knows(&key), "{key} in {locale:?}");
                }
            }
        }
    }

    #[test]
    fn what_was_kept_is_read_again() {
        for reason in Reason::ALL {
            assert_eq!(Reason::parse(reason.name()), Some((*reason, "")));
        }
        assert_eq!(
            Reason::parse("TARGET_INVALID: target invalid: 3"),
            Some((Reason::TargetInvalid, "target invalid: 3"))
        );
        assert_eq!(Reason::parse("Nomor salah"), None);
    }
}
