-- From the first call to the finished installation: registrations, the tickets they make, their files and their clock.

create table registrations (
  id bigint generated always as identity primary key,
  number text not null constraint registrations_number_key unique,
  status text not null default 'pending_verification' constraint registrations_status_known check (status in
    ('pending_verification', 'verified', 'survey_scheduled', 'survey_completed', 'approved', 'installed', 'rejected', 'cancelled')),
  status_since timestamptz not null default now(),
  status_reason text,
  name text not null constraint registrations_name_length check (char_length(name) between 1 and 120),
  phone text not null constraint registrations_phone_e164 check (phone ~ '^\+[1-9][0-9]{9,14}$'),
  email text,
  street text not null default '', rt text not null default '', rw text not null default '', kelurahan text not null default '',
  kecamatan text not null default '', city text not null default '', province text not null default '',
  zone_id bigint not null constraint registrations_zone_fkey references zones,
  package_id bigint not null constraint registrations_package_fkey references packages,
  preferred_date date,
  preferred_slot text constraint registrations_slot_known check (preferred_slot in ('morning', 'midday', 'afternoon')),
  technician_id bigint constraint registrations_technician_fkey references staff,
  note text not null default '' constraint registrations_note_length check (char_length(note) <= 10000),
  customer_id bigint constraint registrations_customer_fkey references customers,
  service_id bigint constraint registrations_service_fkey references services,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint registrations_reason_given check (status not in ('rejected', 'cancelled') or char_length(coalesce(status_reason, '')) >= 3),
  constraint registrations_approved_whole check (status not in ('approved', 'installed') or (customer_id is not null and service_id is not null))
);
comment on table registrations is 'Applications for a connection, REG-YYYYMM-NNNNN.';
create index registrations_zone_idx on registrations (zone_id);
create index registrations_technician_idx on registrations (technician_id);
create index registrations_customer_idx on registrations (customer_id);
create index registrations_created_idx on registrations (created_at, id);
create index registrations_status_idx on registrations (status, status_since);
create index registrations_phone_idx on registrations (phone);
create index registrations_name_trgm on registrations using gin (name gin_trgm_ops);

create table registration_identities (
  registration_id bigint constraint registration_identities_pkey primary key
    constraint registration_identities_registration_fkey references registrations,
  nik text not null constraint registration_identities_nik_form check (nik ~ '^[0-9]{16}$')
);
comment on table registration_identities is 'Identity numbers of applicants; moved to the contact at approval.';
create index registration_identities_nik_idx on registration_identities (nik);

create table tickets (
  id bigint generated always as identity primary key,
  number text not null constraint tickets_number_key unique,
  kind text not null constraint tickets_kind_known check (kind in
    ('installation', 'repair', 'maintenance', 'upgrade', 'downgrade', 'wifi_setup', 'relocation', 'dismantle')),
  category text not null default '',
  priority text not null default 'normal' constraint tickets_priority_known check (priority in ('low', 'normal', 'high', 'urgent')),
  status text not null default 'open' constraint tickets_status_known check (status in
    ('open', 'assigned', 'in_progress', 'on_hold', 'completed', 'closed', 'cancelled')),
  customer_id bigint constraint tickets_customer_fkey references customers,
  service_id bigint constraint tickets_service_fkey references services,
  registration_id bigint constraint tickets_registration_fkey references registrations,
  zone_id bigint not null constraint tickets_zone_fkey references zones,
  lead_id bigint constraint tickets_lead_fkey references staff,
  description text not null default '' constraint tickets_description_length check (char_length(description) <= 10000),
  resolution text constraint tickets_resolution_length check (char_length(resolution) <= 10000),
  status_reason text,
  due_at timestamptz,
  breached_at timestamptz,
  hold_since timestamptz,
  completed_at timestamptz,
  closed_at timestamptz,
  rating smallint constraint tickets_rating_range check (rating between 1 and 5),
  external_id text constraint tickets_external_id_key unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint tickets_lead_given check (status not in ('assigned', 'in_progress', 'completed') or lead_id is not null),
  constraint tickets_reason_given check (status not in ('on_hold', 'cancelled') or char_length(coalesce(status_reason, '')) >= 3),
  constraint tickets_resolution_given check (status <> 'completed' or char_length(coalesce(resolution, '')) >= 3)
);
comment on table tickets is 'Work for technicians, TKT-YYYYMM-NNNNN, with its SLA clock (due_at, breached_at).';
create index tickets_zone_idx on tickets (zone_id);
create index tickets_lead_idx on tickets (lead_id, status);
create index tickets_customer_idx on tickets (customer_id, id desc);
create index tickets_service_idx on tickets (service_id);
create index tickets_registration_idx on tickets (registration_id);
create index tickets_created_idx on tickets (created_at, id);
create index tickets_due_idx on tickets (due_at, id);

create table ticket_helpers (
  ticket_id bigint not null constraint ticket_helpers_ticket_fkey references tickets,
  staff_id bigint not null constraint ticket_helpers_staff_fkey references staff,
  constraint ticket_helpers_pkey primary key (ticket_id, staff_id)
);
comment on table ticket_helpers is 'Technicians who help the lead.';
create index ticket_helpers_staff_idx on ticket_helpers (staff_id);

-- What happened, for people: one line an event, written by triggers (states) and by people (notes).
create table timeline (
  id bigint generated always as identity primary key,
  registration_id bigint constraint timeline_registration_fkey references registrations,
  ticket_id bigint constraint timeline_ticket_fkey references tickets,
  event text not null constraint timeline_event_form check (event ~ '^[a-z_]{1,40}$'),
  body text constraint timeline_body_length check (char_length(body) <= 10000),
  actor_id bigint constraint timeline_actor_fkey references staff,
  at timestamptz not null default clock_timestamp(),
  constraint timeline_one_owner check (num_nonnulls(registration_id, ticket_id) = 1)
);
comment on table timeline is 'Events of registrations and tickets as people read them; never changed.';
create index timeline_registration_idx on timeline (registration_id, id desc);
create index timeline_ticket_idx on timeline (ticket_id, id desc);

