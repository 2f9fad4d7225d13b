//! Customers who left for good.

use aglis_core::context::Cx;
use chrono::{Days, NaiveDate};
use model::{
    bulk::{
        BulkAction, BulkData, BulkFilter, BulkNotify, BulkOutcome, PlanBulk, StartBulk, UndoBulk,
    },
    customers::{
        CustomerDetail, CustomerRow, DeleteCustomer, ListCustomers, RestoreCustomer, ShowCustomer,
    },
    fault::{Code, Fault},
    ids::{CustomerId, PackageId},
    list::{Filter, ListQuery, Op},
    palette::Find,
};
use uuid::Uuid;

use super::desk::{Desk, codes, do_all, finish, request, results, start};
use crate::{
    ask::{ask, reason},
    support::build,
};

impl Desk {
    /// Customers with nothing to their names.
    pub async fn customers(&self, count: i32) -> Vec<i64> {
        let made = sqlx::query_scalar(
            "with n as (select n, row_number() over () as at from app.next_numbers('AGLS', now(), $2) n),
                  k as (insert into contacts (name, phone) select 'Ratna ' || at, '+62812345678' || at + 9 from n returning id, name)
             insert into customers (code, contact_id, name, zone_id, status)
             select n.n, k.id, k.name, $1, 'active' from n join k on k.name = 'Ratna ' || n.at order by n.at returning id",
        );
        let made = made.bind(self.zone).bind(count).fetch_all(self.db.owner());
        made.await.unwrap()
    }
}

fn deleted() -> ListQuery {
    ListQuery {
        filters: vec![Filter {
            column: "deleted".to_owned(),
            op: Op::Is,
            values: vec!["yes".to_owned()],
        }],
        count: true,
        ..ListQuery::default()
    }
}

async fn list(cx: &Cx, query: ListQuery) -> (Vec<CustomerRow>, Option<i64>) {
    let page = ask(cx, ListCustomers { query }).await.unwrap();
    (page.rows, page.total)
}

async fn shown(cx: &Cx, id: i64) -> Result<CustomerDetail, Fault> {
    let id = CustomerId(id);
    ask(cx, ShowCustomer { id }).await
}

async fn found(cx: &Cx) -> usize {
    let find = Find {
        text: "ratna".to_owned(),
    };
    ask(cx, find).await.unwrap().len()
}

fn gone(ids: &[i64]) -> PlanBulk {
    let why = BulkData {
        reason: "Pindah kota".to_owned(),
        ..BulkData::default()
    };
    request(ids, BulkAction::CustomerDelete, why)
}

#[tokio::test]
async fn whoever_has_nothing_going_on_is_deleted_and_brought_back() {
    let desk = Desk::new().await;
    let (siti, admin) = (desk.siti.cx(), desk.db.staff("admin").await.cx());
    let ids = desk.customers(4).await;
    desk.run(&format!(
        "insert into tickets (number, kind, customer_id, zone_id, description)
           select n, 'maintenance', {}, {zone}, 'Periksa' from app.next_numbers('TKT', now(), 1) n;
         insert into payments (number, customer_id, zone_id, amount, method, received_at)
           select n, {}, {zone}, 100000, 'cash', now() from app.next_numbers('PAY', now(), 1) n",
        ids[2],
        ids[3],
        zone = desk.zone
    ))
    .await;

    let plan = ask(&siti, gone(&ids)).await.unwrap();
    assert_eq!(plan.left_out, [(BulkOutcome::Forbidden, 4)], "only admins");
    let plan = ask(&admin, gone(&ids)).await.unwrap();
    assert_eq!((plan.will_change, plan.must_type), (2, true));
    assert_eq!(plan.left_out, [(BulkOutcome::Refused, 2)]);
    assert_eq!(plan.first[0].fields[0].after, "Pindah kota");
    for typed in [None, Some(4)] {
        let start = StartBulk {
            run: plan.run,
            typed,
        };
        let refused = ask(&admin, start).await.unwrap_err();
        assert_eq!(reason(&refused), "CONFIRM_NUMBER");
    }
    assert_eq!(
        (list(&admin, deleted()).await.1, found(&siti).await),
        (Some(0), 4)
    );

    let done = do_all(&admin, gone(&ids)).await;
    let answer = results(&admin, done.run).await;
    assert_eq!(
        codes(&answer),
        [
            (ids[0], "ok"),
            (ids[1], "ok"),
            (ids[2], "refused"),
            (ids[3], "refused")
        ]
    );
    let why = |at: usize| answer.rows[at].problem.as_ref().unwrap().code.as_str();
    assert_eq!((why(2), why(3)), ("CUSTOMER_TICKETS", "CUSTOMER_CREDIT"));
    let there = list(&siti, ListQuery::default()).await.0;
    let there: Vec<i64> = there.iter().map(|row| row.id.0).collect();
    assert_eq!(there, ids[2..]);
    assert_eq!(found(&siti).await, 2);
    assert_eq!(list(&siti, deleted()).await.1, Some(0));
    let (rows, total) = list(&admin, deleted()).await;
    assert_eq!(total, Some(2));
    assert!(rows.iter().all(|row| row.deleted_at.is_some()));
    let hidden = shown(&siti, ids[0]).await.unwrap_err();
    assert_eq!(hidden.code, Code::NotFound);
    let seen = shown(&admin, ids[0]).await.unwrap();
    assert_eq!(seen.deleted.unwrap().reason, "Pindah kota");
    let told = "select count(*) from audit_rows where record = 'customers' and after ->> 'delete_reason' = 'Pindah kota'";
    assert_eq!(desk.number(told).await, 2);

    // Taken back, deleted once more, brought back by the filter, and that taken back for the reason it had.
    let undo = ask(&admin, UndoBulk { run: done.run }).await.unwrap();
    assert_eq!(finish(&admin, undo.run).await.succeeded, 2);
    assert_eq!(found(&siti).await, 4);
    assert_eq!(do_all(&admin, gone(&ids[..2])).await.succeeded, 2);
    let restore = PlanBulk {
        ids: None,
        filter: Some(BulkFilter {
            query: Box::new(deleted()),
            except: Vec::new(),
        }),
        action: BulkAction::CustomerRestore,
        data: BulkData::default(),
        notify: BulkNotify::InApp,
        idempotency_key: Uuid::now_v7().to_string(),
    };
    let done = do_all(&admin, restore).await;
    assert_eq!((done.succeeded, found(&siti).await), (2, 4));
    let new = format!(
        "insert into tickets (number, kind, customer_id, zone_id, description)
           select n, 'maintenance', {}, {}, 'Periksa' from app.next_numbers('TKT', now(), 1) n",
        ids[1], desk.zone
    );
    desk.run(&new).await;
    let undo = ask(&admin, UndoBulk { run: done.run }).await.unwrap();
    let back = finish(&admin, undo.run).await;
    let answer = results(&admin, back.run).await;
    assert_eq!(codes(&answer), [(ids[0], "ok"), (ids[1], "refused")]);
    let again = shown(&admin, ids[0]).await.unwrap().deleted.unwrap();
    assert_eq!(again.reason, "Pindah kota");
}

