-- A hundred thousand clocks with less work, and the same results. The steps of a reckoning hand their rows on instead of keeping and
-- sorting them, and keep the order in which the tickets lie; the order by due time looks its rows up instead of reading those of all tickets
-- there ever were; and who has to hear of it is looked for among the few that were not late before.
set local role aglis_owner;

-- The one place where clocks are reckoned, for any number of tickets at once: when the target is reached, three quarters
-- of it, the response, and how much is used up to a moment. A calendar of null is around the clock. A pause counts as far
-- as it begins before the target is reached; pauses that overlap count once.
--
-- The working hours of each calendar are laid out once, as arrays of open spans and the working seconds before each: a
-- look at a moment is then one search by halves. The arrays must not be carried into anything that is sorted or kept, so
-- each step that is keeps numbers only; offset keeps each of the others a step of its own. The plan is made for each call:
-- one that suits a single ticket takes hours for a hundred thousand.
create or replace function app.sla_reckon(p_ids bigint[], p_calendars bigint[], p_starts timestamptz[], p_minutes int[], p_responses int[], p_untils timestamptz[])
returns table (ticket_id bigint, calendar_id bigint, starts timestamptz, minutes int, until timestamptz,
               due_at timestamptz, warning_at timestamptz, response_due_at timestamptz, used_minutes int)
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_custom_plan set jit = off set work_mem = '64MB'
set enable_mergejoin = off as $$
#variable_conflict use_column
declare
  zone text := app.business_zone();
begin
  return query
  with asked as materialized (
    select a.id, a.calendar, a.starts, a.minutes, a.until, date_part('epoch', a.starts) as start_s, date_part('epoch', a.until) as until_s,
           a.minutes * 60.0::float8 as target, a.response * 60.0::float8 as response
    from unnest(p_ids, p_calendars, p_starts, p_minutes, p_responses, p_untils) a (id, calendar, starts, minutes, response, until)),
  pauses as materialized (
    select m.id, date_part('epoch', lower(m.r)) as from_s, date_part('epoch', upper(m.r)) as to_s
    from (select p.ticket_id as id, unnest(range_agg(tstzrange(p.from_at, p.to_at))) as r from public.ticket_pauses p
          where p.ticket_id = any (p_ids) and p.stops_clock and p.to_at > p.from_at group by p.ticket_id) m),
  -- How far each calendar has to be known: to the last moment asked for, and from there as long as the longest target can
  -- take, with every holiday in its way.
  reach as (
    select a.calendar, min(a.start_s) as first, greatest(max(a.start_s), max(a.until_s), (select max(p.to_s) from pauses p)) as last,
           max(greatest(a.target, a.response)) / 60 as longest
    from asked a where a.calendar is not null group by a.calendar),
  days as (
    select r.calendar, d.day
    from reach r
    join lateral (select sum(s.closes - s.opens) as minutes from public.work_slots s where s.calendar_id = r.calendar) w on w.minutes > 0
    cross join lateral (select count(*) as days from public.holidays h where h.day >= (to_timestamp(r.first) at time zone zone)::date) off
    cross join lateral generate_series(date_trunc('day', to_timestamp(r.first) at time zone zone),
      (to_timestamp(r.last) at time zone zone) + make_interval(days => (7 * (ceil(r.longest / w.minutes) + 2) + off.days)::int), interval '1 day') d (day)),
  spans as (
    select d.calendar, date_part('epoch', (d.day + make_interval(mins => s.opens)) at time zone zone) as opens,
           date_part('epoch', (d.day + make_interval(mins => s.closes)) at time zone zone) as closes
    from days d join public.work_slots s on s.calendar_id = d.calendar and s.weekday = extract(isodow from d.day)
    where not exists (select from public.holidays h where h.day = d.day::date and (h.calendar_id is null or h.calendar_id = d.calendar))),
  lines as materialized (
    select s.calendar, array_agg(s.opens order by s.opens) as opens, array_agg(s.closes order by s.opens) as closes, array_agg(s.worked order by s.opens) as worked
    from (select calendar, opens, closes, sum(closes - opens) over (partition by calendar order by opens) - (closes - opens) as worked from spans) s
    group by s.calendar),
  -- Working seconds from the beginning of the line to the start and to the moment asked for.
  placed as materialized (
    select a.id, a.calendar, a.starts, a.minutes, a.until, a.start_s, a.target, a.response,
      case when a.calendar is null then a.start_s when a.start_n = 0 then 0
        else a.worked[a.start_n] + least(a.start_s, a.closes[a.start_n]) - a.opens[a.start_n] end as began,
      case when a.calendar is null then a.until_s when a.until_n = 0 then 0
        else a.worked[a.until_n] + least(a.until_s, a.closes[a.until_n]) - a.opens[a.until_n] end as reached
    -- A calendar without any hours promises nothing: its line is null, and so is all that follows.
    from (select a.*, l.opens, l.closes, l.worked, width_bucket(a.start_s, l.opens) as start_n, width_bucket(a.until_s, l.opens) as until_n
          from asked a left join lines l on l.calendar = a.calendar offset 0) a),
  held as (
    select p.id, p.calendar, p.began, p.target, p.response, p.reached, greatest(q.from_s, p.start_s) as from_s, q.to_s
    from placed p join pauses q on q.id = p.id where q.to_s > p.start_s offset 0),
  stops as (
    select s.id, s.began, s.target, s.response, s.reached, s.from_s,
      case when s.calendar is null then s.from_s when s.from_n = 0 then 0
        else s.worked[s.from_n] + least(s.from_s, s.closes[s.from_n]) - s.opens[s.from_n] end as from_w,
      case when s.calendar is null then s.to_s when s.to_n = 0 then 0
        else s.worked[s.to_n] + least(s.to_s, s.closes[s.to_n]) - s.opens[s.to_n] end as to_w
    from (select s.*, l.opens, l.closes, l.worked, width_bucket(s.from_s, l.opens) as from_n, width_bucket(s.to_s, l.opens) as to_n
          from held s left join lines l on l.calendar = s.calendar offset 0) s offset 0),
  counted as (
    select s.*, s.from_w - s.began - coalesce(sum(s.to_w - s.from_w) over (partition by s.id order by s.from_s
                                              rows between unbounded preceding and 1 preceding), 0) as used
    from stops s),
  paused as materialized (
    select id, sum(to_w - from_w) filter (where used < target) as due, sum(to_w - from_w) filter (where used < target * 0.75) as warning,
           sum(to_w - from_w) filter (where used < response) as response, sum(greatest(least(to_w, reached) - from_w, 0)) as reached
    from counted group by id),
  goals as (
    select p.id, p.calendar, p.starts, p.minutes, p.until, p.began + p.target + coalesce(s.due, 0) as due,
           p.began + p.target * 0.75 + coalesce(s.warning, 0) as warning, p.began + p.response + coalesce(s.response, 0) as response,
           p.reached - p.began - coalesce(s.reached, 0) as used
    from placed p left join paused s on s.id = p.id offset 0)
  -- The first moment at which so much has been worked: the end of a span, not the beginning of the next.
  select g.id, g.calendar, g.starts, g.minutes, g.until,
    case when g.calendar is null then to_timestamp(g.due)
      when g.due_n > 1 and g.worked[g.due_n] = g.due then to_timestamp(g.closes[g.due_n - 1])
      when g.due <= g.worked[g.due_n] + g.closes[g.due_n] - g.opens[g.due_n] then to_timestamp(g.opens[g.due_n] + g.due - g.worked[g.due_n]) end,
    case when g.calendar is null then to_timestamp(g.warning)
      when g.warning_n > 1 and g.worked[g.warning_n] = g.warning then to_timestamp(g.closes[g.warning_n - 1])
      when g.warning <= g.worked[g.warning_n] + g.closes[g.warning_n] - g.opens[g.warning_n] then to_timestamp(g.opens[g.warning_n] + g.warning - g.worked[g.warning_n]) end,
    case when g.calendar is null then to_timestamp(g.response)
      when g.response_n > 1 and g.worked[g.response_n] = g.response then to_timestamp(g.closes[g.response_n - 1])
      when g.response <= g.worked[g.response_n] + g.closes[g.response_n] - g.opens[g.response_n] then to_timestamp(g.opens[g.response_n] + g.response - g.worked[g.response_n]) end,
    floor(greatest(g.used, 0) / 60)::int
  from (select g.*, l.opens, l.closes, l.worked, width_bucket(g.due, l.worked) as due_n, width_bucket(g.warning, l.worked) as warning_n,
               width_bucket(g.response, l.worked) as response_n
        from goals g left join lines l on l.calendar = g.calendar offset 0) g;
