-- The notification centre. What happens makes a cause, in the transaction of the event and however many records a statement touches;
-- at the end of that transaction its causes become rows of the people whom they concern, folded, and one silent bell a person.
--
-- No row is kept in the audit trail: a notification says nothing that the trail does not hold already, there is one for each reader,
-- and whether somebody has read it is his own affair.
set local role aglis_owner;

-- 1. What a person was told. Titles are not kept: an event and its arguments are, so that each reader reads his own language.
create table notifications (
  id bigint generated always as identity constraint notifications_pkey primary key,
  staff_id bigint not null constraint notifications_staff_fkey references staff,
  seq bigint not null,
  kind text not null constraint notifications_kind_known check (kind in ('ticket', 'registration', 'invoice', 'message', 'system')),
  event text not null constraint notifications_event_form check (event ~ '^[a-z_]{1,40}$'),
  record text constraint notifications_record_form check (record ~ '^[a-z]{1,20}$'),
  record_id bigint,
  arguments jsonb not null default '{}' constraint notifications_arguments_object check (jsonb_typeof(arguments) = 'object'),
  priority text not null constraint notifications_priority_known check (priority in ('low', 'normal', 'high', 'urgent')),
  group_key text not null constraint notifications_group_key_length check (char_length(group_key) between 1 and 120),
  count bigint not null default 1 constraint notifications_count_range check (count >= 1),
  instead_of bigint constraint notifications_instead_of_fkey references staff,
  read_at timestamptz,
  closed_at timestamptz,
  snoozed_until timestamptz,
  archived_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null default clock_timestamp() + interval '90 days',
  constraint notifications_place_key unique (staff_id, seq),
  constraint notifications_not_for_oneself check (instead_of <> staff_id),
  constraint notifications_closed_is_read check (closed_at is null or read_at is not null),
  constraint notifications_archived_is_read check (archived_at is null or read_at is not null)
) with (fillfactor = 80);
comment on table notifications is 'What each person was told, folded; written by the end of each transaction, marked by its reader through functions.';
comment on column notifications.seq is
  'Place among all that the person was told: as many as there were events, given in the order of the commits, so that nothing ever appears behind a place already read.';
comment on column notifications.record is 'Kind of the record to open; with record_id null there is more than one.';
comment on column notifications.group_key is 'What folds into one unread row.';
comment on column notifications.instead_of is 'The colleague who is away and got this himself.';
comment on column notifications.closed_at is 'When it was dealt with by a colleague, or was over by itself.';
comment on column notifications.deleted_at is 'Taken away by its reader; the moment is what it is taken back by, within ten minutes.';
-- The drawer reads each of its filters newest first, all of them by notifications_place_key; only what is neither read nor gone counts
-- in the badge. Whoever marks a hundred thousand rows writes each of these anew, so there is none that is not needed.
create index notifications_kind_idx on notifications (staff_id, kind, seq desc) where deleted_at is null and archived_at is null;
create index notifications_unread_idx on notifications (staff_id, seq desc) include (snoozed_until) where read_at is null and deleted_at is null;
create index notifications_urgent_idx on notifications (staff_id) where read_at is null and deleted_at is null and priority = 'urgent';
create index notifications_archived_idx on notifications (staff_id, seq desc) where archived_at is not null and deleted_at is null;
create index notifications_group_idx on notifications (staff_id, group_key) where read_at is null and deleted_at is null;
create index notifications_record_idx on notifications (record, record_id) where read_at is null and deleted_at is null;
create index notifications_deleted_idx on notifications (staff_id, deleted_at) where deleted_at is not null;
create index notifications_snoozed_idx on notifications (staff_id, seq desc) where snoozed_until is not null;
create index notifications_expires_idx on notifications (expires_at);
create index notifications_instead_of_idx on notifications (instead_of) where instead_of is not null;

-- Where each person's list stands, and the name of his bell. Any login may listen and ring on any channel whose name it knows:
-- so each person has a channel that nobody else can know, and what is rung there says nothing.
create table notification_heads (
  staff_id bigint constraint notification_heads_pkey primary key constraint notification_heads_staff_fkey references staff,
  seq bigint not null default 0,
  channel text not null default 'aglis_n_' || replace(gen_random_uuid()::text, '-', '')
) with (fillfactor = 50);
comment on table notification_heads is 'The last place of each person''s notifications, and the channel on which only he is rung.';
-- Everybody has one from the beginning, and only the ends of transactions touch it: nobody could hold up what others do by holding his.
create function app.give_bell() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.notification_heads (staff_id) values (new.id);
  return null;
end $$;
create trigger staff_give_bell after insert on staff for each row execute function app.give_bell();
insert into notification_heads (staff_id) select id from staff;
create table notification_seen (
  staff_id bigint constraint notification_seen_pkey primary key constraint notification_seen_staff_fkey references staff,
  seq bigint not null,
  at timestamptz not null default clock_timestamp()
);
comment on table notification_seen is 'The last place of a person''s notifications when his drawer was open last; what lies behind it is new, also a row that got another place since.';

-- How a person wants to be told. Nothing here means as usual.
create table notification_choices (
  staff_id bigint not null constraint notification_choices_staff_fkey references staff,
  event text not null constraint notification_choices_event_form check (event ~ '^[a-z_]{1,40}$'),
  in_app boolean not null,
  os boolean not null,
  sound boolean not null,
  constraint notification_choices_pkey primary key (staff_id, event)
);
comment on table notification_choices is 'How a person wants to be told of an event: in the list, by the system, by a sound.';
create table notification_quiet (
  staff_id bigint not null constraint notification_quiet_staff_fkey references staff,
  weekday smallint not null constraint notification_quiet_weekday_range check (weekday between 1 and 7),
  from_minute smallint not null,
  to_minute smallint not null,
  constraint notification_quiet_pkey primary key (staff_id, weekday),
  constraint notification_quiet_range check (from_minute between 0 and 1439 and to_minute between 1 and 1440 and from_minute <> to_minute)
);
comment on table notification_quiet is 'Quiet hours by ISO weekday on which they begin, in minutes of the business day; an end before the start lies on the next day.';
create table notification_absences (
  staff_id bigint constraint notification_absences_pkey primary key constraint notification_absences_staff_fkey references staff,
  substitute_id bigint not null constraint notification_absences_substitute_fkey references staff,
  from_at timestamptz not null,
  to_at timestamptz not null,
  constraint notification_absences_two_people check (substitute_id <> staff_id),
  constraint notification_absences_range check (to_at > from_at and to_at <= from_at + interval '366 days')
);
comment on table notification_absences is 'Who gets copies of a person''s notifications while he is away, as far as he may see what they are about.';
create index notification_absences_substitute_idx on notification_absences (substitute_id);

