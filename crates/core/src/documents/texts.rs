//! The words on the paper, in both languages.

use chrono::{Datelike, NaiveDate};

use model::{
    format,
    states::{InvoiceStatus, PaymentMethod},
    text::Locale,
};

use super::invoice::{Kind, Period};

/// Every word that is not data.
pub(super) struct Texts {
    /// Language tag for the PDF.
    pub tag: &'static str,
    pub title: &'static str,
    pub installation: &'static str,
    pub monthly: &'static str,
    pub other: &'static str,
    pub statuses: [&'static str; 6],
    pub tax_number: &'static str,
    pub phone: &'static str,
    pub billed_to: &'static str,
    pub details: &'static str,
    pub customer_number: &'static str,
    pub issued_on: &'static str,
    pub due_on: &'static str,
    pub period: &'static str,
    pub service: &'static str,
    pub package: &'static str,
    pub location: &'static str,
    pub to_pay: &'static str,
    pub pay_before: &'static str,
    pub paid_in_full: &'static str,
    pub item: &'static str,
    pub quantity: &'static str,
    pub price: &'static str,
    pub amount: &'static str,
    pub continued: &'static str,
    pub subtotal: &'static str,
    pub discount: &'static str,
    pub base: &'static str,
    pub other_base: &'static str,
    pub tax: &'static str,
    pub included: &'static str,
    pub total: &'static str,
    pub paid: &'static str,
    pub balance: &'static str,
    pub in_words: &'static str,
    pub ways_to_pay: &'static str,
    pub transfer_to: &'static str,
    pub holder: &'static str,
    pub transfer_exactly: &'static str,
    pub unique_code: &'static str,
    pub scan: &'static str,
    pub payments: &'static str,
    pub date: &'static str,
    pub method: &'static str,
    pub reference: &'static str,
    pub methods: [&'static str; 6],
    pub valid_unsigned: &'static str,
    pub page: &'static str,
    pub stamp_paid: &'static str,
    pub stamp_void: &'static str,
    pub stamp_draft: &'static str,
    locale: Locale,
}

const INDONESIAN: Texts = Texts {
    tag: "id-ID",
    title: "FAKTUR",
    installation: "Pemasangan baru",
    monthly: "Tagihan bulanan",
    other: "Tagihan",
    statuses: [
        "DRAF",
        "BELUM DIBAYAR",
        "DIBAYAR SEBAGIAN",
        "LUNAS",
        "LEWAT JATUH TEMPO",
        "BATAL",
    ],
    tax_number: "NPWP",
    phone: "Telp.",
    billed_to: "DITAGIHKAN KEPADA",
    details: "RINCIAN FAKTUR",
    customer_number: "No. pelanggan",
    issued_on: "Tanggal terbit",
    due_on: "Jatuh tempo",
    period: "Periode",
    service: "No. layanan",
    package: "Paket",
    location: "Lokasi",
    to_pay: "Sisa yang harus dibayar",
    pay_before: "Bayar paling lambat",
    paid_in_full: "Lunas, terima kasih",
    item: "Uraian",
    quantity: "Jml",
    price: "Harga satuan",
    amount: "Jumlah",
    continued: "lanjutan",
    subtotal: "Subtotal",
    discount: "Diskon",
    base: "DPP",
    other_base: "DPP nilai lain",
    tax: "PPN",
    included: "sudah termasuk",
    total: "Total",
    paid: "Sudah dibayar",
    balance: "Sisa tagihan",
    in_words: "TERBILANG",
    ways_to_pay: "CARA PEMBAYARAN",
    transfer_to: "Transfer ke salah satu rekening",
    holder: "a.n.",
    transfer_exactly: "Transfer tepat",
    unique_code: "termasuk kode unik",
    scan: "Pindai QRIS dengan aplikasi bank atau dompet digital",
    payments: "RIWAYAT PEMBAYARAN",
    date: "Tanggal",
    method: "Cara",
    reference: "Referensi",
    methods: [
        "Tunai",
        "Transfer bank",
        "Virtual account",
        "QRIS",
        "Dompet digital",
        "Kartu",
    ],
    valid_unsigned: "Dibuat oleh sistem, sah tanpa tanda tangan.",
    page: "halaman",
    stamp_paid: "LUNAS",
    stamp_void: "BATAL",
    stamp_draft: "DRAF",
    locale: Locale::Id,
};

const ENGLISH: Texts = Texts {
    tag: "en",
    title: "INVOICE",
    installation: "New installation",
    monthly: "Monthly bill",
    other: "Bill",
    statuses: ["DRAFT", "UNPAID", "PARTLY PAID", "PAID", "OVERDUE", "VOID"],
    tax_number: "NPWP",
    phone: "Tel.",
    billed_to: "BILLED TO",
    details: "INVOICE DETAILS",
    customer_number: "Customer no.",
    issued_on: "Issued",
    due_on: "Due",
    period: "Period",
    service: "Service no.",
    package: "Package",
    location: "Location",
    to_pay: "Balance due",
    pay_before: "Please pay by",
    paid_in_full: "Paid in full, thank you",
    item: "Description",
    quantity: "Qty",
    price: "Unit price",
    amount: "Amount",
    continued: "continued",
    subtotal: "Subtotal",
    discount: "Discount",
    base: "Tax base (DPP)",
    other_base: "Tax base (DPP)",
    tax: "VAT (PPN)",
    included: "included",
    total: "Total",
    paid: "Paid",
    balance: "Balance due",
    in_words: "TOTAL IN WORDS (INDONESIAN)",
    ways_to_pay: "HOW TO PAY",
    transfer_to: "Transfer to one of these accounts",
    holder: "in the name of",
    transfer_exactly: "Transfer exactly",
    unique_code: "including unique code",
    scan: "Scan QRIS with your bank or wallet app",
    payments: "PAYMENTS RECEIVED",
    date: "Date",
    method: "Method",
    reference: "Reference",
    methods: [
        "Cash",
        "Bank transfer",
        "Virtual account",
        "QRIS",
        "E-wallet",
        "Card",
    ],
    valid_unsigned: "Issued electronically, valid without a signature.",
    page: "page",
    stamp_paid: "LUNAS",
    stamp_void: "VOID",
    stamp_draft: "DRAFT",
    locale: Locale::En,
};

/// The words of a language.
pub(super) fn texts(locale: Locale) -> &'static Texts {
    match locale {
        Locale::Id => &INDONESIAN,
        Locale::En => &ENGLISH,
    }
}

impl Texts {
    /// `16 November 2025`.
    pub fn day(&self, day: NaiveDate) -> String {
        format::show_day_long(day, self.locale)
    }

