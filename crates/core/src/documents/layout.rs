//! Pages, ink and text: where things stand, measured from the top left corner in points.
//!
//! A PDF counts from the bottom; everything above this module counts from the top, as one reads. Things are put on the
//! page in reading order, because that is the order in which a reader aloud and a text search meet them.

use printpdf::{
    Color, CurTransMat, Line, LinePoint, Mm, Op, PaintMode, PdfFontHandle, PdfPage, Point, Polygon,
    PolygonRing, Pt, Rect, Rgb, TextItem, TextMatrix, WindingOrder, XObjectId, XObjectTransform,
};

use super::{
    fonts::printable,
    style::{Ink, Style},
};

/// Width of A4.
pub(super) const WIDTH: f32 = 595.276;
/// Height of A4.
pub(super) const HEIGHT: f32 = 841.89;
/// Left edge of everything.
pub(super) const LEFT: f32 = 42.0;
/// Right edge of everything.
pub(super) const RIGHT: f32 = WIDTH - 42.0;
/// Nothing but the footer stands below.
pub(super) const BOTTOM: f32 = HEIGHT - 54.0;

/// The pages of one invoice while they are being filled.
#[derive(Default)]
pub(super) struct Sheets {
    pages: Vec<Vec<Op>>,
}

impl Sheets {
    /// Starts the next page; what follows goes there.
    pub fn turn(&mut self) {
        self.pages.push(Vec::new());
    }

    /// How many pages there are.
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Goes back to a page to add what could not be known before, such as the number of pages.
    pub fn on_page(&mut self, page: usize, draw: impl FnOnce(&mut Sheets)) {
        let Some(ops) = self.pages.get_mut(page) else {
            return;
        };
        let mut one = Sheets {
            pages: vec![std::mem::take(ops)],
        };
        draw(&mut one);
        if let (Some(ops), Some(drawn)) = (self.pages.get_mut(page), one.pages.pop()) {
            *ops = drawn;
        }
    }

    /// The finished pages.
    pub fn into_pages(self) -> Vec<PdfPage> {
        self.pages
            .into_iter()
            .map(|ops| PdfPage::new(Mm::from(Pt(WIDTH)), Mm::from(Pt(HEIGHT)), ops))
            .collect()
    }

    fn put(&mut self, ops: impl IntoIterator<Item = Op>) {
        if let Some(page) = self.pages.last_mut() {
            page.extend(ops);
        }
    }

    /// Writes a text whose baseline starts at `(x, y)`.
    pub fn text(&mut self, x: f32, y: f32, style: Style, text: &str) {
        self.write(TextMatrix::Translate(Pt(x), Pt(HEIGHT - y)), style, text);
    }

    /// Writes a text that ends at `right`.
    pub fn text_right(&mut self, right: f32, y: f32, style: Style, text: &str) {
        self.text(right - style.width(text), y, style, text);
    }

    /// Writes a text around a middle.
    pub fn text_middle(&mut self, middle: f32, y: f32, style: Style, text: &str) {
        self.text(middle - style.width(text) / 2.0, y, style, text);
    }

    /// Writes lines below each other, the first baseline at `y`, and returns the next baseline.
    pub fn lines(&mut self, x: f32, y: f32, leading: f32, style: Style, lines: &[String]) -> f32 {
        let mut y = y;
        for line in lines {
            self.text(x, y, style, line);
            y += leading;
        }
        y
    }

    fn write(&mut self, matrix: TextMatrix, style: Style, text: &str) {
        let text = printable(text);
        if text.trim().is_empty() {
            return;
        }
        self.put([
            Op::SetFillColor {
                col: color(style.ink),
            },
            Op::StartTextSection,
            Op::SetTextMatrix { matrix },
        ]);
        for (face, run) in style.face.runs(&text) {
            let font = PdfFontHandle::External(face.id());
            self.put([
                Op::SetFont {
                    font,
                    size: Pt(style.size),
                },
                Op::ShowText {
                    items: vec![TextItem::Text(run)],
                },
            ]);
        }
        self.put([Op::EndTextSection]);
    }