do $$
declare
  t text;
begin
  foreach t in array array['notifications', 'notification_heads', 'notification_seen', 'notification_choices', 'notification_quiet', 'notification_absences'] loop
    execute format('alter table %I enable row level security', t);
    execute format('revoke all on %I from public', t);
    execute format('grant select on %I to aglis_admin, aglis_supervisor, aglis_office, aglis_technician', t);
    execute format('create policy %I on %I for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician using (staff_id = (select app.staff_id()))',
                   t || '_own_read', t);
  end loop;
end $$;

-- 2. Causes: what happened in a transaction that is under way. A row says what, about which record, and who is to hear of it: a person,
-- or an audience that is looked up at the end of the transaction, when what he may see is what it will be.
--   ticket       lead, helpers and watchers          ticket_zone  these and the supervisors of the zone
--   registration the office, supervisors of the zone and the technician
--   office       the office      queue  these and the admins      admin  the admins      nobody  only the person
-- A cause with closes ends what was told of the record instead: of these events, to the person or to everybody.
create unlogged table app.notification_causes (
  id bigint generated always as identity constraint notification_causes_pkey primary key,
  txid xid8 not null default pg_catalog.pg_current_xact_id(),
  event text not null,
  kind text not null,
  record text,
  record_id bigint,
  zone_id bigint,
  person_id bigint,
  audience text not null default 'nobody',
  priority text not null default 'normal',
  group_key text not null default '',
  arguments jsonb not null default '{}',
  actor_id bigint,
  -- One person is told of one of these only: that the ticket is his says that it is assigned as well.
  once text,
  closes text[]
);
comment on table app.notification_causes is 'What happened in transactions that are under way; no row outlives its transaction.';
create index notification_causes_txid_idx on app.notification_causes (txid);
create unlogged table app.notification_work (
  txid xid8 constraint notification_work_pkey primary key
);
comment on table app.notification_work is 'Transactions under way with causes; no row outlives its transaction.';
-- Whether this is the database it was: a backup that is restored goes on elsewhere, or on another line of time.
create table app.cluster_seen (
  only_row boolean constraint cluster_seen_pkey primary key default true constraint cluster_seen_one_row check (only_row),
  identifier bigint not null,
  timeline bigint not null
);
comment on table app.cluster_seen is 'In which server this database was seen last, so that a restored one is noticed.';
insert into app.cluster_seen (identifier, timeline)
  select s.system_identifier, c.timeline_id from pg_catalog.pg_control_system() s, pg_catalog.pg_control_checkpoint() c;
alter table app.notification_causes enable row level security;
alter table app.notification_work enable row level security;
alter table app.cluster_seen enable row level security;
revoke all on app.notification_causes, app.notification_work, app.cluster_seen from public;
insert into app.turns (name) values ('notifications');

create function app.notification_caused() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from added) then
    insert into app.notification_work values (pg_catalog.pg_current_xact_id()) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger notification_causes_noted after insert on app.notification_causes referencing new table as added for each statement
  execute function app.notification_caused();

-- Whom the causes of a transaction concern, each folded as far as one transaction folds: a row for a record, and for more than five
-- records of one event a row that counts them. Only who may see the record at this moment, wants to hear of the event, and did not
-- do it himself; and who stands in for somebody who is away, in the same way. Takes the causes away. Its plan is made once a session: to
-- make it takes longer than to follow it, and every step but the first goes by an index.
create function app.take_notification_causes(p_txid xid8, p_moment timestamptz) returns table (
  staff_id bigint, instead_of bigint, group_key text, kind text, event text, record text, record_id bigint, arguments jsonb, priority int, n bigint)
