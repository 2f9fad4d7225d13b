//! Hostile files for the import: each gets its reason, and nothing comes in by half.

use aglis_core::context::Cx;
use model::{
    ids::ZoneId,
    imports::{
        ImportKind, ImportPlan, ImportResult, InspectImport, Inspection, RefusedRowsFile,
        RunImport, Source, TryImport,
    },
};

use super::desk::{Desk, refused};
use crate::ask::ask;

/// Two customers and nothing wrong.
pub const CUSTOMERS: &str = "id,nama,hp,alamat\nA-1,Budi Santoso,081234567890,Jl. Merdeka 5\nA-2,Siti Rahma,081234567891,Jl. Asia 1\n";

/// A plan that reads the columns `id`, `nama`, `hp` and `alamat`.
pub fn plan(desk: &Desk, bytes: &[u8]) -> ImportPlan {
    let fields = [
        ("external_id", "id"),
        ("name", "nama"),
        ("phone", "hp"),
        ("street", "alamat"),
    ];
    let source = |head: &str| Source::Column(head.to_owned());
    ImportPlan {
        file: desk.cx.uploads.keep("data.csv", bytes).unwrap(),
        kind: ImportKind::Customers,
        sheet: None,
        mapping: fields
            .map(|(field, head)| (field.to_owned(), source(head)))
            .into(),
        zone: ZoneId(desk.zone),
        rupiah_per_unit: 1,
        date_order: "ymd".to_owned(),
    }
}

async fn inspect(cx: &Cx, plan: &ImportPlan) -> Inspection {
    let request = InspectImport {
        file: plan.file,
        kind: None,
        sheet: None,
    };
    ask(cx, request).await.unwrap()
}

/// Runs the import of these bytes.
pub async fn run(desk: &Desk, bytes: impl AsRef<[u8]>) -> ImportResult {
    let plan = plan(desk, bytes.as_ref());
    ask(&desk.cx, RunImport { plan }).await.unwrap()
}

/// Whatever is asked about the file, it is refused as a whole.
async fn file_is_refused(desk: &Desk, bytes: impl AsRef<[u8]>, code: &str) {
    let plan = plan(desk, bytes.as_ref());
    let (file, kind) = (plan.file, None);
    desk.refuses(
        InspectImport {
            file,
            kind,
            sheet: None,
        },
        code,
    )
    .await;
    desk.refuses(TryImport { plan: plan.clone() }, code).await;
    desk.refuses(RefusedRowsFile { plan: plan.clone() }, code)
        .await;
    desk.refuses(RunImport { plan }, code).await;
}

/// Customers as they are stored.
pub async fn names(desk: &Desk) -> Vec<String> {
    let found = sqlx::query_scalar("select name from customers order by external_id");
    found.fetch_all(desk.db.owner()).await.unwrap()
}

fn utf16(text: &str, turn: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(turn)
        .collect()
}

#[tokio::test]
async fn quotes_that_do_not_fit_refuse_the_file() {
    let desk = Desk::office().await;
    for text in [
        "id,nama\nA-1,\"Budi",
        "id,nama\nA-1,\"Budi\" Santoso\n",
        "id,nama\n\"A-1,Budi\nA-2,Siti\n",
        "\"id,nama\nA-1,Budi\n",
    ] {
        file_is_refused(&desk, text, "CSV_FORMAT").await;
    }
}

#[tokio::test]
async fn a_file_cut_off_within_a_sign_is_refused_and_not_read_as_another_encoding() {
    let desk = Desk::office().await;
    let whole = "id,nama\nA-1,Nuʻmān\nA-2,Renée".as_bytes();
    let cut = &whole[..whole.len() - 2];
    assert!(std::str::from_utf8(cut).is_err());
    file_is_refused(&desk, cut, "CSV_FORMAT").await;
    file_is_refused(&desk, [b"\xef\xbb\xbf", cut].concat(), "CSV_FORMAT").await;
}

