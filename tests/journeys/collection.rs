//! Reminders, isolir and promises to pay, from the desk to the message.

use chrono::{Days, NaiveDate};
use model::{
    billing::RecordPayment,
    collection::{
        Collect, Collected, CollectionRules, ExemptCustomer, IsolirNow, IsolirPage, IsolirService,
        IsolirState, IsolirTab, LiftIsolir, ListBlocked, PromisePayment, PromiseState,
        SaveCollectionRules, Seen, ShowCollection, ShowCollectionRules, ShowIsolir,
        TakeBackPromise,
    },
    fault::Code,
    ids::ServiceId,
    messages::write::SendInvoice,
    money::Rupiah,
    registrations::Approved,
    services::ShowService,
    states::{PaymentMethod, ServiceStatus},
    templates::{
        Gaps, ListTemplates, SaveTemplate, ShowTemplateValues, Subject, TemplateName, fill,
        known_lines,
    },
    text::Locale,
};
use sqlx::AssertSqlSafe;

use crate::{
    ask::{ask, reason},
    bad_input::desk::Desk,
    messages_sent::{BUDI, news, outline, run, sending},
    support::database::{PASSWORD, VERIFIER},
};

/// Rules that act by hand on any day and remind at any hour.
fn rules() -> CollectionRules {
    CollectionRules {
        isolir_not_on: Vec::new(),
        isolir_on_holidays: true,
        reminder_hour: 0,
        ..CollectionRules::default()
    }
}

/// A customer whose connection runs and whose invoice was due so many days ago, in a company with these rules.
async fn late(days: i32, rules: CollectionRules) -> (Desk, Approved) {
    let desk = sending().await;
    let approved = desk.approved().await;
    let admin = desk.db.staff("admin").await.cx();
    ask(&admin, SaveCollectionRules { rules }).await.unwrap();
    run(
        &desk,
        "update services set status = 'active'; update customers set status = 'active'",
    )
    .await;
    due(&desk, days).await;
    news(&desk).await;
    (desk, approved)
}

async fn due(desk: &Desk, days: i32) {
    let due = format!("update invoices set due_on = app.business_today() - {days}");
    sqlx::raw_sql(AssertSqlSafe(due))
        .execute(desk.db.owner())
        .await
        .unwrap();
}

async fn today(desk: &Desk) -> NaiveDate {
    sqlx::query_scalar("select app.business_today()")
        .fetch_one(desk.db.owner())
        .await
        .unwrap()
}

async fn preview(desk: &Desk, tab: IsolirTab) -> IsolirPage {
    let asked = ShowIsolir {
        tab,
        search: String::new(),
    };
    ask(&desk.cx, asked).await.unwrap()
}

async fn status(desk: &Desk, id: ServiceId) -> ServiceStatus {
    ask(&desk.cx, ShowService { id }).await.unwrap().status
}

fn paying(approved: &Approved, amount: i64, day: NaiveDate) -> RecordPayment {
    RecordPayment {
        invoice: approved.invoice,
        amount: Rupiah(amount),
        method: PaymentMethod::Cash,
        received_on: day,
        reference: String::new(),
    }
}