language plpgsql volatile security definer
set search_path = '' set jit = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
  with causes as materialized (
    delete from app.notification_causes c where c.txid = p_txid returning c.*),
  reached as materialized (
    select c.id, t.lead_id as staff_id from causes c join public.tickets t on t.id = c.record_id
      where c.audience in ('ticket', 'ticket_zone') and t.lead_id is not null
    union select c.id, h.staff_id from causes c join public.ticket_helpers h on h.ticket_id = c.record_id where c.audience in ('ticket', 'ticket_zone')
    union select c.id, w.staff_id from causes c join public.ticket_watchers w on w.ticket_id = c.record_id where c.audience in ('ticket', 'ticket_zone')
    union select c.id, r.technician_id from causes c join public.registrations r on r.id = c.record_id
      where c.audience = 'registration' and r.technician_id is not null
    union select c.id, z.staff_id from causes c join public.staff_zones z on z.zone_id = c.zone_id
      join public.staff s on s.id = z.staff_id and s.role = 'supervisor' where c.audience in ('ticket_zone', 'registration')
    union select c.id, s.id from causes c join public.staff s on s.role = 'office' where c.audience in ('registration', 'office', 'queue')
    union select c.id, s.id from causes c join public.staff s on s.role = 'admin' where c.audience in ('queue', 'admin')
    union select c.id, c.person_id from causes c where c.person_id is not null),
  people as (
    select r.id, r.staff_id, null::bigint as instead_of from reached r
    union all
    select r.id, a.substitute_id, r.staff_id from reached r join public.notification_absences a on a.staff_id = r.staff_id
      where p_moment >= a.from_at and p_moment < a.to_at),
  allowed as (
    select distinct on (p.staff_id, coalesce(c.once, c.id::text)) c.*, p.staff_id as to_id, p.instead_of as for_id
    from people p join causes c on c.id = p.id join public.staff s on s.id = p.staff_id and s.active
    left join public.notification_choices x on x.staff_id = p.staff_id and x.event = c.event
    where c.closes is null and p.staff_id is distinct from c.actor_id and (p.instead_of is null or p.instead_of is distinct from c.actor_id) and coalesce(x.in_app, true)
      and case s.role
        when 'supervisor' then exists (select from public.staff_zones z where z.staff_id = s.id and z.zone_id = c.zone_id)
        when 'technician' then case c.record
          when 'ticket' then exists (select from public.tickets t where t.id = c.record_id and t.lead_id = s.id)
                          or exists (select from public.ticket_helpers h where h.ticket_id = c.record_id and h.staff_id = s.id)
          when 'registration' then exists (select from public.registrations r where r.id = c.record_id and r.technician_id = s.id)
          else false end
        else true end
    -- What is for somebody himself goes before a copy, and what names him before what merely happened.
    order by p.staff_id, coalesce(c.once, c.id::text), c.event in ('ticket_assigned', 'ticket_helping', 'mentioned') desc, p.instead_of nulls first, c.id),
  folded as (
    select a.to_id, a.for_id, a.group_key, min(a.kind) as kind, (array_agg(a.event order by a.id desc))[1] as event, min(a.record) as record,
      case when min(a.record_id) = max(a.record_id) then min(a.record_id) end as record_id,
      (array_agg(a.arguments order by a.id desc))[1] as arguments, max(array_position(array['low', 'normal', 'high', 'urgent'], a.priority)) as priority, count(*) as n, min(a.id) as place
    from allowed a group by a.to_id, a.for_id, a.group_key),
  alike as (select f.*, count(*) over (partition by f.to_id, f.for_id, f.event) as as_many from folded f)
  select w.to_id, w.for_id, w.group_key || coalesce('/' || w.for_id, ''), w.kind, w.event, w.record, w.record_id, w.arguments, w.priority, w.n from (
    select k.to_id, k.for_id, k.group_key, k.kind, k.event, k.record, k.record_id, k.arguments, k.priority, k.n, k.place from alike k where k.as_many <= 5
    union all
    select k.to_id, k.for_id, k.event || ':many', min(k.kind), k.event, min(k.record), null, '{}', max(k.priority), sum(k.n)::bigint, min(k.place)
      from alike k where k.as_many > 5 group by k.to_id, k.for_id, k.event) w
  order by w.to_id, w.place;
end $$;

-- The end of a transaction with causes. What folds is added to the unread row of the same; the rest are new rows. Somebody who gets more
-- rows within a minute than he can read gets one that counts the rest, a kind; what is urgent always has a row of its own. No row is
-- waited for that its reader is marking at this moment.
--
-- The turn of the trail is taken first, as the seal of the trail takes it at this same place: so places are given in the order of the
-- commits, and nobody waits in a ring. What can be known before is, because everybody who changes anything waits for that turn.
create function app.notify_people() returns trigger language plpgsql security definer
set search_path = '' set jit = off set plan_cache_mode = force_generic_plan as $$
declare
  priorities constant text[] := array['low', 'normal', 'high', 'urgent'];
  moment timestamptz := clock_timestamp();
  heard bigint[];
  people bigint[]; absent bigint[]; keys text[]; kinds text[]; events text[]; records text[]; ids bigint[]; args jsonb[]; ranks int[]; counts bigint[];
begin
  delete from app.notification_work where txid = new.txid;
  -- What a colleague dealt with, or what is over.
  if exists (select from app.notification_causes c where c.txid = new.txid and c.closes is not null) then
    with over as (
      select n.id from app.notification_causes c
      join public.notifications n on n.record = c.record and n.record_id = c.record_id and n.event = any (c.closes)
        and (c.person_id is null or c.person_id in (n.staff_id, n.instead_of))
      where c.txid = new.txid and c.closes is not null and n.read_at is null and n.deleted_at is null for update of n skip locked),
    closed as (
      update public.notifications n set closed_at = moment, read_at = moment, snoozed_until = null where n.id = any (array(select o.id from over o)) returning n.staff_id)
    select array_agg(distinct c.staff_id) into heard from closed c;
  end if;
  select array_agg(t.staff_id), array_agg(t.instead_of), array_agg(t.group_key), array_agg(t.kind), array_agg(t.event), array_agg(t.record), array_agg(t.record_id),
         array_agg(t.arguments), array_agg(t.priority), array_agg(t.n)
    into people, absent, keys, kinds, events, records, ids, args, ranks, counts from app.take_notification_causes(new.txid, moment) t;
  if people is not null then
    perform app.take_turn('audit');
    moment := clock_timestamp();
    with asked as materialized (
      select * from unnest(people, absent, keys, kinds, events, records, ids, args, ranks, counts) with ordinality
        a (staff_id, instead_of, group_key, kind, event, record, record_id, arguments, priority, n, ord)),
    busy as materialized (
      select p.staff_id, 30 <= (select count(*) from (select n.created_at from public.notifications n where n.staff_id = p.staff_id order by n.seq desc limit 30) x
                                where x.created_at > moment - interval '1 minute') as is_so
      from (select distinct a.staff_id from asked a) p),
    found as materialized (
      select a.*, f.id as fold, b.is_so and f.id is null and a.priority < 4 and a.record_id is not null as bursts
      from asked a join busy b on b.staff_id = a.staff_id
      left join lateral (
        select n.id from public.notifications n where n.staff_id = a.staff_id and n.group_key = a.group_key and n.read_at is null and n.deleted_at is null
        order by n.seq desc limit 1 for update skip locked) f on true),
    counted as (
      select f.staff_id, f.instead_of, f.bursts, case when f.bursts then 'burst:' || f.kind || coalesce('/' || f.instead_of, '') else f.group_key end as group_key,
        min(f.kind) as kind, case when f.bursts then 'burst' else min(f.event) end as event, min(f.record) as record,
        case when not f.bursts then min(f.record_id) end as record_id, case when f.bursts then '{}'::jsonb else (array_agg(f.arguments))[1] end as arguments,
        max(f.priority) as priority, sum(f.n) as n, min(f.fold) as fold, min(f.ord) as ord
      from found f group by f.staff_id, f.instead_of, f.bursts, case when f.bursts then 'burst:' || f.kind || coalesce('/' || f.instead_of, '') else f.group_key end),
    placed as materialized (
      select c.*, coalesce(c.fold, g.id) as target, h.seq + sum(c.n) over (partition by c.staff_id order by c.ord) as seq
      from counted c join public.notification_heads h on h.staff_id = c.staff_id
      left join lateral (
        select n.id from public.notifications n where c.bursts and n.staff_id = c.staff_id and n.group_key = c.group_key and n.read_at is null and n.deleted_at is null
        order by n.seq desc limit 1 for update skip locked) g on true),
    folded as (
      update public.notifications n set seq = p.seq, event = p.event, arguments = p.arguments, count = n.count + p.n,
        priority = priorities[greatest(p.priority, array_position(priorities, n.priority))], record_id = case when n.record_id = p.record_id then n.record_id end,
        snoozed_until = case when p.priority < 4 then n.snoozed_until end, updated_at = moment, expires_at = moment + interval '90 days'
      from placed p where n.id = p.target),
    added as (
      insert into public.notifications (staff_id, seq, kind, event, record, record_id, arguments, priority, group_key, count, instead_of, created_at, updated_at, expires_at)
      select p.staff_id, p.seq, p.kind, p.event, p.record, p.record_id, p.arguments, priorities[p.priority], p.group_key, p.n, p.instead_of, moment, moment, moment + interval '90 days'
      from placed p where p.target is null),
    moved as (
      update public.notification_heads h set seq = l.seq from (select p.staff_id, max(p.seq) as seq from placed p group by p.staff_id) l
      where h.staff_id = l.staff_id)
    select heard || array_agg(distinct p.staff_id) into heard from placed p;
  end if;
  if heard is not null then
    perform pg_catalog.pg_notify(h.channel, '') from public.notification_heads h where h.staff_id = any (heard);
  end if;
  return null;
