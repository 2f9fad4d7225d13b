//! Who may do what around a ticket, asked of the database itself.

use crate::arrange::{household, id, number, refused, run, text, ticket};
use crate::support::database::TestDb;

#[tokio::test]
async fn what_hangs_on_a_ticket_is_seen_with_it() {
    let db = TestDb::new().await;
    let (here, there) = (
        household(&db, "Utara").await,
        household(&db, "Selatan").await,
    );
    let joko = db.staff("technician").await;
    let (his, other) = (
        ticket(&db, here, Some(joko.id)).await,
        ticket(&db, there, None).await,
    );
    let siti = db.staff("office").await.pool;
    for ticket in [his, other] {
        run(
            &siti,
            &format!("insert into ticket_notes (ticket_id, body) values ({ticket}, 'catatan')"),
        )
        .await;
        run(
            &siti,
            &format!("insert into ticket_watchers select {ticket}, app.staff_id()"),
        )
        .await;
        run(db.owner(), &format!("insert into ticket_pauses (ticket_id, from_at, reason, stops_clock) values ({ticket}, now(), 'parts', true)")).await;
    }
    run(
        &siti,
        &format!("insert into ticket_links values ({his}, {other}, 'related')"),
    )
    .await;
    let supervisor = db.staff_of("supervisor", &[there.zone]).await.pool;
    for table in ["ticket_notes", "ticket_watchers", "ticket_pauses"] {
        let all = format!("select count(*) from {table}");
        let which = format!("select max(ticket_id) from {table}");
        assert_eq!(number(&siti, &all).await, 2, "{table}");
        assert_eq!(number(&joko.pool, &which).await, his, "{table}");
        assert_eq!(number(&supervisor, &which).await, other, "{table}");
    }
    for pool in [&joko.pool, &supervisor] {
        assert_eq!(number(pool, "select count(*) from ticket_links").await, 0);
    }
    let foreign = format!("insert into ticket_notes (ticket_id, body) values ({other}, 'x')");
    assert_eq!(refused(&joko.pool, &foreign).await, "42501");
    let for_another =
        format!("insert into ticket_watchers values ({his}, (select max(id) from staff))");
    assert_eq!(refused(&joko.pool, &for_another).await, "42501");
    run(
        &joko.pool,
        &format!("insert into ticket_watchers select {his}, app.staff_id()"),
    )
    .await;
}

#[tokio::test]
async fn a_tick_names_who_really_ticked() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let joko = db.staff("technician").await;
    run(db.owner(), "insert into category_items (category, position, text_id, text_en) values ('los', 1, 'Ukur', 'Measure')").await;
    let ticket = ticket(&db, home, Some(joko.id)).await;
    let siti = db.staff("office").await;
    run(
        &siti.pool,
        &format!("update tickets set category = 'los' where id = {ticket}"),
    )
    .await;
    run(
        &joko.pool,
        &format!("update ticket_checklist set done_by = {}", siti.id),
    )
    .await;
    assert_eq!(
        number(db.owner(), "select done_by from ticket_checklist").await,
        joko.id
    );
    assert_eq!(
        refused(&joko.pool, "update ticket_checklist set required = false").await,
        "42501"
    );
    assert_eq!(
        refused(&joko.pool, "delete from ticket_checklist").await,
        "42501"
    );
    let unknown = format!("update tickets set category = 'asal' where id = {ticket}");
    assert_eq!(refused(&siti.pool, &unknown).await, "AG014");
    // Another category brings its own list; what was ticked stays.
    run(
        &siti.pool,
        &format!("update tickets set category = 'slow' where id = {ticket}"),
    )
    .await;
    assert_eq!(
        number(db.owner(), "select count(*) from ticket_checklist").await,
        1
    );
}

#[tokio::test]
async fn a_file_belongs_to_a_note_of_its_own_author_and_ticket() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let (siti, rina) = (db.staff("office").await, db.staff("office").await);
    let (one, other) = (ticket(&db, home, None).await, ticket(&db, home, None).await);
    let note = id(
        &siti.pool,
        &format!(
            "insert into ticket_notes (ticket_id, body) values ({one}, 'lihat foto') returning id"
        ),
    )
    .await;
    let file = |ticket: i64, by: i64| {
        format!(
            "with f as (insert into files (id, ticket_id, name, mime, size, sha256, note_id, added_by)
               values (gen_random_uuid(), {ticket}, 'a.pdf', 'application/pdf', 5, sha256('%PDF-'), {note}, {by}) returning id)
             select 1"
        )
    };
    for (pool, statement) in [
        (&siti.pool, file(other, siti.id)),
        (&rina.pool, file(one, rina.id)),
    ] {
        assert_eq!(refused(pool, &statement).await, "42501");
    }
    assert_eq!(
        refused(&siti.pool, "update ticket_notes set body = 'lain'").await,
        "42501"
    );
    assert_eq!(
        refused(db.owner(), "delete from ticket_notes").await,
        "AG006"
    );
}

#[tokio::test]
async fn merging_is_for_those_who_see_both_and_leaves_the_trail() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let (one, other) = (ticket(&db, home, None).await, ticket(&db, home, None).await);
    let merge = format!("select app.merge_ticket({one}, {other})");
    assert_eq!(
        refused(&db.staff("technician").await.pool, &merge).await,
        "42501"
    );
    assert_eq!(
        refused(&db.staff("supervisor").await.pool, &merge).await,
        "42501"
    );
    let andi = db.staff_of("supervisor", &[home.zone]).await.pool;
    assert_eq!(
        refused(
            &andi,
            &format!("update tickets set status = 'closed' where id = {one}")
        )
        .await,
        "AG001",
        "nobody closes an open ticket without merging it"
    );
    assert_eq!(
        refused(&andi, &format!("update tickets set merged_into = {other}")).await,
        "42501"
    );
    run(&andi, &merge).await;
    assert_eq!(
        refused(&andi, &format!("select app.merge_ticket({other}, {one})")).await,
        "AG001"
    );
    let told = "select string_agg(event, ' ' order by id) from timeline where event like 'merged%'";
    assert_eq!(text(db.owner(), told).await, "merged merged_here");
    let trail = "select count(*) from audit_rows where record in ('ticket_merges', 'ticket_links') and action = 'insert'";
    assert_eq!(number(db.owner(), trail).await, 2);
}
