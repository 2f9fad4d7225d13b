//! Lists as files: what stands in them, who may take them, what stays behind in the trail.

use std::{
    fs,
    io::Read,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use aglis_core::{
    context::Cx,
    error::Error,
    exports::{ExportError, Place, export},
};
use model::{
    exports::{ExportColumn, ExportList, Exported, Format},
    list::{ListQuery, Selection, Sort},
    text::Locale,
};
use sqlx::Row;
use uuid::Uuid;

use crate::support::{build, database::TestDb};

async fn customers(db: &TestDb, count: i32) {
    let zone = build::zone(db.owner(), "Bandung Utara").await;
    sqlx::query(
        "with k as (insert into contacts (name, phone) select case when i = 1 then '=HYPERLINK(\"http://x\")' else 'Pelanggan ' || lpad(i::text, 6, '0') end,
                      '+62812' || lpad(i::text, 8, '0') from generate_series(1, $1) i returning id, name)
         insert into customers (code, contact_id, name, zone_id, status, outstanding) select 'AGLS-' || (20000 + id), id, name, $2, 'active', id * 1000 from k",
    )
    .bind(count)
    .bind(zone)
    .execute(db.owner())
    .await
    .unwrap();
}

fn all() -> Selection {
    Selection::Matching {
        query: Box::default(),
        except: vec![],
    }
}

fn request(format: Format, selection: Selection) -> ExportList {
    let column = |name: &str, title: &str| ExportColumn {
        name: name.to_owned(),
        title: title.to_owned(),
    };
    ExportList {
        run: Uuid::now_v7(),
        list: "customers".to_owned(),
        title: "Pelanggan".to_owned(),
        selection,
        sort: vec![Sort {
            column: "code".to_owned(),
            descending: false,
        }],
        columns: vec![
            column("name", "Nama"),
            column("phone", "Telepon"),
            column("status", "Status"),
            column("outstanding", "Tunggakan"),
        ],
        format,
    }
}

async fn run(cx: &Cx, folder: &Path, request: &ExportList) -> Result<Exported, ExportError> {
    let place = Place {
        folder: folder.to_path_buf(),
        mark: true,
        locale: Locale::Id,
    };
    export(cx, request, &place, &AtomicBool::new(false), |_, _| {}).await
}

fn written(outcome: Exported, folder: &Path) -> (std::path::PathBuf, i64) {
    match outcome {
        Exported::Written { file, rows, .. } => (folder.join(file), rows),
        Exported::Cancelled => panic!("nobody cancelled"),
    }
}

#[tokio::test]
async fn a_csv_holds_what_is_seen_and_runs_nothing() {
    let db = TestDb::new().await;
    customers(&db, 3).await;
    let folder = tempfile::tempdir().unwrap();
    let cx = db.staff("office").await.cx();
    let done = run(&cx, folder.path(), &request(Format::Csv, all())).await;
    let (path, rows) = written(done.unwrap(), folder.path());
    assert_eq!(rows, 3);
    assert_eq!(
        fs::read_to_string(path).unwrap(),
        "\u{feff}Nama,Telepon,Status,Tunggakan\r\n\
         \"'=HYPERLINK(\"\"http://x\"\")\",0812-0000-0001,Aktif,1000\r\n\
         Pelanggan 000002,0812-0000-0002,Aktif,2000\r\n\
         Pelanggan 000003,0812-0000-0003,Aktif,3000\r\n"
    );
}

#[tokio::test]
async fn a_workbook_holds_phones_as_text_and_amounts_as_numbers() {
    let db = TestDb::new().await;
    customers(&db, 3).await;
    let folder = tempfile::tempdir().unwrap();
    let cx = db.staff("office").await.cx();
    let done = run(&cx, folder.path(), &request(Format::Xlsx, all())).await;
    let (path, _) = written(done.unwrap(), folder.path());
    let mut book = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut sheet = String::new();
    book.by_name("xl/worksheets/sheet1.xml")
        .unwrap()
        .read_to_string(&mut sheet)
        .unwrap();
    assert!(sheet.contains("<t>0812-0000-0002</t>"), "{sheet}");
    assert!(sheet.contains("<v>2000</v>"));
    assert!(!sheet.contains("<f>"), "no cell is a formula");
    assert!(sheet.contains("<autoFilter ref=\"A1:D4\"") && sheet.contains("state=\"frozen\""));
}

