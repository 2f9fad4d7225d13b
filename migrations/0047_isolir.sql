-- Collecting: reminders of invoices by themselves, blocking (isolir) whoever is late for too long, and unblocking him with his payment.
-- An upgrade neither reminds nor blocks anybody: both begin only when an admin switches them on.
--
-- What a customer is told here is written by the database itself. It blocks at night, when no person's program is there, and it unblocks
-- in the transaction of a payment, whatever wrote that: the message exists if and only if the event does.
set local role aglis_owner;

-- 1. The rules of a company.
--   isolir_after_days   blocked from so many days after the due day on      isolir_least    rupiah that must be late at least
--   isolir_automatic    at night, from isolir_hour on                       isolir_not_on   ISO weekdays on which nobody is blocked
--   isolir_on_holidays  also on holidays of all calendars
--   reminder_days       days of the three reminders from the due day, ascending; fewer are fewer reminders
--   reminders_automatic from reminder_hour on
create function app.collection_known(p jsonb) returns boolean language plpgsql immutable set search_path = '' as $$
declare
  days int[];
  off int[];
begin
  if not (p ?& array['isolir_after_days', 'isolir_least', 'isolir_automatic', 'isolir_hour', 'isolir_not_on', 'isolir_on_holidays',
                     'reminder_days', 'reminders_automatic', 'reminder_hour']) then return false; end if;
  days := array(select x::int from jsonb_array_elements_text(p -> 'reminder_days') with ordinality e (x, n) order by e.n);
  off := array(select x::int from jsonb_array_elements_text(p -> 'isolir_not_on') x);
  return (p ->> 'isolir_after_days')::int between 0 and 365 and (p ->> 'isolir_least')::bigint between 0 and 1000000000
    and (p ->> 'isolir_hour')::int between 0 and 23 and (p ->> 'reminder_hour')::int between 0 and 23
    and jsonb_typeof(p -> 'isolir_automatic') = 'boolean' and jsonb_typeof(p -> 'reminders_automatic') = 'boolean' and jsonb_typeof(p -> 'isolir_on_holidays') = 'boolean'
    and off <@ array[1, 2, 3, 4, 5, 6, 7] and cardinality(off) < 7
    and cardinality(days) between 1 and 3 and days = array(select distinct d from unnest(days) d order by d) and -30 <= all (days) and 60 >= all (days);
exception when others then return false;
end $$;
insert into settings (key, value) values ('collection', '{"isolir_after_days": 7, "isolir_least": 0, "isolir_automatic": false, "isolir_hour": 1,
  "isolir_not_on": [6, 7], "isolir_on_holidays": false, "reminder_days": [-3, 1, 5], "reminders_automatic": false, "reminder_hour": 9}');
alter table settings add constraint settings_collection_known check (key <> 'collection' or app.collection_known(value));
comment on table settings is 'Company data and switches: company, tax, collection, bulk, demo.';

-- Work that is done once a business day: the turn keeps when that was. Whoever switches it on begins with the next night.
insert into app.turns (name) values ('collection'), ('isolir');
create function app.collection_switched() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update app.turns set at = clock_timestamp() where name = 'isolir';
  return null;
end $$;
create trigger settings_collection_switched after update on settings for each row
  when (new.key = 'collection' and new.value ->> 'isolir_automatic' = 'true' and old.value ->> 'isolir_automatic' <> 'true')
  execute function app.collection_switched();

-- 2. Customers whom the rules never block: a school, the head of the village, the company itself.
alter table customers add column isolir_exempt boolean not null default false;
comment on column customers.isolir_exempt is 'The rules never block him; a person still can.';
grant update (isolir_exempt) on customers to aglis_admin, aglis_office;

-- 3. Promises to pay (janji bayar). One of a customer stands at a time; while it does nobody is reminded and the rules block nothing of his.
-- Whether it was kept follows from his payments.
create table payment_promises (
  id bigint generated always as identity constraint payment_promises_pkey primary key,
  customer_id bigint not null constraint payment_promises_customer_fkey references customers,
  until date not null,
  amount bigint constraint payment_promises_amount_positive check (amount > 0),
  owed bigint not null constraint payment_promises_owed_range check (owed >= 0),
  note text not null default '' constraint payment_promises_note_length check (char_length(note) <= 500),
  made_by bigint constraint payment_promises_made_by_fkey references staff default app.staff_id(),
  made_at timestamptz not null default clock_timestamp(),
  taken_back_at timestamptz,
  taken_back_by bigint constraint payment_promises_taken_back_by_fkey references staff
);
comment on table payment_promises is 'Until when customers promised to pay; kept or broken follows from their payments.';
comment on column payment_promises.amount is 'How much he promised; none for all that was late.';
comment on column payment_promises.owed is 'What was late at that moment.';
create unique index payment_promises_standing_key on payment_promises (customer_id) where taken_back_at is null;
create index payment_promises_customer_idx on payment_promises (customer_id, id desc);

