-- What admins keep about clocks must not pull the ground away from under each other: the program has pages for it now. And
-- clocks that follow such a change are written where it costs little.
set local role aglis_owner;

-- Refused where something else rests on what would go: AG017, RULE_NEEDED.
create function app.refuse_needed_rule() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  raise exception 'RULE_NEEDED' using errcode = 'AG017', detail = tg_table_name;
end $$;

-- The standard promises are what every level without one of its own falls back to.
create trigger sla_targets_standard_stays before delete on sla_targets for each row
  when (old.sla_level = 'standard') execute function app.refuse_needed_rule();
create trigger sla_targets_standard_keeps_its_place before update on sla_targets for each row
  when (old.sla_level = 'standard' and (new.sla_level, new.priority) is distinct from (old.sla_level, old.priority))
  execute function app.refuse_needed_rule();

-- A calendar that is put aside is offered no more. Neither the default nor one that a promise names can be, and no promise
-- can name one that is.
create function app.calendar_put_aside() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.is_default or exists (select from public.sla_targets t where t.calendar_id = new.id) then
    raise exception 'RULE_NEEDED' using errcode = 'AG017', detail = tg_table_name;
  end if;
  return new;
end $$;
create trigger calendars_put_aside before update on calendars for each row
  when (old.active and not new.active) execute function app.calendar_put_aside();
create function app.target_calendar_known() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  -- The lock keeps the calendar from being put aside at the same moment.
  perform from public.calendars c where c.id = new.calendar_id and c.active for share;
  if not found then
    raise exception 'VALUE_UNKNOWN' using errcode = 'AG014', detail = 'calendar', hint = new.calendar_id::text;
  end if;
  return new;
end $$;
create trigger sla_targets_calendar_known before insert or update of calendar_id on sla_targets for each row
  when (new.calendar_id is not null) execute function app.target_calendar_known();

-- A hold without a reason is one for another reason, so that one stays offered; what the database itself writes between a
-- finish and a reopening is nobody's to choose.
create trigger hold_reasons_stay before update on hold_reasons for each row
  when ((old.code = 'other' and not new.active) or (old.code = 'finished' and new.active) or new.code <> old.code)
  execute function app.refuse_needed_rule();
-- New reasons come before it.
update hold_reasons set position = 1000 where code in ('other', 'finished');

-- A clock that is reckoned anew writes its ticket, and each index of tickets with it, because one of them knew the due time.
-- The order by due time stands on a table of its own; a ticket whose clock moved is written into its own page then, where half
-- of the room is kept free for that, and no index hears of it. 100,000 clocks take half as long.
create table ticket_due (
  id bigint constraint ticket_due_pkey primary key constraint ticket_due_ticket_fkey references tickets,
  due_at timestamptz
);
comment on table ticket_due is 'Due time of each ticket, for lists in its order; kept by a trigger.';
insert into ticket_due select id, due_at from tickets;
create index ticket_due_order_idx on ticket_due (due_at, id);
drop index tickets_due_idx;
-- Rows of before move there as they change.
alter table tickets set (fillfactor = 50);
create function app.add_ticket_due() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.ticket_due select a.id, a.due_at from added a;
  return null;
end $$;
create trigger tickets_due_added after insert on tickets
  referencing new table as added for each statement execute function app.add_ticket_due();
create function app.keep_ticket_due() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.ticket_due d set due_at = a.due_at from added a where d.id = a.id and d.due_at is distinct from a.due_at;
  return null;
end $$;
create trigger tickets_due_changed after update on tickets
  referencing new table as added for each statement execute function app.keep_ticket_due();
-- The rows that both triggers on changes look through stay in memory while many clocks follow.
alter function app.recompute_sla(bigint[]) set work_mem = '64MB';
alter table ticket_due enable row level security;
revoke all on ticket_due from public;
grant select on ticket_due to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create policy ticket_due_company_read on ticket_due for select to aglis_admin, aglis_office using (true);
create policy ticket_due_zone_read on ticket_due for select to aglis_supervisor using (exists (select from tickets t where t.id = ticket_due.id));
create policy ticket_due_assigned_read on ticket_due for select to aglis_technician using (id = any ((select app.my_tickets())::bigint[]));

reset role;