#[tokio::test]
async fn a_customer_alone_is_deleted_by_the_same_rules() {
    let desk = Desk::new().await;
    let (siti, admin) = (desk.siti.cx(), desk.db.staff("admin").await.cx());
    let id = desk.customers(1).await[0];
    let version = shown(&admin, id).await.unwrap().version;
    let delete = |version: i32, reason: &str| DeleteCustomer {
        id: CustomerId(id),
        version,
        reason: reason.to_owned(),
    };
    let blank = ask(&admin, delete(version, " ")).await.unwrap_err();
    assert!(!blank.field("reason").is_empty());
    let office = ask(&siti, delete(version, "Pindah")).await.unwrap_err();
    assert_eq!(office.code, Code::Forbidden);
    let stale = ask(&admin, delete(version + 1, "Pindah")).await;
    assert_eq!(reason(&stale.unwrap_err()), "STALE");
    let service = format!(
        "insert into packages (code, name, down_mbps, up_mbps) values ('P', 'P', 10, 10);
         insert into services (customer_id, package_id, zone_id) select {id}, p.id, {} from packages p",
        desk.zone
    );
    desk.run(&service).await;
    let connected = ask(&admin, delete(version, "Pindah")).await.unwrap_err();
    let problem = connected.problem.as_ref().unwrap();
    assert_eq!(problem.code, "CUSTOMER_CONNECTED");
    assert_eq!(problem.args["count"], "1");
    desk.run("update services set status = 'terminated'").await;
    ask(&admin, delete(version, "Pindah")).await.unwrap();

    let now = shown(&admin, id).await.unwrap();
    assert_eq!(now.deleted.as_ref().unwrap().reason, "Pindah");
    let twice = ask(&admin, delete(now.version, "Pindah")).await;
    assert_eq!(twice.unwrap_err().code, Code::NotFound);
    let restore = RestoreCustomer {
        id: CustomerId(id),
        version: now.version,
    };
    let office = ask(&siti, restore.clone()).await.unwrap_err();
    assert_eq!(office.code, Code::Forbidden);
    ask(&admin, restore).await.unwrap();
    assert_eq!(shown(&siti, id).await.unwrap().deleted, None);
}

fn to(ids: &[i64], package: i64, day: NaiveDate) -> PlanBulk {
    let data = BulkData {
        package: Some(PackageId(package)),
        day: Some(day),
        ..BulkData::default()
    };
    request(ids, BulkAction::CustomerPackage, data)
}

