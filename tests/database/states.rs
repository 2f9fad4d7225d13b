//! Which step may follow which, who may take it, and what follows from it.

use model::states::{InvoiceStatus, RegistrationStatus, TicketStatus};

use crate::arrange::{
    Household, broken, household, id, number, picture, refusal, refused, run, text, ticket,
};
use crate::support::database::TestDb;

fn refused_as(message: &str, code: &str) -> (String, String) {
    (code.to_owned(), message.to_owned())
}

async fn steps(db: &TestDb, machine: &str) -> Vec<(String, String)> {
    let found = sqlx::query_as(
        // Merging closes a ticket from anywhere and its undoing opens it again; nobody is offered these steps.
        "select from_state, to_state from app.transitions
         where machine = $1 and (roles <> '{system}' or machine <> 'tickets') order by 1, 2",
    );
    found.bind(machine).fetch_all(db.owner()).await.unwrap()
}

#[tokio::test]
async fn the_interface_and_the_database_allow_the_same_steps() {
    let db = TestDb::new().await;
    let mut told = Vec::new();
    for &from in RegistrationStatus::ALL {
        told.extend(
            RegistrationStatus::ALL
                .iter()
                .filter(|to| from.may_become(**to))
                .map(|to| (from.name().to_owned(), to.name().to_owned())),
        );
    }
    told.sort();
    assert_eq!(steps(&db, "registrations").await, told);
    let mut told = Vec::new();
    for &from in TicketStatus::ALL {
        told.extend(
            TicketStatus::ALL
                .iter()
                .filter(|to| from.may_become(**to))
                .map(|to| (from.name().to_owned(), to.name().to_owned())),
        );
    }
    told.sort();
    assert_eq!(steps(&db, "tickets").await, told);
    let mut told = Vec::new();
    for &from in InvoiceStatus::ALL {
        told.extend(
            InvoiceStatus::ALL
                .iter()
                .filter(|to| from.may_become(**to))
                .map(|to| (from.name().to_owned(), to.name().to_owned())),
        );
    }
    told.sort();
    assert_eq!(steps(&db, "invoices").await, told);
}

async fn registration(db: &TestDb, home: Household) -> i64 {
    let zone = home.zone;
    id(db.owner(), &format!(
        "insert into registrations (number, name, phone, zone_id, package_id)
         select n, 'Budi', '+6281234567890', {zone}, (select min(id) from packages) from app.next_numbers('REG', now(), 1) n returning id"
    )).await
}

#[tokio::test]
async fn a_registration_goes_step_by_step_and_ends_only_with_a_reason() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let registration = registration(&db, home).await;
    let siti = db.staff("office").await.pool;
    let to = |status: &str, more: &str| {
        format!("update registrations set status = '{status}'{more} where id = {registration}")
    };
    let whole = format!(
        ", customer_id = {}, service_id = {}",
        home.customer, home.service
    );
    assert_eq!(
        refusal(&siti, &to("approved", &whole)).await,
        refused_as("WRONG_STATE", "AG001")
    );
    assert_eq!(
        broken(&siti, &to("rejected", "")).await,
        "registrations_reason_given"
    );
    run(&siti, &to("verified", "")).await;
    assert_eq!(
        broken(&siti, &to("approved", "")).await,
        "registrations_approved_whole"
    );
    run(&siti, &to("approved", &whole)).await;
    assert_eq!(
        refusal(&siti, &to("installed", "")).await.1,
        "WRONG_STATE",
        "only a finished installation does that"
    );
    run(&siti, &to("cancelled", ", status_reason = 'pindah rumah'")).await;
    assert_eq!(refusal(&siti, &to("verified", "")).await.1, "WRONG_STATE");
    let events =
        "select string_agg(event, ' ' order by id) from timeline where registration_id is not null";
    assert_eq!(
        text(&siti, events).await,
        "created verified approved cancelled"
    );
}

