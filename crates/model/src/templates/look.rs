//! How WhatsApp shows a text: `*bold*`, `_italic_`, `~struck~` and fixed letters between three back-ticks.

/// A stretch of a message that looks alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// As it is read; may have several lines.
    pub text: String,
    /// Heavy letters.
    pub bold: bool,
    /// Slanted letters.
    pub italic: bool,
    /// A line through the letters.
    pub struck: bool,
    /// Letters of one width, in which no other mark counts.
    pub fixed: bool,
}

const FIXED: &str = "```";

/// Cuts a message where its look changes. Marks without their other half stay as they were typed.
#[must_use]
pub fn pieces(message: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = message;
    while let Some((before, inside, behind)) = fixed(rest) {
        marked(before, &Piece::default(), &mut pieces);
        push(
            &mut pieces,
            Piece {
                text: inside.to_owned(),
                fixed: true,
                ..Piece::default()
            },
        );
        rest = behind;
    }
    marked(rest, &Piece::default(), &mut pieces);
    pieces
}

/// What stands before, between and behind the first pair of three back-ticks.
fn fixed(text: &str) -> Option<(&str, &str, &str)> {
    let (before, after) = text.split_once(FIXED)?;
    let (inside, behind) = after.split_once(FIXED)?;
    (!inside.trim().is_empty()).then_some((before, inside, behind))
}

/// Adds a stretch and the stretches inside its marks, in the look of what stands around it.
fn marked(text: &str, around: &Piece, pieces: &mut Vec<Piece>) {
    let signs: Vec<(usize, char)> = text.char_indices().collect();
    let mut from = 0;
    let mut at = 0;
    while at < signs.len() {
        let (start, mark) = signs[at];
        let Some(end) = matches!(mark, '*' | '_' | '~')
            .then(|| closing(&signs, at))
            .flatten()
        else {
            at += 1;
            continue;
        };
        let like = |text: &str| Piece {
            text: text.to_owned(),
            ..around.clone()
        };
        push(pieces, like(&text[from..start]));
        let mut inner = like("");
        match mark {
            '*' => inner.bold = true,
            '_' => inner.italic = true,
            _ => inner.struck = true,
        }
        let close = signs[end].0;
        marked(&text[start + 1..close], &inner, pieces);
        from = close + 1;
        at = end + 1;
    }
    push(
        pieces,
        Piece {
            text: text[from..].to_owned(),
            ..around.clone()
        },
    );
}

/// Where the mark at `at` ends: on the same line, both halves close to the words between them and away from those around.
fn closing(signs: &[(usize, char)], at: usize) -> Option<usize> {
    let sign = |at: usize| signs.get(at).map(|(_, sign)| *sign);
    let is_letter = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
    let is_blank = |sign: Option<char>| sign.is_none_or(char::is_whitespace);
    let mark = sign(at)?;
    let before = at.checked_sub(1).and_then(sign);
    if is_letter(before) || before == Some(mark) || is_blank(sign(at + 1)) {
        return None;
    }
    (at + 2..signs.len())
        .take_while(|end| sign(*end) != Some('\n') && sign(*end - 1) != Some('\n'))
        .find(|end| {
            sign(*end) == Some(mark) && !is_blank(sign(*end - 1)) && !is_letter(sign(*end + 1))
        })
}

/// Adds a piece; one that looks like the last one goes on with it.
fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    if piece.text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(last)
            if (last.bold, last.italic, last.struck, last.fixed)
                == (piece.bold, piece.italic, piece.struck, piece.fixed) =>
        {
            last.text.push_str(&piece.text);
        }
        _ => pieces.push(piece),
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    /// The pieces with a letter for each look: `b[…]`, `i[…]`, `s[…]`, `m[…]`.
    fn drawn(message: &str) -> String {
        let drawn = pieces(message).into_iter().map(|piece| {
            let looks = [
                (piece.bold, 'b'),
                (piece.italic, 'i'),
                (piece.struck, 's'),
                (piece.fixed, 'm'),
            ];
            let looks: String = looks
                .iter()
                .filter(|(is, _)| *is)
                .map(|(_, sign)| *sign)
                .collect();
            if looks.is_empty() {
                piece.text
            } else {
                format!("{looks}[{}]", piece.text)
            }
        });
        drawn.collect()
    }

    #[test]
    fn marks_are_shown_as_whatsapp_shows_them() {
        assert_eq!(drawn("Kode *482913*."), "Kode b[482913].");
        assert_eq!(drawn("_a_ ~b~ ```*c*```"), "i[a] s[b] m[*c*]");
        assert_eq!(drawn("*tebal _dan miring_*"), "b[tebal ]bi[dan miring]");
        assert_eq!(drawn("*é*\n*ü*"), "b[é]\nb[ü]");
    }

    #[test]
    fn a_mark_without_its_other_half_stays_a_sign() {
        for plain in [
            "2 * 3 * 4",
            "nama_saya_ini",
            "*satu\nbaris*",
            "* butir",
            "**",
            "```",
            "``````",
            "a*b*c",
        ] {
            assert_eq!(drawn(plain), plain, "{plain}");
        }
    }
}
