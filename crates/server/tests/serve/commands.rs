//! `aglis queue`, `aglis settings` and `aglis send` on a real database, with the logins of people.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::database::{PASSWORD, Person, TestDb};

/// Runs the program with somebody's login; answers how it ended and what it said in JSON.
async fn aglis(db: &TestDb, person: &Person, words: &[&str]) -> (i32, Value) {
    let options = db.owner_options();
    let url = format!(
        "postgres:///{}?host={}&port={}",
        options.get_database().unwrap(),
        options.get_socket().unwrap().display(),
        options.get_port()
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_aglis"));
    command
        .args(["--json", "--database", &url, "--user", &person.username])
        .args(words)
        .env("AGLIS_PASSWORD", PASSWORD)
        .stdin(Stdio::null());
    let ended = tokio::task::spawn_blocking(move || command.output().unwrap());
    let ended = ended.await.unwrap();
    let said = serde_json::from_slice(&ended.stdout).unwrap_or_default();
    (ended.status.code().unwrap(), said)
}

/// As [`aglis`], for what is done; answers the answer.
async fn done(db: &TestDb, person: &Person, words: &[&str]) -> Value {
    let (exit, said) = aglis(db, person, words).await;
    assert_eq!((exit, &said["exit"]), (0, &json!(0)), "{words:?}: {said}");
    said["answer"].clone()
}

/// As [`aglis`], for what is refused; answers how it ended and why.
async fn refused(db: &TestDb, person: &Person, words: &[&str]) -> (i32, String) {
    let (exit, said) = aglis(db, person, words).await;
    let code = said["code"].as_str().unwrap_or_default();
    (exit, code.to_owned())
}

fn why(exit: i32, code: &str) -> (i32, String) {
    (exit, code.to_owned())
}

async fn run(db: &TestDb, statement: &'static str) {
    sqlx::raw_sql(statement).execute(db.owner()).await.unwrap();
}

#[tokio::test]
async fn settings_are_shown_and_changed_one_at_a_time() {
    let db = TestDb::new().await;
    let (dewi, siti) = (db.staff("admin").await, db.staff("office").await);
    let set = ["settings", "set", "gateway.1.kind", "log"];
    assert_eq!(refused(&db, &siti, &set).await, why(1, "FORBIDDEN"));
    done(&db, &dewi, &set).await;
    done(&db, &dewi, &["settings", "set", "gateway.1.rate", "1200"]).await;
    done(&db, &dewi, &["settings", "set", "queue.concurrency", "7"]).await;
    assert_eq!(refused(&db, &siti, &["settings", "get"]).await.0, 1);
    let shown = done(&db, &dewi, &["settings", "get"]).await;
    assert_eq!(shown["gateway.1.kind"], "log");
    assert_eq!(shown["gateway.1.rate"], 1200);
    assert_eq!(shown["queue.concurrency"], 7);
    let path = async || {
        let path = "gateway.1.webhook-path";
        done(&db, &dewi, &["settings", "get", path]).await[path].clone()
    };
    let before = path().await;
    assert!(before.as_str().is_some_and(|path| path.len() >= 16));
    let new = ["settings", "set", "gateway.1.webhook-path", "new"];
    done(&db, &dewi, &new).await;
    assert_ne!(path().await, before);
    for (words, ended) in [
        (
            ["settings", "set", "gateway.1.webhook-path", "rahasia"],
            why(2, "USAGE"),
        ),
        (
            ["settings", "set", "gateway.1.rate", "banyak"],
            why(2, "USAGE"),
        ),
        (["settings", "set", "gateway.2.rate", "10"], why(2, "USAGE")),
        (
            ["settings", "set", "queue.concurrency", "500"],
            why(1, "NUMBER_RANGE"),
        ),
        (["settings", "set", "mail.host", "x"], why(2, "USAGE")),
    ] {
        assert_eq!(refused(&db, &dewi, &words).await, ended, "{words:?}");
    }
    // A way that becomes another kind begins at that one's usual address; one that is of that kind already keeps its own.
    for (name, value, address) in [
        ("kind", "fonnte", "https://api.fonnte.com"),
        (
            "base-url",
            "https://api.fonnte.com/lama",
            "https://api.fonnte.com/lama",
        ),
        ("kind", "fonnte", "https://api.fonnte.com/lama"),
        ("kind", "log", ""),
    ] {
        let key = format!("gateway.1.{name}");
        done(&db, &dewi, &["settings", "set", &key, value]).await;
        let shown = done(&db, &dewi, &["settings", "get"]).await;
        assert_eq!(shown["gateway.1.base-url"], address, "{key} {value}");
        assert_eq!(shown["gateway.1.rate"], 1200, "the rest stays");
    }
    // Only the switch of this one start lets this machine be a gateway.
    done(&db, &dewi, &["settings", "set", "gateway.2.kind", "fonnte"]).await;
    let here = [
        "settings",
        "set",
        "gateway.2.base-url",
        "http://127.0.0.1:9",
    ];
    assert_eq!(refused(&db, &dewi, &here).await.0, 1);
    let allowed = [&here[..], &["--allow-local-gateway"]].concat();
    done(&db, &dewi, &allowed).await;
}

#[tokio::test]
async fn the_queue_is_shown_and_moved() {
    let db = TestDb::new().await;
    let (dewi, joko) = (db.staff("admin").await, db.staff("technician").await);
    run(
        &db,
        "insert into gateways (id, kind) values (1, 'log');
         insert into messages (class, template, recipient, body, status, reason, ended_at, queued_at) values
           ('notification', 'ticket_update', '+6281234567890', 'Halo', 'failed', 'TARGET_INVALID', now(), now() - interval '2 d'),
           ('bulk', 'broadcast', '+6281234567891', 'Halo', 'expired', null, now(), now() - interval '60 d');
         select id from app.send_messages('[{\"class\": \"otp\", \"template\": \"otp\", \"body\": \"••••••\", \"secret\": \"482913\", \"cause\": \"test\", \"to\": {\"phone\": \"+6281234567892\"}}]')",
    )
    .await;
    assert_eq!(refused(&db, &joko, &["queue", "stats"]).await.0, 1);
    let stats = done(&db, &dewi, &["queue", "stats"]).await;
    assert_eq!(stats["classes"][0]["waiting"], 1);
    let failed = done(&db, &dewi, &["queue", "list", "--state", "failed"]).await;
    assert_eq!(
        (&failed["total"], &failed["messages"][0]["id"]),
        (&json!(1), &json!(1))
    );
    let found = done(&db, &dewi, &["queue", "list", "--search", "0812-3456-7891"]).await;
    assert_eq!(found["messages"][0]["id"], 2);
    let (exit, shown) = aglis(&db, &dewi, &["queue", "show", "3"]).await;
    assert_eq!((exit, &shown["answer"]["status"]), (0, &json!("queued")));
    assert!(!shown.to_string().contains("482913"), "a password is shown");
    let moved = done(&db, &dewi, &["queue", "retry", "1"]).await;
    assert_eq!(moved, json!({ "done": 1, "left": 0 }));
    let moved = done(&db, &dewi, &["queue", "cancel", "--state", "queued"]).await;
    assert_eq!(moved, json!({ "done": 2, "left": 0 }));
    for (act, are) in [("pause", true), ("resume", false)] {
        for what in ["bulk", "1"] {
            done(&db, &dewi, &["queue", act, what]).await;
        }
        let stats = done(&db, &dewi, &["queue", "stats"]).await;
        let class = stats["classes"][3]["paused_at"].is_string();
        let way = stats["ways"][0]["state"] == "paused";
        assert_eq!((class, way), (are, are), "{stats}");
    }
    let gone = done(
        &db,
        &dewi,
        &["queue", "clean", "--state", "expired", "--days", "30"],
    )
    .await;
    assert_eq!(gone, json!({ "gone": 1 }));
    for (words, ended) in [
        (&["queue", "retry"][..], why(2, "USAGE")),
        (&["queue", "list", "--state", "hilang"], why(2, "USAGE")),
        (&["queue", "show", "99"], why(1, "NOTFOUND")),
        (
            &["queue", "clean", "--state", "sent"],
            why(1, "CHOICE_REQUIRED"),
        ),
    ] {
        assert_eq!(refused(&db, &dewi, words).await, ended, "{words:?}");
    }
    let (exit, _) = aglis(&db, &dewi, &["queue", "pause", "semua"]).await;
    assert_eq!(exit, 2);
}

#[tokio::test]
async fn a_message_is_sent_to_try_it_or_only_shown() {
    let db = TestDb::new().await;
    let (dewi, siti) = (db.staff("admin").await, db.staff("office").await);
    let send = |more: &[&'static str]| {
        let words = ["send", "--to", "0812-3456-7890", "--template", "broadcast"];
        [&words[..], more].concat()
    };
    let words = send(&["--var", "message=Sabtu kami memelihara jaringan {code}"]);
    assert_eq!(refused(&db, &dewi, &words).await, why(1, "NO_GATEWAY"));
    run(&db, "insert into gateways (id, kind) values (1, 'log')").await;
    let shown = done(&db, &siti, &[&words[..], &["--dry-run"]].concat()).await;
    assert_eq!(shown["recipient"], "+6281234567890");
    let text = shown["text"].as_str().unwrap();
    assert!(
        text.contains("Sabtu kami memelihara jaringan {code}"),
        "{text}"
    );
    assert_eq!(refused(&db, &siti, &words).await, why(1, "FORBIDDEN"));
    let sent = done(&db, &dewi, &words).await;
    let (body, cause, caused_by): (String, String, Option<i64>) = sqlx::query_as(
        "select body, cause, caused_by from messages where id = $1 and recipient = '+6281234567890' and status = 'queued'",
    )
    .bind(sent["message"].as_i64())
    .fetch_one(db.owner())
    .await
    .unwrap();
    assert_eq!((&*body, &*cause), (text, "test"), "as it was shown");
    assert_eq!(caused_by, Some(dewi.id));
    // In the other language, with examples where nothing is given.
    let english = send(&["--language", "en", "--dry-run"]);
    let text = done(&db, &dewi, &english).await["text"].clone();
    assert!(
        text.as_str().unwrap().contains("we maintain the network"),
        "{text}"
    );
    for (more, code) in [
        (&["--var", "amount=1"][..], "USAGE"),
        (&["--var", "message=a", "--var", "message=b"], "USAGE"),
        (&["--var", "message= "], "TEXT_REQUIRED"),
    ] {
        assert_eq!(
            refused(&db, &dewi, &send(more)).await,
            why(2, code),
            "{more:?}"
        );
    }
    let wrong = ["send", "--to", "12", "--template", "broadcast"];
    assert_eq!(refused(&db, &dewi, &wrong).await, why(2, "PHONE_LENGTH"));
    let code = [
        "send",
        "--to",
        "0812-3456-7890",
        "--template",
        "otp",
        "--var",
        "code=1",
    ];
    assert_eq!(refused(&db, &dewi, &code).await, why(2, "TEMPLATE_UNKNOWN"));
    let (exit, _) = aglis(&db, &dewi, &["send", "--to", "0812", "--template", "surat"]).await;
    assert_eq!(exit, 2);
    let kept: i64 = sqlx::query_scalar("select count(*) from messages")
        .fetch_one(db.owner())
        .await
        .unwrap();
    assert_eq!(kept, 1, "what was refused left nothing");
}

/// Two connections of two customers, running since long ago.
const TWO_HOMES: &str = "insert into zones (name) values ('Pusat');
    insert into packages (code, name, down_mbps, up_mbps) values ('HS50', 'Home Silver 50M', 50, 50);
    insert into package_prices (package_id, valid_from, monthly_price) select id, '2020-01-01', 250000 from packages;
    insert into contacts (name) values ('Budi'), ('Ani');
    insert into customers (code, contact_id, name, zone_id, status) select 'AGLS-2000' || k.id, k.id, k.name, z.id, 'active' from contacts k, zones z;
    insert into services (customer_id, package_id, zone_id, status, street, billing_day, activated_on)
      select c.id, p.id, c.zone_id, 'active', 'Jl. Melati', 5, '2024-03-01' from customers c, packages p;";

#[tokio::test]
async fn invoices_of_a_month_are_shown_and_issued_once() {
    let db = TestDb::new().await;
    run(&db, TWO_HOMES).await;
    let (siti, wati) = (db.staff("office").await, db.staff("supervisor").await);
    let month: String = sqlx::query_scalar("select to_char(app.business_day(now()), 'YYYY-MM')")
        .fetch_one(db.owner())
        .await
        .unwrap();
    let issue = ["invoice-run", "--period", &month, "--issue"];
    assert_eq!(refused(&db, &wati, &issue).await, why(1, "FORBIDDEN"));
    let seen = done(
        &db,
        &siti,
        &["invoice-run", "--period", &month, "--preview"],
    )
    .await;
    assert_eq!(
        (&seen["count"], &seen["total"]),
        (&json!(2), &json!(555_000))
    );
    let first = done(&db, &siti, &issue).await;
    assert_eq!(
        (&first["issued"], &first["state"]),
        (&json!(2), &json!("done"))
    );
    let again = done(&db, &siti, &issue).await;
    assert_eq!(
        (&again["issued"], &again["skipped"]),
        (&json!(0), &json!([["billed", 2]]))
    );
    let far = ["invoice-run", "--period", "2019-01", "--preview"];
    assert_ne!(refused(&db, &siti, &far).await.0, 0);
    assert_eq!(
        aglis(&db, &siti, &["invoice-run", "--period", "Mei", "--preview"])
            .await
            .0,
        2
    );
}
