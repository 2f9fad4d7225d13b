-- The clock of a ticket that one can argue with, and what people need around a ticket: categories, checklists, notes,
-- watchers, links and merging.
--
-- Everything here is made as aglis_owner, so that it belongs to it whoever runs the upgrade.
set local role aglis_owner;
alter default privileges revoke execute on functions from public;

-- Working hours by name. One calendar is the default: a target that names none runs on it.
create table calendars (
  id bigint generated always as identity constraint calendars_pkey primary key,
  name text not null constraint calendars_name_key unique constraint calendars_name_length check (char_length(name) between 1 and 120),
  is_default boolean not null default false,
  active boolean not null default true,
  constraint calendars_default_active check (active or not is_default)
);
comment on table calendars is 'Working hours by name, in the business time zone.';
create unique index calendars_one_default_key on calendars (is_default) where is_default;
insert into calendars (name, is_default) values ('Jam kerja', true);

-- The slots of a week. A day may have several and a slot may last until 24:00, so opens and closes are minutes of the day.
-- Two slots of a calendar must not overlap: each calendar has a stretch of numbers of its own, a week of minutes long, and
-- the stretches exclude each other, which needs no extension.
alter table work_slots add column calendar_id bigint constraint work_slots_calendar_fkey references calendars,
  add column opens_at int, add column closes_at int;
update work_slots set calendar_id = (select id from calendars where is_default), opens_at = extract(epoch from opens) / 60, closes_at = extract(epoch from closes) / 60;
alter table work_slots drop constraint work_slots_pkey, drop column opens, drop column closes, alter column calendar_id set not null;
alter table work_slots rename column opens_at to opens;
alter table work_slots rename column closes_at to closes;
alter table work_slots alter column opens set not null, alter column closes set not null,
  add constraint work_slots_pkey primary key (calendar_id, weekday, opens),
  add constraint work_slots_range check (opens >= 0 and closes <= 1440),
  add constraint work_slots_order check (closes > opens),
  add constraint work_slots_no_overlap exclude using gist
    (int8range(calendar_id * 10080 + (weekday - 1) * 1440 + opens, calendar_id * 10080 + (weekday - 1) * 1440 + closes) with &&);
comment on table work_slots is 'Working hours of a calendar by ISO weekday, in minutes of the business day; 1440 is its end.';

-- A holiday belongs to all calendars, or to one.
alter table holidays drop constraint holidays_pkey,
  add column id bigint generated always as identity constraint holidays_pkey primary key,
  add column calendar_id bigint constraint holidays_calendar_fkey references calendars,
  add constraint holidays_name_length check (char_length(name) between 1 and 120);
comment on table holidays is 'Days without working hours, of all calendars or of one.';
create unique index holidays_shared_key on holidays (day) where calendar_id is null;
create unique index holidays_own_key on holidays (calendar_id, day) where calendar_id is not null;

alter table sla_targets add column calendar_id bigint constraint sla_targets_calendar_fkey references calendars,
  add column response_minutes int constraint sla_targets_response_range check (response_minutes between 1 and 43200),
  add constraint sla_targets_priority_known check (priority in ('low', 'normal', 'high', 'urgent')),
  add constraint sla_targets_level_length check (char_length(sla_level) between 1 and 40),
  add constraint sla_targets_one_clock check (not around_the_clock or calendar_id is null);
comment on column sla_targets.calendar_id is 'Whose working hours count; without one the default calendar''s, or every hour where around_the_clock says so.';
comment on column sla_targets.response_minutes is 'How soon somebody must be on it, in minutes of the same hours; none where only the end is promised.';

-- Why a ticket waits, and whether its clock waits with it. Waiting for ourselves does not stop what we promised.
create table hold_reasons (
  code text constraint hold_reasons_pkey primary key constraint hold_reasons_code_form check (code ~ '^[a-z][a-z_]{1,39}$'),
  text_id text not null constraint hold_reasons_text_id_length check (char_length(text_id) between 3 and 120),
  text_en text not null constraint hold_reasons_text_en_length check (char_length(text_en) between 3 and 120),
  stops_clock boolean not null,
  position int not null default 0,
  active boolean not null default true
);
comment on table hold_reasons is 'Why a ticket waits; stops_clock says whether its SLA clock waits too.';
insert into hold_reasons (code, text_id, text_en, stops_clock, position, active) values
  ('customer', 'Menunggu pelanggan', 'Waiting for the customer', true, 1, true),
  ('access', 'Menunggu izin masuk lokasi', 'Waiting for access to the site', true, 2, true),
  ('parts', 'Menunggu perangkat', 'Waiting for parts', true, 3, true),
  ('weather', 'Cuaca buruk', 'Bad weather', true, 4, true),
  ('vendor', 'Menunggu pihak ketiga', 'Waiting for another company', false, 5, true),
  ('team', 'Tim sedang penuh', 'No team is free', false, 6, true),
  ('other', 'Alasan lain', 'Another reason', true, 9, true),
  -- Never chosen: the time between the finish and the reopening of a ticket.
  ('finished', 'Sudah selesai', 'Was finished', true, 10, false);

-- Every pause stays, so that the clock can be reckoned anew from the beginning. Whether it stopped the clock is kept as it
-- was then: a reason that is changed later must not make yesterday's tickets late.
create table ticket_pauses (
  id bigint generated always as identity constraint ticket_pauses_pkey primary key,
  ticket_id bigint not null constraint ticket_pauses_ticket_fkey references tickets,
  from_at timestamptz not null,
  to_at timestamptz,
  reason text not null constraint ticket_pauses_reason_fkey references hold_reasons,
  stops_clock boolean not null,
  constraint ticket_pauses_order check (to_at >= from_at)
);
comment on table ticket_pauses is 'When a ticket waited, and why; written by the rules of tickets only.';
create index ticket_pauses_ticket_idx on ticket_pauses (ticket_id, from_at);
create unique index ticket_pauses_one_open_key on ticket_pauses (ticket_id) where to_at is null;

-- What a search for tickets reads. The indexes of words stood on tickets itself, where each step and each reckoning of a
-- clock wrote them anew, five times as long as the rest of the row. The zone is here for the policies of supervisors.
create table ticket_words (
  id bigint constraint ticket_words_pkey primary key constraint ticket_words_ticket_fkey references tickets,
  zone_id bigint not null,
  number text not null,
  description text not null
);
comment on table ticket_words is 'Number and description of each ticket for the search, kept by a trigger.';
insert into ticket_words select id, zone_id, number, description from tickets;
create index ticket_words_zone_idx on ticket_words (zone_id);
create index ticket_words_number_trgm on ticket_words using gin (number gin_trgm_ops);
create index ticket_words_description_trgm on ticket_words using gin (description gin_trgm_ops);
drop index tickets_number_trgm, tickets_description_trgm;
create function app.keep_ticket_words() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.ticket_words values (new.id, new.zone_id, new.number, new.description)
    on conflict on constraint ticket_words_pkey do update set zone_id = excluded.zone_id, number = excluded.number, description = excluded.description;
  return null;
