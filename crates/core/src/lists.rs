//! The one engine behind every list page: known columns, filters, several sort columns, keyset paging, search.
//!
//! A list says which columns it has and what they are in SQL; nothing that a caller sends becomes part of the statement's
//! text. Every expression is prepared against the real schema by a test.

mod cells;
mod search;
mod selection;

use model::{
    format::{check_range, parse_day},
    list::{Cursor, FILTER_DAYS_MAX, Filter, ListQuery, Op, Page, Sort},
    problem::Problem,
};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row, postgres::PgRow};

pub use cells::{Cells, cells, columns};
pub use search::Place;
pub use selection::{count, ids};

use crate::error::{Error, Result};
pub(crate) use search::{escape_like, phone_digits};

/// What a column holds, so that filter values and cursors are compared as that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words: names, addresses, numbers of documents.
    Text,
    /// States and kinds: their texts have keys that begin with this.
    Word(&'static str),
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
}

impl Kind {
    fn cast(self) -> &'static str {
        match self {
            Kind::Text | Kind::Word(_) | Kind::Phone => "::text",
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
    /// What an export writes, where `sql` only serves the order.
    pub shown: Option<&'static str>,
}

impl Column {
    /// The same column, from a table that counting the rows does without.
    #[must_use]
    pub const fn joined(mut self) -> Self {
        self.joined = true;
        self
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
        shown: None,
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
        shown: None,
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

/// Answers one page of a list; `read` turns a row of `list.select` into the shape on the wire.
///
/// # Errors
/// [`Error::Invalid`] with `SORT_UNKNOWN`, `FILTER_UNKNOWN`, `FILTER_VALUE`, `DATE_INVALID`, `DATE_RANGE`, `RANGE_ORDER`,
/// `RANGE_MAX`, `PAGE_RANGE`, `SEARCH_LENGTH` or `CURSOR`.
pub async fn page<T>(
    db: &mut PgConnection,
    list: &List,
    query: &ListQuery,
    read: fn(&PgRow) -> sqlx::Result<T>,
) -> Result<Page<T>> {
    query.check()?;
    let mut sort = order(list, &query.sort)?;
    if query.backwards {
        // Nulls turn round with the rest, as Postgres puts them first when the largest comes first.
        for (_, descending) in &mut sort {
            *descending = !*descending;
        }
    }
    let mut rows = QueryBuilder::new("select ");
    rows.push(list.select)
        .push(", ")
        .push(list.id)
        .push(" as cursor_id, array[");
    for (at, (column, _)) in sort.iter().enumerate() {
        rows.push(if at == 0 { "(" } else { ", (" })
            .push(column.sql)
            .push(")::text");
    }
    rows.push("] as cursor_values");
    push_matching(&mut rows, list, query)?;
    if let Some(after) = &query.after {
        push_after(&mut rows, list, &sort, after)?;
    }
    push_order(&mut rows, list, &sort);
    rows.push(" limit ").push_bind(i64::from(query.rows()) + 1);
    if query.skip > 0 {
        rows.push(" offset ").push_bind(i64::from(query.skip));
    }
    let mut found = rows.build().persistent(false).fetch_all(&mut *db).await?;

    let mut more = found.len() > query.rows() as usize;
    found.truncate(query.rows() as usize);
    if query.backwards {
        found.reverse();
        more = query.skip > 0;
    }
    let next = match found.last() {
        Some(last) if more => Some(Cursor {
            values: last.try_get("cursor_values")?,
            id: last.try_get("cursor_id")?,
        }),
        _ => None,
    };
    let total = if query.count {
        let mut count = QueryBuilder::new("select count(*)");
        push_counted(&mut count, list, query)?;
        let count = count.build_query_scalar().persistent(false);
        Some(count.fetch_one(&mut *db).await?)
    } else {
        None
    };
    Ok(Page {
        rows: found.iter().map(read).collect::<sqlx::Result<_>>()?,
        next,
        total,
    })
}

fn find<'l>(list: &'l List, name: &str) -> Option<&'l Column> {
    list.columns.iter().find(|column| column.name == name)
}

fn order<'l>(list: &'l List, asked: &[Sort]) -> Result<Vec<(&'l Column, bool)>> {
    if asked.is_empty() {
        let (name, descending) = list.order;
        return Ok(find(list, name)
            .map(|column| (column, descending))
            .into_iter()
            .collect());
    }
    asked
        .iter()
        .map(|sort| {
            find(list, &sort.column)
                .map(|column| (column, sort.descending))
                .ok_or_else(|| {
                    Error::field(
                        "sort",
                        Problem::new("SORT_UNKNOWN").with("column", &sort.column),
                    )
                })
        })
        .collect()
}

fn push_order(sql: &mut QueryBuilder<Postgres>, list: &List, sort: &[(&Column, bool)]) {
    sql.push(" order by ");
    for (column, descending) in sort {
        sql.push(column.sql)
            .push(if *descending { " desc, " } else { ", " });
    }
    let descending = sort.first().is_some_and(|(_, descending)| *descending);
    sql.push(list.id)
        .push(if descending { " desc" } else { "" });
}

