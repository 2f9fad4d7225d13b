//! Invented people at real places: names, phones and addresses around Bandung.

use rand::{RngExt, SeedableRng, rngs::StdRng};

/// The one source of chance: the same seed gives the same history.
#[derive(Debug)]
pub(crate) struct Dice(StdRng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A number from `low` up to and with `high`.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(crate) fn percent(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.0.random_range(0..from.len())]
    }
}

const GIVEN: &[&str] = &[
    "Agus", "Ahmad", "Aisyah", "Andri", "Anisa", "Asep", "Ayu", "Bagus", "Bayu", "Budi", "Cecep",
    "Citra", "Dadang", "Dede", "Deni", "Desi", "Dian", "Dimas", "Eka", "Endang", "Euis", "Fajar",
    "Farhan", "Fitri", "Gilang", "Hadi", "Hana", "Hendra", "Ika", "Indah", "Irfan", "Iwan",
    "Kartika", "Lestari", "Lina", "Lukman", "Maya", "Mega", "Nanda", "Neneng", "Nur", "Putri",
    "Rahmat", "Ratna", "Reza", "Rian", "Rina", "Rizky", "Sari", "Sinta", "Slamet", "Sri", "Sulis",
    "Surya", "Taufik", "Tini", "Tri", "Ujang", "Wahyu", "Wati", "Wulan", "Yanti", "Yayan", "Yudi",
    "Yuni", "Zahra",
];
const FAMILY: &[&str] = &[
    "Abdullah",
    "Anggraini",
    "Fauzi",
    "Firmansyah",
    "Gunawan",
    "Hakim",
    "Handayani",
    "Hermawan",
    "Hidayat",
    "Hutapea",
    "Iskandar",
    "Kurniawan",
    "Kusuma",
    "Lestari",
    "Mahendra",
    "Maulana",
    "Nasution",
    "Nugraha",
    "Nurhayati",
    "Permana",
    "Prasetyo",
    "Pratama",
    "Purnama",
    "Rahayu",
    "Rahman",
    "Ramadhan",
    "Sanjaya",
    "Santoso",
    "Saputra",
    "Setiawan",
    "Siregar",
    "Sitorus",
    "Solihin",
    "Sudrajat",
    "Suharto",
    "Sunarya",
    "Supriatna",
    "Suryana",
    "Susanto",
    "Suwandi",
    "Syahputra",
    "Utami",
    "Wibowo",
    "Wijaya",
    "Wulandari",
    "Yulianti",
    "Zulkarnain",
];
const STREETS: &[&str] = &[
    "Anggrek",
    "Cempaka",
    "Cendana",
    "Dahlia",
    "Flamboyan",
    "Kenanga",
    "Mawar",
    "Melati",
    "Merpati",
    "Nusa Indah",
    "Pahlawan",
    "Rajawali",
    "Sukajadi Dalam",
    "Sukamaju",
    "Teratai",
    "Veteran",
];
const PREFIXES: &[&str] = &[
    "812", "813", "821", "822", "852", "853", "856", "857", "877", "878", "881", "895", "896",
];

/// A zone: name, city, middle of it, and its kelurahan with their kecamatan.
pub(crate) struct Area {
    pub name: &'static str,
    pub city: &'static str,
    pub middle: (f64, f64),
    pub villages: &'static [(&'static str, &'static str)],
}