end $$;
create trigger tickets_words after insert or update of zone_id, number, description on tickets for each row execute function app.keep_ticket_words();

-- What belongs to a ticket besides its clock: the reasons people choose from. Admins keep them.
create table ticket_categories (
  code text constraint ticket_categories_pkey primary key constraint ticket_categories_code_form check (code ~ '^[a-z][a-z0-9_]{1,39}$'),
  text_id text not null constraint ticket_categories_text_id_length check (char_length(text_id) between 1 and 120),
  text_en text not null constraint ticket_categories_text_en_length check (char_length(text_en) between 1 and 120),
  kind text constraint ticket_categories_kind_known check (kind in
    ('installation', 'repair', 'maintenance', 'upgrade', 'downgrade', 'wifi_setup', 'relocation', 'dismantle')),
  priority text not null default 'normal' constraint ticket_categories_priority_known check (priority in ('low', 'normal', 'high', 'urgent')),
  position int not null default 0,
  active boolean not null default true
);
comment on table ticket_categories is 'What a ticket is about, with the kind and priority it usually has.';
insert into ticket_categories (code, text_id, text_en, kind, priority, position) values
  ('los', 'LOS merah, internet mati', 'No light, no internet', 'repair', 'high', 1),
  ('slow', 'Lambat', 'Slow', 'repair', 'normal', 2),
  ('unstable', 'Putus-nyambung', 'Comes and goes', 'repair', 'normal', 3),
  ('wifi', 'Sinyal WiFi', 'Wi-Fi coverage', 'wifi_setup', 'normal', 4),
  ('router', 'Router atau ONT', 'Router or ONT', 'repair', 'normal', 5),
  ('cable', 'Kabel, tiang, atau ODP', 'Cable, pole or ODP', 'repair', 'high', 6),
  ('password', 'Nama dan kata sandi WiFi', 'Wi-Fi name and password', 'wifi_setup', 'low', 7),
  ('other', 'Lainnya', 'Something else', null, 'normal', 9);
-- What was written before there were categories stays readable under its own word.
insert into ticket_categories (code, text_id, text_en, position, active)
  select distinct category, category, category, 99, false from tickets where category ~ '^[a-z][a-z0-9_]{1,39}$' on conflict do nothing;

-- A ticket without a category has an empty text there, as older programs expect, so that this is no foreign key.
create function app.category_known() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.category <> '' and not exists (select from public.ticket_categories c where c.code = new.category) then
    raise exception 'VALUE_UNKNOWN' using errcode = 'AG014', detail = 'category', hint = new.category;
  end if;
  return new;
end $$;
create trigger tickets_category_known before insert or update of category on tickets for each row execute function app.category_known();

create table category_items (
  id bigint generated always as identity constraint category_items_pkey primary key,
  category text not null constraint category_items_category_fkey references ticket_categories,
  position int not null,
  text_id text not null constraint category_items_text_id_length check (char_length(text_id) between 1 and 200),
  text_en text not null constraint category_items_text_en_length check (char_length(text_en) between 1 and 200),
  required boolean not null default true,
  active boolean not null default true
);
comment on table category_items is 'What has to be checked on a ticket of the category before it is finished.';
create index category_items_category_idx on category_items (category, position);

-- How it was solved, for counting; the words about it stand in tickets.resolution.
create table resolution_codes (
  code text constraint resolution_codes_pkey primary key constraint resolution_codes_code_form check (code ~ '^[a-z][a-z_]{1,39}$'),
  text_id text not null constraint resolution_codes_text_id_length check (char_length(text_id) between 1 and 120),
  text_en text not null constraint resolution_codes_text_en_length check (char_length(text_en) between 1 and 120),
  position int not null default 0,
  active boolean not null default true
);
comment on table resolution_codes is 'How tickets end, for counting.';
insert into resolution_codes (code, text_id, text_en, position) values
  ('repaired', 'Diperbaiki', 'Repaired', 1), ('replaced', 'Perangkat diganti', 'Equipment replaced', 2),
  ('reconfigured', 'Pengaturan diubah', 'Settings changed', 3), ('installed', 'Terpasang', 'Installed', 4),
  ('removed', 'Perangkat diambil', 'Equipment taken back', 5), ('no_fault', 'Tidak ada gangguan', 'No fault found', 6),
  ('customer_side', 'Penyebab di sisi pelanggan', 'Cause on the customer''s side', 7), ('other', 'Lainnya', 'Something else', 9);

alter table tickets
  add column resolution_code text constraint tickets_resolution_code_fkey references resolution_codes,
  add column hold_reason text constraint tickets_hold_reason_fkey references hold_reasons,
  add column reopened int not null default 0 constraint tickets_reopened_range check (reopened >= 0),
  add column merged_into bigint constraint tickets_merged_into_fkey references tickets,
  add column started_at timestamptz,
  add column calendar_id bigint constraint tickets_calendar_fkey references calendars,
  add column target_minutes int,
  add column warning_at timestamptz,
  add column response_due_at timestamptz,
  add column responded_at timestamptz,
  add column clock_stopped_at timestamptz,
  add column used_minutes int,
  add constraint tickets_not_its_own_duplicate check (merged_into <> id);
comment on column tickets.reopened is 'How often it was finished and taken up again.';
comment on column tickets.merged_into is 'The ticket that goes on instead of this duplicate.';
comment on column tickets.started_at is 'When the clock began to run.';
comment on column tickets.calendar_id is 'Whose working hours the clock counts; none: every hour.';
comment on column tickets.target_minutes is 'How many of these minutes the ticket may take.';
comment on column tickets.warning_at is 'When three quarters of them are used.';
comment on column tickets.clock_stopped_at is 'Since when the clock stands for a hold; none while it runs.';
comment on column tickets.used_minutes is 'Minutes used up to the finish or the hold; none while the clock runs.';
create index tickets_merged_into_idx on tickets (merged_into) where merged_into is not null;

-- The one place where clocks are reckoned, for any number of tickets at once: when the target is reached, three quarters
-- of it, the response, and how much is used up to a moment. A calendar of null is around the clock. A pause counts as far
-- as it begins before the target is reached; pauses that overlap count once.
--
-- The working hours of each calendar are laid out once, as arrays of open spans and the working seconds before each: a
-- look at a moment is then one search by halves. The arrays must not be carried into anything that is sorted or kept, so
-- each step keeps numbers only and joins the lines anew. The plan is made for each call: one that suits a single ticket
-- takes hours for a hundred thousand.
create function app.sla_reckon(p_ids bigint[], p_calendars bigint[], p_starts timestamptz[], p_minutes int[], p_responses int[], p_untils timestamptz[])
returns table (ticket_id bigint, calendar_id bigint, starts timestamptz, minutes int, until timestamptz,
               due_at timestamptz, warning_at timestamptz, response_due_at timestamptz, used_minutes int)
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_custom_plan set jit = off set work_mem = '64MB' as $$
#variable_conflict use_column
declare
  zone text := app.business_zone();
