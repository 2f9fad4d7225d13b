//! The order of a list, and where in it a page begins.

use model::{
    list::{Cursor, Sort},
    problem::Problem,
};
use sqlx::{Postgres, QueryBuilder};

use super::{Column, Kind, List, shape::find};
use crate::error::{Error, Result};

/// The columns asked for, or the list's own order; whether each puts the largest first.
pub(super) fn of<'l>(list: &'l List, asked: &[Sort]) -> Result<Vec<(&'l Column, bool)>> {
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

/// ` order by …`, the row's id last.
pub(super) fn push(sql: &mut QueryBuilder<Postgres>, list: &List, sort: &[(&Column, bool)]) {
    sql.push(" order by ");
    for (column, descending) in sort {
        sql.push(column.in_order())
            .push(if *descending { " desc, " } else { ", " });
    }
    let descending = sort.first().is_some_and(|(_, descending)| *descending);
    sql.push(list.id)
        .push(if descending { " desc" } else { "" });
}

/// Rows behind the cursor. Uniform order over columns without nulls is one row comparison, which an index serves.
pub(super) fn push_after(
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
            (
                Some(text),
                Kind::Text
                | Kind::Word(_)
                | Kind::Worded
                | Kind::Problem
                | Kind::Phone
                | Kind::Tags,
            ) => !text.contains('\0'),
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
                .push(column.in_order())
                .push(if descending { " <= " } else { " >= " })
                .push_bind(value.clone())
                .push("::text")
                .push(column.kind.cast());
        }
        sql.push(" and (");
        for (column, _) in sort {
            sql.push(column.in_order()).push(", ");
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
            sql.push(" and ").push(column.in_order());
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
                sql.push(" and ")
                    .push(column.in_order())
                    .push(" is not null");
            }
            Some(((column, desc), Some(value))) => {
                sql.push(" and (")
                    .push(column.in_order())
                    .push(if *desc { " < " } else { " > " });
                sql.push_bind(value.clone())
                    .push("::text")
                    .push(column.kind.cast());
                if !desc && column.nullable {
                    sql.push(" or ").push(column.in_order()).push(" is null");
                }
                sql.push(")");
            }
        }
        sql.push(")");
    }
    sql.push(")");
    Ok(())
}

/// Whether the database writes a day like this, so that it reads it too.
fn is_told(day: chrono::NaiveDate) -> bool {
    (1..=9999).contains(&chrono::Datelike::year(&day))
}
