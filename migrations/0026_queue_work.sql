-- What workers do with the queue: take turns, start, keep and settle. The tables and their reasons stand in 0025.
set local role aglis_owner;

-- Whether p_worker may work: it is enrolled, and whoever asks is its login.
create function app.is_worker(p_worker int) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from public.workers w where w.id = p_worker and w.login = session_user and w.enabled)
$$;

-- A worker begins. An enrolled login is known already; who administers the database needs no enrolment.
create function app.join_queue(p_device text, p_version text) returns int language plpgsql volatile security definer set search_path = '' as $$
declare
  me int;
begin
  if not app.is_root() and not exists (select from public.workers w where w.login = session_user and w.enabled) then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
  insert into public.workers as w (login, device, app_version, since, seen_at)
    values (session_user, p_device, p_version, clock_timestamp(), clock_timestamp())
    on conflict (login, device) do update set app_version = excluded.app_version, since = excluded.since, seen_at = excluded.seen_at
      where w.enabled
    returning id into me;
  if me is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return me;
end $$;

-- How far along a state is. A message moves forward only; failed and the like end it unless a gateway knows better.
create function app.message_rank(p_status text) returns int language sql immutable set search_path = '' as $$
  select case p_status when 'queued' then 0 when 'sending' then 1 when 'unknown' then 2 when 'accepted' then 3 when 'sent' then 4
    when 'delivered' then 5 when 'read' then 6 else 10 end
$$;

-- Brings what gateways reported of these messages into them. A report of failure counts only before the message arrived.
create function app.apply_reports(p_messages bigint[]) returns void language sql volatile security definer set search_path = '' as $$
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
  where m.id = r.id
$$;

-- Ends or keeps the jobs that a worker held. What each outcome means:
--   accepted  the gateway has it (p_refs: under which number)
--   retry     it has it not; once more after p_after seconds or the usual wait, unless the tries are used up
--   refused   the same because the gateway could not be reached; five of these within half a minute open the breaker
--   channel   it has it not because of the device or the account: the breaker opens, the try does not count
--   failed    it will never have it
--   unknown   nobody knows whether it has it; never sent again by the program
--   release   it was not tried
create function app.settle_jobs(p_worker int, p_ids bigint[], p_fences int[], p_outcomes text[], p_errors text[], p_refs text[], p_after real[])
returns int language plpgsql volatile security definer set search_path = '' as $$
declare
  rules public.queue_rules;
  moment timestamptz := clock_timestamp();
  settled int;
  touched bigint[];
