//! Rows that are customers: what each row wants, compared with what is there.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Months, NaiveDate, Utc};
use model::{format::Zone, problem::Problem, states::step_text_keys, valid};
use serde::Serialize;
use sqlx::PgConnection;

use super::{
    map::Columns,
    read::{Row, Table},
    repair::{self, DateOrder},
    rows::{Keyed, Refusal, at, keys, read_rows, unknown},
    store::{self, Surroundings},
    tally::Tally,
    words,
};
use crate::error::Result;

/// Months nobody has been a customer for.
const TENURE_MAX: u32 = 1_200;
const ADDRESS: [(&str, usize); 7] = [
    ("street", 300),
    ("rt", 10),
    ("rw", 10),
    ("kelurahan", 120),
    ("kecamatan", 120),
    ("city", 120),
    ("province", 120),
];
/// Without these a row says nothing.
const REQUIRED: [&str; 2] = ["external_id", "name"];
/// The package of a row that pays monthly but names none.
const OTHER_PACKAGE: &str = "Layanan lain";

/// What is decided for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To tell what a run would do.
    Try,
    /// To write it in the same transaction.
    Write,
}

/// What a plan adds to the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Zone of rows that name none.
    pub zone: i64,
    /// Rupiah for one unit of the amounts.
    pub per_unit: i64,
    /// How days are written.
    pub dates: DateOrder,
    /// The business day.
    pub today: NaiveDate,
    /// The moment.
    pub now: DateTime<Utc>,
    /// Where the times of the file were read off the clock.
    pub clock: Zone,
    /// What is decided for.
    pub purpose: Purpose,
}

/// A row's values; what is none keeps what is there.
#[derive(Clone, Debug, Default, PartialEq)]
struct Wanted {
    external_id: String,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    zone: Option<i64>,
    status: Option<&'static str>,
    tags: Option<Vec<String>>,
    package: Option<String>,
    price: Option<i64>,
    activated_on: Option<NaiveDate>,
    /// The day was counted back from today, so that tomorrow's run would count another.
    counted_back: bool,
    address: [Option<String>; 7],
}

impl Keyed for Wanted {
    fn key(&self) -> &str {
        &self.external_id
    }
}

/// A customer with his service as the tables hold them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Record {
    pub ord: i64,
    pub external_id: String,
    pub customer_id: Option<i64>,
    pub contact_id: Option<i64>,
    pub service_id: Option<i64>,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub zone_id: i64,
    pub status: String,
    pub tags: Vec<String>,
    pub package_id: Option<i64>,
    /// A package that is made before the record is written.
    #[serde(skip)]
    pub new_package: Option<String>,
    pub price: Option<i64>,
    pub service_status: Option<String>,
    pub activated_on: Option<NaiveDate>,
    pub terminated_on: Option<NaiveDate>,
    pub address: [String; 7],
}

/// What is to be written.
#[derive(Debug, Default)]
pub(crate) struct Work {
    /// Packages by their name, with the price most rows agreed on.
    pub packages: BTreeMap<String, i64>,
    /// Customers that are not there yet.
    pub created: Vec<Record>,
    /// Customers with other values than before.
    pub updated: Vec<Record>,
}

/// Decides what becomes of each row; changes nothing, but holds the rows that are going to be written.
pub(crate) async fn decide(
    db: &mut PgConnection,
    table: &Table,
    columns: &Columns,
    options: Options,
) -> Result<(Tally, Work)> {
    let around = store::surroundings(db).await?;
    let mut tally = Tally::default();
    let wanted = read_rows(table, &mut tally, |row, tally| {
        read_row(row, columns, options, &around, tally)
    });
    let ids = keys(&wanted);
    if options.purpose == Purpose::Write {
        store::lock_customers(db, &ids).await?;
    }
    let mut there = store::customers(db, &ids).await?;
    let deleted = store::deleted_customers(db, &ids).await?;
    let mut prices: BTreeMap<String, HashMap<i64, usize>> = BTreeMap::new();
    let mut spellings: HashMap<String, String> = HashMap::new();
    let mut work = Work::default();
    for (row, values) in wanted {
        if let Some(code) = deleted.get(&values.external_id) {
            let problem = Problem::new("CUSTOMER_DELETED").with("number", code);
            tally.refuse(row, Some("external_id"), problem);
            continue;
        }
        let before = there.remove(&values.external_id);
        let mut after = merge(before.as_ref(), &values, options, &around);
        if let Some(before) = &before
            && let (Some(from), Some(to)) = (&before.service_status, &after.service_status)
            && from != to
            && !around.steps.contains(&(from.clone(), to.clone()))
        {
            let [from, to] = step_text_keys(from, to).unwrap_or_else(|| [from.clone(), to.clone()]);
            let problem = Problem::new("WRONG_STATE")
                .with("from", from)
                .with("to", to);
            tally.refuse(row, Some("status"), problem);
            continue;
        }
        if let Some(name) = &mut after.new_package {
            if !around.may_add_packages {
                tally.refuse(
                    row,
                    Some("package"),
                    Problem::new("VALUE_UNKNOWN").with("value", name),
                );
                continue;
            }
            // Packages are told apart without regard to case; the first spelling is the one that is kept.
            spellings
                .entry(name.to_lowercase())
                .or_insert_with(|| name.clone())
                .clone_into(name);
            *prices
                .entry(name.clone())
                .or_default()
                .entry(after.price.unwrap_or(0))
                .or_default() += 1;
        }
        match before {
            None => {
                tally.create(&after.name, &after.external_id);
                work.created.push(after);
            }
            Some(before) if before == after => tally.unchanged += 1,
            Some(_) => {
                tally.updated += 1;
                work.updated.push(after);
            }
        }
    }
    work.packages = prices
        .into_iter()
        .map(|(name, counts)| (name, most_agreed(&counts)))
        .collect();
    Ok((tally, work))
}

