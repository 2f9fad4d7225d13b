-- Tickets and payments of another system, and column mappings that people keep.
set local role aglis_owner;

-- 1. Runs. A file whose heads are the same as those of an earlier one is read as that was: heads is the SHA-256 of the plain
-- heads, options is how amounts and days were read.
alter table import_runs drop constraint import_runs_kind_known,
  add constraint import_runs_kind_known check (kind in ('customers', 'invoices', 'tickets', 'payments')),
  add column heads text constraint import_runs_heads_form check (heads ~ '^[0-9a-f]{64}$'),
  add column options jsonb constraint import_runs_options_object check (jsonb_typeof(options) = 'object');
comment on column import_runs.heads is 'What the head row amounts to; none in runs of earlier programs.';
create index import_runs_heads_idx on import_runs (heads, id desc) where heads is not null;
grant insert (heads, options) on import_runs to aglis_admin, aglis_office;

comment on column payments.external_id is
  'Key in another system: payment: and its own, or the key of the invoice with which it came, as the payment that settled it.';

-- 2. Mappings by name. Everybody who imports keeps his own and may share it, as with saved views. What a mapping says is
-- checked when a file is tried with it, not here: the file may have other columns.
create table import_mappings (
  id bigint generated always as identity constraint import_mappings_pkey primary key,
  kind text not null constraint import_mappings_kind_known check (kind in ('customers', 'invoices', 'tickets', 'payments')),
  name text not null constraint import_mappings_name_length check (char_length(name) between 1 and 80),
  owner_id bigint not null constraint import_mappings_owner_fkey references staff default app.staff_id(),
  shared boolean not null default false,
  mapping jsonb not null constraint import_mappings_mapping_size check (jsonb_typeof(mapping) = 'object' and char_length(mapping::text) <= 20000),
  options jsonb not null constraint import_mappings_options_size check (jsonb_typeof(options) = 'object' and char_length(options::text) <= 1000),
  updated_at timestamptz not null default clock_timestamp(),
  constraint import_mappings_name_key unique (owner_id, kind, name)
);
comment on table import_mappings is 'Which column fills which field of an import, by name; own or shared.';
create index import_mappings_kind_idx on import_mappings (kind) where shared;
alter table import_mappings enable row level security;
revoke all on import_mappings from public;
create policy import_mappings_read on import_mappings for select to aglis_admin, aglis_office
  using ((owner_id = (select app.staff_id()) or shared) and (select app.sees_all()));
create policy import_mappings_add on import_mappings for insert to aglis_admin, aglis_office
  with check (owner_id = (select app.staff_id()) and (select app.sees_all()));
create policy import_mappings_change on import_mappings for update to aglis_admin, aglis_office
  using (owner_id = (select app.staff_id())) with check (owner_id = (select app.staff_id()));
create policy import_mappings_remove on import_mappings for delete to aglis_admin, aglis_office
  using (owner_id = (select app.staff_id()));
-- The shared mapping of somebody who left would stay for ever.
create policy import_mappings_shared_remove on import_mappings for delete to aglis_admin using (shared);
grant select, insert (kind, name, shared, mapping, options), update (name, shared, mapping, options, updated_at), delete on import_mappings
  to aglis_admin, aglis_office;

create function app.limit_import_mappings() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.import_mappings m where m.owner_id in (select owner_id from added) group by m.owner_id having count(*) > 200) then
    raise exception 'MAPPINGS_FULL' using errcode = 'AG011';
  end if;
  return null;
end $$;
create trigger import_mappings_limit after insert on import_mappings
  referencing new table as added for each statement execute function app.limit_import_mappings();
create trigger import_mappings_audit_added after insert on import_mappings
  referencing new table as added for each statement execute function app.audit_added();
create trigger import_mappings_audit_changed after update on import_mappings
  referencing new table as added old table as before for each statement execute function app.audit_changed();
create trigger import_mappings_audit_removed after delete on import_mappings
  referencing old table as removed for each statement execute function app.audit_removed();

