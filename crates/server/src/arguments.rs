//! What `aglis` understands on the command line.

mod messages;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use model::imports::ImportKind;

pub use messages::{Messages, Queue, Send, Serve, Settings, Which, Worker};

/// The program without a window: bring a database up to date, set it up, fill it, import into it, print from it, write to people, examine it.
#[derive(Debug, Parser)]
#[command(name = "aglis", version, after_help = AFTER)]
pub struct Arguments {
    /// Where to work.
    #[command(flatten)]
    pub base: Base,
    /// Print one JSON object to standard output instead of sentences.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const AFTER: &str = "\
Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 the database cannot be reached, 4 done but rows were refused.
Log on standard error; AGLIS_LOG sets how much (for example aglis_core=debug).
A password is never an argument: set AGLIS_PASSWORD, or let --password-stdin read the first line of standard input.";

/// The database to work in, and as whom.
#[derive(Clone, Debug, Args)]
pub struct Base {
    /// Local workspace to use.
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        default_value = "local",
        conflicts_with = "database"
    )]
    pub workspace: String,
    /// Database to use instead: `postgres://[USER@]HOST[:PORT]/NAME`, with TLS unless it is on this machine; or `local`.
    #[arg(long, global = true, value_name = "URL", env = "AGLIS_DATABASE")]
    pub database: Option<String>,
    /// Work with this person's login and rights. Without it: the owner of the local workspace, or the user in the URL.
    #[arg(long, global = true, value_name = "USER", env = "AGLIS_USER")]
    pub user: Option<String>,
    /// Read the password from the first line of standard input.
    #[arg(long, global = true)]
    pub password_stdin: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring the database to this program's version.
    ///
    /// The local workspace is made when it is missing. A database of a newer program is left alone.
    Migrate,
    /// Make the first administrator of a database, who makes all further logins in the window.
    ///
    /// Needs the owner of the database: the user in the URL, with his password in `AGLIS_PASSWORD` unless the server knows him
    /// otherwise. The new administrator's password comes from --password-stdin or `AGLIS_NEW_PASSWORD`.
    FirstAdmin(FirstAdmin),
    /// Fill an empty database of this machine with demo data.
    ///
    /// A made-up provider with eighteen months of customers, tickets, invoices and payments, and logins whose password is
    /// published. Real data does not belong into it.
    Demo(Demo),
    /// Import customers, invoices, payments or tickets from a CSV file or a workbook.
    ///
    /// Columns are recognised by their heads; --map corrects that. Running the same file again changes nothing. Needs the
    /// login of an admin or of the office (--user).
    Import(Import),
    /// Issue the invoices of a month, or show what would be issued.
    ///
    /// As the owner of the database, or with the login of office or admin (--user). A run that was cut off goes on where it was.
    InvoiceRun(InvoiceRun),
    /// Write invoices as PDF files.
    Pdf(Pdf),
    /// Examine the database and say what is wrong with it.
    ///
    /// A local workspace that does not exist yet is reported, not made; one that does is opened as by every command, which
    /// brings it up to date. Another database is only read.
    Doctor,
    /// Look at the message queue and move what is in it.
    ///
    /// As the owner of the database, or with the login of an admin (--user); most of it also of the office.
    #[command(subcommand)]
    Queue(Queue),
    /// Show or change the rules of the message queue and the ways out.
    #[command(subcommand)]
    Settings(Settings),
    /// Send one message with a text of the company to a number, to try it.
    ///
    /// Examples stand where no --var gives a value. As the owner of the database, or with the login of an admin (--user); a preview
    /// also with that of the office.
    Send(Send),
    /// Send the messages of the queue until interrupted, then finish what is under way.
    ///
    /// Needs the login of an enrolled worker (--user), or the owner of the database. The token of the first
    /// gateway comes from `AGLIS_GATEWAY_TOKEN`, that of the second from `AGLIS_GATEWAY_TOKEN_2` and so on; without one this worker takes
    /// no messages of that gateway, unless it is the log.
    Worker(Worker),
    /// Hear what gateways report about messages, until interrupted.
    ///
    /// Gateways call `/hook/PATH`, where PATH is the secret end of the address that the settings show. Speaks plain HTTP: put a proxy
    /// with a certificate in front of it. Needs the login of an enrolled worker (--user), or the owner of the database. Calls of the
    /// Cloud API are signed with the secret of the app, which comes from `AGLIS_GATEWAY_APP_SECRET`; its verify token is PATH.
    Serve(Serve),
}

