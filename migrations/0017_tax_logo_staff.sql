-- Tax as a company charges it, its logo, people whose work changes, and the computers they work at.

-- 1. Tax. Until now it was always added to the price. A company may have prices that hold it already, and one that is not
-- taxed at all writes none. Which of the three holds is looked at when an invoice is written; an invoice keeps what it says.
insert into settings (key, value) values ('tax', '{"treatment": "added"}');
alter table settings add constraint settings_tax_known
  check (key <> 'tax' or coalesce(value ->> 'treatment', '') in ('none', 'added', 'included'));
comment on table settings is 'Company data and switches: company, tax, demo.';

alter table invoices add column tax_included boolean not null default false;
comment on column invoices.tax_included is 'The lines hold the tax already: the total is their sum without the discount, and the tax is a part of it.';
grant insert (tax_included) on invoices to aglis_admin, aglis_office;
alter table invoices drop constraint invoices_total_adds_up;
alter table invoices add constraint invoices_total_adds_up check (total = subtotal - discount + case when tax_included then 0 else ppn end);

-- As in 0013, counted from the price without its tax: what is taxed is that price or its fraction, the tax is its rate of
-- that, each off by at most the rupiah of its own rounding. Rows from before are still not looked at.
alter table invoices drop constraint invoices_tax_adds_up;
alter table invoices add constraint invoices_tax_adds_up check (
  (ppn = 0 or tax_rate > 0)
  and (not tax_included or ppn <= subtotal - discount)
  and abs(ppn::numeric * 100 * tax_base_den - (subtotal - discount - case when tax_included then ppn else 0 end) * tax_rate * tax_base_num)
      <= 100 * tax_base_den::numeric
  and (dpp = subtotal - discount - case when tax_included then ppn else 0 end
       or tax_rate <> 0 and tax_base_den > 0 and abs(dpp::numeric * tax_base_den - (subtotal - discount - case when tax_included then ppn else 0 end)::numeric * tax_base_num) <= tax_base_den)) not valid;

-- As in 0013, and an issued invoice also keeps whether its lines hold the tax.
drop trigger invoices_frozen on invoices;
create trigger invoices_frozen before update on invoices for each row
  when (old.status <> 'draft'
        and (old.number, old.kind, old.customer_id, old.service_id, old.zone_id, old.period, old.issued_on, old.due_on, old.subtotal, old.discount,
             old.dpp, old.tax_rate, old.tax_base_num, old.tax_base_den, old.tax_included, old.ppn, old.total, old.external_id)
            is distinct from
            (new.number, new.kind, new.customer_id, new.service_id, new.zone_id, new.period, new.issued_on, new.due_on, new.subtotal, new.discount,
             new.dpp, new.tax_rate, new.tax_base_num, new.tax_base_den, new.tax_included, new.ppn, new.total, new.external_id))
  execute function app.guard_issued();

-- A rate that has begun stands on invoices. An admin fixes one from tomorrow on at the earliest, and takes it back until then.
create function app.business_today() returns date language sql stable security definer set search_path = '' as $$
  select app.business_day(clock_timestamp())
$$;
alter function app.business_today() owner to aglis_owner;
revoke all on function app.business_today() from public;
grant execute on function app.business_today() to aglis_admin;
drop policy tax_rates_admin_write on tax_rates;
create policy tax_rates_admin_add on tax_rates for insert to aglis_admin
  with check ((select app.staff_role()) = 'admin' and valid_from > (select app.business_today()));
create policy tax_rates_admin_remove on tax_rates for delete to aglis_admin
  using ((select app.staff_role()) = 'admin' and valid_from > (select app.business_today()));
revoke update on tax_rates from aglis_admin;
grant delete on tax_rates to aglis_admin;

-- 2. The logo at the head of invoices: one picture or none. The program writes it anew as a small PNG before it comes here, so
-- that nothing but a picture is kept; a new one takes the place of the old one, which goes first. Whoever prints invoices
-- reads it. The trail keeps size and hash: the picture itself would make it grow for nothing.
create table company_logo (
  only_row boolean constraint company_logo_pkey primary key default true constraint company_logo_one_row check (only_row),
  content bytea not null constraint company_logo_size check (octet_length(content) <= 2097152)
    constraint company_logo_png check (substr(content, 1, 8) = '\x89504e470d0a1a0a'::bytea)
);
comment on table company_logo is 'The picture at the head of invoices, as a small PNG; one row or none.';
alter table company_logo enable row level security;
alter table company_logo owner to aglis_owner;
revoke all on company_logo from public;
create policy company_logo_read on company_logo for select to aglis_admin, aglis_supervisor, aglis_office
  using ((select app.staff_role()) is not null);
