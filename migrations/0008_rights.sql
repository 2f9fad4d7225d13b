-- Who may do what. Row-level security on every table; groups get exactly what the table in docs/security.md says; what has no
-- grant here nobody may do. Policies call functions as (select f()), so that they run once a statement and not once a row.

-- What a technician's open and past assignments let him see.
create function app.my_tickets() returns bigint[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(id), '{}') from (
    select id from public.tickets where lead_id = app.staff_id()
    union select ticket_id from public.ticket_helpers where staff_id = app.staff_id()) t
$$;
create function app.my_customers() returns bigint[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct customer_id), '{}') from public.tickets where id = any (app.my_tickets()) and customer_id is not null
$$;
create function app.me() returns table (id bigint, username text, name text, role text, zones bigint[], locale text, time_zone text, company text)
language sql stable security definer set search_path = '' as $$
  select s.id, s.username, s.name, s.role::text, app.my_zones(), s.locale, app.business_zone(),
         (select value ->> 'name' from public.settings where key = 'company')
  from public.staff s where s.username = session_user and s.active
$$;
grant execute on function app.my_tickets(), app.my_customers(), app.me() to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
grant execute on function app.check_login(text, text), app.staff_id(), app.staff_role(), app.is_root() to aglis_keeper;

do $$
declare
  t text;
begin
  for t in select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'app') and tablename <> '_sqlx_migrations' loop
    execute 'alter table ' || t || ' enable row level security';
    execute 'revoke all on ' || t || ' from public';
  end loop;
  -- Lists that every member of staff reads.
  foreach t in array array['zones', 'settings', 'packages', 'package_prices', 'odps', 'sla_targets', 'work_slots', 'holidays', 'tax_rates'] loop
    execute format('create policy %I on %I for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician using ((select app.staff_role()) is not null)',
                   t || '_staff_read', t);
    execute format('grant select on %I to aglis_admin, aglis_supervisor, aglis_office, aglis_technician', t);
    execute format('create policy %I on %I for all to aglis_admin using ((select app.staff_role()) = ''admin'') with check ((select app.staff_role()) = ''admin'')',
                   t || '_admin_write', t);
  end loop;
  -- Records of the business: the company for office and admin, the zone for supervisors. The company read is plainly true:
  -- any condition of a policy, even one without columns, keeps Postgres from using the trigram indexes for a search. Somebody
  -- who left is in no group any more, so the policy does not speak for him.
  foreach t in array array['customers', 'services', 'registrations', 'tickets', 'invoices', 'payments'] loop
    execute format('create policy %I on %I for select to aglis_admin, aglis_office using (true)', t || '_company_read', t);
    execute format('create policy %I on %I for select to aglis_supervisor using (zone_id = any ((select app.my_zones())::bigint[]))', t || '_zone_read', t);
    execute format('grant select on %I to aglis_admin, aglis_supervisor, aglis_office', t);
    execute format('create policy %I on %I for update to aglis_admin, aglis_office using ((select app.sees_all())) with check ((select app.sees_all()))',
                   t || '_company_change', t);
  end loop;
  foreach t in array array['customers', 'services', 'registrations', 'tickets'] loop
    execute format('create policy %I on %I for update to aglis_supervisor using (zone_id = any ((select app.my_zones())::bigint[])) with check (zone_id = any ((select app.my_zones())::bigint[]))',
                   t || '_zone_change', t);
    execute format('create policy %I on %I for insert to aglis_admin, aglis_office with check ((select app.sees_all()))', t || '_company_add', t);
  end loop;
  -- What hangs on a record is visible with it: the subquery runs under the record's own policies.
  foreach t in array array['contacts:customers:contact_id = contacts.id', 'invoice_lines:invoices:id = invoice_lines.invoice_id',
                           'payment_allocations:invoices:id = payment_allocations.invoice_id'] loop
    execute format('create policy %I on %I for select to aglis_admin, aglis_office using (true)', split_part(t, ':', 1) || '_company_read', split_part(t, ':', 1));
    execute format('create policy %I on %I for select to aglis_supervisor using (exists (select from %I r where r.%s))',
                   split_part(t, ':', 1) || '_zone_read', split_part(t, ':', 1), split_part(t, ':', 2), split_part(t, ':', 3));
    execute format('create policy %I on %I for insert to aglis_admin, aglis_office with check ((select app.sees_all()))', split_part(t, ':', 1) || '_company_add', split_part(t, ':', 1));
    execute format('grant select on %I to aglis_admin, aglis_supervisor, aglis_office', split_part(t, ':', 1));
  end loop;
end $$;
grant update on zones, packages, package_prices, odps, sla_targets, work_slots, holidays, tax_rates to aglis_admin;
grant insert on zones, packages, package_prices, odps, work_slots, holidays, tax_rates, settings to aglis_admin;
-- The office takes customers over from another system together with packages that nobody sells here any more.
create policy packages_office_add on packages for insert to aglis_office with check ((select app.staff_role()) = 'office' and not active);
create policy package_prices_office_add on package_prices for insert to aglis_office
  with check (exists (select from packages p where p.id = package_id and not p.active));