-- 4. What is blocked, and was. Only what has an open row here is unblocked by a payment: a connection that another system or a person's
-- import calls suspended stays as it is.
create table isolirs (
  id bigint generated always as identity constraint isolirs_pkey primary key,
  service_id bigint not null constraint isolirs_service_fkey references services,
  customer_id bigint not null constraint isolirs_customer_fkey references customers,
  since timestamptz not null default clock_timestamp(),
  kind text not null constraint isolirs_kind_known check (kind in ('late', 'by_hand')),
  reason text constraint isolirs_reason_length check (char_length(reason) between 3 and 500),
  invoices bigint[] not null default '{}',
  amount bigint not null default 0 constraint isolirs_amount_range check (amount >= 0),
  oldest_due date,
  lifts_at_payment boolean not null,
  blocked_by bigint constraint isolirs_blocked_by_fkey references staff,
  lifted_at timestamptz,
  lifted_by bigint constraint isolirs_lifted_by_fkey references staff,
  lifted_why text constraint isolirs_lifted_why_known check (lifted_why in ('paid', 'by_hand', 'ended', 'changed')),
  lift_reason text constraint isolirs_lift_reason_length check (char_length(lift_reason) between 3 and 500),
  constraint isolirs_reason_by_hand check ((kind = 'by_hand') = (reason is not null)),
  constraint isolirs_lifted_whole check ((lifted_at is null) = (lifted_why is null)),
  constraint isolirs_lift_reason_by_hand check ((coalesce(lifted_why, '') = 'by_hand') = (lift_reason is not null)),
  constraint isolirs_lifts_for_invoices check (not lifts_at_payment or cardinality(invoices) > 0)
);
comment on table isolirs is 'Connections that were blocked for money: since when, for which invoices, by whom, and how it ended.';
comment on column isolirs.kind is 'By the rules for who is late, or by a person who says why.';
comment on column isolirs.blocked_by is 'None for a night''s round.';
create unique index isolirs_open_key on isolirs (service_id) where lifted_at is null;
create index isolirs_open_customer_idx on isolirs (customer_id) where lifted_at is null;
create index isolirs_open_since_idx on isolirs (since desc, id) where lifted_at is null;
create index isolirs_service_idx on isolirs (service_id, id desc);

do $$
declare
  t text;
begin
  foreach t in array array['payment_promises', 'isolirs'] loop
    execute format('alter table %I enable row level security', t);
    execute format('revoke all on %I from public', t);
    execute format('grant select on %I to aglis_admin, aglis_supervisor, aglis_office', t);
    execute format('create policy %I on %I for select to aglis_admin, aglis_office using (true)', t || '_company_read', t);
    execute format('create trigger %I after insert on %I referencing new table as added for each statement execute function app.audit_added()', t || '_audit_added', t);
    execute format('create trigger %I after update on %I referencing new table as added old table as before for each statement execute function app.audit_changed()', t || '_audit_changed', t);
    execute format('create trigger %I before delete on %I for each row execute function app.refuse_delete()', t || '_never_deleted', t);
  end loop;
end $$;
create policy payment_promises_zone_read on payment_promises for select to aglis_supervisor using (exists (select from customers c where c.id = customer_id));
create policy isolirs_zone_read on isolirs for select to aglis_supervisor using (exists (select from services s where s.id = service_id));
-- Whose money waits for a look.
create index payments_pending_idx on payments (customer_id) where status = 'pending';

-- 5. Who would be blocked on a business day, and who not and why not. Every running connection of which something is late on that day:
--   not_yet  nothing is late for so long      exempt   he is never blocked     proof  a payment of his waits for a look
--   promise  he promised to pay (held_until)  little   too little is late      weekend, holiday  nobody is blocked on that day (held_until: its name)
-- An invoice without a connection is late for all connections of its customer. invoices and amount are what counts: what is late for long
-- enough, else what is late at all. Of p_services, or of everybody.
create function app.isolir_candidates_at(p_day date, p_services bigint[] default null) returns table (
  service_id bigint, customer_id bigint, zone_id bigint, invoices bigint[], amount bigint, oldest_due date, held text, held_until text)
language plpgsql stable security definer set search_path = '' set jit = off set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  rules constant jsonb := (select s.value from public.settings s where s.key = 'collection');
  after_days constant int := (rules ->> 'isolir_after_days')::int;
  least constant bigint := (rules ->> 'isolir_least')::bigint;
  free_day text;
  free_name text;
  customers bigint[];
begin
  if rules -> 'isolir_not_on' @> to_jsonb(extract(isodow from p_day)::int) then
    free_day := 'weekend';
  elsif rules ->> 'isolir_on_holidays' = 'false' then
    select 'holiday', h.name into free_day, free_name from public.holidays h where h.day = p_day and h.calendar_id is null;
  end if;
  if p_services is not null then
    customers := array(select distinct s.customer_id from public.services s where s.id = any (p_services));
  end if;
  return query
  with late as materialized (
    select i.id, i.customer_id, i.service_id, i.total - i.paid as open, i.due_on, i.due_on <= p_day - after_days as counts
    from public.invoices i where i.status in ('issued', 'partial', 'overdue') and i.due_on < greatest(p_day, p_day - after_days + 1) and i.paid < i.total
      and (customers is null or i.customer_id = any (customers))),
  of_services as (
    select s.id as service_id, s.customer_id, s.zone_id, l.id, l.open, l.due_on, l.counts
      from late l join public.services s on s.id = l.service_id where s.status = 'active'
    union all
    select s.id, s.customer_id, s.zone_id, l.id, l.open, l.due_on, l.counts
      from late l join public.services s on s.customer_id = l.customer_id where l.service_id is null and s.status = 'active'),
  summed as (
    select o.service_id, o.customer_id, o.zone_id, bool_or(o.counts) as counts,
      coalesce(array_agg(o.id order by o.due_on, o.id) filter (where o.counts), array_agg(o.id order by o.due_on, o.id)) as invoices,
      coalesce(sum(o.open) filter (where o.counts), sum(o.open))::bigint as amount,
      min(o.due_on) as oldest_due
    from of_services o where p_services is null or o.service_id = any (p_services) group by o.service_id, o.customer_id, o.zone_id),
  judged as (
    select m.*, p.until, case
        when not m.counts then 'not_yet'
        when c.isolir_exempt then 'exempt'
        when exists (select from public.payments y where y.customer_id = m.customer_id and y.status = 'pending') then 'proof'
        when p.until is not null then 'promise'
        when m.amount < least then 'little'
        else free_day end as held
    from summed m join public.customers c on c.id = m.customer_id and c.deleted_at is null
    left join public.payment_promises p on p.customer_id = m.customer_id and p.taken_back_at is null and p.until >= p_day)
  select j.service_id, j.customer_id, j.zone_id, j.invoices, j.amount, j.oldest_due, j.held,
    case j.held when 'promise' then j.until::text when 'holiday' then free_name when 'not_yet' then (j.oldest_due + after_days)::text end
  from judged j;
