//! A day at the desk besides the main job: an admin takes people on, the office writes a ticket, the admin voids an invoice.

use thirtyfour::{Key, TypingData};

use crate::window::{Desk, Window};

async fn sign_out(window: &Window) {
    window.click("user-menu").await;
    window.click("user-sign-out").await;
    window.find("signin-username").await;
}

async fn sign_in(window: &Window, demo_login: &str) {
    window.click(&format!("signin-demo-{demo_login}")).await;
    window.find("user-menu").await;
}

async fn press(window: &Window, testid: &str, keys: impl Into<TypingData>) {
    window.find(testid).await.send_keys(keys).await.unwrap();
}

/// Fills the form for a new colleague and answers the password that is shown once.
async fn take_on(window: &Window, name: &str, username: &str) -> String {
    window.click("settings-staff-save").await;
    let password = window.find("settings-shown-password").await;
    let password = password.text().await.unwrap();
    let shown = window.find("settings-shown-username").await;
    assert_eq!(shown.text().await.unwrap(), username);
    window.picture(&format!("staff-{username}-once"));
    window.click("settings-shown-once-done").await;
    window.loses("settings-shown-once").await;
    window.sees(name).await;
    assert!(
        !window.text().await.contains(&password),
        "the password is shown once"
    );
    password
}

/// A promise is shortened, hours that cannot be read are refused in their place, and categories are looked through.
async fn keep_rules(window: &Window) {
    window.click("settings-tabs-sla").await;
    window.click("settings-target-standard-high").await;
    window.enter("settings-target-hours", "3").await;
    window.click("settings-target-save").await;
    window.loses("settings-target-dialog").await;
    window.sees("3 jam").await;
    window.find("settings-reason-row").await;
    window.picture("settings-sla");
    window.click("settings-tabs-hours").await;
    window.find("settings-holiday-row").await;
    window.picture("settings-hours");
    window.click("settings-new-calendar").await;
    window.enter("settings-calendar-name", "Tim malam").await;
    window.enter("settings-calendar-day-1", "malam").await;
    window.click("settings-calendar-save").await;
    window.sees("Tulis jam seperti").await;
    window.picture("settings-calendar-refused");
    window.enter("settings-calendar-day-1", "18-24").await;
    window.click("settings-calendar-save").await;
    window.loses("settings-calendar-dialog").await;
    window.sees("18:00–24:00").await;
    window.click("settings-tabs-categories").await;
    window.click("settings-category-los").await;
    window.find("settings-category-item-id-0").await;
    window.picture("settings-category");
    window.click("settings-category-cancel").await;
    window.loses("settings-category-dialog").await;
}

#[tokio::test]
async fn an_admin_takes_people_on_the_office_writes_a_ticket_an_invoice_is_voided() {
    let desk = Desk::new();
    let window = desk.open(&[]).await;
    window.click("desk-local-demo").await;
    sign_in(&window, "dewi").await;

    // A supervisor without a zone would see nothing: the form says so at its place and keeps what was typed.
    window.click("nav-settings").await;
    window.click("settings-tabs-staff").await;
    window.click("settings-new-staff").await;
    window.enter("settings-staff-name", "Bagus Permana").await;
    window.enter("settings-staff-username", "bagus").await;
    window.choose("settings-staff-role", "Supervisor").await;
    window.click("settings-staff-save").await;
    window.sees("Silakan pilih").await;
    window.picture("staff-refused");
    window.click("settings-staff-zone-1").await;
    let password = take_on(&window, "Bagus Permana", "bagus").await;

    window.click("settings-new-staff").await;
    window.enter("settings-staff-name", "Rian Sanjaya").await;
    window.enter("settings-staff-username", "rian").await;
    window.choose("settings-staff-role", "Teknisi").await;
    take_on(&window, "Rian Sanjaya", "rian").await;
    window.picture("staff");
    for tab in ["zones", "packages"] {
        window.click(&format!("settings-tabs-{tab}")).await;
        window
            .find(&format!("settings-new-{}", &tab[..tab.len() - 1]))
            .await;
        window.picture(&format!("settings-{tab}"));
    }
    keep_rules(&window).await;
    sign_out(&window).await;

    window.enter("signin-username", "bagus").await;
    window.enter("signin-password", &password).await;
    window.click("signin-submit").await;
    window.sees("Bagus Permana").await;
    sign_out(&window).await;

    // The office finds the customer with the keyboard alone.
    sign_in(&window, "siti").await;
    window.click("nav-tickets").await;
    window.find("tickets-row").await;
    window.picture("tickets");
    window.click("tickets-new").await;
    window.click("tickets-save").await;
    window.sees("Silakan pilih").await;
    window.enter("tickets-customer", "AGLS-").await;
    window.find("tickets-customer-option").await;
    window.picture("ticket-customer");
    press(&window, "tickets-customer", Key::Down + Key::Enter).await;
    window.find("tickets-service").await;
    window
        .enter("tickets-description", "Lampu LOS merah sejak pagi")
        .await;
    window.choose("tickets-priority", "Mendesak").await;
    window.picture("ticket-new");
    window.click("tickets-save").await;
    window.sees("Batas waktu").await;
    window.find("tickets-record").await;
    // A colleague is named without knowing his login.
    window
        .enter("tickets-note", "Pelanggan minta didatangi sore @sus")
        .await;
    window
        .find_css("[data-testid='tickets-note-option'][data-value='joko'][aria-selected='true']")
        .await;
    window.picture("ticket-naming");
    press(&window, "tickets-note", Key::Enter + "tolong").await;
    press(&window, "tickets-note", Key::Control + Key::Enter).await;
    window
        .sees("Pelanggan minta didatangi sore @joko tolong")
        .await;
    window.picture("ticket-noted");
    sign_out(&window).await;

    sign_in(&window, "dewi").await;
    window
        .page
        .goto("tauri://localhost/#/invoices?status=issued")
        .await
        .unwrap();
    window.click("invoices-row").await;
    window.click("invoices-more").await;
    window.click("invoices-void").await;
    window.click("invoices-void-dialog-confirm").await;
    window.sees("Tuliskan alasannya").await;
    window
        .enter("invoices-void-dialog-reason", "salah paket, diganti baru")
        .await;
    window.picture("invoice-void");
    window.click("invoices-void-dialog-confirm").await;
    window.loses("invoices-void-dialog").await;
    window.sees("Alasan batal").await;
    window.sees("salah paket, diganti baru").await;
    window.picture("invoice-voided");
    window.close();
}