begin
  return query
  with asked as materialized (
    select a.id, a.calendar, a.starts, a.minutes, a.until, date_part('epoch', a.starts) as start_s, date_part('epoch', a.until) as until_s,
           a.minutes * 60.0::float8 as target, a.response * 60.0::float8 as response
    from unnest(p_ids, p_calendars, p_starts, p_minutes, p_responses, p_untils) a (id, calendar, starts, minutes, response, until)),
  pauses as materialized (
    select m.id, date_part('epoch', lower(r)) as from_s, date_part('epoch', upper(r)) as to_s
    from (select p.ticket_id as id, range_agg(tstzrange(p.from_at, p.to_at)) as whole from public.ticket_pauses p
          where p.ticket_id = any (p_ids) and p.stops_clock and p.to_at > p.from_at group by p.ticket_id) m
    cross join lateral unnest(m.whole) r),
  -- How far each calendar has to be known: to the last moment asked for, and from there as long as the longest target can
  -- take, with every holiday in its way.
  reach as (
    select a.calendar, min(a.start_s) as first, greatest(max(a.start_s), max(a.until_s), (select max(p.to_s) from pauses p)) as last,
           max(greatest(a.target, a.response)) / 60 as longest
    from asked a where a.calendar is not null group by a.calendar),
  days as (
    select r.calendar, d.day
    from reach r
    join lateral (select sum(s.closes - s.opens) as minutes from public.work_slots s where s.calendar_id = r.calendar) w on w.minutes > 0
    cross join lateral (select count(*) as days from public.holidays h where h.day >= (to_timestamp(r.first) at time zone zone)::date) off
    cross join lateral generate_series(date_trunc('day', to_timestamp(r.first) at time zone zone),
      (to_timestamp(r.last) at time zone zone) + make_interval(days => (7 * (ceil(r.longest / w.minutes) + 2) + off.days)::int), interval '1 day') d (day)),
  spans as (
    select d.calendar, date_part('epoch', (d.day + make_interval(mins => s.opens)) at time zone zone) as opens,
           date_part('epoch', (d.day + make_interval(mins => s.closes)) at time zone zone) as closes
    from days d join public.work_slots s on s.calendar_id = d.calendar and s.weekday = extract(isodow from d.day)
    where not exists (select from public.holidays h where h.day = d.day::date and (h.calendar_id is null or h.calendar_id = d.calendar))),
  lines as materialized (
    select s.calendar, array_agg(s.opens order by s.opens) as opens, array_agg(s.closes order by s.opens) as closes, array_agg(s.worked order by s.opens) as worked
    from (select calendar, opens, closes, sum(closes - opens) over (partition by calendar order by opens) - (closes - opens) as worked from spans) s
    group by s.calendar),
  -- Working seconds from the beginning of the line to the start and to the moment asked for.
  placed as materialized (
    select a.*,
      case when a.calendar is null then a.start_s when a.start_s < l.opens[1] then 0
        else l.worked[width_bucket(a.start_s, l.opens)] + least(a.start_s, l.closes[width_bucket(a.start_s, l.opens)]) - l.opens[width_bucket(a.start_s, l.opens)] end as began,
      case when a.calendar is null then a.until_s when a.until_s < l.opens[1] then 0
        else l.worked[width_bucket(a.until_s, l.opens)] + least(a.until_s, l.closes[width_bucket(a.until_s, l.opens)]) - l.opens[width_bucket(a.until_s, l.opens)] end as reached
    -- A calendar without any hours promises nothing: its line is null, and so is all that follows.
    from asked a left join lines l on l.calendar = a.calendar),
  held as materialized (
    select p.id, p.calendar, p.began, p.target, p.response, p.reached, greatest(q.from_s, p.start_s) as from_s, q.to_s
    from placed p join pauses q on q.id = p.id where q.to_s > p.start_s),
  stops as materialized (
    select s.id, s.began, s.target, s.response, s.reached, s.from_s,
      case when s.calendar is null then s.from_s when s.from_s < l.opens[1] then 0
        else l.worked[width_bucket(s.from_s, l.opens)] + least(s.from_s, l.closes[width_bucket(s.from_s, l.opens)]) - l.opens[width_bucket(s.from_s, l.opens)] end as from_w,
      case when s.calendar is null then s.to_s when s.to_s < l.opens[1] then 0
        else l.worked[width_bucket(s.to_s, l.opens)] + least(s.to_s, l.closes[width_bucket(s.to_s, l.opens)]) - l.opens[width_bucket(s.to_s, l.opens)] end as to_w
    from held s left join lines l on l.calendar = s.calendar),
  counted as (
    select s.*, s.from_w - s.began - coalesce(sum(s.to_w - s.from_w) over (partition by s.id order by s.from_s
                                              rows between unbounded preceding and 1 preceding), 0) as used
    from stops s),
  paused as (
    select id, sum(to_w - from_w) filter (where used < target) as due, sum(to_w - from_w) filter (where used < target * 0.75) as warning,
           sum(to_w - from_w) filter (where used < response) as response, sum(greatest(least(to_w, reached) - from_w, 0)) as reached
    from counted group by id),
  goals as materialized (
    select p.id, p.calendar, p.starts, p.minutes, p.until, p.began + p.target + coalesce(s.due, 0) as due,
           p.began + p.target * 0.75 + coalesce(s.warning, 0) as warning, p.began + p.response + coalesce(s.response, 0) as response,
           p.reached - p.began - coalesce(s.reached, 0) as used
    from placed p left join paused s on s.id = p.id)
  -- The first moment at which so much has been worked: the end of a span, not the beginning of the next.
  select g.id, g.calendar, g.starts, g.minutes, g.until,
    case when g.calendar is null then to_timestamp(g.due)
      when n.due > 1 and l.worked[n.due] = g.due then to_timestamp(l.closes[n.due - 1])
      when g.due <= l.worked[n.due] + l.closes[n.due] - l.opens[n.due] then to_timestamp(l.opens[n.due] + g.due - l.worked[n.due]) end,
    case when g.calendar is null then to_timestamp(g.warning)
      when n.warning > 1 and l.worked[n.warning] = g.warning then to_timestamp(l.closes[n.warning - 1])
      when g.warning <= l.worked[n.warning] + l.closes[n.warning] - l.opens[n.warning] then to_timestamp(l.opens[n.warning] + g.warning - l.worked[n.warning]) end,
    case when g.calendar is null then to_timestamp(g.response)
      when n.response > 1 and l.worked[n.response] = g.response then to_timestamp(l.closes[n.response - 1])
      when g.response <= l.worked[n.response] + l.closes[n.response] - l.opens[n.response] then to_timestamp(l.opens[n.response] + g.response - l.worked[n.response]) end,
    floor(greatest(g.used, 0) / 60)::int
  from goals g left join lines l on l.calendar = g.calendar
  cross join lateral (select width_bucket(g.due, l.worked) as due, width_bucket(g.warning, l.worked) as warning, width_bucket(g.response, l.worked) as response) n;
