-- Acting twice is harmless: the answer of every change is kept under the key its page made. Same key and same body answers
-- the stored reply; another body is refused.
create table request_keys (
  key uuid constraint request_keys_pkey primary key,
  staff_id bigint constraint request_keys_staff_fkey references staff default app.staff_id(),
  call text not null,
  body_hash bytea not null,
  reply bytea,
  at timestamptz not null default clock_timestamp()
);
comment on table request_keys is 'Answers of changes by the key of the request, kept 7 days.';
create index request_keys_at_idx on request_keys (at);
create index request_keys_staff_idx on request_keys (staff_id);

create table import_runs (
  id bigint generated always as identity primary key,
  kind text not null constraint import_runs_kind_known check (kind in ('customers', 'invoices')),
  file_name text not null,
  mapping jsonb not null,
  rows bigint not null, created bigint not null, updated bigint not null, unchanged bigint not null, refused bigint not null,
  staff_id bigint constraint import_runs_staff_fkey references staff default app.staff_id(),
  at timestamptz not null default clock_timestamp(),
  constraint import_runs_adds_up check (created + updated + unchanged + refused = rows)
);
comment on table import_runs is 'Finished imports with their counts.';
create index import_runs_staff_idx on import_runs (staff_id);

-- The audit trail: one batch a transaction (who, from where, with which request), one row a changed record. Append-only;
-- each batch's hash covers its rows and the batch before, so that a removed or altered row shows.
create table audit_batches (
  id bigint generated always as identity primary key,
  txid xid8 not null,
  at timestamptz not null default clock_timestamp(),
  login text not null,
  staff_id bigint,
  on_behalf_of bigint,
  device text,
  app_version text,
  request_key text,
  sealed bigint constraint audit_batches_sealed_key unique,
  hash bytea
);
comment on table audit_batches is 'One row a transaction: who changed something, from which machine; sealed into the hash chain at commit.';
create index audit_batches_staff_idx on audit_batches (staff_id);
-- Only the open batch of a transaction: a restored cluster counts transactions from the start again, and a batch that
-- "set constraints" sealed early takes no further rows.
create unique index audit_batches_open_key on audit_batches (txid) where hash is null;
create table audit_rows (
  batch_id bigint not null constraint audit_rows_batch_fkey references audit_batches,
  record text not null,
  record_id text not null,
  action text not null constraint audit_rows_action_known check (action in ('insert', 'update', 'delete', 'reveal')),
  zone_id bigint,
  staff_id bigint,
  before jsonb,
  after jsonb
);
comment on table audit_rows is 'One row a changed record with the changed columns before and after; no identity number, no secret.';
create index audit_rows_batch_idx on audit_rows (batch_id);
comment on column audit_rows.zone_id is 'The zone of the record, where it has one: a supervisor reads the trail of his zones.';
comment on column audit_rows.staff_id is 'The batch''s person again, so that a policy needs no second table.';
create index audit_rows_record_idx on audit_rows (record, record_id);
create index audit_rows_zone_idx on audit_rows (zone_id, batch_id);
create index audit_rows_staff_idx on audit_rows (staff_id);

create function app.audit_batch() returns bigint language plpgsql security definer set search_path = '' as $$
declare
  batch bigint;
begin
  select id into batch from public.audit_batches where txid = pg_catalog.pg_current_xact_id() and hash is null;
  if batch is null then
    -- Whatever the session said: sealing waits until the rows are written.
    set constraints public.audit_batches_seal deferred;
    insert into public.audit_batches (txid, login, staff_id, on_behalf_of, device, app_version, request_key)
    values (pg_catalog.pg_current_xact_id(), session_user, app.staff_id(), nullif(current_setting('app.on_behalf_of', true), '')::bigint,
            current_setting('app.device', true), current_setting('app.version', true), current_setting('app.request_key', true))
    returning id into batch;
  end if;
  return batch;
end $$;

-- The key of a record as text; tables without an id name their key columns as arguments of the trigger.
create function app.audit_key(j jsonb, keys text[]) returns text language sql immutable set search_path = '' as $$
  select coalesce(j ->> 'id', (select string_agg(j ->> k, '/' order by place) from unnest(keys) with ordinality c (k, place)))
$$;

create function app.audit_added() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from added) then return null; end if;
  insert into public.audit_rows (batch_id, record, record_id, action, zone_id, staff_id, after)
  select b.id, tg_table_name, app.audit_key(j, tg_argv), 'insert', (j ->> 'zone_id')::bigint, b.staff_id, j
  from (select app.audit_batch() as id, app.staff_id() as staff_id) b, (select to_jsonb(a) as j from added a) r;
  return null;
end $$;

create function app.audit_removed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from removed) then return null; end if;
  insert into public.audit_rows (batch_id, record, record_id, action, zone_id, staff_id, before)
  select b.id, tg_table_name, app.audit_key(j, tg_argv), 'delete', (j ->> 'zone_id')::bigint, b.staff_id, j
  from (select app.audit_batch() as id, app.staff_id() as staff_id) b, (select to_jsonb(a) as j from removed a) r;
  return null;
end $$;

create function app.audit_changed() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  quiet text[] := '{version,updated_at,outstanding,balance,status_since}';
begin
  insert into public.audit_rows (batch_id, record, record_id, action, zone_id, staff_id, before, after)
  select (select app.audit_batch()), tg_table_name, app.audit_key(d.new, tg_argv), 'update', (d.new ->> 'zone_id')::bigint,
    (select app.staff_id()), d.before, d.after
  from (
    select n.j as new,
      (select jsonb_object_agg(k, o.j -> k) from jsonb_object_keys(n.j) k where n.j -> k <> o.j -> k and k <> all (quiet)) as before,
      (select jsonb_object_agg(k, n.j -> k) from jsonb_object_keys(n.j) k where n.j -> k <> o.j -> k and k <> all (quiet)) as after
    -- offset 0 keeps the planner from making each row's document anew for every column.
    from (select to_jsonb(a) as j from added a offset 0) n
    join (select to_jsonb(b) as j from before b offset 0) o on app.audit_key(n.j, tg_argv) = app.audit_key(o.j, tg_argv)) d
  where d.after is not null;
  return null;