-- 3. Tickets of another system. A ticket that is over there already was no work of ours: it brings no checklist, and an old
-- installation has nothing to do with an application that waits today.
drop trigger tickets_told on tickets;
create trigger tickets_told after update of status, lead_id, category on tickets for each row execute function app.ticket_told();
create trigger tickets_told_added after insert on tickets for each row
  when (new.external_id is null or new.status not in ('closed', 'cancelled')) execute function app.ticket_told();
drop trigger tickets_belong on tickets;
create trigger tickets_belong before insert on tickets for each row
  when (new.kind = 'installation' and new.registration_id is null and new.customer_id is not null and new.external_id is null)
  execute function app.belong_to_application();

-- Adds tickets as another system had them. Office may add open tickets only; what was assigned, finished or called off there,
-- and when, comes in here and nowhere else. The zone follows from the connection or the customer. An open ticket gets its
-- clock from the moment it was opened, all at once; one that is over has none, so that no figure of the SLA counts it.
--
-- Rows of this very transaction are in no statistics: told so, the planner looks each of them up in the index.
create function app.import_tickets(p_tickets jsonb) returns bigint language plpgsql volatile security definer
set search_path = '' set enable_seqscan = off as $$
declare
  moment timestamptz := clock_timestamp();
  why text := 'Diambil dari sistem lama';
  told record;
  added bigint[];
begin
  if not app.sees_all() and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if exists (
    select from jsonb_to_recordset(p_tickets) as r (external_id text, status text, customer_id bigint, service_id bigint, lead_id bigint,
                                                    opened_at timestamptz, closed_at timestamptz)
    where char_length(coalesce(r.external_id, '')) not between 1 and 200
      or coalesce(r.status, '') not in ('open', 'assigned', 'in_progress', 'on_hold', 'closed', 'cancelled')
      or r.opened_at is null or r.opened_at > moment or r.closed_at < r.opened_at or r.closed_at > moment
      or (r.closed_at is not null and r.status not in ('closed', 'cancelled'))
      or (r.status in ('assigned', 'in_progress', 'on_hold')) > (r.lead_id is not null)
      or not exists (select from public.customers c where c.id = r.customer_id)
      or (r.service_id is not null and not exists (select from public.services s where s.id = r.service_id and s.customer_id = r.customer_id))
      or (r.lead_id is not null and not exists (select from public.staff s where s.id = r.lead_id and s.role = 'technician'))) then
    raise exception 'a ticket that cannot have been' using errcode = '23514', constraint = 'tickets_import_whole', table = 'tickets';
  end if;
  -- Below zero, so that no pause of another ticket is taken for theirs.
  select array_agg(-r.ord) as ids, array_agg(p.calendar_id) as calendars, array_agg(r.opened_at) as starts, array_agg(p.target_minutes) as minutes,
         array_agg(p.response_minutes) as responses, array_agg(moment) as untils
    into told
    from jsonb_to_recordset(p_tickets) as r (ord bigint, priority text, status text, service_id bigint, opened_at timestamptz)
    left join public.services s on s.id = r.service_id left join public.packages k on k.id = s.package_id
    left join (select l.level, q.priority, (app.sla_promise(q.priority, l.level)).*
               from (select distinct k.sla_level as level from public.packages k union select 'standard') l
               cross join (values ('low'), ('normal'), ('high'), ('urgent')) q (priority) offset 0) p
      on p.priority = r.priority and p.level = coalesce(k.sla_level, 'standard')
    where r.status not in ('closed', 'cancelled');
  with r as (
    select * from jsonb_to_recordset(p_tickets) as r (ord bigint, external_id text, number text, kind text, category text, priority text, status text,
      customer_id bigint, service_id bigint, lead_id bigint, description text, opened_at timestamptz, closed_at timestamptz)),
  -- Whether waiting for another reason stops the clock is the company's choice.
  hold as (select h.code, h.stops_clock from public.hold_reasons h where h.code = 'other'),
  made as (
    insert into public.tickets (number, kind, category, priority, status, status_reason, hold_reason, hold_since, clock_stopped_at, customer_id,
      service_id, zone_id, lead_id, description, external_id, created_at, started_at, closed_at, calendar_id, target_minutes, due_at, warning_at,
      response_due_at, breached_at, used_minutes)
    select r.number, r.kind, coalesce(r.category, ''), r.priority, r.status, case when r.status in ('on_hold', 'cancelled') then why end,
      case when r.status = 'on_hold' then h.code end, case when r.status = 'on_hold' then moment end,
      case when r.status = 'on_hold' and h.stops_clock then moment end, r.customer_id, r.service_id, coalesce(s.zone_id, c.zone_id), r.lead_id,
      coalesce(r.description, ''), r.external_id, r.opened_at, r.opened_at, case when r.status = 'closed' then r.closed_at end,
      t.calendar_id, t.minutes, t.due_at, t.warning_at, t.response_due_at, case when t.due_at < moment then t.due_at end,
      case when r.status = 'on_hold' and h.stops_clock then t.used_minutes end
    from r cross join hold h join public.customers c on c.id = r.customer_id left join public.services s on s.id = r.service_id
    left join app.sla_reckon(told.ids, told.calendars, told.starts, told.minutes, told.responses, told.untils) t on t.ticket_id = -r.ord
    order by r.ord
    returning id)
  select array_agg(id) into added from made;
  insert into public.ticket_pauses (ticket_id, from_at, reason, stops_clock)
    select t.id, moment, h.code, h.stops_clock from public.tickets t join public.hold_reasons h on h.code = t.hold_reason
    where t.id = any (added) and t.status = 'on_hold';
  -- The story of a ticket is told by when things happened, not by when they were written down here.
  -- By "= any" the planner goes through a whole index of tickets for each line of the story.
  update public.timeline e set at = t.created_at from unnest(added) a (id) join public.tickets t on t.id = a.id
    where e.ticket_id = a.id and e.event = 'created';
  insert into public.timeline (ticket_id, event, body, actor_id, at)
    select t.id, e.event, e.body, e.actor_id, e.at from public.tickets t
    cross join lateral (values (1, 'created', null, app.staff_id(), t.created_at),
                               (2, t.status, t.status_reason, null, coalesce(t.closed_at, moment))) e (place, event, body, actor_id, at)
    where t.id = any (added) and t.status in ('closed', 'cancelled') order by t.id, e.place;
  return coalesce(cardinality(added), 0);
