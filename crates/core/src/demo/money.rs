//! What was billed and what was paid.

use chrono::{Datelike, Days, Months, NaiveDate};
use model::{format::Zone, money::Rupiah};

use super::{
    history::{Home, Invoice, PACKAGES, Tax, at, first_of, later, price_change},
    people::Dice,
};

const DAYS_TO_PAY: u64 = 10;
/// Transfers are the most usual, then QRIS.
const METHODS: &[&str] = &[
    "bank_transfer",
    "bank_transfer",
    "bank_transfer",
    "qris",
    "qris",
    "virtual_account",
    "cash",
    "e_wallet",
];

fn tax_on(day: NaiveDate) -> Tax {
    if day.year() >= 2025 {
        Tax {
            rate: 12,
            num: 11,
            den: 12,
        }
    } else {
        Tax {
            rate: 11,
            num: 1,
            den: 1,
        }
    }
}

/// The first invoice of a home and one for every month after it.
pub(crate) fn invoices_of(dice: &mut Dice, home: &Home, today: NaiveDate) -> Vec<Invoice> {
    // 80 of 100 pay in time, 15 are often late, 5 leave the newest open.
    let manner = dice.between(1, 100);
    let issued_first = later(Zone::Wib.day(home.applied_at), 1).min(today);
    let ended = home.terminated_on.unwrap_or(today);
    let mut days = vec![issued_first];
    let mut month = first_of(home.activated_on.unwrap_or(today));
    while let Some(next) = month
        .checked_add_months(Months::new(1))
        .filter(|next| *next <= ended)
    {
        if home.activated_on.is_some() {
            days.push(next);
        }
        month = next;
    }
    let newest = days.len() - 1;
    let mut invoices = Vec::with_capacity(days.len());
    for (place, issued_on) in days.into_iter().enumerate() {
        let (.., fee, before, since) = PACKAGES[usize::try_from(home.package - 1).unwrap_or(0)];
        let price = if issued_on < price_change(today) {
            before
        } else {
            since
        };
        let set_up_fee = if place == 0 { fee } else { 0 };
        let tax = tax_on(issued_on);
        let subtotal = Rupiah(set_up_fee + price);
        let dpp = subtotal.scale(tax.num, tax.den);
        let ppn = dpp.scale(tax.rate, 100);
        let total = (subtotal + ppn).0;
        let due_on = issued_on + Days::new(DAYS_TO_PAY);
        let never =
            (home.status == "suspended" && place + 2 > newest) || (manner > 95 && place == newest);
        let late = place > 0 && manner > 80 && dice.percent(60);
        let day = if late {
            later(due_on, dice.between(1, 24))
        } else {
            later(issued_on, dice.between(0, 9))
        };
        let paid_on = (day < today && !never && home.status != "pending").then_some(day);
        let part = paid_on.is_some() && place == newest && dice.percent(4);
        let paid = match paid_on {
            Some(_) if part => total / 2,
            Some(_) => total,
            None => 0,
        };
        let method = *dice.pick(METHODS);
        invoices.push(Invoice {
            id: 0,
            home: home.id,
            kind: if place == 0 { "first" } else { "monthly" },
            period: first_of(issued_on),
            issued_on,
            due_on,
            set_up_fee,
            price,
            dpp: dpp.0,
            tax,
            ppn: ppn.0,
            total,
            paid,
            paid_at: paid_on.map(|day| at(day, dice.between(7, 20), dice.between(0, 59))),
            method,
            status: if paid == total {
                "paid"
            } else if paid > 0 {
                "partial"
            } else if due_on < today {
                "overdue"
            } else {
                "issued"
            },
        });
    }
    invoices
}
