-- What staff see of the queue, and what is done about single messages that no function of 0027 does yet.
set local role aglis_owner;

-- Why messages did not arrive, grouped; and which message takes the place of another. Both are few among very many.
create index messages_lost_idx on messages (status, class, reason, zone_id, ended_at, unknown_at) where status in ('failed', 'unknown');
create index messages_resends_idx on messages (resends) where resends is not null;
create index messages_scheduled_idx on messages (scheduled_at, id) where scheduled_at is not null;

-- How the queue stands is seen by who sees messages, supervisors included, and for the whole company: the queue is one. These
-- functions run as the owner because row-level security would ask of every job and every try to which zone its message belongs.
create function app.refuse_unless_of_queue() returns void language plpgsql stable set search_path = '' as $$
begin
  if coalesce(app.staff_role()::text, '') not in ('admin', 'supervisor', 'office') and not app.is_root() then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
end $$;

-- A row a class. waiting: due now; delayed: not before a later moment (planned, quiet hours, another try); active: held by a worker.
-- Milliseconds of waiting are counted from when a message was due to its first try, those of sending from the wire to the answer,
-- both over the last 24 hours; none where nothing was sent. at_once is how many went out in the last minute.
create function app.queue_classes() returns table (
  class text, waiting bigint, delayed bigint, active bigint, oldest_at timestamptz, sent_today bigint, failed_today bigint, dead bigint, unknown bigint,
  wait_p50 float8, wait_p95 float8, send_p50 float8, send_p95 float8, minute bigint, paused_at timestamptz, paused_by text)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  moment timestamptz := clock_timestamp();
  today timestamptz := (app.business_day(moment)::timestamp) at time zone app.business_zone();
begin
  perform app.refuse_unless_of_queue();
  return query
  with jobs as (
    -- A broadcast that waits too long is lifted into another lane; its class stays what its message says.
    select j.lane, count(*) filter (where j.worker is null and j.run_at <= moment) as waiting, count(*) filter (where j.worker is null and j.run_at > moment) as delayed,
      count(*) filter (where j.worker is not null) as active, min(j.run_at) filter (where j.worker is null and j.run_at <= moment) as oldest_at
    from public.queue_jobs j group by j.lane),
  tries as (
    select a.lane, count(*) filter (where a.outcome = 'accepted' and a.ended_at >= today) as sent_today,
      count(*) filter (where a.outcome in ('failed', 'poison') and a.ended_at >= today) as failed_today,
      count(*) filter (where a.outcome in ('accepted', 'unknown') and a.ended_at > moment - interval '60 s') as minute,
      percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from a.claimed_at - greatest(a.queued_at, m.scheduled_at)) * 1000)
        filter (where a.attempt = 1 and a.claimed_at is not null and a.ended_at > moment - interval '24 h') as wait,
      percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from a.ended_at - coalesce(a.wire_at, a.claimed_at)) * 1000)
        filter (where a.outcome in ('accepted', 'retry', 'failed') and a.claimed_at is not null and a.ended_at > moment - interval '24 h') as send
    from public.queue_attempts a left join (
      select s.id, s.scheduled_at from public.messages s where s.scheduled_at > moment - interval '48 h') m on m.id = a.message_id
    where a.ended_at > least(today, moment - interval '24 h') group by a.lane),
  lost as (
    select m.class, count(*) filter (where m.status = 'failed') as dead, count(*) filter (where m.status = 'unknown') as unknown
    from public.messages m where m.status in ('failed', 'unknown') group by m.class)
  select l.class, coalesce(j.waiting, 0), coalesce(j.delayed, 0), coalesce(j.active, 0), j.oldest_at, coalesce(t.sent_today, 0), coalesce(t.failed_today, 0),
    coalesce(x.dead, 0), coalesce(x.unknown, 0),
    -- The greatest of nothing and zero would be zero.
    case when t.wait is not null then greatest(0, t.wait[1]) end, case when t.wait is not null then greatest(0, t.wait[2]) end,
    case when t.send is not null then greatest(0, t.send[1]) end, case when t.send is not null then greatest(0, t.send[2]) end, coalesce(t.minute, 0),
    l.paused_at, s.name
  from public.queue_lanes l left join jobs j on j.lane = l.lane left join tries t on t.lane = l.lane left join lost x on x.class = l.class
    left join public.staff s on s.id = l.paused_by order by l.lane;
end $$;

-- Every way out with what is taken of its rate right now: a token is taken from the claim until one window after the send.
create function app.queue_ways() returns table (
  id smallint, kind text, active boolean, rate int, rate_window_ms float8, used bigint, paused_at timestamptz, paused_by text, broken_at timestamptz, broken_reason text,
  probe_at timestamptz, checked_at timestamptz, quota text)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  moment timestamptz := clock_timestamp();
