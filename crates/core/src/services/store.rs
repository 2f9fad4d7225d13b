//! SQL of services.

use model::{
    ids::{CustomerId, OdpId, PackageId, ServiceId, ZoneId},
    money::Rupiah,
    problem::Problem,
    registrations::Address,
    services::{FreePorts, ServiceDetail, ServiceRow},
    states::ServiceStatus,
};
use sqlx::{PgConnection, Row, postgres::PgRow};

use crate::{
    error::{Error, Result},
    lists::{Kind, List, Place, column, nullable},
};

/// What a service costs today: what was agreed on, or the price list.
macro_rules! price {
    () => {
        "coalesce(s.agreed_price, (select q.monthly_price from package_prices q where q.package_id = s.package_id \
                     and q.valid_from <= (select app.business_day(now())) order by q.valid_from desc limit 1), 0)"
    };
}

/// The list of services. A customer whose record lies in another zone stays hidden, his service in one's own zone does not.
pub static LIST: List = List {
    name: "services",
    select: concat!(
        "s.id, s.status, c.name as customer, c.code as customer_code, p.name as package, ",
        price!(),
        " as monthly_price, s.street, s.kecamatan, z.name as zone, o.code as odp, s.odp_port, s.billing_day, s.activated_on, s.created_at"
    ),
    from: "services s join packages p on p.id = s.package_id join zones z on z.id = s.zone_id \
           left join customers c on c.id = s.customer_id left join odps o on o.id = s.odp_id",
    always: "true",
    counted: ("services s", "true"),
    put_away: None,
    id: "s.id",
    columns: &[
        column("status", "s.status", Kind::Word("service-status")),
        nullable("customer", "c.name", Kind::Text).joined(),
        nullable("customer_code", "c.code", Kind::Text).joined(),
        column("customer_id", "s.customer_id", Kind::Number),
        column("package", "p.name", Kind::Text).joined(),
        column("monthly_price", price!(), Kind::Money),
        column("street", "s.street", Kind::Text),
        column("kelurahan", "s.kelurahan", Kind::Text),
        column("kecamatan", "s.kecamatan", Kind::Text).offered(),
        column("zone", "z.name", Kind::Text).joined(),
        nullable("odp", "o.code", Kind::Text).joined(),
        nullable("odp_port", "s.odp_port", Kind::Number),
        column("billing_day", "s.billing_day", Kind::Number),
        nullable("activated_on", "s.activated_on", Kind::Day),
        nullable("terminated_on", "s.terminated_on", Kind::Day),
        column("created_at", "s.created_at", Kind::Instant),
    ],
    search: &[
        Place {
            from: "services s",
            // The words of the index, as it has them.
            texts: &[
                "(s.street || ' ' || s.kelurahan || ' ' || s.kecamatan)",
                "s.external_id",
            ],
        },
        Place {
            from: "customers c join services s on s.customer_id = c.id",
            texts: &["c.name", "c.code"],
        },
        Place {
            from: "odps o join services s on s.odp_id = o.id",
            texts: &["o.code"],
        },
    ],
    phone: None,
    order: ("created_at", true),
};

/// A row of [`LIST`].
pub fn row(row: &PgRow) -> sqlx::Result<ServiceRow> {
    Ok(ServiceRow {
        id: ServiceId(row.try_get("id")?),
        status: ServiceStatus::from_name(row.try_get("status")?)
            .ok_or_else(|| sqlx::Error::Decode("service status".into()))?,
        customer: row.try_get("customer")?,
        customer_code: row.try_get("customer_code")?,
        package: row.try_get("package")?,
        monthly_price: Rupiah(row.try_get("monthly_price")?),
        street: row.try_get("street")?,
        kecamatan: row.try_get("kecamatan")?,
        zone: row.try_get("zone")?,
        odp: row.try_get("odp")?,
        odp_port: row.try_get("odp_port")?,
        billing_day: row.try_get("billing_day")?,
        activated_on: row.try_get("activated_on")?,
        created_at: row.try_get("created_at")?,
    })
}

