//! What stands in a column of a list, to choose from.

use model::{
    list::{ListValues, VALUES_OFFERED},
    problem::Problem,
};
use sqlx::{PgConnection, QueryBuilder};

use super::{List, search::escape_like, shape::find};
use crate::error::{Error, Result};

/// The values that contain the text, each once, in their order, as far as the caller may see their rows.
///
/// # Errors
/// [`Error::Invalid`] with `FILTER_UNKNOWN` at `column` where the column does not offer its values.
pub(super) async fn offered(
    db: &mut PgConnection,
    list: &List,
    asked: &ListValues,
) -> Result<Vec<String>> {
    let column = find(list, &asked.column)
        .filter(|column| column.offered)
        .ok_or_else(|| {
            let problem = Problem::new("FILTER_UNKNOWN").with("column", &asked.column);
            Error::field("column", problem)
        })?;
    let (from, always) = if column.joined {
        (list.from, list.always)
    } else {
        list.counted
    };
    let mut sql = QueryBuilder::new("select distinct ");
    sql.push(column.sql)
        .push(" as value from ")
        .push(from)
        .push(" where ")
        .push(always)
        .push(" and ")
        .push(column.sql)
        .push(" <> '' and ")
        .push(column.sql)
        .push(" ilike ")
        .push_bind(format!("%{}%", escape_like(asked.search.trim())))
        .push(" order by value limit ")
        .push_bind(VALUES_OFFERED);
    Ok(sql
        .build_query_scalar()
        .persistent(false)
        .fetch_all(db)
        .await?)
}
