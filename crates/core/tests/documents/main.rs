//! The PDFs as other programs read them: poppler's text and fonts, qpdf's check.

mod money;
mod sample;
mod tools;

use aglis_core::documents::{
    InvoiceDocument, Logo, invoice::Tax, render_invoice, render_invoices, save,
};
use insta::assert_snapshot;
use model::{
    money::Rupiah,
    states::InvoiceStatus,
    tax::{Percent, TaxRule, TaxTreatment},
    text::Locale,
};

use tools::{check, fonts, information, text, text_in_order};

#[test]
fn an_unpaid_invoice_reads_from_top_to_bottom() {
    let pdf = render_invoice(&sample::unpaid()).unwrap();
    assert_snapshot!(text_in_order(&pdf).trim_end(), @r"
    NL
    PT Nusantara Lintas Data
    Jl. Ir. H. Juanda No. 108, Lebakgede, Coblong
    Kota Bandung, Jawa Barat 40132
    Telp. (022) 250 1234 · tagihan@nusalinta.co.id
    NPWP 01.234.567.8-429.000
    FAKTUR
    INV-202511-00042
    Tagihan bulanan
    DITAGIHKAN KEPADA
    Siti Nurhaliza Rahmawati
    Jl. Cihampelas Gg. Mawar No. 17 RT 03/RW 05
    Kel. Tamansari, Kec. Bandung Wetan
    Kota Bandung 40116
    No. pelanggan CST-000482
    Telp. 0812-3456-7890
    RINCIAN FAKTUR
    Tanggal terbit 1 November 2025
    Jatuh tempo 20 November 2025
    Periode 1 – 30 November 2025
    No. layanan SVC-000517
    Paket Rumah Ceria 50 Mbps
    Sisa yang harus dibayar
    Rp 388.500
    Bayar paling lambat
    20 November 2025
    BELUM DIBAYAR
    No Uraian Jml Harga satuan Jumlah
    1 Internet Rumah Ceria 50 Mbps 1 Rp 350.000 Rp 350.000
    November 2025
    2 Sewa router Wi-Fi 6 1 Rp 25.000 Rp 25.000
    Subtotal Rp 375.000
    Diskon -Rp 25.000
    DPP nilai lain 11/12 Rp 320.833
    PPN 12% Rp 38.500
    Total Rp 388.500
    TERBILANG
    Tiga ratus delapan puluh delapan ribu lima ratus
    rupiah
    CARA PEMBAYARAN
    Transfer ke salah satu rekening
    BCA 281 123 4567
    a.n. PT Nusantara Lintas Data
    Mandiri 130 00 1234567 8
    a.n. PT Nusantara Lintas Data
    Transfer tepat Rp 388.542
    termasuk kode unik 042
    QRIS
    AGLIS CONTOH
    Pindai QRIS dengan aplikasi
    bank atau dompet digital
    Pertanyaan tentang tagihan ini? Hubungi kami lewat WhatsApp (022) 250 1234, setiap hari 08.00–20.00.
    PT Nusantara Lintas Data · INV-202511-00042 halaman 1/1
    Dibuat oleh sistem, sah tanpa tanda tangan.
    ");
}

#[test]
fn a_paid_invoice_carries_the_stamp_and_no_way_to_pay_again() {
    let pdf = render_invoice(&sample::paid()).unwrap();
    let text = text_in_order(&pdf);
    assert!(
        !text.contains("QRIS") && !text.contains("281 123 4567"),
        "{text}"
    );
    let (_, end) = text.split_once("TERBILANG").unwrap();
    assert_snapshot!(end.trim(), @r"
    Tiga ratus delapan puluh delapan ribu lima ratus
    rupiah
    LUNAS
    RIWAYAT PEMBAYARAN
    Tanggal Cara Referensi Jumlah
    10 November 2025 Tunai KW-00981 Rp 200.000
    16 November 2025 Transfer bank BCA 20251116-883120 Rp 188.500
    Pertanyaan tentang tagihan ini? Hubungi kami lewat WhatsApp (022) 250 1234, setiap hari 08.00–20.00.
    PT Nusantara Lintas Data · INV-202511-00042 halaman 1/1
    Dibuat oleh sistem, sah tanpa tanda tangan.
    ");
}

#[test]
fn a_discount_says_why_however_long_the_reason_is() {
    let reason = "Penyesuaian Oktober 2025 (aktif sejak tanggal 11) dan ganti rugi gangguan jaringan selama tiga hari";
    let invoice = InvoiceDocument {
        discounts: vec![
            (reason.to_owned(), Rupiah(15_000)),
            ("Promo 20%".to_owned(), Rupiah(10_000)),
        ],
        ..sample::unpaid()
    };
    let pdf = render_invoice(&invoice).unwrap();
    check(&pdf);
    let said = text_in_order(&pdf);
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["Subtotal", "-Rp 15.000", "Promo 20%", "-Rp 10.000"] {
        assert!(words.contains(part), "{part}: {said}");
    }
    assert!(reason.split(' ').all(|word| words.contains(word)), "{said}");
    // It takes lines of its own instead of running into its amount.
    assert!(!said.lines().any(|line| line.contains(reason)), "{said}");
    assert!(!words.contains("Diskon"), "{said}");
}

/// The same connection alone, without a discount, taxed in this way at the rate of 2025.
fn taxed(treatment: TaxTreatment) -> InvoiceDocument {
    let rule = TaxRule {
        treatment,
        rate: Percent(1200),
        base: (11, 12),
    };
    let taxed = rule.of(Rupiah(350_000));
    let mut invoice = sample::unpaid();
    invoice.lines.truncate(1);
    InvoiceDocument {
        subtotal: taxed.subtotal,
        discount: Rupiah::ZERO,
        tax: (taxed.ppn > Rupiah::ZERO).then(|| Tax {
            base: taxed.dpp,
            rate: taxed.rate.to_string(),
            base_fraction: (taxed.base.0.unsigned_abs(), taxed.base.1.unsigned_abs()),
            amount: taxed.ppn,
        }),
        tax_included: taxed.is_included,
        total: taxed.total,
        balance: taxed.total,
        ..invoice
    }
}

#[test]
fn each_way_of_charging_tax_reads_as_it_is() {
    let sums = |treatment| {
        let pdf = render_invoice(&taxed(treatment)).unwrap();
        check(&pdf);
        let text = text_in_order(&pdf);
        let (_, sums) = text.split_once("Subtotal").unwrap();
        let (sums, _) = sums.split_once("TERBILANG").unwrap();
        format!("Subtotal{sums}").trim_end().to_owned()
    };
    assert_snapshot!(sums(TaxTreatment::Added), @r"
    Subtotal Rp 350.000
    DPP nilai lain 11/12 Rp 320.833
    PPN 12% Rp 38.500
    Total Rp 388.500
    ");
    assert_snapshot!(sums(TaxTreatment::Included), @r"
    Subtotal Rp 350.000
    DPP nilai lain 11/12 Rp 289.039
    PPN 12% (sudah termasuk) Rp 34.685
    Total Rp 350.000
    ");
    assert_snapshot!(sums(TaxTreatment::None), @r"
    Subtotal Rp 350.000
    Total Rp 350.000
    ");
}

#[test]
fn the_english_invoice_says_the_same_in_english() {
    let pdf = render_invoice(&sample::english_overdue_with_long_names()).unwrap();
    let text = text(&pdf);
    for words in [
        "INVOICE",
        "OVERDUE",
        "Balance due",
        "Rp 1.000.000.000",
        "Tax base (DPP) 11/12",
        "VAT (PPN) 12%",
        "page 1/1",
    ] {
        assert!(text.contains(words), "{words} is missing in {text}");
    }
    assert!(information(&pdf).contains("INVOICE INV-202511-00042"));
    assert!(tools::contains(&pdf, b"/Lang(en)"));
}

#[test]
fn every_font_is_embedded_as_a_subset_with_its_letters() {
    let mut invoice = sample::unpaid();
    invoice.customer.name = "Siti Ωmega \u{0627}\u{0644}".to_owned();
    let pdf = render_invoice(&invoice).unwrap();
    let fonts = fonts(&pdf);
    assert_eq!(
        fonts.len(),
        3,
        "Noto Sans, its bold and the fallback: {fonts:?}"
    );
    for font in &fonts {
        assert!(
            font.contains("yes yes yes"),
            "embedded, subset, with its letters: {font}"
        );
    }
}

#[test]
fn the_file_is_sound_and_says_its_title_and_language() {
    for invoice in [
        sample::unpaid(),
        sample::paid(),
        sample::long(200),
        sample::english_overdue_with_long_names(),
    ] {
        check(&render_invoice(&invoice).unwrap());
    }
    let pdf = render_invoice(&sample::unpaid()).unwrap();
    let information = information(&pdf);
    assert!(
        information.contains("FAKTUR INV-202511-00042"),
        "{information}"
    );
    assert!(information.contains("595.276 x 841"), "A4: {information}");
    assert!(tools::contains(&pdf, b"/Lang(id-ID)"));
    assert!(
        !tools::contains(&pdf, b"GTS_PDFX"),
        "claims no standard it does not follow"
    );
}

#[test]
fn two_hundred_lines_have_their_head_and_number_on_every_page() {
    let pdf = render_invoice(&sample::long(200)).unwrap();
    let text = text(&pdf);
    let pages: Vec<&str> = text.split_terminator('\u{c}').collect();
    assert_eq!(pages.len(), 8);
    for (place, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("halaman {}/8", place + 1)), "{page}");
        assert!(
            page.contains("Harga satuan") && page.contains("INV-202511-00042"),
            "{page}"
        );
    }
    for line in 1..=200 {
        assert!(
            text.contains(&format!("cabang {line}\n")),
            "line {line} is missing"
        );
    }
    assert_eq!(text.matches("Dua ratus lima puluh juta rupiah").count(), 1);
}

#[test]
fn one_line_longer_than_a_page_goes_on_overleaf() {
    let mut invoice = sample::unpaid();
    let words: Vec<String> = (0..1500).map(|word| format!("kata{word}")).collect();
    invoice.lines[0].description = words.join(" ");
    let pdf = render_invoice(&invoice).unwrap();
    let text = text(&pdf);
    for word in &words {
        assert!(text.contains(word.as_str()), "{word} is missing");
    }
    assert!(text.contains("halaman 1/"), "{text}");
}

#[test]
fn an_invoice_that_says_nothing_is_still_a_page() {
    let empty = InvoiceDocument::new("INV-202511-00001");
    let pdf = render_invoice(&empty).unwrap();
    check(&pdf);
    assert!(text(&pdf).contains("Nol rupiah"));
}

#[test]
fn drafts_and_void_invoices_are_marked_and_offer_no_way_to_pay() {
    for (status, word) in [
        (InvoiceStatus::Draft, "DRAF"),
        (InvoiceStatus::Void, "BATAL"),
    ] {
        let mut invoice = sample::unpaid();
        invoice.status = status;
        let text = text_in_order(&render_invoice(&invoice).unwrap());
        assert!(text.contains(word), "{text}");
        assert!(!text.contains("CARA PEMBAYARAN"), "{text}");
    }
}

#[test]
fn the_same_invoice_is_the_same_file_for_staff_and_customer() {
    assert_eq!(
        render_invoice(&sample::paid()).unwrap(),
        render_invoice(&sample::paid()).unwrap()
    );
    assert_ne!(
        render_invoice(&sample::paid()).unwrap(),
        render_invoice(&sample::unpaid()).unwrap()
    );
}

#[test]
fn many_invoices_share_one_file_with_page_numbers_of_their_own() {
    let logo = Logo::read(&tools::picture(900, 300)).unwrap();
    let mut first = sample::paid();
    first.company.logo = Some(logo.clone());
    let mut second = sample::long(30);
    second.company.logo = Some(logo);
    second.locale = Locale::En;
    let pdf = render_invoices(&[first, second]).unwrap();
    check(&pdf);
    let text = text(&pdf);
    for footer in ["halaman 1/1", "page 1/2", "page 2/2"] {
        assert!(text.contains(footer), "{footer} is missing in {text}");
    }
    assert!(
        pdf.len() < 80_000,
        "the logo is stored once, at its printed size: {}",
        pdf.len()
    );
    assert!(render_invoices(&[]).is_err());
}

#[test]
fn a_logo_that_is_no_picture_is_refused_with_the_reason() {
    let error = Logo::read(b"%PDF-1.7").unwrap_err().to_string();
    assert!(error.starts_with("cannot read the logo: "), "{error}");
}

#[test]
fn one_page_stays_within_the_size_that_goes_through_whatsapp_quickly() {
    for invoice in [
        sample::unpaid(),
        sample::paid(),
        sample::english_overdue_with_long_names(),
    ] {
        let size = render_invoice(&invoice).unwrap().len();
        assert!(size <= 60_000, "{size} bytes");
    }
}

#[test]
fn a_saved_invoice_is_named_after_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let invoice = sample::paid();
    let path = save(
        folder.path(),
        &invoice.number,
        &render_invoice(&invoice).unwrap(),
    )
    .unwrap();
    assert_eq!(path.file_name().unwrap(), "INV-202511-00042.pdf");
}
