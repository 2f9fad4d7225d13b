//! Filters of lists as the office uses them: several values, none of them, no value at all, tags, and what is offered to choose from.

use aglis_core::context::Cx;
use model::{
    customers::ListCustomers,
    ids::{CustomerId, StaffId},
    list::{Filter, ListQuery, ListValues, Op, Sort},
    services::ListServices,
    states::{Priority, TicketStatus, TicketType},
    tickets::{
        AssignTicket, CreateTicket, ListTickets, MoveTicket, ShowTicket, choices::ClassifyTicket,
    },
};

use crate::{
    ask::ask,
    support::{build, database::TestDb},
};

fn filter(column: &str, op: Op, values: &[&str]) -> Filter {
    Filter {
        column: column.to_owned(),
        op,
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    }
}

fn narrowed(filters: Vec<Filter>) -> ListQuery {
    ListQuery {
        filters,
        count: true,
        ..ListQuery::default()
    }
}

/// A customer with a connection; answers his id.
async fn customer(db: &TestDb, zone: i64, name: &str, phone: &str, tags: &[&str]) -> CustomerId {
    let made = sqlx::query_scalar(
        "with k as (insert into contacts (name, phone) values ($2, $3) returning id)
         insert into customers (code, contact_id, name, zone_id, status, tags) select 'AGLS-' || (30000 + id), id, $2, $1, 'active', $4 from k returning id",
    );
    let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
    let id = made
        .bind(zone)
        .bind(name)
        .bind(phone)
        .bind(tags)
        .fetch_one(db.owner())
        .await
        .unwrap();
    CustomerId(id)
}

async fn names(cx: &Cx, filters: Vec<Filter>) -> String {
    let query = narrowed(filters);
    let page = ask(cx, ListCustomers { query }).await.unwrap();
    let names: Vec<String> = page.rows.into_iter().map(|row| row.name).collect();
    assert_eq!(page.total, i64::try_from(names.len()).ok(), "counted alike");
    names.join(" ")
}

#[tokio::test]
async fn customers_are_found_by_any_of_their_tags_by_none_and_by_zone() {
    let db = TestDb::new().await;
    let (north, south) = (
        build::zone(db.owner(), "Utara").await,
        build::zone(db.owner(), "Selatan").await,
    );
    customer(&db, north, "Adi", "+628111000001", &["vip", "ruko"]).await;
    customer(&db, north, "Budi", "+628111000002", &["kos"]).await;
    customer(&db, south, "Citra", "+628111000003", &[]).await;
    let siti = db.staff("office").await.cx();
    for (op, values, found) in [
        (Op::Is, vec!["vip", "kos"], "Adi Budi"),
        (Op::IsNot, vec!["vip"], "Budi Citra"),
        (Op::Is, vec![""], "Citra"),
        (Op::Is, vec!["", "ruko"], "Adi Citra"),
        (Op::IsNot, vec![""], "Adi Budi"),
        (Op::Contains, vec!["vi"], "Adi"),
    ] {
        let tags = filter("tags", op, &values);
        assert_eq!(names(&siti, vec![tags]).await, found, "{op:?} {values:?}");
    }
    let zones = filter("zone", Op::Is, &["Utara", "Selatan"]);
    assert_eq!(names(&siti, vec![zones]).await, "Adi Budi Citra");
    let without = filter("zone", Op::IsNot, &["Utara"]);
    assert_eq!(names(&siti, vec![without]).await, "Citra");
    let nothing_yet = filter("package", Op::Is, &[""]);
    assert_eq!(names(&siti, vec![nothing_yet]).await, "Adi Budi Citra");
    let sorted = ListQuery {
        sort: vec![Sort {
            column: "tags".to_owned(),
            descending: false,
        }],
        ..ListQuery::default()
    };
    let page = ask(&siti, ListCustomers { query: sorted }).await.unwrap();
    assert_eq!(page.rows[0].name, "Citra", "no tag comes first");
    let range = narrowed(vec![filter("tags", Op::Between, &["a", "b"])]);
    let fault = ask(&siti, ListCustomers { query: range }).await;
    assert_eq!(fault.unwrap_err().field("filters")[0].code, "FILTER_VALUE");
}

