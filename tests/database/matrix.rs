//! The table of `docs/security.md` as grants: who may read, add, change or delete rows of what.

use sqlx::Row;

use crate::support::database::TestDb;

/// One line a table; columns admin, supervisor, office, technician, portal, worker.
/// S select, I insert, U update, D delete; a small letter is a right on some columns only; ! is a right nobody needs.
const RIGHTS: &str = "
audit_batches            S    S    S    -    -  -
audit_rows               S    S    S    -    -  -
bulk_items               Siu  Siu  Siu  -    -  -
bulk_runs                S    S    S    -    -  -
calendars                SIU  S    S    S    -  -
canned_texts             SIU  S    SIU  S    -  -
category_items           SIU  S    S    S    -  -
cluster_seen             -    -    -    -    -  -
company_logo             SiD  S    S    -    -  -
contact_identities       -    -    -    -    -  -
contacts                 Siu  S    Siu  S    -  -
customer_notes           Si   Si   Si   -    -  -
customers                Siu  Su   Siu  S    -  -
devices                  S    S    S    S    -  -
exports                  Si   Si   Si   -    -  -
file_contents            SI   SI   SI   SI   -  -
files                    Si   Si   Si   Si   -  -
gateway_aliases          -    -    -    -    -  -
gateway_questions        -    -    -    -    -  -
gateway_reports          S    -    S    -    -  -
gateways                 siuD s    s    -    -  -
hold_reasons             SIU  S    S    S    -  -
holidays                 SIUD S    S    S    -  -
import_mappings          SiuD -    SiuD -    -  -
import_runs              Si   -    Si   -    -  -
invoice_discounts        S    S    S    -    -  -
invoice_lines            SI   S    SI   -    -  -
invoice_runs             S    -    S    -    -  -
invoices                 Siu  S    Siu  -    -  -
isolirs                  S    S    S    -    -  -
message_optouts          SiD  S    SiD  -    -  -
message_templates        S    S    S    -    -  -
messages                 S    S    S    -    -  -
notification_absences    S    S    S    S    -  -
notification_causes      -    -    -    -    -  -
notification_choices     S    S    S    S    -  -
notification_heads       S    S    S    S    -  -
notification_quiet       S    S    S    S    -  -
notification_seen        S    S    S    S    -  -
notification_work        -    -    -    -    -  -
notifications            S    S    S    S    -  -
number_counters          -    -    -    -    -  -
numbers_taken            -    -    -    -    -  -
odps                     SIU  S    S    S    -  -
package_prices           SIU  S    SI   S    -  -
packages                 SIU  S    Si   S    -  -
payment_allocations      SI   S    SI   -    -  -
payment_promises         S    S    S    -    -  -
payments                 Siu  S    Siu  -    -  -
phone_checks             -    -    -    -    -  -
queue_attempts           S    S    S    -    -  -
queue_days               S    S    S    -    -  -
queue_jobs               s    s    s    -    -  -
queue_lanes              S    S    S    -    -  -
queue_recipients         -    -    -    -    -  -
queue_rules              Su   S    S    -    -  -
queue_tokens             -    -    -    -    -  -
recently_viewed          SiuD SiuD SiuD SiuD -  -
registration_identities  I    -    I    -    -  -
registrations            Siu  Su   Siu  S    -  -
request_keys             Siu  Siu  Siu  Siu  -  -
resolution_codes         SIU  S    S    S    -  -
saved_view_defaults      SiuD SiuD SiuD SiuD -  -
saved_views              SiuD SiuD SiuD SiuD -  -
schema_gate              S    S    S    S    S  S
service_charges          Siu  S    Siu  -    -  -
service_discounts        Siu  S    Siu  -    -  -
service_terms            S    S    S    -    -  -
services                 Siu  Su   Siu  S    -  -
settings                 SIu  S    S    S    S  S
sla_stale                -    -    -    -    -  -
sla_targets              SIUD S    S    S    -  -
staff                    S    s    s    s    -  -
staff_zones              S    S    S    -    -  -
tax_rates                SID  S    S    S    -  -
ticket_categories        SIU  S    S    S    -  -
ticket_checklist         Su   Su   Su   Su   -  -
ticket_due               S    S    S    S    -  -
ticket_helpers           SID  SID  SID  S    -  -
ticket_links             SID  SID  SID  S    -  -
ticket_merges            S    S    S    S    -  -
ticket_notes             Si   Si   Si   Si   -  -
ticket_pauses            S    S    S    S    -  -
ticket_watchers          SID  SID  SID  SID  -  -
ticket_words             S    S    S    S    -  -
tickets                  Siu  Siu  Siu  Su   -  -
timeline                 Si   Si   Si   Si   -  -
transitions              S    S    S    S    -  -
turns                    -    -    -    -    -  -
work_slots               SIUD S    S    S    -  -
workers                  S    S    S    -    -  -
zones                    SIU  S    S    S    -  -
";

