//! Internet packages and zones.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{PackageId, ZoneId},
    money::Rupiah,
    problem::{Problem, Problems},
    sla::rules,
    valid,
};

/// The fastest a package may be, in Mbit/s.
const SPEED_MAX: i32 = 100_000;
/// The longest code of a package, in characters.
const CODE_MAX: usize = 20;
/// How far ahead a price may be fixed, in days.
const AHEAD_MAX: i64 = 366;

/// A package with today's price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Package {
    /// Record.
    pub id: PackageId,
    /// Short code, such as `HS50`.
    pub code: String,
    /// `Home Silver 50M`.
    pub name: String,
    /// Mbit/s to the customer.
    pub down_mbps: i32,
    /// Mbit/s from the customer.
    pub up_mbps: i32,
    /// Rupiah a month, as priced.
    pub monthly_price: Rupiah,
    /// Rupiah once, as priced.
    pub set_up_fee: Rupiah,
}

/// Lists packages on sale, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListPackages {}
call!(ListPackages => Vec<Package>; reads [Packages]; changes []; Staff);

/// A part of the service area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// Record.
    pub id: ZoneId,
    /// Name.
    pub name: String,
}

/// Lists zones, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListZones {}
call!(ListZones => Vec<Zone>; reads [Settings]; changes []; Staff);

/// Adds a zone or gives one another name. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveZone {
    /// Which; none for a new one.
    pub id: Option<ZoneId>,
    /// Name.
    pub name: String,
}
call!(SaveZone => ZoneId; reads []; changes [Settings]; Staff);

impl SaveZone {
    /// The check that the form makes before sending and the handler makes again; answers the cleaned name.
    ///
    /// # Errors
    /// Problems by field: `name`.
    pub fn check(&self) -> Result<String, Problems> {
        valid::name(&self.name).map_err(|problem| Problems::one("name", problem))
    }
}

/// What a package costs from a business day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// First day.
    pub valid_from: NaiveDate,
    /// Rupiah a month, as priced.
    pub monthly_price: Rupiah,
}

/// A package with all its prices, on sale or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CatalogueEntry {
    /// Record.
    pub id: PackageId,
    /// Short code, such as `HS50`.
    pub code: String,
    /// `Home Silver 50M`.
    pub name: String,
    /// Mbit/s to the customer.
    pub down_mbps: i32,
    /// Mbit/s from the customer.
    pub up_mbps: i32,
    /// Rupiah once, as priced.
    pub set_up_fee: Rupiah,
    /// Whether it is offered to new customers.
    pub on_sale: bool,
    /// The service level that decides how soon its tickets must be done.
    pub sla_level: String,
    /// Newest first; the first one that is not in the future is today's.
    pub prices: Vec<Price>,
    /// Connections that run on it.
    pub services: i64,
}

impl CatalogueEntry {
    /// The price of a business day; none before the first.
    #[must_use]
    pub fn price_on(&self, day: NaiveDate) -> Option<Price> {
        self.prices
            .iter()
            .copied()
            .find(|price| price.valid_from <= day)
    }

    /// The next price after a business day, when one is fixed.
    #[must_use]
    pub fn price_after(&self, day: NaiveDate) -> Option<Price> {
        self.prices
            .iter()
            .copied()
            .rfind(|price| price.valid_from > day)
    }
}

/// Lists every package, those on sale first, each part by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListCatalogue {}
call!(ListCatalogue => Vec<CatalogueEntry>; reads [Packages, Services]; changes []; Staff);

/// Adds a package or changes one, perhaps with a price from a day on. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavePackage {
    /// Which; none for a new one.
    pub id: Option<PackageId>,
    /// Short code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Mbit/s to the customer.
    pub down_mbps: i32,
    /// Mbit/s from the customer.
    pub up_mbps: i32,
    /// Rupiah once, as priced.
    pub set_up_fee: Rupiah,
    /// Whether it is offered to new customers.
    pub on_sale: bool,
    /// The service level that decides how soon its tickets must be done; an empty one is the standard.
    pub sla_level: String,
    /// A new price; one that is fixed for the same day already is replaced. A new package needs one.
    pub price: Option<Price>,
}
call!(SavePackage => PackageId; reads []; changes [Packages, Tickets]; Staff);

