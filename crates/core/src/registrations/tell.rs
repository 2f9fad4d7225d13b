//! What applicants are told about their application.

use model::{
    ids::{RegistrationId, TicketId},
    states::MessageCause,
    templates::TemplateName,
};
use sqlx::PgConnection;

use super::store;
use crate::{
    context::Cx,
    error::Result,
    messages::{About, NewMessage, To, send},
};

/// How an application stands, to its applicant. Whoever works on its installation says so by the ticket.
pub async fn news(
    db: &mut PgConnection,
    id: Option<RegistrationId>,
    ticket: Option<TicketId>,
) -> Result<Option<NewMessage>> {
    let Some(id) = id else { return Ok(None) };
    let (status, version) = store::step(db, id).await?;
    Ok(Some(NewMessage {
        about: About {
            registration: Some(id),
            ticket,
            ..About::default()
        },
        dedupe: Some(format!("registration:{id}:{status}:{version}")),
        ..NewMessage::notification(
            TemplateName::StatusUpdate,
            To::Registration(id),
            MessageCause::RegistrationMoved,
        )
    }))
}

/// Tells the applicant how his application stands.
pub async fn moved(cx: &Cx, db: &mut PgConnection, id: RegistrationId) -> Result<()> {
    let news: Vec<_> = news(db, Some(id), None).await?.into_iter().collect();
    send(cx, db, &news).await?;
    Ok(())
}
