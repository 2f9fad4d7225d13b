//! How things look: the colours of the brand, sizes of text, and how a text fits its place.

use super::fonts::{Face, printable};

/// A colour, red green blue.
pub(super) type Ink = (u8, u8, u8);
/// The brand's deep blue.
pub(super) const BLUE: Ink = (0x12, 0x35, 0x5b);
/// The brand's teal.
pub(super) const TEAL: Ink = (0x0f, 0x9d, 0x8a);
/// Teal dark enough to read in small letters.
pub(super) const DEEP_TEAL: Ink = (0x0a, 0x6e, 0x61);
/// Money that is still owed.
pub(super) const AMBER: Ink = (0x9a, 0x58, 0x06);
/// Past due.
pub(super) const RED: Ink = (0xb4, 0x23, 0x18);
/// Running text.
pub(super) const BLACK: Ink = (0x1b, 0x25, 0x30);
/// Labels and small print.
pub(super) const GREY: Ink = (0x5a, 0x66, 0x74);
/// Rules.
pub(super) const RULE: Ink = (0xd5, 0xdc, 0xe4);
/// Backgrounds.
pub(super) const PALE: Ink = (0xf3, 0xf6, 0xf9);
/// Backgrounds of what is settled.
pub(super) const PALE_TEAL: Ink = (0xe6, 0xf5, 0xf2);
/// Backgrounds of what is owed.
pub(super) const PALE_AMBER: Ink = (0xfd, 0xf3, 0xe1);
/// Backgrounds of what is late.
pub(super) const PALE_RED: Ink = (0xfd, 0xec, 0xea);
/// Paper.
pub(super) const WHITE: Ink = (0xff, 0xff, 0xff);

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub face: Face,
    pub size: f32,
    pub ink: Ink,
}

/// Running text of a size.
pub(super) const fn regular(size: f32, ink: Ink) -> Style {
    Style {
        face: Face::Regular,
        size,
        ink,
    }
}

/// Bold text of a size.
pub(super) const fn bold(size: f32, ink: Ink) -> Style {
    Style {
        face: Face::Bold,
        size,
        ink,
    }
}

impl Style {
    /// Width of a text, as it will be printed.
    pub fn width(self, text: &str) -> f32 {
        self.face.width(&printable(text), self.size)
    }

    /// Breaks a text into lines no wider than `width`.
    ///
    /// Line breaks in the text stay; a word wider than the line is cut where it no longer fits. An empty text gives no
    /// line.
    pub fn wrap(self, text: &str, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut line = String::new();
            for word in printable(paragraph).split_whitespace() {
                let longer = if line.is_empty() {
                    word.to_owned()
                } else {
                    format!("{line} {word}")
                };
                if self.face.width(&longer, self.size) <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                line = self.cut(word, width, &mut lines);
            }
            if !line.is_empty() {
                lines.push(line);
            }
        }
        lines
    }

    /// Pushes the full lines of a word too long for one and returns its rest.
    fn cut(self, word: &str, width: f32, lines: &mut Vec<String>) -> String {
        let mut line = String::new();
        let mut line_width = 0.0;
        for letter in word.chars() {
            let letter_width = self.face.width(letter.encode_utf8(&mut [0; 4]), self.size);
            if line_width + letter_width > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                line_width = 0.0;
            }
            line.push(letter);
            line_width += letter_width;
        }
        line
    }

    /// The text on one line, shortened with an ellipsis when it does not fit.
    pub fn shorten(self, text: &str, width: f32) -> String {
        let text = printable(text);
        if self.face.width(&text, self.size) <= width {
            return text;
        }
        let mut short = String::new();
        for letter in text.chars() {
            short.push(letter);
            if self.face.width(&short, self.size) + self.face.width("…", self.size) > width {
                short.pop();
                break;
            }
        }
        format!("{}…", short.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::{BLACK, regular};

    #[test]
    fn a_word_longer_than_the_line_is_cut_and_nothing_is_lost() {
        let style = regular(10.0, BLACK);
        let lines = style.wrap(
            "Jl. Kebon\nABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ end",
            100.0,
        );
        assert!(
            lines.iter().all(|line| style.width(line) <= 100.0),
            "{lines:?}"
        );
        assert_eq!(lines[0], "Jl. Kebon", "the line break of the address stays");
        assert_eq!(
            lines.concat().replace(' ', ""),
            "Jl.KebonABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZend"
        );
    }

    #[test]
    fn a_text_too_long_for_its_place_ends_with_an_ellipsis() {
        let style = regular(10.0, BLACK);
        assert_eq!(style.shorten("pendek", 100.0), "pendek");
        let short = style.shorten(&"panjang sekali ".repeat(10), 100.0);
        assert!(
            short.ends_with('…') && style.width(&short) <= 100.0,
            "{short}"
        );
    }
}
