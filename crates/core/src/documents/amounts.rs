//! The sums below the table, the total in words, and the stamp of a paid invoice.

use model::{
    money::{Rupiah, terbilang},
    states::InvoiceStatus,
};

use super::{
    compose::Draft,
    frame::words_height,
    layout::{LEFT, RIGHT},
    stamp,
    style::{BLACK, BLUE, GREY, WHITE, bold, regular},
};

const LABELS: f32 = RIGHT - 226.0;
const AMOUNT_END: f32 = RIGHT - 8.0;
const ROW: f32 = 15.5;
/// From line to line of a label that needs several.
const LINE: f32 = 11.5;
const TOTAL: f32 = 25.0;
/// Width of the amount in words, left of the sums.
const WORDS_WIDTH: f32 = LABELS - 26.0 - LEFT;

/// Draws sums at the right and words at the left; both stay on one page.
pub(super) fn draw(draft: &mut Draft<'_>) {
    let (invoice, texts) = (draft.invoice, draft.texts);
    let words = words(invoice.total);
    let lines = bold(9.5, BLACK).wrap(&words, WORDS_WIDTH - 24.0);
    let words_height = words_height(lines.len());
    let is_paid = invoice.status == InvoiceStatus::Paid;
    let left_height = words_height
        + if is_paid {
            stamp::STAMP_HEIGHT + 8.0
        } else {
            0.0
        };

    let label = regular(9.0, GREY);
    // Why something was taken off is in the office's own words, which may be long.
    let above: Vec<(Vec<String>, String)> = (sums_above(draft).into_iter())
        .map(|(text, amount)| {
            let amount = amount.to_string();
            let room = AMOUNT_END - LABELS - regular(9.0, BLACK).width(&amount) - 10.0;
            (label.wrap(&text, room), amount)
        })
        .collect();
    let height = |lines: &[String]| ROW + lines.len().saturating_sub(1) as f32 * LINE;
    let below = sums_below(draft);
    let right_height = above.iter().map(|(lines, _)| height(lines)).sum::<f32>()
        + 6.0
        + TOTAL
        + below.len() as f32 * (ROW + 1.5)
        + 6.0;
    draft.need(left_height.max(right_height));
    let top = draft.y;

    let mut y = top;
    for (lines, amount) in &above {
        draft.sheets.lines(LABELS, y + 10.0, LINE, label, lines);
        draft
            .sheets
            .text_right(AMOUNT_END, y + 10.0, regular(9.0, BLACK), amount);
        y += height(lines);
    }
    y += 3.0;
    draft
        .sheets
        .fill_round(LABELS - 10.0, y, RIGHT - LABELS + 10.0, TOTAL, 4.0, BLUE);
    draft
        .sheets
        .text(LABELS, y + 16.8, bold(10.5, WHITE), texts.total);
    draft.sheets.text_right(
        AMOUNT_END,
        y + 16.8,
        bold(12.0, WHITE),
        &invoice.total.to_string(),
    );
    y += TOTAL + 5.0;
    for (label, amount, style) in below {
        draft.sheets.text(LABELS, y + 10.0, style, label);
        draft
            .sheets
            .text_right(AMOUNT_END, y + 10.0, style, &amount.to_string());
        y += ROW + 1.5;
    }

    draft.words(top, WORDS_WIDTH, texts.in_words, &words);
    if is_paid {
        let middle = (
            LEFT + WORDS_WIDTH / 2.0,
            top + words_height + 10.0 + stamp::STAMP_HEIGHT / 2.0,
        );
        stamp::stamp(&mut draft.sheets, middle, texts.stamp_paid);
    }
    draft.y = top + left_height.max(right_height) + 14.0;
}

/// The total as a sentence: `Tiga ratus lima puluh ribu rupiah`.
pub(super) fn words(total: Rupiah) -> String {
    let words = format!("{} rupiah", terbilang(total.0));
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn sums_above(draft: &Draft<'_>) -> Vec<(String, Rupiah)> {
    let (invoice, texts) = (draft.invoice, draft.texts);
    let mut sums = vec![(texts.subtotal.to_owned(), invoice.subtotal)];
    for (description, amount) in &invoice.discounts {
        sums.push((description.clone(), -*amount));
    }
    // What nobody wrote down by name.
    let named: Rupiah = invoice.discounts.iter().map(|(_, amount)| *amount).sum();
    if invoice.discount != named {
        sums.push((texts.discount.to_owned(), named - invoice.discount));
    }
    if let Some(tax) = &invoice.tax {
        let (part, whole) = tax.base_fraction;
        let base = if part == whole {
            texts.base.to_owned()
        } else {
            format!("{} {part}/{whole}", texts.other_base)
        };
        sums.push((base, tax.base));
        let included = if invoice.tax_included {
            format!(" ({})", texts.included)
        } else {
            String::new()
        };
        sums.push((
            format!("{} {}{included}", texts.tax, texts.percent(&tax.rate)),
            tax.amount,
        ));
    }
    sums
}

fn sums_below(draft: &Draft<'_>) -> Vec<(&'static str, Rupiah, super::style::Style)> {
    let (invoice, texts) = (draft.invoice, draft.texts);
    if invoice.paid == Rupiah::ZERO && invoice.balance == invoice.total {
        return Vec::new();
    }
    let (ink, _) = draft.mood();
    vec![
        (texts.paid, invoice.paid, regular(9.0, BLACK)),
        (texts.balance, invoice.balance, bold(10.0, ink)),
    ]
}

#[cfg(test)]
mod tests {
    use model::money::Rupiah;

    use super::words;

    #[test]
    fn the_total_in_words_is_a_sentence() {
        assert_eq!(
            words(Rupiah(350_500)),
            "Tiga ratus lima puluh ribu lima ratus rupiah"
        );
        assert_eq!(words(Rupiah(0)), "Nol rupiah");
    }
}
