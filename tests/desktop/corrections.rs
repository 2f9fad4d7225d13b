//! What was written down wrong is put right in the real window: by key, with a wrong value at its field, thrown away and brought
//! back, saved; a customer, an application, a connection, and a ticket for a place.

use thirtyfour::Key;

use crate::{
    isolir::unblock_and_block,
    window::{Desk, Window},
};

async fn key(window: &Window, keys: &str) {
    window.find_css("body").await.send_keys(keys).await.unwrap();
}

async fn correct_a_customer(window: &Window) {
    window.go("#/customers").await;
    window.click("customers-row").await;
    window.find("customers-change").await;
    key(window, "e").await;
    window.find("customers-change-dialog").await;
    window.picture("customer-change");
    window.enter("customers-phone", "08123").await;
    window.click("customers-change-save").await;
    window.sees("Nomor telepon terdiri dari").await;
    window.picture("customer-change-refused");
    window.enter("customers-phone", "0812-7777-1234").await;
    window
        .enter("customers-other-phone", "0813-1111-2222")
        .await;
    // Thrown away, and brought back by the key.
    window.click("customers-change-discard").await;
    window.loses("customers-change-dialog").await;
    window.sees("Isian dibuang").await;
    key(window, &(Key::Control + "z").to_string()).await;
    window.find("customers-change-dialog").await;
    let field = window.find("customers-other-phone").await;
    assert_eq!(
        field.value().await.unwrap().unwrap_or_default(),
        "0813-1111-2222"
    );
    window.click("customers-change-save").await;
    window.loses("customers-change-dialog").await;
    window.sees("0813-1111-2222").await;
    window.picture("customer-changed");
}

async fn correct_an_application(window: &Window) {
    window
        .go("#/registrations?status=pending_verification")
        .await;
    window.click("registrations-as-list").await;
    window.click("registrations-row").await;
    window.click("registrations-change").await;
    window.enter("registrations-street", "Jl. Merdeka 50").await;
    window.picture("registration-change");
    window.click("registrations-change-save").await;
    window.loses("registrations-change-dialog").await;
    window.sees("Jl. Merdeka 50").await;
    window.go("#/registrations?status=verified").await;
    window.click("registrations-row").await;
    window.click("registrations-approve").await;
    window.find("registrations-customer").await;
    window.picture("registration-approve-whose");
    window.click("registrations-approve-dialog-close").await;
}

async fn change_a_connection(window: &Window) {
    window.go("#/services?status=active").await;
    window.click("services-row").await;
    window.click("services-change").await;
    window.enter("services-billing-day", "29").await;
    window.enter("services-agreed-price", "199000").await;
    window.click("services-change-save").await;
    window.sees("Tanggal 1 sampai 28").await;
    window.picture("service-change");
    window.enter("services-billing-day", "20").await;
    window.click("services-change-save").await;
    window.loses("services-change-dialog").await;
    window.find("services-terms").await;
    window.sees("199.000").await;
    window.picture("service-changed");
    window.click("services-end").await;
    window.click("services-end-save").await;
    window.sees("Tuliskan alasannya").await;
    window.picture("service-end");
    window
        .enter("services-end-reason", "pindah ke kota lain")
        .await;
    window.click("services-end-save").await;
    window.loses("services-end-dialog").await;
    window.sees("pindah ke kota lain").await;
}

async fn write_a_ticket_for_a_place(window: &Window) {
    window.go("#/tickets/new").await;
    window
        .becomes_true("return (document.querySelector('[data-testid=tickets-zone]')?.options.length ?? 0) > 1")
        .await;
    window
        .script("const zone = document.querySelector('[data-testid=tickets-zone]'); zone.selectedIndex = 1; zone.dispatchEvent(new Event('change', { bubbles: true })); return true")
        .await;
    window
        .enter("tickets-description", "Kabel putus di Jl. Dago")
        .await;
    window.picture("ticket-place");
    window.click("tickets-save").await;
    window.find("tickets-record").await;
    window.sees("Kabel putus di Jl. Dago").await;
    window.picture("ticket-place-record");
}

#[tokio::test]
async fn what_is_wrong_is_put_right_where_it_stands() {
    let desk = Desk::new();
    let window = desk.open(&[]).await;
    window.click("desk-local-demo").await;
    window.click("signin-demo-siti").await;
    window.find("user-menu").await;
    correct_a_customer(&window).await;
    correct_an_application(&window).await;
    change_a_connection(&window).await;
    unblock_and_block(&window).await;
    window.click("user-menu").await;
    window.click("user-sign-out").await;
    window.find("signin-username").await;
    window.click("signin-demo-andi").await;
    window.find("user-menu").await;
    write_a_ticket_for_a_place(&window).await;
    window.close();
}
