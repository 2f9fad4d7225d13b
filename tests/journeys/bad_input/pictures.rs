//! Rows 61 to 67: photos that technicians hand in.

use std::io::Cursor;

use aglis_core::{context::Cx, error::Error};
use image::{ImageDecoder, ImageFormat, ImageReader, Rgb, RgbImage};
use model::{
    ids::{FileId, StaffId, TicketId},
    states::TicketStatus,
    tickets::{AssignTicket, CompleteTicket, MoveTicket, ShowTicket},
};

use super::desk::{Desk, refused};
use crate::ask::ask;

/// A technician at work, whose ticket waits for its photos.
struct Work {
    desk: Desk,
    ticket: TicketId,
}

impl Work {
    async fn begun() -> Self {
        let mut desk = Desk::office().await;
        let ticket = desk.approved().await.ticket;
        let joko = desk.db.staff("technician").await;
        let assign = AssignTicket {
            id: ticket,
            version: 1,
            lead: StaffId(joko.id),
            helpers: vec![],
        };
        ask(&desk.cx, assign).await.unwrap();
        desk.cx = Cx::new(joko.pool, "laptop joko");
        let begin = MoveTicket {
            id: ticket,
            version: 2,
            to: TicketStatus::InProgress,
            reason: String::new(),
        };
        ask(&desk.cx, begin).await.unwrap();
        Self { desk, ticket }
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> FileId {
        self.desk.cx.uploads.keep(name, bytes).unwrap()
    }

    fn done_with(&self, evidence: Vec<FileId>) -> CompleteTicket {
        CompleteTicket {
            id: self.ticket,
            version: 3,
            resolution: "terpasang, sinyal -19 dBm".to_owned(),
            evidence,
        }
    }

    async fn refuses(&self, name: &str, bytes: &[u8], code: &str) {
        let evidence = vec![self.keep(name, bytes)];
        self.desk.refuses(self.done_with(evidence), code).await;
    }

    /// What is stored of these bytes.
    async fn stores(&self, name: &str, bytes: &[u8]) -> Vec<u8> {
        let evidence = vec![self.keep(name, bytes)];
        ask(&self.desk.cx, self.done_with(evidence)).await.unwrap();
        sqlx::query_scalar("select content from file_contents")
            .fetch_one(self.desk.db.owner())
            .await
            .unwrap()
    }
}

/// A photo whose left half is red.
fn photo(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, _| {
        Rgb(if x < width / 2 {
            [250, 0, 0]
        } else {
            [0, 0, 0]
        })
    });
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

/// A JPEG with a segment of what a phone knows: how it was held (a quarter turn) and where it was.
fn phone_photo() -> Vec<u8> {
    let mut tags = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [
            tag.to_le_bytes().as_slice(),
            &kind.to_le_bytes(),
            &count.to_le_bytes(),
            &value.to_le_bytes(),
        ]
        .concat()
    };
    tags.extend(2u16.to_le_bytes());
    tags.extend(entry(0x0112, 3, 1, 6));
    tags.extend(entry(0x8825, 4, 1, 38));
    tags.extend(0u32.to_le_bytes());
    // The place: latitude south.
    tags.extend(1u16.to_le_bytes());
    tags.extend(entry(1, 2, 2, u32::from(b'S')));
    tags.extend(0u32.to_le_bytes());
    let plain = photo(ImageFormat::Jpeg, 64, 32);
    let length = u16::try_from(tags.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], b"\xff\xe1", &length, &tags, &plain[2..]].concat()
}

fn tags_of(bytes: &[u8]) -> Option<Vec<u8>> {
    let reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg);
    reader.into_decoder().unwrap().exif_metadata().unwrap()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn row_61_an_empty_photo_is_file_empty_and_one_over_ten_megabytes_file_size() {
    let work = Work::begun().await;
    let empty = work.desk.cx.uploads.keep("foto.jpg", b"");
    refused(empty.map_err(Error::into_fault), "FILE_EMPTY");
    let mut large = photo(ImageFormat::Jpeg, 8, 8);
    large.resize(10 * 1024 * 1024 + 1, 0);
    work.refuses("foto.jpg", &large, "FILE_SIZE").await;
}

