-- What admins keep about clocks must not pull the ground away from under each other: the program has pages for it now.
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

reset role;