    /// `1 – 30 November 2025`, with as much of the first day as differs from the last.
    pub fn days(&self, period: Period) -> String {
        let (from, to) = (period.from, period.to);
        let from_day = self.day(from);
        let first = if (from.year(), from.month()) == (to.year(), to.month()) {
            from.day().to_string()
        } else if from.year() == to.year() {
            from_day
                .rsplit_once(' ')
                .map_or(from_day.clone(), |(day, _)| day.to_owned())
        } else {
            from_day
        };
        format!("{first} – {}", self.day(to))
    }

    /// What the invoice is for.
    pub fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::First => self.installation,
            Kind::Monthly => self.monthly,
            Kind::Manual => self.other,
        }
    }

    /// Where the invoice stands.
    pub fn status(&self, status: InvoiceStatus) -> &'static str {
        let at = match status {
            InvoiceStatus::Draft => 0,
            InvoiceStatus::Issued => 1,
            InvoiceStatus::Partial => 2,
            InvoiceStatus::Paid => 3,
            InvoiceStatus::Overdue => 4,
            InvoiceStatus::Void => 5,
        };
        self.statuses[at]
    }

    /// How a payment came in.
    pub fn method(&self, method: PaymentMethod) -> &'static str {
        let at = match method {
            PaymentMethod::Cash => 0,
            PaymentMethod::BankTransfer => 1,
            PaymentMethod::VirtualAccount => 2,
            PaymentMethod::Qris => 3,
            PaymentMethod::EWallet => 4,
            PaymentMethod::Card => 5,
        };
        self.methods[at]
    }

    /// A percentage as it is written: `12%`, `1,1%`.
    pub fn percent(&self, rate: &str) -> String {
        let rate = match rate.split_once('.') {
            Some((whole, decimals)) => match (decimals.trim_end_matches('0'), self.locale) {
                ("", _) => whole.to_owned(),
                (decimals, Locale::Id) => format!("{whole},{decimals}"),
                (decimals, Locale::En) => format!("{whole}.{decimals}"),
            },
            None => rate.to_owned(),
        };
        format!("{rate}%")
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{super::invoice::Period, Locale, texts};

    #[test]
    fn a_period_says_month_and_year_once() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let said = |from, to| texts(Locale::Id).days(Period { from, to });
        assert_eq!(
            said(day(2025, 11, 1), day(2025, 11, 30)),
            "1 – 30 November 2025"
        );
        assert_eq!(
            said(day(2025, 11, 16), day(2025, 12, 15)),
            "16 November – 15 Desember 2025"
        );
        assert_eq!(
            said(day(2025, 12, 16), day(2026, 1, 15)),
            "16 Desember 2025 – 15 Januari 2026"
        );
    }

    #[test]
    fn a_rate_is_printed_without_idle_decimals() {
        let said = |rate| texts(Locale::Id).percent(rate);
        assert_eq!(
            [said("12"), said("12.00"), said("1.10")],
            ["12%", "12%", "1,1%"]
        );
        assert_eq!(texts(Locale::En).percent("1.10"), "1.1%");
    }
}