#[tokio::test]
async fn districts_and_odps_are_offered_as_far_as_one_sees_them() {
    let db = TestDb::new().await;
    let package = build::package(db.owner(), "HS20", 250_000).await;
    let mut zones = Vec::new();
    for (zone, kecamatan) in [("Utara", "Cidadap"), ("Selatan", "Lengkong")] {
        let zone = build::zone(db.owner(), zone).await;
        let who = customer(&db, zone, kecamatan, "+628111000009", &[]).await;
        for _ in 0..2 {
            sqlx::query("insert into services (customer_id, package_id, zone_id, kecamatan) values ($1, $2, $3, $4)")
                .bind(who.0)
                .bind(package)
                .bind(zone)
                .bind(kecamatan)
                .execute(db.owner())
                .await
                .unwrap();
        }
        zones.push(zone);
    }
    let siti = db.staff("office").await.cx();
    let andi = db.staff_of("supervisor", &zones[..1]).await.cx();
    let asked = |search: &str| ListValues {
        list: "services".to_owned(),
        column: "kecamatan".to_owned(),
        search: search.to_owned(),
    };
    assert_eq!(
        ask(&siti, asked("")).await.unwrap(),
        ["Cidadap", "Lengkong"]
    );
    assert_eq!(ask(&siti, asked("KONG")).await.unwrap(), ["Lengkong"]);
    assert_eq!(ask(&siti, asked("%")).await.unwrap(), [""; 0], "as it is");
    assert_eq!(ask(&andi, asked("")).await.unwrap(), ["Cidadap"]);
    let hidden = ListValues {
        column: "street".to_owned(),
        ..asked("")
    };
    let fault = ask(&siti, hidden).await.unwrap_err();
    assert_eq!(fault.field("column")[0].code, "FILTER_UNKNOWN");
    let long = ask(&siti, asked(&"a".repeat(201))).await.unwrap_err();
    assert_eq!(long.field("search")[0].code, "SEARCH_LENGTH");
    for (op, values, rows) in [
        (Op::Is, vec!["Cidadap", "Lengkong"], 4),
        (Op::IsNot, vec!["Cidadap"], 2),
    ] {
        let query = narrowed(vec![filter("kecamatan", op, &values)]);
        let page = ask(&siti, ListServices { query }).await.unwrap();
        assert_eq!(page.rows.len(), rows);
    }
    let query = narrowed(vec![filter("odp", Op::Is, &[""])]);
    let page = ask(&siti, ListServices { query }).await.unwrap();
    assert_eq!(page.rows.len(), 4, "nobody has a port yet");
}

struct Work {
    db: TestDb,
    siti: Cx,
    joko: StaffId,
}

impl Work {
    async fn ticket(&self, customer: CustomerId, priority: Priority, category: &str) -> String {
        let new = CreateTicket {
            customer: Some(customer),
            service: None,
            zone: None,
            odp: None,
            kind: TicketType::Repair,
            category: (!category.is_empty()).then(|| category.to_owned()),
            priority,
            description: "Internet mati".to_owned(),
        };
        ask(&self.siti, new).await.unwrap().number
    }

    async fn found(&self, filters: Vec<Filter>) -> Vec<String> {
        let query = ListQuery {
            sort: vec![Sort {
                column: "number".to_owned(),
                descending: false,
            }],
            ..narrowed(filters)
        };
        let page = ask(&self.siti, ListTickets { query }).await.unwrap();
        let found: Vec<String> = page.rows.into_iter().map(|row| row.number).collect();
        assert_eq!(page.total, i64::try_from(found.len()).ok(), "counted alike");
        found
    }

