-- The same queue with less work a turn. Nothing that it promises changes; the tables and their reasons stand in 0025, the work in 0026
-- and 0030. What cost: functions in the language sql that are secured by a search path are planned anew at every call; a turn that gives
-- the go claimed, started and answered in three passes; and settling looked up every job twice.
set local role aglis_owner;

-- 1. Questions that every turn and every enqueue asks: in plpgsql their plans are kept.
create or replace function app.is_root() returns boolean language plpgsql stable set search_path = '' as $$
begin
  return (select r.rolsuper or pg_catalog.pg_has_role(session_user, 'aglis_owner', 'member') from pg_catalog.pg_roles r where r.rolname = session_user);
end $$;
create or replace function app.is_worker(p_worker int) returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (select from public.workers w where w.id = p_worker and w.login = session_user and w.enabled);
end $$;
create or replace function app.after_quiet(p_moment timestamptz) returns timestamptz language plpgsql stable security definer set search_path = '' as $$
declare
  zone text;
  clock time;
  day date;
  quiet_from time;
  quiet_to time;
begin
  select r.quiet_from, r.quiet_to into quiet_from, quiet_to from public.queue_rules r;
  if quiet_from = quiet_to then return null; end if;
  zone := app.business_zone();
  clock := (p_moment at time zone zone)::time;
  day := (p_moment at time zone zone)::date;
  return case
    when quiet_from < quiet_to and clock >= quiet_from and clock < quiet_to then (day + quiet_to) at time zone zone
    when quiet_from > quiet_to and clock >= quiet_from then (day + 1 + quiet_to) at time zone zone
    when quiet_from > quiet_to and clock < quiet_to then (day + quiet_to) at time zone zone end;
end $$;

-- How many more broadcasts may go out today. Those under way count as well, and no more are counted than may be.
create function app.bulk_left(p_moment timestamptz) returns int language plpgsql stable security definer set search_path = '' as $$
declare
  most int := (select r.bulk_a_day from public.queue_rules r);
  zone text := app.business_zone();
  midnight timestamptz := (p_moment at time zone zone)::date::timestamp at time zone zone;
begin
  return most - (select count(*) from (select from public.queue_attempts a where a.lane = 3 and a.outcome in ('accepted', 'unknown') and a.ended_at >= midnight limit most) a)
              - (select count(*) from public.queue_jobs j where j.lane = 3 and j.wire_at is not null);
end $$;
create function app.next_midnight(p_moment timestamptz) returns timestamptz language plpgsql stable security definer set search_path = '' as $$
declare
  zone text := app.business_zone();
begin
  return ((p_moment at time zone zone)::date + 1)::timestamp at time zone zone;
end $$;
create or replace function app.after_bulk(p_moment timestamptz) returns timestamptz language plpgsql stable security definer set search_path = '' as $$
begin
  return case when app.bulk_left(p_moment) <= 0 then app.next_midnight(p_moment) end;
end $$;
create or replace function app.message_category(p_template text) returns text language plpgsql immutable set search_path = '' as $$
begin
  return case when p_template is null then 'service'
              when p_template in ('invoice_issued', 'reminder_1', 'reminder_2', 'reminder_3', 'payment_received') then 'billing'
              when p_template in ('ticket_assigned', 'ticket_update', 'status_update') then 'service'
              when p_template = 'broadcast' then 'broadcast' end;
end $$;

-- Brings what gateways reported of these messages into them. As in 0026.
create or replace function app.apply_reports(p_messages bigint[]) returns void language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.messages m set
    status = case when r.best > app.message_rank(m.status) and m.status in ('queued', 'sending', 'unknown', 'accepted', 'sent', 'delivered') or r.best > 0 and m.status = 'failed' then r.word
                  when r.failed and m.status in ('sending', 'unknown', 'accepted', 'sent') then 'failed' else m.status end,
    reason = case when r.best > 0 then null when r.failed then coalesce(r.why, m.reason) else m.reason end,
    sent_at = coalesce(m.sent_at, r.sent_at, r.delivered_at, r.read_at),
    delivered_at = coalesce(m.delivered_at, r.delivered_at, r.read_at),
    read_at = coalesce(m.read_at, r.read_at),
    ended_at = case when r.failed and r.best = 0 then coalesce(m.ended_at, clock_timestamp()) else m.ended_at end
  from (select x.id, coalesce(max(app.message_rank(g.status)) filter (where g.status <> 'failed'), 0) as best,
               (array['sent', 'delivered', 'read'])[max(app.message_rank(g.status)) filter (where g.status <> 'failed') - 3] as word,
               bool_or(g.status = 'failed') as failed, max(g.reason) filter (where g.status = 'failed') as why,
               max(g.at) filter (where g.status = 'sent') as sent_at, max(g.at) filter (where g.status = 'delivered') as delivered_at,
               max(g.at) filter (where g.status = 'read') as read_at
        from public.messages x join public.gateway_reports g on g.gateway::text = x.gateway and g.ref = x.gateway_ref
        where x.id = any (p_messages) group by x.id) r
  where m.id = r.id;
