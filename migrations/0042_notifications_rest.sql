-- What was left of the notification centre: a row that counts several things closes itself when colleagues dealt with all of them, and
-- everybody may look up how his colleagues are named. Tables and reasons stand in 0037, what an event costs in 0038.
set local role aglis_owner;

-- 1. Which records a row stands for that names none.
alter table notifications add column covers bigint[] constraint notifications_covers_of_many check (covers is null or record_id is null);
comment on column notifications.covers is
  'Records that a row counts and that are not dealt with yet; none where it names its record, or counts more than can be kept in mind.';
alter type app.notification_told add attribute covers bigint[];

-- So many records a row keeps in mind; one of more is closed by its reader.
create function app.notification_covers_most() returns int language sql immutable set search_path = '' as 'select 1000';
revoke all on function app.notification_covers_most() from public;

-- Whom the causes of a transaction concern, each folded as far as one transaction folds: a row for a record, and for more than five
-- records of one event a row that counts them. Only who may see the record at this moment, wants to hear of the event, and did not
-- do it himself; and who stands in for somebody who is away, in the same way. Takes the causes away. By person.
--
-- Only the audiences that are there are looked up, each in a statement of its own whose plan is kept: most transactions have one cause, and
-- to set up a statement takes longer than to follow it. Whoever calls has said how plans are made.
create or replace function app.take_notification_causes(p_txid xid8, p_moment timestamptz) returns app.notification_told[] language plpgsql volatile security definer
set search_path = '' as $$
declare
  priorities constant text[] := array['low', 'normal', 'high', 'urgent'];
  audiences text[] := array(select c.audience from app.notification_causes c where c.txid = p_txid and c.closes is null);
  -- The same person may be reached twice.
  reached app.notification_reach[];
  told app.notification_told[] := '{}';
  most constant int := app.notification_covers_most();