end $$;

-- The promise for a priority and a package's level: whose hours (none: every hour) and how many minutes.
create function app.sla_promise(p_priority text, p_level text, out calendar_id bigint, out target_minutes int, out response_minutes int)
language sql stable security definer set search_path = '' as $$
  select case when t.around_the_clock then null else coalesce(t.calendar_id, (select c.id from public.calendars c where c.is_default)) end,
         t.hours * 60, t.response_minutes
  from public.sla_targets t where t.priority = p_priority and t.sla_level in (p_level, 'standard')
  order by t.sla_level = p_level desc limit 1
$$;

-- When a ticket of this priority that starts now must be done. As before, on the new clock.
create or replace function app.due_at(p_priority text, start timestamptz, p_level text default 'standard') returns timestamptz
language sql stable security definer set search_path = '' as $$
  select r.due_at from app.sla_promise(p_priority, p_level) p
  cross join lateral app.sla_reckon(array[0]::bigint[], array[p.calendar_id], array[start], array[p.target_minutes], array[p.response_minutes], array[start]) r
$$;
drop function app.due_after_pause(text, text, timestamptz, timestamptz, timestamptz);
drop function app.sla_target(text, text);
drop function app.work_between(timestamptz, timestamptz);
drop function app.work_after(timestamptz, interval);

-- Reckons the clocks of these tickets anew, or of all open ones. Answers how many changed.
create function app.recompute_sla(p_ids bigint[]) returns bigint language plpgsql security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  told record;
  changed bigint;
begin
  select array_agg(t.id) as ids, array_agg(p.calendar_id) as calendars, array_agg(coalesce(t.started_at, t.created_at)) as starts,
         array_agg(p.target_minutes) as minutes, array_agg(p.response_minutes) as responses,
         array_agg(coalesce(t.completed_at, t.closed_at, t.clock_stopped_at, moment)) as untils
    into told
    from public.tickets t
    left join public.services s on s.id = t.service_id left join public.packages k on k.id = s.package_id
    left join (select l.level, q.priority, (app.sla_promise(q.priority, l.level)).*
               from (select distinct k.sla_level as level from public.packages k union select 'standard') l
               cross join (values ('low'), ('normal'), ('high'), ('urgent')) q (priority) offset 0) p
      on p.priority = t.priority and p.level = coalesce(k.sla_level, 'standard')
    where t.id = any (p_ids) or (p_ids is null and t.status in ('open', 'assigned', 'in_progress', 'on_hold'));
  update public.tickets t set started_at = r.starts, calendar_id = r.calendar_id, target_minutes = r.minutes, due_at = r.due_at, warning_at = r.warning_at,
    response_due_at = r.response_due_at, used_minutes = case when coalesce(t.completed_at, t.clock_stopped_at) is not null then r.used_minutes end,
    -- Nobody waits for what was called off.
    breached_at = case when t.status <> 'cancelled' then l.late end
  from app.sla_reckon(told.ids, told.calendars, told.starts, told.minutes, told.responses, told.untils) r
  cross join lateral (select case when r.due_at < r.until then r.due_at end as late) l
  where t.id = r.ticket_id and (t.started_at, t.calendar_id, t.target_minutes, t.due_at, t.warning_at, t.response_due_at, t.breached_at)
    is distinct from (r.starts, r.calendar_id, r.minutes, r.due_at, r.warning_at, r.response_due_at,
      case when t.status <> 'cancelled' then l.late end);
  get diagnostics changed = row_count;
  return changed;
end $$;
comment on function app.recompute_sla(bigint[]) is 'Reckons clocks anew; asks nobody who calls, so it is granted to nobody.';

create function app.recompute_open_sla() returns bigint language plpgsql security definer set search_path = '' as $$
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return app.recompute_sla(null);
end $$;
grant execute on function app.recompute_open_sla() to aglis_admin;

