//! Money of a customer: recorded for several invoices, used later, taken back.

use aglis_core::context::Cx;
use chrono::NaiveDate;
use model::{
    customers::ShowCustomer,
    fault::Code,
    ids::{CustomerId, InvoiceId},
    money::Rupiah,
    payments::{
        ShowPayment,
        take::{ReversePayment, Share, ShowOpenMoney, TakePayment, UseCredit},
    },
    states::{PaymentMethod, PaymentStatus},
};
use uuid::Uuid;

use crate::{
    ask::{ask, ask_as, reason},
    bad_input::desk::{Desk, refused},
    messages_sent::{news, sending},
};

/// A customer with an invoice of 277,500 rupiah and two older ones of 100,000, oldest first.
pub struct Debtor {
    pub customer: CustomerId,
    pub first: InvoiceId,
    pub older: [InvoiceId; 2],
    pub today: NaiveDate,
}

pub async fn debtor(desk: &Desk) -> Debtor {
    let approved = desk.approved().await;
    let older: Vec<i64> = sqlx::query_scalar(
        "with i as (insert into invoices (number, kind, customer_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, total)
           select n, 'manual', $1, $2, '2026-01-01', 'issued', '2026-01-01', date '2026-01-10' + place::int, 100000, 100000, 100000
           from app.next_numbers('INV', '2026-01-05 12:00+07', 2) with ordinality a (n, place) returning id, due_on),
         l as (insert into invoice_lines select id, 1, 'Kabel', 1, 100000, 100000 from i)
         select id from i order by due_on",
    )
    .bind(approved.customer.0)
    .bind(desk.zone)
    .fetch_all(desk.db.owner())
    .await
    .unwrap();
    let today = sqlx::query_scalar("select app.business_day(clock_timestamp())");
    Debtor {
        customer: approved.customer,
        first: approved.invoice,
        older: [InvoiceId(older[0]), InvoiceId(older[1])],
        today: today.fetch_one(desk.db.owner()).await.unwrap(),
    }
}

impl Debtor {
    pub fn pays(&self, amount: i64, shares: &[(InvoiceId, i64)]) -> TakePayment {
        TakePayment {
            customer: self.customer,
            amount: Rupiah(amount),
            method: PaymentMethod::BankTransfer,
            received_on: self.today,
            reference: "BCA 123".to_owned(),
            shares: parts(shares),
        }
    }

    fn uses(&self, shares: &[(InvoiceId, i64)]) -> UseCredit {
        UseCredit {
            customer: self.customer,
            shares: parts(shares),
        }
    }

    /// What he owes and what credit he has.
    pub async fn stands(&self, cx: &Cx) -> (i64, i64) {
        let id = self.customer;
        let shown = ask(cx, ShowCustomer { id }).await.unwrap();
        (shown.outstanding.0, shown.credit.0)
    }

    /// His open invoices in the order in which they are paid.
    pub async fn open(&self, cx: &Cx) -> Vec<(InvoiceId, i64)> {
        let customer = self.customer;
        let money = ask(cx, ShowOpenMoney { customer }).await.unwrap();
        money
            .invoices
            .iter()
            .map(|invoice| (invoice.id, invoice.balance.0))
            .collect()
    }
}

pub fn parts(shares: &[(InvoiceId, i64)]) -> Vec<Share> {
    shares
        .iter()
        .map(|(invoice, amount)| Share {
            invoice: *invoice,
            amount: Rupiah(*amount),
        })
        .collect()
}

