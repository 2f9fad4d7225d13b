//! Many records at once in the real window: chosen, planned, changed, seen from another window, written to a file, taken back. And a
//! run that a program left goes on by itself.

use std::path::Path;

use aglis_core::workspace::{LocalWorkspace, Place};

use crate::window::{Desk, Window};

/// What a program leaves that was killed right after Siti said go: three records that wait, and nobody who works on them.
const LEFT: &str = "set session authorization siti;
    select set_config('trial.run', (select id::text from app.plan_bulk('tickets', 'ticket_note', '{\"note\": \"Dicek lagi minggu depan\"}', 'in_app',
      '{\"ids\": 3}', 'kunci-yang-ditinggal', '\\x00', false, null)), false);
    insert into bulk_items (run_id, place, record_id, zone_id, version)
      select current_setting('trial.run')::bigint, row_number() over (order by id), id, zone_id, version from tickets where status = 'open' order by id limit 3;
    select app.start_bulk(current_setting('trial.run')::bigint, null);
    reset session authorization;";

const DONE: &str = "[data-testid='bulk-run'][data-state='done']";

async fn leave_a_run(desk: &Desk) {
    let place = Place::at(desk.folder.path().join("data/workspaces/local"));
    let workspace = LocalWorkspace::open(place, |_| {}).await.unwrap();
    let mut connection = workspace.admin_pool().acquire().await.unwrap();
    sqlx::raw_sql(LEFT).execute(&mut *connection).await.unwrap();
}

async fn sign_in(window: &Window, login: &str) {
    window.click(&format!("signin-demo-{login}")).await;
    window.find("user-menu").await;
}

/// Chooses the first three tickets that are not urgent; answers the number of the first.
async fn choose_three(window: &Window) -> String {
    window.go("#/nowhere").await;
    window
        .go("#/tickets?status=open&status=assigned&status=in_progress&priority=low&priority=normal&priority=high")
        .await;
    window.find("tickets-row").await;
    let ids = window
        .script("return [...document.querySelectorAll('[data-testid=tickets-row]')].slice(0, 3).map(row => row.dataset.id)")
        .await;
    let ids: Vec<String> = serde_json::from_value(ids).unwrap();
    let [first, _, last] = ids.as_slice() else {
        panic!("three rows and not {ids:?}");
    };
    // With Shift, all from the first to the last.
    window.click(&format!("tickets-select-{first}")).await;
    window.sees("1 dipilih").await;
    let last = format!("[data-testid='tickets-select-{last}']");
    let with_shift = "dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: true }))";
    window
        .script(&format!(
            "return document.querySelector(\"{last}\").{with_shift}"
        ))
        .await;
    window.sees("3 dipilih").await;
    let first = "[data-testid='tickets-row'] [data-column='number']";
    let number = window.find_css(first).await.text().await.unwrap();
    number.trim().to_owned()
}

async fn says(window: &Window, testid: &str, text: &str) {
    let said = window.find(testid).await.text().await.unwrap();
    assert_eq!(said.trim(), text, "{testid}");
}

/// The file of the results: three records with what became of them.
fn read_file(folder: &Path, number: &str) {
    let written = std::fs::read_dir(folder).unwrap();
    let paths: Vec<_> = written
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "csv"))
        .collect();
    let [path] = paths.as_slice() else {
        panic!("one file and not {paths:?}");
    };
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[0].contains("Nomor,Hasil"), "{text}");
    assert!(
        lines[1..]
            .iter()
            .any(|line| line.contains(number) && line.contains("Berhasil")),
        "{text}"
    );
}