end $$;

-- For people: what they may see. The day is the one of the next round unless they name one.
create function app.isolir_day() returns date language sql stable security definer set search_path = '' as $$
  select app.business_day(clock_timestamp()) + (s.value ->> 'isolir_automatic' = 'true' and app.business_day(t.at) >= app.business_day(clock_timestamp()))::int
  from public.settings s, app.turns t where s.key = 'collection' and t.name = 'isolir'
$$;
create function app.isolir_candidates(p_day date) returns table (
  service_id bigint, customer_id bigint, zone_id bigint, invoices bigint[], amount bigint, oldest_due date, held text, held_until text)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  acting constant text := app.staff_role();
  zones constant bigint[] := app.my_zones();
begin
  if acting is null or acting = 'technician' then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return query select c.* from app.isolir_candidates_at(p_day) c where acting in ('admin', 'office') or c.zone_id = any (zones);
end $$;

-- 6. Words to customers, in Indonesian, in which they are written to. These are the ones of the program (model::format, model::templates);
-- tests hold one against the other.
create function app.month_words(p_day date) returns text language sql immutable set search_path = '' as $$
  select (array['Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus', 'September', 'Oktober', 'November', 'Desember'])[extract(month from p_day)::int]
    || ' ' || extract(year from p_day)
$$;
create function app.rupiah_words(p_amount bigint) returns text language sql immutable set search_path = '' as $$
  select 'Rp ' || replace(to_char(p_amount, 'FM999,999,999,999,999,990'), ',', '.')
$$;
create function app.address_words(s public.services) returns text language sql immutable set search_path = '' as $$
  select concat_ws(', ', nullif(s.street, ''), case when s.rt || s.rw <> '' then 'RT ' || lpad(s.rt, greatest(3, length(s.rt)), '0') || '/RW ' || lpad(s.rw, greatest(3, length(s.rw)), '0') end,
    nullif(s.kelurahan, ''), nullif(s.kecamatan, ''), nullif(s.city, ''), nullif(s.province, ''))
$$;
-- What a value may do in a message: nothing. Signs that nobody sees go, and WhatsApp's marks become look-alikes where they could begin or end something.
create function app.plain_words(p_value text) returns text language sql immutable set search_path = '' as $$
  select btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
      regexp_replace(regexp_replace(btrim(p_value), '[\u200b-\u200f\u2028-\u202e\u2060-\u2069]', '', 'g'), '[\u0001-\u0009\u000b-\u001f]', ' ', 'g'),
    '(?<![[:alnum:]])\*|\*(?![[:alnum:]])', U&'\2217', 'g'), '(?<![[:alnum:]])_|_(?![[:alnum:]])', U&'\FF3F', 'g'),
    '(?<![[:alnum:]])~|~(?![[:alnum:]])', U&'\223C', 'g'), '`', U&'\02CB', 'g'), '^>', U&'\203A', 'gn'))
$$;
-- A text with its values. Lines go whose place-holders are all unknown, and those with a link that there is not.
create function app.fill_words(p_body text, p_values jsonb) returns text language plpgsql immutable set search_path = '' as $$
declare
  kept text[] := '{}';
  line text;
  part text;
  said text;
  places int;
  known int;
  has_link boolean;
begin
  foreach line in array string_to_array(p_body, E'\n') loop
    said := ''; places := 0; known := 0; has_link := true;
    for part in select m[1] from regexp_matches(line, '(\{\{|\}\}|\{[a-z_]+\}|[^{}]+|.)', 'g') m loop
      if part ~ '^\{[a-z_]+\}$' then
        part := btrim(part, '{}');
        places := places + 1;
        if coalesce(p_values ->> part, '') <> '' then
          known := known + 1;
          said := said || (p_values ->> part);
        elsif part = 'portal_link' then
          has_link := false;
        end if;
      else
        said := said || case part when '{{' then '{' when '}}' then '}' else part end;
      end if;
    end loop;
    continue when (places > 0 and known = 0) or not has_link;
    continue when btrim(line) = '' and (cardinality(kept) = 0 or btrim(kept[cardinality(kept)]) = '');
    kept := kept || said;
  end loop;
  return btrim(array_to_string(kept, E'\n'), E' \n');
