//! Who may write to whom, and what becomes of a message before it is sent.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::arrange::{Household, household, id, invoice, number, run, text, ticket};
use crate::support::database::{Person, TestDb};

const DENIED: &str = "42501";

async fn open_gateway(db: &TestDb) {
    run(
        db.owner(),
        "insert into gateways (id, kind) values (1, 'log')",
    )
    .await;
    run(
        db.owner(),
        "update queue_rules set quiet_from = '00:00', quiet_to = '00:00', group_address = '120363020304050607@g.us'",
    )
    .await;
}

/// Writes one message: what became of it, or the code of the refusal.
async fn write(pool: &PgPool, message: Value) -> Result<String, String> {
    let mut whole = json!({"class": "notification", "body": "Halo", "cause": "by_hand"});
    for (key, value) in message.as_object().unwrap() {
        whole[key] = value.clone();
    }
    let asked = sqlx::query_scalar("select status from app.send_messages($1)");
    match asked.bind(json!([whole])).fetch_one(pool).await {
        Ok(status) => Ok(status),
        Err(sqlx::Error::Database(error)) => Err(error.code().unwrap_or_default().into_owned()),
        Err(error) => panic!("{error}"),
    }
}

async fn writes(person: &Person, message: Value) {
    let told = message.to_string();
    assert_eq!(
        write(&person.pool, message).await,
        Ok("queued".to_owned()),
        "{told}"
    );
}

async fn refused(person: &Person, message: Value) {
    let told = message.to_string();
    assert_eq!(
        write(&person.pool, message).await,
        Err(DENIED.to_owned()),
        "{told}"
    );
}

/// An approved application of the household.
async fn application(db: &TestDb, home: Household) -> i64 {
    let Household {
        zone,
        customer,
        service,
    } = home;
    id(db.owner(), &format!(
        "insert into registrations (number, status, name, phone, zone_id, package_id, customer_id, service_id)
         select n, 'approved', 'Pemohon', '+6281111111111', {zone}, s.package_id, {customer}, {service}
         from app.next_numbers('REG', now(), 1) n, services s where s.id = {service} returning id"
    )).await
}

/// Gives everybody of a company a phone of his own.
async fn give_phones(db: &TestDb) {
    run(
        db.owner(),
        "update staff set phone = '+62812000' || lpad(id::text, 5, '0')",
    )
    .await;
}

#[tokio::test]
async fn a_supervisor_writes_to_people_of_his_zones_about_their_own_records() {
    let db = TestDb::new().await;
    open_gateway(&db).await;
    let (here, there, next_door) = (
        household(&db, "Utara").await,
        household(&db, "Selatan").await,
        household(&db, "Barat").await,
    );
    let same_zone = format!(
        "update customers set zone_id = {} where id = {}",
        here.zone, next_door.customer
    );
    run(db.owner(), &same_zone).await;
    let (mine, foreign) = (
        ticket(&db, here, None).await,
        ticket(&db, there, None).await,
    );
    let bill = invoice(&db, here, 100_000, "2026-01-01").await;
    let foreign_bill = invoice(&db, there, 100_000, "2026-01-01").await;
    let (applied, foreign_application) =
        (application(&db, here).await, application(&db, there).await);
    let joko = db.staff("technician").await;
    let andi = db.staff_of("supervisor", &[here.zone]).await;
    give_phones(&db).await;
    let customer = |home: Household| json!({"customer": home.customer});

    writes(&andi, json!({"to": customer(here)})).await;
    writes(
        &andi,
        json!({"to": customer(here), "customer_id": here.customer, "ticket_id": mine, "invoice_id": bill, "registration_id": applied}),
    )
    .await;
    writes(&andi, json!({"to": {"registration": applied}})).await;
    writes(
        &andi,
        json!({"to": {"registration": applied}, "ticket_id": mine}),
    )
    .await;
    writes(&andi, json!({"to": {"staff": joko.id}, "ticket_id": mine})).await;
    writes(
        &andi,
        json!({"to": {"group": true}, "ticket_id": mine, "class": "group"}),
    )
    .await;

    for message in [
        json!({"to": customer(there)}),
        json!({"to": customer(there), "ticket_id": mine}),
        json!({"to": customer(there), "invoice_id": bill}),
        json!({"to": {"registration": foreign_application}, "ticket_id": mine}),
        json!({"to": customer(here), "ticket_id": mine, "invoice_id": foreign_bill}),
        json!({"to": customer(here), "ticket_id": mine, "registration_id": foreign_application}),
        json!({"to": customer(here), "ticket_id": mine, "customer_id": there.customer}),
        json!({"to": {"staff": joko.id}, "ticket_id": foreign}),
        json!({"to": {"staff": joko.id}}),
        json!({"to": {"group": true}}),
        json!({"to": {"phone": "+6281234567890"}, "ticket_id": mine}),
        json!({"to": customer(here), "class": "otp"}),
        // The same zone, and yet somebody else's ticket, invoice and application.
        json!({"to": customer(next_door), "ticket_id": mine}),
        json!({"to": customer(next_door), "invoice_id": bill}),
        json!({"to": customer(next_door), "registration_id": applied}),
    ] {
        refused(&andi, message).await;
    }
    for role in ["office", "admin"] {
        let anybody = db.staff(role).await;
        writes(
            &anybody,
            json!({"to": customer(there), "ticket_id": mine, "class": "otp", "secret": "Kode 123456"}),
        )
        .await;
        writes(&anybody, json!({"to": {"staff": joko.id}})).await;
    }
}

