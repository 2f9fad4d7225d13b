//! Documents customers receive: today the invoice as a PDF.
//!
//! Everything here is pure: the use case that owns the invoice reads it from the database, fills an
//! [`invoice::InvoiceDocument`] and asks [`render_invoice`] for the bytes, so the portal and the desk hand out the very
//! same file. The same document gives the same bytes, whoever asks and whenever. Money is counted elsewhere; what is
//! given is printed, nothing is added up again.
//!
//! ```text
//! invoice (what is on the paper) → compose, table, amounts, payment (where it stands) → layout, style (pages, ink, text)
//!     → write (the PDF's own structure) → save (a file in a folder)
//! ```

mod amounts;
mod compose;
mod fonts;
pub mod invoice;
mod layout;
mod logo;
mod payment;
mod qr;
pub mod save;
mod stamp;
mod style;
mod table;
mod texts;
mod write;

pub use compose::{render_invoice, render_invoices};
pub use invoice::InvoiceDocument;
pub use logo::Logo;
pub use save::{file_name, save, save_beside};

/// Why a document could not be made or kept.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// There was no invoice to print.
    #[error("cannot make a document without invoices")]
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
