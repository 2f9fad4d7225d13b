//! The few words that the shell itself says, outside the page: tray, notifications, system dialogs.

use model::text::Locale;

/// The tray's menu entries: show, lock, quit.
#[must_use]
pub fn tray(locale: Locale) -> [&'static str; 3] {
    match locale {
        Locale::Id => ["Tampilkan AGLIS", "Kunci layar", "Keluar"],
        Locale::En => ["Show AGLIS", "Lock screen", "Quit"],
    }
}

/// Title of the dialog for the PDF folder.
#[must_use]
pub fn choose_folder(locale: Locale) -> &'static str {
    match locale {
        Locale::Id => "Pilih folder untuk PDF",
        Locale::En => "Choose a folder for PDFs",
    }
}

/// Title of the notification after invoices were saved.
#[must_use]
pub fn pdf_saved(locale: Locale, count: usize) -> String {
    match (locale, count) {
        (Locale::Id, _) => format!("{count} PDF faktur tersimpan"),
        (Locale::En, 1) => "1 invoice PDF saved".to_owned(),
        (Locale::En, _) => format!("{count} invoice PDFs saved"),
    }
}
