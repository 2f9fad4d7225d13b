-- The palette: one question over people, addresses and numbers, and what each person opened last.

-- People search for a street, a hamlet or a district, in any order.
create index services_address_trgm on services using gin ((street || ' ' || kelurahan || ' ' || kecamatan) gin_trgm_ops);

-- Row-level security looks at the zone before an operator that is not leakproof, so that no trigram index would serve a
-- supervisor. This function therefore runs as the owner and makes the same distinction itself, row by row: office and admin see
-- the company, supervisors their zones, technicians their own tickets. A customer of another zone stays unnamed on what lies in one's own.
--
-- p_text is what was typed, p_words are patterns for ilike with the longest word first, p_phone digits as they stand in E.164,
-- p_numbers whole document numbers. Whoever asks for numbers only gives no words, and the other way round.
create function app.find(p_text text, p_words text[], p_phone text, p_numbers text[], p_each int)
returns table (kind text, id bigint, title text, detail text, phone text, state text)
language plpgsql stable security definer set search_path = '' as $$
declare
  role constant text := app.staff_role();
  everything constant boolean := app.sees_all();
  zones constant bigint[] := app.my_zones();
  by_name constant boolean := cardinality(p_words) > 0;
  is_found boolean := false;
begin
  if role is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  -- A pattern that cannot be read would fail at the first row it meets, and so tell of rows the caller may not see.
  if exists (select from unnest(p_words) w where w is null or w !~ '^([^\\]|\\.)*$') then
    raise exception 'PATTERN' using errcode = '22025';
  end if;
  if role = 'technician' then
    return query
      select 'ticket', t.id, t.number, concat_ws(' · ', coalesce(c.name, r.name), coalesce(s.street, r.street)), coalesce(k.phone, r.phone), t.status
      from public.tickets t left join public.customers c on c.id = t.customer_id left join public.contacts k on k.id = c.contact_id
        left join public.registrations r on r.id = t.registration_id left join public.services s on s.id = t.service_id
      where t.id = any (app.my_tickets())
        and (t.number = any (p_numbers) or coalesce(k.phone, r.phone) like '%' || p_phone || '%'
             or (by_name and concat_ws(' ', c.name, r.name, s.street, s.kelurahan, s.kecamatan, r.street) ilike all (p_words)))
      order by t.created_at desc, t.id desc limit p_each;
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
          where c.name ilike p_words[1] and c.name ilike all (p_words) and c.deleted_at is null and (everything or c.zone_id = any (zones))
          limit 200) x join public.contacts k on k.id = x.contact_id
    order by lower(x.name) = lower(p_text) desc, starts_with(lower(x.name), lower(p_text)) desc, char_length(x.name), x.name, x.id limit p_each;
  is_found := found;
  return query
    select 'registration', r.id, r.number, r.name, r.phone, r.status from public.registrations r
    where r.name ilike p_words[1] and r.name ilike all (p_words) and r.status not in ('installed', 'rejected', 'cancelled')
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
            and s.street || ' ' || s.kelurahan || ' ' || s.kecamatan ilike all (p_words) and (everything or s.zone_id = any (zones)) limit 200) x
    order by x.address, x.id limit p_each;
  is_found := is_found or found;
  if is_found or char_length(p_text) < 4 then return; end if;

  -- Nothing is spelt so: whose name comes near?
  perform set_config('pg_trgm.word_similarity_threshold', '0.45', true);
  return query
    select 'customer', x.id, x.name, x.code, k.phone, x.status
    from (select c.id, c.name, c.code, c.status, c.contact_id, public.word_similarity(p_text, c.name) as likeness from public.customers c
          where p_text operator(public.<%) c.name and c.deleted_at is null and (everything or c.zone_id = any (zones))
          order by likeness desc limit p_each) x join public.contacts k on k.id = x.contact_id
    order by x.likeness desc, x.name, x.id;
  return query
    select 'service', x.id, coalesce(x.name, x.address), x.address, null, x.status
    from (select s.id, c.name, s.street || ', ' || s.kelurahan || ', ' || s.kecamatan as address, s.status,
                 public.word_similarity(p_text, s.street || ' ' || s.kelurahan || ' ' || s.kecamatan) as likeness
          from public.services s left join public.customers c on c.id = s.customer_id and (everything or c.zone_id = any (zones))
          where p_text operator(public.<%) (s.street || ' ' || s.kelurahan || ' ' || s.kecamatan) and (everything or s.zone_id = any (zones))
          order by likeness desc limit p_each) x
    order by x.likeness desc, x.address, x.id;
end $$;
revoke all on function app.find(text, text[], text, text[], int) from public;
alter function app.find(text, text[], text, text[], int) owner to aglis_owner;
grant execute on function app.find(text, text[], text, text[], int) to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;

-- What each person opened last. Titles are not kept: they are read again with the rights of the day.
create table recently_viewed (
  staff_id bigint not null constraint recently_viewed_staff_fkey references staff default app.staff_id(),
  kind text not null constraint recently_viewed_kind_known check
    (kind in ('customer', 'service', 'registration', 'ticket', 'invoice', 'payment', 'staff')),
  record_id bigint not null,
  at timestamptz not null default clock_timestamp(),
  constraint recently_viewed_pkey primary key (staff_id, kind, record_id)
);
comment on table recently_viewed is 'Records a person opened last, for the palette; the newest thirty of each.';
alter table recently_viewed enable row level security;
revoke all on recently_viewed from public;
create policy recently_viewed_own on recently_viewed for all to aglis_admin, aglis_supervisor, aglis_office, aglis_technician
  using (staff_id = (select app.staff_id())) with check (staff_id = (select app.staff_id()));
grant select, insert (kind, record_id), update (at), delete on recently_viewed to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
alter table recently_viewed owner to aglis_owner;

-- The caller's newest records, as far as he may see them today; technicians have rights on too few tables to ask for themselves.
create function app.recent(p_each int) returns table (kind text, id bigint, title text, detail text, phone text, state text)
language plpgsql stable security definer set search_path = '' as $$
declare
  role constant text := app.staff_role();
  everything constant boolean := app.sees_all();
  zones constant bigint[] := app.my_zones();
  company constant boolean := role <> 'technician';
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
        and (everything or (company and t.zone_id = any (zones)) or (not company and t.id = any (app.my_tickets())))
      left join public.customers tc on tc.id = t.customer_id and (not company or everything or tc.zone_id = any (zones))
      left join public.invoices i on v.kind = 'invoice' and i.id = v.record_id and company and (everything or i.zone_id = any (zones))
      left join public.customers ic on ic.id = i.customer_id and (everything or ic.zone_id = any (zones))
      left join public.payments p on v.kind = 'payment' and p.id = v.record_id and company and (everything or p.zone_id = any (zones))
      left join public.customers pc on pc.id = p.customer_id and (everything or pc.zone_id = any (zones))
      left join public.staff m on v.kind = 'staff' and m.id = v.record_id and company
    where v.staff_id = app.staff_id() and coalesce(c.id, s.id, r.id, t.id, i.id, p.id, m.id) is not null
    order by v.at desc limit p_each;
end $$;
revoke all on function app.recent(int) from public;
alter function app.recent(int) owner to aglis_owner;
grant execute on function app.recent(int) to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