#[tokio::test]
async fn who_is_late_is_blocked_as_he_was_seen_and_his_payment_unblocks_him_and_tells_him() {
    let (desk, approved) = late(10, rules()).await;
    let page = preview(&desk, IsolirTab::Ready).await;
    assert_eq!((page.day, page.hour), (today(&desk).await, None));
    assert_eq!(
        (page.counts, page.ready_amount),
        ((1, 0, 0, 0), Rupiah(277_500))
    );
    let row = &page.rows[0];
    assert_eq!(
        (row.service, row.amount, row.days_late),
        (approved.service, Rupiah(277_500), 10)
    );
    assert_eq!(row.invoices[0].0, approved.invoice);
    let nobody = ShowIsolir {
        tab: IsolirTab::Ready,
        search: "wat%".to_owned(),
    };
    assert!(ask(&desk.cx, nobody).await.unwrap().rows.is_empty());

    let seen = Seen {
        service: row.service,
        amount: row.amount,
    };
    let block = IsolirNow {
        day: page.day,
        services: vec![seen],
    };
    // A part is paid between the look and the click.
    ask(&desk.cx, paying(&approved, 77_500, page.day))
        .await
        .unwrap();
    let outcomes = ask(&desk.cx, block.clone()).await.unwrap();
    assert_eq!(outcomes[0].state, IsolirState::Changed);
    assert_eq!(status(&desk, approved.service).await, ServiceStatus::Active);
    news(&desk).await;
    let less = Seen {
        amount: Rupiah(200_000),
        ..seen
    };
    let block = IsolirNow {
        services: vec![less],
        ..block
    };
    let outcomes = ask(&desk.cx, block.clone()).await.unwrap();
    assert_eq!(outcomes[0].state, IsolirState::Blocked);
    assert_eq!(
        ask(&desk.cx, block).await.unwrap()[0].state,
        IsolirState::Suspended
    );
    let blocked = ask(
        &desk.cx,
        ListBlocked {
            search: String::new(),
        },
    )
    .await
    .unwrap();
    assert_eq!(
        (blocked[0].service, blocked[0].late),
        (approved.service, Rupiah(200_000))
    );
    assert!(
        blocked[0]
            .isolir
            .as_ref()
            .is_some_and(|isolir| isolir.lifts_at_payment && isolir.by.is_some())
    );
    assert_eq!(
        preview(&desk, IsolirTab::Blocked).await.counts,
        (0, 0, 0, 1)
    );
    let sent = news(&desk).await;
    assert_eq!(outline(&sent), [("isolir", BUDI)]);
    assert!(
        sent[0].body.contains("*Rp 200.000* (10 hari)"),
        "{}",
        sent[0].body
    );

    ask(&desk.cx, paying(&approved, 200_000, page.day))
        .await
        .unwrap();
    assert_eq!(status(&desk, approved.service).await, ServiceStatus::Active);
    let mut told: Vec<_> = news(&desk)
        .await
        .into_iter()
        .filter_map(|one| one.template)
        .collect();
    told.sort();
    assert_eq!(told, ["isolir_lifted", "payment_received"]);
    let keys = "select count(*) from messages where dedupe_key in (select 'isolir:' || id || l from isolirs, unnest(array['', ':lifted']) l)";
    assert_eq!(desk.number(keys).await, 2);
    let known = ask(
        &desk.cx,
        ShowCollection {
            customer: approved.customer,
        },
    )
    .await
    .unwrap();
    assert_eq!(known.isolirs[0].1.lifted_why.as_deref(), Some("paid"));
    // The office heard of both, but for who did it herself.
    let other = "select count(*) from notifications n join staff s on s.id = n.staff_id where n.event in ('isolir', 'isolir_lifted') and s.role = 'office'";
    assert_eq!(desk.number(other).await, 0);
}

#[tokio::test]
async fn a_promise_and_a_proof_hold_back_and_a_broken_promise_no_more() {
    let (desk, approved) = late(10, rules()).await;
    let today = today(&desk).await;
    let customer = approved.customer;
    let promise = |days: u64| PromisePayment {
        customer,
        until: today + Days::new(days),
        amount: None,
        note: "gajian".to_owned(),
    };
    ask(&desk.cx, promise(9)).await.unwrap();
    ask(&desk.cx, promise(2)).await.unwrap();
    let held = preview(&desk, IsolirTab::Held).await;
    assert_eq!(held.counts, (0, 1, 0, 0));
    assert_eq!(
        (held.rows[0].held, held.rows[0].held_until),
        (Some(IsolirState::Promise), Some(today + Days::new(2)))
    );
    let known = ask(&desk.cx, ShowCollection { customer }).await.unwrap();
    let states: Vec<_> = known.promises.iter().map(|one| one.state).collect();
    assert_eq!(states, [PromiseState::Open, PromiseState::TakenBack]);
    assert_eq!(
        (known.late, known.promises[0].owed),
        (Rupiah(277_500), Rupiah(277_500))
    );
    let standing = known.standing().unwrap().id;
    ask(&desk.cx, TakeBackPromise { id: standing })
        .await
        .unwrap();
    let twice = ask(&desk.cx, TakeBackPromise { id: standing })
        .await
        .unwrap_err();
    assert_eq!(twice.code, Code::NotFound);
    assert_eq!(preview(&desk, IsolirTab::Ready).await.counts.0, 1);

    ask(&desk.cx, promise(0)).await.unwrap();
    run(&desk, "update payment_promises set until = until - 1, made_at = made_at - interval '2 days' where taken_back_at is null").await;
    let known = ask(&desk.cx, ShowCollection { customer }).await.unwrap();
    assert_eq!(known.promises[0].state, PromiseState::Broken);
    assert_eq!(
        preview(&desk, IsolirTab::Ready).await.counts.0,
        1,
        "his day has passed"
    );
    ask(&desk.cx, promise(1)).await.unwrap();
    ask(&desk.cx, paying(&approved, 277_500, today))
        .await
        .unwrap();
    let known = ask(&desk.cx, ShowCollection { customer }).await.unwrap();
    assert_eq!(known.promises[0].state, PromiseState::Kept);

    for (request, field) in [
        (promise(61), "until"),
        (
            PromisePayment {
                amount: Some(Rupiah(0)),
                ..promise(1)
            },
            "amount",
        ),
    ] {
        let refused = ask(&desk.cx, request).await.unwrap_err();
        assert_eq!(refused.field(field).len(), 1, "{field}");
    }
    let andi = desk.db.staff("supervisor").await.cx();
    for denied in [
        ask(&andi, promise(1)).await.unwrap_err(),
        ask(
            &andi,
            ExemptCustomer {
                id: customer,
                exempt: true,
            },
        )
        .await
        .unwrap_err(),
        ask(&andi, SaveCollectionRules { rules: rules() })
            .await
            .unwrap_err(),
    ] {
        assert!(
            matches!(denied.code, Code::Forbidden | Code::NotFound),
            "{denied:?}"
        );
    }
}

