//! Every page, as each role finds it, in both languages: light in Indonesian, dark in English. Each is opened and used, its
//! picture is taken, and axe-core finds nothing serious or critical on it.

mod axe;
mod places;

use thirtyfour::Key;

use self::places::{ADMIN, Place, SIGNED_OUT, SUPERVISOR, TECHNICIAN};
use crate::window::{Desk, Window};

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
        let found = axe::violations(window).await;
        window.picture(&format!("page-{language}-{}", place.name));
        let here = |line| format!("{language} {}: {line}", place.name);
        let found: Vec<_> = found.into_iter().map(here).collect();
        // Seen at once, also when a later place is not reached.
        eprint!(
            "{}",
            found
                .iter()
                .map(|line| format!("{line}\n"))
                .collect::<String>()
        );
        wrong.extend(found);
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
async fn walk_as(window: &Window, login: &str, places: &[Place], language: &str) -> Vec<String> {
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
    let wrong = walk(window, places, language).await;
    window.click("user-menu").await;
    window.click("user-sign-out").await;
    window.find("signin-username").await;
    wrong
}

/// The walk of everybody.
async fn walk_all(window: &Window, language: &str) -> Vec<String> {
    let mut wrong = walk(window, SIGNED_OUT, language).await;
    for (login, places) in [("dewi", ADMIN), ("andi", SUPERVISOR), ("joko", TECHNICIAN)] {
        wrong.extend(walk_as(window, login, places, language).await);
    }
    wrong
}

#[tokio::test]
async fn every_page_can_be_used_by_everybody_in_both_languages_and_colours() {
    let desk = Desk::new();
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
    wrong.extend(walk_all(&window, "id").await);
    window.click("switch-language").await;
    window.sees("Sign in").await;
    wrong.extend(walk_all(&window, "en").await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    window.close();
}