end $$;
create constraint trigger notification_work_follow after insert on app.notification_work deferrable initially deferred
  for each row execute function app.notify_people();

-- 3. What makes causes. Set-up, upgrades and demo data tell nobody; what the queue and the clocks do is told whoever runs them.
create function app.my_name() returns text language sql stable security definer set search_path = '' as $$
  select s.name from public.staff s where s.id = app.staff_id()
$$;

create function app.tell_tickets_added() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  me constant bigint := app.staff_id();
begin
  if app.is_root() or not exists (select from added t where t.lead_id is not null and t.status in ('assigned', 'in_progress', 'on_hold')) then return null; end if;
  insert into app.notification_causes (event, kind, record, record_id, zone_id, person_id, priority, group_key, arguments, actor_id)
    select 'ticket_assigned', 'ticket', 'ticket', t.id, t.zone_id, t.lead_id, t.priority, 'ticket_assigned:' || t.id,
      jsonb_strip_nulls(jsonb_build_object('number', t.number, 'priority', t.priority, 'by', app.my_name())), me
    from added t where t.lead_id is not null and t.status in ('assigned', 'in_progress', 'on_hold');
  return null;
end $$;
create trigger tickets_tell_added after insert on tickets referencing new table as added for each statement execute function app.tell_tickets_added();

-- A reckoning of all clocks touches every open ticket: no loop within a loop, whatever the plan was made for.
create function app.tell_tickets_changed() returns trigger language plpgsql security definer set search_path = '' set enable_nestloop = off as $$
declare
  me bigint;
  quiet boolean;
  who text;
begin
  if (select sum(version) from added) is not distinct from (select sum(version) from before)
     and (select count(breached_at) from added) is not distinct from (select count(breached_at) from before) then
    return null;
  end if;
  me := app.staff_id();
  quiet := app.is_root();
  who := app.my_name();
  insert into app.notification_causes (event, kind, record, record_id, zone_id, person_id, audience, priority, group_key, arguments, actor_id, once, closes)
  select w.event, 'ticket', 'ticket', n.id, n.zone_id, w.person, w.audience, w.priority, w.grp,
    jsonb_strip_nulls(jsonb_build_object('number', n.number, 'by', case when w.event <> 'sla_breached' then who end,
      'status', case when w.event = 'ticket_status' then n.status end,
      'priority', case when w.event in ('ticket_assigned', 'ticket_priority') then n.priority end)),
    case when w.event <> 'sla_breached' then me end, w.once, w.closes
  from added n join before o on o.id = n.id
  cross join lateral (values
    ('over', null::bigint, 'nobody', 'low', '', null, array['ticket_assigned', 'ticket_helping', 'sla_warning', 'sla_breached'],
      n.status <> o.status and n.status in ('completed', 'closed', 'cancelled')),
    -- Who has it no more has nothing to do any more.
    ('over', o.lead_id, 'nobody', 'low', '', null, array['ticket_assigned', 'sla_warning', 'sla_breached'], n.lead_id is distinct from o.lead_id and o.lead_id is not null),
    ('over', null, 'nobody', 'low', '', null, array['sla_warning'], n.breached_at is not null and o.breached_at is null),
    ('ticket_assigned', n.lead_id, 'nobody', n.priority, 'ticket_assigned:' || n.id, 'ticket:' || n.id, null,
      not quiet and n.lead_id is distinct from o.lead_id and n.lead_id is not null and n.status in ('assigned', 'in_progress', 'on_hold')),
    ('ticket_status', null, 'ticket', 'normal', 'ticket:' || n.id, 'ticket:' || n.id, null, not quiet and n.status <> o.status),
    ('ticket_priority', null, 'ticket', case n.priority when 'urgent' then 'high' else 'normal' end, 'ticket:' || n.id, null, null,
      not quiet and n.priority <> o.priority),
    ('sla_breached', null, 'ticket_zone', 'urgent', 'sla:' || n.id, null, null,
      n.breached_at is not null and o.breached_at is null and n.status in ('open', 'assigned', 'in_progress', 'on_hold')))
    w (event, person, audience, priority, grp, once, closes, is_so)
  where w.is_so order by n.id;
  return null;
