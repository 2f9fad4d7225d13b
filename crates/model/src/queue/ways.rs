//! The ways out for messages, as admins set them up.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    problem::{Problem, Problems},
    valid,
};

/// Longest address of a gateway, in characters.
pub const ADDRESS_MAX: usize = 200;
/// The most messages in a window.
const RATE_MAX: i32 = 10_000;
/// The longest window, in seconds.
const WINDOW_MAX: i32 = 3_600;
/// The longest space between two messages to one person, in seconds.
const SPACING_MAX: i32 = 600;
/// The most ways.
const WAYS_MAX: i16 = 9;

/// What a way out is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatewayKind {
    /// Sends nothing and says so in the log.
    Log,
    /// Fonnte.
    #[default]
    Fonnte,
    /// WhatsApp Cloud API of Meta.
    Cloud,
}

impl GatewayKind {
    /// All of them.
    pub const ALL: [GatewayKind; 3] = [GatewayKind::Fonnte, GatewayKind::Cloud, GatewayKind::Log];

    /// The word in the database and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            GatewayKind::Log => "log",
            GatewayKind::Fonnte => "fonnte",
            GatewayKind::Cloud => "cloud",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Key of what people call it.
    #[must_use]
    pub fn text_key(self) -> String {
        format!("queue-kind-{}", self.name())
    }

    /// Where it is unless somebody says otherwise; empty for the one that is nowhere.
    #[must_use]
    pub fn usual_address(self) -> &'static str {
        match self {
            GatewayKind::Log => "",
            GatewayKind::Fonnte => "https://api.fonnte.com",
            GatewayKind::Cloud => "https://graph.facebook.com",
        }
    }
}

/// What an admin says of a way out. Secrets are in keyrings, never here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewaySettings {
    /// What it is.
    pub kind: GatewayKind,
    /// Where it is: https, a host, perhaps a path.
    pub base_url: String,
    /// Number of the sender, which the Cloud API wants.
    pub phone_number_id: String,
    /// Version of the Cloud API, such as `v21.0`.
    pub api_version: String,
    /// Messages in any window, over all workers; none means no limit.
    pub rate: Option<i32>,
    /// Length of the window, in seconds.
    pub window: i32,
    /// Between two messages to one person, in seconds.
    pub spacing: i32,
    /// Whether it is used.
    pub active: bool,
}

impl GatewaySettings {
    /// What a new way begins with.
    #[must_use]
    pub fn new(kind: GatewayKind) -> Self {
        Self {
            kind,
            base_url: kind.usual_address().to_owned(),
            phone_number_id: String::new(),
            api_version: "v21.0".to_owned(),
            rate: Some(100),
            window: 60,
            spacing: 5,
            active: true,
        }
    }

    /// The same, turned into another kind: the address is that kind's usual one, and what nobody said of the old kind is as a new
    /// way has it. What is of that kind already stays as it is.
    #[must_use]
    pub fn turned_into(mut self, kind: GatewayKind) -> Self {
        if self.kind != kind {
            let new = Self::new(kind);
            self.kind = kind;
            self.base_url = new.base_url;
            self.api_version = new.api_version;
        }
        self
    }

    /// The same with what its kind has no use for taken away.
    #[must_use]
    pub fn cleaned(mut self) -> Self {
        if self.kind != GatewayKind::Cloud {
            self.phone_number_id.clear();
            self.api_version.clear();
        }
        if self.kind == GatewayKind::Log {
            self.base_url.clear();
        }
        for text in [
            &mut self.base_url,
            &mut self.phone_number_id,
            &mut self.api_version,
        ] {
            *text = text.trim().to_owned();
        }
        self
    }

    /// Checks all fields.
    ///
    /// # Errors
    /// Problems by field: `base_url, phone_number_id, api_version, rate, window, spacing`.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        let of = self.clone().cleaned();
        if of.kind != GatewayKind::Log {
            problems.check("base_url", address(&of.base_url));
        }
        if of.kind == GatewayKind::Cloud {
            let digits = of.phone_number_id.bytes().all(|byte| byte.is_ascii_digit());
            if !digits || !(5..=30).contains(&of.phone_number_id.len()) {
                problems.add("phone_number_id", Problem::new("DIGITS_ONLY"));
            }
            if !is_version(&of.api_version) {
                problems.add("api_version", Problem::new("API_VERSION"));
            }
        }
        let mut range = |field: &str, value: i32, min: i32, max: i32| {
            if !(min..=max).contains(&value) {
                let problem = Problem::new("NUMBER_RANGE").with("min", min);
                problems.add(field, problem.with("max", max));
            }
        };
        range("rate", of.rate.unwrap_or(1), 1, RATE_MAX);
        range("window", of.window, 1, WINDOW_MAX);
        range("spacing", of.spacing, 0, SPACING_MAX);
        problems.into_result()
    }
}

/// What a form can say of an address: https, a host, nothing of a user. The core looks closer before it is kept.
///
/// # Errors
/// `TEXT_REQUIRED`, `TEXT_TOO_LONG`, `URL_HTTPS`, `URL_USERINFO`, `URL_HOST`.
pub fn address(entered: &str) -> Result<(), Problem> {
    let text = valid::required(entered, ADDRESS_MAX)?;
    let scheme = text.get(..8).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("https://") {
        return Err(Problem::new("URL_HTTPS"));
    }
    let rest = &text[8..];
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(Problem::new("URL_USERINFO"));
    }
    let host = authority.split(':').next().unwrap_or_default();
    // Numbers at the end are an address of a machine, however they are written.
    let is_name = host.contains('.')
        && host
            .rsplit('.')
            .next()
            .is_some_and(|top| top.bytes().any(|byte| byte.is_ascii_alphabetic()))
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    if is_name && !rest.contains(char::is_whitespace) {
        Ok(())
    } else {
        Err(Problem::new("URL_HOST"))
    }
}

