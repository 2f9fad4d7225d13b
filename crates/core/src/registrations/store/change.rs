//! SQL of putting right what stands in an application.

use chrono::NaiveDate;
use model::{ids::RegistrationId, registrations::CreateRegistration, states::Slot};
use sqlx::PgConnection;

use crate::error::Result;

/// The day that is wished or planned.
pub async fn planned(db: &mut PgConnection, id: RegistrationId) -> Result<Option<NaiveDate>> {
    Ok(sqlx::query_scalar!(
        "select preferred_date from registrations where id = $1",
        id.0
    )
    .fetch_one(db)
    .await?)
}

/// Writes a checked application over the one that was locked; a planned survey stays.
pub async fn change(
    db: &mut PgConnection,
    id: RegistrationId,
    to: &CreateRegistration,
    name: &str,
    phone: &str,
) -> Result<()> {
    let email = Some(to.email.trim()).filter(|email| !email.is_empty());
    sqlx::query!(
        "update registrations set name = $2, phone = $3, email = $4, street = $5, rt = $6, rw = $7, kelurahan = $8, kecamatan = $9, city = $10, province = $11,
           zone_id = $12, package_id = $13, note = $14,
           preferred_date = case when technician_id is null then $15 else preferred_date end,
           preferred_slot = case when technician_id is null then $16 else preferred_slot end
         where id = $1",
        id.0,
        name,
        phone,
        email,
        to.address.street.trim(),
        to.address.rt,
        to.address.rw,
        to.address.kelurahan.trim(),
        to.address.kecamatan.trim(),
        to.address.city.trim(),
        to.address.province.trim(),
        to.zone.map_or(0, |zone| zone.0),
        to.package.map_or(0, |package| package.0),
        to.note.trim(),
        to.preferred_date,
        to.preferred_slot.map(Slot::name)
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes over an identity number that nobody reads.
pub async fn correct_identity(db: &mut PgConnection, id: RegistrationId, nik: &str) -> Result<()> {
    sqlx::query!("select app.correct_identity(null, $1, $2)", id.0, nik)
        .execute(db)
        .await?;
    Ok(())
}

/// Puts the look into the trail; answers what the second step wants.
pub async fn ask_identity(db: &mut PgConnection, id: RegistrationId, reason: &str) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select app.ask_applicant_identity($1, $2) as "ask!""#,
        id.0,
        reason
    )
    .fetch_one(db)
    .await?)
}
