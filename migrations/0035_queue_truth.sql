-- The truth about messages: gateways are asked about those of which they never told, and nothing secret of a way out stands in the trail.
set local role aglis_owner;

-- 1. Up to which try a gateway was asked what became of its message. Asking is done at three ages of a try, each worker taking its
-- part; what was told meanwhile is not asked about.
create table gateway_questions (
  gateway smallint constraint gateway_questions_gateway_fkey references gateways on delete cascade,
  turn smallint constraint gateway_questions_turn_range check (turn between 1 and 3),
  asked_to timestamptz not null,
  constraint gateway_questions_pkey primary key (gateway, turn)
) with (fillfactor = 20);
comment on table gateway_questions is 'Up to which moment tries were asked about, at each of the ages at which a gateway is asked what became of a message.';
alter table gateway_questions enable row level security;
revoke all on gateway_questions from public;

-- The gateway's numbers of messages that it took, or may have taken, so long ago that it should have told of them and did not: 10
-- minutes (queue_rules.unknown_for), an hour and half a day. Each is answered once an age, to whoever asks first. At most about p_most
-- an age; none while the way is shut.
create function app.messages_to_ask(p_worker int, p_gateway smallint, p_most int) returns setof text
language plpgsql volatile security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  ages interval[] := (select array[r.unknown_for, '1 h', '12 h'] from public.queue_rules r);
  since timestamptz;
  until timestamptz;
  refs text[];
begin
  if not app.is_worker(p_worker) then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if not exists (select from public.gateways g where g.id = p_gateway and g.active and g.broken_at is null and g.paused_at is null) then return; end if;
  insert into public.gateway_questions (gateway, turn, asked_to)
    select p_gateway, t, moment - ages[t] - interval '1 day' from generate_series(1, 3) t on conflict do nothing;
  for place in 1..3 loop
    select q.asked_to into since from public.gateway_questions q where q.gateway = p_gateway and q.turn = place for update skip locked;
    continue when not found;
    -- With those of the same moment as the last: a turn of a worker settles many at once.
    with tries as materialized (
      select a.ended_at, a.message_id from public.queue_attempts a
      where a.ended_at > since and a.ended_at <= moment - ages[place] and a.gateway = p_gateway and a.outcome in ('accepted', 'unknown') and a.message_id is not null
      order by a.ended_at fetch first greatest(p_most, 1) rows with ties)
    select case when count(*) < greatest(p_most, 1) then moment - ages[place] else max(t.ended_at) end,
           array_agg(distinct m.gateway_ref) filter (where m.id is not null)
      into until, refs
      from tries t left join public.messages m on m.id = t.message_id and m.gateway = p_gateway::text and m.gateway_ref is not null and m.status in ('accepted', 'unknown');
    update public.gateway_questions q set asked_to = greatest(until, since) where q.gateway = p_gateway and q.turn = place;
    return query select unnest(refs);
  end loop;
end $$;

-- What the gateway answered, as if it had told so by itself.
create function app.note_answers(p_worker int, p_gateway smallint, p_reports jsonb) returns int
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not app.is_worker(p_worker) then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return (select app.report_messages(g.webhook_path, p_reports) from public.gateways g where g.id = p_gateway);
end $$;
revoke all on function app.messages_to_ask(int, smallint, int), app.note_answers(int, smallint, jsonb) from public;
grant execute on function app.messages_to_ask(int, smallint, int), app.note_answers(int, smallint, jsonb) to aglis_worker;

-- 2. As in 0027, and: a message in whose place another was sent is not sent once more, and of one that may have gone out the gateway
-- has its time to tell first, because whatever it tells then would come too late.
create or replace function app.retry_messages(p_ids bigint[], p_also_unknown boolean) returns bigint[] language plpgsql volatile security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  ids bigint[] := app.messages_to_change(p_ids, case when p_also_unknown then array['failed', 'expired', 'cancelled', 'unknown'] else array['failed', 'expired', 'cancelled'] end);
begin
  select coalesce(array_agg(m.id), '{}') into ids from public.messages m where m.id = any (ids) and m.class <> 'otp'
    and not exists (select from public.messages o where o.resends = m.id)
    and (m.status <> 'unknown' or coalesce(m.unknown_at, '-infinity') <= moment - (select r.unknown_for from public.queue_rules r));
  perform app.note_message_change(ids, 'retry');
  update public.messages m set status = 'queued', reason = null, ended_at = null, unknown_at = null, again = m.again + 1, gateway_ref = null where m.id = any (ids);
  insert into public.queue_jobs (lane, run_at, expires_at, message_id, recipient)
    select l.lane, r.at, r.at + l.life, m.id, m.recipient from public.messages m join public.queue_lanes l on l.class = m.class,
      lateral (select case when m.exempt then moment else coalesce(app.after_quiet(moment), moment) end as at) r
    where m.id = any (ids) order by m.id;
  if cardinality(ids) > 0 then perform pg_notify('aglis_queue', ''); end if;
  return ids;
end $$;

-- What became of a message of which the gateway never told. Somebody looked. That it did not arrive
-- nobody can say before the gateway has had its time to tell.
create or replace function app.resolve_message(p_id bigint, p_arrived boolean) returns boolean language plpgsql volatile security definer set search_path = '' as $$
declare
  ids bigint[] := app.messages_to_change(array[p_id], array['unknown']);
begin
  if not p_arrived and exists (select from public.messages m where m.id = any (ids)
                               and m.unknown_at > clock_timestamp() - (select r.unknown_for from public.queue_rules r)) then
    raise exception 'GATEWAY_MAY_TELL' using errcode = 'AG040';
  end if;
  perform app.note_message_change(ids, case when p_arrived then 'arrived' else 'not_arrived' end);
  update public.messages m set status = case when p_arrived then 'sent' else 'failed' end, unknown_at = null, reason = case when p_arrived then null else m.reason end,
    sent_at = case when p_arrived then coalesce(m.sent_at, clock_timestamp()) end, ended_at = case when not p_arrived then clock_timestamp() end where m.id = any (ids);
  insert into public.queue_attempts (job_id, message_id, lane, attempt, outcome, queued_at)
    select 0, m.id, l.lane, m.attempts, 'resolved', m.queued_at from public.messages m join public.queue_lanes l on l.class = m.class where m.id = any (ids);
  return cardinality(ids) > 0;
end $$;

-- 3. What is written of a way out that comes or goes. Its webhook_path is a secret: who knows it may report.
create function app.audit_way() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.audit_rows (batch_id, record, record_id, action, staff_id, before, after)
    values (app.audit_batch(), 'gateways', coalesce(new.id, old.id)::text, lower(tg_op), app.staff_id(),
            case when tg_op = 'DELETE' then to_jsonb(old) - 'webhook_path' end, case when tg_op = 'INSERT' then to_jsonb(new) - 'webhook_path' end);
  return null;
end $$;
revoke all on function app.audit_way() from public;
drop trigger gateways_audit_added on gateways;
drop trigger gateways_audit_removed on gateways;
create trigger gateways_audit_added after insert on gateways for each row execute function app.audit_way();
create trigger gateways_audit_removed after delete on gateways for each row execute function app.audit_way();

reset role;
