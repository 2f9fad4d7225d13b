//! The palette in the real window, from the keyboard alone.

use thirtyfour::{Key, TypingData};

use crate::window::{Desk, Window};

async fn press(window: &Window, testid: &str, keys: impl Into<TypingData>) {
    window.find(testid).await.send_keys(keys).await.unwrap();
}

#[tokio::test]
async fn the_palette_finds_opens_remembers_and_commands() {
    let desk = Desk::new();
    let window = desk.open(&[]).await;
    window.click("desk-local-demo").await;
    window.click("signin-demo-siti").await;
    window.find("user-menu").await;

    window.click("nav-invoices").await;
    let number = window
        .find_css("[data-testid='invoices-row'] [data-column='number']")
        .await;
    let invoice = number.text().await.unwrap();
    let page = window.find_css("#page").await;
    page.send_keys(Key::Control + "k").await.unwrap();
    window.find("palette-lines").await;
    window.picture("palette-empty");
    window.enter("palette-text", &invoice).await;
    window
        .find_css("[data-settled='true'] [data-line^='invoice-']")
        .await;
    window.picture("palette-number");
    press(&window, "palette-text", Key::Enter).await;
    window.loses("palette").await;
    window.find("invoices-record").await;
    window.sees(&invoice).await;

    window.click("palette-open").await;
    window.find_css("[data-line^='invoice-']").await;
    window.sees("TERAKHIR DIBUKA").await;
    window.enter("palette-text", "Agus Firmansya").await;
    window
        .find_css("[data-settled='true'] [data-line^='customer-']")
        .await;
    window.picture("palette-name");
    // Enter before the answer is there opens what was meant, not what was found before.
    window.enter("palette-text", &invoice).await;
    window
        .find_css("[data-settled='true'] [data-line^='invoice-']")
        .await;
    let field = window.find("palette-text").await;
    field.clear().await.unwrap();
    field
        .send_keys("Agus Firmansya" + Key::Enter)
        .await
        .unwrap();
    window.loses("palette").await;
    window.find("customers-record").await;
    window.sees("Firmansyah").await;

    window.click("palette-open").await;
    window.enter("palette-text", "tidak ada yang begini").await;
    window.find("palette-nothing").await;
    press(&window, "palette-text", Key::Escape).await;
    window.loses("palette").await;

    window.click("palette-open").await;
    window.enter("palette-text", "kunci").await;
    window
        .find_css("[data-settled='true'] [data-line='user-lock']")
        .await;
    press(&window, "palette-text", Key::Enter).await;
    window.find("unlock-password").await;
    window.close();
}
