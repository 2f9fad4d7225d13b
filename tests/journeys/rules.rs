//! What clocks rest on, as an admin looks after it: working hours, holidays, promises, reasons to wait.

use aglis_core::context::Cx;
use chrono::{DateTime, NaiveDate, Utc};
use model::{
    call::Call,
    fault::Code,
    ids::{CalendarId, CustomerId, HolidayId, PackageId, TicketId},
    money::Rupiah,
    packages::{ListCatalogue, Price, SavePackage},
    sla::{
        DAY, ShowTicketClock, Slot, hours,
        rules::{
            CountedHours, KeptCalendar, ListHoldReasons, RemoveHoliday, RemoveSlaTarget, STANDARD,
            SaveCalendar, SaveHoldReason, SaveHoliday, SaveSlaTarget, ShowSlaRules, SlaTarget,
        },
    },
    states::{Priority, TicketType},
    tickets::{CreateTicket, choices::ShowTicketChoices},
};

use crate::{
    ask::{ask, reason},
    support::{build, database::TestDb},
};

struct Desk {
    db: TestDb,
    admin: Cx,
    office: Cx,
}

async fn desk() -> Desk {
    let db = TestDb::new().await;
    Desk {
        admin: db.staff("admin").await.cx(),
        office: db.staff("office").await.cx(),
        db,
    }
}

fn week(text: &str) -> Vec<Slot> {
    (1..=7)
        .flat_map(|weekday| hours::parse(weekday, text).unwrap())
        .collect()
}

impl Desk {
    async fn ticket(&self) -> TicketId {
        let zone = build::zone(self.db.owner(), "Bandung Utara").await;
        let customer: i64 = sqlx::query_scalar(
            "with contact as (insert into contacts (name) values ('Budi') returning id)
             insert into customers (code, contact_id, name, zone_id, status) select 'AGLS-10001', id, 'Budi', $1, 'active' from contact returning id",
        )
        .bind(zone)
        .fetch_one(self.db.owner())
        .await
        .unwrap();
        let request = CreateTicket {
            customer: Some(CustomerId(customer)),
            service: None,
            zone: None,
            odp: None,
            kind: TicketType::Repair,
            category: None,
            priority: Priority::Normal,
            description: "Internet mati".to_owned(),
        };
        ask(&self.office, request).await.unwrap().id
    }

    async fn due(&self, id: TicketId) -> DateTime<Utc> {
        let clock = ask(&self.office, ShowTicketClock { id }).await.unwrap();
        clock.due_at.unwrap()
    }

    async fn calendar(&self, id: CalendarId) -> KeptCalendar {
        let rules = ask(&self.admin, ShowSlaRules {}).await.unwrap();
        let mut all = rules.calendars.into_iter();
        all.find(|calendar| calendar.id == id).unwrap()
    }

    async fn refuses<C: Call>(&self, request: C) -> String {
        reason(&ask(&self.admin, request).await.err().unwrap())
    }
}

fn calendar(name: &str, slots: Vec<Slot>) -> SaveCalendar {
    SaveCalendar {
        id: None,
        name: name.to_owned(),
        is_default: false,
        active: true,
        slots,
    }
}

fn promise(level: &str, counted: CountedHours) -> SlaTarget {
    SlaTarget {
        priority: Priority::Normal,
        level: level.to_owned(),
        hours: 24,
        response_minutes: Some(60),
        counted,
    }
}

#[tokio::test]
async fn open_tickets_follow_new_hours_promises_and_defaults() {
    let desk = desk().await;
    let id = desk.ticket().await;
    let started = ask(&desk.office, ShowTicketClock { id })
        .await
        .unwrap()
        .started_at;
    let whole_day = |hours: i64| started + chrono::TimeDelta::hours(hours);
    assert!(
        desk.due(id).await > whole_day(24),
        "24 working hours take days"
    );
    let always = SaveCalendar {
        is_default: true,
        ..calendar("Siang malam", week("0-24"))
    };
    let always = ask(&desk.admin, always).await.unwrap();
    assert_eq!(desk.due(id).await, whole_day(24), "the default");
    let target = SlaTarget {
        hours: 30,
        ..promise(STANDARD, CountedHours::Usual)
    };
    ask(&desk.admin, SaveSlaTarget { target }).await.unwrap();
    assert_eq!(desk.due(id).await, whole_day(30), "the promise");
    let shorter = SaveCalendar {
        id: Some(always),
        ..calendar("Siang malam", week("0-12, 13-24"))
    };
    ask(&desk.admin, shorter).await.unwrap();
    assert!(desk.due(id).await > whole_day(30), "the hours");
    let rules = ask(&desk.admin, ShowSlaRules {}).await.unwrap();
    assert_eq!(rules.open_tickets, 1);
    let defaults: Vec<_> = rules
        .calendars
        .iter()
        .filter(|calendar| calendar.is_default)
        .map(|calendar| calendar.id)
        .collect();
    assert_eq!(
        defaults,
        [always],
        "it stays the default when it is changed"
    );
}

