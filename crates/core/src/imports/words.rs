//! Words of other systems, in Indonesian and English: states, kinds, ways to pay, tags, and the many ways to say no.

use std::collections::HashSet;

use model::{
    problem::Problem,
    states::{PaymentMethod, PaymentStatus, Priority, TicketStatus, TicketType},
    valid,
};

const TAGS_MAX: usize = 10;

/// Whether a cell says that there is none.
pub(crate) fn is_no(text: &str) -> bool {
    matches!(
        text.to_lowercase().as_str(),
        "no" | "none" | "tidak" | "tidak ada" | "-"
    )
}

/// The state a word means; under a head such as *Churn* yes means gone, elsewhere it means running.
pub(crate) fn status(text: &str, ends: bool) -> Option<&'static str> {
    Some(match (text.to_lowercase().as_str(), ends) {
        ("yes" | "ya" | "y" | "1" | "true", false)
        | ("no" | "tidak" | "n" | "0" | "false", true)
        | ("active" | "aktif" | "on" | "online", _) => "active",
        ("yes" | "ya" | "y" | "1" | "true", true)
        | ("no" | "tidak" | "n" | "0" | "false", false)
        | (
            "terminated" | "churned" | "inactive" | "nonaktif" | "non aktif" | "non-aktif"
            | "tidak aktif" | "berhenti" | "putus" | "cabut" | "off",
            _,
        ) => "terminated",
        ("suspended" | "isolir" | "isolated" | "blokir" | "diblokir" | "tunda", _) => "suspended",
        ("pending" | "baru" | "menunggu" | "belum aktif", _) => "pending",
        _ => return None,
    })
}

