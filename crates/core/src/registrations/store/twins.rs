//! Who may be here already: hints for one application, marks for a page of them.

use std::collections::HashSet;

use model::{ids::RegistrationId, registrations::DuplicateHint};
use sqlx::PgConnection;

use crate::error::Result;

/// Registrations and customers with the same phone, identity number or address, at most ten.
pub async fn find_duplicates(
    db: &mut PgConnection,
    id: RegistrationId,
) -> Result<Vec<DuplicateHint>> {
    let rows = sqlx::query!(
        r#"select 'phone' as "by!", 'registration' as "kind!", o.id as "id!", o.number as "number!", o.name as "name!"
           from registrations me join registrations o on o.phone = me.phone and o.id <> me.id where me.id = $1
           union all
           select 'phone', 'customer', c.id, c.code, c.name
           from registrations me join contacts k on k.phone = me.phone or k.other_phone = me.phone
             join customers c on c.contact_id = k.id and c.deleted_at is null
           where me.id = $1 and c.id is distinct from me.customer_id
           union all
           select 'address', 'registration', o.id, o.number, o.name
           from registrations me join registrations o on o.id <> me.id and o.kecamatan = me.kecamatan and lower(o.street) = lower(me.street)
                and o.rt = me.rt and o.rw = me.rw where me.id = $1 and me.street <> '' and o.phone <> me.phone
           limit 10"#,
        id.0
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DuplicateHint {
            by: row.by,
            kind: row.kind,
            id: row.id,
            number: row.number,
            name: row.name,
        })
        .collect())
}

/// Registrations and customers with the same identity number, at most ten; nobody for a role that may not compare them.
pub async fn find_same_nik(
    db: &mut PgConnection,
    id: RegistrationId,
) -> Result<Vec<DuplicateHint>> {
    let may_compare = sqlx::query_scalar!(r#"select app.sees_all() as "may!""#)
        .fetch_one(&mut *db)
        .await?;
    if !may_compare {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"select n.kind as "kind!", n.id as "id!", n.number as "number!", n.name as "name!" from (
             select 'registration' as kind, o.id, o.number, o.name
             from app.same_nik($1) s join registrations o on o.id = s.id where s.kind = 'registration'
             union all
             select 'customer', c.id, c.code, c.name
             from app.same_nik($1) s join customers c on c.contact_id = s.id and c.deleted_at is null
             where s.kind = 'contact' and c.id is distinct from (select customer_id from registrations where id = $1)) n
           limit 10"#,
        id.0
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DuplicateHint {
            by: "nik".to_owned(),
            kind: row.kind,
            id: row.id,
            number: row.number,
            name: row.name,
        })
        .collect())
}

/// Which of these applications have a phone, address or identity number that another one or another customer has.
pub(super) async fn perhaps_here(db: &mut PgConnection, ids: &[i64]) -> Result<HashSet<i64>> {
    let mut found: HashSet<i64> = sqlx::query_scalar!(
        r#"with me as materialized (select r.id, r.phone, r.customer_id, r.kecamatan, r.street, r.rt, r.rw from registrations r where r.id = any ($1))
           select me.id as "id!" from me join registrations o on o.phone = me.phone and o.id <> me.id
           union
           select me.id from me join contacts k on k.phone = me.phone join customers c on c.contact_id = k.id
             where k.phone in (select me.phone from me) and c.deleted_at is null and c.id is distinct from me.customer_id
           union
           select me.id from me join contacts k on k.other_phone = me.phone join customers c on c.contact_id = k.id
             where k.other_phone in (select me.phone from me) and c.deleted_at is null and c.id is distinct from me.customer_id
           union
           select me.id from me join registrations o on o.kecamatan = me.kecamatan and lower(o.street) = lower(me.street) and o.street <> ''
             where o.id <> me.id and o.rt = me.rt and o.rw = me.rw and o.phone <> me.phone"#,
        ids
    )
    .fetch_all(&mut *db)
    .await?
    .into_iter()
    .collect();
    let may_compare = sqlx::query_scalar!(r#"select app.sees_all() as "may!""#)
        .fetch_one(&mut *db)
        .await?;
    if may_compare {
        let same = sqlx::query_scalar!(r#"select app.with_same_nik($1) as "id!""#, ids)
            .fetch_all(db)
            .await?;
        found.extend(same);
    }
    Ok(found)
}
