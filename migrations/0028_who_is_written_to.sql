-- Who may write to whom, mended, and telephone numbers that were tried.
set local role aglis_owner;

-- 1. A text written for one message alone has no template; it is about the service, and whoever wants no more of that is spared it.
create or replace function app.message_category(p_template text) returns text language sql immutable set search_path = '' as $$
  select case when p_template is null then 'service'
              when p_template in ('invoice_issued', 'reminder_1', 'reminder_2', 'reminder_3', 'payment_received') then 'billing'
              when p_template in ('ticket_assigned', 'ticket_update', 'status_update') then 'service'
              when p_template = 'broadcast' then 'broadcast' end
$$;

-- As in 0027, with three holes mended. A supervisor named a ticket of his zone and wrote to somebody of another one: now every
-- record he names lies in his zones and all of them are about one person. A technician wrote to any applicant or colleague: now
-- to whom a ticket of his is about, to those who work on it or watch it, and to the group. And a text that nobody sees in the
-- message itself is a one-time password or nothing. Besides, who is named as recipient is the one who is written to, whatever
-- other records the message names, and nobody who has left is.
create or replace function app.send_messages(p_messages jsonb) returns table (place int, id bigint, status text)
language plpgsql volatile security definer set search_path = '' as $$
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
  work as (
    insert into public.queue_jobs (lane, run_at, expires_at, message_id, recipient, body)
    select j.lane, j.due + j.after, j.due + j.after + j.life, m.id, j.recipient, j.j ->> 'secret'
    from judged j join kept m on m.dedupe_key = j.dedupe where j.fate = 'queued' and j.first order by j.place
    returning lane)
  select j.place, m.id, case when j.fate in ('queued', 'opted_out') and (m.id is null or not j.first) then 'twice' else j.fate end
  from judged j left join kept m on m.dedupe_key = j.dedupe and j.first order by j.place;
  -- One bell a transaction: those of the same words are rung once. Pages that show messages hear of it, too.
  perform pg_notify('aglis_queue', ''), pg_notify('aglis', 'Messages');
end $$;

-- 2. What the program asks before it writes. Whether there is a way out at all; the texts that count, which technicians' programs
-- fill in as well; and in which language colleagues are written to.
create function app.has_gateway() returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from public.gateways g where g.active)
$$;
create function app.message_texts(p_names text[]) returns table (name text, language text, version int, body text)
language sql stable security definer set search_path = '' as $$
  select distinct on (t.name, t.language) t.name, t.language, t.version, t.body from public.message_templates t
  where t.name = any (p_names) and app.staff_role() is not null order by t.name, t.language, t.version desc
$$;
create function app.staff_languages(p_staff bigint[]) returns table (id bigint, locale text)
language sql stable security definer set search_path = '' as $$
  select s.id, s.locale from public.staff s where s.id = any (p_staff) and app.staff_role() is not null
$$;

-- 3. Whether a telephone number is the applicant's: he tells the code that was sent there. What is kept of a code is a slow hash
-- with a salt of its own, so that who reads the table cannot try all million codes before the code is over. One code of a number
-- is live; a new one ends it. Rows are needed for the limits of a day and go after two.
alter table registrations add column phone_verified_at timestamptz;
comment on column registrations.phone_verified_at is 'When the applicant told the code that was sent to his number; none again when the number changes.';
create function app.forget_phone_check() returns trigger language plpgsql set search_path = '' as $$
begin
  new.phone_verified_at := null;
  return new;
end $$;
create trigger registrations_forget_phone_check before update of phone on registrations for each row
  when (new.phone <> old.phone) execute function app.forget_phone_check();

create table phone_checks (
  id bigint generated always as identity constraint phone_checks_pkey primary key,
  registration_id bigint not null constraint phone_checks_registration_fkey references registrations,
  phone text not null constraint phone_checks_phone_e164 check (phone ~ '^\+[1-9][0-9]{9,14}$'),
  code_hash text not null constraint phone_checks_code_hashed check (code_hash ~ '^\$2a\$'),
  tries smallint not null default 0 constraint phone_checks_tries_range check (tries between 0 and 5),
  asked_by bigint constraint phone_checks_asked_by_fkey references staff default app.staff_id(),
  asked_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  confirmed_at timestamptz
);
comment on table phone_checks is 'Codes that were sent to telephone numbers of applicants, as slow hashes; nobody reads it but its functions.';
create unique index phone_checks_live_key on phone_checks (phone) where ended_at is null;
create index phone_checks_phone_idx on phone_checks (phone, asked_at);
create index phone_checks_registration_idx on phone_checks (registration_id);
create index phone_checks_asked_idx on phone_checks (asked_at);
alter table phone_checks enable row level security;
revoke all on phone_checks from public;
insert into app.turns (name) values ('phone_check');

