//! Which rows each group sees and changes, tried as people who really signed in.

use sqlx::Connection;
use sqlx::postgres::PgConnection;

use crate::arrange::{household, id, invoice, number, payment, refusal, refused, run, text, ticket};
use crate::support::database::{PASSWORD, TestDb};

const DENIED: &str = "42501";

/// Everything a household has, for counting.
const TABLES: [&str; 8] =
    ["customers", "contacts", "services", "tickets", "timeline", "invoices", "invoice_lines", "payments"];

async fn seen(pool: &sqlx::PgPool) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in TABLES {
        counts.push(number(pool, &format!("select count(*) from {table}")).await);
    }
    counts
}

#[tokio::test]
async fn office_sees_the_company_a_supervisor_his_zone_a_technician_his_work() {
    let db = TestDb::new().await;
    let (here, there) = (household(&db, "Utara").await, household(&db, "Selatan").await);
    let joko = db.staff_of("technician", &[here.zone]).await;
    for home in [here, there] {
        ticket(&db, home, (home.zone == here.zone).then_some(joko.id)).await;
        invoice(&db, home, 100_000, "2026-01-01").await;
        payment(db.owner(), home, 50_000, "verified").await;
    }
    assert_eq!(seen(&db.staff("office").await.pool).await, [2; 8]);
    assert_eq!(seen(&db.staff("admin").await.pool).await, [2; 8]);
    assert_eq!(seen(&db.staff_of("supervisor", &[here.zone]).await.pool).await, [1; 8]);
    assert_eq!(seen(&db.staff("supervisor").await.pool).await, [0; 8], "no zone, no rows");
    for table in ["customers", "contacts", "services", "tickets", "timeline"] {
        assert_eq!(number(&joko.pool, &format!("select count(*) from {table}")).await, 1, "{table}");
    }
    let other = db.staff_of("technician", &[here.zone]).await;
    assert_eq!(number(&other.pool, "select count(*) from customers").await, 0, "his zone is not his work");
    for table in ["invoices", "payments", "audit_rows"] {
        assert_eq!(refused(&joko.pool, &format!("select from {table}")).await, DENIED, "{table}");
    }
}

#[tokio::test]
async fn nobody_reads_an_identity_number_and_office_reveals_fifty_a_day() {
    let db = TestDb::new().await;
    household(&db, "Utara").await;
    let siti = db.staff("office").await;
    assert_eq!(refused(&siti.pool, "select nik from contact_identities").await, DENIED);
    assert_eq!(refused(&db.staff("admin").await.pool, "select nik from contact_identities").await, DENIED);
    let contact = id(db.owner(), "select id from contacts").await;
    let reveal = format!("select app.reveal_identity({contact})");
    for _ in 0..50 {
        assert_eq!(text(&siti.pool, &reveal).await, "3273014101900001");
    }
    assert_eq!(refusal(&siti.pool, &reveal).await.1, "REVEAL_LIMIT");
    assert_eq!(number(db.owner(), "select count(*) from audit_rows where action = 'reveal'").await, 50);
    assert_eq!(number(db.owner(), "select count(*) from audit_rows where before::text ~ '3273014101' or after::text ~ '3273014101'").await, 0);
    assert_eq!(refused(&db.staff("technician").await.pool, &reveal).await, DENIED);
    assert_eq!(refused(&db.staff("supervisor").await.pool, &reveal).await, DENIED);
}

#[tokio::test]
async fn a_supervisor_changes_status_and_tags_in_his_zone_only() {
    let db = TestDb::new().await;
    let (here, there) = (household(&db, "Utara").await, household(&db, "Selatan").await);
    let andi = db.staff_of("supervisor", &[here.zone]).await;
    let tag = |customer| format!("update customers set tags = '{{vip}}' where id = {customer}");
    assert_eq!(run(&andi.pool, &tag(here.customer)).await, 1);
    assert_eq!(run(&andi.pool, &tag(there.customer)).await, 0, "not his zone, not a word about it");
    assert_eq!(refused(&andi.pool, "update customers set name = 'x'").await, DENIED);
    assert_eq!(refused(&andi.pool, "update customers set balance = 1").await, DENIED);
    assert_eq!(refused(&andi.pool, "select app.next_numbers('INV', now(), 1)").await, DENIED);
}

#[tokio::test]
async fn a_technician_changes_only_what_he_leads() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let (joko, wawan) = (db.staff("technician").await, db.staff("technician").await);
    let ticket = ticket(&db, home, Some(joko.id)).await;
    run(db.owner(), &format!("insert into ticket_helpers values ({ticket}, {})", wawan.id)).await;
    let begin = format!("update tickets set status = 'in_progress' where id = {ticket}");
    assert_eq!(number(&wawan.pool, "select count(*) from tickets").await, 1, "a helper sees the ticket");
    assert_eq!(run(&wawan.pool, &begin).await, 0);
    assert_eq!(run(&joko.pool, &begin).await, 1);
    assert_eq!(refused(&joko.pool, "update tickets set priority = 'low'").await, DENIED);
    assert_eq!(refused(&joko.pool, "update tickets set lead_id = null").await, DENIED);
    let note = |actor| format!("insert into timeline (ticket_id, event, body, actor_id) values ({ticket}, 'note', 'x', {actor})");
    assert_eq!(run(&joko.pool, &note(joko.id)).await, 1);
    assert_eq!(refused(&joko.pool, &note(wawan.id)).await, DENIED, "nobody writes in another's name");
}