begin
  if audiences <> '{}' then
    reached := array(select row(c.id, c.person_id, null)::app.notification_reach from app.notification_causes c
      where c.txid = p_txid and c.closes is null and c.person_id is not null);
    if audiences && array['ticket', 'ticket_zone'] then
      reached := reached || array(select row(c.id, x.staff_id, null)::app.notification_reach from app.notification_causes c cross join lateral (
          select t.lead_id as staff_id from public.tickets t where t.id = c.record_id and t.lead_id is not null
          union all select h.staff_id from public.ticket_helpers h where h.ticket_id = c.record_id
          union all select w.staff_id from public.ticket_watchers w where w.ticket_id = c.record_id) x
        where c.txid = p_txid and c.closes is null and c.audience in ('ticket', 'ticket_zone'));
    end if;
    if audiences && array['registration'] then
      reached := reached || array(select row(c.id, r.technician_id, null)::app.notification_reach from app.notification_causes c
        join public.registrations r on r.id = c.record_id where c.txid = p_txid and c.closes is null and c.audience = 'registration' and r.technician_id is not null);
    end if;
    if audiences && array['ticket_zone', 'registration'] then
      reached := reached || array(select row(c.id, z.staff_id, null)::app.notification_reach from app.notification_causes c
        join public.staff_zones z on z.zone_id = c.zone_id join public.staff s on s.id = z.staff_id and s.role = 'supervisor'
        where c.txid = p_txid and c.closes is null and c.audience in ('ticket_zone', 'registration'));
    end if;
    if audiences && array['registration', 'office', 'queue', 'admin'] then
      reached := reached || array(select row(c.id, s.id, null)::app.notification_reach from app.notification_causes c join public.staff s on s.active
          and (s.role = 'office' and c.audience in ('registration', 'office', 'queue') or s.role = 'admin' and c.audience in ('queue', 'admin'))
        where c.txid = p_txid and c.closes is null and c.audience in ('registration', 'office', 'queue', 'admin'));
    end if;
    if exists (select from public.notification_absences a where p_moment >= a.from_at and p_moment < a.to_at) then
      reached := reached || array(select row(r.cause_id, a.substitute_id, r.staff_id)::app.notification_reach from unnest(reached) r
        join public.notification_absences a on a.staff_id = r.staff_id where p_moment >= a.from_at and p_moment < a.to_at);
    end if;
  end if;
  if reached <> '{}' then
    reached := array(select row(x.id, x.staff_id, x.instead_of)::app.notification_reach from (
      select distinct on (p.staff_id, coalesce(c.once, c.id::text)) c.id, p.staff_id, p.instead_of
      from unnest(reached) p join app.notification_causes c on c.id = p.cause_id and c.txid = p_txid join public.staff s on s.id = p.staff_id and s.active
      left join public.notification_choices x on x.staff_id = p.staff_id and x.event = c.event
      where p.staff_id is distinct from c.actor_id and (p.instead_of is null or p.instead_of is distinct from c.actor_id) and coalesce(x.in_app, true)
        and case s.role
          when 'supervisor' then exists (select from public.staff_zones z where z.staff_id = s.id and z.zone_id = c.zone_id)
          when 'technician' then case c.record
            when 'ticket' then exists (select from public.tickets t where t.id = c.record_id and t.lead_id = s.id)
                            or exists (select from public.ticket_helpers h where h.ticket_id = c.record_id and h.staff_id = s.id)
            when 'registration' then exists (select from public.registrations r where r.id = c.record_id and r.technician_id = s.id)
            else false end
          else true end
      -- What is for somebody himself goes before a copy, and what names him before what merely happened.
      order by p.staff_id, coalesce(c.once, c.id::text), c.event in ('ticket_assigned', 'ticket_helping', 'mentioned') desc, p.instead_of nulls first, c.id) x);
    if cardinality(audiences) = 1 then
      -- One cause: there is nothing to fold.
      told := array(select row(p.staff_id, p.instead_of, c.group_key || coalesce('/' || p.instead_of, ''), c.kind, c.event, c.record, c.record_id, c.arguments,
          array_position(priorities, c.priority), 1, null, null, null, null)::app.notification_told
        from app.notification_causes c cross join unnest(reached) p where c.txid = p_txid and c.closes is null order by p.staff_id);
    else
      told := array(
        with folded as (
          select p.staff_id as to_id, p.instead_of as for_id, c.group_key, min(c.kind) as kind, (array_agg(c.event order by c.id desc))[1] as event, min(c.record) as record,
            case when min(c.record_id) = max(c.record_id) then min(c.record_id) end as record_id,
            (array_agg(c.arguments order by c.id desc))[1] as arguments, max(array_position(priorities, c.priority)) as priority, count(*) as n, min(c.id) as place
          from unnest(reached) p join app.notification_causes c on c.id = p.cause_id and c.txid = p_txid group by p.staff_id, p.instead_of, c.group_key),
        alike as (select f.*, count(*) over (partition by f.to_id, f.for_id, f.event) as as_many from folded f)
        select row(w.to_id, w.for_id, w.group_key || coalesce('/' || w.for_id, ''), w.kind, w.event, w.record, w.record_id, w.arguments, w.priority, w.n, null, null, null, w.covers)::app.notification_told from (
          select k.to_id, k.for_id, k.group_key, k.kind, k.event, k.record, k.record_id, k.arguments, k.priority, k.n, k.place, null::bigint[] as covers from alike k where k.as_many <= 5
          union all
          select k.to_id, k.for_id, k.event || ':many', min(k.kind), k.event, min(k.record), null, '{}', max(k.priority), sum(k.n)::bigint, min(k.place),
              case when count(*) = count(k.record_id) and count(*) <= most then array_agg(k.record_id order by k.place) end
            from alike k where k.as_many > 5 group by k.to_id, k.for_id, k.event) w
        order by w.to_id, w.place);
    end if;
  end if;
  delete from app.notification_causes c where c.txid = p_txid;
  return told;