end $$;
create or replace function app.message_rank(p_status text) returns int language plpgsql immutable set search_path = '' as $$
begin
  return case p_status when 'queued' then 0 when 'sending' then 1 when 'unknown' then 2 when 'accepted' then 3 when 'sent' then 4
    when 'delivered' then 5 when 'read' then 6 else 10 end;
end $$;

-- 2. Ends or keeps the jobs that a worker held; the outcomes are those of 0026. What ended is one statement, and most turns have no other.
create or replace function app.settle_jobs(p_worker int, p_ids bigint[], p_fences int[], p_outcomes text[], p_errors text[], p_refs text[], p_after real[])
returns int language plpgsql volatile security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  most smallint;
  pause interval;
  settled int;
  n int;
  touched bigint[];
begin
  if p_outcomes && array['refused', 'channel'] then
    perform app.open_breaker(p_worker, p_ids, p_outcomes, p_errors);
    -- What its breaker holds back was no try.
    select array_agg(case when x.outcome = 'channel' or x.outcome = 'refused' and g.broken_at is not null then 'release' when x.outcome = 'refused' then 'retry' else x.outcome end order by x.n)
      into p_outcomes
      from unnest(p_ids, p_outcomes) with ordinality x(id, outcome, n) left join public.queue_jobs j on j.id = x.id and j.id = any (p_ids)
      left join public.gateways g on g.id = j.gateway;
  end if;
  select r.attempts_max, r.backoff into most, pause from public.queue_rules r;
  with gone as (
    delete from public.queue_jobs j using unnest(p_ids, p_fences, p_outcomes, p_errors, p_refs) i(id, fence, outcome, error, ref)
    where j.id = i.id and j.fence = i.fence and j.worker = p_worker
      and (i.outcome in ('accepted', 'failed', 'unknown') or i.outcome = 'retry' and j.attempt >= most or j.cancel_asked)
    returning j.id, j.message_id, j.lane, j.attempt, j.gateway, j.slot, j.created_at, j.claimed_at, j.wire_at, i.error, i.ref,
      case when i.outcome in ('accepted', 'failed', 'unknown') then i.outcome when j.cancel_asked then 'cancelled' else 'failed' end as outcome),
  tokens as (
    update public.queue_tokens t set free_at = moment + g.rate_window from gone z join public.gateways g on g.id = z.gateway where t.gateway = z.gateway and t.slot = z.slot),
  history as (
    insert into public.queue_attempts (job_id, message_id, lane, attempt, worker, gateway, outcome, error, queued_at, claimed_at, wire_at, ended_at)
    select id, message_id, lane, attempt, p_worker, gateway, outcome, left(error, 500), created_at, claimed_at, wire_at, moment from gone),
  told as (
    update public.messages m set
      -- A report may have been faster than the answer.
      status = case when m.status in ('sent', 'delivered', 'read') then m.status else z.outcome end,
      reason = case when z.outcome = 'accepted' then null else coalesce(left(z.error, 500), m.reason) end,
      gateway = coalesce(z.gateway::text, m.gateway), gateway_ref = coalesce(z.ref, m.gateway_ref), attempts = z.attempt,
      unknown_at = case when z.outcome = 'unknown' then moment else null end,
      ended_at = case when z.outcome in ('failed', 'cancelled') then moment else null end
    from gone z where m.id = z.message_id
    returning m.id, m.gateway_ref)
  select (select count(*) from gone), (select array_agg(id) from told where gateway_ref is not null) into settled, touched;
  if p_outcomes && array['retry', 'release'] then
    with kept as (
      update public.queue_jobs j set worker = null, wire_at = null, attempt = j.attempt - (i.outcome = 'release')::int,
        run_at = case when i.outcome = 'retry' then moment + greatest(i.after * interval '1 s', pause * 2 ^ (j.attempt - 1) * (0.9 + 0.2 * random())) else moment end
      from unnest(p_ids, p_fences, p_outcomes, p_errors, p_after) i(id, fence, outcome, error, after)
      where j.id = i.id and j.id = any (p_ids) and j.fence = i.fence and j.worker = p_worker
        and (i.outcome = 'release' or i.outcome = 'retry' and j.attempt < most) and not j.cancel_asked
      returning j.id, j.message_id, j.lane, j.attempt, j.gateway, j.slot, j.created_at, j.claimed_at, j.wire_at, i.error, i.outcome),
    tokens as (
      update public.queue_tokens t set free_at = case when z.outcome = 'release' then moment else moment + g.rate_window end
      from kept z join public.gateways g on g.id = z.gateway where t.gateway = z.gateway and t.slot = z.slot),
    history as (
      insert into public.queue_attempts (job_id, message_id, lane, attempt, worker, gateway, outcome, error, queued_at, claimed_at, wire_at, ended_at)
      select id, message_id, lane, attempt, p_worker, gateway, 'retry', left(error, 500), created_at, claimed_at, wire_at, moment from kept where outcome = 'retry'),
    told as (
      update public.messages m set
        status = case when m.status in ('sent', 'delivered', 'read') then m.status else 'queued' end,
        reason = case when z.outcome = 'retry' then coalesce(left(z.error, 500), m.reason) else m.reason end,
        gateway = coalesce(z.gateway::text, m.gateway), attempts = z.attempt, unknown_at = null, ended_at = null
      from kept z where m.id = z.message_id
      returning m.id, m.gateway_ref)
    select (select count(*) from kept), touched || (select array_agg(id) from told where gateway_ref is not null) into n, touched;
    settled := settled + n;
  end if;
  if touched is not null then perform app.apply_reports(touched); end if;
  return settled;
