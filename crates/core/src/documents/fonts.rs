//! The typefaces of the documents: Noto Sans, with `DejaVu` Sans for letters Noto does not have.
//!
//! Both come as packages and are parsed once for the life of the program: parsing costs more than a whole page.
//! Digits of Noto Sans all have one width, so columns of money line up by themselves.

use std::sync::LazyLock;

use printpdf::{FontId, ParsedFont, PdfFont};

use super::DocumentError;

/// A typeface of the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Face {
    /// Running text.
    Regular,
    /// Names, totals, headings.
    Bold,
    /// Letters that neither of the others has.
    Fallback,
}

/// A parsed typeface with the widths of its common letters at hand.
struct Loaded {
    font: ParsedFont,
    /// Widths in thousandths of the size, by code point, for the letters of nearly every text.
    widths: Vec<u16>,
}

static REGULAR: LazyLock<Option<Loaded>> = LazyLock::new(|| Loaded::parse(notosans::REGULAR_TTF));
static BOLD: LazyLock<Option<Loaded>> = LazyLock::new(|| Loaded::parse(notosans::BOLD_TTF));
static FALLBACK: LazyLock<Option<Loaded>> =
    LazyLock::new(|| Loaded::parse(dejavu::sans::regular()));

/// Letters up to here have their widths looked up at start.
const COMMON: u32 = 0x250;

impl Loaded {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let font = ParsedFont::from_bytes(bytes, 0, &mut Vec::new())?;
        let widths = (0..COMMON).map(|code| width_of(&font, code)).collect();
        Some(Self { font, widths })
    }

    fn has(&self, letter: char) -> bool {
        self.font
            .lookup_glyph_index(u32::from(letter))
            .is_some_and(|glyph| glyph != 0)
    }
}

/// The width the PDF will state for a letter: thousandths, rounded down as printpdf does.
fn width_of(font: &ParsedFont, code: u32) -> u16 {
    let glyph = font.lookup_glyph_index(code).unwrap_or(0);
    let advance = u32::from(font.get_horizontal_advance(glyph));
    let units = u32::from(font.pdf_font_metrics.units_per_em).max(1);
    u16::try_from(advance * 1000 / units).unwrap_or(u16::MAX)
}

impl Face {
    fn loaded(self) -> Option<&'static Loaded> {
        match self {
            Face::Regular => REGULAR.as_ref(),
            Face::Bold => BOLD.as_ref(),
            Face::Fallback => FALLBACK.as_ref(),
        }
    }

    /// The name the pages use for it; the first six letters tag the subset.
    pub fn id(self) -> FontId {
        let name = match self {
            Face::Regular => "AGREGU",
            Face::Bold => "AGBOLD",
            Face::Fallback => "AGFALL",
        };
        FontId(name.to_owned())
    }

    /// The typeface for a document's resources.
    ///
    /// # Errors
    /// [`DocumentError::Font`] if the packaged bytes cannot be parsed.
    pub fn resource(self) -> Result<PdfFont, DocumentError> {
        let name = match self {
            Face::Regular => "Noto Sans",
            Face::Bold => "Noto Sans Bold",
            Face::Fallback => "DejaVu Sans",
        };
        let loaded = self.loaded().ok_or(DocumentError::Font(name))?;
        Ok(PdfFont::new(loaded.font.clone()))
    }

    /// Width of a text in points at a size.
    pub fn width(self, text: &str, size: f32) -> f32 {
        let thousandths: u32 = text.chars().map(|letter| self.letter_width(letter)).sum();
        // Texts are far shorter than the 16 million thousandths an f32 holds exactly.
        thousandths as f32 * size / 1000.0
    }

    fn letter_width(self, letter: char) -> u32 {
        let Some(loaded) = self.covering(letter).loaded() else {
            return 500;
        };
        let code = u32::from(letter);
        let known = usize::try_from(code)
            .ok()
            .and_then(|at| loaded.widths.get(at))
            .copied();
        u32::from(known.unwrap_or_else(|| width_of(&loaded.font, code)))
    }

    /// The typeface that really draws a letter when this one is asked.
    fn covering(self, letter: char) -> Face {
        let own = self.loaded().is_some_and(|loaded| loaded.has(letter));
        if own
            || !Face::Fallback
                .loaded()
                .is_some_and(|loaded| loaded.has(letter))
        {
            self
        } else {
            Face::Fallback
        }
    }

    /// Cuts a text into runs of one typeface each, in order.
    pub fn runs(self, text: &str) -> Vec<(Face, String)> {
        let mut runs: Vec<(Face, String)> = Vec::new();
        for letter in text.chars() {
            let face = self.covering(letter);
            match runs.last_mut() {
                Some((last, run)) if *last == face => run.push(letter),
                _ => runs.push((face, letter.to_string())),
            }
        }
        runs
    }
}

/// A text as it can be printed: control and direction characters gone, every kind of space a plain one.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .filter_map(|letter| match letter {
            '\n' | '\t' => Some(' '),
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{ad}' => None,
            '\u{fe00}'..='\u{fe0f}' => None,
            letter if letter.is_control() => None,
            letter if letter.is_whitespace() => Some(' '),
            letter => Some(letter),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Face, printable};

    #[test]
    fn digits_have_one_width_so_that_money_lines_up() {
        for face in [Face::Regular, Face::Bold] {
            let widths: Vec<f32> = ('0'..='9')
                .map(|digit| face.width(&digit.to_string(), 10.0))
                .collect();
            assert!(
                widths
                    .iter()
                    .all(|width| (width - widths[0]).abs() < f32::EPSILON),
                "{face:?}: {widths:?}"
            );
        }
    }

    #[test]
    fn letters_noto_does_not_have_come_from_the_fallback() {
        let runs = Face::Regular.runs("Siti \u{0627}\u{0645} Ok");
        let faces: Vec<Face> = runs.iter().map(|(face, _)| *face).collect();
        assert_eq!(faces, [Face::Regular, Face::Fallback, Face::Regular]);
        assert_eq!(
            runs.into_iter().map(|(_, run)| run).collect::<String>(),
            "Siti \u{0627}\u{0645} Ok"
        );
    }

    #[test]
    fn characters_that_reorder_or_break_the_page_are_left_out() {
        assert_eq!(printable("a\u{202e}b\0c\u{a0}d\r\n\u{200b}e"), "abc d e");
    }
}
