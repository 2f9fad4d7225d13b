-- The queue that sends messages. queue_jobs holds live work only: what waits, what is delayed and what is being sent. What staff
-- see of a message stands in messages (0024) and is moved here; each try leaves a row in queue_attempts. Workers are programs on
-- desktops and servers with logins of their own; all they can do is call the functions below, so that old and new programs follow
-- one law and none passes by the rate. Every moment is the database's: a computer's clock is never asked.
set local role aglis_owner;

-- 1. How the queue works for the whole company. One row.
create table queue_rules (
  only_row boolean constraint queue_rules_pkey primary key default true constraint queue_rules_one_row check (only_row),
  lease interval not null default '60 s' constraint queue_rules_lease_range check (lease between '1 s' and '10 min'),
  attempts_max smallint not null default 3 constraint queue_rules_attempts_range check (attempts_max between 1 and 10),
  backoff interval not null default '2 s' constraint queue_rules_backoff_range check (backoff between '0 s' and '5 min'),
  unknown_for interval not null default '10 min' constraint queue_rules_unknown_range check (unknown_for between '1 s' and '1 day'),
  probe_every interval not null default '30 s' constraint queue_rules_probe_range check (probe_every between '1 s' and '1 h'),
  concurrency smallint not null default 5 constraint queue_rules_concurrency_range check (concurrency between 1 and 50),
  quiet_from time not null default '21:00',
  quiet_to time not null default '07:00',
  bulk_a_day int not null default 1000 constraint queue_rules_bulk_range check (bulk_a_day between 0 and 1000000),
  group_address text constraint queue_rules_group_form check (group_address ~ '^[0-9-]{5,60}@g\.us$'),
  -- Names of templates that nobody is sent by the program itself.
  silent text[] not null default '{}',
  swept_at timestamptz not null default '-infinity'
) with (fillfactor = 20);
comment on table queue_rules is 'How the queue works: lease, tries, spacing, quiet hours, what is sent by itself.';
comment on column queue_rules.lease is 'How long a claim holds without a sign of life; twice a worker''s tries would be lost were it shorter than a send.';
comment on column queue_rules.quiet_from is 'From here to quiet_to, in the business zone, customers are left alone; equal times mean never quiet.';
comment on column queue_rules.group_address is 'WhatsApp group of the team, for alerts.';
insert into queue_rules default values;

-- 2. Classes and their order. A lower lane goes first; a class leaves this part of the rate to those above it, so that a password
-- never waits for a window that a broadcast has used up. How long a message is worth sending depends on the class.
create table queue_lanes (
  lane smallint constraint queue_lanes_pkey primary key,
  class text not null constraint queue_lanes_class_key unique,
  leaves smallint not null constraint queue_lanes_leaves_range check (leaves between 0 and 90),
  life interval not null constraint queue_lanes_life_range check (life between '1 min' and '30 days'),
  paused_at timestamptz,
  paused_by bigint constraint queue_lanes_paused_by_fkey references staff
);
comment on table queue_lanes is 'The classes of messages in the order in which they go out, what each leaves free and whether it is paused.';
comment on column queue_lanes.leaves is 'Per cent of the rate that this class leaves to those above it.';
comment on column queue_lanes.life is 'After this a message that still waits is not worth sending any more.';
insert into queue_lanes (lane, class, leaves, life) values
  (0, 'otp', 0, '5 min'), (1, 'notification', 10, '24 h'), (2, 'group', 10, '24 h'), (3, 'bulk', 30, '72 h');

-- 3. The ways out. The first that works is used, in the order of their numbers; what waits in the queue was provably accepted by
-- none, so the next may take it. Secrets are in keyrings, never here.
create table gateways (
  id smallint constraint gateways_pkey primary key constraint gateways_id_range check (id between 1 and 9),
  kind text not null constraint gateways_kind_known check (kind in ('log', 'fonnte', 'cloud')),
  base_url text not null default '' constraint gateways_base_url_length check (char_length(base_url) <= 200),
  -- What the gateway wants besides: phone_number_id and api_version of the Cloud API.
  options jsonb not null default '{}' constraint gateways_options_object check (jsonb_typeof(options) = 'object'),
  rate int default 100 constraint gateways_rate_range check (rate between 1 and 10000),
  rate_window interval not null default '60 s' constraint gateways_rate_window_range check (rate_window between '1 s' and '1 h'),
  spacing interval not null default '5 s' constraint gateways_spacing_range check (spacing between '0 s' and '10 min'),
  active boolean not null default true,
  paused_at timestamptz,
  paused_by bigint constraint gateways_paused_by_fkey references staff,
  -- Random path at which the gateway reports; who knows it may report.
  webhook_path text not null default encode(public.gen_random_bytes(18), 'hex') constraint gateways_webhook_path_form check (webhook_path ~ '^[A-Za-z0-9_-]{16,80}$'),
  broken_at timestamptz,
  broken_reason text constraint gateways_broken_reason_length check (char_length(broken_reason) <= 500),
  probe_at timestamptz,
  checked_at timestamptz,
  quota text constraint gateways_quota_length check (char_length(quota) <= 200),
  failures smallint not null default 0,
  failing_since timestamptz,
  version int not null default 1
) with (fillfactor = 50);
comment on table gateways is 'Ways out for messages: where, how many, and whether each works right now.';
comment on column gateways.rate is 'Messages in any rate_window, over all workers; none means no limit.';
comment on column gateways.spacing is 'Between two messages to one recipient.';
comment on column gateways.broken_at is 'Since when the breaker is open: nothing is sent this way until a probe finds it well.';