    /// Fills a rectangle.
    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        let mut rectangle = Rect::from_xywh(Pt(x), Pt(HEIGHT - y - height), Pt(width), Pt(height));
        rectangle.mode = Some(PaintMode::Fill);
        self.put([
            Op::SetFillColor { col: color(ink) },
            Op::DrawRectangle { rectangle },
        ]);
    }

    /// Fills many rectangles of one colour as a single shape, so that no hairlines show between neighbours.
    pub fn fill_all(&mut self, rectangles: &[(f32, f32, f32, f32)], ink: Ink) {
        let rings = rectangles.iter().map(|&(x, y, width, height)| {
            ring(&[
                (x, y),
                (x + width, y),
                (x + width, y + height),
                (x, y + height),
            ])
        });
        let polygon = Polygon {
            rings: rings.collect(),
            mode: PaintMode::Fill,
            winding_order: WindingOrder::NonZero,
        };
        self.put([
            Op::SetFillColor { col: color(ink) },
            Op::DrawPolygon { polygon },
        ]);
    }

    /// Fills a rectangle with round corners.
    pub fn fill_round(&mut self, x: f32, y: f32, width: f32, height: f32, radius: f32, ink: Ink) {
        let polygon = Polygon {
            rings: vec![round(x, y, width, height, radius)],
            mode: PaintMode::Fill,
            winding_order: WindingOrder::NonZero,
        };
        self.put([
            Op::SetFillColor { col: color(ink) },
            Op::DrawPolygon { polygon },
        ]);
    }

    /// Draws the outline of a rectangle with round corners.
    pub fn outline_round(
        &mut self,
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        radius: f32,
        pen: (f32, Ink),
    ) {
        let polygon = Polygon {
            rings: vec![round(x, y, width, height, radius)],
            mode: PaintMode::Stroke,
            winding_order: WindingOrder::NonZero,
        };
        self.put([
            Op::SetOutlineColor { col: color(pen.1) },
            Op::SetOutlineThickness { pt: Pt(pen.0) },
            Op::DrawPolygon { polygon },
        ]);
    }

    /// Draws a horizontal rule.
    pub fn rule(&mut self, left: f32, right: f32, y: f32, thickness: f32, ink: Ink) {
        let points = [left, right].map(|x| LinePoint {
            p: at(x, y),
            bezier: false,
        });
        self.put([
            Op::SetOutlineColor { col: color(ink) },
            Op::SetOutlineThickness { pt: Pt(thickness) },
            Op::DrawLine {
                line: Line {
                    points: points.to_vec(),
                    is_closed: false,
                },
            },
        ]);
    }

    /// Draws something turned by an angle (counter-clockwise, degrees) around a middle, which becomes `(0, 0)`.
    pub fn turned(&mut self, middle: (f32, f32), angle: f32, draw: impl FnOnce(&mut Sheets)) {
        let (sin, cos) = angle.to_radians().sin_cos();
        // Inside, `y` still counts down from `HEIGHT`; the last two numbers move that origin under the middle.
        let matrix = CurTransMat::Raw([
            cos,
            sin,
            -sin,
            cos,
            middle.0 + sin * HEIGHT,
            HEIGHT - middle.1 - cos * HEIGHT,
        ]);
        self.put([
            Op::SaveGraphicsState,
            Op::SetTransformationMatrix { matrix },
        ]);
        draw(self);
        self.put([Op::RestoreGraphicsState]);
    }

    /// Places a picture of the document's resources.
    pub fn picture(&mut self, id: XObjectId, x: f32, y: f32, width: f32, height: f32) {
        let transform = XObjectTransform {
            translate_x: Some(Pt(x)),
            translate_y: Some(Pt(HEIGHT - y - height)),
            scale_x: Some(width),
            scale_y: Some(height),
            no_auto_scale: true,
            ..Default::default()
        };
        self.put([Op::UseXobject { id, transform }]);
    }
}

fn at(x: f32, y: f32) -> Point {
    Point {
        x: Pt(x),
        y: Pt(HEIGHT - y),
    }
}

fn color(ink: Ink) -> Color {
    let part = |value: u8| f32::from(value) / 255.0;
    Color::Rgb(Rgb {
        r: part(ink.0),
        g: part(ink.1),
        b: part(ink.2),
        icc_profile: None,
    })
}

fn ring(corners: &[(f32, f32)]) -> PolygonRing {
    PolygonRing {
        points: corners
            .iter()
            .map(|&(x, y)| LinePoint {
                p: at(x, y),
                bezier: false,
            })
            .collect(),
    }
}

/// A rectangle whose corners are quarter circles, as Bézier curves.
fn round(x: f32, y: f32, width: f32, height: f32, radius: f32) -> PolygonRing {
    let (right, bottom) = (x + width, y + height);
    // The distance of a control point that makes a Bézier curve a quarter circle, from the corner.
    let pull = radius * (1.0 - 0.552_284_8);
    let corners = [
        [
            (right - radius, y),
            (right - pull, y),
            (right, y + pull),
            (right, y + radius),
        ],
        [
            (right, bottom - radius),
            (right, bottom - pull),
            (right - pull, bottom),
            (right - radius, bottom),
        ],
        [
            (x + radius, bottom),
            (x + pull, bottom),
            (x, bottom - pull),
            (x, bottom - radius),
        ],
        [
            (x, y + radius),
            (x, y + pull),
            (x + pull, y),
            (x + radius, y),
        ],
    ];
    let points = corners.iter().flat_map(|corner| {
        corner.iter().enumerate().map(|(place, &(x, y))| LinePoint {
            p: at(x, y),
            bezier: place == 1 || place == 2,
        })
    });
    PolygonRing {
        points: points.collect(),
    }
}
