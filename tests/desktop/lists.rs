//! Lists in the real window: every new page, rows chosen beyond the page, a file, a view that comes back.

use crate::window::Desk;

#[tokio::test]
async fn lists_are_chosen_from_exported_and_kept_as_views() {
    let desk = Desk::new();
    let window = desk.open(&[]).await;
    window.click("desk-local-demo").await;
    window.click("signin-demo-siti").await;
    window.find("user-menu").await;
    for area in ["services", "payments", "staff", "audit"] {
        window.click(&format!("nav-{area}")).await;
        window.find(&format!("{area}-list")).await;
        if area != "audit" {
            window.click(&format!("{area}-row")).await;
            window.find(&format!("{area}-record")).await;
        }
        window.picture(&format!("list-{area}"));
    }

    window.click("nav-invoices").await;
    window.find("invoices-row").await;
    window.click("invoices-select-page").await;
    window.sees("100 dipilih").await;
    window.click("invoices-select-matching").await;
    window.sees("yang cocok dipilih").await;
    window.picture("list-selected");
    window.click("invoices-export").await;
    window.picture("list-export");
    window.click("invoices-export-csv").await;
    window.sees("baris tersimpan").await;
    window.picture("list-exported");
    let files = std::fs::read_dir(desk.documents()).unwrap();
    let names: Vec<String> = files
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".csv"))
        .collect();
    assert!(
        matches!(names.as_slice(), [name] if name.starts_with("Tagihan ")),
        "{names:?}"
    );

    // Papers of the first hundred, a file each.
    window.click("invoices-unselect").await;
    window.click("invoices-select-page").await;
    window.sees("100 dipilih").await;
    window.click("invoices-export").await;
    window.click("invoices-export-papers-each").await;
    window.sees("100 tagihan tersimpan").await;
    let folders = std::fs::read_dir(desk.documents()).unwrap();
    let papers: Vec<usize> = folders
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| std::fs::read_dir(path).unwrap().count())
        .collect();
    assert_eq!(papers, [100]);
    window.click("invoices-unselect").await;
    window.click("invoices-sort-total").await;
    window.click("invoices-view").await;
    window.click("invoices-view-save").await;
    window.enter("invoices-view-name", "Menurut total").await;
    window.click("invoices-view-keep").await;
    window.loses("invoices-view-dialog").await;
    window.sees("Menurut total").await;
    window.click("invoices-sort-total").await;
    window.find("invoices-view-changed").await;
    window.click("invoices-view").await;
    window.picture("list-views");
    window.click("invoices-view-delete").await;
    window.sees("dihapus").await;
    window.click("toast-action").await;
    window.click("invoices-view").await;
    window.sees("Menurut total").await;
    window.close();
}