/// A word without regard to case, and with whatever separates its parts taken for a space.
fn plain(text: &str) -> String {
    text.to_lowercase()
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The state of a ticket. Work that is done is over: who confirms what happened elsewhere?
pub(crate) fn ticket_status(text: &str) -> Option<TicketStatus> {
    Some(match plain(text).as_str() {
        "open" | "new" | "baru" | "buka" | "terbuka" | "dibuka" | "reopened" | "dibuka lagi"
        | "belum dikerjakan" | "belum ditangani" | "menunggu" | "antri" | "antre" | "queued"
        | "unassigned" => TicketStatus::Open,
        "assigned" | "ditugaskan" | "dijadwalkan" | "scheduled" | "accepted" | "diterima"
        | "acknowledged" => TicketStatus::Assigned,
        "in progress" | "progress" | "on progress" | "working" | "work in progress" | "wip"
        | "proses" | "diproses" | "dalam proses" | "sedang diproses" | "dikerjakan"
        | "sedang dikerjakan" | "dalam pengerjaan" | "ditangani" => TicketStatus::InProgress,
        "on hold"
        | "hold"
        | "pending"
        | "paused"
        | "waiting"
        | "waiting for customer"
        | "waiting on customer"
        | "tertunda"
        | "ditunda"
        | "tunda"
        | "ditahan"
        | "menunggu pelanggan" => TicketStatus::OnHold,
        "closed" | "close" | "resolved" | "solved" | "done" | "finished" | "completed"
        | "complete" | "fixed" | "selesai" | "beres" | "tutup" | "ditutup" | "tertutup" => {
            TicketStatus::Closed
        }
        "cancelled" | "canceled" | "cancel" | "rejected" | "void" | "batal" | "dibatalkan"
        | "ditolak" => TicketStatus::Cancelled,
        _ => return None,
    })
}

/// The kind of work.
pub(crate) fn ticket_kind(text: &str) -> Option<TicketType> {
    let word = plain(text);
    Some(match word.as_str() {
        "installation" | "install" | "new installation" | "new connection" | "instalasi"
        | "pasang" | "pasang baru" | "pemasangan" | "pemasangan baru" | "psb" | "aktivasi"
        | "activation" => TicketType::Installation,
        "repair" | "trouble" | "trouble ticket" | "incident" | "complaint" | "problem"
        | "gangguan" | "perbaikan" | "keluhan" | "komplain" | "insiden" => TicketType::Repair,
        "maintenance" | "pemeliharaan" | "perawatan" => TicketType::Maintenance,
        "upgrade" | "naik paket" | "tambah kecepatan" => TicketType::Upgrade,
        "downgrade" | "turun paket" => TicketType::Downgrade,
        "wifi" | "wifi setup" | "setup wifi" | "wi fi" | "pengaturan wifi" | "setting wifi" => {
            TicketType::WifiSetup
        }
        "relocation" | "move" | "relokasi" | "pindah" | "pindah alamat" => TicketType::Relocation,
        "dismantle" | "dismantling" | "removal" | "disconnection" | "bongkar" | "pembongkaran"
        | "cabut" | "pencabutan" | "pemutusan" => TicketType::Dismantle,
        _ => return TicketType::from_name(&word.replace(' ', "_")),
    })
}

/// How urgent it is.
pub(crate) fn priority(text: &str) -> Option<Priority> {
    Some(match plain(text).as_str() {
        "low" | "minor" | "rendah" | "p4" | "4" => Priority::Low,
        "normal" | "medium" | "moderate" | "sedang" | "biasa" | "menengah" | "p3" | "3" => {
            Priority::Normal
        }
        "high" | "major" | "tinggi" | "penting" | "p2" | "2" => Priority::High,
        "urgent" | "critical" | "emergency" | "blocker" | "mendesak" | "darurat" | "kritis"
        | "p1" | "1" => Priority::Urgent,
        _ => return None,
    })
}

/// How money came.
pub(crate) fn payment_method(text: &str) -> Option<PaymentMethod> {
    let word = plain(text);
    Some(match word.as_str() {
        "cash" | "tunai" | "kas" | "uang tunai" | "kontan" => PaymentMethod::Cash,
        "transfer" | "bank transfer" | "bank" | "transfer bank" | "wire" | "tf" | "trf"
        | "setor" | "setor tunai" | "bca" | "bni" | "bri" | "mandiri" | "bsi" | "cimb"
        | "cimb niaga" | "permata" | "danamon" | "btn" => PaymentMethod::BankTransfer,
        "virtual account" | "va" | "akun virtual" | "rekening virtual" => {
            PaymentMethod::VirtualAccount
        }
        "qris" | "qr" | "qr code" => PaymentMethod::Qris,
        "e wallet" | "ewallet" | "wallet" | "dompet digital" | "gopay" | "go pay" | "ovo"
        | "dana" | "shopeepay" | "shopee pay" | "linkaja" | "link aja" => PaymentMethod::EWallet,
        "card" | "credit card" | "debit card" | "debit" | "kartu" | "kartu kredit"
        | "kartu debit" | "visa" | "mastercard" => PaymentMethod::Card,
        // A bank's virtual accounts are called after the bank as well.
        _ if word.starts_with("va ") || word.ends_with(" va") => PaymentMethod::VirtualAccount,
        _ if word.starts_with("transfer ") => PaymentMethod::BankTransfer,
        _ => return PaymentMethod::from_name(&word.replace(' ', "_")),
    })
}

/// Whether money counts already; what failed never came.
pub(crate) fn payment_status(text: &str) -> Option<PaymentStatus> {
    Some(match plain(text).as_str() {
        "verified" | "paid" | "success" | "successful" | "succeeded" | "settled" | "settlement"
        | "completed" | "confirmed" | "approved" | "lunas" | "berhasil" | "sukses" | "dibayar"
        | "terverifikasi" | "diterima" | "terkonfirmasi" | "selesai" => PaymentStatus::Verified,
        "pending"
        | "waiting"
        | "unverified"
        | "processing"
        | "to verify"
        | "menunggu"
        | "menunggu verifikasi"
        | "menunggu konfirmasi"
        | "belum diverifikasi"
        | "diproses" => PaymentStatus::Pending,
        _ => return None,
    })
}

/// Tags split at commas, semicolons and bars; the same one counts once.
pub(crate) fn tags(text: &str) -> std::result::Result<Vec<String>, Problem> {
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for tag in text
        .split([',', ';', '|'])
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
    {
        let tag = valid::text(tag, 60)?;
        if seen.insert(tag.to_lowercase()) {
            kept.push(tag);
        }
    }
    if kept.len() > TAGS_MAX {
        Err(Problem::new("TEXT_TOO_LONG").with("max", TAGS_MAX))
    } else {
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        payment_method, payment_status, priority, status, tags, ticket_kind, ticket_status,
    };
    use model::states::{PaymentMethod, PaymentStatus, Priority, TicketStatus, TicketType};

    #[test]
    fn words_of_both_languages_mean_our_states() {
        assert_eq!(ticket_status("In-Progress"), Some(TicketStatus::InProgress));
        assert_eq!(ticket_status(" SELESAI "), Some(TicketStatus::Closed));
        assert_eq!(ticket_status("entahlah"), None);
        assert_eq!(ticket_kind("Pasang Baru"), Some(TicketType::Installation));
        assert_eq!(ticket_kind("wifi_setup"), Some(TicketType::WifiSetup));
        assert_eq!(priority("Darurat"), Some(Priority::Urgent));
        assert_eq!(payment_method("GoPay"), Some(PaymentMethod::EWallet));
        assert_eq!(
            payment_method("BCA VA"),
            Some(PaymentMethod::VirtualAccount)
        );
        assert_eq!(
            payment_method("bank_transfer"),
            Some(PaymentMethod::BankTransfer)
        );
        assert_eq!(
            payment_status("Menunggu verifikasi"),
            Some(PaymentStatus::Pending)
        );
        assert_eq!(payment_status("gagal"), None);
    }

    #[test]
    fn every_state_of_ours_is_understood_by_its_own_word() {
        for status in TicketStatus::ALL {
            let right = match status {
                TicketStatus::Completed => TicketStatus::Closed,
                other => *other,
            };
            assert_eq!(ticket_status(status.name()), Some(right));
        }
        for kind in TicketType::ALL {
            assert_eq!(ticket_kind(kind.name()), Some(*kind));
        }
        for method in PaymentMethod::ALL {
            assert_eq!(payment_method(method.name()), Some(*method));
        }
    }

    #[test]
    fn yes_means_gone_only_under_a_head_that_says_so() {
        assert_eq!(
            (status("Yes", true), status("No", true)),
            (Some("terminated"), Some("active"))
        );
        assert_eq!(
            (status("Ya", false), status("Isolir", false)),
            (Some("active"), Some("suspended"))
        );
        assert_eq!(status("mungkin", false), None);
    }

    #[test]
    fn tags_are_split_and_told_once() {
        assert_eq!(tags("VIP; kantor, vip").unwrap(), ["VIP", "kantor"]);
        assert!(tags("a,b,c,d,e,f,g,h,i,j,k").is_err());
    }
}
