//! The invoice run of a month: preview, issue, what is skipped and why, credit, charges, and what two windows and a crash do to it.

use std::collections::BTreeSet;

use aglis_core::context::Cx;
use chrono::NaiveDate;
use model::{
    billing::{
        ListInvoices, ShowInvoice, VoidInvoice,
        rule::{Month, Size, Skip},
        run::{
            Because, InvoiceRun, ListInvoiceRuns, PreviewInvoiceRun, RunGroup, RunInvoices,
            RunPreview, RunState, SaveBillingRules, ShowBillingRules, StartInvoiceRun,
            StopInvoiceRun,
        },
        standing::{
            AddServiceCharge, AddServiceDiscount, EndServiceDiscount, ParkService,
            RemoveServiceCharge, ShowServiceStanding,
        },
    },
    fault::Code,
    ids::{InvoiceRunId, ServiceId},
    list::{Filter, ListQuery, Op},
    money::Rupiah,
    states::InvoiceStatus,
    tax::Percent,
};

use crate::{
    ask::{ask, reason},
    support::{build, database::TestDb},
};

/// A company with these many connections of 250,000 rupiah, the first one of customer 1 and so on, all running since 2024.
struct Company {
    db: TestDb,
    office: Cx,
    month: Month,
}

async fn company(connections: i64) -> Company {
    let db = TestDb::new().await;
    let zone = build::zone(db.owner(), "Pusat").await;
    let package = build::package(db.owner(), "HS50", 250_000).await;
    run_sql(&db, &format!(
        "insert into contacts (id, name, phone) overriding system value select n, 'Pelanggan ' || n, '+6281' || (100000000 + n) from generate_series(1, {connections}) n;
         insert into customers (id, code, contact_id, name, zone_id, status) overriding system value
           select n, 'AGLS-' || (20000 + n), n, 'Pelanggan ' || n, {zone}, 'active' from generate_series(1, {connections}) n;
         insert into services (id, customer_id, package_id, zone_id, status, street, billing_day, activated_on, created_at) overriding system value
           select n, n, {package}, {zone}, 'active', 'Jl. Melati ' || n, 20, '2024-03-01', '2024-03-01' from generate_series(1, {connections}) n"
    ))
    .await;
    let today: NaiveDate = sqlx::query_scalar("select app.business_day(now())")
        .fetch_one(db.owner())
        .await
        .unwrap();
    Company {
        office: db.staff("office").await.cx(),
        db,
        month: Month::of(today),
    }
}

async fn run_sql(db: &TestDb, statements: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statements))
        .execute(db.owner())
        .await
        .unwrap();
}

impl Company {
    async fn preview(&self, month: Month, group: Option<RunGroup>) -> RunPreview {
        let request = PreviewInvoiceRun {
            period: month.first(),
            group,
            search: String::new(),
            all: false,
        };
        ask(&self.office, request).await.unwrap()
    }

    async fn start(&self, month: Month) -> InvoiceRunId {
        ask(
            &self.office,
            StartInvoiceRun {
                period: month.first(),
                tell: false,
            },
        )
        .await
        .unwrap()
    }

    /// The whole run of a month.
    async fn issue(&self, month: Month) -> InvoiceRun {
        let run = self.start(month).await;
        finish(&self.office, run).await
    }

    async fn number(&self, question: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(question))
            .fetch_one(self.db.owner())
            .await
            .unwrap()
    }

    /// Total of the invoice of a connection in a month.
    async fn total(&self, service: i64, month: Month) -> i64 {
        self.number(&format!(
            "select total from invoices where service_id = {service} and period = '{}' and kind = 'monthly' and status <> 'void'",
            month.first()
        ))
        .await
    }
}

async fn finish(cx: &Cx, run: InvoiceRunId) -> InvoiceRun {
    loop {
        let at = ask(cx, RunInvoices { run }).await.unwrap();
        if at.state != RunState::Running {
            return at;
        }
    }
}

