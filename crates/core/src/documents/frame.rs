//! What every paper has: the letterhead, whom it is for, the brand's edge and the foot of each page.

use super::{
    DocumentError,
    invoice::{BilledCustomer, Company},
    layout::{BOTTOM, HEIGHT, LEFT, RIGHT, Sheets, WIDTH},
    logo::Logo,
    stamp,
    style::{BLACK, BLUE, DEEP_TEAL, GREY, PALE, RULE, TEAL, WHITE, bold, regular},
    texts::Texts,
    write::{self, Cover},
};

/// Left edge of the facts beside the customer.
pub(super) const FACTS: f32 = 326.0;
/// Left edge of the values of those facts.
const FACT_VALUES: f32 = 408.0;

/// Something that is printed with the company's letterhead.
pub(super) trait Printed {
    /// Whose letterhead.
    fn company(&self) -> &Company;
    /// What the file says of itself when this is its first paper.
    fn cover(&self) -> Cover;
    /// Puts it on sheets.
    fn draw(&self, logos: &[&Logo]) -> Result<Sheets, DocumentError>;
}

/// Makes one PDF of several papers, each with its own page numbers, in the order given.
pub(super) fn render<P: Printed>(papers: &[P]) -> Result<Vec<u8>, DocumentError> {
    let first = papers.first().ok_or(DocumentError::Empty)?;
    let mut logos: Vec<&Logo> = Vec::new();
    let mut pages = Vec::new();
    for paper in papers {
        if let Some(logo) = &paper.company().logo
            && !logos.iter().any(|known| known.is(logo))
        {
            logos.push(logo);
        }
        pages.extend(paper.draw(&logos)?.into_pages());
    }
    write::write(first.cover(), pages, &logos)
}

/// What the letterhead and the foot say.
pub(super) struct Head<'a> {
    pub company: &'a Company,
    /// `FAKTUR`.
    pub title: &'static str,
    /// The paper's own number, or what tells it from others.
    pub number: &'a str,
    /// The small line below the number.
    pub kind: &'a str,
    /// The pale word across each page.
    pub watermark: Option<&'static str>,
}

/// A paper while it is being drawn.
pub(super) struct Paper<'a> {
    pub head: Head<'a>,
    pub texts: &'static Texts,
    pub sheets: Sheets,
    /// Where the next thing starts, from the top of the page.
    pub y: f32,
    logos: &'a [&'a Logo],
}

impl<'a> Paper<'a> {
    /// Without a page yet.
    pub fn new(head: Head<'a>, texts: &'static Texts, logos: &'a [&'a Logo]) -> Self {
        Self {
            head,
            texts,
            sheets: Sheets::default(),
            y: 0.0,
            logos,
        }
    }

    /// Starts a page with its brand edge and, where the paper does not count, its watermark.
    pub fn open_page(&mut self) {
        self.sheets.turn();
        if let Some(word) = self.head.watermark {
            stamp::watermark(&mut self.sheets, word);
        }
        self.sheets.fill(0.0, 0.0, WIDTH, 6.0, BLUE);
        self.sheets.fill(WIDTH - 132.0, 0.0, 132.0, 6.0, TEAL);
        self.y = 34.0;
    }

    /// Starts a page after the first, which says whose page it is.
    pub fn next_page(&mut self) {
        self.open_page();
        let company = bold(9.0, BLUE).shorten(&self.head.company.name, 280.0);
        self.sheets.text(LEFT, 40.0, bold(9.0, BLUE), &company);
        let number = format!(
            "{} {} ({})",
            self.head.title, self.head.number, self.texts.continued
        );
        self.sheets
            .text_right(RIGHT, 40.0, regular(9.0, GREY), &number);
        self.sheets.rule(LEFT, RIGHT, 49.0, 0.6, RULE);
        self.y = 62.0;
    }

    /// Starts a new page unless `height` still fits on this one.
    pub fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.next_page();
        }
    }

    /// The company at the left, title and number at the right.
    pub fn letterhead(&mut self) {
        let company = self.head.company;
        let left = self.emblem();
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

        self.sheets
            .text_right(RIGHT, self.y + 18.0, bold(25.0, BLUE), self.head.title);
        let number = bold(11.0, BLACK);
        self.sheets.text_right(
            RIGHT,
            self.y + 35.0,
            number,
            &number.shorten(self.head.number, 190.0),
        );
        self.sheets
            .text_right(RIGHT, self.y + 48.0, regular(8.5, GREY), self.head.kind);
        self.y = y.max(self.y + 54.0) + 4.0;
        self.sheets.rule(LEFT, RIGHT, self.y, 0.8, RULE);
        self.y += 20.0;
    }

    /// Draws the logo, or the initials of the company, and returns where the text beside it starts.
    fn emblem(&mut self) -> f32 {
        let company = self.head.company;
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

    /// The customer at the left, facts of the paper beside him; each under its heading. What is empty is left off.
    pub fn parties(
        &mut self,
        [left_heading, right_heading]: [&str; 2],
        customer: &BilledCustomer,
        facts: Vec<(&'static str, String)>,
    ) {
        let texts = self.texts;
        let heading = bold(7.5, DEEP_TEAL);
        let top = self.y;
        self.sheets.text(LEFT, top, heading, left_heading);
        let width = FACTS - LEFT - 24.0;
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
        let known = [
            (texts.customer_number, &customer.number),
            (texts.phone, &customer.phone),
            (texts.tax_number, &customer.tax_number),
        ];
        for (label, value) in known.into_iter().filter(|(_, value)| !value.is_empty()) {
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

        self.sheets.text(FACTS, top, heading, right_heading);
        let mut y = top + 16.0;
        for (label, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
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

    /// A sentence in its own box at the left edge, under a heading; answers how high the box is.
    pub fn words(&mut self, top: f32, width: f32, heading: &str, words: &str) -> f32 {
        let style = bold(9.5, BLACK);
        let lines = style.wrap(words, width - 24.0);
        let height = words_height(lines.len());
        self.sheets.fill_round(LEFT, top, width, height, 4.0, PALE);
        self.sheets.fill(LEFT, top, 3.0, height, TEAL);
        self.sheets
            .text(LEFT + 14.0, top + 15.0, bold(7.5, DEEP_TEAL), heading);
        self.sheets
            .lines(LEFT + 14.0, top + 29.5, 13.0, style, &lines);
        height
    }

    /// A text in small grey letters over the whole width.
    pub fn note(&mut self, text: &str) {
        let style = regular(8.5, GREY);
        for line in style.wrap(text, RIGHT - LEFT) {
            self.need(12.0);
            self.sheets.text(LEFT, self.y + 8.0, style, &line);
            self.y += 12.0;
        }
    }

    /// Writes the foot of every page, now that it is known how many there are.
    pub fn footers(&mut self) {
        let (company, number, texts) = (self.head.company, self.head.number, self.texts);
        let count = self.sheets.len();
        for page in 0..count {
            self.sheets.on_page(page, |sheets| {
                let small = regular(7.5, GREY);
                let y = HEIGHT - 44.0;
                sheets.rule(LEFT, RIGHT, y, 0.6, RULE);
                let name = small.shorten(&company.name, 260.0);
                sheets.text(
                    LEFT,
                    y + 13.0,
                    small,
                    &format!("{name}  ·  {}", small.shorten(number, 120.0)),
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

/// How high a box of so many lines is, see [`Paper::words`].
pub(super) fn words_height(lines: usize) -> f32 {
    30.0 + 13.0 * lines as f32
}
