-- People's logins. No person has CREATEROLE: these functions, owned by aglis_keeper, are the only way, and they know only the
-- four groups. A password arrives as a SCRAM verifier made on the client; the server never sees it in clear text.
create function app.check_login(p_username text, p_verifier text) returns void language plpgsql immutable set search_path = '' as $$
begin
  if p_username !~ '^[a-z][a-z0-9_.]{2,31}$' or p_username ~ '^(pg_|aglis_)' or p_username in ('public', 'postgres', 'none', 'user', 'current_user', 'session_user') then
    raise exception 'LOGIN_NAME' using errcode = 'AG002';
  end if;
  if p_verifier !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' then
    raise exception 'PASSWORD_FORM' using errcode = 'AG002';
  end if;
end $$;

create function app.make_login(p_username text, p_role text, p_verifier text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from pg_catalog.pg_roles where rolname = p_username) then
    raise exception 'LOGIN_TAKEN' using errcode = 'AG002';
  end if;
  execute format('create role %I login inherit nocreatedb nocreaterole noreplication connection limit 8 password %L', p_username, p_verifier);
  execute format('grant %I to %I', 'aglis_' || p_role, p_username);
  execute format('alter role %I set statement_timeout = %L', p_username, '15s');
  execute format('alter role %I set lock_timeout = %L', p_username, '3s');
  execute format('alter role %I set idle_in_transaction_session_timeout = %L', p_username, '10s');
end $$;

create function app.create_staff(p_username text, p_name text, p_phone text, p_role staff_role, p_zones bigint[], p_verifier text, p_locale text)
returns bigint language plpgsql security definer set search_path = '' as $$
declare
  made bigint;
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  perform app.check_login(p_username, p_verifier);
  perform app.make_login(p_username, p_role::text, p_verifier);
  insert into public.staff (username, name, phone, role, locale) values (p_username, p_name, p_phone, p_role, p_locale) returning id into made;
  insert into public.staff_zones select made, z from unnest(p_zones) z;
  return made;
end $$;

-- The first admin of an empty workspace: only who administers the cluster, and only while there is none.
create function app.first_admin(p_company text, p_username text, p_name text, p_verifier text, p_locale text) returns bigint
language plpgsql security definer set search_path = '' as $$
begin
  if not app.is_root() or exists (select from public.staff where role = 'admin' and active) then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
  update public.settings set value = jsonb_set(value, '{name}', to_jsonb(p_company)) where key = 'company';
  return app.create_staff(p_username, p_name, null, 'admin', '{}', p_verifier, p_locale);
end $$;

-- Gone within seconds: no login, no group, no running session.
create function app.end_login(p_username text, p_role text) returns void language plpgsql security definer set search_path = '' as $$
begin
  execute format('alter role %I nologin', p_username);
  execute format('revoke %I from %I', 'aglis_' || p_role, p_username);
  perform pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where usename = p_username and pid <> pg_catalog.pg_backend_pid();
end $$;
create function app.disable_staff(p_id bigint) returns void language plpgsql security definer set search_path = '' as $$
declare
  person public.staff;
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.staff set active = false where id = p_id and active and username <> session_user returning * into person;
  if person.id is null then raise exception 'WRONG_STATE' using errcode = 'AG001'; end if;
  perform app.end_login(person.username, person.role::text);
end $$;

-- Back again, with a new password: the old verifier stays unknown to whoever left.
create function app.restore_login(p_username text, p_role text, p_verifier text) returns void language plpgsql security definer set search_path = '' as $$
begin
  perform app.check_login(p_username, p_verifier);
  execute format('alter role %I login password %L', p_username, p_verifier);
  execute format('grant %I to %I', 'aglis_' || p_role, p_username);
end $$;
create function app.enable_staff(p_id bigint, p_verifier text) returns void language plpgsql security definer set search_path = '' as $$
declare
  person public.staff;
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.staff set active = true where id = p_id and not active returning * into person;
  if person.id is null then raise exception 'WRONG_STATE' using errcode = 'AG001'; end if;
  perform app.restore_login(person.username, person.role::text, p_verifier);
