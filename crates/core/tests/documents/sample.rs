//! Invoices as a provider really sends them, for the tests and the bench.

use aglis_core::documents::invoice::{
    BankAccount, BilledCustomer, BilledService, Company, InvoiceDocument, Kind, Line, Period,
    ReceivedPayment, Tax, WaysToPay,
};
use chrono::NaiveDate;
use model::{
    money::Rupiah,
    qris::Qris,
    states::{InvoiceStatus, PaymentMethod},
    text::Locale,
};

/// A static QRIS payload of an invented merchant.
const QRIS: &str = "00020101021126670015COM.EXAMPLE.WWW01189360091100000000000215ID10200000000010303UMI5204481653033605802ID5912AGLIS CONTOH6007BANDUNG6105401116304906A";

pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, month, day).expect("a day of 2025")
}

/// A monthly bill that nobody paid yet.
pub fn unpaid() -> InvoiceDocument {
    let line = |description: &str, detail: &str, amount: i64| Line {
        description: description.to_owned(),
        detail: detail.to_owned(),
        quantity: 1,
        unit_price: Rupiah(amount),
        amount: Rupiah(amount),
    };
    InvoiceDocument {
        company: Company {
            name: "PT Nusantara Lintas Data".to_owned(),
            address: "Jl. Ir. H. Juanda No. 108, Lebakgede, Coblong\nKota Bandung, Jawa Barat 40132".to_owned(),
            tax_number: "01.234.567.8-429.000".to_owned(),
            phone: "(022) 250 1234".to_owned(),
            email: "tagihan@nusalinta.co.id".to_owned(),
            logo: None,
        },
        kind: Kind::Monthly,
        period: Some(Period { from: day(11, 1), to: day(11, 30) }),
        customer: BilledCustomer {
            name: "Siti Nurhaliza Rahmawati".to_owned(),
            number: "CST-000482".to_owned(),
            address: "Jl. Cihampelas Gg. Mawar No. 17 RT 03/RW 05\nKel. Tamansari, Kec. Bandung Wetan\nKota Bandung 40116".to_owned(),
            phone: "0812-3456-7890".to_owned(),
            tax_number: String::new(),
        },
        service: Some(BilledService {
            number: "SVC-000517".to_owned(),
            package: "Rumah Ceria 50 Mbps".to_owned(),
            address: String::new(),
        }),
        lines: vec![
            line("Internet Rumah Ceria 50 Mbps", "November 2025", 350_000),
            line("Sewa router Wi-Fi 6", "", 25_000),
        ],
        subtotal: Rupiah(375_000),
        discount: Rupiah(25_000),
        tax: Some(Tax { base: Rupiah(320_833), rate: "12".to_owned(), base_fraction: (11, 12), amount: Rupiah(38_500) }),
        total: Rupiah(388_500),
        balance: Rupiah(388_500),
        ways_to_pay: WaysToPay {
            accounts: vec![
                BankAccount { bank: "BCA".to_owned(), number: "281 123 4567".to_owned(), holder: "PT Nusantara Lintas Data".to_owned() },
                BankAccount { bank: "Mandiri".to_owned(), number: "130 00 1234567 8".to_owned(), holder: "PT Nusantara Lintas Data".to_owned() },
            ],
            unique_code: Some(42),
            qris: Some(Qris::parse(QRIS).expect("a sound payload")),
        },
        note: "Pertanyaan tentang tagihan ini? Hubungi kami lewat WhatsApp (022) 250 1234, setiap hari 08.00–20.00.".to_owned(),
        issued_on: Some(day(11, 1)),
        due_on: Some(day(11, 20)),
        ..InvoiceDocument::new("INV-202511-00042")
    }
}

/// The same bill, paid in two parts.
pub fn paid() -> InvoiceDocument {
    let payment = |received_on, method, reference: &str, amount| ReceivedPayment {
        received_on,
        method,
        reference: reference.to_owned(),
        amount: Rupiah(amount),
    };
    InvoiceDocument {
        status: InvoiceStatus::Paid,
        paid_on: Some(day(11, 16)),
        paid: Rupiah(388_500),
        balance: Rupiah(0),
        payments: vec![
            payment(day(11, 10), PaymentMethod::Cash, "KW-00981", 200_000),
            payment(
                day(11, 16),
                PaymentMethod::BankTransfer,
                "BCA 20251116-883120",
                188_500,
            ),
        ],
        ..unpaid()
    }
}

/// A customer with many connections: as many lines as asked for.
pub fn long(lines: usize) -> InvoiceDocument {
    let lines: Vec<Line> = (1..=lines)
        .map(|place| Line {
            description: format!("Internet Bisnis 100 Mbps, cabang {place}"),
            detail: if place % 3 == 0 {
                format!("Titik SVC-{place:06}, 1–30 November 2025")
            } else {
                String::new()
            },
            quantity: 1,
            unit_price: Rupiah(1_250_000),
            amount: Rupiah(1_250_000),
        })
        .collect();
    let sum: Rupiah = lines.iter().map(|line| line.amount).sum();
    InvoiceDocument {
        lines,
        subtotal: sum,
        discount: Rupiah(0),
        tax: None,
        total: sum,
        balance: sum,
        ..unpaid()
    }
}

/// A late English bill of a customer whose names and places are as long as they come.
pub fn english_overdue_with_long_names() -> InvoiceDocument {
    let mut invoice = InvoiceDocument {
        locale: Locale::En,
        status: InvoiceStatus::Overdue,
        note: String::new(),
        ..unpaid()
    };
    invoice.company.name = "PT Perusahaan Penyelenggara Jaringan Telekomunikasi Nusantara Raya Abadi Sejahtera (Persero) Tbk".to_owned();
    invoice.customer.name = "Raden Mas Haryo Kusumo Wijoyodiningrat Prawirosentono bin Abdurrahman Sastroamidjojo, S.T., M.Kom.".to_owned();
    invoice.customer.address = "Perumahan Griya Asri Permata Indah Lestari Blok AA-27 No. 103B, Jalan Raya Lingkar Luar Selatan Kilometer 23, Kelurahan Karangpawitan, Kecamatan Karawang Barat, Kabupaten Karawang, Jawa Barat 41315".to_owned();
    invoice.customer.tax_number = "0912 3456 7890 1234".to_owned();
    invoice.service = Some(BilledService {
        number: "SVC-000517".to_owned(),
        package: "Dedicated Business Fiber 1 Gbps with /29 public addresses and 24-hour support"
            .to_owned(),
        address: "Gedung Menara Multimedia lantai 23, Jl. Kebon Sirih No. 12, Jakarta Pusat"
            .to_owned(),
    });
    invoice.lines[0].description = "Dedicated Business Fiber 1 Gbps with /29 public addresses, 24-hour support, and a very long description that has to continue on the next line".to_owned();
    invoice.lines[0].amount = Rupiah(1_234_567_890);
    invoice.lines[0].unit_price = Rupiah(1_234_567_890);
    invoice.subtotal = Rupiah(1_234_592_890);
    invoice.total = Rupiah(1_370_370_358);
    invoice.paid = Rupiah(370_370_358);
    invoice.balance = Rupiah(1_000_000_000);
    invoice
}
