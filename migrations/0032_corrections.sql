-- Every record could be looked at and moved on, and almost none could be put right. What a person needs of the database to do so.
set local role aglis_owner;

-- 1. Contacts. Many people have a second number, of a spouse or of the shop. A customer carries his contact's name once more for
-- the order of lists, so it follows here; and whoever has the customer open learns from its version that the contact changed.
alter table contacts add column other_phone text constraint contacts_other_phone_e164 check (other_phone ~ '^\+[1-9][0-9]{9,14}$');
comment on column contacts.other_phone is 'A second number (E.164); messages go to the first.';
create index contacts_other_phone_trgm on contacts using gin (other_phone gin_trgm_ops);
grant insert (other_phone), update (other_phone) on contacts to aglis_admin, aglis_office;
create function app.contact_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.customers set name = new.name, version = version + 1 where contact_id = new.id;
  return null;
end $$;
create trigger contacts_changed after update on contacts for each row when (old is distinct from new) execute function app.contact_changed();
-- The palette finds a person by either number.
do $$
declare
  asked constant text := 'k.phone like ''%'' || p_phone || ''%''';
begin
  execute replace(pg_get_functiondef('app.find(text, text[], text, text[], int)'::regprocedure), asked, '(' || asked || ' or ' || replace(asked, 'k.phone', 'k.other_phone') || ')');
end $$;

-- Who changed a record last, by name: whoever saved an older version is told, although he may not read the trail of others.
create function app.who_changed(p_records text[], p_ids bigint[]) returns text language sql stable security definer set search_path = '' as $$
  select s.name
  from unnest(p_records, p_ids) asked (record, id)
    join public.audit_rows r on r.record = asked.record and r.record_id = asked.id::text join public.staff s on s.id = r.staff_id
  where app.staff_role() in ('admin', 'office', 'supervisor') order by r.id desc limit 1
$$;
grant execute on function app.who_changed(text[], bigint[]) to aglis_admin, aglis_supervisor, aglis_office;

