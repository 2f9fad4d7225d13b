//! Gateways, rules and machines that send, as an admin sets them up.

use model::{
    fault::Code,
    queue::{
        DismissWorker, EnrolWorker, GatewayKind, GatewaySettings, ListGateways, QueueRules,
        RemoveGateway, RollWebhook, SaveGateway, SaveQueueRules, ShowQueueRules,
    },
    secret::Secret,
    templates::TemplateName,
};
use sqlx::{Connection as _, PgConnection};

use super::Queue;
use crate::ask::{ask, reason};

const FIRST: &str = "kopi-hitam-tanpa-gula";

fn fonnte(id: i16) -> SaveGateway {
    SaveGateway {
        id,
        seen: None,
        settings: GatewaySettings::new(GatewayKind::Fonnte),
    }
}

#[tokio::test]
async fn an_admin_adds_changes_and_removes_a_gateway() {
    let queue = Queue::new().await;
    ask(&queue.admin, fonnte(2)).await.unwrap();
    let ways = ask(&queue.admin, ListGateways {}).await.unwrap();
    let added = &ways[1];
    assert_eq!(added.id, 2);
    assert_eq!(added.settings, fonnte(2).settings.cleaned());
    assert!(added.webhook_path.len() >= 16);
    let mut change = SaveGateway {
        id: 2,
        seen: Some(added.version),
        settings: GatewaySettings {
            rate: None,
            spacing: 9,
            ..added.settings.clone()
        },
    };
    ask(&queue.admin, change.clone()).await.unwrap();
    let stale = ask(&queue.admin, change.clone()).await.unwrap_err();
    assert_eq!(stale.problem.as_ref().unwrap().args["who"], "Petugas admin");
    assert_eq!(reason(&stale), "STALE");
    let remove = RemoveGateway { id: 2 };
    let refused = ask(&queue.admin, remove.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), "GATEWAY_ACTIVE");
    change.seen = Some(added.version + 1);
    change.settings.active = false;
    ask(&queue.admin, change).await.unwrap();
    ask(&queue.admin, remove.clone()).await.unwrap();
    let gone = ask(&queue.admin, remove).await.unwrap_err();
    assert_eq!(gone.code, Code::NotFound);
    assert_eq!(ask(&queue.admin, ListGateways {}).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_the_cloud_api_wants_besides_is_kept_and_a_log_has_no_address() {
    let queue = Queue::new().await;
    let mut cloud = SaveGateway {
        id: 3,
        seen: None,
        settings: GatewaySettings::new(GatewayKind::Cloud),
    };
    cloud.settings.phone_number_id = " 106540352242922 ".to_owned();
    ask(&queue.admin, cloud).await.unwrap();
    let mut log = SaveGateway {
        id: 4,
        seen: None,
        settings: GatewaySettings::new(GatewayKind::Log),
    };
    log.settings.base_url = "left over".to_owned();
    ask(&queue.admin, log).await.unwrap();
    let ways = ask(&queue.admin, ListGateways {}).await.unwrap();
    assert_eq!(ways[1].settings.phone_number_id, "106540352242922");
    assert_eq!(ways[1].settings.api_version, "v21.0");
    assert_eq!(ways[2].settings.base_url, "");
}

#[tokio::test]
async fn wrong_input_of_a_gateway_is_answered_at_its_field() {
    let queue = Queue::new().await;
    let with = |change: fn(&mut SaveGateway)| {
        let mut request = fonnte(2);
        change(&mut request);
        request
    };
    for (request, field, code) in [
        (
            with(|r| r.settings.base_url = "http://api.fonnte.com".to_owned()),
            "base_url",
            "URL_HTTPS",
        ),
        (
            with(|r| r.settings.base_url = "https://127.0.0.1".to_owned()),
            "base_url",
            "URL_HOST",
        ),
        (
            with(|r| r.settings.base_url = "https://[::1]".to_owned()),
            "base_url",
            "URL_HOST",
        ),
        (
            with(|r| r.settings.base_url = "https://a:b@ok.example".to_owned()),
            "base_url",
            "URL_USERINFO",
        ),
        (with(|r| r.settings.rate = Some(0)), "rate", "NUMBER_RANGE"),
        (
            with(|r| r.settings.window = 3_601),
            "window",
            "NUMBER_RANGE",
        ),
        (with(|r| r.settings.spacing = -1), "spacing", "NUMBER_RANGE"),
        (
            with(|r| r.settings.kind = GatewayKind::Cloud),
            "phone_number_id",
            "DIGITS_ONLY",
        ),
        (with(|r| r.id = 10), "id", "NUMBER_RANGE"),
        (with(|r| r.id = 1), "id", "TAKEN"),
    ] {
        let refused = ask(&queue.admin, request).await.unwrap_err();
        let found: Vec<_> = refused
            .field(field)
            .iter()
            .map(|one| one.code.as_str())
            .collect();
        assert_eq!(found, [code], "{field}");
    }
}

#[tokio::test]
async fn another_webhook_path_makes_the_old_one_worthless() {
    let queue = Queue::new().await;
    let path = async || {
        ask(&queue.admin, ListGateways {}).await.unwrap()[0]
            .webhook_path
            .clone()
    };
    let before = path().await;
    ask(&queue.admin, RollWebhook { id: 1 }).await.unwrap();
    let after = path().await;
    assert_ne!(before, after);
    let known: Option<i32> = sqlx::query_scalar("select app.report_messages($1, '[]')")
        .bind(before)
        .fetch_one(queue.db.owner())
        .await
        .unwrap();
    assert_eq!(known, None);
    let told: i64 = sqlx::query_scalar(
        "select count(*) from audit_rows where after::text like '%' || $1 || '%'",
    )
    .bind(after)
    .fetch_one(queue.db.owner())
    .await
    .unwrap();
    assert_eq!(told, 0, "the trail keeps no path that is in use");
    let nothing = ask(&queue.admin, RollWebhook { id: 9 }).await.unwrap_err();
    assert_eq!(nothing.code, Code::NotFound);
}

#[tokio::test]
async fn rules_are_changed_by_who_saw_them_and_told_at_their_field_when_wrong() {
    let queue = Queue::new().await;
    let seen = ask(&queue.office, ShowQueueRules {}).await.unwrap();
    let rules = QueueRules {
        concurrency: 8,
        group_address: "120363020304050607@g.us".to_owned(),
        silent: vec![TemplateName::Reminder1],
        ..seen.clone()
    };
    let save = SaveQueueRules {
        seen,
        rules: rules.clone(),
    };
    ask(&queue.admin, save.clone()).await.unwrap();
    assert_eq!(ask(&queue.admin, ShowQueueRules {}).await.unwrap(), rules);
    let stale = ask(&queue.admin, save).await.unwrap_err();
    assert_eq!(reason(&stale), "STALE");
    let wrong = SaveQueueRules {
        seen: rules.clone(),
        rules: QueueRules {
            concurrency: 51,
            group_address: "tim".to_owned(),
            ..rules
        },
    };
    let refused = ask(&queue.admin, wrong).await.unwrap_err();
    assert_eq!(refused.field("concurrency")[0].code, "NUMBER_RANGE");
    assert_eq!(refused.field("group_address")[0].code, "GROUP_FORMAT");
}

#[tokio::test]
async fn nobody_but_an_admin_sets_the_queue_up() {
    let queue = Queue::new().await;
    let rules = ask(&queue.office, ShowQueueRules {}).await.unwrap();
    for cx in [&queue.office, &queue.supervisor, &queue.technician] {
        let code = |refused: Result<(), model::fault::Fault>| refused.unwrap_err().code;
        assert_eq!(code(ask(cx, fonnte(2)).await), Code::Forbidden);
        let seen = SaveGateway {
            seen: Some(1),
            ..fonnte(1)
        };
        assert_eq!(code(ask(cx, seen).await), Code::Forbidden);
        assert_eq!(
            code(ask(cx, RemoveGateway { id: 1 }).await),
            Code::Forbidden
        );
        assert_eq!(code(ask(cx, RollWebhook { id: 1 }).await), Code::Forbidden);
        assert_eq!(
            code(ask(cx, DismissWorker { id: 1 }).await),
            Code::Forbidden
        );
        let save = SaveQueueRules {
            seen: rules.clone(),
            rules: rules.clone(),
        };
        assert_eq!(code(ask(cx, save).await), Code::Forbidden);
        let enrol = EnrolWorker {
            device: "server".to_owned(),
            password: Secret::new(FIRST),
        };
        assert_eq!(ask(cx, enrol).await.unwrap_err().code, Code::Forbidden);
        let webhooks = ask(cx, ListGateways {}).await.unwrap_err();
        assert_eq!(webhooks.code, Code::Forbidden);
    }
}

#[tokio::test]
async fn a_machine_gets_a_login_that_works_and_loses_it() {
    let queue = Queue::new().await;
    let enrol = |device: &str, password: &str| EnrolWorker {
        device: device.to_owned(),
        password: Secret::new(password),
    };
    let refused = ask(&queue.admin, enrol("", "short")).await.unwrap_err();
    assert_eq!(refused.field("device")[0].code, "NAME_REQUIRED");
    assert_eq!(refused.field("password")[0].code, "PASS_LENGTH");
    let login = ask(&queue.admin, enrol("server", FIRST)).await.unwrap();
    queue.db.forget_later(&login);
    let options = queue.db.options(&login, FIRST);
    let mut session = PgConnection::connect_with(&options).await.unwrap();
    let joined: i32 = sqlx::query_scalar("select app.join_queue('server', '1')")
        .fetch_one(&mut session)
        .await
        .unwrap();
    let now = queue.now(&queue.office).await;
    let [worker] = now.workers.as_slice() else {
        panic!("one worker: {:?}", now.workers);
    };
    assert_eq!(
        (worker.id, &worker.login, worker.alive),
        (joined, &login, true)
    );
    assert_eq!(worker.enrolled_by.as_deref(), Some("Petugas admin"));
    let dismiss = DismissWorker { id: worker.id };
    ask(&queue.admin, dismiss.clone()).await.unwrap();
    assert!(PgConnection::connect_with(&options).await.is_err());
    assert!(!queue.now(&queue.office).await.workers[0].enabled);
    let gone = ask(&queue.admin, dismiss).await.unwrap_err();
    assert_eq!(gone.code, Code::NotFound);
    let kept = "select count(*) from request_keys where convert_from(reply, 'UTF8') like '%kopi%'";
    assert_eq!(queue.number(kept).await, 0, "the password is kept nowhere");
}
