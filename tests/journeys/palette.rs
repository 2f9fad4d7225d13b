//! The palette: people, phones, addresses and numbers, for everybody what he may see.

use aglis_core::context::Cx;
use model::palette::{Find, Hit, HitKind, ListRecent, NoteViewed};

use crate::{
    ask::{ask, reason},
    support::{build, database::TestDb},
};

/// Two zones with a customer each; the first has a service, a ticket and an invoice of this month and an applicant next door.
async fn company(db: &TestDb) -> (i64, i64) {
    let utara = build::zone(db.owner(), "Utara").await;
    let selatan = build::zone(db.owner(), "Selatan").await;
    let package = build::package(db.owner(), "B20", 250_000).await;
    sqlx::query(
        "with k as (insert into contacts (name, phone) values ('Rudi Setiawan', '+6281234567890'), ('Maya Setiawan', '+6281398765432') returning id, name),
              c as (insert into customers (code, contact_id, name, zone_id, status)
                    select case name when 'Rudi Setiawan' then 'AGLS-20001' else 'AGLS-20002' end, id, name,
                           case name when 'Rudi Setiawan' then $1 else $2 end, 'active' from k returning id, zone_id),
              s as (insert into services (customer_id, package_id, zone_id, street, kelurahan, kecamatan, status)
                    select id, $3, zone_id, case zone_id when $1 then 'Jl. Melati 5' else 'Jl. Melati 9' end, 'Sukajadi', 'Bandung', 'active' from c
                    returning id, customer_id, zone_id),
              t as (insert into tickets (number, kind, customer_id, service_id, zone_id, description)
                    select 'TKT-' || to_char(app.business_day(now()), 'YYYYMM') || '-00042', 'repair', customer_id, id, zone_id, 'Lambat' from s where zone_id = $1)
         insert into registrations (number, name, phone, zone_id, package_id, street)
         values ('REG-202601-00007', 'Rudi Hartono', '+6281511112222', $1, $3, 'Jl. Melati 7')",
    )
    .bind(utara)
    .bind(selatan)
    .bind(package)
    .execute(db.owner())
    .await
    .unwrap();
    (utara, selatan)
}

async fn find(cx: &Cx, text: &str) -> Vec<Hit> {
    let text = text.to_owned();
    ask(cx, Find { text }).await.unwrap()
}

fn titles(hits: &[Hit]) -> Vec<(HitKind, &str)> {
    hits.iter()
        .map(|hit| (hit.kind, hit.title.as_str()))
        .collect()
}

#[tokio::test]
async fn people_are_found_by_name_phone_code_address_and_in_spite_of_a_slip() {
    let db = TestDb::new().await;
    company(&db).await;
    let siti = db.staff("office").await.cx();
    let rudi = [(HitKind::Customer, "Rudi Setiawan")];
    for text in [
        "rudi setia",
        "Setiawan Rudi",
        "0812-3456-7890",
        "+62 812 3456 7890",
        "AGLS-20001",
        "#20001",
        "Rudy Setyawan",
    ] {
        let found = find(&siti, text).await;
        assert_eq!(titles(&found)[..1], rudi, "{text}: {found:?}");
    }
    let applicant = find(&siti, "hartono").await;
    assert_eq!(
        titles(&applicant),
        [(HitKind::Registration, "REG-202601-00007")]
    );
    let street = find(&siti, "melati sukajadi").await;
    let kinds: Vec<HitKind> = street.iter().map(|hit| hit.kind).collect();
    assert_eq!(kinds, [HitKind::Service, HitKind::Service]);
    assert!(street[0].detail.starts_with("Jl. Melati 5"));
    let colleague = find(&siti, "petugas").await;
    assert_eq!(colleague[0].kind, HitKind::Staff);
}

#[tokio::test]
async fn numbers_and_people_have_signs_of_their_own() {
    let db = TestDb::new().await;
    company(&db).await;
    let siti = db.staff("office").await.cx();
    let ticket = find(&siti, "#42").await;
    assert_eq!(ticket.len(), 1);
    assert_eq!(
        (ticket[0].kind, ticket[0].detail.as_str()),
        (HitKind::Ticket, "Rudi Setiawan")
    );
    assert!(find(&siti, "@42").await.is_empty());
    assert!(find(&siti, "#rudi").await.is_empty());
    let registration = find(&siti, "reg 2601-7").await;
    assert_eq!(registration[0].title, "REG-202601-00007");
}

