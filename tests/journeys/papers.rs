//! The papers of many invoices: in one file, in a folder of their own, or not at all.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
};

use aglis_core::{
    context::Cx,
    error::Error,
    exports::{ExportError, Place, export_papers},
};
use model::{
    exports::{ExportPapers, Exported, Papers},
    list::{ListQuery, Selection},
    text::Locale,
};
use uuid::Uuid;

use crate::{
    main_job::photo,
    support::{build, database::TestDb},
};

async fn invoices(db: &TestDb, count: i32) {
    let zone = build::zone(db.owner(), "Bandung Utara").await;
    sqlx::query(
        "with k as (insert into contacts (name) values ('Wulan Suryana') returning id),
              c as (insert into customers (code, contact_id, name, zone_id, status) select 'AGLS-30001', id, 'Wulan Suryana', $2, 'active' from k returning id),
              i as (insert into invoices (number, kind, customer_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, total)
              select 'INV-202611-' || lpad(n::text, 5, '0'), 'manual', c.id, $2, '2026-11-01', 'issued', '2026-11-01', '2026-11-20', n * 1000, n * 1000, n * 1000
              from c, generate_series(1, $1) n returning id, total)
         insert into invoice_lines (invoice_id, position, description, quantity, unit_price, amount) select id, 1, 'Kabel', 1, total, total from i",
    )
    .bind(count)
    .bind(zone)
    .execute(db.owner())
    .await
    .unwrap();
}

fn request(papers: Papers) -> ExportPapers {
    ExportPapers {
        run: Uuid::now_v7(),
        title: "Tagihan".to_owned(),
        selection: Selection::Matching {
            query: Box::new(ListQuery::default()),
            except: Vec::new(),
        },
        papers,
    }
}

async fn run(
    cx: &Cx,
    folder: &Path,
    request: &ExportPapers,
    stop_at: i64,
) -> Result<Exported, ExportError> {
    let place = Place {
        folder: folder.to_path_buf(),
        mark: false,
        locale: Locale::En,
    };
    let stop = AtomicBool::new(false);
    let told = |done, _| {
        stop.fetch_or(done >= stop_at, Ordering::Relaxed);
    };
    export_papers(cx, request, &place, &stop, told).await
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

async fn lines(db: &TestDb) -> Vec<(String, i64)> {
    sqlx::query_as("select format, rows from exports where list = 'invoices' order by id")
        .fetch_all(db.owner())
        .await
        .unwrap()
}

#[tokio::test]
async fn papers_of_many_invoices_are_in_one_file_or_in_a_folder_of_their_own() {
    let db = TestDb::new().await;
    invoices(&db, 5).await;
    let folder = tempfile::tempdir().unwrap();
    let cx = db.staff("office").await.cx();
    let each = request(Papers::Folder);
    for _ in 0..2 {
        let done = run(&cx, folder.path(), &each, i64::MAX).await.unwrap();
        assert!(
            matches!(done, Exported::Written { rows: 5, .. }),
            "{done:?}"
        );
    }
    let made = names(folder.path());
    let [first, second] = made.as_slice() else {
        panic!("two folders and not {made:?}");
    };
    assert!(first.starts_with("Tagihan 20"), "{first}");
    assert_eq!(*second, format!("{first}-2"), "nothing is replaced");
    let whole: Vec<String> = (1..=5).map(|n| format!("INV-202611-0000{n}.pdf")).collect();
    assert_eq!(names(&folder.path().join(first)), whole);

    sqlx::query("insert into company_logo (content) values ($1)")
        .bind(photo())
        .execute(db.owner())
        .await
        .unwrap();
    let fewer = ExportPapers {
        selection: request(Papers::OneFile).selection.with([1], false),
        ..request(Papers::OneFile)
    };
    let done = run(&cx, folder.path(), &fewer, i64::MAX).await.unwrap();
    let Exported::Written { file, rows: 4, .. } = done else {
        panic!("four papers and not {done:?}");
    };
    let file = folder.path().join(file);
    // The company's picture is on each page, and in the file once.
    let listed = Command::new("pdfimages")
        .arg("-list")
        .arg(&file)
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let objects: Vec<&str> = (listed.lines().skip(2))
        .filter_map(|line| line.split_whitespace().nth(10))
        .collect();
    assert!(
        objects.len() == 4 && objects.iter().all(|one| *one == objects[0]),
        "{listed}"
    );
    let said = Command::new("pdftotext")
        .arg(&file)
        .arg("-")
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    // Pages end with a form feed.
    let pages: Vec<&str> = said.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert_eq!(pages.len(), 4);
    for (page, n) in pages.iter().zip(2..) {
        assert!(page.contains(&format!("INV-202611-0000{n}")), "{page}");
    }
    assert_eq!(
        lines(&db).await,
        [5, 5, 4].map(|rows| ("pdf".to_owned(), rows))
    );
}

#[tokio::test]
async fn stopped_or_refused_papers_leave_nothing_behind() {
    let db = TestDb::new().await;
    invoices(&db, 4).await;
    let folder = tempfile::tempdir().unwrap();
    let cx = db.staff("office").await.cx();
    for papers in Papers::ALL {
        let stopped = run(&cx, folder.path(), &request(papers), 2).await;
        assert_eq!(stopped.unwrap(), Exported::Cancelled);
    }
    let technician = db.staff("technician").await.cx();
    let refused = run(&technician, folder.path(), &request(Papers::Folder), 9).await;
    assert!(matches!(
        refused,
        Err(ExportError::Core(Error::Forbidden(_)))
    ));
    // He sees none of this zone.
    let supervisor = db.staff("supervisor").await.cx();
    let none = run(&supervisor, folder.path(), &request(Papers::OneFile), 9).await;
    assert!(
        matches!(&none, Err(ExportError::Core(Error::Invalid(problems))) if format!("{problems:?}").contains("BULK_SIZE")),
        "{none:?}"
    );
    assert_eq!(names(folder.path()), [""; 0]);
    assert!(lines(&db).await.is_empty());
}
