//! Changing a connection after its approval, and ending it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    call,
    format::{AHEAD_MAX, check_range},
    ids::{PackageId, ServiceId, ZoneId},
    money::Rupiah,
    problem::{Problem, Problems},
    registrations::Address,
    valid,
};

/// What a connection costs from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// From when.
    pub from: NaiveDate,
    /// Package record.
    pub package_id: PackageId,
    /// Package.
    pub package: String,
    /// What was agreed on instead of the price list.
    pub agreed_price: Option<Rupiah>,
    /// Whether its day has come; at most one is planned.
    pub applied: bool,
    /// Who changed it; none for what was there before the first change.
    pub by: Option<String>,
}

/// Changes what a connection is: package, price, place, billing day. Issued invoices keep what they say. Admins and the office only.
///
/// Another package or price holds from `from` on, and replaces one that is planned. In another zone the connection is plugged in
/// nowhere yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeService {
    /// Which.
    pub id: ServiceId,
    /// Version the person saw; see `STALE`.
    pub version: i32,
    /// Package.
    pub package: Option<PackageId>,
    /// Rupiah a month, agreed on; none for the price list.
    pub agreed_price: Option<Rupiah>,
    /// From when package and price hold; today or earlier is at once.
    pub from: NaiveDate,
    /// Where.
    pub address: Address,
    /// Zone; decides who sees it.
    pub zone: Option<ZoneId>,
    /// Latitude and longitude.
    pub pin: Option<(f64, f64)>,
    /// 1–28.
    pub billing_day: u8,
}
call!(ChangeService => (); reads []; changes [Services, Customers, Registrations, Tickets, Audit]; Staff);

impl ChangeService {
    /// The check that the form makes before sending and the handler makes again. `today` is the business day.
    ///
    /// # Errors
    /// Problems by field: `package, agreed_price, from, street, rt, rw, kelurahan, kecamatan, city, province, zone, pin,
    /// billing_day`.
    pub fn check(&self, today: NaiveDate) -> Result<(), Problems> {
        let mut problems = Problems::none();
        for (field, is_chosen) in [
            ("package", self.package.is_some()),
            ("zone", self.zone.is_some()),
        ] {
            if !is_chosen {
                problems.add(field, Problem::new("CHOICE_REQUIRED"));
            }
        }
        if self.agreed_price.is_some_and(|price| price.0 < 0) {
            problems.add("agreed_price", Problem::new("AMOUNT_NEGATIVE"));
        }
        if self.from > today {
            problems.check("from", check_range(today, self.from, AHEAD_MAX));
        }
        self.address.check("", &mut problems);
        if self.pin.is_some_and(|(lat, lon)| {
            !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon)
        }) {
            problems.add("pin", Problem::new("PIN_FORM"));
        }
        if !(1..=28).contains(&self.billing_day) {
            let problem = Problem::new("DAY_RANGE").with("min", 1).with("max", 28);
            problems.add("billing_day", problem);
        }
        problems.into_result()
    }
}

/// Ends a connection and gives its port back. Admins and the office only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndService {
    /// Which.
    pub id: ServiceId,
    /// Version the person saw; see `STALE`.
    pub version: i32,
    /// The last day; not later than today.
    pub day: NaiveDate,
    /// Why.
    pub reason: String,
}
call!(EndService => (); reads []; changes [Services, Customers, Registrations, Audit]; Staff);

impl EndService {
    /// The check that the form makes before sending and the handler makes again. `today` is the business day, `since` the day
    /// the connection began to run.
    ///
    /// # Errors
    /// `DATE_FUTURE`, `DATE_BEFORE` (`day`), and those of [`valid::reason`] (`reason`).
    pub fn check(&self, today: NaiveDate, since: Option<NaiveDate>) -> Result<String, Problems> {
        let mut problems = Problems::none();
        let reason = problems.check("reason", valid::reason(&self.reason));
        if self.day > today {
            problems.add("day", Problem::new("DATE_FUTURE"));
        }
        if let Some(first) = since.filter(|first| self.day < *first) {
            problems.add("day", before(first));
        }
        match reason {
            Some(reason) if problems.is_empty() => Ok(reason),
            _ => Err(problems),
        }
    }
}

/// Says which day is the earliest.
#[must_use]
pub fn before(first: NaiveDate) -> Problem {
    Problem::new("DATE_BEFORE").with("day", first.format("%d-%m-%Y"))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{ChangeService, EndService};
    use crate::{ids::ServiceId, money::Rupiah, registrations::Address};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_field_of_a_connection_says_what_is_wrong() {
        let wrong = ChangeService {
            id: ServiceId(1),
            version: 1,
            package: None,
            agreed_price: Some(Rupiah(-1)),
            from: day("2027-12-01"),
            address: Address::default(),
            zone: None,
            pin: Some((91.0, 0.0)),
            billing_day: 29,
        };
        let problems = wrong.check(day("2026-11-29")).unwrap_err();
        for field in [
            "package",
            "agreed_price",
            "from",
            "street",
            "kecamatan",
            "zone",
            "pin",
            "billing_day",
        ] {
            assert_eq!(problems.field(field).len(), 1, "{field}");
        }
    }

    #[test]
    fn a_connection_ends_between_its_first_day_and_today() {
        let end = |on: &str| {
            let request = EndService {
                id: ServiceId(1),
                version: 1,
                day: day(on),
                reason: " pindah rumah ".to_owned(),
            };
            request.check(day("2026-11-29"), Some(day("2026-11-01")))
        };
        assert_eq!(end("2026-11-29").unwrap(), "pindah rumah");
        assert_eq!(end("2026-11-01").unwrap(), "pindah rumah");
        let code = |on: &str| end(on).unwrap_err().field("day")[0].code.clone();
        assert_eq!(code("2026-11-30"), "DATE_FUTURE");
        assert_eq!(code("2026-10-31"), "DATE_BEFORE");
    }
}
