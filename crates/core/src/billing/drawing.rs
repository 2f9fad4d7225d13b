//! Reckons the invoices of many connections for a month: gathers what the rule asks for, in a few questions for all of them.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use model::{
    billing::rule::{
        BillingRules, Charge, Discount, Drawn, Late, Month, Size, Skip, Subscription, Terms, draw,
        due_on,
    },
    money::Rupiah,
    states::ServiceStatus,
    tax::{Percent, TaxRule, Taxed},
};
use sqlx::PgConnection;

use super::run_store::{self as store, InvoiceRow, Service, TermRow};
use crate::error::{Error, Result};

/// What holds for all invoices of a run.
pub struct Ground {
    /// Whose invoices.
    pub month: Month,
    /// Business day on them.
    pub issued_on: NaiveDate,
    /// How the company bills.
    pub rules: BillingRules,
    tax: TaxRule,
    packages: HashMap<i64, (String, Vec<(NaiveDate, Rupiah)>)>,
}

/// An invoice with its amounts.
pub struct Reckoned {
    /// Without tax.
    pub drawn: Drawn,
    /// With it.
    pub tax: Taxed,
    /// Business day.
    pub due_on: NaiveDate,
}

/// A connection and what becomes of it.
pub struct Looked {
    /// It.
    pub service: Service,
    /// Package on the first day of the month that it runs.
    pub package: String,
    /// Invoice or reason.
    pub outcome: std::result::Result<Reckoned, Skip>,
    /// Total of the invoice of the month before.
    pub before: Option<Rupiah>,
    /// What was asked for the subscription then.
    pub asked_before: Option<Rupiah>,
}

impl Ground {
    /// As it is now.
    ///
    /// # Errors
    /// As the database's.
    pub async fn read(db: &mut PgConnection, month: Month, issued_on: NaiveDate) -> Result<Self> {
        Ok(Self {
            month,
            issued_on,
            rules: store::rules(db).await?,
            tax: store::tax(db, issued_on).await?,
            packages: store::packages(db).await?,
        })
    }

    /// Looks at the next connections.
    ///
    /// # Errors
    /// As the database's.
    pub async fn look(
        &self,
        db: &mut PgConnection,
        after: i64,
        upto: i64,
        most: i64,
    ) -> Result<Vec<Looked>> {
        let services = store::services(db, after, upto, most).await?;
        let ids: Vec<i64> = services.iter().map(|service| service.id).collect();
        let mut terms = by_service(store::terms(db, &ids).await?, |row| row.service);
        let invoices = by_service(store::invoices(db, &ids, self.month).await?, |row| {
            row.service
        });
        let mut discounts = by_service(store::discounts(db, &ids, self.month).await?, |row| {
            row.service
        });
        let mut charges = by_service(store::charges(db, &ids, self.month).await?, |row| {
            row.service
        });
        let mut late = HashMap::new();
        if self.rules.late_fee > Rupiah::ZERO {
            let days = Days::new(u64::from(self.rules.late_fee_after));
            let before = self
                .issued_on
                .checked_sub_days(days)
                .unwrap_or(self.issued_on);
            late = by_service(store::late(db, &ids, before).await?, |row| row.service);
        }
        services
            .into_iter()
            .map(|service| {
                let id = service.id;
                let terms = self.terms(&service, terms.remove(&id).unwrap_or_default())?;
                let known = invoices.get(&id).map_or(&[][..], Vec::as_slice);
                let (before, asked_before) = self.month_before(&service, known);
                let subscription = Subscription {
                    status: ServiceStatus::from_name(&service.status).ok_or_else(|| {
                        Error::Internal(format!("unknown state {}", service.status))
                    })?,
                    activated_on: service.activated_on,
                    ended_on: service.ended_on,
                    customer_gone: service.gone,
                    parked: service.parked_reason.is_some()
                        && service
                            .parked_until
                            .is_none_or(|until| self.month.first() <= until),
                    is_billed: known
                        .iter()
                        .any(|row| row.kind == "monthly" && row.period == self.month.first()),
                    has_first: known.iter().any(|row| row.kind == "first"),
                    asked_before,
                    discounts: (discounts.remove(&id).unwrap_or_default().into_iter())
                        .filter_map(|row| {
                            let size = match (row.percent, row.amount) {
                                (Some(percent), _) => Size::Percent(Percent(percent)),
                                (None, amount) => Size::Amount(Rupiah(amount?)),
                            };
                            Some(Discount {
                                description: row.description,
                                size,
                                once: row.once,
                            })
                        })
                        .collect(),
                    charges: (charges.remove(&id).unwrap_or_default().into_iter())
                        .map(|row| Charge {
                            id: row.id,
                            description: row.text,
                            amount: Rupiah(row.amount),
                        })
                        .collect(),
                    late: (late.remove(&id).unwrap_or_default().into_iter())
                        .map(|row| Late {
                            id: row.id,
                            number: row.text,
                        })
                        .collect(),
                    terms,
                };
                let day = u32::try_from(service.billing_day).unwrap_or(1);
                let outcome = draw(&subscription, self.month, &self.rules).map(|drawn| Reckoned {
                    tax: self.tax.of(drawn.subtotal() - drawn.discount()),
                    due_on: due_on(self.month, day, self.issued_on, &self.rules),
                    drawn,
                });
                let first = service
                    .activated_on
                    .unwrap_or(self.month.first())
                    .max(self.month.first());
                let governing = subscription
                    .terms
                    .iter()
                    .rev()
                    .find(|terms| terms.from <= first);
                let package = governing
                    .or(subscription.terms.first())
                    .map(|terms| terms.package.clone());
                Ok(Looked {
                    service,
                    package: package.unwrap_or_default(),
                    outcome,
                    before,
                    asked_before,
                })
            })
            .collect()
    }

