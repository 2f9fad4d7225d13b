-- Bulk operations: one action on many records, planned first, done in chunks by whoever has the time, told record by record, taken back
-- for ten minutes.
--
-- A run changes nothing by itself. Every record is changed by the statements of the single action, under the login of whoever does the
-- chunk: policies, grants, state machines, story, trail, notifications and messages are those of the single action. What stands here is
-- which records were chosen, how they were then, and what became of each. A chunk is one transaction: records and their outcomes are
-- there together or not at all, so whoever goes on after a crash does no record twice.
set local role aglis_owner;

-- 1. Tables.
create table bulk_runs (
  id bigint generated always as identity constraint bulk_runs_pkey primary key,
  staff_id bigint not null constraint bulk_runs_staff_fkey references staff default app.staff_id(),
  key text not null constraint bulk_runs_key_length check (char_length(key) between 1 and 200),
  body_hash bytea not null,
  entity text not null constraint bulk_runs_entity_known check (entity in ('tickets', 'customers', 'registrations', 'invoices')),
  action text not null constraint bulk_runs_action_form check (action ~ '^[a-z_]{1,40}$'),
  data jsonb not null default '{}' constraint bulk_runs_data_object check (jsonb_typeof(data) = 'object'),
  notify text not null constraint bulk_runs_notify_known check (notify in ('off', 'in_app', 'whatsapp')),
  selection jsonb not null,
  again_of bigint constraint bulk_runs_again_of_fkey references bulk_runs,
  undoes bigint constraint bulk_runs_undoes_fkey references bulk_runs,
  state text not null default 'planned' constraint bulk_runs_state_known check (state in ('planned', 'running', 'done', 'cancelled')),
  undoable boolean not null default false,
  zones bigint[] not null default '{}',
  total int not null default 0 constraint bulk_runs_total_range check (total between 0 and 100000),
  succeeded int not null default 0,
  failed int not null default 0,
  skipped int not null default 0,
  messages int not null default 0,
  runner uuid,
  runner_id bigint constraint bulk_runs_runner_fkey references staff,
  runner_device text,
  fence int not null default 0,
  lease_until timestamptz,
  planned_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  undo_until timestamptz,
  constraint bulk_runs_key_key unique (staff_id, key),
  -- A run is taken back once.
  constraint bulk_runs_undoes_key unique (undoes),
  constraint bulk_runs_adds_up check (succeeded >= 0 and failed >= 0 and skipped >= 0 and succeeded + failed + skipped <= total)
);
comment on table bulk_runs is 'One action on many records: who, what, which, how far it is and what came of it; kept a year.';
comment on column bulk_runs.key is 'Made by the page when the dialog opens: the same key never makes two runs of one person.';
comment on column bulk_runs.body_hash is 'SHA-256 of the request: the same key with another body is refused.';
comment on column bulk_runs.selection is 'The question as it was asked. Which records that were stands in bulk_items.';
comment on column bulk_runs.again_of is 'The run whose failed records this one tries again.';
comment on column bulk_runs.undoes is 'The run that this one takes back.';
comment on column bulk_runs.zones is 'Zones of its records: supervisors see the runs that touch theirs.';
comment on column bulk_runs.messages is 'WhatsApp messages that it queued.';
comment on column bulk_runs.runner is 'The window that works on it. Whose lease is over gives way to anybody who may go on.';
comment on column bulk_runs.fence is 'How often it changed hands.';
create index bulk_runs_planned_idx on bulk_runs (planned_at);
create index bulk_runs_again_idx on bulk_runs (again_of) where again_of is not null;
create index bulk_runs_runner_idx on bulk_runs (runner_id) where state = 'running';

create table bulk_items (
  run_id bigint not null constraint bulk_items_run_fkey references bulk_runs on delete cascade,
  place int not null,
  record_id bigint not null,
  zone_id bigint,
  version int,
  final boolean not null default false,
  outcome text constraint bulk_items_outcome_known check (outcome in ('ok', 'not_found', 'stale', 'wrong_state', 'forbidden', 'duplicate_in_request', 'locked',
    'unchanged', 'refused', 'final', 'cancelled')),
  problem jsonb,
  before jsonb,
  after_version int,
  message_id bigint,
  constraint bulk_items_pkey primary key (run_id, place)
) with (fillfactor = 70);
comment on table bulk_items is 'The records of a run, each once, and what became of them; no outcome is one that waits for its turn.';
comment on column bulk_items.version is 'Version at the time of the plan: a record that changed since is told of and not overwritten.';
comment on column bulk_items.final is 'There is no way back from what is planned for it.';
comment on column bulk_items.problem is 'Code and arguments of the sentence that says why, where the outcome alone does not.';
comment on column bulk_items.before is 'What the record was before, as far as taking it back asks.';
comment on column bulk_items.after_version is 'Version that the run left behind: who touched the record since keeps what he did.';
comment on column bulk_items.message_id is 'The message that went out because of it.';
create index bulk_items_waiting_idx on bulk_items (run_id, record_id) where outcome is null;