    /// Moves the clock of a ticket back by so much.
    async fn began_ago(&self, number: &str, ago: &str) {
        sqlx::query("update tickets set started_at = now() - $2::text::interval, priority = priority where number = $1")
            .bind(number)
            .bind(ago)
            .execute(self.db.owner())
            .await
            .unwrap();
        sqlx::query("select app.sla_sweep()")
            .execute(self.db.owner())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn tickets_are_found_by_urgency_clock_trouble_and_whoever_has_them() {
    let db = TestDb::new().await;
    let zone = build::zone(db.owner(), "Utara").await;
    let budi = customer(&db, zone, "Budi", "+6281234567890", &[]).await;
    let rina = customer(&db, zone, "Rina", "+6285700000001", &[]).await;
    let siti = db.staff("office").await.cx();
    let joko = StaffId(db.staff("technician").await.id);
    let work = Work { db, siti, joko };
    // A clock that runs day and night, so that the hour of the test does not matter.
    sqlx::query("update sla_targets set calendar_id = null, around_the_clock = true")
        .execute(work.db.owner())
        .await
        .unwrap();
    let category: String = sqlx::query_scalar(
        "select code from ticket_categories where active and kind = 'repair' order by position limit 1",
    )
    .fetch_one(work.db.owner())
    .await
    .unwrap();
    let late = work.ticket(budi, Priority::Urgent, "").await;
    let soon = work.ticket(budi, Priority::High, &category).await;
    let runs = work.ticket(rina, Priority::Low, "").await;
    let waits = work.ticket(rina, Priority::Normal, "").await;
    work.began_ago(&late, "3 hours").await;
    work.began_ago(&soon, "3 hours 30 minutes").await;
    let id: i64 = sqlx::query_scalar("select id from tickets where number = $1")
        .bind(&waits)
        .fetch_one(work.db.owner())
        .await
        .unwrap();
    let id = model::ids::TicketId(id);
    let assign = AssignTicket {
        id,
        version: ask(&work.siti, ShowTicket { id }).await.unwrap().version,
        lead: work.joko,
        helpers: vec![],
    };
    ask(&work.siti, assign).await.unwrap();
    sqlx::query("update tickets set status = 'on_hold', hold_reason = 'weather', status_reason = 'hujan' where id = $1")
        .bind(id.0)
        .execute(work.db.owner())
        .await
        .unwrap();

    let me = work.joko.to_string();
    for (column, op, values, expected) in [
        (
            "priority",
            Op::Is,
            vec!["urgent", "high"],
            vec![&late, &soon],
        ),
        (
            "priority",
            Op::IsNot,
            vec!["urgent", "high"],
            vec![&runs, &waits],
        ),
        ("sla", Op::Is, vec!["late"], vec![&late]),
        ("sla", Op::Is, vec!["warning"], vec![&soon]),
        ("sla", Op::Is, vec!["running"], vec![&runs]),
        ("sla", Op::Is, vec!["stopped"], vec![&waits]),
        (
            "sla",
            Op::IsNot,
            vec!["late", "stopped"],
            vec![&soon, &runs],
        ),
        ("category", Op::Is, vec![category.as_str()], vec![&soon]),
        ("category", Op::Is, vec![""], vec![&late, &runs, &waits]),
        ("lead_id", Op::Is, vec![""], vec![&late, &soon, &runs]),
        (
            "lead_id",
            Op::Is,
            vec!["", me.as_str()],
            vec![&late, &soon, &runs, &waits],
        ),
        ("lead_id", Op::IsNot, vec![""], vec![&waits]),
        ("lead_id", Op::Is, vec![me.as_str()], vec![&waits]),
    ] {
        let found = work.found(vec![filter(column, op, &values)]).await;
        assert_eq!(
            found.iter().collect::<Vec<_>>(),
            expected,
            "{column} {op:?} {values:?}"
        );
    }
    for phone in ["0812-3456", "0812 3456 7890", "+62812", "Budi 0812"] {
        let query = ListQuery {
            search: phone.to_owned(),
            count: true,
            ..ListQuery::default()
        };
        let page = ask(&work.siti, ListTickets { query }).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (2, Some(2)), "{phone}");
    }
    let by_clock = ListQuery {
        sort: vec![Sort {
            column: "sla".to_owned(),
            descending: false,
        }],
        ..ListQuery::default()
    };
    let page = ask(&work.siti, ListTickets { query: by_clock })
        .await
        .unwrap();
    let order: Vec<&str> = page.rows.iter().map(|row| row.number.as_str()).collect();
    assert_eq!(order, [&late, &soon, &runs, &waits]);
    let of_soon = page.rows[1].category.as_ref().map(|one| one.code.clone());
    assert_eq!(of_soon, Some(category));

    let calm = ClassifyTicket {
        id,
        version: ask(&work.siti, ShowTicket { id }).await.unwrap().version,
        category: None,
        priority: Some(Priority::Low),
        description: None,
        resolution_code: None,
    };
    ask(&work.siti, calm).await.unwrap();
    let cancel = MoveTicket {
        id,
        version: ask(&work.siti, ShowTicket { id }).await.unwrap().version,
        to: TicketStatus::Cancelled,
        reason: "pindah rumah".to_owned(),
    };
    ask(&work.siti, cancel).await.unwrap();
    let nothing = work.found(vec![filter("sla", Op::Is, &[""])]).await;
    assert_eq!(nothing, [waits], "nobody waits for it any more");
}
