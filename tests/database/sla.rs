//! The clock of tickets: the database's reckoning against the interface's, and both against one that only counts minutes.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use model::{
    format::Zone,
    sla::{Calendar, Holiday, Slot, Span, add_working_time, working_minutes_between},
};
use sqlx::{PgPool, Row};

use crate::arrange::{Household, broken, household, number, refused, run, text, ticket};
use crate::support::database::TestDb;

/// Numbers that look thrown and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&format!("{text}+07:00"))
        .unwrap()
        .to_utc()
}

fn slots(days: &[u8], hours: &[(u16, u16)]) -> Vec<Slot> {
    days.iter()
        .flat_map(|&weekday| {
            hours.iter().map(move |&(opens, closes)| Slot {
                weekday,
                opens,
                closes,
            })
        })
        .collect()
}

/// Shared holidays at the edges of months and years, and on the day that most years lack.
fn holidays() -> Vec<Holiday> {
    [
        (2024, 2, 29),
        (2024, 3, 1),
        (2025, 12, 31),
        (2026, 1, 1),
        (2026, 8, 17),
    ]
    .map(|(year, month, day)| Holiday {
        day: NaiveDate::from_ymd_opt(year, month, day).unwrap(),
        name: "Libur".to_owned(),
    })
    .to_vec()
}

/// Office hours, two shifts with a gap until midnight, nights that meet at midnight, and one hour a week.
fn calendars() -> Vec<Calendar> {
    let weeks = [
        slots(&[1, 2, 3, 4, 5, 6], &[(480, 1020)]),
        slots(&[1, 2, 3, 4, 5], &[(450, 720), (765, 1000), (1200, 1440)]),
        slots(&[1, 2, 3, 4, 5, 6, 7], &[(0, 300), (1320, 1440)]),
        slots(&[3], &[(1380, 1440)]),
    ];
    let all = weeks
        .into_iter()
        .enumerate()
        .map(|(place, slots)| Calendar {
            name: format!("Kalender {place}"),
            slots,
            holidays: holidays(),
        });
    all.collect()
}

/// Moments at which clocks go wrong.
fn edges() -> Vec<DateTime<Utc>> {
    [
        "2024-02-28T23:59:59",
        "2024-02-29T00:00:00",
        "2024-02-29T12:00:00",
        "2024-03-01T00:00:00",
        "2025-11-30T23:59:59",
        "2025-12-01T00:00:00",
        "2025-12-30T16:59:59",
        "2025-12-31T23:59:59",
        "2026-01-01T00:00:00",
        "2026-08-14T17:00:00",
        "2026-08-15T08:00:00",
        "2026-08-17T23:59:59",
        "2026-08-18T08:00:00",
        "2026-08-19T07:59:59",
        "2026-08-19T12:00:00",
        "2026-08-19T12:45:00",
        "2026-08-19T20:00:00",
    ]
    .map(at)
    .to_vec()
}

#[derive(Debug)]
struct Case {
    calendar: Option<usize>,
    minutes: i64,
    start: DateTime<Utc>,
    until: DateTime<Utc>,
    pauses: Vec<Span>,
}

fn cases(count: usize) -> Vec<Case> {
    let (mut dice, edges) = (Dice(20_261_124), edges());
    let mut made = Vec::new();
    for _ in 0..count {
        let near = |dice: &mut Dice, from: DateTime<Utc>| {
            let jump = match dice.below(4) {
                0 => 0,
                1 => dice.below(120),
                2 => dice.below(86_400),
                _ => 60 * dice.below(5 * 1_440),
            };
            from + TimeDelta::seconds(i64::try_from(jump).unwrap())
        };
        let start = dice.pick(&edges);
        let start = near(&mut dice, start);
        let mut from = start - TimeDelta::hours(i64::from(dice.below(3) == 0));
        let mut pauses = Vec::new();
        for _ in 0..dice.below(4) {
            let pause = Span {
                from: near(&mut dice, from),
                to: near(&mut dice, from),
            };
            // Every other pause may begin before the last one ended.
            from = if dice.below(2) == 0 {
                pause.from
            } else {
                pause.to
            };
            if pause.from < pause.to {
                pauses.push(pause);
            }
        }
        made.push(Case {
            calendar: [None, Some(0), Some(1), Some(2), Some(3)]
                [usize::try_from(dice.below(5)).unwrap()],
            minutes: [60, 120, 240, 1_440][usize::try_from(dice.below(4)).unwrap()],
            until: near(&mut dice, start),
            start,
            pauses,
        });
    }
    made
}

/// The slow way: minute after minute, and where a pause cuts through one, second after second.
struct Slow<'a> {
    calendar: Option<&'a Calendar>,
    pauses: &'a [Span],
}