#[tokio::test]
async fn nobody_finds_what_he_may_not_see() {
    let db = TestDb::new().await;
    let (utara, selatan) = company(&db).await;
    let south = db.staff_of("supervisor", &[selatan]).await.cx();
    let found = find(&south, "setiawan").await;
    assert_eq!(titles(&found), [(HitKind::Customer, "Maya Setiawan")]);
    for text in ["0812-3456-7890", "#42", "#20001", "reg 2601-7", "Rudy"] {
        let found = find(&south, text).await;
        assert!(
            found.iter().all(|hit| hit.title.contains("Maya")),
            "{text}: {found:?}"
        );
    }
    assert_eq!(find(&south, "melati").await.len(), 1);

    let andri = db.staff_of("technician", &[utara]).await;
    assert!(find(&andri.cx(), "rudi").await.is_empty());
    sqlx::query("update tickets set lead_id = $1, status = 'assigned'")
        .bind(andri.id)
        .execute(db.owner())
        .await
        .unwrap();
    let own = find(&andri.cx(), "rudi").await;
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].kind, HitKind::Ticket);
    assert!(find(&andri.cx(), "maya").await.is_empty());
    let (kind, id) = (HitKind::Ticket, own[0].id);
    ask(&andri.cx(), NoteViewed { kind, id }).await.unwrap();
    let recent = ask(&andri.cx(), ListRecent {}).await.unwrap();
    assert_eq!(recent.len(), 1);
}

#[tokio::test]
async fn a_technician_finds_his_tickets_by_everything_that_stands_on_them() {
    let db = TestDb::new().await;
    let (utara, _) = company(&db).await;
    let andri = db.staff_of("technician", &[utara]).await;
    let joko = db.staff_of("technician", &[utara]).await;
    sqlx::query(
        "with t as (insert into tickets (number, kind, registration_id, zone_id, lead_id, status)
                    select 'TKT-202601-00043', 'installation', id, zone_id, $2, 'assigned' from registrations returning id)
         insert into ticket_helpers select id, $1 from t",
    )
    .bind(andri.id)
    .bind(joko.id)
    .execute(db.owner())
    .await
    .unwrap();
    sqlx::query("update tickets set lead_id = $1, status = 'assigned' where lead_id is null")
        .bind(andri.id)
        .execute(db.owner())
        .await
        .unwrap();
    let led = "-00042";
    let helped = "-00043";
    for (text, number) in [
        ("setiawan", led),
        ("melati rudi bandung", led),
        ("0812-3456-7890", led),
        ("#42", led),
        ("hartono", helped),
        ("Melati 7", helped),
        ("0815 1111 2222", helped),
        ("tkt 2601-43", helped),
    ] {
        let found = find(&andri.cx(), text).await;
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].title.ends_with(number), "{text}: {found:?}");
        if number == led {
            assert!(find(&joko.cx(), text).await.is_empty(), "{text}");
        }
    }
    let both = find(&andri.cx(), "melati").await;
    assert_eq!(both.len(), 2, "{both:?}");
    assert_eq!(both[0].phone.as_deref(), Some("+6281511112222"));
    assert!(both[0].detail.starts_with("Rudi Hartono · Jl. Melati 7"));
}