-- Seconds until a number may be sent another code: three in a quarter of an hour, ten in a day.
create function app.phone_code_wait(p_phone text, p_moment timestamptz) returns int language sql stable security definer set search_path = '' as $$
  select coalesce(max(ceil(extract(epoch from s.at - p_moment))), 0)::int from (
    (select c.asked_at + interval '15 min' as at from public.phone_checks c where c.phone = p_phone order by c.asked_at desc offset 2 limit 1)
    union all (select c.asked_at + interval '1 day' from public.phone_checks c where c.phone = p_phone order by c.asked_at desc offset 9 limit 1)) s
  where s.at > p_moment
$$;

-- Sends a code to the number of an application. p_body is the message as it is kept, with six dots where the code belongs. Answers
-- until when the code counts and in how many seconds another one may be sent.
create function app.ask_phone_code(p_registration bigint, p_body text, p_locale text, p_version int) returns table (expires_at timestamptz, wait_s int)
language plpgsql volatile security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  number text := (select r.phone from public.registrations r where r.id = p_registration);
  dots constant text := repeat(chr(8226), 6);
  code text := lpad((('x' || encode(public.gen_random_bytes(7), 'hex'))::bit(56)::bigint % 1000000)::text, 6, '0');
  wait int;
  made bigint;
begin
  if (not app.sees_all() and not app.is_root()) or number is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if strpos(p_body, dots) = 0 then raise exception 'VALUE_UNKNOWN' using errcode = 'AG014', detail = 'body'; end if;
  -- Two who ask at once take turns, so that the limits hold and one code is live.
  perform app.take_turn('phone_check');
  wait := app.phone_code_wait(number, moment);
  if wait > 0 then raise exception 'OTP_WAIT' using errcode = 'AG041', detail = wait::text; end if;
  delete from public.phone_checks c where c.asked_at < moment - interval '2 days';
  update public.phone_checks c set ended_at = moment where c.phone = number and c.ended_at is null;
  -- A code that is over need not arrive any more.
  update public.queue_jobs j set expires_at = moment where j.recipient = number and j.wire_at is null
    and exists (select from public.messages m where m.id = j.message_id and m.cause = 'phone_check');
  insert into public.phone_checks (registration_id, phone, code_hash, asked_at, expires_at)
    values (p_registration, number, public.crypt(code, public.gen_salt('bf', 8)), moment, moment + interval '5 min') returning phone_checks.id into made;
  perform app.send_messages(jsonb_build_array(jsonb_build_object('class', 'otp', 'template', 'otp', 'version', p_version, 'locale', p_locale, 'body', p_body,
    'secret', replace(p_body, dots, code), 'to', jsonb_build_object('registration', p_registration), 'cause', 'phone_check', 'dedupe', 'phone_check:' || made)));
  return query select moment + interval '5 min', app.phone_code_wait(number, moment);
end $$;

-- Takes the code that the applicant told. Answers confirmed; invalid, whether it is wrong, over, used or another application's;
-- locked after five wrong ones. What is no code at all counts as a try like any other.
create function app.confirm_phone_code(p_registration bigint, p_code text) returns text language plpgsql volatile security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  live public.phone_checks;
begin
  if not app.sees_all() and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select c.* into live from public.phone_checks c join public.registrations r on r.phone = c.phone
    where r.id = p_registration and c.ended_at is null and c.expires_at > moment and c.registration_id = p_registration for update of c;
  if live.id is null then return 'invalid'; end if;
  if live.tries >= 5 then return 'locked'; end if;
  if p_code ~ '^[0-9]{6}$' and public.crypt(p_code, live.code_hash) = live.code_hash then
    update public.phone_checks c set ended_at = moment, confirmed_at = moment where c.id = live.id;
    update public.registrations r set phone_verified_at = moment where r.id = p_registration;
    return 'confirmed';
  end if;
  update public.phone_checks c set tries = c.tries + 1 where c.id = live.id;
  return 'invalid';
end $$;

revoke all on function app.has_gateway(), app.message_texts(text[]), app.staff_languages(bigint[]), app.forget_phone_check(), app.phone_code_wait(text, timestamptz),
  app.ask_phone_code(bigint, text, text, int), app.confirm_phone_code(bigint, text) from public;
grant execute on function app.has_gateway(), app.message_texts(text[]), app.staff_languages(bigint[])
  to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
grant execute on function app.ask_phone_code(bigint, text, text, int), app.confirm_phone_code(bigint, text) to aglis_admin, aglis_office;

reset role;