end $$;
create trigger tickets_tell_changed after update on tickets referencing new table as added old table as before for each statement
  execute function app.tell_tickets_changed();

create function app.tell_helpers_added() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  me constant bigint := app.staff_id();
begin
  if app.is_root() then return null; end if;
  insert into app.notification_causes (event, kind, record, record_id, zone_id, person_id, priority, group_key, arguments, actor_id, once)
    select 'ticket_helping', 'ticket', 'ticket', t.id, t.zone_id, h.staff_id, t.priority, 'ticket_helping:' || t.id,
      jsonb_strip_nulls(jsonb_build_object('number', t.number, 'by', app.my_name())), me, 'ticket:' || t.id
    from added h join public.tickets t on t.id = h.ticket_id where t.status in ('open', 'assigned', 'in_progress', 'on_hold');
  return null;
end $$;
create trigger ticket_helpers_tell_added after insert on ticket_helpers referencing new table as added for each statement execute function app.tell_helpers_added();

-- People are named by their login with an @ in front; an address of e-mail names nobody.
create function app.mentioned(p_text text) returns setof bigint language sql stable security definer set search_path = '' as $$
  select distinct s.id from regexp_matches(p_text, '(?:^|[^[:alnum:]_.@])@([a-z][a-z0-9_.]{2,31})', 'gi') m
    join public.staff s on s.username in (lower(m[1]), rtrim(lower(m[1]), '.'))
$$;

-- What people write on tickets and applications stands in their story.
create function app.tell_written() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  me constant bigint := app.staff_id();
begin
  if not exists (select from added e where e.event in ('note', 'reply')) or app.is_root() then return null; end if;
  insert into app.notification_causes (event, kind, record, record_id, zone_id, audience, group_key, arguments, actor_id, once)
    select 'ticket_comment', 'ticket', 'ticket', t.id, t.zone_id, 'ticket', 'ticket:' || t.id,
      jsonb_strip_nulls(jsonb_build_object('number', t.number, 'by', app.my_name())), me, 'story:' || e.id
    from added e join public.tickets t on t.id = e.ticket_id where e.event in ('note', 'reply');
  insert into app.notification_causes (event, kind, record, record_id, zone_id, person_id, priority, group_key, arguments, actor_id, once)
    select 'mentioned', x.record, x.record, x.id, x.zone_id, p.id, 'high', 'mentioned:' || x.record || ':' || x.id,
      jsonb_strip_nulls(jsonb_build_object('number', x.number, 'by', app.my_name())), me, 'story:' || e.id
    from added e cross join lateral (
      select 'ticket' as record, t.id, t.zone_id, t.number from public.tickets t where t.id = e.ticket_id
      union all select 'registration', r.id, r.zone_id, r.number from public.registrations r where r.id = e.registration_id) x
    cross join lateral app.mentioned(e.body) p (id) where e.event in ('note', 'reply') and e.body like '%@%';
  return null;
end $$;
create trigger timeline_tell_written after insert on timeline referencing new table as added for each statement execute function app.tell_written();

create function app.tell_customer_notes() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  me constant bigint := app.staff_id();
begin
  insert into app.notification_causes (event, kind, record, record_id, zone_id, person_id, priority, group_key, arguments, actor_id)
    select 'mentioned', 'message', 'customer', c.id, c.zone_id, p.id, 'high', 'mentioned:customer:' || c.id,
      jsonb_strip_nulls(jsonb_build_object('number', c.code, 'by', app.my_name())), me
    from added e join public.customers c on c.id = e.customer_id cross join lateral app.mentioned(e.body) p (id) where e.body like '%@%' and not app.is_root();
  return null;
end $$;
create trigger customer_notes_tell after insert on customer_notes referencing new table as added for each statement execute function app.tell_customer_notes();

create function app.tell_registrations_added() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  me constant bigint := app.staff_id();
begin
  if app.is_root() then return null; end if;
  insert into app.notification_causes (event, kind, record, record_id, zone_id, audience, group_key, arguments, actor_id)
    select 'registration_new', 'registration', 'registration', r.id, r.zone_id, 'registration', 'registration_new:' || r.id,
      jsonb_strip_nulls(jsonb_build_object('number', r.number, 'by', app.my_name())), me
    from added r order by r.id;
  return null;
end $$;
create trigger registrations_tell_added after insert on registrations referencing new table as added for each statement execute function app.tell_registrations_added();

create function app.tell_registrations_changed() returns trigger language plpgsql security definer set search_path = '' set enable_nestloop = off as $$
declare
  me constant bigint := app.staff_id();
  who constant text := app.my_name();
begin
  if app.is_root() then return null; end if;
  insert into app.notification_causes (event, kind, record, record_id, zone_id, audience, priority, group_key, arguments, actor_id, closes)
    select w.event, 'registration', 'registration', n.id, n.zone_id, w.audience, 'low', 'registration:' || n.id,
      jsonb_strip_nulls(jsonb_build_object('number', n.number, 'status', n.status, 'by', who)), me, w.closes
    from added n join before o on o.id = n.id
    cross join lateral (values ('over', 'nobody', array['registration_new'], o.status = 'pending_verification'),
                               ('registration_status', 'registration', null, true)) w (event, audience, closes, is_so)
    where n.status <> o.status and w.is_so order by n.id;
  return null;
end $$;
create trigger registrations_tell_changed after update on registrations referencing new table as added old table as before for each statement
  execute function app.tell_registrations_changed();

-- Invoices of another system are told of by the import that brings them.
create function app.tell_invoices_added() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  me constant bigint := app.staff_id();
begin
  if app.is_root() then return null; end if;
  insert into app.notification_causes (event, kind, record, record_id, zone_id, audience, priority, group_key, arguments, actor_id)
    select 'invoice_issued', 'invoice', 'invoice', i.id, i.zone_id, 'office', 'low', 'invoice:' || i.id,
      jsonb_strip_nulls(jsonb_build_object('number', i.number, 'by', app.my_name())), me
    from added i where i.status = 'issued' and i.external_id is null order by i.id;
  return null;
