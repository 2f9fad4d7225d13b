//! How long an invoice PDF takes and how large it is, as JSON lines.
//!
//! The baseline is measured in the same run: the same library writing a page with one word in each of the two typefaces,
//! which is the least any document of ours costs. The ratio says what the invoice itself adds, on any machine.

#[path = "../crates/core/tests/documents/sample.rs"]
mod sample;

use std::{hint::black_box, time::Instant};

use aglis_core::documents::{InvoiceDocument, render_invoice};
use printpdf::{
    Mm, Op, ParsedFont, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem,
};
use serde_json::json;

/// Runs before the clock counts: fonts are parsed and memory is warm.
const WARM_UP: usize = 10;
/// Runs that count.
const RUNS: usize = 101;

fn main() {
    let fonts: Vec<ParsedFont> = [notosans::REGULAR_TTF, notosans::BOLD_TTF]
        .iter()
        .filter_map(|bytes| ParsedFont::from_bytes(bytes, 0, &mut Vec::new()))
        .collect();
    let (baseline, baseline_bytes) = measure(|| one_word(&fonts));
    println!(
        "{}",
        json!({ "bench": "pdf_baseline_one_word", "median_ms": baseline, "bytes": baseline_bytes })
    );

    let cases = [
        ("pdf_one_page", sample::unpaid(), 26.0, Some(60_000)),
        ("pdf_one_page_paid", sample::paid(), 26.0, Some(60_000)),
        (
            "pdf_one_page_english",
            sample::english_overdue_with_long_names(),
            26.0,
            Some(60_000),
        ),
        ("pdf_200_lines", sample::long(200), 130.0, None),
    ];
    for (name, invoice, limit_ms, limit_bytes) in cases {
        let (median, bytes) = measure(|| rendered(&invoice));
        let line = json!({
            "bench": name,
            "median_ms": median,
            "limit_ms": limit_ms,
            "bytes": bytes,
            "limit_bytes": limit_bytes,
            "baseline_ms": baseline,
            "ratio": (median / baseline * 100.0).round() / 100.0,
            "within_limits": median <= limit_ms && limit_bytes.is_none_or(|limit| bytes <= limit),
        });
        println!("{line}");
    }
}

fn rendered(invoice: &InvoiceDocument) -> Vec<u8> {
    render_invoice(black_box(invoice)).expect("a PDF")
}

/// The median in milliseconds, to the microsecond, and the size.
fn measure(make: impl Fn() -> Vec<u8>) -> (f64, usize) {
    for _ in 0..WARM_UP {
        black_box(make());
    }
    let mut size = 0;
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            size = black_box(make()).len();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    ((times[RUNS / 2] * 1000.0).round() / 1000.0, size)
}

/// A page with one word in every typeface.
fn one_word(fonts: &[ParsedFont]) -> Vec<u8> {
    let mut document = PdfDocument::new("baseline");
    let mut ops = vec![Op::StartTextSection];
    for font in fonts {
        let font = PdfFontHandle::External(document.add_font(font));
        ops.push(Op::SetFont {
            font,
            size: Pt(12.0),
        });
        ops.push(Op::ShowText {
            items: vec![TextItem::Text("faktur".to_owned())],
        });
    }
    ops.push(Op::EndTextSection);
    document.pages.push(PdfPage::new(Mm(210.0), Mm(297.0), ops));
    document.save(&PdfSaveOptions::default(), &mut Vec::new())
}
