//! The receipt of a payment (kwitansi): from whom, how much, and what it paid.

use chrono::NaiveDate;
use model::{format::show_month, money::Rupiah, states::PaymentMethod, text::Locale};

use super::{
    DocumentError,
    amounts::words,
    frame::{self, Head, Paper, Printed},
    grid::{self, Column},
    invoice::{BilledCustomer, Company},
    layout::{LEFT, RIGHT, Sheets},
    logo::Logo,
    money_texts::money_texts,
    style::{DEEP_TEAL, GREY, PALE_TEAL, bold, regular},
    texts::texts,
    write::Cover,
};

/// What a payment gave an invoice.
#[derive(Clone, Debug)]
pub struct PaidInvoice {
    /// `INV-202511-00042`.
    pub number: String,
    /// First day of the month it is for.
    pub period: NaiveDate,
    /// Of the payment.
    pub amount: Rupiah,
    /// What the invoice still asks for.
    pub left: Rupiah,
}

/// A receipt as it is printed. Empty texts are left off.
#[derive(Clone, Debug)]
pub struct ReceiptDocument {
    /// Language of the words.
    pub locale: Locale,
    /// Who received it.
    pub company: Company,
    /// `PAY-202511-00042`.
    pub number: String,
    /// Business day.
    pub received_on: NaiveDate,
    /// Was taken back: the receipt counts no more and says so.
    pub is_taken_back: bool,
    /// From whom.
    pub customer: BilledCustomer,
    /// All of it.
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// Bank's or customer's reference.
    pub reference: String,
    /// Who wrote it down.
    pub received_by: String,
    /// What it paid.
    pub invoices: Vec<PaidInvoice>,
    /// What of it became credit.
    pub credit: Rupiah,
}

/// Makes one PDF of receipts, each with its own page numbers, in the order given.
///
/// The same receipts give the same bytes.
///
/// # Errors
/// [`DocumentError::Empty`] without receipts.
pub fn render_receipts(receipts: &[ReceiptDocument]) -> Result<Vec<u8>, DocumentError> {
    frame::render(receipts)
}

impl Printed for ReceiptDocument {
    fn company(&self) -> &Company {
        &self.company
    }

    fn cover(&self) -> Cover {
        let own = money_texts(self.locale);
        Cover {
            title: format!("{} {}", own.receipt, self.number),
            author: self.company.name.clone(),
            subject: format!("{} {}", own.receipt_kind, self.customer.name),
            language: texts(self.locale).tag,
            day: Some(self.received_on),
        }
    }

    fn draw(&self, logos: &[&Logo]) -> Result<Sheets, DocumentError> {
        let (texts, own) = (texts(self.locale), money_texts(self.locale));
        let head = Head {
            company: &self.company,
            title: own.receipt,
            number: &self.number,
            kind: own.receipt_kind,
            watermark: self.is_taken_back.then_some(own.taken_back),
        };
        let mut paper = Paper::new(head, texts, logos);
        paper.open_page();
        paper.letterhead();
        let facts = vec![
            (own.received_on, texts.day(self.received_on)),
            (texts.method, texts.method(self.method).to_owned()),
            (texts.reference, self.reference.clone()),
            (own.received_by, self.received_by.clone()),
        ];
        paper.parties(
            [own.received_from, own.receipt_details],
            &self.customer,
            facts,
        );

        let top = paper.y;
        let sheets = &mut paper.sheets;
        sheets.fill_round(LEFT, top, RIGHT - LEFT, 44.0, 5.0, PALE_TEAL);
        sheets.text(LEFT + 14.0, top + 17.0, regular(8.0, GREY), own.received);
        let amount = self.amount.to_string();
        sheets.text(LEFT + 14.0, top + 34.0, bold(15.0, DEEP_TEAL), &amount);
        paper.y += 44.0 + 12.0;
        let top = paper.y;
        paper.y += paper.words(top, RIGHT - LEFT, own.in_words, &words(self.amount)) + 16.0;

        if !self.invoices.is_empty() {
            paper.need(60.0);
            let y = paper.y + 8.0;
            paper
                .sheets
                .text(LEFT, y, bold(7.5, DEEP_TEAL), own.for_invoices);
            paper.y += 16.0;
            let columns = [
                Column::Words(own.invoice, LEFT + 8.0, 130.0),
                Column::Words(texts.period, LEFT + 150.0, 120.0),
                Column::Amount(own.paid, RIGHT - 120.0),
                Column::Amount(own.left, RIGHT - 8.0),
            ];
            let rows: Vec<Vec<String>> = self
                .invoices
                .iter()
                .map(|paid| {
                    vec![
                        paid.number.clone(),
                        show_month(paid.period, self.locale),
                        paid.amount.to_string(),
                        paid.left.to_string(),
                    ]
                })
                .collect();
            grid::draw(&mut paper, &columns, &rows);
        }
        if self.credit > Rupiah::ZERO {
            paper.note(&format!("{}: {}", own.as_credit, self.credit));
        }
        paper.footers();
        Ok(paper.sheets)
    }
}
