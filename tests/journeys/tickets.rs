//! The work around a ticket: what it is about, what is said, what belongs to it, and its clock.

use aglis_core::context::Cx;
use model::{
    fault::Code,
    ids::{CustomerId, StaffId, TicketId},
    sla::{ShowTicketClock, SweepSla},
    states::{LinkKind, Priority, TicketStatus, TicketType},
    tickets::{
        AssignTicket, CompleteTicket, CreateTicket, MoveTicket, NoteTicket, ShowAttachment,
        ShowTicket,
        checklist::{ShowChecklist, TickItem},
        choices::{
            Category, CategoryItem, ClassifyTicket, HoldTicket, ReopenTicket, SaveTicketCategory,
            ShowTicketChoices, Worded,
        },
        conversation::{
            AttachFile, ListCannedTexts, PostNote, SaveCannedText, ShowConversation, expand,
        },
        relations::{
            LinkTickets, MergeTicket, ShowRelations, UndoMerge, UnlinkTickets, WatchTicket,
        },
    },
};

use crate::{
    ask::{ask, reason},
    support::{
        build,
        database::{Person, TestDb},
    },
};

struct Desk {
    db: TestDb,
    admin: Cx,
    siti: Cx,
    joko: Person,
    technician: Cx,
    customer: CustomerId,
}

async fn desk() -> Desk {
    let db = TestDb::new().await;
    let zone = build::zone(db.owner(), "Bandung Utara").await;
    let customer = customer(&db, zone, "AGLS-10001", "Budi {number}").await;
    let joko = db.staff("technician").await;
    Desk {
        admin: db.staff("admin").await.cx(),
        siti: db.staff("office").await.cx(),
        technician: joko.cx(),
        joko,
        customer,
        db,
    }
}

async fn customer(db: &TestDb, zone: i64, code: &str, name: &str) -> CustomerId {
    let made = sqlx::query_scalar(
        "with contact as (insert into contacts (name) values ($3) returning id)
         insert into customers (code, contact_id, name, zone_id, status) select $2, id, $3, $1, 'active' from contact returning id",
    );
    CustomerId(
        made.bind(zone)
            .bind(code)
            .bind(name)
            .fetch_one(db.owner())
            .await
            .unwrap(),
    )
}

fn trouble(customer: CustomerId, kind: TicketType) -> CreateTicket {
    CreateTicket {
        customer: Some(customer),
        service: None,
        zone: None,
        odp: None,
        kind,
        category: None,
        priority: Priority::Normal,
        description: "Internet mati".to_owned(),
    }
}

impl Desk {
    async fn ticket(&self, kind: TicketType) -> TicketId {
        ask(&self.siti, trouble(self.customer, kind))
            .await
            .unwrap()
            .id
    }

    /// A ticket that Joko works on.
    async fn begun(&self, kind: TicketType) -> TicketId {
        let id = self.ticket(kind).await;
        let assign = AssignTicket {
            id,
            version: 1,
            lead: StaffId(self.joko.id),
            helpers: vec![],
        };
        ask(&self.siti, assign).await.unwrap();
        self.step(id, TicketStatus::InProgress).await;
        id
    }

    async fn version(&self, id: TicketId) -> i32 {
        ask(&self.siti, ShowTicket { id }).await.unwrap().version
    }

    async fn step(&self, id: TicketId, to: TicketStatus) {
        let request = MoveTicket {
            id,
            version: self.version(id).await,
            to,
            reason: String::new(),
        };
        ask(&self.technician, request).await.unwrap();
    }

    async fn number(&self, id: TicketId) -> String {
        ask(&self.siti, ShowTicket { id }).await.unwrap().number
    }

    async fn finish(&self, id: TicketId, photo: bool) -> Result<(), model::fault::Fault> {
        let evidence = if photo {
            vec![self.technician.uploads.keep("a.png", &picture()).unwrap()]
        } else {
            vec![]
        };
        let request = CompleteTicket {
            id,
            version: self.version(id).await,
            resolution: "konektor diganti".to_owned(),
            evidence,
        };
        ask(&self.technician, request).await
    }
}

fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    image::RgbImage::new(16, 16)
        .write_to(
            &mut std::io::Cursor::new(&mut bytes),
            image::ImageFormat::Png,
        )
        .unwrap();
    bytes
}

fn fibre_check() -> SaveTicketCategory {
    let item = |text_id: &str, required| CategoryItem {
        text_id: text_id.to_owned(),
        text_en: format!("{text_id} (en)"),
        required,
    };
    SaveTicketCategory {
        category: Category {
            word: Worded {
                code: "los".to_owned(),
                text_id: "LOS merah".to_owned(),
                text_en: "No light".to_owned(),
            },
            kind: Some(TicketType::Repair),
            priority: Priority::High,
        },
        active: true,
        items: vec![item("Ukur redaman", true), item("Rapikan kabel", false)],
    }
}

#[tokio::test]
async fn a_ticket_is_finished_when_its_checklist_and_its_photo_are_there() {
    let desk = desk().await;
    let refused = ask(&desk.siti, fibre_check()).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden, "admins keep categories");
    ask(&desk.admin, fibre_check()).await.unwrap();
    let id = desk.begun(TicketType::Repair).await;
    let classify = ClassifyTicket {
        id,
        version: desk.version(id).await,
        category: Some("los".to_owned()),
        priority: Some(Priority::High),
        description: None,
        resolution_code: None,
    };
    ask(&desk.siti, classify).await.unwrap();
    let shown = ask(&desk.siti, ShowTicket { id }).await.unwrap();
    assert_eq!(shown.priority, Priority::High);

    let fault = desk.finish(id, true).await.unwrap_err();
    let problem = &fault.field("checklist")[0];
    assert_eq!(
        (problem.code.as_str(), problem.args["count"].as_str()),
        ("CHECKLIST_OPEN", "1")
    );
    let items = ask(&desk.technician, ShowChecklist { id }).await.unwrap();
    assert_eq!(items.len(), 2);
    let tick = |done| TickItem {
        item: items[0].id,
        done,
    };
    ask(&desk.technician, tick(true)).await.unwrap();
    ask(&desk.siti, tick(true)).await.unwrap();
    let items = ask(&desk.siti, ShowChecklist { id }).await.unwrap();
    assert_eq!(
        items[0].done_by.as_deref(),
        Some("Petugas technician"),
        "the first tick counts"
    );
    assert_eq!(
        reason(&desk.finish(id, false).await.unwrap_err()),
        "EVIDENCE_REQUIRED"
    );
    desk.finish(id, true).await.unwrap();
    assert_eq!(
        reason(&ask(&desk.technician, tick(false)).await.unwrap_err()),
        "WRONG_STATE",
        "what was checked stays checked"
    );
}

#[tokio::test]
async fn another_priority_moves_the_clock_and_stands_in_the_story() {
    let desk = desk().await;
    let id = desk.begun(TicketType::Repair).await;
    let before = ask(&desk.siti, ShowTicket { id }).await.unwrap();
    let urgent = ClassifyTicket {
        id,
        version: before.version,
        category: None,
        priority: Some(Priority::Urgent),
        description: Some("  Mati sejak **subuh**  ".to_owned()),
        resolution_code: None,
    };
    let refused = ask(&desk.technician, urgent.clone()).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden, "he is told how urgent it is");
    let wordless = ClassifyTicket {
        description: Some(" ".to_owned()),
        ..urgent.clone()
    };
    let fault = ask(&desk.siti, wordless).await.unwrap_err();
    assert_eq!(fault.field("description")[0].code, "TEXT_REQUIRED");
    ask(&desk.siti, urgent.clone()).await.unwrap();

    let after = ask(&desk.siti, ShowTicket { id }).await.unwrap();
    assert_eq!(
        (after.priority, after.description.as_str(), after.category),
        (Priority::Urgent, "Mati sejak **subuh**", before.category)
    );
    assert!(after.due_at < before.due_at, "two hours instead of a day");
    let clock = ask(&desk.siti, ShowTicketClock { id }).await.unwrap();
    assert_eq!(clock.target_minutes, Some(2 * 60));
    let told: Vec<&str> = after.timeline[..2]
        .iter()
        .map(|entry| entry.event.as_str())
        .collect();
    assert_eq!(told, ["described", "priority_urgent"]);
    let stale = ask(&desk.siti, urgent).await.unwrap_err();
    assert_eq!(stale.code, Code::Conflict, "somebody saw an older ticket");

    let zone: i64 = sqlx::query_scalar("select zone_id from tickets where id = $1")
        .bind(id.0)
        .fetch_one(desk.db.owner())
        .await
        .unwrap();
    let supervisor = desk.db.staff_of("supervisor", &[zone]).await;
    let calm = ClassifyTicket {
        id,
        version: after.version,
        category: None,
        priority: Some(Priority::Low),
        description: None,
        resolution_code: None,
    };
    ask(&supervisor.cx(), calm).await.unwrap();
    let calmer = ask(&desk.siti, ShowTicket { id }).await.unwrap();
    assert!(calmer.due_at > before.due_at);
}

