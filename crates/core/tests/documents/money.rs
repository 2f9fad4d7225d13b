//! Receipts and statements as other programs read them.

use aglis_core::documents::{
    ReceiptDocument, StatementDocument, invoice::Period, receipt::PaidInvoice, render_receipts,
    render_statement,
};
use insta::assert_snapshot;
use model::{
    money::Rupiah,
    payments::statement::{Entry, EntryKind},
    states::PaymentMethod,
    text::Locale,
};

use crate::{
    sample::{self, day},
    tools::{check, fonts, information, text, text_in_order},
};

fn receipt() -> ReceiptDocument {
    let paid = |number: &str, month, amount, left| PaidInvoice {
        number: number.to_owned(),
        period: day(month, 1),
        amount: Rupiah(amount),
        left: Rupiah(left),
    };
    let bill = sample::unpaid();
    ReceiptDocument {
        locale: Locale::Id,
        company: bill.company,
        number: "PAY-202511-00007".to_owned(),
        received_on: day(11, 16),
        is_taken_back: false,
        customer: bill.customer,
        amount: Rupiah(600_000),
        method: PaymentMethod::BankTransfer,
        reference: "BCA 20251116-883120".to_owned(),
        received_by: "Rini Lestari".to_owned(),
        invoices: vec![
            paid("INV-202510-00021", 10, 350_000, 0),
            paid("INV-202511-00042", 11, 200_000, 188_500),
        ],
        credit: Rupiah(50_000),
    }
}

fn statement(entries: usize) -> StatementDocument {
    let bill = sample::unpaid();
    let mut balance = Rupiah(100_000);
    let entries: Vec<Entry> = (0..entries)
        .map(|n| {
            let is_bill = n % 2 == 0;
            let amount = Rupiah(if is_bill { 350_000 } else { -300_000 });
            balance += amount;
            Entry {
                day: day(10, 1 + u32::try_from(n % 28).expect("a day of the month")),
                kind: if is_bill {
                    EntryKind::Invoice
                } else {
                    EntryKind::Payment
                },
                record: 1,
                number: format!("{}-{n:05}", if is_bill { "INV" } else { "PAY" }),
                method: (!is_bill).then_some(PaymentMethod::Qris),
                amount,
                balance,
            }
        })
        .collect();
    StatementDocument {
        locale: Locale::Id,
        company: bill.company,
        customer: bill.customer,
        period: Period {
            from: day(10, 1),
            to: day(10, 31),
        },
        opening: Rupiah(100_000),
        entries,
        closing: balance,
        as_of: day(11, 16),
        ages: [200_000, 0, 0, 0, 0].map(Rupiah),
    }
}

#[test]
fn a_receipt_says_from_whom_how_much_and_for_what() {
    let pdf = render_receipts(&[receipt()]).unwrap();
    check(&pdf);
    let said = text_in_order(&pdf);
    for words in [
        "KWITANSI",
        "PAY-202511-00007",
        "TELAH DITERIMA DARI\nSiti Nurhaliza Rahmawati",
        "16 November 2025",
        "Transfer bank",
        "BCA 20251116-883120",
        "Rini Lestari",
        "Rp 600.000",
        "Enam ratus ribu rupiah",
        "INV-202510-00021 Oktober 2025 Rp 350.000 Rp 0",
        "INV-202511-00042 November 2025 Rp 200.000 Rp 188.500",
        "Menjadi saldo pelanggan: Rp 50.000",
        "halaman 1/1",
    ] {
        assert!(said.contains(words), "{words} is missing in {said}");
    }
    assert!(!said.contains("BATAL"), "{said}");
    let about = information(&pdf);
    assert!(about.contains("KWITANSI PAY-202511-00007"), "{about}");
    assert!(
        pdf.windows(5).any(|bytes| bytes == b"id-ID"),
        "the language is set"
    );
    assert!(
        fonts(&pdf).iter().all(|line| line.contains("yes yes yes")),
        "{:?}",
        fonts(&pdf)
    );
    assert_eq!(
        pdf,
        render_receipts(&[receipt()]).unwrap(),
        "the same bytes again"
    );
}

#[test]
fn a_receipt_that_was_taken_back_says_so_and_many_share_a_file() {
    let back = ReceiptDocument {
        is_taken_back: true,
        invoices: Vec::new(),
        locale: Locale::En,
        ..receipt()
    };
    let said = text_in_order(&render_receipts(std::slice::from_ref(&back)).unwrap());
    // The word across the page is turned, so its letters stand one below the other.
    let letters: String = said.split_whitespace().collect();
    assert!(letters.contains("VOID"), "{said}");
    let pdf = render_receipts(&[receipt(), back]).unwrap();
    check(&pdf);
    let said = text(&pdf);
    for words in ["KWITANSI", "halaman 1/1", "RECEIPT", "page 1/1"] {
        assert!(said.contains(words), "{words} is missing in {said}");
    }
    assert!(render_receipts(&[]).is_err());
}

#[test]
fn a_statement_runs_from_the_opening_to_the_closing_balance() {
    let pdf = render_statement(&statement(2)).unwrap();
    check(&pdf);
    let (_, lines) = text_in_order(&pdf)
        .split_once("Keterangan")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    assert_snapshot!(lines.trim(), @r"
    Tagihan Pembayaran Saldo
    1 Oktober 2025 Saldo awal 100.000
    1 Oktober 2025 Tagihan INV-00000 350.000 450.000
    2 Oktober 2025 Pembayaran PAY-00001, QRIS 300.000 150.000
    31 Oktober 2025 Saldo akhir 150.000
    TERBILANG
    Seratus lima puluh ribu rupiah
    UMUR TAGIHAN · per tanggal 16 November 2025
    Saldo Jumlah
    Belum jatuh tempo Rp 200.000
    1–30 hari Rp 0
    31–60 hari Rp 0
    61–90 hari Rp 0
    Lebih dari 90 hari Rp 0
    PT Nusantara Lintas Data · CST-000482 halaman 1/1
    Dibuat oleh sistem, sah tanpa tanda tangan.
    ");
}

#[test]
fn a_long_statement_loses_nothing_and_an_empty_one_is_a_page() {
    let pdf = render_statement(&statement(120)).unwrap();
    check(&pdf);
    let said = text(&pdf);
    for n in 0..120 {
        assert!(said.contains(&format!("-{n:05}")), "line {n} is missing");
    }
    assert!(said.contains("halaman 2/"), "{said}");
    let none = StatementDocument {
        closing: Rupiah(-20_000),
        opening: Rupiah(-20_000),
        ages: [Rupiah::ZERO; 5],
        ..statement(0)
    };
    let said = text_in_order(&render_statement(&none).unwrap());
    for words in [
        "Tidak ada transaksi pada masa ini.",
        "Kelebihan bayar pelanggan\nRp 20.000",
    ] {
        assert!(said.contains(words), "{words} is missing in {said}");
    }
    assert!(!said.contains("UMUR TAGIHAN"), "{said}");
}
