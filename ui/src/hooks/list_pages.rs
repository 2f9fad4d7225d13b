//! The rows of a long list as they come in, page after page, each page knowing where it starts.

use std::ops::Range;

use model::list::{Cursor, Page};

/// One page that was read.
#[derive(Clone, Debug, PartialEq)]
struct Chunk<R> {
    after: Option<Cursor>,
    rows: Vec<R>,
    stale: bool,
}

/// What has been read of a list, from its top without a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Pages<R> {
    chunks: Vec<Chunk<R>>,
    next: Option<Cursor>,
    total: Option<i64>,
}

impl<R> Default for Pages<R> {
    fn default() -> Self {
        Self {
            chunks: Vec::new(),
            next: None,
            total: None,
        }
    }
}

/// What has to be read next.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Which chunk the answer becomes.
    pub chunk: usize,
    /// Where it starts.
    pub after: Option<Cursor>,
}

impl<R: Clone> Pages<R> {
    /// Rows read so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.rows.len()).sum()
    }

    /// Whether no row was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All matching rows, when counted.
    #[must_use]
    pub fn total(&self) -> Option<i64> {
        self.total
    }

    /// Whether more rows exist than were read.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// The row at a place of the list.
    #[must_use]
    pub fn row(&self, mut at: usize) -> Option<&R> {
        for chunk in &self.chunks {
            if at < chunk.rows.len() {
                return chunk.rows.get(at);
            }
            at -= chunk.rows.len();
        }
        None
    }

    /// Every row read so far, in order.
    pub fn rows(&self) -> impl Iterator<Item = &R> {
        self.chunks.iter().flat_map(|chunk| chunk.rows.iter())
    }

    /// Says that what was read may have changed since; it stays readable.
    pub fn outdate(&mut self) {
        for chunk in &mut self.chunks {
            chunk.stale = true;
        }
    }

    /// What to read so that the rows in sight are there and fresh, and the next page is at hand.
    #[must_use]
    pub fn wanted(&self, in_sight: Range<usize>, ahead: usize) -> Option<Wanted> {
        let mut start = 0;
        for (at, chunk) in self.chunks.iter().enumerate() {
            let end = start + chunk.rows.len();
            // An empty first page is in sight as well.
            let is_seen =
                start < in_sight.end.max(1) && (in_sight.start < end || chunk.rows.is_empty());
            if chunk.stale && is_seen {
                return Some(Wanted {
                    chunk: at,
                    after: chunk.after.clone(),
                });
            }
            start = end;
        }
        if self.chunks.is_empty() {
            return Some(Wanted {
                chunk: 0,
                after: None,
            });
        }
        match &self.next {
            Some(next) if in_sight.end + ahead >= start => Some(Wanted {
                chunk: self.chunks.len(),
                after: Some(next.clone()),
            }),
            _ => None,
        }
    }

    /// Takes an answer in. When a page now ends elsewhere, the later ones no longer join and are read anew.
    pub fn take(&mut self, wanted: &Wanted, page: Page<R>) {
        if page.total.is_some() {
            self.total = page.total;
        }
        let joins = self
            .chunks
            .get(wanted.chunk + 1)
            .is_some_and(|later| later.after == page.next);
        if !joins {
            self.chunks.truncate(wanted.chunk + 1);
            self.next = page.next;
        }
        let chunk = Chunk {
            after: wanted.after.clone(),
            rows: page.rows,
            stale: false,
        };
        if wanted.chunk < self.chunks.len() {
            self.chunks[wanted.chunk] = chunk;
        } else {
            self.chunks.push(chunk);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pages;
    use model::list::{Cursor, Page};

    fn cursor(id: i64) -> Cursor {
        Cursor {
            values: Vec::new(),
            id,
        }
    }

    fn page(rows: std::ops::Range<i64>, more: bool) -> Page<i64> {
        Page {
            next: more.then(|| cursor(rows.end)),
            rows: rows.collect(),
            total: None,
        }
    }

    fn two_pages() -> Pages<i64> {
        let mut pages = Pages::default();
        let first = pages.wanted(0..10, 20).unwrap();
        pages.take(&first, page(0..50, true));
        let second = pages.wanted(20..40, 20).unwrap();
        assert_eq!(second.after, Some(cursor(50)));
        pages.take(&second, page(50..100, true));
        pages
    }

    #[test]
    fn pages_are_read_as_one_comes_near_the_end() {
        let pages = two_pages();
        assert_eq!(pages.len(), 100);
        assert_eq!(pages.row(75), Some(&75));
        assert_eq!(pages.wanted(0..30, 20), None);
        assert_eq!(pages.wanted(70..90, 20).unwrap().chunk, 2);
    }

    #[test]
    fn only_what_is_in_sight_is_refreshed() {
        let mut pages = two_pages();
        pages.outdate();
        let wanted = pages.wanted(60..80, 0).unwrap();
        assert_eq!(wanted.chunk, 1);
        pages.take(&wanted, page(50..100, true));
        assert_eq!(pages.wanted(60..80, 0), None);
        assert_eq!(pages.wanted(10..20, 0).unwrap().chunk, 0);
    }

    #[test]
    fn a_page_that_ends_elsewhere_drops_those_after_it() {
        let mut pages = two_pages();
        pages.outdate();
        let wanted = pages.wanted(0..10, 0).unwrap();
        pages.take(&wanted, page(0..49, true));
        assert_eq!(pages.len(), 49);
        assert!(pages.has_more());
    }

    #[test]
    fn an_empty_list_is_read_once_and_again_when_outdated() {
        let mut pages = Pages::default();
        let first = pages.wanted(0..0, 20).unwrap();
        pages.take(&first, page(0..0, false));
        assert_eq!(pages.wanted(0..0, 20), None);
        pages.outdate();
        assert!(pages.wanted(0..0, 20).is_some());
    }
}