#[tokio::test]
async fn help_with_wifi_is_finished_without_a_photo() {
    let desk = desk().await;
    let id = desk.begun(TicketType::WifiSetup).await;
    desk.finish(id, false).await.unwrap();
}

#[tokio::test]
async fn a_hold_with_its_reason_stands_in_the_clock_and_a_reopening_counts() {
    let desk = desk().await;
    let id = desk.begun(TicketType::WifiSetup).await;
    let choices = ask(&desk.technician, ShowTicketChoices {}).await.unwrap();
    assert!(
        choices
            .hold_reasons
            .iter()
            .any(|reason| reason.word.code == "team" && !reason.stops_clock)
    );
    let hold = HoldTicket {
        id,
        version: desk.version(id).await,
        reason_code: "weather".to_owned(),
        reason: "hujan deras".to_owned(),
    };
    let unknown = HoldTicket {
        reason_code: "finished".to_owned(),
        ..hold.clone()
    };
    let fault = ask(&desk.technician, unknown).await.unwrap_err();
    assert_eq!(fault.field("reason_code")[0].code, "VALUE_UNKNOWN");
    ask(&desk.technician, hold).await.unwrap();
    let clock = ask(&desk.siti, ShowTicketClock { id }).await.unwrap();
    assert!(clock.stopped_at.is_some() && clock.pauses[0].to.is_none());
    assert_eq!(
        (
            clock.pauses[0].text_en.as_str(),
            clock.target_minutes,
            clock.calendar.as_ref().map(|calendar| calendar.slots.len())
        ),
        ("Bad weather", Some(24 * 60), Some(6))
    );
    desk.step(id, TicketStatus::InProgress).await;
    desk.finish(id, false).await.unwrap();
    let again = ReopenTicket {
        id,
        version: desk.version(id).await,
        reason: "mati lagi".to_owned(),
    };
    ask(&desk.siti, again).await.unwrap();
    let shown = ask(&desk.siti, ShowTicket { id }).await.unwrap();
    assert_eq!(
        (
            shown.reopened,
            shown.timeline[0].event.as_str(),
            shown.timeline[0].body.as_deref()
        ),
        (1, "reopened", Some("mati lagi"))
    );
    let clock = ask(&desk.siti, ShowTicketClock { id }).await.unwrap();
    assert_eq!((clock.pauses.len(), clock.stopped_at), (2, None));
    assert_eq!(
        ask(&desk.technician, SweepSla {}).await.unwrap(),
        0,
        "nothing is late yet"
    );
}

