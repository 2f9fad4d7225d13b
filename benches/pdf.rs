//! How long an invoice PDF takes and how large it is, as JSON lines.
//!
//! The baseline is measured in the same run: the same library writing a page with one word in each of the two typefaces,
//! which is the least any document of ours costs. The ratio says what the invoice itself adds, on any machine.

#[path = "support/figures.rs"]
mod figures;
#[path = "../crates/core/tests/documents/sample.rs"]
mod sample;

use std::{hint::black_box, time::Instant};

use aglis_core::documents::{InvoiceDocument, render_invoice};
use printpdf::{
    Mm, Op, ParsedFont, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem,
};
use serde_json::json;

use crate::figures::{Times, ratio, say};

/// Runs before the clock counts: fonts are parsed and memory is warm.
const WARM_UP: usize = 10;
/// Runs that count.
const RUNS: usize = 101;

fn main() {
    let fonts: Vec<ParsedFont> = [notosans::REGULAR_TTF, notosans::BOLD_TTF]
        .iter()
        .filter_map(|bytes| ParsedFont::from_bytes(bytes, 0, &mut Vec::new()))
        .collect();
    let (times, baseline_bytes) = measure(|| one_word(&fonts));
    let baseline = times.median();
    say(
        &json!({ "bench": "pdf_baseline_one_word", "median_ms": baseline, "bytes": baseline_bytes }),
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
        let (times, bytes) = measure(|| rendered(&invoice));
        let median = times.median();
        say(&json!({
            "bench": name,
            "runs": times.runs(),
            "median_ms": median,
            "p95_ms": times.percentile(95),
            "limit_ms": limit_ms,
            "bytes": bytes,
            "limit_bytes": limit_bytes,
            "baseline_ms": baseline,
            "ratio": ratio(median, baseline),
            "within_limits": median <= limit_ms && limit_bytes.is_none_or(|limit| bytes <= limit),
        }));
    }
}

fn rendered(invoice: &InvoiceDocument) -> Vec<u8> {
    render_invoice(black_box(invoice)).expect("a PDF")
}

/// The times, and the size.
fn measure(make: impl Fn() -> Vec<u8>) -> (Times, usize) {
    for _ in 0..WARM_UP {
        black_box(make());
    }
    let mut size = 0;
    let mut times = Times::default();
    for _ in 0..RUNS {
        let start = Instant::now();
        size = black_box(make()).len();
        times.end(start);
    }
    (times, size)
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
