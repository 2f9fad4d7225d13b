//! The rows in sight. Only they are in the page, however long the list is.

use std::ops::Range;

/// Height of a row in px; the style sheet says the same.
pub(super) const ROW: u32 = 36;
/// Narrower than this many px, rows are cards. A list beside its record is wider in a usual window.
pub(super) const NARROW: i32 = 420;
/// Narrower than this many px, what can be done with the chosen rows is in a menu.
pub(super) const TIGHT: i32 = 850;
/// The most lines of a card.
const LINES: usize = 6;
/// Rows drawn above and below what is in sight.
const MARGIN: usize = 8;

/// Height of a card in px: a line of 20 px for each of the first columns.
pub(super) fn card(columns: usize) -> u32 {
    20 * u32::try_from(columns.clamp(1, LINES)).unwrap_or(1) + 17
}

/// Rows to draw for a place of the scroll bar.
pub(super) fn window(top: i32, height: i32, row: u32, count: usize) -> Range<usize> {
    let row = row as usize;
    let top = usize::try_from(top).unwrap_or(0);
    let height = usize::try_from(height).unwrap_or(0);
    let first = (top / row).min(count);
    let last = ((top + height).div_ceil(row)).min(count);
    first.saturating_sub(MARGIN)..(last + MARGIN).min(count)
}

/// Where to scroll so that a row is in sight; none when it is.
pub(super) fn scroll_to(at: usize, top: i32, height: i32, row: u32, header: i32) -> Option<i32> {
    let row = i32::try_from(row).unwrap_or(36);
    let start = i32::try_from(at)
        .unwrap_or(i32::MAX / row)
        .saturating_mul(row);
    if start < top {
        Some(start)
    } else if start + row > top + height - header {
        Some(start + row - height + header)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{scroll_to, window};

    #[test]
    fn only_what_is_in_sight_is_drawn() {
        assert_eq!(window(0, 720, 36, 100_000), 0..28);
        assert_eq!(window(36_000, 720, 36, 100_000), 992..1028);
        assert_eq!(window(0, 720, 36, 3), 0..3);
        assert_eq!(window(9_999, 720, 36, 0), 0..0);
    }

    #[test]
    fn a_row_out_of_sight_is_scrolled_to() {
        assert_eq!(scroll_to(5, 0, 400, 36, 36), None);
        assert_eq!(scroll_to(0, 100, 400, 36, 36), Some(0));
        assert_eq!(scroll_to(20, 0, 400, 36, 36), Some(20 * 36 + 36 - 364));
    }
}
