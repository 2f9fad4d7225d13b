-- State machines and stamps. Which step may follow which stands in one table; a refused step raises AG001 (WRONG_STATE).
-- `model::states` says the same to the interface; a test compares the two.
create table app.transitions (
  machine text not null,
  from_state text not null,
  to_state text not null,
  -- Roles that may take the step; system is a rule of the database itself (a function owned by aglis_owner).
  roles text[] not null,
  constraint transitions_pkey primary key (machine, from_state, to_state)
);
comment on table app.transitions is 'Allowed steps of each state machine and who may take them.';
insert into app.transitions
  select 'registrations', f, t, r from (values
    ('pending_verification', 'verified', '{admin,office}'::text[]),
    ('verified', 'survey_scheduled', '{admin,office,supervisor}'), ('survey_scheduled', 'survey_completed', '{admin,office,supervisor}'),
    ('verified', 'approved', '{admin,office}'), ('survey_completed', 'approved', '{admin,office}'), ('approved', 'installed', '{system}')) v (f, t, r)
  union all
  select 'registrations', f, t, '{admin,office}' from unnest('{pending_verification,verified,survey_scheduled,survey_completed,approved}'::text[]) f,
    unnest('{rejected,cancelled}'::text[]) t
  union all
  select 'tickets', f, t, r from (values
    ('open', 'assigned', '{admin,office,supervisor}'::text[]), ('assigned', 'open', '{admin,office,supervisor}'),
    ('assigned', 'in_progress', '{admin,supervisor,technician}'), ('on_hold', 'in_progress', '{admin,supervisor,technician}'),
    ('completed', 'in_progress', '{admin,office,supervisor}'),
    ('assigned', 'on_hold', '{admin,supervisor,technician}'), ('in_progress', 'on_hold', '{admin,supervisor,technician}'),
    ('in_progress', 'completed', '{admin,supervisor,technician}'), ('completed', 'closed', '{admin,office,supervisor}')) v (f, t, r)
  union all
  select 'tickets', f, 'cancelled', '{admin,office,supervisor}' from unnest('{open,assigned,in_progress,on_hold}'::text[]) f
  union all
  select 'services', f, t, r from (values
    ('pending', 'active', '{admin,system}'::text[]), ('pending', 'terminated', '{admin,office,system}'), ('active', 'suspended', '{admin,office,system}'),
    ('suspended', 'active', '{admin,office,system}'), ('active', 'terminated', '{admin,office}'), ('suspended', 'terminated', '{admin,office}')) v (f, t, r)
  union all
  select 'invoices', f, t, r from (values
    ('draft', 'issued', '{admin,office}'::text[]), ('issued', 'partial', '{system}'), ('issued', 'paid', '{system}'), ('issued', 'overdue', '{system}'),
    ('partial', 'paid', '{system}'), ('overdue', 'partial', '{system}'), ('overdue', 'paid', '{system}'), ('partial', 'issued', '{system}'),
    ('paid', 'partial', '{system}'), ('paid', 'issued', '{system}'), ('draft', 'void', '{admin}'), ('issued', 'void', '{admin,system}'), ('overdue', 'void', '{admin,system}')) v (f, t, r)
  union all
  select 'payments', f, t, r from (values
    ('pending', 'verified', '{admin,office}'::text[]), ('pending', 'rejected', '{admin,office}'), ('verified', 'rejected', '{admin}')) v (f, t, r);
grant select on app.transitions to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;

-- Runs as the caller, so that current_user tells a rule of the database (definer functions of aglis_owner) from a person.
create function app.guard_state() returns trigger language plpgsql set search_path = '' as $$
declare
  -- Asked of the owner's membership and not by comparing with session_user: a person may "set role" to his own group.
  acting text := case when pg_catalog.pg_has_role(current_user, 'aglis_owner', 'member') then 'system' else app.staff_role() end;
begin
  if new.status is distinct from old.status then
    -- A cluster administrator (first set-up, demo data) may take every step of the table; nobody takes one that is not in it.
    if not exists (select from app.transitions t where t.machine = tg_table_name and t.from_state = old.status and t.to_state = new.status
                   and (acting = any (t.roles) or app.is_root())) then
      raise exception 'WRONG_STATE' using errcode = 'AG001', detail = old.status || ' → ' || new.status;
    end if;
  end if;
  new.version := old.version + 1;
  new.updated_at := clock_timestamp();
  return new;
end $$;
create function app.is_root() returns boolean language sql stable set search_path = '' as $$
  select r.rolsuper or pg_catalog.pg_has_role(session_user, 'aglis_owner', 'member') from pg_catalog.pg_roles r where r.rolname = session_user
