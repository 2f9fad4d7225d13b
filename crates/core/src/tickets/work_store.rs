//! SQL of the work around a ticket: checklist, notes, links, watchers, merging.

use std::collections::HashMap;

use model::{
    ids::{ChecklistItemId, FileId, NoteId, StaffId, TicketId},
    states::{LinkKind, TicketStatus},
    tickets::{
        Attachment,
        checklist::ChecklistItem,
        conversation::{Names, Note},
        relations::{Linked, Merged, Relations},
    },
};
use sqlx::PgConnection;

use crate::error::{Error, Result, found};

/// The checklist, in its order.
pub async fn checklist(db: &mut PgConnection, id: TicketId) -> Result<Vec<ChecklistItem>> {
    let rows = sqlx::query!(
        r#"select c.id, c.text_id, c.text_en, c.required, s.name as "done_by?", c.done_at
           from ticket_checklist c left join staff s on s.id = c.done_by where c.ticket_id = $1 order by c.position, c.id"#,
        id.0
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ChecklistItem {
            id: ChecklistItemId(row.id),
            text_id: row.text_id,
            text_en: row.text_en,
            required: row.required,
            done_by: row.done_by,
            done_at: row.done_at,
        })
        .collect())
}

/// Ticks a line or takes the tick away.
pub async fn tick(db: &mut PgConnection, item: ChecklistItemId, done: bool) -> Result<()> {
    let changed = sqlx::query!(
        "update ticket_checklist set done_by = case when $2 then app.staff_id() end where id = $1",
        item.0,
        done
    )
    .execute(db)
    .await?;
    found(changed.rows_affected() == 1)
}

/// What placeholders stand for; also whether the ticket is there for the caller.
pub async fn names(db: &mut PgConnection, id: TicketId) -> Result<Names> {
    Ok(sqlx::query_as!(
        Names,
        r#"select coalesce(c.name, '') as "customer!", t.number, coalesce(s.name, '') as "technician!"
           from tickets t left join customers c on c.id = t.customer_id left join staff s on s.id = t.lead_id where t.id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?)
}

/// Notes of a ticket and its duplicates with their files, oldest first, and the files that belong to no note.
pub async fn conversation(
    db: &mut PgConnection,
    id: TicketId,
) -> Result<(Vec<Note>, Vec<Attachment>)> {
    let rows = sqlx::query!(
        "select n.id, t.number, s.name as author, n.is_public, n.body, n.created_at
         from ticket_notes n join tickets t on t.id = n.ticket_id join staff s on s.id = n.author_id
         where n.ticket_id = any (app.with_duplicates($1)) order by n.created_at, n.id",
        id.0
    )
    .fetch_all(&mut *db)
    .await?;
    let files = sqlx::query!(
        "select id, name, mime, size, note_id from files
         where ticket_id = any (app.with_duplicates($1)) and not evidence order by created_at, id",
        id.0
    )
    .fetch_all(db)
    .await?;
    let mut of_notes: HashMap<Option<i64>, Vec<Attachment>> = HashMap::new();
    for file in files {
        of_notes.entry(file.note_id).or_default().push(Attachment {
            id: FileId(file.id),
            name: file.name,
            mime: file.mime,
            size: file.size,
            evidence: false,
        });
    }
    let notes = rows
        .into_iter()
        .map(|row| Note {
            id: NoteId(row.id),
            ticket: row.number,
            author: row.author,
            is_public: row.is_public,
            body: row.body,
            at: row.created_at,
            files: of_notes.remove(&Some(row.id)).unwrap_or_default(),
        })
        .collect();
    Ok((notes, of_notes.remove(&None).unwrap_or_default()))
}

/// Writes a note of the caller; answers its id.
pub async fn post_note(
    db: &mut PgConnection,
    id: TicketId,
    is_public: bool,
    body: &str,
) -> Result<i64> {
    let mut notes = post_notes(db, &[id.0], is_public, body).await?;
    notes.pop().ok_or(Error::NotFound)
}

/// Writes the same note of the caller on tickets; answers their ids, in no order.
pub async fn post_notes(
    db: &mut PgConnection,
    ids: &[i64],
    is_public: bool,
    body: &str,
) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar!(
        "insert into ticket_notes (ticket_id, is_public, body) select t, $2, $3 from unnest($1::bigint[]) t returning id",
        ids,
        is_public,
        body
    )
    .fetch_all(db)
    .await?)
}

