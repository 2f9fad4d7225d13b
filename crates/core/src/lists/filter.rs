//! Filters of a list: known columns, bound values.

use model::{
    format::{check_range, parse_day},
    list::{FILTER_DAYS_MAX, Filter, ListQuery, Op},
    problem::Problem,
};
use sqlx::{Postgres, QueryBuilder};

use super::{Column, Kind, List, search::escape_like, shape::find};
use crate::error::{Error, Result};

/// The most values of one filter.
const VALUES_MAX: usize = 200;

/// Whether the list could be asked with this filter.
pub(crate) fn takes(list: &List, filter: &Filter) -> bool {
    find(list, &filter.column)
        .is_some_and(|column| push_one(&mut QueryBuilder::new(""), column, filter).is_ok())
}

/// A condition for each filter.
pub(super) fn push(sql: &mut QueryBuilder<Postgres>, list: &List, query: &ListQuery) -> Result<()> {
    for filter in &query.filters {
        let column = find(list, &filter.column).ok_or_else(|| {
            Error::field(
                "filters",
                Problem::new("FILTER_UNKNOWN").with("column", &filter.column),
            )
        })?;
        push_one(sql, column, filter)?;
    }
    Ok(())
}

fn push_one(sql: &mut QueryBuilder<Postgres>, column: &Column, filter: &Filter) -> Result<()> {
    let wrong = || {
        Error::field(
            "filters",
            Problem::new("FILTER_VALUE")
                .with("column", column.name)
                .with("value", ""),
        )
    };
    // No value at all is one that can be asked for as well.
    let asks_none = matches!(filter.op, Op::Is | Op::IsNot)
        && (column.nullable || column.kind == Kind::Tags)
        && filter.values.iter().any(String::is_empty);
    let values: Vec<String> = filter
        .values
        .iter()
        .filter(|value| !(asks_none && value.is_empty()))
        .map(|value| match filter.op {
            // An end of a range that is left open.
            Op::Between if value.is_empty() => Ok(String::new()),
            Op::Is | Op::IsNot | Op::Between | Op::Contains => filter_value(column, value),
        })
        .collect::<Result<_>>()?;
    match filter.op {
        Op::Is | Op::IsNot => {
            if filter.values.is_empty()
                || filter.values.len() > VALUES_MAX
                || column.kind == Kind::Instant
            {
                return Err(wrong());
            }
            if let (Op::Is, false, Some((words, condition))) =
                (filter.op, asks_none, column.narrowed)
                && values.iter().all(|value| words.contains(&value.as_str()))
            {
                sql.push(" and ").push(condition);
            }
            sql.push(if filter.op == Op::Is {
                " and ("
            } else {
                " and not coalesce("
            });
            if !values.is_empty() {
                push_equal(sql, column, values);
                sql.push(if asks_none { " or " } else { "" });
            }
            if asks_none {
                sql.push(column.sql).push(match column.kind {
                    Kind::Tags => " = '{}'",
                    Kind::Text | Kind::Word(_) | Kind::Worded | Kind::Problem | Kind::Phone => {
                        " is null or "
                    }
                    Kind::Number | Kind::Money | Kind::Day | Kind::Instant => " is null",
                });
                if matches!(
                    column.kind,
                    Kind::Text | Kind::Word(_) | Kind::Worded | Kind::Problem | Kind::Phone
                ) {
                    sql.push(column.sql).push(" = ''");
                }
            }
            sql.push(if filter.op == Op::Is { ")" } else { ", false)" });
        }
        Op::Contains => {
            let [value] = values.as_slice() else {
                return Err(wrong());
            };
            sql.push(" and (")
                .push(if column.kind == Kind::Tags {
                    column.in_order()
                } else {
                    column.sql
                })
                .push(")::text ilike ")
                .push_bind(format!("%{}%", escape_like(value)));
        }
        Op::Between => {
            let [from, to] = values.as_slice() else {
                return Err(wrong());
            };
            if column.kind == Kind::Tags {
                return Err(wrong());
            }
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

/// That the column has one of these values.
fn push_equal(sql: &mut QueryBuilder<Postgres>, column: &Column, values: Vec<String>) {
    sql.push(column.sql);
    if column.kind == Kind::Tags {
        sql.push(" && ").push_bind(values).push("::text[]");
    } else {
        sql.push(" = any (")
            .push_bind(values)
            .push("::text[]")
            .push(column.kind.cast())
            .push("[])");
    }
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
        Kind::Text | Kind::Word(_) | Kind::Worded | Kind::Problem | Kind::Phone | Kind::Tags
            if text.contains('\0') || text.len() > 500 =>
        {
            Err(wrong())
        }
        Kind::Text | Kind::Word(_) | Kind::Worded | Kind::Problem | Kind::Phone | Kind::Tags => {
            Ok(text.to_owned())
        }
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
        Kind::Text | Kind::Word(_) | Kind::Worded | Kind::Problem | Kind::Phone | Kind::Tags => {
            return Ok(());
        }
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
