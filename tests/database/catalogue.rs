//! The rules every object of the schema keeps, asked of the catalogue itself, so that a new table cannot forget one.

use sqlx::PgPool;

use crate::support::database::TestDb;

/// The objects a rule finds fault with. None is expected, so a failure names them.
async fn culprits(owner: &PgPool, rule: &'static str) -> Vec<String> {
    sqlx::query_scalar(rule).fetch_all(owner).await.unwrap()
}

async fn holds(why: &str, rule: &'static str) {
    let db = TestDb::new().await;
    let none: Vec<String> = Vec::new();
    assert_eq!(culprits(db.owner(), rule).await, none, "{why}");
}

#[tokio::test]
async fn every_table_has_row_level_security() {
    holds(
        "a table without policies is open to everybody with a grant",
        "select c.oid::regclass::text from pg_class c
         where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and c.relkind in ('r', 'p') and not c.relrowsecurity",
    )
    .await;
}

#[tokio::test]
async fn everything_belongs_to_an_owner_nobody_can_be() {
    holds(
        "an owner is not bound by policies",
        "select c.oid::regclass::text from pg_class c
         where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm', 'S')
           and c.relowner <> 'aglis_owner'::regrole
         union all
         select p.oid::regprocedure::text from pg_proc p
         where p.pronamespace = 'app'::regnamespace and p.proowner not in ('aglis_owner'::regrole, 'aglis_keeper'::regrole)
         union all
         select rolname from pg_roles
         where rolname ~ '^aglis_' and rolname not in ('aglis_root', 'aglis_migrator') and (rolcanlogin or rolsuper or rolbypassrls)",
    )
    .await;
}

#[tokio::test]
async fn nothing_is_granted_to_public() {
    holds(
        "PUBLIC is everybody, also a login that is not staff",
        "select c.oid::regclass::text from pg_class c, aclexplode(c.relacl) a
         where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and a.grantee = 0
         union all
         select p.oid::regprocedure::text from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
         where p.pronamespace = 'app'::regnamespace and a.grantee = 0
         union all
         select n.nspname::text from pg_namespace n, aclexplode(n.nspacl) a
         where n.nspname in ('public', 'app') and a.grantee = 0",
    )
    .await;
}

#[tokio::test]
async fn the_functions_that_make_logins_are_reached_only_through_their_checks() {
    holds(
        "these act without asking who calls",
        "select p.oid::regprocedure::text || ' to ' || a.grantee::regrole
         from pg_proc p, aclexplode(p.proacl) a
         where p.pronamespace = 'app'::regnamespace and a.grantee <> p.proowner
           and p.proname in ('make_login', 'tune_login', 'change_group', 'end_login', 'restore_login', 'set_verifier', 'settle_invoices', 'settle_credit', 'mark_overdue_at', 'audit_batch', 'first_admin',
                             'take_turn', 'try_turn')",
    )
    .await;
}

#[tokio::test]
async fn functions_find_their_tables_by_full_name() {
    holds(
        "a search path can be bent by the caller",
        "select p.oid::regprocedure::text from pg_proc p
         where p.pronamespace = 'app'::regnamespace and not coalesce(p.proconfig, '{}') @> array['search_path=\"\"']",
    )
    .await;
}

#[tokio::test]
async fn policies_name_their_groups_and_call_functions_once_a_statement() {
    holds(
        "a function named in a policy runs once a row unless it stands in a subselect",
        "select c.relname || '.' || p.polname from pg_policy p join pg_class c on c.oid = p.polrelid
         where p.polroles @> '{0}'
         union all
         select tablename || '.' || policyname from pg_policies
         where regexp_replace(coalesce(qual, '') || ' ' || coalesce(with_check, ''), '\\( *SELECT app\\.[a-z_]+\\(\\)', '', 'g') ~ 'app\\.'",
    )
    .await;
}

#[tokio::test]
async fn views_show_what_their_reader_may_see() {
    holds(
        "a view of the owner shows every row",
        "select c.oid::regclass::text from pg_class c
         where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and c.relkind = 'v'
           and not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on']
           and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')",
    )
    .await;
}

#[tokio::test]
async fn every_table_says_what_it_is_for() {
    holds(
        "comment on table",
        "select c.oid::regclass::text from pg_class c
         where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and c.relkind in ('r', 'p')
           and c.relname <> '_sqlx_migrations' and obj_description(c.oid, 'pg_class') is null",
    )
    .await;
}

#[tokio::test]
async fn checks_and_references_carry_a_name_that_code_can_match() {
    holds(
        "Postgres invents table_column_check and table_column_fkey1; ours say the rule",
        "select conrelid::regclass || '.' || conname from pg_constraint
         where connamespace in ('public'::regnamespace, 'app'::regnamespace) and conrelid <> 0
           and (conname ~ '_check[0-9]*$' or conname ~ '_fkey[0-9]+$' or conname ~ '_key[0-9]+$')",
    )
    .await;
}

#[tokio::test]
async fn columns_that_policies_and_references_ask_for_lead_an_index() {
    holds(
        "without it every policy check and every look at a parent reads the whole table",
        "select c.oid::regclass || '.' || a.attname
         from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
           and c.relname in ('customers', 'services', 'registrations', 'tickets', 'invoices', 'payments', 'ticket_helpers', 'timeline', 'files',
                             'invoice_lines', 'payment_allocations', 'audit_rows', 'audit_batches', 'odps', 'staff_zones')
           and a.attname in ('zone_id', 'lead_id', 'customer_id', 'contact_id', 'ticket_id', 'registration_id', 'invoice_id', 'batch_id', 'technician_id')
           and not exists (select from pg_index i where i.indrelid = c.oid and i.indkey[0] = a.attnum)",
    )
    .await;
}

#[tokio::test]
async fn money_is_never_a_float() {
    holds(
        "whole rupiah are bigint",
        "select table_name || '.' || column_name from information_schema.columns
         where table_schema = 'public' and data_type in ('real', 'double precision', 'money')
           and (table_name, column_name) not in (('services', 'lat'), ('services', 'lon'), ('odps', 'lat'), ('odps', 'lon'))",
    )
    .await;
}

#[tokio::test]
async fn nobody_waits_for_a_lock_that_any_login_can_take() {
    holds(
        "an advisory lock belongs to nobody; a turn is a row in app.turns",
        "select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'app'::regnamespace and p.prosrc ~ 'pg_(try_)?advisory'",
    )
    .await;
}
