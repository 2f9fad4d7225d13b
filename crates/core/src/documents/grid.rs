//! A plain table over as many pages as it needs, each with its head.

use super::{
    frame::Paper,
    layout::{BOTTOM, LEFT, RIGHT},
    style::{BLACK, BLUE, RULE, Style, WHITE, bold, regular},
};

const HEAD: f32 = 20.0;
const LEADING: f32 = 12.0;
const TEXT: Style = regular(9.0, BLACK);

/// A column: its head, and where it stands.
pub(super) enum Column {
    /// Starts here and is this wide; longer texts go on below.
    Words(&'static str, f32, f32),
    /// Ends here, on one line.
    Amount(&'static str, f32),
}

/// Draws the rows; each has a cell for every column, and stays together.
pub(super) fn draw(paper: &mut Paper<'_>, columns: &[Column], rows: &[Vec<String>]) {
    paper.need(HEAD + 24.0);
    head(paper, columns);
    for row in rows {
        let cells: Vec<Vec<String>> = columns
            .iter()
            .zip(row)
            .map(|(column, text)| match column {
                Column::Words(_, _, width) => TEXT.wrap(text, *width),
                Column::Amount(..) => vec![text.clone()],
            })
            .collect();
        let lines = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let height = 9.0 + LEADING * lines as f32;
        if paper.y + height > BOTTOM {
            paper.next_page();
            head(paper, columns);
        }
        let y = paper.y + 13.7;
        for (column, cell) in columns.iter().zip(&cells) {
            match column {
                Column::Words(_, left, _) => {
                    paper.sheets.lines(*left, y, LEADING, TEXT, cell);
                }
                Column::Amount(_, right) => {
                    for text in cell {
                        paper.sheets.text_right(*right, y, TEXT, text);
                    }
                }
            }
        }
        paper.y += height;
        paper.sheets.rule(LEFT, RIGHT, paper.y, 0.5, RULE);
    }
    paper.y += 12.0;
}

fn head(paper: &mut Paper<'_>, columns: &[Column]) {
    let (style, y) = (bold(8.5, WHITE), paper.y + 13.2);
    paper.sheets.fill(LEFT, paper.y, RIGHT - LEFT, HEAD, BLUE);
    for column in columns {
        match column {
            Column::Words(text, left, _) => paper.sheets.text(*left, y, style, text),
            Column::Amount(text, right) => paper.sheets.text_right(*right, y, style, text),
        }
    }
    paper.y += HEAD;
}