#[tokio::test]
async fn money_pays_several_invoices_and_what_is_left_is_used_later() {
    let desk = sending().await;
    let debtor = debtor(&desk).await;
    let [oldest, second] = debtor.older;
    news(&desk).await;
    assert_eq!(
        debtor.open(&desk.cx).await,
        [
            (oldest, 100_000),
            (second, 100_000),
            (debtor.first, 277_500)
        ]
    );
    let pays = debtor.pays(150_000, &[(oldest, 60_000), (second, 40_000)]);
    let taken = ask(&desk.cx, pays).await.unwrap();
    assert_eq!(taken.credit, Rupiah(50_000));
    assert_eq!(debtor.stands(&desk.cx).await, (377_500, 50_000));
    let only = ask(&desk.cx, debtor.pays(30_000, &[])).await.unwrap();
    assert_eq!(only.credit, Rupiah(30_000));
    let said = news(&desk).await;
    let numbers: Vec<String> =
        sqlx::query_scalar("select number from invoices where id = any ($1) order by due_on")
            .bind([oldest.0, second.0])
            .fetch_all(desk.db.owner())
            .await
            .unwrap();
    assert!(
        said[0]
            .body
            .contains(&format!("untuk tagihan *{}*", numbers.join(", "))),
        "{}",
        said[0].body
    );
    assert!(
        said[0].body.contains("Sisa tagihan: Rp 100.000"),
        "{}",
        said[0].body
    );
    assert!(
        said[1].body.contains("*Rp 30.000*") && said[1].body.contains("saldo"),
        "{}",
        said[1].body
    );

    // The first payment gives the oldest invoice more than it did before, then the second one helps.
    let used = ask(&desk.cx, debtor.uses(&[(oldest, 40_000), (second, 25_000)]))
        .await
        .unwrap();
    assert_eq!((used.used, used.credit), (Rupiah(65_000), Rupiah(15_000)));
    let id = taken.payment;
    let shown = ask(&desk.cx, ShowPayment { id }).await.unwrap();
    let given: Vec<i64> = shown.allocations.iter().map(|part| part.amount.0).collect();
    assert_eq!(given, [100_000, 50_000]);
    let id = only.payment;
    let shown = ask(&desk.cx, ShowPayment { id }).await.unwrap();
    let given: Vec<(InvoiceId, i64)> = shown
        .allocations
        .iter()
        .map(|part| (part.invoice, part.amount.0))
        .collect();
    assert_eq!(given, [(second, 15_000)]);
    assert_eq!(debtor.stands(&desk.cx).await, (312_500, 15_000));
    assert_eq!(
        debtor.open(&desk.cx).await,
        [(second, 35_000), (debtor.first, 277_500)]
    );
    assert_eq!(
        news(&desk).await,
        [],
        "credit that is used is no new payment"
    );
}

#[tokio::test]
async fn wrong_money_is_refused_at_its_field_and_leaves_nothing() {
    let desk = Desk::office().await;
    let debtor = debtor(&desk).await;
    let [oldest, second] = debtor.older;
    let other = desk.another().await.invoice;
    let field =
        |fault: &model::fault::Fault| fault.fields.keys().next().cloned().unwrap_or_default();
    let over = desk
        .refuses(
            debtor.pays(300_000, &[(oldest, 100_001), (second, 10)]),
            "PAY_OVER",
        )
        .await;
    assert_eq!(field(&over), format!("shares.{oldest}"));
    let more = desk
        .refuses(
            debtor.pays(10_000, &[(oldest, 9_000), (second, 1_001)]),
            "SHARES_OVER",
        )
        .await;
    assert_eq!(field(&more), "shares");
    desk.refuses(
        debtor.pays(10_000, &[(oldest, 5), (oldest, 5)]),
        "SHARES_TWICE",
    )
    .await;
    desk.refuses(debtor.pays(i64::MAX, &[]), "AMOUNT_TOO_LARGE")
        .await;
    desk.refuses(debtor.pays(0, &[]), "AMOUNT_ZERO").await;
    desk.refuses(debtor.pays(10_000, &[(other, 10_000)]), "NotFound")
        .await;
    desk.refuses(debtor.pays(10_000, &[(InvoiceId(999_999), 1)]), "NotFound")
        .await;
    let tomorrow = TakePayment {
        received_on: debtor.today.succ_opt().unwrap(),
        ..debtor.pays(1_000, &[])
    };
    desk.refuses(tomorrow, "DATE_FUTURE").await;
    let odd = TakePayment {
        reference: "a\u{202e}b".to_owned(),
        ..debtor.pays(1_000, &[])
    };
    desk.refuses(odd, "TEXT_BIDI").await;
    let nobody = TakePayment {
        customer: CustomerId(999_999),
        ..debtor.pays(1_000, &[])
    };
    desk.refuses(nobody, "NotFound").await;
    desk.refuses(debtor.uses(&[(oldest, 1)]), "CREDIT_OVER")
        .await;
    desk.refuses(debtor.uses(&[]), "SHARES_NONE").await;

    ask(&desk.cx, debtor.pays(100_000, &[(oldest, 100_000)]))
        .await
        .unwrap();
    let paid = desk
        .refuses(debtor.pays(1_000, &[(oldest, 1_000)]), "WRONG_STATE")
        .await;
    assert_eq!(field(&paid), format!("shares.{oldest}"));
    for role in ["supervisor", "technician"] {
        let cx = desk.db.staff(role).await.cx();
        let taken = ask(&cx, debtor.pays(1_000, &[])).await.unwrap_err();
        let used = ask(&cx, debtor.uses(&[(second, 1)])).await.unwrap_err();
        for fault in [taken, used] {
            assert!(
                matches!(fault.code, Code::Forbidden | Code::NotFound),
                "{role}: {fault:?}"
            );
        }
    }
    assert_eq!(desk.number("select count(*) from payments").await, 1);
}

