//! What stands around the tickets of the demo: working hours, holidays, checklists, pauses, who watches and what was said.
//!
//! Nothing is thrown: the ticket's own number decides, so that the same history gives the same surroundings.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::error::Result;

/// Public holidays of Indonesia by year, month and day, as decreed for 2024 to 2026. Of 2027 only the days that no decree
/// has to fix: those with a date of their own, those counted from Easter, and the lunar new year.
const HOLIDAYS: &[(i32, u32, u32, &str)] = &[
    (2024, 1, 1, "Tahun Baru Masehi"),
    (2024, 2, 8, "Isra Mikraj"),
    (2024, 2, 10, "Tahun Baru Imlek"),
    (2024, 3, 11, "Hari Suci Nyepi"),
    (2024, 3, 29, "Wafat Yesus Kristus"),
    (2024, 3, 31, "Paskah"),
    (2024, 4, 10, "Idulfitri"),
    (2024, 4, 11, "Idulfitri (hari kedua)"),
    (2024, 5, 1, "Hari Buruh"),
    (2024, 5, 9, "Kenaikan Yesus Kristus"),
    (2024, 5, 23, "Hari Raya Waisak"),
    (2024, 6, 1, "Hari Lahir Pancasila"),
    (2024, 6, 17, "Iduladha"),
    (2024, 7, 7, "Tahun Baru Islam"),
    (2024, 8, 17, "Hari Kemerdekaan"),
    (2024, 9, 16, "Maulid Nabi Muhammad"),
    (2024, 12, 25, "Hari Raya Natal"),
    (2025, 1, 1, "Tahun Baru Masehi"),
    (2025, 1, 27, "Isra Mikraj"),
    (2025, 1, 29, "Tahun Baru Imlek"),
    (2025, 3, 29, "Hari Suci Nyepi"),
    (2025, 3, 31, "Idulfitri"),
    (2025, 4, 1, "Idulfitri (hari kedua)"),
    (2025, 4, 18, "Wafat Yesus Kristus"),
    (2025, 4, 20, "Paskah"),
    (2025, 5, 1, "Hari Buruh"),
    (2025, 5, 12, "Hari Raya Waisak"),
    (2025, 5, 29, "Kenaikan Yesus Kristus"),
    (2025, 6, 1, "Hari Lahir Pancasila"),
    (2025, 6, 6, "Iduladha"),
    (2025, 6, 27, "Tahun Baru Islam"),
    (2025, 8, 17, "Hari Kemerdekaan"),
    (2025, 9, 5, "Maulid Nabi Muhammad"),
    (2025, 12, 25, "Hari Raya Natal"),
    (2026, 1, 1, "Tahun Baru Masehi"),
    (2026, 1, 16, "Isra Mikraj"),
    (2026, 2, 17, "Tahun Baru Imlek"),
    (2026, 3, 19, "Hari Suci Nyepi"),
    (2026, 3, 21, "Idulfitri"),
    (2026, 3, 22, "Idulfitri (hari kedua)"),
    (2026, 4, 3, "Wafat Yesus Kristus"),
    (2026, 4, 5, "Paskah"),
    (2026, 5, 1, "Hari Buruh"),
    (2026, 5, 14, "Kenaikan Yesus Kristus"),
    (2026, 5, 27, "Iduladha"),
    (2026, 5, 31, "Hari Raya Waisak"),
    (2026, 6, 1, "Hari Lahir Pancasila"),
    (2026, 6, 16, "Tahun Baru Islam"),
    (2026, 8, 17, "Hari Kemerdekaan"),
    (2026, 8, 25, "Maulid Nabi Muhammad"),
    (2026, 12, 25, "Hari Raya Natal"),
    (2027, 1, 1, "Tahun Baru Masehi"),
    (2027, 2, 6, "Tahun Baru Imlek"),
    (2027, 3, 26, "Wafat Yesus Kristus"),
    (2027, 3, 28, "Paskah"),
    (2027, 5, 1, "Hari Buruh"),
    (2027, 5, 6, "Kenaikan Yesus Kristus"),
    (2027, 6, 1, "Hari Lahir Pancasila"),
    (2027, 8, 17, "Hari Kemerdekaan"),
    (2027, 12, 25, "Hari Raya Natal"),
];

/// Category, required, and what to check in both languages.
const CHECKS: &[(&str, bool, &str, &str)] = &[
    (
        "los",
        true,
        "Ukur redaman di ODP dan di rumah",
        "Measure the signal at the ODP and in the house",
    ),
    ("los", true, "Lampu PON menyala hijau", "PON light is green"),
    ("los", false, "Rapikan kabel drop", "Tidy up the drop cable"),
    (
        "slow",
        true,
        "Uji kecepatan dengan kabel",
        "Test the speed by cable",
    ),
    (
        "slow",
        false,
        "Jelaskan hasil uji kepada pelanggan",
        "Explain the result to the customer",
    ),
    (
        "wifi",
        true,
        "Cek sinyal di ruangan yang dikeluhkan",
        "Check the signal in the room in question",
    ),
    (
        "router",
        true,
        "Catat nomor seri perangkat",
        "Note the serial number of the device",
    ),
];

