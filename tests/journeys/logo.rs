//! The company's logo, from a file to the head of an invoice.

use aglis_core::{billing::document::invoice_document, context::Cx};
use model::{
    fault::{Code, Fault},
    settings::{RemoveLogo, SaveLogo, ShowLogo},
    text::Locale,
};

use crate::{
    ask::{ask, reason},
    main_job::{Office, approve, office, photo},
};

struct Desk {
    office: Office,
    admin: Cx,
}

impl Desk {
    async fn new() -> Self {
        let office = office().await;
        let admin = office.db.staff("admin").await.cx();
        Self { office, admin }
    }

    async fn save(&self, cx: &Cx, bytes: &[u8]) -> Result<(), Fault> {
        let file = cx.uploads.keep("logo.png", bytes).unwrap();
        ask(cx, SaveLogo { file }).await
    }
}

#[tokio::test]
async fn a_logo_stands_on_invoices_until_it_is_taken_off() {
    let desk = Desk::new().await;
    let id = approve(&desk.office).await.invoice;
    let has_logo = async || {
        let mut db = desk.office.cx.pool.acquire().await.unwrap();
        let paper = invoice_document(&mut db, id, Locale::Id).await.unwrap();
        paper.company.logo.is_some()
    };
    assert!(!has_logo().await);
    assert_eq!(ask(&desk.admin, ShowLogo {}).await.unwrap(), None);

    desk.save(&desk.admin, &photo()).await.unwrap();
    let shown = ask(&desk.office.cx, ShowLogo {}).await.unwrap().unwrap();
    assert!(shown.base64.starts_with("iVBORw0KGgo"), "a PNG");
    assert!(has_logo().await, "the office prints it");

    desk.save(&desk.admin, &photo()).await.unwrap();
    let lines: Vec<String> = sqlx::query_scalar(
        "select action || ' ' || coalesce(after, before)::text from audit_rows where record = 'company_logo' order by batch_id, action",
    )
    .fetch_all(desk.office.db.owner())
    .await
    .unwrap();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(
        lines
            .iter()
            .all(|line| line.contains("\"size\"") && line.len() < 200),
        "the trail says that it changed and does not repeat it: {lines:?}"
    );

    ask(&desk.admin, RemoveLogo {}).await.unwrap();
    assert!(!has_logo().await);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_the_old_logo_stays() {
    let desk = Desk::new().await;
    desk.save(&desk.admin, &photo()).await.unwrap();
    let fault = desk
        .save(&desk.admin, b"<svg onload=alert(1)>")
        .await
        .unwrap_err();
    assert_eq!(fault.field("file")[0].code, "FILE_TYPE");
    let broken = &photo()[..60];
    assert_eq!(
        reason(&desk.save(&desk.admin, broken).await.unwrap_err()),
        "IMAGE_BROKEN"
    );
    assert!(ask(&desk.admin, ShowLogo {}).await.unwrap().is_some());
}

#[tokio::test]
async fn only_an_admin_changes_the_logo() {
    let desk = Desk::new().await;
    let office = &desk.office.cx;
    let refused = [
        desk.save(office, &photo()).await.unwrap_err(),
        ask(office, RemoveLogo {}).await.unwrap_err(),
    ];
    for fault in refused {
        assert_eq!(fault.code, Code::Forbidden);
    }
    let joko = desk.office.db.staff("technician").await.cx();
    assert_eq!(
        ask(&joko, ShowLogo {}).await.unwrap_err().code,
        Code::Forbidden,
        "who prints no invoices needs none"
    );
}
