//! What people do about messages and the queue: each act is a function of the database, which knows who may do it.

use model::{
    ids::MessageId,
    list::{Filter, Op, Selection},
    problem::Problem,
    queue::{
        BATCH_MAX, CancelMessages, CleanMessages, PauseClass, PauseGateway, ResendMessage,
        ResendTo, ResolveMessage, RetryMessages, Worked,
    },
    states::{
        MessageClass,
        MessageStatus::{self, Cancelled, Expired, Failed, Queued, Sending, Unknown},
    },
};
use sqlx::PgConnection;

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result, found},
    lists, messages,
};

/// Chosen messages in these states and not of those classes, as many as one request takes, and how many more there are.
async fn chosen(
    db: &mut PgConnection,
    selection: Selection,
    states: &[MessageStatus],
    without: &[MessageClass],
) -> Result<(Vec<i64>, usize)> {
    let ids = match selection {
        Selection::Ids(_) => lists::ids(db, &messages::LIST, &selection).await?,
        Selection::Matching { query, except } => {
            // Of a million messages only the few are read that may move.
            let mut query = *query;
            query.filters.push(Filter {
                column: "status".to_owned(),
                op: Op::Is,
                values: states.iter().map(|one| one.name().to_owned()).collect(),
            });
            if !without.is_empty() {
                query.filters.push(Filter {
                    column: "class".to_owned(),
                    op: Op::IsNot,
                    values: without.iter().map(|one| one.name().to_owned()).collect(),
                });
            }
            let query = Box::new(query);
            lists::ids(db, &messages::LIST, &Selection::Matching { query, except }).await?
        }
    };
    let left = ids.len().saturating_sub(BATCH_MAX);
    Ok((ids.into_iter().take(BATCH_MAX).collect(), left))
}

fn worked(moved: Option<Vec<i64>>, left: usize) -> Worked {
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    Worked {
        done: count(moved.unwrap_or_default().len()),
        left: count(left),
    }
}

impl Answer for RetryMessages {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Worked> {
        let mut states = vec![Failed, Expired, Cancelled];
        states.extend(self.also_unknown.then_some(Unknown));
        let (ids, left) = chosen(db, self.selection, &states, &[MessageClass::Otp]).await?;
        let moved = sqlx::query_scalar!(
            "select app.retry_messages(array(
               select m.id from messages m where m.id = any ($1) and not exists (select from messages o where o.resends = m.id)), $2)",
            &ids,
            self.also_unknown
        )
        .fetch_one(db)
        .await?;
        Ok(worked(moved, left))
    }

    fn has_changed(worked: &Worked) -> bool {
        worked.done > 0
    }
}

impl Answer for CancelMessages {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Worked> {
        let (ids, left) = chosen(db, self.selection, &[Queued, Sending], &[]).await?;
        let moved = sqlx::query_scalar!("select app.cancel_messages($1)", &ids)
            .fetch_one(db)
            .await?;
        Ok(worked(moved, left))
    }

    fn has_changed(worked: &Worked) -> bool {
        worked.done > 0
    }
}

/// Whether the caller may see such a message at all.
async fn must_see(db: &mut PgConnection, id: MessageId) -> Result<()> {
    let known = sqlx::query_scalar!("select true from messages where id = $1", id.0)
        .fetch_optional(db)
        .await?;
    found(known.is_some())
}

impl Answer for ResolveMessage {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        must_see(db, self.id).await?;
        let resolved = sqlx::query_scalar!(
            "select app.resolve_message($1, $2)",
            self.id.0,
            self.arrived
        )
        .fetch_one(db)
        .await?;
        // The gateway, or somebody else, told meanwhile.
        resolved
            .filter(|resolved| *resolved)
            .map(drop)
            .ok_or_else(|| Error::conflict("MESSAGE_STATE"))
    }
}

impl Answer for ResendMessage {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<MessageId> {
        let body = self.check()?;
        must_see(db, self.id).await?;
        let made = sqlx::query_scalar!(
            "select app.resend_message($1, $2, $3)",
            self.id.0,
            body,
            self.to == ResendTo::Record
        )
        .fetch_one(db)
        .await;
        match made.map_err(Error::from) {
            Ok(Some(id)) => Ok(MessageId(id)),
            Ok(None) => Err(Error::conflict("MESSAGE_STATE")),
            Err(Error::Conflict(problem))
                if problem.args.get("what").map(String::as_str) == Some("messages_dedupe_key") =>
            {
                Err(Error::Conflict(Problem::new("MESSAGE_RESENT")))
            }
            Err(other) => Err(other),
        }
    }
}

impl Answer for PauseClass {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        sqlx::query!(
            "select app.pause_class($1, $2)",
            self.class.name(),
            self.paused
        )
        .execute(db)
        .await?;
        Ok(())
    }
}

impl Answer for PauseGateway {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        sqlx::query!("select app.pause_gateway($1, $2)", self.id, self.paused)
            .execute(db)
            .await?;
        Ok(())
    }
}

impl Answer for CleanMessages {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<i64> {
        self.check()?;
        let states: Vec<String> = self
            .states
            .iter()
            .map(|state| state.name().to_owned())
            .collect();
        let gone = sqlx::query_scalar!("select app.clean_messages($1, $2)", &states, self.days)
            .fetch_one(db)
            .await?;
        Ok(gone.unwrap_or_default())
    }

    fn has_changed(gone: &i64) -> bool {
        *gone > 0
    }
}
