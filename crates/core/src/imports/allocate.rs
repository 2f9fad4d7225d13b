//! Which part of each payment goes to which invoice.

use std::collections::HashMap;

use super::payments::NewPayment;

/// What is open of an invoice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Debt {
    pub invoice_id: i64,
    pub customer_id: i64,
    pub open: i64,
}

/// A part of a payment, known by the key under which it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    pub payment: &'a str,
    pub invoice_id: i64,
    pub amount: i64,
}

/// Gives money that names its invoice to that one, up to what is open, and any other to the customer's oldest. What waits to be
/// verified comes last and waits at the invoice it names; what nothing takes is credit. Payments and debts come the oldest first.
pub(crate) fn allocate(payments: &[NewPayment], mut debts: Vec<Debt>) -> Vec<Part<'_>> {
    let places: HashMap<i64, usize> = debts
        .iter()
        .enumerate()
        .map(|(place, debt)| (debt.invoice_id, place))
        .collect();
    let mut of_customer: HashMap<i64, Vec<usize>> = HashMap::new();
    for (place, debt) in debts.iter().enumerate() {
        of_customer.entry(debt.customer_id).or_default().push(place);
    }
    // Newest first, so that a debt that is paid is taken off the end.
    for line in of_customer.values_mut() {
        line.reverse();
    }
    let mut parts = Vec::with_capacity(payments.len());
    let is_pending = |payment: &NewPayment| payment.status == "pending";
    let named = |wanted: bool| {
        payments
            .iter()
            .filter(move |payment| payment.invoice_id.is_some() && is_pending(payment) == wanted)
    };
    let unnamed = payments
        .iter()
        .filter(|payment| payment.invoice_id.is_none() && !is_pending(payment));
    for payment in named(false) {
        pay_named(payment, &places, &mut debts, &mut parts);
    }
    for payment in unnamed {
        let Some(line) = of_customer.get_mut(&payment.customer_id) else {
            continue;
        };
        let mut left = payment.amount;
        while let Some(place) = line.last().copied().filter(|_| left > 0) {
            left -= pay(payment, &mut debts[place], left, &mut parts);
            if debts[place].open == 0 {
                line.pop();
            }
        }
    }
    for payment in named(true) {
        pay_named(payment, &places, &mut debts, &mut parts);
    }
    parts
}

/// What of the verified payments no invoice took, in rupiah.
pub(crate) fn left_over(payments: &[NewPayment], parts: &[Part<'_>]) -> i64 {
    let mut left: HashMap<&str, i64> = payments
        .iter()
        .filter(|payment| payment.status == "verified")
        .map(|payment| (payment.external_id.as_str(), payment.amount))
        .collect();
    for part in parts {
        if let Some(left) = left.get_mut(part.payment) {
            *left -= part.amount;
        }
    }
    left.values().sum()
}

fn pay_named<'a>(
    payment: &'a NewPayment,
    places: &HashMap<i64, usize>,
    debts: &mut [Debt],
    parts: &mut Vec<Part<'a>>,
) {
    let place = payment.invoice_id.and_then(|id| places.get(&id));
    if let Some(place) = place {
        pay(payment, &mut debts[*place], payment.amount, parts);
    }
}

/// Gives an invoice as much of what is left as it takes; answers how much that was.
fn pay<'a>(payment: &'a NewPayment, debt: &mut Debt, left: i64, parts: &mut Vec<Part<'a>>) -> i64 {
    let amount = left.min(debt.open);
    if amount > 0 {
        debt.open -= amount;
        parts.push(Part {
            payment: &payment.external_id,
            invoice_id: debt.invoice_id,
            amount,
        });
    }
    amount
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};

    use super::{Debt, allocate, left_over};
    use crate::imports::payments::NewPayment;

    fn payment(
        key: &str,
        invoice_id: Option<i64>,
        amount: i64,
        status: &'static str,
    ) -> NewPayment {
        NewPayment {
            external_id: key.to_owned(),
            number: String::new(),
            customer_id: 1,
            zone_id: 1,
            invoice_id,
            amount,
            method: "cash",
            status,
            received_at: DateTime::UNIX_EPOCH,
            day: NaiveDate::default(),
            reference: None,
        }
    }

    #[test]
    fn named_invoices_come_first_then_the_oldest_and_what_waits_comes_last() {
        let debt = |invoice_id, customer_id, open| Debt {
            invoice_id,
            customer_id,
            open,
        };
        let debts = vec![debt(10, 1, 100), debt(11, 1, 100), debt(20, 2, 50)];
        let payments = [
            payment("waits", Some(11), 90, "pending"),
            payment("oldest", None, 120, "verified"),
            payment("named", Some(10), 60, "verified"),
            payment("unknown", None, 500, "pending"),
            payment("last", Some(11), 5, "verified"),
        ];
        let parts = allocate(&payments, debts);
        assert_eq!(left_over(&payments, &parts), 0, "what waits is no credit");
        let told: Vec<(&str, i64, i64)> = parts
            .into_iter()
            .map(|part| (part.payment, part.invoice_id, part.amount))
            .collect();
        assert_eq!(
            told,
            [
                ("named", 10, 60),
                ("last", 11, 5),
                ("oldest", 10, 40),
                ("oldest", 11, 80),
                ("waits", 11, 15),
            ]
        );
    }

    #[test]
    fn what_nothing_takes_is_left_over() {
        let debts = vec![Debt {
            invoice_id: 10,
            customer_id: 1,
            open: 100,
        }];
        let payments = [
            payment("named", Some(10), 60, "verified"),
            payment("more", None, 90, "verified"),
            payment("waits", None, 500, "pending"),
            payment("rejected", None, 500, "rejected"),
        ];
        let parts = allocate(&payments, debts);
        assert_eq!(left_over(&payments, &parts), 50);
    }
}