/// Arguments of `first-admin`.
#[derive(Debug, Args)]
pub struct FirstAdmin {
    /// Name of the company, for the window and for invoices.
    #[arg(long, value_name = "NAME")]
    pub company: String,
    /// The administrator's name for people.
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// The administrator's login name: 3 to 32 of a-z, 0-9, _ and ., a letter first.
    #[arg(long, value_name = "LOGIN")]
    pub username: String,
    /// The administrator's language.
    #[arg(long, default_value = "id")]
    pub language: Language,
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Leave a database that holds data alone, without failing.
    #[arg(long)]
    pub if_empty: bool,
    /// The same seed makes the same data on the same day.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The file: a workbook (XLSX), or CSV with comma, semicolon or tab in UTF-8, UTF-16 or Windows-1252. Told by its content.
    pub file: PathBuf,
    /// Sheet of a workbook; by default the first that is shown and not empty.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// What it holds; by default the heads decide.
    #[arg(long)]
    pub kind: Option<Kind>,
    /// Fill a field from a column, as in --map name=Customer. May be given many times.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = pair)]
    pub map: Vec<(String, String)>,
    /// Give a field the same value in every row, as in --set package=HOME-20. May be given many times.
    #[arg(long, value_name = "FIELD=VALUE", value_parser = pair)]
    pub set: Vec<(String, String)>,
    /// Zone of rows that name none, by name or id. May be left out when there is only one.
    #[arg(long)]
    pub zone: Option<String>,
    /// Amounts are in another currency: rupiah for one unit of it.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(i64).range(1..))]
    pub rupiah_per_unit: i64,
    /// How days are written in the file, where they are text and not dates of a workbook.
    #[arg(long, default_value = "ymd")]
    pub date_order: DateOrder,
    /// Only say what would happen.
    #[arg(long)]
    pub dry_run: bool,
    /// Write the refused rows with their reasons to this file (CSV).
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    /// Customers, each with at most one service.
    Customers,
    /// Invoices of customers already there.
    Invoices,
    /// Payments of customers already there.
    Payments,
    /// Tickets of customers already there.
    Tickets,
}

impl From<Kind> for ImportKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Customers => ImportKind::Customers,
            Kind::Invoices => ImportKind::Invoices,
            Kind::Payments => ImportKind::Payments,
            Kind::Tickets => ImportKind::Tickets,
        }
    }
}

/// How days are written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum DateOrder {
    /// 2026-01-31
    Ymd,
    /// 31/01/2026
    Dmy,
    /// 01/31/2026
    Mdy,
}

impl DateOrder {
    /// As the import knows it.
    pub fn name(self) -> &'static str {
        match self {
            DateOrder::Ymd => "ymd",
            DateOrder::Dmy => "dmy",
            DateOrder::Mdy => "mdy",
        }
    }
}

/// Arguments of `invoice-run`.
#[derive(Debug, Args)]
pub struct InvoiceRun {
    /// The month, such as 2025-11.
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    pub period: NaiveDate,
    /// Show what would be issued, and write nothing.
    #[arg(long, required_unless_present = "issue", conflicts_with = "issue")]
    pub preview: bool,
    /// Issue.
    #[arg(long)]
    pub issue: bool,
    /// Send customers their invoice.
    #[arg(long, requires = "issue")]
    pub tell: bool,
}

/// The first day of a month that is written `YYYY-MM`.
fn month(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d")
        .map_err(|_| "a month is written YYYY-MM, such as 2025-11".to_owned())
}

/// Arguments of `pdf`.
#[derive(Debug, Args)]
pub struct Pdf {
    /// Numbers of the invoices, such as INV-202601-00001.
    #[arg(required = true, value_name = "INVOICE")]
    pub numbers: Vec<String>,
    /// Folder to write into; made when it is missing.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub out: PathBuf,
    /// Language of the document.
    #[arg(long, default_value = "id")]
    pub language: Language,
}

/// Language of a document or a person.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Language {
    /// Bahasa Indonesia.
    Id,
    /// English.
    En,
}

impl From<Language> for model::text::Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::Id => Self::Id,
            Language::En => Self::En,
        }
    }
}

/// A name and a value around an equals sign.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((field, value)) if !field.trim().is_empty() && !value.is_empty() => {
            Ok((field.trim().to_owned(), value.to_owned()))
        }
        _ => Err("expected FIELD=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::Arguments;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_mapping_needs_a_field_and_a_column() {
        for wrong in ["name", "=Name", "name="] {
            let asked = Arguments::try_parse_from(["aglis", "import", "a.csv", "--map", wrong]);
            assert!(asked.is_err(), "{wrong}");
        }
    }
}
