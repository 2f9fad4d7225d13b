//! The company's logo, made small enough for every page that carries it.

use std::{fmt, io::Cursor, sync::Arc};

use image::{DynamicImage, ImageReader, Limits, Rgba, RgbaImage, imageops::FilterType};
use printpdf::{RawImage, RawImageData, RawImageFormat, XObject, XObjectId};

use super::DocumentError;

/// Widest a logo is printed, in points.
const PRINTED_WIDTH: f32 = 120.0;
/// Highest a logo is printed, in points.
const PRINTED_HEIGHT: f32 = 46.0;
/// Pixels for each point at about 220 dots per inch.
const PIXELS_PER_POINT: f32 = 3.0;

/// A logo, read once and shared by all the invoices that carry it.
#[derive(Clone)]
pub struct Logo {
    pixels: Arc<RgbaImage>,
}

impl fmt::Debug for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Logo({} × {})",
            self.pixels.width(),
            self.pixels.height()
        )
    }
}

impl Logo {
    /// Reads a PNG or JPEG and brings it to its printed size.
    ///
    /// # Errors
    /// [`DocumentError::Logo`] if the bytes are no such picture, or one of more than 8,192 pixels a side.
    pub fn read(bytes: &[u8]) -> Result<Self, DocumentError> {
        let unreadable = |error: image::ImageError| DocumentError::Logo(error.to_string());
        let mut reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|error| DocumentError::Logo(error.to_string()))?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(8192);
        limits.max_image_height = Some(8192);
        limits.max_alloc = Some(128 << 20);
        reader.limits(limits);
        let picture = reader.decode().map_err(unreadable)?;
        let (width, height) = (
            (PRINTED_WIDTH * PIXELS_PER_POINT) as u32,
            (PRINTED_HEIGHT * PIXELS_PER_POINT) as u32,
        );
        let picture = if picture.width() > width || picture.height() > height {
            picture.resize(width, height, FilterType::Lanczos3)
        } else {
            picture
        };
        Ok(Self {
            pixels: Arc::new(on_white(&picture)),
        })
    }

    /// Size on paper in points.
    pub(super) fn size(&self) -> (f32, f32) {
        let (width, height) = (self.pixels.width() as f32, self.pixels.height() as f32);
        let scale = (PRINTED_WIDTH / width)
            .min(PRINTED_HEIGHT / height)
            .min(1.0);
        (width * scale, height * scale)
    }

    /// The name pages use for the logo; `place` keeps the logos of several companies apart.
    pub(super) fn resource_id(place: usize) -> XObjectId {
        XObjectId(format!("Logo{place}"))
    }

    /// The picture for a document's resources.
    pub(super) fn resource(&self) -> XObject {
        let pixels = self
            .pixels
            .pixels()
            .flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]])
            .collect();
        let picture = RawImage {
            pixels: RawImageData::U8(pixels),
            width: self.pixels.width() as usize,
            height: self.pixels.height() as usize,
            data_format: RawImageFormat::RGB8,
            tag: Vec::new(),
        };
        XObject::Image(picture)
    }

    /// Whether two logos are one and the same read.
    pub(super) fn is(&self, other: &Logo) -> bool {
        Arc::ptr_eq(&self.pixels, &other.pixels)
    }
}

/// Lays the picture on white paper, so that the PDF needs no transparency.
fn on_white(picture: &DynamicImage) -> RgbaImage {
    let mut pixels = picture.to_rgba8();
    for Rgba([red, green, blue, alpha]) in pixels.pixels_mut() {
        let cover = u32::from(*alpha);
        for part in [red, green, blue] {
            let mixed = (u32::from(*part) * cover + 255 * (255 - cover)) / 255;
            *part = u8::try_from(mixed).unwrap_or(255);
        }
        *alpha = 255;
    }
    pixels
}
