//! Payments: every rupiah goes to the invoice it names, to the oldest ones, or becomes credit, and it does so once.

use aglis_core::context::Cx;
use model::{
    imports::{ImportKind, ImportPlan, ImportResult, RunImport, TryImport},
    money::Rupiah,
};

use super::{counts, desk, number, plan_as, refusals, take_customers};
use crate::{ask::ask, support::database::TestDb};

const HEADS: &str =
    "No Kwitansi,No Tagihan,ID Pelanggan,Tanggal Bayar,Nominal,Metode,Status,Referensi,Catatan\n";

async fn plan(cx: &Cx, rows: &str) -> ImportPlan {
    plan_as(cx, ImportKind::Payments, &format!("{HEADS}{rows}")).await
}

async fn run(cx: &Cx, rows: &str) -> ImportResult {
    let plan = plan(cx, rows).await;
    ask(cx, RunImport { plan }).await.unwrap()
}

/// Two customers: the first owes 250,000 for January and for February, the second 100,000.
async fn debts(db: &TestDb) -> Cx {
    let cx = desk(db, "office").await;
    take_customers(&cx, "ID Pelanggan,Nama\nP-1,Budi\nP-2,Siti\n").await;
    let rows = "F-2,P-1,01/02/2025,20/02/2025,250.000,\nF-1,P-1,01/01/2025,20/01/2025,250.000,\nF-3,P-2,01/01/2025,20/01/2025,100.000,\n";
    assert_eq!(counts(&run_invoices(&cx, rows).await), [3, 3, 0, 0, 0]);
    cx
}

async fn run_invoices(cx: &Cx, rows: &str) -> ImportResult {
    let heads = "No Tagihan,ID Pelanggan,Tanggal Tagihan,Jatuh Tempo,Jumlah,Tanggal Lunas\n";
    let plan = plan_as(cx, ImportKind::Invoices, &format!("{heads}{rows}")).await;
    ask(cx, RunImport { plan }).await.unwrap()
}

/// What was paid of each invoice, and then owed by and owed to each customer.
async fn books(db: &TestDb) -> Vec<i64> {
    let told = "select paid from (select external_id, paid from invoices
        union all select external_id || ' owes', outstanding from customers union all select external_id || ' has', balance from customers) b
        order by external_id";
    sqlx::query_scalar(told)
        .fetch_all(db.owner())
        .await
        .unwrap()
}