begin
  select * into rules from public.queue_rules;
  if 'refused' = any (p_outcomes) or 'channel' = any (p_outcomes) then
    perform app.open_breaker(p_worker, p_ids, p_outcomes, p_errors);
  end if;
  with i as (select * from unnest(p_ids, p_fences, p_outcomes, p_errors, p_refs, p_after) x(id, fence, outcome, error, ref, after)),
  held as (
    select j.id, i.error, i.ref, i.after, j.gateway,
      case when i.outcome = 'channel' or i.outcome = 'refused' and g.broken_at is not null then 'release' when i.outcome = 'refused' then 'retry' else i.outcome end as said
    from i join public.queue_jobs j on j.id = i.id and j.fence = i.fence and j.worker = p_worker left join public.gateways g on g.id = j.gateway),
  gone as (
    delete from public.queue_jobs j using held h
    where j.id = h.id and j.worker = p_worker
      and (h.said in ('accepted', 'failed', 'unknown') or h.said = 'retry' and j.attempt >= rules.attempts_max or j.cancel_asked)
    returning j.*, h.error, h.ref, case when h.said in ('accepted', 'failed', 'unknown') then h.said when j.cancel_asked then 'cancelled' else 'failed' end as outcome),
  kept as (
    update public.queue_jobs j set worker = null, wire_at = null, attempt = j.attempt - (h.said = 'release')::int,
      run_at = case when h.said = 'retry'
        then moment + greatest(h.after * interval '1 s', rules.backoff * 2 ^ (j.attempt - 1) * (0.9 + 0.2 * random())) else moment end
    from held h
    where j.id = h.id and j.worker = p_worker
      and (h.said = 'release' or h.said = 'retry' and j.attempt < rules.attempts_max) and not j.cancel_asked
    returning j.*, h.error, h.said),
  tokens as (
    update public.queue_tokens t set free_at = case when z.said = 'release' then moment else moment + g.rate_window end
    from (select gateway, slot, outcome as said from gone union all select gateway, slot, said from kept) z join public.gateways g on g.id = z.gateway
    where t.gateway = z.gateway and t.slot = z.slot),
  history as (
    insert into public.queue_attempts (job_id, message_id, lane, attempt, worker, gateway, outcome, error, queued_at, claimed_at, wire_at, ended_at)
    select id, message_id, lane, attempt, p_worker, gateway, outcome, left(error, 500), created_at, claimed_at, wire_at, moment from gone
    union all select id, message_id, lane, attempt, p_worker, gateway, 'retry', left(error, 500), created_at, claimed_at, wire_at, moment from kept where said = 'retry'),
  told as (
    update public.messages m set
      -- A report may have been faster than the answer.
      status = case when app.message_rank(m.status) between 4 and 6 then m.status else z.outcome end,
      reason = case when z.outcome = 'accepted' then null else coalesce(left(z.error, 500), m.reason) end,
      gateway = coalesce(z.gateway::text, m.gateway), gateway_ref = coalesce(z.ref, m.gateway_ref), attempts = z.attempt,
      unknown_at = case when z.outcome = 'unknown' then moment else null end,
      ended_at = case when z.outcome in ('failed', 'cancelled') then moment else null end
    from (select message_id, gateway, ref, attempt, outcome, error from gone
          union all select message_id, gateway, null, attempt, 'queued', case when said = 'retry' then error end from kept) z
    where m.id = z.message_id
    returning m.id, m.gateway_ref)
  select (select count(*) from gone) + (select count(*) from kept), (select array_agg(id) from told where gateway_ref is not null) into settled, touched;
  if touched is not null then perform app.apply_reports(touched); end if;
  return settled;
end $$;