-- 2. Identity numbers. A wrong one is written over without anybody reading it; the trail says that it was, and neither of the two.
create function app.correct_identity(p_contact bigint, p_registration bigint, p_nik text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  kept text;
  stands text;
  hidden constant jsonb := '{"nik": "••••••••••••••••"}';
begin
  if coalesce(app.staff_role(), '') not in ('admin', 'office') then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  -- Said here and not by the table, whose message would carry the number into the log of the server.
  if num_nonnulls(p_contact, p_registration) <> 1 or coalesce(p_nik, '') !~ '^[0-9]{16}$' then
    raise exception 'one record and its number of sixteen digits' using errcode = '22023';
  end if;
  if p_contact is not null then
    select nik into kept from public.contact_identities where contact_id = p_contact for update;
    if kept = p_nik then return; end if;
    insert into public.contact_identities values (p_contact, p_nik)
      on conflict on constraint contact_identities_pkey do update set nik = excluded.nik;
  else
    select status into stands from public.registrations where id = p_registration for share;
    if coalesce(stands, '') not in ('pending_verification', 'verified', 'survey_scheduled', 'survey_completed') then
      raise exception 'WRONG_STATE' using errcode = 'AG001', detail = stands || ' → ' || stands;
    end if;
    select nik into kept from public.registration_identities where registration_id = p_registration for update;
    if kept = p_nik then return; end if;
    insert into public.registration_identities values (p_registration, p_nik)
      on conflict on constraint registration_identities_pkey do update set nik = excluded.nik;
  end if;
  insert into public.audit_rows (batch_id, record, record_id, action, staff_id, before, after)
    values (app.audit_batch(), case when p_contact is null then 'registration_identities' else 'contact_identities' end,
            coalesce(p_contact, p_registration)::text, case when kept is null then 'insert' else 'update' end, app.staff_id(),
            case when kept is not null then hidden end, hidden);
end $$;
grant execute on function app.correct_identity(bigint, bigint, text) to aglis_admin, aglis_office;

-- 3. Applications. What an approval was based on stays: from then on the customer and his connection are what is put right. Runs as
-- the caller, see app.guard_state.
create function app.registration_stays() returns trigger language plpgsql set search_path = '' as $$
begin
  if not pg_catalog.pg_has_role(current_user, 'aglis_owner', 'member') then
    raise exception 'WRONG_STATE' using errcode = 'AG001', detail = old.status || ' → ' || new.status;
  end if;
  return new;
end $$;
create trigger registrations_stay before update on registrations for each row
  when (old.status in ('approved', 'installed', 'rejected', 'cancelled')
        and (old.name, old.phone, old.email, old.street, old.rt, old.rw, old.kelurahan, old.kecamatan, old.city, old.province, old.zone_id,
             old.package_id, old.note)
            is distinct from
            (new.name, new.phone, new.email, new.street, new.rt, new.rw, new.kelurahan, new.kecamatan, new.city, new.province, new.zone_id,
             new.package_id, new.note))
  execute function app.registration_stays();

-- 4. Connections. What one costs is agreed from a day on. A row is what was agreed, and the days before the next row are under it;
-- an invoice that was issued keeps what it said. What begins on a later day waits here, at most one of a connection, and
-- app.apply_service_terms puts it into the connection when its day has come. Written by app.set_service_terms alone.
create table service_terms (
  service_id bigint not null constraint service_terms_service_fkey references services,
  valid_from date not null,
  package_id bigint not null constraint service_terms_package_fkey references packages,
  agreed_price bigint constraint service_terms_agreed_price_range check (agreed_price >= 0),
  applied boolean not null,
  set_by bigint constraint service_terms_set_by_fkey references staff,
  set_at timestamptz not null default clock_timestamp(),
  constraint service_terms_pkey primary key (service_id, valid_from)
);
comment on table service_terms is 'Package and agreed price of connections from a day on, since they were changed first; one may be planned.';
create unique index service_terms_one_planned_key on service_terms (service_id) where not applied;
create index service_terms_due_idx on service_terms (valid_from) where not applied;
alter table service_terms enable row level security;
revoke all on service_terms from public;
create policy service_terms_company_read on service_terms for select to aglis_admin, aglis_office using (true);
create policy service_terms_zone_read on service_terms for select to aglis_supervisor using (exists (select from services s where s.id = service_id));
grant select on service_terms to aglis_admin, aglis_supervisor, aglis_office;
create trigger service_terms_audit_added after insert on service_terms referencing new table as added for each statement
  execute function app.audit_added('service_id', 'valid_from');
create trigger service_terms_audit_changed after update on service_terms referencing new table as added old table as before for each statement
  execute function app.audit_changed('service_id', 'valid_from');
create trigger service_terms_audit_removed after delete on service_terms referencing old table as removed for each statement
  execute function app.audit_removed('service_id', 'valid_from');

-- From when a change may hold: what was agreed before stays what it was.
create function app.service_terms_since(p_service bigint) returns date language sql stable set search_path = '' as $$
  select coalesce((select max(t.valid_from) from public.service_terms t where t.service_id = p_service and t.applied),
                  (select coalesce(s.activated_on, app.business_day(s.created_at)) from public.services s where s.id = p_service))
$$;
create function app.set_service_terms(p_service bigint, p_from date, p_package bigint, p_agreed bigint) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  today constant date := app.business_day(clock_timestamp());
  before public.services;
  since date;
begin
  if not app.sees_all() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select * into before from public.services where id = p_service for no key update;
  if before.id is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if before.status = 'terminated' then raise exception 'WRONG_STATE' using errcode = 'AG001', detail = 'terminated → terminated'; end if;
  since := app.service_terms_since(p_service);
  if p_from < since or p_from > today + 366 then
    raise exception 'terms out of order' using errcode = '22008';
  end if;
  -- The first change writes down what was there before it.
  insert into public.service_terms (service_id, valid_from, package_id, agreed_price, applied, set_at)
    values (p_service, since, before.package_id, before.agreed_price, true, before.created_at) on conflict do nothing;
  delete from public.service_terms where service_id = p_service and not applied;
  insert into public.service_terms (service_id, valid_from, package_id, agreed_price, applied, set_by)
    values (p_service, p_from, p_package, p_agreed, p_from <= today, app.staff_id())
    on conflict on constraint service_terms_pkey do update
      set package_id = excluded.package_id, agreed_price = excluded.agreed_price, set_by = excluded.set_by, set_at = clock_timestamp();
  -- Whoever has the connection open learns of a plan, too.
  update public.services set package_id = case when p_from <= today then p_package else package_id end,
                             agreed_price = case when p_from <= today then p_agreed else agreed_price end
    where id = p_service;
end $$;
-- What was planned for today or before; the desktops of office and admin ask for it with the overdue invoices. A connection that
-- somebody works on at this moment waits for the next look.
create function app.apply_service_terms() returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  today constant date := app.business_day(clock_timestamp());
  due bigint[];
begin
  if not app.sees_all() and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  due := array(select s.id from public.services s
               where s.id in (select t.service_id from public.service_terms t where not t.applied and t.valid_from <= today)
               order by s.id limit 2000 for no key update skip locked);
  update public.services s set package_id = t.package_id, agreed_price = t.agreed_price
    from public.service_terms t where t.service_id = s.id and not t.applied and t.valid_from <= today and s.id = any (due);
  update public.service_terms set applied = true where service_id = any (due) and not applied and valid_from <= today;
  return cardinality(due);
end $$;
grant execute on function app.service_terms_since(bigint) to aglis_admin, aglis_supervisor, aglis_office;
grant execute on function app.set_service_terms(bigint, date, bigint, bigint), app.apply_service_terms() to aglis_admin, aglis_office;

-- The end of a connection has a reason. Whoever ends the last one of a customer ends the customer; an import says itself how its
-- customers stand, and gives no reason.
alter table services add column end_reason text constraint services_end_reason_length check (char_length(end_reason) between 3 and 500);
comment on column services.end_reason is 'Why it ended.';
grant update (end_reason) on services to aglis_admin, aglis_office;
create function app.service_ended() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from public.service_terms where service_id = new.id and not applied;
  if new.end_reason is not null then
    perform from public.customers where id = new.customer_id for no key update;
    update public.customers set status = 'terminated' where id = new.customer_id and status <> 'terminated'
      and not exists (select from public.services s where s.customer_id = new.customer_id and s.status <> 'terminated');
  end if;
  return null;
end $$;
create trigger services_ended after update of status on services for each row
  when (new.status = 'terminated' and old.status <> 'terminated') execute function app.service_ended();

-- 5. A customer may have two homes: an approval may name one who is here already. His identity number stays what it is, also where
-- the applicant gave another one; app.keep_identity has always left it. A customer who had left is one who waits again. A trigger,
-- so that no approval forgets it; runs as the caller, who writes customers.
create function app.customer_returns() returns trigger language plpgsql set search_path = '' as $$
begin
  update public.customers set status = 'pending' where id = new.customer_id and status = 'terminated';
  return null;
end $$;
create trigger services_bring_back after insert on services for each row when (new.status = 'pending' and new.external_id is null)
  execute function app.customer_returns();

-- 6. Who verifies an application compares the identity number with the card: he asks for it as for a customer's, says why, and both
-- kinds of looks count together. Once something is decided the customer's page is the place.
create function app.note_reveal(p_record text, p_id bigint, p_reason text) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  ask bigint;
begin
  if coalesce(app.staff_role(), '') not in ('admin', 'office') then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if char_length(btrim(coalesce(p_reason, ''))) not between 3 and 500 then
    raise exception 'REASON_REQUIRED' using errcode = '23514', constraint = 'identity_reason_given', table = 'contact_identities';
  end if;
  -- One's own asks take turns, and each counts what was committed before it: an older view of the trail would count too few.
  if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
  perform from public.staff where id = app.staff_id() for no key update;
  if app.staff_role() = 'office' and 50 <= (
    select count(*) from public.audit_rows r join public.audit_batches b on b.id = r.batch_id
    where r.record in ('contact_identities', 'registration_identities') and r.action = 'reveal' and b.staff_id = app.staff_id()
      and b.at > clock_timestamp() - interval '1 day') then
    raise exception 'REVEAL_LIMIT' using errcode = 'AG007';
  end if;
  ask := app.audit_batch();
  -- The batch is the ask, so that it is about one number.
  if exists (select from public.audit_rows where batch_id = ask and action = 'reveal') then
    raise exception 'WRONG_STATE' using errcode = 'AG001';
  end if;
  insert into public.audit_rows (batch_id, record, record_id, action, staff_id, after)
    values (ask, p_record, p_id::text, 'reveal', app.staff_id(), jsonb_build_object('reason', btrim(p_reason)));
  return ask;
end $$;
create or replace function app.ask_identity(p_contact bigint, p_reason text) returns bigint language plpgsql volatile security definer set search_path = '' as $$
begin
  return app.note_reveal('contact_identities', p_contact, p_reason);
end $$;
create function app.ask_applicant_identity(p_registration bigint, p_reason text) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  stands text;
begin
  if coalesce(app.staff_role(), '') not in ('admin', 'office') then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select status into stands from public.registrations where id = p_registration;
  if coalesce(stands, '') not in ('pending_verification', 'verified', 'survey_scheduled', 'survey_completed') then
    raise exception 'WRONG_STATE' using errcode = 'AG001', detail = stands || ' → ' || stands;
  end if;
  return app.note_reveal('registration_identities', p_registration, p_reason);
end $$;
create or replace function app.reveal_identity(p_ask bigint) returns text language plpgsql volatile security definer set search_path = '' as $$
declare
  asked record;
begin
  if coalesce(app.staff_role(), '') not in ('admin', 'office') then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select r.record, r.record_id::bigint as id into asked from public.audit_rows r join public.audit_batches b on b.id = r.batch_id
    where b.id = p_ask and r.record in ('contact_identities', 'registration_identities') and r.action = 'reveal' and b.staff_id = app.staff_id()
      and b.txid <> pg_catalog.pg_current_xact_id() and b.at > clock_timestamp() - interval '5 minutes';
  if asked.id is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return case when asked.record = 'contact_identities' then (select nik from public.contact_identities where contact_id = asked.id)
              else (select nik from public.registration_identities where registration_id = asked.id) end;
end $$;
grant execute on function app.ask_applicant_identity(bigint, text) to aglis_admin, aglis_office;

-- 7. Work without a customer: a distribution point that needs care, a cable that was cut. Such a ticket has a zone, and perhaps the
-- point, which then says the zone; supervisors write tickets for their zones, too.
alter table tickets add column odp_id bigint constraint tickets_odp_fkey references odps,
  add constraint tickets_customer_given
    check (customer_id is not null or registration_id is not null or external_id is not null or kind in ('repair', 'maintenance')) not valid;
comment on column tickets.odp_id is 'The distribution point it is about, where it is about one.';
create index tickets_odp_idx on tickets (odp_id) where odp_id is not null;
grant insert (odp_id) on tickets to aglis_admin, aglis_office;
-- The guard listens to every column but the clock's, see 0016.
drop trigger tickets_guard on tickets;
create trigger tickets_guard before update of number, kind, category, priority, status, customer_id, service_id, registration_id, zone_id, lead_id,
    description, resolution, status_reason, hold_since, completed_at, closed_at, rating, external_id, version, created_at, updated_at,
    resolution_code, hold_reason, reopened, merged_into, odp_id
  on tickets for each row execute function app.guard_state();
create function app.place_ticket() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  new.zone_id := coalesce((select o.zone_id from public.odps o where o.id = new.odp_id), new.zone_id);
  return new;
end $$;
create trigger tickets_place before insert on tickets for each row when (new.odp_id is not null) execute function app.place_ticket();
-- Whom a supervisor names he must see, or his technicians would see strangers.
create policy tickets_zone_add on tickets for insert to aglis_supervisor
  with check (zone_id = any ((select app.my_zones())::bigint[])
              and (customer_id is null or exists (select from customers c where c.id = customer_id))
              and (service_id is null or exists (select from services s where s.id = service_id)));
grant insert (number, kind, category, priority, customer_id, service_id, zone_id, description, odp_id) on tickets to aglis_supervisor;
-- A number for it; all other documents are the office's.
create function app.next_ticket_number(at timestamptz) returns text language plpgsql volatile security definer set search_path = '' as $$
begin
  if coalesce(app.staff_role(), '') not in ('admin', 'office', 'supervisor') then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return (select n from app.next_numbers('TKT', at, 1) n);
end $$;
grant execute on function app.next_ticket_number(timestamptz) to aglis_admin, aglis_office, aglis_supervisor;

-- 8. Files of a customer himself: his contract, a letter, a copy of his card. Such a file is the office's, like his identity number:
-- supervisors and technicians see the files of their tickets, and not these.
alter table files alter column ticket_id drop not null,
  add column customer_id bigint constraint files_customer_fkey references customers,
  add constraint files_one_owner check (num_nonnulls(ticket_id, customer_id) = 1),
  add constraint files_customer_plain check (customer_id is null or (not evidence and note_id is null));
comment on table files is 'Pictures and documents of tickets, and of customers themselves; pictures re-encoded without metadata.';
create index files_customer_idx on files (customer_id) where customer_id is not null;
-- Everybody names the column, since one statement writes all files; the policies decide who may fill it.
grant insert (customer_id) on files to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create policy files_of_customers_read on files for select to aglis_admin, aglis_office using (customer_id is not null);
create policy files_of_customers_add on files for insert to aglis_admin, aglis_office
  with check (added_by = (select app.staff_id()) and exists (select from customers c where c.id = customer_id));

reset role;
