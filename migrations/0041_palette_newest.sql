-- A technician of many years finds what he seeks among his newest tickets, without everything in the company that has the word.
set role aglis_owner;

-- Of a technician's tickets, for app.find alone. What has the word is read out of an index, unless thousands have it, as every eighth
-- connection of the company lies in a district: then the newest 750 of his tickets are looked at first, and mostly fill the answer. A plan made without
-- knowing the words takes half as long again.
create function app.find_my_tickets(p_words text[], p_phone text, p_numbers text[], p_each int)
returns table (kind text, id bigint, title text, detail text, phone text, state text)
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_custom_plan as $$
declare
  me constant bigint := app.staff_id();
  others constant bigint[] := app.my_other_tickets();
  by_name constant boolean := cardinality(p_words) > 0;
  -- Put into small letters once, and not again for every row and word.
  words constant text[] := array(select lower(w) from unnest(p_words) w);
  is_common constant boolean := by_name and p_phone is null and 1500 = (
    select count(*) from (select from public.services s where s.street || ' ' || s.kelurahan || ' ' || s.kecamatan ilike p_words[1] limit 1500) x);
begin
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
    newest as materialized (
      select m.id from (select * from mine where is_common order by created_at desc, id desc limit 750) m
        left join lateral (select c.name from public.customers c where c.id = m.customer_id offset 0) c on true
        left join lateral (select concat_ws(' ', s.street, s.kelurahan, s.kecamatan) as address from public.services s where s.id = m.service_id offset 0) s on true
        left join lateral (select concat_ws(' ', r.name, r.street) as texts from public.registrations r where r.id = m.registration_id offset 0) r on true
      where lower(concat_ws(' ', c.name, s.address, r.texts)) like all (words)
      order by m.created_at desc, m.id desc limit p_each),
    enough as materialized (select count(*) = p_each as is_so from newest),
    -- A word stands in one of these texts, since none of them ends without a blank.
    found as materialized (
      select m.id, m.created_at from mine m
      where not (select is_so from enough)
        and ((by_name
              and (m.customer_id in (select c.id from public.customers c where c.name ilike p_words[1])
                   or m.service_id in (select s.id from public.services s where s.street || ' ' || s.kelurahan || ' ' || s.kecamatan ilike p_words[1])
                   or case when m.registration_id is not null then
                        (select r.name ilike p_words[1] or r.street ilike p_words[1] from public.registrations r where r.id = m.registration_id) end))
             or (p_phone is not null
                 and (m.customer_id in (
                        select c.id from public.customers c join public.contacts k on k.id = c.contact_id
                        where k.phone like '%' || p_phone || '%' or k.other_phone like '%' || p_phone || '%')
                      or case when m.registration_id is not null then
                           (select r.phone like '%' || p_phone || '%' from public.registrations r where r.id = m.registration_id) end)))),
    candidates as (
      select n.id, t.created_at from newest n join public.tickets t on t.id = n.id where (select is_so from enough)
      union all select f.id, f.created_at from found f)
    select 'ticket', x.id, x.number, concat_ws(' · ', coalesce(x.name, x.applicant), coalesce(x.street, x.at_street)), x.phone, x.status
    from (select * from candidates order by created_at desc, id desc) f
      -- Looked up one by one until there are enough: a join would read every table whole.
      cross join lateral (
        select t.id, t.number, t.status, c.name, r.name as applicant, s.street, r.street as at_street, coalesce(k.phone, r.phone) as phone,
               concat_ws(' ', k.phone, k.other_phone, r.phone) as phones,
               lower(concat_ws(' ', c.name, s.street, s.kelurahan, s.kecamatan, r.name, r.street)) as texts
        from public.tickets t left join public.customers c on c.id = t.customer_id left join public.contacts k on k.id = c.contact_id
          left join public.registrations r on r.id = t.registration_id left join public.services s on s.id = t.service_id
        where t.id = f.id offset 0) x
    where x.phones like '%' || p_phone || '%' or (by_name and x.texts like all (words))
    order by f.created_at desc, f.id desc limit p_each;
end $$;
revoke all on function app.find_my_tickets(text[], text, text[], int) from public;

-- Of everything in the company or in the supervisor's zones, for app.find alone.
create function app.find_in_company(p_text text, p_words text[], p_phone text, p_numbers text[], p_each int)
returns table (kind text, id bigint, title text, detail text, phone text, state text)
language plpgsql stable security definer set search_path = '' as $$
declare
  everything constant boolean := app.sees_all();
  zones constant bigint[] := app.my_zones();
  by_name constant boolean := cardinality(p_words) > 0;
  -- The index is asked for two words at once where it knows both: of the thousands who have one of them few have the other.
  second constant text := case when p_words[2] ~ '[[:alnum:]]{3}' then p_words[2] else p_words[1] end;
  is_found boolean := false;
  nearness text;
begin
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
      where (k.phone like '%' || p_phone || '%' or k.other_phone like '%' || p_phone || '%') and c.deleted_at is null and (everything or c.zone_id = any (zones)) limit p_each;
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
revoke all on function app.find_in_company(text, text[], text, text[], int) from public;

-- What the palette asks, see 0020.
create or replace function app.find(p_text text, p_words text[], p_phone text, p_numbers text[], p_each int)
returns table (kind text, id bigint, title text, detail text, phone text, state text)
language plpgsql stable security definer set search_path = '' as $$
declare
  role constant text := app.staff_role();
begin
  if role is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  -- A pattern that cannot be read would fail at the first row it meets, and so tell of rows the caller may not see.
  if exists (select from unnest(p_words) w where w is null or w !~ '^([^\\]|\\.)*$') then
    raise exception 'PATTERN' using errcode = '22025';
  end if;
  if role = 'technician' then
    return query select * from app.find_my_tickets(p_words, p_phone, p_numbers, p_each);
  else
    return query select * from app.find_in_company(p_text, p_words, p_phone, p_numbers, p_each);
  end if;
end $$;

reset role;
