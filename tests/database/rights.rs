//! Which rows each group sees and changes, tried as people who really signed in.

use crate::arrange::{
    Household, household, id, invoice, number, payment, refusal, refused, run, text, ticket,
};
use crate::support::database::TestDb;

const DENIED: &str = "42501";

/// Everything a household has, for counting.
const TABLES: [&str; 8] = [
    "customers",
    "contacts",
    "services",
    "tickets",
    "timeline",
    "invoices",
    "invoice_lines",
    "payments",
];

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
    let (here, there) = (
        household(&db, "Utara").await,
        household(&db, "Selatan").await,
    );
    let joko = db.staff_of("technician", &[here.zone]).await;
    for home in [here, there] {
        ticket(&db, home, (home.zone == here.zone).then_some(joko.id)).await;
        invoice(&db, home, 100_000, "2026-01-01").await;
        payment(db.owner(), home, 50_000, "verified").await;
    }
    assert_eq!(seen(&db.staff("office").await.pool).await, [2; 8]);
    assert_eq!(seen(&db.staff("admin").await.pool).await, [2; 8]);
    assert_eq!(
        seen(&db.staff_of("supervisor", &[here.zone]).await.pool).await,
        [1; 8]
    );
    assert_eq!(
        seen(&db.staff("supervisor").await.pool).await,
        [0; 8],
        "no zone, no rows"
    );
    for table in ["customers", "contacts", "services", "tickets", "timeline"] {
        assert_eq!(
            number(&joko.pool, &format!("select count(*) from {table}")).await,
            1,
            "{table}"
        );
    }
    let other = db.staff_of("technician", &[here.zone]).await;
    assert_eq!(
        number(&other.pool, "select count(*) from customers").await,
        0,
        "his zone is not his work"
    );
    for table in ["invoices", "payments", "audit_rows"] {
        assert_eq!(
            refused(&joko.pool, &format!("select from {table}")).await,
            DENIED,
            "{table}"
        );
    }
}

#[tokio::test]
async fn nobody_reads_an_identity_number_and_office_reveals_fifty_a_day() {
    let db = TestDb::new().await;
    household(&db, "Utara").await;
    let siti = db.staff("office").await;
    assert_eq!(
        refused(&siti.pool, "select nik from contact_identities").await,
        DENIED
    );
    assert_eq!(
        refused(
            &db.staff("admin").await.pool,
            "select nik from contact_identities"
        )
        .await,
        DENIED
    );
    let contact = id(db.owner(), "select id from contacts").await;
    let ask = format!("select app.ask_identity({contact}, 'cek KTP di meja')");
    for _ in 0..50 {
        let asked = number(&siti.pool, &ask).await;
        let shown = text(&siti.pool, &format!("select app.reveal_identity({asked})")).await;
        assert_eq!(shown, "3273014101900001");
    }
    assert_eq!(refusal(&siti.pool, &ask).await.1, "REVEAL_LIMIT");
    assert_eq!(
        number(
            db.owner(),
            "select count(*) from audit_rows where action = 'reveal'"
        )
        .await,
        50
    );
    assert_eq!(number(db.owner(), "select count(*) from audit_rows where before::text ~ '3273014101' or after::text ~ '3273014101'").await, 0);
    assert_eq!(
        refused(&db.staff("technician").await.pool, &ask).await,
        DENIED
    );
    assert_eq!(
        refused(&db.staff("supervisor").await.pool, &ask).await,
        DENIED
    );
}

#[tokio::test]
async fn a_supervisor_changes_status_and_tags_in_his_zone_only() {
    let db = TestDb::new().await;
    let (here, there) = (
        household(&db, "Utara").await,
        household(&db, "Selatan").await,
    );
    let andi = db.staff_of("supervisor", &[here.zone]).await;
    let tag = |customer| format!("update customers set tags = '{{vip}}' where id = {customer}");
    assert_eq!(run(&andi.pool, &tag(here.customer)).await, 1);
    assert_eq!(
        run(&andi.pool, &tag(there.customer)).await,
        0,
        "not his zone, not a word about it"
    );
    assert_eq!(
        refused(&andi.pool, "update customers set name = 'x'").await,
        DENIED
    );
    assert_eq!(
        refused(&andi.pool, "update customers set balance = 1").await,
        DENIED
    );
    assert_eq!(
        refused(&andi.pool, "select app.next_numbers('INV', now(), 1)").await,
        DENIED
    );
}