#[tokio::test]
async fn a_customer_of_another_zone_stays_unnamed_on_what_lies_in_ones_own() {
    let db = TestDb::new().await;
    let (utara, _) = company(&db).await;
    sqlx::query(
        "insert into services (customer_id, package_id, zone_id, street, status)
         select id, (select id from packages), $1, 'Jl. Kenanga 3', 'active' from customers where code = 'AGLS-20002'",
    )
    .bind(utara)
    .execute(db.owner())
    .await
    .unwrap();
    let north = db.staff_of("supervisor", &[utara]).await;
    let cx = north.cx();
    let found = find(&cx, "kenanga").await;
    assert_eq!(found.len(), 1);
    assert!(found[0].title.starts_with("Jl. Kenanga 3"), "{found:?}");
    let (kind, id) = (HitKind::Service, found[0].id);
    ask(&cx, NoteViewed { kind, id }).await.unwrap();
    let recent = ask(&cx, ListRecent {}).await.unwrap();
    assert_eq!(recent[0].title, "Jl. Kenanga 3");
    assert!(find(&cx, "maya").await.is_empty());

    // A pattern that cannot be read is refused before any row is looked at, whoever is called so.
    for word in [r"Maya\", r"Nobody\", r"Maya\\\"] {
        let asked = sqlx::query("select * from app.find('x', array[$1], null, '{}', 1)")
            .bind(word)
            .fetch_all(&north.pool)
            .await;
        let refused = asked.unwrap_err();
        let code = refused.as_database_error().and_then(|error| error.code());
        assert_eq!(code.as_deref(), Some("22025"), "{word}");
    }
}