#[tokio::test]
async fn payments_go_where_they_belong_and_a_second_time_nothing_changes() {
    let db = TestDb::new().await;
    let cx = debts(&db).await;
    // P-1 is blocked for both.
    let blocked = "insert into packages (code, name, down_mbps, up_mbps) values ('B', 'B', 10, 10);
        insert into services (customer_id, package_id, zone_id, status) select c.id, p.id, c.zone_id, 'suspended' from customers c, packages p
          where c.external_id = 'P-1' order by p.id desc limit 1;
        insert into isolirs (service_id, customer_id, kind, invoices, lifts_at_payment) select s.id, s.customer_id, 'late', array_agg(i.id), true
          from services s join invoices i on i.customer_id = s.customer_id where s.status = 'suspended' group by s.id";
    sqlx::raw_sql(blocked).execute(db.owner()).await.unwrap();
    let ours: String = sqlx::query_scalar("select number from invoices where external_id = 'F-3'")
        .fetch_one(db.owner())
        .await
        .unwrap();
    let rows = format!(
        "K-1,F-1,,05/01/2025 09:00,Rp 200.000,Tunai,Lunas,,\n\
         K-2,,P-1,10/02/2025,\"400,000.00\",GoPay,,TRX-9,titip\n\
         K-3,{ours},P-2,11/02/2025 10:00,40.000,QRIS,Menunggu,,\n"
    );
    let plan = plan(&cx, &rows).await;
    let tried = ask(&cx, TryImport { plan: plan.clone() }).await.unwrap();
    assert_eq!(counts(&tried), [3, 3, 0, 0, 0], "{:?}", tried.refusals);
    assert_eq!(
        tried.total,
        Some(Rupiah(640_000)),
        "told before it is written"
    );
    assert_eq!(tried.credit, Some(Rupiah(100_000)), "as are the leavings");
    assert_eq!(number(&db, "select count(*) from payments").await, 0);
    let first = ask(&cx, RunImport { plan: plan.clone() }).await.unwrap();
    assert_eq!(
        (counts(&first), first.total, first.credit),
        (counts(&tried), tried.total, tried.credit)
    );
    // F-1, F-2, F-3; then what P-1 has and owes; then P-2.
    let right = [250_000, 250_000, 0, 100_000, 0, 0, 100_000];
    assert_eq!(books(&db).await, right);
    let lifted = "select count(*) from services s join isolirs x on x.service_id = s.id where s.status = 'active' and x.lifted_why = 'paid'";
    assert_eq!(number(&db, lifted).await, 1, "a file unblocks as well");
    let kept = "select count(*) from payments p join staff s on s.id = p.recorded_by
        where (p.external_id, p.number, p.method, p.status, coalesce(p.reference, ''), p.received_at) in
          (('payment:K-1', 'PAY-202501-00001', 'cash', 'verified', '', timestamptz '2025-01-05 09:00+07'),
           ('payment:K-2', 'PAY-202502-00001', 'e_wallet', 'verified', 'TRX-9 · titip', '2025-02-10 12:00+07'),
           ('payment:K-3', 'PAY-202502-00002', 'qris', 'pending', '', '2025-02-11 10:00+07'))";
    assert_eq!(number(&db, kept).await, 3);
    let meant = "select sum(a.amount)::bigint from payment_allocations a join payments p on p.id = a.payment_id where p.external_id = 'payment:K-3'";
    assert_eq!(number(&db, meant).await, 40_000, "waits for its invoice");

    let again = ask(&cx, RunImport { plan }).await.unwrap();
    assert_eq!(counts(&again), [3, 0, 0, 3, 0]);
    assert_eq!(again.total, Some(Rupiah(0)));
    assert_eq!(books(&db).await, right);
}

#[tokio::test]
async fn what_an_invoice_does_not_need_becomes_credit() {
    let db = TestDb::new().await;
    let cx = debts(&db).await;
    let rows = "K-1,F-1,,05/01/2025 09:00,200.000,,,,\nK-2,F-1,,06/01/2025 09:00,100.000,,,,\n\
        K-3,F-1,,07/01/2025 09:00,25.000,,,,\nK-4,,P-2,05/01/2025,60.000,,,,\nK-5,,P-2,06/01/2025,70.000,,,,\n";
    let first = run(&cx, rows).await;
    assert_eq!(counts(&first), [5, 5, 0, 0, 0]);
    assert_eq!(first.credit, Some(Rupiah(75_000 + 30_000)));
    assert_eq!(
        books(&db).await,
        [250_000, 0, 100_000, 75_000, 250_000, 30_000, 0]
    );
}