#[tokio::test]
async fn a_technician_sees_what_hangs_on_his_tickets_and_nothing_of_the_next_house() {
    let db = TestDb::new().await;
    let (led, helped, other) = (
        household(&db, "Utara").await,
        household(&db, "Selatan").await,
        household(&db, "Barat").await,
    );
    let (joko, wawan) = (db.staff("technician").await, db.staff("technician").await);
    let mine = ticket(&db, led, Some(joko.id)).await;
    let shared = ticket(&db, helped, Some(wawan.id)).await;
    let foreign = ticket(&db, other, Some(wawan.id)).await;
    run(
        db.owner(),
        &format!("insert into ticket_helpers values ({shared}, {})", joko.id),
    )
    .await;
    // A duplicate of each, and a duplicate of a duplicate; somebody else was to do them.
    let first = ticket(&db, led, Some(wawan.id)).await;
    let second = ticket(&db, led, None).await;
    let third = ticket(&db, helped, None).await;
    for (duplicate, kept) in [(first, mine), (second, first), (third, shared)] {
        let merge = format!("update tickets set merged_into = {kept} where id = {duplicate}");
        run(db.owner(), &merge).await;
    }
    let tickets = format!("{{{mine},{shared},{first},{second},{third}}}");
    let seen = async |table: &str, column: &str| {
        let all = format!(
            "select coalesce(array_agg({column} order by {column}), '{{}}')::text from {table}"
        );
        text(&joko.pool, &all).await
    };
    for table in ["tickets", "ticket_words", "ticket_due"] {
        assert_eq!(seen(table, "id").await, tickets, "{table}");
    }
    let homes = format!("{{{},{}}}", led.customer, helped.customer);
    for (table, column) in [("customers", "id"), ("services", "customer_id")] {
        assert_eq!(seen(table, column).await, homes, "{table}");
    }
    assert_eq!(number(&joko.pool, "select count(*) from contacts").await, 2);
    let looked_up = format!(
        "select count(*) from customers where id = {}",
        other.customer
    );
    assert_eq!(number(&joko.pool, &looked_up).await, 0, "{foreign}");
    assert_eq!(
        number(&joko.pool, "select cardinality(app.my_tickets())::bigint").await,
        5
    );

    run(
        db.owner(),
        &format!("update staff set active = false where id = {}", joko.id),
    )
    .await;
    for table in [
        "tickets",
        "ticket_words",
        "ticket_due",
        "customers",
        "services",
        "contacts",
    ] {
        assert_eq!(
            number(&joko.pool, &format!("select count(*) from {table}")).await,
            0,
            "{table}: who left is nobody"
        );
    }
}

#[tokio::test]
async fn a_technician_changes_only_what_he_leads() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let (joko, wawan) = (db.staff("technician").await, db.staff("technician").await);
    let ticket = ticket(&db, home, Some(joko.id)).await;
    run(
        db.owner(),
        &format!("insert into ticket_helpers values ({ticket}, {})", wawan.id),
    )
    .await;
    let begin = format!("update tickets set status = 'in_progress' where id = {ticket}");
    assert_eq!(
        number(&wawan.pool, "select count(*) from tickets").await,
        1,
        "a helper sees the ticket"
    );
    assert_eq!(run(&wawan.pool, &begin).await, 0);
    assert_eq!(run(&joko.pool, &begin).await, 1);
    assert_eq!(
        refused(&joko.pool, "update tickets set priority = 'low'").await,
        DENIED
    );
    assert_eq!(
        refused(&joko.pool, "update tickets set lead_id = null").await,
        DENIED
    );
    let note = |actor| {
        format!(
            "insert into timeline (ticket_id, event, body, actor_id) values ({ticket}, 'note', 'x', {actor})"
        )
    };
    assert_eq!(run(&joko.pool, &note(joko.id)).await, 1);
    assert_eq!(
        refused(&joko.pool, &note(wawan.id)).await,
        DENIED,
        "nobody writes in another's name"
    );
}

