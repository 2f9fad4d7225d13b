//! The company's logo: taken in as a small picture, shown in the settings, handed to the invoice.

use std::io::Cursor;

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use image::ImageFormat;
use model::{
    problem::Problem,
    settings::{LogoPicture, RemoveLogo, SaveLogo, ShowLogo},
};
use sqlx::PgConnection;

use super::store;
use crate::{
    answer::Answer,
    context::Cx,
    documents::Logo,
    error::{Error, Result},
    tickets::picture::{self, Bounds},
};

/// What is taken in, and how much of it is kept: about twice what the paper shows.
const BOUNDS: Bounds = Bounds {
    size_max: 2 * 1024 * 1024,
    side_max: 4096,
    side_kept: 600,
};

/// The logo as invoices carry it.
///
/// # Errors
/// [`Error::Offline`].
pub async fn logo(db: &mut PgConnection) -> Result<Option<Logo>> {
    let Some(content) = store::logo(db).await? else {
        return Ok(None);
    };
    match Logo::read(&content) {
        Ok(logo) => Ok(Some(logo)),
        // Somebody wrote it past the program. The invoice goes out with the initials rather than not at all.
        Err(error) => {
            tracing::warn!(%error, "the company's logo cannot be drawn");
            Ok(None)
        }
    }
}

impl Answer for ShowLogo {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Option<LogoPicture>> {
        let content = store::logo(db).await?;
        Ok(content.map(|content| LogoPicture {
            base64: BASE64.encode(content),
        }))
    }
}

impl Answer for SaveLogo {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let handed = cx.uploads.read(self.file)?;
        // Decoding is work for a processor and must not hold up what others ask.
        let content = tokio::task::spawn_blocking(move || small_png(&handed.bytes))
            .await
            .map_err(|e| Error::Internal(format!("reading a logo failed: {e}")))?
            .map_err(|problem| Error::field("file", problem))?;
        store::remove_logo(db).await?;
        store::add_logo(db, &content).await
    }
}

impl Answer for RemoveLogo {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::remove_logo(db).await
    }
}

/// The picture written anew: nothing else that was in the file survives.
fn small_png(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let picture = picture::open(bytes, BOUNDS)?;
    let mut png = Vec::new();
    picture
        .to_rgba8()
        .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
        .map_err(|_| Problem::new("IMAGE_BROKEN"))?;
    Ok(png)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, Rgba, RgbaImage};

    use super::small_png;

    fn written(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let picture = RgbaImage::from_pixel(width, height, Rgba([18, 53, 91, 128]));
        let picture = image::DynamicImage::ImageRgba8(picture);
        let picture = match format {
            ImageFormat::Jpeg => picture.to_rgb8().into(),
            _ => picture,
        };
        picture
            .write_to(&mut Cursor::new(&mut bytes), format)
            .unwrap();
        bytes
    }

    #[test]
    fn a_logo_is_kept_small_with_what_shines_through() {
        let kept = small_png(&written(ImageFormat::Png, 1800, 600)).unwrap();
        let kept = image::load_from_memory_with_format(&kept, ImageFormat::Png).unwrap();
        assert_eq!((kept.width(), kept.height()), (600, 200));
        assert_eq!(kept.to_rgba8().get_pixel(10, 10).0[3], 128);
    }

    #[test]
    fn a_jpeg_is_kept_as_png_and_nothing_behind_it() {
        let mut bytes = written(ImageFormat::Jpeg, 300, 100);
        bytes.extend_from_slice(b"<script>alert(1)</script>");
        let kept = small_png(&bytes).unwrap();
        assert!(kept.starts_with(b"\x89PNG"));
        assert!(!kept.windows(8).any(|part| part == b"<script>"));
    }

    #[test]
    fn what_is_no_picture_or_too_much_of_one_is_refused() {
        let refused = |bytes: &[u8]| small_png(bytes).unwrap_err().code;
        assert_eq!(refused(b"<svg onload=alert(1)>"), "FILE_TYPE");
        assert_eq!(refused(&vec![0; 2 * 1024 * 1024 + 1]), "FILE_SIZE");
        assert_eq!(
            refused(&written(ImageFormat::Png, 4097, 1)),
            "IMAGE_DIMENSIONS"
        );
        let whole = written(ImageFormat::Png, 600, 600);
        assert_eq!(refused(&whole[..whole.len() / 2]), "IMAGE_BROKEN");
    }
}