#[tokio::test]
async fn one_connection_is_blocked_and_unblocked_by_hand_with_a_reason() {
    let (desk, approved) = late(3, rules()).await;
    let id = approved.service;
    let block = |reason: &str| IsolirService {
        id,
        reason: reason.to_owned(),
        lifts_at_payment: true,
    };
    assert_eq!(
        ask(&desk.cx, block(" "))
            .await
            .unwrap_err()
            .field("reason")
            .len(),
        1
    );
    ask(&desk.cx, block("menyewakan ulang")).await.unwrap();
    assert_eq!(
        reason(&ask(&desk.cx, block("sekali lagi")).await.unwrap_err()),
        "WRONG_STATE"
    );
    assert_eq!(status(&desk, id).await, ServiceStatus::Suspended);
    let until = today(&desk).await + Days::new(3);
    let lift = LiftIsolir {
        services: vec![id],
        reason: "sudah dibicarakan".to_owned(),
        promise_until: Some(until),
    };
    ask(&desk.cx, lift.clone()).await.unwrap();
    assert_eq!(status(&desk, id).await, ServiceStatus::Active);
    assert_eq!(
        reason(&ask(&desk.cx, lift).await.unwrap_err()),
        "WRONG_STATE"
    );
    let known = ask(
        &desk.cx,
        ShowCollection {
            customer: approved.customer,
        },
    )
    .await
    .unwrap();
    assert_eq!(known.standing().map(|promise| promise.until), Some(until));
    assert_eq!(
        known.isolirs[0].1.lift_reason.as_deref(),
        Some("sudah dibicarakan")
    );
    let sent = news(&desk).await;
    let states: Vec<_> = sent
        .iter()
        .map(|one| (one.template.as_deref().unwrap(), one.status.as_str()))
        .collect();
    assert_eq!(
        states,
        [("isolir", "cancelled"), ("isolir_lifted", "queued")]
    );
    // Exempt from the rules, not from people.
    due(&desk, 30).await;
    run(&desk, "update payment_promises set taken_back_at = now()").await;
    ask(
        &desk.cx,
        ExemptCustomer {
            id: approved.customer,
            exempt: true,
        },
    )
    .await
    .unwrap();
    assert_eq!(
        preview(&desk, IsolirTab::Held).await.rows[0].held,
        Some(IsolirState::Exempt)
    );
    ask(&desk.cx, block("menyewakan ulang")).await.unwrap();
}

/// The text of a message as the program itself writes it.
async fn as_written(desk: &Desk, name: TemplateName, subject: Subject) -> String {
    let texts = ask(&desk.cx, ListTemplates {}).await.unwrap();
    let text = texts
        .into_iter()
        .find(|text| text.name == name && text.language == Locale::Id)
        .unwrap();
    let asked = ShowTemplateValues {
        subject,
        language: Locale::Id,
    };
    let values = ask(&desk.cx, asked).await.unwrap();
    fill(&known_lines(&text.body, &values), &values, Gaps::Empty).unwrap()
}