#[tokio::test]
async fn a_technician_finds_the_newest_first_and_what_lies_years_back_too() {
    let db = TestDb::new().await;
    let (utara, _) = company(&db).await;
    let andri = db.staff_of("technician", &[utara]).await;
    sqlx::query(
        "with k as (insert into contacts (name, phone, other_phone) values ('Lama Setiawan', '+6281700000001', '+6281700000002') returning id, name),
              c as (insert into customers (code, contact_id, name, zone_id, status) select 'AGLS-20003', id, name, $1, 'active' from k returning id)
         insert into tickets (number, kind, customer_id, zone_id, lead_id, status, created_at)
         select 'TKT-201901-' || to_char(n, 'FM00000'), 'repair', id, $1, $2, 'assigned', timestamptz '2019-01-01 08:00+07' + n * interval '1 minute'
         from c, generate_series(1, 3) n",
    )
    .bind(utara)
    .bind(andri.id)
    .execute(db.owner())
    .await
    .unwrap();
    sqlx::query(
        "insert into tickets (number, kind, customer_id, zone_id, lead_id, status, created_at)
         select 'TKT-202001-' || to_char(n, 'FM00000'), 'repair', id, $1, $2, 'assigned', timestamptz '2020-01-01 08:00+07' + n * interval '1 minute'
         from customers, generate_series(1, 760) n where code = 'AGLS-20001'",
    )
    .bind(utara)
    .bind(andri.id)
    .execute(db.owner())
    .await
    .unwrap();
    let cx = andri.cx();
    let numbers = async |text: &str| -> Vec<String> {
        let found = find(&cx, text).await;
        found.into_iter().map(|hit| hit.title).collect()
    };
    let newest = (755..=760).rev().map(|n| format!("TKT-202001-{n:05}"));
    assert_eq!(numbers("RUDI").await, newest.clone().collect::<Vec<_>>());
    assert_eq!(numbers("setiawan").await, newest.collect::<Vec<_>>());
    // Fewer than fill the answer: all that there ever were.
    let oldest = ["TKT-201901-00003", "TKT-201901-00002", "TKT-201901-00001"];
    assert_eq!(numbers("lama").await, oldest);
    assert_eq!(numbers("Setiawan lama").await, oldest);
    assert_eq!(numbers("0817 0000 0002").await, oldest);

    // A street that thousands live in: the newest 750 of his tickets are looked at first, and where they do not fill the answer all are.
    sqlx::query(
        "insert into services (customer_id, package_id, zone_id, street, status)
         select id, (select min(id) from packages), $1, 'Jl. Kamboja ' || n, 'active' from customers, generate_series(1, 1500) n where code = 'AGLS-20001'",
    )
    .bind(utara)
    .execute(db.owner())
    .await
    .unwrap();
    for (from, to) in [(1, 8), (750, 758)] {
        sqlx::query(
            "update tickets set service_id = (select min(id) from services where street like 'Jl. Kamboja%')
             where number in (select 'TKT-202001-' || to_char(n, 'FM00000') from generate_series($1::int, $2::int) n)",
        )
        .bind(from)
        .bind(to)
        .execute(db.owner())
        .await
        .unwrap();
        let six = (to - 5..=to).rev().map(|n| format!("TKT-202001-{n:05}"));
        assert_eq!(numbers("kamboja rudi").await, six.collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn signs_of_patterns_and_long_texts_do_no_harm() {
    let db = TestDb::new().await;
    company(&db).await;
    let siti = db.staff("office").await.cx();
    for text in [
        "%%%",
        "___",
        "ru%di",
        "rudi'; drop table customers; --",
        "\\\\\\",
    ] {
        assert!(find(&siti, text).await.is_empty(), "{text}");
    }
    let text = "a".repeat(101);
    assert_eq!(
        reason(&ask(&siti, Find { text }).await.unwrap_err()),
        "SEARCH_LENGTH"
    );
}

#[tokio::test]
async fn what_was_opened_last_stands_on_top_as_long_as_it_may_be_seen() {
    let db = TestDb::new().await;
    let (utara, _) = company(&db).await;
    let budi = db.staff_of("supervisor", &[utara]).await;
    let cx = budi.cx();
    let rudi = find(&cx, "rudi setiawan").await.remove(0);
    let ticket = find(&cx, "#42").await.remove(0);
    let foreign: i64 = sqlx::query_scalar("select id from customers where code = 'AGLS-20002'")
        .fetch_one(db.owner())
        .await
        .unwrap();
    let customer = HitKind::Customer;
    for (kind, id) in [
        (customer, rudi.id),
        (HitKind::Ticket, ticket.id),
        (customer, foreign),
        (customer, rudi.id),
    ] {
        ask(&cx, NoteViewed { kind, id }).await.unwrap();
    }
    let recent = ask(&cx, ListRecent {}).await.unwrap();
    assert_eq!(recent, [rudi, ticket.clone()]);
    let other = db.staff("office").await.cx();
    assert!(ask(&other, ListRecent {}).await.unwrap().is_empty());

    for id in 1..=40 {
        let kind = HitKind::Invoice;
        ask(&cx, NoteViewed { kind, id }).await.unwrap();
    }
    let kept: i64 = sqlx::query_scalar("select count(*) from recently_viewed")
        .fetch_one(db.owner())
        .await
        .unwrap();
    assert_eq!(kept, 30);
}

#[tokio::test]
async fn messages_are_found_by_their_number_and_their_phone_and_remembered() {
    let db = TestDb::new().await;
    let (utara, selatan) = company(&db).await;
    sqlx::query(
        "insert into messages (class, recipient, recipient_name, body, zone_id) values ('notification', '+6285500001111', 'Rudi', 'Halo', $1),
           ('notification', '+6285500001111', 'Maya', 'Halo', $2)",
    )
    .bind(utara)
    .bind(selatan)
    .execute(db.owner())
    .await
    .unwrap();
    let siti = db.staff("office").await.cx();
    let all = find(&siti, "0855-0000-1111").await;
    let newest = [(HitKind::Message, "#2"), (HitKind::Message, "#1")];
    assert_eq!(titles(&all), newest);
    assert!(titles(&find(&siti, "#1").await).contains(&(HitKind::Message, "#1")));
    let andi = db.staff_of("supervisor", &[utara]).await.cx();
    assert_eq!(titles(&find(&andi, "085500001111").await), newest[1..]);
    let joko = db.staff("technician").await.cx();
    assert_eq!(find(&joko, "085500001111").await, []);
    for (id, kind) in [(1, HitKind::Message), (2, HitKind::Message)] {
        ask(&andi, NoteViewed { kind, id }).await.unwrap();
    }
    let recent = ask(&andi, ListRecent {}).await.unwrap();
    assert_eq!(titles(&recent), newest[1..], "only what he may see");

    // Of many the newest come, and among them those of others do not count.
    sqlx::query(
        "insert into messages (class, recipient, recipient_name, body, zone_id)
         select 'notification', '+6285500001111', 'Rudi', 'Halo', $1 from generate_series(1, 8)",
    )
    .bind(utara)
    .execute(db.owner())
    .await
    .unwrap();
    let numbers = find(&siti, "0855-0000").await;
    let numbers: Vec<_> = numbers.iter().map(|hit| hit.title.as_str()).collect();
    assert_eq!(numbers, ["#10", "#9", "#8", "#7", "#6", "#5"]);
    let bayu = db.staff_of("supervisor", &[selatan]).await.cx();
    assert_eq!(titles(&find(&bayu, "0855-0000").await), newest[..1]);
}
