//! What a connection pays for a month: the one rule of previews and of invoices.
//!
//! Days of a month are weighed so that parts of one price always make up that price: the part from day *a* to day *b* is what the price
//! makes up to *b* less what it makes up to *a*, each in whole rupiah. Nobody pays a rupiah more because his month came in pieces.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{format::show_month, money::Rupiah, states::ServiceStatus, tax::Percent, text::Locale};

/// A month, by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Month {
        Month(day.with_day(1).unwrap_or(day))
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.next().0.pred_opt().unwrap_or(self.0)
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Month {
        Month(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The month before it.
    #[must_use]
    pub fn before(self) -> Month {
        Month(self.0.checked_sub_months(Months::new(1)).unwrap_or(self.0))
    }

    /// How many days it has.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.next().0 - self.0).num_days()
    }

    /// Its day of this number, the last one when it has fewer.
    #[must_use]
    pub fn day(self, number: u32) -> NaiveDate {
        self.0.with_day(number).unwrap_or_else(|| self.last())
    }
}

/// How a company bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillingRules {
    /// Days between issue and due day, at least.
    pub days_to_pay: u16,
    /// Months that begin, change or end in the middle are paid by the day.
    pub prorate: bool,
    /// Connections that are blocked for late payment get invoices as well.
    pub bill_suspended: bool,
    /// Rupiah once for an invoice that is paid late; zero for none.
    pub late_fee: Rupiah,
    /// Days after the due day from which it is late enough for that.
    pub late_fee_after: u16,
}

/// Package and price of a connection from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// First day; what was there before the first of them is as the first.
    pub from: NaiveDate,
    /// Package's name.
    pub package: String,
    /// Agreed on; none follows the list.
    pub agreed: Option<Rupiah>,
    /// The package's price list: from a day on, oldest first.
    pub list: Vec<(NaiveDate, Rupiah)>,
}

impl Terms {
    /// Rupiah a month on a day; none where the list has none yet.
    fn price_on(&self, day: NaiveDate) -> Option<Rupiah> {
        self.agreed.or_else(|| {
            let mut known = self.list.iter().rev();
            known
                .find(|(from, _)| *from <= day)
                .map(|(_, price)| *price)
        })
    }
}

/// A discount as a month has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    /// Why.
    pub description: String,
    /// How much.
    pub size: Size,
    /// It is for this month alone: what does not fit on its invoice is kept for the next.
    pub once: bool,
}

/// How much a discount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// Of the subscription of the month.
    Percent(Percent),
    /// Rupiah.
    Amount(Rupiah),
}

/// Something that is paid once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Record.
    pub id: i64,
    /// What.
    pub description: String,
    /// Rupiah.
    pub amount: Rupiah,
}

/// An open invoice that is late enough for a fee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// Record.
    pub id: i64,
    /// `INV-YYYYMM-NNNNN`.
    pub number: String,
}

/// What the rule asks of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Where it stands.
    pub status: ServiceStatus,
    /// Business day.
    pub activated_on: Option<NaiveDate>,
    /// Its last business day.
    pub ended_on: Option<NaiveDate>,
    /// Its customer was deleted.
    pub customer_gone: bool,
    /// Left out by hand.
    pub parked: bool,
    /// Oldest first, at least one.
    pub terms: Vec<Terms>,
    /// There is an invoice of this month.
    pub is_billed: bool,
    /// The invoice of its approval is still good.
    pub has_first: bool,
    /// What was asked for the subscription of the month before; none where nothing was or nobody knows.
    pub asked_before: Option<Rupiah>,
    /// Of this month.
    pub discounts: Vec<Discount>,
    /// That wait.
    pub charges: Vec<Charge>,
    /// Without a fee yet.
    pub late: Vec<Late>,
}

/// Why a connection gets no invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// It has one.
    Billed,
    /// The invoice of its approval covers the month.
    First,
    /// Not installed yet.
    Pending,
    /// Begins later.
    Later,
    /// Ended before.
    Ended,
    /// Put aside by hand.
    Parked,
    /// Blocked for late payment, and the company bills none of these.
    Suspended,
    /// Its package has no price then.
    NoPrice,
    /// It costs nothing.
    Free,
    /// Its customer was deleted.
    CustomerGone,
}

impl Skip {
    /// All, in the order shown: what needs somebody first.
    pub const ALL: [Skip; 10] = [
        Skip::NoPrice,
        Skip::Parked,
        Skip::Suspended,
        Skip::Free,
        Skip::First,
        Skip::Billed,
        Skip::Pending,
        Skip::Later,
        Skip::Ended,
        Skip::CustomerGone,
    ];