#[tokio::test]
async fn deleting_a_customer_is_for_admins() {
    let db = TestDb::new().await;
    household(&db, "Utara").await;
    assert_eq!(refused(&db.staff("office").await.pool, "update customers set deleted_at = now()").await, DENIED);
    assert_eq!(run(&db.staff("admin").await.pool, "update customers set deleted_at = now()").await, 1);
    assert_eq!(refused(db.owner(), "delete from customers").await, "AG006", "not even the superuser");
}

#[tokio::test]
async fn colleagues_see_names_and_only_admins_see_the_rest() {
    let db = TestDb::new().await;
    let (admin, siti, joko) = (db.staff("admin").await, db.staff("office").await, db.staff("technician").await);
    assert_eq!(number(&admin.pool, "select count(*) from staff where preferences is not null").await, 3);
    assert_eq!(number(&siti.pool, "select count(username) from staff").await, 3);
    assert_eq!(number(&joko.pool, "select count(name) from staff").await, 3);
    assert_eq!(refused(&siti.pool, "select preferences from staff").await, DENIED);
    assert_eq!(refused(&joko.pool, "select username from staff").await, DENIED);
    assert_eq!(refused(&admin.pool, "update staff set role = 'office'").await, DENIED, "only through the login functions");
}

#[tokio::test]
async fn only_admins_make_logins_and_only_of_the_four_groups() {
    let db = TestDb::new().await;
    let admin = db.staff("admin").await;
    let verifier = postgres_protocol::password::scram_sha_256(PASSWORD.as_bytes());
    let make = |name: &str, verifier: &str| format!("select app.create_staff('{name}', 'X', null, 'office', '{{}}', '{verifier}', 'id')");
    for role in ["supervisor", "office", "technician"] {
        let person = db.staff(role).await;
        assert_eq!(refused(&person.pool, &make("baru", &verifier)).await, DENIED, "{role}");
        assert_eq!(refused(&person.pool, "create role jahat login").await, DENIED, "{role}");
        assert_eq!(refused(&person.pool, "select app.first_admin('x', 'y', 'z', 'v', 'id')").await, DENIED, "{role}");
        assert_eq!(refused(&person.pool, "select app.make_login('x', 'admin', 'v')").await, DENIED, "{role}");
        assert_eq!(refused(&person.pool, "set role aglis_owner").await, DENIED, "{role}");
    }
    for name in ["pg_read_all_data", "aglis_admin", "public", "postgres", "ab", "Siti", "a;drop", "siti'x"] {
        let asked = make(&name.replace('\'', "''"), &verifier);
        assert_eq!(refusal(&admin.pool, &asked).await, ("AG002".to_owned(), "LOGIN_NAME".to_owned()), "{name}");
    }
    assert_eq!(refusal(&admin.pool, &make(&admin.username, &verifier)).await.1, "LOGIN_TAKEN");
    assert_eq!(refusal(&admin.pool, &make("baru.saja", "kata sandi")).await.1, "PASSWORD_FORM");
}

#[tokio::test]
async fn who_leaves_is_out_at_once_and_may_come_back() {
    let db = TestDb::new().await;
    household(&db, "Utara").await;
    let (admin, siti) = (db.staff("admin").await, db.staff("office").await);
    let mut open = PgConnection::connect_with(&db.options(&siti.username, PASSWORD)).await.unwrap();
    run(&admin.pool, &format!("select app.disable_staff({})", siti.id)).await;
    assert!(open.ping().await.is_err() || sqlx::query("select from customers").execute(&mut open).await.is_err());
    assert!(PgConnection::connect_with(&db.options(&siti.username, PASSWORD)).await.is_err(), "no new session either");
    assert_eq!(refused(&admin.pool, &format!("select app.disable_staff({})", admin.id)).await, "AG001", "never oneself");

    let verifier = postgres_protocol::password::scram_sha_256(b"kata sandi lain");
    run(&admin.pool, &format!("select app.enable_staff({}, '{verifier}')", siti.id)).await;
    assert!(PgConnection::connect_with(&db.options(&siti.username, PASSWORD)).await.is_err(), "the old password is gone");
    let mut back = PgConnection::connect_with(&db.options(&siti.username, "kata sandi lain")).await.unwrap();
    let customers: i64 = sqlx::query_scalar("select count(*) from customers").fetch_one(&mut back).await.unwrap();
    assert_eq!(customers, 1);
}

#[tokio::test]
async fn the_trail_is_read_by_zone_and_by_doing() {
    let db = TestDb::new().await;
    let (here, there) = (household(&db, "Utara").await, household(&db, "Selatan").await);
    let (siti, rina) = (db.staff("office").await, db.staff("office").await);
    for home in [here, there] {
        run(&siti.pool, &format!("update customers set note = 'baru' where id = {}", home.customer)).await;
    }
    let notes = "select count(*) from audit_rows where record = 'customers' and action = 'update'";
    assert_eq!(number(&db.staff("admin").await.pool, notes).await, 2);
    assert_eq!(number(&siti.pool, notes).await, 2);
    assert_eq!(number(&rina.pool, notes).await, 0);
    assert_eq!(number(&db.staff_of("supervisor", &[there.zone]).await.pool, notes).await, 1);
}
