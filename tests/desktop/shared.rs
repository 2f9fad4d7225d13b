//! The company's own server in the real window: the way in, the obstacles, and a wire that breaks while somebody types.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};

use crate::{
    support::{
        database::PASSWORD,
        office::Office,
        proxy::{Proxy, Wire},
    },
    window::{Desk, Window},
};

async fn address(window: &Window, office: &Office, port: u16) {
    window.enter("shared-host", "localhost").await;
    window.enter("shared-port", &port.to_string()).await;
    // Keys that a driver presses carry no line breaks, as a certificate out of a chat.
    window.enter("shared-ca", &office.authority.pem()).await;
}

/// Tests the connection and waits for the answer: empty when it stands, else the obstacle's code.
async fn answer(window: &Window) -> String {
    window.click("shared-test").await;
    let report = window.find("shared-report").await;
    report.attr("data-problem").await.unwrap().unwrap()
}

async fn sign_in(window: &Window) {
    window.enter("signin-username", "siti").await;
    window.enter("signin-password", PASSWORD).await;
    window.click("signin-submit").await;
    window.find("user-menu").await;
}

#[tokio::test]
async fn the_form_tells_each_obstacle_and_lets_nobody_in_without_a_trusted_certificate() {
    let office = Office::new().await;
    office.certify("localhost", 2090).await;
    let desk = Desk::new();
    let window = desk.open(&[]).await;
    window.click("desk-shared").await;

    // What cannot be an address is answered at its field before anything is tried.
    window.enter("shared-host", "db;rm -rf").await;
    window.enter("shared-port", "70000").await;
    window.click("shared-submit").await;
    window.sees("1 sampai 65535").await;
    window.picture("shared-refused");

    address(&window, &office, office.port).await;
    window.enter("shared-username", "siti").await;
    window.enter("shared-password", "bukan kata sandi").await;
    assert_eq!(answer(&window).await, "CONN_LOGIN");
    window.enter("shared-password", PASSWORD).await;
    assert_eq!(answer(&window).await, "");
    window.picture("shared-good");
    // The same server under a name that its certificate does not prove.
    window.enter("shared-host", "127.0.0.1").await;
    assert_eq!(answer(&window).await, "CONN_CERTIFICATE");
    window.picture("shared-certificate");
    window.enter("shared-host", "no-such-host.invalid").await;
    assert_eq!(answer(&window).await, "CONN_HOST");

    window.enter("shared-host", "localhost").await;
    window.click("shared-submit").await;
    sign_in(&window).await;
    window.sees("Siti").await;
    window.close();

    // What is remembered is the address and the name; the password is nowhere on the disk.
    let said = std::process::Command::new("grep")
        .args(["-rlF", "--exclude-dir=cache", PASSWORD])
        .arg(desk.folder.path())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&said.stdout), "");
    office.close().await;
}

#[tokio::test]
async fn what_is_typed_survives_a_broken_wire_and_is_saved_when_it_is_whole_again() {
    let office = Office::new().await;
    office.certify("localhost", 2090).await;
    office
        .sql(
            "insert into zones (name) values ('Bandung'); \
             insert into packages (code, name, down_mbps, up_mbps) values ('R20', 'Rumah 20', 20, 10); \
             insert into package_prices select id, '2020-01-01', 200000 from packages",
        )
        .await;
    let wire = Proxy::to(SocketAddr::from((Ipv4Addr::LOCALHOST, office.port))).await;
    let desk = Desk::new();
    let window = desk.open(&[]).await;
    window.click("desk-shared").await;
    address(&window, &office, wire.address.port()).await;
    window.click("shared-submit").await;
    sign_in(&window).await;
    window.click("nav-registrations").await;
    window.click("registrations-new").await;
    window.enter("registrations-name", "Wayan Sudarma").await;
    window.enter("registrations-phone", "0812-1111-2222").await;
    window.enter("registrations-street", "Jl. Kawat 1").await;
    window.enter("registrations-kecamatan", "Coblong").await;
    window.choose("registrations-zone", "Bandung").await;
    window.choose("registrations-package", "Rumah 20").await;

    wire.set(Wire::Reset);
    window.find("offline-banner").await;
    window.picture("offline");
    let save = window.find("registrations-save").await;
    assert!(!save.is_enabled().await.unwrap(), "nothing can be sent now");

    wire.set(Wire::Pass);
    window.loses("offline-banner").await;
    let name = window.find("registrations-name").await;
    let kept = name.prop("value").await.unwrap().unwrap_or_default();
    assert_eq!(kept, "Wayan Sudarma");
    window.click("registrations-save").await;
    window.find("registrations-record").await;
    window.sees("REG-").await;

    // Disabled by an admin elsewhere, the person is out within five seconds, and the lock says why it stays shut.
    let begun = Instant::now();
    office
        .sql("select app.disable_staff(id) from staff where username = 'siti'")
        .await;
    window.find("unlock-password").await;
    let within = begun.elapsed();
    assert!(within < Duration::from_secs(5), "took {within:?}");
    window.loses("registrations-record").await;
    window.enter("unlock-password", PASSWORD).await;
    window.click("unlock-submit").await;
    window.sees("ditutup").await;
    window.picture("login-disabled");
    window.close();
    office.close().await;
}