fn most_agreed(counts: &HashMap<i64, usize>) -> i64 {
    counts
        .iter()
        .max_by_key(|(price, count)| (**count, -**price))
        .map_or(0, |(price, _)| *price)
}

fn read_row(
    row: &Row,
    columns: &Columns,
    options: Options,
    around: &Surroundings,
    tally: &mut Tally,
) -> std::result::Result<Wanted, Refusal> {
    let errors = columns.errors(row);
    if let Some(error) = errors.iter().find(|error| REQUIRED.contains(&error.field)) {
        return Err((error.field, error.problem()));
    }
    let external_id = valid::name(columns.value(row, "external_id").unwrap_or_default())
        .map_err(at("external_id"))?;
    let name = if columns.same("name", "external_id") {
        format!("Pelanggan {external_id}")
    } else {
        columns.value(row, "name").unwrap_or_default().to_owned()
    };
    let mut values = Wanted {
        name: valid::name(&name).map_err(at("name"))?,
        external_id,
        ..Wanted::default()
    };
    if let Some(text) = columns.value(row, "email") {
        values.email = Some(valid::email(text).map_err(at("email"))?);
    }
    if let Some(text) = columns.value(row, "zone") {
        let zone = around
            .zones
            .get(&text.to_lowercase())
            .ok_or_else(|| unknown("zone", text))?;
        values.zone = Some(*zone);
    }
    if let Some(text) = columns.value(row, "status") {
        let ends = columns
            .head("status")
            .is_some_and(|head| head == "churn" || head == "berhenti");
        values.status = Some(words::status(text, ends).ok_or_else(|| unknown("status", text))?);
    }
    if let Some(text) = columns.value(row, "tags") {
        values.tags = Some(words::tags(text).map_err(at("tags"))?);
    }
    if let Some(text) = columns.value(row, "monthly_price") {
        values.price = Some(
            repair::amount(text, options.per_unit)
                .map_err(at("monthly_price"))?
                .0,
        );
    }
    if let Some(text) = columns
        .value(row, "package")
        .filter(|text| !words::is_no(text))
    {
        values.package = Some(valid::name(text).map_err(at("package"))?);
    }
    if let Some(text) = columns.value(row, "activated_on") {
        values.activated_on = Some(repair::day(text, options.dates).map_err(at("activated_on"))?);
    } else if let Some(text) = columns.value(row, "tenure_months") {
        let months = text
            .parse()
            .ok()
            .filter(|months| *months <= TENURE_MAX)
            .ok_or_else(|| unknown("tenure_months", text))?;
        values.activated_on = options.today.checked_sub_months(Months::new(months));
        values.counted_back = true;
    }
    for (place, (field, max)) in ADDRESS.into_iter().enumerate() {
        if let Some(text) = columns.value(row, field) {
            values.address[place] = Some(valid::text(text, max).map_err(at(field))?);
        }
    }
    // Last, so that a refused row is not told as repaired as well.
    if let Some(text) = columns.value(row, "phone") {
        let (phone, repaired) = repair::phone(text).map_err(at("phone"))?;
        if repaired {
            tally.repair(row, "phone", text, phone.e164());
        }
        values.phone = Some(phone.e164().to_owned());
    }
    // Without these values the row still says who it is; what is there already stays.
    for error in errors {
        tally.repair(row, error.field, error.shown, "");
    }
    Ok(values)
}

/// What the record is after the row: the row's values over those that are there.
fn merge(
    before: Option<&Record>,
    values: &Wanted,
    options: Options,
    around: &Surroundings,
) -> Record {
    let mut record = before.cloned().unwrap_or_else(|| Record {
        external_id: values.external_id.clone(),
        zone_id: options.zone,
        status: "active".to_owned(),
        ..Record::default()
    });
    record.name.clone_from(&values.name);
    record.phone = values.phone.clone().or(record.phone);
    record.email = values.email.clone().or(record.email);
    record.zone_id = values.zone.unwrap_or(record.zone_id);
    record.tags = values.tags.clone().unwrap_or(record.tags);
    if let Some(status) = values.status {
        status.clone_into(&mut record.status);
    }
    // Whoever pays monthly has a service, even where the file says no more about it.
    let pays_for_something = record.package_id.is_none() && values.price.is_some();
    if let Some(name) = values
        .package
        .as_deref()
        .or_else(|| pays_for_something.then_some(OTHER_PACKAGE))
    {
        match around.packages.get(&name.to_lowercase()) {
            Some(id) => record.package_id = Some(*id),
            None => record.new_package = Some(name.to_owned()),
        }
    }
    if record.package_id.is_none() && record.new_package.is_none() {
        return record;
    }
    record.price = values.price.or(record.price);
    if record.activated_on.is_none() || !values.counted_back {
        record.activated_on = values.activated_on.or(record.activated_on);
    }
    for (place, value) in values.address.iter().enumerate() {
        if let Some(value) = value {
            record.address[place].clone_from(value);
        }
    }
    if values.status.is_some() || record.service_status.is_none() {
        let now = record.status.clone();
        // The day of the end is known only when we see it happen.
        if before.is_some()
            && now == "terminated"
            && record
                .service_status
                .as_deref()
                .is_some_and(|was| was != "terminated")
        {
            record.terminated_on = Some(options.today);
        }
        record.service_status = Some(now);
    }
    record
}