end $$;

create function app.set_verifier(p_username text, p_verifier text) returns void language plpgsql security definer set search_path = '' as $$
begin
  perform app.check_login(p_username, p_verifier);
  execute format('alter role %I password %L', p_username, p_verifier);
end $$;
create function app.reset_password(p_id bigint, p_verifier text) returns void language plpgsql security definer set search_path = '' as $$
declare
  person text;
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select username into person from public.staff where id = p_id and active;
  if person is null then raise exception 'WRONG_STATE' using errcode = 'AG001'; end if;
  perform app.set_verifier(person, p_verifier);
end $$;
create function app.change_own_password(p_verifier text) returns void language plpgsql security definer set search_path = '' as $$
begin
  if app.staff_role() is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  perform app.set_verifier(session_user, p_verifier);
end $$;
create function app.save_preferences(p_preferences jsonb, p_locale text) returns void language plpgsql security definer set search_path = '' as $$
begin
  update public.staff set preferences = p_preferences, locale = p_locale where id = app.staff_id();
end $$;

-- The identity number of a contact: office 50 a day, each look in the audit trail.
create function app.reveal_identity(p_contact bigint) returns text language plpgsql security definer set search_path = '' as $$
declare
  found text;
begin
  if coalesce(app.staff_role(), '') not in ('admin', 'office') then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if app.staff_role() = 'office' and 50 <= (
    select count(*) from public.audit_rows r join public.audit_batches b on b.id = r.batch_id
    where r.record = 'contact_identities' and r.action = 'reveal' and b.staff_id = app.staff_id() and b.at > clock_timestamp() - interval '1 day') then
    raise exception 'REVEAL_LIMIT' using errcode = 'AG007';
  end if;
  select nik into found from public.contact_identities where contact_id = p_contact;
  insert into public.audit_rows (batch_id, record, record_id, action, staff_id)
    values (app.audit_batch(), 'contact_identities', p_contact::text, 'reveal', app.staff_id());
  return found;
end $$;
-- All but the last four digits as dots, for pages.
create function app.masked_nik(p_contact bigint, p_registration bigint) returns text language sql stable security definer set search_path = '' as $$
  select '••••••••••••' || right(nik, 4) from (
    select nik from public.contact_identities where contact_id = p_contact
    union all select nik from public.registration_identities where registration_id = p_registration) n
  where app.staff_role() in ('admin', 'office') limit 1
$$;
-- Other registrations or customers with the same identity number: their ids only.
create function app.same_nik(p_registration bigint) returns table (kind text, id bigint) language sql stable security definer set search_path = '' as $$
  select 'registration', o.registration_id from public.registration_identities me join public.registration_identities o using (nik)
    where me.registration_id = p_registration and o.registration_id <> p_registration and app.sees_all()
  union all
  select 'contact', c.contact_id from public.registration_identities me join public.contact_identities c using (nik)
    where me.registration_id = p_registration and app.sees_all()
$$;
create function app.keep_identity(p_registration bigint, p_contact bigint) returns void language plpgsql security definer set search_path = '' as $$
begin
  if coalesce(app.staff_role(), '') not in ('admin', 'office') and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  insert into public.contact_identities select p_contact, nik from public.registration_identities where registration_id = p_registration
    on conflict on constraint contact_identities_pkey do nothing;
end $$;

grant execute on function app.create_staff(text, text, text, staff_role, bigint[], text, text), app.disable_staff(bigint), app.enable_staff(bigint, text), app.reset_password(bigint, text)
  to aglis_admin;
grant execute on function app.change_own_password(text), app.save_preferences(jsonb, text), app.masked_nik(bigint, bigint)
  to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
grant execute on function app.reveal_identity(bigint), app.same_nik(bigint), app.keep_identity(bigint, bigint) to aglis_admin, aglis_office;