#[tokio::test]
async fn a_preview_tells_what_the_run_then_does() {
    let company = company(7).await;
    let before = company.month.before();
    assert_eq!(company.issue(before).await.issued, 7);
    // Since then: one pays more, one is put aside, one is blocked, one ended, one is new, one has a package without a price.
    let today = company
        .number("select extract(day from app.business_day(now()))::bigint")
        .await;
    run_sql(&company.db, &format!(
        "update services set agreed_price = 300000 where id = 1;
         update services set parked_reason = 'Rumah direnovasi' where id = 2;
         update services set status = 'suspended' where id = 3;
         update services set status = 'terminated', terminated_on = '{}' where id = 4;
         insert into packages (code, name, down_mbps, up_mbps) values ('XX', 'Tanpa harga', 1, 1);
         update services set package_id = (select id from packages where code = 'XX') where id = 5;
         insert into services (id, customer_id, package_id, zone_id, status, street, billing_day, activated_on) overriding system value
           select 8, 7, package_id, zone_id, 'active', 'Jl. Baru', 1, '{}' from services where id = 7",
        before.last(),
        company.month.first()
    ))
    .await;
    let preview = company.preview(company.month, None).await;
    let count = |group| {
        preview
            .groups
            .iter()
            .find(|count| count.group == group)
            .map(|count| count.count)
    };
    assert_eq!(count(RunGroup::New), Some(1));
    assert_eq!(count(RunGroup::Changed), Some(1));
    assert_eq!(count(RunGroup::Same), Some(2));
    for skip in [Skip::Parked, Skip::Suspended, Skip::Ended, Skip::NoPrice] {
        assert_eq!(count(RunGroup::Skipped(skip)), Some(1), "{skip:?}");
    }
    assert_eq!(preview.count, 4);
    assert_eq!(preview.before, (7, Rupiah(7 * 277_500)));
    // 250,000 and 11 %; the dearer one is put right for last month as well, as nothing says from when it holds.
    let dearer = preview
        .rows
        .iter()
        .find(|row| row.service == ServiceId(1))
        .unwrap();
    assert_eq!(
        (dearer.total, dearer.before),
        (Rupiah(388_500), Some(Rupiah(277_500)))
    );
    assert_eq!(dearer.because, [Because::Price, Because::Mended]);
    // The largest difference comes first, and to get nothing is one.
    let differences: Vec<i64> = (preview.rows.iter())
        .map(|row| (row.total - row.before.unwrap_or_default()).0.abs())
        .collect();
    assert!(differences.is_sorted_by(|one, next| one >= next));
    let parked = preview
        .rows
        .iter()
        .find(|row| row.service == ServiceId(2))
        .unwrap();
    assert_eq!(parked.parked.as_deref(), Some("Rumah direnovasi"));
    assert!(
        !preview.rows.iter().any(|row| row.service == ServiceId(4)),
        "who ended long ago is no news"
    );
    let ended = company
        .preview(company.month, Some(RunGroup::Skipped(Skip::Ended)))
        .await;
    assert_eq!((ended.rows.len(), ended.matching), (1, 1));

    let run = company.issue(company.month).await;
    assert_eq!((run.issued, run.total), (4, preview.total));
    let skipped: BTreeSet<_> = run.skipped.iter().copied().collect();
    assert_eq!(
        skipped,
        BTreeSet::from([
            (Skip::NoPrice, 1),
            (Skip::Parked, 1),
            (Skip::Suspended, 1),
            (Skip::Ended, 1)
        ])
    );
    // Due on the day of the connection, and not too soon.
    let due = company.number(&format!("select (due_on - issued_on)::bigint from invoices where service_id = 6 and period = '{}'", company.month.first())).await;
    assert_eq!(due, (20 - today).max(10));
    let after = company.preview(company.month, None).await;
    assert_eq!((after.count, after.there.0), (0, 4));
    assert_eq!(
        company.issue(company.month).await.issued,
        0,
        "a second run of the month finds nothing"
    );
}

#[tokio::test]
async fn numbers_have_no_gap_and_two_windows_bill_nobody_twice() {
    let company = company(1_230).await;
    let other = company.db.staff("admin").await.cx();
    let run = company.start(company.month).await;
    // Whoever starts the same month gets the same run.
    let again = ask(
        &other,
        StartInvoiceRun {
            period: company.month.first(),
            tell: false,
        },
    )
    .await
    .unwrap();
    assert_eq!(again, run);
    let (one, two) = tokio::join!(finish(&company.office, run), finish(&other, run));
    assert_eq!(
        (one.issued, two.issued, one.services),
        (1_230, 1_230, 1_230)
    );
    assert_eq!(
        company
            .number("select count(distinct service_id) from invoices")
            .await,
        1_230
    );
    let gaps = "select max(right(number, 5)::bigint) - count(*) from invoices";
    assert_eq!(company.number(gaps).await, 0);
    assert_eq!(
        company
            .number("select sum(total)::bigint from invoices")
            .await,
        one.total.0
    );
    let outstanding =
        "select (sum(outstanding) - (select sum(total) from invoices))::bigint from customers";
    assert_eq!(company.number(outstanding).await, 0);
    let runs = ask(&company.office, ListInvoiceRuns {}).await.unwrap();
    assert_eq!(
        (runs.len(), runs[0].state, runs[0].by.is_some()),
        (1, RunState::Done, true)
    );
    // Nobody is flooded: a run tells nothing of its invoices one by one.
    assert_eq!(
        company.number("select count(*) from notifications").await,
        0
    );
}

