//! Every page, as each role finds it, in both languages: light in Indonesian, dark in English. Each is opened and used, its
//! picture is taken, and axe-core finds nothing serious or critical on it.

mod axe;
mod places;

use std::{fs, path::Path};

use thirtyfour::Key;

use self::places::{ADMIN, OFFICE, Place, SIGNED_OUT, SUPERVISOR, TECHNICIAN};
use crate::window::{Desk, Window};

/// Takes the picture of a place; answers what is wrong with it.
async fn seen(window: &Window, name: &str, language: &str) -> Vec<String> {
    let found = axe::violations(window).await;
    window.picture(&format!("page-{language}-{name}"));
    let here = |line| format!("{language} {name}: {line}");
    let found: Vec<_> = found.into_iter().map(here).collect();
    // Seen at once, also when a later place is not reached.
    eprint!(
        "{}",
        found
            .iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    );
    found
}

/// A file of another system: its columns, and what a trial would do.
async fn walk_import(window: &Window, file: &Path, language: &str) -> Vec<String> {
    window.go("#/nowhere").await;
    window.go("#/imports").await;
    window.find("imports-page").await;
    window.choose_file("imports-file", file).await;
    window.find("imports-mapping").await;
    let mut wrong = seen(window, "imports-mapping", language).await;
    window.choose("imports-zone", "Bandung").await;
    window.click("imports-try").await;
    window.find("imports-created").await;
    wrong.extend(seen(window, "imports-result", language).await);
    wrong
}

/// Goes through places; answers what is wrong with them.
async fn walk(window: &Window, places: &[Place], language: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for place in places {
        if let Some(hash) = place.hash {
            // Nothing of the last place may lie over the next.
            window.go("#/nowhere").await;
            window.go(hash).await;
        }
        for click in place.clicks {
            window.click(click).await;
        }
        window.find(place.shows).await;
        wrong.extend(seen(window, place.name, language).await);
        // What opened over the page goes as it came: menus, dialogs, the palette.
        while window
            .script("return !!document.querySelector('dialog[open], [role=menu]')")
            .await
            == true
        {
            window.press(Key::Escape).await;
            axe::settle(window).await;
        }
    }
    wrong
}

/// The walk of one who signs in.
async fn walk_as(
    window: &Window,
    login: &str,
    places: &[Place],
    file: &Path,
    language: &str,
) -> Vec<String> {
    window.click(&format!("signin-demo-{login}")).await;
    window.find("user-menu").await;
    // Colours are everybody's own.
    let dark = language == "en";
    let is_dark = "return !!document.querySelector('.pf-v6-theme-dark')";
    for _ in 0..3 {
        axe::settle(window).await;
        if window.script(is_dark).await == dark {
            break;
        }
        window.click("switch-theme").await;
    }
    let mut wrong = walk(window, places, language).await;
    if login == "siti" {
        wrong.extend(walk_import(window, file, language).await);
    }
    window.click("user-menu").await;
    window.click("user-lock").await;
    window.find("unlock-password").await;
    wrong.extend(seen(window, "locked", language).await);
    window.click("unlock-sign-out").await;
    window.find("signin-username").await;
    wrong
}

/// The walk of everybody.
async fn walk_all(window: &Window, file: &Path, language: &str) -> Vec<String> {
    let mut wrong = walk(window, SIGNED_OUT, language).await;
    for (login, places) in [
        ("dewi", ADMIN),
        ("siti", OFFICE),
        ("andi", SUPERVISOR),
        ("joko", TECHNICIAN),
    ] {
        wrong.extend(walk_as(window, login, places, file, language).await);
    }
    wrong
}

#[tokio::test]
async fn every_page_can_be_used_by_everybody_in_both_languages_and_colours() {
    let desk = Desk::new();
    let file = desk.documents().join("pelanggan.csv");
    fs::create_dir_all(desk.documents()).unwrap();
    // A row that is well, one whose phone is mended, and one that is refused.
    let rows = "ID Pelanggan,nama,telepon,alamat,kecamatan\nX-1,Budi Santoso,081234567890,Jl. Braga 1,Sumur Bandung\n\
                X-2,Rina Wati,81298765432,Jl. Braga 2,Sumur Bandung\nX-3,,12,,\n";
    fs::write(&file, rows).unwrap();
    let window = desk.open(&[]).await;
    window.find("desk-local-demo").await;
    let mut wrong = axe::violations(&window).await;
    window.click("desk-shared").await;
    window.click("shared-submit").await;
    window.find("shared-form").await;
    wrong.extend(axe::violations(&window).await);
    window.picture("page-id-shared");
    window.click("shared-back").await;
    window.click("desk-local-demo").await;
    window.find("signin-username").await;
    wrong.extend(walk_all(&window, &file, "id").await);
    window.click("switch-language").await;
    window.sees("Sign in").await;
    wrong.extend(walk_all(&window, &file, "en").await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    window.close();
}
