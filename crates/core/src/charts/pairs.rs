//! Two bars beside each other for every month.

use model::{
    customers::{Chart, ChartColumn},
    money::Rupiah,
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
pub(super) const WIDTH: u32 = 520;
pub(super) const HEIGHT: u32 = 170;
/// Room for the amounts at the left and the months below.
pub(super) const LEFT: u32 = 56;
pub(super) const BELOW: i32 = 24;

/// Stand-ins that become classes once the picture is drawn: plotters knows colours only.
pub(super) const FIRST: RGBColor = RGBColor(1, 1, 1);
pub(super) const SECOND: RGBColor = RGBColor(2, 2, 2);
pub(super) const THIRD: RGBColor = RGBColor(5, 5, 5);
pub(super) const WORD: RGBColor = RGBColor(3, 3, 3);
pub(super) const LINE: RGBColor = RGBColor(4, 4, 4);
const PARTS: [(RGBColor, &str); 5] = [
    (FIRST, "aglis-chart-first"),
    (SECOND, "aglis-chart-second"),
    (THIRD, "aglis-chart-third"),
    (WORD, "aglis-chart-word"),
    (LINE, "aglis-chart-line"),
];

/// Two amounts and what they are of.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// Below the bars.
    pub label: &'static str,
    /// Left bar.
    pub first: Rupiah,
    /// Right bar.
    pub second: Rupiah,
}

/// Draws the pairs from left to right.
///
/// # Errors
/// [`Error::Internal`] when plotters cannot draw, which no input causes.
pub fn pairs(pairs: &[Pair], locale: Locale) -> Result<Chart> {
    let mut svg = String::new();
    let columns = draw(&mut svg, pairs, locale)
        .map_err(|error| Error::Internal(format!("cannot draw a chart: {error}")))?;
    Ok(Chart {
        svg: with_classes(svg),
        columns,
    })
}

/// The picture with classes in the place of the stand-ins.
pub(super) fn with_classes(mut svg: String) -> String {
    for (colour, class) in PARTS {
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

fn draw(
    svg: &mut String,
    pairs: &[Pair],
    locale: Locale,
) -> Result<Vec<ChartColumn>, DrawingAreaErrorKind<std::io::Error>> {
    let root = SVGBackend::with_string(svg, (WIDTH, HEIGHT)).into_drawing_area();
    let most = pairs
        .iter()
        .map(|pair| pair.first.max(pair.second).0)
        .max()
        .unwrap_or(0)
        .max(1);
    let wide = f64::from(u32::try_from(pairs.len()).unwrap_or(u32::MAX)).max(1.0);
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
    let mut columns = Vec::with_capacity(pairs.len());
    let mut left = 0.0;
    for pair in pairs {
        for (from, to, amount, colour) in [
            (0.16, 0.49, pair.first, FIRST),
            (0.51, 0.84, pair.second, SECOND),
        ] {
            let bar = Rectangle::new([(left + from, 0), (left + to, amount.0)], colour.filled());
            chart.draw_series(std::iter::once(bar))?;
        }
        let area = chart.plotting_area();
        let (begins, foot) = area.map_coordinate(&(left, 0));
        let (ends, _) = area.map_coordinate(&(left + 1.0, 0));
        let (middle, _) = area.map_coordinate(&(left + 0.5, 0));
        let style = word(Pos::new(HPos::Center, VPos::Top));
        root.draw(&Text::new(pair.label, (middle, foot + 6), style))?;
        columns.push(ChartColumn {
            left: f64::from(begins) / f64::from(WIDTH),
            width: f64::from(ends - begins) / f64::from(WIDTH),
        });
        left += 1.0;
    }
    root.present()?;
    drop(chart);
    drop(root);
    Ok(columns)
}

/// An amount for an axis: `250 rb`, `1,5 jt`, `2 M`; in English `250K`, `1.5M`, `2B`.
pub(super) fn short(amount: i64, locale: Locale) -> String {
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
    use model::{money::Rupiah, text::Locale};

    use super::{Pair, pairs, short};

    fn year() -> Vec<Pair> {
        ["Jan", "Feb", "Mar"]
            .into_iter()
            .zip([(250_000, 250_000), (275_000, 0), (0, 300_000)])
            .map(|(label, (first, second))| Pair {
                label,
                first: Rupiah(first),
                second: Rupiah(second),
            })
            .collect()
    }

    #[test]
    fn every_month_has_two_bars_a_name_and_a_place() {
        let chart = pairs(&year(), Locale::Id).unwrap();
        for class in ["aglis-chart-first", "aglis-chart-second"] {
            assert_eq!(chart.svg.matches(class).count(), 3, "{}", chart.svg);
        }
        assert!(chart.svg.contains("Feb") && chart.svg.contains("300 rb"));
        assert_eq!(chart.columns.len(), 3);
        assert!(
            chart
                .columns
                .windows(2)
                .all(|two| two[0].left + two[0].width <= two[1].left + 0.002),
            "{:?}",
            chart.columns
        );
    }

    #[test]
    fn colours_are_left_to_the_style_sheet() {
        let chart = pairs(&year(), Locale::En).unwrap();
        assert!(!chart.svg.contains('#'), "{}", chart.svg);
    }

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
