-- A hundred thousand customers, half a million tickets, a million invoices: what a policy asks and what is counted must not
-- grow with them. Nobody sees a row more or less than before.
set local role aglis_owner;

-- 1. A technician's own work was one list of ids, and every row that a policy looked at was compared with all of them: after
-- ten thousand tickets a page took seconds. Whose ticket it is stands in the ticket itself; only the few that he helps with, and
-- the duplicates of all of these, are still named one by one.
create function app.my_other_tickets() returns bigint[] language sql stable security definer set search_path = '' as $$
  with recursive mine as (
    select h.ticket_id as id from public.ticket_helpers h where h.staff_id = (select app.staff_id())
    union select d.id from public.tickets d join public.tickets t on t.id = d.merged_into
      where d.merged_into is not null and t.lead_id = (select app.staff_id())
    -- What a duplicate said belongs to the work on the ticket that goes on.
    union select d.id from public.tickets d join mine on d.merged_into = mine.id)
  select coalesce(array_agg(id), '{}') from mine
$$;
revoke all on function app.my_other_tickets() from public;
grant execute on function app.my_other_tickets() to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
create or replace function app.my_tickets() returns bigint[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(id), '{}') from (
    select id from public.tickets where lead_id = (select app.staff_id())
    union select unnest(app.my_other_tickets())) mine
$$;
alter policy tickets_assigned_read on tickets
  using (lead_id = (select app.staff_id()) or id = any ((select app.my_other_tickets())::bigint[]));

-- What hangs on a ticket is visible with it. Asked so, the planner looks up one ticket for one row, or gathers all of the
-- technician's once for many rows. The words serve searches only, which look at all of them: there it always gathers.
alter policy ticket_words_assigned_read on ticket_words using (id in (select t.id from tickets t));
alter policy ticket_due_assigned_read on ticket_due using (exists (select from tickets t where t.id = ticket_due.id));
alter policy customers_assigned_read on customers using (exists (select from tickets t where t.customer_id = customers.id));
alter policy services_assigned_read on services using (exists (select from tickets t where t.customer_id = services.customer_id));
alter policy registrations_assigned_read on registrations
  using (technician_id = (select app.staff_id()) or exists (select from tickets t where t.customer_id = registrations.customer_id));

-- 2. Counting the payments of a zone asks for zone and customer of each, as it does for invoices.
create index payments_counted_idx on payments (zone_id, customer_id);
drop index payments_zone_idx;

-- 3. A search in the list of payments read all of them, one in the list of connections all addresses. The words of an address
-- stand together in the index that the palette made.
create index payments_number_trgm on payments using gin (number gin_trgm_ops);
create index payments_reference_trgm on payments using gin (reference gin_trgm_ops);
create index payments_external_id_trgm on payments using gin (external_id gin_trgm_ops);
create index services_external_id_trgm on services using gin (external_id gin_trgm_ops);

-- 4. The palette: as 0020 says, and each of its questions finds its rows through an index.
create index registrations_open_name_trgm on registrations using gin (name gin_trgm_ops) where status not in ('installed', 'rejected', 'cancelled');
-- Which customers, connections and applications a technician's tickets are about stands beside whose they are.
create index tickets_led_idx on tickets (lead_id, status) include (id, created_at, customer_id, service_id, registration_id);
drop index tickets_lead_idx;
create or replace function app.find(p_text text, p_words text[], p_phone text, p_numbers text[], p_each int)
returns table (kind text, id bigint, title text, detail text, phone text, state text)
language plpgsql stable security definer set search_path = '' as $$
declare
  role constant text := app.staff_role();
  everything constant boolean := app.sees_all();
  zones constant bigint[] := app.my_zones();
  by_name constant boolean := cardinality(p_words) > 0;
  -- The index is asked for two words at once where it knows both: of the thousands who have one of them few have the other.
  second constant text := case when p_words[2] ~ '[[:alnum:]]{3}' then p_words[2] else p_words[1] end;
  me constant bigint := app.staff_id();
  others constant bigint[] := case when role = 'technician' then app.my_other_tickets() end;
  is_found boolean := false;
  nearness text;