end $$;

-- 3. One turn of a worker, with or without the go: settles what ended, claims up to p_want jobs, and says in a last row without id how long
-- there is nothing to do. A worker wants one more than it sends at once; that place only passwords take. With p_go it answers what may
-- go out at once, under the rules of app.start_jobs, in the same pass: a message costs one commit and one write of its job between the
-- queue and the wire, and what has to wait is not claimed at all. limited says that the way has a rate: then nothing is held in reserve.
create function app.queue_turn(p_worker int, p_want int, p_go boolean, p_ids bigint[], p_fences int[], p_outcomes text[], p_errors text[], p_refs text[], p_after real[], p_tell boolean)
returns table (id bigint, fence int, lane smallint, attempt smallint, message_id bigint, recipient text, template text, locale text, body text,
               gateway smallint, version int, wait_ms float8, probe smallint, lease_ms float8, limited boolean)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  moment timestamptz;
  seen timestamptz;
  swept timestamptz;
  held_for interval;
  probe_every interval;
  way smallint;
  way_version int;
  rate int;
  rate_window interval;
  spacing interval;
  slots int[];
  room int := p_want;
  free int;
  caps int[];
  ids bigint[];
  -- Where the rows lie. They are locked, so that they stay there, and are found again without an index.
  tids tid[];
  taken int := 0;
  odd boolean;
  judged boolean;
  asked smallint;
  next_at timestamptz;
  probe_at timestamptz;
  job record;
  who text;
  -- Until when each class of this recipient has to wait for what was decided in this very turn.
  waits timestamptz[];
  later timestamptz;
  quiet timestamptz;
  left_today int;
  going bigint[] := '{}';
  going_tids tid[] := '{}';
  ended text;
