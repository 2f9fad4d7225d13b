//! Two people at two windows on one workspace.

use crate::window::{Desk, Window};

async fn sign_in(window: &Window, demo_login: &str) {
    window.click(&format!("signin-demo-{demo_login}")).await;
    window.find("user-menu").await;
}

#[tokio::test]
async fn two_people_work_in_two_windows_of_one_workspace() {
    let desk = Desk::new();
    let first = desk.open(&[]).await;
    first.click("desk-local-demo").await;
    sign_in(&first, "siti").await;

    // The second window finds the workspace that this computer uses and shares its server.
    let second = desk.open(&["--new-window"]).await;
    sign_in(&second, "dewi").await;
    first.sees("Siti Rahayu").await;
    second.sees("Dewi Lestari").await;
    second.picture("second-window");

    // The last one out stops the server, so the first must go on working when the second leaves.
    second.close();
    first.click("user-menu").await;
    first.click("user-lock").await;
    first.enter("unlock-password", "aglis-demo-2026").await;
    first.picture("locked");
    first.click("unlock-submit").await;
    first.find("user-menu").await;
    first.picture("unlocked");
    first.close();
}