#[tokio::test]
async fn the_database_writes_as_the_program_does_and_reminds_once_whoever_asks() {
    let reminding = CollectionRules {
        reminders_automatic: true,
        reminder_days: vec![1, 4],
        ..rules()
    };
    let (desk, approved) = late(1, reminding.clone()).await;
    run(
        &desk,
        r#"update contacts set name = 'Bu *Siti* _si_ nama_saya {amount} `x` ~y~'; update customers set name = (select name from contacts);
           update services set street = '> Jl. Mawar 5', rt = '1', rw = '02', kelurahan = 'Dago', city = 'Bandung';
           update settings set value = value || '{"phone": "022-555", "bank_accounts": [{"bank": "BCA", "number": "123", "holder": "PT *A*"}, {"bank": "BRI", "number": "9", "holder": "B"}]}' where key = 'company'"#,
    )
    .await;
    let admin = desk.db.staff("admin").await;
    // The braces of the company's own text are kept as they are meant.
    let odd = SaveTemplate {
        name: TemplateName::Reminder1,
        language: Locale::Id,
        seen: 1,
        body: "{{{customer_name}}}\n\n\nLihat {portal_link} {amount}\n{bank_accounts}\n{invoice_number} {period} {outstanding} {due_date} {days_late} {customer_code} {company_name} {company_phone}".to_owned(),
    };
    ask(&admin.cx(), odd).await.unwrap();
    // A machine that sends and a desk ask at the same moment.
    let mut machines = Vec::new();
    for device in ["satu", "dua"] {
        let login: String = sqlx::query_scalar("select login from app.enrol_worker($1, $2)")
            .bind(device)
            .bind(VERIFIER)
            .fetch_one(&admin.pool)
            .await
            .unwrap();
        desk.db.forget_later(&login);
        machines.push(desk.db.options(&login, PASSWORD));
    }
    let (one, two, desks) = tokio::join!(
        aglis_core::queue::rounds::look(&machines[0], "satu"),
        aglis_core::queue::rounds::look(&machines[1], "dua"),
        ask(&desk.cx, Collect {})
    );
    assert_eq!(
        one.unwrap().reminders + two.unwrap().reminders + desks.unwrap().reminders,
        1
    );
    assert_eq!(
        ask(&desk.cx, Collect {}).await.unwrap(),
        Collected::default()
    );
    let sent = news(&desk).await;
    assert_eq!(outline(&sent), [("reminder_1", BUDI)]);
    let written = as_written(
        &desk,
        TemplateName::Reminder1,
        Subject::Invoice(approved.invoice),
    )
    .await;
    assert_eq!(sent[0].body, written);
    assert!(written.starts_with("{Bu \u{2217}Siti\u{2217}"), "{written}");

    // By hand comes the next, and the round does not repeat it.
    let by_hand = SendInvoice {
        id: approved.invoice,
        reminder: true,
    };
    ask(&desk.cx, by_hand.clone()).await.unwrap();
    due(&desk, 4).await;
    assert_eq!(
        ask(&desk.cx, Collect {}).await.unwrap(),
        Collected::default()
    );
    ask(&desk.cx, by_hand).await.unwrap();
    let texts = news(&desk).await;
    assert_eq!(
        outline(&texts),
        [("reminder_2", BUDI), ("reminder_3", BUDI)]
    );

    let block = IsolirService {
        id: approved.service,
        reason: "menunggak".to_owned(),
        lifts_at_payment: true,
    };
    ask(&desk.cx, block).await.unwrap();
    let sent = news(&desk).await;
    assert_eq!(
        sent[0].body,
        as_written(
            &desk,
            TemplateName::Isolir,
            Subject::Customer(approved.customer)
        )
        .await
    );
    assert!(
        sent[0]
            .body
            .contains("\u{203a} Jl. Mawar 5, RT 001/RW 002, Dago, Coblong, Bandung"),
        "{}",
        sent[0].body
    );
    assert_eq!(
        ask(&desk.cx, ShowCollectionRules {}).await.unwrap(),
        reminding
    );
}

#[tokio::test]
async fn a_night_tells_the_office_and_the_customer_and_nothing_happens_unasked() {
    let (desk, _) = late(20, rules()).await;
    assert_eq!(
        ask(&desk.cx, Collect {}).await.unwrap(),
        Collected::default(),
        "an upgrade does nothing by itself"
    );
    let admin = desk.db.staff("admin").await.cx();
    let automatic = CollectionRules {
        isolir_automatic: true,
        isolir_hour: 0,
        ..rules()
    };
    ask(&admin, SaveCollectionRules { rules: automatic })
        .await
        .unwrap();
    let page = preview(&desk, IsolirTab::Ready).await;
    assert_eq!(
        (page.day, page.hour),
        (today(&desk).await + Days::new(1), Some(0)),
        "it begins with the next night"
    );
    assert_eq!(
        ask(&desk.cx, Collect {}).await.unwrap(),
        Collected::default()
    );
    run(
        &desk,
        "update app.turns set at = at - interval '1 day' where name = 'isolir'",
    )
    .await;
    let done = Collected {
        reminders: 0,
        blocked: 1,
    };
    assert_eq!(ask(&desk.cx, Collect {}).await.unwrap(), done);
    assert_eq!(
        ask(&desk.cx, Collect {}).await.unwrap(),
        Collected::default()
    );
    let told = "select count(*) from notifications n join staff s on s.id = n.staff_id where n.event = 'isolir' and s.role = 'office'";
    assert_eq!(desk.number(told).await, 1, "also at whose desk it ran");
    let sent = news(&desk).await;
    assert_eq!(
        (outline(&sent), sent[0].cause.as_str()),
        (vec![("isolir", BUDI)], "isolir")
    );
}
