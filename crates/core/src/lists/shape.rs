//! What a list is: its columns, its tables, where its words are looked up.

use model::list::{Filter, Op};

use super::search::Place;

/// What a column holds, so that filter values and cursors are compared as that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words: names, addresses, numbers of documents.
    Text,
    /// States and kinds: their texts have keys that begin with this.
    Word(&'static str),
    /// Codes of words that admins keep in both languages; the column is shown as the Indonesian one, a line break and the other.
    Worded,
    /// Why something was refused, as JSON of its code and arguments.
    Problem,
    /// Phone numbers, E.164.
    Phone,
    /// Whole numbers: ids, counts.
    Number,
    /// Whole rupiah.
    Money,
    /// Business days.
    Day,
    /// Instants; filters name business days.
    Instant,
    /// Several words in one `text[]`; a filter asks for rows that have any of its values.
    Tags,
}

impl Kind {
    pub(super) fn cast(self) -> &'static str {
        match self {
            Kind::Text
            | Kind::Word(_)
            | Kind::Worded
            | Kind::Problem
            | Kind::Phone
            | Kind::Tags => "::text",
            Kind::Number | Kind::Money => "::bigint",
            Kind::Day => "::date",
            Kind::Instant => "::timestamptz",
        }
    }
}

/// A column a list can be filtered and sorted by.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Name on the wire.
    pub name: &'static str,
    /// Expression over the list's tables.
    pub sql: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it can be null; a list sorted by such a column pages a little slower.
    pub nullable: bool,
    /// Whether it stands in a table that counting the rows does without.
    pub joined: bool,
    /// What the list is put in order by, where that is not `sql`.
    pub order: Option<&'static str>,
    /// What an export writes, where that is not `sql`.
    pub shown: Option<&'static str>,
    /// Values and a condition that holds for each row with one of them: an index serves it where it cannot serve `sql`.
    pub narrowed: Option<(&'static [&'static str], &'static str)>,
    /// Whether the values that are there may be asked for, to choose from.
    pub offered: bool,
}

impl Column {
    /// The same column, from a table that counting the rows does without.
    #[must_use]
    pub const fn joined(mut self) -> Self {
        self.joined = true;
        self
    }

    /// The same column, put in order by another expression.
    #[must_use]
    pub const fn ordered(mut self, sql: &'static str) -> Self {
        self.order = Some(sql);
        self
    }

    /// The same column, with a condition that holds wherever it has one of these values.
    #[must_use]
    pub const fn narrowed(
        mut self,
        values: &'static [&'static str],
        condition: &'static str,
    ) -> Self {
        self.narrowed = Some((values, condition));
        self
    }

    /// The same column, whose values are offered to choose from.
    #[must_use]
    pub const fn offered(mut self) -> Self {
        self.offered = true;
        self
    }

    /// What the list is put in order by.
    pub(super) fn in_order(&self) -> &'static str {
        self.order.unwrap_or(self.sql)
    }

    /// The same column, of which an export writes another expression.
    #[must_use]
    pub const fn shown(mut self, sql: &'static str) -> Self {
        self.shown = Some(sql);
        self
    }
}

/// Shorthand for a column that is never null.
#[must_use]
pub const fn column(name: &'static str, sql: &'static str, kind: Kind) -> Column {
    Column {
        name,
        sql,
        kind,
        nullable: false,
        joined: false,
        order: None,
        shown: None,
        narrowed: None,
        offered: false,
    }
}

/// Shorthand for a column that may be null.
#[must_use]
pub const fn nullable(name: &'static str, sql: &'static str, kind: Kind) -> Column {
    Column {
        name,
        sql,
        kind,
        nullable: true,
        joined: false,
        order: None,
        shown: None,
        narrowed: None,
        offered: false,
    }
}

/// A list: what it shows, where from, and what it can be asked.
#[derive(Debug)]
pub struct List {
    /// Name in messages and tests.
    pub name: &'static str,
    /// Select list of the row.
    pub select: &'static str,
    /// Tables and joins, after `from`.
    pub from: &'static str,
    /// A condition that always holds; `true` for none.
    pub always: &'static str,
    /// The least tables and the condition under which there are just as many rows; what the select list joins besides them
    /// makes a row no more and no less, and would be joined for every row of the list.
    pub counted: (&'static str, &'static str),
    /// Rows that are out of sight until they are asked for.
    pub put_away: Option<PutAway>,
    /// Id of a row, a bigint.
    pub id: &'static str,
    /// Columns.
    pub columns: &'static [Column],
    /// Where search looks for words.
    pub search: &'static [Place],
    /// Where search looks for phone numbers, kept as E.164, whatever way they are written.
    pub phone: Option<Place>,
    /// Order when none is asked for.
    pub order: (&'static str, bool),
}

/// Rows that a list shows only to whoever asks for them.
#[derive(Clone, Copy, Debug)]
pub struct PutAway {
    /// Column and value of the filter that asks for them.
    pub asked: (&'static str, &'static str),
    /// The condition that holds then instead of the one that always does: who may see them.
    pub always: &'static str,
}

impl List {
    /// The condition under which rows are shown for these filters; `usual` unless they ask for what is out of sight.
    pub(super) fn shows(&self, filters: &[Filter], usual: &'static str) -> &'static str {
        let asked = |put_away: &PutAway| {
            let (column, value) = put_away.asked;
            filters.iter().any(|filter| {
                filter.column == column
                    && filter.op == Op::Is
                    && filter.values.iter().any(|one| one == value)
            })
        };
        (self.put_away.as_ref().filter(|one| asked(one))).map_or(usual, |one| one.always)
    }
}

/// The column of a name.
pub(super) fn find<'l>(list: &'l List, name: &str) -> Option<&'l Column> {
    list.columns.iter().find(|column| column.name == name)
}
