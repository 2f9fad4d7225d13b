//! Ordinary workbooks and hostile ones.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{COLUMNS_MAX, read};
use crate::imports::{package, read::Table};

fn code(bytes: &[u8]) -> String {
    read(bytes, None).unwrap_err().code
}

fn cells(table: &Table, row: usize) -> Vec<&str> {
    table.rows[row].cells.iter().collect()
}

/// A workbook of one sheet.
fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        // Small parts stay readable, so that a test finds in them what it alters.
        let method = if content.len() < 1 << 16 {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default().compression_method(method);
        archive.start_file(*name, options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook whose only sheet, and whose shared texts, say exactly this.
fn handmade(sheet: &str, strings: &str) -> Vec<u8> {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    let relation = |target: &str, kind: &str| {
        format!(
            r#"<Relationships><Relationship Id="r1" Type="http://x/relationships/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    packed(&[
        (
            "[Content_Types].xml",
            format!(
                r#"<Types><Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>"#
            )
            .as_bytes(),
        ),
        (
            "_rels/.rels",
            relation("xl/workbook.xml", "officeDocument").as_bytes(),
        ),
        (
            "xl/workbook.xml",
            br#"<workbook><sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relation("worksheets/sheet1.xml", "worksheet").as_bytes(),
        ),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn sheet(data: &str) -> String {
    format!("<worksheet><sheetData>{data}</sheetData></worksheet>")
}

const STRINGS: &str = r#"<sst uniqueCount="2"><si><t>id</t></si><si><t>nama</t></si></sst>"#;

#[test]
fn cells_become_the_text_that_people_see() {
    let bytes = workbook(|sheet| {
        for (column, head) in ["id", "hp", "harga", "mulai", "aktif", "ppn", "rumus", "rt"]
            .into_iter()
            .enumerate()
        {
            sheet
                .write_string(0, u16::try_from(column).unwrap(), head)
                .unwrap();
        }
        let format = |code: &str| Format::new().set_num_format(code);
        sheet.write_number(1, 0, 17).unwrap();
        sheet.write_number(1, 1, 628_123_456_789.0).unwrap();
        sheet
            .write_number_with_format(1, 2, 250_000, &format("\"Rp\" #,##0"))
            .unwrap();
        sheet
            .write_number_with_format(1, 3, 45_966, &format("dd/mm/yyyy"))
            .unwrap();
        sheet.write_boolean(1, 4, true).unwrap();
        sheet
            .write_number_with_format(1, 5, 0.11, &format("0%"))
            .unwrap();
        sheet
            .write_formula(1, 6, Formula::new("=A2*2").set_result("34"))
            .unwrap();
        sheet
            .write_number_with_format(1, 7, 5, &format("000"))
            .unwrap();
    });
    let table = read(&bytes, None).unwrap();
    assert_eq!((table.encoding, table.delimiter), ("xlsx", ';'));
    assert_eq!(
        table.heads,
        ["id", "hp", "harga", "mulai", "aktif", "ppn", "rumus", "rt"]
    );
    assert_eq!(
        cells(&table, 0),
        [
            "17",
            "628123456789",
            "250000",
            "2025-11-05",
            "TRUE",
            "11%",
            "34",
            "005"
        ]
    );
}

#[test]
fn an_error_is_no_text_and_is_remembered_with_its_place() {
    let error = |shown: &str| Formula::new("=1/0").set_result(shown);
    let table = read(
        &workbook(|sheet| {
            sheet.write_string(0, 0, "id").unwrap();
            sheet.write_string(0, 1, "hp").unwrap();
            sheet.write_string(1, 0, "A-1").unwrap();
            sheet.write_formula(1, 1, error("#DIV/0!")).unwrap();
        }),
        None,
    )
    .unwrap();
    assert_eq!(cells(&table, 0), ["A-1", ""]);
    assert_eq!(table.rows[0].errors, [(1, "#DIV/0!")]);
    let in_head = workbook(|sheet| {
        sheet.write_formula(0, 0, error("#N/A")).unwrap();
        sheet.write_string(1, 0, "A-1").unwrap();
    });
    assert_eq!(code(&in_head), "CELL_ERROR");
}

#[test]
fn rows_keep_their_number_in_the_sheet_and_all_have_the_same_width() {
    let table = read(
        &workbook(|sheet| {
            for (row, column, text) in [
                (2, 1, "id"),
                (2, 2, "nama"),
                (4, 1, "A-1"),
                (7, 1, "A-2"),
                (7, 2, "Budi"),
                (7, 3, "lihat catatan"),
                (8, 1, " "),
            ] {
                sheet.write_string(row, column, text).unwrap();
            }
        }),
        None,
    )
    .unwrap();
    assert_eq!(table.heads, ["#1", "id", "nama", "#4"]);
    assert_eq!(cells(&table, 0), ["", "A-1", "", ""]);
    assert_eq!(cells(&table, 1), ["", "A-2", "Budi", "lihat catatan"]);
    let lines: Vec<u64> = table.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [5, 8]);
}

#[test]
fn the_first_sheet_that_is_shown_and_not_empty_is_read_unless_one_is_named() {
    let mut book = Workbook::new();
    let mut add = |name: &str, id: &str, hidden: bool| {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap().set_hidden(hidden);
        if !id.is_empty() {
            sheet.write_string(0, 0, "id").unwrap();
            sheet.write_string(1, 0, id).unwrap();
        }
    };
    add("Kosong", "", false);
    add("Rahasia", "A-1", true);
    add("Pelanggan", "A-2", false);
    add("Lama", "A-3", false);
    let bytes = book.save_to_buffer().unwrap();
    let table = read(&bytes, None).unwrap();
    assert_eq!(
        (table.sheet.as_deref(), cells(&table, 0)),
        (Some("Pelanggan"), vec!["A-2"])
    );
    assert_eq!(table.sheets, ["Kosong", "Rahasia", "Pelanggan", "Lama"]);
    assert_eq!(cells(&read(&bytes, Some("Lama")).unwrap(), 0), ["A-3"]);
    assert_eq!(cells(&read(&bytes, Some("Rahasia")).unwrap(), 0), ["A-1"]);
    let refused = |name| read(&bytes, Some(name)).unwrap_err().code;
    assert_eq!(refused("Kosong"), "FILE_EMPTY");
    assert_eq!(refused("Tidak ada"), "SHEET_UNKNOWN");
}

#[test]
fn a_sheet_without_rows_or_with_a_head_twice_is_refused_as_a_text_file_is() {
    let head_only = workbook(|sheet| {
        sheet.write_string(0, 0, "id").unwrap();
    });
    assert_eq!(code(&head_only), "CSV_NO_ROWS");
    let twice = workbook(|sheet| {
        for (row, column) in [(0, 0), (0, 1), (1, 0)] {
            sheet.write_string(row, column, "Nama").unwrap();
        }
    });
    assert_eq!(code(&twice), "CSV_DUPLICATE_HEAD");
    assert_eq!(code(&workbook(|_| {})), "FILE_EMPTY");
}

#[test]
fn other_files_in_a_zip_are_refused_by_their_kind() {
    let office = |kind: &str| {
        packed(&[(
            "[Content_Types].xml",
            format!("<Types>{kind}</Types>").as_bytes(),
        )])
    };
    for (bytes, kind) in [
        (
            office("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
            "XLSM",
        ),
        (
            office("application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
            "XLSB",
        ),
        (
            office(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            ),
            "DOCX",
        ),
        (
            packed(&[
                (
                    "mimetype",
                    b"application/vnd.oasis.opendocument.spreadsheet",
                ),
                ("content.xml", b"<office/>"),
            ]),
            "ODS",
        ),
        (packed(&[("foto.jpg", b"\xff\xd8")]), "ZIP"),
        (packed(&[]), "ZIP"),
        (compound("Workbook"), "XLS"),
    ] {
        let problem = read(&bytes, None).unwrap_err();
        assert_eq!(
            (
                problem.code.as_str(),
                problem.args.get("kind").map(String::as_str)
            ),
            ("FILE_KIND", Some(kind))
        );
    }
    assert_eq!(code(&compound("EncryptedPackage")), "XLSX_ENCRYPTED");
    assert_eq!(code(&compound("WordDocument")), "CSV_BINARY");
}

/// The older container, with a stream of this name.
fn compound(stream: &str) -> Vec<u8> {
    let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        .iter()
        .copied()
        .chain(std::iter::repeat_n(0, 504))
        .chain(name)
        .collect()
}

#[test]
fn a_zip_with_a_password_is_refused_as_such() {
    let mut bytes = packed(&[("[Content_Types].xml", b"<Types/>")]);
    // The flag of encryption, in the part's own header and in the list at the end.
    let list = bytes.windows(4).position(|at| at == b"PK\x01\x02").unwrap();
    bytes[6] |= 1;
    bytes[list + 8] |= 1;
    assert_eq!(code(&bytes), "XLSX_ENCRYPTED");
}

#[test]
fn a_damaged_workbook_is_refused_wherever_it_was_cut_or_altered() {
    let whole = workbook(|sheet| {
        for row in 0..200 {
            sheet.write_string(row, 0, format!("A-{row}")).unwrap();
        }
    });
    for part in 1..8 {
        let cut = &whole[..whole.len() * part / 8];
        assert_eq!(code(cut), "XLSX_BROKEN", "{part} eighths");
    }
    let mut altered = handmade(&sheet(""), STRINGS);
    let place = altered.windows(4).position(|at| at == b"nama").unwrap();
    altered[place] = b'l';
    assert_eq!(code(&altered), "XLSX_BROKEN");
}

#[test]
fn what_a_sheet_claims_is_not_believed() {
    let row = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>
        <row r="2"><c r="A2"><v>1</v></c></row>"#;
    let honest = handmade(&sheet(row), STRINGS);
    assert_eq!(cells(&read(&honest, None).unwrap(), 0), ["1", ""]);
    for (why, sheet, strings) in [
        (
            "more shared texts than the part could hold",
            sheet(row),
            STRINGS.replace("\"2\"", "\"99999999999999\""),
        ),
        (
            "a text that is not there",
            sheet(&row.replace("<v>1</v></c></row>", "<v>7</v></c></row>")),
            STRINGS.to_owned(),
        ),
        (
            "an area from its end to its beginning",
            sheet(row).replace("<sheetData>", r#"<dimension ref="Z9:A1"/><sheetData>"#),
            STRINGS.to_owned(),
        ),
        (
            "a row further up",
            sheet(&format!("{row}<row r=\"1\"><c r=\"C1\"><v>1</v></c></row>")),
            STRINGS.to_owned(),
        ),
        (
            "a cell twice",
            sheet(&row.replace("B1", "A1")),
            STRINGS.to_owned(),
        ),
        (
            "a row beyond all sheets",
            sheet(&row.replace("A2", "A99999999999")),
            STRINGS.to_owned(),
        ),
    ] {
        assert_eq!(code(&handmade(&sheet, &strings)), "XLSX_BROKEN", "{why}");
    }
}

#[test]
fn an_error_that_we_do_not_know_is_named() {
    let row = r##"<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="e"><v>#SPILL!</v></c></row>"##;
    let problem = read(&handmade(&sheet(row), STRINGS), None).unwrap_err();
    assert_eq!(
        (problem.code.as_str(), problem.args["value"].as_str()),
        ("CELL_ERROR", "#SPILL!")
    );
}

#[test]
fn a_sheet_as_wide_as_a_spreadsheet_can_be_is_refused() {
    let wide = workbook(|sheet| {
        for column in 0..16_384_u16 {
            sheet.write_number(0, column, column).unwrap();
        }
    });
    let problem = read(&wide, None).unwrap_err();
    assert_eq!(
        (problem.code.as_str(), problem.args["max"].as_str()),
        ("XLSX_COLUMNS", COLUMNS_MAX.to_string().as_str())
    );
}

#[test]
fn a_file_that_grows_when_it_is_unpacked_is_refused_before_it_is_kept() {
    let bomb = packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/worksheets/sheet1.xml", &vec![b' '; 3 << 20]),
    ]);
    assert!(bomb.len() < 10_000, "{} bytes", bomb.len());
    let problem = package::check(&bomb, 2 << 20).unwrap_err();
    assert_eq!(
        (problem.code.as_str(), problem.args["max"].as_str()),
        ("XLSX_TOO_LARGE", "2")
    );
    assert_eq!(
        package::check(&bomb, 4 << 20).unwrap_err().code,
        "FILE_KIND",
        "with room enough the kind decides"
    );
}

#[test]
fn one_long_text_in_very_many_cells_is_refused() {
    let text = "x".repeat(1 << 20);
    let rows: String = (1..=500)
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#))
        .collect();
    let strings = format!("<sst><si><t>{text}</t></si></sst>");
    assert_eq!(code(&handmade(&sheet(&rows), &strings)), "XLSX_TOO_LARGE");
}