#[tokio::test]
async fn a_technician_writes_only_about_his_ticket_to_whom_it_concerns() {
    let db = TestDb::new().await;
    open_gateway(&db).await;
    let (led, other) = (
        household(&db, "Utara").await,
        household(&db, "Selatan").await,
    );
    let applied = application(&db, led).await;
    let foreign_application = application(&db, other).await;
    let (joko, wawan, asep, agus) = (
        db.staff("technician").await,
        db.staff("technician").await,
        db.staff("technician").await,
        db.staff("technician").await,
    );
    let siti = db.staff("office").await;
    give_phones(&db).await;
    let mine = id(&siti.pool, &format!(
        "insert into tickets (number, kind, customer_id, service_id, registration_id, zone_id)
         select n, 'installation', {}, {}, {applied}, {} from app.next_numbers('TKT', now(), 1) n returning id",
        led.customer, led.service, led.zone
    ))
    .await;
    for statement in [
        format!(
            "update tickets set status = 'assigned', lead_id = {} where id = {mine}",
            joko.id
        ),
        format!("insert into ticket_helpers values ({mine}, {})", wawan.id),
        format!(
            "insert into ticket_watchers (ticket_id, staff_id) values ({mine}, {})",
            asep.id
        ),
    ] {
        run(db.owner(), &statement).await;
    }
    let foreign = ticket(&db, other, Some(agus.id)).await;
    let bill = invoice(&db, led, 100_000, "2026-01-01").await;

    for to in [
        json!({"customer": led.customer}),
        json!({"registration": applied}),
        json!({"staff": joko.id}),
        json!({"staff": wawan.id}),
        json!({"staff": asep.id}),
        json!({"staff": siti.id}),
        json!({"group": true}),
    ] {
        writes(&joko, json!({"to": to, "ticket_id": mine})).await;
        writes(&wawan, json!({"to": to, "ticket_id": mine})).await;
    }
    let to_customer = json!({"customer": led.customer});
    for message in [
        json!({"to": to_customer}),
        json!({"to": {"registration": foreign_application}, "ticket_id": mine}),
        json!({"to": {"staff": agus.id}, "ticket_id": mine}),
        json!({"to": {"customer": other.customer}, "ticket_id": mine}),
        json!({"to": {"customer": other.customer, "staff": wawan.id}, "ticket_id": mine}),
        json!({"to": {"customer": other.customer}, "ticket_id": foreign}),
        json!({"to": to_customer, "ticket_id": mine, "invoice_id": bill}),
        json!({"to": to_customer, "ticket_id": mine, "customer_id": other.customer}),
        json!({"to": to_customer, "ticket_id": mine, "registration_id": foreign_application}),
        json!({"to": to_customer, "ticket_id": mine, "class": "otp"}),
        json!({"to": to_customer, "ticket_id": mine, "class": "bulk"}),
        json!({"to": {"phone": "+6281234567890"}, "ticket_id": mine}),
    ] {
        refused(&joko, message).await;
    }
    refused(&asep, json!({"to": to_customer, "ticket_id": mine})).await;
}

#[tokio::test]
async fn what_nobody_sees_in_a_message_is_a_password_or_nothing() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    open_gateway(&db).await;
    for role in ["admin", "office"] {
        let person = db.staff(role).await;
        let to = json!({"customer": home.customer});
        refused(&person, json!({"to": to, "secret": "Halo juga"})).await;
        writes(
            &person,
            json!({"to": to, "class": "otp", "body": "Kode ••••••", "secret": "Kode 123456"}),
        )
        .await;
    }
    let hidden = "select count(*) from queue_jobs j join messages m on m.id = j.message_id where j.body = 'Kode 123456' and m.body = 'Kode ••••••'";
    assert_eq!(number(db.owner(), hidden).await, 2);
}