/// Whether the list could be asked with this filter.
pub(crate) fn takes(list: &List, filter: &Filter) -> bool {
    find(list, &filter.column)
        .is_some_and(|column| push_filter(&mut QueryBuilder::new(""), column, filter).is_ok())
}

/// ` from … where …` of all rows that match, for reading them in the order of the list.
fn push_matching(sql: &mut QueryBuilder<Postgres>, list: &List, query: &ListQuery) -> Result<()> {
    sql.push(" from ")
        .push(list.from)
        .push(" where ")
        .push(list.always);
    push_filters(sql, list, query)?;
    search::push(sql, list, &query.search, true);
    Ok(())
}

/// ` from … where …` of just as many rows, for counting them.
fn push_counted(sql: &mut QueryBuilder<Postgres>, list: &List, query: &ListQuery) -> Result<()> {
    let asks_joined = query
        .filters
        .iter()
        .any(|filter| find(list, &filter.column).is_some_and(|column| column.joined));
    let (from, always) = if asks_joined {
        (list.from, list.always)
    } else {
        list.counted
    };
    sql.push(" from ").push(from).push(" where ").push(always);
    push_filters(sql, list, query)?;
    search::push(sql, list, &query.search, false);
    Ok(())
}

fn push_filters(sql: &mut QueryBuilder<Postgres>, list: &List, query: &ListQuery) -> Result<()> {
    for filter in &query.filters {
        let column = find(list, &filter.column).ok_or_else(|| {
            Error::field(
                "filters",
                Problem::new("FILTER_UNKNOWN").with("column", &filter.column),
            )
        })?;
        push_filter(sql, column, filter)?;
    }
    Ok(())
}

/// A filter's value as the statement gets it: days as the database reads them whatever its settings.
fn filter_value(column: &Column, text: &str) -> Result<String> {
    let wrong = || {
        Error::field(
            "filters",
            Problem::new("FILTER_VALUE")
                .with("column", column.name)
                .with("value", text.chars().take(100).collect::<String>()),
        )
    };
    match column.kind {
        Kind::Text | Kind::Word(_) | Kind::Phone if text.contains('\0') || text.len() > 500 => {
            Err(wrong())
        }
        Kind::Text | Kind::Word(_) | Kind::Phone => Ok(text.to_owned()),
        Kind::Number | Kind::Money => match text.parse::<i64>() {
            Ok(number) => Ok(number.to_string()),
            Err(_) => Err(wrong()),
        },
        Kind::Day | Kind::Instant => parse_day(text)
            .map(|day| day.to_string())
            .map_err(|problem| Error::field("filters", problem)),
    }
}

fn check_between(column: &Column, from: &str, to: &str) -> Result<()> {
    let problem = match column.kind {
        Kind::Text | Kind::Word(_) | Kind::Phone => return Ok(()),
        Kind::Number | Kind::Money => match (from.parse::<i64>(), to.parse::<i64>()) {
            (Ok(from), Ok(to)) if to < from => Some(Problem::new("RANGE_ORDER")),
            _ => None,
        },
        Kind::Day | Kind::Instant => match (parse_day(from), parse_day(to)) {
            (Ok(from), Ok(to)) => check_range(from, to, FILTER_DAYS_MAX).err(),
            _ => None,
        },
    };
    problem.map_or(Ok(()), |problem| Err(Error::field("filters", problem)))
}

fn push_filter(sql: &mut QueryBuilder<Postgres>, column: &Column, filter: &Filter) -> Result<()> {
    let wrong = || {
        Error::field(
            "filters",
            Problem::new("FILTER_VALUE")
                .with("column", column.name)
                .with("value", ""),
        )
    };
    let values: Vec<String> = filter
        .values
        .iter()
        .map(|value| match filter.op {
            // An end of a range that is left open.
            Op::Between if value.is_empty() => Ok(String::new()),
            Op::Is | Op::IsNot | Op::Between | Op::Contains => filter_value(column, value),
        })
        .collect::<Result<_>>()?;
    match filter.op {
        Op::Is | Op::IsNot => {
            if values.is_empty() || values.len() > 200 || column.kind == Kind::Instant {
                return Err(wrong());
            }
            sql.push(if filter.op == Op::Is {
                " and "
            } else {
                " and not coalesce("
            });
            sql.push(column.sql)
                .push(" = any (")
                .push_bind(values)
                .push("::text[]")
                .push(column.kind.cast())
                .push("[])");
            if filter.op == Op::IsNot {
                sql.push(", false)");
            }
        }
        Op::Contains => {
            let [value] = values.as_slice() else {
                return Err(wrong());
            };
            sql.push(" and ")
                .push(column.sql)
                .push("::text ilike ")
                .push_bind(format!("%{}%", escape_like(value)));
        }
        Op::Between => {
            let [from, to] = values.as_slice() else {
                return Err(wrong());
            };
            check_between(column, from, to)?;
            let instant = column.kind == Kind::Instant;
            for (value, operator) in [(from, " >= "), (to, if instant { " < " } else { " <= " })] {
                if value.is_empty() {
                    continue;
                }
                sql.push(" and ").push(column.sql).push(operator);
                if instant {
                    sql.push("(")
                        .push_bind(value.clone())
                        .push(if operator == " < " {
                            "::date + 1"
                        } else {
                            "::date"
                        });
                    sql.push(")::timestamp at time zone (select app.business_zone())");
                } else {
                    sql.push_bind(value.clone())
                        .push("::text")
                        .push(column.kind.cast());
                }
            }
        }
    }
    Ok(())
}