impl Slow<'_> {
    /// Whether the minute of this instant is a working one, by the clock on the wall.
    fn opens(&self, minute: DateTime<Utc>) -> bool {
        let Some(calendar) = self.calendar else {
            return true;
        };
        let wall = minute.naive_utc() + TimeDelta::hours(7);
        let of_day = wall
            .time()
            .signed_duration_since(chrono::NaiveTime::MIN)
            .num_minutes();
        let weekday = chrono::Datelike::weekday(&wall.date()).number_from_monday();
        let is_open = calendar.slots.iter().any(|slot| {
            u32::from(slot.weekday) == weekday
                && (i64::from(slot.opens)..i64::from(slot.closes)).contains(&of_day)
        });
        is_open
            && calendar
                .holidays
                .iter()
                .all(|holiday| holiday.day != wall.date())
    }

    /// The working seconds of the minute that begins at `minute`, from `from` on.
    fn seconds(&self, minute: DateTime<Utc>, from: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        if !self.opens(minute) {
            return Vec::new();
        }
        (0..60)
            .map(|second| minute + TimeDelta::seconds(second))
            .filter(|second| *second >= from)
            .filter(|second| {
                !self
                    .pauses
                    .iter()
                    .any(|pause| (pause.from..pause.to).contains(second))
            })
            .collect()
    }

    fn minutes_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
        let mut minute = from - TimeDelta::seconds(from.timestamp() % 60);
        let mut seconds = 0;
        while minute < to {
            seconds += self
                .seconds(minute, from)
                .iter()
                .filter(|second| **second < to)
                .count();
            minute += TimeDelta::minutes(1);
        }
        i64::try_from(seconds / 60).unwrap()
    }

    fn reaches(&self, start: DateTime<Utc>, seconds: usize) -> DateTime<Utc> {
        let mut minute = start - TimeDelta::seconds(start.timestamp() % 60);
        let mut rest = seconds;
        loop {
            let worked = self.seconds(minute, start);
            if let Some(last) = worked.get(rest.wrapping_sub(1)) {
                return *last + TimeDelta::seconds(1);
            }
            rest -= worked.len();
            minute += TimeDelta::minutes(1);
        }
    }
}

async fn keep(owner: &PgPool, calendar: &Calendar) -> i64 {
    let id = sqlx::query_scalar("insert into calendars (name) values ($1) returning id")
        .bind(&calendar.name)
        .fetch_one(owner)
        .await
        .unwrap();
    for slot in &calendar.slots {
        sqlx::query(
            "insert into work_slots (calendar_id, weekday, opens, closes) values ($1, $2, $3, $4)",
        )
        .bind(id)
        .bind(i16::from(slot.weekday))
        .bind(i32::from(slot.opens))
        .bind(i32::from(slot.closes))
        .execute(owner)
        .await
        .unwrap();
    }
    id
}

#[tokio::test]
async fn the_database_and_the_interface_reckon_as_a_count_of_minutes_does() {
    let db = TestDb::new().await;
    household(&db, "Utara").await;
    let calendars = calendars();
    let mut ids = Vec::new();
    for calendar in &calendars {
        ids.push(keep(db.owner(), calendar).await);
    }
    for holiday in holidays() {
        sqlx::query("insert into holidays (day, name) values ($1, $2)")
            .bind(holiday.day)
            .bind(holiday.name)
            .execute(db.owner())
            .await
            .unwrap();
    }
    let cases = cases(200);
    let places: Vec<i64> = (1..=i64::try_from(cases.len()).unwrap()).collect();
    run(db.owner(), "insert into tickets (number, kind, zone_id, due_at) select 'T-' || i, 'repair', min(z.id), now()
        from generate_series(1, 200) i, zones z group by i order by i").await;
    for (place, case) in places.iter().zip(&cases) {
        for pause in &case.pauses {
            sqlx::query("insert into ticket_pauses (ticket_id, from_at, to_at, reason, stops_clock) select id, $2, $3, 'customer', true from tickets where number = 'T-' || $1")
                .bind(place)
                .bind(pause.from)
                .bind(pause.to)
                .execute(db.owner())
                .await
                .unwrap();
        }
    }
    let reckoned = sqlx::query(
        "select r.* from app.sla_reckon((select array_agg(t.id order by n.n) from unnest($1::bigint[]) n join tickets t on t.number = 'T-' || n.n), $2, $3, $4,
           $5, $6) r join tickets t on t.id = r.ticket_id order by substr(t.number, 3)::int",
    )
    .bind(&places)
    .bind(cases.iter().map(|case| case.calendar.map(|place| ids[place])).collect::<Vec<_>>())
    .bind(cases.iter().map(|case| case.start).collect::<Vec<_>>())
    .bind(cases.iter().map(|case| i32::try_from(case.minutes).unwrap()).collect::<Vec<_>>())
    .bind(cases.iter().map(|_| Some(30)).collect::<Vec<Option<i32>>>())
    .bind(cases.iter().map(|case| case.until).collect::<Vec<_>>())
    .fetch_all(db.owner())
    .await
    .unwrap();
    assert_eq!(reckoned.len(), cases.len());
    for (row, case) in reckoned.iter().zip(&cases) {
        let calendar = case.calendar.map(|place| &calendars[place]);
        let slow = Slow {
            calendar,
            pauses: &case.pauses,
        };
        let goals =
            [("due_at", 60), ("warning_at", 45)].map(|(what, of)| (what, case.minutes * of));
        for (what, seconds) in goals.into_iter().chain([("response_due_at", 30 * 60)]) {
            let expected = slow.reaches(case.start, usize::try_from(seconds).unwrap());
            let told: Option<DateTime<Utc>> = row.get(what);
            assert_eq!(told, Some(expected), "{what} by the database: {case:?}");
            let drawn = add_working_time(
                calendar,
                Zone::Wib,
                case.start,
                TimeDelta::seconds(seconds),
                &case.pauses,
            );
            assert_eq!(drawn, Some(expected), "{what} by the interface: {case:?}");
        }
        let expected = slow.minutes_between(case.start, case.until);
        assert_eq!(
            i64::from(row.get::<i32, _>("used_minutes")),
            expected,
            "used by the database: {case:?}"
        );
        let whole = Span {
            from: case.start,
            to: case.until,
        };
        assert_eq!(
            working_minutes_between(calendar, Zone::Wib, whole, &case.pauses),
            expected,
            "used by the interface: {case:?}"
        );
    }
}

