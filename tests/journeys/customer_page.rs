//! The page of a customer: his story, tags, notes, the look at his identity number, the money of his months.

use aglis_core::context::Cx;
use model::{
    customers::{
        AskIdentity, ListStory, ListTags, NoteCustomer, RevealIdentity, ShowCustomer,
        ShowCustomerMoney, Story, StoryItem, StoryKind, TagCustomer,
    },
    fault::Code,
    ids::CustomerId,
    money::Rupiah,
    text::Locale,
};

use crate::{
    ask::{ask, reason},
    main_job::{Office, approve, office},
    support::database::TestDb,
};

fn story(id: CustomerId) -> ListStory {
    ListStory {
        id,
        kinds: Vec::new(),
        after: None,
        limit: 0,
    }
}

fn tag(id: CustomerId, add: &[&str], remove: &[&str]) -> TagCustomer {
    let owned = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
    TagCustomer {
        id,
        add: owned(add),
        remove: owned(remove),
    }
}

fn count(story: &Story, kind: StoryKind) -> i64 {
    let found = story.counts.iter().find(|(counted, _)| *counted == kind);
    found.map_or(0, |(_, count)| *count)
}

/// A customer who paid, complained, and was written about.
async fn busy(office: &Office) -> CustomerId {
    let approved = approve(office).await;
    let owner = office.db.owner();
    for statement in [
        "insert into payments (number, customer_id, zone_id, amount, method, received_at)
           select n, c.id, c.zone_id, 100000, 'cash', now() from customers c, app.next_numbers('PAY', now(), 1) n",
        "with t as (insert into tickets (number, kind, customer_id, zone_id, description)
                      select n, 'repair', c.id, c.zone_id, 'internet mati' from customers c, app.next_numbers('TKT', now(), 1) n returning id),
              f as (insert into files (id, ticket_id, name, mime, size, sha256)
                      select gen_random_uuid(), t.id, 'rumah.png', 'image/png', 8, sha256('\\x89504e470d0a1a0a') from t returning id)
         insert into file_contents select id, '\\x89504e470d0a1a0a' from f",
    ] {
        sqlx::query(statement).execute(owner).await.unwrap();
    }
    let note = NoteCustomer {
        id: approved.customer,
        body: " anjing galak, telepon dulu ".to_owned(),
    };
    ask(&office.cx, note).await.unwrap();
    approved.customer
}

#[tokio::test]
async fn everything_about_a_customer_stands_in_one_line_of_time() {
    let office = office().await;
    let id = busy(&office).await;
    ask(&office.cx, tag(id, &["VIP"], &[])).await.unwrap();
    let told = ask(&office.cx, story(id)).await.unwrap();
    let newest_first = told.entries.windows(2).all(|two| two[0].at >= two[1].at);
    assert!(newest_first, "{:?}", told.entries);
    for (kind, expected) in [
        (StoryKind::Note, 1),
        (StoryKind::Ticket, 2),
        (StoryKind::Invoice, 1),
        (StoryKind::Payment, 1),
        (StoryKind::Service, 1),
        (StoryKind::Registration, 1),
        (StoryKind::File, 1),
    ] {
        assert_eq!(count(&told, kind), expected, "{kind:?}");
    }
    let body = told.entries.iter().find_map(|entry| match &entry.item {
        StoryItem::Note { body } => Some((body.as_str(), entry.by.as_deref())),
        _ => None,
    });
    assert_eq!(
        body,
        Some(("anjing galak, telepon dulu", Some("Petugas office")))
    );
    let tagged = told.entries.iter().any(|entry| {
        matches!(&entry.item, StoryItem::Change { record, columns, .. } if record == "customers" && columns == &["tags"])
    });
    assert!(tagged, "the trail is part of it: {:?}", told.entries);
}

#[tokio::test]
async fn the_story_is_read_page_by_page_and_kind_by_kind() {
    let office = office().await;
    let id = busy(&office).await;
    let whole = ask(&office.cx, story(id)).await.unwrap();
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let page = ListStory {
            limit: 2,
            after,
            ..story(id)
        };
        let page = ask(&office.cx, page).await.unwrap();
        assert_eq!(
            page.counts, whole.counts,
            "counts do not depend on the page"
        );
        read.extend(page.entries);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(read, whole.entries);

    let money = ListStory {
        kinds: vec![StoryKind::Invoice, StoryKind::Payment],
        ..story(id)
    };
    let money = ask(&office.cx, money).await.unwrap();
    assert_eq!(money.entries.len(), 2);
    assert_eq!(money.counts, whole.counts, "the chips keep their numbers");
    let nothing = ask(&office.cx, story(CustomerId(4711))).await.unwrap();
    assert_eq!(nothing, Story::default());
}