end $$;

-- What a later file says about tickets that an earlier one brought: other words, and that they are over. Kind, category and
-- priority count when a ticket comes in; what is decided here about them is never undone by a file, and what was finished here
-- keeps its time.
create function app.change_imported_tickets(p_tickets jsonb) returns void language plpgsql volatile security definer
set search_path = '' set enable_seqscan = off as $$
begin
  if not app.sees_all() and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.tickets t set description = r.description
    from jsonb_to_recordset(p_tickets) as r (external_id text, description text)
    where t.external_id = r.external_id and t.merged_into is null and t.description <> r.description;
  update public.tickets t set status = r.status, status_reason = case when r.status = 'cancelled' then 'Diambil dari sistem lama' else t.status_reason end
    from jsonb_to_recordset(p_tickets) as r (external_id text, status text)
    where t.external_id = r.external_id and r.status in ('closed', 'cancelled') and t.status not in ('closed', 'cancelled')
      and (r.status = 'closed' or t.status <> 'completed');
  -- Apart, because the clock stamps a ticket that is closed with the moment of the change.
  update public.tickets t set closed_at = r.closed_at
    from jsonb_to_recordset(p_tickets) as r (external_id text, closed_at timestamptz)
    where t.external_id = r.external_id and t.status = 'closed' and t.completed_at is null and t.merged_into is null
      and r.closed_at between t.created_at and clock_timestamp() and t.closed_at is distinct from r.closed_at;
end $$;
revoke all on function app.limit_import_mappings(), app.import_tickets(jsonb), app.change_imported_tickets(jsonb) from public;
grant execute on function app.import_tickets(jsonb), app.change_imported_tickets(jsonb) to aglis_admin, aglis_office;

-- 4. Payments by the thousand: likewise, or each invoice and each customer cost a look at all payments.
alter function app.settle_invoices(bigint[]) set enable_seqscan = off;
alter function app.settle_credit(bigint[]) set enable_seqscan = off;
alter function app.allocations_added() set enable_seqscan = off;

reset role;