#[tokio::test]
async fn who_is_named_is_written_to_whatever_else_a_message_names() {
    let db = TestDb::new().await;
    open_gateway(&db).await;
    let home = household(&db, "Utara").await;
    let applied = application(&db, home).await;
    let siti = db.staff("office").await;
    let joko = db.staff("technician").await;
    run(
        db.owner(),
        &format!(
            "update staff set phone = '+6281222222222' where id = {}",
            joko.id
        ),
    )
    .await;
    let to_joko =
        json!({"to": {"staff": joko.id}, "registration_id": applied, "customer_id": home.customer});
    writes(&siti, to_joko.clone()).await;
    let newest = "select recipient || ' ' || recipient_name from messages order by id desc limit 1";
    assert_eq!(
        text(db.owner(), newest).await,
        "+6281222222222 Petugas technician"
    );
    run(
        db.owner(),
        &format!("update staff set active = false where id = {}", joko.id),
    )
    .await;
    let left = write(&siti.pool, to_joko).await;
    assert_eq!(
        left,
        Ok("no_phone".to_owned()),
        "who left is not written to"
    );
}

#[tokio::test]
async fn a_message_waits_or_is_told_why_it_does_not() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let siti = db.staff("office").await;
    let to = json!({"customer": home.customer});
    let issued = |key: &str| json!({"to": to, "template": "invoice_issued", "cause": "invoice_issued", "dedupe": key});
    let fate = async |message| write(&siti.pool, message).await.unwrap();
    assert_eq!(fate(issued("a")).await, "no_gateway");
    let by_hand = write(&siti.pool, json!({"to": to})).await;
    assert_eq!(by_hand, Err("AG040".to_owned()), "a person is told so");
    assert_eq!(number(db.owner(), "select count(*) from messages").await, 0);

    open_gateway(&db).await;
    assert_eq!(fate(issued("a")).await, "queued");
    assert_eq!(fate(issued("a")).await, "twice");
    let waiting = "select count(*) from messages m join queue_jobs j on j.message_id = m.id where m.status = 'queued'";
    assert_eq!(number(db.owner(), waiting).await, 1);

    run(
        db.owner(),
        "update queue_rules set silent = '{invoice_issued}'",
    )
    .await;
    assert_eq!(fate(issued("b")).await, "silent");
    let mut asked = issued("c");
    asked["cause"] = json!("by_hand");
    assert_eq!(
        fate(asked).await,
        "queued",
        "what a person asks for is sent"
    );
    run(db.owner(), "update queue_rules set silent = '{}'").await;

    run(
        db.owner(),
        "insert into message_optouts (recipient, category, how) values ('+6281234567890', 'billing', 'staff')",
    )
    .await;
    assert_eq!(fate(issued("d")).await, "opted_out");
    let kept =
        "select status || ' ' || (ended_at is not null) from messages where dedupe_key = 'd'";
    assert_eq!(text(db.owner(), kept).await, "opted_out true");
    assert_eq!(fate(json!({"to": to})).await, "queued", "another subject");
    run(
        db.owner(),
        "insert into message_optouts (recipient, category, how) values ('+6281234567890', 'service', 'staff')",
    )
    .await;
    assert_eq!(
        fate(json!({"to": to})).await,
        "opted_out",
        "a text without a template is about the service"
    );
    assert_eq!(fate(json!({"to": to, "class": "otp"})).await, "queued");
    assert_eq!(
        number(db.owner(), waiting).await,
        4,
        "only what is queued has a job"
    );

    run(db.owner(), "update contacts set phone = null").await;
    assert_eq!(fate(issued("e")).await, "no_phone");
}

#[tokio::test]
async fn quiet_hours_keep_customers_asleep_and_nobody_else() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    open_gateway(&db).await;
    let siti = db.staff("office").await;
    give_phones(&db).await;
    // Now is in the middle of two quiet hours.
    run(
        db.owner(),
        "update queue_rules set quiet_from = (now() at time zone app.business_zone() - interval '1 h')::time,
                                quiet_to = (now() at time zone app.business_zone() + interval '1 h')::time",
    )
    .await;
    let to = json!({"customer": home.customer});
    writes(&siti, json!({"to": to, "body": "pelanggan"})).await;
    writes(&siti, json!({"to": {"staff": siti.id}, "body": "staf"})).await;
    writes(
        &siti,
        json!({"to": {"group": true}, "class": "group", "body": "grup"}),
    )
    .await;
    writes(&siti, json!({"to": to, "class": "otp", "body": "kode"})).await;
    writes(&siti, json!({"to": to, "exempt": true, "body": "gangguan"})).await;
    let waits =
        "select string_agg(m.body, ' ') from messages m join queue_jobs j on j.message_id = m.id
                 where j.run_at > j.created_at + interval '30 min' and j.run_at = m.scheduled_at";
    assert_eq!(text(db.owner(), waits).await, "pelanggan");
    let ready = "select string_agg(m.body, ' ' order by m.id) from messages m join queue_jobs j on j.message_id = m.id
                 where j.run_at <= j.created_at and m.scheduled_at is null";
    assert_eq!(text(db.owner(), ready).await, "staf grup kode gangguan");
}