-- Whatever the promise rests on: when it changes, every open clock follows, once a transaction and at its end, however many
-- statements a change takes. Two who change something at the same moment take turns: the second reckons with what both wrote.
create unlogged table app.sla_stale (
  txid xid8 constraint sla_stale_pkey primary key
);
comment on table app.sla_stale is 'Transactions under way that changed what clocks rest on; no row outlives its transaction.';
alter table app.sla_stale enable row level security;
insert into app.turns (name) values ('sla_recompute');
create function app.sla_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into app.sla_stale values (pg_catalog.pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;
create function app.sla_follow() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform app.take_turn('sla_recompute');
  delete from app.sla_stale where txid = new.txid;
  perform app.recompute_sla(null);
  return null;
end $$;
create constraint trigger sla_stale_follow after insert on app.sla_stale deferrable initially deferred
  for each row execute function app.sla_follow();
-- Asked for by rows and not by statements, so that it stands in line before the seal of the trail: that one makes everybody
-- wait who changes anything, and must not be held while a hundred thousand clocks are reckoned.
create trigger sla_targets_recompute after insert or update or delete on sla_targets for each row execute function app.sla_changed();
create trigger calendars_recompute after insert or update on calendars for each row execute function app.sla_changed();
create trigger work_slots_recompute after insert or update or delete on work_slots for each row execute function app.sla_changed();
create trigger holidays_recompute after insert or update or delete on holidays for each row execute function app.sla_changed();
create trigger settings_recompute after update on settings for each row
  when (old.value ->> 'time_zone' is distinct from new.value ->> 'time_zone') execute function app.sla_changed();
create trigger packages_recompute after update on packages for each row when (old.sla_level <> new.sla_level) execute function app.sla_changed();

create function app.sla_service_changed() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  ids bigint[] := array(select t.id from public.tickets t where t.service_id = new.id and t.status in ('open', 'assigned', 'in_progress', 'on_hold'));
begin
  if cardinality(ids) > 0 then perform app.recompute_sla(ids); end if;
  return null;
end $$;
create trigger services_recompute after update of package_id on services for each row when (old.package_id <> new.package_id)
  execute function app.sla_service_changed();

-- Marks what became late since the last look. Every session of staff may call it, as often as it likes: it changes only
-- what is not yet marked, and two sessions never do the same work at once.
insert into app.turns (name) values ('sla_sweep');
create function app.sla_sweep() returns bigint language plpgsql security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  marked bigint;
begin
  if app.staff_role() is null and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if not app.try_turn('sla_sweep') then return 0; end if;
  update app.turns set at = moment where name = 'sla_sweep';
  with late as (
    update public.tickets t set breached_at = t.due_at
    from (select s.id from public.tickets s
          where s.breached_at is null and s.status in ('open', 'assigned', 'in_progress', 'on_hold') and s.due_at < moment
            and (s.clock_stopped_at is null or s.due_at < s.clock_stopped_at) order by s.id for no key update skip locked) found
    where t.id = found.id returning t.id, t.due_at)
  insert into public.timeline (ticket_id, event) select l.id, 'sla_breached' from late l order by l.due_at, l.id;
  get diagnostics marked = row_count;
  if marked > 0 then perform pg_catalog.pg_notify('aglis', 'Tickets'); end if;
  return marked;
end $$;
grant execute on function app.sla_sweep() to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;

-- Work on a ticket, besides the clock. The list of a ticket is a copy: a category that is changed later asks nothing new
-- of a ticket that is half done.
create table ticket_checklist (
  id bigint generated always as identity constraint ticket_checklist_pkey primary key,
  ticket_id bigint not null constraint ticket_checklist_ticket_fkey references tickets,
  item_id bigint not null constraint ticket_checklist_item_fkey references category_items,
  position int not null,
  text_id text not null,
  text_en text not null,
  required boolean not null,
  done_by bigint constraint ticket_checklist_done_by_fkey references staff,
  done_at timestamptz,
  constraint ticket_checklist_once unique (ticket_id, item_id),
  constraint ticket_checklist_done_whole check (done_by is null or done_at is not null)
);
comment on table ticket_checklist is 'What has to be checked on a ticket, ticked by whom and when.';

create table ticket_watchers (
  ticket_id bigint not null constraint ticket_watchers_ticket_fkey references tickets,
  staff_id bigint not null constraint ticket_watchers_staff_fkey references staff,
  constraint ticket_watchers_pkey primary key (ticket_id, staff_id)
);
comment on table ticket_watchers is 'Who wants to hear about a ticket.';
create index ticket_watchers_staff_idx on ticket_watchers (staff_id);

-- What is said about a ticket: among colleagues, or to the customer. A small part of Markdown, kept as it was typed.
create table ticket_notes (
  id bigint generated always as identity constraint ticket_notes_pkey primary key,
  ticket_id bigint not null constraint ticket_notes_ticket_fkey references tickets,
  author_id bigint not null constraint ticket_notes_author_fkey references staff default app.staff_id(),
  is_public boolean not null default false,
  body text not null constraint ticket_notes_body_length check (char_length(body) between 1 and 10000),
  created_at timestamptz not null default clock_timestamp()
);
comment on table ticket_notes is 'Notes for colleagues and replies to the customer; never changed.';
create index ticket_notes_ticket_idx on ticket_notes (ticket_id, id desc);
create index ticket_notes_author_idx on ticket_notes (author_id);

alter table files add column note_id bigint constraint files_note_fkey references ticket_notes;
alter table files drop constraint files_mime_known,
  add constraint files_mime_known check (mime in ('image/jpeg', 'image/png', 'application/pdf')),
  add constraint files_evidence_is_picture check (not evidence or mime <> 'application/pdf');
comment on table files is 'Pictures of tickets, re-encoded without metadata, and PDF documents, which nobody here opens.';
create index files_note_idx on files (note_id) where note_id is not null;

create table canned_texts (
  id bigint generated always as identity constraint canned_texts_pkey primary key,
  title text not null constraint canned_texts_title_length check (char_length(title) between 1 and 120),
  body text not null constraint canned_texts_body_length check (char_length(body) between 1 and 10000),
  active boolean not null default true
);
comment on table canned_texts is 'Texts that are written often; {customer}, {number} and {technician} are filled in once, when a text is inserted.';
create unique index canned_texts_title_key on canned_texts (lower(title)) where active;

create table ticket_links (
  from_id bigint not null constraint ticket_links_from_fkey references tickets,
  to_id bigint not null constraint ticket_links_to_fkey references tickets,
  kind text not null constraint ticket_links_kind_known check (kind in ('duplicate_of', 'blocks', 'related')),
  constraint ticket_links_pkey primary key (from_id, to_id, kind),
  constraint ticket_links_two_tickets check (from_id <> to_id)
);
comment on table ticket_links is 'How tickets belong together: from_id is a duplicate of, blocks, or is related to to_id.';
create index ticket_links_to_idx on ticket_links (to_id);

create table ticket_merges (
  duplicate_id bigint not null constraint ticket_merges_duplicate_fkey references tickets,
  survivor_id bigint not null constraint ticket_merges_survivor_fkey references tickets,
  before_status text not null,
  merged_by bigint constraint ticket_merges_merged_by_fkey references staff default app.staff_id(),
  merged_at timestamptz not null default clock_timestamp(),
  undone_at timestamptz,
  constraint ticket_merges_pkey primary key (duplicate_id, merged_at)
);
comment on table ticket_merges is 'Duplicates that were closed into another ticket, and where they stood before; undoable for ten minutes.';
create unique index ticket_merges_live_key on ticket_merges (duplicate_id) where undone_at is null;
create index ticket_merges_survivor_idx on ticket_merges (survivor_id);

-- Steps that came with merging and its undoing, which are the system's own.
update app.transitions set roles = roles || '{system}' where machine = 'tickets' and from_state = 'completed' and to_state = 'closed';
insert into app.transitions
  select 'tickets', f, 'closed', '{system}'::text[] from unnest('{open,assigned,in_progress,on_hold}'::text[]) f
  union all select 'tickets', 'closed', t, '{system}'::text[] from unnest('{open,assigned,in_progress,on_hold,completed}'::text[]) t;

-- The clock, the pauses and the gate. It writes pauses, which nobody else may, so it runs as the owner.
create or replace function app.ticket_clock() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  promise record;
  reckoned record;
  undoing boolean := false;
  open_items bigint;
begin
  if tg_op = 'INSERT' then
    new.started_at := coalesce(new.started_at, new.created_at);
    -- An import may bring a date that was promised elsewhere.
    if new.due_at is not null then return new; end if;
  elsif new.status <> old.status then
    undoing := old.merged_into is not null and new.merged_into is null;
    if old.status = 'open' then new.responded_at := coalesce(new.responded_at, moment); end if;
    if old.status = 'on_hold' then
      update public.ticket_pauses set to_at = greatest(moment, from_at) where ticket_id = new.id and to_at is null;
      new.hold_since := null;
      new.clock_stopped_at := null;
      if not undoing and new.merged_into is null then new.hold_reason := null; end if;
    elsif old.status in ('completed', 'closed') and new.status in ('open', 'assigned', 'in_progress', 'on_hold') then
      -- Nobody worked on what was finished: the time until it is taken up again is a pause.
      insert into public.ticket_pauses (ticket_id, from_at, to_at, reason, stops_clock)
        select new.id, least(since, moment), moment, 'finished', true from (select coalesce(old.completed_at, old.closed_at, moment) as since) s;
      new.completed_at := null;
      new.closed_at := null;
      if old.status = 'completed' and not undoing then
        if char_length(coalesce(new.status_reason, '')) < 3 then raise exception 'REASON_REQUIRED' using errcode = 'AG013'; end if;
        new.reopened := old.reopened + 1;
      end if;
    end if;
    if new.status = 'on_hold' then
      new.hold_reason := coalesce(new.hold_reason, 'other');
      new.hold_since := moment;
      insert into public.ticket_pauses (ticket_id, from_at, reason, stops_clock)
        select new.id, moment, r.code, r.stops_clock from public.hold_reasons r where r.code = new.hold_reason and r.active;
      if not found then raise exception 'VALUE_UNKNOWN' using errcode = 'AG014', detail = 'reason_code', hint = new.hold_reason; end if;
      new.clock_stopped_at := case when (select r.stops_clock from public.hold_reasons r where r.code = new.hold_reason) then moment end;
    elsif new.status = 'completed' and old.status <> 'closed' then
      new.completed_at := moment;
      if not app.is_root() then
        select count(*) into open_items from public.ticket_checklist c where c.ticket_id = new.id and c.required and c.done_at is null;
        if open_items > 0 then raise exception 'CHECKLIST_OPEN' using errcode = 'AG012', detail = open_items::text; end if;
        if new.kind in ('installation', 'repair', 'dismantle') and not app.has_evidence(new.id) then
          raise exception 'EVIDENCE_REQUIRED' using errcode = 'AG004';
        end if;
      end if;
    -- A merge that is undone.
    elsif new.status = 'completed' then new.closed_at := null;
    elsif new.status = 'closed' then new.closed_at := moment;
    elsif new.status = 'open' then new.lead_id := null;
    end if;
  elsif new.status = 'completed' then
    -- What was finished late stays late, whatever its priority is called afterwards.
    return new;
  end if;
  if new.status in ('closed', 'cancelled') then return new; end if;
  select * into promise from app.sla_promise(new.priority, app.sla_level(new.service_id));
  select * into reckoned from app.sla_reckon(array[new.id], array[promise.calendar_id], array[new.started_at], array[promise.target_minutes],
    array[promise.response_minutes], array[coalesce(new.completed_at, new.clock_stopped_at, moment)]);
  new.calendar_id := promise.calendar_id;
  new.target_minutes := promise.target_minutes;
  new.due_at := reckoned.due_at;
  new.warning_at := reckoned.warning_at;
  new.response_due_at := reckoned.response_due_at;
  new.used_minutes := case when coalesce(new.completed_at, new.clock_stopped_at) is not null then reckoned.used_minutes end;
  new.breached_at := case when new.due_at < coalesce(new.completed_at, new.clock_stopped_at, moment) then new.due_at end;
  return new;
end $$;
-- Triggers need no such right, and it runs as the owner now.
revoke execute on function app.ticket_clock() from aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create function app.has_evidence(p_ticket bigint) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from public.files f where f.ticket_id = p_ticket and f.evidence)
$$;

