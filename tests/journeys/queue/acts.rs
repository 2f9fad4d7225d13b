//! What people do about messages: each role what it may, and all of it in the trail.

use model::{
    call::Call,
    fault::Code,
    list::{Filter, ListQuery, Op, Selection},
    queue::{
        AddOptout, CancelMessages, CleanMessages, ListOptouts, OptoutCategory, OptoutSource,
        PauseClass, PauseGateway, RemoveOptout, ResendMessage, ResendTo, ResolveMessage,
        RetryMessages, WayState, Worked,
    },
    states::{MessageClass, MessageStatus},
};

use super::{Queue, run, these};
use crate::ask::{ask, reason};

fn retry(selection: Selection) -> RetryMessages {
    RetryMessages {
        selection,
        also_unknown: false,
    }
}

fn matching(status: &str) -> Selection {
    Selection::Matching {
        query: Box::new(ListQuery {
            filters: vec![Filter {
                column: "status".to_owned(),
                op: Op::Is,
                values: vec![status.to_owned()],
            }],
            ..ListQuery::default()
        }),
        except: Vec::new(),
    }
}

async fn forbidden<C: Call>(cx: &aglis_core::context::Cx, request: C) {
    let refused = ask(cx, request).await.err().map(|fault| fault.code);
    assert_eq!(refused, Some(Code::Forbidden), "{}", C::NAME);
}

#[tokio::test]
async fn what_failed_is_sent_once_more_and_passwords_are_not() {
    let queue = Queue::new().await;
    let zone = queue.zones[0];
    let failed = queue.message("notification", "failed", zone).await;
    let password = queue.message("otp", "expired", zone).await;
    let arrived = queue.message("notification", "read", zone).await;
    let all = these(&[failed, password, arrived]);
    let worked = ask(&queue.office, retry(all)).await.unwrap();
    assert_eq!(worked, Worked { done: 1, left: 0 });
    let shown = queue.show(failed).await;
    assert_eq!((shown.status, shown.reason), (MessageStatus::Queued, None));
    assert!(shown.job.is_some());
    assert_eq!(queue.show(password).await.status, MessageStatus::Expired);
    let kept =
        "select count(*) from audit_rows where record = 'messages' and after ->> 'asked' = 'retry'";
    assert_eq!(queue.number(kept).await, 1);
}

#[tokio::test]
async fn all_that_match_are_sent_once_more_without_those_taken_out() {
    let queue = Queue::new().await;
    let zone = queue.zones[0];
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(queue.message("notification", "failed", zone).await);
    }
    queue.message("notification", "unknown", zone).await;
    let all = matching("failed").with([ids[3].0], false);
    let worked = ask(&queue.office, retry(all)).await.unwrap();
    assert_eq!(worked, Worked { done: 3, left: 0 });
    assert_eq!(queue.show(ids[3]).await.status, MessageStatus::Failed);
    // What may have gone out is sent again only by somebody who knows.
    let everything = || Selection::Matching {
        query: Box::default(),
        except: vec![ids[3].0],
    };
    let worked = ask(&queue.office, retry(everything())).await.unwrap();
    assert_eq!(worked, Worked::default());
    let knows = RetryMessages {
        selection: everything(),
        also_unknown: true,
    };
    assert_eq!(ask(&queue.office, knows).await.unwrap().done, 1);
}

#[tokio::test]
async fn a_supervisor_acts_on_the_messages_of_his_zones_only() {
    let queue = Queue::new().await;
    let [utara, cimahi] = queue.zones;
    let his = queue.message("notification", "failed", utara).await;
    let other = queue.message("notification", "failed", cimahi).await;
    let unknown = queue.message("notification", "unknown", cimahi).await;
    let worked = ask(&queue.supervisor, retry(these(&[his, other])))
        .await
        .unwrap();
    assert_eq!(worked.done, 1);
    assert_eq!(queue.show(other).await.status, MessageStatus::Failed);
    let resolve = ResolveMessage {
        id: unknown,
        arrived: true,
    };
    let refused = ask(&queue.supervisor, resolve).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
    let resend = ResendMessage {
        id: other,
        body: "Tagihan".to_owned(),
        to: ResendTo::Same,
    };
    let refused = ask(&queue.supervisor, resend).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
}

#[tokio::test]
async fn a_technician_does_nothing_about_messages() {
    let queue = Queue::new().await;
    let id = queue
        .message("notification", "failed", queue.zones[0])
        .await;
    let cx = &queue.technician;
    forbidden(cx, retry(these(&[id]))).await;
    forbidden(
        cx,
        CancelMessages {
            selection: these(&[id]),
        },
    )
    .await;
    forbidden(cx, ResolveMessage { id, arrived: true }).await;
    let resend = ResendMessage {
        id,
        body: "Tagihan".to_owned(),
        to: ResendTo::Same,
    };
    forbidden(cx, resend).await;
    let phone = "0812-3456-7890".to_owned();
    forbidden(cx, ListOptouts { phone }).await;
}

