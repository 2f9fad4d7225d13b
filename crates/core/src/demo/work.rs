//! What broke, and who repaired it.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    history::{Home, Ticket, at, later},
    people::Dice,
};

/// Category, priority, what the customer said, what was done.
const TROUBLE: &[(&str, &str, &str, &str)] = &[
    (
        "los",
        "urgent",
        "Lampu LOS merah, internet mati total.",
        "Kabel drop putus digigit tikus, disambung ulang dan diuji.",
    ),
    (
        "los",
        "high",
        "Internet mati sejak hujan semalam.",
        "Konektor di ODP kemasukan air, konektor diganti.",
    ),
    (
        "slow",
        "normal",
        "Koneksi lambat di malam hari.",
        "Redaman tinggi, kabel dirapikan; kecepatan kembali sesuai paket.",
    ),
    (
        "slow",
        "low",
        "Kecepatan tidak sesuai paket.",
        "Profil kecepatan diperbaiki.",
    ),
    (
        "wifi",
        "normal",
        "Sinyal WiFi tidak sampai ke kamar belakang.",
        "Router dipindah ke tengah rumah.",
    ),
    (
        "router",
        "normal",
        "Router sering mati sendiri.",
        "Adaptor router diganti.",
    ),
    (
        "password",
        "low",
        "Minta ganti nama dan kata sandi WiFi.",
        "Nama dan kata sandi WiFi diganti bersama pelanggan.",
    ),
];

/// The installation of a home and the troubles after it.
pub(crate) fn tickets_of(dice: &mut Dice, home: &Home, today: NaiveDate) -> Vec<Ticket> {
    let installation = |status, created_at, completed_at: Option<DateTime<Utc>>, rating| Ticket {
        home: home.id,
        kind: "installation",
        category: "",
        priority: "low",
        status,
        reason: None,
        description: "Pemasangan baru.",
        resolution: completed_at.map(|_| "Terpasang, redaman baik, kecepatan sesuai paket."),
        created_at,
        completed_at,
        closed_at: completed_at.map(|done| done + chrono::Duration::hours(20)),
        rating,
    };
    let created = home.applied_at + chrono::Duration::hours(4);
    let Some(activated) = home.activated_on else {
        return vec![installation(
            *dice.pick(&["open", "assigned", "assigned", "in_progress"]),
            created,
            None,
            None,
        )];
    };
    let rating = dice.percent(40).then(|| dice.between(3, 5));
    let mut tickets = vec![installation(
        "closed",
        created,
        Some(at(activated, dice.between(10, 15), dice.between(0, 59))),
        rating,
    )];
    let until = home.terminated_on.unwrap_or(today);
    let mut day = later(activated, dice.between(20, 200));
    while day < until {
        let (category, priority, description, resolution) = *dice.pick(TROUBLE);
        let created_at = at(day, dice.between(7, 20), dice.between(0, 59));
        let age = (today - day).num_days();
        let (status, reason) = match age {
            0..=1 => *dice.pick(&[
                ("open", None),
                ("open", None),
                ("assigned", None),
                ("in_progress", None),
            ]),
            2..=4 => *dice.pick(&[
                ("in_progress", None),
                ("on_hold", Some("Menunggu pelanggan di rumah")),
                ("completed", None),
                ("completed", None),
                ("closed", None),
            ]),
            5..=8 if dice.percent(15) => ("on_hold", Some("Menunggu perangkat pengganti")),
            _ if dice.percent(4) => ("cancelled", Some("Sudah normal kembali, kata pelanggan")),
            _ => ("closed", None),
        };
        let done = matches!(status, "completed" | "closed")
            .then(|| created_at + chrono::Duration::minutes(dice.between(60, 1_400)));
        tickets.push(Ticket {
            home: home.id,
            kind: if category == "wifi" || category == "password" {
                "wifi_setup"
            } else {
                "repair"
            },
            category,
            priority,
            status,
            reason,
            description,
            resolution: done.map(|_| resolution),
            created_at,
            completed_at: done,
            closed_at: done
                .filter(|_| status == "closed")
                .map(|done| done + chrono::Duration::hours(10)),
            rating: if done.is_some() && dice.percent(30) {
                Some(dice.between(2, 5))
            } else {
                None
            },
        });
        day = later(day, dice.between(90, 700));
    }
    tickets
}
