//! The rule of months by example and at random.

use chrono::{Datelike as _, Days, NaiveDate};
use proptest::prelude::*;

use super::rule::{
    BillingRules, Charge, Discount, Drawn, Late, Month, Size, Skip, Subscription, Terms, draw,
    due_on,
};
use crate::{
    money::Rupiah,
    states::ServiceStatus,
    tax::{Percent, TaxRule, TaxTreatment},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    Month::of(day(&format!("{text}-01")))
}

const RULES: BillingRules = BillingRules {
    days_to_pay: 10,
    prorate: true,
    bill_suspended: false,
    late_fee: Rupiah::ZERO,
    late_fee_after: 7,
};

fn terms(from: &str, package: &str, price: i64) -> Terms {
    Terms {
        from: day(from),
        package: package.to_owned(),
        agreed: None,
        list: vec![(day("2020-01-01"), Rupiah(price))],
    }
}

fn running() -> Subscription {
    Subscription {
        status: ServiceStatus::Active,
        activated_on: Some(day("2025-01-15")),
        ended_on: None,
        customer_gone: false,
        parked: false,
        terms: vec![terms("2025-01-15", "Home Silver 50M", 310_000)],
        is_billed: false,
        has_first: true,
        asked_before: Some(Rupiah(310_000)),
        discounts: Vec::new(),
        charges: Vec::new(),
        late: Vec::new(),
    }
}

fn amounts(drawn: &Drawn) -> Vec<i64> {
    drawn.lines.iter().map(|(_, amount)| amount.0).collect()
}

#[test]
fn a_whole_month_costs_its_price() {
    let drawn = draw(&running(), month("2025-11"), &RULES).unwrap();
    assert_eq!(
        drawn.lines,
        [(
            "Home Silver 50M – November 2025".to_owned(),
            Rupiah(310_000)
        )]
    );
    assert_eq!(
        (drawn.recurring, drawn.discount()),
        (Rupiah(310_000), Rupiah::ZERO)
    );
}

#[test]
fn whoever_began_in_the_middle_gets_the_days_before_back() {
    let began = Subscription {
        activated_on: Some(day("2025-10-11")),
        terms: vec![terms("2025-10-03", "Home Silver 50M", 310_000)],
        ..running()
    };
    assert_eq!(draw(&began, month("2025-10"), &RULES), Err(Skip::First));
    let drawn = draw(&began, month("2025-11"), &RULES).unwrap();
    assert_eq!(
        drawn.discounts,
        [(
            "Penyesuaian Oktober 2025 (aktif sejak tanggal 11)".to_owned(),
            Rupiah(100_000)
        )]
    );
    let whole = BillingRules {
        prorate: false,
        ..RULES
    };
    assert_eq!(
        draw(&began, month("2025-11"), &whole).unwrap().discounts,
        []
    );
}

#[test]
fn without_an_invoice_of_its_approval_a_month_is_paid_from_its_first_day() {
    let taken_over = Subscription {
        activated_on: Some(day("2025-11-16")),
        has_first: false,
        asked_before: None,
        terms: vec![terms("2025-11-16", "Home Silver 50M", 300_000)],
        ..running()
    };
    let drawn = draw(&taken_over, month("2025-11"), &RULES).unwrap();
    assert_eq!(
        drawn.lines,
        [(
            "Home Silver 50M – November 2025 (16–30)".to_owned(),
            Rupiah(150_000)
        )]
    );
}

#[test]
fn another_package_in_the_middle_splits_the_month_and_mends_the_one_before() {
    let changed = Subscription {
        terms: vec![
            terms("2025-01-15", "Home Silver 50M", 300_000),
            terms("2025-11-16", "Home Gold 100M", 450_000),
        ],
        asked_before: Some(Rupiah(300_000)),
        ..running()
    };
    let known_before = draw(&changed, month("2025-11"), &RULES).unwrap();
    assert_eq!(amounts(&known_before), [150_000, 225_000]);
    assert_eq!(known_before.recurring, Rupiah(375_000));
    let after = draw(&changed, month("2025-12"), &RULES).unwrap();
    assert_eq!(amounts(&after), [450_000, 75_000]);
    assert_eq!(
        after.lines[1].0,
        "Penyesuaian November 2025 (perubahan paket)"
    );
    // Down again: what was paid too much is taken off.
    let down = Subscription {
        terms: vec![
            terms("2025-01-15", "Home Gold 100M", 450_000),
            terms("2025-11-16", "Home Silver 50M", 300_000),
        ],
        asked_before: Some(Rupiah(450_000)),
        ..running()
    };
    let drawn = draw(&down, month("2025-12"), &RULES).unwrap();
    assert_eq!(
        (amounts(&drawn), drawn.discount()),
        (vec![300_000], Rupiah(75_000))
    );
}

