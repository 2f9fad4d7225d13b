//! The few words that the shell itself says, outside the page: tray, notifications, system dialogs.

use model::{bell::Summary, desk::Fares, text::Locale};

/// The tray's menu entries: show, lock, quit.
#[must_use]
pub fn tray(locale: Locale) -> [&'static str; 3] {
    match locale {
        Locale::Id => ["Tampilkan AGLIS", "Kunci layar", "Keluar"],
        Locale::En => ["Show AGLIS", "Lock screen", "Quit"],
    }
}

/// What the tray says of sending messages from this computer.
#[must_use]
pub fn sending(locale: Locale, fares: Option<&Fares>) -> &'static str {
    match (locale, fares) {
        (Locale::Id, None | Some(Fares::Stopped)) => "Pesan WhatsApp: tidak dikirim dari sini",
        (Locale::En, None | Some(Fares::Stopped)) => "WhatsApp messages: not sent from here",
        (Locale::Id, Some(Fares::Working)) => "Pesan WhatsApp: dikirim dari sini",
        (Locale::En, Some(Fares::Working)) => "WhatsApp messages: sent from here",
        (Locale::Id, Some(Fares::Waiting(_))) => "Pesan WhatsApp: menunggu gateway",
        (Locale::En, Some(Fares::Waiting(_))) => "WhatsApp messages: waiting for the gateway",
        (Locale::Id, Some(Fares::Starting | Fares::Offline)) => "Pesan WhatsApp: menunggu database",
        (Locale::En, Some(Fares::Starting | Fares::Offline)) => {
            "WhatsApp messages: waiting for the database"
        }
        (Locale::Id, Some(Fares::Refused)) => "Pesan WhatsApp: komputer ini tidak terdaftar lagi",
        (Locale::En, Some(Fares::Refused)) => {
            "WhatsApp messages: this computer is not enrolled any more"
        }
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

/// Title of the notification after papers were saved.
#[must_use]
pub fn pdf_saved(locale: Locale, count: usize) -> String {
    match (locale, count) {
        (Locale::Id, _) => format!("{count} PDF tersimpan"),
        (Locale::En, 1) => "1 PDF saved".to_owned(),
        (Locale::En, _) => format!("{count} PDFs saved"),
    }
}

/// What a click on a notification does.
#[must_use]
pub fn open(locale: Locale) -> &'static str {
    match locale {
        Locale::Id => "Buka",
        Locale::En => "Open",
    }
}

/// Title and text of the one notification that stands for many.
#[must_use]
pub fn summary(locale: Locale, summary: &Summary) -> (String, String) {
    let Summary {
        count,
        urgent,
        is_away,
    } = *summary;
    let title = match (locale, is_away) {
        (Locale::Id, true) => "Selama Anda tidak terhubung",
        (Locale::En, true) => "While you were away",
        (Locale::Id, false) => "Banyak notifikasi sekaligus",
        (Locale::En, false) => "Many notifications at once",
    };
    let many = match (locale, count) {
        (Locale::Id, _) => format!("{count} notifikasi baru"),
        (Locale::En, 1) => "1 new notification".to_owned(),
        (Locale::En, _) => format!("{count} new notifications"),
    };
    let body = match (locale, urgent) {
        (_, 0) => many,
        (Locale::Id, _) => format!("{many}, {urgent} di antaranya mendesak"),
        (Locale::En, _) => format!("{many}, {urgent} of them urgent"),
    };
    (title.to_owned(), body)
}

/// Title and text of a trial.
#[must_use]
pub fn trial(locale: Locale) -> (&'static str, &'static str) {
    match locale {
        Locale::Id => (
            "Contoh notifikasi",
            "Beginilah notifikasi AGLIS tampil dan berbunyi.",
        ),
        Locale::En => (
            "A trial",
            "This is how notifications of AGLIS look and sound.",
        ),
    }
}