#[tokio::test]
async fn rows_that_cannot_be_right_are_refused_and_no_money_moves() {
    let db = TestDb::new().await;
    let cx = debts(&db).await;
    sqlx::query(
        "update invoices set status = 'void', void_reason = 'salah' where external_id = 'F-3'",
    )
    .execute(db.owner())
    .await
    .unwrap();
    let rows = "K-1,F-1,,31/12/2190,1.000,,,,\nK-2,F-1,,05/01/2025,0,,,,\nK-3,F-1,,05/01/2025,-5,,,,\nK-4,F-1,,05/01/2025,1.000,barter,,,\n\
        K-5,F-1,,05/01/2025,1.000,,gagal,,\nK-6,,,05/01/2025,1.000,,,,\nK-7,F-1,P-2,05/01/2025,1.000,,,,\nK-8,F-9,,05/01/2025,1.000,,,,\n\
        K-9,F-3,,05/01/2025,1.000,,,,\nK-10,,P-9,05/01/2025,1.000,,,,\nK-11,F-1,,05/01/2025,seribu,,,,\n";
    let result = run(&cx, rows).await;
    assert_eq!(
        refusals(&result),
        [
            (2, "received_at", "DATE_FUTURE"),
            (3, "amount", "AMOUNT_ZERO"),
            (4, "amount", "AMOUNT_NEGATIVE"),
            (5, "method", "VALUE_UNKNOWN"),
            (6, "status", "VALUE_UNKNOWN"),
            (7, "customer", "PAYER_REQUIRED"),
            (8, "invoice", "PAYER_OTHER"),
            (9, "invoice", "INVOICE_UNKNOWN"),
            (10, "invoice", "INVOICE_CLOSED"),
            (11, "customer", "CUSTOMER_UNKNOWN"),
            (12, "amount", "AMOUNT_FORMAT"),
        ]
    );
    assert_eq!(result.total, Some(Rupiah(0)));
    assert_eq!(number(&db, "select count(*) from payments").await, 0);
}

#[tokio::test]
async fn money_that_is_here_no_longer_changes_by_a_file() {
    let db = TestDb::new().await;
    let cx = debts(&db).await;
    run(&cx, "K-1,F-1,,05/01/2025 09:00,200.000,Tunai,,,\n").await;
    let before = books(&db).await;
    for (row, field) in [
        ("K-1,F-1,,05/01/2025 09:00,210.000,Tunai,,,\n", "amount"),
        ("K-1,F-3,,05/01/2025 09:00,200.000,Tunai,,,\n", "customer"),
        (
            "K-1,F-1,,06/01/2025 09:00,200.000,Tunai,,,\n",
            "received_at",
        ),
        ("K-1,F-1,,05/01/2025 09:00,200.000,QRIS,,,\n", "method"),
    ] {
        let result = run(&cx, row).await;
        assert_eq!(refusals(&result), [(2, field, "PAYMENT_KEPT")], "{row}");
    }
    assert_eq!(books(&db).await, before);
}

#[tokio::test]
async fn thousands_of_payments_of_one_customer_add_up() {
    let db = TestDb::new().await;
    let cx = debts(&db).await;
    let rows: String = (0..6_000)
        .map(|n| format!("K-{n},,P-1,05/01/2025 09:00,100,,,,\n"))
        .collect();
    let result = run(&cx, &rows).await;
    assert_eq!(
        (result.created, result.total),
        (6_000, Some(Rupiah(600_000)))
    );
    assert_eq!(
        books(&db).await,
        [250_000, 250_000, 0, 100_000, 0, 0, 100_000]
    );
}

#[tokio::test]
async fn money_of_an_invoice_that_came_settled_is_not_counted_twice() {
    let db = TestDb::new().await;
    let cx = debts(&db).await;
    let settled = "F-4,P-2,01/03/2025,20/03/2025,80.000,05/03/2025\n";
    assert_eq!(counts(&run_invoices(&cx, settled).await), [1, 1, 0, 0, 0]);
    let before = books(&db).await;
    let row = "K-1,F-4,,05/03/2025 09:00,80.000,,,,\n";
    let plan = plan(&cx, row).await;
    let tried = ask(&cx, TryImport { plan }).await.unwrap();
    assert_eq!(refusals(&tried), [(2, "invoice", "INVOICE_SETTLED")]);
    let result = run(&cx, row).await;
    assert_eq!(refusals(&result), [(2, "invoice", "INVOICE_SETTLED")]);
    assert_eq!(books(&db).await, before);

    // Once that payment is taken back the invoice is open, and another payment may pay it.
    let back = "update payments set status = 'rejected', reason = 'bukan uang kami'";
    sqlx::query(back).execute(db.owner()).await.unwrap();
    assert_eq!(counts(&run(&cx, row).await), [1, 1, 0, 0, 0]);
    assert_eq!(books(&db).await, before);
    assert_eq!(counts(&run(&cx, row).await), [1, 0, 0, 1, 0]);
}

