//! What a picture looks like, so that one that comes again is found although its bytes differ.

use image::imageops::FilterType;

/// Of two pictures that look alike at most so many of the 64 bits differ.
pub(super) const ALIKE: i32 = 4;

/// The difference hash: whether each of 8 × 8 places is brighter than its neighbour. None for what is no picture, and for one
/// without anything to see, which would look like every other such one.
pub(super) fn of(bytes: &[u8]) -> Option<i64> {
    let picture = image::load_from_memory(bytes).ok()?;
    let small = picture.resize_exact(9, 8, FilterType::Triangle).to_luma8();
    let mut hash = 0_u64;
    for y in 0..8 {
        for x in 0..8 {
            let is_brighter = small.get_pixel(x, y).0[0] > small.get_pixel(x + 1, y).0[0];
            hash = (hash << 1) | u64::from(is_brighter);
        }
    }
    (8..=56)
        .contains(&hash.count_ones())
        .then_some(hash.cast_signed())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

    use super::{ALIKE, of};

    /// Something like a screen with lines of text, the same for the same seed.
    fn screen(width: u32, height: u32, seed: u32) -> DynamicImage {
        RgbImage::from_fn(width, height, |x, y| {
            let (column, row) = (x * 9 / width, y * 8 / height);
            let dark = (column * 7 + row * 13 + seed * 5) * 2_654_435 % 256;
            Rgb([u8::try_from(dark).unwrap(); 3])
        })
        .into()
    }

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture
            .to_rgb8()
            .write_to(&mut Cursor::new(&mut bytes), format)
            .unwrap();
        bytes
    }

    fn apart(one: &[u8], other: &[u8]) -> u32 {
        (of(one).unwrap() ^ of(other).unwrap()).count_ones()
    }

    #[test]
    fn a_picture_made_smaller_and_written_anew_looks_the_same_and_another_does_not() {
        let first = written(&screen(720, 1280, 1), ImageFormat::Png);
        let again = screen(720, 1280, 1).resize(400, 711, image::imageops::FilterType::Lanczos3);
        let again = written(&again, ImageFormat::Jpeg);
        let limit = ALIKE.unsigned_abs();
        assert!(apart(&first, &again) <= limit, "{}", apart(&first, &again));
        let other = written(&screen(720, 1280, 2), ImageFormat::Png);
        assert!(apart(&first, &other) > limit, "{}", apart(&first, &other));
    }

    #[test]
    fn what_is_no_picture_or_shows_nothing_looks_like_nothing() {
        assert_eq!(of(b"%PDF-1.7"), None);
        let white = written(
            &RgbImage::from_pixel(300, 300, Rgb([255; 3])).into(),
            ImageFormat::Png,
        );
        assert_eq!(of(&white), None);
    }
}