#[tokio::test]
async fn an_export_of_a_selection_leaves_its_line_in_the_trail() {
    let db = TestDb::new().await;
    customers(&db, 10).await;
    let folder = tempfile::tempdir().unwrap();
    let siti = db.staff("office").await;
    let fewer = all().with([1, 4], false);
    let done = run(&siti.cx(), folder.path(), &request(Format::Csv, fewer)).await;
    assert_eq!(written(done.unwrap(), folder.path()).1, 8);
    let line = sqlx::query("select staff_id, after from audit_rows where record = 'exports'")
        .fetch_one(db.owner())
        .await
        .unwrap();
    let after: serde_json::Value = line.get("after");
    assert_eq!(line.get::<i64, _>("staff_id"), siti.id);
    assert_eq!(
        (&after["list"], &after["rows"]),
        (&"customers".into(), &8.into())
    );
    assert_eq!(
        after["query"]["matching"]["except"],
        serde_json::json!([1, 4])
    );
}

#[tokio::test]
async fn a_technician_exports_nothing_and_a_supervisor_only_his_zones() {
    let db = TestDb::new().await;
    customers(&db, 5).await;
    let folder = tempfile::tempdir().unwrap();
    let technician = db.staff("technician").await.cx();
    let refused = run(&technician, folder.path(), &request(Format::Csv, all())).await;
    assert!(matches!(
        refused,
        Err(ExportError::Core(Error::Forbidden(_)))
    ));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let supervisor = db.staff("supervisor").await.cx();
    let done = run(&supervisor, folder.path(), &request(Format::Csv, all())).await;
    assert_eq!(written(done.unwrap(), folder.path()).1, 0);
}

#[tokio::test]
async fn a_stopped_export_leaves_no_file_and_no_line() {
    let db = TestDb::new().await;
    customers(&db, 12_000).await;
    let folder = tempfile::tempdir().unwrap();
    let cx = db.staff("office").await.cx();
    let place = Place {
        folder: folder.path().to_path_buf(),
        mark: false,
        locale: Locale::Id,
    };
    let stop = AtomicBool::new(false);
    let asked = request(Format::Xlsx, all());
    // Whoever sees the first rows arrive stops.
    let outcome = export(&cx, &asked, &place, &stop, |rows, total| {
        assert_eq!(total, 12_000);
        stop.fetch_or(rows > 0, Ordering::Relaxed);
    })
    .await;
    assert_eq!(outcome.unwrap(), Exported::Cancelled);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let lines: i64 = sqlx::query_scalar("select count(*) from exports")
        .fetch_one(db.owner())
        .await
        .unwrap();
    assert_eq!(lines, 0);
}

#[tokio::test]
async fn every_row_of_many_pages_is_written_once() {
    let db = TestDb::new().await;
    customers(&db, 12_000).await;
    let folder = tempfile::tempdir().unwrap();
    let cx = db.staff("office").await.cx();
    let mut asked = request(Format::Csv, all());
    asked.sort = vec![];
    let (path, rows) = written(
        run(&cx, folder.path(), &asked).await.unwrap(),
        folder.path(),
    );
    let text = fs::read_to_string(path).unwrap();
    let mut names: Vec<&str> = text.lines().skip(1).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!((rows, names.len()), (12_000, 12_000));
}

#[tokio::test]
async fn a_question_that_makes_no_sense_is_refused() {
    let db = TestDb::new().await;
    let folder = tempfile::tempdir().unwrap();
    let cx = db.staff("office").await.cx();
    let code = async |request: ExportList| match run(&cx, folder.path(), &request).await {
        Err(ExportError::Core(Error::Invalid(problems))) => format!("{problems:?}"),
        other => format!("{other:?}"),
    };
    let mut unknown = request(Format::Csv, all());
    unknown.columns[0].name = "nik".to_owned();
    assert!(code(unknown).await.contains("FILTER_UNKNOWN"));
    let mut nowhere = request(Format::Csv, all());
    nowhere.list = "contact_identities".to_owned();
    assert!(code(nowhere).await.contains("LIST_UNKNOWN"));
    let nothing = request(Format::Csv, Selection::Ids(vec![]));
    assert!(code(nothing).await.contains("BULK_SIZE"));
    let long = Selection::Matching {
        query: Box::new(ListQuery {
            search: "x".repeat(300),
            ..Default::default()
        }),
        except: vec![],
    };
    assert!(
        code(request(Format::Csv, long))
            .await
            .contains("SEARCH_LENGTH")
    );
}