#[tokio::test]
async fn notes_stay_among_colleagues_and_replies_are_not_for_technicians() {
    let desk = desk().await;
    let id = desk.begun(TicketType::Repair).await;
    let photo = desk.siti.uploads.keep("rumah.png", &picture()).unwrap();
    let bill = desk
        .siti
        .uploads
        .keep("bukti.pdf", b"%PDF-1.7 isi")
        .unwrap();
    let reply = PostNote {
        id,
        is_public: true,
        body: "Teknisi datang **besok**".to_owned(),
        files: vec![photo, bill],
    };
    let refused = ask(
        &desk.technician,
        PostNote {
            files: vec![],
            ..reply.clone()
        },
    )
    .await
    .unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
    ask(&desk.siti, reply).await.unwrap();
    let body = "pagar hijau".to_owned();
    ask(&desk.technician, NoteTicket { id, body })
        .await
        .unwrap();
    let said = ask(&desk.technician, ShowConversation { id })
        .await
        .unwrap();
    assert_eq!(
        said.notes
            .iter()
            .map(|note| (note.is_public, note.body.as_str(), note.files.len()))
            .collect::<Vec<_>>(),
        [
            (true, "Teknisi datang **besok**", 2),
            (false, "pagar hijau", 0)
        ]
    );
    let document = said.notes[0].files[1].clone();
    assert_eq!(document.mime, "application/pdf");
    let content = ask(&desk.technician, ShowAttachment { id: document.id })
        .await
        .unwrap();
    assert_eq!(content.mime, "application/pdf");
    let program = desk.siti.uploads.keep("a.exe", b"MZ\x90\0").unwrap();
    let attach = AttachFile {
        id,
        file: program,
        evidence: false,
    };
    let fault = ask(&desk.siti, attach).await.unwrap_err();
    assert_eq!(fault.field("files")[0].code, "DOCUMENT_TYPE");
    let long = PostNote {
        id,
        is_public: false,
        body: "x".repeat(10_001),
        files: vec![],
    };
    let fault = ask(&desk.siti, long).await.unwrap_err();
    assert_eq!(fault.field("body")[0].code, "TEXT_TOO_LONG");
    let events: Vec<_> = ask(&desk.siti, ShowTicket { id })
        .await
        .unwrap()
        .timeline
        .into_iter()
        .take(2)
        .map(|entry| entry.event)
        .collect();
    assert_eq!(events, ["note", "reply"]);
}

#[tokio::test]
async fn a_canned_text_is_filled_in_once() {
    let desk = desk().await;
    let id = desk.begun(TicketType::Repair).await;
    let text = SaveCannedText {
        id: None,
        title: "Sudah dijadwalkan".to_owned(),
        body: "Halo {customer}, tiket {number} ditangani {technician}.".to_owned(),
        active: true,
    };
    let refused = ask(&desk.technician, text.clone()).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
    ask(&desk.siti, text.clone()).await.unwrap();
    let fault = ask(&desk.siti, text).await.unwrap_err();
    assert_eq!(fault.field("title")[0].code, "TAKEN");
    let kept = ask(&desk.technician, ListCannedTexts { removed: false })
        .await
        .unwrap();
    // What was removed is not lost: it is found again and offered again.
    let stored = |active| SaveCannedText {
        id: Some(kept[0].id),
        title: kept[0].title.clone(),
        body: kept[0].body.clone(),
        active,
    };
    ask(&desk.siti, stored(false)).await.unwrap();
    let offered = ask(&desk.siti, ListCannedTexts { removed: false }).await;
    assert_eq!(offered.unwrap(), []);
    let removed = ask(&desk.siti, ListCannedTexts { removed: true }).await;
    assert_eq!(removed.unwrap(), kept);
    ask(&desk.siti, stored(true)).await.unwrap();
    let names = ask(&desk.siti, ShowConversation { id })
        .await
        .unwrap()
        .names;
    assert_eq!(
        expand(&kept[0].body, &names),
        format!(
            "Halo Budi {{number}}, tiket {} ditangani Petugas technician.",
            names.number
        )
    );
}