end $$;

-- Not audited: timeline (its own record), request keys, counters, and the tables that hold identity numbers or file bytes.
do $$
declare
  audited text;
  keys text;
begin
  foreach audited in array array['staff', 'settings:key', 'zones', 'packages', 'package_prices:package_id,valid_from', 'odps', 'staff_zones:staff_id,zone_id',
                                 'tax_rates:valid_from', 'sla_targets:priority,sla_level', 'work_slots:weekday,opens', 'holidays:day',
                                 'contacts', 'customers', 'services', 'registrations', 'tickets', 'ticket_helpers:ticket_id,staff_id', 'files',
                                 'invoices', 'invoice_lines:invoice_id,position', 'payments', 'payment_allocations:payment_id,invoice_id',
                                 'import_runs'] loop
    keys := array_to_string(array(select quote_literal(k) from unnest(string_to_array(split_part(audited, ':', 2), ',')) k), ', ');
    audited := split_part(audited, ':', 1);
    execute format('create trigger %I after insert on %I referencing new table as added for each statement execute function app.audit_added(%s)',
                   audited || '_audit_added', audited, keys);
    execute format('create trigger %I after update on %I referencing new table as added old table as before for each statement execute function app.audit_changed(%s)',
                   audited || '_audit_changed', audited, keys);
    execute format('create trigger %I after delete on %I referencing old table as removed for each statement execute function app.audit_removed(%s)',
                   audited || '_audit_removed', audited, keys);
  end loop;
end $$;

-- What a batch's rows amount to, and its place in the chain. The lock is held from here to the end of the commit only.
create function app.audit_digest(batch bigint) returns bytea language sql stable security definer set search_path = '' as $$
  select pg_catalog.sha256(convert_to(coalesce(string_agg(
    r.record || '|' || r.record_id || '|' || r.action || '|' || coalesce(r.zone_id::text, '') || '|' || coalesce(r.staff_id::text, '') || '|' || coalesce(r.before::text, '') || '|' || coalesce(r.after::text, ''), E'\n'
    order by r.record, r.record_id, r.action, r.before::text, r.after::text), ''), 'UTF8'))
  from public.audit_rows r where r.batch_id = batch
$$;
create function app.audit_link(previous bytea, b public.audit_batches) returns bytea language sql stable set search_path = '' as $$
  select pg_catalog.sha256(coalesce(previous, '') || app.audit_digest(b.id) || convert_to(concat_ws('|', b.id, extract(epoch from b.at), b.login, b.staff_id,
    b.on_behalf_of, b.device, b.app_version, b.request_key, b.sealed), 'UTF8'))
$$;
create function app.audit_seal() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  last public.audit_batches;
  b public.audit_batches;
begin
  perform pg_catalog.pg_advisory_xact_lock(4711001);
  select * into last from public.audit_batches where sealed is not null order by sealed desc limit 1;
  select * into b from public.audit_batches where id = new.id;
  b.sealed := coalesce(last.sealed, 0) + 1;
  update public.audit_batches set sealed = b.sealed, hash = app.audit_link(last.hash, b) where id = b.id;
  return null;
end $$;
create constraint trigger audit_batches_seal after insert on audit_batches deferrable initially deferred
  for each row execute function app.audit_seal();

-- Nobody changes the past: only sealing fills the two empty columns of a batch.
create function app.audit_refuse() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'audit_batches' then
    if old.hash is null and to_jsonb(new) - '{sealed,hash}'::text[] = to_jsonb(old) - '{sealed,hash}'::text[] then return new; end if;
  end if;
  raise exception 'AUDIT_APPEND_ONLY' using errcode = 'AG005';
end $$;
create trigger audit_batches_append_only before update or delete on audit_batches for each row execute function app.audit_refuse();
create trigger audit_rows_append_only before update or delete on audit_rows for each row execute function app.audit_refuse();
create trigger audit_batches_no_truncate before truncate on audit_batches for each statement execute function app.audit_refuse();
create trigger audit_rows_no_truncate before truncate on audit_rows for each statement execute function app.audit_refuse();

-- The first batch whose hash does not follow, or null when the chain holds.
create function app.verify_audit() returns bigint language plpgsql stable security definer set search_path = '' as $$
declare
  b public.audit_batches;
  previous bytea;
  place bigint := 0;
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  for b in select * from public.audit_batches where sealed is not null order by sealed loop
    place := place + 1;
    if b.sealed <> place or b.hash is distinct from app.audit_link(previous, b) then return b.id; end if;
    previous := b.hash;
  end loop;
  -- A batch outside the chain can only be the one of this very transaction.
  return (select min(o.id) from public.audit_batches o where o.hash is null and o.txid <> pg_catalog.pg_current_xact_id());
end $$;
grant execute on function app.verify_audit() to aglis_admin;

-- Financial and master records are ended, never deleted.
create function app.refuse_delete() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'NEVER_DELETED' using errcode = 'AG006', table = tg_table_name;
end $$;
do $$
declare
  kept text;
begin
  foreach kept in array array['staff', 'contacts', 'customers', 'services', 'registrations', 'tickets', 'invoices', 'invoice_lines', 'payments',
                              'payment_allocations', 'timeline'] loop
    execute format('create trigger %I before delete on %I for each row execute function app.refuse_delete()', kept || '_never_deleted', kept);
  end loop;
end $$;
