//! The rows of a long list as they come in: pages at their places, with gaps where nobody looked yet.

use std::{collections::BTreeMap, ops::Range, rc::Rc};

use model::list::{Cursor, ListQuery, Page};

/// Rows of a page.
pub const PAGE: usize = 100;

/// One page that was read.
#[derive(Clone, Debug, PartialEq)]
struct Chunk<R> {
    after: Option<Cursor>,
    next: Option<Cursor>,
    rows: Rc<Vec<R>>,
    stale: bool,
    /// Whether its place was reckoned from the end, where another number of rows moves it.
    backwards: bool,
}

/// How sure the number of rows is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// Nothing was counted yet.
    Nothing,
    /// There are at least as many; all of them are to be counted.
    Least,
    /// It was right before something changed; all of them are to be counted again.
    Before,
    /// There are as many.
    Exactly,
}

/// What has been read of a list. Copying it copies no row, and looking a row up does not walk the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Pages<R> {
    chunks: BTreeMap<usize, Chunk<R>>,
    total: usize,
    known: Known,
    recount: bool,
}

impl<R> Default for Pages<R> {
    fn default() -> Self {
        Self {
            chunks: BTreeMap::new(),
            total: 0,
            known: Known::Nothing,
            recount: false,
        }
    }
}

/// What has to be read next.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Which page of the list the answer becomes.
    pub chunk: usize,
    /// Where it starts, when the page before it is known.
    pub after: Option<Cursor>,
    /// Rows to pass over, when it is not.
    pub skip: usize,
    /// Whether they are passed over from the end, because that is nearer.
    pub backwards: bool,
    /// Rows to read.
    pub limit: usize,
    /// Whether to count all rows as well.
    pub count: bool,
}

impl Wanted {
    /// Fills in the place of a question.
    pub fn place(&self, query: &mut ListQuery) {
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        query.after.clone_from(&self.after);
        query.skip = small(self.skip);
        query.backwards = self.backwards;
        query.limit = small(self.limit);
        query.count = self.count;
    }
}

impl<R> Pages<R> {
    /// All matching rows as far as they are known, read or not; 0 until they were counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.total
    }

    /// Whether no row is known to be there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All matching rows, when counted; at least as many where there [`is_more`](Self::is_more).
    #[must_use]
    pub fn total(&self) -> Option<i64> {
        (self.known != Known::Nothing).then(|| i64::try_from(self.total).unwrap_or(i64::MAX))
    }

    /// Whether there are more rows than were counted so far.
    #[must_use]
    pub fn is_more(&self) -> bool {
        self.known == Known::Least
    }

    /// Whether all rows have to be counted, which a page does not wait for.
    #[must_use]
    pub fn wants_count(&self) -> bool {
        matches!(self.known, Known::Least | Known::Before)
    }

    /// The row at a place of the list; none while it was not read.
    #[must_use]
    pub fn row(&self, at: usize) -> Option<&R> {
        self.chunks.get(&(at / PAGE))?.rows.get(at % PAGE)
    }

    /// The rows of the page around a place of the list.
    #[must_use]
    pub fn page_around(&self, at: usize) -> &[R] {
        self.chunks
            .get(&(at / PAGE))
            .map_or(&[], |chunk| chunk.rows.as_slice())
    }

    /// Says that what was read may have changed since; it stays readable.
    pub fn outdate(&mut self) {
        for chunk in self.chunks.values_mut() {
            chunk.stale = true;
        }
        self.recount = true;
    }

    /// What to read so that the rows in sight are there and fresh, and the next ones are at hand.
    #[must_use]
    pub fn wanted(&self, in_sight: Range<usize>, ahead: usize) -> Option<Wanted> {
        if self.known == Known::Nothing {
            return Some(self.ask(0));
        }
        let last = (in_sight.end + ahead).min(self.total).saturating_sub(1) / PAGE;
        let first = (in_sight.start / PAGE).min(last);
        (first..=last)
            .find(|at| self.chunks.get(at).is_none_or(|chunk| chunk.stale))
            .map(|at| self.ask(at))
    }

    fn ask(&self, chunk: usize) -> Wanted {
        let start = chunk * PAGE;
        let total = self.len();
        let before = chunk
            .checked_sub(1)
            .and_then(|before| self.chunks.get(&before))
            .filter(|before| !before.stale);
        let mut wanted = Wanted {
            chunk,
            after: before.and_then(|before| before.next.clone()),
            skip: 0,
            backwards: false,
            limit: PAGE,
            count: self.recount || self.known == Known::Nothing,
        };
        if chunk > 0 && wanted.after.is_none() {
            // The end of rows that were not all counted is nowhere near.
            wanted.backwards = start > total / 2 && !self.is_more();
            if wanted.backwards {
                wanted.limit = PAGE.min(total.saturating_sub(start)).max(1);
                wanted.skip = total.saturating_sub(start + wanted.limit);
            } else {
                wanted.skip = start;
            }
        }
        wanted
    }

    /// Takes an answer in.
    pub fn take(&mut self, wanted: &Wanted, page: Page<R>) {
        let counted = page.total.map(|total| usize::try_from(total).unwrap_or(0));
        let was = (self.known, self.total);
        match counted {
            // What was counted before is nearer than where counting stopped.
            Some(least) if page.is_more => {
                if self.known == Known::Nothing || self.total < least {
                    (self.known, self.total) = (Known::Least, least);
                } else if self.known == Known::Exactly {
                    self.known = Known::Before;
                }
            }
            Some(total) => (self.known, self.total) = (Known::Exactly, total),
            None => {}
        }
        self.recount &= counted.is_none();
        let is_moved = was.0 != Known::Nothing && self.total != was.1;
        if is_moved {
            // Whatever was read by its place may stand elsewhere now.
            for chunk in self.chunks.values_mut() {
                chunk.stale = true;
            }
        }
        let end = wanted.chunk * PAGE + page.rows.len();
        if !wanted.backwards {
            let least = if page.next.is_some() { end + 1 } else { end };
            if page.next.is_none() {
                (self.known, self.total) = (Known::Exactly, least);
            } else if self.total < least {
                self.total = least;
            }
        }
        // When this page now ends elsewhere, the one that was joined to it no longer joins.
        if let Some(later) = self.chunks.get_mut(&(wanted.chunk + 1)) {
            later.stale |= later.after.is_some() && later.after != page.next;
        }
        let chunk = Chunk {
            after: wanted.after.clone(),
            next: page.next,
            rows: Rc::new(page.rows),
            stale: is_moved && wanted.backwards,
            backwards: wanted.backwards,
        };
        self.chunks.insert(wanted.chunk, chunk);
        self.drop_beyond();
    }

    /// Takes in how many rows there are; `is_current` unless something changed since that was asked.
    pub fn take_count(&mut self, total: i64, is_current: bool) {
        let total = usize::try_from(total).unwrap_or(0);
        if total != self.total {
            for chunk in self.chunks.values_mut() {
                chunk.stale |= chunk.backwards;
            }
        }
        self.known = if is_current {
            Known::Exactly
        } else {
            Known::Before
        };
        self.total = total;
        self.drop_beyond();
    }

    fn drop_beyond(&mut self) {
        let total = self.len();
        self.chunks.retain(|at, _| *at == 0 || at * PAGE < total);
    }
}

