-- What the page of a customer and the board of registrations ask of the database: notes of customers, a reason for every
-- look at an identity number, ports that exist and come back, and indexes for the new questions of both and of the day's work.

-- 1. Notes. What colleagues should know about a customer that belongs to no ticket: written once and never changed, so that
-- it tells later what was known then. It is its own record, like the timeline, and the trail does not repeat it.
create table customer_notes (
  id bigint generated always as identity constraint customer_notes_pkey primary key,
  customer_id bigint not null constraint customer_notes_customer_fkey references customers,
  body text not null constraint customer_notes_body_length check (char_length(body) between 1 and 10000),
  staff_id bigint not null constraint customer_notes_staff_fkey references staff default app.staff_id(),
  at timestamptz not null default clock_timestamp()
);
comment on table customer_notes is 'What colleagues wrote down about a customer; never changed.';
create index customer_notes_customer_idx on customer_notes (customer_id, id desc);
create index customer_notes_staff_idx on customer_notes (staff_id);
alter table customer_notes enable row level security;
alter table customer_notes owner to aglis_owner;
revoke all on customer_notes from public;
create policy customer_notes_company_read on customer_notes for select to aglis_admin, aglis_office using (true);
create policy customer_notes_zone_read on customer_notes for select to aglis_supervisor
  using (exists (select from customers c where c.id = customer_id));
create policy customer_notes_add on customer_notes for insert to aglis_admin, aglis_supervisor, aglis_office
  with check (staff_id = (select app.staff_id()) and exists (select from customers c where c.id = customer_id));
grant select, insert (customer_id, body) on customer_notes to aglis_admin, aglis_supervisor, aglis_office;
create trigger customer_notes_never_deleted before delete on customer_notes for each row execute function app.refuse_delete();

-- 2. Identity numbers. Who looks says why, and the trail keeps it beside the look. No program has asked without a reason, so
-- the earlier way goes.
drop function app.ask_identity(bigint);
create function app.ask_identity(p_contact bigint, p_reason text) returns bigint language plpgsql volatile security definer set search_path = '' as $$
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
    where r.record = 'contact_identities' and r.action = 'reveal' and b.staff_id = app.staff_id() and b.at > clock_timestamp() - interval '1 day') then
    raise exception 'REVEAL_LIMIT' using errcode = 'AG007';
  end if;
  ask := app.audit_batch();
  -- The batch is the ask, so that it is about one contact.
  if exists (select from public.audit_rows where batch_id = ask and action = 'reveal') then
    raise exception 'WRONG_STATE' using errcode = 'AG001';
  end if;
  insert into public.audit_rows (batch_id, record, record_id, action, staff_id, after)
    values (ask, 'contact_identities', p_contact::text, 'reveal', app.staff_id(), jsonb_build_object('reason', btrim(p_reason)));
  return ask;
end $$;

-- 3. Ports. A port that the distribution point does not have could be written down, and the port of a connection that ended
-- stayed taken for ever.
create function app.keep_port() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.status = 'terminated' then
    new.odp_port := null;
  elsif not exists (select from public.odps o where o.id = new.odp_id and new.odp_port between 1 and o.ports) then
    raise exception 'no such port' using errcode = '23514', constraint = 'services_odp_port_there', table = 'services';
  end if;
  return new;
end $$;
update services set odp_port = null where status = 'terminated' and odp_port is not null;
create trigger services_port_added before insert on services for each row when (new.odp_port is not null) execute function app.keep_port();
-- What was written before this step is looked at when somebody changes it, so that an odd port keeps nobody from working.
create trigger services_port_changed before update on services for each row
  when (new.odp_port is not null and (new.status = 'terminated' or (new.odp_id, new.odp_port) is distinct from (old.odp_id, old.odp_port)))
  execute function app.keep_port();

-- 4. The board marks applications that may be here already, for a whole page at once: which of these have an identity number
-- that another application or another customer's contact has as well. Ids only, like app.same_nik.
create function app.with_same_nik(p_registrations bigint[]) returns setof bigint language sql stable security definer set search_path = '' as $$
  select me.registration_id from public.registration_identities me
  where me.registration_id = any (p_registrations) and app.sees_all()
    and (exists (select from public.registration_identities o where o.nik = me.nik and o.registration_id <> me.registration_id)
         or exists (select from public.contact_identities k where k.nik = me.nik
                    and not exists (select from public.registrations r join public.customers c on c.id = r.customer_id
                                    where r.id = me.registration_id and c.contact_id = k.contact_id)))
$$;
-- Applications at one address stand beside each other; without this every mark reads all of them.
create index registrations_place_idx on registrations (kecamatan, lower(street)) where street <> '';
-- Work that is not done is a small part of all tickets; a zone's load is counted from this part alone.
create index tickets_at_work_idx on tickets (zone_id, lead_id) where status in ('open', 'assigned', 'in_progress', 'on_hold');
-- The names of tags are gathered from the customers that have some.
create index customers_tagged_idx on customers (id) where tags <> '{}';

do $$
declare
  f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'app'::regnamespace and p.proname in ('ask_identity', 'keep_port', 'with_same_nik') loop
    execute format('alter function %s owner to aglis_owner', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.ask_identity(bigint, text), app.with_same_nik(bigint[]) to aglis_admin, aglis_office;
