//! Puts an invoice together, from the letterhead to the page numbers.

use std::ops::{Deref, DerefMut};

use chrono::NaiveDate;
use model::states::InvoiceStatus;

use super::{
    DocumentError, amounts,
    frame::{self, FACTS, Head, Paper, Printed},
    invoice::{Company, InvoiceDocument},
    layout::{LEFT, RIGHT, Sheets},
    logo::Logo,
    payment,
    style::{
        AMBER, BLACK, DEEP_TEAL, GREY, Ink, PALE, PALE_AMBER, PALE_RED, PALE_TEAL, RED, WHITE,
        bold, regular,
    },
    table,
    texts::texts,
    write::Cover,
};

/// Makes the PDF of one invoice.
///
/// The same document gives the same bytes.
///
/// # Errors
/// [`DocumentError::Qr`] if the QRIS payload is too long for a code.
pub fn render_invoice(invoice: &InvoiceDocument) -> Result<Vec<u8>, DocumentError> {
    render_invoices(std::slice::from_ref(invoice))
}

/// Makes one PDF of several invoices, each with its own page numbers, in the order given.
///
/// Title and language of the file are those of the first.
///
/// # Errors
/// [`DocumentError::Empty`] without invoices, otherwise as [`render_invoice`].
pub fn render_invoices(invoices: &[InvoiceDocument]) -> Result<Vec<u8>, DocumentError> {
    frame::render(invoices)
}

impl Printed for InvoiceDocument {
    fn company(&self) -> &Company {
        &self.company
    }

    fn cover(&self) -> Cover {
        let texts = texts(self.locale);
        Cover {
            title: format!("{} {}", texts.title, self.number),
            author: self.company.name.clone(),
            subject: format!("{} {}", texts.kind(self.kind), self.customer.name),
            language: texts.tag,
            day: self.issued_on,
        }
    }

    fn draw(&self, logos: &[&Logo]) -> Result<Sheets, DocumentError> {
        let texts = texts(self.locale);
        let head = Head {
            company: &self.company,
            title: texts.title,
            number: &self.number,
            kind: texts.kind(self.kind),
            watermark: match self.status {
                InvoiceStatus::Draft => Some(texts.stamp_draft),
                InvoiceStatus::Void => Some(texts.stamp_void),
                InvoiceStatus::Issued
                | InvoiceStatus::Partial
                | InvoiceStatus::Paid
                | InvoiceStatus::Overdue => None,
            },
        };
        let mut draft = Draft {
            invoice: self,
            paper: Paper::new(head, texts, logos),
        };
        draft.compose()?;
        Ok(draft.paper.sheets)
    }
}

/// One invoice while it is being put on paper.
pub(super) struct Draft<'a> {
    pub invoice: &'a InvoiceDocument,
    paper: Paper<'a>,
}

impl<'a> Deref for Draft<'a> {
    type Target = Paper<'a>;
    fn deref(&self) -> &Paper<'a> {
        &self.paper
    }
}

impl<'a> DerefMut for Draft<'a> {
    fn deref_mut(&mut self) -> &mut Paper<'a> {
        &mut self.paper
    }
}

impl Draft<'_> {
    fn compose(&mut self) -> Result<(), DocumentError> {
        let (invoice, texts) = (self.invoice, self.texts);
        self.open_page();
        self.letterhead();
        let facts = self.facts();
        self.parties([texts.billed_to, texts.details], &invoice.customer, facts);
        self.summary();
        table::draw(self);
        amounts::draw(self);
        payment::draw(self)?;
        self.note(&invoice.note);
        self.footers();
        Ok(())
    }

    /// Colours that belong to where the invoice stands: text and background.
    pub fn mood(&self) -> (Ink, Ink) {
        match self.invoice.status {
            InvoiceStatus::Paid => (DEEP_TEAL, PALE_TEAL),
            InvoiceStatus::Issued | InvoiceStatus::Partial => (AMBER, PALE_AMBER),
            InvoiceStatus::Overdue => (RED, PALE_RED),
            InvoiceStatus::Draft | InvoiceStatus::Void => (GREY, PALE),
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let (invoice, texts) = (self.invoice, self.texts);
        let day = |day: Option<NaiveDate>| day.map(|day| texts.day(day)).unwrap_or_default();
        let mut facts = vec![
            (texts.issued_on, day(invoice.issued_on)),
            (texts.due_on, day(invoice.due_on)),
        ];
        if let Some(period) = invoice.period {
            facts.push((texts.period, texts.days(period)));
        }
        if let Some(service) = &invoice.service {
            facts.push((texts.service, service.number.clone()));
            facts.push((texts.package, service.package.clone()));
            facts.push((texts.location, service.address.clone()));
        }
        facts
    }

    /// The one line most people look for: how much, and until when.
    fn summary(&mut self) {
        let (invoice, texts) = (self.invoice, self.texts);
        let (ink, background) = self.mood();
        let top = self.y;
        self.sheets
            .fill_round(LEFT, top, RIGHT - LEFT, 44.0, 5.0, background);
        let label = regular(8.0, GREY);
        let (middle, lower) = (top + 17.0, top + 34.0);
        let open = invoice.status.is_payable();
        let (first, amount) = if open {
            (texts.to_pay, invoice.balance)
        } else {
            (texts.total, invoice.total)
        };
        self.sheets.text(LEFT + 14.0, middle, label, first);
        self.sheets
            .text(LEFT + 14.0, lower, bold(15.0, ink), &amount.to_string());
        let second = match invoice.status {
            InvoiceStatus::Paid => Some((texts.paid_in_full, invoice.paid_on)),
            InvoiceStatus::Issued | InvoiceStatus::Partial | InvoiceStatus::Overdue => {
                Some((texts.pay_before, invoice.due_on))
            }
            InvoiceStatus::Draft | InvoiceStatus::Void => None,
        };
        if let Some((words, Some(day))) = second {
            self.sheets.text(FACTS - 62.0, middle, label, words);
            self.sheets
                .text(FACTS - 62.0, lower, bold(11.0, BLACK), &texts.day(day));
        }
        let pill = bold(8.5, WHITE);
        let word = texts.status(invoice.status);
        let width = pill.width(word) + 20.0;
        self.sheets
            .fill_round(RIGHT - 14.0 - width, top + 12.5, width, 19.0, 9.5, ink);
        self.sheets
            .text(RIGHT - 4.0 - width, top + 25.2, pill, word);
        self.y += 44.0 + 16.0;
    }
}
