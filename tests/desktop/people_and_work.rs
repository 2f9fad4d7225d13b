//! The page of a customer, the board of registrations, a technician's day and the load of the zones in the real window.

use thirtyfour::Key;

use crate::window::{Desk, Window};

async fn sign_in(window: &Window, login: &str) {
    window.click(&format!("signin-demo-{login}")).await;
    window.find("user-menu").await;
}

async fn sign_out(window: &Window) {
    window.click("user-menu").await;
    window.click("user-sign-out").await;
    window.find("signin-username").await;
}

/// Takes a picture in the other language and comes back.
async fn picture_in_english(window: &Window, name: &str, word: &str, back: &str) {
    window.click("switch-language").await;
    window.sees(word).await;
    window.picture(&format!("{name}-en"));
    window.click("switch-language").await;
    window.sees(back).await;
}

/// The customer of the demo with the longest story is among the first.
async fn use_a_customer(window: &Window) {
    window.click("nav-customers").await;
    window.click("customers-row").await;
    window.find("customers-record").await;
    window.click("record-full").await;
    window.find("customers-chart").await;
    window.find("customers-story").await;
    window.picture("customer");
    picture_in_english(window, "customer", "What happened", "Riwayat pelanggan").await;
    for _ in 0..2 {
        window.click("switch-theme").await;
    }
    window.find_css(".pf-v6-theme-dark").await;
    window.picture("customer-dark");
    window.click("switch-theme").await;

    window.click("customers-tag-add").await;
    window.enter("customers-tag", "Rumah kos").await;
    window.picture("customer-tag");
    let field = window.find("customers-tag").await;
    field.send_keys("" + Key::Enter).await.unwrap();
    window.sees("Label ditambahkan: Rumah kos").await;
    window.click("toast-action").await;
    window.loses("customers-tag-Rumah kos").await;

    window
        .enter("customers-note", "Anjing galak, telepon dulu")
        .await;
    window.click("customers-note-save").await;
    window.sees("Catatan 1").await;
    window.click("customers-kind-note").await;
    window.loses("customers-story-link").await;
    window.sees("Anjing galak, telepon dulu").await;
    let chips = window.find("customers-kind-note").await;
    chips.scroll_into_view().await.unwrap();
    window.picture("customer-notes");
    window.click("customers-kind-all").await;

    window.click("customers-identity-show").await;
    window.click("customers-identity-dialog-confirm").await;
    window.sees("Tuliskan alasannya").await;
    window
        .enter("customers-identity-dialog-reason", "cocokkan dengan KTP")
        .await;
    window.picture("customer-identity-why");
    window.click("customers-identity-dialog-confirm").await;
    let shown = window.find("customers-identity-shown").await;
    assert_eq!(shown.text().await.unwrap().len(), 16);
    window.picture("customer-identity");
    window.click("customers-identity-hide").await;
    window.find("customers-identity").await;
    window.loses("customers-identity-shown").await;
}

/// By keyboard from card to card, a step through its dialog, and back again as a board.
async fn use_the_board(window: &Window) {
    window.click("nav-registrations").await;
    window.click("registrations-as-board").await;
    for column in 0..5 {
        window.find_css(&format!("[data-place='{column}-0']")).await;
    }
    window.picture("board");
    picture_in_english(window, "board", "longest", "terlama").await;
    let first = "[data-testid='registrations-column-pending_verification'] [data-place='0-0']";
    let card = window.find_css(first).await;
    card.send_keys(Key::Down + Key::Right).await.unwrap();
    let place = window
        .script("return document.activeElement.dataset.place")
        .await;
    assert_eq!(place, "1-1");
    window
        .find_css("[data-place='1-1']")
        .await
        .send_keys("" + Key::Enter)
        .await
        .unwrap();
    window.find("registrations-record").await;
    window.find("registrations-stages").await;
    window.find("registrations-free-ports").await;
    window.picture("board-record");
    window.click("registrations-approve").await;
    window.enter("registrations-billing-day", "5").await;
    window.click("registrations-approve-confirm").await;
    window.loses("registrations-approve-dialog").await;
    window.click("registrations-port-choose").await;
    window.choose("registrations-port-odp", "kosong").await;
    window.picture("registration-port");
    window.click("registrations-port-save").await;
    window.loses("registrations-port-dialog").await;
    window.sees("port ").await;
    window.picture("board-approved");

    window.click("nav-home").await;
    window.find("home-load").await;
    window.click("nav-registrations").await;
    window.find("registrations-board").await;
    window.click("registrations-as-list").await;
    window.find("registrations-row").await;
}

#[tokio::test]
async fn people_and_work_are_seen_at_a_glance_and_changed_where_they_stand() {
    let desk = Desk::new();
    let window = desk.open(&[]).await;
    window.click("desk-local-demo").await;
    sign_in(&window, "siti").await;
    use_a_customer(&window).await;
    use_the_board(&window).await;
    sign_out(&window).await;

    sign_in(&window, "andi").await;
    window.click("nav-home").await;
    window.find("home-technicians").await;
    window.picture("zone-load");
    picture_in_english(&window, "zone-load", "Unassigned", "Belum ditugaskan").await;
    // Which zone has something that nobody has depends on the day.
    let count = "document.querySelectorAll('[data-testid=home-unassigned-open]').length";
    let all = window.script(&format!("return {count}")).await;
    window.click("home-zone-1").await;
    window.click("home-zone-all").await;
    // What nobody has in one zone moves down when those of the others come.
    window
        .becomes_true(&format!("return {count} === {all}"))
        .await;
    window.click("home-unassigned-open").await;
    window.find("tickets-record").await;
    sign_out(&window).await;

    sign_in(&window, "joko").await;
    window.click("nav-home").await;
    window.find("home-day").await;
    window.picture("my-day");
    picture_in_english(&window, "my-day", "Welcome", "Selamat datang").await;
    window.click("home-job-open").await;
    window.find("tickets-record").await;
    window.close();
}