#[tokio::test]
async fn setting_ones_role_to_the_group_does_not_make_a_rule_of_the_database() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let invoice = crate::arrange::invoice(&db, home, 100_000, "2026-01-01").await;
    let siti = db.staff("office").await;
    let mut session = siti.pool.acquire().await.unwrap();
    sqlx::query("set role aglis_office")
        .execute(&mut *session)
        .await
        .unwrap();
    let paid = sqlx::query("update invoices set status = 'paid' where id = $1")
        .bind(invoice)
        .execute(&mut *session)
        .await;
    assert!(paid.unwrap_err().to_string().contains("WRONG_STATE"));
}

#[tokio::test]
async fn a_stale_version_changes_nothing() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let registration = registration(&db, home).await;
    let siti = db.staff("office").await.pool;
    let note = format!(
        "update registrations set note = 'telepon sore' where id = {registration} and version = 1"
    );
    assert_eq!(run(&siti, &note).await, 1);
    assert_eq!(run(&siti, &note).await, 0);
    assert_eq!(
        refused(&siti, "update registrations set version = 1").await,
        "42501",
        "nobody sets the version back"
    );
}

#[tokio::test]
async fn a_finished_installation_activates_its_service() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let registration = registration(&db, home).await;
    let siti = db.staff("office").await.pool;
    let approve = format!(
        "status = 'approved', customer_id = {}, service_id = {}",
        home.customer, home.service
    );
    for change in ["status = 'verified'", &approve] {
        run(
            &siti,
            &format!("update registrations set {change} where id = {registration}"),
        )
        .await;
    }
    let joko = db.staff("technician").await;
    let ticket = ticket(&db, home, Some(joko.id)).await;
    run(
        db.owner(),
        &format!("update tickets set registration_id = {registration} where id = {ticket}"),
    )
    .await;
    let to = |more: &str| format!("update tickets set {more} where id = {ticket}");
    let complete = to("status = 'completed', resolution = 'terpasang'");
    run(&joko.pool, &to("status = 'in_progress'")).await;
    assert_eq!(refusal(&joko.pool, &complete).await.1, "EVIDENCE_REQUIRED");
    picture(&joko, ticket, "'\\xffd8ffe0'::bytea", 4)
        .await
        .unwrap();
    assert_eq!(
        broken(&joko.pool, &to("status = 'completed'")).await,
        "tickets_resolution_given"
    );
    run(&joko.pool, &complete).await;
    let after = "select concat_ws(' ', s.status, s.activated_on = app.business_day(now()), c.status, r.status)
                 from services s join customers c on c.id = s.customer_id join registrations r on r.service_id = s.id";
    assert_eq!(text(&siti, after).await, "active t active installed");
}

#[tokio::test]
async fn a_pause_needs_a_reason_and_moves_the_due_time() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let joko = db.staff("technician").await;
    let ticket = ticket(&db, home, Some(joko.id)).await;
    let to = |more: &str| format!("update tickets set {more} where id = {ticket}");
    assert_eq!(
        broken(&joko.pool, &to("status = 'on_hold'")).await,
        "tickets_reason_given"
    );
    run(
        &joko.pool,
        &to("status = 'on_hold', status_reason = 'pelanggan pergi'"),
    )
    .await;
    for past in [
        to(
            "created_at = created_at - interval '31 days', started_at = started_at - interval '31 days'",
        ),
        "update ticket_pauses set from_at = from_at - interval '30 days'".to_owned(),
    ] {
        run(db.owner(), &past).await;
    }
    run(db.owner(), "select app.recompute_sla(null)").await;
    let due = text(db.owner(), "select due_at::text from tickets").await;
    run(&joko.pool, &to("status = 'in_progress'")).await;
    let moved = number(
        db.owner(),
        &format!("select (extract(epoch from due_at - '{due}') / 86400)::bigint from tickets"),
    )
    .await;
    assert!((27..=33).contains(&moved), "{moved} days");
}