end $$;
create trigger invoices_tell_added after insert on invoices referencing new table as added for each statement execute function app.tell_invoices_added();

create function app.tell_invoices_changed() returns trigger language plpgsql security definer set search_path = '' set enable_nestloop = off as $$
declare
  me constant bigint := app.staff_id();
  who constant text := app.my_name();
begin
  if app.is_root() then return null; end if;
  insert into app.notification_causes (event, kind, record, record_id, zone_id, audience, priority, group_key, arguments, actor_id, closes)
    select w.event, 'invoice', 'invoice', n.id, n.zone_id, w.audience, 'low', 'invoice:' || n.id, jsonb_strip_nulls(jsonb_build_object('number', n.number, 'by', who)), me, w.closes
    from added n join before o on o.id = n.id
    cross join lateral (values ('over', 'nobody', array['invoice_issued'], n.status in ('paid', 'void')),
                               ('invoice_issued', 'office', null, n.status = 'issued' and o.status = 'draft'),
                               ('invoice_paid', 'office', null, n.status = 'paid')) w (event, audience, closes, is_so)
    where n.status <> o.status and w.is_so order by n.id;
  return null;
end $$;
create trigger invoices_tell_changed after update on invoices referencing new table as added old table as before for each statement
  execute function app.tell_invoices_changed();

create function app.tell_payments_added() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  me constant bigint := app.staff_id();
begin
  if app.is_root() then return null; end if;
  insert into app.notification_causes (event, kind, record, record_id, zone_id, audience, group_key, arguments, actor_id)
    select 'payment_pending', 'invoice', 'payment', p.id, p.zone_id, 'office', 'payment:' || p.id,
      jsonb_strip_nulls(jsonb_build_object('number', p.number, 'by', app.my_name())), me
    from added p where p.status = 'pending' and p.external_id is null order by p.id;
  return null;
end $$;
create trigger payments_tell_added after insert on payments referencing new table as added for each statement execute function app.tell_payments_added();
create function app.tell_payment_checked() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into app.notification_causes (event, kind, record, record_id, closes) values ('over', 'invoice', 'payment', new.id, array['payment_pending']);
  return null;
end $$;
create trigger payments_tell_checked after update of status on payments for each row
  when (old.status = 'pending' and new.status <> 'pending') execute function app.tell_payment_checked();

-- Messages are moved by the thousand, and few of them fail.
create function app.tell_message() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into app.notification_causes (event, kind, record, record_id, closes) values ('over', 'message', 'message', new.resends, array['message_failed']);
  elsif new.status in ('failed', 'expired') then
    insert into app.notification_causes (event, kind, record, record_id, zone_id, person_id, audience, priority, group_key, arguments, actor_id)
      values ('message_failed', 'message', 'message', new.id, new.zone_id, new.caused_by, 'queue', 'high', 'message_failed',
              jsonb_build_object('number', '#' || new.id), app.staff_id());
  else
    insert into app.notification_causes (event, kind, record, record_id, closes) values ('over', 'message', 'message', new.id, array['message_failed']);
  end if;
  return null;
end $$;
create trigger messages_tell_failed after update of status on messages for each row
  when (new.class <> 'otp' and (new.status in ('failed', 'expired')) <> (old.status in ('failed', 'expired'))) execute function app.tell_message();
create trigger messages_tell_resent after insert on messages for each row when (new.resends is not null) execute function app.tell_message();

create function app.tell_gateway() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  named constant jsonb := jsonb_build_object('name', new.kind || ' ' || new.id);
begin
  if new.broken_at is not null then
    insert into app.notification_causes (event, kind, record, record_id, audience, priority, group_key, arguments)
      values ('gateway_down', 'system', 'gateway', new.id, 'queue', 'urgent', 'gateway_down:' || new.id, named);
    return null;
  end if;
  insert into app.notification_causes (event, kind, record, record_id, closes) values ('over', 'system', 'gateway', new.id, array['gateway_down']);
  -- Only a probe knows that it is well; whoever changes an address merely hopes so.
  if new.checked_at is distinct from old.checked_at then
    insert into app.notification_causes (event, kind, record, record_id, audience, priority, group_key, arguments)
      values ('gateway_up', 'system', 'gateway', new.id, 'queue', 'low', 'gateway_up:' || new.id, named);
  end if;
  return null;
end $$;
create trigger gateways_tell after update on gateways for each row when ((old.broken_at is null) <> (new.broken_at is null)) execute function app.tell_gateway();

-- What only the clock tells. Every desktop and every worker asks for it each minute; at most one does it, and twice a minute at most.
alter table tickets add column warned_at timestamptz;
comment on column tickets.warned_at is 'When people were told that three quarters of its time are used.';
alter table workers add column gone_at timestamptz;
comment on column workers.gone_at is 'Since when it is known to be gone; none while it works or after it left.';
update tickets set warned_at = clock_timestamp() where status in ('open', 'assigned', 'in_progress', 'on_hold') and warning_at <= clock_timestamp();

-- Tells the admins of something that happened to the program itself. For what runs as the database's administrator, as backups do.
create function app.tell_system(p_event text, p_name text) returns void language plpgsql volatile security definer set search_path = '' as $$
begin
  if not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  insert into app.notification_causes (event, kind, audience, priority, group_key, arguments)
    values (p_event, 'system', 'admin', 'urgent', p_event, jsonb_strip_nulls(jsonb_build_object('name', p_name)));
end $$;

create function app.notification_rounds(out warned bigint, out woken bigint, out purged bigint) language plpgsql volatile security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  alone boolean;
  server app.cluster_seen;
