//! The programs that read the PDF: poppler-utils and qpdf.

use std::{io::Cursor, io::Write, process::Command};

use image::{ImageFormat, RgbaImage};

/// Runs a program on a PDF in a temporary file; `{}` in the arguments is its path.
fn run(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(pdf).expect("room for the PDF");
    let path = file.path().to_str().expect("a path in UTF-8");
    let output = Command::new(program)
        .args(
            arguments
                .iter()
                .map(|argument| argument.replace("{}", path)),
        )
        .output()
        .unwrap_or_else(|error| {
            panic!("cannot run {program} (Debian: poppler-utils, qpdf): {error}")
        });
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && said.is_empty(),
        "{program}: {said}"
    );
    String::from_utf8(output.stdout).expect("text in UTF-8")
}

/// The text as it is laid out.
pub fn text(pdf: &[u8]) -> String {
    run("pdftotext", &["{}", "-"], pdf)
}

/// The text in the order of the file, which is the order it is read aloud in.
pub fn text_in_order(pdf: &[u8]) -> String {
    run("pdftotext", &["-raw", "{}", "-"], pdf).replace('\u{c}', "")
}

/// Title, dates and page size.
pub fn information(pdf: &[u8]) -> String {
    run("pdfinfo", &["{}"], pdf)
}

/// A line for each font: name, type, encoding, embedded, subset, unicode.
pub fn fonts(pdf: &[u8]) -> Vec<String> {
    run("pdffonts", &["{}"], pdf)
        .lines()
        .skip(2)
        .map(str::to_owned)
        .collect()
}

/// Fails unless qpdf finds the file sound.
pub fn check(pdf: &[u8]) {
    run("qpdf", &["--check", "{}"], pdf);
}

/// Whether the bytes are somewhere in the file.
pub fn contains(pdf: &[u8], bytes: &[u8]) -> bool {
    pdf.windows(bytes.len()).any(|window| window == bytes)
}

/// A PNG with transparent parts.
pub fn picture(width: u32, height: u32) -> Vec<u8> {
    let pixels = RgbaImage::from_fn(width, height, |x, y| {
        image::Rgba([18, 53, 91, if (x / 40 + y / 40) % 2 == 0 { 255 } else { 0 }])
    });
    let mut png = Cursor::new(Vec::new());
    pixels.write_to(&mut png, ImageFormat::Png).expect("a PNG");
    png.into_inner()
}
