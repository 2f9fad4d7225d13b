//! The invoices of a month in the real window: what stands on them, the preview, the run, and what it leaves behind.

use chrono::Utc;
use model::{
    billing::rule::Month,
    format::{Zone, show_month},
    text::Locale,
};

use crate::window::Desk;

#[tokio::test]
async fn a_month_is_previewed_issued_and_found_among_the_invoices() {
    let desk = Desk::new();
    let window = desk.open(&[]).await;
    window.click("desk-local-demo").await;
    window.click("signin-demo-siti").await;
    window.find("user-menu").await;
    let next = Month::of(Zone::Wib.day(Utc::now())).next();
    let month = show_month(next.first(), Locale::Id);

    // A discount and something that is paid once, for the first connection that runs.
    window.go("#/services?status=active").await;
    window.click("services-row").await;
    window.click("standing-add-discount").await;
    window
        .enter("standing-discount-description", "Promo kemerdekaan")
        .await;
    window.enter("standing-discount-size", "150").await;
    window.click("standing-discount-save").await;
    window.sees("Persen").await;
    window.enter("standing-discount-size", "10").await;
    window.picture("billing-discount");
    window.click("standing-discount-save").await;
    window.find("standing-discounts").await;
    window.click("standing-add-charge").await;
    window
        .enter("standing-charge-description", "Router baru")
        .await;
    window.enter("standing-charge-amount", "250000").await;
    window.click("standing-charge-save").await;
    window.find("standing-charges").await;
    window.picture("billing-standing");

    // This month is billed; the next one is not.
    window.click("nav-invoices").await;
    window.click("billing-open").await;
    window.find("billing-preview").await;
    window.picture("billing-this-month");
    window.choose("billing-period", &month).await;
    window.becomes_true("return Number(document.querySelector('[data-testid=billing-preview]')?.dataset.count) > 500").await;
    window.picture("billing-preview");
    window.click("billing-group-new").await;
    window.sees("Router").await;
    window.picture("billing-new");
    window.enter("billing-search", "zzzz").await;
    window.find("billing-empty").await;
    window.click("billing-group-all").await;
    // A field that is cleared by the driver tells nobody; a blank looks for nothing either.
    window.enter("billing-search", " ").await;
    window.find("billing-row").await;

    let promised = window
        .script("return document.querySelector('[data-testid=billing-preview]').dataset.count")
        .await;
    window.click("billing-issue").await;
    window.picture("billing-ask");
    window.click("billing-start").await;
    // It goes on whatever page is looked at.
    window.go("#/home").await;
    window.go("#/invoices/run").await;
    window
        .find_css("[data-testid='billing-run'][data-state='done']")
        .await;
    let issued = window
        .script("return document.querySelector('[data-testid=billing-run]').dataset.issued")
        .await;
    assert_eq!(issued, promised);
    window.picture("billing-done");
    window.click("billing-run-open").await;
    window.find("invoices-row").await;
    window
        .sees(&format!("INV-{}", Zone::Wib.day(Utc::now()).format("%Y%m")))
        .await;
    window.picture("billing-invoices");
    window.close();
}
