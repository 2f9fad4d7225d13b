//! How to pay, and what was paid already.

use model::money::Rupiah;

use super::{
    DocumentError,
    compose::Draft,
    layout::{LEFT, RIGHT},
    qr::Qr,
    style::{BLACK, DEEP_TEAL, GREY, PALE, RULE, TEAL, WHITE, bold, regular},
};

/// Side of the QRIS code, without its quiet zone.
const QR_SIDE: f32 = 82.0;
/// White border the code needs to be read.
const QUIET: f32 = 7.0;

/// Draws the ways to pay an open invoice and the payments that came in.
pub(super) fn draw(draft: &mut Draft<'_>) -> Result<(), DocumentError> {
    if draft.invoice.status.is_payable() {
        ways_to_pay(draft)?;
    }
    history(draft);
    Ok(())
}

fn ways_to_pay(draft: &mut Draft<'_>) -> Result<(), DocumentError> {
    let (invoice, texts) = (draft.invoice, draft.texts);
    let ways = &invoice.ways_to_pay;
    let qr = ways
        .qris
        .as_ref()
        .map(|qris| Qr::encode(&invoice.number, &qris.payload()))
        .transpose()?;
    if ways.accounts.is_empty() && qr.is_none() {
        return Ok(());
    }
    let code_height = if qr.is_some() {
        QR_SIDE + 2.0 * QUIET + 42.0
    } else {
        0.0
    };
    let with_code = ways.unique_code.filter(|_| !ways.accounts.is_empty());
    let accounts_height =
        ways.accounts.len() as f32 * 29.0 + 18.0 + if with_code.is_some() { 34.0 } else { 0.0 };
    let height = 26.0
        + code_height.max(if ways.accounts.is_empty() {
            0.0
        } else {
            accounts_height
        });
    draft.need(height);
    let top = draft.y;
    draft
        .sheets
        .fill_round(LEFT, top, RIGHT - LEFT, height, 5.0, PALE);
    draft.sheets.text(
        LEFT + 14.0,
        top + 17.0,
        bold(7.5, DEEP_TEAL),
        texts.ways_to_pay,
    );

    let width = if qr.is_some() {
        RIGHT - LEFT - QR_SIDE - 2.0 * QUIET - 60.0
    } else {
        RIGHT - LEFT - 28.0
    };
    let mut y = top + 33.0;
    if !ways.accounts.is_empty() {
        draft
            .sheets
            .text(LEFT + 14.0, y, regular(8.5, GREY), texts.transfer_to);
        y += 17.0;
    }
    for account in &ways.accounts {
        let number = format!("{}  {}", account.bank, account.number);
        let style = bold(10.5, BLACK);
        draft
            .sheets
            .text(LEFT + 14.0, y, style, &style.shorten(&number, width));
        let small = regular(8.5, GREY);
        draft.sheets.text(
            LEFT + 14.0,
            y + 12.0,
            small,
            &small.shorten(&format!("{} {}", texts.holder, account.holder), width),
        );
        y += 29.0;
    }
    if let Some(code) = with_code {
        let exactly = invoice.balance + Rupiah(i64::from(code));
        y += 3.0;
        draft.sheets.fill(LEFT + 14.0, y - 9.0, 2.0, 27.0, TEAL);
        draft
            .sheets
            .text(LEFT + 23.0, y, regular(8.5, GREY), texts.transfer_exactly);
        let after = LEFT + 27.0 + regular(8.5, GREY).width(texts.transfer_exactly);
        draft
            .sheets
            .text(after, y, bold(10.5, BLACK), &exactly.to_string());
        draft.sheets.text(
            LEFT + 23.0,
            y + 13.0,
            regular(8.5, GREY),
            &format!("{} {code:03}", texts.unique_code),
        );
    }
    if let (Some(qr), Some(qris)) = (qr, &ways.qris) {
        let side = QR_SIDE + 2.0 * QUIET;
        let left = RIGHT - 14.0 - side;
        let middle = left + side / 2.0;
        let sheets = &mut draft.sheets;
        sheets.text_middle(middle, top + 18.0, bold(11.0, BLACK), "QRIS");
        sheets.fill_round(left, top + 25.0, side, side, 4.0, WHITE);
        qr.draw(sheets, left + QUIET, top + 25.0 + QUIET, QR_SIDE);
        let mut y = top + 25.0 + side + 11.0;
        // The paying app shows this name; the customer compares.
        let merchant = bold(7.5, BLACK);
        sheets.text_middle(
            middle,
            y,
            merchant,
            &merchant.shorten(qris.merchant(), side + 20.0),
        );
        let small = regular(7.5, GREY);
        for line in small.wrap(texts.scan, side + 12.0) {
            y += 9.5;
            sheets.text_middle(middle, y, small, &line);
        }
    }
    draft.y = top + height + 16.0;
    Ok(())
}

fn history(draft: &mut Draft<'_>) {
    let (invoice, texts) = (draft.invoice, draft.texts);
    if invoice.payments.is_empty() {
        return;
    }
    const METHOD: f32 = LEFT + 116.0;
    const REFERENCE: f32 = LEFT + 226.0;
    let end = RIGHT - 8.0;
    draft.need(58.0);
    let y = draft.y + 8.0;
    draft
        .sheets
        .text(LEFT, y, bold(7.5, DEEP_TEAL), texts.payments);
    draft.y += 16.0;
    let head = regular(8.0, GREY);
    let y = draft.y + 9.0;
    draft.sheets.text(LEFT, y, head, texts.date);
    draft.sheets.text(METHOD, y, head, texts.method);
    draft.sheets.text(REFERENCE, y, head, texts.reference);
    draft.sheets.text_right(end, y, head, texts.amount);
    draft.y += 14.0;
    let y = draft.y;
    draft.sheets.rule(LEFT, RIGHT, y, 0.6, RULE);
    for payment in &invoice.payments {
        draft.need(18.0);
        let (style, y) = (regular(9.0, BLACK), draft.y + 12.0);
        draft
            .sheets
            .text(LEFT, y, style, &texts.day(payment.received_on));
        draft
            .sheets
            .text(METHOD, y, style, texts.method(payment.method));
        draft.sheets.text(
            REFERENCE,
            y,
            style,
            &style.shorten(&payment.reference, 190.0),
        );
        draft
            .sheets
            .text_right(end, y, style, &payment.amount.to_string());
        draft.y += 17.5;
        let y = draft.y;
        draft.sheets.rule(LEFT, RIGHT, y, 0.5, RULE);
    }
    draft.y += 14.0;
}
