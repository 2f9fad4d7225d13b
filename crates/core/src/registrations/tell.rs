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
    messages::{About, NewMessage, Sent, Telling, To},
};

/// How an application stands, to its applicant. Whoever works on its installation says so by the ticket.
pub async fn news(
    db: &mut PgConnection,
    id: Option<RegistrationId>,
    ticket: Option<TicketId>,
) -> Result<Option<NewMessage>> {
    let Some(id) = id else { return Ok(None) };
    let mut news = all_news(db, &[id.0], ticket).await?;
    Ok(news.pop())
}

async fn all_news(
    db: &mut PgConnection,
    ids: &[i64],
    ticket: Option<TicketId>,
) -> Result<Vec<NewMessage>> {
    let steps = store::steps(db, ids).await?;
    Ok(steps
        .into_iter()
        .map(|(id, status, version)| NewMessage {
            about: About {
                registration: Some(RegistrationId(id)),
                ticket,
                ..About::default()
            },
            dedupe: Some(format!("registration:{id}:{status}:{version}")),
            ..NewMessage::notification(
                TemplateName::StatusUpdate,
                To::Registration(RegistrationId(id)),
                MessageCause::RegistrationMoved,
            )
        })
        .collect())
}

/// Tells applicants how their applications stand.
pub async fn moved(cx: &Cx, db: &mut PgConnection, how: Telling, ids: &[i64]) -> Result<Vec<Sent>> {
    if how == Telling::Nobody {
        return Ok(Vec::new());
    }
    let news = all_news(db, ids, None).await?;
    how.send(cx, db, news).await
}