begin
  select w.seen_at, r.swept_at, r.lease, r.probe_every into seen, swept, held_for, probe_every from public.workers w, public.queue_rules r
    where w.id = p_worker and w.login = session_user and w.enabled;
  if not found then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if cardinality(p_ids) > 0 then
    perform app.settle_jobs(p_worker, p_ids, p_fences, p_outcomes, p_errors, p_refs, p_after);
  end if;
  -- Pages are told about once a second, however much is sent.
  if p_tell then perform pg_notify('aglis', 'Messages'); end if;
  moment := clock_timestamp();
  if seen is null or seen < moment - interval '10 s' then
    update public.workers w set seen_at = moment where w.id = p_worker;
  end if;
  if swept < moment - interval '5 s' then perform app.sweep_queue(); end if;
  next_at := moment + interval '15 s';
  select min(g.probe_at) filter (where g.broken_at is not null), min(g.id) filter (where g.broken_at is null and g.paused_at is null)
    into probe_at, way from public.gateways g where g.active;
  -- A worker that wants nothing has no token, so it cannot ask either.
  if probe_at <= moment and p_want > 0 then
    update public.gateways g set probe_at = moment + probe_every where g.id = (
      select x.id from public.gateways x where x.active and x.broken_at is not null and x.probe_at <= moment order by x.id limit 1 for update skip locked)
      returning g.id into asked;
    select min(g.probe_at) into probe_at from public.gateways g where g.active and g.broken_at is not null;
  end if;
  next_at := least(next_at, probe_at);
  if way is not null then
    select g.version, g.rate, g.rate_window, g.spacing into way_version, rate, rate_window, spacing from public.gateways g where g.id = way;
  end if;
  if way is not null and p_want > 0 then
    if rate is not null then
      select array_agg(t.slot) into slots from (
        select t.slot from public.queue_tokens t where t.gateway = way and t.free_at <= moment order by t.free_at, t.slot limit p_want for update skip locked) t;
      room := coalesce(cardinality(slots), 0);
      select count(*) into free from public.queue_tokens t where t.gateway = way and t.free_at <= moment;
    end if;
    -- One of what is wanted is kept for passwords, so that none waits for a send of another class to end. And sums the caps above:
    -- what a lane takes, it takes from what it must leave to those above it.
    select array_agg(case when l.paused_at is not null then 0 when l.lane = 0 then room
                          else greatest(0, least(room, p_want - 1, case when rate is null then room else free - rate * l.leaves / 100 end)) end
                     order by l.lane) into caps from public.queue_lanes l;
    if room > 0 then
      with q0 as materialized (select j.ctid as tid, j.id, j.expires_at, j.worker, j.lost, j.cancel_asked, j.recipient from public.queue_jobs j where j.lane = 0 and j.run_at <= moment and j.wire_at is null
                               order by j.run_at, j.id limit caps[1] for update skip locked),
      q1 as materialized (select j.ctid as tid, j.id, j.expires_at, j.worker, j.lost, j.cancel_asked, j.recipient from public.queue_jobs j where j.lane = 1 and j.run_at <= moment and j.wire_at is null
                          order by j.run_at, j.id limit greatest(0, least(caps[2], room) - (select count(*) from q0)) for update skip locked),
      q2 as materialized (select j.ctid as tid, j.id, j.expires_at, j.worker, j.lost, j.cancel_asked, j.recipient from public.queue_jobs j where j.lane = 2 and j.run_at <= moment and j.wire_at is null
                          order by j.run_at, j.id limit greatest(0, least(caps[3], room) - (select count(*) from q0) - (select count(*) from q1)) for update skip locked),
      q3 as materialized (select j.ctid as tid, j.id, j.expires_at, j.worker, j.lost, j.cancel_asked, j.recipient from public.queue_jobs j where j.lane = 3 and j.run_at <= moment and j.wire_at is null
                          order by j.run_at, j.id limit greatest(0, least(caps[4], room) - (select count(*) from q0) - (select count(*) from q1) - (select count(*) from q2)) for update skip locked)
      select array_agg(q.id), array_agg(q.tid), bool_or(q.expires_at <= moment or q.worker is not null and q.lost >= 2), bool_or(q.recipient is not null or q.cancel_asked) into ids, tids, odd, judged
      from (select * from q0 union all select * from q1 union all select * from q2 union all select * from q3) q;
    end if;
    -- Too late, or taken up three times by programs that died of it.
    if odd then
      with gone as (delete from public.queue_jobs j where j.id = any (ids) and (j.expires_at <= moment or j.worker is not null and j.lost >= 2)
                    returning j.*, case when j.expires_at <= moment then 'expired' else 'poison' end as outcome),
      history as (insert into public.queue_attempts (job_id, message_id, lane, attempt, worker, gateway, outcome, queued_at, claimed_at, ended_at)
                  select id, message_id, lane, attempt, worker, gateway, outcome, created_at, claimed_at, moment from gone),
      told as (update public.messages m set status = case g.outcome when 'poison' then 'failed' else g.outcome end, attempts = g.attempt,
                 reason = case g.outcome when 'poison' then 'POISON' end, ended_at = moment from gone g where m.id = g.message_id)
      select array(select x from unnest(ids) x where x not in (select g.id from gone g)) into ids;
      select array_agg(j.id), array_agg(j.ctid) into ids, tids from public.queue_jobs j where j.id = any (ids);
      next_at := moment;
    end if;
    taken := coalesce(cardinality(ids), 0);
    if taken > 0 and p_go and judged then
      quiet := app.after_quiet(moment);
      -- In one order, so that workers who write to the same people do not wait for each other in a ring.
      for job in
        select j.ctid as tid, j.id, j.lane, j.attempt, j.recipient, j.cancel_asked, j.message_id, coalesce(m.exempt, false) as exempt,
          j.lane > 0 and exists (select from public.message_optouts o where o.recipient = j.recipient and o.category = app.message_category(m.template)) as spared,
          -- An older one of its class to this person that is on its way or waits for another try goes first.
          case when j.lane > 0 then (
            select max(case when o.worker is null then o.run_at else moment + greatest(spacing, '1 s') end) from public.queue_jobs o
            where o.recipient = j.recipient and o.lane = j.lane and o.id < j.id and o.attempt > 0) end as older
        from public.queue_jobs j left join public.messages m on m.id = j.message_id where j.id = any (ids) order by j.recipient, j.id
      loop
        ended := case when job.cancel_asked then 'cancelled' when job.spared then 'opted_out' end;
        if ended is not null then
          with gone as (delete from public.queue_jobs j where j.id = job.id returning j.*),
          history as (insert into public.queue_attempts (job_id, message_id, lane, attempt, worker, gateway, outcome, queued_at, claimed_at, ended_at)
                      select id, message_id, lane, attempt + 1, p_worker, way, ended, created_at, moment, moment from gone)
          update public.messages m set status = ended, ended_at = moment where m.id = job.message_id;
          continue;
        end if;
        later := null;
        if job.recipient is distinct from who then
          who := job.recipient;
          waits := array[null, null, null, null]::timestamptz[];
        end if;
        if job.recipient is not null and job.lane > 0 then
          later := greatest(greatest(job.older, waits[job.lane + 1]) + interval '1 ms', case when not job.exempt then quiet end);
          if job.lane = 3 and later is null then
            left_today := coalesce(left_today, app.bulk_left(moment));
            if left_today <= 0 then later := app.next_midnight(moment); end if;
          end if;
          if later is null then
            insert into public.queue_recipients as r (recipient, free_at) values (job.recipient, moment + spacing)
              on conflict (recipient) do update set free_at = excluded.free_at where r.free_at <= clock_timestamp();
            if not found then select r.free_at into later from public.queue_recipients r where r.recipient = job.recipient; end if;
          end if;
        elsif job.recipient is not null then
          insert into public.queue_recipients as r (recipient, free_at) values (job.recipient, moment + spacing)
            on conflict (recipient) do update set free_at = greatest(r.free_at, excluded.free_at);
        end if;
        if later is null then
          going := going || job.id;
          going_tids := going_tids || job.tid;
          if job.lane = 3 then left_today := left_today - 1; end if;
          waits[job.lane + 1] := moment + greatest(spacing, '1 s');
        else
          update public.queue_jobs j set worker = null, fence = j.fence + 1, lost = j.lost + (j.worker is not null)::int, run_at = greatest(later, moment) where j.id = job.id;
          if job.attempt > 0 then waits[job.lane + 1] := later; end if;
        end if;
      end loop;
      -- What was held back left its place to the next in line.
      if cardinality(going) < taken then next_at := moment; end if;
      ids := going;
      tids := going_tids;
      taken := cardinality(going);
    end if;
    if taken > 0 then
      if rate is not null then
        update public.queue_tokens t set free_at = moment + held_for + rate_window where t.gateway = way and t.slot = any (slots[1 : taken]);
      end if;
      return query
      with u as (
        update public.queue_jobs j set run_at = moment + held_for, claimed_at = moment, wire_at = case when p_go then moment end, attempt = j.attempt + 1, fence = j.fence + 1,
          lost = j.lost + (j.worker is not null)::int, worker = p_worker, gateway = way, slot = slots[array_position(ids, j.id)]
        -- = any(array) and no join: a join reads the whole table under a generic plan.
        where j.ctid = any (tids) returning j.id, j.fence, j.lane, j.attempt, j.message_id, j.recipient, j.body),
      told as (update public.messages m set status = 'sending' from u where p_go and m.id = u.message_id and m.status = 'queued')
      select u.id, u.fence, u.lane, u.attempt, u.message_id, u.recipient, m.template, m.locale, coalesce(u.body, m.body), way, way_version,
             null::float8, null::smallint, null::float8, null::boolean
      from u left join public.messages m on m.id = u.message_id order by u.lane, u.id;
    end if;
    -- When the next job is due or, where jobs wait for the rate, the next token. Who has all he wanted comes back when one of them ended.
    if taken < p_want then
      next_at := least(next_at, (select min(n.run_at) from public.queue_lanes l, lateral (
        select j.run_at from public.queue_jobs j where j.lane = l.lane and j.run_at > moment and j.wire_at is null order by j.run_at limit 1) n where l.paused_at is null));
      if rate is not null and exists (
        select from public.queue_lanes l, lateral (select from public.queue_jobs j where j.lane = l.lane and j.run_at <= moment and j.wire_at is null limit 1) n where l.paused_at is null) then
        next_at := least(next_at, (select min(t.free_at) from public.queue_tokens t where t.gateway = way and t.free_at > moment));
      end if;
    end if;
  end if;
  return query select null::bigint, null::int, null::smallint, null::smallint, null::bigint, null::text, null::text, null::text, null::text,
    way, way_version, greatest(0, 1000 * extract(epoch from next_at - clock_timestamp()))::float8, asked, (1000 * extract(epoch from held_for))::float8, rate is not null;
