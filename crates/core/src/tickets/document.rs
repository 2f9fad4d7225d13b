//! Files of a conversation: pictures as everywhere, and PDF documents as they came.

use model::problem::Problem;
use sha2::{Digest, Sha256};

use super::picture::{self, Picture};

/// Largest document, in bytes.
const SIZE_MAX: usize = 10 * 1024 * 1024;

/// A picture written anew, or a PDF document.
///
/// A document is not opened: reading one that was made to harm is the danger, not keeping it. It is only ever handed out
/// for saving.
///
/// # Errors
/// `FILE_SIZE`, `DOCUMENT_TYPE`, and those of [`picture::rewrite`]; for evidence only a picture will do.
pub fn check(bytes: &[u8], evidence: bool) -> Result<Picture, Problem> {
    if !bytes.starts_with(b"%PDF-") || evidence {
        return picture::rewrite(bytes).map_err(|problem| match problem.code.as_str() {
            "FILE_TYPE" if !evidence => Problem::new("DOCUMENT_TYPE"),
            _ => problem,
        });
    }
    if bytes.len() > SIZE_MAX {
        return Err(Problem::new("FILE_SIZE").with("max", SIZE_MAX / 1024 / 1024));
    }
    Ok(Picture {
        mime: "application/pdf",
        bytes: bytes.to_vec(),
        sha256: Sha256::digest(bytes).to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::{SIZE_MAX, check};

    fn code(bytes: &[u8], evidence: bool) -> String {
        check(bytes, evidence).unwrap_err().code
    }

    #[test]
    fn a_document_is_kept_as_it_is_and_proves_nothing() {
        let kept = check(b"%PDF-1.7 isi", false).unwrap();
        assert_eq!(
            (kept.mime, kept.bytes.as_slice()),
            ("application/pdf", &b"%PDF-1.7 isi"[..])
        );
        assert_eq!(code(b"%PDF-1.7 isi", true), "FILE_TYPE");
    }

    #[test]
    fn what_is_neither_picture_nor_document_is_refused() {
        assert_eq!(code(b"PK\x03\x04", false), "DOCUMENT_TYPE");
        let mut large = b"%PDF-1.7".to_vec();
        large.resize(SIZE_MAX + 1, b' ');
        assert_eq!(code(&large, false), "FILE_SIZE");
    }
}