#[tokio::test]
async fn deleting_a_customer_is_for_admins() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let delete = "update customers set deleted_at = now(), delete_reason = 'Pindah'";
    let office = db.staff("office").await.pool;
    assert_eq!(refused(&office, delete).await, DENIED);
    let admin = db.staff("admin").await.pool;
    assert_eq!(
        refusal(&admin, delete).await,
        ("AG052".to_owned(), "CUSTOMER_CONNECTED".to_owned())
    );
    run(db.owner(), "update services set status = 'terminated'").await;
    assert_eq!(
        refused(&admin, "update customers set deleted_at = now()").await,
        "23514",
        "never without a reason"
    );
    ticket(&db, home, None).await;
    assert_eq!(refusal(&admin, delete).await.1, "CUSTOMER_TICKETS");
    run(
        db.owner(),
        "update tickets set status = 'cancelled', status_reason = 'Pindah'",
    )
    .await;
    let paid = payment(db.owner(), home, 100_000, "pending").await;
    assert_eq!(refusal(&admin, delete).await.1, "CUSTOMER_PAYMENTS");
    run(
        db.owner(),
        &format!("update payments set status = 'verified' where id = {paid}"),
    )
    .await;
    assert_eq!(refusal(&admin, delete).await.1, "CUSTOMER_CREDIT");
    run(
        db.owner(),
        &format!("update payments set status = 'rejected', reason = 'Salah' where id = {paid}"),
    )
    .await;
    let Household { zone, customer, .. } = home;
    let closed = format!(
        "insert into tickets (number, kind, status, customer_id, zone_id)
         select n, 'repair', 'closed', {customer}, {zone} from app.next_numbers('TKT', now(), 1) n"
    );
    run(db.owner(), &closed).await;
    assert_eq!(run(&admin, delete).await, 1);

    // Nothing new is his until he is back.
    for new in [
        format!("insert into services (customer_id, package_id, zone_id) select {customer}, id, {zone} from packages"),
        format!("insert into tickets (number, kind, customer_id, zone_id) select n, 'repair', {customer}, {zone} from app.next_numbers('TKT', now(), 1) n"),
        format!(
            "insert into payments (number, customer_id, zone_id, amount, method, received_at)
             select n, {customer}, {zone}, 1, 'cash', now() from app.next_numbers('PAY', now(), 1) n"
        ),
        "update tickets set status = 'open', status_reason = 'Lagi' where status = 'closed'".to_owned(),
    ] {
        assert_eq!(
            refusal(db.owner(), &new).await,
            ("AG020".to_owned(), "CUSTOMER_DELETED".to_owned()),
            "{new}"
        );
    }
    let restore = "update customers set deleted_at = null, delete_reason = null";
    assert_eq!(refused(&office, restore).await, DENIED);
    assert_eq!(run(&admin, restore).await, 1);
    ticket(&db, home, None).await;
    assert_eq!(
        refused(db.owner(), "delete from customers").await,
        "AG006",
        "not even the superuser"
    );
}

#[tokio::test]
async fn colleagues_see_names_and_only_admins_see_the_rest() {
    let db = TestDb::new().await;
    let (admin, siti, joko) = (
        db.staff("admin").await,
        db.staff("office").await,
        db.staff("technician").await,
    );
    assert_eq!(
        number(
            &admin.pool,
            "select count(*) from staff where preferences is not null"
        )
        .await,
        3
    );
    assert_eq!(
        number(&siti.pool, "select count(username) from staff").await,
        3
    );
    assert_eq!(number(&joko.pool, "select count(name) from staff").await, 3);
    assert_eq!(
        refused(&siti.pool, "select preferences from staff").await,
        DENIED
    );
    assert_eq!(
        refused(&joko.pool, "select username from staff").await,
        DENIED
    );
    assert_eq!(
        refused(&admin.pool, "update staff set role = 'office'").await,
        DENIED,
        "only through the login functions"
    );
}

#[tokio::test]
async fn the_trail_is_read_by_zone_and_by_doing() {
    let db = TestDb::new().await;
    let (here, there) = (
        household(&db, "Utara").await,
        household(&db, "Selatan").await,
    );
    let (siti, rina) = (db.staff("office").await, db.staff("office").await);
    for home in [here, there] {
        run(
            &siti.pool,
            &format!(
                "update customers set note = 'baru' where id = {}",
                home.customer
            ),
        )
        .await;
    }
    let notes = "select count(*) from audit_rows where record = 'customers' and action = 'update'";
    assert_eq!(number(&db.staff("admin").await.pool, notes).await, 2);
    assert_eq!(number(&siti.pool, notes).await, 2);
    assert_eq!(number(&rina.pool, notes).await, 0);
    assert_eq!(
        number(&db.staff_of("supervisor", &[there.zone]).await.pool, notes).await,
        1
    );
}
