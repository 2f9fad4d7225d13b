//! The one way in which this program speaks to a gateway over the network, with every wait and every size limited.
//!
//! What matters most is to know whether a message may have left: [`Trouble`] says so. No proxy is used, no redirect is followed,
//! nothing is unpacked, nothing is tried again below the queue.

use std::{error::Error, net::SocketAddr, time::Duration};

use chrono::{DateTime, Utc};
use model::messages::Reason;
use reqwest::{
    Client, RequestBuilder, StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{DATE, HeaderMap, RETRY_AFTER},
    redirect::Policy,
};
use url::Url;

use super::{
    Outcome, Why,
    address::{self, NotPublic},
};

/// The longest that somebody is made to wait by `Retry-After`.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// Many servers close a connection after five idle seconds; a message that is sent just then is in doubt.
const IDLE: Duration = Duration::from_secs(3);

/// How long and how much a gateway may answer.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Until a connection stands, its name and its encryption included.
    pub connect: Duration,
    /// From the beginning to the last byte of the answer.
    pub total: Duration,
    /// Bytes of an answer.
    pub body: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(20),
            body: 256 * 1024,
        }
    }
}

/// What a gateway answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Of HTTP.
    pub status: u16,
    /// How long it asks to wait, at most fifteen minutes.
    pub retry_after: Option<Duration>,
    /// Whatever stood in it.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No connection came about: nothing has left this machine.
    Unreachable,
    /// The name leads to a place where no gateway may be: nothing has left.
    AddressRefused,
    /// Something may have left, and no answer came in time or whole.
    NoAnswer,
    /// The answer is longer than any that makes sense.
    Endless,
}

/// A connection to one gateway.
#[derive(Clone, Debug)]
pub struct Wire {
    client: Client,
    base: Url,
    patience: Patience,
}

impl Wire {
    /// A wire to the gateway at `address`. `allow_local` permits this machine itself.
    ///
    /// # Errors
    /// `ADDRESS_REFUSED` with the name of the rule; `GATEWAY_GONE` where this machine cannot encrypt.
    pub fn to(address: &str, allow_local: bool, patience: Patience) -> Result<Self, Why> {
        let base = address::parse(address, allow_local)
            .map_err(|problem| Why::said(Reason::AddressRefused, &problem.code))?;
        // Another part of the program may have been first; either way there is one provider.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            // Each message has a connection for itself, so that no other's end leaves it in doubt.
            .http1_only()
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .pool_idle_timeout(IDLE)
            .connect_timeout(patience.connect)
            .timeout(patience.total)
            .dns_resolver(Guarded {
                local: allow_local && address::is_this_machine(&base),
            })
            .user_agent(concat!("aglis/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| {
                tracing::warn!(%error, "cannot make a client for a gateway");
                Why::new(Reason::GatewayGone)
            })?;
        Ok(Self {
            client,
            base,
            patience,
        })
    }

    /// A request to what stands at `path` below the gateway's address.
    pub fn post(&self, path: &[&str]) -> RequestBuilder {
        self.client.post(self.at(path))
    }

    /// As [`Wire::post`], to ask.
    pub fn get(&self, path: &[&str]) -> RequestBuilder {
        self.client.get(self.at(path))
    }

    fn at(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        // An http address can always have a path.
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().extend(path);
        }
        url
    }

    /// Sends a request and reads its answer whole.
    ///
    /// # Errors
    /// [`Trouble`], which also says whether something may have left.
    pub async fn ask(&self, request: RequestBuilder) -> Result<Reply, Trouble> {
        let mut response = request.send().await.map_err(|error| trouble(&error))?;
        let status = response.status();
        let retry_after = wait_asked(response.headers());
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= self.patience.body => {
                    body.extend_from_slice(&chunk);
                }
                Ok(Some(_)) => return Err(Trouble::Endless),
                Ok(None) => break,
                // Its status alone says enough to wait; of everything else the rest is missing.
                Err(_) if status == StatusCode::TOO_MANY_REQUESTS => break,
                Err(_) => return Err(Trouble::NoAnswer),
            }
        }
        Ok(Reply {
            status: status.as_u16(),
            retry_after,
            body,
        })
    }
}

impl Trouble {
    /// What becomes of a message in this trouble.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        let why = self.why();
        match self {
            Trouble::Unreachable => Outcome::Refused { why },
            Trouble::AddressRefused => Outcome::Channel { why },
            Trouble::NoAnswer | Trouble::Endless => Outcome::Unknown { why },
        }
    }

    /// Its reason.
    #[must_use]
    pub fn why(self) -> Why {
        Why::new(match self {
            Trouble::Unreachable => Reason::Unreachable,
            Trouble::AddressRefused => Reason::AddressRefused,
            Trouble::NoAnswer => Reason::NoAnswer,
            Trouble::Endless => Reason::AnswerStrange,
        })
    }
}