#[test]
fn a_new_price_of_the_list_holds_from_the_next_month() {
    let mut of = running();
    of.terms[0].list.push((day("2025-11-10"), Rupiah(350_000)));
    assert_eq!(
        amounts(&draw(&of, month("2025-11"), &RULES).unwrap()),
        [310_000]
    );
    assert_eq!(
        amounts(&draw(&of, month("2025-12"), &RULES).unwrap()),
        [350_000]
    );
}

#[test]
fn the_last_month_ends_with_the_connection() {
    let ending = Subscription {
        status: ServiceStatus::Terminated,
        ended_on: Some(day("2025-11-10")),
        terms: vec![terms("2025-01-15", "Home Silver 50M", 300_000)],
        asked_before: Some(Rupiah(300_000)),
        ..running()
    };
    assert_eq!(
        amounts(&draw(&ending, month("2025-11"), &RULES).unwrap()),
        [100_000]
    );
    assert_eq!(draw(&ending, month("2025-12"), &RULES), Err(Skip::Ended));
}

#[test]
fn february_has_twenty_nine_days_when_the_year_leaps() {
    let leap = Subscription {
        activated_on: Some(day("2024-02-29")),
        has_first: false,
        asked_before: None,
        terms: vec![terms("2024-02-29", "Home Silver 50M", 290_000)],
        ..running()
    };
    assert_eq!(
        amounts(&draw(&leap, month("2024-02"), &RULES).unwrap()),
        [10_000]
    );
    assert_eq!((month("2024-02").days(), month("2025-02").days()), (29, 28));
    assert_eq!(month("2024-02").day(30), day("2024-02-29"));
    assert_eq!(month("2025-12").next(), month("2026-01"));
    assert_eq!(month("2026-01").before(), month("2025-12"));
}

#[test]
fn reasons_come_in_their_order() {
    let skip = |change: fn(&mut Subscription)| {
        let mut of = running();
        change(&mut of);
        draw(&of, month("2025-11"), &RULES).unwrap_err()
    };
    assert_eq!(skip(|of| of.is_billed = true), Skip::Billed);
    assert_eq!(skip(|of| of.parked = true), Skip::Parked);
    assert_eq!(skip(|of| of.status = ServiceStatus::Pending), Skip::Pending);
    assert_eq!(
        skip(|of| of.status = ServiceStatus::Suspended),
        Skip::Suspended
    );
    assert_eq!(
        skip(|of| of.activated_on = Some(day("2025-12-01"))),
        Skip::Later
    );
    assert_eq!(skip(|of| of.customer_gone = true), Skip::CustomerGone);
    assert_eq!(skip(|of| of.terms[0].list.clear()), Skip::NoPrice);
    assert_eq!(
        skip(|of| of.terms[0].agreed = Some(Rupiah::ZERO)),
        Skip::Free
    );
    let blocked = Subscription {
        status: ServiceStatus::Suspended,
        ..running()
    };
    let all = BillingRules {
        bill_suspended: true,
        ..RULES
    };
    assert_eq!(
        amounts(&draw(&blocked, month("2025-11"), &all).unwrap()),
        [310_000]
    );
    for skip in Skip::ALL {
        assert_eq!(Skip::from_name(skip.name()), Some(skip));
    }
}

#[test]
fn what_is_taken_off_is_never_more_than_the_invoice_and_what_is_there_once_waits() {
    let of = Subscription {
        discounts: vec![
            Discount {
                description: "Ganti rugi gangguan".to_owned(),
                size: Size::Amount(Rupiah(300_000)),
                once: true,
            },
            Discount {
                description: "Promo 20%".to_owned(),
                size: Size::Percent(Percent(2000)),
                once: false,
            },
        ],
        ..running()
    };
    let drawn = draw(&of, month("2025-11"), &RULES).unwrap();
    assert_eq!(
        drawn.discounts,
        [
            ("Promo 20%".to_owned(), Rupiah(62_000)),
            ("Ganti rugi gangguan".to_owned(), Rupiah(248_000))
        ]
    );
    assert_eq!(drawn.carried, Rupiah(52_000));
}