-- Opens the breaker of the gateways that these outcomes speak against.
create function app.open_breaker(p_worker int, p_ids bigint[], p_outcomes text[], p_errors text[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  way record;
  moment timestamptz := clock_timestamp();
begin
  for way in
    select j.gateway as id, count(*) filter (where x.outcome = 'refused') as refused, bool_or(x.outcome = 'channel') as channel, max(x.error) as error
    from unnest(p_ids, p_outcomes, p_errors) x(id, outcome, error) join public.queue_jobs j on j.id = x.id and j.worker = p_worker
    where j.id = any (p_ids) and x.outcome in ('refused', 'channel') group by j.gateway order by j.gateway
  loop
    update public.gateways g set
      failures = least(1000, case when g.failing_since > moment - interval '30 s' then g.failures else 0 end + way.refused),
      failing_since = case when g.failing_since > moment - interval '30 s' then g.failing_since else moment end
      where g.id = way.id;
    update public.gateways g set broken_at = moment, broken_reason = left(coalesce(way.error, ''), 500), failures = 0, failing_since = null,
      probe_at = moment + (select probe_every from public.queue_rules)
      where g.id = way.id and g.broken_at is null and (way.channel or g.failures >= 5);
  end loop;
end $$;

-- What nobody does of himself: lets go what is over, names unknown what died on the wire, lifts broadcasts that wait too long.
create function app.sweep_queue() returns int language plpgsql volatile security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  swept int := 0;
  n int;
begin
  perform from public.queue_rules where swept_at < moment - interval '5 s' for update skip locked;
  if not found then return 0; end if;
  update public.queue_rules set swept_at = moment;
  with over as (select j.id from public.queue_jobs j where j.expires_at <= moment and (j.worker is null or j.run_at <= moment and j.wire_at is null)
                order by j.expires_at limit 1000 for update skip locked),
  gone as (delete from public.queue_jobs j where j.id = any (array(select id from over)) returning j.*),
  history as (insert into public.queue_attempts (job_id, message_id, lane, attempt, gateway, outcome, queued_at, ended_at)
              select id, message_id, lane, attempt, gateway, 'expired', created_at, moment from gone)
  update public.messages m set status = 'expired', ended_at = moment from gone g where m.id = g.message_id;
  get diagnostics swept = row_count;
  with lost as (select j.id from public.queue_jobs j where j.wire_at is not null and j.run_at <= moment order by j.run_at limit 1000 for update skip locked),
  gone as (delete from public.queue_jobs j where j.id = any (array(select id from lost)) returning j.*),
  history as (insert into public.queue_attempts (job_id, message_id, lane, attempt, worker, gateway, outcome, error, queued_at, claimed_at, wire_at, ended_at)
              select id, message_id, lane, attempt, worker, gateway, 'unknown', 'WORKER_LOST', created_at, claimed_at, wire_at, moment from gone)
  update public.messages m set status = case when app.message_rank(m.status) > 2 then m.status else 'unknown' end, unknown_at = moment,
    attempts = g.attempt, gateway = g.gateway::text, reason = 'WORKER_LOST' from gone g where m.id = g.message_id;
  get diagnostics n = row_count;
  swept := swept + n;
  -- A password of which nobody knows whether it arrived is over when its time is: the person asks for another.
  update public.messages m set status = 'expired', ended_at = moment from public.queue_lanes l
    where m.status = 'unknown' and m.class = 'otp' and l.class = 'otp' and m.unknown_at <= moment - l.life;
  get diagnostics n = row_count;
  swept := swept + n;
  update public.queue_jobs j set lane = 2, run_at = moment where j.id = any (array(
    select x.id from public.queue_jobs x where x.lane = 3 and x.run_at <= moment - interval '15 min' and x.worker is null order by x.run_at, x.id limit 5 for update skip locked));
  if swept > 0 then perform pg_notify('aglis', 'Messages'); end if;
  return swept;
end $$;

-- One turn of a worker: settles what ended, claims up to p_want jobs, and says in a last row without id how long there is nothing
-- to do. One statement and one commit, however much ended. kind and version say which way is used and whether it was changed.
create function app.take_jobs(p_worker int, p_want int, p_ids bigint[], p_fences int[], p_outcomes text[], p_errors text[], p_refs text[], p_after real[], p_tell boolean)
returns table (id bigint, fence int, lane smallint, attempt smallint, message_id bigint, recipient text, template text, locale text, body text,
               gateway smallint, version int, wait_ms float8, probe smallint, lease_ms float8)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  rules public.queue_rules;
  way public.gateways;
  moment timestamptz;
  slots int[];
  room int := p_want;
  free int := 2147483647;
  caps int[];
  ids bigint[];
  odd boolean;
  asked smallint;
  next_at timestamptz;
begin
  if not app.is_worker(p_worker) then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if cardinality(p_ids) > 0 then
    perform app.settle_jobs(p_worker, p_ids, p_fences, p_outcomes, p_errors, p_refs, p_after);
  end if;
  -- Pages are told about once a second, however much is sent.
  if p_tell then perform pg_notify('aglis', 'Messages'); end if;
  select * into rules from public.queue_rules;
  moment := clock_timestamp();
  update public.workers w set seen_at = moment where w.id = p_worker and w.seen_at < moment - interval '10 s';
  if rules.swept_at < moment - interval '5 s' then perform app.sweep_queue(); end if;
  -- A worker that wants nothing has no token, so it cannot ask either.
  if p_want > 0 then
    update public.gateways g set probe_at = moment + rules.probe_every where g.id = (
      select x.id from public.gateways x where x.active and x.broken_at is not null and x.probe_at <= moment order by x.id limit 1 for update skip locked)
      returning g.id into asked;
  end if;
  next_at := moment + interval '15 s';
  select least(next_at, min(g.probe_at)) into next_at from public.gateways g where g.active and g.broken_at is not null;
  select * into way from public.gateways g where g.active and g.broken_at is null and g.paused_at is null order by g.id limit 1;
  if way.id is not null and p_want > 0 then
    if way.rate is not null then
      select array_agg(t.slot) into slots from (
        select t.slot from public.queue_tokens t where t.gateway = way.id and t.free_at <= moment order by t.free_at, t.slot limit p_want for update skip locked) t;
      room := coalesce(cardinality(slots), 0);
      select count(*) into free from public.queue_tokens t where t.gateway = way.id and t.free_at <= moment;
    end if;
    -- Sums the caps above: what a lane takes, it takes from what it must leave to those above it.
    select array_agg(case when l.paused_at is not null then 0 when way.rate is null then room
                          else greatest(0, least(room, free - way.rate * l.leaves / 100)) end order by l.lane) into caps from public.queue_lanes l;
    with q0 as materialized (select j.id, j.expires_at, j.worker, j.lost from public.queue_jobs j where j.lane = 0 and j.run_at <= moment and j.wire_at is null
                             order by j.run_at, j.id limit caps[1] for update skip locked),
    q1 as materialized (select j.id, j.expires_at, j.worker, j.lost from public.queue_jobs j where j.lane = 1 and j.run_at <= moment and j.wire_at is null
                        order by j.run_at, j.id limit greatest(0, least(caps[2], room) - (select count(*) from q0)) for update skip locked),
    q2 as materialized (select j.id, j.expires_at, j.worker, j.lost from public.queue_jobs j where j.lane = 2 and j.run_at <= moment and j.wire_at is null
                        order by j.run_at, j.id limit greatest(0, least(caps[3], room) - (select count(*) from q0) - (select count(*) from q1)) for update skip locked),
    q3 as materialized (select j.id, j.expires_at, j.worker, j.lost from public.queue_jobs j where j.lane = 3 and j.run_at <= moment and j.wire_at is null
                        order by j.run_at, j.id limit greatest(0, least(caps[4], room) - (select count(*) from q0) - (select count(*) from q1) - (select count(*) from q2)) for update skip locked)
    select array_agg(q.id), bool_or(q.expires_at <= moment or q.worker is not null and q.lost >= 2) into ids, odd
    from (select * from q0 union all select * from q1 union all select * from q2 union all select * from q3) q;
    -- Too late, or taken up three times by programs that died of it.
    if odd then
      with gone as (delete from public.queue_jobs j where j.id = any (ids) and (j.expires_at <= moment or j.worker is not null and j.lost >= 2)
                    returning j.*, case when j.expires_at <= moment then 'expired' else 'poison' end as outcome),
      history as (insert into public.queue_attempts (job_id, message_id, lane, attempt, worker, gateway, outcome, queued_at, claimed_at, ended_at)
                  select id, message_id, lane, attempt, worker, gateway, outcome, created_at, claimed_at, moment from gone),
      told as (update public.messages m set status = case g.outcome when 'poison' then 'failed' else g.outcome end, attempts = g.attempt,
                 reason = case g.outcome when 'poison' then 'POISON' end, ended_at = moment from gone g where m.id = g.message_id)
      select array(select x from unnest(ids) x where x not in (select g.id from gone g)) into ids;
      next_at := moment;
    end if;
    if cardinality(ids) > 0 then
      if way.rate is not null then
        update public.queue_tokens t set free_at = moment + rules.lease + way.rate_window where t.gateway = way.id and t.slot = any (slots[1 : cardinality(ids)]);
      end if;
      return query
      with u as (
        update public.queue_jobs j set run_at = moment + rules.lease, claimed_at = moment, attempt = j.attempt + 1, fence = j.fence + 1,
          lost = j.lost + (j.worker is not null)::int, worker = p_worker, gateway = way.id, slot = slots[array_position(ids, j.id)]
        -- = any(array) and no join: a join reads the whole table under a generic plan.
        where j.id = any (ids) returning j.*)
      select u.id, u.fence, u.lane, u.attempt, u.message_id, u.recipient, m.template, m.locale, coalesce(u.body, m.body), u.gateway, way.version,
             null::float8, null::smallint, null::float8
      from u left join public.messages m on m.id = u.message_id order by u.lane, u.id;
    end if;
    -- When the next job is due or, where jobs wait for the rate, the next token.
    next_at := least(next_at, (select min(n.run_at) from public.queue_lanes l, lateral (
      select j.run_at from public.queue_jobs j where j.lane = l.lane and j.run_at > moment and j.wire_at is null order by j.run_at limit 1) n where l.paused_at is null));
    if way.rate is not null and coalesce(cardinality(ids), 0) < p_want and exists (
      select from public.queue_lanes l, lateral (select from public.queue_jobs j where j.lane = l.lane and j.run_at <= moment and j.wire_at is null limit 1) n where l.paused_at is null) then
      next_at := least(next_at, (select min(t.free_at) from public.queue_tokens t where t.gateway = way.id and t.free_at > moment));
    end if;
  end if;
  return query select null::bigint, null::int, null::smallint, null::smallint, null::bigint, null::text, null::text, null::text, null::text,
    way.id, way.version, greatest(0, 1000 * extract(epoch from next_at - clock_timestamp()))::float8, asked, (1000 * extract(epoch from rules.lease))::float8;
end $$;

-- Right before the wire. Answers for each job whether it may go: 'go'; 'lost', another worker has it by now; 'held', it waits (or
-- is over) for a reason that came up after the claim: it was called off, its class or the gateway was paused, the person was
-- written to just now, it is quiet time, an older message to the same person comes first, the day's broadcasts are used up, or
-- the person wants none any more. From 'go' on the job is never claimed again.
create function app.start_jobs(p_worker int, p_ids bigint[], p_fences int[]) returns table (id bigint, verdict text)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  rules public.queue_rules;
  moment timestamptz;
  job record;
  later timestamptz;
begin
  if not app.is_worker(p_worker) then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select * into rules from public.queue_rules;
  -- In one order, so that workers who write to the same people do not wait for each other in a ring.
  for job in
    select j.id, j.lane, j.gateway, j.slot, j.recipient, j.cancel_asked, j.expires_at, j.message_id, g.spacing, g.rate_window,
           g.paused_at is not null or g.broken_at is not null or l.paused_at is not null as stopped, m.template, m.exempt
    from unnest(p_ids, p_fences) x(id, fence) join public.queue_jobs j on j.id = x.id and j.fence = x.fence
    join public.gateways g on g.id = j.gateway join public.queue_lanes l on l.lane = j.lane left join public.messages m on m.id = j.message_id
    where j.id = any (p_ids) and j.worker = p_worker and j.run_at > clock_timestamp() and j.wire_at is null
    order by j.recipient, j.id for update of j
  loop
    later := null;
    moment := clock_timestamp();
    if job.cancel_asked or job.expires_at <= moment then
      with gone as (delete from public.queue_jobs j where j.id = job.id returning j.*),
      history as (insert into public.queue_attempts (job_id, message_id, lane, attempt, worker, gateway, outcome, queued_at, claimed_at, ended_at)
                  select id, message_id, lane, attempt, p_worker, gateway, case when job.cancel_asked then 'cancelled' else 'expired' end, created_at, claimed_at, moment from gone)
      update public.messages m set status = case when job.cancel_asked then 'cancelled' else 'expired' end, ended_at = moment where m.id = job.message_id;
    elsif job.recipient is not null and job.lane > 0 and exists (
      select from public.message_optouts o where o.recipient = job.recipient and o.category = app.message_category(job.template)) then
      with gone as (delete from public.queue_jobs j where j.id = job.id returning j.*),
      history as (insert into public.queue_attempts (job_id, message_id, lane, attempt, worker, gateway, outcome, queued_at, claimed_at, ended_at)
                  select id, message_id, lane, attempt, p_worker, gateway, 'opted_out', created_at, claimed_at, moment from gone)
      update public.messages m set status = 'opted_out', ended_at = moment where m.id = job.message_id;
    else
      if job.stopped then later := moment;
      elsif job.recipient is not null and job.lane > 0 then
        -- An older one of its class to this person that is on its way or waits for another try goes first.
        select max(case when o.worker is null then o.run_at else moment + greatest(job.spacing, '1 s') end) into later from public.queue_jobs o
          where o.recipient = job.recipient and o.lane = job.lane and o.id < job.id and o.attempt > 0;
        later := greatest(later + interval '1 ms', case when not job.exempt then app.after_quiet(moment) end);
        if job.lane = 3 and later is null then later := app.after_bulk(moment); end if;
        if later is null then
          insert into public.queue_recipients as r (recipient, free_at) values (job.recipient, moment + job.spacing)
            on conflict (recipient) do update set free_at = excluded.free_at where r.free_at <= clock_timestamp();
          if not found then select r.free_at into later from public.queue_recipients r where r.recipient = job.recipient; end if;
        end if;
      elsif job.recipient is not null then
        insert into public.queue_recipients as r (recipient, free_at) values (job.recipient, moment + job.spacing)
          on conflict (recipient) do update set free_at = greatest(r.free_at, excluded.free_at);
      end if;
      if later is null then
        update public.queue_jobs j set wire_at = clock_timestamp(), run_at = clock_timestamp() + rules.lease where j.id = job.id;
        update public.queue_tokens t set free_at = clock_timestamp() + rules.lease + job.rate_window where t.gateway = job.gateway and t.slot = job.slot;
        update public.messages m set status = 'sending' where m.id = job.message_id and m.status = 'queued';
        id := job.id; verdict := 'go';
        return next;
        continue;
      end if;
      update public.queue_jobs j set worker = null, attempt = j.attempt - 1, run_at = greatest(later, moment) where j.id = job.id;
    end if;
    update public.queue_tokens t set free_at = moment where t.gateway = job.gateway and t.slot = job.slot;
    id := job.id; verdict := 'held';
    return next;
  end loop;
end $$;

-- A sign of life for what is held: answers which jobs the worker still has, and which of them were called off meanwhile.
create function app.keep_jobs(p_worker int, p_ids bigint[], p_fences int[]) returns table (id bigint, cancel_asked boolean)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  held interval := (select lease from public.queue_rules);
begin
  if not app.is_worker(p_worker) then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.workers w set seen_at = clock_timestamp() where w.id = p_worker;
  return query
  with u as (update public.queue_jobs j set run_at = clock_timestamp() + held from unnest(p_ids, p_fences) x(id, fence)
             where j.id = any (p_ids) and j.id = x.id and j.fence = x.fence and j.worker = p_worker and j.run_at > clock_timestamp()
             returning j.id, j.cancel_asked, j.gateway, j.slot),
  t as (update public.queue_tokens t set free_at = clock_timestamp() + held + g.rate_window from u join public.gateways g on g.id = u.gateway
        where t.gateway = u.gateway and t.slot = u.slot)
  select u.id, u.cancel_asked from u;
end $$;

-- What a probe found. A gateway that is well again is used again, at once and by everybody.
create function app.note_probe(p_worker int, p_gateway smallint, p_well boolean, p_quota text, p_reason text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  was timestamptz;
begin
  if not app.is_worker(p_worker) then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select broken_at into was from public.gateways where id = p_gateway for update;
  update public.gateways set checked_at = clock_timestamp(), quota = left(p_quota, 200),
    broken_at = case when p_well then null else coalesce(broken_at, clock_timestamp()) end,
    broken_reason = case when p_well then null else left(coalesce(p_reason, broken_reason, ''), 500) end,
    failures = 0, failing_since = null, probe_at = clock_timestamp() + (select probe_every from public.queue_rules)
    where id = p_gateway;
  if p_well and was is not null then perform pg_notify('aglis_queue', ''); end if;
  perform pg_notify('aglis', 'Messages');
end $$;

-- Which ways there are, for a worker that has to speak to them.
create function app.gateways_for_work(p_worker int) returns table (id smallint, kind text, base_url text, options jsonb, version int)
language sql stable security definer set search_path = '' as $$
  select g.id, g.kind, g.base_url, g.options, g.version from public.gateways g where g.active and app.is_worker(p_worker) order by g.id
$$;
create function app.queue_pace(p_worker int) returns smallint language sql stable security definer set search_path = '' as $$
  select r.concurrency from public.queue_rules r where app.is_worker(p_worker)
$$;

-- A worker leaves: what it holds untouched is free at once, what may have gone out is settled by its sweep.
create function app.leave_queue(p_worker int) returns void language plpgsql volatile security definer set search_path = '' as $$
begin
  if not app.is_worker(p_worker) then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.workers set since = null, seen_at = clock_timestamp() where id = p_worker;
end $$;

-- When quiet time that holds at a moment ends; none when it is not quiet.
create function app.after_quiet(p_moment timestamptz) returns timestamptz language sql stable security definer set search_path = '' as $$
  select case
    when r.quiet_from = r.quiet_to then null
    when r.quiet_from < r.quiet_to and l.clock >= r.quiet_from and l.clock < r.quiet_to then (l.day + r.quiet_to) at time zone l.zone
    when r.quiet_from > r.quiet_to and l.clock >= r.quiet_from then (l.day + 1 + r.quiet_to) at time zone l.zone
    when r.quiet_from > r.quiet_to and l.clock < r.quiet_to then (l.day + r.quiet_to) at time zone l.zone end
  from public.queue_rules r, lateral (select z.zone, (p_moment at time zone z.zone)::time as clock, (p_moment at time zone z.zone)::date as day
                                      from (select app.business_zone() as zone) z) l
$$;
-- When broadcasts may go on once the day's are used up; none while some are left.
create function app.after_bulk(p_moment timestamptz) returns timestamptz language sql stable security definer set search_path = '' as $$
  select case when r.bulk_a_day <= (select count(*) from public.queue_attempts a where a.lane = 3 and a.outcome in ('accepted', 'unknown')
                                    and a.ended_at >= l.day at time zone l.zone)
              then (l.day + interval '1 day') at time zone l.zone end
  from public.queue_rules r, lateral (select z.zone, (p_moment at time zone z.zone)::date::timestamp as day from (select app.business_zone() as zone) z) l
$$;
-- What somebody says he does not want to hear of.
create function app.message_category(p_template text) returns text language sql immutable set search_path = '' as $$
  select case when p_template in ('invoice_issued', 'reminder_1', 'reminder_2', 'reminder_3', 'payment_received') then 'billing'
              when p_template in ('ticket_assigned', 'ticket_update', 'status_update') then 'service'
              when p_template = 'broadcast' then 'broadcast' end
$$;

revoke all on function app.is_worker(int), app.join_queue(text, text), app.message_rank(text), app.apply_reports(bigint[]), app.open_breaker(int, bigint[], text[], text[]),
  app.settle_jobs(int, bigint[], int[], text[], text[], text[], real[]), app.sweep_queue(), app.start_jobs(int, bigint[], int[]), app.keep_jobs(int, bigint[], int[]),
  app.take_jobs(int, int, bigint[], int[], text[], text[], text[], real[], boolean), app.note_probe(int, smallint, boolean, text, text), app.gateways_for_work(int),
  app.queue_pace(int), app.leave_queue(int), app.after_quiet(timestamptz), app.after_bulk(timestamptz), app.message_category(text), app.keep_tokens(),
  app.count_gateway(), app.audit_queue_change() from public;
grant execute on function app.join_queue(text, text), app.start_jobs(int, bigint[], int[]), app.keep_jobs(int, bigint[], int[]),
  app.take_jobs(int, int, bigint[], int[], text[], text[], text[], real[], boolean), app.note_probe(int, smallint, boolean, text, text), app.gateways_for_work(int),
  app.queue_pace(int), app.leave_queue(int) to aglis_worker;
-- Whoever looks at the queue sees it as it is now, also where nobody works.
grant execute on function app.sweep_queue() to aglis_admin, aglis_supervisor, aglis_office;

reset role;