begin
  if app.staff_role() is null and not app.is_root() and not exists (select from public.workers w where w.login = session_user and w.enabled) then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
  warned := 0; woken := 0; purged := 0;
  if not app.try_turn('notifications') then return; end if;
  update app.turns set at = moment where name = 'notifications' and at < moment - interval '30 seconds';
  if not found then return; end if;
  with soon as (
    update public.tickets t set warned_at = moment where t.id = any (array(
      select s.id from public.tickets s where s.status in ('open', 'assigned', 'in_progress', 'on_hold') and s.warning_at <= moment and s.due_at > moment
        and s.breached_at is null and (s.warned_at is null or s.warned_at < s.warning_at) and (s.clock_stopped_at is null or s.warning_at < s.clock_stopped_at)
      order by s.id limit 1000 for no key update skip locked))
    returning t.id, t.number, t.zone_id)
  insert into app.notification_causes (event, kind, record, record_id, zone_id, audience, priority, group_key, arguments)
    select 'sla_warning', 'ticket', 'ticket', s.id, s.zone_id, 'ticket_zone', 'high', 'sla:' || s.id, jsonb_build_object('number', s.number) from soon s order by s.id;
  get diagnostics warned = row_count;
  -- A worker at work is seen in each quarter of a minute.
  alone := not exists (select from public.workers w where w.enabled and w.since is not null and w.seen_at > moment - interval '60 s');
  with lost as (
    update public.workers w set gone_at = moment where w.enabled and w.since is not null and w.seen_at < moment - interval '3 min' and w.gone_at is null
    returning w.id, w.device)
  insert into app.notification_causes (event, kind, record, record_id, audience, priority, group_key, arguments)
    select 'worker_gone', 'system', 'worker', l.id, 'admin',
      case when not alone then 'low' when exists (select from public.queue_jobs j where j.run_at <= moment) then 'urgent' else 'high' end,
      'worker_gone:' || l.id, jsonb_build_object('name', l.device) from lost l;
  with back as (update public.workers w set gone_at = null where w.gone_at is not null and (w.seen_at > w.gone_at or w.since is null or not w.enabled) returning w.id)
  insert into app.notification_causes (event, kind, record, record_id, closes) select 'over', 'system', 'worker', b.id, array['worker_gone'] from back b;
  select true, s.system_identifier, c.timeline_id into server from pg_catalog.pg_control_system() s, pg_catalog.pg_control_checkpoint() c;
  update app.cluster_seen s set identifier = server.identifier, timeline = server.timeline where (s.identifier, s.timeline) is distinct from (server.identifier, server.timeline);
  if found then
    insert into app.notification_causes (event, kind, audience, priority, group_key) values ('database_restored', 'system', 'admin', 'urgent', 'database_restored');
  end if;
  woken := app.wake_notifications(moment);
  delete from public.notifications n where n.id = any (array(
    select x.id from public.notifications x where x.expires_at < moment order by x.expires_at limit 5000 for update skip locked));
  get diagnostics purged = row_count;
end $$;

-- Who slept long enough comes back as something new.
create function app.wake_notifications(p_moment timestamptz) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  awake record;
  place bigint;
  bell text;
  n bigint := 0;
begin
  if not exists (select from public.notifications x where x.snoozed_until <= p_moment) then return 0; end if;
  -- As at the end of a transaction with causes.
  perform app.take_turn('audit');
  for awake in
    select x.id, x.staff_id, x.deleted_at is null as is_there from public.notifications x where x.snoozed_until <= p_moment
    order by x.staff_id, x.seq limit 1000 for update skip locked
  loop
    if awake.is_there then
      update public.notification_heads h set seq = h.seq + 1 where h.staff_id = awake.staff_id returning h.seq, h.channel into place, bell;
    end if;
    update public.notifications x set snoozed_until = null, seq = case when awake.is_there then place else x.seq end where x.id = awake.id;
    if awake.is_there then
      perform pg_catalog.pg_notify(bell, '');
      n := n + 1;
    end if;
  end loop;
  return n;
end $$;

-- 4. What a person does with his own. Every one of these asks who calls and touches nothing of anybody else; each rings his own bell, so
-- that his other computers follow.
create function app.ring_person(p_staff bigint) returns void language plpgsql volatile security definer set search_path = '' as $$
begin
  perform pg_catalog.pg_notify(h.channel, '') from public.notification_heads h where h.staff_id = p_staff;
end $$;
create function app.refuse_nobody() returns bigint language plpgsql stable security definer set search_path = '' as $$
declare
  me constant bigint := app.staff_id();
begin
  if me is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return me;
end $$;

-- The name of one's own bell, for the listener of one's own desktop.
create function app.notification_channel() returns text language plpgsql stable security definer set search_path = '' as $$
declare
  me constant bigint := app.refuse_nobody();
begin
  return (select h.channel from public.notification_heads h where h.staff_id = me);
end $$;

create function app.mark_notifications(p_ids bigint[], p_mark text) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  me constant bigint := app.refuse_nobody();
  moment constant timestamptz := clock_timestamp();
  marked bigint;
begin
  if p_mark not in ('read', 'unread', 'archived', 'unarchived', 'awake') then
    raise exception 'VALUE_UNKNOWN' using errcode = 'AG014', detail = 'mark', hint = p_mark;
  end if;
  update public.notifications n set
      read_at = case p_mark when 'read' then moment when 'archived' then coalesce(n.read_at, moment) when 'unread' then null else n.read_at end,
      closed_at = case when p_mark <> 'unread' then n.closed_at end,
      archived_at = case p_mark when 'archived' then moment when 'awake' then n.archived_at when 'read' then n.archived_at end,
      snoozed_until = case when p_mark = 'unread' then n.snoozed_until end
    where n.staff_id = me and n.id = any (p_ids) and n.deleted_at is null
      and case p_mark when 'read' then n.read_at is null when 'unread' then n.read_at is not null when 'archived' then n.archived_at is null
            when 'unarchived' then n.archived_at is not null else n.snoozed_until is not null end;
  get diagnostics marked = row_count;
  if marked > 0 then perform app.ring_person(me); end if;
  return marked;
end $$;

-- At most 5,000 at a time: so many fit into the time that one statement may take, on a busy server too. Whoever asks does so until fewer
-- are marked.
create function app.mark_all_notifications_read(p_up_to bigint) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  me constant bigint := app.refuse_nobody();
  moment constant timestamptz := clock_timestamp();
  marked bigint;
