//! Numbers that are not written to about something.

use model::queue::{AddOptout, ListOptouts, Optout, OptoutCategory, OptoutSource, RemoveOptout};
use sqlx::PgConnection;

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ListOptouts {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<Optout>> {
        let phone = self.number()?;
        let rows = sqlx::query!(
            r#"select o.category, o.how, s.name as "by?", o.since from message_optouts o left join staff s on s.id = o.by_staff
               where o.recipient = $1 order by o.category"#,
            phone.e164()
        )
        .fetch_all(db)
        .await?;
        rows.into_iter()
            .map(|row| {
                let odd =
                    |word: &str| Error::Internal(format!("unknown word {word} in an opt-out"));
                Ok(Optout {
                    category: OptoutCategory::from_name(&row.category)
                        .ok_or_else(|| odd(&row.category))?,
                    source: match row.how.as_str() {
                        "reply" => OptoutSource::Reply,
                        "staff" => OptoutSource::Staff,
                        "gateway" => OptoutSource::Gateway,
                        other => return Err(odd(other)),
                    },
                    by: row.by,
                    since: row.since,
                })
            })
            .collect()
    }
}

impl Answer for AddOptout {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let phone = self.number()?;
        sqlx::query!(
            "insert into message_optouts (recipient, category, how) values ($1, $2, 'staff') on conflict on constraint message_optouts_pkey do nothing",
            phone.e164(),
            self.category.name()
        )
        .execute(db)
        .await?;
        Ok(())
    }
}

impl Answer for RemoveOptout {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let phone = self.number()?;
        sqlx::query!(
            "delete from message_optouts where recipient = $1 and category = $2",
            phone.e164(),
            self.category.name()
        )
        .execute(db)
        .await?;
        Ok(())
    }
}