#[tokio::test]
async fn only_an_admin_calls_off_pauses_and_cleans() {
    let queue = Queue::new().await;
    let id = queue.message("bulk", "queued", queue.zones[0]).await;
    for cx in [&queue.office, &queue.supervisor, &queue.technician] {
        forbidden(
            cx,
            CancelMessages {
                selection: these(&[id]),
            },
        )
        .await;
        let class = MessageClass::Bulk;
        forbidden(
            cx,
            PauseClass {
                class,
                paused: true,
            },
        )
        .await;
        forbidden(
            cx,
            PauseGateway {
                id: 1,
                paused: true,
            },
        )
        .await;
        let states = vec![MessageStatus::Failed];
        forbidden(cx, CleanMessages { states, days: 30 }).await;
    }
    let cancel = CancelMessages {
        selection: matching("queued"),
    };
    assert_eq!(ask(&queue.admin, cancel).await.unwrap().done, 1);
    let shown = queue.show(id).await;
    assert_eq!((shown.status, shown.job), (MessageStatus::Cancelled, None));
}

#[tokio::test]
async fn one_that_is_just_being_tried_is_called_off_when_the_try_fails() {
    let queue = Queue::new().await;
    let id = queue.message("bulk", "queued", queue.zones[0]).await;
    run(
        &queue.db,
        "select app.join_queue('server', '1'); update queue_jobs set worker = 1, run_at = now() + interval '1 min'",
    )
    .await;
    let cancel = CancelMessages {
        selection: these(&[id]),
    };
    ask(&queue.admin, cancel).await.unwrap();
    let shown = queue.show(id).await;
    assert!(shown.job.as_ref().unwrap().cancel_asked && !shown.may_cancel());
}

#[tokio::test]
async fn a_class_and_a_gateway_stop_and_go_on_and_the_trail_knows_who() {
    let queue = Queue::new().await;
    let class = MessageClass::Bulk;
    ask(
        &queue.admin,
        PauseClass {
            class,
            paused: true,
        },
    )
    .await
    .unwrap();
    ask(
        &queue.admin,
        PauseGateway {
            id: 1,
            paused: true,
        },
    )
    .await
    .unwrap();
    let now = queue.now(&queue.office).await;
    assert_eq!(now.classes[3].paused_by.as_deref(), Some("Petugas admin"));
    assert_eq!(now.ways[0].state, WayState::Paused);
    ask(
        &queue.admin,
        PauseClass {
            class,
            paused: false,
        },
    )
    .await
    .unwrap();
    ask(
        &queue.admin,
        PauseGateway {
            id: 1,
            paused: false,
        },
    )
    .await
    .unwrap();
    let now = queue.now(&queue.office).await;
    assert_eq!(
        (now.classes[3].paused_at, now.ways[0].state),
        (None, WayState::Well)
    );
    let kept = "select count(*) from audit_rows where record in ('queue_lanes', 'gateways') and action = 'update' and staff_id is not null";
    assert_eq!(queue.number(kept).await, 4);
}

#[tokio::test]
async fn somebody_who_looked_says_what_became_of_a_message_once() {
    let queue = Queue::new().await;
    let zone = queue.zones[0];
    let arrived = queue.message("notification", "unknown", zone).await;
    let lost = queue.message("notification", "unknown", zone).await;
    let fresh = queue.message("notification", "unknown", zone).await;
    sqlx::query("update messages set unknown_at = now() where id = $1")
        .bind(fresh.0)
        .execute(queue.db.owner())
        .await
        .unwrap();
    let early = ResolveMessage {
        id: fresh,
        arrived: false,
    };
    let early = ask(&queue.office, early).await.unwrap_err();
    assert_eq!(reason(&early), "GATEWAY_MAY_TELL");
    for (id, yes, status) in [
        (arrived, true, MessageStatus::Sent),
        (lost, false, MessageStatus::Failed),
    ] {
        let resolve = ResolveMessage { id, arrived: yes };
        ask(&queue.supervisor, resolve.clone()).await.unwrap();
        assert_eq!(queue.show(id).await.status, status);
        let again = ask(&queue.office, resolve).await.unwrap_err();
        assert_eq!(reason(&again), "MESSAGE_STATE");
    }
}

#[tokio::test]
async fn a_message_is_written_anew_in_the_place_of_one_that_failed_and_only_once() {
    let queue = Queue::new().await;
    let first = queue
        .message("notification", "failed", queue.zones[0])
        .await;
    let resend = |body: &str| ResendMessage {
        id: first,
        body: body.to_owned(),
        to: ResendTo::Same,
    };
    let refused = ask(&queue.office, resend(" \u{200b}")).await.unwrap_err();
    assert_eq!(refused.field("body")[0].code, "TEXT_REQUIRED");
    let refused = ask(&queue.office, resend(&"x".repeat(4_097)))
        .await
        .unwrap_err();
    assert_eq!(refused.field("body")[0].code, "TEXT_TOO_LONG");
    let second = ask(&queue.office, resend("Tagihan *baru*")).await.unwrap();
    let shown = queue.show(second).await;
    assert_eq!(
        (shown.status, shown.resends),
        (MessageStatus::Queued, Some(first))
    );
    assert_eq!(
        (shown.body.as_str(), shown.cause.as_deref()),
        ("Tagihan *baru*", Some("by_hand"))
    );
    assert_eq!(shown.caused_by.as_deref(), Some("Petugas office"));
    assert_eq!(queue.show(first).await.resent_by, Some(second));
    let again = ask(&queue.office, resend("Tagihan")).await.unwrap_err();
    assert_eq!(reason(&again), "MESSAGE_RESENT");
    // The first is not sent as well.
    let worked = ask(&queue.office, retry(these(&[first]))).await.unwrap();
    assert_eq!(worked.done, 0);
}

