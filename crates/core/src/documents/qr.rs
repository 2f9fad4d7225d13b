//! The QRIS code, as vector rectangles that stay sharp at any size.

use qrcode::{Color, EcLevel, QrCode};

use super::{DocumentError, layout::Sheets, style::BLACK};

/// A QR code ready to be drawn.
pub(super) struct Qr {
    code: QrCode,
}

impl Qr {
    /// Encodes a payload with the error correction QRIS stickers use.
    ///
    /// # Errors
    /// [`DocumentError::Qr`] if the payload is too long for any QR code.
    pub fn encode(number: &str, payload: &str) -> Result<Self, DocumentError> {
        let code = QrCode::with_error_correction_level(payload, EcLevel::M).map_err(|error| {
            DocumentError::Qr {
                number: number.to_owned(),
                reason: error.to_string(),
            }
        })?;
        Ok(Self { code })
    }

    /// Draws the code into a square; the quiet zone around it is the caller's.
    pub fn draw(&self, sheets: &mut Sheets, x: f32, y: f32, side: f32) {
        let modules = self.code.width();
        let module = side / modules as f32;
        let colors = self.code.to_colors();
        let mut rectangles = Vec::new();
        for (row, cells) in colors.chunks(modules).enumerate() {
            let mut column = 0;
            while column < modules {
                // Neighbouring dark cells are one rectangle: fewer shapes, and no hairlines between them.
                let run = cells[column..]
                    .iter()
                    .take_while(|&&cell| cell == Color::Dark)
                    .count();
                if run > 0 {
                    rectangles.push((
                        x + column as f32 * module,
                        y + row as f32 * module,
                        run as f32 * module,
                        module,
                    ));
                }
                column += run.max(1);
            }
        }
        sheets.fill_all(&rectangles, BLACK);
    }
}