begin
  update public.notifications n set read_at = moment, snoozed_until = null where n.id = any (array(
    select x.id from public.notifications x where x.staff_id = me and x.read_at is null and x.deleted_at is null and x.seq <= p_up_to
      and (x.snoozed_until is null or x.snoozed_until <= moment) order by x.seq desc limit 5000));
  get diagnostics marked = row_count;
  if marked > 0 then perform app.ring_person(me); end if;
  return marked;
end $$;

-- Answers how many events were new.
create function app.mark_notifications_seen() returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  me constant bigint := app.refuse_nobody();
  last bigint;
  was bigint;
begin
  select h.seq, coalesce(s.seq, 0) into last, was from public.notification_heads h left join public.notification_seen s on s.staff_id = h.staff_id where h.staff_id = me;
  if last <= was then return 0; end if;
  insert into public.notification_seen as s (staff_id, seq) values (me, last)
    on conflict (staff_id) do update set seq = excluded.seq, at = excluded.at where s.seq < excluded.seq;
  perform app.ring_person(me);
  return last - was;
end $$;

create function app.snooze_notifications(p_ids bigint[], p_until timestamptz) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  me constant bigint := app.refuse_nobody();
  moment constant timestamptz := clock_timestamp();
  marked bigint;
begin
  if p_until is null or p_until <= moment or p_until > moment + interval '91 days' then
    raise exception 'VALUE_UNKNOWN' using errcode = 'AG014', detail = 'until', hint = coalesce(p_until::text, '');
  end if;
  -- What sleeps is not read: it is to come back. It lives at least until then.
  update public.notifications n set snoozed_until = p_until, read_at = null, closed_at = null, archived_at = null,
      expires_at = greatest(n.expires_at, p_until + interval '30 days')
    where n.staff_id = me and n.id = any (p_ids) and n.deleted_at is null;
  get diagnostics marked = row_count;
  if marked > 0 then perform app.ring_person(me); end if;
  return marked;
end $$;

-- Without ids: all that are read and not put away, at most 5,000 at a time. What is deleted in several goes is taken back in one by the
-- moment of the first.
create function app.delete_notifications(p_ids bigint[], p_at timestamptz, out count bigint, out at timestamptz)
language plpgsql volatile security definer set search_path = '' as $$
declare
  me constant bigint := app.refuse_nobody();
begin
  at := coalesce(p_at, clock_timestamp());
  if at not between clock_timestamp() - interval '10 minutes' and clock_timestamp() then
    raise exception 'VALUE_UNKNOWN' using errcode = 'AG014', detail = 'at', hint = p_at::text;
  end if;
  update public.notifications n set deleted_at = at, expires_at = at + interval '1 day' where n.id = any (array(
    select x.id from public.notifications x where x.staff_id = me and x.deleted_at is null
      and case when p_ids is not null then x.id = any (p_ids) else x.read_at is not null and x.archived_at is null end order by x.seq desc limit 5000));
  get diagnostics count = row_count;
  if count > 0 then perform app.ring_person(me); end if;
end $$;
create function app.restore_notifications(p_at timestamptz) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  me constant bigint := app.refuse_nobody();
  restored bigint;
begin
  if p_at < clock_timestamp() - interval '10 minutes' then raise exception 'UNDO_LATE' using errcode = 'AG016'; end if;
  update public.notifications n set deleted_at = null, expires_at = greatest(n.updated_at + interval '90 days', n.snoozed_until + interval '30 days')
    where n.id = any (array(select x.id from public.notifications x where x.staff_id = me and x.deleted_at = p_at limit 5000));
  get diagnostics restored = row_count;
  if restored > 0 then perform app.ring_person(me); end if;
  return restored;
end $$;

-- All of one's own anew. p_choices: [{event, in_app, os, sound}], p_quiet: [{weekday, from_minute, to_minute}]; no substitute, no absence.
create function app.save_notification_preferences(p_choices jsonb, p_quiet jsonb, p_substitute bigint, p_from timestamptz, p_to timestamptz) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  me constant bigint := app.refuse_nobody();
begin
  if jsonb_array_length(p_choices) > 100 then raise exception 'VALUE_UNKNOWN' using errcode = 'AG014', detail = 'choices'; end if;
  -- Two computers of one person take turns.
  perform from public.staff s where s.id = me for no key update;
  delete from public.notification_choices c where c.staff_id = me;
  insert into public.notification_choices (staff_id, event, in_app, os, sound)
    select me, c.event, c.in_app, c.os, c.sound from jsonb_to_recordset(p_choices) c (event text, in_app boolean, os boolean, sound boolean);
  delete from public.notification_quiet q where q.staff_id = me;
  insert into public.notification_quiet (staff_id, weekday, from_minute, to_minute)
    select me, q.weekday, q.from_minute, q.to_minute from jsonb_to_recordset(p_quiet) q (weekday smallint, from_minute smallint, to_minute smallint);
  delete from public.notification_absences a where a.staff_id = me;
  if p_substitute is not null then
    if p_substitute = me or not exists (select from public.staff s where s.id = p_substitute and s.active) then
      raise exception 'VALUE_UNKNOWN' using errcode = 'AG014', detail = 'absence', hint = p_substitute::text;
    end if;
    insert into public.notification_absences values (me, p_substitute, p_from, p_to);
  end if;
  perform app.ring_person(me);
end $$;

do $$
declare
  f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'app'::regnamespace and (p.proname ~ 'notif' or p.proname ~ '^tell_'
    or p.proname in ('give_bell', 'my_name', 'mentioned', 'ring_person', 'refuse_nobody')) loop
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.notification_channel(), app.mark_notifications(bigint[], text), app.mark_all_notifications_read(bigint), app.mark_notifications_seen(),
  app.snooze_notifications(bigint[], timestamptz), app.delete_notifications(bigint[], timestamptz), app.restore_notifications(timestamptz),
  app.save_notification_preferences(jsonb, jsonb, bigint, timestamptz, timestamptz), app.notification_rounds()
  to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
grant execute on function app.notification_rounds() to aglis_worker;

reset role;