#[cfg(test)]
mod tests {
    use std::{ops::Range, time::Instant};

    use super::{Pages, Wanted};
    use model::list::{Cursor, Page};

    /// Where the server stops counting.
    const COUNTED: i64 = 150_000;

    /// What the server would answer from a list of the numbers below `total`.
    fn answer(wanted: &Wanted, total: i64) -> Page<i64> {
        let small = |number: usize| i64::try_from(number).unwrap();
        let (skip, limit) = (small(wanted.skip), small(wanted.limit));
        let start = match (&wanted.after, wanted.backwards) {
            (Some(after), _) => after.id + 1,
            (None, true) => total - skip - limit,
            (None, false) => skip,
        };
        let rows: Vec<i64> = (start..(start + limit).min(total)).collect();
        let last = rows.last().copied().unwrap_or(total);
        Page {
            next: (last + 1 < total).then(|| Cursor {
                values: Vec::new(),
                id: last,
            }),
            rows,
            total: wanted.count.then_some(total.min(COUNTED)),
            is_more: wanted.count && total > COUNTED,
        }
    }

    /// Reads until nothing is missing; answers the pages that were asked for.
    fn settle(pages: &mut Pages<i64>, in_sight: Range<usize>, total: i64) -> Vec<usize> {
        let mut asked = Vec::new();
        while let Some(wanted) = pages.wanted(in_sight.clone(), 20) {
            asked.push(wanted.chunk);
            assert!(asked.len() < 20, "it never ends: {asked:?}");
            pages.take(&wanted, answer(&wanted, total));
        }
        asked
    }

    #[test]
    fn pages_are_read_as_one_comes_near() {
        let mut pages = Pages::default();
        assert_eq!(settle(&mut pages, 0..30, 250), [0]);
        assert_eq!(pages.len(), 250);
        assert_eq!((pages.row(75), pages.row(175)), (Some(&75), None));
        assert_eq!(settle(&mut pages, 70..90, 250), [1]);
        assert_eq!(settle(&mut pages, 180..210, 250), [2]);
        assert_eq!(pages.row(249), Some(&249));
    }