/// The four zones of the demo.
pub(crate) const AREAS: [Area; 4] = [
    Area {
        name: "Bandung Utara",
        city: "Kota Bandung",
        middle: (-6.885, 107.610),
        villages: &[
            ("Dago", "Coblong"),
            ("Lebak Gede", "Coblong"),
            ("Sekeloa", "Coblong"),
            ("Hegarmanah", "Cidadap"),
            ("Ledeng", "Cidadap"),
            ("Pasteur", "Sukajadi"),
            ("Sukabungah", "Sukajadi"),
            ("Gegerkalong", "Sukasari"),
            ("Isola", "Sukasari"),
        ],
    },
    Area {
        name: "Bandung Timur",
        city: "Kota Bandung",
        middle: (-6.915, 107.685),
        villages: &[
            ("Antapani Kidul", "Antapani"),
            ("Antapani Tengah", "Antapani"),
            ("Sukamiskin", "Arcamanik"),
            ("Cisaranten Kulon", "Arcamanik"),
            ("Pasirjati", "Ujungberung"),
            ("Cigending", "Ujungberung"),
            ("Cipadung", "Cibiru"),
            ("Palasari", "Cibiru"),
        ],
    },
    Area {
        name: "Bandung Selatan",
        city: "Kota Bandung",
        middle: (-6.950, 107.630),
        villages: &[
            ("Kujangsari", "Bandung Kidul"),
            ("Batununggal", "Bandung Kidul"),
            ("Sekejati", "Buahbatu"),
            ("Margasari", "Buahbatu"),
            ("Cijawura", "Buahbatu"),
            ("Ancol", "Regol"),
            ("Pungkur", "Regol"),
            ("Turangga", "Lengkong"),
            ("Malabar", "Lengkong"),
        ],
    },
    Area {
        name: "Cimahi",
        city: "Kota Cimahi",
        middle: (-6.885, 107.542),
        villages: &[
            ("Cibabat", "Cimahi Utara"),
            ("Citeureup", "Cimahi Utara"),
            ("Pasirkaliki", "Cimahi Utara"),
            ("Padasuka", "Cimahi Tengah"),
            ("Karangmekar", "Cimahi Tengah"),
            ("Setiamanah", "Cimahi Tengah"),
            ("Cibeureum", "Cimahi Selatan"),
            ("Leuwigajah", "Cimahi Selatan"),
        ],
    },
];

/// Somebody with an address.
#[derive(Clone, Debug, serde::Serialize)]
pub(crate) struct Person {
    pub name: String,
    pub phone: String,
    pub email: Option<String>,
    pub nik: String,
    /// Place in [`AREAS`].
    #[serde(skip)]
    pub area: usize,
    pub street: String,
    pub rt: String,
    pub rw: String,
    pub kelurahan: &'static str,
    pub kecamatan: &'static str,
    pub city: &'static str,
    pub province: &'static str,
    pub lat: f64,
    pub lon: f64,
}

/// The next person.
pub(crate) fn person(dice: &mut Dice) -> Person {
    let given = *dice.pick(GIVEN);
    let family = *dice.pick(FAMILY);
    let name = if dice.percent(20) {
        format!("{given} {} {family}", dice.pick(GIVEN))
    } else {
        format!("{given} {family}")
    };
    let area = usize::try_from(dice.between(0, 3)).unwrap_or(0);
    let Area {
        city,
        middle,
        villages,
        ..
    } = AREAS[area];
    let (kelurahan, kecamatan) = *dice.pick(villages);
    let email = dice.percent(60).then(|| {
        format!(
            "{}.{}{}@example.com",
            given.to_lowercase(),
            family.to_lowercase(),
            dice.between(1, 99)
        )
    });
    let woman = if dice.percent(50) { 40 } else { 0 };
    let nik = format!(
        "3273{:02}{:02}{:02}{:02}{:04}",
        dice.between(1, 30),
        dice.between(1, 28) + woman,
        dice.between(1, 12),
        dice.between(60, 99),
        dice.between(1, 9_999)
    );
    Person {
        name,
        phone: format!(
            "+62{}{:08}",
            dice.pick(PREFIXES),
            dice.between(0, 99_999_999)
        ),
        email,
        nik,
        area,
        street: format!("Jl. {} No. {}", dice.pick(STREETS), dice.between(1, 180)),
        rt: format!("{:02}", dice.between(1, 12)),
        rw: format!("{:02}", dice.between(1, 18)),
        kelurahan,
        kecamatan,
        city,
        province: "Jawa Barat",
        lat: middle.0 + f64::from(i32::try_from(dice.between(-200, 200)).unwrap_or(0)) / 10_000.0,
        lon: middle.1 + f64::from(i32::try_from(dice.between(-200, 200)).unwrap_or(0)) / 10_000.0,
    }
}

#[cfg(test)]
mod tests {
    use model::{phone::Phone, valid};

    use super::{Dice, person};

    #[test]
    fn people_are_the_same_for_a_seed_and_pass_our_own_checks() {
        let (mut one, mut other) = (Dice::new(7), Dice::new(7));
        for _ in 0..500 {
            let somebody = person(&mut one);
            assert_eq!(format!("{somebody:?}"), format!("{:?}", person(&mut other)));
            assert_eq!(
                Phone::parse(&somebody.phone).map(|p| p.e164().to_owned()),
                Ok(somebody.phone)
            );
            assert!(valid::name(&somebody.name).is_ok() && valid::nik(&somebody.nik).is_ok());
            assert!(
                somebody
                    .email
                    .is_none_or(|email| valid::email(&email).is_ok())
            );
        }
    }
}
