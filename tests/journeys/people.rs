//! Colleagues whose work changes, and everybody's own record.

use model::{
    access::{ChangeStaff, Role, ShowMe},
    fault::Code,
    ids::{StaffId, ZoneId},
    profile::{ChangeOwnProfile, Profile, ShowProfile},
    staff::ShowMember,
    text::Locale,
};

use crate::{
    ask::{ask, reason},
    settings::desk,
};

#[tokio::test]
async fn a_colleague_gets_another_role_and_works_under_it() {
    let desk = desk().await;
    let rina = desk.db.staff("office").await;
    let change = ChangeStaff {
        id: StaffId(rina.id),
        name: " Rina  Kartika ".to_owned(),
        phone: "0812-3456-7890".to_owned(),
        role: Role::Supervisor,
        zones: vec![ZoneId(desk.zone), ZoneId(desk.zone)],
    };
    ask(&desk.admin, change.clone()).await.unwrap();
    let me = ask(&rina.cx(), ShowMe {}).await.unwrap();
    assert_eq!(
        (me.name.as_str(), me.role, me.zones),
        ("Rina Kartika", Role::Supervisor, vec![ZoneId(desk.zone)])
    );
    let shown = ask(&desk.office, ShowMember { id: change.id })
        .await
        .unwrap();
    assert_eq!(
        (shown.zones, shown.row.phone.as_deref()),
        (vec![ZoneId(desk.zone)], Some("+6281234567890"))
    );
}

#[tokio::test]
async fn a_change_of_a_colleague_is_refused_with_its_reason() {
    let desk = desk().await;
    let rina = desk.db.staff("office").await;
    let good = ChangeStaff {
        id: StaffId(rina.id),
        name: "Rina".to_owned(),
        phone: String::new(),
        role: Role::Office,
        zones: vec![],
    };
    for (field, code, request) in [
        (
            "name",
            "NAME_REQUIRED",
            ChangeStaff {
                name: " ".to_owned(),
                ..good.clone()
            },
        ),
        (
            "phone",
            "PHONE_LENGTH",
            ChangeStaff {
                phone: "0812".to_owned(),
                ..good.clone()
            },
        ),
        (
            "zones",
            "CHOICE_REQUIRED",
            ChangeStaff {
                role: Role::Supervisor,
                ..good.clone()
            },
        ),
        (
            "zones",
            "CHOICE_REQUIRED",
            ChangeStaff {
                zones: vec![ZoneId(4711)],
                ..good.clone()
            },
        ),
    ] {
        let fault = ask(&desk.admin, request).await.unwrap_err();
        assert_eq!(fault.field(field)[0].code, code);
    }
    let me = ask(&desk.admin, ShowMe {}).await.unwrap();
    let own = ChangeStaff {
        id: me.id,
        ..good.clone()
    };
    let fault = ask(&desk.admin, own).await.unwrap_err();
    assert_eq!(reason(&fault), "OWN_ROLE");
    let gone = ChangeStaff {
        id: StaffId(4711),
        ..good.clone()
    };
    let fault = ask(&desk.admin, gone).await.unwrap_err();
    assert_eq!(reason(&fault), "STAFF_STATE");
    let fault = ask(&desk.office, good).await.unwrap_err();
    assert_eq!(fault.code, Code::Forbidden);
}

#[tokio::test]
async fn everybody_sees_and_changes_his_own_record() {
    let desk = desk().await;
    for role in ["admin", "supervisor", "office", "technician"] {
        let cx = desk.db.staff(role).await.cx();
        let wrong = ChangeOwnProfile {
            name: String::new(),
            phone: "12".to_owned(),
            locale: Locale::En,
        };
        let fault = ask(&cx, wrong.clone()).await.unwrap_err();
        assert_eq!(fault.fields.len(), 2, "{role}");
        let good = ChangeOwnProfile {
            name: "Nama  Baru".to_owned(),
            phone: "0812-3456-7890".to_owned(),
            ..wrong
        };
        ask(&cx, good).await.unwrap();
        assert_eq!(
            ask(&cx, ShowProfile {}).await.unwrap(),
            Profile {
                name: "Nama Baru".to_owned(),
                phone: Some("+6281234567890".to_owned()),
                locale: Locale::En,
            },
            "{role}"
        );
    }
}
