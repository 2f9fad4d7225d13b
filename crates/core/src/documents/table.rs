//! The lines of the invoice, over as many pages as they need, each with the head of the table.

use super::{
    compose::Draft,
    invoice::Line,
    layout::{BOTTOM, LEFT, RIGHT},
    style::{BLACK, BLUE, GREY, RULE, Style, WHITE, bold, regular},
};

const DESCRIPTION: f32 = LEFT + 28.0;
const QUANTITY_END: f32 = RIGHT - 204.0;
const PRICE_END: f32 = RIGHT - 104.0;
const AMOUNT_END: f32 = RIGHT - 8.0;
const DESCRIPTION_WIDTH: f32 = QUANTITY_END - 36.0 - DESCRIPTION;
const HEAD: f32 = 20.0;
const TEXT: Style = regular(9.0, BLACK);
const DETAIL: Style = regular(8.0, GREY);

/// Draws all lines.
pub(super) fn draw(draft: &mut Draft<'_>) {
    draft.need(HEAD + 24.0);
    head(draft);
    let lines = draft.invoice.lines.iter();
    for (place, line) in lines.enumerate() {
        row(draft, place + 1, line);
    }
    draft.y += 12.0;
}

fn head(draft: &mut Draft<'_>) {
    let (texts, top) = (draft.texts, draft.y);
    let (style, y) = (bold(8.5, WHITE), draft.y + 13.2);
    draft.sheets.fill(LEFT, top, RIGHT - LEFT, HEAD, BLUE);
    draft.sheets.text(LEFT + 8.0, y, style, "No");
    draft.sheets.text(DESCRIPTION, y, style, texts.item);
    draft
        .sheets
        .text_right(QUANTITY_END, y, style, texts.quantity);
    draft.sheets.text_right(PRICE_END, y, style, texts.price);
    draft.sheets.text_right(AMOUNT_END, y, style, texts.amount);
    draft.y += HEAD;
}

/// Draws one line of the invoice; it stays together unless it is longer than a page.
fn row(draft: &mut Draft<'_>, place: usize, line: &Line) {
    let mut texts: Vec<(Style, f32, String)> = Vec::new();
    texts.extend(
        TEXT.wrap(&line.description, DESCRIPTION_WIDTH)
            .into_iter()
            .map(|text| (TEXT, 12.0, text)),
    );
    texts.extend(
        DETAIL
            .wrap(&line.detail, DESCRIPTION_WIDTH)
            .into_iter()
            .map(|text| (DETAIL, 10.5, text)),
    );
    if texts.is_empty() {
        texts.push((TEXT, 12.0, String::new()));
    }
    let height: f32 = 9.0 + texts.iter().map(|(_, leading, _)| leading).sum::<f32>();
    if draft.y + height > BOTTOM {
        draft.next_page();
        head(draft);
    }
    draft.y += 4.5;
    for (at, (style, leading, text)) in texts.iter().enumerate() {
        if draft.y + leading + 4.5 > BOTTOM {
            draft.next_page();
            head(draft);
            draft.y += 4.5;
        }
        let y = draft.y + 9.2;
        if at == 0 {
            draft
                .sheets
                .text(LEFT + 8.0, y, regular(9.0, GREY), &place.to_string());
        }
        draft.sheets.text(DESCRIPTION, y, *style, text);
        if at == 0 {
            draft
                .sheets
                .text_right(QUANTITY_END, y, TEXT, &line.quantity.to_string());
            draft
                .sheets
                .text_right(PRICE_END, y, TEXT, &line.unit_price.to_string());
            draft
                .sheets
                .text_right(AMOUNT_END, y, TEXT, &line.amount.to_string());
        }
        draft.y += leading;
    }
    draft.y += 4.5;
    let y = draft.y;
    draft.sheets.rule(LEFT, RIGHT, y, 0.5, RULE);
}