insert into settings (key, value) values ('bulk', '{"confirm_from": 500}');

-- 2. Rights. Who works on single tickets does nothing to many.
create function app.may_bulk() returns boolean language sql stable security definer set search_path = '' as $$
  select coalesce(app.staff_role() in ('admin', 'supervisor', 'office'), false)
$$;
-- Runs that the caller prepares, whose records are written at once and never added to; and those that he works on at this moment: only what
-- belongs to these does he write.
create function app.my_bulk_plans() returns bigint[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(r.id), '{}') from public.bulk_runs r
  where app.may_bulk() and r.total = 0 and (r.state = 'planned' and r.staff_id = app.staff_id()
                                            or r.state = 'running' and r.undoes is not null and r.runner_id = app.staff_id())
$$;
create function app.my_bulk_runs() returns bigint[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(r.id), '{}') from public.bulk_runs r
  where app.may_bulk() and r.state = 'running' and r.runner_id = app.staff_id() and r.lease_until > clock_timestamp()
$$;
do $$
declare
  t text;
begin
  foreach t in array array['bulk_runs', 'bulk_items'] loop
    execute format('alter table %I enable row level security', t);
    execute format('revoke all on %I from public', t);
    execute format('grant select on %I to aglis_admin, aglis_supervisor, aglis_office', t);
  end loop;
end $$;
-- What somebody only thinks about is nobody else's business.
create policy bulk_runs_company_read on bulk_runs for select to aglis_admin, aglis_office
  using (state <> 'planned' or staff_id = (select app.staff_id()));
create policy bulk_items_company_read on bulk_items for select to aglis_admin, aglis_office using (true);
create policy bulk_runs_zone_read on bulk_runs for select to aglis_supervisor
  using (staff_id = (select app.staff_id()) or state <> 'planned' and zones && ((select app.my_zones())::bigint[]));
-- Of his own he sees every line, of colleagues' those of his zones. A line without a zone names a record that he may not know of.
create policy bulk_items_zone_read on bulk_items for select to aglis_supervisor
  using (zone_id = any ((select app.my_zones())::bigint[]) or exists (select from bulk_runs r where r.id = run_id and r.staff_id = (select app.staff_id())));
create policy bulk_items_add on bulk_items for insert to aglis_admin, aglis_supervisor, aglis_office
  with check (run_id = any ((select app.my_bulk_plans())::bigint[]));
create policy bulk_items_settle on bulk_items for update to aglis_admin, aglis_supervisor, aglis_office
  using (run_id = any ((select app.my_bulk_runs())::bigint[])) with check (run_id = any ((select app.my_bulk_runs())::bigint[]));
grant insert (run_id, place, record_id, zone_id, version, final, outcome, problem, before), update (outcome, problem, before, after_version, message_id) on bulk_items
  to aglis_admin, aglis_supervisor, aglis_office;

-- 3. Counting: what became of the records is added up by the database, and the last one ends the run.
create function app.bulk_counted() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  -- As model::bulk::BulkOutcome::class says.
  skips constant text[] := '{duplicate_in_request,unchanged,wrong_state,final,cancelled}';
begin
  if tg_op = 'INSERT' then
    update public.bulk_runs r set total = r.total + n.total, failed = r.failed + n.failed, skipped = r.skipped + n.skipped,
      zones = array(select distinct z from unnest(r.zones || n.zones) z order by z)
    from (select a.run_id, count(*) as total, count(*) filter (where a.outcome <> all (skips)) as failed,
                 count(*) filter (where a.outcome = any (skips)) as skipped, coalesce(array_agg(distinct a.zone_id) filter (where a.zone_id is not null), '{}') as zones
          from added a group by a.run_id) n where r.id = n.run_id;
    return null;
  end if;
  if exists (select from before b where b.outcome is not null) then raise exception 'BULK_STATE' using errcode = 'AG050'; end if;
  update public.bulk_runs r set succeeded = r.succeeded + n.ok, failed = r.failed + n.failed, skipped = r.skipped + n.skipped, messages = r.messages + n.messages
  from (select a.run_id, count(*) filter (where a.outcome = 'ok') as ok, count(a.message_id) as messages,
               count(*) filter (where a.outcome <> 'ok' and a.outcome <> all (skips)) as failed,
               count(*) filter (where a.outcome = any (skips)) as skipped
        from added a group by a.run_id) n where r.id = n.run_id;
  return null;