-- The clock moves by itself: what only it changes is no step of a person, makes nobody's view stale and writes no trail.
-- So the guard, the clock and the timeline listen to every column but the clock's; a new column belongs into the first list.
drop trigger tickets_guard on tickets;
create trigger tickets_guard before update of number, kind, category, priority, status, customer_id, service_id, registration_id, zone_id, lead_id,
    description, resolution, status_reason, hold_since, completed_at, closed_at, rating, external_id, version, created_at, updated_at,
    resolution_code, hold_reason, reopened, merged_into
  on tickets for each row execute function app.guard_state();
drop trigger tickets_clock on tickets;
create trigger tickets_clock before insert or update of priority, service_id, status on tickets for each row execute function app.ticket_clock();
drop trigger tickets_told on tickets;
create trigger tickets_told after insert or update of status, lead_id, category on tickets for each row execute function app.ticket_told();

-- As app.audit_changed, for the rows that a person's change touched: those have a new version.
create function app.audit_ticket_changed() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  quiet text[] := '{version,updated_at}';
begin
  -- Versions only grow, so that two sums tell whether any row was touched.
  if (select sum(version) from added) is not distinct from (select sum(version) from before) then return null; end if;
  insert into public.audit_rows (batch_id, record, record_id, action, zone_id, staff_id, before, after)
  select (select app.audit_batch()), tg_table_name, d.new ->> 'id', 'update', (d.new ->> 'zone_id')::bigint, (select app.staff_id()), d.before, d.after
  from (
    select n.new,
      (select jsonb_object_agg(k, n.old -> k) from jsonb_object_keys(n.new) k where n.new -> k <> n.old -> k and k <> all (quiet)) as before,
      (select jsonb_object_agg(k, n.new -> k) from jsonb_object_keys(n.new) k where n.new -> k <> n.old -> k and k <> all (quiet)) as after
    from (select to_jsonb(a) as new, to_jsonb(b) as old from added a join before b on b.id = a.id where a.version <> b.version offset 0) n) d
  where d.after is not null;
  return null;
end $$;
drop trigger tickets_audit_changed on tickets;
create trigger tickets_audit_changed after update on tickets referencing new table as added old table as before for each statement
  execute function app.audit_ticket_changed();

-- As before, with the line that a reopening deserves and the checklist that a category brings along.
create or replace function app.ticket_told() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' or new.category <> old.category then
    -- What somebody ticked stays, whatever the category is now.
    delete from public.ticket_checklist c using public.category_items i
      where c.ticket_id = new.id and c.done_at is null and i.id = c.item_id and i.category <> new.category;
    insert into public.ticket_checklist (ticket_id, item_id, position, text_id, text_en, required)
      select new.id, i.id, i.position, i.text_id, i.text_en, i.required from public.category_items i
      where i.category = new.category and i.active order by i.position, i.id
      on conflict on constraint ticket_checklist_once do nothing;
  end if;
  if tg_op = 'INSERT' then
    insert into public.timeline (ticket_id, event, actor_id) values (new.id, 'created', app.staff_id());
    return null;
  end if;
  if new.merged_into is distinct from old.merged_into then
    insert into public.timeline (ticket_id, event, body, actor_id)
      select new.id, case when new.merged_into is null then 'merge_undone' else 'merged' end, t.number, app.staff_id()
      from public.tickets t where t.id = coalesce(new.merged_into, old.merged_into)
      union all
      select t.id, case when new.merged_into is null then 'merge_undone' else 'merged_here' end, new.number, app.staff_id()
      from public.tickets t where t.id = coalesce(new.merged_into, old.merged_into);
  elsif new.status <> old.status then
    insert into public.timeline (ticket_id, event, body, actor_id)
      select new.id, case when new.reopened > old.reopened then 'reopened' else new.status end, case
      when new.reopened > old.reopened or new.status = 'cancelled' then new.status_reason
      when new.status = 'completed' then new.resolution when new.status = 'on_hold' then new.status_reason
      when new.status = 'assigned' then (select s.name from public.staff s where s.id = new.lead_id) end, app.staff_id();
    if new.status = 'completed' and new.kind = 'installation' then
      update public.services set status = 'active', activated_on = coalesce(activated_on, app.business_day(clock_timestamp()))
        where id = new.service_id and status = 'pending';
      update public.customers set status = 'active' where id = new.customer_id and status = 'pending';
      update public.registrations set status = 'installed' where id = new.registration_id and status = 'approved';
    end if;
  elsif new.lead_id is distinct from old.lead_id then
    insert into public.timeline (ticket_id, event, body, actor_id)
      values (new.id, 'reassigned', (select s.name from public.staff s where s.id = new.lead_id), app.staff_id());
  end if;
  return null;