#[tokio::test]
async fn chosen_tickets_are_planned_changed_seen_elsewhere_and_taken_back() {
    let desk = Desk::new();
    let office = desk.open(&[]).await;
    office.click("desk-local-demo").await;
    office.find("signin-demo-siti").await;
    leave_a_run(&desk).await;
    sign_in(&office, "siti").await;
    office.go("#/bulk").await;
    office
        .find_css("[data-testid='bulk-line'][data-state='done']")
        .await;
    let note = "return document.querySelector('[data-testid=bulk-line]').textContent.includes('Dicek lagi minggu depan')";
    office.becomes_true(note).await;
    office.sees("3 dari 3 berhasil").await;
    let admin = desk.open(&["--new-window"]).await;
    sign_in(&admin, "dewi").await;
    admin.go("#/bulk").await;
    admin.find("bulk-line").await;

    let number = choose_three(&office).await;
    office.click("bulk-ticket-priority").await;
    office.click("bulk-plan").await;
    office.find_css("#bulk-priority[aria-invalid='true']").await;
    office.choose("bulk-priority", "Mendesak").await;
    office.click("bulk-plan").await;
    office.find("bulk-plan-view").await;
    says(&office, "bulk-will-change", "3").await;
    says(&office, "bulk-left-out", "0").await;
    office.sees(&number).await;
    office.click("bulk-start").await;
    office.find_css(DONE).await;
    office.find("bulk-undo").await;
    office.click("bulk-export").await;
    office.click("bulk-export-csv").await;
    office.sees("3 baris tersimpan").await;
    read_file(&desk.documents(), &number);

    // Nobody touches the other window, and nothing can be taken back there that was not Dewi's to take back.
    let done = office.find_css(DONE).await.attr("data-run").await.unwrap();
    let done = done.unwrap();
    let line = format!("[data-testid='bulk-line'][data-run='{done}'][data-state='done']");
    admin.find_css(&line).await.click().await.unwrap();
    admin.find_css(DONE).await;
    admin.sees("Siti").await;
    admin.picture("bulk-record-id");

    office.click("bulk-undo").await;
    office.sees("Urungkan: Ubah prioritas tiket").await;
    let other = format!("{DONE}:not([data-run='{done}'])");
    office.find_css(&other).await;
    admin
        .find_css("[data-testid='bulk-line'][data-state='undone']")
        .await;
    admin.picture("bulk-history-id");
    // It is there after the page was loaded anew.
    office.click("bulk-to-history").await;
    office.find("bulk-record-page").await;
    office.script("location.reload()").await;
    office.find("bulk-record-page").await;
    office.sees("Urungkan: Ubah prioritas tiket").await;
    admin.close();
    office.close();
}

#[tokio::test]
async fn customers_who_left_are_deleted_found_and_brought_back() {
    let desk = Desk::new();
    let admin = desk.open(&[]).await;
    admin.click("desk-local-demo").await;
    sign_in(&admin, "dewi").await;
    admin.go("#/customers?status=terminated").await;
    admin.find("customers-row").await;
    admin.click("customers-select-page").await;
    admin.picture("removal-toolbar");
    admin.click("bulk-customer-package").await;
    admin.find("bulk-ask").await;
    admin.picture("removal-package");
    admin.click("bulk-ask-cancel").await;
    admin.click("bulk-customer-delete").await;
    admin
        .enter("bulk-reason", "Pindah ke kota lain, kontrak selesai")
        .await;
    admin.picture("removal-ask");
    admin.click("bulk-plan").await;
    admin.find("bulk-plan-view").await;
    admin.picture("removal-plan");
    let count = admin.find("bulk-will-change").await.text().await.unwrap();
    assert_ne!(count, "0");
    // However few they are, their number is typed.
    admin.click("bulk-start").await;
    admin.find_css("#bulk-typed[aria-invalid='true']").await;
    admin.enter("bulk-typed", &count).await;
    admin.click("bulk-start").await;
    admin.find_css(DONE).await;
    admin.find("bulk-undo").await;
    admin.picture("removal-done");
    admin.click("bulk-close").await;
    admin.loses("bulk-dialog").await;

    admin.go("#/customers?deleted=yes").await;
    admin.find("customers-row").await;
    admin.click("customers-select-page").await;
    admin.find("bulk-customer-restore").await;
    admin.picture("removal-deleted-list");
    admin.click("customers-row").await;
    admin.find("customers-deleted").await;
    admin.sees("Pindah ke kota lain").await;
    admin.picture("removal-deleted");
    admin.click("customers-restore").await;
    admin.loses("customers-deleted").await;
    // And singly.
    admin.click("customers-delete").await;
    admin.enter("customers-delete-reason", "Salah pilih").await;
    admin.picture("removal-one");
    admin.click("customers-delete-save").await;
    admin.find("customers-deleted").await;
    admin.sees("Salah pilih").await;
    admin.close();
}
