//! What a gateway says, made fit to be kept and shown: it may repeat the token, the number or the text that it was sent.

use model::{messages::Reason, secret::Secret};

use super::{Outgoing, Why};

/// Longer than any common phrase: whoever repeats this much of a text repeats the text.
const SAME: usize = 16;
/// Shorter runs of digits are neither numbers of people nor passwords.
const DIGITS: usize = 4;
const HIDDEN: char = '…';

/// What must not be repeated.
#[derive(Clone, Copy, Debug)]
pub struct Hidden<'a> {
    /// Of this machine for the gateway.
    pub token: &'a Secret,
    /// What was being sent.
    pub message: Option<&'a Outgoing>,
}

impl Hidden<'_> {
    /// A reason with what the gateway said of it, as far as that may be kept.
    #[must_use]
    pub fn why(&self, reason: Reason, said: &str) -> Why {
        Why::said(reason, &self.clean(said))
    }

    fn clean(&self, said: &str) -> String {
        // Far more than is kept, so that what is hidden does not push out what is not.
        let said: String = said.chars().take(2000).collect();
        let said = match self.token.reveal() {
            "" => said,
            token => said.replace(token, "…"),
        };
        if self
            .message
            .is_some_and(|message| repeats(&said, &message.body))
        {
            return String::new();
        }
        without_digits(&said)
    }
}

fn repeats(said: &str, body: &str) -> bool {
    let plain = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let (said, body) = (plain(said), plain(body));
    if body.chars().count() <= SAME {
        return !body.is_empty() && said.contains(&body);
    }
    let said: Vec<char> = said.chars().collect();
    said.windows(SAME)
        .any(|part| body.contains(&part.iter().collect::<String>()))
}

/// Hides runs of digits, also where signs of a written number stand between them.
fn without_digits(said: &str) -> String {
    let mut kept = String::with_capacity(said.len());
    let mut run = String::new();
    // Signs that followed a digit and belong to the run only if another digit comes.
    let mut open = String::new();
    for sign in said.chars().chain(std::iter::once('\0')) {
        if sign.is_numeric() {
            run.push_str(&open);
            open.clear();
            run.push(sign);
        } else if !run.is_empty()
            && open.len() < 3
            && matches!(sign, ' ' | '-' | '.' | '(' | ')' | '/')
        {
            open.push(sign);
        } else {
            if run.chars().filter(|sign| sign.is_numeric()).count() < DIGITS {
                kept.push_str(&run);
            } else {
                kept.push(HIDDEN);
            }
            kept.push_str(&open);
            run.clear();
            open.clear();
            if sign != '\0' {
                kept.push(sign);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use model::{messages::Reason, secret::Secret};

    use super::Hidden;
    use crate::gateways::Outgoing;

    fn kept(said: &str) -> String {
        let token = Secret::new("kunci-rahasia");
        let message = Outgoing {
            own: 7,
            recipient: "+6281234567890".to_owned(),
            template: None,
            locale: "id".to_owned(),
            body: "Kode masuk Anda 481516, jangan beri tahu siapa pun.".to_owned(),
        };
        let hidden = Hidden {
            token: &token,
            message: Some(&message),
        };
        hidden.why(Reason::TargetInvalid, said).kept()
    }

    #[test]
    fn neither_token_nor_number_nor_password_is_kept() {
        for (said, expected) in [
            ("target invalid", "TARGET_INVALID: target invalid"),
            (
                "token kunci-rahasia unknown",
                "TARGET_INVALID: token … unknown",
            ),
            (
                "6281234567890 is not valid",
                "TARGET_INVALID: … is not valid",
            ),
            ("+62 812-3456-7890, no", "TARGET_INVALID: +…, no"),
            ("(0812) 3456 7890", "TARGET_INVALID: (…"),
            ("code 481516", "TARGET_INVALID: code …"),
            (
                "at most 4 MB, 100 a day",
                "TARGET_INVALID: at most 4 MB, 100 a day",
            ),
        ] {
            assert_eq!(kept(said), expected);
        }
    }

    #[test]
    fn a_gateway_that_repeats_the_text_is_not_quoted() {
        assert_eq!(
            kept("invalid: kode  masuk ANDA 481516, jangan"),
            "TARGET_INVALID"
        );
    }

    #[test]
    fn what_is_kept_is_short_and_has_no_signs_that_control() {
        let long = kept(&"panjang sekali ".repeat(400));
        assert!(long.chars().count() <= 220);
        assert_eq!(kept("a\0b\u{202e}c\r\nd"), "TARGET_INVALID: abc d");
    }
}