async fn late_ticket(db: &TestDb, home: Household) -> i64 {
    let id = ticket(db, home, None).await;
    run(
        db.owner(),
        &format!("update tickets set started_at = now() - interval '90 days' where id = {id}"),
    )
    .await;
    id
}

#[tokio::test]
async fn the_clock_follows_whatever_the_promise_rests_on() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let (admin, siti) = (db.staff("admin").await.pool, db.staff("office").await.pool);
    let ticket = ticket(&db, home, None).await;
    run(
        db.owner(),
        "update tickets set started_at = '2026-08-12 09:00+07'",
    )
    .await;
    run(&admin, "select app.recompute_open_sla()").await;
    let due = async || {
        text(
            db.owner(),
            "select to_char(due_at at time zone 'Asia/Jakarta', 'MM-DD HH24:MI') || ' ' || to_char(warning_at at time zone 'Asia/Jakarta', 'MM-DD HH24:MI') from tickets",
        )
        .await
    };
    assert_eq!(due().await, "08-14 15:00 08-14 09:00", "24 working hours");
    run(
        &siti,
        &format!("update tickets set priority = 'high' where id = {ticket}"),
    )
    .await;
    assert_eq!(due().await, "08-12 13:00 08-12 12:00", "the priority");
    run(
        &admin,
        "update sla_targets set hours = 9 where priority = 'high'",
    )
    .await;
    assert_eq!(due().await, "08-13 09:00 08-12 15:45", "the target");
    run(
        &admin,
        "insert into holidays values ('2026-08-13', 'Libur')",
    )
    .await;
    assert_eq!(due().await, "08-14 09:00 08-12 15:45", "a holiday");
    run(
        &admin,
        "update work_slots set closes = 960 where weekday = 3",
    )
    .await;
    assert_eq!(due().await, "08-14 10:00 08-12 15:45", "the hours");
    run(
        &admin,
        "insert into sla_targets values ('high', 2, true, 'gold')",
    )
    .await;
    run(&admin, "update packages set sla_level = 'gold'").await;
    assert_eq!(due().await, "08-12 11:00 08-12 10:30", "the level");
    assert_eq!(
        refused(&siti, "select app.recompute_open_sla()").await,
        "42501"
    );
}

#[tokio::test]
async fn what_was_finished_late_stays_late_under_another_priority() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let siti = db.staff("office").await.pool;
    let ticket = late_ticket(&db, home).await;
    let lead = db.staff("technician").await.id;
    for step in [
        format!("status = 'assigned', lead_id = {lead}"),
        "status = 'in_progress'".to_owned(),
        "status = 'completed', resolution = 'kabel diganti'".to_owned(),
    ] {
        run(
            db.owner(),
            &format!("update tickets set {step} where id = {ticket}"),
        )
        .await;
    }
    let clock = "select due_at || ' ' || breached_at from tickets";
    let before = text(db.owner(), clock).await;
    run(
        &siti,
        &format!("update tickets set priority = 'low' where id = {ticket}"),
    )
    .await;
    assert_eq!(text(db.owner(), clock).await, before);
}