#[tokio::test]
async fn what_waits_or_arrived_is_not_written_anew_and_no_password_is() {
    let queue = Queue::new().await;
    let zone = queue.zones[0];
    for (class, status) in [
        ("notification", "queued"),
        ("notification", "read"),
        ("notification", "unknown"),
        ("otp", "expired"),
    ] {
        let id = queue.message(class, status, zone).await;
        let resend = ResendMessage {
            id,
            body: "Halo".to_owned(),
            to: ResendTo::Same,
        };
        let refused = ask(&queue.admin, resend).await.unwrap_err();
        assert_eq!(reason(&refused), "MESSAGE_STATE", "{class} {status}");
    }
}

#[tokio::test]
async fn a_message_goes_to_the_number_that_the_record_says_today() {
    let desk = crate::bad_input::desk::Desk::office().await;
    let approved = desk.approved().await;
    sqlx::query("insert into messages (class, template, recipient, body, status, customer_id, zone_id) values ('notification', 'invoice_issued', '+628119990000', 'Tagihan', 'failed', $1, $2)")
        .bind(approved.customer.0)
        .bind(desk.zone)
        .execute(desk.db.owner())
        .await
        .unwrap();
    let first = model::ids::MessageId(desk.number("select id from messages").await);
    let show = async |id| {
        ask(&desk.cx, model::messages::ShowMessage { id })
            .await
            .unwrap()
    };
    assert_eq!(
        show(first).await.record_phone.as_deref(),
        Some("+6281234567890")
    );
    let resend = ResendMessage {
        id: first,
        body: "Tagihan".to_owned(),
        to: ResendTo::Record,
    };
    let second = ask(&desk.cx, resend).await.unwrap();
    let shown = show(second).await;
    assert_eq!(shown.recipient, "+6281234567890");
    assert_eq!(
        (shown.record_phone, shown.customer.map(|c| c.0)),
        (None, Some(approved.customer))
    );
}

#[tokio::test]
async fn old_messages_that_never_arrived_are_taken_away() {
    let queue = Queue::new().await;
    let zone = queue.zones[0];
    let old = queue.message("bulk", "failed", zone).await;
    let kept = queue.message("bulk", "failed", zone).await;
    let read = queue.message("bulk", "read", zone).await;
    sqlx::query("update messages set queued_at = now() - interval '40 days' where id <> $1")
        .bind(kept.0)
        .execute(queue.db.owner())
        .await
        .unwrap();
    let states = vec![MessageStatus::Failed, MessageStatus::Expired];
    let clean = CleanMessages { states, days: 30 };
    assert_eq!(ask(&queue.admin, clean.clone()).await.unwrap(), 1);
    let left = "select count(*) from messages where status in ('failed', 'read')";
    assert_eq!(queue.number(left).await, 2);
    assert_ne!(old, read);
    let short = CleanMessages { days: 6, ..clean };
    let refused = ask(&queue.admin, short).await.unwrap_err();
    assert_eq!(refused.field("days")[0].code, "NUMBER_RANGE");
    let kept = "select count(*) from audit_rows where record = 'messages' and action = 'delete'";
    assert_eq!(queue.number(kept).await, 1);
}

#[tokio::test]
async fn the_office_writes_down_who_wants_no_messages_and_takes_it_back() {
    let queue = Queue::new().await;
    let phone = || "0812 3456 7890".to_owned();
    let category = OptoutCategory::Billing;
    let add = || AddOptout {
        phone: phone(),
        category,
    };
    for _ in 0..2 {
        ask(&queue.office, add()).await.unwrap();
    }
    let list = || ListOptouts { phone: phone() };
    let kept = ask(&queue.supervisor, list()).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (kept[0].category, kept[0].source),
        (category, OptoutSource::Staff)
    );
    assert_eq!(kept[0].by.as_deref(), Some("Petugas office"));
    let remove = || RemoveOptout {
        phone: phone(),
        category,
    };
    forbidden(&queue.supervisor, add()).await;
    forbidden(&queue.supervisor, remove()).await;
    ask(&queue.admin, remove()).await.unwrap();
    assert_eq!(ask(&queue.office, list()).await.unwrap(), []);
    let kept = "select count(*) from audit_rows where record = 'message_optouts'";
    assert_eq!(queue.number(kept).await, 2);
    let odd = ListOptouts {
        phone: "0812".to_owned(),
    };
    let refused = ask(&queue.office, odd).await.unwrap_err();
    assert_eq!(refused.field("phone")[0].code, "PHONE_LENGTH");
}
