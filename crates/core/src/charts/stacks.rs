//! Bars of three parts on top of each other, one for every step of time.

use model::{
    customers::{Chart, ChartColumn},
    text::Locale,
};
use plotters::{
    prelude::{
        ChartBuilder, DrawingAreaErrorKind, IntoDrawingArea, IntoFont, Rectangle, SVGBackend, Text,
    },
    style::{
        Color, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::pairs::{
    BELOW, FIRST, HEIGHT, LEFT, LINE, SECOND, THIRD, WIDTH, WORD, short, with_classes,
};
use crate::error::{Error, Result};

/// Counts of a step.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Below the bar; empty where there is no room for another.
    pub label: String,
    /// From the bottom to the top.
    pub parts: [i64; 3],
}

/// Draws the steps from left to right.
///
/// # Errors
/// [`Error::Internal`] when plotters cannot draw, which no input causes.
pub fn stacks(stacks: &[Stack], locale: Locale) -> Result<Chart> {
    let mut svg = String::new();
    let columns = draw(&mut svg, stacks, locale)
        .map_err(|error| Error::Internal(format!("cannot draw a chart: {error}")))?;
    Ok(Chart {
        svg: with_classes(svg),
        columns,
    })
}

fn draw(
    svg: &mut String,
    stacks: &[Stack],
    locale: Locale,
) -> Result<Vec<ChartColumn>, DrawingAreaErrorKind<std::io::Error>> {
    let root = SVGBackend::with_string(svg, (WIDTH, HEIGHT)).into_drawing_area();
    let most = stacks
        .iter()
        .map(|stack| stack.parts.iter().sum::<i64>())
        .max()
        .unwrap_or(0)
        // Fewer marks than this would say the same number twice.
        .max(4);
    let wide = f64::from(u32::try_from(stacks.len()).unwrap_or(u32::MAX)).max(1.0);
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
        .y_label_formatter(&|count| short(*count, locale))
        .y_label_style(word(Pos::new(HPos::Right, VPos::Center)))
        .light_line_style(LINE.mix(0.0))
        .bold_line_style(LINE)
        .axis_style(LINE)
        .draw()?;
    let mut columns = Vec::with_capacity(stacks.len());
    let mut left = 0.0;
    for stack in stacks {
        let mut foot = 0;
        for (count, colour) in stack.parts.into_iter().zip([FIRST, SECOND, THIRD]) {
            if count > 0 {
                let corners = [(left + 0.12, foot), (left + 0.88, foot + count)];
                let bar = Rectangle::new(corners, colour.filled());
                chart.draw_series(std::iter::once(bar))?;
                foot += count;
            }
        }
        let area = chart.plotting_area();
        let (begins, bottom) = area.map_coordinate(&(left, 0));
        let (ends, _) = area.map_coordinate(&(left + 1.0, 0));
        if !stack.label.is_empty() {
            let style = word(Pos::new(HPos::Center, VPos::Top));
            let place = (i32::midpoint(begins, ends), bottom + 6);
            root.draw(&Text::new(stack.label.as_str(), place, style))?;
        }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::text::Locale;

    use super::{Stack, stacks};

    fn hour() -> Vec<Stack> {
        (0..60)
            .map(|minute| Stack {
                label: if minute % 10 == 0 {
                    format!("14:{minute:02}")
                } else {
                    String::new()
                },
                parts: [minute, i64::from(minute == 30), 0],
            })
            .collect()
    }

    #[test]
    fn every_step_has_its_parts_and_a_place() {
        let chart = stacks(&hour(), Locale::Id).unwrap();
        let count = |class: &str| chart.svg.matches(class).count();
        assert_eq!(
            count("aglis-chart-first"),
            59,
            "a step of nothing has no bar"
        );
        assert_eq!(
            (count("aglis-chart-second"), count("aglis-chart-third")),
            (1, 0)
        );
        assert_eq!(chart.columns.len(), 60);
        assert!(chart.svg.contains("14:50") && !chart.svg.contains('#'));
    }

    #[test]
    fn few_messages_are_counted_in_whole_ones() {
        let one = [Stack {
            label: "14:00".to_owned(),
            parts: [1, 0, 0],
        }];
        let chart = stacks(&one, Locale::En).unwrap();
        let marks: Vec<&str> = chart
            .svg
            .split("</text>")
            .filter_map(|before| Some(before.rsplit_once('>')?.1.trim()))
            .filter(|word| word.parse::<i64>().is_ok())
            .collect();
        let once: BTreeSet<_> = marks.iter().collect();
        assert!(marks.len() > 1 && once.len() == marks.len(), "{marks:?}");
    }
}
