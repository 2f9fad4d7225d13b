//! Which rows of a list something is done with, resolved by the database in one statement.

use model::list::{ListQuery, Selection};
use sqlx::{PgConnection, Postgres, QueryBuilder};

use super::{
    List,
    page::{push_counted, push_matching},
};
use crate::error::Result;

/// What the chosen rows are read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Their columns, in the order of the list.
    Columns,
    /// Only how many there are, or which.
    Ids,
}

/// ` from … where …` of the chosen rows, as far as the caller may see them.
pub(super) fn push(
    sql: &mut QueryBuilder<Postgres>,
    list: &List,
    selection: &Selection,
    reading: Reading,
) -> Result<()> {
    selection.check()?;
    let all = ListQuery::default();
    let (query, ids, test) = match selection {
        Selection::Ids(ids) => (&all, ids, " = any ("),
        Selection::Matching { query, except } => (&**query, except, " <> all ("),
    };
    match reading {
        Reading::Columns => push_matching(sql, list, query)?,
        Reading::Ids => push_counted(sql, list, query)?,
    }
    // None stands here only for nothing left out: a choice of no rows was refused.
    if !ids.is_empty() {
        sql.push(" and ")
            .push(list.id)
            .push(test)
            .push_bind(ids.clone())
            .push("::bigint[])");
    }
    Ok(())
}

/// How many rows are chosen now.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a selection or query that makes no sense.
pub async fn count(db: &mut PgConnection, list: &List, selection: &Selection) -> Result<i64> {
    let mut sql = QueryBuilder::new("select count(*)");
    push(&mut sql, list, selection, Reading::Ids)?;
    let counted = sql.build_query_scalar::<i64>().persistent(false);
    Ok(counted.fetch_one(db).await?)
}

/// Ids of the chosen rows in ascending order, so that whoever locks them does so in one order.
///
/// # Errors
/// As [`count`].
pub async fn ids(db: &mut PgConnection, list: &List, selection: &Selection) -> Result<Vec<i64>> {
    let mut sql = QueryBuilder::new("select ");
    sql.push(list.id);
    push(&mut sql, list, selection, Reading::Ids)?;
    sql.push(" order by ").push(list.id);
    let chosen = sql.build_query_scalar::<i64>().persistent(false);
    Ok(chosen.fetch_all(db).await?)
}