begin
  perform app.refuse_unless_of_queue();
  return query
  select g.id, g.kind, g.active, g.rate, (1000 * extract(epoch from g.rate_window))::float8,
    case when g.rate is not null then (select count(*) from public.queue_tokens t where t.gateway = g.id and t.free_at > moment)
         else (select count(*) from public.queue_attempts a where a.ended_at > moment - g.rate_window and a.gateway = g.id and a.outcome in ('accepted', 'unknown')) end,
    g.paused_at, s.name, g.broken_at, g.broken_reason, g.probe_at, g.checked_at, g.quota
  from public.gateways g left join public.staff s on s.id = g.paused_by order by g.id;
end $$;

-- Machines that send; alive: seen within the last minute, which a worker at work is seen in four times.
create function app.queue_workers() returns table (
  id int, login text, device text, app_version text, enabled boolean, enrolled_by text, enrolled_at timestamptz, since timestamptz, seen_at timestamptz, alive boolean, holds bigint)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  moment timestamptz := clock_timestamp();
begin
  perform app.refuse_unless_of_queue();
  return query
  with held as (select j.worker, count(*) as n from public.queue_jobs j where j.worker is not null and j.run_at > moment group by j.worker)
  select w.id, w.login, w.device, w.app_version, w.enabled, s.name, w.enrolled_at, w.since, w.seen_at,
    w.enabled and w.since is not null and w.seen_at > moment - interval '60 s', coalesce(h.n, 0)
  from public.workers w left join public.staff s on s.id = w.enrolled_by left join held h on h.worker = w.id
  order by w.enabled desc, w.device, w.id;
end $$;

-- How many tries ended how: sixty minutes, or twenty-four hours of the business zone, the running one last; those without any are left out.
create function app.queue_series(p_hours boolean) returns table (at timestamptz, sent bigint, failed bigint, other bigint)
language plpgsql stable security definer set search_path = '' as $$
declare
  step text := case when p_hours then 'hour' else 'minute' end;
  since timestamptz := date_trunc(case when p_hours then 'hour' else 'minute' end, clock_timestamp(), app.business_zone())
                       - case when p_hours then interval '23 h' else interval '59 min' end;
  zone text := app.business_zone();
begin
  perform app.refuse_unless_of_queue();
  return query
  select date_trunc(step, a.ended_at, zone), count(*) filter (where a.outcome = 'accepted'), count(*) filter (where a.outcome in ('failed', 'poison', 'expired', 'unknown')),
    count(*) filter (where a.outcome = 'retry')
  from public.queue_attempts a where a.ended_at >= since group by 1 order by 1;
end $$;

-- A message in the place of one that did not arrive, with its own words, to the number of then or to what the record says today. The
-- key lets a message be replaced once only, however often somebody clicks. A password is never sent again.
create function app.resend_message(p_id bigint, p_body text, p_to_record boolean) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  ids bigint[] := app.messages_to_change(array[p_id], array['failed', 'expired', 'cancelled']);
  made bigint;
begin
  perform app.note_message_change(ids, 'resend');
  insert into public.messages (class, template, template_version, locale, recipient, recipient_name, body, customer_id, registration_id, ticket_id, invoice_id, zone_id,
                               dedupe_key, scheduled_at, cause, exempt, resends)
  select o.class, o.template, o.template_version, o.locale,
    case when p_to_record and app.message_category(o.template) is not null then coalesce(k.phone, r.phone, o.recipient) else o.recipient end, o.recipient_name, p_body,
    o.customer_id, o.registration_id, o.ticket_id, o.invoice_id, o.zone_id, 'resend:' || o.id, case when not o.exempt then app.after_quiet(moment) end, 'by_hand', o.exempt, o.id
  from public.messages o left join public.customers c on c.id = o.customer_id left join public.contacts k on k.id = c.contact_id
    left join public.registrations r on r.id = o.registration_id
  where o.id = any (ids) and o.class <> 'otp'
  returning id into made;
  insert into public.queue_jobs (lane, run_at, expires_at, message_id, recipient)
    select l.lane, coalesce(m.scheduled_at, moment), coalesce(m.scheduled_at, moment) + l.life, m.id, m.recipient
    from public.messages m join public.queue_lanes l on l.class = m.class where m.id = made;
  if made is not null then perform pg_notify('aglis_queue', ''); end if;
  return made;
end $$;

-- Another path for a gateway's reports; whoever knew the old one reports no more.
create function app.roll_webhook(p_id smallint) returns boolean language plpgsql volatile security definer set search_path = '' as $$
declare
  rolled smallint;
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.gateways set webhook_path = encode(public.gen_random_bytes(18), 'hex') where id = p_id returning id into rolled;
  if rolled is null then return false; end if;
  insert into public.audit_rows (batch_id, record, record_id, action, staff_id, after)
    values (app.audit_batch(), 'gateways', rolled::text, 'update', app.staff_id(), jsonb_build_object('webhook_path', 'new'));
  return true;
