//! Categories of tickets and the ways they end, as an admin looks after them.

use aglis_core::context::Cx;
use model::{
    fault::Code,
    states::{Priority, TicketType},
    tickets::choices::{
        Category, CategoryItem, KeptCategory, ListTicketCategories, SaveTicketCategory,
        ShowTicketChoices, Worded,
    },
    tickets::endings::{ListResolutionCodes, SaveResolutionCode},
};

use crate::{
    ask::{ask, reason},
    support::database::TestDb,
};

fn line(text: &str, required: bool) -> CategoryItem {
    CategoryItem {
        text_id: text.to_owned(),
        text_en: format!("{text} (en)"),
        required,
    }
}

fn camera(code: &str, items: Vec<CategoryItem>) -> SaveTicketCategory {
    SaveTicketCategory {
        category: Category {
            word: Worded {
                code: code.to_owned(),
                text_id: "Kamera CCTV".to_owned(),
                text_en: "CCTV camera".to_owned(),
            },
            kind: Some(TicketType::Maintenance),
            priority: Priority::Low,
        },
        active: true,
        items,
    }
}

async fn kept(admin: &Cx) -> KeptCategory {
    let all = ask(admin, ListTicketCategories {}).await.unwrap();
    let mut all = all.into_iter();
    all.find(|kept| kept.category.word.code == "cctv_camera")
        .unwrap()
}

#[tokio::test]
async fn a_new_category_gets_a_code_and_is_offered() {
    let db = TestDb::new().await;
    let (admin, office) = (db.staff("admin").await.cx(), db.staff("office").await.cx());
    let new = camera("", vec![line("Cek kabel", true)]);
    ask(&admin, new.clone()).await.unwrap();
    let twice = ask(&admin, new.clone()).await.unwrap_err();
    assert_eq!(reason(&twice), "TAKEN");
    let shown = kept(&admin).await;
    assert_eq!(
        (shown.active, shown.open, shown.items),
        (true, 0, new.items)
    );
    let offered = ask(&office, ShowTicketChoices {}).await.unwrap().categories;
    let codes: Vec<_> = offered.iter().map(|one| one.word.code.as_str()).collect();
    assert!(codes.contains(&"cctv_camera"), "{codes:?}");
}

#[tokio::test]
async fn a_line_that_stays_is_not_written_anew() {
    let db = TestDb::new().await;
    let admin = db.staff("admin").await.cx();
    let (cable, picture) = (line("Cek kabel", true), line("Cek gambar", true));
    ask(&admin, camera("", vec![cable.clone(), picture.clone()]))
        .await
        .unwrap();
    let ids = "select array_agg(id order by id) from category_items where category = 'cctv_camera'";
    let before: Vec<i64> = sqlx::query_scalar(ids).fetch_one(db.owner()).await.unwrap();
    let turned = vec![
        CategoryItem {
            required: false,
            ..picture
        },
        cable,
    ];
    let change = SaveTicketCategory {
        active: false,
        ..camera("cctv_camera", turned.clone())
    };
    ask(&admin, change).await.unwrap();
    let shown = kept(&admin).await;
    assert_eq!((shown.active, shown.items), (false, turned));
    let after: Vec<i64> = sqlx::query_scalar(ids).fetch_one(db.owner()).await.unwrap();
    assert_eq!(after, before);
    ask(&admin, camera("cctv_camera", Vec::new()))
        .await
        .unwrap();
    assert!(kept(&admin).await.items.is_empty());
}

#[tokio::test]
async fn a_way_to_end_is_added_reworded_and_put_aside() {
    let db = TestDb::new().await;
    let (admin, office) = (db.staff("admin").await.cx(), db.staff("office").await.cx());
    let new = SaveResolutionCode {
        code: None,
        text_id: "Kabel disambung ulang".to_owned(),
        text_en: "Cable spliced".to_owned(),
        active: true,
    };
    let refused = ask(&office, new.clone()).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
    ask(&admin, new.clone()).await.unwrap();
    let twice = ask(&admin, new.clone()).await.unwrap_err();
    assert_eq!(reason(&twice), "TAKEN");
    let offered = async || {
        let choices = ask(&office, ShowTicketChoices {}).await.unwrap();
        let codes = choices.resolution_codes.into_iter();
        codes.map(|word| word.code).collect::<Vec<_>>()
    };
    let codes = offered().await;
    let last_two = &codes[codes.len() - 2..];
    assert_eq!(last_two, ["cable_spliced", "other"]);
    let aside = SaveResolutionCode {
        code: Some("cable_spliced".to_owned()),
        text_en: "Fibre spliced".to_owned(),
        active: false,
        ..new
    };
    ask(&admin, aside).await.unwrap();
    assert!(!offered().await.contains(&"cable_spliced".to_owned()));
    let kept = ask(&admin, ListResolutionCodes {}).await.unwrap();
    let last = kept.last().unwrap();
    assert_eq!(
        (last.word.text_en.as_str(), last.active, last.tickets),
        ("Fibre spliced", false, 0)
    );
}