#[tokio::test]
async fn hours_are_kept_as_they_were_entered_and_only_changes_are_told() {
    let desk = desk().await;
    let id = ask(&desk.admin, calendar("Tim kota", week("8-12, 13-17")))
        .await
        .unwrap();
    assert_eq!(desk.calendar(id).await.slots, week("8-12, 13-17"));
    let mut slots = week("8-12, 13-17");
    slots.pop();
    slots.push(Slot {
        weekday: 7,
        opens: 1_200,
        closes: DAY,
    });
    let told = "select count(*) from audit_rows where record = 'work_slots'";
    let before: i64 = sqlx::query_scalar(told)
        .fetch_one(desk.db.owner())
        .await
        .unwrap();
    let change = SaveCalendar {
        id: Some(id),
        ..calendar("Tim kota", slots.clone())
    };
    ask(&desk.admin, change).await.unwrap();
    assert_eq!(desk.calendar(id).await.slots, slots);
    let after: i64 = sqlx::query_scalar(told)
        .fetch_one(desk.db.owner())
        .await
        .unwrap();
    assert_eq!(after - before, 2, "one stretch went, one came");
    let again = calendar("Tim kota", week("8-17"));
    assert_eq!(desk.refuses(again).await, "TAKEN");
    let overlapping = calendar("Malam", week("8-12, 11-17"));
    assert_eq!(desk.refuses(overlapping).await, "HOURS_OVERLAP");
}

#[tokio::test]
async fn a_calendar_that_something_rests_on_stays_offered() {
    let desk = desk().await;
    let id = ask(&desk.admin, calendar("Tim kota", week("8-17")))
        .await
        .unwrap();
    let target = promise("gold", CountedHours::Of(id));
    let aside = SaveCalendar {
        id: Some(id),
        active: false,
        ..calendar("Tim kota", week("8-17"))
    };
    ask(
        &desk.admin,
        SaveSlaTarget {
            target: target.clone(),
        },
    )
    .await
    .unwrap();
    assert_eq!(desk.calendar(id).await.targets, 1);
    assert_eq!(desk.refuses(aside.clone()).await, "RULE_NEEDED");
    let remove = RemoveSlaTarget {
        priority: target.priority,
        level: "gold".to_owned(),
    };
    ask(&desk.admin, remove).await.unwrap();
    ask(&desk.admin, aside).await.unwrap();
    assert!(!desk.calendar(id).await.active);
    assert_eq!(
        desk.refuses(SaveSlaTarget { target }).await,
        "VALUE_UNKNOWN"
    );
    let rules = ask(&desk.admin, ShowSlaRules {}).await.unwrap();
    let default = &rules.calendars[0];
    let aside = SaveCalendar {
        id: Some(default.id),
        active: false,
        ..calendar(&default.name, default.slots.clone())
    };
    assert_eq!(desk.refuses(aside).await, "RULE_NEEDED");
}

#[tokio::test]
async fn a_holiday_stands_once_and_may_be_taken_back() {
    let desk = desk().await;
    let day = NaiveDate::from_ymd_opt(2031, 8, 17).unwrap();
    let holiday = |id: Option<HolidayId>, calendar: Option<CalendarId>, name: &str| SaveHoliday {
        id,
        calendar,
        day,
        name: name.to_owned(),
    };
    let shared = ask(&desk.admin, holiday(None, None, "Hari Kemerdekaan"))
        .await
        .unwrap();
    assert_eq!(
        desk.refuses(holiday(None, None, "17 Agustus")).await,
        "TAKEN"
    );
    let team = ask(&desk.admin, calendar("Tim kota", week("8-17")))
        .await
        .unwrap();
    ask(&desk.admin, holiday(None, Some(team), "Acara kantor"))
        .await
        .unwrap();
    ask(&desk.admin, holiday(Some(shared), None, "HUT RI"))
        .await
        .unwrap();
    ask(&desk.admin, RemoveHoliday { id: shared })
        .await
        .unwrap();
    ask(&desk.admin, RemoveHoliday { id: shared })
        .await
        .unwrap();
    let rules = ask(&desk.admin, ShowSlaRules {}).await.unwrap();
    let left: Vec<_> = rules
        .holidays
        .iter()
        .map(|holiday| (holiday.name.as_str(), holiday.calendar))
        .collect();
    assert_eq!(left, [("Acara kantor", Some(team))]);
    let told: Vec<String> = sqlx::query_scalar(
        "select action::text from audit_rows where record = 'holidays' order by id",
    )
    .fetch_all(desk.db.owner())
    .await
    .unwrap();
    assert_eq!(told, ["insert", "insert", "update", "delete"]);
}