#[tokio::test]
async fn a_payment_may_have_the_key_of_an_invoice() {
    let db = TestDb::new().await;
    let cx = debts(&db).await;
    let settled = "1001,P-2,01/03/2025,20/03/2025,80.000,05/03/2025\n";
    assert_eq!(counts(&run_invoices(&cx, settled).await), [1, 1, 0, 0, 0]);
    // 1001 is another payment than that of invoice 1001, 1002 comes before the invoice of that key.
    let rows = "1001,F-1,,05/01/2025 09:00,200.000,Tunai,,,\n1002,F-2,,05/02/2025 09:00,150.000,,,,\n\
        F-3,F-3,,06/02/2025 09:00,60.000,,,,\n";
    assert_eq!(counts(&run(&cx, rows).await), [3, 3, 0, 0, 0]);
    assert_eq!(counts(&run(&cx, rows).await), [3, 0, 0, 3, 0]);
    let later = "1002,P-1,01/04/2025,20/04/2025,70.000,05/04/2025\nF-3,P-2,01/01/2025,20/01/2025,100.000,07/02/2025\n";
    assert_eq!(counts(&run_invoices(&cx, later).await), [2, 1, 1, 0, 0]);
    assert_eq!(counts(&run_invoices(&cx, later).await), [2, 0, 0, 2, 0]);
    let paid = "select count(*) from invoices where (external_id, status, paid) in
        (('1001', 'paid', 80000), ('1002', 'paid', 70000), ('F-1', 'partial', 200000), ('F-2', 'partial', 150000), ('F-3', 'paid', 100000))";
    assert_eq!(number(&db, paid).await, 5);
    let credit = "select sum(balance)::bigint from customers";
    assert_eq!(number(&db, credit).await, 0);
}

#[tokio::test]
async fn a_row_that_names_its_invoice_comes_first_in_a_file_of_any_length() {
    let db = TestDb::new().await;
    let cx = debts(&db).await;
    let unnamed = "K-0,,P-1,05/01/2025 09:00,250.000,,,,\n";
    let between: String = (1..=5_000)
        .map(|n| format!("K-{n},,P-2,06/01/2025 09:00,10,,,,\n"))
        .collect();
    let rows = format!("{unnamed}{between}K-last,F-1,,07/01/2025 09:00,250.000,,,,\n");
    assert_eq!(run(&cx, &rows).await.created, 5_002);
    assert_eq!(
        books(&db).await,
        [250_000, 250_000, 50_000, 0, 0, 0, 50_000]
    );
    let named = "select i.id from invoices i join payment_allocations a on a.invoice_id = i.id join payments p on p.id = a.payment_id
        where i.external_id = 'F-1' and p.external_id = 'payment:K-last' and a.amount = 250000";
    assert!(number(&db, named).await > 0);
}

#[tokio::test]
async fn what_waits_or_was_rejected_here_is_not_verified_by_a_file() {
    let db = TestDb::new().await;
    let cx = debts(&db).await;
    let waits = "K-1,F-1,,05/01/2025 09:00,200.000,,Menunggu,,\n";
    let counts_for = "K-1,F-1,,05/01/2025 09:00,200.000,,Lunas,,\n";
    run(&cx, waits).await;
    let before = books(&db).await;
    assert_eq!(counts(&run(&cx, waits).await), [1, 0, 0, 1, 0]);
    let result = run(&cx, counts_for).await;
    assert_eq!(refusals(&result), [(2, "status", "PAYMENT_WAITS")]);
    let rejected = "update payments set status = 'rejected', reason = 'tidak masuk'";
    sqlx::query(rejected).execute(db.owner()).await.unwrap();
    let result = run(&cx, counts_for).await;
    assert_eq!(refusals(&result), [(2, "status", "PAYMENT_REJECTED")]);
    assert_eq!(books(&db).await, before);
}
