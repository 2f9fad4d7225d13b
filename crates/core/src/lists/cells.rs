//! The chosen rows of a list column by column, page by page, for a file.

use model::{
    list::{Cursor, Selection, Sort},
    problem::Problem,
};
use sqlx::{PgConnection, QueryBuilder, Row};

use super::{Column, Kind, List, order, selection, shape::find};
use crate::error::{Error, Result};

/// One page of cells: a value a column, as text; none where the database has none.
///
/// Days are `2025-11-16`, instants `2025-11-16 14:05:00` in the business zone, amounts whole rupiah, phones E.164.
#[derive(Debug)]
pub struct Cells {
    /// In the order asked for.
    pub rows: Vec<Vec<Option<String>>>,
    /// Where the next page starts; none when this was the last.
    pub next: Option<Cursor>,
}

/// Columns of a list by name.
///
/// # Errors
/// [`Error::Invalid`] with `FILTER_UNKNOWN` at `columns`.
pub fn columns<'l>(
    list: &'l List,
    names: impl IntoIterator<Item = &'l str>,
) -> Result<Vec<&'l Column>> {
    names
        .into_iter()
        .map(|name| {
            find(list, name).ok_or_else(|| {
                let problem = Problem::new("FILTER_UNKNOWN").with("column", name);
                Error::field("columns", problem)
            })
        })
        .collect()
}

/// Reads up to `limit` of the chosen rows behind `after`.
///
/// # Errors
/// [`Error::Invalid`] as [`super::page`].
pub async fn cells(
    db: &mut PgConnection,
    list: &List,
    columns: &[&Column],
    chosen: &Selection,
    sort: &[Sort],
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Cells> {
    let sort = order::of(list, sort)?;
    let mut sql = QueryBuilder::new("select ");
    sql.push(list.id).push(" as cursor_id, array[");
    for (at, (column, _)) in sort.iter().enumerate() {
        sql.push(if at == 0 { "(" } else { ", (" })
            .push(column.in_order())
            .push(")::text");
    }
    sql.push("] as cursor_values, array[");
    for (at, column) in columns.iter().enumerate() {
        let expression = column.shown.unwrap_or(column.sql);
        sql.push(if at == 0 { "" } else { ", " });
        if column.kind == Kind::Instant {
            sql.push("to_char((")
                .push(expression)
                .push(") at time zone (select app.business_zone()), 'YYYY-MM-DD HH24:MI:SS')");
        } else {
            sql.push("(").push(expression).push(")::text");
        }
    }
    sql.push("]::text[] as cells");
    selection::push(&mut sql, list, chosen, selection::Reading::Columns)?;
    if let Some(after) = after {
        order::push_after(&mut sql, list, &sort, after)?;
    }
    order::push(&mut sql, list, &sort);
    sql.push(" limit ")
        .push_bind(i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1);
    let mut found = sql.build().persistent(false).fetch_all(db).await?;

    let more = found.len() > limit;
    found.truncate(limit);
    let next = match found.last() {
        Some(last) if more => Some(Cursor {
            values: last.try_get("cursor_values")?,
            id: last.try_get("cursor_id")?,
        }),
        _ => None,
    };
    let rows = found
        .iter()
        .map(|row| row.try_get("cells"))
        .collect::<sqlx::Result<_>>()?;
    Ok(Cells { rows, next })
}