#[tokio::test]
async fn a_story_is_told_to_those_who_may_read_its_parts() {
    let office = office().await;
    let id = busy(&office).await;
    let zone: i64 = sqlx::query_scalar("select zone_id from customers")
        .fetch_one(office.db.owner())
        .await
        .unwrap();
    let andi = office.db.staff_of("supervisor", &[zone]).await.cx();
    let told = ask(&andi, story(id)).await.unwrap();
    assert_eq!(count(&told, StoryKind::Note), 1);
    let note = |body: &str| NoteCustomer {
        id,
        body: body.to_owned(),
    };
    ask(&andi, note("tiang di depan rumah miring"))
        .await
        .unwrap();

    let stranger = office.db.staff("supervisor").await.cx();
    let told = ask(&stranger, story(id)).await.unwrap();
    assert_eq!(told, Story::default(), "not his zone");
    let fault = ask(&stranger, note("halo")).await.unwrap_err();
    assert_eq!(fault.code, Code::NotFound);
    let joko = office.db.staff("technician").await.cx();
    let fault = ask(&joko, story(id)).await.unwrap_err();
    assert_eq!(fault.code, Code::Forbidden);
}

#[tokio::test]
async fn a_note_needs_words() {
    let office = office().await;
    let approved = approve(&office).await;
    let note = NoteCustomer {
        id: approved.customer,
        body: " \n ".to_owned(),
    };
    let fault = ask(&office.cx, note).await.unwrap_err();
    assert_eq!(fault.field("body")[0].code, "TEXT_REQUIRED");
}

#[tokio::test]
async fn tags_are_added_taken_off_and_put_back() {
    let office = office().await;
    let id = approve(&office).await.customer;
    let cx = &office.cx;
    let tags = ask(cx, tag(id, &[" Rumah  Kos ", "VIP"], &[]))
        .await
        .unwrap();
    assert_eq!(tags, ["Rumah Kos", "VIP"]);
    let tags = ask(cx, tag(id, &["vip"], &[])).await.unwrap();
    assert_eq!(tags, ["Rumah Kos", "VIP"], "the same in other letters");
    let taken = tag(id, &[], &["VIP"]);
    assert_eq!(ask(cx, taken).await.unwrap(), ["Rumah Kos"]);
    let undone = tag(id, &["VIP"], &[]);
    assert_eq!(ask(cx, undone).await.unwrap(), ["Rumah Kos", "VIP"]);

    let known = ask(cx, ListTags {}).await.unwrap();
    let names: Vec<_> = known.iter().map(|tag| tag.tag.as_str()).collect();
    assert_eq!(names, ["Rumah Kos", "VIP"]);
    let fault = ask(cx, tag(id, &["a,b"], &[])).await.unwrap_err();
    assert_eq!(fault.field("tag")[0].code, "TAG_SIGNS");
    let nine = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let fault = ask(cx, tag(id, &nine, &[])).await.unwrap_err();
    assert_eq!(fault.field("tag")[0].code, "TAGS_FULL");
    let shown = ask(cx, ShowCustomer { id }).await.unwrap();
    assert_eq!(shown.tags, ["Rumah Kos", "VIP"], "nothing was added");
}

#[tokio::test]
async fn two_people_who_tag_at_the_same_moment_both_find_their_tag() {
    let office = office().await;
    let id = approve(&office).await.customer;
    let rina = office.db.staff("office").await.cx();
    let (first, second) = tokio::join!(
        ask(&office.cx, tag(id, &["VIP"], &[])),
        ask(&rina, tag(id, &["kantor"], &[]))
    );
    first.unwrap();
    second.unwrap();
    let shown = ask(&rina, ShowCustomer { id }).await.unwrap();
    let mut tags = shown.tags;
    tags.sort();
    assert_eq!(tags, ["VIP", "kantor"]);
}

/// The reasons in the trail, as the superuser reads them.
async fn reasons(db: &TestDb) -> Vec<Option<String>> {
    sqlx::query_scalar(
        "select after ->> 'reason' from audit_rows where action = 'reveal' order by id",
    )
    .fetch_all(db.owner())
    .await
    .unwrap()
}

