-- Turns of workers: a place that only passwords take, and the go right before the wire in the statement that claims. The tables and
-- their reasons stand in 0025, the rest of the work in 0026.
set local role aglis_owner;

-- One turn of a worker: settles what ended, claims up to p_want jobs, and says in a last row without id how long there is nothing
-- to do. A worker wants one more than it sends at once. One statement and one commit, however much ended. kind and version say which way is used and whether it was changed.
create or replace function app.take_jobs(p_worker int, p_want int, p_ids bigint[], p_fences int[], p_outcomes text[], p_errors text[], p_refs text[], p_after real[], p_tell boolean)
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
    -- One of what is wanted is kept for passwords, so that none waits for a send of another class to end. And sums the caps above:
    -- what a lane takes, it takes from what it must leave to those above it.
    select array_agg(case when l.paused_at is not null then 0 when l.lane = 0 then room
                          else greatest(0, least(room, p_want - 1, case when way.rate is null then room else free - way.rate * l.leaves / 100 end)) end
                     order by l.lane) into caps from public.queue_lanes l;
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

-- A turn that ends with the go: what take_jobs claims is started by start_jobs in the same commit, so that a message costs one commit
-- between the queue and the wire. Answers only what may go out at once; the worker sends it now. What has to wait stays in the queue.
create function app.take_and_start_jobs(p_worker int, p_want int, p_ids bigint[], p_fences int[], p_outcomes text[], p_errors text[], p_refs text[], p_after real[], p_tell boolean)
returns table (id bigint, fence int, lane smallint, attempt smallint, message_id bigint, recipient text, template text, locale text, body text,
               gateway smallint, version int, wait_ms float8, probe smallint, lease_ms float8)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  claimed bigint[] := '{}';
  fences int[] := '{}';
  going bigint[] := '{}';
  turn record;
  turns jsonb[] := '{}';
begin
  for turn in select * from app.take_jobs(p_worker, p_want, p_ids, p_fences, p_outcomes, p_errors, p_refs, p_after, p_tell) loop
    if turn.id is not null then
      claimed := claimed || turn.id;
      fences := fences || turn.fence;
    end if;
    turns := turns || to_jsonb(turn);
  end loop;
  if cardinality(claimed) > 0 then
    select coalesce(array_agg(s.id), '{}') into going from app.start_jobs(p_worker, claimed, fences) s where s.verdict = 'go';
  end if;
  return query
    select t.id, t.fence, t.lane, t.attempt, t.message_id, t.recipient, t.template, t.locale, t.body, t.gateway, t.version,
           -- What was held back left its place to the next in line.
           case when t.id is null and cardinality(going) < cardinality(claimed) then 0 else t.wait_ms end, t.probe, t.lease_ms
    from unnest(turns) with ordinality u (j, n),
      jsonb_to_record(u.j) t (id bigint, fence int, lane smallint, attempt smallint, message_id bigint, recipient text, template text, locale text, body text,
                              gateway smallint, version int, wait_ms float8, probe smallint, lease_ms float8)
    where t.id is null or t.id = any (going) order by u.n;
end $$;
revoke all on function app.take_and_start_jobs(int, int, bigint[], int[], text[], text[], text[], real[], boolean) from public;
grant execute on function app.take_and_start_jobs(int, int, bigint[], int[], text[], text[], text[], real[], boolean) to aglis_worker;

reset role;