/// Whether the database writes a day like this, so that it reads it too.
fn is_told(day: chrono::NaiveDate) -> bool {
    (1..=9999).contains(&chrono::Datelike::year(&day))
}

/// Rows behind the cursor. Uniform order over columns without nulls is one row comparison, which an index serves.
fn push_after(
    sql: &mut QueryBuilder<Postgres>,
    list: &List,
    sort: &[(&Column, bool)],
    after: &Cursor,
) -> Result<()> {
    let wrong = || Error::field("after", Problem::new("CURSOR"));
    if after.values.len() != sort.len() {
        return Err(wrong());
    }
    for ((column, _), value) in sort.iter().zip(&after.values) {
        let good = match (value, column.kind) {
            (None, _) => column.nullable,
            (Some(text), Kind::Number | Kind::Money) => text.parse::<i64>().is_ok(),
            (Some(text), Kind::Day) => {
                chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok_and(is_told)
            }
            (Some(text), Kind::Instant) => {
                chrono::DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z").is_ok_and(
                    |instant| {
                        is_told(instant.date_naive())
                            && instant.offset().local_minus_utc().abs() < 16 * 3600
                    },
                )
            }
            (Some(text), Kind::Text | Kind::Word(_) | Kind::Phone) => !text.contains('\0'),
        };
        if !good {
            return Err(wrong());
        }
    }
    let descending = sort.first().is_some_and(|(_, descending)| *descending);
    if sort
        .iter()
        .all(|(column, desc)| !column.nullable && *desc == descending)
    {
        // The first column once more by itself: where the row number belongs to another table, an index can serve only this.
        if let (Some((column, _)), Some(value)) = (sort.first(), after.values.first()) {
            sql.push(" and ")
                .push(column.sql)
                .push(if descending { " <= " } else { " >= " })
                .push_bind(value.clone())
                .push("::text")
                .push(column.kind.cast());
        }
        sql.push(" and (");
        for (column, _) in sort {
            sql.push(column.sql).push(", ");
        }
        sql.push(list.id)
            .push(if descending { ") < (" } else { ") > (" });
        for ((column, _), value) in sort.iter().zip(&after.values) {
            sql.push_bind(value.clone())
                .push("::text")
                .push(column.kind.cast())
                .push(", ");
        }
        sql.push_bind(after.id).push(")");
        return Ok(());
    }
    // Nulls count as the largest, as Postgres sorts them.
    sql.push(" and (false");
    for place in 0..=sort.len() {
        sql.push(" or (true");
        for ((column, _), value) in sort.iter().zip(&after.values).take(place) {
            sql.push(" and ").push(column.sql);
            match value {
                Some(value) => sql
                    .push(" = ")
                    .push_bind(value.clone())
                    .push("::text")
                    .push(column.kind.cast()),
                None => sql.push(" is null"),
            };
        }
        match sort.get(place).zip(after.values.get(place)) {
            None => {
                sql.push(" and ")
                    .push(list.id)
                    .push(if descending { " < " } else { " > " })
                    .push_bind(after.id);
            }
            Some(((_, false), None)) => {
                sql.push(" and false");
            }
            Some(((column, true), None)) => {
                sql.push(" and ").push(column.sql).push(" is not null");
            }
            Some(((column, desc), Some(value))) => {
                sql.push(" and (")
                    .push(column.sql)
                    .push(if *desc { " < " } else { " > " });
                sql.push_bind(value.clone())
                    .push("::text")
                    .push(column.kind.cast());
                if !desc && column.nullable {
                    sql.push(" or ").push(column.sql).push(" is null");
                }
                sql.push(")");
            }
        }
        sql.push(")");
    }
    sql.push(")");
    Ok(())
}

/// All lists of the core, for the test that prepares each of their columns.
#[must_use]
pub fn all() -> Vec<&'static List> {
    vec![
        &crate::customers::LIST,
        &crate::registrations::LIST,
        &crate::tickets::LIST,
        &crate::billing::LIST,
        &crate::services::LIST,
        &crate::payments::LIST,
        &crate::messages::LIST,
        &crate::staff::LIST,
        &crate::trail::LIST,
    ]
}

/// The list of a name.
///
/// # Errors
/// [`Error::Invalid`] with `LIST_UNKNOWN` at `list`.
pub fn named(name: &str) -> Result<&'static List> {
    all()
        .into_iter()
        .find(|list| list.name == name)
        .ok_or_else(|| Error::field("list", Problem::new("LIST_UNKNOWN").with("list", name)))
}
