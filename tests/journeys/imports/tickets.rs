//! Tickets: they come in as the other system left them, and work on them goes on here.

use aglis_core::context::Cx;
use model::imports::{ImportKind, ImportPlan, ImportResult, RunImport, TryImport};

use super::{counts, desk, number, plan_as, refusals, take_customers};
use crate::{ask::ask, support::database::TestDb};

const CUSTOMERS: &str = "ID Pelanggan,Nama,No HP,Paket\n\
    P-1,Budi Santoso,081234567890,Rumah 20\nP-2,Siti,081234567891,\nP-3,Ani,081234567892,\nP-4,Ana,081234567892,\n";
const HEADS: &str = "No Tiket,ID Pelanggan,Layanan,Jenis,Kategori,Prioritas,Status,Judul,Deskripsi,Dibuka,Ditutup,Teknisi\n";

async fn plan(cx: &Cx, rows: &str) -> ImportPlan {
    plan_as(cx, ImportKind::Tickets, &format!("{HEADS}{rows}")).await
}

async fn run(cx: &Cx, rows: &str) -> ImportResult {
    let plan = plan(cx, rows).await;
    ask(cx, RunImport { plan }).await.unwrap()
}

#[tokio::test]
async fn tickets_come_in_with_their_story_and_a_second_time_nothing_changes() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    take_customers(&cx, CUSTOMERS).await;
    let joko = db.staff("technician").await;
    let code: String = sqlx::query_scalar("select code from customers where external_id = 'P-1'")
        .fetch_one(db.owner())
        .await
        .unwrap();
    let rows = format!(
        "T-1,P-1,P-1,Gangguan,Lambat,Tinggi,Selesai,Internet lambat,Sejak pagi,03/02/2025 08:15,03/02/2025 10.30,{login}\n\
         T-2,{code},,Maintenance,,,Assigned,Periksa tiang,,2025-03-04T01:00:00Z,,{login}\n\
         T-3,0812-3456-7891,,,cable,,In progress,Kabel putus,,04/02/2025,,Orang Lama\n\
         T-4,P-2,,Pindah,,rendah,Pending,,Menunggu rumah baru,05/02/2025 13:00 WIB,,{login}\n\
         T-5,P-2,,,,,Batal,Salah alamat,,06/02/2025 09:00,,\n",
        login = joko.username
    );
    let plan = plan(&cx, &rows).await;
    let tried = ask(&cx, TryImport { plan: plan.clone() }).await.unwrap();
    assert_eq!(
        (
            counts(&tried),
            number(&db, "select count(*) from tickets").await
        ),
        ([5, 5, 0, 0, 0], 0),
        "{:?}",
        tried.refusals
    );
    let first = ask(&cx, RunImport { plan: plan.clone() }).await.unwrap();
    assert_eq!(counts(&first), counts(&tried));
    let repaired: Vec<(&str, &str)> = (first.repairs.iter())
        .map(|repair| (repair.field.as_str(), repair.to.as_str()))
        .collect();
    assert_eq!(repaired, [("technician", ""), ("status", "open")]);

    let over = "select count(*) from tickets t join services s on s.id = t.service_id
        where t.external_id = 'T-1' and t.number = 'TKT-202502-00001' and t.status = 'closed' and t.kind = 'repair' and t.category = 'slow'
          and t.priority = 'high' and t.description = E'Internet lambat\\n\\nSejak pagi' and t.lead_id is not null
          and t.created_at = '2025-02-03 08:15+07' and t.closed_at = '2025-02-03 10:30+07' and t.due_at is null and t.breached_at is null";
    assert_eq!(number(&db, over).await, 1);
    let story = "select count(*) from timeline e join tickets t on t.id = e.ticket_id where t.external_id = 'T-1'
        and (e.event, e.at) in (('created', timestamptz '2025-02-03 08:15+07'), ('closed', timestamptz '2025-02-03 10:30+07'))";
    assert_eq!(number(&db, story).await, 2);
    let given = "select count(*) from tickets where external_id = 'T-2' and number = 'TKT-202503-00001' and status = 'assigned' and kind = 'maintenance'
        and created_at = '2025-03-04 08:00+07' and due_at = app.due_at('normal', created_at) and breached_at = due_at";
    assert_eq!(number(&db, given).await, 1);
    let nobodys = "select count(*) from tickets where external_id = 'T-3' and status = 'open' and lead_id is null and priority = 'high'
        and created_at = '2025-02-04 12:00+07' and due_at = app.due_at('high', created_at)";
    assert_eq!(number(&db, nobodys).await, 1);
    let waits = "select count(*) from tickets t join ticket_pauses p on p.ticket_id = t.id
        where t.external_id = 'T-4' and t.status = 'on_hold' and t.kind = 'relocation' and t.clock_stopped_at = p.from_at and p.to_at is null";
    assert_eq!(number(&db, waits).await, 1);
    let called_off = "select count(*) from tickets where external_id = 'T-5' and status = 'cancelled' and due_at is null and closed_at is null";
    assert_eq!(number(&db, called_off).await, 1);

    // Nobody is alarmed about what was late elsewhere.
    assert_eq!(number(&db, "select app.sla_sweep()").await, 0);
    let again = ask(&cx, RunImport { plan }).await.unwrap();
    assert_eq!(counts(&again), [5, 0, 0, 5, 0], "{:?}", again.refusals);
    let changes = "select count(*) from audit_rows where record = 'tickets' and action = 'update'";
    assert_eq!(number(&db, changes).await, 0);
}

