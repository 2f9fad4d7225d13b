//! Pictures as they are kept: decoded within limits and written anew, so that no place, no script and no second file survives.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits,
    metadata::Orientation,
};
use model::problem::Problem;
use sha2::{Digest, Sha256};

/// What is taken in of a picture, and how much of it is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Largest picture handed in, in bytes.
    pub size_max: usize,
    /// Longest side that is decoded at all.
    pub side_max: u32,
    /// Longest side of a kept picture, in pixels; larger ones are scaled down.
    pub side_kept: u32,
}

/// Of photos that prove work.
const PHOTO: Bounds = Bounds {
    size_max: 10 * 1024 * 1024,
    side_max: 8192,
    side_kept: 2048,
};

/// A picture that was decoded and written anew.
#[derive(Debug)]
pub struct Picture {
    /// `image/jpeg`.
    pub mime: &'static str,
    /// The new bytes.
    pub bytes: Vec<u8>,
    /// Of the new bytes.
    pub sha256: Vec<u8>,
}

/// Decodes a JPEG or PNG by its content and writes it as JPEG without metadata.
///
/// # Errors
/// `FILE_SIZE`, `FILE_TYPE`, `IMAGE_DIMENSIONS`, `IMAGE_BROKEN`.
pub fn rewrite(bytes: &[u8]) -> Result<Picture, Problem> {
    let mut out = Vec::new();
    open(bytes, PHOTO)?
        .to_rgb8()
        .write_to(&mut Cursor::new(&mut out), ImageFormat::Jpeg)
        .map_err(|_| Problem::new("IMAGE_BROKEN"))?;
    Ok(Picture {
        mime: "image/jpeg",
        sha256: Sha256::digest(&out).to_vec(),
        bytes: out,
    })
}

/// Decodes a JPEG or PNG by its content, within its bounds, upright and scaled down.
///
/// # Errors
/// `FILE_SIZE`, `FILE_TYPE`, `IMAGE_DIMENSIONS`, `IMAGE_BROKEN`.
pub(crate) fn open(bytes: &[u8], bounds: Bounds) -> Result<DynamicImage, Problem> {
    if bytes.len() > bounds.size_max {
        return Err(Problem::new("FILE_SIZE").with("max", bounds.size_max / 1024 / 1024));
    }
    let format = match infer::get(bytes).map(|kind| kind.mime_type()) {
        Some("image/jpeg") => ImageFormat::Jpeg,
        Some("image/png") => ImageFormat::Png,
        _ => return Err(Problem::new("FILE_TYPE")),
    };
    let (width, height) = ImageReader::with_format(Cursor::new(bytes), format)
        .into_dimensions()
        .map_err(|_| Problem::new("IMAGE_BROKEN"))?;
    if width.max(height) > bounds.side_max || width == 0 || height == 0 {
        return Err(Problem::new("IMAGE_DIMENSIONS").with("max", bounds.side_max));
    }
    if format == ImageFormat::Jpeg && !is_whole_jpeg(bytes) {
        return Err(Problem::new("IMAGE_BROKEN"));
    }
    let (decoded, orientation) =
        decode(bytes, format, bounds.side_max).map_err(|_| Problem::new("IMAGE_BROKEN"))?;
    let mut scaled = if width.max(height) > bounds.side_kept {
        decoded.thumbnail(bounds.side_kept, bounds.side_kept)
    } else {
        decoded
    };
    // Phones store how they were held beside the pixels, in what is left out here.
    scaled.apply_orientation(orientation);
    Ok(scaled)
}

fn decode(
    bytes: &[u8],
    format: ImageFormat,
    side_max: u32,
) -> ImageResult<(DynamicImage, Orientation)> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(side_max);
    limits.max_image_height = Some(side_max);
    limits.max_alloc = Some(300 * 1024 * 1024);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    limits.reserve(decoder.total_bytes())?;
    let orientation = decoder.orientation()?;
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

/// Whether a JPEG reaches its end mark. The decoder fills what is missing with grey and says nothing.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    // Segments up to the picture's own data: a preview among them has an end mark too.
    while let Some(&[0xff, kind, high, low]) = bytes.get(at..at + 4) {
        if kind == 0xff {
            at += 1;
            continue;
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
        if kind == 0xda {
            // Within the data every ff that is no mark is followed by a zero.
            return bytes
                .get(at..)
                .is_some_and(|data| data.windows(2).any(|pair| pair == [0xff, 0xd9]));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, RgbImage};

    use super::rewrite;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        RgbImage::new(width, height)
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .unwrap();
        bytes
    }

    #[test]
    fn a_picture_is_written_anew_and_scaled_down() {
        let kept = rewrite(&png(4000, 10)).unwrap();
        assert_eq!(
            infer::get(&kept.bytes).map(|kind| kind.mime_type()),
            Some("image/jpeg")
        );
        assert_eq!(image::load_from_memory(&kept.bytes).unwrap().width(), 2048);
    }

    #[test]
    fn a_second_file_behind_the_picture_does_not_survive() {
        let mut polyglot = png(4, 4);
        polyglot.extend_from_slice(b"PK\x03\x04<script>alert(1)</script>");
        let kept = rewrite(&polyglot).unwrap();
        assert!(!kept.bytes.windows(8).any(|window| window == b"<script>"));
    }

    #[test]
    fn what_is_no_picture_is_refused_with_its_reason() {
        assert_eq!(
            rewrite(b"<svg onload=alert(1)>").unwrap_err().code,
            "FILE_TYPE"
        );
        assert_eq!(rewrite(b"MZ\x90\0").unwrap_err().code, "FILE_TYPE");
        let whole = png(600, 600);
        assert_eq!(
            rewrite(&whole[..whole.len() / 2]).unwrap_err().code,
            "IMAGE_BROKEN"
        );
        let mut bomb = png(1, 1);
        bomb[16..24].copy_from_slice(&[0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50]);
        assert!(
            ["IMAGE_DIMENSIONS", "IMAGE_BROKEN"]
                .contains(&rewrite(&bomb).unwrap_err().code.as_str())
        );
        assert_eq!(
            rewrite(&vec![0; 10 * 1024 * 1024 + 1]).unwrap_err().code,
            "FILE_SIZE"
        );
    }
}