end $$;
create trigger bulk_items_counted_added after insert on bulk_items referencing new table as added for each statement execute function app.bulk_counted();
create trigger bulk_items_counted after update on bulk_items referencing new table as added old table as before for each statement
  execute function app.bulk_counted();

-- The trail has one line for the beginning of a run and one for its end; the records have their own.
create function app.audit_bulk() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.state = 'running' then
    insert into public.audit_rows (batch_id, record, record_id, action, staff_id, after)
      select b.id, 'bulk_runs', new.id::text, 'insert', app.staff_id(),
        jsonb_strip_nulls(jsonb_build_object('entity', new.entity, 'action', new.action, 'data', new.data, 'notify', new.notify, 'selection', new.selection,
          'total', new.total, 'undoes', new.undoes, 'again_of', new.again_of))
      from (select app.audit_batch() as id) b;
  elsif old.state = 'running' then
    insert into public.audit_rows (batch_id, record, record_id, action, staff_id, before, after)
      select b.id, 'bulk_runs', new.id::text, 'update', app.staff_id(), jsonb_build_object('state', old.state),
        jsonb_build_object('state', new.state, 'succeeded', new.succeeded, 'failed', new.failed, 'skipped', new.skipped, 'messages', new.messages)
      from (select app.audit_batch() as id) b;
  end if;
  return null;
end $$;
create trigger bulk_runs_audit_changed after update of state on bulk_runs for each row when (old.state <> new.state) execute function app.audit_bulk();

-- 4. The life of a run.
create function app.refuse_no_bulk() returns bigint language plpgsql stable security definer set search_path = '' as $$
begin
  if not app.may_bulk() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return app.staff_id();
end $$;
-- Which of these ids are there at all, whoever may see them: whether somebody else's record or none was named.
create function app.bulk_known(p_entity text, p_ids bigint[]) returns setof bigint language plpgsql stable security definer set search_path = '' as $$
begin
  perform app.refuse_no_bulk();
  if p_entity = 'tickets' then return query select t.id from public.tickets t where t.id = any (p_ids);
  elsif p_entity = 'customers' then return query select c.id from public.customers c where c.id = any (p_ids) and c.deleted_at is null;
  elsif p_entity = 'registrations' then return query select r.id from public.registrations r where r.id = any (p_ids);
  elsif p_entity = 'invoices' then return query select i.id from public.invoices i where i.id = any (p_ids);
  end if;
end $$;
-- A new run of the caller, or the one that he made under this key. What nobody started goes after a day, everything else after a year.
create function app.plan_bulk(p_entity text, p_action text, p_data jsonb, p_notify text, p_selection jsonb, p_key text, p_hash bytea, p_undoable boolean,
  p_again_of bigint, out id bigint, out is_new boolean, out is_same boolean)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  me constant bigint := app.refuse_no_bulk();
begin
  delete from public.bulk_runs r where r.id in (
    select o.id from public.bulk_runs o where o.planned_at < clock_timestamp() - interval '1 day'
      and (o.state = 'planned' or o.planned_at < clock_timestamp() - interval '1 year')
      -- One that another goes back to goes after that.
      and not exists (select from public.bulk_runs x where x.again_of = o.id) and not exists (select from public.bulk_runs x where x.undoes = o.id)
    order by o.planned_at limit 20);
  if p_again_of is not null and not exists (
    select from public.bulk_runs r where r.id = p_again_of and r.state in ('done', 'cancelled') and r.undoes is null and (r.staff_id = me or app.staff_role() = 'admin')) then
    raise exception 'BULK_STATE' using errcode = 'AG050';
  end if;
  insert into public.bulk_runs (staff_id, key, body_hash, entity, action, data, notify, selection, undoable, again_of)
    values (me, p_key, p_hash, p_entity, p_action, p_data, p_notify, p_selection, p_undoable, p_again_of)
    on conflict on constraint bulk_runs_key_key do nothing returning bulk_runs.id into id;
  is_new := id is not null;
  is_same := true;
  if not is_new then
    select r.id, r.body_hash = p_hash into id, is_same from public.bulk_runs r where r.staff_id = me and r.key = p_key;
  end if;
end $$;
-- From how many records on the number has to be typed.
create function app.bulk_confirm_from() returns int language sql stable security definer set search_path = '' as $$
  select coalesce((select (s.value ->> 'confirm_from')::int from public.settings s where s.key = 'bulk'), 500)