impl SavePackage {
    /// The check that the form makes before sending and the handler makes again. `today` is the business day: what was
    /// charged on a day that has passed stays as it was.
    ///
    /// # Errors
    /// Problems by field: `code, name, down_mbps, up_mbps, set_up_fee, sla_level, monthly_price, valid_from`.
    pub fn check(&self, today: NaiveDate) -> Result<(), Problems> {
        let mut problems = Problems::none();
        problems.check("code", valid::required(&self.code, CODE_MAX));
        problems.check("name", valid::name(&self.name));
        for (field, speed) in [("down_mbps", self.down_mbps), ("up_mbps", self.up_mbps)] {
            if !(1..=SPEED_MAX).contains(&speed) {
                problems.add(
                    field,
                    Problem::new("NUMBER_RANGE")
                        .with("min", 1)
                        .with("max", SPEED_MAX),
                );
            }
        }
        problems.check("sla_level", self.level());
        if self.set_up_fee.0 < 0 {
            problems.add("set_up_fee", Problem::new("AMOUNT_NEGATIVE"));
        }
        match self.price {
            None if self.id.is_none() => {
                problems.add("monthly_price", Problem::new("TEXT_REQUIRED"));
            }
            None => {}
            Some(price) => {
                if price.monthly_price.0 <= 0 {
                    problems.add("monthly_price", Problem::new("AMOUNT_ZERO"));
                }
                if price.valid_from < today {
                    problems.add("valid_from", Problem::new("DATE_PAST"));
                } else if (price.valid_from - today).num_days() > AHEAD_MAX {
                    problems.add("valid_from", Problem::new("DATE_RANGE"));
                }
            }
        }
        problems.into_result()
    }

    /// The level as it is kept.
    ///
    /// # Errors
    /// Those of [`rules::level`].
    pub fn level(&self) -> Result<String, Problem> {
        if self.sla_level.trim().is_empty() {
            Ok(rules::STANDARD.to_owned())
        } else {
            rules::level(&self.sla_level)
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::{CatalogueEntry, Price, SavePackage};
    use crate::{ids::PackageId, money::Rupiah};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 11, 16).unwrap()
    }

    fn silver() -> SavePackage {
        SavePackage {
            id: None,
            code: "HS50".to_owned(),
            name: "Home Silver 50M".to_owned(),
            down_mbps: 50,
            up_mbps: 50,
            set_up_fee: Rupiah(250_000),
            on_sale: true,
            sla_level: String::new(),
            price: Some(Price {
                valid_from: today(),
                monthly_price: Rupiah(350_000),
            }),
        }
    }

    #[test]
    fn a_price_never_reaches_back_into_days_that_were_billed() {
        assert_eq!(silver().check(today()), Ok(()));
        let tomorrow = today().checked_add_days(Days::new(1)).unwrap();
        let problems = silver().check(tomorrow).unwrap_err();
        assert_eq!(problems.field("valid_from")[0].code, "DATE_PAST");
    }

    #[test]
    fn a_new_package_needs_a_price_and_an_old_one_keeps_its_own() {
        let unpriced = SavePackage {
            price: None,
            ..silver()
        };
        let problems = unpriced.check(today()).unwrap_err();
        assert!(!problems.field("monthly_price").is_empty());
        let known = SavePackage {
            id: Some(PackageId(7)),
            ..unpriced
        };
        assert_eq!(known.check(today()), Ok(()));
    }

    #[test]
    fn todays_price_is_the_newest_that_has_begun() {
        let on = |day: u32, price| Price {
            valid_from: NaiveDate::from_ymd_opt(2025, 11, day).unwrap(),
            monthly_price: Rupiah(price),
        };
        let entry = CatalogueEntry {
            id: PackageId(1),
            code: String::new(),
            name: String::new(),
            down_mbps: 1,
            up_mbps: 1,
            set_up_fee: Rupiah(0),
            on_sale: true,
            sla_level: "standard".to_owned(),
            prices: vec![on(30, 5), on(20, 4), on(16, 3), on(1, 2)],
            services: 0,
        };
        assert_eq!(entry.price_on(today()), Some(on(16, 3)));
        assert_eq!(entry.price_after(today()), Some(on(20, 4)));
    }
}
