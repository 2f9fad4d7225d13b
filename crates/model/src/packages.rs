//! Internet packages and zones.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{PackageId, ZoneId},
    money::Rupiah,
};

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
    /// Rupiah a month, before tax.
    pub monthly_price: Rupiah,
    /// Rupiah once, before tax.
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