/// Two calendars with the holidays, checklists and a few texts.
pub(crate) async fn rules(db: &mut PgConnection) -> Result<()> {
    sqlx::query!(
        "with made as (insert into calendars (name) values ('Tim akhir pekan') returning id)
         insert into work_slots (calendar_id, weekday, opens, closes)
         select made.id, s.weekday, s.opens, s.closes
         from made, (values (6, 480, 720), (6, 780, 1260), (7, 480, 720), (7, 780, 1260)) s (weekday, opens, closes)"
    )
    .execute(&mut *db)
    .await?;
    let (days, names): (Vec<NaiveDate>, Vec<String>) = HOLIDAYS
        .iter()
        .filter_map(|&(year, month, day, name)| {
            Some((NaiveDate::from_ymd_opt(year, month, day)?, name.to_owned()))
        })
        .unzip();
    sqlx::query!(
        "insert into holidays (day, name) select * from unnest($1::date[], $2::text[])",
        &days,
        &names
    )
    .execute(&mut *db)
    .await?;
    let column =
        |of: fn(&(&str, bool, &str, &str)) -> String| CHECKS.iter().map(of).collect::<Vec<_>>();
    let required: Vec<bool> = CHECKS.iter().map(|check| check.1).collect();
    sqlx::query!(
        "insert into category_items (category, position, text_id, text_en, required)
         select i.category, row_number() over (partition by i.category order by i.place)::int, i.text_id, i.text_en, i.required
         from unnest($1::text[], $2::text[], $3::text[], $4::boolean[]) with ordinality i (category, text_id, text_en, required, place)
         order by i.place",
        &column(|check| check.0.to_owned()),
        &column(|check| check.2.to_owned()),
        &column(|check| check.3.to_owned()),
        &required
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into canned_texts (title, body) values
           ('Sudah dijadwalkan', E'Halo {customer},\\n\\ntiket **{number}** sudah dijadwalkan. Teknisi kami {technician} akan menghubungi sebelum datang.'),
           ('Sudah selesai', E'Halo {customer},\\n\\ngangguan pada tiket **{number}** sudah kami selesaikan. Silakan coba dan kabari kami bila masih ada kendala.'),
           ('Minta foto lampu perangkat', E'Halo {customer},\\n\\nmohon kirim foto lampu perangkat agar kami bisa membantu lebih cepat (tiket {number}).')"
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Pauses, clocks, checklists, watchers and notes of tickets that stand already.
pub(crate) async fn tickets(db: &mut PgConnection, office: i64, supervisor: i64) -> Result<()> {
    sqlx::query!(
        "update tickets set clock_stopped_at = hold_since,
           hold_reason = case when status_reason like '%perangkat%' then 'parts' when status_reason like '%pelanggan%' then 'customer' else 'other' end
         where status = 'on_hold'"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into ticket_pauses (ticket_id, from_at, to_at, reason, stops_clock)
         select t.id, t.hold_since, null::timestamptz, t.hold_reason, true from tickets t where t.status = 'on_hold'
         union all
         select t.id, t.created_at + interval '40 minutes', t.created_at + (50 + t.id % 90) * interval '1 minute', 'access', true
         from tickets t where t.id % 11 = 0 and t.completed_at > t.created_at + interval '3 hours'"
    )
    .execute(&mut *db)
    .await?;
    // The triggers that keep both sleep while a history is written.
    sqlx::query!(
        "insert into ticket_words (id, zone_id, number, description) select id, zone_id, number, description from tickets"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(r#"select app.recompute_sla(array(select id from tickets)) as "changed!""#)
        .fetch_one(&mut *db)
        .await?;
    sqlx::query!("insert into ticket_due (id, due_at) select id, due_at from tickets")
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "insert into ticket_checklist (ticket_id, item_id, position, text_id, text_en, required, done_by, done_at)
         select t.id, i.id, i.position, i.text_id, i.text_en, i.required, case when t.completed_at is not null then t.lead_id end, t.completed_at
         from tickets t join category_items i on i.category = t.category where t.status <> 'cancelled' order by t.id, i.position"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into ticket_watchers (ticket_id, staff_id) select id, $1 from tickets
         where priority in ('urgent', 'high') and status in ('open', 'assigned', 'in_progress', 'on_hold')",
        supervisor
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into ticket_notes (ticket_id, author_id, is_public, body, created_at)
         select t.id, $1, n.is_public, n.body, t.created_at + n.after from tickets t
         join (values (false, E'Pelanggan minta **ditelepon dulu** sebelum teknisi datang.', interval '15 minutes', 0),
                      (true, E'Laporan Bapak/Ibu sudah kami terima. Teknisi akan menghubungi hari ini.', interval '20 minutes', 1)) n (is_public, body, after, rest)
           on t.id % 5 = n.rest
         where t.kind <> 'installation' and t.status not in ('closed', 'cancelled') order by t.id, n.after",
        office
    )
    .execute(db)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;

    use super::HOLIDAYS;

    #[test]
    fn every_holiday_is_a_day_of_its_own() {
        let days: BTreeSet<_> = HOLIDAYS
            .iter()
            .map(|&(year, month, day, _)| NaiveDate::from_ymd_opt(year, month, day).unwrap())
            .collect();
        assert_eq!(days.len(), HOLIDAYS.len());
    }
}