#[tokio::test]
async fn a_stopped_run_leaves_what_it_issued_and_the_next_one_does_the_rest() {
    let company = company(700).await;
    let run = company.start(company.month).await;
    let at = ask(&company.office, RunInvoices { run }).await.unwrap();
    assert_eq!((at.state, at.issued), (RunState::Running, 500));
    let next = company.month.next().first();
    let busy = ask(
        &company.office,
        StartInvoiceRun {
            period: next,
            tell: false,
        },
    )
    .await
    .unwrap_err();
    assert_eq!(
        (busy.code, reason(&busy).as_str()),
        (Code::Conflict, "RUN_BUSY")
    );
    ask(&company.office, StopInvoiceRun { run }).await.unwrap();
    let over = ask(&company.office, RunInvoices { run }).await.unwrap();
    assert_eq!((over.state, over.issued), (RunState::Stopped, 500));
    let rest = company.issue(company.month).await;
    assert_eq!(
        (rest.issued, rest.skipped),
        (200, vec![(Skip::Billed, 500)])
    );
}

#[tokio::test]
async fn discounts_charges_and_fees_stand_on_the_invoice_once() {
    let company = company(1).await;
    let (office, service, month) = (&company.office, ServiceId(1), company.month);
    let admin = company.db.staff("admin").await.cx();
    let mut rules = ask(&admin, ShowBillingRules {}).await.unwrap();
    rules.late_fee = Rupiah(25_000);
    ask(&admin, SaveBillingRules { rules }).await.unwrap();
    assert_eq!(
        ask(office, SaveBillingRules { rules })
            .await
            .unwrap_err()
            .code,
        Code::Forbidden
    );
    run_sql(&company.db, "insert into invoices (number, kind, customer_id, service_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, total)
        select 'INV-202001-00001', 'monthly', 1, 1, zone_id, (date_trunc('month', current_date) - interval '2 months')::date, 'overdue', current_date - 30, current_date - 20,
          250000, 250000, 250000 from services;
        insert into invoice_lines select id, 1, 'Langganan', 1, 250000, 250000 from invoices").await;
    ask(
        office,
        AddServiceDiscount {
            service,
            description: "Promo 20%".to_owned(),
            size: Size::Percent(Percent(2_000)),
            from: month.first(),
            until: None,
        },
    )
    .await
    .unwrap();
    ask(
        office,
        AddServiceDiscount {
            service,
            description: "Ganti rugi gangguan".to_owned(),
            size: Size::Amount(Rupiah(500_000)),
            from: month.first(),
            until: Some(month.first()),
        },
    )
    .await
    .unwrap();
    ask(
        office,
        AddServiceCharge {
            service,
            description: "Router baru".to_owned(),
            amount: Rupiah(150_000),
            period: month.first(),
        },
    )
    .await
    .unwrap();
    ask(
        office,
        AddServiceCharge {
            service,
            description: "Salah ketik".to_owned(),
            amount: Rupiah(1_000),
            period: month.first(),
        },
    )
    .await
    .unwrap();
    let standing = ask(office, ShowServiceStanding { service }).await.unwrap();
    ask(
        office,
        RemoveServiceCharge {
            id: standing.charges[0].id,
        },
    )
    .await
    .unwrap();

    assert_eq!(company.issue(month).await.issued, 1);
    let invoices = ask(
        office,
        ListInvoices {
            query: ListQuery {
                filters: vec![Filter {
                    column: "period".to_owned(),
                    op: Op::Is,
                    values: vec![month.first().to_string()],
                }],
                ..ListQuery::default()
            },
        },
    )
    .await
    .unwrap();
    let invoice = ask(
        office,
        ShowInvoice {
            id: invoices.rows[0].id,
        },
    )
    .await
    .unwrap();
    let lines: Vec<_> = invoice.lines.iter().map(|line| line.amount.0).collect();
    assert_eq!(lines, [250_000, 150_000, 25_000]);
    assert_eq!(
        invoice.discounts,
        [
            ("Promo 20%".to_owned(), Rupiah(50_000)),
            ("Ganti rugi gangguan".to_owned(), Rupiah(375_000))
        ]
    );
    assert_eq!(
        (invoice.total, invoice.status),
        (Rupiah::ZERO, InvoiceStatus::Paid)
    );
    let standing = ask(office, ShowServiceStanding { service }).await.unwrap();
    // What found no room waits for the next month, and what is billed stays.
    assert_eq!(
        (standing.discounts[0].size, standing.discounts[0].from),
        (Size::Amount(Rupiah(125_000)), month.next().first())
    );
    let billed = standing
        .charges
        .iter()
        .find(|charge| charge.description == "Router baru")
        .unwrap();
    assert_eq!(billed.invoice.as_ref().unwrap().0, invoice.id);
    let stays = ask(office, RemoveServiceCharge { id: billed.id })
        .await
        .unwrap_err();
    assert_eq!(reason(&stays), "CHARGE_BILLED");
    let promo = standing
        .discounts
        .iter()
        .find(|discount| discount.description == "Promo 20%")
        .unwrap()
        .id;
    ask(
        office,
        EndServiceDiscount {
            id: promo,
            until: month.first(),
        },
    )
    .await
    .unwrap();
    assert_eq!(company.issue(month.next()).await.issued, 1);
    // 250,000 less what waited, and its tax; no second fee for the same late invoice.
    assert_eq!(company.total(1, month.next()).await, 138_750);
}

#[tokio::test]
async fn what_was_paid_too_much_goes_to_new_invoices_the_oldest_money_first() {
    let company = company(2).await;
    run_sql(&company.db, "insert into payments (number, customer_id, zone_id, amount, method, received_at)
        select 'PAY-202001-0000' || n, 1, zone_id, 100000 * n, 'cash', now() - n * interval '1 day' from services, generate_series(1, 2) n where id = 1").await;
    let preview = company.preview(company.month, None).await;
    assert_eq!(preview.credit, Rupiah(277_500));
    let run = company.issue(company.month).await;
    assert_eq!(run.credited, Rupiah(277_500));
    assert_eq!(
        company
            .number("select balance from customers where id = 1")
            .await,
        22_500
    );
    assert_eq!(
        company
            .number("select count(*) from invoices where status = 'paid'")
            .await,
        1
    );
    // Two days ago came 200,000, all of it; yesterday 100,000, of which the rest.
    let shares = "select count(*) from payment_allocations a join payments p on p.id = a.payment_id
        where (p.number, a.amount) in (('PAY-202001-00002', 200000), ('PAY-202001-00001', 77500))";
    assert_eq!(company.number(shares).await, 2);
}

#[tokio::test]
async fn a_withdrawn_invoice_gives_back_its_charges_and_can_be_issued_again() {
    let company = company(1).await;
    let (office, month) = (&company.office, company.month);
    ask(
        office,
        AddServiceCharge {
            service: ServiceId(1),
            description: "Pindah rumah".to_owned(),
            amount: Rupiah(100_000),
            period: month.first(),
        },
    )
    .await
    .unwrap();
    company.issue(month).await;
    let rows = ask(
        office,
        ListInvoices {
            query: ListQuery::default(),
        },
    )
    .await
    .unwrap()
    .rows;
    let admin = company.db.staff("admin").await.cx();
    ask(
        &admin,
        VoidInvoice {
            id: rows[0].id,
            version: 1,
            reason: "Salah bulan".to_owned(),
        },
    )
    .await
    .unwrap();
    let standing = ask(
        office,
        ShowServiceStanding {
            service: ServiceId(1),
        },
    )
    .await
    .unwrap();
    assert_eq!(standing.charges[0].invoice, None);
    assert_eq!(company.issue(month).await.issued, 1);
    assert_eq!(company.total(1, month).await, 388_500);
    assert_eq!(
        company
            .number("select count(distinct number) from invoices")
            .await,
        2
    );
}

#[tokio::test]
async fn wrong_months_amounts_and_roles_are_told_in_their_place() {
    let company = company(1).await;
    let (office, service) = (&company.office, ServiceId(1));
    let far = company.month.next().next().first();
    for period in [
        far,
        company.month.first() + chrono::Days::new(3),
        "2019-01-01".parse().unwrap(),
    ] {
        let fault = ask(
            office,
            StartInvoiceRun {
                period,
                tell: false,
            },
        )
        .await
        .unwrap_err();
        assert_eq!(fault.field("period")[0].code, "PERIOD_RANGE", "{period}");
    }
    let fault = ask(
        office,
        AddServiceCharge {
            service,
            description: " x".to_owned(),
            amount: Rupiah(-1),
            period: far,
        },
    )
    .await
    .unwrap_err();
    assert!(!fault.field("description").is_empty() && !fault.field("amount").is_empty());
    let discount = AddServiceDiscount {
        service,
        description: "Promo".to_owned(),
        size: Size::Percent(Percent(10_001)),
        from: company.month.first(),
        until: Some(company.month.before().first()),
    };
    let fault = ask(office, discount).await.unwrap_err();
    assert!(!fault.field("size").is_empty() && !fault.field("until").is_empty());
    let stale = ParkService {
        service,
        version: 99,
        reason: "Libur panjang".to_owned(),
        until: None,
    };
    assert_eq!(reason(&ask(office, stale).await.unwrap_err()), "STALE");
    for role in ["supervisor", "technician"] {
        let cx = company.db.staff(role).await.cx();
        let fault = ask(
            &cx,
            StartInvoiceRun {
                period: company.month.first(),
                tell: false,
            },
        )
        .await
        .unwrap_err();
        assert_eq!(fault.code, Code::Forbidden, "{role}");
        let charge = AddServiceCharge {
            service,
            description: "Router".to_owned(),
            amount: Rupiah(1),
            period: company.month.first(),
        };
        assert!(ask(&cx, charge).await.is_err(), "{role}");
    }
    assert_eq!(
        company.number("select count(*) from service_charges").await,
        0
    );
}

/// Chunks as a window does them that asks again whatever happens, until the run is over.
async fn insist(cx: &Cx, run: InvoiceRunId) -> InvoiceRun {
    loop {
        match ask(cx, RunInvoices { run }).await {
            Ok(at) if at.state != RunState::Running => return at,
            Ok(_) => {}
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
        }
    }
}

#[tokio::test]
async fn a_run_that_is_cut_off_again_and_again_and_worked_on_twice_bills_everybody_once() {
    let company = company(2_600).await;
    let (one, two) = (
        company.db.staff("office").await,
        company.db.staff("admin").await,
    );
    let run = company.start(company.month).await;
    let owner = company.db.owner().clone();
    let (first, second) = (one.username.clone(), two.username.clone());
    // Whatever is under way at that moment is cut off: its connection dies in the middle of its transaction.
    let killer = tokio::spawn(async move {
        let mut cut = 0_i64;
        let mut pause = 10;
        while cut < 20 {
            pause = 10 + (pause * 7 + 13) % 90;
            tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
            let gone: i64 = sqlx::query_scalar(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename in ($1, $2) and datname = current_database() and xact_start is not null",
            )
            .bind(&first)
            .bind(&second)
            .fetch_one(&owner)
            .await
            .unwrap();
            cut += gone;
            let is_over: bool =
                sqlx::query_scalar("select bool_and(state = 'done') from invoice_runs")
                    .fetch_one(&owner)
                    .await
                    .unwrap();
            if is_over {
                break;
            }
        }
        cut
    });
    let (cx_one, cx_two) = (one.cx(), two.cx());
    let (done, same) = tokio::join!(insist(&cx_one, run), insist(&cx_two, run));
    let cut = killer.await.unwrap();
    assert!(cut >= 3, "only {cut} transactions were cut off");
    assert_eq!((done.issued, same.issued), (2_600, 2_600));
    assert_eq!(
        company
            .number("select count(distinct service_id) from invoices")
            .await,
        2_600
    );
    assert_eq!(company.number("select count(*) from invoices").await, 2_600);
    assert_eq!(
        company
            .number("select max(right(number, 5)::bigint) - count(*) from invoices")
            .await,
        0
    );
    assert_eq!(
        company
            .number("select sum(total)::bigint from invoices")
            .await,
        done.total.0
    );
    assert_eq!(
        company.number("select count(*) from invoice_lines").await,
        2_600
    );
}
