//! Who came: customers with their service, and applicants who are no customers.

use chrono::{Months, NaiveDate};

use super::{
    history::{Applicant, HOMES, Home, at, first_of, later},
    people::{Dice, person},
};

const MONTHS: u32 = 18;
/// Approved, but the technician has not been there yet.
const WAITING: usize = 12;

/// Customers in the order in which they applied.
pub(crate) fn homes(dice: &mut Dice, today: NaiveDate) -> Vec<Home> {
    let start = first_of(today)
        .checked_sub_months(Months::new(MONTHS))
        .unwrap_or(today);
    let span = (today - start).num_days() - 12;
    // A third was there from the first weeks on; the others came evenly.
    let mut days: Vec<NaiveDate> = (0..HOMES - WAITING)
        .map(|_| {
            later(
                start,
                if dice.percent(33) {
                    dice.between(0, 30)
                } else {
                    dice.between(0, span)
                },
            )
        })
        .collect();
    days.extend((0..WAITING).map(|_| later(today, -dice.between(1, 5))));
    days.sort_unstable();
    let waiting_since = days.len() - WAITING;
    let mut homes = Vec::with_capacity(days.len());
    for (place, applied) in days.into_iter().enumerate() {
        let person = person(dice);
        let activated = later(applied, dice.between(2, 6));
        let age = (today - activated).num_days();
        let (status, ended) = if place >= waiting_since {
            ("pending", None)
        } else if age > 120 && dice.percent(9) {
            (
                "terminated",
                Some(later(activated, dice.between(60, age - 20))),
            )
        } else if age > 75 && dice.percent(3) {
            ("suspended", None)
        } else {
            ("active", None)
        };
        homes.push(Home {
            id: i64::try_from(place).unwrap_or(0) + 1,
            zone: i64::try_from(person.area).unwrap_or(0) + 1,
            package: *dice.pick(&[1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 5]),
            status,
            applied_at: at(applied, dice.between(8, 19), dice.between(0, 59)),
            activated_on: (status != "pending").then_some(activated),
            terminated_on: ended,
            tags: if dice.percent(4) {
                vec!["VIP"]
            } else {
                Vec::new()
            },
            person,
        });
    }
    homes
}

/// Applications that are still on their way or came to nothing.
pub(crate) fn applicants(dice: &mut Dice, today: NaiveDate) -> Vec<Applicant> {
    const REFUSED: &[&str] = &[
        "Di luar jangkauan jaringan",
        "ODP penuh",
        "Data tidak dapat diverifikasi",
    ];
    const WITHDRAWN: &[&str] = &[
        "Pelanggan memilih penyedia lain",
        "Pelanggan pindah rumah",
        "Tidak jadi pasang",
    ];
    let mut made = Vec::new();
    for (status, count, oldest, newest) in [
        ("pending_verification", 16, 2, 0),
        ("verified", 11, 4, 1),
        ("survey_scheduled", 8, 6, 2),
        ("survey_completed", 6, 7, 3),
        ("rejected", 55, 500, 5),
        ("cancelled", 70, 500, 4),
    ] {
        for _ in 0..count {
            let person = person(dice);
            let day = later(today, -dice.between(newest, oldest));
            // Nothing happens later than now: the program may be opened soon after midnight.
            let applied_at = if day == today {
                at(later(today, -1), 23, dice.between(5, 59))
            } else {
                at(day, dice.between(8, 20), dice.between(0, 59))
            };
            let moved = if status == "pending_verification" {
                applied_at
            } else {
                (applied_at + chrono::Duration::hours(dice.between(3, 8))).min(at(today, 0, 0))
            };
            made.push(Applicant {
                zone: i64::try_from(person.area).unwrap_or(0) + 1,
                person,
                package: dice.between(1, 5),
                status,
                reason: match status {
                    "rejected" => Some(*dice.pick(REFUSED)),
                    "cancelled" => Some(*dice.pick(WITHDRAWN)),
                    _ => None,
                },
                applied_at,
                status_since: moved,
                preferred_date: later(day, dice.between(2, 9)),
            });
        }
    }
    made
}