#[tokio::test]
async fn two_at_once_never_pay_an_invoice_or_use_credit_twice() {
    let desk = Desk::office().await;
    let debtor = debtor(&desk).await;
    let [oldest, second] = debtor.older;
    let rini = desk.db.staff("office").await.cx();
    let pays = debtor.pays(100_000, &[(oldest, 100_000)]);
    let (one, two) = tokio::join!(ask(&desk.cx, pays.clone()), ask(&rini, pays.clone()));
    let lost = match (one, two) {
        (Ok(_), Err(fault)) | (Err(fault), Ok(_)) => fault,
        both => panic!("one of them pays it: {both:?}"),
    };
    assert_eq!(reason(&lost), "WRONG_STATE", "it is paid already");
    assert_eq!(desk.number("select count(*) from payments").await, 1);

    let (key, twice) = (Uuid::now_v7(), debtor.pays(80_000, &[]));
    let (one, two) = tokio::join!(
        ask_as(&desk.cx, key, twice.clone()),
        ask_as(&desk.cx, key, twice)
    );
    assert_eq!(one.unwrap(), two.unwrap());
    assert_eq!(debtor.stands(&desk.cx).await, (377_500, 80_000));

    let uses = |invoice| debtor.uses(&[(invoice, 80_000)]);
    let (one, two) = tokio::join!(ask(&desk.cx, uses(second)), ask(&rini, uses(debtor.first)));
    let lost = match (one, two) {
        (Ok(_), Err(fault)) | (Err(fault), Ok(_)) => fault,
        both => panic!("one of them uses it: {both:?}"),
    };
    assert_eq!(reason(&lost), "CREDIT_OVER");
    assert_eq!(debtor.stands(&desk.cx).await, (297_500, 0));
}

#[tokio::test]
async fn an_admin_takes_money_back_and_its_invoices_open_again() {
    let desk = Desk::office().await;
    let debtor = debtor(&desk).await;
    let [oldest, second] = debtor.older;
    let taken = ask(&desk.cx, debtor.pays(150_000, &[(oldest, 100_000)]))
        .await
        .unwrap();
    let dewi = desk.db.staff("admin").await.cx();
    let id = taken.payment;
    let version = ask(&dewi, ShowPayment { id }).await.unwrap().version;
    let back = |opens: &[InvoiceId], reason: &str| ReversePayment {
        id,
        version,
        opens: opens.to_vec(),
        reason: reason.to_owned(),
    };
    let office = ask(&desk.cx, back(&[oldest], "transfer ditarik bank"))
        .await
        .unwrap_err();
    assert_eq!(office.code, Code::Forbidden);
    let unsaid = ask(&dewi, back(&[oldest], " ")).await.unwrap_err();
    assert_eq!(unsaid.field("reason")[0].code, "REASON_REQUIRED");
    // Somebody uses what is left meanwhile: the question said too little.
    ask(&desk.cx, debtor.uses(&[(second, 20_000)]))
        .await
        .unwrap();
    refused(
        ask(&dewi, back(&[oldest], "transfer ditarik bank")).await,
        "STALE",
    );
    let late = ReversePayment {
        version: version + 1,
        ..back(&[oldest, second], "transfer ditarik bank")
    };
    refused(ask(&dewi, late).await, "STALE");
    assert_eq!(debtor.stands(&dewi).await, (357_500, 30_000));
    ask(&dewi, back(&[second, oldest], "transfer ditarik bank"))
        .await
        .unwrap();
    assert_eq!(debtor.stands(&dewi).await, (477_500, 0));
    let shown = ask(&dewi, ShowPayment { id }).await.unwrap();
    assert_eq!(
        (shown.status, shown.reason.as_deref()),
        (PaymentStatus::Rejected, Some("transfer ditarik bank"))
    );
    let again = ReversePayment {
        version: shown.version,
        ..back(&[oldest, second], "sekali lagi")
    };
    refused(ask(&dewi, again).await, "WRONG_STATE");
    // The invoices take money as before.
    ask(
        &desk.cx,
        debtor.pays(200_000, &[(oldest, 100_000), (second, 100_000)]),
    )
    .await
    .unwrap();
    assert_eq!(debtor.stands(&dewi).await, (277_500, 0));
}
