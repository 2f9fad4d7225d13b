//! What stands in braces in a text, and what it becomes.

use serde::{Deserialize, Serialize};

use crate::text::Locale;

macro_rules! place_holders {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $id:literal, $en:literal;)*) => {
        /// A place in a text that is filled in when the message is made.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum PlaceHolder {
            $($(#[$doc])* $variant,)*
        }

        impl PlaceHolder {
            /// All of them.
            pub const ALL: &[PlaceHolder] = &[$(PlaceHolder::$variant,)*];

            /// The word between the braces.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(PlaceHolder::$variant => $name,)* }
            }

            /// What stands there while the text is tried on nobody in particular.
            #[must_use]
            pub fn example(self, language: Locale) -> &'static str {
                match (self, language) {
                    $((PlaceHolder::$variant, Locale::Id) => $id, (PlaceHolder::$variant, Locale::En) => $en,)*
                }
            }
        }
    };
}

place_holders! {
    /// The customer's name.
    CustomerName = "customer_name", "Siti Rahmawati", "Siti Rahmawati";
    /// `AGLS-12345`.
    CustomerCode = "customer_code", "AGLS-10231", "AGLS-10231";
    /// The customer's phone number.
    CustomerPhone = "customer_phone", "0812-3456-7890", "0812-3456-7890";
    /// Where the customer's connection is.
    Address = "address", "Jl. Merdeka 5, Coblong", "Jl. Merdeka 5, Coblong";
    /// The zone.
    Zone = "zone", "Bandung Utara", "Bandung Utara";
    /// The company's name.
    CompanyName = "company_name", "Aglis Net", "Aglis Net";
    /// The company's phone number.
    CompanyPhone = "company_phone", "022-555-0101", "022-555-0101";
    /// Where customers see their invoices and tickets.
    PortalLink = "portal_link", "https://portal.example/masuk", "https://portal.example/sign-in";
    /// A code to sign in with.
    Code = "code", "482913", "482913";
    /// How long the code is valid.
    Minutes = "minutes", "5", "5";
    /// `TKT-202511-00042`.
    TicketNumber = "ticket_number", "TKT-202511-00042", "TKT-202511-00042";
    /// Kind of work.
    TicketKind = "ticket_kind", "Perbaikan", "Repair";
    /// How the ticket stands.
    TicketStatus = "ticket_status", "Sedang dikerjakan", "In progress";
    /// How urgent it is.
    Priority = "priority", "Tinggi", "High";
    /// Until when it is to be done.
    DueAt = "due_at", "17 Nov 2025 16:00 WIB", "17 Nov 2025 16:00 WIB";
    /// Who does it.
    TechnicianName = "technician_name", "Joko Susilo", "Joko Susilo";
    /// What is to be done.
    Description = "description", "Lampu LOS merah sejak pagi.", "The LOS light has been red since the morning.";
    /// What the customer is told about the ticket.
    Note = "note", "Teknisi kami sedang dalam perjalanan.", "Our technician is on his way.";
    /// `INV-202511-00042`.
    InvoiceNumber = "invoice_number", "INV-202511-00042", "INV-202511-00042";
    /// What the invoice is for.
    Period = "period", "November 2025", "November 2025";
    /// The invoice's total.
    Amount = "amount", "Rp 277.500", "Rp 277.500";
    /// What is still open of it.
    Outstanding = "outstanding", "Rp 277.500", "Rp 277.500";
    /// Until when it is to be paid.
    DueDate = "due_date", "20 November 2025", "20 November 2025";
    /// Days since then.
    DaysLate = "days_late", "12", "12";
    /// What was paid.
    PaidAmount = "paid_amount", "Rp 277.500", "Rp 277.500";
    /// When it was paid.
    PaidOn = "paid_on", "18 November 2025", "18 November 2025";
    /// Accounts to pay to, a line each.
    BankAccounts = "bank_accounts", "BCA 123-456-7890 a.n. PT Aglis Net", "BCA 123-456-7890, PT Aglis Net";
    /// The package.
    PackageName = "package_name", "Home Silver 50M", "Home Silver 50M";
    /// How the service stands.
    ServiceStatus = "service_status", "Aktif", "Active";
    /// What a broadcast is about.
    Message = "message", "Sabtu pukul 01.00–03.00 kami memelihara jaringan; internet dapat terputus sebentar.",
        "On Saturday from 1 to 3 a.m. we maintain the network; the internet may be gone for a moment.";
}

impl PlaceHolder {
    /// The place-holder of a word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }

    /// Key of the text that explains it.
    #[must_use]
    pub fn text_key(self) -> String {
        format!("place-holder-{}", self.name().replace('_', "-"))
    }

    /// Whether it is known only when the message is made: no record holds it.
    #[must_use]
    pub fn is_known_late(self) -> bool {
        matches!(
            self,
            PlaceHolder::Code
                | PlaceHolder::Minutes
                | PlaceHolder::PortalLink
                | PlaceHolder::Note
                | PlaceHolder::Message
        )
    }

    /// Whether what stands there may have several lines.
    #[must_use]
    pub fn has_lines(self) -> bool {
        matches!(
            self,
            PlaceHolder::Description
                | PlaceHolder::Note
                | PlaceHolder::BankAccounts
                | PlaceHolder::Message
        )
    }
}

#[cfg(test)]
mod tests {
    use super::PlaceHolder;
    use crate::text::{Locale, Words};

    #[test]
    fn every_place_holder_is_explained_in_both_languages() {
        for locale in Locale::ALL {
            let words = Words::new(locale, &[]);
            for one in PlaceHolder::ALL {
                assert!(words.knows(&one.text_key()), "{}", one.text_key());
                assert!(!one.example(locale).is_empty());
            }
        }
    }
}