end $$;

-- The end of a transaction with causes. What folds is added to the unread row of the same; the rest are new rows. Somebody who gets more
-- rows within a minute than he can read gets one that counts the rest, a kind; what is urgent always has a row of its own. No row is
-- waited for that its reader is marking at this moment.
--
-- The turn of the trail is taken first, as the seal of the trail takes it at this same place: so places are given in the order of the
-- commits, and nobody waits in a ring. What can be known before is, because everybody who changes anything waits for that turn. However
-- much a transaction does, a person gets few rows of it, so they are gone through one by one, and written at once.
create or replace function app.notify_people() returns trigger language plpgsql security definer
set search_path = '' set jit = off set plan_cache_mode = force_generic_plan as $$
declare
  priorities constant text[] := array['low', 'normal', 'high', 'urgent'];
  moment timestamptz := clock_timestamp();
  told app.notification_told[];
  t app.notification_told;
  fresh app.notification_told[] := '{}';
  people bigint[] := '{}';
  places bigint[] := '{}';
  person bigint;
  place bigint;
  bell text;
  most constant int := app.notification_covers_most();
begin
  delete from app.notification_work where txid = new.txid;
  -- What a colleague dealt with, or what is over.
  if exists (select from app.notification_causes c where c.txid = new.txid and c.closes is not null) then
    for bell in
      with over as (
        select n.id from app.notification_causes c
        join public.notifications n on n.record = c.record and n.record_id = c.record_id and n.event = any (c.closes)
          and (c.person_id is null or c.person_id in (n.staff_id, n.instead_of))
        where c.txid = new.txid and c.closes is not null and n.read_at is null and n.deleted_at is null for update of n skip locked),
      closed as (
        update public.notifications n set closed_at = moment, read_at = moment, snoozed_until = null where n.id = any (array(select o.id from over o)) returning n.staff_id)
      select h.channel from public.notification_heads h where h.staff_id in (select c.staff_id from closed c)
    loop
      perform pg_catalog.pg_notify(bell, '');
    end loop;
    -- A row that counts several is over when the last of them is. Two who deal with two of them at once take turns, or one would be forgotten.
    if exists (
      select from app.notification_causes c join public.notifications n on n.record = c.record and n.record_id is null and n.event = any (c.closes)
        and c.record_id = any (n.covers) where c.txid = new.txid and c.closes is not null and n.read_at is null and n.deleted_at is null)
    then
      perform app.take_turn('audit');
      for bell in
        with over as (
          select n.id, array_agg(c.record_id) as records from app.notification_causes c
          join public.notifications n on n.record = c.record and n.record_id is null and n.event = any (c.closes) and c.record_id = any (n.covers)
            and (c.person_id is null or c.person_id in (n.staff_id, n.instead_of))
          where c.txid = new.txid and c.closes is not null and n.read_at is null and n.deleted_at is null group by n.id),
        held as (select n.id, n.covers from public.notifications n where n.id = any (array(select o.id from over o)) for update skip locked),
        fewer as (
          update public.notifications n set covers = x.rest, closed_at = case when x.rest = '{}' then moment end, read_at = case when x.rest = '{}' then moment end,
            snoozed_until = case when x.rest <> '{}' then n.snoozed_until end
          from (select h.id, array(select r from unnest(h.covers) r where r <> all (o.records)) as rest from held h join over o on o.id = h.id) x
          where n.id = x.id returning n.staff_id, n.closed_at)
        select h.channel from public.notification_heads h where h.staff_id in (select f.staff_id from fewer f where f.closed_at is not null)
      loop
        perform pg_catalog.pg_notify(bell, '');
      end loop;
    end if;
  end if;
  told := app.take_notification_causes(new.txid, moment);
  if told = '{}' then return null; end if;
  perform app.take_turn('audit');
  moment := clock_timestamp();
  -- Too busy to read: his newest thirty rows are all of the last minute. Mostly a look at the newest says no.
  told := array(select row(a.staff_id, a.instead_of, a.group_key, a.kind, a.event, a.record, a.record_id, a.arguments, a.priority, a.n, h.seq, f.id,
      not exists (select from (select n.created_at from public.notifications n where n.staff_id = a.staff_id order by n.seq desc limit 30) x
                  where x.created_at <= moment - interval '1 minute')
      and exists (select from public.notifications n where n.staff_id = a.staff_id order by n.seq desc offset 29), a.covers)::app.notification_told
    from unnest(told) with ordinality a (staff_id, instead_of, group_key, kind, event, record, record_id, arguments, priority, n, seq, fold, is_busy, covers, ord)
    join public.notification_heads h on h.staff_id = a.staff_id
    left join lateral (
      select n.id from public.notifications n where n.staff_id = a.staff_id and n.group_key = a.group_key and n.read_at is null and n.deleted_at is null
      order by n.seq desc limit 1 for update skip locked) f on true
    order by a.ord);
  foreach t in array told loop
    if person is distinct from t.staff_id then
      person := t.staff_id;
      place := t.seq;
      people := people || person;
      places := places || place;
    end if;
    place := place + t.n;
    places[cardinality(places)] := place;
    t.seq := place;
    if t.fold is null and (not t.is_busy or t.priority = 4 or t.record_id is null) then
      fresh := fresh || t;
      continue;
    elsif t.fold is null then
      t.group_key := 'burst:' || t.kind || coalesce('/' || t.instead_of, '');
      t.event := 'burst';
      t.record_id := null;
      t.arguments := '{}';
      t.fold := (select n.id from public.notifications n where n.staff_id = person and n.group_key = t.group_key and n.read_at is null and n.deleted_at is null
                 order by n.seq desc limit 1 for update skip locked);
      if t.fold is null then
        -- The next of the same burst finds it.
        insert into public.notifications (staff_id, seq, kind, event, record, priority, group_key, count, instead_of, created_at, updated_at, expires_at)
          values (person, place, t.kind, t.event, t.record, priorities[t.priority], t.group_key, t.n, t.instead_of, moment, moment, moment + interval '90 days');
        continue;
      end if;
    end if;
    update public.notifications n set seq = place, event = t.event, arguments = t.arguments, count = n.count + t.n,
        priority = priorities[greatest(t.priority, array_position(priorities, n.priority))], record_id = case when n.record_id = t.record_id then n.record_id end,
        covers = case when cardinality(n.covers || t.covers) <= most then n.covers || t.covers end,
        snoozed_until = case when t.priority < 4 then n.snoozed_until end, updated_at = moment, expires_at = moment + interval '90 days'
      where n.id = t.fold;
  end loop;
  if fresh <> '{}' then
    insert into public.notifications (staff_id, seq, kind, event, record, record_id, arguments, priority, group_key, count, covers, instead_of, created_at, updated_at, expires_at)
      select f.staff_id, f.seq, f.kind, f.event, f.record, f.record_id, f.arguments, priorities[f.priority], f.group_key, f.n, f.covers, f.instead_of, moment, moment,
        moment + interval '90 days' from unnest(fresh) f;
  end if;
  for bell in
    update public.notification_heads h set seq = p.place from unnest(people, places) p (person, place) where h.staff_id = p.person returning h.channel
  loop
    perform pg_catalog.pg_notify(bell, '');
  end loop;
  return null;
end $$;

-- 2. How people are named: in a note, or as who stands in for somebody. Technicians do both, and read no login elsewhere.
create function app.people() returns table (id bigint, login text, name text, role text) language plpgsql stable security definer set search_path = '' as $$
begin
  if app.staff_role() is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return query select s.id, s.username, s.name, s.role::text from public.staff s where s.active order by s.name, s.id;
end $$;
revoke all on function app.people() from public;
grant execute on function app.people() to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;

reset role;
