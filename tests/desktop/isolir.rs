//! Blocked connections in the real window: unblocked with a reason and a promise, held back by it, blocked again by hand.

use crate::window::Window;

/// The first element whose test id begins so.
async fn click_first(window: &Window, begins: &str) {
    let found = format!("[data-testid^='{begins}']");
    window.find_css(&found).await.click().await.unwrap();
}

/// What the office does; needs a demo and somebody of the office.
pub async fn unblock_and_block(window: &Window) {
    window.go("#/isolir/blocked").await;
    window.find("isolir-table").await;
    window.picture("isolir-blocked");
    let service = window
        .script("return document.querySelector('[data-testid=isolir-row]').dataset.service")
        .await;
    let service = service.as_str().unwrap().to_owned();
    window.click(&format!("isolir-lift-{service}")).await;
    window.click("isolir-lift-save").await;
    window.sees("Tuliskan alasannya").await;
    window
        .enter("isolir-lift-reason", "sudah dibicarakan")
        .await;
    window
        .script("const until = document.querySelector('[data-testid=isolir-lift-until]'); until.value = new Date(Date.now() + 2 * 864e5).toISOString().slice(0, 10); until.dispatchEvent(new Event('input', { bubbles: true })); until.dispatchEvent(new Event('change', { bubbles: true })); return true")
        .await;
    window.picture("isolir-lift");
    window.click("isolir-lift-save").await;
    window.loses("isolir-lift-dialog").await;
    window.go("#/isolir/held").await;
    window.sees("Janji bayar s.d.").await;
    window.picture("isolir-held");
    click_first(window, "isolir-promise-").await;
    window.find("collection-promise-dialog").await;
    window.picture("isolir-promise");
    window.click("collection-promise-cancel").await;
    window.go(&format!("#/services/{service}")).await;
    window.click("services-block").await;
    window.enter("isolir-block-reason", "masih menunggak").await;
    window.picture("isolir-block");
    window.click("isolir-block-save").await;
    window.loses("isolir-block-dialog").await;
    window.find("services-isolir").await;
    window.sees("Isolir sejak").await;
    window.picture("isolir-service");
    window
        .script("document.querySelector('[data-testid=services-record] a[href^=\"#/customers/\"]').click(); return true")
        .await;
    window.find("collection-standing").await;
    window.find("collection-isolir-line").await;
    window.picture("isolir-customer");
}
