//! Putting a place-holder where the caret stands.

/// The text with `what` in the place of what is marked, and where the caret stands then. Places are counted as the browser
/// counts them, in UTF-16 units.
pub(super) fn insert(text: &str, from: u32, to: u32, what: &str) -> (String, u32) {
    let (from, to) = (byte_at(text, from.min(to)), byte_at(text, to.max(from)));
    let mut changed = String::with_capacity(text.len() + what.len());
    changed.push_str(&text[..from]);
    changed.push_str(what);
    let caret = changed.encode_utf16().count();
    changed.push_str(&text[to..]);
    (changed, u32::try_from(caret).unwrap_or(u32::MAX))
}

/// The byte at which a UTF-16 unit begins; the end for one behind it.
fn byte_at(text: &str, unit: u32) -> usize {
    let mut left = unit as usize;
    for (at, sign) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(sign.len_utf16());
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::insert;

    #[test]
    fn a_place_holder_stands_where_the_caret_stood() {
        assert_eq!(insert("Halo !", 5, 5, "{a}"), ("Halo {a}!".to_owned(), 8));
        assert_eq!(insert("Halo", 99, 99, "{a}"), ("Halo{a}".to_owned(), 7));
        assert_eq!(insert("", 0, 0, "{a}"), ("{a}".to_owned(), 3));
    }

    #[test]
    fn what_is_marked_gives_way_also_behind_signs_of_two_units() {
        assert_eq!(insert("🙂 nama", 3, 7, "{a}"), ("🙂 {a}".to_owned(), 6));
        assert_eq!(insert("nama 🙂", 4, 0, "{a}"), ("{a} 🙂".to_owned(), 3));
    }
}