#[tokio::test]
async fn all_running_connections_of_customers_get_another_package() {
    let desk = Desk::new().await;
    let siti = desk.siti.cx();
    let owner = desk.db.owner();
    let mut packages = Vec::new();
    for (code, price) in [("HS20", 200_000), ("HS50", 250_000), ("HS100", 400_000)] {
        packages.push(build::package(owner, code, price).await);
    }
    let [bronze, silver, gold] = packages[..] else {
        panic!("three packages");
    };
    let ids = desk.customers(4).await;
    desk.run(&format!(
        "insert into services (customer_id, package_id, zone_id, status, agreed_price, activated_on)
           select c, p, {}, s, a, app.business_day(now()) - 30
           from (values ({two}, {bronze}, 'active', 150000), ({two}, {bronze}, 'active', null), ({two}, {bronze}, 'suspended', null),
                        ({}, {bronze}, 'active', null), ({}, {bronze}, 'suspended', null), ({}, {silver}, 'active', null)) v (c, p, s, a)",
        desk.zone, ids[1], ids[2], ids[3], two = ids[0]
    ))
    .await;
    let today: NaiveDate = sqlx::query_scalar("select app.business_day(now())")
        .fetch_one(owner)
        .await
        .unwrap();
    let tomorrow = today + Days::new(1);
    for (package, day, code) in [
        (gold + 1, today, "CHOICE_UNKNOWN"),
        (gold, today + Days::new(400), "RANGE_MAX"),
    ] {
        let wrong = ask(&siti, to(&ids, package, day)).await.unwrap_err();
        assert_eq!(reason(&wrong), code);
    }
    let andi = desk.db.staff_of("supervisor", &[desk.zone]).await.cx();
    let plan = ask(&andi, to(&ids, gold, today)).await.unwrap();
    assert_eq!(plan.left_out, [(BulkOutcome::Forbidden, 4)], "the office's");
    let early = today - Days::new(31);
    let plan = ask(&siti, to(&ids[..2], gold, early)).await.unwrap();
    assert_eq!(
        plan.left_out,
        [(BulkOutcome::Refused, 2)],
        "what was agreed stays"
    );

    // Planned: at most once ahead, and taken back.
    let first = do_all(&siti, to(&ids[1..2], gold, tomorrow + Days::new(9))).await;
    assert_eq!(first.succeeded, 1);
    let plan = ask(&siti, to(&ids, silver, tomorrow)).await.unwrap();
    assert_eq!(
        (plan.will_change, plan.must_type, plan.is_undoable),
        (1, false, true)
    );
    assert_eq!(plan.warnings[0].code, "BULK_SERVICES");
    assert_eq!(plan.warnings[0].args["count"], "2");
    let shown = |at: usize| {
        (
            plan.first[0].fields[at].before.as_str(),
            plan.first[0].fields[at].after.as_str(),
        )
    };
    assert_eq!(
        (shown(0), shown(2)),
        (("Paket HS20, Paket HS20", "Paket HS50"), ("", "2"))
    );
    let done = do_all(&siti, to(&ids, silver, tomorrow)).await;
    let answer = results(&siti, done.run).await;
    assert_eq!(
        codes(&answer),
        [
            (ids[0], "ok"),
            (ids[1], "planned"),
            (ids[2], "wrong_state"),
            (ids[3], "unchanged")
        ]
    );
    assert_eq!(
        answer.rows[1].problem.as_ref().unwrap().code,
        "TERMS_PLANNED"
    );
    let planned =
        format!("select count(*) from service_terms where not applied and package_id = {silver}");
    assert_eq!(desk.number(&planned).await, 2);
    let undo = ask(&siti, UndoBulk { run: done.run }).await.unwrap();
    assert_eq!(finish(&siti, undo.run).await.succeeded, 1);
    assert_eq!(desk.number(&planned).await, 0);

    // At once: both running ones and no other, and back to what each had; nobody's change is overwritten.
    let has = |package: i64| {
        format!(
            "select count(*) from services where customer_id = {} and package_id = {package} and agreed_price is null",
            ids[0]
        )
    };
    let agreed = format!(
        "select count(*) from services where customer_id = {} and agreed_price = 150000",
        ids[0]
    );
    let done = do_all(&siti, to(&ids[..1], silver, today)).await;
    assert_eq!((done.succeeded, desk.number(&has(silver)).await), (1, 2));
    let undo = ask(&siti, UndoBulk { run: done.run }).await.unwrap();
    assert_eq!(finish(&siti, undo.run).await.succeeded, 1);
    assert_eq!(
        (
            desk.number(&has(silver)).await,
            desk.number(&has(bronze)).await
        ),
        (0, 2)
    );
    assert_eq!(desk.number(&agreed).await, 1);
    let plan = ask(&siti, to(&ids[..1], silver, today)).await.unwrap();
    desk.run(&format!(
        "update services set billing_day = 9 where customer_id = {}",
        ids[0]
    ))
    .await;
    start(&siti, &plan).await.unwrap();
    finish(&siti, plan.run).await;
    assert_eq!(codes(&results(&siti, plan.run).await), [(ids[0], "stale")]);
    let done = do_all(&siti, to(&ids[..1], silver, today)).await;
    desk.run(&format!(
        "update services set agreed_price = 1 where customer_id = {} and package_id = {silver}",
        ids[0]
    ))
    .await;
    let undo = ask(&siti, UndoBulk { run: done.run }).await.unwrap();
    finish(&siti, undo.run).await;
    assert_eq!(codes(&results(&siti, undo.run).await), [(ids[0], "stale")]);
}