end $$;

-- A note also stands in the timeline, where the whole story of a ticket is read.
create function app.note_told() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.timeline (ticket_id, event, body, actor_id)
    values (new.ticket_id, case when new.is_public then 'reply' else 'note' end, new.body, new.author_id);
  return null;
end $$;
create trigger ticket_notes_told after insert on ticket_notes for each row execute function app.note_told();

-- Ticking says who and when by itself, and only while there is something to do.
create function app.checklist_ticked() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  status text;
begin
  -- Against a finish at the same moment: the finish counts the open items under this lock.
  select t.status into status from public.tickets t where t.id = new.ticket_id for share;
  if status not in ('open', 'assigned', 'in_progress', 'on_hold') then
    raise exception 'WRONG_STATE' using errcode = 'AG001', detail = status || ' → ' || status;
  end if;
  new.done_by := case when new.done_by is null then null else app.staff_id() end;
  new.done_at := case when new.done_by is null then null when old.done_by is null then clock_timestamp() else old.done_at end;
  if old.done_by is not null and new.done_by is not null then new.done_by := old.done_by; end if;
  return new;
end $$;
create trigger ticket_checklist_ticked before update of done_by on ticket_checklist for each row execute function app.checklist_ticked();

-- Closes a duplicate into the ticket that goes on. What was said and attached there is read from here; the duplicate keeps it.
create function app.merge_ticket(p_duplicate bigint, p_survivor bigint) returns void language plpgsql security definer set search_path = '' as $$
declare
  duplicate public.tickets;
  survivor public.tickets;
begin
  if coalesce(app.staff_role(), '') not in ('admin', 'office', 'supervisor') then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  -- Always in the order of ids, so that two people who merge crosswise wait for each other instead of both failing.
  perform from public.tickets where id in (p_duplicate, p_survivor) order by id for no key update;
  select * into duplicate from public.tickets where id = p_duplicate;
  select * into survivor from public.tickets where id = p_survivor;
  if duplicate.id is null or survivor.id is null or (not app.sees_all() and not (array[duplicate.zone_id, survivor.zone_id] <@ app.my_zones())) then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
  if duplicate.id = survivor.id or duplicate.customer_id is distinct from survivor.customer_id
     or (duplicate.customer_id is null and duplicate.registration_id is distinct from survivor.registration_id) or duplicate.zone_id <> survivor.zone_id then
    raise exception 'MERGE_OTHER_CUSTOMER' using errcode = 'AG015';
  end if;
  if duplicate.status not in ('open', 'assigned', 'in_progress', 'on_hold', 'completed') then
    raise exception 'WRONG_STATE' using errcode = 'AG001', detail = duplicate.status || ' → closed';
  end if;
  if survivor.merged_into is not null or survivor.status not in ('open', 'assigned', 'in_progress', 'on_hold', 'completed') then
    raise exception 'WRONG_STATE' using errcode = 'AG001', detail = survivor.status || ' → ' || survivor.status;
  end if;
  insert into public.ticket_merges (duplicate_id, survivor_id, before_status) values (duplicate.id, survivor.id, duplicate.status);
  insert into public.ticket_links (from_id, to_id, kind) values (duplicate.id, survivor.id, 'duplicate_of') on conflict do nothing;
  update public.tickets set status = 'closed', merged_into = survivor.id where id = duplicate.id;
end $$;
-- Only as long as one remembers why.
create function app.undo_merge(p_duplicate bigint) returns void language plpgsql security definer set search_path = '' as $$
declare
  duplicate public.tickets;
  done public.ticket_merges;
begin
  if coalesce(app.staff_role(), '') not in ('admin', 'office', 'supervisor') then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select * into duplicate from public.tickets where id = p_duplicate for no key update;
  if duplicate.id is null or (not app.sees_all() and not (array[duplicate.zone_id] <@ app.my_zones())) then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
  select * into done from public.ticket_merges where duplicate_id = p_duplicate and undone_at is null;
  if done.duplicate_id is null then raise exception 'WRONG_STATE' using errcode = 'AG001', detail = duplicate.status || ' → ' || duplicate.status; end if;
  if done.merged_at < clock_timestamp() - interval '10 minutes' then raise exception 'UNDO_LATE' using errcode = 'AG016'; end if;
  update public.ticket_merges set undone_at = clock_timestamp() where duplicate_id = p_duplicate and undone_at is null;
  delete from public.ticket_links where from_id = p_duplicate and to_id = done.survivor_id and kind = 'duplicate_of';
  update public.tickets set status = done.before_status, merged_into = null where id = p_duplicate;
end $$;
grant execute on function app.merge_ticket(bigint, bigint), app.undo_merge(bigint) to aglis_admin, aglis_office, aglis_supervisor;

-- A ticket and the duplicates that were closed into it, as far as the caller sees them.
create function app.with_duplicates(p_ticket bigint) returns bigint[] language sql stable set search_path = '' as $$
  with recursive all_of_them as (
    select p_ticket as id union select t.id from public.tickets t join all_of_them a on t.merged_into = a.id)
  select array_agg(id) from all_of_them
$$;
grant execute on function app.with_duplicates(bigint) to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create or replace function app.my_tickets() returns bigint[] language sql stable security definer set search_path = '' as $$
  with recursive mine as (
    select id from public.tickets where lead_id = app.staff_id()
    union select ticket_id from public.ticket_helpers where staff_id = app.staff_id()
    -- What a duplicate said belongs to the work on the ticket that goes on.
    union select t.id from public.tickets t join mine on t.merged_into = mine.id)
  select coalesce(array_agg(id), '{}') from mine
$$;

-- Who may do what.
do $$
declare
  t text;
begin
  foreach t in array array['calendars', 'hold_reasons', 'ticket_pauses', 'ticket_categories', 'category_items', 'resolution_codes', 'ticket_checklist',
                           'ticket_watchers', 'ticket_notes', 'canned_texts', 'ticket_links', 'ticket_merges'] loop
    execute format('alter table %I enable row level security', t);
    execute format('revoke all on %I from public', t);
    execute format('grant select on %I to aglis_admin, aglis_supervisor, aglis_office, aglis_technician', t);
  end loop;
  foreach t in array array['calendars', 'hold_reasons', 'ticket_categories', 'category_items', 'resolution_codes', 'canned_texts'] loop
    execute format('create policy %I on %I for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician using ((select app.staff_role()) is not null)',
                   t || '_staff_read', t);
    execute format('create policy %I on %I for all to aglis_admin using ((select app.staff_role()) = ''admin'') with check ((select app.staff_role()) = ''admin'')',
                   t || '_admin_write', t);
    execute format('grant insert, update on %I to aglis_admin', t);
  end loop;
  -- What hangs on a ticket is visible with it.
  foreach t in array array['ticket_pauses', 'ticket_checklist', 'ticket_watchers', 'ticket_notes'] loop
    execute format('create policy %I on %I for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician using (exists (select from tickets t where t.id = ticket_id))',
                   t || '_read', t);
  end loop;