-- A send takes one of these and gives it back one window after it ended, so that no window of any position holds more than there are.
create table queue_tokens (
  gateway smallint constraint queue_tokens_gateway_fkey references gateways on delete cascade,
  slot int,
  free_at timestamptz not null default '-infinity',
  constraint queue_tokens_pkey primary key (gateway, slot)
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
comment on table queue_tokens is 'The rate of a gateway, a row for each message of a window, and from when on each is free.';

create function app.keep_tokens() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  -- The least used go first: what is left remembers the newest sends.
  delete from public.queue_tokens t where t.gateway = new.id and t.slot in (
    select x.slot from public.queue_tokens x where x.gateway = new.id order by x.free_at desc, x.slot offset coalesce(new.rate, 0));
  insert into public.queue_tokens (gateway, slot)
    select new.id, g.slot from generate_series(1, 10000) g(slot)
    where not exists (select from public.queue_tokens t where t.gateway = new.id and t.slot = g.slot)
    order by g.slot limit greatest(0, coalesce(new.rate, 0) - (select count(*) from public.queue_tokens t where t.gateway = new.id));
  return null;
end $$;
create trigger gateways_keep_tokens after insert or update of rate on gateways for each row execute function app.keep_tokens();
create function app.count_gateway() returns trigger language plpgsql set search_path = '' as $$
begin
  new.version := old.version + 1;
  new.broken_at := null;
  new.broken_reason := null;
  new.failures := 0;
  return new;
end $$;
create trigger gateways_count before update of kind, base_url, options, active on gateways for each row execute function app.count_gateway();

-- 4. Who sends. A login is made for a machine and taken from it; who administers the database may also work himself.
create table workers (
  id int generated always as identity constraint workers_pkey primary key,
  login text not null,
  device text not null constraint workers_device_length check (char_length(device) between 1 and 100),
  app_version text not null default '' constraint workers_app_version_length check (char_length(app_version) <= 40),
  enabled boolean not null default true,
  enrolled_by bigint constraint workers_enrolled_by_fkey references staff default app.staff_id(),
  enrolled_at timestamptz not null default clock_timestamp(),
  since timestamptz,
  seen_at timestamptz,
  constraint workers_login_device_key unique (login, device)
) with (fillfactor = 50);
comment on table workers is 'Programs that send: on which machine, since when, and when each was last seen.';

-- 5. The work. A job that is held has a worker; run_at is then the end of its lease. fence only grows: whoever comes with an older
-- one has lost the job. wire_at says that the message may have left the machine; such a job is never claimed again.
create table queue_jobs (
  id bigint generated always as identity constraint queue_jobs_pkey primary key,
  lane smallint not null constraint queue_jobs_lane_range check (lane between 0 and 3),
  attempt smallint not null default 0,
  lost smallint not null default 0,
  worker int,
  fence int not null default 0,
  slot int,
  gateway smallint,
  run_at timestamptz not null default clock_timestamp(),
  wire_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  claimed_at timestamptz,
  expires_at timestamptz,
  cancel_asked boolean not null default false,
  message_id bigint constraint queue_jobs_message_fkey references messages,
  recipient text,
  body text
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
comment on table queue_jobs is 'Messages that wait or are being sent; a row goes when its message is settled.';
comment on column queue_jobs.body is 'What is sent where the message itself shows dots; gone with the row.';
create index queue_jobs_ready_idx on queue_jobs (lane, run_at, id);
create unique index queue_jobs_message_key on queue_jobs (message_id) where message_id is not null;
create index queue_jobs_recipient_idx on queue_jobs (recipient, lane, id) where recipient is not null;
create index queue_jobs_expires_idx on queue_jobs (expires_at) where expires_at is not null;
create index queue_jobs_wire_idx on queue_jobs (run_at) where wire_at is not null;

-- Every try and how it ended. 'sent' here means handed over: what the gateway made of it stands in messages.
create table queue_attempts (
  job_id bigint not null,
  message_id bigint,
  lane smallint not null,
  attempt smallint not null,
  worker int,
  gateway smallint,
  outcome text not null constraint queue_attempts_outcome_known check (outcome in
    ('accepted', 'retry', 'failed', 'unknown', 'expired', 'cancelled', 'poison', 'opted_out', 'resolved')),
  error text constraint queue_attempts_error_length check (char_length(error) <= 500),
  queued_at timestamptz not null,
  claimed_at timestamptz,
  wire_at timestamptz,
  ended_at timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_cost_delay = 0);
comment on table queue_attempts is 'One row a try: when it waited, went out and ended, and how. Kept 30 days, then counted in queue_days.';
create index queue_attempts_ended_idx on queue_attempts (ended_at);
create index queue_attempts_message_idx on queue_attempts (message_id) where message_id is not null;

create table queue_days (
  day date, lane smallint, outcome text, n bigint not null,
  constraint queue_days_pkey primary key (day, lane, outcome)
);
comment on table queue_days is 'How many tries of a class ended how on a day of the business zone, from before queue_attempts.';

-- When somebody was last written to, so that nobody gets two at once.
create table queue_recipients (
  recipient text constraint queue_recipients_pkey primary key,
  free_at timestamptz not null
) with (fillfactor = 80);
comment on table queue_recipients is 'From when on somebody may be written to again.';

-- What a gateway reported. A report may come before the answer to the send, twice, and in any order.
create table gateway_reports (
  gateway smallint not null, ref text not null, status text not null,
  reason text constraint gateway_reports_reason_length check (char_length(reason) <= 500),
  at timestamptz not null default clock_timestamp(),
  constraint gateway_reports_pkey primary key (gateway, ref, status),
  constraint gateway_reports_ref_length check (char_length(ref) between 1 and 200),
  constraint gateway_reports_status_known check (status in ('sent', 'delivered', 'read', 'failed'))
);
comment on table gateway_reports is 'What gateways reported of messages, each state of each message once. Kept 30 days.';
create index gateway_reports_at_idx on gateway_reports (at);

-- Who does not want to hear of something any more.
create table message_optouts (
  recipient text constraint message_optouts_recipient_form check (recipient ~ '^\+[1-9][0-9]{6,14}$'),
  category text constraint message_optouts_category_known check (category in ('billing', 'service', 'broadcast')),
  how text not null constraint message_optouts_how_known check (how in ('reply', 'staff', 'gateway')),
  by_staff bigint constraint message_optouts_by_staff_fkey references staff default app.staff_id(),
  since timestamptz not null default clock_timestamp(),
  constraint message_optouts_pkey primary key (recipient, category)
);
comment on table message_optouts is 'Numbers that are not written to about something: by their own reply, by staff, or as the gateway said.';

-- 6. What a message has to say of itself besides.
alter table messages
  add column cause text constraint messages_cause_length check (char_length(cause) between 1 and 60),
  add column template_version int,
  add column exempt boolean not null default false,
  add column resends bigint constraint messages_resends_fkey references messages,
  add column unknown_at timestamptz,
  add column again smallint not null default 0;
comment on column messages.cause is 'What happened that somebody is written to; a name the program has words for.';
comment on column messages.exempt is 'Goes out in quiet hours as well.';
comment on column messages.resends is 'The message that this one takes the place of.';
comment on column messages.again is 'How often a person sent it once more.';
create index messages_gateway_ref_idx on messages (gateway, gateway_ref) where gateway_ref is not null;
create index messages_unknown_idx on messages (unknown_at) where status = 'unknown';

do $$
declare
  t text;
begin
  foreach t in array array['queue_rules', 'queue_lanes', 'gateways', 'queue_tokens', 'workers', 'queue_jobs', 'queue_attempts', 'queue_days',
                           'queue_recipients', 'gateway_reports', 'message_optouts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('revoke all on %I from public', t);
  end loop;
  -- How the queue stands is seen by who sees messages; what a message says is seen in messages only.
  foreach t in array array['queue_rules', 'queue_lanes', 'workers', 'queue_days', 'gateways'] loop
    execute format('create policy %I on %I for select to aglis_admin, aglis_supervisor, aglis_office using ((select app.staff_role()) is not null)', t || '_read', t);
  end loop;
end $$;
grant select on queue_rules, queue_lanes, workers, queue_days to aglis_admin, aglis_supervisor, aglis_office;
grant select (id, kind, base_url, options, rate, rate_window, spacing, active, paused_at, paused_by, broken_at, broken_reason, probe_at, checked_at, quota, version)
  on gateways to aglis_admin, aglis_supervisor, aglis_office;
grant select (webhook_path) on gateways to aglis_admin;
create policy queue_rules_admin_change on queue_rules for update to aglis_admin using ((select app.staff_role()) = 'admin') with check ((select app.staff_role()) = 'admin');
grant update (attempts_max, backoff, unknown_for, concurrency, quiet_from, quiet_to, bulk_a_day, group_address, silent) on queue_rules to aglis_admin;
create policy gateways_admin_write on gateways for all to aglis_admin using ((select app.staff_role()) = 'admin') with check ((select app.staff_role()) = 'admin');
grant insert (id, kind, base_url, options, rate, rate_window, spacing, active), update (kind, base_url, options, rate, rate_window, spacing, active), delete on gateways to aglis_admin;
-- Bodies of jobs may be one-time passwords: the columns that a monitor needs, never the body.
create policy queue_jobs_company_read on queue_jobs for select to aglis_admin, aglis_office using (true);
create policy queue_jobs_zone_read on queue_jobs for select to aglis_supervisor
  using (exists (select from messages m where m.id = queue_jobs.message_id));
grant select (id, lane, attempt, lost, worker, gateway, run_at, wire_at, created_at, claimed_at, expires_at, cancel_asked, message_id, recipient)
  on queue_jobs to aglis_admin, aglis_supervisor, aglis_office;
create policy queue_attempts_company_read on queue_attempts for select to aglis_admin, aglis_office using (true);
create policy queue_attempts_zone_read on queue_attempts for select to aglis_supervisor
  using (exists (select from messages m where m.id = queue_attempts.message_id));
grant select on queue_attempts to aglis_admin, aglis_supervisor, aglis_office;
create policy gateway_reports_company_read on gateway_reports for select to aglis_admin, aglis_office using (true);
grant select on gateway_reports to aglis_admin, aglis_office;
create policy message_optouts_company on message_optouts for all to aglis_admin, aglis_office using ((select app.sees_all())) with check ((select app.sees_all()));
create policy message_optouts_zone_read on message_optouts for select to aglis_supervisor using ((select app.staff_role()) is not null);
grant select, insert (recipient, category, how), delete on message_optouts to aglis_admin, aglis_office;
grant select on message_optouts to aglis_supervisor;

create trigger gateways_audit_added after insert on gateways referencing new table as added for each statement execute function app.audit_added();
create trigger gateways_audit_removed after delete on gateways referencing old table as removed for each statement execute function app.audit_removed();
create trigger workers_audit_added after insert on workers referencing new table as added for each statement execute function app.audit_added();
create trigger message_optouts_audit_added after insert on message_optouts referencing new table as added for each statement execute function app.audit_added('recipient', 'category');
create trigger message_optouts_audit_removed after delete on message_optouts referencing old table as removed for each statement execute function app.audit_removed('recipient', 'category');

-- What people change here stands in the trail; what the queue itself moves (breaker, sweeps, signs of life) does not.
create function app.audit_queue_change() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  quiet text[] := '{swept_at,broken_at,broken_reason,probe_at,checked_at,quota,failures,failing_since,version,since,seen_at,app_version,webhook_path}';
begin
  insert into public.audit_rows (batch_id, record, record_id, action, staff_id, before, after)
  select app.audit_batch(), tg_table_name, coalesce(j.n ->> 'id', j.n ->> 'class', 'queue'), 'update', app.staff_id(),
    (select jsonb_object_agg(k, j.o -> k) from unnest(j.moved) k), (select jsonb_object_agg(k, j.n -> k) from unnest(j.moved) k)
  from (select n, o, array(select k from jsonb_object_keys(n) k where n -> k <> o -> k and k <> all (quiet)) as moved
        from (select to_jsonb(new) as n, to_jsonb(old) as o) r) j
  where cardinality(j.moved) > 0;
  return null;
end $$;
create trigger queue_rules_audit_changed after update on queue_rules for each row
  when (old.swept_at is not distinct from new.swept_at) execute function app.audit_queue_change();
create trigger queue_lanes_audit_changed after update on queue_lanes for each row execute function app.audit_queue_change();
create trigger gateways_audit_changed after update of kind, base_url, options, rate, rate_window, spacing, active, paused_at on gateways for each row execute function app.audit_queue_change();
create trigger workers_audit_changed after update of enabled on workers for each row execute function app.audit_queue_change();

reset role;
