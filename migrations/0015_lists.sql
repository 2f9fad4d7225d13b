-- What list pages keep: a place in order for every row of the trail, exports that leave a trace, saved views.

-- The audit page shows the rows of the trail newest first and pages by moment and row, so a row needs a number of its own.
-- The hash of a batch does not cover it: it says where a row stands on the page, not what happened.
alter table audit_rows add column id bigint generated always as identity constraint audit_rows_pkey primary key;
comment on column audit_rows.id is 'Place of the row among the rows of its moment.';
create index audit_batches_at_idx on audit_batches (at, id);
create index services_created_idx on services (created_at, id);

-- An export takes data out of the house, so each one leaves a row, and through its trigger a line in the trail: who, which
-- list, what was asked for, how many rows. Rows are written by the program before the file gets its name.
create table exports (
  id bigint generated always as identity constraint exports_pkey primary key,
  list text not null constraint exports_list_length check (char_length(list) between 1 and 40),
  format text not null constraint exports_format_known check (format in ('csv', 'xlsx')),
  query jsonb not null,
  columns text[] not null,
  rows bigint not null constraint exports_rows_range check (rows >= 0),
  staff_id bigint not null constraint exports_staff_fkey references staff default app.staff_id(),
  at timestamptz not null default clock_timestamp()
);
comment on table exports is 'Lists that were written into a file: who, which, what was asked for, how many rows.';
create index exports_staff_idx on exports (staff_id, at);
alter table exports enable row level security;
revoke all on exports from public;
create policy exports_admin_read on exports for select to aglis_admin using (true);
create policy exports_own_read on exports for select to aglis_supervisor, aglis_office using (staff_id = (select app.staff_id()));
create policy exports_add on exports for insert to aglis_admin, aglis_supervisor, aglis_office with check (staff_id = (select app.staff_id()));
grant select, insert (list, format, query, columns, rows) on exports to aglis_admin, aglis_supervisor, aglis_office;

-- A view is a list as somebody likes to see it: search, filters, order, columns. Everybody keeps his own; whoever works for
-- the whole company or a zone may share his. What a view says is checked when it is loaded, not here: a column may go later.
create table saved_views (
  id bigint generated always as identity constraint saved_views_pkey primary key,
  list text not null constraint saved_views_list_length check (char_length(list) between 1 and 40),
  name text not null constraint saved_views_name_length check (char_length(name) between 1 and 80),
  owner_id bigint not null constraint saved_views_owner_fkey references staff default app.staff_id(),
  shared boolean not null default false,
  query jsonb not null constraint saved_views_query_size check (char_length(query::text) <= 20000),
  columns jsonb constraint saved_views_columns_array check (jsonb_typeof(columns) = 'array' and jsonb_array_length(columns) <= 60),
  updated_at timestamptz not null default clock_timestamp(),
  constraint saved_views_name_key unique (owner_id, list, name)
);
comment on table saved_views is 'Lists as people like to see them: search, filters, order, columns; own or shared.';
create index saved_views_list_idx on saved_views (list) where shared;
alter table saved_views enable row level security;
revoke all on saved_views from public;
create policy saved_views_read on saved_views for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using ((owner_id = (select app.staff_id()) or shared) and (select app.staff_role()) is not null);
create policy saved_views_add on saved_views for insert to aglis_admin, aglis_supervisor, aglis_office with check (owner_id = (select app.staff_id()));
create policy saved_views_own_add on saved_views for insert to aglis_technician with check (owner_id = (select app.staff_id()) and not shared);
create policy saved_views_change on saved_views for update to aglis_admin, aglis_supervisor, aglis_office
  using (owner_id = (select app.staff_id())) with check (owner_id = (select app.staff_id()));
create policy saved_views_own_change on saved_views for update to aglis_technician
  using (owner_id = (select app.staff_id())) with check (owner_id = (select app.staff_id()) and not shared);
create policy saved_views_remove on saved_views for delete to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using (owner_id = (select app.staff_id()));
-- The shared view of somebody who left would stay for ever.
create policy saved_views_shared_remove on saved_views for delete to aglis_admin using (shared);
grant select, insert (list, name, shared, query, columns), update (name, shared, query, columns, updated_at), delete on saved_views
  to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;

create function app.limit_saved_views() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.saved_views v where v.owner_id in (select owner_id from added) group by v.owner_id having count(*) > 200) then
    raise exception 'VIEWS_FULL' using errcode = 'AG011';
  end if;
  return null;
end $$;
create trigger saved_views_limit after insert on saved_views
  referencing new table as added for each statement execute function app.limit_saved_views();

-- Which view a person wants to see first; none means the list as it comes.
create table saved_view_defaults (
  staff_id bigint not null constraint saved_view_defaults_staff_fkey references staff default app.staff_id(),
  list text not null,
  view_id bigint not null constraint saved_view_defaults_view_fkey references saved_views on delete cascade,
  constraint saved_view_defaults_pkey primary key (staff_id, list)
);
comment on table saved_view_defaults is 'The view each person opens a list with.';
create index saved_view_defaults_view_idx on saved_view_defaults (view_id);
alter table saved_view_defaults enable row level security;
revoke all on saved_view_defaults from public;
create policy saved_view_defaults_own on saved_view_defaults for all to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using (staff_id = (select app.staff_id()))
  with check (staff_id = (select app.staff_id()) and exists (select from saved_views v where v.id = view_id and v.list = saved_view_defaults.list));
grant select, insert (list, view_id), update (view_id), delete on saved_view_defaults to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;

-- Both leave their trace like every other record; which view somebody opens first does not matter to anybody else.
create trigger exports_audit_added after insert on exports
  referencing new table as added for each statement execute function app.audit_added();
create trigger saved_views_audit_added after insert on saved_views
  referencing new table as added for each statement execute function app.audit_added();
create trigger saved_views_audit_changed after update on saved_views
  referencing new table as added old table as before for each statement execute function app.audit_changed();
create trigger saved_views_audit_removed after delete on saved_views
  referencing old table as removed for each statement execute function app.audit_removed();

-- How long the chain is that app.verify_audit() found whole.
create function app.audit_length() returns bigint language plpgsql stable security definer set search_path = '' as $$
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return (select coalesce(max(sealed), 0) from public.audit_batches);
end $$;
grant execute on function app.audit_length() to aglis_admin;

do $$
declare
  kept text;
begin
  foreach kept in array array['exports', 'saved_views', 'saved_view_defaults'] loop
    execute format('alter table %I owner to aglis_owner', kept);
  end loop;
end $$;
revoke all on function app.limit_saved_views(), app.audit_length() from public;
alter function app.limit_saved_views() owner to aglis_owner;
alter function app.audit_length() owner to aglis_owner;