end $$;
create function app.company_words() returns jsonb language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('company_name', app.plain_words(s.value ->> 'name'), 'company_phone', app.plain_words(s.value ->> 'phone'),
    'bank_accounts', (select app.plain_words(string_agg((a ->> 'bank') || ' ' || (a ->> 'number') || ' a.n. ' || (a ->> 'holder'), E'\n' order by n))
                      from jsonb_array_elements(coalesce(s.value -> 'bank_accounts', '[]')) with ordinality e (a, n)))
  from public.settings s where s.key = 'company'
$$;

-- Queues what the database itself says to customers: [{class, template, customer_id, invoice_id, zone_id, cause, dedupe, values}]. As
-- app.send_messages where nobody asked for it: no way out, no number, a text that the company does not send, an event that has its message
-- already and whoever wants no such messages stand in nobody's way. Answers how many are there now.
create function app.tell_customers(p_messages jsonb, p_by bigint) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  moment constant timestamptz := clock_timestamp();
  quiet constant timestamptz := coalesce(app.after_quiet(moment), moment);
  company constant jsonb := app.company_words();
  pace interval;
  told bigint;
begin
  if jsonb_array_length(p_messages) = 0 or not exists (select from public.gateways g where g.active) then return 0; end if;
  select coalesce(g.rate_window / (g.rate * (100 - l.leaves) / 100.0), interval '0') into pace from public.gateways g, public.queue_lanes l
    where g.active and l.lane = 3 order by g.id limit 1;
  with texts as materialized (
    select distinct on (t.name) t.name, t.version, t.body from public.message_templates t
    where t.language = 'id' and t.name in (select e ->> 'template' from jsonb_array_elements(p_messages) e) order by t.name, t.version desc),
  written as materialized (
    select e.n, e.j, k.phone, k.name, t.version, app.fill_words(t.body, company || (e.j -> 'values')) as body, l.lane, l.life,
      exists (select from public.message_optouts o where o.recipient = k.phone and o.category = app.message_category(t.name)) as unwanted
    from jsonb_array_elements(p_messages) with ordinality e (j, n)
    join texts t on t.name = e.j ->> 'template' join public.queue_lanes l on l.class = e.j ->> 'class'
    join public.customers c on c.id = (e.j ->> 'customer_id')::bigint join public.contacts k on k.id = c.contact_id and k.phone is not null
    cross join public.queue_rules r where t.name <> all (r.silent)),
  kept as (
    insert into public.messages (class, template, template_version, locale, recipient, recipient_name, body, status, customer_id, invoice_id, zone_id, caused_by,
                                 dedupe_key, scheduled_at, cause, ended_at)
    select w.j ->> 'class', w.j ->> 'template', w.version, 'id', w.phone, left(w.name, 200), w.body, case when w.unwanted then 'opted_out' else 'queued' end,
      (w.j ->> 'customer_id')::bigint, (w.j ->> 'invoice_id')::bigint, (w.j ->> 'zone_id')::bigint, p_by, w.j ->> 'dedupe',
      case when quiet > moment then quiet end, w.j ->> 'cause', case when w.unwanted then moment end
    from written w where char_length(w.body) between 1 and 4096 order by w.n
    on conflict (dedupe_key) do nothing returning id, dedupe_key, status),
  work as (
    insert into public.queue_jobs (lane, run_at, expires_at, message_id, recipient)
    select w.lane, quiet + w.after, quiet + w.after + w.life, m.id, w.phone
    from (select x.*, case when x.j ->> 'class' = 'bulk' then (row_number() over (order by x.n) - 1) * pace else interval '0' end as after from written x) w
    join kept m on m.dedupe_key = w.j ->> 'dedupe' where m.status = 'queued' order by w.n)
  select count(*) into told from kept;
  if told > 0 then perform pg_catalog.pg_notify('aglis_queue', ''), pg_catalog.pg_notify('aglis', 'Messages'); end if;
  return told;
end $$;
-- What a message says of a connection that is blocked or no longer is.
create function app.isolir_words(p_service bigint, p_amount bigint, p_oldest date, p_day date) returns jsonb language sql stable security definer set search_path = '' as $$
  select jsonb_strip_nulls(jsonb_build_object('customer_name', app.plain_words(c.name), 'customer_code', c.code, 'package_name', app.plain_words(p.name),
    'address', app.plain_words(app.address_words(s)), 'outstanding', case when p_amount > 0 then app.rupiah_words(p_amount) end,
    'days_late', case when p_oldest < p_day then (p_day - p_oldest)::text end))
  from public.services s join public.customers c on c.id = s.customer_id join public.packages p on p.id = s.package_id where s.id = p_service
$$;

alter table message_templates drop constraint message_templates_name_known, add constraint message_templates_name_known check (name in
  ('otp', 'ticket_assigned', 'ticket_update', 'team_assignment', 'group_alert', 'invoice_issued', 'reminder_1', 'reminder_2', 'reminder_3',
   'payment_received', 'isolir', 'isolir_lifted', 'status_update', 'broadcast'));
