//! Taking a real customer list over, in the real window: look, map, try, import, import again.

use crate::{support::telco, window::Desk};

#[tokio::test]
async fn a_customer_list_is_tried_imported_once_and_found_in_the_list() {
    let desk = Desk::new();
    let file = desk.documents().join("pelanggan.csv");
    let key = telco::write(&file);
    let rows = format!("{}.{:03}", telco::ROWS / 1_000, telco::ROWS % 1_000);
    let window = desk.open(&[]).await;
    window.click("desk-local-demo").await;
    window.click("signin-demo-siti").await;
    window.find("user-menu").await;
    window.click("nav-imports").await;
    window.find("imports-page").await;

    window.choose_file("imports-file", &file).await;
    window.sees("baris (UTF-8)").await;
    // The list has no names: the key has to do until somebody enters them.
    window.choose("imports-map-name", "customerID").await;
    window.enter("imports-rate", "15000").await;
    window.choose("imports-zone", "Bandung").await;
    window.click("imports-try").await;
    window.sees("belum ada yang berubah").await;
    assert_eq!(
        window.find("imports-created").await.text().await.unwrap(),
        rows
    );
    window.picture("import-tried");
    window.click("imports-run").await;
    window.sees("Impor selesai").await;
    assert_eq!(
        window.find("imports-created").await.text().await.unwrap(),
        rows
    );
    window.picture("import-done");

    // The same file again, read the same way, has nothing to change and offers no import.
    window.choose_file("imports-file", &file).await;
    window.loses("imports-created").await;
    window.choose("imports-map-name", "customerID").await;
    window.enter("imports-rate", "15000").await;
    window.choose("imports-zone", "Bandung").await;
    window.click("imports-try").await;
    window.sees("belum ada yang berubah").await;
    assert_eq!(
        window.find("imports-unchanged").await.text().await.unwrap(),
        rows
    );
    assert!(!window.find("imports-run").await.is_enabled().await.unwrap());

    window.click("nav-customers").await;
    window.enter("customers-search", &key).await;
    window.sees("1 data").await;
    window.click("customers-row").await;
    window.find("customers-record").await;
    window.picture("customer-imported");
    window.close();
}
