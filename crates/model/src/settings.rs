//! Company data and other settings of the business.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::FileId,
    problem::{Problem, Problems},
    qris::Qris,
    valid,
};

/// A bank account customers transfer to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BankAccount {
    /// `BCA`.
    pub bank: String,
    /// Digits.
    pub number: String,
    /// Account holder.
    pub holder: String,
}

/// Who we are, on invoices and in the masthead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Company {
    /// Name.
    pub name: String,
    /// Address, lines separated by newlines.
    pub address: String,
    /// Tax number; empty when not a taxable business.
    pub npwp: String,
    /// As shown.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// Accounts, in the order shown.
    pub bank_accounts: Vec<BankAccount>,
    /// Static QRIS payload; empty for none.
    pub qris: String,
    /// Business time zone.
    pub time_zone: String,
}

impl Company {
    /// Checks all fields.
    ///
    /// # Errors
    /// Problems by field: `name, address, npwp, phone, email, qris, time_zone, bank_accounts.N.{bank, number, holder}`.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        problems.check("name", valid::name(&self.name));
        problems.check("address", valid::text(&self.address, 500));
        problems.check("npwp", valid::text(&self.npwp, 30));
        problems.check("phone", valid::text(&self.phone, 60));
        if !self.email.trim().is_empty() {
            problems.check("email", valid::email(&self.email));
        }
        if !self.qris.trim().is_empty() {
            problems.check("qris", Qris::parse(&self.qris));
        }
        problems.check("time_zone", crate::format::Zone::from_name(&self.time_zone));
        for (at, account) in self.bank_accounts.iter().enumerate() {
            for (field, text) in [("bank", &account.bank), ("holder", &account.holder)] {
                problems.check(
                    &format!("bank_accounts.{at}.{field}"),
                    valid::text(text, valid::NAME_MAX),
                );
            }
            if account.number.is_empty()
                || !account
                    .number
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b == b'-')
                || account.number.len() > 30
            {
                problems.add(
                    &format!("bank_accounts.{at}.number"),
                    Problem::new("ACCOUNT_FORMAT"),
                );
            }
        }
        problems.into_result()
    }
}

/// Asks for the company data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowCompany {}
call!(ShowCompany => Company; reads [Settings]; changes []; Staff);

/// Saves the company data. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveCompany {
    /// All of it.
    pub company: Company,
}
call!(SaveCompany => (); reads []; changes [Settings]; Staff);

/// The company's logo as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoPicture {
    /// Bytes of a PNG.
    pub base64: String,
}

/// Asks for the logo; none when there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowLogo {}
call!(ShowLogo => Option<LogoPicture>; reads [Settings]; changes []; Staff);

/// Puts a picture that was handed in at the head of invoices: PNG or JPEG, at most 2 MB and 4,096 pixels a side. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveLogo {
    /// The file.
    pub file: FileId,
}
call!(SaveLogo => (); reads []; changes [Settings]; Staff);

/// Takes the logo off the invoices. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveLogo {}
call!(RemoveLogo => (); reads []; changes [Settings]; Staff);
