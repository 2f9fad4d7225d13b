//! Words of other systems: states, tags and the many ways to say no.

use std::collections::HashSet;

use model::{problem::Problem, valid};

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
    use super::{status, tags};

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
