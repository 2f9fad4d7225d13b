//! SQL of distribution points.

use model::{
    ids::{CustomerId, OdpId, ServiceId, ZoneId},
    odps::{OdpDetail, OdpRow, Plugged, SaveOdp},
    states::ServiceStatus,
};
use sqlx::{PgConnection, Row, postgres::PgRow};

use crate::{
    error::{Error, Result},
    lists::{Kind, List, Place, column},
};

/// Ports of a point that somebody uses.
macro_rules! used {
    () => {
        "(select count(*) from services v where v.odp_id = o.id and v.odp_port is not null)"
    };
}

/// The list of distribution points.
pub static LIST: List = List {
    name: "odps",
    select: concat!(
        "o.id, o.code, o.place, o.ports, o.active, z.name as zone, ",
        used!(),
        " as used"
    ),
    from: "odps o join zones z on z.id = o.zone_id",
    always: "true",
    counted: ("odps o", "true"),
    put_away: None,
    id: "o.id",
    columns: &[
        column("code", "o.code", Kind::Text).offered(),
        column("place", "o.place", Kind::Text),
        column("zone", "z.name", Kind::Text).joined(),
        column("ports", "o.ports::bigint", Kind::Number),
        column("used", used!(), Kind::Number),
        column("free", concat!("(o.ports - ", used!(), ")"), Kind::Number),
        column(
            "state",
            "(case when o.active then 'active' else 'put-aside' end)",
            Kind::Word("odp-state"),
        ),
    ],
    search: &[Place {
        from: "odps o",
        texts: &["o.code", "o.place"],
    }],
    phone: None,
    order: ("code", false),
};

/// A row of [`LIST`].
pub fn row(row: &PgRow) -> sqlx::Result<OdpRow> {
    Ok(OdpRow {
        id: OdpId(row.try_get("id")?),
        code: row.try_get("code")?,
        place: row.try_get("place")?,
        zone: row.try_get("zone")?,
        ports: row.try_get("ports")?,
        used: row.try_get("used")?,
        active: row.try_get("active")?,
    })
}

/// One point without what is plugged in.
pub async fn odp(db: &mut PgConnection, id: OdpId) -> Result<OdpDetail> {
    let row = sqlx::query!(
        r#"select o.code, o.place, o.zone_id, z.name as zone, o.ports, o.active, o.lat, o.lon,
                  (select count(*) from services v where v.odp_id = o.id and v.odp_port is not null) as "used!"
           from odps o join zones z on z.id = o.zone_id where o.id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(OdpDetail {
        row: OdpRow {
            id,
            code: row.code,
            place: row.place,
            zone: row.zone,
            ports: row.ports,
            used: row.used,
            active: row.active,
        },
        zone_id: ZoneId(row.zone_id),
        pin: row.lat.zip(row.lon),
        plugged: Vec::new(),
    })
}

/// What is plugged in, by port; connections without one last. One that has ended is not plugged in.
pub async fn plugged(db: &mut PgConnection, id: OdpId) -> Result<Vec<Plugged>> {
    let rows = sqlx::query!(
        r#"select s.id, s.odp_port, s.status, s.street, s.customer_id, c.code as "code?", c.name as "name?"
           from services s left join customers c on c.id = s.customer_id
           where s.odp_id = $1 and s.status <> 'terminated' order by s.odp_port nulls last, s.id"#,
        id.0
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Plugged {
                port: row.odp_port,
                service: ServiceId(row.id),
                status: ServiceStatus::from_name(&row.status).ok_or_else(|| {
                    Error::Internal(format!("unknown service status {}", row.status))
                })?,
                street: row.street,
                customer: row
                    .code
                    .zip(row.name)
                    .map(|(code, name)| (CustomerId(row.customer_id), code, name)),
            })
        })
        .collect()
}

/// Adds a checked point.
pub async fn add(db: &mut PgConnection, new: &SaveOdp) -> Result<OdpId> {
    let id = sqlx::query_scalar!(
        "insert into odps (code, place, zone_id, ports, lat, lon, active) values ($1, $2, $3, $4, $5, $6, $7) returning id",
        new.code.trim(),
        new.place.trim(),
        new.zone.map_or(0, |zone| zone.0),
        new.ports,
        new.pin.map(|(lat, _)| lat),
        new.pin.map(|(_, lon)| lon),
        new.active
    )
    .fetch_one(db)
    .await?;
    Ok(OdpId(id))
}

/// Changes a point. Row-level security hides the row from whoever is no admin.
pub async fn change(db: &mut PgConnection, id: OdpId, new: &SaveOdp) -> Result<OdpId> {
    let changed = sqlx::query_scalar!(
        "update odps set code = $2, place = $3, zone_id = $4, ports = $5, lat = $6, lon = $7, active = $8 where id = $1 returning id",
        id.0,
        new.code.trim(),
        new.place.trim(),
        new.zone.map_or(0, |zone| zone.0),
        new.ports,
        new.pin.map(|(lat, _)| lat),
        new.pin.map(|(_, lon)| lon),
        new.active
    )
    .fetch_optional(db)
    .await?;
    changed.map(OdpId).ok_or(Error::NotFound)
}
