//! The first start on a new computer.

use crate::window::Desk;

#[tokio::test]
async fn the_first_start_creates_a_local_workspace_and_its_admin() {
    let desk = Desk::new();
    let window = desk.open(&[]).await;
    window.find("desk-local-empty").await;
    window.picture("choose");
    window.click("desk-local-empty").await;

    window
        .enter("firstadmin-company", "Internet Desa Makmur")
        .await;
    window.enter("firstadmin-name", "Siti Rahmawati").await;
    window.enter("firstadmin-username", "siti").await;
    window
        .enter("firstadmin-password", "kopi hitam tanpa gula")
        .await;
    window.picture("first-admin");
    window
        .enter("firstadmin-repeated", "kopi hitam tanpa gula")
        .await;
    window.click("firstadmin-submit").await;

    window.find("user-menu").await;
    window.find("home-steps").await;
    window.sees("Impor pelanggan").await;
    window.picture("shell");
    window.click("user-menu").await;
    window.click("user-sign-out").await;

    window.enter("signin-username", "siti").await;
    window
        .enter("signin-password", "kopi susu dengan gula")
        .await;
    window.click("signin-submit").await;
    window.sees("Nama login atau kata sandi salah").await;
    window.picture("sign-in-refused");

    window
        .enter("signin-password", "kopi hitam tanpa gula")
        .await;
    window.click("signin-submit").await;
    window.find("user-menu").await;

    // A step that is done says so, in the other language, in the dark and in a narrow window as well.
    window.go("#/settings/zones").await;
    window.click("settings-new-zone").await;
    window.enter("settings-zone-name", "Utara").await;
    window.click("settings-zone-save").await;
    window.sees("Utara").await;
    window.go("#/home").await;
    window
        .find_css("[data-testid=home-step-zones].aglis-step-done")
        .await;
    window.click("switch-language").await;
    window.sees("First steps").await;
    window.click("switch-theme").await;
    window.click("switch-theme").await;
    window.find_css("html.pf-v6-theme-dark").await;
    window.picture("first-steps-en-dark");
    desk.screen().resize_windows(360, 740);
    window
        .becomes_true("return document.documentElement.scrollWidth <= 360")
        .await;
    window.picture("first-steps-narrow");
    window.close();
}
