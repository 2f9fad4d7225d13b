//! The main job in the real window: a registration becomes an installed customer with a paid invoice on paper, while the
//! technician works at a window of his own and each sees what the other did.

use crate::window::{Desk, Window};

async fn open(desk: &Desk, arguments: &[&str], login: &str) -> Window {
    let window = desk.open(arguments).await;
    if arguments.is_empty() {
        window.click("desk-local-demo").await;
    }
    window.click(&format!("signin-demo-{login}")).await;
    window.find("user-menu").await;
    window
}

fn photo(desk: &Desk) -> std::path::PathBuf {
    let file = desk.documents().join("rumah.png");
    std::fs::create_dir_all(desk.documents()).unwrap();
    image::RgbImage::from_pixel(320, 240, image::Rgb([15, 157, 138]))
        .save(&file)
        .unwrap();
    file
}

#[tokio::test]
async fn a_registration_becomes_a_paid_invoice_on_paper_in_two_windows() {
    let desk = Desk::new();
    let office = open(&desk, &[], "siti").await;
    office.find("home-tiles").await;
    office.picture("home");

    // A wrong phone is answered at its field, and the form keeps what was typed.
    office.click("nav-registrations").await;
    office.find("registrations-row").await;
    office.picture("registrations");
    office.click("registrations-new").await;
    office
        .enter("registrations-name", "Ratna Percobaan Jendela")
        .await;
    office.enter("registrations-phone", "0812-3456-789O").await;
    office.enter("registrations-street", "Jl. Merdeka 5").await;
    office.enter("registrations-kecamatan", "Coblong").await;
    office.click("registrations-save").await;
    office.sees("Hanya angka").await;
    office.picture("registration-refused");
    office.enter("registrations-phone", "0812-9876-5432").await;
    office.choose("registrations-zone", "Bandung").await;
    office.choose("registrations-package", "Rumah 50").await;
    office.click("registrations-save").await;
    office.find("registrations-record").await;
    office.picture("registration");

    office.click("registrations-verify").await;
    office.click("registrations-approve").await;
    office.enter("registrations-billing-day", "5").await;
    office.click("registrations-approve-confirm").await;
    office.loses("registrations-approve-dialog").await;
    let ticket = office.word("TKT-").await;
    let invoice = office.word("INV-").await;
    office.picture("registration-approved");

    office
        .page
        .goto(&format!("tauri://localhost/#/tickets?number={ticket}"))
        .await
        .unwrap();
    office.click("tickets-row").await;
    office.click("tickets-assign").await;
    office.choose("tickets-lead", "Joko").await;
    office.click("tickets-assign-confirm").await;
    office.loses("tickets-assign-dialog").await;
    office.sees("Ditugaskan").await;
    office.picture("ticket-assigned");

    let field = open(&desk, &["--new-window"], "joko").await;
    field.click("nav-tickets").await;
    field.enter("tickets-search", &ticket).await;
    field.sees("1 data").await;
    field.click("tickets-row").await;
    field.click("tickets-start").await;
    field.click("tickets-finish").await;
    field
        .enter("tickets-resolution", "terpasang, sinyal -19 dBm")
        .await;
    field.click("tickets-finish-confirm").await;
    field.sees("Tambahkan setidaknya satu foto").await;
    field.choose_file("tickets-photos", &photo(&desk)).await;
    field.sees("rumah.png").await;
    field.picture("ticket-finish");
    field.click("tickets-finish-confirm").await;
    field.loses("tickets-finish-dialog").await;

    // The office has not touched its window: it sees the technician's finish by itself.
    office.sees("terpasang, sinyal -19 dBm").await;
    office.picture("ticket-seen-live");
    field.close();

    office
        .page
        .goto(&format!("tauri://localhost/#/invoices?number={invoice}"))
        .await
        .unwrap();
    office.click("invoices-row").await;
    office.click("invoices-pay").await;
    office.enter("money-amount", "999.999.999").await;
    office.sees("menjadi saldo pelanggan").await;
    let balance = office.find("invoices-balance").await.text().await.unwrap();
    office.enter("money-amount", &balance).await;
    office.click("money-take-confirm").await;
    office.loses("money-take-dialog").await;
    office.sees("Lunas").await;
    office.picture("invoice-paid");
    office.click("invoices-pdf").await;
    office.sees("tersimpan di").await;
    let file = desk.documents().join(format!("{invoice}.pdf"));
    let said = std::process::Command::new("pdftotext")
        .args(["-raw"])
        .arg(&file)
        .arg("-")
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    for words in ["LUNAS", "Ratna Percobaan Jendela", "rupiah", &invoice] {
        assert!(
            said.to_lowercase().contains(&words.to_lowercase()),
            "the paper says {words}: {said}"
        );
    }
    office.close();
}