create policy company_logo_add on company_logo for insert to aglis_admin with check ((select app.staff_role()) = 'admin');
create policy company_logo_remove on company_logo for delete to aglis_admin using ((select app.staff_role()) = 'admin');
grant select on company_logo to aglis_admin, aglis_supervisor, aglis_office;
grant insert (content), delete on company_logo to aglis_admin;

create function app.audit_logo() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.audit_rows (batch_id, record, record_id, action, staff_id, before, after)
  select app.audit_batch(), 'company_logo', '1', lower(tg_op), app.staff_id(),
    case when tg_op = 'DELETE' then said end, case when tg_op = 'INSERT' then said end
  from (select jsonb_build_object('size', octet_length(content), 'sha256', encode(pg_catalog.sha256(content), 'hex')) as said
        from (select case when tg_op = 'INSERT' then new.content else old.content end as content) c) s;
  return null;
end $$;
alter function app.audit_logo() owner to aglis_owner;
revoke all on function app.audit_logo() from public;
create trigger company_logo_audit after insert or delete on company_logo for each row execute function app.audit_logo();

-- 3. People. Name, role and zones of somebody were fixed when his login was made. An admin changes them through a function
-- as before: a role is a group of the login, and nobody but aglis_keeper moves a login from one group into another.
create function app.change_group(p_username text, p_from text, p_to text) returns void language plpgsql security definer set search_path = '' as $$
begin
  execute format('revoke %I from %I', 'aglis_' || p_from, p_username);
  -- What the administrator of the server gave by hand, or through another role, stays, and with it the old rights.
  if pg_catalog.pg_has_role(p_username::name, ('aglis_' || p_from)::name, 'member') then
    raise exception 'LOGIN_FOREIGN' using errcode = 'AG030';
  end if;
  execute format('grant %I to %I', 'aglis_' || p_to, p_username);
  -- Sessions begin anew under the new group; one that slips in before the commit gets the new rights with it.
  perform pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where usename = p_username and pid <> pg_catalog.pg_backend_pid();
end $$;
create function app.change_staff(p_id bigint, p_name text, p_phone text, p_role staff_role, p_zones bigint[]) returns void
language plpgsql security definer set search_path = '' as $$
declare
  person public.staff;
begin
  -- Two admins who take each other's role at the same moment take turns; only then is it looked whether the caller still is one.
  perform from public.staff where role = 'admin' and active order by id for no key update;
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select * into person from public.staff where id = p_id for no key update;
  if person.id is null then raise exception 'WRONG_STATE' using errcode = 'AG001'; end if;
  if person.role <> p_role then
    if person.username = session_user then raise exception 'OWN_ROLE' using errcode = 'AG030'; end if;
    if person.role = 'admin' and person.active
       and not exists (select from public.staff where role = 'admin' and active and id <> person.id) then
      raise exception 'LAST_ADMIN' using errcode = 'AG030';
    end if;
  end if;
  update public.staff set name = p_name, phone = p_phone, role = p_role where id = person.id;
  delete from public.staff_zones where staff_id = person.id and zone_id <> all (p_zones);
  insert into public.staff_zones select person.id, z from unnest(p_zones) z on conflict do nothing;
  -- Who left is in no group; he returns into that of his role.
  if person.role <> p_role and person.active then
    perform app.change_group(person.username, person.role::text, p_role::text);
  end if;
end $$;
grant select, delete on staff_zones to aglis_keeper;

-- As in 0007, with the same turn: two admins who disabled each other at the same moment left nobody.
create or replace function app.disable_staff(p_id bigint) returns void language plpgsql security definer set search_path = '' as $$
declare
  person public.staff;
begin
  perform from public.staff where role = 'admin' and active order by id for no key update;
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.staff set active = false where id = p_id and active and username <> session_user returning * into person;
  if person.id is null then raise exception 'WRONG_STATE' using errcode = 'AG001'; end if;
  perform app.end_login(person.username, person.role::text);
end $$;

-- Everybody keeps his own name, phone and language in order; role and zones are none of these.
create function app.change_own_profile(p_name text, p_phone text, p_locale text) returns void language plpgsql security definer set search_path = '' as $$
begin
  if app.staff_id() is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.staff set name = p_name, phone = p_phone, locale = p_locale where id = app.staff_id();
end $$;