end $$;
grant delete on work_slots, holidays to aglis_admin;
grant insert, delete on sla_targets to aglis_admin;
create policy canned_texts_office_write on canned_texts for all to aglis_office using ((select app.staff_role()) = 'office') with check ((select app.staff_role()) = 'office');
grant insert, update on canned_texts to aglis_office;

grant update (resolution_code) on tickets to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
grant update (hold_reason) on tickets to aglis_admin, aglis_supervisor, aglis_technician;
grant update (category) on tickets to aglis_supervisor;

grant update (done_by) on ticket_checklist to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create policy ticket_checklist_tick on ticket_checklist for update to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using (exists (select from tickets t where t.id = ticket_id)) with check (exists (select from tickets t where t.id = ticket_id));
grant insert, delete on ticket_watchers to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create policy ticket_watchers_others on ticket_watchers for all to aglis_admin, aglis_supervisor, aglis_office
  using (exists (select from tickets t where t.id = ticket_id)) with check (exists (select from tickets t where t.id = ticket_id));
create policy ticket_watchers_oneself on ticket_watchers for all to aglis_technician
  using (staff_id = (select app.staff_id())) with check (staff_id = (select app.staff_id()) and exists (select from tickets t where t.id = ticket_id));
grant insert (ticket_id, is_public, body) on ticket_notes to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create policy ticket_notes_add on ticket_notes for insert to aglis_admin, aglis_supervisor, aglis_office
  with check (author_id = (select app.staff_id()) and exists (select from tickets t where t.id = ticket_id));
-- What the customer reads is said by those who answer for it.
create policy ticket_notes_internal_add on ticket_notes for insert to aglis_technician
  with check (author_id = (select app.staff_id()) and not is_public and exists (select from tickets t where t.id = ticket_id));
grant insert (note_id) on files to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create policy files_of_own_notes on files as restrictive for insert to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  with check (note_id is null or exists (select from ticket_notes n where n.id = note_id and n.ticket_id = files.ticket_id and n.author_id = (select app.staff_id())));
-- A link names two tickets: who sees only one of them must not learn of the other.
create policy ticket_links_read on ticket_links for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using (exists (select from tickets t where t.id = from_id) and exists (select from tickets t where t.id = to_id));
grant insert, delete on ticket_links to aglis_admin, aglis_supervisor, aglis_office;
create policy ticket_links_change on ticket_links for all to aglis_admin, aglis_supervisor, aglis_office
  using (exists (select from tickets t where t.id = from_id) and exists (select from tickets t where t.id = to_id))
  with check (exists (select from tickets t where t.id = from_id) and exists (select from tickets t where t.id = to_id));
create policy ticket_merges_read on ticket_merges for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using (exists (select from tickets t where t.id = duplicate_id) and exists (select from tickets t where t.id = survivor_id));

alter table ticket_words enable row level security;
revoke all on ticket_words from public;
grant select on ticket_words to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create policy ticket_words_company_read on ticket_words for select to aglis_admin, aglis_office using (true);
create policy ticket_words_zone_read on ticket_words for select to aglis_supervisor using (zone_id = any ((select app.my_zones())::bigint[]));
create policy ticket_words_assigned_read on ticket_words for select to aglis_technician using (id = any ((select app.my_tickets())::bigint[]));

do $$
declare
  audited text;
  keys text;
begin
  foreach audited in array array['calendars', 'hold_reasons:code', 'ticket_categories:code', 'category_items', 'resolution_codes:code', 'ticket_checklist',
                                 'ticket_watchers:ticket_id,staff_id', 'ticket_notes', 'canned_texts', 'ticket_links:from_id,to_id,kind',
                                 'ticket_merges:duplicate_id,survivor_id'] loop
    keys := array_to_string(array(select quote_literal(k) from unnest(string_to_array(split_part(audited, ':', 2), ',')) k), ', ');
    audited := split_part(audited, ':', 1);
    execute format('create trigger %I after insert on %I referencing new table as added for each statement execute function app.audit_added(%s)',
                   audited || '_audit_added', audited, keys);
    execute format('create trigger %I after update on %I referencing new table as added old table as before for each statement execute function app.audit_changed(%s)',
                   audited || '_audit_changed', audited, keys);
    execute format('create trigger %I after delete on %I referencing old table as removed for each statement execute function app.audit_removed(%s)',
                   audited || '_audit_removed', audited, keys);
  end loop;
  -- The key of a slot has a calendar in it now.
  drop trigger work_slots_audit_added on work_slots;
  drop trigger work_slots_audit_changed on work_slots;
  drop trigger work_slots_audit_removed on work_slots;
  create trigger work_slots_audit_added after insert on work_slots referencing new table as added for each statement
    execute function app.audit_added('calendar_id', 'weekday', 'opens');
  create trigger work_slots_audit_changed after update on work_slots referencing new table as added old table as before for each statement
    execute function app.audit_changed('calendar_id', 'weekday', 'opens');
  create trigger work_slots_audit_removed after delete on work_slots referencing old table as removed for each statement
    execute function app.audit_removed('calendar_id', 'weekday', 'opens');
  foreach audited in array array['calendars', 'ticket_notes', 'ticket_merges', 'ticket_pauses'] loop
    execute format('create trigger %I before delete on %I for each row execute function app.refuse_delete()', audited || '_never_deleted', audited);
  end loop;
end $$;

-- Tickets of before: their pauses stand in the timeline, their notes too.
insert into ticket_pauses (ticket_id, from_at, to_at, reason, stops_clock)
  select e.ticket_id, e.at, case when e.ends is not null then greatest(e.ends, e.at) end, 'other', true
  from (select ticket_id, event, at, lead(at) over (partition by ticket_id order by id) as ends from timeline
        where ticket_id is not null and event in ('created', 'assigned', 'in_progress', 'on_hold', 'completed', 'closed', 'cancelled', 'open')) e
  join tickets t on t.id = e.ticket_id
  where e.event = 'on_hold' and (e.ends is not null or t.status = 'on_hold');
update tickets t set hold_reason = 'other', clock_stopped_at = coalesce(t.hold_since, p.from_at)
  from ticket_pauses p where p.ticket_id = t.id and p.to_at is null and t.status = 'on_hold';
select app.recompute_sla(null);

reset role;
