//! The PDF itself: fonts cut down to the letters used, title, language, and bytes that do not depend on chance.

use chrono::{Datelike, NaiveDate};
use lopdf::{Dictionary, Document, Object, StringFormat, dictionary};
use printpdf::{
    ImageCompression, ImageOptimizationOptions, Op, PdfDocument, PdfFontHandle, PdfPage,
    PdfSaveOptions, serialize,
};
use sha2::{Digest, Sha256};

use super::{DocumentError, fonts::Face, logo::Logo};

/// What a file says of itself.
pub(super) struct Cover {
    pub title: String,
    pub author: String,
    pub subject: String,
    /// Language tag, such as `id-ID`.
    pub language: &'static str,
    /// The day of the paper, which stands for when it was made.
    pub day: Option<NaiveDate>,
}

/// Writes pages into a PDF.
pub(super) fn write(
    cover: Cover,
    pages: Vec<PdfPage>,
    logos: &[&Logo],
) -> Result<Vec<u8>, DocumentError> {
    let mut pdf = PdfDocument::new(&cover.title);
    pdf.metadata.info.author = cover.author;
    pdf.metadata.info.subject = cover.subject;
    pdf.metadata.info.creator = "AGLIS".to_owned();
    pdf.metadata.info.producer = "AGLIS".to_owned();
    for face in [Face::Regular, Face::Bold, Face::Fallback] {
        // An unused typeface is not even parsed.
        if uses(&pages, face) {
            pdf.resources.fonts.map.insert(face.id(), face.resource()?);
        }
    }
    for (place, logo) in logos.iter().enumerate() {
        pdf.resources
            .xobjects
            .map
            .insert(Logo::resource_id(place), logo.resource());
    }
    pdf.pages = pages;

    let pictures = ImageOptimizationOptions {
        format: Some(ImageCompression::Flate),
        max_image_size: None,
        dither_greyscale: Some(false),
        ..Default::default()
    };
    let options = PdfSaveOptions {
        image_optimization: Some(pictures),
        ..Default::default()
    };
    let mut warnings = Vec::new();
    let mut document = serialize::to_lopdf_doc(&pdf, &options, &mut warnings);
    if let Some(warning) = warnings
        .into_iter()
        .find(|warning| warning.severity == printpdf::PdfParseErrorSeverity::Error)
    {
        return Err(DocumentError::Write(warning.msg));
    }
    finish(&mut document, cover.language, cover.day)?;
    document.compress();
    let mut bytes = Vec::with_capacity(64 << 10);
    document
        .save_to(&mut bytes)
        .map_err(|error| DocumentError::Write(error.to_string()))?;
    Ok(bytes)
}

fn uses(pages: &[PdfPage], face: Face) -> bool {
    let id = face.id();
    let is_it = |op: &Op| matches!(op, Op::SetFont { font: PdfFontHandle::External(font), .. } if *font == id);
    pages.iter().any(|page| page.ops.iter().any(is_it))
}

/// Adds what printpdf has no words for, and takes out what it claims without reason or by chance.
fn finish(
    document: &mut Document,
    language: &str,
    day: Option<NaiveDate>,
) -> Result<(), DocumentError> {
    let wrong = |error: lopdf::Error| DocumentError::Write(error.to_string());
    document.version = "1.7".to_owned();
    let catalog = document.catalog_mut().map_err(wrong)?;
    catalog.set("Lang", text(language));
    // The window shows the title, not the name of the file.
    catalog.set(
        "ViewerPreferences",
        Object::Dictionary(dictionary! { "DisplayDocTitle" => true }),
    );

    let info = document
        .trailer
        .get(b"Info")
        .and_then(Object::as_reference)
        .map_err(wrong)?;
    let info = document
        .get_object_mut(info)
        .and_then(Object::as_dict_mut)
        .map_err(wrong)?;
    // The file does not follow the print-shop standard that printpdf names by default.
    info.remove(b"GTS_PDFXVersion");
    info.remove(b"Identifier");
    info.remove(b"Trapped");
    info.remove(b"Keywords");
    info.remove(b"CreationDate");
    info.remove(b"ModDate");
    if let Some(day) = day {
        let made = format!(
            "D:{:04}{:02}{:02}000000Z",
            day.year(),
            day.month(),
            day.day()
        );
        info.set("CreationDate", text(&made));
    }

    let id = Object::String(digest(document), StringFormat::Hexadecimal);
    document
        .trailer
        .set("ID", Object::Array(vec![id.clone(), id]));
    Ok(())
}

/// An identifier that follows from the content, where printpdf rolls dice.
fn digest(document: &Document) -> Vec<u8> {
    let mut hash = Sha256::new();
    for object in document.objects.values() {
        match object {
            Object::Stream(stream) => hash.update(&stream.content),
            Object::Dictionary(dictionary) => hash_texts(dictionary, &mut hash),
            _ => {}
        }
    }
    hash.finalize()[..16].to_vec()
}

fn hash_texts(dictionary: &Dictionary, hash: &mut Sha256) {
    for (_, value) in dictionary {
        if let Object::String(bytes, _) = value {
            hash.update(bytes);
        }
    }
}

fn text(text: &str) -> Object {
    Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
}
