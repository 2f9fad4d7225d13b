-- Clocks that are reckoned anew tell with less work, and never too little. Whether anybody has to hear of a change was first guessed from
-- sums, and a hundred thousand tickets were asked seven questions each when one of them was breached; as many breaches that ended as began
-- went by unheard. Of all changed tickets only those are looked at now that a person changed or that have just been breached.
set local role aglis_owner;
create or replace function app.tell_tickets_changed() returns trigger language plpgsql security definer set search_path = '' set enable_nestloop = off as $$
declare
  me bigint;
  quiet boolean := app.is_root();
  who text;
begin
  select s.id, s.name into me, who from public.staff s where s.username = session_user and s.active;
  insert into app.notification_causes (event, kind, record, record_id, zone_id, person_id, audience, priority, group_key, arguments, actor_id, once, closes)
  select w.event, 'ticket', 'ticket', n.id, n.zone_id, w.person, w.audience, w.priority, w.grp,
    jsonb_strip_nulls(jsonb_build_object('number', n.number, 'by', case when w.event <> 'sla_breached' then who end,
      'status', case when w.event = 'ticket_status' then n.status end,
      'priority', case when w.event in ('ticket_assigned', 'ticket_priority') then n.priority end)),
    case when w.event <> 'sla_breached' then me end, w.once, w.closes
  -- Offset keeps the questions behind this choice.
  from (select a.id, a.zone_id, a.number, a.status, a.priority, a.lead_id, b.status as old_status, b.priority as old_priority, b.lead_id as old_lead,
               a.breached_at is not null and b.breached_at is null as is_breached
        from added a join before b on b.id = a.id
        where a.version <> b.version or a.breached_at is not null and b.breached_at is null offset 0) n
  cross join lateral (values
    ('over', null::bigint, 'nobody', 'low', '', null, array['ticket_assigned', 'ticket_helping', 'sla_warning', 'sla_breached'],
      n.status <> n.old_status and n.status in ('completed', 'closed', 'cancelled')),
    -- Who has it no more has nothing to do any more.
    ('over', n.old_lead, 'nobody', 'low', '', null, array['ticket_assigned', 'sla_warning', 'sla_breached'], n.lead_id is distinct from n.old_lead and n.old_lead is not null),
    ('over', null, 'nobody', 'low', '', null, array['sla_warning'], n.is_breached),
    ('ticket_assigned', n.lead_id, 'nobody', n.priority, 'ticket_assigned:' || n.id, 'ticket:' || n.id, null,
      not quiet and n.lead_id is distinct from n.old_lead and n.lead_id is not null and n.status in ('assigned', 'in_progress', 'on_hold')),
    ('ticket_status', null, 'ticket', 'normal', 'ticket:' || n.id, 'ticket:' || n.id, null, not quiet and n.status <> n.old_status),
    ('ticket_priority', null, 'ticket', case n.priority when 'urgent' then 'high' else 'normal' end, 'ticket:' || n.id, null, null,
      not quiet and n.priority <> n.old_priority),
    ('sla_breached', null, 'ticket_zone', 'urgent', 'sla:' || n.id, null, null,
      n.is_breached and n.status in ('open', 'assigned', 'in_progress', 'on_hold')))
    w (event, person, audience, priority, grp, once, closes, is_so)
  where w.is_so order by n.id;
  return null;
end $$;
reset role;
