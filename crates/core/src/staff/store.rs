//! SQL of the directory of colleagues.

use model::{
    access::Role,
    ids::{StaffId, ZoneId},
    staff::MemberRow,
};
use sqlx::{PgConnection, Row, postgres::PgRow};

use crate::{
    error::Result,
    lists::{Kind, List, Place, column, nullable},
};

/// Zones of a person, by name.
macro_rules! zones {
    () => {
        "coalesce((select string_agg(z.name, ', ' order by z.name) from staff_zones w join zones z on z.id = w.zone_id \
                     where w.staff_id = s.id), '')"
    };
}

/// The list of colleagues. It names only columns that supervisors and the office may read.
pub static LIST: List = List {
    name: "staff",
    select: concat!(
        "s.id, s.name, s.username, s.role::text as role, s.phone, s.active, ",
        zones!(),
        " as zones"
    ),
    from: "staff s",
    always: "true",
    counted: ("staff s", "true"),
    put_away: None,
    id: "s.id",
    columns: &[
        column("name", "s.name", Kind::Text),
        column("username", "s.username", Kind::Text),
        column("role", "s.role::text", Kind::Word("role")),
        nullable("phone", "s.phone", Kind::Phone),
        column("zones", zones!(), Kind::Text),
        column(
            "state",
            "(case when s.active then 'active' else 'left' end)",
            Kind::Word("member-state"),
        ),
        column("staff_id", "s.id", Kind::Number),
    ],
    search: &[Place {
        from: "staff s",
        texts: &["s.name", "s.username"],
    }],
    phone: Some(Place {
        from: "staff s",
        texts: &["s.phone"],
    }),
    order: ("name", false),
};

/// A row of [`LIST`].
pub fn row(row: &PgRow) -> sqlx::Result<MemberRow> {
    Ok(MemberRow {
        id: StaffId(row.try_get("id")?),
        name: row.try_get("name")?,
        username: row.try_get("username")?,
        role: Role::from_name(row.try_get("role")?)
            .ok_or_else(|| sqlx::Error::Decode("role".into()))?,
        phone: row.try_get("phone")?,
        zones: row.try_get("zones")?,
        active: row.try_get("active")?,
    })
}

/// Zones of a person.
pub async fn zones(db: &mut PgConnection, id: StaffId) -> Result<Vec<ZoneId>> {
    let zones = sqlx::query_scalar!(
        "select zone_id from staff_zones where staff_id = $1 order by 1",
        id.0
    )
    .fetch_all(db)
    .await?;
    Ok(zones.into_iter().map(ZoneId).collect())
}
