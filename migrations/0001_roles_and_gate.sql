-- Who may do what starts here: the groups that carry the rights, and the gate that old and new programs read first.
--
-- Every person signs in with a login of his own, which is a member of exactly one group. Groups cannot log in. Roles belong
-- to the whole cluster while a migration belongs to one database, so a group may exist already, or be made by another
-- database at this very moment.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['aglis_owner', 'aglis_admin', 'aglis_supervisor', 'aglis_office', 'aglis_technician',
                                'aglis_portal', 'aglis_worker'] loop
    begin
      if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
        execute format('create role %I nologin', wanted);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
  -- The migrator logs in only to upgrade: a member of both owners, with no password until an administrator sets one.
  begin
    if not exists (select from pg_catalog.pg_roles where rolname = 'aglis_migrator') then
      create role aglis_migrator login connection limit 3;
    end if;
  exception when duplicate_object or unique_violation then null;
  end;
  -- The keeper owns the few functions that make and end logins. Nobody can log in as it.
  begin
    if not exists (select from pg_catalog.pg_roles where rolname = 'aglis_keeper') then
      create role aglis_keeper nologin createrole;
    end if;
  exception when duplicate_object or unique_violation then null;
  end;
  foreach wanted in array array['aglis_admin', 'aglis_supervisor', 'aglis_office', 'aglis_technician'] loop
    begin
      if not pg_catalog.pg_has_role('aglis_keeper', wanted, 'member') then
        execute format('grant %I to aglis_keeper with admin option', wanted);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
  foreach wanted in array array['aglis_owner', 'aglis_keeper'] loop
    begin
      if not pg_catalog.pg_has_role('aglis_migrator', wanted, 'member') then
        execute format('grant %I to aglis_migrator', wanted);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
  begin
    if not pg_catalog.pg_has_role('aglis_keeper', 'pg_signal_backend', 'member') then
      grant pg_signal_backend to aglis_keeper;
    end if;
  exception when duplicate_object or unique_violation then null;
  end;
end $$;

create extension if not exists pg_trgm;
create extension if not exists pgcrypto;

do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to aglis_admin, aglis_supervisor, aglis_office, aglis_technician, aglis_portal, aglis_worker',
                 current_database());
end $$;
revoke all on schema public from public;
grant usage on schema public to aglis_admin, aglis_supervisor, aglis_office, aglis_technician, aglis_portal, aglis_worker, aglis_keeper;

create schema app;
comment on schema app is 'Rules: functions that policies, triggers and the program call. Tables stand in public.';
grant usage on schema app to aglis_admin, aglis_supervisor, aglis_office, aglis_technician, aglis_portal, aglis_worker, aglis_keeper;
alter default privileges revoke execute on functions from public;

create type staff_role as enum ('admin', 'supervisor', 'office', 'technician');

-- One row: which program versions this schema serves. A program outside the range says so and writes nothing.
create table schema_gate (
  only_row boolean primary key default true constraint schema_gate_one_row check (only_row),
  schema_version int not null,
  min_app text not null,
  max_app text,
  message text not null default ''
);
comment on table schema_gate is 'Which program versions may use this database; read at every connect.';
insert into schema_gate (schema_version, min_app) values (1, '0.1.0');
alter table schema_gate enable row level security;
create policy schema_gate_read on schema_gate for select
  to aglis_admin, aglis_supervisor, aglis_office, aglis_technician, aglis_portal, aglis_worker using (true);
grant select on schema_gate to aglis_admin, aglis_supervisor, aglis_office, aglis_technician, aglis_portal, aglis_worker;

-- A zone is a part of the service area. Supervisors see and move what lies in their zones.
create table zones (
  id bigint generated always as identity primary key,
  name text not null constraint zones_name_key unique constraint zones_name_length check (char_length(name) between 1 and 120)
);
comment on table zones is 'Parts of the service area.';

-- Staff: one row a person; username is the Postgres login. Rows are never deleted, only made inactive.
create table staff (
  id bigint generated always as identity primary key,
  username text not null constraint staff_username_key unique
    constraint staff_username_form check (username ~ '^[a-z][a-z0-9_.]{2,31}$' and username !~ '^(pg_|aglis_)'),
  name text not null constraint staff_name_length check (char_length(name) between 1 and 120),
  phone text constraint staff_phone_e164 check (phone ~ '^\+[1-9][0-9]{9,14}$'),
  role staff_role not null,
  active boolean not null default true,
  locale text not null default 'id' constraint staff_locale_known check (locale in ('id', 'en')),
  preferences jsonb not null default '{}',
  substitute_id bigint constraint staff_substitute_fkey references staff,
  created_at timestamptz not null default now()
);
comment on table staff is 'People who work here; username is the Postgres login of the person.';

create table staff_zones (
  staff_id bigint not null constraint staff_zones_staff_fkey references staff,
  zone_id bigint not null constraint staff_zones_zone_fkey references zones,
  constraint staff_zones_pkey primary key (staff_id, zone_id)
);
comment on table staff_zones is 'Which zones a supervisor or technician looks after.';
create index staff_zones_zone_idx on staff_zones (zone_id);

-- The caller, as the policies see him. A disabled person is nobody: every policy then shows nothing.
create function app.staff_id() returns bigint language sql stable security definer set search_path = '' as $$
  select id from public.staff where username = session_user and active
$$;
create function app.staff_role() returns text language sql stable security definer set search_path = '' as $$
  select role::text from public.staff where username = session_user and active
$$;
create function app.my_zones() returns bigint[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(z.zone_id), '{}')
  from public.staff_zones z join public.staff s on s.id = z.staff_id
  where s.username = session_user and s.active
$$;
-- Admin and office see the whole company; others what their zone or assignment gives them.
create function app.sees_all() returns boolean language sql stable security definer set search_path = '' as $$
  select coalesce((select role in ('admin', 'office') from public.staff where username = session_user and active), false)
$$;
grant execute on function app.staff_id(), app.staff_role(), app.my_zones(), app.sees_all()
  to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;

-- Settings by key. What the portal or a worker may read is marked.
create table settings (
  key text constraint settings_pkey primary key,
  value jsonb not null,
  is_public boolean not null default false,
  is_rate boolean not null default false
);
comment on table settings is 'Company data and switches: company, business_zone, demo.';
insert into settings (key, value, is_public) values
  ('company', '{"name": "AGLIS", "time_zone": "Asia/Jakarta"}', true),
  ('demo', 'false', false);

-- The business time zone: one zone for every day and month in SQL.
create function app.business_zone() returns text language sql stable security definer set search_path = '' as $$
  select coalesce((select value ->> 'time_zone' from public.settings where key = 'company'), 'Asia/Jakarta')
$$;
create function app.business_day(at timestamptz) returns date language sql stable security definer set search_path = '' as $$
  select (at at time zone app.business_zone())::date
$$;
grant execute on function app.business_zone(), app.business_day(timestamptz)
  to aglis_admin, aglis_supervisor, aglis_office, aglis_technician, aglis_portal, aglis_worker;