begin
  if role is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  -- A pattern that cannot be read would fail at the first row it meets, and so tell of rows the caller may not see.
  if exists (select from unnest(p_words) w where w is null or w !~ '^([^\\]|\\.)*$') then
    raise exception 'PATTERN' using errcode = '22025';
  end if;
  if role = 'technician' then
    -- Every way finds its tickets through an index first: he may have thousands.
    return query
      select 'ticket', t.id, t.number, concat_ws(' · ', coalesce(c.name, r.name), coalesce(s.street, r.street)), coalesce(k.phone, r.phone), t.status
      from public.tickets t left join public.customers c on c.id = t.customer_id left join public.contacts k on k.id = c.contact_id
        left join public.registrations r on r.id = t.registration_id left join public.services s on s.id = t.service_id
      where t.number = any (p_numbers) and (t.lead_id = me or t.id = any (others))
      order by t.created_at desc, t.id desc limit p_each;
    if not by_name and p_phone is null then return; end if;
    return query
      with mine as materialized (
        select t.id, t.created_at, t.customer_id, t.service_id, t.registration_id from public.tickets t where t.lead_id = me
        union all
        select t.id, t.created_at, t.customer_id, t.service_id, t.registration_id from public.tickets t
        where t.id = any (others) and t.lead_id is distinct from me),
      -- A word stands in one of these texts, since none of them ends without a blank.
      found as materialized (
        select m.id, m.created_at from mine m
        where (by_name
               and (m.customer_id in (select c.id from public.customers c where c.name ilike p_words[1])
                    or m.service_id in (select s.id from public.services s where s.street || ' ' || s.kelurahan || ' ' || s.kecamatan ilike p_words[1])
                    or case when m.registration_id is not null then
                         (select r.name ilike p_words[1] or r.street ilike p_words[1] from public.registrations r where r.id = m.registration_id) end))
          or (p_phone is not null
              and (m.customer_id in (select c.id from public.customers c join public.contacts k on k.id = c.contact_id where k.phone like '%' || p_phone || '%')
                   or case when m.registration_id is not null then
                        (select r.phone like '%' || p_phone || '%' from public.registrations r where r.id = m.registration_id) end)))
      select 'ticket', x.id, x.number, concat_ws(' · ', coalesce(x.name, x.applicant), coalesce(x.street, x.at_street)), x.phone, x.status
      from (select * from found order by created_at desc, id desc) f
        -- Looked up one by one until there are enough: a join would read every table whole.
        cross join lateral (
          select t.id, t.number, t.status, c.name, r.name as applicant, s.street, r.street as at_street, coalesce(k.phone, r.phone) as phone,
                 concat_ws(' ', c.name, r.name, s.street, s.kelurahan, s.kecamatan, r.street) as texts
          from public.tickets t left join public.customers c on c.id = t.customer_id left join public.contacts k on k.id = c.contact_id
            left join public.registrations r on r.id = t.registration_id left join public.services s on s.id = t.service_id
          where t.id = f.id offset 0) x
      where x.phone like '%' || p_phone || '%' or (by_name and x.texts ilike all (p_words))
      order by f.created_at desc, f.id desc limit p_each;
    return;
  end if;

  if cardinality(p_numbers) > 0 then
    return query
      select * from (
        select 'customer', c.id, c.name, c.code, k.phone, c.status from public.customers c join public.contacts k on k.id = c.contact_id
        where c.code = any (p_numbers) and c.deleted_at is null and (everything or c.zone_id = any (zones))
        limit p_each) a
      union all select * from (
        select 'ticket', t.id, t.number, coalesce(c.name, ''), null, t.status from public.tickets t
          left join public.customers c on c.id = t.customer_id and (everything or c.zone_id = any (zones))
        where t.number = any (p_numbers) and (everything or t.zone_id = any (zones))
        order by array_position(p_numbers, t.number) limit p_each) b
      union all select * from (
        select 'invoice', i.id, i.number, coalesce(c.name, ''), null, i.status from public.invoices i
          left join public.customers c on c.id = i.customer_id and (everything or c.zone_id = any (zones))
        where i.number = any (p_numbers) and (everything or i.zone_id = any (zones))
        order by array_position(p_numbers, i.number) limit p_each) d
      union all select * from (
        select 'registration', r.id, r.number, r.name, r.phone, r.status from public.registrations r
        where r.number = any (p_numbers) and (everything or r.zone_id = any (zones))
        order by array_position(p_numbers, r.number) limit p_each) e
      union all select * from (
        select 'payment', p.id, p.number, coalesce(c.name, ''), null, p.status from public.payments p
          left join public.customers c on c.id = p.customer_id and (everything or c.zone_id = any (zones))
        where p.number = any (p_numbers) and (everything or p.zone_id = any (zones))
        order by array_position(p_numbers, p.number) limit p_each) f;
  end if;

  if p_phone is not null then
    return query
      select 'customer', c.id, c.name, c.code, k.phone, c.status from public.contacts k join public.customers c on c.contact_id = k.id
      where k.phone like '%' || p_phone || '%' and c.deleted_at is null and (everything or c.zone_id = any (zones)) limit p_each;
    return query
      select 'registration', r.id, r.number, r.name, r.phone, r.status from public.registrations r
      where r.phone like '%' || p_phone || '%' and r.status not in ('installed', 'rejected', 'cancelled') and (everything or r.zone_id = any (zones))
      order by r.created_at desc limit p_each;
  end if;

  if not by_name then return; end if;
  -- Two hundred of thousands who have the name are enough to put the best ones first.
  return query
    select 'customer', x.id, x.name, x.code, k.phone, x.status
    from (select c.id, c.name, c.code, c.status, c.contact_id from public.customers c
          where c.name ilike p_words[1] and c.name ilike second and c.name ilike all (p_words) and c.deleted_at is null and (everything or c.zone_id = any (zones))
          limit 200) x join public.contacts k on k.id = x.contact_id
    order by lower(x.name) = lower(p_text) desc, starts_with(lower(x.name), lower(p_text)) desc, char_length(x.name), x.name, x.id limit p_each;
  is_found := found;
  return query
    select 'registration', r.id, r.number, r.name, r.phone, r.status from public.registrations r
    where r.name ilike p_words[1] and r.name ilike second and r.name ilike all (p_words) and r.status not in ('installed', 'rejected', 'cancelled')
      and (everything or r.zone_id = any (zones))
    order by r.created_at desc limit p_each;
  is_found := is_found or found;
  return query
    select 'staff', s.id, s.name, s.username, s.phone, s.role::text from public.staff s
    where s.name ilike all (p_words) or s.username ilike all (p_words) order by s.name, s.id limit p_each;
  is_found := is_found or found;
  return query
    select 'service', x.id, coalesce(x.name, x.address), x.address, null, x.status
    from (select s.id, c.name, s.street || ', ' || s.kelurahan || ', ' || s.kecamatan as address, s.status
          from public.services s left join public.customers c on c.id = s.customer_id and (everything or c.zone_id = any (zones))
          where s.street || ' ' || s.kelurahan || ' ' || s.kecamatan ilike p_words[1]
            and s.street || ' ' || s.kelurahan || ' ' || s.kecamatan ilike second
            and s.street || ' ' || s.kelurahan || ' ' || s.kecamatan ilike all (p_words) and (everything or s.zone_id = any (zones)) limit 200) x
    order by x.address, x.id limit p_each;
  is_found := is_found or found;
  if is_found or char_length(p_text) < 4 then return; end if;

  -- Nothing is spelt so: whose name comes near?
  -- The index asks few rows when they must come very near, and thousands when not.
  foreach nearness in array array['0.6', '0.45'] loop
    perform set_config('pg_trgm.word_similarity_threshold', nearness, true);
    return query
      select 'customer', x.id, x.name, x.code, k.phone, x.status
      from (select c.id, c.name, c.code, c.status, c.contact_id, public.word_similarity(p_text, c.name) as likeness from public.customers c
            where p_text operator(public.<%) c.name and c.deleted_at is null and (everything or c.zone_id = any (zones))
            order by likeness desc limit p_each) x join public.contacts k on k.id = x.contact_id
      order by x.likeness desc, x.name, x.id;
    is_found := found;
    return query
      select 'service', x.id, coalesce(x.name, x.address), x.address, null, x.status
      from (select s.id, c.name, s.street || ', ' || s.kelurahan || ', ' || s.kecamatan as address, s.status,
                   public.word_similarity(p_text, s.street || ' ' || s.kelurahan || ' ' || s.kecamatan) as likeness
            from public.services s left join public.customers c on c.id = s.customer_id and (everything or c.zone_id = any (zones))
            where p_text operator(public.<%) (s.street || ' ' || s.kelurahan || ' ' || s.kecamatan) and (everything or s.zone_id = any (zones))
            order by likeness desc limit p_each) x
      order by x.likeness desc, x.address, x.id;
    is_found := is_found or found;
    if is_found then return; end if;
  end loop;