end $$;

-- Programs of before ask by these names.
create or replace function app.take_jobs(p_worker int, p_want int, p_ids bigint[], p_fences int[], p_outcomes text[], p_errors text[], p_refs text[], p_after real[], p_tell boolean)
returns table (id bigint, fence int, lane smallint, attempt smallint, message_id bigint, recipient text, template text, locale text, body text,
               gateway smallint, version int, wait_ms float8, probe smallint, lease_ms float8)
language plpgsql volatile security definer set search_path = '' as $$
begin
  return query select t.id, t.fence, t.lane, t.attempt, t.message_id, t.recipient, t.template, t.locale, t.body, t.gateway, t.version, t.wait_ms, t.probe, t.lease_ms
    from app.queue_turn(p_worker, p_want, false, p_ids, p_fences, p_outcomes, p_errors, p_refs, p_after, p_tell) t;
end $$;
create or replace function app.take_and_start_jobs(p_worker int, p_want int, p_ids bigint[], p_fences int[], p_outcomes text[], p_errors text[], p_refs text[], p_after real[], p_tell boolean)
returns table (id bigint, fence int, lane smallint, attempt smallint, message_id bigint, recipient text, template text, locale text, body text,
               gateway smallint, version int, wait_ms float8, probe smallint, lease_ms float8)
