//! First passwords that can be read out over the phone.

/// 32 signs, none of which is taken for another: five random bits choose one without a bias.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Signs of a password; 80 random bits.
const LENGTH: usize = 16;

/// `k7wm-p3xz-9hqa-t2bd`; none where the system has no randomness to give.
pub fn generated() -> Option<String> {
    let mut bytes = [0_u8; LENGTH];
    getrandom::fill(&mut bytes).ok()?;
    Some(spelled(&bytes))
}

fn spelled(bytes: &[u8]) -> String {
    let signs: Vec<char> = bytes
        .iter()
        .map(|byte| char::from(SIGNS[usize::from(byte & 31)]))
        .collect();
    let groups: Vec<String> = signs
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{SIGNS, generated, spelled};

    #[test]
    fn a_generated_password_is_good_enough_for_our_own_rule_and_never_the_same() {
        let (first, second) = (generated().unwrap(), generated().unwrap());
        assert_eq!(model::valid::password(&first), Ok(()));
        assert_ne!(first, second);
    }

    #[test]
    fn every_sign_is_told_apart_and_equally_likely() {
        assert_eq!(SIGNS.iter().collect::<BTreeSet<_>>().len(), 32);
        for confusing in *b"lo01" {
            assert!(!SIGNS.contains(&confusing));
        }
        assert_eq!(spelled(&[0, 31, 32, 255, 1]), "a9a9-b");
    }
}