$$;
create function app.start_bulk(p_run bigint, p_typed int) returns void language plpgsql volatile security definer set search_path = '' as $$
declare
  me constant bigint := app.refuse_no_bulk();
  r public.bulk_runs;
  waiting int;
begin
  select * into r from public.bulk_runs b where b.id = p_run and b.staff_id = me for update;
  if r.id is null then raise exception 'NOT_FOUND' using errcode = 'AG051'; end if;
  -- Started already, by a click whose answer got lost.
  if r.state in ('running', 'done') then return; end if;
  if r.state <> 'planned' or r.planned_at < clock_timestamp() - interval '1 day' then raise exception 'BULK_STATE' using errcode = 'AG050'; end if;
  waiting := r.total - r.failed - r.skipped;
  if waiting >= app.bulk_confirm_from() and p_typed is distinct from waiting then raise exception 'CONFIRM_NUMBER' using errcode = 'AG050'; end if;
  update public.bulk_runs b set state = 'running', started_at = clock_timestamp() where b.id = p_run;
  if waiting = 0 then perform app.end_bulk(p_run, 'done'); end if;
end $$;
create function app.end_bulk(p_run bigint, p_state text) returns void language sql volatile security definer set search_path = '' as $$
  update public.bulk_runs b set state = p_state, ended_at = clock_timestamp(), runner = null, lease_until = null,
    undo_until = case when b.undoable and exists (select from public.bulk_items i where i.run_id = p_run and i.outcome = 'ok' and not i.final)
                      then clock_timestamp() + interval '10 minutes' end
  where b.id = p_run
$$;
-- Whether the caller may go on with somebody's run: his own, as an administrator anybody's, and the office that of the office, because
-- who sees less would report as missing what he only does not see.
create function app.may_go_on(p_owner bigint) returns boolean language sql stable security definer set search_path = '' as $$
  select app.may_bulk() and (p_owner = app.staff_id() or app.staff_role() = 'admin'
    or app.staff_role() = 'office' and exists (select from public.staff s where s.id = p_owner and s.role = 'office'))
$$;
-- Takes a run for the rest of the transaction and renews the lease of the window that works on it.
create function app.take_bulk(p_run bigint, p_runner uuid, p_device text) returns void language plpgsql volatile security definer set search_path = '' as $$
declare
  me constant bigint := app.refuse_no_bulk();
  r public.bulk_runs;
begin
  perform from public.bulk_runs b where b.id = p_run and app.may_go_on(b.staff_id);
  if not found then raise exception 'NOT_FOUND' using errcode = 'AG051'; end if;
  select * into r from public.bulk_runs b where b.id = p_run for update skip locked;
  if r.id is null or r.runner <> p_runner and r.lease_until > clock_timestamp() and r.state = 'running' then
    raise exception 'BULK_BUSY' using errcode = 'AG050';
  end if;
  if r.state in ('done', 'cancelled') then return; end if;
  if r.state <> 'running' then raise exception 'BULK_STATE' using errcode = 'AG050'; end if;
  update public.bulk_runs b set fence = b.fence + (b.runner is distinct from p_runner)::int, runner = p_runner, runner_id = me,
    runner_device = left(p_device, 100), lease_until = clock_timestamp() + interval '30 seconds' where b.id = p_run;
  perform pg_catalog.set_config('app.bulk_run', p_run::text, true);
end $$;
-- The end, when no record waits any more; answers whether it is.
create function app.finish_bulk(p_run bigint) returns boolean language plpgsql volatile security definer set search_path = '' as $$
begin
  perform app.refuse_no_bulk();
  perform from public.bulk_runs b where b.id = p_run and b.state = 'running' and b.runner_id = app.staff_id() and b.succeeded + b.failed + b.skipped = b.total;
  if not found then return false; end if;
  perform app.end_bulk(p_run, 'done');
  return true;
end $$;
-- What is done stays done; what waits is left.
create function app.cancel_bulk(p_run bigint) returns void language plpgsql volatile security definer set search_path = '' as $$
declare
  r public.bulk_runs;
begin
  perform app.refuse_no_bulk();
  -- Waits for the chunk that is under way.
  select * into r from public.bulk_runs b where b.id = p_run for update;
  if r.id is null or not (r.staff_id = app.staff_id() or app.staff_role() = 'admin') then raise exception 'NOT_FOUND' using errcode = 'AG051'; end if;
  if r.state in ('done', 'cancelled') then return; end if;
  update public.bulk_items i set outcome = 'cancelled' where i.run_id = p_run and i.outcome is null;
  perform app.end_bulk(p_run, 'cancelled');
