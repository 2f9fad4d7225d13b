//! What a database looks like from outside, for `aglis doctor`: version, safety of its settings, books that add up.
//!
//! The queries are not checked at compile time: they also ask databases that are older or newer than this program.

use sqlx::PgPool;

use crate::{error::Result, workspace::MIGRATIONS};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Version of the server.
    pub server: String,
    /// Whether a power cut costs no committed work.
    pub durable: bool,
    /// Newest migration of the database, 0 when there is none; none when the caller may not know.
    pub schema: Option<i64>,
    /// Newest migration that this program knows.
    pub known: i64,
    /// What the books say; none when the caller or the schema does not let us look.
    pub books: Option<Books>,
    /// What the audit trail says.
    pub trail: Trail,
}

/// Whether the audit trail is as it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trail {
    /// Each batch follows from the one before.
    Whole,
    /// This batch is the first that does not.
    Broken(i64),
    /// The caller or the schema does not let us look: that is for admins and whoever administers the cluster.
    #[default]
    Unseen,
}

/// Counts of what must not be, and of what is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Books {
    /// Administrators who can sign in.
    pub admins: i64,
    /// Customers.
    pub customers: i64,
    /// Invoices.
    pub invoices: i64,
    /// Invoices whose lines are not their subtotal.
    pub wrong_lines: i64,
    /// Invoices whose paid amount is not the sum of their payments.
    pub wrong_paid: i64,
    /// Customers whose outstanding amount is not that of their invoices.
    pub wrong_outstanding: i64,
}

impl Health {
    /// What is wrong, as sentences; empty when all is well.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let mut said = Vec::new();
        if !self.durable {
            said.push(
                "The server runs with fsync off: a power cut costs committed work.".to_owned(),
            );
        }
        if let Some(schema) = self.schema.filter(|schema| *schema < self.known) {
            said.push(format!(
                "The database is at migration {schema} and this program knows {}: run `aglis migrate`.",
                self.known
            ));
            return said;
        }
        if let Some(schema) = self.schema.filter(|schema| *schema > self.known) {
            said.push(format!(
                "The database is at migration {schema}, this program knows only {}: install the newer AGLIS.",
                self.known
            ));
            return said;
        }
        if let Trail::Broken(batch) = self.trail {
            said.push(format!(
                "The audit trail was changed afterwards: batch {batch} is the first that does not follow from the one before."
            ));
        }
        let Some(books) = self.books else {
            said.push("This login may not look at the books; ask with one that may.".to_owned());
            return said;
        };
        for (count, what) in [
            (books.wrong_lines, "invoices whose lines do not add up"),
            (
                books.wrong_paid,
                "invoices whose paid amount is not the sum of their payments",
            ),
            (
                books.wrong_outstanding,
                "customers whose outstanding amount is not that of their invoices",
            ),
        ] {
            if count > 0 {
                said.push(format!("There are {count} {what}."));
            }
        }
        said
    }
}

/// Looks at a database; changes nothing.
///
/// # Errors
/// [`crate::error::Error::Offline`] when it cannot be reached.
pub async fn look(pool: &PgPool) -> Result<Health> {
    let (server, durable): (String, bool) = sqlx::query_as(
        "select current_setting('server_version'), current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on'",
    )
    .fetch_one(pool)
    .await?;
    let schema =
        sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations where success")
            .fetch_one(pool)
            .await;
    let books = sqlx::query_as(
        "select (select count(*) from staff where role = 'admin' and active) as admins,
                (select count(*) from customers) as customers,
                (select count(*) from invoices) as invoices,
                (select count(*) from invoices i
                 where i.subtotal <> (select coalesce(sum(l.amount), 0) from invoice_lines l where l.invoice_id = i.id)) as wrong_lines,
                (select count(*) from invoices i
                 where i.paid <> (select coalesce(sum(a.amount), 0) from payment_allocations a join payments p on p.id = a.payment_id
                                  where a.invoice_id = i.id and p.status = 'verified')) as wrong_paid,
                (select count(*) from customers c
                 where c.outstanding <> (select coalesce(sum(i.total - i.paid), 0) from invoices i
                                         where i.customer_id = c.id and i.status in ('issued', 'partial', 'overdue'))) as wrong_outstanding",
    )
    .fetch_one(pool)
    .await;
    Ok(Health {
        server,
        durable,
        schema: schema_of(schema)?,
        known: MIGRATIONS
            .iter()
            .map(|step| step.version)
            .max()
            .unwrap_or(0),
        books: readable(books)?,
        trail: trail(pool).await?,
    })
}

/// Reads the trail from its first batch to the last, however long that takes.
async fn trail(pool: &PgPool) -> Result<Trail> {
    let mut tx = pool.begin().await?;
    sqlx::query("set local statement_timeout = 0")
        .execute(&mut *tx)
        .await?;
    let broken: sqlx::Result<Option<i64>> = sqlx::query_scalar("select app.verify_audit()")
        .fetch_one(&mut *tx)
        .await;
    Ok(match readable(broken)? {
        None => Trail::Unseen,
        Some(None) => Trail::Whole,
        Some(Some(batch)) => Trail::Broken(batch),
    })
}

/// A database without the table of migrations has had none.
fn schema_of(outcome: sqlx::Result<i64>) -> Result<Option<i64>> {
    match outcome {
        Err(sqlx::Error::Database(refused)) if refused.code().as_deref() == Some("42P01") => {
            Ok(Some(0))
        }
        outcome => readable(outcome),
    }
}

/// None for what the schema does not have or the caller may not see.
fn readable<T>(outcome: sqlx::Result<T>) -> Result<Option<T>> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(sqlx::Error::Database(refused))
            if matches!(
                refused.code().as_deref(),
                Some("42P01" | "42501" | "42703" | "42883" | "3F000")
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Books, Health, Trail};

    #[test]
    fn good_books_raise_no_complaint_and_each_fault_raises_one() {
        let books = Books {
            admins: 1,
            ..Books::default()
        };
        let good = Health {
            server: "17.2".to_owned(),
            durable: true,
            schema: Some(8),
            known: 8,
            books: Some(books),
            trail: Trail::Whole,
        };
        assert_eq!(good.complaints(), Vec::<String>::new());
        for wrong in [
            Health {
                durable: false,
                ..good.clone()
            },
            Health {
                schema: Some(7),
                ..good.clone()
            },
            Health {
                schema: Some(9),
                ..good.clone()
            },
            Health {
                books: None,
                ..good.clone()
            },
            Health {
                trail: Trail::Broken(7),
                ..good.clone()
            },
            Health {
                books: Some(Books {
                    wrong_paid: 1,
                    ..books
                }),
                ..good.clone()
            },
        ] {
            assert_eq!(wrong.complaints().len(), 1, "{wrong:?}");
        }
    }
}