#[tokio::test]
async fn urgent_runs_around_the_clock_and_the_rest_in_working_hours() {
    let db = TestDb::new().await;
    let due = |priority: &str, from: &str| {
        format!(
            "select to_char(app.due_at('{priority}', '{from}+07') at time zone 'Asia/Jakarta', 'YYYY-MM-DD HH24:MI')"
        )
    };
    run(
        db.owner(),
        "insert into holidays values ('2026-08-17', 'Hari Kemerdekaan')",
    )
    .await;
    for (priority, from, wanted) in [
        ("urgent", "2026-08-15 23:00", "2026-08-16 01:00"),
        ("high", "2026-08-12 09:00", "2026-08-12 13:00"),
        ("high", "2026-08-12 15:00", "2026-08-13 10:00"),
        // Saturday afternoon; Sunday is closed and Monday is the holiday.
        ("high", "2026-08-15 15:00", "2026-08-18 10:00"),
        ("high", "2026-08-12 05:00", "2026-08-12 12:00"),
        ("normal", "2026-08-10 08:00", "2026-08-12 14:00"),
    ] {
        assert_eq!(
            text(db.owner(), &due(priority, from)).await,
            wanted,
            "{priority} from {from}"
        );
    }
}

#[tokio::test]
async fn a_package_level_with_its_own_target_is_due_sooner() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    run(
        db.owner(),
        "insert into sla_targets values ('normal', 3, true, 'gold')",
    )
    .await;
    run(db.owner(), "update packages set sla_level = 'gold'").await;
    ticket(&db, home, None).await;
    let hours = "select (extract(epoch from due_at - created_at) / 3600)::bigint from tickets";
    assert_eq!(number(db.owner(), hours).await, 3);
}

#[tokio::test]
async fn every_change_is_in_the_trail_and_the_trail_shows_tampering() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let siti = db.staff("office").await;
    run(
        &siti.pool,
        &format!(
            "update customers set note = 'baru' where id = {}",
            home.customer
        ),
    )
    .await;
    let last = "select concat_ws(' ', b.login, r.action, r.before ->> 'note', '>', r.after ->> 'note')
                from audit_rows r join audit_batches b on b.id = r.batch_id where r.record = 'customers' order by b.id desc limit 1";
    assert_eq!(
        text(db.owner(), last).await,
        format!("{} update  > baru", siti.username)
    );
    let broken = "select coalesce(app.verify_audit(), 0)";
    assert_eq!(number(db.owner(), broken).await, 0);
    for change in [
        "update audit_rows set record = 'x'",
        "delete from audit_rows",
        "delete from audit_batches",
        "truncate audit_rows",
    ] {
        assert_eq!(refused(db.owner(), change).await, "AG005", "{change}");
        assert_eq!(
            refused(&db.staff("admin").await.pool, change).await,
            "42501",
            "{change}"
        );
    }
    // Only somebody who owns the server can get around the trigger, and then the chain tells.
    run(
        db.owner(),
        "alter table audit_rows disable trigger audit_rows_append_only",
    )
    .await;
    run(
        db.owner(),
        "update audit_rows set after = '{\"note\": \"lain\"}' where after ->> 'note' = 'baru'",
    )
    .await;
    let culprit = number(
        db.owner(),
        "select batch_id from audit_rows where after ->> 'note' = 'lain'",
    )
    .await;
    assert_eq!(number(db.owner(), broken).await, culprit);
}

#[tokio::test]
async fn sealing_early_does_not_break_the_chain() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let siti = db.staff("office").await;
    let mut change = siti.pool.begin().await.unwrap();
    for statement in [
        "update customers set note = 'satu'",
        "set constraints all immediate",
        "update customers set note = 'dua'",
    ] {
        sqlx::query(statement).execute(&mut *change).await.unwrap();
    }
    change.commit().await.unwrap();
    assert_eq!(
        text(
            db.owner(),
            &format!("select note from customers where id = {}", home.customer)
        )
        .await,
        "dua"
    );
    assert_eq!(
        number(db.owner(), "select coalesce(app.verify_audit(), 0)").await,
        0
    );
}
