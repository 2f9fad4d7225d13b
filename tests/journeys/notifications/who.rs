//! Who is told at all: what people chose, and who stands in for whom.

use chrono::{TimeDelta, Utc};
use model::{
    access::ListPeople,
    ids::StaffId,
    notifications::{
        event::NotificationEvent,
        preferences::{
            Absence, Channels, Choice, NotificationPreferences, QuietHours,
            ResetNotificationPreferences, SaveNotificationPreferences, ShowNotificationPreferences,
        },
    },
};

use super::centre::{Centre, line, unread};
use crate::ask::{ask, reason};

fn deaf_for(event: NotificationEvent) -> NotificationPreferences {
    NotificationPreferences {
        choices: vec![Choice {
            event,
            channels: Channels {
                in_app: false,
                os: false,
                sound: false,
            },
        }],
        quiet: vec![QuietHours {
            weekday: 7,
            from: 0,
            to: 1440,
        }],
        absence: None,
    }
}

async fn save(cx: &aglis_core::context::Cx, preferences: NotificationPreferences) {
    let request = SaveNotificationPreferences { preferences };
    ask(cx, request).await.unwrap();
}

#[tokio::test]
async fn who_wants_to_hear_nothing_of_an_event_is_not_told_until_he_forgets_it() {
    let centre = Centre::new().await;
    let rini = centre.rini.cx();
    let kept = deaf_for(NotificationEvent::RegistrationNew);
    save(&rini, kept.clone()).await;
    assert_eq!(
        ask(&rini, ShowNotificationPreferences {}).await.unwrap(),
        kept
    );
    assert_eq!(
        ask(&centre.andi.cx(), ShowNotificationPreferences {})
            .await
            .unwrap(),
        NotificationPreferences::default(),
        "everybody his own"
    );
    let id = centre.desk.take_in().await;
    assert_eq!(centre.told().await, [line("andi", "registration_new", 1)]);
    ask(&rini, ResetNotificationPreferences {}).await.unwrap();
    assert_eq!(
        ask(&rini, ShowNotificationPreferences {}).await.unwrap(),
        NotificationPreferences::default()
    );
    let verify = model::registrations::VerifyRegistration { id, version: 1 };
    ask(&centre.siti, verify).await.unwrap();
    assert_eq!(
        unread(&rini).await[0].event,
        NotificationEvent::RegistrationStatus
    );
}

#[tokio::test]
async fn a_colleague_who_stands_in_gets_copies_of_what_he_may_see() {
    let centre = Centre::new().await;
    let (andi, admin) = (centre.andi.cx(), centre.admin.cx());
    let away = |substitute: i64, from: i64, to: i64| NotificationPreferences {
        absence: Some(Absence {
            substitute: StaffId(substitute),
            from: Utc::now() + TimeDelta::hours(from),
            to: Utc::now() + TimeDelta::hours(to),
        }),
        ..NotificationPreferences::default()
    };
    save(&andi, away(centre.budi.id, -1, 1)).await;
    centre.desk.take_in().await;
    assert_eq!(
        unread(&centre.budi.cx()).await,
        [],
        "he does not see that zone, away or not"
    );
    save(&andi, away(centre.admin.id, 1, 2)).await;
    centre.desk.take_in().await;
    assert_eq!(unread(&admin).await, [], "he is still here");
    save(&andi, away(centre.admin.id, -1, 1)).await;
    centre.desk.take_in().await;
    let copies = unread(&admin).await;
    assert_eq!(copies.len(), 1);
    assert_eq!(copies[0].instead_of.as_deref(), Some("Petugas supervisor"));
    assert_eq!(unread(&andi).await.len(), 3, "he has his own as well");
    save(&andi, away(centre.rini.id, -1, 1)).await;
    centre.desk.take_in().await;
    let told = unread(&centre.rini.cx()).await;
    assert!(told.iter().all(|row| row.instead_of.is_none()) && told.len() == 4);

    for (substitute, code) in [
        (centre.andi.id, "VALUE_UNKNOWN"),
        (987_654, "VALUE_UNKNOWN"),
    ] {
        let request = SaveNotificationPreferences {
            preferences: away(substitute, -1, 1),
        };
        assert_eq!(reason(&ask(&andi, request).await.unwrap_err()), code);
    }
}

#[tokio::test]
async fn everybody_may_look_up_how_his_colleagues_are_named() {
    let centre = Centre::new().await;
    centre
        .run(&format!(
            "update staff set active = false where id = {}",
            centre.tono.id
        ))
        .await;
    for cx in [centre.joko.cx(), centre.andi.cx(), centre.siti.clone()] {
        let people = ask(&cx, ListPeople {}).await.unwrap();
        let logins: Vec<&str> = people.iter().map(|one| one.login.as_str()).collect();
        assert!(logins.contains(&centre.rini.username.as_str()));
        assert!(logins.contains(&centre.budi.username.as_str()));
        assert!(!logins.contains(&centre.tono.username.as_str()));
    }
}
