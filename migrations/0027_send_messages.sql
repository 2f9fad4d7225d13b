-- How messages come into the queue, and what people and gateways do with them there. The tables and their reasons stand in 0025.
set local role aglis_owner;

-- 1. Writing to somebody, in the transaction of what happened: the message exists if and only if the event does. Each element of
-- p_messages says class, template, version, locale, body, cause, and to whom:
--   {"customer": id} {"registration": id} {"staff": id} {"group": true} {"phone": "+62…"}
-- The number is looked up here, so that nobody writes to a number of his own choice in the name of a record; only an admin may,
-- to try a text. secret is what is really sent where body shows dots. at is the earliest moment, dedupe the key of the event.
-- Answers a line for each element: the message and its state, or no message and why (no_phone, twice, no_gateway).
create function app.send_messages(p_messages jsonb) returns table (place int, id bigint, status text)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  acting text := app.staff_role()::text;
  moment timestamptz := clock_timestamp();
  pace interval;
begin
  if acting is null and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if not exists (select from public.gateways g where g.active) then
    -- What happens by itself waits for nobody; what a person asked for is answered.
    if exists (select from jsonb_array_elements(p_messages) e where e ->> 'cause' in ('by_hand', 'test', 'broadcast', 'phone_check')) then
      raise exception 'NO_GATEWAY' using errcode = 'AG040';
    end if;
    return query select n::int, null::bigint, 'no_gateway' from generate_series(1, jsonb_array_length(p_messages)) n;
    return;
  end if;
  select coalesce(g.rate_window / (g.rate * (100 - l.leaves) / 100.0), interval '0') into pace from public.gateways g, public.queue_lanes l
    where g.active and l.lane = 3 order by g.id limit 1;
  return query
  with asked as materialized (
    select e.n::int as place, e.j, (e.j ->> 'class') as class, (e.j ->> 'template') as template, coalesce(e.j ->> 'locale', 'id') as locale,
      coalesce(e.j ->> 'dedupe', 'once:' || public.gen_random_uuid()) as dedupe,
      (e.j ->> 'customer_id')::bigint as customer_id, (e.j ->> 'registration_id')::bigint as registration_id, (e.j ->> 'ticket_id')::bigint as ticket_id,
      (e.j ->> 'invoice_id')::bigint as invoice_id, (e.j #>> '{to,staff}')::bigint as to_staff, (e.j #>> '{to,customer}')::bigint as to_customer,
      (e.j #>> '{to,registration}')::bigint as to_registration, coalesce((e.j #>> '{to,group}')::boolean, false) as to_group, e.j #>> '{to,phone}' as to_phone
    from jsonb_array_elements(p_messages) with ordinality e (j, n)),
  known as materialized (
    select a.*, coalesce(k.phone, r.phone, s.phone, case when a.to_group then rules.group_address end, a.to_phone) as recipient,
      coalesce(k.name, r.name, s.name, '') as name,
      coalesce(t.zone_id, i.zone_id, c.zone_id, r.zone_id) as zone_id,
      a.class = 'otp' or a.to_staff is not null or a.to_group or coalesce((a.j ->> 'exempt')::boolean, false) as exempt,
      greatest((a.j ->> 'at')::timestamptz, moment) as at, (a.j ->> 'at')::timestamptz > moment as later,
      case when acting is null or acting = 'admin' then true
           when a.to_phone is not null then false
           when acting = 'technician' then a.class in ('notification', 'group') and a.ticket_id = any (app.my_tickets()) and (a.to_customer is null or a.to_customer = t.customer_id)
           when acting = 'supervisor' then coalesce(t.zone_id, i.zone_id, c.zone_id, r.zone_id) = any (app.my_zones())
           else true end as allowed
    from asked a cross join public.queue_rules rules
    left join public.customers c on c.id = coalesce(a.to_customer, a.customer_id)
    left join public.contacts k on k.id = c.contact_id and a.to_customer is not null
    left join public.registrations r on r.id = coalesce(a.to_registration, a.registration_id) and (a.to_registration is not null or a.registration_id is not null)
    left join public.staff s on s.id = a.to_staff
    left join public.tickets t on t.id = a.ticket_id
    left join public.invoices i on i.id = a.invoice_id),
  judged as materialized (
    select k.*, app.refuse_unless(k.allowed) as passed, l.lane, l.life,
      case when k.recipient is null then 'no_phone'
           when k.template = any (rules.silent) and k.j ->> 'cause' not in ('by_hand', 'test') then 'silent'
           when k.class <> 'otp' and exists (select from public.message_optouts o where o.recipient = k.recipient and o.category = app.message_category(k.template)) then 'opted_out'
           else 'queued' end as fate,
      case when k.class = 'bulk' then (row_number() over (partition by k.class order by k.place) - 1) * pace else interval '0' end as after,
      case when k.exempt or l.lane = 0 then k.at else coalesce(app.after_quiet(k.at), k.at) end as due
      , row_number() over (partition by k.dedupe order by k.place) = 1 as first
    from known k cross join public.queue_rules rules join public.queue_lanes l on l.class = k.class),
  kept as (
    insert into public.messages (class, template, template_version, locale, recipient, recipient_name, body, status, customer_id, registration_id, ticket_id, invoice_id,
                                 zone_id, dedupe_key, scheduled_at, cause, exempt, resends, ended_at)
    select j.class, j.template, (j.j ->> 'version')::int, j.locale, j.recipient, left(j.name, 200), j.j ->> 'body', j.fate, coalesce(j.to_customer, j.customer_id),
      coalesce(j.to_registration, j.registration_id), j.ticket_id, j.invoice_id, j.zone_id, j.dedupe, case when j.due > moment then j.due end, j.j ->> 'cause',
      j.exempt, (j.j ->> 'resends')::bigint, case when j.fate = 'opted_out' then moment end
    from judged j where j.fate in ('queued', 'opted_out') and j.first order by j.place
    on conflict (dedupe_key) do nothing
    returning id, dedupe_key),
  work as (
    insert into public.queue_jobs (lane, run_at, expires_at, message_id, recipient, body)
    select j.lane, j.due + j.after, j.due + j.after + j.life, m.id, j.recipient, j.j ->> 'secret'
    from judged j join kept m on m.dedupe_key = j.dedupe where j.fate = 'queued' and j.first order by j.place
    returning lane)
  select j.place, m.id, case when j.fate in ('queued', 'opted_out') and (m.id is null or not j.first) then 'twice' else j.fate end
  from judged j left join kept m on m.dedupe_key = j.dedupe and j.first order by j.place;
  -- One bell a transaction: those of the same words are rung once.
  perform pg_notify('aglis_queue', '');
end $$;
create function app.refuse_unless(p_allowed boolean) returns boolean language plpgsql immutable set search_path = '' as $$
begin
  if p_allowed is not true then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return true;
end $$;

-- Jobs without a message, to measure the queue and to try it; only for who administers the database.
create function app.push_jobs(p_lanes smallint[], p_bodies text[]) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  pushed bigint;
begin
  if not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  insert into public.queue_jobs (lane, body) select lane, body from unnest(p_lanes, p_bodies) x (lane, body);
  get diagnostics pushed = row_count;
  perform pg_notify('aglis_queue', '');
  return pushed;
end $$;

-- 2. What people do with messages. Each leaves a line in the trail.
create function app.note_message_change(p_ids bigint[], p_what text) returns void language sql volatile security definer set search_path = '' as $$
  insert into public.audit_rows (batch_id, record, record_id, action, zone_id, staff_id, after)
  select (select app.audit_batch()), 'messages', m.id::text, 'update', m.zone_id, (select app.staff_id()), jsonb_build_object('asked', p_what, 'status', m.status)
  from public.messages m where m.id = any (p_ids)
$$;
-- Those of these messages that the person may act on, locked in one order.
create function app.messages_to_change(p_ids bigint[], p_states text[]) returns bigint[] language plpgsql volatile security definer set search_path = '' as $$
declare
  acting text := app.staff_role()::text;
  found bigint[];
begin
  if coalesce(acting, 'root') not in ('admin', 'office', 'supervisor') and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select array_agg(m.id) into found from (
    select x.id from public.messages x where x.id = any (p_ids) and x.status = any (p_states)
      and (acting is distinct from 'supervisor' or x.zone_id = any (app.my_zones())) order by x.id for update) m;
  return coalesce(found, '{}');
end $$;

-- Once more, as it is. What may have gone out is sent again only where the person says that he knows. A password is never sent
-- again: the person asks for a new one.
create function app.retry_messages(p_ids bigint[], p_also_unknown boolean) returns bigint[] language plpgsql volatile security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  ids bigint[] := app.messages_to_change(p_ids, case when p_also_unknown then array['failed', 'expired', 'cancelled', 'unknown'] else array['failed', 'expired', 'cancelled'] end);
begin
  select coalesce(array_agg(m.id), '{}') into ids from public.messages m where m.id = any (ids) and m.class <> 'otp';
  perform app.note_message_change(ids, 'retry');
  update public.messages m set status = 'queued', reason = null, ended_at = null, unknown_at = null, again = m.again + 1, gateway_ref = null where m.id = any (ids);
  insert into public.queue_jobs (lane, run_at, expires_at, message_id, recipient)
    select l.lane, r.at, r.at + l.life, m.id, m.recipient from public.messages m join public.queue_lanes l on l.class = m.class,
      lateral (select case when m.exempt then moment else coalesce(app.after_quiet(moment), moment) end as at) r
    where m.id = any (ids) order by m.id;
  if cardinality(ids) > 0 then perform pg_notify('aglis_queue', ''); end if;
  return ids;
end $$;

-- Calls off what has not gone out. One that is just being tried is called off if the try fails.
create function app.cancel_messages(p_ids bigint[]) returns bigint[] language plpgsql volatile security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  ids bigint[];
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select coalesce(array_agg(j.message_id), '{}') into ids from (
    select x.id, x.message_id from public.queue_jobs x where x.message_id = any (p_ids) order by x.id for update) j;
  perform app.note_message_change(ids, 'cancel');
  update public.queue_jobs set cancel_asked = true where message_id = any (ids);
  with gone as (delete from public.queue_jobs j where j.message_id = any (ids) and j.worker is null returning j.*),
  history as (insert into public.queue_attempts (job_id, message_id, lane, attempt, outcome, queued_at, ended_at)
              select id, message_id, lane, attempt, 'cancelled', created_at, moment from gone)
  update public.messages m set status = 'cancelled', ended_at = moment from gone g where m.id = g.message_id;
  return ids;
end $$;

-- What became of a message of which the gateway never told. Somebody looked.
create function app.resolve_message(p_id bigint, p_arrived boolean) returns boolean language plpgsql volatile security definer set search_path = '' as $$
declare
  ids bigint[] := app.messages_to_change(array[p_id], array['unknown']);
begin
  perform app.note_message_change(ids, case when p_arrived then 'arrived' else 'not_arrived' end);
  update public.messages m set status = case when p_arrived then 'sent' else 'failed' end, unknown_at = null, reason = case when p_arrived then null else m.reason end,
    sent_at = case when p_arrived then coalesce(m.sent_at, clock_timestamp()) end, ended_at = case when not p_arrived then clock_timestamp() end where m.id = any (ids);
  insert into public.queue_attempts (job_id, message_id, lane, attempt, outcome, queued_at)
    select 0, m.id, l.lane, m.attempts, 'resolved', m.queued_at from public.messages m join public.queue_lanes l on l.class = m.class where m.id = any (ids);
  return cardinality(ids) > 0;
end $$;

create function app.pause_class(p_class text, p_paused boolean) returns void language plpgsql volatile security definer set search_path = '' as $$
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.queue_lanes set paused_at = case when p_paused then clock_timestamp() end, paused_by = case when p_paused then app.staff_id() end
    where class = p_class and (paused_at is null) = p_paused;
  perform pg_notify('aglis_queue', '');
end $$;
create function app.pause_gateway(p_id smallint, p_paused boolean) returns void language plpgsql volatile security definer set search_path = '' as $$
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.gateways set paused_at = case when p_paused then clock_timestamp() end, paused_by = case when p_paused then app.staff_id() end
    where id = p_id and (paused_at is null) = p_paused;
  perform pg_notify('aglis_queue', '');
end $$;

-- Takes ended messages of these states away that are older than p_days; at least a week is kept. Answers how many, at most 10,000 at a time.
create function app.clean_messages(p_states text[], p_days int) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  gone bigint;
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  with old as (select m.id from public.messages m where m.status = any (p_states) and m.status in ('failed', 'expired', 'cancelled', 'opted_out')
                 and m.queued_at < clock_timestamp() - greatest(p_days, 7) * interval '1 day'
                 and not exists (select from public.messages o where o.resends = m.id) and not exists (select from public.queue_jobs j where j.message_id = m.id)
               order by m.queued_at limit 10000)
  delete from public.messages m where m.id = any (array(select id from old));
  get diagnostics gone = row_count;
  if gone > 0 then
    insert into public.audit_rows (batch_id, record, record_id, action, staff_id, after)
      values (app.audit_batch(), 'messages', 'clean', 'delete', app.staff_id(), jsonb_build_object('states', to_jsonb(p_states), 'days', p_days, 'rows', gone));
  end if;
  return gone;
end $$;

-- Counts and takes away tries and reports of more than 30 days ago, at most 20,000 at a time; answers how many tries.
create function app.keep_queue_small() returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  gone bigint;
begin
  with old as (select a.ctid from public.queue_attempts a where a.ended_at < clock_timestamp() - interval '30 days' order by a.ended_at limit 20000 for update skip locked),
  taken as (delete from public.queue_attempts a where a.ctid = any (array(select ctid from old)) returning a.ended_at, a.lane, a.outcome),
  counted as (insert into public.queue_days as d (day, lane, outcome, n)
              select app.business_day(t.ended_at), t.lane, t.outcome, count(*) from taken t group by 1, 2, 3 order by 1, 2, 3
              on conflict (day, lane, outcome) do update set n = d.n + excluded.n)
  select count(*) into gone from taken;
  delete from public.gateway_reports where at < clock_timestamp() - interval '30 days';
  delete from public.queue_recipients where free_at < clock_timestamp() - interval '1 day';
  return gone;
end $$;

-- 3. What gateways report. Who knows the path reports for its gateway. Each element: ref, status, at, reason, and what points to the
-- message where its number was never answered: own (our number, which the Cloud API hands back) or phone, where only one is in doubt.
create function app.report_messages(p_path text, p_reports jsonb) returns int language plpgsql volatile security definer set search_path = '' as $$
declare
  way smallint;
  touched bigint[];
  fresh int;
begin
  select g.id into way from public.gateways g where g.webhook_path = p_path;
  if way is null then return null; end if;
  insert into public.gateway_reports (gateway, ref, status, reason, at)
    select way, r.ref, r.status, left(r.reason, 500), coalesce(r.at, clock_timestamp()) from jsonb_to_recordset(p_reports) r (ref text, status text, reason text, at timestamptz)
    where r.ref is not null and r.status in ('sent', 'delivered', 'read', 'failed') order by r.ref, r.status on conflict do nothing;
  get diagnostics fresh = row_count;
  if fresh > 0 then
    update public.messages m set gateway_ref = r.ref, gateway = way::text
      from jsonb_to_recordset(p_reports) r (ref text, own bigint, phone text)
      where m.gateway_ref is null and m.status in ('unknown', 'sending') and not exists (select from public.messages o where o.gateway = way::text and o.gateway_ref = r.ref)
        and (m.id = r.own or r.own is null and m.recipient = r.phone and m.status = 'unknown'
             and 1 = (select count(*) from public.messages u where u.status = 'unknown' and u.recipient = r.phone and u.gateway_ref is null));
    select array_agg(m.id) into touched from public.messages m where m.gateway = way::text and m.gateway_ref in (select r.ref from jsonb_to_recordset(p_reports) r (ref text));
    perform app.apply_reports(touched);
    update public.messages m set unknown_at = null where m.id = any (touched) and m.status <> 'unknown' and m.unknown_at is not null;
    perform pg_notify('aglis', 'Messages');
  end if;
  return fresh;
end $$;

-- Somebody answered: STOP ends everything but passwords, MULAI or START begins again. Answers what was done.
create function app.note_reply(p_path text, p_phone text, p_text text) returns text language plpgsql volatile security definer set search_path = '' as $$
declare
  word text := upper(btrim(p_text, E' \t\r\n.!*_'));
begin
  if not exists (select from public.gateways g where g.webhook_path = p_path) then return null; end if;
  if p_phone !~ '^\+[1-9][0-9]{6,14}$' then return 'nothing'; end if;
  if word in ('STOP', 'BERHENTI', 'UNSUBSCRIBE') then
    insert into public.message_optouts (recipient, category, how) select p_phone, c, 'reply' from unnest(array['billing', 'broadcast', 'service']) c on conflict do nothing;
    return 'stopped';
  elsif word in ('MULAI', 'START') then
    delete from public.message_optouts o where o.recipient = p_phone;
    return 'started';
  end if;
  return 'nothing';
end $$;

-- 4. Machines that send. The login is made here and known to that machine's keyring only.
create function app.enrol_worker(p_device text, p_verifier text) returns table (worker int, login text) language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  made text;
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  made := 'worker_' || encode(public.gen_random_bytes(6), 'hex');
  perform app.check_login(made, p_verifier);
  perform app.make_login(made, 'worker', p_verifier);
  return query insert into public.workers as w (login, device, enrolled_by) values (made, p_device, app.staff_id()) returning w.id, w.login;
end $$;
create function app.dismiss_worker(p_id int) returns void language plpgsql volatile security definer set search_path = '' as $$
declare
  gone text;
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.workers set enabled = false where id = p_id and enabled returning login into gone;
  if gone is null then raise exception 'WRONG_STATE' using errcode = 'AG001'; end if;
  if gone ~ '^worker_' then perform app.end_login(gone, 'worker'); end if;
end $$;
grant select, insert, update on workers to aglis_keeper;
create policy workers_keeper on workers for all to aglis_keeper using (true) with check (true);

revoke all on function app.send_messages(jsonb), app.refuse_unless(boolean), app.push_jobs(smallint[], text[]), app.note_message_change(bigint[], text),
  app.messages_to_change(bigint[], text[]), app.retry_messages(bigint[], boolean), app.cancel_messages(bigint[]), app.resolve_message(bigint, boolean),
  app.pause_class(text, boolean), app.pause_gateway(smallint, boolean), app.clean_messages(text[], int), app.keep_queue_small(), app.report_messages(text, jsonb),
  app.note_reply(text, text, text), app.enrol_worker(text, text), app.dismiss_worker(int) from public;
grant execute on function app.send_messages(jsonb) to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
grant execute on function app.retry_messages(bigint[], boolean), app.resolve_message(bigint, boolean) to aglis_admin, aglis_supervisor, aglis_office;
grant execute on function app.cancel_messages(bigint[]), app.pause_class(text, boolean), app.pause_gateway(smallint, boolean), app.clean_messages(text[], int),
  app.enrol_worker(text, text), app.dismiss_worker(int) to aglis_admin;
grant execute on function app.keep_queue_small() to aglis_admin, aglis_office, aglis_worker;
grant execute on function app.report_messages(text, jsonb), app.note_reply(text, text, text) to aglis_worker;

reset role;
-- Making logins is the keeper's work, also those of workers. Whoever upgrades may not be allowed to give this; then an administrator
-- of the cluster does, and until then machines are not enrolled.
do $$
begin
  if not pg_catalog.pg_has_role('aglis_keeper', 'aglis_worker', 'member') then
    grant aglis_worker to aglis_keeper with admin option;
  end if;
exception when insufficient_privilege or duplicate_object or unique_violation then
  raise notice 'aglis_worker was not given to aglis_keeper';
end $$;
set local role aglis_owner;
grant create on schema app to aglis_keeper;
reset role;
alter function app.enrol_worker(text, text) owner to aglis_keeper;
alter function app.dismiss_worker(int) owner to aglis_keeper;
set local role aglis_owner;
revoke create on schema app from aglis_keeper;
reset role;
