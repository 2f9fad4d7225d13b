//! The statement of a customer's account (rekening koran): what was billed and paid in a span of days, and what is left.

use chrono::NaiveDate;
use model::{
    money::Rupiah,
    payments::statement::{Entry, EntryKind},
    text::Locale,
};

use super::{
    DocumentError,
    amounts::words,
    frame::{self, Head, Paper, Printed},
    grid::{self, Column},
    invoice::{BilledCustomer, Company, Period},
    layout::{LEFT, RIGHT, Sheets},
    logo::Logo,
    money_texts::{MoneyTexts, money_texts},
    style::{AMBER, DEEP_TEAL, GREY, PALE_AMBER, PALE_TEAL, bold, regular},
    texts::texts,
    write::Cover,
};

/// A statement as it is printed. Amounts already add up.
#[derive(Clone, Debug)]
pub struct StatementDocument {
    /// Language of the words.
    pub locale: Locale,
    /// Who bills.
    pub company: Company,
    /// Whose account.
    pub customer: BilledCustomer,
    /// The days it is about.
    pub period: Period,
    /// What he owed before the first day; below zero his credit.
    pub opening: Rupiah,
    /// In their order.
    pub entries: Vec<Entry>,
    /// What he owes after the last day.
    pub closing: Rupiah,
    /// The day for which the ages are reckoned.
    pub as_of: NaiveDate,
    /// What is open by age: not due yet, up to 30, 60 and 90 days late, later.
    pub ages: [Rupiah; 5],
}

/// Makes the PDF of a statement. The same statement gives the same bytes.
///
/// # Errors
/// [`DocumentError::Write`] when the PDF cannot be put together.
pub fn render_statement(statement: &StatementDocument) -> Result<Vec<u8>, DocumentError> {
    frame::render(std::slice::from_ref(statement))
}

impl Printed for StatementDocument {
    fn company(&self) -> &Company {
        &self.company
    }

    fn cover(&self) -> Cover {
        let (texts, own) = (texts(self.locale), money_texts(self.locale));
        Cover {
            title: format!("{} {}", own.statement_of, self.customer.number),
            author: self.company.name.clone(),
            subject: format!("{} {}", self.customer.name, texts.days(self.period)),
            language: texts.tag,
            day: Some(self.as_of),
        }
    }

    fn draw(&self, logos: &[&Logo]) -> Result<Sheets, DocumentError> {
        let (texts, own) = (texts(self.locale), money_texts(self.locale));
        let days = texts.days(self.period);
        let head = Head {
            company: &self.company,
            title: own.statement,
            number: &self.customer.number,
            kind: &days,
            watermark: None,
        };
        let mut paper = Paper::new(head, texts, logos);
        paper.open_page();
        paper.letterhead();
        let facts = vec![
            (texts.period, days.clone()),
            (own.as_of, texts.day(self.as_of)),
            (own.opening, self.opening.to_string()),
            (own.closing, self.closing.to_string()),
        ];
        paper.parties(
            [own.statement_of, own.statement_details],
            &self.customer,
            facts,
        );

        let owes = self.closing > Rupiah::ZERO;
        let (ink, background) = if owes {
            (AMBER, PALE_AMBER)
        } else {
            (DEEP_TEAL, PALE_TEAL)
        };
        let top = paper.y;
        let label = if self.closing < Rupiah::ZERO {
            own.credit
        } else {
            own.owed
        };
        let shown = Rupiah(self.closing.0.saturating_abs());
        let sheets = &mut paper.sheets;
        sheets.fill_round(LEFT, top, RIGHT - LEFT, 44.0, 5.0, background);
        sheets.text(LEFT + 14.0, top + 17.0, regular(8.0, GREY), label);
        sheets.text(LEFT + 14.0, top + 34.0, bold(15.0, ink), &shown.to_string());
        paper.y += 44.0 + 16.0;
        self.entries(&mut paper, own);
        if owes {
            paper.need(80.0);
            let top = paper.y;
            let said = words(self.closing);
            paper.y += paper.words(top, RIGHT - LEFT, own.in_words, &said) + 16.0;
        }
        self.ages(&mut paper, own);
        paper.footers();
        Ok(paper.sheets)
    }
}

impl StatementDocument {
    fn entries(&self, paper: &mut Paper<'_>, own: &MoneyTexts) {
        let texts = texts(self.locale);
        let columns = [
            Column::Words(texts.date, LEFT + 8.0, 96.0),
            Column::Words(own.entry, LEFT + 108.0, 160.0),
            Column::Amount(own.billed, RIGHT - 178.0),
            Column::Amount(own.payment, RIGHT - 92.0),
            Column::Amount(own.balance, RIGHT - 8.0),
        ];
        let row = |day: String, what: String, amount: Option<Rupiah>, balance: Rupiah| {
            let (billed, paid) = match amount {
                Some(amount) if amount < Rupiah::ZERO => (String::new(), (-amount).plain()),
                Some(amount) => (amount.plain(), String::new()),
                None => (String::new(), String::new()),
            };
            vec![day, what, billed, paid, balance.plain()]
        };
        let mut rows = vec![row(
            texts.day(self.period.from),
            own.opening.to_owned(),
            None,
            self.opening,
        )];
        rows.extend(self.entries.iter().map(|entry| {
            let what = match entry.kind {
                EntryKind::Invoice => own.invoiced,
                EntryKind::Withdrawal => own.withdrawn,
                EntryKind::Payment => own.payment,
                EntryKind::Reversal => own.reversed,
            };
            let mut said = format!("{what} {}", entry.number);
            if let Some(method) = entry.method {
                said.push_str(&format!(", {}", texts.method(method)));
            }
            row(
                texts.day(entry.day),
                said,
                Some(entry.amount),
                entry.balance,
            )
        }));
        rows.push(row(
            texts.day(self.period.to),
            own.closing.to_owned(),
            None,
            self.closing,
        ));
        grid::draw(paper, &columns, &rows);
        if self.entries.is_empty() {
            paper.note(own.no_entries);
            paper.y += 8.0;
        }
    }

    fn ages(&self, paper: &mut Paper<'_>, own: &MoneyTexts) {
        if self.ages.iter().all(|amount| *amount == Rupiah::ZERO) {
            return;
        }
        paper.need(60.0 + 5.0 * 21.0);
        let heading = format!(
            "{} · {} {}",
            own.ageing,
            own.as_of.to_lowercase(),
            paper.texts.day(self.as_of)
        );
        let y = paper.y + 8.0;
        paper.sheets.text(LEFT, y, bold(7.5, DEEP_TEAL), &heading);
        paper.y += 16.0;
        let columns = [
            Column::Words(own.balance, LEFT + 8.0, 200.0),
            Column::Amount(paper.texts.amount, RIGHT - 8.0),
        ];
        let rows: Vec<Vec<String>> = own
            .ages
            .iter()
            .zip(self.ages)
            .map(|(label, amount)| vec![(*label).to_owned(), amount.to_string()])
            .collect();
        grid::draw(paper, &columns, &rows);
    }
}
