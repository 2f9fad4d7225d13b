//! Documents customers receive, as PDFs: invoices, receipts and statements of their account.
//!
//! Everything here is pure: the use case that owns the invoice reads it from the database, fills an
//! [`invoice::InvoiceDocument`] and asks [`render_invoice`] for the bytes, so the portal and the desk hand out the very
//! same file. The same document gives the same bytes, whoever asks and whenever. Money is counted elsewhere; what is
//! given is printed, nothing is added up again.
//!
//! ```text
//! invoice, receipt, statement (what is on the paper) → compose, table, amounts, payment (where it stands), frame (what every
//!     paper has), grid (a plain table) → layout, style (pages, ink, text)
//!     → write (the PDF's own structure) → save (a file in a folder)
//! ```

mod amounts;
mod compose;
mod fonts;
mod frame;
mod grid;
pub mod invoice;
mod layout;
mod logo;
mod money_texts;
mod payment;
mod qr;
pub mod receipt;
pub mod save;
mod stamp;
pub mod statement;
mod style;
mod table;
mod texts;
mod write;

pub use compose::{render_invoice, render_invoices};
pub use invoice::InvoiceDocument;
pub use logo::Logo;
pub use receipt::{ReceiptDocument, render_receipts};
pub use save::{file_name, save, save_beside};
pub use statement::{StatementDocument, render_statement};

/// Why a document could not be made or kept.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// There was nothing to print.
    #[error("cannot make a document of nothing")]
    Empty,
    /// A font that is part of the program could not be read; the program itself is damaged.
    #[error("cannot read the built-in font {0}")]
    Font(&'static str),
    /// The QRIS payload does not fit a QR code.
    #[error("cannot draw the QRIS code of invoice {number}: {reason}")]
    Qr {
        /// The invoice whose code it is.
        number: String,
        /// What the encoder said.
        reason: String,
    },
    /// The company's logo is not a picture that can be printed.
    #[error("cannot read the logo: {0}")]
    Logo(String),
    /// The PDF could not be put together.
    #[error("cannot write the document: {0}")]
    Write(String),
    /// The file could not be kept; nothing half-written is left behind.
    #[error("cannot save {path}: {source}")]
    Save {
        /// The file that was to be written.
        path: std::path::PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
}