insert into message_templates (name, language, version, body) values
  ('isolir', 'id', 1, E'Halo {customer_name},\n\nInternet Anda ({package_name}) di {address} kami isolir sementara karena ada tagihan yang belum dibayar.\nJumlah yang lewat jatuh tempo: *{outstanding}* ({days_late} hari).\n\nInternet aktif kembali begitu pembayaran kami terima.\nBayar di {portal_link} atau transfer ke:\n{bank_accounts}\n\nSudah membayar atau perlu bantuan? Hubungi {company_phone}.\n{company_name}'),
  ('isolir', 'en', 1, E'Hello {customer_name},\n\nYour internet ({package_name}) at {address} is suspended for now because an invoice was not paid.\nAmount overdue: *{outstanding}* ({days_late} days).\n\nIt comes back as soon as we receive your payment.\nPay at {portal_link} or transfer to:\n{bank_accounts}\n\nHave you paid, or do you need help? Call {company_phone}.\n{company_name}'),
  ('isolir_lifted', 'id', 1, E'Halo {customer_name},\n\nTerima kasih. Isolir sudah dibuka, internet Anda ({package_name}) di {address} aktif kembali.\nBila belum tersambung, matikan lalu nyalakan kembali router Anda.\n\n{company_name} · {company_phone}'),
  ('isolir_lifted', 'en', 1, E'Hello {customer_name},\n\nThank you. Your internet ({package_name}) at {address} is active again.\nIf it is not connected yet, turn your router off and on again.\n\n{company_name} · {company_phone}');
create or replace function app.message_category(p_template text) returns text language plpgsql immutable set search_path = '' as $$
begin
  return case when p_template is null then 'service'
              when p_template in ('invoice_issued', 'reminder_1', 'reminder_2', 'reminder_3', 'payment_received') then 'billing'
              when p_template in ('ticket_assigned', 'ticket_update', 'status_update', 'isolir', 'isolir_lifted') then 'service'
              when p_template = 'broadcast' then 'broadcast' end;
end $$;

-- 7. Blocking. The customers are taken first, as a payment takes them: whoever pays at this moment is either seen here, or finds what was
-- blocked here. By the rules: what somebody saw is p_seen, and who has paid some of it since is left alone. Outcomes: blocked, paid, changed
-- (less is late than was seen), suspended (it is blocked already), gone, and what holds it back.
create function app.isolir_late(p_day date, p_services bigint[], p_seen bigint[], p_by bigint) returns table (service_id bigint, outcome text, detail text)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  blocked jsonb;
begin
  perform from public.customers c where c.id in (select s.customer_id from public.services s where s.id = any (p_services)) order by c.id for no key update;
  perform from public.services s where s.id = any (p_services) order by s.id for no key update;
  return query
  with asked as materialized (select a.service, a.seen, a.n from unnest(p_services, p_seen) with ordinality a (service, seen, n)),
  judged as materialized (
    select a.service, a.n, k.customer_id, k.invoices, k.amount, k.oldest_due, k.held_until,
      case when s.id is null or s.status in ('pending', 'terminated') then 'gone' when s.status = 'suspended' then 'suspended'
           when k.service_id is null or k.held = 'not_yet' and k.amount < a.seen then 'paid' when k.held is not null then k.held
           when k.amount < a.seen then 'changed' else 'blocked' end as outcome
    from asked a left join public.services s on s.id = a.service left join app.isolir_candidates_at(p_day, p_services) k on k.service_id = a.service),
  added as (
    insert into public.isolirs (service_id, customer_id, kind, invoices, amount, oldest_due, lifts_at_payment, blocked_by)
    select j.service, j.customer_id, 'late', j.invoices, j.amount, j.oldest_due, true, p_by from judged j where j.outcome = 'blocked' order by j.n
    returning service_id)
  select j.service, j.outcome, j.held_until from judged j left join added a on a.service_id = j.service order by j.n;
  perform app.blocked_now(array(select x.id from public.isolirs x where x.service_id = any (p_services) and x.lifted_at is null and x.since >= transaction_timestamp()
                                and exists (select from public.services s where s.id = x.service_id and s.status = 'active')), p_by, p_day);
end $$;

-- What follows from rows of isolirs that were just written: the connections are blocked, their customers and the office are told.
create function app.blocked_now(p_isolirs bigint[], p_by bigint, p_day date) returns void language plpgsql volatile security definer set search_path = '' as $$
begin
  if p_isolirs = '{}' then return; end if;
  update public.services s set status = 'suspended' from public.isolirs x where x.id = any (p_isolirs) and s.id = x.service_id;
  perform app.tell_customers((
    select jsonb_agg(jsonb_build_object('class', 'notification', 'template', 'isolir', 'customer_id', x.customer_id, 'zone_id', s.zone_id, 'cause', 'isolir',
      'dedupe', 'isolir:' || x.id, 'values', app.isolir_words(x.service_id, x.amount, x.oldest_due, p_day)) order by x.id)
    from public.isolirs x join public.services s on s.id = x.service_id where x.id = any (p_isolirs)), p_by);
  insert into app.notification_causes (event, kind, record, record_id, zone_id, audience, priority, group_key, arguments, actor_id)
    select 'isolir', 'invoice', 'customer', x.customer_id, c.zone_id, 'office', 'low', 'isolir:' || x.customer_id,
      jsonb_strip_nulls(jsonb_build_object('number', c.code, 'by', (select y.name from public.staff y where y.id = p_by))), p_by
    from public.isolirs x join public.customers c on c.id = x.customer_id where x.id = any (p_isolirs) order by x.id;
end $$;

-- For people: connections of the preview of a day, today's or tomorrow's, as they saw them. At most 500 at a time.
create function app.isolir(p_day date, p_services bigint[], p_seen bigint[]) returns table (service_id bigint, outcome text, detail text)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  today constant date := app.business_day(clock_timestamp());
begin
  if not app.sees_all() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if p_day not between today and today + 1 or cardinality(p_services) > 500 or cardinality(p_seen) is distinct from cardinality(p_services) then
    raise exception 'VALUE_UNKNOWN' using errcode = 'AG014', detail = 'day', hint = p_day::text;
  end if;
  return query select x.* from app.isolir_late(p_day, p_services, p_seen, app.staff_id()) x;