impl Reply {
    /// What any gateway means by its status, whatever else it says: later, elsewhere, a fault of its own. None where the body
    /// decides.
    #[must_use]
    pub fn by_status(&self) -> Option<Outcome> {
        let why = |reason| Why::said(reason, &format!("HTTP {}", self.status));
        match self.status {
            429 => Some(Outcome::Retry {
                why: why(Reason::RateLimited),
                after: self.retry_after,
            }),
            300..=399 => Some(Outcome::Channel {
                why: why(Reason::UrlRedirect),
            }),
            // A server that had waited for the rest of the request, or failed over it, may have taken it all the same.
            408 | 500..=599 => Some(Outcome::Unknown {
                why: why(Reason::GatewayError),
            }),
            _ => None,
        }
    }

    /// What an answer means that is not in the gateway's own form.
    #[must_use]
    pub fn strange(&self) -> Outcome {
        let why = |reason| Why::said(reason, &format!("HTTP {}", self.status));
        match self.status {
            401 | 403 => Outcome::Channel {
                why: why(Reason::TokenInvalid),
            },
            // Nobody there takes messages: the address is wrong, and every other message would fare the same.
            400..=499 => Outcome::Channel {
                why: why(Reason::GatewayError),
            },
            _ => Outcome::Unknown {
                why: why(Reason::AnswerStrange),
            },
        }
    }
}

fn trouble(error: &reqwest::Error) -> Trouble {
    if !error.is_connect() {
        return Trouble::NoAnswer;
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<NotPublic>() {
            return Trouble::AddressRefused;
        }
        cause = inner.source();
    }
    Trouble::Unreachable
}

/// Seconds, or a day and time, which is compared with the gateway's own clock where it tells it.
fn wait_asked(headers: &HeaderMap) -> Option<Duration> {
    let said = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = said.parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(LONGEST_WAIT));
    }
    let at = DateTime::parse_from_rfc2822(said).ok()?;
    let now = headers
        .get(DATE)
        .and_then(|date| DateTime::parse_from_rfc2822(date.to_str().ok()?).ok())
        .map_or_else(Utc::now, |date| date.with_timezone(&Utc));
    let wait = at.with_timezone(&Utc).signed_duration_since(now);
    Some(wait.to_std().unwrap_or_default().min(LONGEST_WAIT))
}

/// Resolves names and lets through only what leads to the public internet.
struct Guarded {
    /// The address itself names this machine, and that is permitted.
    local: bool,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let local = self.local;
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let is_allowed = |address: &SocketAddr| match local {
                true => address.ip().is_loopback(),
                false => address::is_public(address.ip()),
            };
            // A name with one foot inside is not let in either.
            if !found.iter().all(is_allowed) {
                return Err(Box::from(NotPublic));
            }
            let found: Addrs = Box::new(found.into_iter());
            Ok::<_, Box<dyn Error + Send + Sync>>(found)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::{
        dns::Resolve as _,
        header::{DATE, HeaderMap, RETRY_AFTER},
    };

    use super::{Guarded, NotPublic, wait_asked};

    fn asked(said: &str, date: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, said.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        wait_asked(&headers).as_ref().map(Duration::as_secs)
    }

    #[test]
    fn a_wait_is_read_in_seconds_and_as_a_date() {
        let date = Some("Sun, 29 Nov 2026 08:00:00 GMT");
        assert_eq!(asked("7", None), Some(7));
        assert_eq!(asked("Sun, 29 Nov 2026 08:01:30 GMT", date), Some(90));
        assert_eq!(asked("Sun, 29 Nov 2026 07:00:00 GMT", date), Some(0));
    }

    #[test]
    fn nobody_is_made_to_wait_for_more_than_a_quarter_of_an_hour() {
        let date = Some("Sun, 29 Nov 2026 08:00:00 GMT");
        assert_eq!(asked("86400", None), Some(900));
        assert_eq!(asked("18446744073709551615", None), Some(900));
        assert_eq!(asked("Mon, 30 Nov 2026 08:00:00 GMT", date), Some(900));
    }

    #[test]
    fn garbage_asks_for_no_wait() {
        for said in [
            "",
            "segera",
            "-5",
            "1.5",
            "99999999999999999999999",
            "Minggu",
        ] {
            assert_eq!(asked(said, None), None, "{said}");
        }
    }

    /// A name that pointed outside when its address was saved may point inside now.
    #[tokio::test]
    async fn row_54_a_name_that_leads_inside() {
        let inside = Guarded { local: false }.resolve("localhost".parse().unwrap());
        let refused = inside.await.err().unwrap();
        assert!(refused.is::<NotPublic>());
        let on_trial = Guarded { local: true }.resolve("localhost".parse().unwrap());
        assert!(
            on_trial
                .await
                .unwrap()
                .all(|found| found.ip().is_loopback())
        );
    }
}
