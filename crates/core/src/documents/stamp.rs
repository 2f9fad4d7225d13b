//! Stamps: LUNAS on a paid invoice, and the pale word across one that must not be paid.

use super::layout::{HEIGHT, Sheets, WIDTH};
use super::style::{Ink, TEAL, bold};

/// Room the stamp needs, turned.
pub(super) const STAMP_HEIGHT: f32 = 84.0;

/// Stamps a word around a middle, turned as by hand.
///
/// Only the one word: a turned line of several falls apart when its text is copied or searched.
pub(super) fn stamp(sheets: &mut Sheets, middle: (f32, f32), word: &str) {
    sheets.turned(middle, 9.0, |sheets| {
        let large = bold(31.0, TEAL);
        let (width, height) = (large.width(word) + 38.0, 52.0);
        let (left, top) = (-width / 2.0, -height / 2.0);
        sheets.outline_round(left, top, width, height, 7.0, (2.4, TEAL));
        sheets.outline_round(
            left + 4.0,
            top + 4.0,
            width - 8.0,
            height - 8.0,
            4.5,
            (0.8, TEAL),
        );
        sheets.text_middle(0.0, top + 37.2, large, word);
    });
}

/// Writes a pale word across the page; drawn first, so that everything stays readable over it.
pub(super) fn watermark(sheets: &mut Sheets, word: &str) {
    const FAINT: Ink = (0xed, 0xf0, 0xf3);
    let style = bold(150.0, FAINT);
    sheets.turned((WIDTH / 2.0, HEIGHT * 0.56), 50.0, |sheets| {
        sheets.text_middle(0.0, 50.0, style, word);
    });
}