end $$;
-- One connection, whatever the rules say, with a reason. p_lifts: the payment of what is late today unblocks it.
create function app.isolir_by_hand(p_service bigint, p_reason text, p_lifts boolean) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  today constant date := app.business_day(clock_timestamp());
  stands public.services;
  late record;
  made bigint;
begin
  if not app.sees_all() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  perform from public.customers c where c.id = (select s.customer_id from public.services s where s.id = p_service) for no key update;
  select * into stands from public.services s where s.id = p_service for no key update;
  if stands.id is null then raise exception 'NOT_FOUND' using errcode = 'AG051'; end if;
  if stands.status <> 'active' then raise exception 'WRONG_STATE' using errcode = 'AG001', detail = stands.status || ' → suspended'; end if;
  select coalesce(array_agg(i.id order by i.due_on, i.id), '{}') as ids, coalesce(sum(i.total - i.paid), 0)::bigint as amount, min(i.due_on) as oldest into late
    from public.invoices i where i.customer_id = stands.customer_id and coalesce(i.service_id, stands.id) = stands.id
      and i.status in ('issued', 'partial', 'overdue') and i.due_on < today and i.paid < i.total;
  insert into public.isolirs (service_id, customer_id, kind, reason, invoices, amount, oldest_due, lifts_at_payment, blocked_by)
    values (p_service, stands.customer_id, 'by_hand', btrim(p_reason), late.ids, late.amount, late.oldest, p_lifts and cardinality(late.ids) > 0, app.staff_id())
    returning id into made;
  perform app.blocked_now(array[made], app.staff_id(), today);
  return made;
end $$;

-- 8. Unblocking.
create function app.lift_now(p_services bigint[], p_why text, p_by bigint, p_reason text) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  moment constant timestamptz := clock_timestamp();
  day constant date := app.business_day(moment);
  lifted bigint[];
  unsent bigint[];
begin
  with ended as (
    update public.isolirs x set lifted_at = moment, lifted_by = p_by, lifted_why = p_why, lift_reason = p_reason
    where x.service_id = any (p_services) and x.lifted_at is null returning x.id)
  select coalesce(array_agg(e.id), '{}') into lifted from ended e;
  update public.services s set status = 'active' where s.id = any (p_services) and s.status = 'suspended';
  -- Nobody is told that he is blocked who no longer is.
  with gone as (
    delete from public.queue_jobs j where j.worker is null and j.wire_at is null and j.message_id in (
      select m.id from public.messages m where m.dedupe_key in (select 'isolir:' || l from unnest(lifted) l) and m.status = 'queued') returning j.*),
  history as (insert into public.queue_attempts (job_id, message_id, lane, attempt, outcome, queued_at, ended_at)
              select g.id, g.message_id, g.lane, g.attempt, 'cancelled', g.created_at, moment from gone g)
  update public.messages m set status = 'cancelled', ended_at = moment from gone g where m.id = g.message_id;
  -- A bulk operation that tells nobody tells nobody of this either.
  if not (coalesce(pg_catalog.current_setting('app.bulk_run', true), '') ~ '^[0-9]{1,18}$' and app.bulk_is_quiet()) then
    perform app.tell_customers(coalesce((
      select jsonb_agg(jsonb_build_object('class', 'notification', 'template', 'isolir_lifted', 'customer_id', s.customer_id, 'zone_id', s.zone_id, 'cause', 'isolir_lifted',
        'dedupe', 'isolir:' || x.id || ':lifted', 'values', app.isolir_words(s.id, 0, null, day)) order by x.id)
      from public.isolirs x join public.services s on s.id = x.service_id where x.id = any (lifted)), '[]'), p_by);
  end if;
  insert into app.notification_causes (event, kind, record, record_id, zone_id, audience, priority, group_key, arguments, actor_id)
    select 'isolir_lifted', 'invoice', 'customer', x.customer_id, c.zone_id, 'office', 'normal', 'isolir:' || x.customer_id,
      jsonb_strip_nulls(jsonb_build_object('number', c.code, 'by', (select y.name from public.staff y where y.id = p_by))), p_by
    from public.isolirs x join public.customers c on c.id = x.customer_id where x.id = any (lifted) order by x.id;
  return cardinality(lifted);
end $$;

-- For people, with a reason: also what is blocked without a row here, as an import left it.
create function app.lift_isolir(p_services bigint[], p_reason text) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  stands text;
begin
  if not app.sees_all() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if char_length(btrim(coalesce(p_reason, ''))) not between 3 and 500 then raise exception 'REASON_REQUIRED' using errcode = 'AG013'; end if;
  perform from public.customers c where c.id in (select s.customer_id from public.services s where s.id = any (p_services)) order by c.id for no key update;
  perform from public.services s where s.id = any (p_services) order by s.id for no key update;
  if (select count(*) from public.services s where s.id = any (p_services)) < cardinality(p_services) then raise exception 'NOT_FOUND' using errcode = 'AG051'; end if;
  select min(s.status) into stands from public.services s where s.id = any (p_services) and s.status <> 'suspended';
  if stands is not null then raise exception 'WRONG_STATE' using errcode = 'AG001', detail = stands || ' → active'; end if;
  return app.lift_now(p_services, 'by_hand', app.staff_id(), btrim(p_reason));