end $$;

-- The function that asks for all of a technician's tickets is not called for every row any more.
create or replace function app.recent(p_each int) returns table (kind text, id bigint, title text, detail text, phone text, state text)
language plpgsql stable security definer set search_path = '' as $$
declare
  role constant text := app.staff_role();
  everything constant boolean := app.sees_all();
  zones constant bigint[] := app.my_zones();
  company constant boolean := role <> 'technician';
  me constant bigint := app.staff_id();
  others constant bigint[] := case when role = 'technician' then app.my_other_tickets() end;
begin
  if role is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return query
    select v.kind, v.record_id, coalesce(c.name, sc.name, s.street, r.number, t.number, i.number, p.number, m.name),
           coalesce(c.code, s.street || ', ' || s.kelurahan || ', ' || s.kecamatan, r.name, tc.name, ic.name, pc.name, m.username, ''),
           coalesce(k.phone, r.phone, m.phone), coalesce(c.status, s.status, r.status, t.status, i.status, p.status, m.role::text)
    from public.recently_viewed v
      left join public.customers c on v.kind = 'customer' and c.id = v.record_id and company and c.deleted_at is null
        and (everything or c.zone_id = any (zones))
      left join public.contacts k on k.id = c.contact_id
      left join public.services s on v.kind = 'service' and s.id = v.record_id and company and (everything or s.zone_id = any (zones))
      left join public.customers sc on sc.id = s.customer_id and (everything or sc.zone_id = any (zones))
      left join public.registrations r on v.kind = 'registration' and r.id = v.record_id and company and (everything or r.zone_id = any (zones))
      left join public.tickets t on v.kind = 'ticket' and t.id = v.record_id
        and (everything or (company and t.zone_id = any (zones)) or (not company and (t.lead_id = me or t.id = any (others))))
      left join public.customers tc on tc.id = t.customer_id and (not company or everything or tc.zone_id = any (zones))
      left join public.invoices i on v.kind = 'invoice' and i.id = v.record_id and company and (everything or i.zone_id = any (zones))
      left join public.customers ic on ic.id = i.customer_id and (everything or ic.zone_id = any (zones))
      left join public.payments p on v.kind = 'payment' and p.id = v.record_id and company and (everything or p.zone_id = any (zones))
      left join public.customers pc on pc.id = p.customer_id and (everything or pc.zone_id = any (zones))
      left join public.staff m on v.kind = 'staff' and m.id = v.record_id and company
    where v.staff_id = me and coalesce(c.id, s.id, r.id, t.id, i.id, p.id, m.id) is not null
    order by v.at desc limit p_each;
end $$;

reset role;