/// The columns a group may change where it may not change all of them.
const CHANGES: &str = "
bulk_items admin after_version,before,message_id,outcome,problem
bulk_items office after_version,before,message_id,outcome,problem
bulk_items supervisor after_version,before,message_id,outcome,problem
customers admin name,status,zone_id,tags,note,deleted_at,delete_reason,isolir_exempt
customers office name,status,zone_id,tags,note,isolir_exempt
customers supervisor status,tags
gateways admin kind,base_url,options,rate,rate_window,spacing,active
import_mappings office name,shared,mapping,options,updated_at
invoices admin status,issued_on,due_on,void_reason
invoices office status,issued_on,due_on
payments admin status,reason
payments office status,reason
queue_rules admin attempts_max,backoff,unknown_for,concurrency,quiet_from,quiet_to,bulk_a_day,group_address,silent
recently_viewed technician at
registrations supervisor status,status_reason,preferred_date,preferred_slot,technician_id
saved_view_defaults technician view_id
saved_views office name,shared,query,columns,updated_at
service_charges office removed_at
service_discounts office valid_until
services supervisor status
ticket_checklist technician done_by
tickets admin category,priority,status,lead_id,description,resolution,status_reason,resolution_code,hold_reason
tickets office category,priority,status,lead_id,description,status_reason,resolution_code
tickets supervisor category,priority,status,lead_id,resolution,status_reason,resolution_code,hold_reason
tickets technician status,resolution,status_reason,resolution_code,hold_reason
";

/// Who may call what is about people and their sessions, what puts records right, what takes tickets over, and what is about messages: a(dmin),
/// s(upervisor), o(ffice), t(echnician), w(orker). What acts without asking who calls is granted to nobody.
const CALLS: &str = "
account_entries     aso
apply_service_terms ao
ask_applicant_identity ao
ask_identity ao
ask_phone_code      ao
begin_session       asot
blocked_now         -
bulk_call_off       aso
bulk_confirm_from   aso
bulk_counted        -
bulk_is_quiet       -
bulk_known          aso
bulk_left           -
bulk_must_type      aso
cancel_bulk         aso
cancel_messages     a
change_group        -
change_imported_tickets ao
change_own_password asot
change_own_profile  asot
change_staff        a
check_login         -
clean_messages      a
collect             aow
collect_at          -
confirm_phone_code  ao
correct_identity    ao
create_staff        a
customer_removed    -
delete_notifications asot
disable_staff       a
dismiss_worker      a
enable_staff        a
end_bulk            -
end_invoice_run     ao
end_login           -
end_session         asot
enrol_worker        a
finish_bulk         aso
first_admin         -
free_money          -
has_gateway         asot
import_tickets      ao
invoice_gives_back  -
invoice_run_is_quiet -
isolir              ao
isolir_by_hand      ao
isolir_candidates   aso
isolir_candidates_at -
isolir_day          aso
isolir_late         -
issue_invoices      ao
keep_session        asot
lift_isolir         ao
lift_now            -
make_login          -
mark_all_notifications_read asot
mark_late           w
mark_notifications asot
mark_notifications_seen asot
may_bulk            aso
may_go_on           aso
me                  asot
message_texts       asot
messages_to_ask     w
messages_to_change  -
my_bulk_plans       aso
my_bulk_runs        aso
next_midnight       -
next_numbers        ao
next_ticket_number  aso
note_answers        w
note_message_change -
note_reveal         -
notification_channel asot
notification_rounds asotw
notify_people       -
open_breaker        -
pause_class         a
pause_gateway       a
phone_code_wait     -
plan_bulk           aso
promise_payment     ao
push_jobs           -
queue_turn          w
refuse_deleted_customer -
refuse_deleted_customers -
refuse_no_billing   -
remind_at           -
report_messages     w
reset_password      a
resolve_message     aso
restore_login       -
restore_notifications asot
retry_messages      aso
save_notification_preferences asot
save_preferences    asot
save_template       a
send_messages       asot
set_service_terms   ao
set_verifier        -
settle_jobs         -
sla_sweep           asot
sla_sweep_now       -
snooze_notifications asot
spend_credit        -
staff_id            asot
staff_languages     asot
staff_role          asot
stamp_money         -
start_bulk          aso
start_invoice_run   ao
start_jobs          w
sweep_queue         aso
take_and_start_jobs w
take_back_promise   ao
take_bulk           aso
take_invoice_run    ao
take_jobs           w
take_notification_causes -
tell_customers      -
tell_system         -
tune_login          -
undo_bulk           aso
use_credit          ao
verify_audit        a
verify_audit_stretch a
wake_notifications  -
who_changed         aso
why_customers_stay  a
";