-- Photos and documents of tickets. The name is for people only; the type comes from the content.
create table files (
  id uuid constraint files_pkey primary key,
  ticket_id bigint not null constraint files_ticket_fkey references tickets,
  name text not null constraint files_name_length check (char_length(name) between 1 and 200),
  mime text not null constraint files_mime_known check (mime in ('image/jpeg', 'image/png')),
  size bigint not null constraint files_size_range check (size between 1 and 10485760),
  sha256 bytea not null,
  evidence boolean not null default false,
  added_by bigint constraint files_added_by_fkey references staff,
  created_at timestamptz not null default now()
);
comment on table files is 'Pictures of tickets, re-encoded without metadata.';
create index files_ticket_idx on files (ticket_id);
create table file_contents (
  file_id uuid constraint file_contents_pkey primary key constraint file_contents_file_fkey references files,
  content bytea not null
);
comment on table file_contents is 'The bytes of files, apart so that lists of files stay small.';

-- SLA targets in hours by priority, and by the package's level where a level promises something else than standard.
-- Urgent runs around the clock, the others on working hours.
create table sla_targets (
  priority text not null,
  hours int not null constraint sla_targets_hours_range check (hours between 1 and 720),
  around_the_clock boolean not null default false,
  sla_level text not null default 'standard',
  constraint sla_targets_pkey primary key (priority, sla_level)
);
comment on table sla_targets is 'How long a ticket may take, in hours; a level without a row of its own keeps the standard one.';
insert into sla_targets values ('urgent', 2, true), ('high', 4, false), ('normal', 24, false), ('low', 48, false);
create table work_slots (
  weekday smallint not null constraint work_slots_weekday_range check (weekday between 1 and 7),
  opens time not null,
  closes time not null,
  constraint work_slots_pkey primary key (weekday, opens),
  constraint work_slots_order check (closes > opens)
);
comment on table work_slots is 'Working hours by ISO weekday in the business zone.';
insert into work_slots select d, '08:00', '17:00' from generate_series(1, 6) d;
create table holidays (day date constraint holidays_pkey primary key, name text not null);
comment on table holidays is 'Days without working hours.';

-- The moment when `rest` of working time has passed since `start`.
create function app.work_after(start timestamptz, rest interval) returns timestamptz
language plpgsql stable security definer set search_path = '' as $$
declare
  zone text := app.business_zone();
  this_day date := (start at time zone zone)::date;
  slot record;
  opens timestamptz;
  closes timestamptz;
begin
  for i in 0 .. 400 loop
    if not exists (select from public.holidays h where h.day = this_day) then
      for slot in select * from public.work_slots w where w.weekday = extract(isodow from this_day) order by w.opens loop
        opens := greatest((this_day + slot.opens) at time zone zone, start);
        closes := (this_day + slot.closes) at time zone zone;
        if closes > opens then
          if closes - opens >= rest then return opens + rest; end if;
          rest := rest - (closes - opens);
        end if;
      end loop;
    end if;
    this_day := this_day + 1;
  end loop;
  return null;
end $$;

-- The working time between two moments; none when the second is not later.
create function app.work_between(start timestamptz, finish timestamptz) returns interval
language sql stable security definer set search_path = '' as $$
  select coalesce(sum(least(closes, finish) - greatest(opens, start)) filter (where least(closes, finish) > greatest(opens, start)), interval '0')
  from (
    select (d.day + w.opens) at time zone app.business_zone() as opens, (d.day + w.closes) at time zone app.business_zone() as closes
    from (select generate_series((start at time zone app.business_zone())::date, (finish at time zone app.business_zone())::date, '1 day')::date as day) d
    join public.work_slots w on w.weekday = extract(isodow from d.day)
    where not exists (select from public.holidays h where h.day = d.day)) slots
$$;

create function app.sla_target(p_priority text, p_level text) returns public.sla_targets
language sql stable security definer set search_path = '' as $$
  select t from public.sla_targets t where t.priority = p_priority and t.sla_level in (p_level, 'standard')
  order by t.sla_level = p_level desc limit 1
$$;

-- When a ticket of this priority that starts now must be done.
create function app.due_at(p_priority text, start timestamptz, p_level text default 'standard') returns timestamptz
language plpgsql stable security definer set search_path = '' as $$
declare
  target public.sla_targets := app.sla_target(p_priority, p_level);
begin
  if target.around_the_clock then return start + make_interval(hours => target.hours); end if;
  return app.work_after(start, make_interval(hours => target.hours));
end $$;

-- When it must be done after a pause: the time that was left when the pause began is left still.
create function app.due_after_pause(p_priority text, p_level text, due timestamptz, paused timestamptz, resumed timestamptz) returns timestamptz
language sql stable security definer set search_path = '' as $$
  select case
    when due <= paused then due
    when (app.sla_target(p_priority, p_level)).around_the_clock then due + (resumed - paused)
    else app.work_after(resumed, app.work_between(paused, due)) end
$$;

create function app.sla_level(p_service bigint) returns text language sql stable security definer set search_path = '' as $$
  select coalesce((select p.sla_level from public.services s join public.packages p on p.id = s.package_id where s.id = p_service), 'standard')
$$;
grant execute on function app.due_at(text, timestamptz, text), app.due_after_pause(text, text, timestamptz, timestamptz, timestamptz), app.sla_level(bigint)
  to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
