//! What the pictures share: their size, the axis with its amounts, a column for every step, and classes in the place of colours.

use model::{
    customers::{Chart, ChartColumn},
    text::Locale,
};
use plotters::{
    prelude::{
        ChartBuilder, DrawingAreaErrorKind, IntoDrawingArea, IntoFont, RGBColor, Rectangle,
        SVGBackend, Text,
    },
    style::{
        Color, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use crate::error::{Error, Result};

/// Size of the picture in its own units; the page draws it as wide as there is room.
const WIDTH: u32 = 520;
const HEIGHT: u32 = 170;
/// Room for the amounts at the left and the words below.
const LEFT: u32 = 56;
const BELOW: i32 = 24;

/// Stand-ins that become classes once the picture is drawn: plotters knows colours only.
const PARTS: [RGBColor; 3] = [RGBColor(1, 1, 1), RGBColor(2, 2, 2), RGBColor(5, 5, 5)];
const WORD: RGBColor = RGBColor(3, 3, 3);
const LINE: RGBColor = RGBColor(4, 4, 4);
const CLASSES: [(RGBColor, &str); 5] = [
    (PARTS[0], "aglis-chart-first"),
    (PARTS[1], "aglis-chart-second"),
    (PARTS[2], "aglis-chart-third"),
    (WORD, "aglis-chart-word"),
    (LINE, "aglis-chart-line"),
];

/// What a bar stands for; the style sheet gives each its colour, in the picture and in the words that explain it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    First,
    Second,
    Third,
}

/// A bar of a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bar {
    /// From where to where in its column, which is 1 wide.
    pub across: (f64, f64),
    /// From which amount to which.
    pub up: (i64, i64),
    pub part: Part,
}

/// A step from left to right.
#[derive(Clone, Debug)]
pub(super) struct Column<'a> {
    /// Below the bars; empty where there is no room for another.
    pub label: &'a str,
    pub bars: Vec<Bar>,
}

/// Draws the columns from left to right, with room up to the amount `most`.
///
/// # Errors
/// [`Error::Internal`] when plotters cannot draw, which no input causes.
pub(super) fn chart(columns: &[Column<'_>], most: i64, locale: Locale) -> Result<Chart> {
    let mut svg = String::new();
    let columns = draw(&mut svg, columns, most, locale)
        .map_err(|error| Error::Internal(format!("cannot draw a chart: {error}")))?;
    Ok(Chart {
        svg: with_classes(svg),
        columns,
    })
}

fn draw(
    svg: &mut String,
    columns: &[Column<'_>],
    most: i64,
    locale: Locale,
) -> Result<Vec<ChartColumn>, DrawingAreaErrorKind<std::io::Error>> {
    let root = SVGBackend::with_string(svg, (WIDTH, HEIGHT)).into_drawing_area();
    let wide = f64::from(u32::try_from(columns.len()).unwrap_or(u32::MAX)).max(1.0);
    let word = |anchor| {
        TextStyle::from(("sans-serif", 12).into_font())
            .color(&WORD)
            .pos(anchor)
    };
    let mut chart = ChartBuilder::on(&root)
        .margin_top(8)
        .margin_bottom(BELOW)
        .y_label_area_size(LEFT)
        .build_cartesian_2d(0.0..wide, 0..most + most / 20)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .y_labels(4)
        .y_label_formatter(&|amount| short(*amount, locale))
        .y_label_style(word(Pos::new(HPos::Right, VPos::Center)))
        .light_line_style(LINE.mix(0.0))
        .bold_line_style(LINE)
        .axis_style(LINE)
        .draw()?;
    let mut places = Vec::with_capacity(columns.len());
    let mut left = 0.0;
    for column in columns {
        for bar in &column.bars {
            let corners = [
                (left + bar.across.0, bar.up.0),
                (left + bar.across.1, bar.up.1),
            ];
            let drawn = Rectangle::new(corners, PARTS[bar.part as usize].filled());
            chart.draw_series(std::iter::once(drawn))?;
        }
        let area = chart.plotting_area();
        let (begins, foot) = area.map_coordinate(&(left, 0));
        let (ends, _) = area.map_coordinate(&(left + 1.0, 0));
        if !column.label.is_empty() {
            let style = word(Pos::new(HPos::Center, VPos::Top));
            let place = (i32::midpoint(begins, ends), foot + 6);
            root.draw(&Text::new(column.label, place, style))?;
        }
        places.push(ChartColumn {
            left: f64::from(begins) / f64::from(WIDTH),
            width: f64::from(ends - begins) / f64::from(WIDTH),
        });
        left += 1.0;
    }
    root.present()?;
    drop(chart);
    drop(root);
    Ok(places)
}

/// The picture with classes in the place of the stand-ins.
fn with_classes(mut svg: String) -> String {
    for (colour, class) in CLASSES {
        let RGBColor(red, green, blue) = colour;
        let hex = format!("#{red:02X}{green:02X}{blue:02X}");
        for attribute in ["fill", "stroke"] {
            svg = svg.replace(
                &format!("{attribute}=\"{hex}\""),
                &format!("class=\"{class}\""),
            );
        }
    }
    svg
}

/// An amount for an axis: `250 rb`, `1,5 jt`, `2 M`; in English `250K`, `1.5M`, `2B`.
fn short(amount: i64, locale: Locale) -> String {
    let (unit, words) = match amount {
        1_000_000_000.. => (1_000_000_000, (" M", "B")),
        1_000_000.. => (1_000_000, (" jt", "M")),
        1_000.. => (1_000, (" rb", "K")),
        _ => return amount.to_string(),
    };
    let (whole, tenth) = (amount / unit, amount % unit * 10 / unit);
    let (word, point) = match locale {
        Locale::Id => (words.0, ","),
        Locale::En => (words.1, "."),
    };
    if tenth == 0 {
        format!("{whole}{word}")
    } else {
        format!("{whole}{point}{tenth}{word}")
    }
}

#[cfg(test)]
mod tests {
    use model::text::Locale;

    use super::short;

    #[test]
    fn amounts_are_shortened_as_people_say_them() {
        let said = |amount| (short(amount, Locale::Id), short(amount, Locale::En));
        let both = |id: &str, en: &str| (id.to_owned(), en.to_owned());
        assert_eq!(said(0), both("0", "0"));
        assert_eq!(said(250_000), both("250 rb", "250K"));
        assert_eq!(said(1_500_000), both("1,5 jt", "1.5M"));
        assert_eq!(said(2_000_000_000), both("2 M", "2B"));
    }
}
