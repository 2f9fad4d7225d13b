//! SQL of customers and services.

mod change;
mod removal;
mod story;
mod upkeep;

use chrono::NaiveDate;
use model::{
    customers::{CustomerDetail, CustomerRow, Deleted, Service},
    ids::{ContactId, CustomerId, ServiceId, ZoneId},
    money::Rupiah,
    registrations::Address,
    states::{CustomerStatus, ServiceStatus},
};
use sqlx::{PgConnection, Row, postgres::PgRow};

use crate::{
    error::{Error, Result},
    lists::{Kind, List, Place, PutAway, column, nullable},
};

pub use change::{change, correct_identity, last_changes, lock_at_version};
pub use removal::{delete, lock_for_removal, restore, why_they_stay};
pub use story::{months, story};
pub use upkeep::{ask_identity, list_tags, note, reveal_identity, tag, tag_all};

/// The list of customers; the newest service gives package and place.
pub static LIST: List = List {
    name: "customers",
    select: "c.id, c.code, c.name, k.phone, k.other_phone, c.status, (select p.name from packages p where p.id = s.package_id) as package, s.kecamatan, \
             z.name as zone, c.outstanding, c.tags, c.created_at, c.deleted_at",
    from: "customers c join contacts k on k.id = c.contact_id join zones z on z.id = c.zone_id \
           left join lateral (select v.package_id, v.kecamatan from services v where v.customer_id = c.id order by v.id desc limit 1) s on true",
    always: "c.deleted_at is null",
    counted: ("customers c", "c.deleted_at is null"),
    // The customers who were deleted are for whoever may bring them back.
    put_away: Some(PutAway {
        asked: ("deleted", "yes"),
        always: "(select app.staff_role()) = 'admin'",
    }),
    id: "c.id",
    columns: &[
        column("code", "c.code", Kind::Text),
        column("name", "c.name", Kind::Text),
        nullable("phone", "k.phone", Kind::Phone).joined(),
        nullable("other_phone", "k.other_phone", Kind::Phone).joined(),
        column("status", "c.status", Kind::Word("customer-status")),
        nullable(
            "package",
            "(select p.name from packages p where p.id = s.package_id)",
            Kind::Text,
        )
        .joined(),
        nullable("kecamatan", "s.kecamatan", Kind::Text).joined(),
        column("zone", "z.name", Kind::Text).joined(),
        column("outstanding", "c.outstanding", Kind::Money),
        column("tags", "c.tags", Kind::Tags)
            .ordered("array_to_string(c.tags, ', ')")
            .shown("array_to_string(c.tags, ', ')"),
        column("created_at", "c.created_at", Kind::Instant),
        column(
            "deleted",
            "(case when c.deleted_at is null then 'no' else 'yes' end)",
            Kind::Word("customer-deleted"),
        )
        .narrowed(&["yes"], "c.deleted_at is not null"),
    ],
    search: &[Place {
        from: "customers c",
        texts: &["c.name", "c.code", "c.external_id"],
    }],
    phone: Some(Place {
        from: "contacts k join customers c on c.contact_id = k.id",
        texts: &["k.phone", "k.other_phone"],
    }),
    order: ("name", false),
};

/// A row of [`LIST`].
pub fn row(row: &PgRow) -> sqlx::Result<CustomerRow> {
    Ok(CustomerRow {
        id: CustomerId(row.try_get("id")?),
        code: row.try_get("code")?,
        name: row.try_get("name")?,
        phone: row.try_get("phone")?,
        other_phone: row.try_get("other_phone")?,
        status: CustomerStatus::from_name(row.try_get("status")?)
            .ok_or_else(|| sqlx::Error::Decode("customer status".into()))?,
        package: row.try_get("package")?,
        kecamatan: row.try_get("kecamatan")?,
        zone: row.try_get("zone")?,
        outstanding: Rupiah(row.try_get("outstanding")?),
        tags: row.try_get("tags")?,
        created_at: row.try_get("created_at")?,
        deleted_at: row.try_get("deleted_at")?,
    })
}

/// One customer without what hangs on it; admins see also one who was deleted.
pub async fn customer(db: &mut PgConnection, id: CustomerId) -> Result<CustomerDetail> {
    let row = sqlx::query!(
        r#"select c.version, c.code, c.status, c.contact_id, c.name, k.phone, k.other_phone, k.email, app.masked_nik(c.contact_id, null) as nik, c.zone_id,
                  z.name as zone, c.tags,
                  c.balance, c.outstanding, c.created_at, c.deleted_at, c.delete_reason
           from customers c join contacts k on k.id = c.contact_id join zones z on z.id = c.zone_id
           where c.id = $1 and (c.deleted_at is null or (select app.staff_role()) = 'admin')"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(CustomerDetail {
        id,
        version: row.version,
        code: row.code,
        status: CustomerStatus::from_name(&row.status)
            .ok_or_else(|| Error::Internal(format!("unknown customer status {}", row.status)))?,
        name: row.name,
        phone: row.phone,
        other_phone: row.other_phone,
        email: row.email,
        contact: ContactId(row.contact_id),
        nik_masked: row.nik,
        zone: row.zone,
        zone_id: ZoneId(row.zone_id),
        tags: row.tags,
        credit: Rupiah(row.balance),
        outstanding: Rupiah(row.outstanding),
        created_at: row.created_at,
        deleted: (row.deleted_at.zip(row.delete_reason)).map(|(at, reason)| Deleted { at, reason }),
        services: Vec::new(),
    })
}

/// The customer's services with the price of a day, newest first.
pub async fn list_services(
    db: &mut PgConnection,
    customer: CustomerId,
    day: NaiveDate,
) -> Result<Vec<Service>> {
    let rows = sqlx::query!(
        r#"select s.id, s.status, p.name as package,
                  coalesce(s.agreed_price, (select q.monthly_price from package_prices q where q.package_id = p.id and q.valid_from <= $2
                                            order by q.valid_from desc limit 1), 0) as "price!",
                  s.street, s.rt, s.rw, s.kelurahan, s.kecamatan, s.city, s.province, s.billing_day, s.activated_on
           from services s join packages p on p.id = s.package_id where s.customer_id = $1 order by s.id desc"#,
        customer.0,
        day
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Service {
                id: ServiceId(row.id),
                status: ServiceStatus::from_name(&row.status).ok_or_else(|| {
                    Error::Internal(format!("unknown service status {}", row.status))
                })?,
                package: row.package,
                monthly_price: Rupiah(row.price),
                address: Address {
                    street: row.street,
                    rt: row.rt,
                    rw: row.rw,
                    kelurahan: row.kelurahan,
                    kecamatan: row.kecamatan,
                    city: row.city,
                    province: row.province,
                },
                billing_day: u8::try_from(row.billing_day).unwrap_or(1),
                activated_on: row.activated_on,
            })
        })
        .collect()
}