    #[test]
    fn the_end_is_as_near_as_the_beginning() {
        let mut pages = Pages::default();
        settle(&mut pages, 0..30, 100_050);
        let wanted = pages.wanted(100_030..100_050, 20).unwrap();
        assert_eq!(
            (wanted.chunk, wanted.backwards, wanted.skip, wanted.limit),
            (1_000, true, 0, 50)
        );
        assert_eq!(settle(&mut pages, 100_030..100_050, 100_050), [1_000]);
        assert_eq!(pages.row(100_049), Some(&100_049));
        // Upwards from there, still from the end; in the first half from the beginning.
        assert_eq!(settle(&mut pages, 99_900..99_930, 100_050), [999]);
        assert!(!pages.wanted(30_000..30_020, 0).unwrap().backwards);
    }

    #[test]
    fn only_what_is_in_sight_is_refreshed() {
        let mut pages = Pages::default();
        settle(&mut pages, 0..120, 300);
        pages.outdate();
        assert_eq!(settle(&mut pages, 110..130, 300), [1]);
        assert_eq!(settle(&mut pages, 10..20, 300), [0]);
    }

    #[test]
    fn rows_that_came_or_went_are_found_at_their_new_places() {
        let mut pages = Pages::default();
        settle(&mut pages, 0..30, 250);
        settle(&mut pages, 220..250, 250);
        pages.outdate();
        settle(&mut pages, 220..250, 260);
        assert_eq!(pages.len(), 260);
        assert_eq!(settle(&mut pages, 230..260, 260), Vec::<usize>::new());
        assert_eq!(pages.row(259), Some(&259));
        pages.outdate();
        settle(&mut pages, 0..30, 40);
        assert_eq!((pages.len(), pages.row(39)), (40, Some(&39)));
    }

    #[test]
    fn an_empty_list_is_read_once_and_again_when_outdated() {
        let mut pages = Pages::default();
        assert_eq!(settle(&mut pages, 0..0, 0), [0]);
        assert!(pages.is_empty());
        pages.outdate();
        assert_eq!(settle(&mut pages, 0..0, 0), [0]);
    }

    #[test]
    fn more_rows_than_a_page_counts_are_counted_afterwards() {
        let mut pages = Pages::default();
        settle(&mut pages, 0..30, 1_000_000);
        assert_eq!((pages.total(), pages.is_more()), (Some(COUNTED), true));
        assert!(pages.wants_count());
        // Nobody knows yet where the end is.
        assert!(!pages.wanted(149_000..149_030, 0).unwrap().backwards);
        pages.take_count(1_000_000, true);
        assert_eq!((pages.total(), pages.is_more()), (Some(1_000_000), false));
        assert!(!pages.wants_count());
        assert_eq!(pages.row(5), Some(&5));
        assert_eq!(settle(&mut pages, 0..30, 1_000_000), Vec::<usize>::new());
        settle(&mut pages, 999_980..1_000_000, 1_000_000);
        assert_eq!(pages.row(999_999), Some(&999_999));
    }

    #[test]
    fn a_change_keeps_the_number_until_it_is_counted_again() {
        let mut pages = Pages::default();
        settle(&mut pages, 0..30, 1_000_000);
        pages.take_count(1_000_000, true);
        settle(&mut pages, 999_980..1_000_000, 1_000_000);
        pages.outdate();
        settle(&mut pages, 999_980..1_000_000, 1_000_010);
        assert_eq!((pages.len(), pages.is_more()), (1_000_000, false));
        assert!(pages.wants_count());
        pages.take_count(1_000_005, false);
        assert!(pages.wants_count());
        pages.take_count(1_000_010, true);
        settle(&mut pages, 999_980..1_000_010, 1_000_010);
        assert_eq!(pages.row(1_000_009), Some(&1_000_009));
        // So few are left that the page itself counts them.
        pages.outdate();
        settle(&mut pages, 0..30, 40);
        assert_eq!((pages.len(), pages.wants_count()), (40, false));
    }

    #[test]
    fn a_hundred_thousand_rows_cost_no_more_to_draw_than_a_hundred() {
        let mut pages = Pages::default();
        settle(&mut pages, 0..30, 100_000);
        for chunk in 0..1_000 {
            let wanted = pages.ask(chunk);
            pages.take(&wanted, answer(&wanted, 100_000));
        }
        let began = Instant::now();
        for _ in 0..1_000 {
            let copy = pages.clone();
            assert!((99_950..99_990).all(|at| copy.row(at).is_some()));
        }
        // A frame lasts 16 ms; one drawing with its copy may take a fraction of that even without optimisation.
        assert!(began.elapsed().as_millis() < 5_000, "{:?}", began.elapsed());
    }
}