fn words(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn lines(table: &str) -> Vec<String> {
    table
        .lines()
        .map(words)
        .filter(|line| !line.is_empty())
        .collect()
}

#[tokio::test]
async fn every_group_has_exactly_the_rights_of_the_table() {
    let db = TestDb::new().await;
    let rows = sqlx::query(
        "select t.name || ' ' || string_agg(coalesce(nullif(
           case when has_table_privilege(g.name, t.oid, 'select') then 'S' when has_any_column_privilege(g.name, t.oid, 'select') then 's' else '' end ||
           case when has_table_privilege(g.name, t.oid, 'insert') then 'I' when has_any_column_privilege(g.name, t.oid, 'insert') then 'i' else '' end ||
           case when has_table_privilege(g.name, t.oid, 'update') then 'U' when has_any_column_privilege(g.name, t.oid, 'update') then 'u' else '' end ||
           case when has_table_privilege(g.name, t.oid, 'delete') then 'D' else '' end ||
           case when has_table_privilege(g.name, t.oid, 'truncate') or has_table_privilege(g.name, t.oid, 'references')
                  or has_table_privilege(g.name, t.oid, 'trigger') then '!' else '' end, ''), '-'), ' ' order by g.place) as line
         from (select c.oid, c.relname::text as name from pg_class c
               where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and c.relkind in ('r', 'p', 'v') and c.relname <> '_sqlx_migrations') t,
           unnest(array['aglis_admin', 'aglis_supervisor', 'aglis_office', 'aglis_technician', 'aglis_portal', 'aglis_worker']) with ordinality g (name, place)
         group by t.name order by t.name collate \"C\"",
    )
    .fetch_all(db.owner())
    .await
    .unwrap();
    let found: Vec<String> = rows.iter().map(|row| words(row.get("line"))).collect();
    assert_eq!(
        found,
        lines(RIGHTS),
        "a new table needs its line here and in docs/security.md"
    );
}

#[tokio::test]
async fn changes_are_granted_column_by_column() {
    let db = TestDb::new().await;
    for line in lines(CHANGES) {
        let mut parts = line.split(' ');
        let (table, group, columns) = (
            parts.next().unwrap(),
            parts.next().unwrap(),
            parts.next().unwrap(),
        );
        let found: Vec<String> = sqlx::query_scalar(
            "select attname::text from pg_attribute where attrelid = ('public.' || $1)::regclass and attnum > 0 and not attisdropped
               and has_column_privilege('aglis_' || $2, attrelid, attnum, 'update') order by 1",
        )
        .bind(table)
        .bind(group)
        .fetch_all(db.owner())
        .await
        .unwrap();
        let mut wanted: Vec<&str> = columns.split(',').collect();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{table} for {group}");
    }
}

#[tokio::test]
async fn functions_about_people_are_granted_as_the_table_says() {
    let db = TestDb::new().await;
    let names: Vec<String> = lines(CALLS)
        .iter()
        .filter_map(|line| line.split(' ').next().map(str::to_owned))
        .collect();
    let found: Vec<String> = sqlx::query_scalar(
        "select p.proname || ' ' || coalesce(nullif(string_agg(left(g.name, 1), '' order by g.place)
             filter (where has_function_privilege('aglis_' || g.name, p.oid, 'execute')), ''), '-')
         from pg_proc p, unnest(array['admin', 'supervisor', 'office', 'technician', 'portal', 'worker']) with ordinality g (name, place)
         where p.pronamespace = 'app'::regnamespace and p.proname = any ($1) group by p.oid, p.proname order by p.proname",
    )
    .bind(names)
    .fetch_all(db.owner())
    .await
    .unwrap();
    assert_eq!(found, lines(CALLS));
}