#[tokio::test]
async fn row_62_a_page_a_drawing_or_a_program_called_jpg_is_file_type() {
    let work = Work::begun().await;
    for bytes in [
        b"<!doctype html><script>alert(1)</script>".as_slice(),
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0",
        b"GIF89a\x01\0\x01\0",
        b"\xff",
    ] {
        work.refuses("foto.jpg", bytes, "FILE_TYPE").await;
    }
}

#[tokio::test]
async fn row_63_a_small_file_that_claims_fifty_thousand_pixels_is_image_dimensions() {
    let work = Work::begun().await;
    let mut claim = photo(ImageFormat::Png, 1, 1);
    claim[16..20].copy_from_slice(&50_000u32.to_be_bytes());
    claim[20..24].copy_from_slice(&50_000u32.to_be_bytes());
    let sum = check_sum(&claim[12..29]).to_be_bytes();
    claim[29..33].copy_from_slice(&sum);
    claim.resize(1_000, 0);
    work.refuses("foto.png", &claim, "IMAGE_DIMENSIONS").await;
}

/// The checksum of a PNG's parts.
fn check_sum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    })
}

#[tokio::test]
async fn row_64_a_photo_that_was_cut_at_half_is_image_broken() {
    let work = Work::begun().await;
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        let whole = photo(format, 600, 400);
        work.refuses("foto.jpg", &whole[..whole.len() / 2], "IMAGE_BROKEN")
            .await;
    }
    let whole = phone_photo();
    work.refuses("foto.jpg", &whole[..whole.len() - 2], "IMAGE_BROKEN")
        .await;
    work.refuses("foto.jpg", &whole[..40], "IMAGE_BROKEN").await;
}

#[tokio::test]
async fn row_65_whatever_a_photo_is_called_it_is_stored_under_a_random_name() {
    let work = Work::begun().await;
    let long = "x".repeat(300);
    let bytes = photo(ImageFormat::Jpeg, 8, 8);
    let evidence = ["../../etc/x.jpg", "CON.jpg", &long, "\u{202e}", ".."]
        .map(|name| work.keep(name, &bytes))
        .to_vec();
    let ids = evidence.clone();
    ask(&work.desk.cx, work.done_with(evidence)).await.unwrap();
    let id = work.ticket;
    let shown = ask(&work.desk.cx, ShowTicket { id }).await.unwrap();
    let stored: Vec<_> = shown
        .attachments
        .iter()
        .map(|file| (file.id, file.name.as_str()))
        .collect();
    let short = &long[..200];
    for (id, name) in ids
        .into_iter()
        .zip(["x.jpg", "CON.jpg", short, "foto.jpg", ".."])
    {
        assert!(stored.contains(&(id, name)), "{name}: {stored:?}");
    }
}

#[tokio::test]
async fn row_66_a_photo_with_a_place_is_stored_without_any_tag_and_upright() {
    let work = Work::begun().await;
    let taken = phone_photo();
    assert!(tags_of(&taken).is_some(), "it has tags to lose");
    let stored = work.stores("rumah.jpg", &taken).await;
    assert_eq!(tags_of(&stored), None);
    assert!(!contains(&stored, b"Exif"));
    let upright = image::load_from_memory(&stored).unwrap().to_rgb8();
    assert_eq!(upright.dimensions(), (32, 64));
    assert!(
        upright.get_pixel(16, 8)[0] > 200 && upright.get_pixel(16, 56)[0] < 50,
        "what was on the left is on top now"
    );
}

#[tokio::test]
async fn row_67_a_sixth_photo_is_file_count() {
    let work = Work::begun().await;
    let bytes = photo(ImageFormat::Jpeg, 8, 8);
    let six = (0..6).map(|_| work.keep("foto.jpg", &bytes)).collect();
    let request = work.done_with(six);
    work.desk.refuses(request, "FILE_COUNT").await;
}

#[tokio::test]
async fn row_67_an_archive_behind_a_photo_is_not_stored() {
    let work = Work::begun().await;
    let mut both = photo(ImageFormat::Jpeg, 64, 32);
    both.extend_from_slice(b"PK\x03\x04\x14\0\0\0<script>alert(1)</script>PK\x05\x06");
    let stored = work.stores("foto.jpg", &both).await;
    assert!(!contains(&stored, b"PK\x03\x04") && !contains(&stored, b"<script>"));
    let kind = image::guess_format(&stored).unwrap();
    assert_eq!(kind, ImageFormat::Jpeg);
}