#[tokio::test]
async fn rows_that_cannot_be_right_are_refused_where_they_are_wrong() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    take_customers(&cx, CUSTOMERS).await;
    let rows = "T-1,081234567892,,,,,Open,x,,03/02/2025,,\n\
        T-2,P-9,,,,,Open,x,,03/02/2025,,\n\
        T-3,P-1,,,,,entahlah,x,,03/02/2025,,\n\
        T-4,P-1,,,,,Selesai,x,,03/02/2025 10:00,03/02/2025 09:00,\n\
        T-5,P-1,,,,,Open,x,,31/12/2190,,\n\
        T-6,P-1,,,,,Open,x,,03/02/2025 25:00,,\n\
        T-7,P-1,,,langit,,Open,x,,03/02/2025,,\n\
        T-8,P-2,P-1,,,,Open,x,,03/02/2025,,\n\
        T-9,P-1,,sulap,,,Open,x,,03/02/2025,,\n\
        T-10,P-1,,,,,Open,x,,,,\n\
        T-11,P-1,,,,,Open,x,,03/02/2025,,\n\
        T-11,P-2,,,,,Open,x,,03/02/2025,,\n";
    let result = run(&cx, rows).await;
    assert_eq!(counts(&result), [12, 1, 0, 0, 11]);
    assert_eq!(
        refusals(&result),
        [
            (2, "customer", "VALUE_AMBIGUOUS"),
            (3, "customer", "CUSTOMER_UNKNOWN"),
            (4, "status", "VALUE_UNKNOWN"),
            (5, "closed_at", "RANGE_ORDER"),
            (6, "opened_at", "DATE_FUTURE"),
            (7, "opened_at", "TIME_INVALID"),
            (8, "category", "VALUE_UNKNOWN"),
            (9, "service", "VALUE_UNKNOWN"),
            (10, "kind", "VALUE_UNKNOWN"),
            (11, "opened_at", "DATE_INVALID"),
            (13, "external_id", "DUPLICATE_ROW"),
        ]
    );
}

#[tokio::test]
async fn what_was_over_in_the_morning_was_opened_that_morning() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    take_customers(&cx, CUSTOMERS).await;
    let rows = "T-1,P-1,,,,,Selesai,Lambat,,03/02/2025,03/02/2025 09:30,\n";
    assert_eq!(counts(&run(&cx, rows).await), [1, 1, 0, 0, 0]);
    let morning = "select count(*) from tickets where created_at = closed_at and closed_at = '2025-02-03 09:30+07'";
    assert_eq!(number(&db, morning).await, 1);
    assert_eq!(counts(&run(&cx, rows).await), [1, 0, 0, 1, 0]);
}