$$;
comment on function app.is_root() is 'A connection that administers the schema (set-up, upgrade, demo data); never a member of staff.';
grant execute on function app.is_root(), app.guard_state() to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create trigger registrations_guard before update on registrations for each row execute function app.guard_state();
create trigger tickets_guard before update on tickets for each row execute function app.guard_state();
create trigger services_guard before update on services for each row execute function app.guard_state();
create trigger invoices_guard before update on invoices for each row execute function app.guard_state();
create trigger payments_guard before update on payments for each row execute function app.guard_state();

create function app.stamp_customer() returns trigger language plpgsql set search_path = '' as $$
begin
  -- What is owed and what is credit are kept by triggers and are no change that makes a person's view of the record stale.
  if to_jsonb(new) - '{outstanding,balance,updated_at}'::text[] <> to_jsonb(old) - '{outstanding,balance,updated_at}'::text[] then
    new.version := old.version + 1;
  end if;
  new.updated_at := clock_timestamp();
  return new;
end $$;
grant execute on function app.stamp_customer() to aglis_admin, aglis_office, aglis_supervisor;
create trigger customers_stamp before update on customers for each row execute function app.stamp_customer();

-- Registrations: when the state began, and a line in the timeline.
create function app.registration_moved() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.status <> old.status then new.status_since := clock_timestamp(); end if;
  return new;
end $$;
grant execute on function app.registration_moved() to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create trigger registrations_moved before update on registrations for each row execute function app.registration_moved();

create function app.registration_told() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into public.timeline (registration_id, event, actor_id) values (new.id, 'created', app.staff_id());
  elsif new.status <> old.status then
    insert into public.timeline (registration_id, event, body, actor_id) values (new.id, new.status, new.status_reason, app.staff_id());
  end if;
  return null;
end $$;
create trigger registrations_told after insert or update on registrations for each row execute function app.registration_told();

-- Tickets: due date, pause and times before the row is written …
create function app.ticket_clock() returns trigger language plpgsql set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
begin
  if tg_op = 'INSERT' then
    if new.due_at is null then new.due_at := app.due_at(new.priority, new.created_at, app.sla_level(new.service_id)); end if;
    return new;
  end if;
  if new.priority <> old.priority then new.due_at := app.due_at(new.priority, new.created_at, app.sla_level(new.service_id)); end if;
  if new.status <> old.status then
    if new.status = 'on_hold' then new.hold_since := moment; end if;
    if old.status = 'on_hold' then
      new.due_at := app.due_after_pause(new.priority, app.sla_level(new.service_id), new.due_at, coalesce(old.hold_since, moment), moment);
      new.hold_since := null;
    end if;
    if new.status = 'completed' then
      new.completed_at := moment;
      if moment > new.due_at then new.breached_at := coalesce(new.breached_at, new.due_at); end if;
      if not exists (select from public.files f where f.ticket_id = new.id and f.evidence) and not app.is_root() then
        raise exception 'EVIDENCE_REQUIRED' using errcode = 'AG004';
      end if;
    elsif new.status = 'in_progress' then new.completed_at := null;
    elsif new.status = 'closed' then new.closed_at := moment;
    elsif new.status = 'open' then new.lead_id := null;
    end if;
  end if;
  return new;
end $$;
grant execute on function app.ticket_clock() to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create trigger tickets_clock before insert or update on tickets for each row execute function app.ticket_clock();

-- … and what follows from it: timeline, and a finished installation activates its service.
create function app.ticket_told() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into public.timeline (ticket_id, event, actor_id) values (new.id, 'created', app.staff_id());
    return null;
  end if;
  if new.status <> old.status then
    insert into public.timeline (ticket_id, event, body, actor_id) values (new.id, new.status, case new.status
      when 'completed' then new.resolution when 'on_hold' then new.status_reason when 'cancelled' then new.status_reason
      when 'assigned' then (select s.name from public.staff s where s.id = new.lead_id) end, app.staff_id());
    if new.status = 'completed' and new.kind = 'installation' then
      update public.services set status = 'active', activated_on = coalesce(activated_on, app.business_day(clock_timestamp()))
        where id = new.service_id and status = 'pending';
      update public.customers set status = 'active' where id = new.customer_id and status = 'pending';
      update public.registrations set status = 'installed' where id = new.registration_id and status = 'approved';
    end if;
  elsif new.lead_id is distinct from old.lead_id then
    insert into public.timeline (ticket_id, event, body, actor_id)
      values (new.id, 'reassigned', (select s.name from public.staff s where s.id = new.lead_id), app.staff_id());
  end if;
  return null;
end $$;
create trigger tickets_told after insert or update on tickets for each row execute function app.ticket_told();