    /// The word in the database and in text keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Skip::Billed => "billed",
            Skip::First => "first",
            Skip::Pending => "pending",
            Skip::Later => "later",
            Skip::Ended => "ended",
            Skip::Parked => "parked",
            Skip::Suspended => "suspended",
            Skip::NoPrice => "no_price",
            Skip::Free => "free",
            Skip::CustomerGone => "customer_gone",
        }
    }

    /// The reason a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Skip> {
        Skip::ALL.into_iter().find(|skip| skip.name() == name)
    }

    /// Whether such a connection could have had an invoice: the others have nothing to do with the month.
    #[must_use]
    pub fn is_left_out(self) -> bool {
        matches!(
            self,
            Skip::NoPrice | Skip::Parked | Skip::Suspended | Skip::Free
        )
    }
}

/// An invoice without its tax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// What is asked, in Indonesian as on the paper, and how much.
    pub lines: Vec<(String, Rupiah)>,
    /// What is taken off.
    pub discounts: Vec<(String, Rupiah)>,
    /// The subscription of the month, as far as it is known now.
    pub recurring: Rupiah,
    /// Charges that stand on it.
    pub charges: Vec<i64>,
    /// Late fees that stand on it: the late invoice, the description and the fee.
    pub fees: Vec<(i64, String, Rupiah)>,
    /// Discounts for which there was no room, for the month after.
    pub carried: Rupiah,
    /// What the month before was put right by; less than zero was paid too much.
    pub mended: Rupiah,
    /// The connection runs on some days of the month only, or at several prices.
    pub is_part: bool,
    /// There is a discount among what is taken off.
    pub has_discount: bool,
}

impl Drawn {
    /// Sum of the lines.
    #[must_use]
    pub fn subtotal(&self) -> Rupiah {
        self.lines.iter().map(|(_, amount)| *amount).sum()
    }

    /// Sum of what is taken off; never more than the lines.
    #[must_use]
    pub fn discount(&self) -> Rupiah {
        self.discounts.iter().map(|(_, amount)| *amount).sum()
    }

    fn take_off(&mut self, description: String, wanted: Rupiah) -> Rupiah {
        let room = self.subtotal() - self.discount();
        let amount = wanted.min(room);
        if amount > Rupiah::ZERO {
            self.discounts.push((description, amount));
        }
        wanted - amount
    }
}

/// A part of a month at one price.
struct Part<'a> {
    package: &'a str,
    first: NaiveDate,
    last: NaiveDate,
    amount: Rupiah,
}

/// The parts of a month's subscription from one day to another, both included; none where a price is missing.
fn parts<'a>(
    terms: &'a [Terms],
    month: Month,
    from: NaiveDate,
    to: NaiveDate,
    by_day: bool,
) -> Option<Vec<Part<'a>>> {
    if from > to {
        return Some(Vec::new());
    }
    let governing = |day: NaiveDate| {
        let mut known = terms.iter().rev();
        known.find(|terms| terms.from <= day).or(terms.first())
    };
    if !by_day {
        let terms = governing(from)?;
        return Some(vec![Part {
            package: &terms.package,
            first: month.first(),
            last: month.last(),
            amount: terms.price_on(from)?,
        }]);
    }
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut first = from;
    while first <= to {
        let now = governing(first)?;
        let changed = terms.iter().map(|terms| terms.from);
        let last = changed
            .filter(|day| *day > first)
            .min()
            .and_then(|day| day.pred_opt())
            .map_or(to, |day| day.min(to));
        let price = now.price_on(first)?;
        let until = |day: NaiveDate| price.scale((day - month.first()).num_days(), month.days());
        let after = last.checked_add_days(Days::new(1)).unwrap_or(last);
        parts.push(Part {
            package: &now.package,
            first,
            last,
            amount: until(after) - until(first),
        });
        first = after;
    }
    Some(parts)
}