/// `v21.0`.
fn is_version(text: &str) -> bool {
    let digits = |part: &str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.strip_prefix('v')
        .and_then(|rest| rest.split_once('.'))
        .is_some_and(|(whole, part)| digits(whole) && digits(part))
}

/// A way out as it is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// Its number, 1 to 9; the lowest that works is used.
    pub id: i16,
    /// Counts its changes.
    pub version: i32,
    /// What was said of it.
    pub settings: GatewaySettings,
    /// Path at which the gateway reports; who knows it may report.
    pub webhook_path: String,
}

/// Lists the ways out with their webhooks. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListGateways {}
call!(ListGateways => Vec<Way>; reads [Settings]; changes []; Staff);

/// Adds a way out or changes one. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveGateway {
    /// Its number, and so its place in the order. It cannot be changed later.
    pub id: i16,
    /// The version the person saw; none for a new one.
    pub seen: Option<i32>,
    /// All that is said of it.
    pub settings: GatewaySettings,
}
call!(SaveGateway => (); reads []; changes [Settings, Messages]; Staff);

impl SaveGateway {
    /// The check that the form makes before sending and the handler makes again.
    ///
    /// # Errors
    /// `NUMBER_RANGE` at `id`, and those of [`GatewaySettings::check`].
    pub fn check(&self) -> Result<(), Problems> {
        if !(1..=WAYS_MAX).contains(&self.id) {
            let problem = Problem::new("NUMBER_RANGE").with("min", 1);
            return Err(Problems::one("id", problem.with("max", WAYS_MAX)));
        }
        self.settings.check()
    }
}

/// Takes a way out away that is switched off. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveGateway {
    /// Its number.
    pub id: i16,
}
call!(RemoveGateway => (); reads []; changes [Settings, Messages]; Staff);

/// Makes another path for a gateway's reports; the old one is worth nothing from then on. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollWebhook {
    /// Its number.
    pub id: i16,
}
call!(RollWebhook => (); reads []; changes [Settings]; Staff);

#[cfg(test)]
mod tests {
    use super::{GatewayKind, GatewaySettings, address};

    fn wrong(text: &str) -> String {
        address(text).unwrap_err().code
    }

    #[test]
    fn an_address_is_https_and_names_a_host() {
        for good in [
            "https://api.fonnte.com",
            "HTTPS://graph.facebook.com/x",
            "https://wa.example.id:8443/a",
        ] {
            assert_eq!(address(good), Ok(()), "{good}");
        }
        assert_eq!(wrong("http://api.fonnte.com"), "URL_HTTPS");
        assert_eq!(wrong("api.fonnte.com"), "URL_HTTPS");
        assert_eq!(wrong("https://user:p@ok.example"), "URL_USERINFO");
        assert_eq!(wrong("https://localhost"), "URL_HOST");
        for machine in ["[::1]", "127.0.0.1", "2130706433", "0x7f.1"] {
            assert_eq!(wrong(&format!("https://{machine}")), "URL_HOST");
        }
        assert_eq!(wrong("https://a.b/x y"), "URL_HOST");
        assert_eq!(wrong(" "), "TEXT_REQUIRED");
    }

    #[test]
    fn a_way_that_becomes_another_kind_begins_at_its_usual_address() {
        let mut way = GatewaySettings::new(GatewayKind::Log).cleaned();
        way.rate = Some(7);
        let cloud = way.clone().turned_into(GatewayKind::Cloud);
        assert_eq!(cloud.base_url, "https://graph.facebook.com");
        assert_eq!((&*cloud.api_version, cloud.rate), ("v21.0", Some(7)));
        way = way.turned_into(GatewayKind::Fonnte);
        assert_eq!(way.check(), Ok(()));
        way.base_url = "https://wa.example.id".to_owned();
        assert_eq!(way.clone().turned_into(GatewayKind::Fonnte), way);
        let log = way.turned_into(GatewayKind::Log);
        assert_eq!(log.base_url, "");
    }

    #[test]
    fn each_kind_is_asked_for_what_it_needs() {
        let mut cloud = GatewaySettings::new(GatewayKind::Cloud);
        let problems = cloud.check().unwrap_err();
        assert_eq!(problems.field("phone_number_id")[0].code, "DIGITS_ONLY");
        cloud.phone_number_id = "106540352242922".to_owned();
        assert_eq!(cloud.check(), Ok(()));
        cloud.api_version = "21".to_owned();
        assert_eq!(
            cloud.check().unwrap_err().field("api_version")[0].code,
            "API_VERSION"
        );
        let mut log = GatewaySettings::new(GatewayKind::Log);
        log.base_url = "nothing of use".to_owned();
        assert_eq!(log.check(), Ok(()));
        assert_eq!(log.cleaned().base_url, "");
        let mut fonnte = GatewaySettings::new(GatewayKind::Fonnte);
        fonnte.rate = Some(0);
        fonnte.spacing = 601;
        let problems = fonnte.check().unwrap_err();
        assert!(!problems.field("rate").is_empty() && !problems.field("spacing").is_empty());
    }
}