#[test]
fn charges_and_fees_stand_on_it() {
    let of = Subscription {
        charges: vec![Charge {
            id: 7,
            description: "Router baru".to_owned(),
            amount: Rupiah(250_000),
        }],
        late: vec![Late {
            id: 9,
            number: "INV-202510-00042".to_owned(),
        }],
        ..running()
    };
    let rules = BillingRules {
        late_fee: Rupiah(25_000),
        ..RULES
    };
    let drawn = draw(&of, month("2025-11"), &rules).unwrap();
    assert_eq!(amounts(&drawn), [310_000, 250_000, 25_000]);
    assert_eq!(drawn.charges, [7]);
    assert_eq!(drawn.fees[0].1, "Denda keterlambatan INV-202510-00042");
    assert_eq!(draw(&of, month("2025-11"), &RULES).unwrap().fees, []);
}

#[test]
fn an_invoice_is_due_on_its_day_and_not_too_soon() {
    let due =
        |billing_day, issued: &str| due_on(month("2025-11"), billing_day, day(issued), &RULES);
    assert_eq!(due(20, "2025-11-01"), day("2025-11-20"));
    assert_eq!(due(5, "2025-11-01"), day("2025-11-11"));
    assert_eq!(due(28, "2025-12-15"), day("2025-12-25"));
}

/// A connection at random: up to four packages, a beginning, an end, discounts and charges.
fn any_subscription() -> impl Strategy<Value = (Subscription, Month, TaxTreatment)> {
    let term = (0i64..120, 0i64..3_000_000, any::<bool>());
    let discount = (1i64..2_000_000, any::<bool>(), any::<bool>());
    (
        prop::collection::vec(term, 1..5),
        -60i64..60,
        prop::option::of(0i64..90),
        prop::option::of(0i64..3_000_000),
        prop::collection::vec(discount, 0..3),
        prop::collection::vec(1i64..2_000_000, 0..3),
        0u32..48,
        prop::sample::select(TaxTreatment::ALL.to_vec()),
    )
        .prop_map(
            |(mut terms, began, ended, asked, discounts, charges, months, treatment)| {
                let month = (0..months).fold(month("2023-01"), |month, _| month.next());
                let after = |days: i64| month.first() + chrono::Duration::days(days);
                terms.sort_unstable();
                terms.dedup_by_key(|(from, ..)| *from);
                let of = Subscription {
                    status: ServiceStatus::Active,
                    activated_on: Some(after(began)),
                    ended_on: ended.map(|days| after(began.max(0) + days)),
                    customer_gone: false,
                    parked: false,
                    terms: terms
                        .into_iter()
                        .map(|(from, price, agreed)| Terms {
                            from: after(from - 60),
                            package: format!("Paket {price}"),
                            agreed: agreed.then_some(Rupiah(price)),
                            list: vec![(day("2020-01-01"), Rupiah(price))],
                        })
                        .collect(),
                    is_billed: false,
                    has_first: false,
                    asked_before: asked.map(Rupiah),
                    discounts: discounts
                        .into_iter()
                        .map(|(amount, once, percent)| Discount {
                            description: "Potongan".to_owned(),
                            size: if percent {
                                Size::Percent(Percent(i32::try_from(amount % 10_000 + 1).unwrap()))
                            } else {
                                Size::Amount(Rupiah(amount))
                            },
                            once,
                        })
                        .collect(),
                    charges: charges
                        .into_iter()
                        .map(|amount| Charge {
                            id: amount,
                            description: "Biaya".to_owned(),
                            amount: Rupiah(amount),
                        })
                        .collect(),
                    late: Vec::new(),
                };
                (of, month, treatment)
            },
        )
}

/// The price of a month reckoned a second way: day by day, in fractions, rounded once a price.
fn exact(of: &Subscription, month: Month) -> (f64, usize) {
    let (mut sum, mut prices) = (0.0, 1);
    let mut last = None;
    let mut now = month.first();
    while now <= month.last() {
        let lives = of.activated_on.is_none_or(|day| day <= now)
            && of.ended_on.is_none_or(|day| now <= day);
        if lives {
            let terms = of
                .terms
                .iter()
                .rev()
                .find(|terms| terms.from <= now)
                .unwrap_or(&of.terms[0]);
            let price = terms.agreed.unwrap_or(terms.list[0].1);
            prices += usize::from(last.is_some_and(|last| last != price));
            last = Some(price);
            sum += price.0 as f64 / month.days() as f64;
        }
        now = now + Days::new(1);
    }
    (sum, prices)
}