end $$;

-- Each ticket is looked up by its id: a join that reads those of all tickets, kept for the session because its first change was a large one,
-- costs more with a hundred thousand of them and far too much with one.
create or replace function app.keep_ticket_due() returns trigger language plpgsql security definer set search_path = ''
set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update public.ticket_due d set due_at = a.due_at from added a where d.id = a.id and d.due_at is distinct from a.due_at;
  return null;
end $$;

-- Of all changed tickets only those are looked at that a person changed or that have just been breached; where no person changed any,
-- those that were not late before are few.
create or replace function app.tell_tickets_changed() returns trigger language plpgsql security definer set search_path = ''
set enable_nestloop = off set enable_mergejoin = off as $$
declare
  me bigint;
  quiet boolean := app.is_root();
  who text;
  -- Versions only grow, so that two sums tell whether a person changed any.
  touched boolean := (select sum(version) from added) is distinct from (select sum(version) from before);
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
        from before b join added a on a.id = b.id
        where (touched or b.breached_at is null) and (a.version <> b.version or a.breached_at is not null and b.breached_at is null) offset 0) n
  cross join lateral (values
    (1, 'over', null::bigint, 'nobody', 'low', '', null, array['ticket_assigned', 'ticket_helping', 'sla_warning', 'sla_breached'],
      n.status <> n.old_status and n.status in ('completed', 'closed', 'cancelled')),
    -- Who has it no more has nothing to do any more.
    (2, 'over', n.old_lead, 'nobody', 'low', '', null, array['ticket_assigned', 'sla_warning', 'sla_breached'], n.lead_id is distinct from n.old_lead and n.old_lead is not null),
    (3, 'over', null, 'nobody', 'low', '', null, array['sla_warning'], n.is_breached),
    (4, 'ticket_assigned', n.lead_id, 'nobody', n.priority, 'ticket_assigned:' || n.id, 'ticket:' || n.id, null,
      not quiet and n.lead_id is distinct from n.old_lead and n.lead_id is not null and n.status in ('assigned', 'in_progress', 'on_hold')),
    (5, 'ticket_status', null, 'ticket', 'normal', 'ticket:' || n.id, 'ticket:' || n.id, null, not quiet and n.status <> n.old_status),
    (6, 'ticket_priority', null, 'ticket', case n.priority when 'urgent' then 'high' else 'normal' end, 'ticket:' || n.id, null, null,
      not quiet and n.priority <> n.old_priority),
    (7, 'sla_breached', null, 'ticket_zone', 'urgent', 'sla:' || n.id, null, null,
      n.is_breached and n.status in ('open', 'assigned', 'in_progress', 'on_hold')))
    w (place, event, person, audience, priority, grp, once, closes, is_so)
  where w.is_so order by n.id, w.place;
  return null;
end $$;
reset role;