#[tokio::test]
async fn a_later_file_ends_tickets_and_takes_back_nothing_that_was_done_here() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    take_customers(&cx, CUSTOMERS).await;
    let joko = db.staff("technician").await;
    let rows =
        "T-1,P-1,,,,,Open,Lambat,,03/02/2025 10:00,,\nT-2,P-2,,,,,Open,Putus,,03/02/2025 11:00,,\n";
    run(&cx, rows).await;
    sqlx::query(
        "update tickets set status = 'assigned', lead_id = $1, priority = 'urgent', category = 'los'",
    )
        .bind(joko.id)
        .execute(db.owner())
        .await
        .unwrap();
    assert_eq!(counts(&run(&cx, rows).await), [2, 0, 0, 2, 0]);
    let at_work = "select count(*) from tickets where status = 'assigned' and priority = 'urgent' and category = 'los'";
    assert_eq!(number(&db, at_work).await, 2);

    let later = "T-1,P-1,,,,tinggi,Selesai,Lambat sekali,,03/02/2025 10:00,05/02/2025 16:00,\nT-2,P-2,,,,,Open,Putus,,03/02/2025 11:00,,\n";
    assert_eq!(counts(&run(&cx, later).await), [2, 0, 1, 1, 0]);
    let ended = "select count(*) from tickets where external_id = 'T-1' and status = 'closed' and closed_at = '2025-02-05 16:00+07'
        and priority = 'urgent' and description = 'Lambat sekali' and lead_id is not null";
    assert_eq!(number(&db, ended).await, 1);
    let told = "select count(*) from audit_rows r join staff s on s.id = r.staff_id
        where r.record = 'tickets' and r.after ->> 'status' = 'closed' and s.role = 'office'";
    assert_eq!(number(&db, told).await, 1);
    assert_eq!(counts(&run(&cx, later).await), [2, 0, 0, 2, 0]);

    let others =
        "T-1,P-2,,,,,Selesai,x,,03/02/2025 10:00,,\nT-2,P-2,,,,,Open,x,,04/02/2025 11:00,,\n";
    let result = run(&cx, others).await;
    assert_eq!(
        refusals(&result),
        [
            (2, "customer", "TICKET_KEPT"),
            (3, "opened_at", "TICKET_KEPT")
        ]
    );
}

#[tokio::test]
async fn the_database_takes_no_ticket_that_cannot_have_been_and_none_from_others() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    take_customers(&cx, CUSTOMERS).await;
    let call = "select app.import_tickets(jsonb_build_array(jsonb_build_object('ord', 1, 'external_id', 'T-1', 'number', number, 'kind', 'repair',
        'priority', 'normal', 'status', 'closed', 'customer_id', (select min(id) from customers), 'opened_at', '2025-02-03', 'closed_at', '2025-02-02')))
        from app.next_numbers('TKT', '2025-02-03', 1) number";
    let refused = sqlx::query(call).execute(&cx.pool).await.unwrap_err();
    assert_eq!(
        refused.as_database_error().unwrap().constraint(),
        Some("tickets_import_whole")
    );
    let supervisor = db.staff("supervisor").await;
    for call in [
        "select app.import_tickets('[]')",
        "select app.change_imported_tickets('[]')",
    ] {
        let refused = sqlx::query(call)
            .execute(&supervisor.pool)
            .await
            .unwrap_err();
        assert_eq!(
            refused.as_database_error().unwrap().code().as_deref(),
            Some("42501")
        );
    }
}

#[tokio::test]
async fn rows_are_looked_up_without_the_indexes_of_the_search_however_often() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    let many: String = (0..3_000).map(|n| format!("L-{n},Nama {n}\n")).collect();
    take_customers(&cx, &format!("ID Pelanggan,Nama\n{many}")).await;
    sqlx::raw_sql("analyze customers")
        .execute(db.owner())
        .await
        .unwrap();
    let rows = "T-1,L-7,,,,,,,,01/01/2025,,\nT-2,L-8,,,,,,,,01/01/2025,,\n";
    let plan = plan(&cx, rows).await;
    // From the sixth time on it is planned without the keys.
    for _ in 0..8 {
        let request = TryImport { plan: plan.clone() };
        let tried = ask(&cx, request).await.unwrap();
        assert_eq!(counts(&tried), [2, 2, 0, 0, 0], "{:?}", tried.refusals);
    }
    sqlx::query("select pg_stat_force_next_flush()")
        .execute(&cx.pool)
        .await
        .unwrap();
    let exact = "select idx_scan from pg_stat_user_indexes where indexrelname = 'customers_external_id_key'";
    assert!(number(&db, exact).await > 0);
    let loose = "select sum(idx_scan)::bigint from pg_stat_user_indexes where indexrelname in ('customers_code_trgm', 'customers_external_id_trgm')";
    assert_eq!(number(&db, loose).await, 0);
}