-- Only whoever may create here can be given a function here; the keeper may for this one moment.
grant create on schema app to aglis_keeper;
alter function app.change_group(text, text, text) owner to aglis_keeper;
alter function app.change_staff(bigint, text, text, staff_role, bigint[]) owner to aglis_keeper;
revoke create on schema app from aglis_keeper;
alter function app.change_own_profile(text, text, text) owner to aglis_owner;
revoke all on function app.change_group(text, text, text), app.change_staff(bigint, text, text, staff_role, bigint[]),
  app.change_own_profile(text, text, text) from public;
grant execute on function app.change_staff(bigint, text, text, staff_role, bigint[]) to aglis_admin;
grant execute on function app.change_own_profile(text, text, text) to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;

-- 4. Computers. Where somebody is signed in nobody could see, and a session left open somewhere went on until its password was
-- changed. The program tells the database at sign-in and every half minute where it works, and asks whether it may go on.
-- One row a person and computer, by the computer's name: two computers of one name are one row. Only the functions write it.
create table devices (
  staff_id bigint not null constraint devices_staff_fkey references staff,
  device text not null constraint devices_device_length check (char_length(device) between 1 and 120),
  app_version text not null,
  signed_in_at timestamptz not null,
  seen_at timestamptz not null,
  -- Whoever signed in there before this moment is to leave.
  ended_at timestamptz,
  ended_by bigint constraint devices_ended_by_fkey references staff,
  constraint devices_pkey primary key (staff_id, device)
);
comment on table devices is 'Computers at which people signed in: since when, seen when, told to leave when.';
alter table devices enable row level security;
alter table devices owner to aglis_owner;
revoke all on devices from public;
create policy devices_own_read on devices for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using (staff_id = (select app.staff_id()));
create policy devices_admin_read on devices for select to aglis_admin using ((select app.staff_role()) = 'admin');
grant select on devices to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;

-- The moment the session begins; null when the person was told to leave this computer and did not type his password since.
create function app.begin_session(p_device text, p_version text, p_typed boolean) returns timestamptz
language plpgsql volatile security definer set search_path = '' as $$
declare
  person bigint := app.staff_id();
  place text := coalesce(nullif(left(btrim(p_device), 120), ''), '?');
  moment timestamptz := clock_timestamp();
begin
  if person is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if not p_typed and exists (select from public.devices where staff_id = person and device = place and ended_at > signed_in_at) then
    return null;
  end if;
  insert into public.devices values (person, place, left(p_version, 40), moment, moment)
    on conflict on constraint devices_pkey do update
    set app_version = excluded.app_version, signed_in_at = excluded.signed_in_at, seen_at = excluded.seen_at;
  -- A client may call itself what it likes; nobody works at more computers than these.
  delete from public.devices d where d.staff_id = person and d.device in (
    select device from public.devices where staff_id = person order by seen_at desc, device offset 30);
  return moment;
end $$;

-- Whether a session that began at this moment may go on.
create function app.keep_session(p_device text, p_since timestamptz) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  person bigint := app.staff_id();
  place text := coalesce(nullif(left(btrim(p_device), 120), ''), '?');
begin
  if person is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.devices set seen_at = clock_timestamp()
    where staff_id = person and device = place and seen_at < clock_timestamp() - interval '20 seconds';
  return not exists (select from public.devices where staff_id = person and device = place and ended_at > p_since);
end $$;

-- Tells whoever works there under this person's login to leave; false when nobody ever signed in there.
create function app.end_session(p_staff bigint, p_device text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  if app.staff_id() is null or (p_staff <> app.staff_id() and app.staff_role() <> 'admin') then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
  update public.devices set ended_at = clock_timestamp(), ended_by = app.staff_id() where staff_id = p_staff and device = p_device;
  if not found then return false; end if;
  -- When somebody was seen where is no business of the trail; that he was sent away is.
  insert into public.audit_rows (batch_id, record, record_id, action, staff_id, after)
  select app.audit_batch(), 'devices', p_staff || '/' || p_device, 'update', app.staff_id(),
    jsonb_build_object('staff_id', p_staff, 'device', p_device, 'ended_at', ended_at)
  from public.devices where staff_id = p_staff and device = p_device;
  return true;
end $$;
do $$
declare
  f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'app'::regnamespace and p.proname in ('begin_session', 'keep_session', 'end_session') loop
    execute format('alter function %s owner to aglis_owner', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to aglis_admin, aglis_supervisor, aglis_office, aglis_technician', f);
  end loop;
end $$;
