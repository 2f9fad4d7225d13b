//! Puts an invoice together, from the letterhead to the page numbers.

use chrono::NaiveDate;
use model::states::InvoiceStatus;

use super::{
    DocumentError, amounts,
    invoice::{Company, InvoiceDocument},
    layout::{HEIGHT, LEFT, RIGHT, Sheets, WIDTH},
    logo::Logo,
    payment, stamp,
    style::{
        AMBER, BLACK, BLUE, DEEP_TEAL, GREY, Ink, PALE, PALE_AMBER, PALE_RED, PALE_TEAL, RED, RULE,
        TEAL, WHITE, bold, regular,
    },
    table,
    texts::{Texts, texts},
    write,
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
    let first = invoices.first().ok_or(DocumentError::Empty)?;
    let mut logos: Vec<&Logo> = Vec::new();
    let mut pages = Vec::new();
    for invoice in invoices {
        if let Some(logo) = &invoice.company.logo
            && !logos.iter().any(|known| known.is(logo))
        {
            logos.push(logo);
        }
        let mut draft = Draft {
            invoice,
            texts: texts(invoice.locale),
            sheets: Sheets::default(),
            y: 0.0,
            logos: &logos,
        };
        draft.compose()?;
        pages.extend(draft.sheets.into_pages());
    }
    write::write(first, pages, &logos)
}

/// One invoice while it is being put on paper.
pub(super) struct Draft<'a> {
    pub invoice: &'a InvoiceDocument,
    pub texts: &'static Texts,
    pub sheets: Sheets,
    /// Where the next thing starts, from the top of the page.
    pub y: f32,
    logos: &'a [&'a Logo],
}

/// Left edge of the facts beside the customer.
const FACTS: f32 = 326.0;
/// Left edge of the values of those facts.
const FACT_VALUES: f32 = 408.0;