end $$;

-- The last invoice that counts is paid, withdrawn or due later: unblocked in the same transaction, whatever wrote it. What counts is what
-- was late when it was blocked, and what is late for long enough by now; by the rules less than their least amount is nothing. A payment that
-- is taken back later blocks nobody. By its name this comes after what is owed was reckoned, which took the customer: two who pay two
-- invoices of one connection at once take turns there, and the second sees both.
create function app.invoices_settled() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  today constant date := app.business_day(clock_timestamp());
  rules jsonb;
  touched bigint[];
  free bigint[];
begin
  touched := array(
    select distinct x.customer_id from added n join before o on o.id = n.id join public.isolirs x on x.customer_id = n.customer_id and x.lifted_at is null and x.lifts_at_payment
    where n.status <> o.status and n.status in ('paid', 'void') or n.paid > o.paid or n.due_on > o.due_on or n.status = 'issued' and o.status = 'overdue');
  if touched = '{}' then return null; end if;
  perform from public.customers c where c.id = any (touched) order by c.id for no key update;
  select s.value into rules from public.settings s where s.key = 'collection';
  free := array(
    select x.service_id from public.isolirs x where x.customer_id = any (touched) and x.lifted_at is null and x.lifts_at_payment
      and coalesce((select sum(i.total - i.paid) from public.invoices i
            where i.customer_id = x.customer_id and i.status in ('issued', 'partial', 'overdue') and i.due_on < today
              and (i.id = any (x.invoices) or i.due_on <= today - (rules ->> 'isolir_after_days')::int and coalesce(i.service_id, x.service_id) = x.service_id)), 0)
          < case x.kind when 'late' then greatest(1, (rules ->> 'isolir_least')::bigint) else 1 end
    order by x.service_id for update);
  if free <> '{}' then
    perform from public.services s where s.id = any (free) order by s.id for no key update;
    perform app.lift_now(free, 'paid', app.staff_id(), null);
    perform pg_catalog.pg_notify('aglis', 'Services,Customers');
  end if;
  return null;
end $$;
create trigger invoices_settled after update on invoices referencing new table as added old table as before for each statement execute function app.invoices_settled();

-- 9. What follows from the state of connections. An isolir is over when its connection is not blocked any more, whoever did that; and a
-- customer is blocked when all of his that runs is.
create function app.services_followed() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  touched bigint[];
begin
  touched := array(select distinct n.customer_id from added n join before o on o.id = n.id where n.status <> o.status);
  if touched = '{}' then return null; end if;
  update public.isolirs x set lifted_at = clock_timestamp(), lifted_by = app.staff_id(), lifted_why = case n.status when 'terminated' then 'ended' else 'changed' end
    from added n where n.id = x.service_id and x.lifted_at is null and n.status <> 'suspended' and x.customer_id = any (touched);
  update public.customers c set status = k.status from (
    select s.customer_id, case when bool_or(s.status = 'active') then 'active' else 'suspended' end as status
    from public.services s where s.customer_id = any (touched) and s.status in ('active', 'suspended') group by s.customer_id) k
    where c.id = k.customer_id and c.status in ('active', 'suspended') and c.status <> k.status;
  return null;
end $$;
create trigger services_followed after update on services referencing new table as added old table as before for each statement execute function app.services_followed();

-- 10. Promises. Another one takes the place of the one that stands.
create function app.promise_payment(p_customer bigint, p_until date, p_amount bigint, p_note text) returns bigint
language plpgsql volatile security definer set search_path = '' as $$
declare
  today constant date := app.business_day(clock_timestamp());
  made bigint;
begin
  if not app.sees_all() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  perform from public.customers c where c.id = p_customer and c.deleted_at is null for no key update;
  if not found then raise exception 'NOT_FOUND' using errcode = 'AG051'; end if;
  if p_until < today or p_until > today + 60 then raise exception 'promise out of range' using errcode = '22008'; end if;
  update public.payment_promises p set taken_back_at = clock_timestamp(), taken_back_by = app.staff_id() where p.customer_id = p_customer and p.taken_back_at is null;
  insert into public.payment_promises (customer_id, until, amount, owed, note)
    select p_customer, p_until, p_amount, coalesce(sum(i.total - i.paid), 0), btrim(p_note)
    from public.invoices i where i.customer_id = p_customer and i.status in ('issued', 'partial', 'overdue') and i.due_on < today
    returning id into made;
  return made;
end $$;
create function app.take_back_promise(p_promise bigint) returns void language plpgsql volatile security definer set search_path = '' as $$
begin
  if not app.sees_all() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.payment_promises p set taken_back_at = clock_timestamp(), taken_back_by = app.staff_id() where p.id = p_promise and p.taken_back_at is null;
  if not found then raise exception 'NOT_FOUND' using errcode = 'AG051'; end if;
end $$;

-- 11. The rounds. Reminders of the day, each invoice and step once whoever asks; what nobody sent on its day is made up for on the next two.
-- Not while a payment waits for a look, nor while a promise stands. A step that somebody was reminded of by hand counts.
create function app.remind_at(p_moment timestamptz, p_most int) returns bigint language plpgsql volatile security definer set search_path = '' set jit = off as $$
declare
  today constant date := app.business_day(p_moment);
  days int[];
  due jsonb;