grant insert (code, name, down_mbps, up_mbps, set_up_fee, active) on packages to aglis_office;
grant insert on package_prices to aglis_office;
grant update (value) on settings to aglis_admin;

-- Transitions are no secret: the interface shows what may come next.
create policy transitions_read on app.transitions for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician using (true);

-- Contacts and customers.
grant insert (name, phone, email), update (name, phone, email) on contacts to aglis_admin, aglis_office;
create policy contacts_company_change on contacts for update to aglis_admin, aglis_office using ((select app.sees_all())) with check ((select app.sees_all()));
create policy contacts_assigned_read on contacts for select to aglis_technician using (exists (select from customers c where c.contact_id = contacts.id));
grant select on contacts, customers, services to aglis_technician;
create policy customers_assigned_read on customers for select to aglis_technician using (id = any ((select app.my_customers())::bigint[]));
create policy services_assigned_read on services for select to aglis_technician using (customer_id = any ((select app.my_customers())::bigint[]));
grant insert (code, contact_id, name, status, zone_id, tags, external_id, note, created_at), update (name, status, zone_id, tags, note) on customers
  to aglis_admin, aglis_office;
grant update (deleted_at) on customers to aglis_admin;
grant update (status, tags) on customers to aglis_supervisor;
grant update (status) on services to aglis_supervisor;
grant insert (customer_id, package_id, zone_id, status, street, rt, rw, kelurahan, kecamatan, city, province, lat, lon, odp_id, odp_port, agreed_price,
              billing_day, activated_on, terminated_on, external_id, created_at),
      update (package_id, zone_id, status, street, rt, rw, kelurahan, kecamatan, city, province, lat, lon, odp_id, odp_port, agreed_price,
              billing_day, activated_on, terminated_on) on services to aglis_admin, aglis_office;

-- Registrations.
grant select on registrations to aglis_technician;
create policy registrations_assigned_read on registrations for select to aglis_technician
  using (technician_id = (select app.staff_id()) or customer_id = any ((select app.my_customers())::bigint[]));
grant insert (number, name, phone, email, street, rt, rw, kelurahan, kecamatan, city, province, zone_id, package_id, preferred_date, preferred_slot, note),
      update (status, status_reason, name, phone, email, street, rt, rw, kelurahan, kecamatan, city, province, zone_id, package_id, preferred_date,
              preferred_slot, technician_id, note, customer_id, service_id) on registrations to aglis_admin, aglis_office;
grant update (status, status_reason, technician_id, preferred_date, preferred_slot) on registrations to aglis_supervisor;
grant insert on registration_identities to aglis_admin, aglis_office;
create policy registration_identities_add on registration_identities for insert to aglis_admin, aglis_office with check ((select app.sees_all()));

-- Tickets, helpers, timeline, files.
grant select on tickets to aglis_technician;
create policy tickets_assigned_read on tickets for select to aglis_technician using (id = any ((select app.my_tickets())::bigint[]));
create policy tickets_assigned_change on tickets for update to aglis_technician
  using (lead_id = (select app.staff_id())) with check (lead_id = (select app.staff_id()));
grant insert (number, kind, category, priority, customer_id, service_id, registration_id, zone_id, description, external_id) on tickets to aglis_admin, aglis_office;
grant update (status, status_reason, priority, category, lead_id, description) on tickets to aglis_admin, aglis_office;
grant update (resolution) on tickets to aglis_admin, aglis_supervisor, aglis_technician;
grant update (status, status_reason, priority, lead_id) on tickets to aglis_supervisor;
grant update (status, status_reason) on tickets to aglis_technician;
grant select on ticket_helpers, timeline, files, file_contents to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
grant insert, delete on ticket_helpers to aglis_admin, aglis_supervisor, aglis_office;
create policy ticket_helpers_read on ticket_helpers for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using (exists (select from tickets t where t.id = ticket_id));
create policy ticket_helpers_change on ticket_helpers for all to aglis_admin, aglis_supervisor, aglis_office
  using (exists (select from tickets t where t.id = ticket_id)) with check (exists (select from tickets t where t.id = ticket_id));
create policy timeline_read on timeline for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using (exists (select from tickets t where t.id = ticket_id) or exists (select from registrations r where r.id = registration_id));
grant insert (registration_id, ticket_id, event, body, actor_id) on timeline to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create policy timeline_add on timeline for insert to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  with check (actor_id = (select app.staff_id()) and event = 'note'
              and (exists (select from tickets t where t.id = ticket_id) or exists (select from registrations r where r.id = registration_id)));
create policy files_read on files for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using (exists (select from tickets t where t.id = ticket_id));
grant insert (id, ticket_id, name, mime, size, sha256, evidence, added_by) on files to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create policy files_add on files for insert to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  with check (added_by = (select app.staff_id()) and exists (select from tickets t where t.id = ticket_id));
create policy file_contents_read on file_contents for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using (exists (select from files f where f.id = file_id));
grant insert on file_contents to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create policy file_contents_add on file_contents for insert to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  with check (exists (select from files f where f.id = file_id and f.added_by = (select app.staff_id())));