impl Draft<'_> {
    fn compose(&mut self) -> Result<(), DocumentError> {
        self.open_page();
        self.letterhead();
        self.parties();
        self.summary();
        table::draw(self);
        amounts::draw(self);
        payment::draw(self)?;
        self.note();
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

    /// Starts a page with its brand edge and, where the invoice must not be paid, its watermark.
    fn open_page(&mut self) {
        self.sheets.turn();
        match self.invoice.status {
            InvoiceStatus::Draft => stamp::watermark(&mut self.sheets, self.texts.stamp_draft),
            InvoiceStatus::Void => stamp::watermark(&mut self.sheets, self.texts.stamp_void),
            InvoiceStatus::Issued
            | InvoiceStatus::Partial
            | InvoiceStatus::Paid
            | InvoiceStatus::Overdue => {}
        }
        self.sheets.fill(0.0, 0.0, WIDTH, 6.0, BLUE);
        self.sheets.fill(WIDTH - 132.0, 0.0, 132.0, 6.0, TEAL);
        self.y = 34.0;
    }

    /// Starts a page after the first, which says whose page it is.
    pub fn next_page(&mut self) {
        self.open_page();
        let company = bold(9.0, BLUE).shorten(&self.invoice.company.name, 280.0);
        self.sheets.text(LEFT, 40.0, bold(9.0, BLUE), &company);
        let number = format!(
            "{} {} ({})",
            self.texts.title, self.invoice.number, self.texts.continued
        );
        self.sheets
            .text_right(RIGHT, 40.0, regular(9.0, GREY), &number);
        self.sheets.rule(LEFT, RIGHT, 49.0, 0.6, RULE);
        self.y = 62.0;
    }

    /// Starts a new page unless `height` still fits on this one.
    pub fn need(&mut self, height: f32) {
        if self.y + height > super::layout::BOTTOM {
            self.next_page();
        }
    }

    fn letterhead(&mut self) {
        let company = &self.invoice.company;
        let left = self.emblem(company);
        let mut y = self.y + 11.0;
        y = self.sheets.lines(
            left,
            y,
            15.5,
            bold(13.0, BLUE),
            &bold(13.0, BLUE).wrap(&company.name, 350.0 - left),
        );
        y -= 2.0;
        let small = regular(8.0, GREY);
        y = self.sheets.lines(
            left,
            y,
            11.0,
            small,
            &small.wrap(&company.address, 350.0 - left),
        );
        let labelled = |label: &str, value: &str| {
            if value.is_empty() {
                String::new()
            } else {
                format!("{label} {value}")
            }
        };
        let contact = [
            labelled(self.texts.phone, &company.phone),
            company.email.clone(),
        ];
        let contact = contact
            .iter()
            .filter(|text| !text.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join("  ·  ");
        for text in [
            contact,
            labelled(self.texts.tax_number, &company.tax_number),
        ] {
            y = self
                .sheets
                .lines(left, y, 11.0, small, &small.wrap(&text, 350.0 - left));
        }

        let texts = self.texts;
        self.sheets
            .text_right(RIGHT, self.y + 18.0, bold(25.0, BLUE), texts.title);
        let number = bold(11.0, BLACK);
        self.sheets.text_right(
            RIGHT,
            self.y + 35.0,
            number,
            &number.shorten(&self.invoice.number, 190.0),
        );
        self.sheets.text_right(
            RIGHT,
            self.y + 48.0,
            regular(8.5, GREY),
            texts.kind(self.invoice.kind),
        );
        self.y = y.max(self.y + 54.0) + 4.0;
        self.sheets.rule(LEFT, RIGHT, self.y, 0.8, RULE);
        self.y += 20.0;
    }

    /// Draws the logo, or the initials of the company, and returns where the text beside it starts.
    fn emblem(&mut self, company: &Company) -> f32 {
        let place = company
            .logo
            .as_ref()
            .and_then(|logo| self.logos.iter().position(|known| known.is(logo)));
        if let (Some(logo), Some(place)) = (&company.logo, place) {
            let (width, height) = logo.size();
            self.sheets
                .picture(Logo::resource_id(place), LEFT, self.y, width, height);
            return LEFT + width + 12.0;
        }
        let legal_forms = ["PT", "PT.", "CV", "CV.", "UD", "UD."];
        let initials: String = company
            .name
            .split_whitespace()
            .filter(|word| !legal_forms.contains(word))
            .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()))
            .take(2)
            .flat_map(char::to_uppercase)
            .collect();
        self.sheets.fill_round(LEFT, self.y, 42.0, 42.0, 8.0, BLUE);
        self.sheets
            .fill_round(LEFT + 9.0, self.y + 33.0, 24.0, 2.6, 1.3, TEAL);
        self.sheets
            .text_middle(LEFT + 21.0, self.y + 26.0, bold(17.0, WHITE), &initials);
        LEFT + 54.0
    }

    fn parties(&mut self) {
        let (invoice, texts) = (self.invoice, self.texts);
        let heading = bold(7.5, DEEP_TEAL);
        let top = self.y;
        self.sheets.text(LEFT, top, heading, texts.billed_to);
        let width = FACTS - LEFT - 24.0;
        let customer = &invoice.customer;
        let name = bold(11.0, BLACK);
        let mut y = self.sheets.lines(
            LEFT,
            top + 16.0,
            14.0,
            name,
            &name.wrap(&customer.name, width),
        );
        let plain = regular(9.0, BLACK);
        y = self
            .sheets
            .lines(LEFT, y, 12.5, plain, &plain.wrap(&customer.address, width));
        let facts = [
            (texts.customer_number, &customer.number),
            (texts.phone, &customer.phone),
            (texts.tax_number, &customer.tax_number),
        ];
        for (label, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
            let grey = regular(9.0, GREY);
            y = self.sheets.lines(
                LEFT,
                y,
                12.5,
                grey,
                &grey.wrap(&format!("{label} {value}"), width),
            );
        }
        let left_end = y;

        self.sheets.text(FACTS, top, heading, texts.details);
        let mut y = top + 16.0;
        for (label, value) in self
            .facts()
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
        {
            self.sheets.text(FACTS, y, regular(9.0, GREY), label);
            y = self.sheets.lines(
                FACT_VALUES,
                y,
                12.5,
                plain,
                &plain.wrap(&value, RIGHT - FACT_VALUES),
            ) + 1.0;
        }
        self.y = left_end.max(y) + 2.0;
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
        self.sheets
            .fill_round(LEFT, self.y, RIGHT - LEFT, 44.0, 5.0, background);
        let label = regular(8.0, GREY);
        let (middle, lower) = (self.y + 17.0, self.y + 34.0);
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
            .fill_round(RIGHT - 14.0 - width, self.y + 12.5, width, 19.0, 9.5, ink);
        self.sheets
            .text(RIGHT - 4.0 - width, self.y + 25.2, pill, word);
        self.y += 44.0 + 16.0;
    }

    fn note(&mut self) {
        let style = regular(8.5, GREY);
        let lines = style.wrap(&self.invoice.note, RIGHT - LEFT);
        for line in &lines {
            self.need(12.0);
            self.sheets.text(LEFT, self.y + 8.0, style, line);
            self.y += 12.0;
        }
    }

    /// Writes the foot of every page, now that it is known how many there are.
    fn footers(&mut self) {
        let (invoice, texts) = (self.invoice, self.texts);
        let count = self.sheets.len();
        for page in 0..count {
            self.sheets.on_page(page, |sheets| {
                let small = regular(7.5, GREY);
                let y = HEIGHT - 44.0;
                sheets.rule(LEFT, RIGHT, y, 0.6, RULE);
                let name = small.shorten(&invoice.company.name, 260.0);
                sheets.text(
                    LEFT,
                    y + 13.0,
                    small,
                    &format!("{name}  ·  {}", small.shorten(&invoice.number, 120.0)),
                );
                sheets.text_right(
                    RIGHT,
                    y + 13.0,
                    small,
                    &format!("{} {}/{count}", texts.page, page + 1),
                );
                sheets.text(LEFT, y + 23.5, small, texts.valid_unsigned);
            });
        }
    }
}
