//! Files that belong to a customer himself.

use model::{
    customers::{FileCustomer, ListStory, Story, StoryItem, StoryKind},
    fault::Code,
    ids::{CustomerId, FileId},
    tickets::ShowAttachment,
};

use aglis_core::context::Cx;

use crate::{ask::ask, bad_input::desk::Desk, main_job::photo};

async fn files(cx: &Cx, id: CustomerId) -> Story {
    let request = ListStory {
        id,
        kinds: vec![StoryKind::File],
        after: None,
        limit: 0,
    };
    ask(cx, request).await.unwrap()
}

#[tokio::test]
async fn a_customers_file_stands_in_his_story_and_opens() {
    let desk = Desk::office().await;
    let id = desk.approved().await.customer;
    for (name, bytes) in [
        ("kontrak.pdf", b"%PDF-1.7 isi".to_vec()),
        ("rumah.png", photo()),
    ] {
        let file = desk.cx.uploads.keep(name, &bytes).unwrap();
        ask(&desk.cx, FileCustomer { id, file }).await.unwrap();
    }
    let told = files(&desk.cx, id).await;
    let said: Vec<_> = told
        .entries
        .iter()
        .map(|entry| match &entry.item {
            StoryItem::File {
                name, mime, ticket, ..
            } => (name.as_str(), mime.as_str(), ticket.is_none()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        said,
        [
            ("rumah.png", "image/jpeg", true),
            ("kontrak.pdf", "application/pdf", true)
        ]
    );
    assert_eq!(told.entries[0].by.as_deref(), Some("Petugas office"));
    let StoryItem::File { id: picture, .. } = told.entries[0].item else {
        panic!("a file");
    };
    let opened = ask(&desk.cx, ShowAttachment { id: picture }).await.unwrap();
    assert_eq!(opened.mime, "image/jpeg");

    // His contract is the office's: who looks after his zone or works at his home does not see it.
    let andi = desk.db.staff_of("supervisor", &[desk.zone]).await.cx();
    assert!(files(&andi, id).await.entries.is_empty());
    let joko = desk.db.staff_of("technician", &[desk.zone]).await;
    sqlx::query("update tickets set lead_id = $1, status = 'assigned'")
        .bind(joko.id)
        .execute(desk.db.owner())
        .await
        .unwrap();
    for cx in [andi, joko.cx()] {
        let fault = ask(&cx, ShowAttachment { id: picture }).await.unwrap_err();
        assert_eq!(fault.code, Code::NotFound);
        let file = cx.uploads.keep("a.png", &photo()).unwrap();
        let fault = ask(&cx, FileCustomer { id, file }).await.unwrap_err();
        assert_eq!(fault.code, Code::Forbidden);
    }
}

#[tokio::test]
async fn what_is_no_file_or_nobodys_is_not_kept() {
    let desk = Desk::office().await;
    let id = desk.approved().await.customer;
    let file = desk.cx.uploads.keep("a.exe", b"MZ\x90\x00 isi").unwrap();
    let fault = desk
        .refuses(FileCustomer { id, file }, "DOCUMENT_TYPE")
        .await;
    assert!(!fault.field("files").is_empty());
    let file = desk.cx.uploads.keep("a.png", &photo()).unwrap();
    let nobodys = FileCustomer {
        id: CustomerId(4711),
        file,
    };
    let fault = ask(&desk.cx, nobodys).await.unwrap_err();
    assert_eq!(fault.code, Code::Forbidden);
    let gone = FileCustomer {
        id,
        file: FileId(uuid::Uuid::now_v7()),
    };
    assert!(ask(&desk.cx, gone).await.is_err());
    assert!(files(&desk.cx, id).await.entries.is_empty());
    let both = sqlx::query("insert into files (id, name, mime, size, sha256) values (gen_random_uuid(), 'x', 'image/png', 1, '')")
        .execute(desk.db.owner())
        .await
        .unwrap_err();
    assert!(both.to_string().contains("files_one_owner"));
}