/// One service without what hangs on it.
pub async fn service(db: &mut PgConnection, id: ServiceId) -> Result<ServiceDetail> {
    let row = sqlx::query!(
        r#"select s.version, s.status, s.customer_id, c.code as "code?", c.name as "customer?", s.package_id, p.name as package, p.down_mbps, p.up_mbps,
                  coalesce(s.agreed_price, (select q.monthly_price from package_prices q where q.package_id = p.id
                                            and q.valid_from <= (select app.business_day(now())) order by q.valid_from desc limit 1), 0) as "price!",
                  s.agreed_price, s.street, s.rt, s.rw, s.kelurahan, s.kecamatan, s.city, s.province, s.zone_id, z.name as zone,
                  o.code as "odp?", o.ports as "ports?", s.odp_port, s.lat, s.lon, s.billing_day, s.activated_on, s.terminated_on, s.end_reason
           from services s join packages p on p.id = s.package_id join zones z on z.id = s.zone_id
           left join customers c on c.id = s.customer_id left join odps o on o.id = s.odp_id
           where s.id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(ServiceDetail {
        id,
        version: row.version,
        status: ServiceStatus::from_name(&row.status)
            .ok_or_else(|| Error::Internal(format!("unknown service status {}", row.status)))?,
        customer: row
            .code
            .zip(row.customer)
            .map(|(code, name)| (CustomerId(row.customer_id), code, name)),
        package: row.package,
        package_id: PackageId(row.package_id),
        speed: (row.down_mbps, row.up_mbps),
        monthly_price: Rupiah(row.price),
        agreed_price: row.agreed_price.map(Rupiah),
        terms: Vec::new(),
        address: Address {
            street: row.street,
            rt: row.rt,
            rw: row.rw,
            kelurahan: row.kelurahan,
            kecamatan: row.kecamatan,
            city: row.city,
            province: row.province,
        },
        zone: row.zone,
        zone_id: ZoneId(row.zone_id),
        odp: row.odp.zip(row.ports),
        odp_port: row.odp_port,
        place: row.lat.zip(row.lon),
        billing_day: row.billing_day,
        activated_on: row.activated_on,
        terminated_on: row.terminated_on,
        end_reason: row.end_reason,
        invoices: Vec::new(),
        tickets: Vec::new(),
    })
}

/// Distribution points of a zone with the ports nobody uses.
pub async fn list_free_ports(db: &mut PgConnection, zone: ZoneId) -> Result<Vec<FreePorts>> {
    let rows = sqlx::query!(
        r#"select o.id, o.code, o.ports, f.free as "free!"
           from odps o cross join lateral (
             select array(select p from generate_series(1, o.ports) p
                          where o.active and not exists (select from services s where s.odp_id = o.id and s.odp_port = p) order by p) as free) f
           where o.zone_id = $1 and (o.active or exists (select from services s where s.odp_id = o.id)) order by cardinality(f.free) = 0, o.code"#,
        zone.0
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| FreePorts {
            id: OdpId(row.id),
            code: row.code,
            ports: row.ports,
            free: row.free,
        })
        .collect())
}

/// Ports of a distribution point.
pub async fn ports(db: &mut PgConnection, odp: OdpId) -> Result<i32> {
    let ports = sqlx::query_scalar!("select ports from odps where id = $1", odp.0)
        .fetch_optional(db)
        .await?;
    ports.ok_or_else(|| Error::field("odp", Problem::new("CHOICE_UNKNOWN")))
}

/// Writes down where a connection that has not ended is plugged in.
pub async fn plug(
    db: &mut PgConnection,
    id: ServiceId,
    odp: Option<OdpId>,
    port: Option<i32>,
) -> Result<()> {
    sqlx::query_scalar!(
        "update services set odp_id = $2, odp_port = $3 where id = $1 and status <> 'terminated' returning id",
        id.0,
        odp.map(|odp| odp.0),
        port
    )
    .fetch_optional(db)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(())
}

/// Whether the caller may see what connections cost from when on.
pub async fn sees_terms(db: &mut PgConnection) -> Result<bool> {
    Ok(
        sqlx::query_scalar!(r#"select app.staff_role() is distinct from 'technician' as "sees!""#)
            .fetch_one(db)
            .await?,
    )
}