-- Money: paid is never granted; a rule of the database keeps it.
create policy invoices_company_add on invoices for insert to aglis_admin, aglis_office with check ((select app.sees_all()) and status in ('draft', 'issued'));
grant insert (number, kind, customer_id, service_id, zone_id, period, status, issued_on, due_on, subtotal, discount, dpp, tax_rate, tax_base_num, tax_base_den,
              ppn, total, external_id) on invoices to aglis_admin, aglis_office;
grant update (status, issued_on, due_on) on invoices to aglis_admin, aglis_office;
grant update (void_reason) on invoices to aglis_admin;
grant insert on invoice_lines, payment_allocations to aglis_admin, aglis_office;
create policy payments_company_add on payments for insert to aglis_admin, aglis_office
  with check ((select app.sees_all()) and status in ('pending', 'verified') and recorded_by = (select app.staff_id()));
grant insert (number, customer_id, zone_id, amount, method, received_at, status, reference, recorded_by, external_id) on payments to aglis_admin, aglis_office;
grant update (status, reason) on payments to aglis_admin, aglis_office;

-- Staff: colleagues see who is who; the rest belongs to the admin. Changes go through the login functions only.
create policy staff_read on staff for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician using ((select app.staff_role()) is not null);
create policy staff_zones_read on staff_zones for select to aglis_admin, aglis_supervisor, aglis_office using ((select app.staff_role()) is not null);
grant select on staff to aglis_admin;
grant select (id, username, name, phone, role, active) on staff to aglis_supervisor, aglis_office;
grant select (id, name, phone) on staff to aglis_technician;
grant select on staff_zones to aglis_admin, aglis_supervisor, aglis_office;
create policy staff_keeper on staff for all to aglis_keeper using (true) with check (true);
create policy staff_zones_keeper on staff_zones for all to aglis_keeper using (true) with check (true);
create policy settings_keeper on settings for all to aglis_keeper using (true) with check (true);
grant select, insert, update on staff to aglis_keeper;
grant insert on staff_zones to aglis_keeper;
grant select, update on settings to aglis_keeper;

-- Keys of one's own requests, runs of the importer, the trail.
create policy request_keys_own on request_keys for all to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using (staff_id = (select app.staff_id())) with check (staff_id = (select app.staff_id()));
grant select, insert (key, call, body_hash), update (reply) on request_keys to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create policy import_runs_read on import_runs for select to aglis_admin, aglis_office using ((select app.sees_all()));
create policy import_runs_add on import_runs for insert to aglis_admin, aglis_office with check ((select app.sees_all()) and staff_id = (select app.staff_id()));
grant select, insert (kind, file_name, mapping, rows, created, updated, unchanged, refused) on import_runs to aglis_admin, aglis_office;
-- The trail: admins all of it, supervisors their zones and their own doing, office its own doing, technicians nothing.
create policy audit_rows_admin_read on audit_rows for select to aglis_admin using (true);
create policy audit_rows_zone_read on audit_rows for select to aglis_supervisor
  using (zone_id = any ((select app.my_zones())::bigint[]) or staff_id = (select app.staff_id()));
create policy audit_rows_own_read on audit_rows for select to aglis_office using (staff_id = (select app.staff_id()));
create policy audit_batches_admin_read on audit_batches for select to aglis_admin using (true);
create policy audit_batches_zone_read on audit_batches for select to aglis_supervisor using (exists (select from audit_rows r where r.batch_id = audit_batches.id));
create policy audit_batches_own_read on audit_batches for select to aglis_office using (staff_id = (select app.staff_id()));
grant select on audit_batches, audit_rows to aglis_admin, aglis_supervisor, aglis_office;

-- The portal reads what is public, the worker how fast it may send.
create policy settings_public_read on settings for select to aglis_portal using (is_public);
create policy settings_rate_read on settings for select to aglis_worker using (is_rate);
grant select on settings to aglis_portal, aglis_worker;

-- Everything belongs to aglis_owner, which nobody can be; the login functions to aglis_keeper.
do $$
declare
  r record;
begin
  execute 'alter schema app owner to aglis_owner';
  execute 'grant usage, create on schema public to aglis_owner';
  for r in select c.oid::regclass as name, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where n.nspname in ('public', 'app') and c.relkind in ('r', 'v', 'p') and c.relname <> '_sqlx_migrations'
             and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') loop
    execute format('alter table %s owner to aglis_owner', r.name);
  end loop;
  for r in select p.oid::regprocedure as name, p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'app' loop
    execute format('alter function %s owner to %I', r.name,
      case when r.proname in ('make_login', 'create_staff', 'first_admin', 'end_login', 'disable_staff', 'restore_login', 'enable_staff', 'set_verifier', 'reset_password', 'change_own_password')
           then 'aglis_keeper' else 'aglis_owner' end);
  end loop;
  execute 'alter type public.staff_role owner to aglis_owner';
  -- The runner's own list too, so that aglis_migrator can go on where the first installation stopped.
  if to_regclass('public._sqlx_migrations') is not null then
    execute 'alter table public._sqlx_migrations owner to aglis_owner';
    execute 'alter table public._sqlx_migrations enable row level security';
  end if;
end $$;
