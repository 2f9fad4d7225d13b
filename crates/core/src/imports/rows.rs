//! From a table to what its rows want: each row once, and a reason for each that is left out.

use std::collections::HashMap;

use model::problem::Problem;

use super::{
    read::{Row, Table},
    tally::Tally,
};

/// Which field is to blame, and why.
pub(crate) type Refusal = (&'static str, Problem);

/// What a row wants, known by the key it had in the other system.
pub(crate) trait Keyed: PartialEq {
    /// The key.
    fn key(&self) -> &str;
}

/// Reads every row. One that cannot be read or comes twice is told in the tally and left out.
pub(crate) fn read_rows<'a, W: Keyed>(
    table: &'a Table,
    tally: &mut Tally,
    mut read: impl FnMut(&Row, &mut Tally) -> Result<W, Refusal>,
) -> Vec<(&'a Row, W)> {
    let mut wanted: Vec<(&Row, W)> = Vec::with_capacity(table.rows.len());
    let mut seen: HashMap<String, usize> = HashMap::with_capacity(table.rows.len());
    for row in &table.rows {
        let values = match read(row, tally) {
            Ok(values) => values,
            Err((field, problem)) => {
                tally.refuse(row, Some(field), problem);
                continue;
            }
        };
        match seen.get(values.key()) {
            // The same record once more says nothing new; another record under the same number cannot both be right.
            Some(first) if wanted[*first].1 == values => tally.unchanged += 1,
            Some(first) => tally.refuse(
                row,
                Some("external_id"),
                Problem::new("DUPLICATE_ROW").with("line", wanted[*first].0.line),
            ),
            None => {
                seen.insert(values.key().to_owned(), wanted.len());
                wanted.push((row, values));
            }
        }
    }
    wanted
}

/// The keys of all rows.
pub(crate) fn keys<W: Keyed>(wanted: &[(&Row, W)]) -> Vec<String> {
    wanted
        .iter()
        .map(|(_, values)| values.key().to_owned())
        .collect()
}

/// A problem at a field.
pub(crate) fn at(field: &'static str) -> impl Fn(Problem) -> Refusal {
    move |problem| (field, problem)
}

/// A word that means nothing here.
pub(crate) fn unknown(field: &'static str, text: &str) -> Refusal {
    (field, Problem::new("VALUE_UNKNOWN").with("value", text))
}
