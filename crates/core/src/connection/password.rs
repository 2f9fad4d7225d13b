//! Passwords on their way to the server: the same form when a login is made and when it is used.

use std::borrow::Cow;

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};

/// The form of a password that the driver can sign in with.
///
/// The rules by which drivers prepare a password (`SASLprep`, RFC 4013) know no sign younger than 2002, so that a driver refuses
/// one with an emoji after the login was made with it. Such a password travels as the base64 of its bytes.
#[must_use]
pub fn wire(password: &str) -> Cow<'_, str> {
    match stringprep::saslprep(password) {
        Ok(_) => Cow::Borrowed(password),
        Err(_) => Cow::Owned(BASE64.encode(password)),
    }
}

#[cfg(test)]
mod tests {
    use super::wire;

    #[test]
    fn only_what_a_driver_refuses_travels_in_another_form() {
        assert_eq!(wire("kata sandi é"), "kata sandi é");
        assert_eq!(wire("🔑"), "8J+UkQ==");
    }
}