#[tokio::test]
async fn a_duplicate_is_closed_into_its_survivor_and_comes_back_within_ten_minutes() {
    let desk = desk().await;
    let survivor = desk.begun(TicketType::Repair).await;
    let duplicate = desk.ticket(TicketType::Repair).await;
    let body = "kata tetangga kabelnya putus".to_owned();
    let id = duplicate;
    ask(&desk.siti, NoteTicket { id, body }).await.unwrap();
    let watch = WatchTicket { id, watch: true };
    ask(&desk.siti, watch).await.unwrap();
    let seen = ask(&desk.technician, ShowTicket { id }).await.unwrap_err();
    assert_eq!(seen.code, Code::NotFound, "not his before");
    let merge = MergeTicket {
        id,
        version: desk.version(id).await,
        into: desk.number(survivor).await.to_lowercase(),
    };
    ask(&desk.siti, merge.clone()).await.unwrap();
    let shown = ask(&desk.siti, ShowTicket { id }).await.unwrap();
    assert_eq!(shown.status, TicketStatus::Closed);
    let said = ask(&desk.technician, ShowConversation { id: survivor })
        .await
        .unwrap();
    assert_eq!(
        (said.notes[0].body.as_str(), &said.notes[0].ticket),
        ("kata tetangga kabelnya putus", &shown.number),
        "the technician reads what was said on the duplicate"
    );
    let related = ask(&desk.siti, ShowRelations { id: survivor })
        .await
        .unwrap();
    assert_eq!(
        (
            related.duplicates.len(),
            related.watchers.len(),
            related.watching,
            related.links[0].kind
        ),
        (1, 1, false, LinkKind::DuplicateOf)
    );
    let again = ask(&desk.siti, merge).await.unwrap_err();
    assert_eq!(reason(&again), "STALE");
    ask(&desk.siti, UndoMerge { id }).await.unwrap();
    let shown = ask(&desk.siti, ShowTicket { id }).await.unwrap();
    assert_eq!(shown.status, TicketStatus::Open);
    assert_eq!(shown.reopened, 0, "taking back is no reopening");
    assert!(
        ask(&desk.siti, ShowRelations { id })
            .await
            .unwrap()
            .links
            .is_empty()
    );
    let merge = MergeTicket {
        id,
        version: desk.version(id).await,
        into: desk.number(survivor).await,
    };
    ask(&desk.siti, merge).await.unwrap();
    sqlx::query("update ticket_merges set merged_at = merged_at - interval '11 minutes' where undone_at is null")
        .execute(desk.db.owner())
        .await
        .unwrap();
    let late = ask(&desk.siti, UndoMerge { id }).await.unwrap_err();
    assert_eq!(reason(&late), "UNDO_LATE");
}

#[tokio::test]
async fn only_tickets_of_one_customer_are_merged_and_others_may_be_linked() {
    let desk = desk().await;
    let zone = build::zone(desk.db.owner(), "Selatan").await;
    let other = customer(&desk.db, zone, "AGLS-10002", "Ani").await;
    let here = desk.ticket(TicketType::Repair).await;
    let there = ask(&desk.siti, trouble(other, TicketType::Repair))
        .await
        .unwrap();
    let merge = MergeTicket {
        id: here,
        version: 1,
        into: there.number.clone(),
    };
    assert_eq!(
        reason(&ask(&desk.siti, merge).await.unwrap_err()),
        "MERGE_OTHER_CUSTOMER"
    );
    let link = LinkTickets {
        from: here,
        to: there.number,
        kind: LinkKind::Blocks,
    };
    let itself = LinkTickets {
        to: desk.number(here).await,
        ..link.clone()
    };
    assert_eq!(
        ask(&desk.siti, itself).await.unwrap_err().field("to")[0].code,
        "VALUE_UNKNOWN"
    );
    ask(&desk.siti, link).await.unwrap();
    let related = ask(&desk.siti, ShowRelations { id: there.id })
        .await
        .unwrap();
    assert!(!related.links[0].outgoing && related.links[0].id == here);
    let supervisor = desk.db.staff_of("supervisor", &[zone]).await.cx();
    let related = ask(&supervisor, ShowRelations { id: there.id })
        .await
        .unwrap();
    assert!(
        related.links.is_empty(),
        "who sees one of the two learns nothing of the other"
    );
    let unlink = UnlinkTickets {
        from: here,
        to: there.id,
        kind: LinkKind::Blocks,
    };
    ask(&desk.siti, unlink).await.unwrap();
    assert!(
        ask(&desk.siti, ShowRelations { id: here })
            .await
            .unwrap()
            .links
            .is_empty()
    );
}
