//! One page of a list, and how many rows there are.

use model::list::{COUNT_MAX, Cursor, ListQuery, Page};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row, postgres::PgRow};

use super::{List, filter, order, search, shape::find};
use crate::error::Result;

/// Answers one page of a list; `read` turns a row of `list.select` into the shape on the wire.
///
/// # Errors
/// [`Error::Invalid`](crate::error::Error::Invalid) with `SORT_UNKNOWN`, `FILTER_UNKNOWN`, `FILTER_VALUE`, `DATE_INVALID`, `DATE_RANGE`, `RANGE_ORDER`,
/// `RANGE_MAX`, `PAGE_RANGE`, `SEARCH_LENGTH` or `CURSOR`.
pub async fn page<T>(
    db: &mut PgConnection,
    list: &List,
    query: &ListQuery,
    read: fn(&PgRow) -> sqlx::Result<T>,
) -> Result<Page<T>> {
    query.check()?;
    if query.only_count {
        return Ok(Page {
            rows: Vec::new(),
            next: None,
            total: Some(count(db, list, query, None).await?),
            is_more: false,
        });
    }
    let mut sort = order::of(list, &query.sort)?;
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
            .push(column.in_order())
            .push(")::text");
    }
    rows.push("] as cursor_values");
    push_matching(&mut rows, list, query)?;
    if let Some(after) = &query.after {
        order::push_after(&mut rows, list, &sort, after)?;
    }
    order::push(&mut rows, list, &sort);
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
    let counted = if query.count {
        Some(count(db, list, query, Some(COUNT_MAX)).await?)
    } else {
        None
    };
    Ok(Page {
        rows: found.iter().map(read).collect::<sqlx::Result<_>>()?,
        next,
        total: counted.map(|counted| counted.min(COUNT_MAX)),
        is_more: counted.is_some_and(|counted| counted > COUNT_MAX),
    })
}

/// How many rows match: all of them, or no more than one beyond `most`.
async fn count(
    db: &mut PgConnection,
    list: &List,
    query: &ListQuery,
    most: Option<i64>,
) -> Result<i64> {
    let mut sql = QueryBuilder::new("select count(*) from (select");
    push_counted(&mut sql, list, query)?;
    if let Some(most) = most {
        sql.push(" limit ").push_bind(most + 1);
    }
    sql.push(") counted");
    let counted = sql.build_query_scalar().persistent(false);
    Ok(counted.fetch_one(db).await?)
}

/// ` from … where …` of all rows that match, for reading them in the order of the list.
pub(super) fn push_matching(
    sql: &mut QueryBuilder<Postgres>,
    list: &List,
    query: &ListQuery,
) -> Result<()> {
    sql.push(" from ")
        .push(list.from)
        .push(" where ")
        .push(list.shows(&query.filters, list.always));
    filter::push(sql, list, query)?;
    search::push(sql, list, &query.search, true);
    Ok(())
}

/// ` from … where …` of just as many rows, for counting them.
pub(super) fn push_counted(
    sql: &mut QueryBuilder<Postgres>,
    list: &List,
    query: &ListQuery,
) -> Result<()> {
    let asks_joined = query
        .filters
        .iter()
        .any(|filter| find(list, &filter.column).is_some_and(|column| column.joined));
    let (from, always) = if asks_joined {
        (list.from, list.always)
    } else {
        list.counted
    };
    sql.push(" from ")
        .push(from)
        .push(" where ")
        .push(list.shows(&query.filters, always));
    filter::push(sql, list, query)?;
    search::push(sql, list, &query.search, false);
    Ok(())
}