end $$;
-- A run that takes another back, under way at once: who clicks wants it now. Its records are written by the program, which knows what
-- there is a way back from.
create function app.undo_bulk(p_run bigint) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  me constant bigint := app.refuse_no_bulk();
  r public.bulk_runs;
  undoing bigint;
begin
  select * into r from public.bulk_runs b where b.id = p_run for update;
  if r.id is null or not (r.staff_id = me or app.staff_role() = 'admin') then raise exception 'NOT_FOUND' using errcode = 'AG051'; end if;
  select u.id into undoing from public.bulk_runs u where u.undoes = p_run;
  if undoing is not null then return undoing; end if;
  if r.undo_until is null then raise exception 'BULK_FINAL' using errcode = 'AG050'; end if;
  if r.undo_until < clock_timestamp() then raise exception 'UNDO_LATE' using errcode = 'AG016'; end if;
  insert into public.bulk_runs (staff_id, key, body_hash, entity, action, data, notify, selection, undoes)
    values (me, 'undo:' || p_run, r.body_hash, r.entity, r.action, r.data, 'in_app', jsonb_build_object('undoes', p_run), p_run) returning id into undoing;
  update public.bulk_runs b set state = 'running', started_at = clock_timestamp(), runner_id = me where b.id = undoing;
  return undoing;
end $$;
-- Calls off the messages of records that are taken back, as far as they still wait; answers those that do not.
create function app.bulk_call_off(p_undo bigint, p_messages bigint[]) returns bigint[] language plpgsql volatile security definer set search_path = '' as $$
declare
  moment constant timestamptz := clock_timestamp();
  asked bigint[];
  called_off bigint[];
begin
  perform app.refuse_no_bulk();
  select coalesce(array_agg(o.message_id), '{}') into asked from public.bulk_runs u join public.bulk_items o on o.run_id = u.undoes
    where u.id = p_undo and u.runner_id = app.staff_id() and u.lease_until > moment and o.message_id = any (p_messages);
  -- One that is just being tried has gone out, for all that is known here.
  with mine as materialized (select j.id from public.queue_jobs j where j.message_id = any (asked) and j.worker is null order by j.id for update skip locked),
  gone as (delete from public.queue_jobs j using mine where j.id = mine.id returning j.*),
  history as (insert into public.queue_attempts (job_id, message_id, lane, attempt, outcome, queued_at, ended_at)
              select id, message_id, lane, attempt, 'cancelled', created_at, moment from gone),
  told as (update public.messages m set status = 'cancelled', ended_at = moment from gone g where m.id = g.message_id returning m.id)
  select coalesce(array_agg(t.id), '{}') into called_off from told t;
  perform app.note_message_change(called_off, 'cancel');
  return array(select m from unnest(asked) m where m <> all (called_off));
end $$;

-- 5. A run that is to tell nobody tells nobody: not in the list either. What is over is closed all the same. Only a run says so, not a setting.
create function app.bulk_is_quiet() returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from public.bulk_runs r where r.id = nullif(pg_catalog.current_setting('app.bulk_run', true), '')::bigint and r.notify = 'off'
                 and r.state = 'running' and r.runner_id = app.staff_id() and r.lease_until > pg_catalog.clock_timestamp())
$$;
create or replace function app.notification_caused() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from added) then return null; end if;
  if coalesce(pg_catalog.current_setting('app.bulk_run', true), '') ~ '^[0-9]{1,18}$' and app.bulk_is_quiet() then
    delete from app.notification_causes c where c.txid = pg_catalog.pg_current_xact_id() and c.closes is null;
    if not exists (select from app.notification_causes c where c.txid = pg_catalog.pg_current_xact_id()) then return null; end if;
  end if;
  insert into app.notification_work values (pg_catalog.pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;

do $$
declare
  f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'app'::regnamespace and (p.proname ~ 'bulk' or p.proname in ('may_go_on', 'notification_caused'))
      and p.proname <> 'bulk_left' loop
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.may_bulk(), app.my_bulk_plans(), app.my_bulk_runs(), app.bulk_known(text, bigint[]), app.bulk_confirm_from(), app.may_go_on(bigint),
  app.plan_bulk(text, text, jsonb, text, jsonb, text, bytea, boolean, bigint), app.start_bulk(bigint, int), app.take_bulk(bigint, uuid, text),
  app.finish_bulk(bigint), app.cancel_bulk(bigint), app.undo_bulk(bigint), app.bulk_call_off(bigint, bigint[])
  to aglis_admin, aglis_supervisor, aglis_office;

-- Papers of many invoices leave the house as well.
alter table exports drop constraint exports_format_known, add constraint exports_format_known check (format in ('csv', 'xlsx', 'pdf'));

reset role;