#[tokio::test]
async fn every_usual_encoding_gives_the_same_names() {
    let text = "id,nama\nA-1,Renée Ñandú\n";
    let windows: Vec<u8> = text
        .chars()
        .map(|sign| u8::try_from(u32::from(sign)).unwrap())
        .collect();
    for (bytes, encoding) in [
        (utf16(text, u16::to_le_bytes), "utf-16le"),
        (utf16(text, u16::to_be_bytes), "utf-16be"),
        (windows, "windows-1252"),
        (text.as_bytes().to_vec(), "utf-8"),
    ] {
        let desk = Desk::office().await;
        let mut plan = plan(&desk, &bytes);
        plan.mapping
            .retain(|field, _| field == "external_id" || field == "name");
        assert_eq!(inspect(&desk.cx, &plan).await.encoding, encoding);
        ask(&desk.cx, RunImport { plan }).await.unwrap();
        assert_eq!(names(&desk).await, ["Renée Ñandú"], "{encoding}");
    }
}

#[tokio::test]
async fn what_is_no_text_is_refused_whatever_it_is_called() {
    let desk = Desk::office().await;
    let mut png = Vec::new();
    image::RgbImage::new(8, 8)
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .unwrap();
    for bytes in [
        b"id,nama\nA-1,Bu\0di\n".as_slice(),
        b"id,nama\nA-1,Ren\xc3\xa9e\nA-2,\xff\0\n",
        &png,
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0",
    ] {
        file_is_refused(&desk, bytes, "CSV_BINARY").await;
    }
    // A workbook is known by its content, too, and this one was cut off.
    let cut = b"PK\x03\x04\x14\0\0\0\x08\0xl/worksheets/sheet1.xml";
    file_is_refused(&desk, cut, "XLSX_BROKEN").await;
}

#[tokio::test]
async fn a_file_without_rows_is_refused() {
    let desk = Desk::office().await;
    let empty = desk.cx.uploads.keep("data.csv", b"");
    refused(
        empty.map_err(aglis_core::error::Error::into_fault),
        "FILE_EMPTY",
    );
    file_is_refused(&desk, " \r\n\r\n", "FILE_EMPTY").await;
    file_is_refused(&desk, "id,nama,hp,alamat\n", "CSV_NO_ROWS").await;
    file_is_refused(&desk, "id,nama\n,\n , \n", "CSV_NO_ROWS").await;
}

#[tokio::test]
async fn a_head_that_stands_twice_refuses_the_file() {
    let desk = Desk::office().await;
    file_is_refused(&desk, "id,Nama,nama\nA-1,B,C\n", "CSV_DUPLICATE_HEAD").await;
}

#[tokio::test]
async fn three_hundred_columns_are_read_and_a_million_are_not() {
    let desk = Desk::office().await;
    let more: String = (0..296).map(|place| format!(",kolom{place}")).collect();
    let cells = ",x".repeat(296);
    let text = format!("id,nama,hp,alamat{more}\nA-1,Budi Santoso,,{cells}\n");
    assert_eq!(run(&desk, text).await.created, 1);
    file_is_refused(&desk, "a,".repeat(1_000_000), "CSV_TOO_LARGE").await;
}

#[tokio::test]
async fn a_cell_of_five_megabytes_refuses_its_row_alone() {
    let desk = Desk::office().await;
    let huge = "x".repeat(5_000_000);
    let text = format!("{CUSTOMERS}A-3,Joko,,{huge}\nA-4,{huge},,\nA-5,Rina,,\n");
    let result = run(&desk, text).await;
    assert_eq!((result.created, result.refused), (3, 2));
    let refusals: Vec<_> = result
        .refusals
        .iter()
        .map(|row| (row.line, row.problem.code.as_str()))
        .collect();
    assert_eq!(refusals, [(4, "TEXT_TOO_LONG"), (5, "NAME_TOO_LONG")]);
    let shown: usize = result
        .refusals
        .iter()
        .flat_map(|row| &row.cells)
        .map(String::len)
        .sum();
    assert!(shown < 10_000, "what is shown of it is short");
}