#[tokio::test]
async fn a_level_without_a_promise_of_its_own_keeps_the_standard_one() {
    let desk = desk().await;
    let package = SavePackage {
        id: None,
        code: "HG100".to_owned(),
        name: "Home Gold 100M".to_owned(),
        down_mbps: 100,
        up_mbps: 100,
        set_up_fee: Rupiah(0),
        on_sale: true,
        sla_level: " Gold ".to_owned(),
        price: Some(Price {
            valid_from: model::format::Zone::Wib.day(Utc::now()),
            monthly_price: Rupiah(500_000),
        }),
    };
    let id: PackageId = ask(&desk.admin, package).await.unwrap();
    let catalogue = ask(&desk.admin, ListCatalogue {}).await.unwrap();
    let kept = catalogue.iter().find(|entry| entry.id == id).unwrap();
    assert_eq!(kept.sla_level, "gold");
    let rules = ask(&desk.admin, ShowSlaRules {}).await.unwrap();
    assert_eq!(rules.levels, [STANDARD, "gold"]);
    assert_eq!(rules.targets.len(), 4, "one for each priority");
    let target = promise("Gold", CountedHours::Every);
    ask(&desk.admin, SaveSlaTarget { target }).await.unwrap();
    let rules = ask(&desk.admin, ShowSlaRules {}).await.unwrap();
    assert_eq!(rules.targets[4], promise("gold", CountedHours::Every));
    for (level, left) in [("gold", 4), (STANDARD, 4)] {
        let remove = RemoveSlaTarget {
            priority: Priority::Normal,
            level: level.to_owned(),
        };
        let removed = ask(&desk.admin, remove).await;
        assert_eq!(removed.is_ok(), level != STANDARD, "{level}");
        let rules = ask(&desk.admin, ShowSlaRules {}).await.unwrap();
        assert_eq!(rules.targets.len(), left, "{level}");
    }
}

#[tokio::test]
async fn a_new_reason_to_wait_is_offered_and_the_last_resort_stays() {
    let desk = desk().await;
    let power = SaveHoldReason {
        code: None,
        text_id: "Listrik padam".to_owned(),
        text_en: "Power cut".to_owned(),
        stops_clock: true,
        active: true,
    };
    ask(&desk.admin, power.clone()).await.unwrap();
    assert_eq!(desk.refuses(power).await, "TAKEN");
    let offered = async || {
        let choices = ask(&desk.office, ShowTicketChoices {}).await.unwrap();
        let reasons = choices.hold_reasons.into_iter();
        reasons.map(|reason| reason.word.code).collect::<Vec<_>>()
    };
    let codes = offered().await;
    assert_eq!(codes[codes.len() - 2..], ["power_cut", "other"]);
    let kept = ask(&desk.admin, ListHoldReasons {}).await.unwrap();
    let change = |code: &str, active| {
        let kept = kept.iter().find(|kept| kept.reason.word.code == code);
        let reason = &kept.unwrap().reason;
        SaveHoldReason {
            code: Some(code.to_owned()),
            text_id: reason.word.text_id.clone(),
            text_en: reason.word.text_en.clone(),
            stops_clock: false,
            active,
        }
    };
    ask(&desk.admin, change("weather", false)).await.unwrap();
    assert!(!offered().await.contains(&"weather".to_owned()));
    ask(&desk.admin, change("other", true)).await.unwrap();
    assert_eq!(desk.refuses(change("other", false)).await, "RULE_NEEDED");
    assert!(
        kept.iter().all(|kept| kept.reason.word.code != "finished"),
        "that one is the system's own"
    );
}

#[tokio::test]
async fn only_an_admin_changes_what_clocks_rest_on() {
    let desk = desk().await;
    let rules = ask(&desk.office, ShowSlaRules {}).await.unwrap();
    let (first, office) = (&rules.calendars[0], &desk.office);
    let mine = SaveCalendar {
        id: Some(first.id),
        ..calendar("Milik saya", week("0-24"))
    };
    let holiday = SaveHoliday {
        id: None,
        calendar: None,
        day: NaiveDate::from_ymd_opt(2031, 8, 17).unwrap(),
        name: "Libur".to_owned(),
    };
    let target = promise(STANDARD, CountedHours::Every);
    let remove = RemoveSlaTarget {
        priority: Priority::Normal,
        level: "gold".to_owned(),
    };
    let excuse = SaveHoldReason {
        code: None,
        text_id: "Malas".to_owned(),
        text_en: "Lazy day".to_owned(),
        stops_clock: true,
        active: true,
    };
    let id = HolidayId(1);
    let refused = [
        ask(office, mine).await.err(),
        ask(office, holiday).await.err(),
        ask(office, RemoveHoliday { id }).await.err(),
        ask(office, SaveSlaTarget { target }).await.err(),
        ask(office, remove).await.err(),
        ask(office, excuse).await.err(),
    ];
    for fault in refused {
        assert_eq!(fault.unwrap().code, Code::Forbidden);
    }
}