end $$;

-- The palette finds messages by their number and by the telephone they went to, newest first, and remembers those opened last. As in
-- app.find, rights come row by row, because row-level security would keep the trigram index from serving a supervisor.
create function app.find_messages(p_phone text, p_ids bigint[], p_each int)
returns table (kind text, id bigint, title text, detail text, phone text, state text)
language plpgsql stable security definer set search_path = '' as $$
declare
  everything constant boolean := app.sees_all();
  zones constant bigint[] := app.my_zones();
begin
  if app.staff_role() is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if app.staff_role() = 'technician' then return; end if;
  return query
    select 'message', m.id, '#' || m.id, m.recipient_name, case when m.recipient like '+%' then m.recipient end, m.status from public.messages m
    where m.id = any (p_ids) and (everything or m.zone_id = any (zones)) limit p_each;
  if p_phone is null then return; end if;
  return query
    select 'message', x.id, '#' || x.id, x.recipient_name, x.recipient, x.status from (
      select m.id, m.recipient_name, m.recipient, m.status, m.queued_at from public.messages m
      where m.recipient like '%' || p_phone || '%' and (everything or m.zone_id = any (zones)) offset 0) x
    order by x.queued_at desc, x.id desc limit p_each;
end $$;
alter table recently_viewed drop constraint recently_viewed_kind_known, add constraint recently_viewed_kind_known check
  (kind in ('customer', 'service', 'registration', 'ticket', 'invoice', 'payment', 'staff', 'message'));
create or replace function app.recent(p_each int) returns table (kind text, id bigint, title text, detail text, phone text, state text)
language plpgsql stable security definer set search_path = '' as $$
declare
  role constant text := app.staff_role();
  everything constant boolean := app.sees_all();
  zones constant bigint[] := app.my_zones();
  company constant boolean := role <> 'technician';
  me constant bigint := app.staff_id();
  others constant bigint[] := case when role = 'technician' then app.my_other_tickets() end;
begin
  if role is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return query
    select v.kind, v.record_id, coalesce(c.name, sc.name, s.street, r.number, t.number, i.number, p.number, m.name, '#' || w.id),
           coalesce(c.code, s.street || ', ' || s.kelurahan || ', ' || s.kecamatan, r.name, tc.name, ic.name, pc.name, m.username, w.recipient_name, ''),
           coalesce(k.phone, r.phone, m.phone), coalesce(c.status, s.status, r.status, t.status, i.status, p.status, m.role::text, w.status)
    from public.recently_viewed v
      left join public.customers c on v.kind = 'customer' and c.id = v.record_id and company and c.deleted_at is null
        and (everything or c.zone_id = any (zones))
      left join public.contacts k on k.id = c.contact_id
      left join public.services s on v.kind = 'service' and s.id = v.record_id and company and (everything or s.zone_id = any (zones))
      left join public.customers sc on sc.id = s.customer_id and (everything or sc.zone_id = any (zones))
      left join public.registrations r on v.kind = 'registration' and r.id = v.record_id and company and (everything or r.zone_id = any (zones))
      left join public.tickets t on v.kind = 'ticket' and t.id = v.record_id
        and (everything or (company and t.zone_id = any (zones)) or (not company and (t.lead_id = me or t.id = any (others))))
      left join public.customers tc on tc.id = t.customer_id and (not company or everything or tc.zone_id = any (zones))
      left join public.invoices i on v.kind = 'invoice' and i.id = v.record_id and company and (everything or i.zone_id = any (zones))
      left join public.customers ic on ic.id = i.customer_id and (everything or ic.zone_id = any (zones))
      left join public.payments p on v.kind = 'payment' and p.id = v.record_id and company and (everything or p.zone_id = any (zones))
      left join public.customers pc on pc.id = p.customer_id and (everything or pc.zone_id = any (zones))
      left join public.staff m on v.kind = 'staff' and m.id = v.record_id and company
      left join public.messages w on v.kind = 'message' and w.id = v.record_id and company and (everything or w.zone_id = any (zones))
    where v.staff_id = me and coalesce(c.id, s.id, r.id, t.id, i.id, p.id, m.id, w.id) is not null
    order by v.at desc limit p_each;
end $$;

revoke all on function app.refuse_unless_of_queue(), app.queue_classes(), app.queue_ways(), app.queue_workers(), app.queue_series(boolean),
  app.resend_message(bigint, text, boolean), app.roll_webhook(smallint), app.find_messages(text, bigint[], int) from public;
grant execute on function app.queue_classes(), app.queue_ways(), app.queue_workers(), app.queue_series(boolean), app.resend_message(bigint, text, boolean)
  to aglis_admin, aglis_supervisor, aglis_office;
grant execute on function app.roll_webhook(smallint) to aglis_admin;
grant execute on function app.find_messages(text, bigint[], int) to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
reset role;