#[tokio::test]
async fn a_million_rows_are_too_many() {
    let desk = Desk::office().await;
    let text = format!("id,nama\n{}", "A,B\n".repeat(1_000_000));
    let plan = plan(&desk, text.as_bytes());
    desk.refuses(RunImport { plan }, "CSV_TOO_LARGE").await;
}

#[tokio::test]
async fn a_row_with_too_few_or_too_many_cells_refuses_the_file_and_is_named() {
    let desk = Desk::office().await;
    for wrong in ["A-3,Joko\n", "A-3,Joko,,,\n"] {
        let text = format!("{CUSTOMERS}{wrong}A-4,Rina,,\n");
        let plan = plan(&desk, text.as_bytes());
        let fault = desk.refuses(RunImport { plan }, "CSV_FORMAT").await;
        assert_eq!(fault.field("file")[0].args["line"], "4");
    }
}

#[tokio::test]
async fn lines_end_in_any_way_even_mixed() {
    let desk = Desk::office().await;
    let text = "id,nama,hp,alamat\r\nA-1,Budi,,\nA-2,Siti,,\rA-3,Joko,08,\r\n\r\nA-4,Rina,,";
    let result = run(&desk, text).await;
    assert_eq!((result.created, result.refused), (3, 1));
    assert_eq!(result.refusals[0].line, 4);

    let other = Desk::office().await;
    let rows: String = (0..600).map(|n| format!("B-{n},Budi,,\r")).collect();
    let result = run(
        &other,
        format!("sep=,\rid,nama,hp,alamat\r{rows}B-x,Budi,08,\r"),
    )
    .await;
    assert_eq!((result.created, result.refused), (600, 1));
    assert_eq!(result.refusals[0].line, 603);
}

#[tokio::test]
async fn formulas_come_in_as_text_and_go_out_harmless() {
    let desk = Desk::office().await;
    let formula = "=HYPERLINK(1)";
    let text = format!("id,nama,hp,alamat\nA-1,{formula},,@SUM(A1)\nA-2,{formula},08,-2+3\n");
    let plan = plan(&desk, text.as_bytes());
    ask(&desk.cx, RunImport { plan: plan.clone() })
        .await
        .unwrap();
    assert_eq!(names(&desk).await, [formula]);
    let refused = ask(&desk.cx, RefusedRowsFile { plan }).await.unwrap();
    assert!(
        refused.contains("A-2,'=HYPERLINK(1),08,'-2+3,"),
        "{refused}"
    );
}

#[tokio::test]
async fn names_that_turn_or_grow_refuse_their_row_alone() {
    let desk = Desk::office().await;
    let zalgo = format!("Z{}", "\u{301}".repeat(100));
    let text = format!(
        "{CUSTOMERS}A-3,Siti\u{202e}gnaR,,\nA-4,{zalgo},,\nA-5,\u{200b},,\nA-6,a\u{1b}[31mb,,\nA-7,Siti'); DROP TABLE--,,\n"
    );
    let result = run(&desk, text).await;
    assert_eq!(result.created, 3);
    let codes: Vec<_> = result
        .refusals
        .iter()
        .map(|row| row.problem.code.as_str())
        .collect();
    assert_eq!(
        codes,
        [
            "TEXT_BIDI",
            "TEXT_MARKS",
            "NAME_REQUIRED",
            "TEXT_CONTROL_CHAR"
        ]
    );
    assert_eq!(names(&desk).await[2], "Siti'); DROP TABLE--");
}

#[tokio::test]
async fn a_zero_sign_in_the_plan_is_refused() {
    let desk = Desk::office().await;
    let mut plan = plan(&desk, CUSTOMERS.as_bytes());
    let fixed = Source::Fixed("Jl.\u{0}".to_owned());
    plan.mapping.insert("street".to_owned(), fixed);
    desk.refuses(RunImport { plan }, "TEXT_CONTROL_CHAR").await;
}
