//! Hostile and ordinary files.

use super::{ROWS_MAX, Table, read};

fn code(bytes: impl AsRef<[u8]>) -> String {
    read(bytes.as_ref()).unwrap_err().code
}

fn cells(table: &Table, row: usize) -> Vec<&str> {
    table.rows[row].cells.iter().collect()
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        })
        .collect()
}

#[test]
fn the_usual_encodings_are_recognised() {
    let text = "id;nama\n1;Nuʻmān é\n";
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "utf-8"),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "utf-8"),
        (
            [b"\xff\xfe".to_vec(), utf16(text, false)].concat(),
            "utf-16le",
        ),
        (
            [b"\xfe\xff".to_vec(), utf16(text, true)].concat(),
            "utf-16be",
        ),
        (utf16(text, false), "utf-16le"),
        (utf16(text, true), "utf-16be"),
    ] {
        let table = read(&bytes).unwrap();
        assert_eq!((table.encoding, table.delimiter), (encoding, ';'));
        assert_eq!(table.heads, ["id", "nama"]);
        assert_eq!(cells(&table, 0), ["1", "Nuʻmān é"]);
    }
    let table = read(b"id,nama\n1,Ren\xe9\n").unwrap();
    assert_eq!(
        (table.encoding, cells(&table, 0)),
        ("windows-1252", vec!["1", "René"])
    );
}

#[test]
fn the_delimiter_is_taken_from_the_head_outside_quotes() {
    assert_eq!(read(b"\"a;b;c\",d\n1,2\n").unwrap().delimiter, ',');
    assert_eq!(read(b"a\tb\n1\t2,5\n").unwrap().delimiter, '\t');
    assert_eq!(read(b"a\n1\n").unwrap().delimiter, ',');
    let table = read(b"sep=;\r\na;b\r\n1;2\r\n").unwrap();
    assert_eq!((table.delimiter, table.rows[0].line), (';', 3));
}

#[test]
fn what_is_no_table_is_refused_as_a_whole() {
    assert_eq!(code(b""), "FILE_EMPTY");
    assert_eq!(code(b" \r\n\n"), "FILE_EMPTY");
    assert_eq!(code(b"\xef\xbb\xbf"), "FILE_EMPTY");
    assert_eq!(code(b"a,b\n"), "CSV_NO_ROWS");
    assert_eq!(code(b"a,b\n,\n , \n"), "CSV_NO_ROWS");
    assert_eq!(code(b"a,b\n1,\0\n"), "CSV_BINARY");
    assert_eq!(code(b"\0\0\0\0\0\0\0\0"), "CSV_BINARY");
    assert_eq!(code(b"PK\x03\x04rest of a workbook"), "CSV_BINARY");
    assert_eq!(code(b"%PDF-1.7\n"), "CSV_BINARY");
    // A lone surrogate, and half a sign at the end.
    assert_eq!(
        code(
            [
                b"\xff\xfe".to_vec(),
                utf16("a,b\n1,", false),
                vec![0x00, 0xd8]
            ]
            .concat()
        ),
        "CSV_BINARY"
    );
    assert_eq!(
        code([b"\xff\xfe".to_vec(), utf16("a,b\n1,2", false), vec![0x31]].concat()),
        "CSV_BINARY"
    );
    assert_eq!(code(b"Nama,nama\n1,2\n"), "CSV_DUPLICATE_HEAD");
}

#[test]
fn broken_rows_refuse_the_file_and_name_the_line() {
    for (text, line) in [
        ("a,b\n1,2\n1,\"cut off", "3"),
        ("a,b\n\"x\"y,2\n", "2"),
        ("a,b\n1,2\n1,2,3\n", "3"),
        ("a,b\n1\n", "2"),
        ("a,b\n\"1\n1\",2\n3\n", "4"),
    ] {
        let problem = read(text.as_bytes()).unwrap_err();
        assert_eq!(
            (problem.code.as_str(), problem.args["line"].as_str()),
            ("CSV_FORMAT", line),
            "{text}"
        );
    }
}

#[test]
fn quotes_inside_cells_and_line_breaks_inside_quotes_are_text() {
    let table = read(b"a,b\r\n\"say \"\"hi\"\"\r\nthere\",5\" pipe\r\n,\r\n3,4\r\n").unwrap();
    assert_eq!(cells(&table, 0), ["say \"hi\"\r\nthere", "5\" pipe"]);
    assert_eq!(
        (table.rows[0].line, table.rows[1].line, table.rows.len()),
        (2, 5, 2)
    );
}

#[test]
fn formulas_stay_text() {
    let table = read(b"a,b\n=HYPERLINK(1),@SUM(A1)\n").unwrap();
    assert_eq!(cells(&table, 0), ["=HYPERLINK(1)", "@SUM(A1)"]);
}

#[test]
fn monstrous_files_are_refused_and_monstrous_cells_are_carried() {
    assert_eq!(code("a,".repeat(1_000_000)), "CSV_TOO_LARGE");
    assert_eq!(
        code(format!("a\n{}", "1\n".repeat(ROWS_MAX + 1))),
        "CSV_TOO_LARGE"
    );
    let huge = "x".repeat(5_000_000);
    assert_eq!(
        read(format!("a,b\n1,\"{huge}\"\n").as_bytes())
            .unwrap()
            .rows[0]
            .cells[1]
            .len(),
        huge.len()
    );
}

#[test]
fn an_empty_head_is_called_by_its_place() {
    assert_eq!(read(b"a,,c\n1,2,3\n").unwrap().heads, ["a", "#2", "c"]);
}

#[test]
fn a_file_that_stops_being_utf_8_is_damaged_and_not_from_windows() {
    let whole = "a,b\nNuʻmān,1\nRenée,2".as_bytes();
    for bytes in [
        [whole, b"\xc3"].concat(),
        [b"\xef\xbb\xbf", whole, b"\xc3"].concat(),
        b"a,b\n\xc3\xa9,1\nRen\xe9,2\n".to_vec(),
    ] {
        let problem = read(&bytes).unwrap_err();
        assert_eq!(
            (problem.code.as_str(), problem.args["line"].as_str()),
            ("CSV_FORMAT", "3")
        );
    }
}

#[test]
fn lines_may_end_in_any_way() {
    for end in ["\n", "\r\n", "\r"] {
        let rows: String = (0..600).map(|n| format!("{n},x{end}")).collect();
        let table = read(format!("sep=,{end}a,b{end}{rows}").as_bytes()).unwrap();
        assert_eq!((table.rows.len(), table.rows[599].line), (600, 602));
        let problem = read(format!("a,b{end}1,2{end}{end}3{end}").as_bytes()).unwrap_err();
        assert_eq!(problem.args["line"], "4");
    }
}
