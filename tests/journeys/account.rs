//! A customer's account, how he pays, and the papers about his money.

use aglis_core::payments::{receipt_pdf, statement_pdf};
use chrono::NaiveDate;
use model::{
    fault::Code,
    ids::{CustomerId, PaymentId},
    money::Rupiah,
    payments::statement::{EntryKind, ShowStanding, ShowStatement},
    text::Locale,
};

use crate::{
    ask::{ask, reason},
    bad_input::desk::Desk,
    payments::debtor,
};

#[tokio::test]
async fn the_account_and_its_papers_tell_what_happened() {
    let desk = Desk::office().await;
    let debtor = debtor(&desk).await;
    let [oldest, second] = debtor.older;
    let taken = ask(&desk.cx, debtor.pays(150_000, &[(oldest, 100_000)]))
        .await
        .unwrap();
    let from = NaiveDate::from_ymd_opt(2026, 1, 2).unwrap();
    let asked = |from, to| ShowStatement {
        customer: debtor.customer,
        from,
        to,
    };
    let account = ask(&desk.cx, asked(from, debtor.today)).await.unwrap();
    assert_eq!(
        account.opening,
        Rupiah(200_000),
        "both older ones were issued the day before"
    );
    let kinds: Vec<(EntryKind, i64)> = account
        .entries
        .iter()
        .map(|entry| (entry.kind, entry.balance.0))
        .collect();
    assert_eq!(
        kinds,
        [(EntryKind::Invoice, 477_500), (EntryKind::Payment, 327_500)]
    );
    let (owes, credit) = debtor.stands(&desk.cx).await;
    assert_eq!(account.closing.0, owes - credit);
    let empty = ask(&desk.cx, asked(from, from)).await.unwrap();
    assert_eq!((empty.entries.len(), empty.closing), (0, Rupiah(200_000)));
    desk.refuses(asked(debtor.today, from), "RANGE_ORDER").await;
    desk.refuses(asked(NaiveDate::MIN, debtor.today), "RANGE_MAX")
        .await;
    let nobody = ShowStatement {
        customer: CustomerId(999_999),
        ..asked(from, from)
    };
    desk.refuses(nobody, "NotFound").await;

    let customer = debtor.customer;
    let standing = ask(&desk.cx, ShowStanding { customer }).await.unwrap();
    assert_eq!(
        (standing.judged, standing.on_time),
        (2, 0),
        "one was paid late, one is late"
    );
    assert_eq!(
        standing.ages.map(|amount| amount.0),
        [277_500, 0, 0, 0, 100_000]
    );
    let late = (debtor.today - NaiveDate::from_ymd_opt(2026, 1, 11).unwrap()).num_days();
    assert!(
        standing
            .days_late
            .is_some_and(|days| (late..=late + 1).contains(&days)),
        "{standing:?}"
    );

    let (number, receipt) = receipt_pdf(&desk.cx.pool, taken.payment, Locale::Id)
        .await
        .unwrap();
    assert_eq!(number, taken.number);
    let (name, paper) = statement_pdf(&desk.cx.pool, &asked(from, debtor.today), Locale::Id)
        .await
        .unwrap();
    assert!(
        name.starts_with("AGLS-1") && name.ends_with(&debtor.today.to_string()),
        "{name}"
    );
    for (pdf, words) in [
        (receipt, ["KWITANSI", "Seratus lima puluh ribu rupiah"]),
        (paper, ["REKENING KORAN", &taken.number]),
    ] {
        let said = said_by(&pdf);
        for one in words {
            assert!(said.contains(one), "{one} is missing in {said}");
        }
    }
    let pending = sqlx::query_scalar(
        "insert into payments (number, customer_id, zone_id, amount, method, received_at, status)
         select n, $1, $2, 5000, 'cash', now(), 'pending' from app.next_numbers('PAY', now(), 1) n returning id",
    );
    let pending: i64 = pending
        .bind(customer.0)
        .bind(desk.zone)
        .fetch_one(desk.db.owner())
        .await
        .unwrap();
    let none = receipt_pdf(&desk.cx.pool, PaymentId(pending), Locale::Id)
        .await
        .unwrap_err();
    assert_eq!(reason(&none.into_fault()), "PAYMENT_UNCHECKED");
    let stranger = desk.db.staff("supervisor").await.cx();
    assert!(
        receipt_pdf(&stranger.pool, taken.payment, Locale::Id)
            .await
            .is_err()
    );
    assert_eq!(
        ask(&stranger, ShowStanding { customer })
            .await
            .unwrap_err()
            .code,
        Code::NotFound
    );
    assert_eq!(debtor.open(&desk.cx).await[0].0, second);
}

/// The text of a PDF.
fn said_by(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf).unwrap();
    let read = std::process::Command::new("pdftotext")
        .arg("-raw")
        .arg(&file)
        .arg("-")
        .output()
        .unwrap();
    String::from_utf8(read.stdout).unwrap()
}