fn runner(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

proptest! {
    #![proptest_config(runner(5_000))]
    #[test]
    fn every_invoice_adds_up_to_the_rupiah((of, month, treatment) in any_subscription()) {
        match draw(&of, month, &RULES) {
            Ok(drawn) => {
                let (exact, prices) = exact(&of, month);
                // Each price is rounded at its two ends at most.
                prop_assert!((drawn.recurring.0 as f64 - exact).abs() <= prices as f64 + 0.01);
                prop_assert!(drawn.lines.iter().chain(&drawn.discounts).all(|(_, amount)| amount.0 > 0));
                prop_assert!(drawn.discount() <= drawn.subtotal());
                let rule = TaxRule { treatment, rate: Percent(1200), base: (11, 12) };
                let (taxed, price) = (rule.of(drawn.subtotal() - drawn.discount()), drawn.subtotal() - drawn.discount());
                let on_top = if taxed.is_included { Rupiah::ZERO } else { taxed.ppn };
                prop_assert_eq!(taxed.total, price + on_top);
                prop_assert!(taxed.ppn <= taxed.total);
            }
            Err(skip) => prop_assert!(matches!(skip, Skip::Later | Skip::Ended | Skip::Free)),
        }
    }

    /// However a month is cut into pieces of one price, they make up that price.
    #[test]
    fn pieces_of_a_price_make_it_up(price in 0i64..10_000_000_000, cuts in prop::collection::vec(0u64..31, 0..6), months in 0u32..48) {
        let month = (0..months).fold(month("2023-01"), |month, _| month.next());
        let mut of = running();
        of.activated_on = Some(day("2020-01-01"));
        of.asked_before = None;
        of.terms = vec![terms("2020-01-01", "A", price)];
        let mut cuts: Vec<_> = cuts.into_iter().map(|days| month.first() + Days::new(days)).collect();
        cuts.sort_unstable();
        cuts.dedup();
        for from in cuts {
            of.terms.push(Terms { from, ..terms("2020-01-01", "A", price) });
        }
        let asked = draw(&of, month, &RULES).map(|drawn| drawn.recurring).unwrap_or_default();
        prop_assert_eq!(asked, Rupiah(price));
    }

    /// A month that was asked for and the mending of it are together what it costs from the day that the connection began.
    #[test]
    fn a_mended_month_is_paid_once(price in 1_000i64..5_000_000, began in 0u64..28, months in 0u32..48) {
        let month = (0..months).fold(month("2023-02"), |month, _| month.next());
        let activated = month.before().first() + Days::new(began);
        let mut of = running();
        of.activated_on = Some(activated);
        of.terms = vec![terms("2020-01-01", "A", price)];
        of.asked_before = Some(Rupiah(price));
        let drawn = draw(&of, month, &RULES).unwrap();
        let before = month.before();
        let used = Rupiah(price) - Rupiah(price).scale(i64::from(activated.day() - 1), before.days());
        prop_assert_eq!(Rupiah(price) - drawn.discount() - drawn.carried, used);
    }
}

/// The million of the long run: `AGLIS_BILLING_CASES=1000000 cargo test -p model a_million`.
#[test]
fn a_million_invoices_at_random_are_off_by_nothing() {
    let cases = std::env::var("AGLIS_BILLING_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(20_000);
    let mut runner = proptest::test_runner::TestRunner::new(runner(cases));
    runner
        .run(&any_subscription(), |(of, month, treatment)| {
            if let Ok(drawn) = draw(&of, month, &RULES) {
                let price = drawn.subtotal() - drawn.discount();
                let taxed = TaxRule {
                    treatment,
                    rate: Percent(1200),
                    base: (11, 12),
                }
                .of(price);
                let lines: i64 = drawn.lines.iter().map(|(_, amount)| amount.0).sum();
                let taken: i64 = drawn.discounts.iter().map(|(_, amount)| amount.0).sum();
                prop_assert_eq!(lines - taken, price.0);
                prop_assert_eq!(taxed.net() + taxed.ppn, taxed.total);
                if treatment == TaxTreatment::Included {
                    prop_assert_eq!(taxed.total, price);
                }
            }
            Ok(())
        })
        .unwrap();
}