/// The invoice of a connection for a month, or why there is none.
///
/// # Errors
/// The reason.
pub fn draw(of: &Subscription, month: Month, rules: &BillingRules) -> Result<Drawn, Skip> {
    let (from, to) = may_be_billed(of, month, rules)?;
    let now = parts(&of.terms, month, from, to, rules.prorate).ok_or(Skip::NoPrice)?;
    let mut drawn = Drawn {
        recurring: now.iter().map(|part| part.amount).sum(),
        ..Drawn::default()
    };
    let whole = |part: &Part<'_>| part.first == month.first() && part.last == month.last();
    for part in now.iter().filter(|part| part.amount > Rupiah::ZERO) {
        let name = format!(
            "{} – {}",
            part.package,
            show_month(month.first(), Locale::Id)
        );
        let name = if whole(part) {
            name
        } else {
            format!("{name} ({}–{})", part.first.day(), part.last.day())
        };
        drawn.lines.push((name, part.amount));
    }
    drawn.is_part = !now.iter().all(whole);
    let mended = mend_before(of, month, rules);
    drawn.mended = mended.as_ref().map_or(Rupiah::ZERO, |(_, more)| *more);
    if let Some((description, more)) = mended.as_ref().filter(|(_, more)| *more > Rupiah::ZERO) {
        drawn.lines.push((description.clone(), *more));
    }
    for charge in &of.charges {
        drawn
            .lines
            .push((charge.description.clone(), charge.amount));
        drawn.charges.push(charge.id);
    }
    if rules.late_fee > Rupiah::ZERO {
        for late in &of.late {
            let description = format!("Denda keterlambatan {}", late.number);
            drawn.lines.push((description.clone(), rules.late_fee));
            drawn.fees.push((late.id, description, rules.late_fee));
        }
    }
    if drawn.subtotal() == Rupiah::ZERO {
        return Err(Skip::Free);
    }
    // What holds for months comes first, so that what is there once finds its room, or waits for the next month.
    let recurring = drawn.recurring;
    let size = |discount: &Discount| match discount.size {
        Size::Percent(percent) => {
            recurring.scale(i64::from(percent.0), i64::from(Percent::WHOLE.0))
        }
        Size::Amount(amount) => amount,
    };
    for discount in of.discounts.iter().filter(|discount| !discount.once) {
        drawn.take_off(discount.description.clone(), size(discount));
    }
    for discount in of.discounts.iter().filter(|discount| discount.once) {
        let left = drawn.take_off(discount.description.clone(), size(discount));
        drawn.carried += left;
    }
    drawn.has_discount = !drawn.discounts.is_empty();
    if let Some((description, more)) = mended.filter(|(_, more)| *more < Rupiah::ZERO) {
        let left = drawn.take_off(description, -more);
        drawn.carried += left;
    }
    Ok(drawn)
}

/// The days of the month that are paid for.
fn may_be_billed(
    of: &Subscription,
    month: Month,
    rules: &BillingRules,
) -> Result<(NaiveDate, NaiveDate), Skip> {
    if of.ended_on.is_some_and(|day| day < month.first())
        || (of.status == ServiceStatus::Terminated && of.ended_on.is_none())
    {
        return Err(Skip::Ended);
    }
    if of.customer_gone {
        return Err(Skip::CustomerGone);
    }
    if of.status == ServiceStatus::Pending {
        return Err(Skip::Pending);
    }
    if of.activated_on.is_some_and(|day| day > month.last()) {
        return Err(Skip::Later);
    }
    if of.is_billed {
        return Err(Skip::Billed);
    }
    let began_here = of.activated_on.is_some_and(|day| Month::of(day) == month);
    if began_here && of.has_first {
        return Err(Skip::First);
    }
    if of.parked {
        return Err(Skip::Parked);
    }
    if of.status == ServiceStatus::Suspended && !rules.bill_suspended {
        return Err(Skip::Suspended);
    }
    let from = of
        .activated_on
        .map_or(month.first(), |day| day.max(month.first()));
    let to = of
        .ended_on
        .map_or(month.last(), |day| day.min(month.last()));
    Ok((from, to))
}

/// What the month before should have cost, less what was asked for it: it was paid before anybody knew when the connection would begin, or
/// that it would get another package.
fn mend_before(of: &Subscription, month: Month, rules: &BillingRules) -> Option<(String, Rupiah)> {
    let asked = of.asked_before.filter(|_| rules.prorate)?;
    let before = month.before();
    let began = of.activated_on.filter(|day| *day > before.first());
    let from = began.unwrap_or(before.first());
    let parts = parts(&of.terms, before, from, before.last(), true)?;
    let should: Rupiah = parts.iter().map(|part| part.amount).sum();
    let name = show_month(before.first(), Locale::Id);
    let description = match began {
        Some(day) => format!("Penyesuaian {name} (aktif sejak tanggal {})", day.day()),
        None => format!("Penyesuaian {name} (perubahan paket)"),
    };
    (should != asked).then_some((description, should - asked))
}

/// When an invoice of a month has to be paid: on the connection's day of the month, and not sooner than the days that everybody has.
#[must_use]
pub fn due_on(
    month: Month,
    billing_day: u32,
    issued_on: NaiveDate,
    rules: &BillingRules,
) -> NaiveDate {
    let soonest = issued_on
        .checked_add_days(Days::new(u64::from(rules.days_to_pay)))
        .unwrap_or(issued_on);
    month.day(billing_day).max(soonest)
}