language plpgsql volatile security definer set search_path = '' as $$
begin
  return query select t.id, t.fence, t.lane, t.attempt, t.message_id, t.recipient, t.template, t.locale, t.body, t.gateway, t.version, t.wait_ms, t.probe, t.lease_ms
    from app.queue_turn(p_worker, p_want, true, p_ids, p_fences, p_outcomes, p_errors, p_refs, p_after, p_tell) t;
end $$;

-- 4. As in 0028. It was planned anew at every call, which took longer than the rest of a single message; and each job was looked for among
-- all messages of the call, so that five thousand took half a minute.
create or replace function app.send_messages(p_messages jsonb) returns table (place int, id bigint, status text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  acting text := app.staff_role()::text;
  zones bigint[] := app.my_zones();
  mine bigint[];
  moment timestamptz := clock_timestamp();
  pace interval;
begin
  if acting is null and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if exists (select from jsonb_array_elements(p_messages) e where e ->> 'secret' is not null and e ->> 'class' is distinct from 'otp') then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
  if not exists (select from public.gateways g where g.active) then
    -- What happens by itself waits for nobody; what a person asked for is answered.
    if exists (select from jsonb_array_elements(p_messages) e where e ->> 'cause' in ('by_hand', 'test', 'broadcast', 'phone_check')) then
      raise exception 'NO_GATEWAY' using errcode = 'AG040';
    end if;
    return query select n::int, null::bigint, 'no_gateway' from generate_series(1, jsonb_array_length(p_messages)) n;
    return;
  end if;
  if acting = 'technician' then mine := app.my_tickets(); end if;
  select coalesce(g.rate_window / (g.rate * (100 - l.leaves) / 100.0), interval '0') into pace from public.gateways g, public.queue_lanes l
    where g.active and l.lane = 3 order by g.id limit 1;
  return query
  with read as materialized (
    select e.n::int as place, e.j, (e.j ->> 'class') as class, (e.j ->> 'template') as template, coalesce(e.j ->> 'locale', 'id') as locale,
      coalesce(e.j ->> 'dedupe', 'once:' || public.gen_random_uuid()) as dedupe,
      (e.j ->> 'customer_id')::bigint as customer_id, (e.j ->> 'registration_id')::bigint as registration_id, (e.j ->> 'ticket_id')::bigint as ticket_id,
      (e.j ->> 'invoice_id')::bigint as invoice_id, (e.j #>> '{to,staff}')::bigint as to_staff, (e.j #>> '{to,customer}')::bigint as to_customer,
      (e.j #>> '{to,registration}')::bigint as to_registration, coalesce((e.j #>> '{to,group}')::boolean, false) as to_group, e.j #>> '{to,phone}' as to_phone
    from jsonb_array_elements(p_messages) with ordinality e (j, n)),
  asked as materialized (
    select r.*, coalesce(r.to_customer, r.customer_id) as customer, coalesce(r.to_registration, r.registration_id) as registration,
      num_nonnulls(r.to_staff, r.to_customer, r.to_registration, r.to_phone) + r.to_group::int as recipients
    from read r),
  known as materialized (
    select a.*, case when a.to_customer is not null then k.phone when a.to_registration is not null then r.phone when a.to_staff is not null then s.phone
                     when a.to_group then rules.group_address else a.to_phone end as recipient,
      coalesce(case when a.to_customer is not null then k.name when a.to_registration is not null then r.name when a.to_staff is not null then s.name end, '') as name,
      coalesce(t.zone_id, i.zone_id, c.zone_id, r.zone_id) as zone_id,
      a.class = 'otp' or a.to_staff is not null or a.to_group
        or acting is distinct from 'technician' and coalesce((a.j ->> 'exempt')::boolean, false) as exempt,
      greatest((a.j ->> 'at')::timestamptz, moment) as at,
      case when acting is null or acting = 'admin' then true
           when a.to_phone is not null then false
           when acting = 'technician' then
             a.recipients = 1 and a.class in ('notification', 'group') and a.ticket_id = any (mine) and a.invoice_id is null
             and (a.customer_id is null or a.customer_id = t.customer_id) and (a.registration_id is null or a.registration_id = t.registration_id)
             and (a.to_group or a.to_customer = t.customer_id or a.to_registration = t.registration_id or a.to_staff in (
               select t.lead_id union all select h.staff_id from public.ticket_helpers h where h.ticket_id = t.id
               union all select w.staff_id from public.ticket_watchers w where w.ticket_id = t.id
               union all select e.actor_id from public.timeline e where e.ticket_id = t.id and e.event = 'created'))
           when acting = 'supervisor' then
             a.recipients <= 1 and a.class <> 'otp' and num_nonnulls(a.customer, a.registration, a.ticket_id, a.invoice_id) > 0
             -- Where two records of a kind are named they are one, and all of them lie in his zones.
             and a.customer is not distinct from coalesce(a.customer_id, a.customer) and a.registration is not distinct from coalesce(a.registration_id, a.registration)
             and (a.customer is null or c.zone_id = any (zones)) and (a.registration is null or r.zone_id = any (zones))
             and (a.ticket_id is null or t.zone_id = any (zones)) and (a.invoice_id is null or i.zone_id = any (zones))
             -- All of them are about one person.
             and (a.customer is null or (a.ticket_id is null or t.customer_id = a.customer) and (a.invoice_id is null or i.customer_id = a.customer)
                  and (a.registration is null or r.customer_id = a.customer))
             and (a.ticket_id is null or a.invoice_id is null or t.customer_id = i.customer_id)
             and (a.registration is null or (a.ticket_id is null or t.registration_id = a.registration or t.customer_id = r.customer_id)
                  and (a.invoice_id is null or i.customer_id = r.customer_id))
           else true end as allowed
    from asked a cross join public.queue_rules rules
    left join public.customers c on c.id = a.customer
    left join public.contacts k on k.id = c.contact_id
    left join public.registrations r on r.id = a.registration
    left join public.staff s on s.id = a.to_staff and s.active
    left join public.tickets t on t.id = a.ticket_id
    left join public.invoices i on i.id = a.invoice_id),
  judged as materialized (
    select k.*, app.refuse_unless(k.allowed) as passed, l.lane, l.life,
      case when k.recipient is null then 'no_phone'
           when k.template = any (rules.silent) and k.j ->> 'cause' not in ('by_hand', 'test') then 'silent'
           when k.class <> 'otp' and exists (select from public.message_optouts o where o.recipient = k.recipient and o.category = app.message_category(k.template)) then 'opted_out'
           else 'queued' end as fate,
      case when k.class = 'bulk' then (row_number() over (partition by k.class order by k.place) - 1) * pace else interval '0' end as after,
      case when k.exempt or l.lane = 0 then k.at else coalesce(app.after_quiet(k.at), k.at) end as due,
      row_number() over (partition by k.dedupe order by k.place) = 1 as first
    from known k cross join public.queue_rules rules join public.queue_lanes l on l.class = k.class),
  kept as (
    insert into public.messages (class, template, template_version, locale, recipient, recipient_name, body, status, customer_id, registration_id, ticket_id, invoice_id,
                                 zone_id, dedupe_key, scheduled_at, cause, exempt, resends, ended_at)
    select j.class, j.template, (j.j ->> 'version')::int, j.locale, j.recipient, left(j.name, 200), j.j ->> 'body', j.fate, j.customer,
      j.registration, j.ticket_id, j.invoice_id, j.zone_id, j.dedupe, case when j.due > moment then j.due end, j.j ->> 'cause',
      j.exempt, (j.j ->> 'resends')::bigint, case when j.fate = 'opted_out' then moment end
    from judged j where j.fate in ('queued', 'opted_out') and j.first order by j.place
    on conflict (dedupe_key) do nothing
    returning id, dedupe_key),
  made as materialized (select coalesce(jsonb_object_agg(k.dedupe_key, k.id), '{}') as ids from kept k),
  work as (
    insert into public.queue_jobs (lane, run_at, expires_at, message_id, recipient, body)
    select j.lane, j.due + j.after, j.due + j.after + j.life, (m.ids ->> j.dedupe)::bigint, j.recipient, j.j ->> 'secret'
    from judged j cross join made m where j.fate = 'queued' and j.first and m.ids ? j.dedupe order by j.place
    returning lane)
  select j.place, case when j.first then (m.ids ->> j.dedupe)::bigint end,
    case when j.fate in ('queued', 'opted_out') and (not j.first or not m.ids ? j.dedupe) then 'twice' else j.fate end
  from judged j cross join made m order by j.place;
  -- One bell a transaction: those of the same words are rung once. Pages that show messages hear of it, too.
  perform pg_notify('aglis_queue', ''), pg_notify('aglis', 'Messages');
end $$;

revoke all on function app.bulk_left(timestamptz), app.next_midnight(timestamptz), app.queue_turn(int, int, boolean, bigint[], int[], text[], text[], text[], real[], boolean) from public;
grant execute on function app.queue_turn(int, int, boolean, bigint[], int[], text[], text[], text[], real[], boolean) to aglis_worker;
reset role;