begin
  if not exists (select from public.gateways g where g.active) then return 0; end if;
  days := array(select x::int from public.settings s, jsonb_array_elements_text(s.value -> 'reminder_days') with ordinality e (x, n) where s.key = 'collection' order by e.n);
  select jsonb_agg(f.message) into due from (
    select jsonb_build_object('class', 'bulk', 'template', 'reminder_' || d.step, 'customer_id', i.customer_id, 'invoice_id', i.id, 'zone_id', i.zone_id, 'cause', 'reminder',
        'dedupe', 'invoice:' || i.id || ':reminder:' || d.step, 'values', jsonb_strip_nulls(jsonb_build_object('customer_name', app.plain_words(c.name), 'customer_code', c.code,
          'invoice_number', i.number, 'period', app.month_words(i.period), 'amount', app.rupiah_words(i.total), 'outstanding', app.rupiah_words(i.total - i.paid),
          'due_date', extract(day from i.due_on) || ' ' || app.month_words(i.due_on), 'days_late', greatest(0, today - i.due_on)))) as message
    from unnest(days) with ordinality d (day, step)
    join public.invoices i on i.status in ('issued', 'partial', 'overdue') and i.due_on between today - d.day - 2 and today - d.day and i.paid < i.total
      and i.due_on > today - coalesce(days[d.step + 1], 1000)
    join public.customers c on c.id = i.customer_id and c.deleted_at is null
    join public.contacts k on k.id = c.contact_id and k.phone is not null
    cross join public.queue_rules r
    where 'reminder_' || d.step <> all (r.silent)
      and not exists (select from public.messages m where m.dedupe_key = any (array(select 'invoice:' || i.id || ':reminder:' || n from generate_series(d.step, 3) n)))
      and not exists (select from public.payments y where y.customer_id = i.customer_id and y.status = 'pending')
      and not exists (select from public.payment_promises p where p.customer_id = i.customer_id and p.taken_back_at is null and p.until >= today)
    order by i.due_on, i.id limit p_most) f;
  return app.tell_customers(coalesce(due, '[]'), null);
end $$;

-- One round at an instant: reminders, and the night's isolir where it is switched on, once a business day and in steps of 500. A night on
-- which no machine was on is made up for on the same day, later never. Granted to nobody: who names the instant could block everybody.
create function app.collect_at(p_moment timestamptz, out reminders bigint, out blocked bigint) language plpgsql volatile security definer set search_path = '' as $$
declare
  rules constant jsonb := (select s.value from public.settings s where s.key = 'collection');
  today constant date := app.business_day(p_moment);
  hour constant int := extract(hour from p_moment at time zone app.business_zone());
  candidates bigint[];
  seen bigint[];
begin
  reminders := 0; blocked := 0;
  if not app.try_turn('collection') then return; end if;
  if rules ->> 'reminders_automatic' = 'true' and hour >= (rules ->> 'reminder_hour')::int then
    reminders := app.remind_at(p_moment, 500);
  end if;
  if rules ->> 'isolir_automatic' = 'true' and hour >= (rules ->> 'isolir_hour')::int
     and exists (select from app.turns t where t.name = 'isolir' and app.business_day(t.at) < today) then
    select coalesce(array_agg(k.service_id order by k.service_id), '{}'), coalesce(array_agg(k.amount order by k.service_id), '{}') into candidates, seen
      from (select c.service_id, c.amount from app.isolir_candidates_at(today) c where c.held is null order by c.service_id limit 500) k;
    select count(*) filter (where x.outcome = 'blocked') into blocked from app.isolir_late(today, candidates, seen, null) x;
    if cardinality(candidates) < 500 then
      update app.turns t set at = p_moment where t.name = 'isolir';
    end if;
  end if;
  if blocked > 0 then perform pg_catalog.pg_notify('aglis', 'Services,Customers,Invoices'); end if;
end $$;
-- The round of this moment, for desktops of office and admin and for workers. Whoever asks does so until nothing is left.
create function app.collect(out reminders bigint, out blocked bigint) language plpgsql volatile security definer set search_path = '' as $$
begin
  if not app.sees_all() and not app.is_root() and not exists (select from public.workers w where w.login = session_user and w.enabled) then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
  select c.reminders, c.blocked into reminders, blocked from app.collect_at(clock_timestamp()) c;
end $$;

do $$
declare
  f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'app'::regnamespace and p.proname in (
      'collection_known', 'collection_switched', 'isolir_candidates_at', 'isolir_day', 'isolir_candidates', 'month_words', 'rupiah_words', 'address_words', 'plain_words', 'fill_words',
      'company_words', 'tell_customers', 'isolir_words', 'isolir_late', 'blocked_now', 'isolir', 'isolir_by_hand', 'lift_now', 'lift_isolir', 'invoices_settled', 'services_followed',
      'promise_payment', 'take_back_promise', 'remind_at', 'collect_at', 'collect') loop
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.collection_known(jsonb) to aglis_admin, aglis_keeper;
grant execute on function app.isolir_day(), app.isolir_candidates(date) to aglis_admin, aglis_supervisor, aglis_office;
grant execute on function app.isolir(date, bigint[], bigint[]), app.isolir_by_hand(bigint, text, boolean), app.lift_isolir(bigint[], text),
  app.promise_payment(bigint, date, bigint, text), app.take_back_promise(bigint) to aglis_admin, aglis_office;
grant execute on function app.collect() to aglis_admin, aglis_office, aglis_worker;

reset role;
