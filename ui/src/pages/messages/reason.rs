//! Why something did not arrive, and what to do about it, in words.

use model::{queue::split_reason, states::MessageStatus};
use yew::AttrValue;

use crate::hooks::Texts;

fn key(kind: &str, code: &str) -> String {
    let code = code.to_ascii_lowercase().replace('_', "-");
    format!("message-{kind}-{code}")
}

/// A kept reason as a sentence, with what the gateway said behind it. One that this program has no words for is called by its name.
pub(super) fn why(texts: &Texts, reason: &str) -> String {
    let (code, said) = split_reason(reason);
    let known = key("why", code);
    match (texts.knows(&known), said) {
        (true, "") => texts.t(&known).to_string(),
        (true, said) => format!("{} ({said})", texts.t(&known)),
        (false, "") if code.is_empty() => texts.t("queue-why-none").to_string(),
        (false, _) => reason.to_owned(),
    }
}

/// The next step for a reason.
pub(super) fn advice(texts: &Texts, reason: &str, status: Option<MessageStatus>) -> AttrValue {
    let known = key("advice", split_reason(reason).0);
    if texts.knows(&known) {
        texts.t(&known)
    } else if status == Some(MessageStatus::Unknown) {
        texts.t("queue-advice-look")
    } else if status == Some(MessageStatus::Failed) {
        texts.t("queue-advice-send-again")
    } else {
        texts.t("queue-advice-wait")
    }
}

#[cfg(test)]
mod tests {
    use super::{advice, why};
    use crate::stores::texts::Texts;
    use model::{states::MessageStatus, text::Locale};

    #[test]
    fn a_reason_without_words_is_called_by_its_name() {
        let texts = Texts::new(Locale::En);
        assert_eq!(why(&texts, "NEW_REASON: odd"), "NEW_REASON: odd");
        assert_eq!(why(&texts, ""), "No reason was told");
    }

    #[test]
    fn whatever_may_have_arrived_is_looked_at_first() {
        let texts = Texts::new(Locale::En);
        let look = advice(&texts, "NEW_REASON", Some(MessageStatus::Unknown));
        assert_ne!(
            look,
            advice(&texts, "NEW_REASON", Some(MessageStatus::Failed))
        );
    }
}