    fn terms(&self, service: &Service, rows: Vec<TermRow>) -> Result<Vec<Terms>> {
        let named = |package: i64, from: NaiveDate, agreed: Option<i64>| {
            let (name, list) = self
                .packages
                .get(&package)
                .ok_or_else(|| Error::Internal(format!("package {package} is unknown")))?;
            Ok(Terms {
                from,
                package: name.clone(),
                agreed: agreed.map(Rupiah),
                list: list.clone(),
            })
        };
        if rows.is_empty() {
            return Ok(vec![named(
                service.package,
                NaiveDate::MIN,
                service.agreed,
            )?]);
        }
        rows.into_iter()
            .map(|row| named(row.package, row.from, row.agreed))
            .collect()
    }

    /// Total of the month before, and what was asked for its subscription: by its invoice, or by the one of the approval where the
    /// connection began in it.
    fn month_before(
        &self,
        service: &Service,
        known: &[InvoiceRow],
    ) -> (Option<Rupiah>, Option<Rupiah>) {
        let month = self.month.before();
        let began_then = service
            .activated_on
            .is_some_and(|day| Month::of(day) == month);
        let monthly = known
            .iter()
            .find(|row| row.kind == "monthly" && row.period == month.first());
        let first = known
            .iter()
            .find(|row| row.kind == "first")
            .filter(|_| began_then);
        let asked = monthly.or(first).and_then(|row| row.recurring).map(Rupiah);
        (monthly.map(|row| Rupiah(row.total)), asked)
    }
}

fn by_service<T>(rows: Vec<T>, service: impl Fn(&T) -> i64) -> HashMap<i64, Vec<T>> {
    let mut grouped: HashMap<i64, Vec<T>> = HashMap::new();
    for row in rows {
        grouped.entry(service(&row)).or_default().push(row);
    }
    grouped
}

/// Credit that would go to invoices: of each customer what he has, and not more than his invoices ask.
#[derive(Default)]
pub struct Credit {
    asked: HashMap<i64, (i64, i64)>,
}

impl Credit {
    /// Counts an invoice of a customer.
    pub fn add(&mut self, service: &Service, total: Rupiah) {
        if service.balance > 0 {
            let (_, asked) = self
                .asked
                .entry(service.customer_id)
                .or_insert((service.balance, 0));
            *asked += total.0;
        }
    }

    /// All of it.
    #[must_use]
    pub fn sum(&self) -> Rupiah {
        self.asked
            .values()
            .map(|(balance, asked)| Rupiah(*balance.min(asked)))
            .sum()
    }
}
