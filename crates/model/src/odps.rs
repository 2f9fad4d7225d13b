//! Distribution points: where they hang, how many ports they have and who is plugged in where.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{CustomerId, OdpId, ServiceId, ZoneId},
    list::{ListQuery, Page},
    problem::{Problem, Problems},
    states::ServiceStatus,
    valid,
};

/// The longest code, in characters.
const CODE_MAX: usize = 40;
/// The longest description of the place, in characters.
const PLACE_MAX: usize = 200;
/// The most ports a point has.
pub const PORTS_MAX: i32 = 64;

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OdpRow {
    /// Record.
    pub id: OdpId,
    /// `ODP-BDG-01`.
    pub code: String,
    /// Where it hangs, in words.
    pub place: String,
    /// Zone.
    pub zone: String,
    /// Ports it has.
    pub ports: i32,
    /// Ports somebody uses, as far as the caller sees.
    pub used: i64,
    /// Whether ports are given out there.
    pub active: bool,
}

impl OdpRow {
    /// Ports nobody uses.
    #[must_use]
    pub fn free(&self) -> i64 {
        (i64::from(self.ports) - self.used).max(0)
    }
}

/// Lists distribution points.
///
/// Columns: `code, place, zone, ports, used, free, state`. Whoever sees only some zones does not see who uses a port from another
/// one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListOdps {
    /// What to show.
    pub query: ListQuery,
}
call!(ListOdps => Page<OdpRow>; reads [Services, Settings]; changes []; Staff);

/// A connection on a port.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plugged {
    /// Which port; none where nobody wrote it down.
    pub port: Option<i32>,
    /// The connection.
    pub service: ServiceId,
    /// Where it stands.
    pub status: ServiceStatus,
    /// Street and house number.
    pub street: String,
    /// Whose: record, code, name; none when his record lies outside the caller's zones.
    pub customer: Option<(CustomerId, String, String)>,
}

/// A distribution point with what is plugged in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OdpDetail {
    /// As in the list.
    pub row: OdpRow,
    /// Its zone.
    pub zone_id: ZoneId,
    /// Latitude and longitude.
    pub pin: Option<(f64, f64)>,
    /// By port; those without one last.
    pub plugged: Vec<Plugged>,
}

/// Asks for one distribution point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowOdp {
    /// Which.
    pub id: OdpId,
}
call!(ShowOdp => OdpDetail; reads [Services, Settings, Customers]; changes []; Staff);

/// Adds a distribution point or changes one. Admins only.
///
/// `PORTS_USED` (`ports`) for less ports than are used, `ODP_USED` (`zone`) for another zone while somebody is plugged in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveOdp {
    /// Which; none for a new one.
    pub id: Option<OdpId>,
    /// `ODP-BDG-01`.
    pub code: String,
    /// Where it hangs, in words; may be empty.
    pub place: String,
    /// Zone.
    pub zone: Option<ZoneId>,
    /// Ports it has.
    pub ports: i32,
    /// Latitude and longitude.
    pub pin: Option<(f64, f64)>,
    /// Whether ports are given out there.
    pub active: bool,
}
call!(SaveOdp => OdpId; reads []; changes [Services, Settings]; Staff);

impl SaveOdp {
    /// The check that the form makes before sending and the handler makes again.
    ///
    /// # Errors
    /// Problems by field: `code`, `place`, `zone`, `ports`, `pin`.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        problems.check("code", valid::required(&self.code, CODE_MAX));
        problems.check("place", valid::text(&self.place, PLACE_MAX));
        if self.zone.is_none() {
            problems.add("zone", Problem::new("CHOICE_REQUIRED"));
        }
        if !(1..=PORTS_MAX).contains(&self.ports) {
            let problem = Problem::new("NUMBER_RANGE")
                .with("min", 1)
                .with("max", PORTS_MAX);
            problems.add("ports", problem);
        }
        if self.pin.is_some_and(|(lat, lon)| {
            !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon)
        }) {
            problems.add("pin", Problem::new("PIN_FORM"));
        }
        problems.into_result()
    }
}

/// Reads a pin as people copy it from a map: `-6.914744, 107.609810`. Nothing at all is no pin.
///
/// # Errors
/// `PIN_FORM`.
pub fn parse_pin(text: &str) -> Result<Option<(f64, f64)>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Problem::new("PIN_FORM");
    let mut numbers = text
        .split([',', ' ', ';'])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse::<f64>().ok().filter(|number| number.is_finite()));
    let (Some(Some(lat)), Some(Some(lon)), None) = (numbers.next(), numbers.next(), numbers.next())
    else {
        return Err(wrong());
    };
    if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon) {
        Ok(Some((lat, lon)))
    } else {
        Err(wrong())
    }
}

/// A pin as [`parse_pin`] reads it.
#[must_use]
pub fn show_pin(pin: Option<(f64, f64)>) -> String {
    pin.map(|(lat, lon)| format!("{lat:.6}, {lon:.6}"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{SaveOdp, parse_pin, show_pin};
    use crate::ids::ZoneId;

    #[test]
    fn a_pin_is_read_as_maps_write_it() {
        let pin = Some((-6.914_744, 107.609_81));
        assert_eq!(parse_pin("-6.914744, 107.609810"), Ok(pin));
        assert_eq!(parse_pin(&show_pin(pin)), Ok(pin));
        assert_eq!(parse_pin("  "), Ok(None));
        for wrong in [
            "-6.9",
            "-6,914744, 107,6",
            "91, 0",
            "0, 181",
            "NaN, 1",
            "a, b",
        ] {
            assert_eq!(parse_pin(wrong).unwrap_err().code, "PIN_FORM", "{wrong}");
        }
    }

    #[test]
    fn a_point_needs_a_code_a_zone_and_ports() {
        let blank = SaveOdp {
            id: None,
            code: " ".to_owned(),
            place: String::new(),
            zone: None,
            ports: 65,
            pin: Some((0.0, 200.0)),
            active: true,
        };
        let problems = blank.check().unwrap_err();
        for field in ["code", "zone", "ports", "pin"] {
            assert!(!problems.field(field).is_empty(), "{field}");
        }
        let whole = SaveOdp {
            code: "ODP-BDG-01".to_owned(),
            zone: Some(ZoneId(1)),
            ports: 8,
            pin: None,
            ..blank
        };
        assert_eq!(whole.check(), Ok(()));
    }
}