/// The ticket with this number, however its letters are written, if the caller may know of it.
pub async fn find(db: &mut PgConnection, number: &str) -> Result<Option<TicketId>> {
    let number = number.trim().to_uppercase();
    Ok(
        sqlx::query_scalar!("select id from tickets where number = $1", number)
            .fetch_optional(db)
            .await?
            .map(TicketId),
    )
}

/// What belongs to a ticket.
pub async fn relations(db: &mut PgConnection, id: TicketId) -> Result<Relations> {
    let unknown = |what: &str| Error::Internal(format!("unknown value {what} beside ticket {id}"));
    let links = sqlx::query!(
        r#"select o.id, o.number, o.status, l.kind, l.from_id = $1 as "outgoing!"
           from ticket_links l join tickets o on o.id = case when l.from_id = $1 then l.to_id else l.from_id end
           where $1 in (l.from_id, l.to_id) order by o.number, l.kind"#,
        id.0
    )
    .fetch_all(&mut *db)
    .await?;
    let merges = sqlx::query!(
        r#"select m.duplicate_id = $1 as "is_duplicate!", o.id, o.number, m.merged_at,
                  m.merged_at > clock_timestamp() - interval '10 minutes' as "undoable!"
           from ticket_merges m join tickets o on o.id = case when m.duplicate_id = $1 then m.survivor_id else m.duplicate_id end
           where $1 in (m.duplicate_id, m.survivor_id) and m.undone_at is null order by o.number"#,
        id.0
    )
    .fetch_all(&mut *db)
    .await?;
    let watchers = sqlx::query!(
        r#"select s.id, s.name, bool_or(w.ticket_id = $1 and s.id = app.staff_id()) as "mine!"
           from ticket_watchers w join staff s on s.id = w.staff_id
           where w.ticket_id = any (app.with_duplicates($1)) group by s.id, s.name order by s.name, s.id"#,
        id.0
    )
    .fetch_all(db)
    .await?;
    let (mut merged_into, mut duplicates) = (None, Vec::new());
    for row in merges {
        let merged = Merged {
            id: TicketId(row.id),
            number: row.number,
            at: row.merged_at,
            undoable: row.undoable,
        };
        if row.is_duplicate {
            merged_into = Some(merged);
        } else {
            duplicates.push(merged);
        }
    }
    Ok(Relations {
        links: links
            .into_iter()
            .map(|row| {
                Ok(Linked {
                    id: TicketId(row.id),
                    number: row.number,
                    status: TicketStatus::from_name(&row.status)
                        .ok_or_else(|| unknown(&row.status))?,
                    kind: LinkKind::from_name(&row.kind).ok_or_else(|| unknown(&row.kind))?,
                    outgoing: row.outgoing,
                })
            })
            .collect::<Result<_>>()?,
        merged_into,
        duplicates,
        watching: watchers.iter().any(|row| row.mine),
        watchers: watchers
            .into_iter()
            .map(|row| (StaffId(row.id), row.name))
            .collect(),
    })
}

/// Links two tickets; linking twice changes nothing.
pub async fn link(
    db: &mut PgConnection,
    from: TicketId,
    to: TicketId,
    kind: LinkKind,
) -> Result<()> {
    sqlx::query!(
        "insert into ticket_links (from_id, to_id, kind) values ($1, $2, $3) on conflict do nothing",
        from.0,
        to.0,
        kind.name()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes a link away.
pub async fn unlink(
    db: &mut PgConnection,
    from: TicketId,
    to: TicketId,
    kind: LinkKind,
) -> Result<()> {
    sqlx::query!(
        "delete from ticket_links where from_id = $1 and to_id = $2 and kind = $3",
        from.0,
        to.0,
        kind.name()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Lets the caller watch, or not.
pub async fn watch(db: &mut PgConnection, id: TicketId, watch: bool) -> Result<()> {
    sqlx::query!(
        "delete from ticket_watchers where ticket_id = $1 and staff_id = app.staff_id()",
        id.0
    )
    .execute(&mut *db)
    .await?;
    if watch {
        sqlx::query!(
            "insert into ticket_watchers (ticket_id, staff_id) values ($1, app.staff_id())",
            id.0
        )
        .execute(db)
        .await?;
    }
    Ok(())
}

/// Closes a duplicate into another ticket.
pub async fn merge(db: &mut PgConnection, duplicate: TicketId, survivor: TicketId) -> Result<()> {
    sqlx::query!("select app.merge_ticket($1, $2)", duplicate.0, survivor.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Takes a merging back.
pub async fn undo_merge(db: &mut PgConnection, duplicate: TicketId) -> Result<()> {
    sqlx::query!("select app.undo_merge($1)", duplicate.0)
        .execute(db)
        .await?;
    Ok(())
}