#[tokio::test]
async fn an_identity_number_is_read_in_two_steps_and_the_trail_says_why() {
    let office = office().await;
    let id = approve(&office).await.customer;
    let shown = ask(&office.cx, ShowCustomer { id }).await.unwrap();
    assert_eq!(shown.nik_masked.as_deref(), Some("••••••••••••0001"));
    let because = |words: &str| AskIdentity {
        contact: shown.contact,
        reason: words.to_owned(),
    };
    let fault = ask(&office.cx, because(" - ")).await.unwrap_err();
    assert_eq!(fault.field("reason")[0].code, "REASON_REQUIRED");
    let asked = ask(&office.cx, because("cocokkan dengan KTP"))
        .await
        .unwrap();
    let reveal = |ask| RevealIdentity { ask };
    let number = ask(&office.cx, reveal(asked)).await.unwrap().unwrap();
    assert_eq!(number.reveal(), "3273014101900001");
    assert_eq!(
        reasons(&office.db).await,
        [Some("cocokkan dengan KTP".to_owned())],
        "what was refused left no trace of a look"
    );

    let kept: Vec<Vec<u8>> =
        sqlx::query_scalar("select reply from request_keys where reply is not null")
            .fetch_all(office.db.owner())
            .await
            .unwrap();
    let is_in_a_reply = |reply: &Vec<u8>| reply.windows(10).any(|part| part == b"3273014101");
    assert!(!kept.iter().any(is_in_a_reply), "no stored reply holds it");
    let rina = office.db.staff("office").await.cx();
    let fault = ask(&rina, reveal(asked)).await.unwrap_err();
    assert_eq!(fault.code, Code::Forbidden, "somebody else's look");
    let told = ask(&office.cx, story(id)).await.unwrap();
    let looked = told.entries.iter().any(|entry| {
        matches!(&entry.item, StoryItem::Change { action, reason, .. }
            if action == "reveal" && reason.as_deref() == Some("cocokkan dengan KTP"))
    });
    assert!(looked, "the look is part of the story: {:?}", told.entries);
}

#[tokio::test]
async fn a_supervisor_neither_sees_nor_asks_for_an_identity_number() {
    let office = office().await;
    let id = approve(&office).await.customer;
    let zone: i64 = sqlx::query_scalar("select zone_id from customers")
        .fetch_one(office.db.owner())
        .await
        .unwrap();
    let andi = office.db.staff_of("supervisor", &[zone]).await.cx();
    let shown = ask(&andi, ShowCustomer { id }).await.unwrap();
    assert_eq!(shown.nik_masked, None);
    let request = AskIdentity {
        contact: shown.contact,
        reason: "ingin tahu".to_owned(),
    };
    let fault = ask(&andi, request).await.unwrap_err();
    assert_eq!(reason(&fault), "Forbidden");
}

async fn months(cx: &Cx, id: CustomerId) -> model::customers::MoneyOfMonths {
    let locale = Locale::Id;
    ask(cx, ShowCustomerMoney { id, locale }).await.unwrap()
}

#[tokio::test]
async fn billed_and_paid_are_counted_month_by_month() {
    let office = office().await;
    let id = approve(&office).await.customer;
    let zone_day = "date_trunc('month', now() at time zone 'Asia/Jakarta')";
    for (amount, status, received) in [
        (
            70_000,
            "verified",
            format!("{zone_day} at time zone 'Asia/Jakarta'"),
        ),
        (
            50_000,
            "verified",
            format!("({zone_day} - interval '1 second') at time zone 'Asia/Jakarta'"),
        ),
        (90_000, "pending", "now()".to_owned()),
    ] {
        let statement = format!(
            "insert into payments (number, customer_id, zone_id, amount, method, received_at, status)
             select n, c.id, c.zone_id, {amount}, 'cash', {received}, '{status}' from customers c, app.next_numbers('PAY', now(), 1) n"
        );
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(office.db.owner())
            .await
            .unwrap();
    }
    let money = months(&office.cx, id).await;
    assert_eq!(money.months.len(), 12);
    let [before, now] = money.months[10..] else {
        panic!("twelve months");
    };
    assert_eq!((now.billed, now.paid), (Rupiah(277_500), Rupiah(70_000)));
    assert_eq!(
        (before.billed, before.paid),
        (Rupiah::ZERO, Rupiah(50_000)),
        "a second before midnight of Jakarta is the month before"
    );
    let chart = money.chart.unwrap();
    assert_eq!(chart.columns.len(), 12);
    assert!(chart.svg.starts_with("<svg") && !chart.svg.contains("<script"));
}

#[tokio::test]
async fn a_customer_without_money_has_no_picture() {
    let office = office().await;
    let money = months(&office.cx, CustomerId(4711)).await;
    assert_eq!((money.months.len(), money.chart), (12, None));
}