#[tokio::test]
async fn reckoning_anew_is_no_change_of_a_person() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let admin = db.staff("admin").await.pool;
    late_ticket(&db, home).await;
    let before = "select version::bigint from tickets";
    let seen = number(db.owner(), before).await;
    run(&admin, "update sla_targets set hours = hours + 1").await;
    assert_eq!(number(db.owner(), before).await, seen);
    let told = "select count(*) from audit_rows where record = 'tickets' and action = 'update'";
    assert_eq!(number(db.owner(), told).await, 0);
    run(&admin, "update tickets set priority = 'low'").await;
    assert_eq!(number(db.owner(), told).await, 1);
    let heard = "select string_agg(a.attname, ' ' order by a.attname) from pg_attribute a
                 where a.attrelid = 'tickets'::regclass and a.attnum > 0 and not a.attisdropped and a.attname <> 'id'
                   and not exists (select from pg_trigger t where t.tgrelid = a.attrelid and t.tgname = 'tickets_guard'
                                   and a.attnum = any (string_to_array(t.tgattr::text, ' ')::int[]))";
    assert_eq!(
        text(db.owner(), heard).await,
        "breached_at calendar_id clock_stopped_at due_at responded_at response_due_at started_at target_minutes used_minutes warned_at warning_at",
        "every other column counts as a person's change and belongs into the trigger's list"
    );
}

#[tokio::test]
async fn late_tickets_are_marked_once_and_a_standing_clock_is_not_late() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let joko = db.staff("technician").await;
    let held = ticket(&db, home, Some(joko.id)).await;
    let late = ticket(&db, home, None).await;
    run(
        &joko.pool,
        &format!("update tickets set status = 'on_hold', status_reason = 'hujan', hold_reason = 'weather' where id = {held}"),
    )
    .await;
    run(
        db.owner(),
        "update tickets set due_at = now() - interval '1 minute', clock_stopped_at = clock_stopped_at - interval '1 hour'",
    )
    .await;
    let (one, other) = (
        db.staff("technician").await.pool,
        db.staff("office").await.pool,
    );
    assert_eq!(number(&one, "select app.sla_sweep()").await, 1);
    assert_eq!(number(&other, "select app.sla_sweep()").await, 0);
    let marked = "select id from tickets where breached_at = due_at";
    assert_eq!(number(db.owner(), marked).await, late);
    let events = "select count(*) from timeline where event = 'sla_breached'";
    assert_eq!(number(db.owner(), events).await, 1);
}

#[tokio::test]
async fn a_hold_for_our_own_sake_does_not_stop_the_clock() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let joko = db.staff("technician").await;
    let id = ticket(&db, home, Some(joko.id)).await;
    let to = |more: &str| format!("update tickets set {more} where id = {id}");
    let due = text(db.owner(), "select due_at::text from tickets").await;
    run(
        &joko.pool,
        &to("status = 'on_hold', status_reason = 'tim penuh', hold_reason = 'team'"),
    )
    .await;
    run(
        db.owner(),
        "update ticket_pauses set from_at = from_at - interval '3 days'",
    )
    .await;
    run(&joko.pool, &to("status = 'in_progress'")).await;
    assert_eq!(
        text(db.owner(), "select due_at::text from tickets").await,
        due
    );
    assert_eq!(
        refused(
            &joko.pool,
            &to("status = 'on_hold', status_reason = 'begitu saja', hold_reason = 'finished'")
        )
        .await,
        "AG014",
        "that reason is the system's own"
    );
    assert_eq!(
        refused(&joko.pool, "update ticket_pauses set to_at = now()").await,
        "42501"
    );
}

#[tokio::test]
async fn slots_of_a_calendar_never_overlap() {
    let db = TestDb::new().await;
    let admin = db.staff("admin").await.pool;
    run(&admin, "insert into calendars (name) values ('Malam')").await;
    let slot = |name: &str, opens: i32, closes: i32| {
        format!(
            "insert into work_slots (calendar_id, weekday, opens, closes) select id, 7, {opens}, {closes} from calendars where name = '{name}'"
        )
    };
    run(&admin, &slot("Malam", 1_200, 1_440)).await;
    run(&admin, &slot("Malam", 1_080, 1_200)).await;
    run(&admin, &slot("Jam kerja", 1_200, 1_440)).await;
    assert_eq!(
        broken(&admin, &slot("Malam", 1_100, 1_201)).await,
        "work_slots_no_overlap"
    );
    assert_eq!(
        broken(&admin, &slot("Malam", 0, 1_441)).await,
        "work_slots_range"
    );
}
